"""What the numbers of a small map are, by going through every outcome: a second reading of the definition, for tests.

Nothing here is shared with the engine but the catalogue's defaults: events, conditions and severity are written out
again, every uncertain state and person-level draw is enumerated, and fixed points are found by repeating.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.quantities import Estimate
from risk.catalogue import catalogue

Truth = NDArray[np.bool_]
Floats = NDArray[np.float64]

LEVEL = {
    "profile": 1, "public": 1,
    "device": 2, "metadata": 2, "contacts": 2, "location": 2, "credentials": 2,
    "text": 3, "image": 3, "video": 3, "audio": 3, "financial": 3, "identity": 3,
    "health": 4, "biometric": 4, "genetic": 4, "sensitive": 4,
}  # fmt: skip
A_YEAR_OF_IT = {"metadata": 3, "location": 3, "financial": 4}
BARE = {"profile", "public", "device", "metadata"}
CONTENT = {"text", "image", "video", "audio"}
PAIRS = (
    ({"contacts"}, CONTENT),
    ({"identity"}, {"location", "image", "video", "audio", "biometric"}),
    ({"financial"}, {"location"}),
)
EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
REACHES_ABROAD = {"US": date(2018, 3, 23), "GB": date.min, "SG": date.min, "AU": date(2018, 12, 9),
                  "HK": date(2020, 6, 30), "EU": date(2026, 8, 18)}  # fmt: skip
REACHES_NOBODY_ABROAD = {"JP", "KP", "VE"}
NEVER, ALWAYS = np.zeros((1, 1), dtype=bool), np.ones((1, 1), dtype=bool)


@dataclass(frozen=True)
class Happening:
    """One event: how often, which person-level factor, how many people of each group an attempt is about.

    `exposed` says for each group counted and each (data, place) in which outcomes it is exposed.
    """

    key: str
    rate: float
    factor: float
    people: Mapping[str, float]
    exposed: Mapping[str, Mapping[tuple[str, str], Truth]]

    @property
    def actor(self) -> str:
        """Whose event it is."""
        return self.key.partition("/")[0]

    @property
    def bulk_by_state(self) -> bool:
        """Whether it is in bulk, by a state."""
        return self.key.startswith("state:") and "/bulk" in self.key

    @property
    def possible(self) -> bool:
        """Whether it can ever be true for anybody counted."""
        return self.rate * self.factor > 0 and any(
            true.any() for by_place in self.exposed.values() for true in by_place.values()
        )


class Oracle:
    """All that a map amounts to. `values` stand in place of the map's and the catalogue's at their addresses."""

    def __init__(
        self,
        data_map: DataMap,
        values: Mapping[str, float] | None = None,
        *,
        inherent: bool = False,
        ratio: float | None = 4.0,
    ) -> None:
        self.map = data_map
        self.values = values or {}
        self.inherent = inherent
        self.known_sizes: dict[str, Floats] = {}
        self.known_levels: dict[tuple[str, str, frozenset[str]], NDArray[np.int64]] = {}
        self.weights = [0.0, *(n / 4 if ratio is None else ratio ** (n - 4) for n in (1, 2, 3, 4))]

    # The map, read: who and where.

    @cached_property
    def recipients(self) -> list[str]:
        """Parties that hold data because a flow is sent to them."""
        return [p for p in self.map.parties if any(f.target == p for f in self.map.flows)]

    @cached_property
    def holders(self) -> list[str]:
        """Everything that holds data."""
        return [*self.map.systems, *self.recipients]

    def operator(self, s: str) -> str:
        """Who runs it."""
        return self.map.systems[s].operator if s in self.map.systems else s

    def stands(self, n: str) -> str:
        """Where a group, a system or a recipient is; "unknown" is an answer."""
        if n in self.map.users:
            return self.map.users[n].place
        return self.map.systems[n].place if n in self.map.systems else self.map.parties[n].run_from

    def keys(self, d: str, s: str) -> str:
        """Who has the keys."""
        return self.map.systems[s].keys.get(d, "operator") if s in self.map.systems else "operator"

    def type(self, d: str) -> str:
        """The vocabulary's term."""
        return self.map.data[d].type

    @cached_property
    def own(self) -> set[str]:
        """The viewpoint and its members."""
        return {self.map.viewpoint} | (EU if self.map.viewpoint == "EU" else set())

    @cached_property
    def counted(self) -> list[str]:
        """The groups whose people are counted."""
        return [g for g, group in self.map.users.items() if group.place in self.own]

    @cached_property
    def places(self) -> set[str]:
        """Where people and systems are."""
        return {self.stands(n) for n in (*self.map.users, *self.holders)} - {"unknown"}

    @cached_property
    def states(self) -> list[str]:
        """Every state that may act."""
        named = {self.map.viewpoint} | {group.place for group in self.map.users.values()}
        named |= {system.place for system in self.map.systems.values()} - {"unknown"}
        named |= {c for party in self.map.parties.values() for c in (party.organised_in, party.run_from)}
        named |= set(self.interests)
        says_in = {self.stands(n) for n in (*self.map.users, *self.map.systems)}
        return sorted(named - ({"EU"} - says_in))

    @cached_property
    def interests(self) -> list[str]:
        """States for which the map states an interest."""
        return [a.removeprefix("interest.") for a in self.map.estimates if a.startswith("interest.")]

    @cached_property
    def involved(self) -> set[str]:
        """States that have other events than compelled ones."""
        hands = {self.map.app.operator, *(self.operator(s) for s in self.holders), *self.recipients}
        hands |= {a.party for a in self.map.access}
        hands |= {k for system in self.map.systems.values() for k in system.keys.values() if k in self.map.parties}
        hands |= {p for agreement in self.map.agreements for gift in agreement.gives for p in agreement.between
                  if p != self.operator(gift.system)}  # fmt: skip
        for _ in self.map.parties:
            hands |= {o for o, p in self.owned if p in hands and self.control(o, p) >= 0.5}
        run_from = {self.map.parties[p].run_from for p in hands}
        return ({self.map.viewpoint} | self.places | set(self.interests) | run_from) & set(self.states)

    # Numbers: the map's estimates, else what stands in the map, else the catalogue's.

    def value(self, address: str, otherwise: float) -> float:
        """The number at an address."""
        if self.inherent and address.startswith(("carried_out.", "success.", "clear.")):
            return 1.0
        if address in self.values:
            return self.values[address]
        return self.best(address, otherwise)

    def best(self, address: str, otherwise: float) -> float:
        """The best value the map states, or the other one."""
        stated = self.map.estimates.get(address)
        return otherwise if stated is None or stated.best is None else stated.best

    def default(self, address: str, key: str) -> float:
        """The number at an address, with the catalogue's default of a key."""
        return self.value(address, default(key))

    def count(self, g: str) -> float:
        """How many people a group has."""
        return self.value(f"users.{g}.count", best(self.map.users[g].count))

    def best_count(self, g: str) -> float:
        """The best value of that: what counts per attempt are split by."""
        return self.best(f"users.{g}.count", best(self.map.users[g].count))

    @cached_property
    def owned(self) -> dict[tuple[str, str], list[Ownership]]:
        """The lines of ownership between each two parties."""
        found: dict[tuple[str, str], list[Ownership]] = {}
        for line in self.map.ownership:
            found.setdefault((line.owner, line.of), []).append(line)
        return found

    def control(self, o: str, p: str) -> float:
        """The number at `control.o.p`."""
        return self.value(f"control.{o}.{p}", max(self.control_by(line) for line in self.owned[o, p]))

    def control_by(self, line: Ownership) -> float:
        """What one line of ownership gives."""
        if line.control is not None:
            return best(line.control)
        if line.via in ("management", "contract", "law", "nominee"):
            return default("control.management")
        if line.via in ("board", "articles"):
            return default("control.board")
        if line.via == "staff":
            return default("control.staff")
        if line.via == "unknown" or line.share is None or line.share.form == "unknown":
            return default("control.unknown")
        return default(
            f"control.{'majority' if best(line.share) > 0.5 else 'large' if best(line.share) >= 0.2 else 'small'}"
        )

    def power(self, x: str, n: str) -> float | None:
        """The number at `power.X.n`, or None where nothing ties the state to it."""
        rows: list[float] = []
        party = self.map.parties.get(n)
        if party is not None:
            rows += [1.0] if party.kind == "state" and party.organised_in == x else []
            rows += [default("power.binding")] if party.run_from == x else []
            rows += [default("power.partial")] if party.organised_in == x != party.run_from else []
            offers = n == self.map.app.operator and any(group.place == x for group in self.map.users.values())
            rows += [default(f"power.{abroad(x, self.map.as_of)}")] if offers else []
        if n in self.holders:
            rows += [default("power.binding")] if self.stands(n) == x else []
            rows += [default("power.contested")] if self.stands(n) == "unknown" else []
        address = f"power.{x}.{n}"
        return self.value(address, max(rows, default=0.0)) if rows or address in self.map.estimates else None

    def custodians(self, s: str) -> Iterator[tuple[str, set[str], str]]:
        """Who has custody of a place, for which data, with the default that goes with it."""
        everything = set(self.map.data)
        yield self.operator(s), everything, "certain" if s in self.recipients else "custody.operator"
        if any(f.target == s and f.source_id in self.map.users for f in self.map.flows):
            yield self.map.app.operator, everything, "custody.app-operator"
        for access in self.map.access:
            if access.to == s:
                yield access.party, everything if access.data is None else set(access.data), "custody.access"
        for agreement in self.map.agreements:
            for gift in agreement.gives:
                for p in set(agreement.between) - {self.operator(s)}:
                    if gift.system == s:
                        yield p, everything if gift.data is None else set(gift.data), "custody.access"

    def custody(self, p: str, s: str) -> float:
        """The number at `custody.p.s`."""
        key = next(key for who, _, key in self.custodians(s) if who == p)
        return self.value(f"custody.{p}.{s}", 1.0 if key == "certain" else default(key))

    def clear_address(self, d: str, s: str) -> str | None:
        """The condition for reading data at a place; None where everybody can."""
        if f"clear.{d}.{s}" in self.map.estimates:
            return f"clear.{d}.{s}"
        return None if self.type(d) in BARE else f"clear.{s}.{self.keys(d, s)}"

    def clear_value(self, address: str) -> float:
        """The number at a `clear` address; one for a single data type is there only when stated."""
        holder = address.rpartition(".")[2]
        holder = holder if holder in ("operator", "none", "users", "unknown") else "party"
        return self.default(address, f"clear.{holder}")

    def share_address(self, f: Any, d: str) -> str:
        """The draw that decides whether a person's data take a flow."""
        apart = f"share.{f.id}.{d}"
        return apart if apart in self.map.estimates else f"share.{f.id}"

    def share_value(self, f: Any, address: str) -> float:
        """The number there: everyone unless said."""
        return self.value(address, 1.0 if f.share is None else best(f.share))

    # Conditions: every state of the world and person-level draw, and all their outcomes.

    @cached_property
    def conditions(self) -> dict[str, float]:
        """Every state of the world and every person-level draw, but `taken` and `identified`."""
        found = {f"interest.{x}": self.default(f"interest.{x}", "interest") for x in self.states}
        for x in self.states:
            for n in (*self.map.parties, *self.map.systems):
                power = self.power(x, n)
                found |= {} if power is None else {f"power.{x}.{n}": power}
        found |= {f"control.{o}.{p}": self.control(o, p) for o, p in self.owned}
        found |= {f"custody.{p}.{s}": self.custody(p, s) for s in self.holders for p, _, _ in self.custodians(s)}
        clear = {self.clear_address(d, s) for s in self.holders for d in self.map.data} - {None}
        found |= {address: self.clear_value(address) for address in clear if address is not None}
        found |= {f"clear.transit.{f.id}": self.value(f"clear.transit.{f.id}", 0.5) for f in self.map.flows
                  if f.in_transit == "unknown"}  # fmt: skip
        for f in self.map.flows:
            found |= {a: self.share_value(f, a) for a in (self.share_address(f, d) for d in f.data)}
        return found | {a: self.value(a, 1.0) for a in self.map.estimates if a.startswith("kept.")}

    @cached_property
    def uncertain(self) -> tuple[list[str], list[str]]:
        """The conditions that may or may not hold: states of the world, person-level draws."""
        free = sorted(a for a, p in self.conditions.items() if 0.0 < p < 1.0)
        persons = [a for a in free if a.startswith(("share.", "kept."))]
        return [a for a in free if a not in persons], persons

    @cached_property
    def outcomes(self) -> tuple[Floats, Floats]:
        """The probability of every outcome of the states, and of every outcome of the person-level draws."""
        return tuple(self.outcome_weights(names) for names in self.uncertain)  # type: ignore[return-value]

    def outcome_weights(self, names: list[str]) -> Floats:
        """The probability of each outcome of some conditions."""
        weights = np.ones(2 ** len(names))
        for place, name in enumerate(names):
            weights *= np.where(bit(place, len(names)), self.conditions[name], 1.0 - self.conditions[name])
        return weights

    def true(self, address: str) -> Truth:
        """In which outcomes a condition holds: rows are outcomes of the states, columns of the person-level draws."""
        states, persons = self.uncertain
        if address in states:
            return bit(states.index(address), len(states))[:, None]
        if address in persons:
            return bit(persons.index(address), len(persons))[None, :]
        return ALWAYS if self.conditions[address] == 1.0 else NEVER

    # The Boolean functions of section 1.

    @cached_property
    def at(self) -> dict[tuple[str, str, str], Truth]:
        """at(g, d, n)."""
        found = {(g, d, n): ALWAYS if n == g else NEVER
                 for g in self.map.users for d in self.map.data for n in (*self.map.users, *self.holders)}  # fmt: skip
        for _ in self.holders:
            for g in self.map.users:
                for f in self.map.flows:
                    for d in f.data:
                        found[g, d, f.target] = found[g, d, f.target] | self.sent(found, g, d, f)
        return found

    def sent(self, at: Mapping[tuple[str, str, str], Truth], g: str, d: str, f: Any) -> Truth:
        """Whether data of a person go down a flow."""
        return at[g, d, f.source_id] & self.true(self.share_address(f, d)) if d in f.data else NEVER

    @cached_property
    def reach(self) -> dict[tuple[str, str], Truth]:
        """reach(X, p)."""
        found = {(x, p): NEVER if self.power(x, p) is None else self.true(f"power.{x}.{p}")
                 for x in self.states for p in self.map.parties}  # fmt: skip
        for _ in self.map.parties:
            for o, p in self.owned:
                for x in self.states:
                    found[x, p] = found[x, p] | (self.true(f"control.{o}.{p}") & found[x, o])
        return found

    def hold(self, x: str, s: str, d: str) -> Truth:
        """hold(X, s, d); the one power over a party that is sent data acts through the party."""
        on_soil = s in self.map.systems and self.power(x, s) is not None
        found = self.true(f"power.{x}.{s}") if on_soil else NEVER
        for p, data, _ in self.custodians(s):
            if d in data:
                found = found | (self.true(f"custody.{p}.{s}") & self.reach[x, p])
        return found

    def clear(self, d: str, s: str) -> Truth:
        """clear(d, s)."""
        address = self.clear_address(d, s)
        return ALWAYS if address is None else self.true(address)

    def read(self, x: str, d: str, s: str) -> Truth:
        """read(X, d, s); nobody's keys cover bare data."""
        k = self.keys(d, s)
        by_key = self.reach[x, k] if k in self.map.parties and self.type(d) not in BARE else NEVER
        return self.clear(d, s) | by_key

    def rest(self, d: str, s: str) -> Truth:
        """Whether data are at rest."""
        keeps = s in self.map.systems and self.map.systems[s].keeps.get(d, 0.0) > 0.0
        if self.map.data[d].live and not keeps:
            return NEVER
        if f"kept.{d}.{s}" in self.map.estimates:
            return self.true(f"kept.{d}.{s}")
        return ALWAYS

    # Events, section 3.

    @cached_property
    def everything(self) -> list[Happening]:
        """Every row of the table that the map gives rise to, whether or not it can be true."""
        found = [*self.by_states(), *self.by_others()]
        return [e for e in found if not any(fnmatchcase(e.key, out.event) for out in self.map.leave_out)]

    @cached_property
    def events(self) -> list[Happening]:
        """Every event that can be true for somebody, were trials to succeed and data to be readable."""
        freed = self if self.inherent else Oracle(self.map, self.values, inherent=True)
        possible = {e.key for e in freed.everything if e.possible}
        return [e for e in self.everything if e.key in possible]

    def by_states(self) -> Iterator[Happening]:
        """The events of states."""
        for x in self.states:
            yield self.compelled(x, "targeted", self.targets(x), ())
            yield self.compelled(
                x, "bulk", self.bulk, (self.default(f"taken.bulk.{x}", "taken.bulk"), self.identified(x))
            )
            for s in self.holders if x in self.involved else ():
                yield self.covert(x, s)
            for f in self.map.flows:
                if f.in_transit != "encrypted" and x in (self.stands(f.source_id), self.stands(f.target)):
                    yield self.transit(x, f)
            for b in self.brokers if x in self.involved else ():
                yield self.purchase(x, b)

    @cached_property
    def brokers(self) -> list[str]:
        """Parties that get data for sale."""
        return [p for p in self.map.parties if any(f.target == p and f.use == "sale" for f in self.map.flows)]

    def by_others(self) -> Iterator[Happening]:
        """The events of criminals, insiders and buyers."""
        for s in self.holders:
            yield self.intrusion(s)
            yield self.insider(s)
        for f in self.map.flows:
            if f.use in ("sale", "advertising"):
                yield self.sale(f)

    def sale(self, f: Any) -> Happening:
        """A buyer gets a flow."""
        rate = self.default(f"sold.{f.id}", "sold")
        factor = self.default("identified.buyers", "identified.buyers")
        what = self.exposed([f.target], lambda g, d, _: self.sent(self.at, g, d, f))
        return Happening(f"buyers/sale/bulk/{f.id}", rate, factor, self.bulk, what)

    def exposed(
        self, places: Iterable[str], what: Callable[[str, str, str], Truth]
    ) -> dict[str, dict[tuple[str, str], Truth]]:
        """For each group counted, when each (data, place) is exposed."""
        return {g: {(d, s): what(g, d, s) for d in self.map.data for s in places} for g in self.counted}

    def compelled(self, x: str, scope: str, people: Mapping[str, float], factors: tuple[float, ...]) -> Happening:
        """An order, or the seizure of what stands on a state's soil."""
        rate = self.demand(scope, x) * self.default(f"carried_out.{scope}.{x}", f"carried_out.{scope}")
        what = self.exposed(
            self.holders,
            lambda g, d, s: self.true(f"interest.{x}") & self.at[g, d, s] & self.hold(x, s, d) & self.read(x, d, s),
        )
        return Happening(f"state:{x}/compelled/{scope}", rate, float(np.prod(factors)), people, what)

    def covert(self, x: str, s: str) -> Happening:
        """Secret access."""
        rate = self.demand("covert", x) * self.default(f"success.covert.{s}", "success.covert")
        factor = self.default(f"taken.covert.{x}", "taken.covert") * self.identified(x)
        what = self.exposed(
            [s], lambda g, d, s: self.true(f"interest.{x}") & self.at[g, d, s] & self.rest(d, s) & self.clear(d, s)
        )
        return Happening(f"state:{x}/covert/bulk/{s}", rate, factor, self.bulk, what)

    def transit(self, x: str, f: Any) -> Happening:
        """Reading a line."""
        rate = self.demand("transit", x) * self.default(f"success.transit.{f.id}", "success.transit")
        factor = self.default(f"taken.transit.{x}", "taken.transit") * self.identified(x)
        line = self.true(f"clear.transit.{f.id}") if f.in_transit == "unknown" else ALWAYS
        what = self.exposed([f.target], lambda g, d, _: self.true(f"interest.{x}") & self.sent(self.at, g, d, f) & line)
        return Happening(f"state:{x}/transit/bulk/{f.id}", rate, factor, self.bulk, what)

    def purchase(self, x: str, b: str) -> Happening:
        """A state buys."""
        rate = self.demand("purchase", x) * self.default(f"carried_out.purchase.{x}", "carried_out.purchase")
        factor = self.default(f"taken.purchase.{x}", "taken.purchase") * self.identified(x)
        what = self.exposed([b], lambda g, d, s: self.true(f"interest.{x}") & self.at[g, d, s])
        return Happening(f"state:{x}/sale/bulk/{b}", rate, factor, self.bulk, what)

    def intrusion(self, s: str) -> Happening:
        """Criminals break in."""
        rate = self.default(f"attempts.intrusion.{s}", "attempts.intrusion") * self.default(
            f"success.intrusion.{s}", "success.intrusion"
        )
        factor = self.default(f"taken.intrusion.{s}", "taken.intrusion") * self.default(
            "identified.criminals", "identified.criminals"
        )
        return Happening(
            f"criminals/intrusion/bulk/{s}", rate, factor, self.bulk, self.exposed([s], self.at_rest_and_clear)
        )

    def insider(self, s: str) -> Happening:
        """Somebody inside takes."""
        rate = self.default(f"attempts.insider.{s}", "attempts.insider") * self.default(
            f"success.insider.{s}", "success.insider"
        )
        people = self.split(self.default(f"taken.insider.{s}", "taken.insider"), self.target_weight)
        return Happening(f"insiders/insider/targeted/{s}", rate, 1.0, people, self.exposed([s], self.at_rest_and_clear))

    def at_rest_and_clear(self, g: str, d: str, s: str) -> Truth:
        """Data that lie open to whoever is in."""
        return self.at[g, d, s] & self.rest(d, s) & self.clear(d, s)

    def identified(self, x: str) -> float:
        """What share a state can tie to a person."""
        return self.default(f"identified.state:{x}", "identified.state")

    def demand(self, scope: str, x: str) -> float:
        """Attempts a year."""
        address = f"demand.{scope}.{x}"
        stated = self.map.estimates.get(address)
        used: Estimate = (
            catalogue().default(f"demand.{scope}").estimate if stated is None or stated.best is None else stated
        )
        people = sum(map(self.count, self.counted)) if used.per == "person-year" else 1.0
        return self.default(address, f"demand.{scope}") * people

    # People, section 3.

    @property
    def bulk(self) -> dict[str, float]:
        """All of them."""
        return {g: self.count(g) for g in self.counted}

    def target_weight(self, g: str) -> float:
        """How much of the targets a group draws."""
        return self.best_count(g) * (30.0 if self.map.users[g].exposure & {"at_risk", "strategic"} else 1.0)

    def split(self, total: float, weight: Callable[[str], float]) -> dict[str, float]:
        """A number of people split over the groups counted."""
        whole = sum(map(weight, self.counted))
        return {g: total * weight(g) / whole for g in self.counted}

    def stated_or_split(self, address: str, key: str, weight: Callable[[str], float]) -> dict[str, float]:
        """Numbers of people by group: those stated, the others 0; or one number split."""
        stated = [g for g in self.counted if f"{address}.{g}" in self.map.estimates]
        if stated:
            return {g: self.value(f"{address}.{g}", 0.0) if g in stated else 0.0 for g in self.counted}
        return self.split(self.default(address, key), weight)

    def targets(self, x: str) -> dict[str, float]:
        """n_g of a state's targeted event."""
        t = self.stated_or_split(f"taken.targeted.{x}", "taken.targeted", self.target_weight)
        w = self.stated_or_split(f"swept.{x}", "swept", self.best_count)
        return {g: t[g] + w[g] * sum(t.values()) for g in self.counted}

    # Severity, section 5.

    def level(self, d: str, s: str, g: str) -> int:
        """The level of data at a place."""
        term, stated = self.type(d), self.map.data[d].level
        base = LEVEL[term]
        if term == "credentials":
            base = max(2, *(LEVEL[item.type] for item in self.map.data.values()))
        kept = self.map.systems[s].keeps.get(d, 0.0) if s in self.map.systems else 0.0
        base = max(base, A_YEAR_OF_IT.get(term, 0)) if kept >= 1.0 else base
        return min(4, (base if stated is None else stated) + ("at_risk" in self.map.users[g].exposure))

    def levels(self, event: Happening, g: str, among: Iterable[str]) -> NDArray[np.int64]:
        """The level of what is exposed of a person of a group, in every outcome, if only some data existed."""
        key = event.key, g, frozenset(among)
        if key not in self.known_levels:
            self.known_levels[key] = self.levels_of(
                {(d, s): t for (d, s), t in event.exposed[g].items() if d in key[2]}, g
            )
        return self.known_levels[key]

    def levels_of(self, chosen: Mapping[tuple[str, str], Truth], g: str) -> NDArray[np.int64]:
        """The same, worked out."""
        highest = np.zeros((1, 1), dtype=np.int64)
        for (d, s), true in chosen.items():
            highest = np.maximum(highest, true * self.level(d, s, g))
        pair = NEVER
        for one, other in PAIRS:
            pair = pair | (self.any_of(chosen, one) & self.any_of(chosen, other))
        return np.minimum(4, highest + pair) * (highest > 0)

    def any_of(self, exposed: Mapping[tuple[str, str], Truth], terms: set[str]) -> Truth:
        """Whether data of some types are exposed, anywhere."""
        found = NEVER
        for (d, _), true in exposed.items():
            found = found | (true if self.type(d) in terms else NEVER)
        return found

    # Measures.

    def chance(self, true: NDArray[Any]) -> float:
        """The mean over all outcomes."""
        states, persons = self.outcomes
        whole = np.broadcast_to(true, (len(states), len(persons)))
        return float(states @ (whole @ persons))

    def persons(self, event: Happening) -> list[float]:
        """Person-exposures a year at level 1, 2, 3, 4 or higher, over all groups counted."""
        return [sum(self.persons_of(event, g, n) for g in self.counted) for n in (1, 2, 3, 4)]

    def persons_of(self, event: Happening, g: str, n: int) -> float:
        """Person-exposures a year of a group at a level or higher."""
        return event.rate * event.factor * event.people[g] * self.chance(self.levels(event, g, self.map.data) >= n)

    def weighted(self, event: Happening, among: Iterable[str]) -> float:
        """Severe equivalents a year if only some data existed."""
        among = tuple(among)
        often = event.rate * event.factor
        return sum(
            often * event.people[g] * self.chance(np.array(self.weights)[self.levels(event, g, among)])
            for g in self.counted
        )

    def harm(self, event: Happening) -> float:
        """Severe equivalents a year."""
        return self.weighted(event, self.map.data)

    @cached_property
    def total_harm(self) -> float:
        """The harm index."""
        return sum(map(self.harm, self.events))

    def sizes(self, event: Happening) -> Floats:
        """How many people an event exposes, in every outcome of the states."""
        if event.key not in self.known_sizes:
            self.known_sizes[event.key] = self.sizes_of(event)
        return self.known_sizes[event.key]

    def sizes_of(self, event: Happening) -> Floats:
        """The same, worked out."""
        states, persons = self.outcomes
        total = np.zeros(len(states))
        for g in self.counted:
            open_ = np.broadcast_to(self.levels(event, g, self.map.data) >= 1, (len(states), len(persons)))
            total += event.factor * min(event.people[g], self.count(g)) * (open_ @ persons)
        return total

    def at_least(self, events: Iterable[Happening], size: float, years: float) -> float:
        """P(largest event in some years ≥ size); size 0 asks for one that exposes anyone."""
        states, _ = self.outcomes
        rates = np.zeros(len(states))
        for event in events:
            sizes = self.sizes(event)
            rates += event.rate * ((sizes >= size * (1 - 1e-9)) & (sizes > 0))
        return float(states @ -np.expm1(-years * rates))

    def unique_persons(self, years: float) -> float:
        """The area under the frequency–size curve."""
        steps = sorted({float(n) for event in self.events for n in self.sizes(event)} | {0.0})
        return sum((b - a) * self.at_least(self.events, b, years) for a, b in pairwise(steps))

    def rate(self, event: Happening) -> float:
        """Events a year that expose anyone."""
        return event.rate * float(self.outcomes[0] @ (self.sizes(event) > 0))

    @property
    def strategic_groups(self) -> list[str]:
        """The strategic groups counted."""
        return [g for g in self.counted if "strategic" in self.map.users[g].exposure]

    @property
    def strategic(self) -> float:
        """Exposures of strategic people a year."""
        return sum(self.persons_of(e, g, 1) for e in self.events for g in self.strategic_groups)

    @property
    def joined(self) -> float:
        """Exposures a year of strategic people whose contacts are joined to where they were or what they said."""
        return sum(
            e.rate * e.factor * e.people[g] * self.chance(self.contacts_joined(e, g))
            for e in self.events
            for g in self.strategic_groups
        )

    def contacts_joined(self, event: Happening, g: str) -> Truth:
        """Whether contacts are exposed together with location or content."""
        return self.any_of(event.exposed[g], {"contacts"}) & self.any_of(event.exposed[g], {"location", *CONTENT})

    def shapley(self, event: Happening) -> dict[str, float]:
        """What each data type adds to the event's harm, averaged over all orders in which they could come."""
        worth: dict[frozenset[str], float] = {}
        added = dict.fromkeys(self.map.data, 0.0)
        orders = list(permutations(self.map.data))
        for order in orders:
            for place, d in enumerate(order):
                before, after = frozenset(order[:place]), frozenset(order[: place + 1])
                for among in (before, after):
                    worth[among] = worth[among] if among in worth else self.weighted(event, among)
                added[d] += (worth[after] - worth[before]) / len(orders)
        return added


def default(key: str) -> float:
    """The catalogue's best value."""
    return best(catalogue().default(key).estimate)


def best(estimate: Estimate) -> float:
    """The best value of an estimate that has one."""
    assert estimate.best is not None
    return estimate.best


def abroad(state: str, as_of: date) -> str:
    """What the law of a state says of providers abroad."""
    if state in REACHES_NOBODY_ABROAD:
        return "none"
    return "partial" if state in REACHES_ABROAD and as_of >= REACHES_ABROAD[state] else "contested"


def bit(place: int, size: int) -> Truth:
    """One condition's column in the table of all outcomes of `size` conditions."""
    column: Truth = (np.arange(2**size) >> place) % 2 == 1
    return column
