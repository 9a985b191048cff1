"""Organisations as events have them: what one control holds, who has custody there, and what ties a state to it.

Everything here follows from best values, never from draws; a map with options in force has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.organisations import organisations
from data_maps.parties import Party
from risk.jurisdictions import members

Hold = Literal["home", "soil", "afar"]
Ground = Literal["the operator", "the app's operator", "by access or agreement"]
BY_ACCESS: Ground = "by access or agreement"
GROUNDS: tuple[Ground, ...] = ("the operator", "the app's operator", BY_ACCESS)
UNKNOWN = "unknown"
STAFF = 1000.0
"""How many people have access to an organisation's data where nobody says."""


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
    """A party with custody of a place: on which ground, and of which data (None for all)."""

    party: str
    ground: Ground
    data: tuple[str, ...] | None


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
        """Every place where data come to rest: the map's systems, then the parties that a flow is sent to."""
        data_map = self.data_map
        systems = [
            Holding(id_, system.operator, system.place, False, self.by_id[id_])
            for id_, system in data_map.systems.items()
        ]
        receivers = dict.fromkeys(flow.target for flow in data_map.flows if flow.target in data_map.parties)
        return (*systems, *(Holding(p, p, data_map.parties[p].run_from, True, self.by_id[p]) for p in receivers))

    @cached_property
    def places(self) -> dict[str, tuple[Holding, ...]]:
        """The places of each organisation that holds data."""
        names = dict.fromkeys(holding.organisation for holding in self.holdings)
        return {name: tuple(h for h in self.holdings if h.organisation == name) for name in names}

    def custodians(self, holding: Holding) -> tuple[Custodian, ...]:
        """Each party with custody of a place, by the first ground it has there."""
        return self._custodians[holding.id]

    @cached_property
    def _custodians(self) -> dict[str, tuple[Custodian, ...]]:
        return {holding.id: tuple(self._with_custody(holding)) for holding in self.holdings}

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

    def elsewhere(self, organisation: str) -> bool:
        """True where people have no account with an organisation: not the app operator's, nor one they send data to."""
        if self.by_id[self.data_map.app.operator] == organisation:
            return False
        return not any(self.fed_by_people(place) for place in self.places[organisation])

    def staff(self, organisation: str) -> float:
        """The number of people who have access: as its parties say together, else as its largest system says."""
        parties = [p.staff for id_, p in self.data_map.parties.items() if self.by_id[id_] == organisation and p.staff]
        if parties:
            return sum(staff.best or 0.0 for staff in parties)
        systems = (self.data_map.systems.get(place.id) for place in self.places[organisation])
        return max((s.staff.best or 0.0 for s in systems if s is not None and s.staff), default=STAFF)


def _seats(party: Party) -> tuple[str, str]:
    """The states in which a party is organised and from which it is run."""
    return (party.organised_in, party.run_from)
