"""Random small maps, as an analyst would write them: odd enough to meet every sentence of the definition."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

from data_maps.model import DataMap
from data_maps.reading import read
from tests.support.first_oracle import Oracle

MOST_CONDITIONS = 11
STATES = ("XA", "XB", "US", "CN", "JP", "DE")
DAYS = ("2021-05-01", "2026-08-17", "2026-08-18", "2027-01-01")
TYPES = (
    "text",
    "image",
    "audio",
    "metadata",
    "contacts",
    "location",
    "financial",
    "identity",
    "health",
    "credentials",
    "profile",
    "device",
)
TOGETHER = ((), (), ("contacts", "text"), ("location", "contacts"), ("identity", "image"), ("financial", "location"))
VIA = ("shares", "shares", "votes", "board", "management", "contract", "articles", "law", "nominee", "staff", "unknown")
COUNTS = ("taken.targeted", "swept")
SCOPES = ("targeted", "bulk", "covert", "transit", "purchase")


def map_of(text: str) -> DataMap:
    """The map of a text that has no mistakes."""
    reading = read(text, "test.yaml")
    assert reading.data_map is not None, (reading.problems, text)
    return reading.data_map


@cache
def small_map(seed: int) -> DataMap:
    """A random map with so few uncertain conditions that all their outcomes can be gone through."""
    return map_of(small_text(seed))


def small_text(seed: int) -> str:
    """The text of that map."""
    draw = random.Random(seed)
    written = _Writer(draw).written
    written["estimates"] = _estimates(draw, written)
    states, persons = Oracle(map_of(json.dumps(written))).uncertain
    loose = [a for a in (*states, *persons) if not a.startswith("interest.")]
    draw.shuffle(loose)
    excess = max(0, len(states) + len(persons) - MOST_CONDITIONS)
    written["estimates"] |= {a: _exactly(int(draw.random() < 0.7)) for a in loose[:excess]}
    return json.dumps(written, indent=1)


def _exactly(value: float) -> dict[str, Any]:
    return {"best": value, "exact": True, "why": "by construction"}


def _chance(draw: random.Random) -> Any:
    """A probability; now and then one that is certain, or unknown."""
    return (
        draw.choice([_exactly(0), _exactly(1), "unknown"])
        if draw.random() < 0.2
        else round(draw.uniform(0.01, 0.99), 3)
    )


class _Writer:
    """Draws the sections of a map one after the other."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.states = draw.sample(STATES, draw.choice([2, 2, 3]))
        union = draw.random() < 0.25
        self.own = ["DE", "FR", "EU"] if union else self.states[:1]
        self.written: dict[str, Any] = {"as_of": draw.choice(DAYS), "viewpoint": "EU" if union else self.own[0]}
        self.held: dict[str, set[str]] = {}
        for section in (
            self.users,
            self.data,
            self.parties,
            self.ownership,
            self.systems,
            self.flows,
            self.keeps,
            self.access,
            self.leave_out,
        ):
            section()
        self.written["app"] = {"name": "App", "operator": draw.choice(self.hands)}

    def some(self, chosen: Any, most: int = 4) -> list[Any]:
        """At least one of them, in their order."""
        chosen = sorted(chosen)
        few = self.draw.sample(chosen, self.draw.randint(1, min(most, len(chosen))))
        return sorted(few)

    def place(self) -> str:
        """Somewhere, mostly in a state that takes part."""
        return self.draw.choice([*self.states, *self.states, *self.own, "IE"])

    def users(self) -> None:
        exposures: list[Any] = ["ordinary", "ordinary", "at_risk", "strategic", ["at_risk", "strategic"]]
        self.written["users"] = {
            f"g{n}": {
                "in": self.draw.choice(self.own) if n == 0 else self.place(),
                "count": self.draw.choice([80, 1500, 40_000, 3_000_000]),
                "exposure": self.draw.choice(exposures),
            }
            for n in range(self.draw.choice([1, 1, 2, 3]))
        }

    def data(self) -> None:
        found: dict[str, Any] = {}
        types = [*self.draw.choice(TOGETHER), *(self.draw.choice(TYPES) for _ in range(4))]
        for n in range(self.draw.choice([1, 2, 3, 4])):
            found[f"d{n}"] = {"type": types[n]}
            found[f"d{n}"] |= {"live": True} if self.draw.random() < 0.25 else {}
            found[f"d{n}"] |= {"level": self.draw.randint(1, 4)} if self.draw.random() < 0.15 else {}
        self.written["data"] = found

    def parties(self) -> None:
        found: dict[str, Any] = {}
        for n in range(self.draw.choice([1, 2, 3, 4])):
            found[f"p{n}"] = {"organised_in": self.draw.choice([self.place(), self.place(), "NO", "BR"])}
            found[f"p{n}"] |= {"run_from": self.place()} if self.draw.random() < 0.4 else {}
            found[f"p{n}"] |= {"kind": "state"} if self.draw.random() < 0.15 else {}
        self.written["parties"] = found
        self.hands = list(found)[: 2 if self.draw.random() < 0.4 else None]

    def ownership(self) -> None:
        parties, lines, left = list(self.written["parties"]), [], dict[tuple[str, str], int]()
        for _ in range(self.draw.randint(0, 6) if len(parties) > 1 else 0):
            owner, of = self.draw.sample(parties, 2)
            line: dict[str, Any] = {"owner": owner, "of": of, "via": self.draw.choice(VIA)}
            share = self.draw.choice([0, 5, 19, 20, 40, 50, 51, 60])
            whole = left.get((of, line["via"]), 100)
            if share and share <= whole:
                left[of, line["via"]] = whole - share
                line["share"] = f"{share}%"
            if self.draw.random() < 0.2:
                line["control"] = _chance(self.draw)
            lines.append(line)
        self.written["ownership"] = lines

    def systems(self) -> None:
        self.written["systems"] = {
            f"s{n}": {
                "operator": self.draw.choice(self.hands),
                "in": self.draw.choice([self.place(), self.place(), "unknown"]),
                "keys": self.keys(),
            }
            for n in range(self.draw.choice([1, 1, 2, 3]))
        }

    def keys(self) -> Any:
        holders = ["operator", "users", "none", "unknown", *self.hands]
        if self.draw.random() < 0.6:
            return self.draw.choice(holders)
        return {d: self.draw.choice(holders) for d in self.some(self.written["data"])}

    def flows(self) -> None:
        self.found: list[dict[str, Any]] = []
        systems, parties = list(self.written["systems"]), self.hands
        for g in self.written["users"]:
            for _ in range(self.draw.choice([1, 1, 2])):
                self.flow(g, self.draw.choice([*systems, *systems, *parties]), self.written["data"])
        for _ in range(self.draw.choice([0, 1, 2, 3])):
            start = self.draw.choice(sorted(self.held))
            ends = [n for n in (*systems, *parties) if n != start]
            if ends:
                self.flow(start, self.draw.choice(ends), self.held[start])
        for s in [s for s in systems if s not in self.held]:
            self.flow("g0", s, self.written["data"])
        self.written["flows"] = self.found

    def flow(self, start: str, end: str, data: Any) -> None:
        """One more flow; what it carries is held where it ends."""
        flow: dict[str, Any] = {"id": f"f{len(self.found)}", "from": start, "to": end, "data": self.some(data)}
        flow |= {"share": _chance(self.draw)} if self.draw.random() < 0.5 else {}
        flow |= {"in_transit": self.draw.choice(["clear", "unknown"])} if self.draw.random() < 0.3 else {}
        flow |= (
            {"for": self.draw.choice(["sale", "sale", "advertising", "support"])} if self.draw.random() < 0.4 else {}
        )
        self.held.setdefault(end, set()).update(flow["data"])
        self.found.append(flow)

    def keeps(self) -> None:
        for s, system in self.written["systems"].items():
            if self.draw.random() < 0.5:
                times = ["5 days", "11 months", "12 months", "2 years", "until deleted"]
                system["keeps"] = {d: self.draw.choice(times) for d in self.some(self.held[s])}

    def access(self) -> None:
        parties = self.hands
        for section in ("access", "agreements"):
            self.written[section] = []
            for _ in range(self.draw.choice([0, 0, 1, 2])):
                to = self.draw.choice(sorted(self.held))
                data = {"data": self.some(self.held[to])} if self.draw.random() < 0.7 else {}
                if section == "access":
                    self.written[section].append({"party": self.draw.choice(parties), "to": to, **data})
                elif len(parties) > 1:
                    between = self.draw.sample(parties, self.draw.randint(2, len(parties)))
                    self.written[section].append(
                        {"id": f"a{len(self.written[section])}", "between": between, "gives": {"system": to, **data}}
                    )

    def leave_out(self) -> None:
        patterns = ["insiders/*", "*/covert/*", f"state:{self.states[0]}/*", "*/bulk", "criminals/intrusion/bulk/s0"]
        self.written["leave_out"] = (
            [{"event": self.draw.choice(patterns), "why": "elsewhere"}] if self.draw.random() < 0.2 else []
        )


def _estimates(draw: random.Random, written: dict[str, Any]) -> dict[str, Any]:
    """Some numbers of the author's own, at addresses that the map uses and at some that only they bring into being."""
    oracle = Oracle(map_of(json.dumps(written)))
    own = {address: _chance(draw) for address in sorted(oracle.conditions) if draw.random() < 0.15}
    for flow in written["flows"]:
        for d in flow["data"]:
            own |= {f"share.{flow['id']}.{d}": _chance(draw)} if draw.random() < 0.1 else {}
            own |= {f"kept.{d}.{flow['to']}": _chance(draw)} if draw.random() < 0.1 else {}
            own |= {f"clear.{d}.{flow['to']}": _chance(draw)} if draw.random() < 0.1 else {}
        own |= {f"success.transit.{flow['id']}": _chance(draw)} if draw.random() < 0.2 else {}
        own |= {f"sold.{flow['id']}": round(draw.uniform(0.1, 3), 2)} if draw.random() < 0.2 else {}
    for x in oracle.states:
        own |= _of_state(draw, x, written)
    for s in oracle.holders:
        own |= {
            f"success.{threat}.{s}": _chance(draw)
            for threat in ("intrusion", "insider", "covert")
            if draw.random() < 0.2
        }
        own |= {
            f"attempts.{threat}.{s}": draw.choice(["2/year", "0.1/month", "unknown"])
            for threat in ("intrusion", "insider")
            if draw.random() < 0.2
        }
        own |= {f"taken.intrusion.{s}": _chance(draw)} if draw.random() < 0.2 else {}
        own |= {f"taken.insider.{s}": draw.choice([3, 250])} if draw.random() < 0.2 else {}
    own |= {f"identified.{actor}": _chance(draw) for actor in ("criminals", "buyers") if draw.random() < 0.2}
    own |= {f"users.{g}.count": draw.choice([7, 990_000]) for g in written["users"] if draw.random() < 0.1}
    return own


def _of_state(draw: random.Random, x: str, written: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for scope in SCOPES:
        found |= (
            {f"demand.{scope}.{x}": draw.choice(["0.5/year", "0.02/month", "1e-5/person-year", "unknown"])}
            if draw.random() < 0.2
            else {}
        )
        chance = "carried_out" if scope in ("targeted", "bulk", "purchase") else "taken"
        found |= {f"{chance}.{scope}.{x}": _chance(draw)} if draw.random() < 0.2 else {}
    found |= {f"taken.{scope}.{x}": _chance(draw) for scope in ("bulk", "purchase") if draw.random() < 0.2}
    found |= {f"identified.state:{x}": _chance(draw)} if draw.random() < 0.2 else {}
    for count in COUNTS:
        found |= {f"{count}.{x}": draw.choice([2, 30])} if draw.random() < 0.2 else {}
        found |= {f"{count}.{x}.{g}": draw.choice([1, 12]) for g in written["users"] if draw.random() < 0.1}
    bodies = [*written["parties"], *written["systems"]]
    return found | {f"power.{x}.{n}": _chance(draw) for n in bodies if draw.random() < 0.08}


@cache
def with_many_routes() -> DataMap:
    """A map with 35 ways in to one system that 35 foreign parties reach: 1,225 routes, more than are listed."""
    names = [str(n) for n in range(35)]
    written = {
        "app": {"name": "App", "operator": "firm"},
        "as_of": "2026-03-01",
        "viewpoint": "XA",
        "users": {"people": {"in": "XA", "count": 1_000_000}},
        "data": {"chats": "text"},
        "parties": {"firm": {"organised_in": "XA"}, **{f"p{n}": {"organised_in": "XB"} for n in names}},
        "systems": {s: {"operator": "firm", "in": "XA"} for s in ("last", *(f"s{n}" for n in names))},
        "flows": [
            {"from": start, "to": end, "data": "chats", "share": "50%"}
            for n in names
            for start, end in (("people", f"s{n}"), (f"s{n}", "last"))
        ],
        "access": [{"party": f"p{n}", "to": "last"} for n in names],
        "leave_out": [
            {"event": event, "why": "apart"}
            for event in ("state:XA/*", "*/covert/*", "*/targeted", "criminals/*", "insiders/*")
        ],
    }
    return map_of(json.dumps(written))
