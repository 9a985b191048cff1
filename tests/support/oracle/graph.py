"""The Boolean functions of the exposure graph, as the ways in which they are true."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

from tests.support.oracle.model import BARE, Flow, Party, ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Custodian, Organisations
from tests.support.oracle.outcomes import Outcomes
from tests.support.oracle.quantities import best_value, from_logit, logit
from tests.support.oracle.severity import is_content
from tests.support.oracle.ways import ALWAYS, NEVER, Ways, both, either, when

BINDING, PARTIAL, CONTESTED, NONE = 0.90, 0.50, 0.35, 0.02
REACHES_ABROAD_FROM = {
    "US": date(2018, 3, 23), "GB": date.min, "SG": date.min, "AU": date(2018, 12, 9), "HK": date(2020, 6, 30),
    "EU": date(2026, 8, 18),
}  # fmt: skip
REACHES_NOBODY_ABROAD = frozenset({"JP", "KP", "VE"})
CLEAR = {"operator": 0.99, "none": 0.99, "users": 0.02, "unknown": 0.50}
CLEAR_TO_A_PARTY = 0.06
APART = 0.3
REACHED_CONTENT = {"covert": 0.4, "intrusion": 0.12}
CLEAR_LINES = ((date(2014, 1, 1), 0.5), (date(2016, 1, 1), 0.2), (date(2020, 1, 1), 0.08), (date(2023, 1, 1), 0.05))
ACCESS_SIGN = "by access"


class Graph:
    """The exposure graph of a map. `chances` has the chance of every condition that a proposition names."""

    def __init__(self, data_map: ReadMap, numbers: Numbers, organisations: Organisations) -> None:
        self.map = data_map
        self.numbers = numbers
        self.organisations = organisations
        self.chances: dict[str, float] = {ACCESS_SIGN: 1.0}
        self.at_everywhere = cache(self._at_everywhere)
        self.orders = cache(self._orders)
        self.hold = cache(self._hold)

    def condition(self, address: str, default: float, left: float = 1.0) -> Ways:
        """The proposition that the condition at an address holds, if an option leaves a part of it."""
        self.chances[address] = self.numbers.value(address, default, left=left)
        return when(address) if self.chances[address] > 0 else NEVER

    # Where data get.

    def at(self, g: str, d: str, n: str) -> Ways:
        """Data of a random member of a group are at a group or system."""
        return self.at_everywhere(g, d).get(n, NEVER)

    def _at_everywhere(self, g: str, d: str) -> dict[str, Ways]:
        places: dict[str, Ways] = {g: ALWAYS}
        while True:
            before = dict(places)
            for flow in self.map.flows:
                if d in flow.data:
                    sent = both(places.get(flow.source, NEVER), self.takes(flow, d))
                    places[flow.target] = either(places.get(flow.target, NEVER), sent)
            if places == before:
                return places

    def takes(self, flow: Flow, d: str) -> Ways:
        """A person's data take a flow: one draw for all of them, unless one is stated for a kind of data."""
        default = 1.0 if flow.share is None else best_value(flow.share, "chance")
        apart = f"share.{flow.id}.{d}"
        return self.condition(apart if self.numbers.states(apart) else f"share.{flow.id}", default)

    def sent_on(self, g: str, d: str, flow: Flow) -> Ways:
        """Data of a random member of a group take a flow."""
        return both(self.at(g, d, flow.source), self.takes(flow, d)) if d in flow.data else NEVER

    # What a state can order.

    def power(self, x: str, p: str) -> Ways:
        """A state can order a party itself."""
        address = f"power.{x}.{p}"
        rows = list(self.power_rows(x, self.map.parties[p]))
        return self.condition(address, max(rows, default=0.0)) if rows or self.numbers.states(address) else NEVER

    def power_rows(self, x: str, party: Party) -> list[float]:
        """The rows of the table of powers that apply."""
        rows = []
        if party.kind == "state" and party.organised_in == x:
            rows.append(1.0)
        if party.run_from == x:
            rows.append(BINDING)
        elif party.organised_in == x:
            rows.append(PARTIAL)
        if self.serves_people_in(x, party.id):
            rows.append(power_abroad(x, self.map.as_of))
        return rows

    def serves_people_in(self, x: str, p: str) -> bool:
        """A party is the app's operator and a user group is in a state."""
        return p == self.map.operator and any(group.place == x for group in self.map.groups.values())

    def reach(self, x: str, p: str) -> Ways:
        """A state can make a party act, by itself or through its owners."""
        return self.orders(x)[p]

    def _orders(self, x: str) -> dict[str, Ways]:
        """The least fixed point of power and control, by party."""
        ordered = {p: self.power(x, p) for p in self.map.parties}
        while True:
            before = dict(ordered)
            for line in self.map.ownership:
                best = self.numbers.best_control(line.owner, line.of)
                control = self.condition(f"control.{line.owner}.{line.of}", best)
                ordered[line.of] = either(ordered[line.of], both(control, ordered[line.owner]))
            if ordered == before:
                return ordered

    def _hold(self, x: str, s: str, d: str) -> Ways:
        by_parties = [
            both(self.custody(c, s), self.reach(x, c.party))
            for c in self.organisations.custodians(s)
            if d in c.data
        ]  # fmt: skip
        return either(self.power_over(x, s), *by_parties)

    def power_over(self, x: str, s: str) -> Ways:
        """A state can take what stands at a system, by where it stands or as the map states."""
        system = self.map.systems[s]
        if system.is_party:
            return NEVER  # its power is the party's, which has custody of it for certain
        if self.numbers.states(f"power.{x}.{s}"):
            return self.condition(f"power.{x}.{s}", 0.0)
        if system.place == x:
            return self.condition(f"power.{x}.soil", BINDING)
        if system.place is None and self.organisations.tied(x):
            return self.condition(f"power.{x}.unknown", CONTESTED)
        return NEVER

    def custody(self, custodian: Custodian, s: str) -> Ways:
        """A party has custody of a system."""
        p, organisation = custodian.party, self.organisations.of_system(s)
        address = f"custody.{p}.{s}"
        if not self.numbers.states(address):
            if p == s:
                return ALWAYS
            address = f"custody.{p}.{organisation}"
        holds = self.condition(address, self.organisations.default_custody(p, organisation))
        return both(holds, when(ACCESS_SIGN)) if custodian.by == "access" else holds

    # What can be read.

    def bare(self, d: str) -> bool:
        """No keys cover data of this type."""
        return self.map.data[d].type in BARE

    def clear(self, d: str, s: str) -> Ways:
        """Data at a system can be read as they are."""
        holder = self.organisations.holder(d, s)
        default = CLEAR.get(holder, CLEAR_TO_A_PARTY)
        if self.numbers.states(f"clear.{d}.{s}"):
            return self.condition(f"clear.{d}.{s}", default)
        if self.bare(d):
            return ALWAYS
        if self.numbers.states(f"clear.{s}.{holder}"):
            return self.condition(f"clear.{s}.{holder}", default)
        return self.condition(f"clear.{self.organisations.of_system(s)}.{holder}", default)

    def read(self, x: str, d: str, s: str) -> Ways:
        """A state can read data at a system: they are clear, or it can order whoever holds the keys."""
        holder = self.organisations.holder(d, s)
        by_order = self.reach(x, holder) if holder in self.map.parties and not self.bare(d) else NEVER
        return either(self.clear(d, s), by_order)

    def standing(self, x: str, d: str, s: str) -> Ways:
        """A state has standing access to data at a system."""
        lines = [line for line in self.map.standing if (line.state, line.system) == (x, s) and d in line.data]
        return either(
            *(
                both(
                    self.condition(f"standing.{x}.{s}", best_value(line.estimate, "chance")),
                    self.condition(
                        f"share.standing.{x}.{s}", 1.0 if line.share is None else best_value(line.share, "chance")
                    ),
                )
                for line in lines
            )
        )

    # What a taking gets.

    def rest(self, d: str, s: str) -> Ways:
        """Data of a person are at rest at a system."""
        if self.numbers.states(f"kept.{d}.{s}"):
            return self.condition(f"kept.{d}.{s}", 1.0)
        return NEVER if self.map.data[d].live and not self.map.systems[s].keeps.get(d) else ALWAYS

    def reached(self, d: str, s: str, threat: str) -> Ways:
        """A taking reaches data at a system."""
        content = is_content(self.map, d) or self.map.data[d].type == "credentials"
        by_data = self.condition(f"reached.content.{threat}", REACHED_CONTENT[threat]) if content else ALWAYS
        address, apart = f"reached.{s}", self.map.systems[s].apart
        if not apart and s not in self.map.audited and not self.numbers.states(address):
            return by_data
        return both(by_data, self.condition(address, APART if apart else 1.0, self.map.audited.get(s, 1.0)))

    def people_at(self, organisation: str) -> float:
        """The millions of people, of all groups, some of whose data an organisation has: from 0.01 to 1 000."""
        total = 0.0
        for g, group in self.map.groups.items():
            some = either(*(self.at(g, d, s) for s in self.organisations.systems[organisation] for d in self.map.data))
            total += group.count * Outcomes.of([some], self.chances).chance_of(some)
        return min(max(total / 1e6, 0.01), 1000.0)


def power_abroad(x: str, as_of: date) -> float:
    """The best value of a state's power over a provider abroad that serves people in it."""
    if as_of >= REACHES_ABROAD_FROM.get(x, date.max):
        return PARTIAL
    return NONE if x in REACHES_NOBODY_ABROAD else CONTESTED


def clear_line(as_of: date) -> float:
    """The best value of a line of unknown encryption being readable on a day."""
    if as_of <= CLEAR_LINES[0][0]:
        return CLEAR_LINES[0][1]
    for (first, early), (last, late) in pairwise(CLEAR_LINES):
        if as_of <= last:
            part = (as_of - first) / (last - first)
            return from_logit((1 - part) * logit(early) + part * logit(late))
    return CLEAR_LINES[-1][1]
