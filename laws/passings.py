"""Data that parties pass on under a law on transfers: of people whom it protects, or held by somebody whom it binds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from laws.deals import SERVICES, WHO_RUNS, WHOSE, DealTie, deal_title, pairs, unknown_operators
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.parties import called, employment

IN_SYSTEM = "{}, in its system {}"
KEPT = "{} keeps data in the system {}"
COLLECTS = "{} collects data in its system {}"
RETURNED = "does {} get at the data in the system {} that {} runs for it?"
WHO_LOOKS = "who has access to the data in the system {} from abroad?"
WHO_THERE = "who runs the system {} for {} where it stands, and who has access to the data there?"
NOBODY = ""
ANOTHER_FIRM: KeyPath = ("separate_legal_entity",)
UNION, MEMBER = "EU", "BE"
"""The union, and the member whose place is taken for it: the laws on transfers decide alike on all of them."""
DESTINATION: KeyPath = ("destination",)


@dataclass(frozen=True)
class Passing:
    """A party that another gives access to data under a law, in which ways, and whether of people whom it protects.

    `first` are the questions on which it hangs whether that is a transfer at all; `asks` their words, where its own.
    """

    giver: str
    taker: str
    ways: Sequence[DealTie]
    title: str
    country: str
    of_people_there: bool
    at_home: bool
    people: str
    where: str
    first: tuple[KeyPath, ...] = ()
    asks: Mapping[KeyPath, str] = field(default_factory=dict)

    @property
    def destination(self) -> MapValue:
        """The country from which the taker is run, or in which its system stands; a member for the union."""
        return MapValue(MEMBER if self.country == UNION else self.country, self.where)

    @property
    def copied(self) -> bool:
        """True where data are sent, and not looked at only."""
        return any(tie.flow for tie in self.ways)


@dataclass(frozen=True)
class OpenEnd:
    """A system with data under a law of which nobody says who runs it, and whether of people whom the law protects."""

    data_map: DataMap
    tie: DealTie
    of_people_there: bool
    at_home: bool
    people: str

    def matter(self, tree: Mapping[str, Any], *asked: KeyPath) -> MapMatter:
        """The matter of such a system: whether another firm runs it and where are asked first, then on which tool."""
        node, operator = self.tie.node, called(self.data_map, self.tie.giver)
        questions: dict[KeyPath, str] = {
            ANOTHER_FIRM: f"does another firm than {operator} run the system {node}?",
            ("importer_location",): f"from which country is the firm run that runs the system {node}?",
            DESTINATION: WHO_RUNS.format(node),
        }
        asks = {path: questions[path] for path in asked}
        return matter(self.data_map, WHOSE.format(node), tree, asks, first=asked)

    @property
    def passing(self) -> Passing:
        """The system as a passing to somebody who is on no map."""
        tie, title = replace(self.tie, taker=NOBODY), WHOSE.format(self.tie.node)
        there, home = self.of_people_there, self.at_home
        return Passing(tie.giver, NOBODY, [tie], title, NOBODY, there, home, self.people, tie.where)


class _Scope:
    """The data that a law on transfers looks at: of people in some places, and all of those who are established there.

    Source:
        GDPR Art. 3(1) and the same of other states: who is established there is bound whoever the people are.
    """

    def __init__(self, data_map: DataMap, countries: Collection[str]) -> None:
        self.data_map, self.countries = data_map, countries
        self.there = PeopleReached(data_map, countries)
        self.everyone = PeopleReached(data_map, {group.place for group in data_map.users.values()})

    def of_people_there(self, ways: Sequence[DealTie]) -> bool:
        return bool(self.there.groups) and _reaches(self.there, ways)

    def at_home(self, party: str) -> bool:
        giver = self.data_map.parties[party]
        return not {giver.organised_in, giver.run_from}.isdisjoint(self.countries)

    def has(self, giver: str, ways: Sequence[DealTie]) -> bool:
        return self.of_people_there(ways) or (self.at_home(giver) and _reaches(self.everyone, ways))


def _reaches(people: PeopleReached, ways: Sequence[DealTie]) -> bool:
    return any(people.of([(tie.node, data) for data in tie.data]).middle for tie in ways)


def passings(data_map: DataMap, countries: Collection[str]) -> Iterator[Passing]:
    """Each party that another gives access to data of people in some places, or to data of anyone if it is there."""
    scope = _Scope(data_map, countries)
    for giver, taker, ways in pairs(data_map):
        if scope.has(giver, ways):
            country, title = data_map.parties[taker].run_from, deal_title(data_map, giver, taker)
            there, home = scope.of_people_there(ways), scope.at_home(giver)
            run_from = f"parties.{taker}.run_from"
            yield Passing(giver, taker, ways, title, country, there, home, scope.there.where, run_from)


def standing_abroad(
    data_map: DataMap, passing: Passing, countries: Collection[str], fact_path: KeyPath
) -> Iterator[Passing]:
    """A passing to a firm in a state whose system stands outside: whether that is a transfer is asked first.

    So it is of a system of a firm abroad that stands in a third place, beside the passing to the firm itself.

    Source:
        EDPB Recommendations 01/2020, step 1: storage in a cloud outside the EEA is a transfer as well.
    """
    if passing.country not in countries:
        yield passing
    own = (
        name for name in own_systems(data_map, passing) if _is_outside(data_map, name, (*countries, passing.country))
    )
    node = next(own, None)
    if node is not None:
        asks = {fact_path: WHO_THERE.format(node, called(data_map, passing.taker))}
        place, where = data_map.systems[node].place, f"systems.{node}.in"
        title = passing.title if passing.country in countries else IN_SYSTEM.format(passing.title, node)
        yield replace(passing, title=title, country=place, where=where, first=(fact_path,), asks=asks)
    elif passing.country in countries:
        yield passing


def goals(data_map: DataMap, passing: Passing) -> list[str]:
    """The nodes to which data go, or at which they are looked at."""
    targets = {flow.id: flow.target for flow in data_map.flows}
    return list(dict.fromkeys(targets.get(tie.flow or "", tie.node) for tie in passing.ways))


def own_systems(data_map: DataMap, passing: Passing) -> list[str]:
    """The systems of the taker to which data go, or in which they are looked at."""
    systems = data_map.systems
    return [node for node in goals(data_map, passing) if node in systems and systems[node].operator == passing.taker]


def _is_outside(data_map: DataMap, node: str, countries: Collection[str]) -> bool:
    """True for a system of which a map says that it stands outside some countries."""
    return data_map.systems[node].place not in (*countries, "unknown")


def kept_abroad(data_map: DataMap, countries: Collection[str]) -> Iterator[Passing]:
    """Each system outside a state into which a party there lets data go that it holds or collects itself."""
    scope = _Scope(data_map, countries)
    for node, ties in _flows_kept_by_owner(data_map).items():
        owner = data_map.systems[node].operator
        if scope.at_home(owner) and _is_outside(data_map, node, countries) and scope.has(owner, ties):
            title, there = KEPT.format(called(data_map, owner), node), scope.of_people_there(ties)
            place, where = data_map.systems[node].place, f"systems.{node}.in"
            yield Passing(owner, owner, ties, title, place, there, True, scope.there.where, where)


def collected_abroad(data_map: DataMap, countries: Collection[str]) -> Iterator[Passing]:
    """Each system of an operator abroad into which people in some countries give data themselves.

    Where it may stand in those countries, who looks from abroad is asked first.
    """
    scope, systems = _Scope(data_map, countries), data_map.systems
    operator = data_map.app.operator
    if operator not in data_map.parties or scope.at_home(operator):
        return
    straight = {flow.id for flow in data_map.flows if flow.source_id in scope.there.groups}
    for node, ties in _flows_kept_by_owner(data_map).items():
        own = [tie for tie in ties if tie.flow in straight and scope.of_people_there([tie])]
        if own and systems[node].operator == operator:
            title, seat = COLLECTS.format(called(data_map, operator), node), data_map.parties[operator].run_from
            passing = Passing(
                operator, operator, own, title, seat, True, False, scope.there.where, f"parties.{operator}"
            )
            if _is_outside(data_map, node, countries):
                yield replace(passing, country=systems[node].place, where=f"systems.{node}.in")
            elif seat != "unknown":
                yield replace(passing, first=(DESTINATION,), asks={DESTINATION: WHO_LOOKS.format(node)})


def returned(data_map: DataMap, countries: Collection[str], fact_path: KeyPath) -> Iterator[Passing]:
    """Data that a firm in some countries keeps for an operator abroad who may get at them: whether it does is asked.

    Source:
        EDPB Guidelines 05/2021, on a processor in the Union that sends data back to its controller abroad.
    """
    scope, operator, all_pairs = _Scope(data_map, countries), data_map.app.operator, list(pairs(data_map))
    stated_pairs = {(giver, taker) for giver, taker, _ in all_pairs}
    for giver, taker, ways in all_pairs:
        own = [tie for tie in ways if tie.use in SERVICES and _runs(data_map, taker, tie.node)]
        back = [replace(tie, giver=taker, taker=giver, use=None, flow=None, arrangement=None) for tie in own]
        if giver != operator or not back or (taker, giver) in stated_pairs or scope.at_home(giver):
            continue
        if scope.at_home(taker) and scope.has(taker, back):
            asks = {fact_path: RETURNED.format(called(data_map, giver), back[0].node, called(data_map, taker))}
            title, there = deal_title(data_map, taker, giver), scope.of_people_there(back)
            country, where = data_map.parties[giver].run_from, f"parties.{giver}.run_from"
            yield Passing(taker, giver, back, title, country, there, True, scope.there.where, where, (fact_path,), asks)


def _runs(data_map: DataMap, party: str, node: str) -> bool:
    return node in data_map.systems and data_map.systems[node].operator == party


def looked_at_from_abroad(data_map: DataMap, passing: Passing, home: str) -> Passing:
    """A passing to a firm abroad by systems of its own in a state alone: who looks from abroad is asked first.

    Where the map states access, whoever has it looks at the data from where it is run.
    """
    own, ends = own_systems(data_map, passing), goals(data_map, passing)
    elsewhere = len(own) < len(ends) or any(data_map.systems[node].place != home for node in own)
    looks = any(line.party == passing.taker and line.to in own for line in data_map.access)
    if not own or elsewhere or looks:
        return replace(passing, first=())
    return replace(passing, first=(DESTINATION,), asks={**passing.asks, DESTINATION: WHO_LOOKS.format(own[0])})


def _flows_kept_by_owner(data_map: DataMap) -> dict[str, list[DealTie]]:
    """The flows into each system from people to the app's operator, or from a system of the same party."""
    kept: dict[str, list[DealTie]] = {}
    for flow in data_map.flows:
        owner = data_map.systems[flow.target].operator if flow.target in data_map.systems else None
        source = flow.source_id
        sender = data_map.systems[source].operator if source in data_map.systems else data_map.app.operator
        if owner == sender and owner in data_map.parties:
            tie = DealTie(owner, owner, flow.target, flow.data, None, flow.use, f"flows.{flow.id}", flow.id)
            kept.setdefault(flow.target, []).append(tie)
    return kept


def open_ends(data_map: DataMap, countries: Collection[str]) -> Iterator[OpenEnd]:
    """Each system with such data of which nobody says who runs it."""
    scope = _Scope(data_map, countries)
    ties = (tie for tie in unknown_operators(data_map) if scope.has(tie.giver, [tie]))
    for tie in {tie.node: tie for tie in ties}.values():
        yield OpenEnd(data_map, tie, scope.of_people_there([tie]), scope.at_home(tie.giver), scope.there.where)


def separate(data_map: DataMap, passing: Passing) -> MapValue:
    """Whether a taker is another than its giver: its own staff are not; of any other person that is not known."""
    where = f"parties.{passing.taker}"
    if passing.taker == NOBODY:
        return MapValue("unknown", passing.where)
    if data_map.parties[passing.taker].kind != "person":
        return MapValue(True, where)
    employed = employment(data_map, passing.giver, passing.taker)
    return MapValue(False, employed) if employed else MapValue("unknown", where)


def asked_first(data_map: DataMap, passing: Passing, tree: Mapping[str, Any]) -> MapMatter:
    """A matter of a passing, with the questions on which it hangs."""
    return matter(data_map, passing.title, tree, passing.asks, passing.first)
