"""Organisations as events have them: what one control holds, who has custody there, what ties a state to it, its size.

All but sizes follows from best values, never from draws; a map with options in force has its own. A size is how many
millions of people it holds some of whose data, by best counts and shares. It is exact by the engine's diagrams; the
middle of certified bounds where those are too wide; simulated, all organisations at once, where there are so many
places that a diagram for each would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.organisations import majority_owners, organisations
from data_maps.parties import Party
from data_maps.systems import Flow
from risk.engine.bounds import bounds
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import variable_order
from risk.engine.passes import Passes
from risk.engine.simulation import SimulatedChances
from risk.jurisdictions import members
from risk.people_parts import GroupPart, best_people, parts_of

Hold = Literal["home", "soil", "afar"]
Ground = Literal["the operator", "the app's operator", "by access or agreement"]
BY_ACCESS: Ground = "by access or agreement"
GROUNDS: tuple[Ground, ...] = ("the operator", "the app's operator", BY_ACCESS)
UNKNOWN = "unknown"
STAFF = 1000.0
"""How many people have access to an organisation's data where nobody says."""
ROOT, EVERYBODY = "held", "everybody"
MILLION = 1e6
LEAST, MOST = 0.01, 1000.0
BUDGET, NODES, WORK = 20_000, 1_000, 1e6
MANY = 250
"""Above so many places, times the kinds of data, trials take the place of diagrams."""
WORDS = 2**10
CHANCES, FEW_CHANCES = 4_096, 16
"""How many chances are kept for the next map that has the same flows; of simulated ones fewer, of all at once."""
MAPS = 16
"""Of how many maps all sizes are kept."""


@dataclass(frozen=True)
class Holding:
    """A place where data come to rest: who runs it, where it stands, and whose organisation it is.

    `is_party` marks a party that a flow is sent to, which stands as a system of its own id.
    """

    id: str
    operator: str
    place: str
    is_party: bool
    organisation: str


@dataclass(frozen=True)
class Custodian:
    """A party with custody of a place: on which ground, and of which data (None for all).

    An owner has it `through` a party that it has the whole say over.
    """

    party: str
    ground: Ground
    data: tuple[str, ...] | None
    through: str | None = None


def places_of_viewpoint(data_map: DataMap) -> frozenset[str]:
    """The viewpoint and, where it is a union, its members on the day of the map."""
    return frozenset({data_map.viewpoint}) | members(data_map.viewpoint, data_map.as_of)


def counted_groups(data_map: DataMap) -> tuple[str, ...]:
    """The groups whose people the assessment is about; the others only carry data."""
    ours = places_of_viewpoint(data_map)
    return tuple(g for g, group in data_map.users.items() if group.place in ours)


def own_groups(data_map: DataMap, state: str) -> tuple[str, ...]:
    """The counted groups whose people are a state's own: they live in it, or are under its account terms."""
    users = data_map.users
    return tuple(g for g in counted_groups(data_map) if state in (users[g].place, users[g].terms))


@dataclass(frozen=True)
class Organisations:
    """The organisations of a full map."""

    data_map: DataMap

    @cached_property
    def by_id(self) -> dict[str, str]:
        """The organisation of each party and each system, named by the id of its top."""
        return organisations(self.data_map)

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Every place where data come to rest with somebody: systems, then the parties that a flow is sent to.

        What is on people's devices is with nobody: it is reached through the person alone.
        """
        data_map = self.data_map
        systems = [
            Holding(id_, system.operator, system.place, False, self.by_id[id_])
            for id_, system in data_map.systems.items()
            if not system.device
        ]
        receivers = dict.fromkeys(flow.target for flow in data_map.flows if flow.target in data_map.parties)
        return (*systems, *(Holding(p, p, data_map.parties[p].run_from, True, self.by_id[p]) for p in receivers))

    @cached_property
    def places(self) -> dict[str, tuple[Holding, ...]]:
        """The places of each organisation that holds data."""
        names = dict.fromkeys(holding.organisation for holding in self.holdings)
        return {name: tuple(h for h in self.holdings if h.organisation == name) for name in names}

    @cached_property
    def above(self) -> dict[str, dict[str, str]]:
        """The owners with the whole say over each party, in one step or through others that they so own.

        Each leads to the direct owner that stands between, or to itself: who controls that controls all it controls.
        """
        owners = majority_owners(self.data_map)
        above: dict[str, dict[str, str]] = {}
        for party in self.data_map.parties:
            found: dict[str, str] = {}
            todo = [party]
            for here in todo:
                for owner in owners.get(here, ()):
                    if owner != party and owner not in found:
                        found[owner] = owner if here == party else found[here]
                        todo.append(owner)
            above[party] = found
        return above

    def custodians(self, holding: Holding) -> tuple[Custodian, ...]:
        """Each party with custody of a place, by the first ground it has there.

        Who has the whole say over one that has, and runs the app or a system of the organisation itself, has custody
        too: whether a company runs a system itself or through a subsidiary changes nothing.
        """
        return self._custodians[holding.id]

    @cached_property
    def _custodians(self) -> dict[str, tuple[Custodian, ...]]:
        itself = {holding.id: tuple(self._with_custody(holding)) for holding in self.holdings}
        runs = {(c.party, h.organisation) for h in self.holdings for c in itself[h.id] if c.ground != BY_ACCESS}
        with_owners: dict[str, tuple[Custodian, ...]] = {}
        for holding in self.holdings:
            found = {custodian.party: custodian for custodian in itself[holding.id]}
            for custodian in itself[holding.id]:
                for owner in self.above[custodian.party]:
                    if not holding.is_party and (owner, holding.organisation) in runs:
                        found[owner] = _firmer(
                            found.get(owner), replace(custodian, party=owner, through=custodian.party)
                        )
            with_owners[holding.id] = tuple(found.values())
        return with_owners

    def _with_custody(self, holding: Holding) -> Iterator[Custodian]:
        grounds: dict[str, Custodian] = {}
        if holding.operator in self.data_map.parties:
            grounds[holding.operator] = Custodian(holding.operator, "the operator", None)
        if self.fed_by_people(holding):
            operator = self.data_map.app.operator
            grounds.setdefault(operator, Custodian(operator, "the app's operator", None))
        for party, data in self._with_access(holding):
            before = grounds.get(party, Custodian(party, BY_ACCESS, ()))
            whole = before.data is None or data is None
            covered = None if whole else tuple(dict.fromkeys((*(before.data or ()), *(data or ()))))
            grounds[party] = Custodian(party, before.ground, covered)
        yield from grounds.values()

    def _with_access(self, holding: Holding) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        yield from ((access.party, access.data) for access in self.data_map.access if access.to == holding.id)
        for agreement in self.data_map.agreements:
            for gift in agreement.gives:
                if gift.system == holding.id:
                    yield from ((party, gift.data) for party in agreement.between if party != holding.operator)

    def fed_by_people(self, holding: Holding) -> bool:
        """True where a user group sends data there."""
        return holding.id in self._fed_by_people

    @cached_property
    def _fed_by_people(self) -> frozenset[str]:
        return frozenset(flow.target for flow in self.data_map.flows if flow.source_id in self.data_map.users)

    def ground(self, party: str, organisation: str) -> Ground:
        """The first of the grounds on which a party has custody of any place of an organisation."""
        return self._grounds[party, organisation]

    @cached_property
    def _grounds(self) -> dict[tuple[str, str], Ground]:
        grounds: dict[tuple[str, str], Ground] = {}
        for holding in self.holdings:
            for custodian in self.custodians(holding):
                key = (custodian.party, holding.organisation)
                grounds[key] = min(grounds.get(key, custodian.ground), custodian.ground, key=GROUNDS.index)
        return grounds

    def key_holder(self, holding: Holding, data: str) -> str:
        """The holder of the keys to data at a place: a party of the organisation itself is the operator."""
        if holding.is_party:
            return "operator"
        holder = self.data_map.systems[holding.id].keys.get(data, "operator")
        return "operator" if self.by_id.get(holder) == holding.organisation else holder

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every state that the map names; a union only where the map says that something is in it or open to it.

        The order is the map's, not the alphabet's, so that states exchanged in a map are exchanged in every sum.
        """
        data_map = self.data_map
        groups, parties = data_map.users.values(), data_map.parties.values()
        inside = [group.place for group in groups] + [system.place for system in data_map.systems.values()]
        elsewhere = [group.terms for group in groups] + [code for p in parties for code in (p.organised_in, p.run_from)]
        stated = [*self.interested, *(line.state for line in data_map.standing)]
        named = dict.fromkeys(code for code in (data_map.viewpoint, *inside, *elsewhere, *stated) if code is not None)
        open_to = {line.state for line in data_map.standing}
        acts = {code for code in named if code in {*inside, *open_to} or not members(code, data_map.as_of)}
        return tuple(code for code in named if code in acts and code != UNKNOWN)

    @cached_property
    def interested(self) -> tuple[str, ...]:
        """The states of which the map states whether they care about the app's data."""
        addresses = (text.partition(".") for text in self.data_map.estimates)
        return tuple(state for family, _, state in addresses if family == "interest")

    @cached_property
    def tied(self) -> tuple[str, ...]:
        """The states that something ties to the app: people, places, those with custody and who leads them, or a line.

        Organised or run from there, both tie a party.
        """
        data_map = self.data_map
        groups = data_map.users.values()
        with_custody = {party for party, _ in self._grounds}
        leading = with_custody | {self.by_id[party] for party in with_custody}
        ties = {data_map.viewpoint, *self.interested, *(line.state for line in data_map.standing)}
        ties |= {group.place for group in groups} | {group.terms for group in groups if group.terms}
        ties |= {holding.place for holding in self.holdings}
        ties |= {code for p in leading for code in _seats(data_map.parties[p])}
        return tuple(state for state in self.states if state in ties)

    def hold(self, state: str, organisation: str) -> Hold:
        """The hold of a state on an organisation: as its home, by its soil, or from afar."""
        if self.is_home(state, organisation):
            return "home"
        places = self.places.get(organisation, ())
        custodians = {custodian.party for place in places for custodian in self.custodians(place)}
        stands = any(place.place == state for place in places if not place.is_party)
        return "soil" if stands or any(state in _seats(self.data_map.parties[p]) for p in custodians) else "afar"

    def is_home(self, state: str, organisation: str) -> bool:
        """True where the top of an organisation, or the app's operator where that is of it, is run from a state."""
        operator = self.data_map.app.operator
        leading = [organisation] if organisation in self.data_map.parties else []
        leading += [operator] if self.by_id[operator] == organisation else []
        return any(self.data_map.parties[party].run_from == state for party in leading)

    def holds_no_accounts(self, organisation: str) -> bool:
        """True where people have no account with an organisation: not the app operator's, nor one they send data to."""
        if self.by_id[self.data_map.app.operator] == organisation:
            return False
        return not any(self.fed_by_people(place) for place in self.places[organisation])

    def has_hands(self, party: str) -> bool:
        """True of a party that has something of its own beyond a seat: staff, or data in its hands."""
        return self.data_map.parties[party].staff is not None or party in self._with_data

    @cached_property
    def _with_data(self) -> frozenset[str]:
        """The parties that have custody of any place themselves, or the keys to it."""
        of_places = (c.party for holding in self.holdings for c in self._with_custody(holding))
        keys = (holder for system in self.data_map.systems.values() for holder in system.keys.values())
        return frozenset((*of_places, *keys))

    def has_office(self, state: str, party: str) -> bool:
        """True where another company of a party's organisation, none above it, has hands in a state."""
        return any(
            state in _seats(other) and self.by_id[id_] == self.by_id[party] and self.has_hands(id_)
            for id_, other in self.data_map.parties.items()
            if id_ not in (party, *self.above[party]) and other.kind == "company"
        )

    def staff(self, organisation: str) -> float:
        """The number of people who have access: as its parties say together, else as its largest system says."""
        parties = [p.staff for id_, p in self.data_map.parties.items() if self.by_id[id_] == organisation and p.staff]
        if parties:
            return sum(staff.best or 0.0 for staff in parties)
        systems = (self.data_map.systems.get(place.id) for place in self.places[organisation])
        return max((s.staff.best or 0.0 for s in systems if s is not None and s.staff), default=STAFF)


def _firmer(one: Custodian | None, other: Custodian) -> Custodian:
    """The custody on the first of two grounds, of all data that either is of."""
    if one is None:
        return other
    first = min(one, other, key=lambda custodian: GROUNDS.index(custodian.ground))
    data = None if one.data is None or other.data is None else tuple(dict.fromkeys((*one.data, *other.data)))
    return replace(first, data=data)


def _seats(party: Party) -> tuple[str, str]:
    """The states in which a party is organised and from which it is run."""
    return (party.organised_in, party.run_from)


@dataclass(frozen=True)
class Sizes:
    """The sizes of all organisations of a map, found when the first is asked for."""

    data_map: DataMap
    organisations: Organisations

    def millions_at(self, organisation: str) -> float:
        """The millions of people some of whose data an organisation has."""
        return self._people_at[organisation]

    @cached_property
    def _people_at(self) -> Mapping[str, float]:
        return people_at(self.data_map, self.organisations)


def people_at(data_map: DataMap, organisations: Organisations) -> Mapping[str, float]:
    """The millions of people, of all groups, some of whose data each organisation has; from 0.01 to 1 000."""
    shares, data = tuple(dict(_shares(data_map)).items()), tuple(data_map.data)
    parts = parts_of(data_map, data_map.users)
    people = tuple((part.group, best_people(data_map, part), tuple(_moved(data_map, part))) for part in parts)
    ids = tuple(tuple(place.id for place in places) for places in organisations.places.values())
    return dict(zip(organisations.places, _sizes(people, ids, data, shares), strict=True))


@lru_cache(maxsize=MAPS)
def _sizes(
    people: tuple[tuple[str, float, tuple[_Moved, ...]], ...],
    places: tuple[tuple[str, ...], ...],
    data: tuple[str, ...],
    shares: tuple[tuple[str, float], ...],
) -> tuple[float, ...]:
    """The sizes of organisations by their places, from the people of each part of a group and how their data move."""
    groups, sizes = tuple(dict.fromkeys(group for group, _, _ in people)), np.zeros(len(places))
    for group, count, moved in people:
        query = _SizeQuestion(group, groups, places, data, moved, shares)
        many = sum(map(len, places)) * len(data) > MANY
        chances = _simulated(query) if many else [_chance(query._replace(places=(place,))) for place in places]
        sizes += count * np.array(chances)
    return tuple(np.clip(sizes / MILLION, LEAST, MOST).tolist())


def share_address(data_map: DataMap, flow: Flow, data: str) -> str:
    """The address of the share of people whose data takes a flow: its own where the map states one for the data."""
    own = f"share.{flow.id}.{data}"
    return own if own in data_map.estimates else f"share.{flow.id}"


class _Moved(NamedTuple):
    """Data that moves from one place to another, of the share of people at an address."""

    source: str
    target: str
    data: str
    share: str


class _SizeQuestion(NamedTuple):
    """All that the chance rests on that some data of a member of a group are at any of some places.

    `places` are those of each organisation that is asked about. Maps that differ in nothing of this have the same
    chance, such as those of most options.
    """

    group: str
    groups: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    data: tuple[str, ...]
    moved: tuple[_Moved, ...]
    shares: tuple[tuple[str, float], ...]


def _moved(data_map: DataMap, part: GroupPart) -> Iterator[_Moved]:
    """The data of a part of a group that move: of flows that exclude each other those of the one that it takes."""
    for flow in data_map.flows:
        for data in flow.data if part.passes.get(flow.id, True) else ():
            share = EVERYBODY if flow.id in part.passes else share_address(data_map, flow, data)
            yield _Moved(flow.source_id, flow.target, data, share)


def _shares(data_map: DataMap) -> Iterator[tuple[str, float]]:
    """The best value of every share of a flow, by its address."""
    yield EVERYBODY, 1.0
    for flow in data_map.flows:
        for data in flow.data:
            address = share_address(data_map, flow, data)
            stated = data_map.estimates.get(address) or flow.share
            best = None if stated is None else stated.best
            yield address, 1.0 if best is None else best


@lru_cache(maxsize=CHANCES)
def _chance(question: _SizeQuestion) -> float:
    """The chance that some data of a member of the group are at any of the places of one organisation."""
    small, shares = _reduced(question)
    (root,) = small.roots
    if not small.equations.alternatives[root]:
        return 0.0
    return 1.0 if () in small.equations.alternatives[root] else _probability(small.equations, root, shares)


@lru_cache(maxsize=FEW_CHANCES)
def _simulated(question: _SizeQuestion) -> tuple[float, ...]:
    """The chance for each organisation, by trials that all of them share."""
    small, shares = _reduced(question)
    if not small.equations.variables:
        return tuple(float(() in small.equations.alternatives[root]) for root in small.roots)
    first = small.equations.representatives
    rows = {root: row for row, root in enumerate(dict.fromkeys(first[root] for root in small.roots))}
    chances = SimulatedChances(small.equations.merged().part(rows), rows, most=WORDS)
    values = chances.values(np.array([shares[address] for address in chances.variables])).tolist()
    return tuple(values[rows[first[root]]] for root in small.roots)


class _Reduced(NamedTuple):
    """Equations of which what is certain was taken out, and the name for each organisation that is asked about."""

    equations: Equations
    roots: tuple[str, ...]


def _reduced(question: _SizeQuestion) -> tuple[_Reduced, Mapping[str, float]]:
    """The equations of a question without what is certain, and the shares of all flows."""
    roots = tuple(f"{ROOT}/{number}" for number in range(len(question.places)))
    shares = dict(question.shares)
    certain = {address: share >= 1.0 for address, share in shares.items() if not 0.0 < share < 1.0}
    return _Reduced(Equations(dict(_equations_of(question, roots))).reduced(roots, certain), roots), shares


def _equations_of(question: _SizeQuestion, roots: Iterable[str]) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
    """The equations of: some data of a member of the group are at one of the places of each organisation."""
    for root, places in zip(roots, question.places, strict=True):
        yield root, tuple((f"at/{data}/{place}",) for place in places for data in question.data)
    asked_about = (place for places in question.places for place in places)
    ends = (end for moved in question.moved for end in (moved.source, moved.target) if end not in question.groups)
    stores = dict.fromkeys((*ends, *asked_about))
    ways: dict[tuple[str, str], list[Alternative]] = {(data, store): [] for store in stores for data in question.data}
    for moved in question.moved:
        way = _arriving(question, moved)
        if way is not None:
            ways[moved.data, moved.target].append(way)
    yield from ((f"at/{data}/{store}", tuple(several)) for (data, store), several in ways.items())


def _arriving(question: _SizeQuestion, moved: _Moved) -> Alternative | None:
    if moved.source in question.groups:
        return (moved.share,) if moved.source == question.group else None
    return (f"at/{moved.data}/{moved.source}", moved.share)


def _probability(equations: Equations, root: str, shares: Mapping[str, float]) -> float:
    try:
        table = Diagrams(variable_order(equations, [root]), budget=BUDGET)
        passes = Passes(table, (compiled(equations, table, roots=[root])[root],))
    except TooWide:
        ends = bounds(equations, [root], shares, nodes=NODES, work=WORK)[root]
        return (ends.lower + ends.upper) / 2.0
    return float(passes.values(np.array([shares[address] for address in passes.variables]))[0])
