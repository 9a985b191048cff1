"""Organisations, who has custody, and how a state is tied to an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from tests.support.oracle.model import Party, ReadMap, System
from tests.support.oracle.numbers import Numbers, control_of
from tests.support.oracle.quantities import best_value
from tests.support.oracle.record import KnownRecord

WHOLE = ("management", "contract", "law", "nominee")
CUSTODY = {"operator": 0.98, "app": 0.90, "access": 0.85}


@dataclass(frozen=True)
class Custodian:
    """A party with custody of a system for some data: as its operator, the app's operator, or by access."""

    party: str
    data: frozenset[str]
    by: str


@dataclass(frozen=True)
class Organisations:
    """The organisations of a map, by best values."""

    map: ReadMap
    numbers: Numbers
    record: KnownRecord

    # Organisations.

    @cached_property
    def tops(self) -> dict[str, str]:
        """The top of each party: its own id if nobody stands above it."""
        rings = [frozenset({p}) for p in self.map.parties]
        while True:
            graph: nx.DiGraph[frozenset[str]] = nx.DiGraph()
            graph.add_nodes_from(rings)
            graph.add_edges_from((ring, above) for ring in rings for above in self.above(ring, rings))
            joined = [frozenset[str]().union(*part) for part in nx.strongly_connected_components(graph)]
            if len(joined) == len(rings):
                return {p: min(self.top_of(ring, graph)) for ring in rings for p in ring}
            rings = joined

    def above(self, ring: frozenset[str], rings: Iterable[frozenset[str]]) -> list[frozenset[str]]:
        """The rings with the highest best control over a ring, if that is 0.5 or more."""
        controls = {
            line.owner: max(self.numbers.best_control(line.owner, p) for p in self.owned_by(line.owner) & ring)
            for line in self.map.ownership
            if line.of in ring and line.owner not in ring
            and self.map.parties[line.owner].kind not in ("state", "person")
        }  # fmt: skip
        highest = max(controls.values(), default=0.0)
        owners = {owner for owner, control in controls.items() if control == highest >= 0.5}
        return [other for other in rings if other & owners]

    def owned_by(self, owner: str) -> set[str]:
        """The parties that have an owner in a line."""
        return {line.of for line in self.map.ownership if line.owner == owner}

    def top_of(self, ring: frozenset[str], graph: nx.DiGraph[frozenset[str]]) -> frozenset[str]:
        """The ring at the top: of equals above, only if all lead to one."""
        tops = {self.top_of(above, graph) for above in graph.successors(ring)}
        return tops.pop() if len(tops) == 1 else ring

    def of_system(self, s: str) -> str:
        """The organisation of a system; with an unknown operator, one of its own."""
        operator = self.map.systems[s].operator
        return s if operator is None else self.tops[operator]

    @cached_property
    def systems(self) -> dict[str, list[str]]:
        """The systems of each organisation that has some."""
        found: dict[str, list[str]] = {}
        for s in self.map.systems:
            found.setdefault(self.of_system(s), []).append(s)
        return found

    def holder(self, data: str, s: str) -> str:
        """The holder of the keys of data at a system; a party of the system's organisation is the operator."""
        holder = self.map.systems[s].key_holder(data)
        return "operator" if self.tops.get(holder) == self.of_system(s) else holder

    # The whole say.

    def whole_say(self, of: str) -> list[str]:
        """The owners with the whole say over a party, by lines on which nobody states less control than theirs."""
        owners = []
        for line in self.map.ownership:
            control = self.numbers.best(f"control.{line.owner}.{line.of}", control_of(line))
            majority = (
                line.via in ("shares", "votes") and line.share is not None and best_value(line.share, "chance") > 0.5
            )
            as_usual = control >= (0.80 if line.via in WHOLE else 0.85)
            if line.of == of and line.owner != of and as_usual and (majority or line.via in WHOLE):
                owners.append(line.owner)
        return list(dict.fromkeys(owners))

    @cached_property
    def lines_up(self) -> dict[str, dict[str, str]]:
        """The owners with the whole say over each party, in one step or many, each with the direct owner on the way."""
        found: dict[str, dict[str, str]] = {}
        for p in self.map.parties:
            found[p] = {}
            step = [p]
            while step:
                higher = []
                for here in step:
                    for owner in self.whole_say(here):
                        if owner != p and owner not in found[p]:
                            found[p][owner] = owner if here == p else found[p][here]
                            higher.append(owner)
                step = higher
        return found

    def owners_above(self, p: str) -> list[str]:
        """The owners with the whole say over a party, the nearest first."""
        return list(self.lines_up[p])

    def steps(self, owner: str, p: str) -> list[tuple[str, str]]:
        """The steps, as owner and owned, from a party up to an owner with the whole say."""
        direct = self.lines_up[p][owner]
        return [(direct, p)] + ([] if direct == owner else self.steps(owner, direct))

    def acts(self, p: str) -> bool:
        """A party has staff, custody of its own, or keys: more than a seat."""
        keys = {system.key_holder(d) for system in self.map.systems.values() for d in self.map.data}
        custody = {c.party for s in self.map.systems for c in self.custodians_themselves(s)}
        return self.map.parties[p].staff is not None or p in custody | keys

    # Custody.

    def custodians(self, s: str) -> Iterator[Custodian]:
        """The parties with custody of a system, and owners with the whole say over one that run something."""
        found = list(self.custodians_themselves(s))
        organisation = self.of_system(s)
        custody = [c for other in self.systems[organisation] for c in self.custodians_themselves(other)]
        runners = {c.party for c in custody if c.by != "access"}
        yield from found
        if not self.map.systems[s].is_party:
            for c in found:
                for owner in self.owners_above(c.party):
                    if owner in runners:
                        yield Custodian(owner, c.data, c.by)

    def custodians_themselves(self, s: str) -> Iterator[Custodian]:
        """The parties with custody of a system by what the map says of them."""
        everything = frozenset(self.map.data)
        system = self.map.systems[s]
        if system.operator is not None:
            yield Custodian(system.operator, everything, "operator")
        if self.map.operator is not None and self.gets_from_people(s):
            yield Custodian(self.map.operator, everything, "app")
        for access in self.map.access:
            if access.system == s:
                yield Custodian(access.party, access.data, "access")

    def gets_from_people(self, s: str) -> bool:
        """A user group sends data to a system."""
        return any(flow.source in self.map.groups for flow in self.map.sent_to(s))

    def default_custody(self, p: str, organisation: str) -> float:
        """The best value of custody by the first reason that applies at any system of an organisation."""
        reasons = {c.by for s in self.systems[organisation] for c in self.custodians(s) if c.party == p}
        return next(best for by, best in CUSTODY.items() if by in reasons)

    # States.

    @cached_property
    def named(self) -> list[str]:
        """The states of the map; a union only where people or a system are in it."""
        groups, parties = self.map.groups.values(), self.map.parties.values()
        places = {group.place for group in groups} | {system.place for system in self.map.systems.values()}
        written = {self.map.viewpoint} | places | {group.terms for group in groups}
        written |= {state for party in parties for state in (party.organised_in, party.run_from)}
        written |= set(self.interests) | {line.state for line in self.map.standing}
        says_in = {group.place for group in groups} | {s.place for s in self.map.systems.values() if not s.is_party}
        unions = {"EU"} - says_in
        return sorted(state for state in written - unions if state is not None)

    @cached_property
    def interests(self) -> list[str]:
        """The states whose interest the map states."""
        return [a.removeprefix("interest.") for a in self.map.estimates if a.startswith("interest.")]

    def tied(self, x: str) -> bool:
        """Something ties a state to the map."""
        groups = self.map.groups.values()
        custodians = {c.party for s in self.map.systems for c in self.custodians(s)}
        hands = custodians | {self.tops[p] for p in custodians}
        return (
            x == self.map.viewpoint
            or x in {group.place for group in groups}
            or x in {group.terms for group in groups}
            or x in {system.place for system in self.map.systems.values()}
            or any(self.sits_in(x, self.map.parties[p]) for p in hands)
            or x in self.interests
            or x in {line.state for line in self.map.standing}
        )

    def sits_in(self, x: str, party: Party) -> bool:
        """A party is organised in or run from a state."""
        return x in (party.organised_in, party.run_from)

    def home(self, x: str, organisation: str) -> bool:
        """The top of an organisation, or the app's operator where it belongs to it, is run from a state."""
        heads = [organisation] if organisation in self.map.parties else []
        if self.map.operator is not None and self.tops[self.map.operator] == organisation:
            heads.append(self.map.operator)
        return any(self.map.parties[p].run_from == x for p in heads)

    def hold(self, x: str, organisation: str) -> str:
        """How a state holds an organisation: home, soil or afar."""
        if self.home(x, organisation):
            return "home"
        systems = self.systems[organisation]
        stands = any(self.map.systems[s].place == x for s in systems)
        custodians = {c.party for s in systems for c in self.custodians(s)}
        return "soil" if stands or any(self.sits_in(x, self.map.parties[p]) for p in custodians) else "afar"

    def elsewhere(self, organisation: str) -> bool:
        """An organisation is neither the app's operator's nor one of a system that people send to."""
        if self.map.operator is not None and self.tops[self.map.operator] == organisation:
            return False
        return not any(self.gets_from_people(s) for s in self.systems[organisation])

    def own(self, x: str) -> list[str]:
        """The counted groups whose people are a state's own."""
        groups = self.map.groups
        return [g for g in self.map.counted if x in (groups[g].place, groups[g].terms)]

    def staff(self, organisation: str) -> float:
        """The people with access: of the organisation's parties, else of its largest system, else 1 000."""
        parties = [p for p in self.map.parties.values() if self.tops[p.id] == organisation and p.staff is not None]
        if parties:
            return sum(p.staff or 0.0 for p in parties)
        systems: list[System] = [self.map.systems[s] for s in self.systems[organisation]]
        return max((s.staff for s in systems if s.staff is not None), default=1000.0)
