"""Random small maps, as plain mappings, in which every key of the format that moves a number occurs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.support.oracle.estimates import estimates_of, exactly
from tests.support.oracle.measures import Oracle

MOST_UNCERTAIN = 24
TYPES = (
    "text", "images", "video", "audio", "metadata", "contacts", "location", "financial", "identity", "health",
    "credentials", "profile", "device", "biometric",
)  # fmt: skip
VIA = ("shares", "shares", "votes", "management", "contract", "law", "nominee", "board", "articles", "staff", "unknown")
DAYS = ("2012-06-01", "2015-03-01", "2018-07-15", "2020-09-25", "2022-12-31", "2026-11-01")
KEEPS = ("5 days", "3 months", "12 months", "2 years", "until deleted")
PATTERNS = ("insiders/*", "state:*/covert/*", "*/placed/*", "criminals/intrusion/*", "state:XB/*", "*/whole/*")


def small_map(seed: int, most_uncertain: int = MOST_UNCERTAIN) -> dict[str, Any]:
    """A random map with few conditions that are neither certain nor impossible."""
    draw = random.Random(seed)
    written = Writer(draw).written()
    written["estimates"] |= estimates_of(draw, written)
    loose = uncertain(written)
    draw.shuffle(loose)
    while len(loose) > most_uncertain:
        written["estimates"] |= {address: exactly(int(draw.random() < 0.8)) for address in loose[most_uncertain:]}
        loose = uncertain(written)
    return written


def uncertain(written: dict[str, Any]) -> list[str]:
    """The conditions of a map that may or may not hold."""
    return sorted(address for address, chance in Oracle(written).conditions.items() if 0 < chance < 1)


class Writer:
    """The structure of a random map, section by section."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.states: tuple[str, ...] = draw.choice(
            (("XA", "XB"), ("XA", "US", "CN"), ("US", "CN", "GB"), ("EU", "US", "DE"))
        )
        self.map: dict[str, Any] = {"format": 1, "as_of": draw.choice(DAYS), "viewpoint": self.states[0]}

    def written(self) -> dict[str, Any]:
        """The map."""
        self.users()
        self.data()
        self.parties()
        self.ownership()
        self.systems()
        self.flows()
        self.keeps()
        self.ways_in()
        self.map["leave_out"] = [{"event": p, "why": "looked at elsewhere"} for p in PATTERNS if self.chance(0.08)]
        return self.map

    def chance(self, p: float) -> bool:
        """A draw that holds with a chance."""
        return self.draw.random() < p

    def some(self, chosen: Sequence[str], most: int = 3) -> list[str]:
        """Some of a list, at least one."""
        return self.draw.sample(list(chosen), self.draw.randint(1, min(most, len(chosen))))

    def place(self) -> str:
        """A state, more often one on the map already."""
        return self.draw.choice((*self.states, *self.states, "IE", "SG"))

    def users(self) -> None:
        """One to three groups, the first of them counted."""
        draw, groups = self.draw, {}
        for n in range(draw.randint(1, 3)):
            count = draw.choice(("20k", 1_500_000, "3M", ["100k", "900k"], ["1M", "2M", "9M"]))
            groups[f"group-{n}"] = {"in": self.states[0] if n == 0 else self.place(), "count": count}
            if self.chance(0.4):
                groups[f"group-{n}"]["exposure"] = draw.choice(("at_risk", "strategic", ["at_risk", "strategic"]))
            if self.chance(0.25):
                groups[f"group-{n}"]["terms"] = self.place()
        self.map["users"] = groups
        if self.chance(0.2):
            self.people()

    def people(self) -> None:
        """One total, of which each group but the last has a share."""
        *others, last = self.map["users"]
        parts: dict[str, Any] = {g: {"share": self.draw.choice(("20%", "35%", 0.1))} for g in others}
        self.map["people"] = {"total": self.draw.choice(("2M", ["1M", "3M", "5M"])), "groups": parts | {last: "rest"}}
        for group in self.map["users"].values():
            del group["count"]

    def data(self) -> None:
        """One to four kinds of data."""
        kinds: dict[str, Any] = {}
        for n, term in enumerate(self.draw.sample(TYPES, self.draw.randint(1, 4))):
            kinds[f"data-{n}"] = term
            if self.chance(0.3):
                kinds[f"data-{n}"] = {"type": term, "live": self.chance(0.6)}
                if self.chance(0.5):
                    kinds[f"data-{n}"] |= {"level": self.draw.randint(1, 4), "why": "judged by the author"}
        self.map["data"] = kinds

    def parties(self) -> None:
        """Two to five parties, the first of them the app's operator."""
        parties: dict[str, Any] = {}
        for n in range(self.draw.randint(2, 5)):
            parties[f"party-{n}"] = {"organised_in": self.place()}
            if self.chance(0.3):
                parties[f"party-{n}"]["run_from"] = self.draw.choice(self.states)
            if n > 0 and self.chance(0.2):
                parties[f"party-{n}"]["kind"] = self.draw.choice(("state", "person"))
            if self.chance(0.2):
                parties[f"party-{n}"]["staff"] = self.draw.choice((50, "2k"))
        self.map["parties"] = parties
        self.map["app"] = {"name": "Sample", "operator": "party-0"}

    def ownership(self) -> None:
        """Lines between parties, rings among them; shares of one party add up to no more than the whole."""
        parties, left = list(self.map["parties"]), dict.fromkeys(self.map["parties"], 100)
        lines = []
        for _ in range(self.draw.randint(0, 4)):
            owner, of = self.draw.sample(parties, 2)
            line: dict[str, Any] = {"owner": owner, "of": of, "via": self.draw.choice(VIA)}
            if line["via"] == "shares":
                share = min(left[of], self.draw.choice((10, 30, 50, 51, 100)))
                left[of] -= share
                line |= {"share": f"{share}%"} if share else {"via": "unknown"}
            if self.chance(0.2):
                line["control"] = self.draw.choice((0.3, [0.4, 0.7, 0.9], {"beta": [6, 4]}))
            lines.append(line)
        self.map["ownership"] = lines
        self.map["estimates"] = {}
        for line in lines:
            if self.chance(0.3):
                self.map["estimates"][f"control.{line['owner']}.{line['of']}"] = self.draw.choice(
                    (exactly(1), [0.2, 0.45, 0.8], 0.75, "unknown")
                )

    def systems(self) -> None:
        """One to three systems; much may be unknown or not said."""
        systems: dict[str, Any] = {}
        for n in range(self.draw.randint(1, 3)):
            system: dict[str, Any] = {}
            if self.chance(0.9):
                system["operator"] = "unknown" if self.chance(0.1) else self.draw.choice(list(self.map["parties"]))
            if self.chance(0.85):
                system["in"] = "unknown" if self.chance(0.2) else self.place()
            if self.chance(0.85):
                system["keys"] = self.keys()
            if self.chance(0.25):
                system["apart"] = True
            if self.chance(0.2):
                system["staff"] = self.draw.choice((300, "5k"))
            systems[f"system-{n}"] = system
        self.map["systems"] = systems

    def keys(self) -> Any:
        """The holder of a system's keys, or of each kind of data."""
        holders = ("operator", "operator", "users", "none", "unknown", *self.map["parties"])
        if self.chance(0.7):
            return self.draw.choice(holders)
        return {d: self.draw.choice(holders) for d in self.some(list(self.map["data"]))}

    def flows(self) -> None:
        """Flows from each group, onward between systems, and to parties."""
        self.map["flows"] = []
        self.brought: dict[str, set[str]] = {}
        systems = list(self.map["systems"])
        for g in self.map["users"]:
            for s in self.some(systems, 2):
                self.flow(g, s, list(self.map["data"]))
        for _ in range(self.draw.randint(0, 3)):
            source = self.draw.choice(sorted(self.brought))
            target = self.draw.choice([*systems, *self.map["parties"]])
            if source != target and (source, target) not in {(f["from"], f["to"]) for f in self.map["flows"]}:
                self.flow(source, target, sorted(self.brought[source]))

    def flow(self, source: str, target: str, data: list[str]) -> None:
        """One flow of some data."""
        line: dict[str, Any] = {"from": source, "to": target, "data": self.some(data, 4)}
        if self.chance(0.35):
            line["share"] = self.draw.choice(("30%", 0.8, [0.1, 0.4, 0.7], [0.2, 0.6], "unknown"))
        if self.chance(0.3):
            line["in_transit"] = self.draw.choice(("clear", "unknown", "encrypted"))
        if target in self.map["parties"] and self.chance(0.8):
            line["for"] = self.draw.choice(("sale", "sale", "advertising", "processing"))
        if self.chance(0.15):
            line["id"] = f"flow-{len(self.map['flows'])}"
        self.map["flows"].append(line)
        self.brought.setdefault(target, set()).update(line["data"])

    def keeps(self) -> None:
        """How long systems keep some of what they are brought."""
        for s in self.map["systems"]:
            if s in self.brought and self.chance(0.5):
                kept = self.some(sorted(self.brought[s]))
                self.map["systems"][s]["keeps"] = {d: self.draw.choice(KEEPS) for d in kept}

    def ways_in(self) -> None:
        """Access, agreements and standing access at systems that hold data."""
        systems, parties = [s for s in self.map["systems"] if s in self.brought], list(self.map["parties"])
        self.map |= {"access": [], "agreements": [], "standing": []}
        for s in systems:
            if self.chance(0.35):
                self.map["access"].append({"party": self.draw.choice(parties), "to": s, **self.named(s)})
            if self.chance(0.25):
                between = self.draw.sample(parties, 2)
                gives = {"system": s, **self.named(s)}
                self.map["agreements"].append({"id": f"deal-{s}", "between": between, "kind": "vendor", "gives": gives})
            if self.chance(0.3):
                line = {"state": self.draw.choice(self.states), "at": s, "why": "said so", **self.named(s)}
                if self.chance(0.5):
                    line["share"] = self.draw.choice(("40%", [0.2, 0.5, 0.6]))
                if self.chance(0.6):
                    line["estimate"] = self.draw.choice((0.3, [0.2, 0.6, 0.9], "unknown"))
                self.map["standing"].append(line)

    def named(self, s: str) -> dict[str, Any]:
        """Some of the data of a system, or none named."""
        return {"data": self.some(sorted(self.brought[s]))} if self.chance(0.5) else {}
