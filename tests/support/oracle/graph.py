"""The Boolean functions of the exposure graph, as the ways in which they are true."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

from tests.support.oracle.model import BARE, Flow, ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Custodian, Organisations
from tests.support.oracle.outcomes import Outcomes
from tests.support.oracle.quantities import best_value, from_logit, logit
from tests.support.oracle.severity import is_content
from tests.support.oracle.ways import ALWAYS, NEVER, Ways, both, either, when

BINDING, CONTESTED = 0.90, 0.35
POWER = {"run": BINDING, "office": 0.93, "market": 0.88, "seat": 0.10}
CONTENT = {"office": 0.5, "seat": 0.5, "market": 0.1}
CONTENT_NOT_BARRED = 0.3
BARS = {"US": date(1986, 10, 21), "CN": date(2021, 9, 1), "CH": date.min}
SPARED = {("US", "GB"): date(2022, 10, 3), ("US", "AU"): date(2024, 1, 31)}
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

    def ties(self, x: str) -> dict[str, str]:
        """The firmest tie of each party to a state, where nobody states a number: run, office, market or seat."""
        found = {}
        for p, party in self.map.parties.items():
            serves = self.serves_people_in(x, p)
            organised = party.organised_in == x
            if party.run_from == x:
                found[p] = "run"
            elif (organised and self.organisations.acts(p)) or (serves and self.office_in(x, p)):
                found[p] = "office"
            elif serves:
                found[p] = "market"
            elif organised:
                found[p] = "seat"
        return found

    def office_in(self, x: str, p: str) -> bool:
        """Another company of the same organisation, not above the party, acts in a state."""
        top = self.organisations.tops
        return any(
            q.kind == "company" and x in (q.organised_in, q.run_from) and top[q.id] == top[p]
            and self.organisations.acts(q.id)
            for q in self.map.parties.values()
            if q.id != p and q.id not in self.organisations.owners_above(p)
        )  # fmt: skip

    def shared_power(self, x: str, p: str) -> str:
        """The party by which a state's power over a group of companies is called that are tied to it alike."""
        ties = self.ties(x)
        above = self.organisations.owners_above

        def belongs(q: str) -> bool:
            return ties.get(q) == ties[p] and self.map.parties[q].kind == "company"

        line = [p, *(q for q in above(p) if belongs(q))]
        highest = min(line, key=lambda q: (len(above(q)), q))
        operator = self.map.operator
        if operator is not None and belongs(operator) and highest in (operator, *above(operator)):
            return operator
        return highest

    def power(self, x: str, p: str, content: bool) -> Ways:
        """A state can order a party itself; of content, to hand it over."""
        tie = self.ties(x).get(p)
        is_body = self.map.parties[p].kind == "state" and self.map.parties[p].organised_in == x
        own = tie is None or is_body or self.numbers.states(f"power.{x}.{p}")
        called = p if own else self.shared_power(x, p)
        address, given = f"power.{x}.{called}", f"content.{x}.{called}"
        if self.numbers.states(address):
            order, including = self.condition(address, 0.0), 1.0
        elif is_body:
            return self.condition(address, 1.0)
        elif tie is None:
            return NEVER
        else:
            order, including = self.condition(address, POWER[tie]), 1.0
            if tie != "run":
                barred = tie != "market" or self.barred(x, called)
                including = CONTENT[tie] if barred else CONTENT_NOT_BARRED
        if not content or (including == 1.0 and not self.numbers.states(given)):
            return order
        return both(order, self.condition(given, including))

    def barred(self, x: str, p: str) -> bool:
        """A law of a party's own state keeps it from giving content to another state."""
        party = self.map.parties[p]
        return any(
            self.map.as_of >= since and self.map.as_of < SPARED.get((home, x), date.max)
            for home, since in BARS.items()
            if home in (party.organised_in, party.run_from)
        )

    def serves_people_in(self, x: str, p: str) -> bool:
        """A party is the app's operator and a user group is in a state."""
        return p == self.map.operator and any(group.place == x for group in self.map.groups.values())

    def reach(self, x: str, p: str, content: bool = False) -> Ways:
        """A state can make a party act, by itself or through its owners."""
        return either(*self.orders(x, content)[p].values())

    def _orders(self, x: str, content: bool) -> dict[str, dict[str, Ways]]:
        """By party, the ways to make it act, by whom the order goes to: itself, or an owner with the whole say.

        The least fixed point. An owner with the whole say over a company has it over all that the company so owns, by
        one condition; orders to any other owner are those to it or to whoever can make it act.
        """
        lines = {(line.owner, line.of): line for line in self.map.ownership}
        above = {p: self.organisations.owners_above(p) for p in self.map.parties}
        ordered = {p: {p: self.power(x, p, content)} for p in self.map.parties}
        while True:
            before = {p: dict(ways) for p, ways in ordered.items()}
            for owner, of in lines:
                if owner not in above[of]:
                    ways = both(self.control(owner, of), either(*ordered[owner].values()))
                    ordered[of][of] = either(ordered[of][of], ways)
            for p, owners in above.items():
                for owner in owners:
                    ordered[p][owner] = both(self.control(*self.one_control(owner, p)), ordered[owner][owner])
            if ordered == before:
                return ordered

    def one_control(self, owner: str, p: str) -> tuple[str, str]:
        """The owner and owned of the step that counts for a line of owners: the lowest stated one, else the lowest."""
        line = self.organisations.steps(owner, p)
        for higher in self.organisations.owners_above(owner):
            line += self.organisations.steps(higher, owner)
        return next((step for step in line if self.numbers.states_control(*step)), line[0])

    def control(self, owner: str, of: str) -> Ways:
        """An owner can make what it owns act."""
        return self.condition(f"control.{owner}.{of}", self.numbers.best_control(owner, of))

    def _hold(self, x: str, s: str, d: str) -> Ways:
        custodians = [c for c in self.organisations.custodians(s) if d in c.data]
        content = is_content(self.map, d)
        above = self.organisations.owners_above
        ways = [self.power_over(x, s)]
        for c in custodians:
            # An order to another custodian with the whole say over this one, or to its owners, goes by its own custody.
            others = {q.party for q in custodians if q.party in above(c.party)}
            left_out = others.union(*(above(q) for q in others))
            powers = {self.power(x, q, False) for q in left_out}
            for whom, ordered in self.orders(x, content)[c.party].items():
                if whom in left_out:
                    continue
                if self.power(x, whom, False) in powers - {NEVER}:
                    # The same power as that over an owner it goes by.
                    same = self.power(x, whom, content)
                    if whom != c.party:
                        same = both(self.control(*self.one_control(whom, c.party)), same)
                    ways.append(both(self.custody(c, s), ordered - same))
                else:
                    ways.append(both(self.custody(c, s), ordered))
        return either(*ways)

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
        content = is_content(self.map, d)
        by_order = self.reach(x, holder, content) if holder in self.map.parties and not self.bare(d) else NEVER
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


def clear_line(as_of: date) -> float:
    """The best value of a line of unknown encryption being readable on a day."""
    if as_of <= CLEAR_LINES[0][0]:
        return CLEAR_LINES[0][1]
    for (first, early), (last, late) in pairwise(CLEAR_LINES):
        if as_of <= last:
            part = (as_of - first) / (last - first)
            return from_logit((1 - part) * logit(early) + part * logit(late))
    return CLEAR_LINES[-1][1]
