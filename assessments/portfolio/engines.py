"""Engines of maps: events and reach ready for any numbers; maps alike but for names and numbers of people share one.

A row of a table mostly says what another says, of other people and another owner. The events, equations and diagrams of
such a map are those of a map of a million people whose app and operator have names that stand for any.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assessments.run import Run, Settings, assess
from data_maps.caching import cached_property
from data_maps.model import BESIDE, DataMap
from data_maps.people import Group
from data_maps.quantities import Estimate
from data_maps.systems import System
from risk.inputs import Input
from risk.reach import Reach, reach, reach_of_parties
from risk.sizes import people_at
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.draws import distributions
from risk.uncertainty.streams import Apart, Named, apart, stream_names, streams

ANY, PEOPLE = "any-operator", 1e6
"""The name that stands for any app and operator, and how many people such a map has."""
USUAL = frozenset("format title as_of viewpoint horizon app users data parties systems flows questions".split())
"""Sections of a map that has an operator and systems of its own, and nobody else; questions are for people."""
SHARED_ENGINES = 64
HIT, INTRUSIONS = "hit.<organisation>", "attempts.intrusion.<organisation>"


@dataclass(frozen=True)
class Numbers:
    """Numbers of a map by address."""

    data_map: DataMap
    numbers: Mapping[str, Input]


@dataclass(frozen=True)
class AppEngine:
    """The events of a map, the reach of states, and what its parties could be made to hand over.

    One that is `shared` is of a map whose operator stands for that of every map that it serves.
    """

    run: Run
    reach: Reach
    parties: Reach
    shared: bool = False

    def party_on(self, data_map: DataMap, party: str) -> str:
        """The id that a party has on a map that this serves."""
        return data_map.app.operator if self.shared and party == ANY else party

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by address."""
        several = (self.run.events, self.reach, self.parties)
        return {address: number for engine in several for address, number in engine.numbers.items()}

    @cached_property
    def known(self) -> Mapping[str, Distribution]:
        """The distribution of each number, by address."""
        return self.distributions(self.numbers)

    def distributions(self, numbers: Mapping[str, Input]) -> Mapping[str, Distribution]:
        """The distributions of some numbers, by address."""
        return distributions(Numbers(self.run.data_map, numbers))

    def numbers_on(self, data_map: DataMap) -> Mapping[str, Input]:
        """The numbers of a map that follow from how many people it has, by address; none unless it shares this."""
        if not self.shared:
            return {}
        estimates = {f"users.{group}.count": users.count for group, users in data_map.users.items()}
        estimates |= self._of_sizes(data_map)
        numbers = self.numbers
        return {a: replace(numbers[a], estimate=estimate) for a, estimate in estimates.items() if a in numbers}

    def _of_sizes(self, data_map: DataMap) -> dict[str, Estimate]:
        """The estimates of what is assumed of organisations by how many people's data they hold."""
        exposure = self.run.events.exposure
        sizes = people_at(data_map, exposure.organisations)
        defaults = replace(exposure.inputs.defaults, people_at=sizes.__getitem__)
        default_of = {HIT: defaults.hit, INTRUSIONS: defaults.intrusions}
        sized = ((a, number.evidence[0]) for a, number in self.numbers.items() if number.evidence)
        return {
            a: default_of[default_name](a.rpartition(".")[2]).estimate
            for a, default_name in sized
            if default_name in default_of
        }

    @cached_property
    def _apart(self) -> Mapping[str, Apart]:
        return apart(self.run.data_map, self.numbers)

    def streams_on(self, data_map: DataMap, in_common: Collection[Named] = ()) -> Mapping[str, str]:
        """The random numbers that each number of a map is drawn by, by address; some parties other maps have too."""
        if not self.shared:
            return streams(data_map, self.numbers, in_common)
        operator = data_map.app.operator
        on_map = {a: (_renamed(a, operator), _apart_on(apart, operator)) for a, apart in self._apart.items()}
        return stream_names(data_map, on_map)


def _renamed(address: str, operator: str) -> str:
    return ".".join(operator if piece == ANY else piece for piece in address.split("."))


def _apart_on(apart: Apart, operator: str) -> Apart:
    return replace(apart, parties=tuple(operator if party == ANY else party for party in apart.parties))


def engine_of(data_map: DataMap, settings: Settings, in_common: Collection[Named] = ()) -> AppEngine:
    """The engine of a map: one that others share where it says what they say, of other people and another owner."""
    if in_common or not _is_usual(data_map):
        return own_engine(data_map, settings)
    usual = _standing_for_any(data_map)
    return _shared(_Alike(usual.model_dump_json(), usual), settings)


@dataclass(frozen=True)
class _Alike:
    """A map, told from others by all that it says."""

    text: str
    data_map: DataMap = field(compare=False)


@lru_cache(maxsize=SHARED_ENGINES)
def _shared(alike: _Alike, settings: Settings) -> AppEngine:
    return replace(own_engine(alike.data_map, settings), shared=True)


def own_engine(data_map: DataMap, settings: Settings) -> AppEngine:
    """The engine of a map that serves no other."""
    run, nodes = assess(data_map, settings), settings.nodes
    return AppEngine(run, reach(run.events, budget=nodes), reach_of_parties(run.events, budget=nodes))


def _is_usual(data_map: DataMap) -> bool:
    """True of a map with an operator and systems of its own and nobody else, which says nothing out of the ordinary."""
    stated_fields = {name for name in data_map.model_fields_set if getattr(data_map, name)} - BESIDE
    operator, (first, *others) = data_map.app.operator, data_map.parties
    history = data_map.app.record or data_map.parties[first].record
    elsewhere = (holder == operator for system in data_map.systems.values() for holder in system.keys.values())
    people = [data_map.people_in(group) for group in data_map.users]
    return (
        stated_fields <= USUAL
        and operator == first
        and not others
        and history is None
        and not any(elsewhere)
        and all(flow.target in data_map.systems for flow in data_map.flows)
        and ANY not in (*data_map.systems, *data_map.users)
        and min(people, default=0.0) > 0.0
    )


def _standing_for_any(data_map: DataMap) -> DataMap:
    """A map with a million people, whose app and operator have names that stand for any."""
    people = sum(map(data_map.people_in, data_map.users))
    operator = data_map.parties[data_map.app.operator]
    counts = {group: PEOPLE * data_map.people_in(group) / people for group in data_map.users}
    return data_map.model_copy(
        update={
            "title": ANY,
            "app": data_map.app.model_copy(update={"name": ANY, "operator": ANY}),
            "users": {group: _with_count(users, counts[group]) for group, users in data_map.users.items()},
            "data": dict(sorted(data_map.data.items())),
            "parties": {ANY: operator.model_copy(update={"name": ANY})},
            "systems": {id_: _run_by_any(data_map, system) for id_, system in data_map.systems.items()},
            "flows": tuple(flow.model_copy(update={"data": tuple(sorted(flow.data))}) for flow in data_map.flows),
            "questions": (),
            "places": {},
        }
    )


def _with_count(users: Group, count: float) -> Group:
    return users.model_copy(update={"count": Estimate(form="plain", best=count)})


def _run_by_any(data_map: DataMap, system: System) -> System:
    """A system as run by whoever runs any app, with its keys in an order that data have in no map."""
    operator = ANY if system.operator == data_map.app.operator else system.operator
    return system.model_copy(update={"operator": operator, "keys": dict(sorted(system.keys.items()))})
