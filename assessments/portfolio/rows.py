"""Rows of a portfolio: what is kept of each map, its numbers in every simulation included.

Maps alike but for names and numbers of people share one engine: a row of a table mostly says what another says, of
other people and another owner. The events, equations and diagrams of such a map are those of a map of a million people
whose app and operator have names that stand for any.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from assessments.exposures import exposed_in_totals
from assessments.measures import measures_on
from assessments.portfolio.maps import WrittenMap, problems_of, reading_of
from assessments.results.quantity import Quantity, quantity
from assessments.run import Run, Settings, assess
from data_maps.caching import cached_property
from data_maps.model import BESIDE, DataMap
from data_maps.organisations import organisations
from data_maps.people import Group
from data_maps.quantities import Estimate
from data_maps.systems import System
from laws.verdicts import APPLY, verdicts
from risk.arrays import Floats
from risk.inputs import Input
from risk.number import Number, share_of
from risk.organisations import people_at
from risk.placebo import owner_state
from risk.reach import Reach, Reached, reach, reach_of_parties
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draws import distributions, drawn_values
from risk.uncertainty.spreads import BATCHES
from risk.uncertainty.streams import Apart, Named, stream_keys, stream_names, streams

KEPT = 200
"""Simulations in which it is kept who could have the content of how many in which country: the first ones."""
QUANTITY = ("point", "mean", "median", "low", "high")
ANY, PEOPLE = "any-operator", 1e6
"""The name that stands for any app and operator, and how many people such a map has."""
USUAL = frozenset("format title as_of viewpoint horizon app users data parties systems flows questions".split())
"""Sections of a map that has an operator and systems of its own, and nobody else; questions are for people."""
SHARED_ENGINES = 64
HIT, INTRUSIONS = "hit.<organisation>", "attempts.intrusion.<organisation>"


def row_of(written: WrittenMap, settings: Settings) -> dict[str, Any]:
    """The row of one map: its numbers, or its problems; nothing in a map ends this."""
    begun = time.perf_counter()
    reading = reading_of(written)
    if reading.data_map is None:
        row: dict[str, Any] = {"problems": list(problems_of(written, reading))}
    else:
        try:
            engine = engine_of(reading.data_map, settings, written.shared)
            row = row_by(engine, reading.data_map, settings, written.shared)
        except Exception as error:  # noqa: BLE001 - one map must never end the work on the others
            row = {"problems": [f"{written.path}: this map could not be computed ({type(error).__name__})"]}
    fields = {"map": written.text.decode("utf-8", "replace"), "beside": written.beside, "stood": written.path}
    return {"fingerprint": "", "problems": [], **row, **fields, "seconds": time.perf_counter() - begun}


def row_by(
    engine: AppEngine, data_map: DataMap, settings: Settings, in_common: frozenset[Named] = frozenset()
) -> dict[str, Any]:
    """The numbers of a map by an engine that serves it; it has some parties in common with other maps."""
    own = engine.numbers_on(data_map)
    distributions = {**engine.distributions_by_address, **engine.distributions(own)}
    stream_of = engine.streams_on(data_map, in_common)
    values = drawn_values(
        {stream_of[address]: distribution for address, distribution in distributions.items()},
        settings.draws,
        settings.seed,
        BATCHES,
    )
    simulated = _Simulated(
        {address: np.array([number.best]) for address, number in {**engine.numbers, **own}.items()},
        dict(zip(distributions, values, strict=True)),
        [stream_of[address] for address, distribution in distributions.items() if not isinstance(distribution, Point)],
    )
    reached, parties = engine.reach.reached_at(simulated.values), engine.parties.reached_at(simulated.values)
    best = engine.reach.reached_at(simulated.best)
    widest = _widest(engine, reached)
    reach = _reach_of(widest, best, reached)
    people = Number(float(best.everybody()[0]), reached.everybody())
    sizes = {"people": people, "content_persons": reach, "content_per_100000": _for_100000(reach, people)}
    measured = {**sizes, **_of_foreign_states(engine.run, simulated)}
    top = organisations(data_map)[data_map.app.operator]
    return {
        "app": data_map.app.name,
        "as_of": data_map.as_of,
        "viewpoint": data_map.viewpoint,
        "owner": data_map.parties[top].name or top,
        "owner_state": owner_state(data_map),
        "data": list(dict.fromkeys(item.type for item in data_map.data.values())),
        "laws": [verdict.regime for verdict in verdicts(data_map) if verdict.standing in APPLY],
        "widest": widest,
        "reached": [*_by_states(data_map, reached), *_by_parties(data_map, engine, parties)],
        "numbers": simulated.streams,
        **{name: _quantity_as_plain(quantity(number)) for name, number in measured.items()},
        **{f"{m.key}_draws": measured[m.key].draws.astype(np.float32) for m in measures_on("ranks")},
    }


@dataclass(frozen=True)
class _Simulated:
    """Numbers by address: the best values, shape (1,) each, and those in every simulation, shape (draws,) each.

    `streams` are the random numbers of those that are not exact.
    """

    best: Mapping[str, Floats]
    values: Mapping[str, Floats]
    streams: list[str]


def _by_states(data_map: DataMap, reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content each state could have."""
    for state in reached.reach.states:
        yield from ({"kind": "state", "id": state, **row} for row in _by_place(data_map, state, reached))


def _by_parties(data_map: DataMap, engine: AppEngine, reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content each party could be made to hand over, with its name and state."""
    for name in engine.run.data_map.parties:
        id_ = data_map.app.operator if engine.shared and name == ANY else name
        party = data_map.parties[id_]
        fields = {"kind": "party", "id": id_, "name": party.name or id_, "state": party.run_from}
        yield from ({**fields, **row} for row in _by_place(data_map, name, reached))


def _by_place(data_map: DataMap, name: str, reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content somebody could have, in the first simulations, if there are any."""
    of_place: dict[str, Floats] = {}
    for group, persons in reached.by_group(name, "content").items():
        place = data_map.users[group].place
        of_place[place] = of_place.get(place, np.zeros(KEPT)) + persons[:KEPT]
    for place, persons in of_place.items():
        if persons.any():
            yield {"place": place, "persons": persons.astype(np.float32)}


def _widest(engine: AppEngine, reached: Reached) -> str | None:
    """The foreign state that could order the content of most people, of equals any data: by middle values."""

    def people(state: str) -> tuple[float, ...]:
        return tuple(float(np.median(reached.persons(state, of_class))) for of_class in ("content", "any"))

    foreign = [state for state in reached.reach.states if state not in engine.reach.exposure.own_states]
    return max(foreign, key=people, default=None)


def _reach_of(state: str | None, best: Reached, in_draws: Reached) -> Number:
    """The people whose content a state could order; nobody where there is no state."""
    if state is None:
        return Number(0.0, np.zeros_like(in_draws.everybody()))
    return Number(float(best.persons(state, "content")[0]), in_draws.persons(state, "content"))


def _for_100000(reach: Number, people: Number) -> Number:
    """The people reached of each 100,000; none where there are none."""
    return Number(1e5 * reach.best / people.best if people.best else 0.0, 1e5 * share_of(reach.draws, people.draws))


def _of_foreign_states(run: Run, simulated: _Simulated) -> Mapping[str, Number]:
    """What foreign states would expose a year together."""
    best, in_draws = (_yearly(run, run.model.address_values(numbers)) for numbers in (simulated.best, simulated.values))
    return {name: Number(float(best[name][0]), draws) for name, draws in in_draws.items()}


def _yearly(run: Run, x: Floats) -> Mapping[str, Floats]:
    """The measures a year of foreign states, at any level, shape (draws,), at numbers of shape (addresses, draws)."""
    measures = [measure for measure in measures_on("apps") if measure.of]
    totals, chances = run.model.totals_by_side.get("foreign_states"), run.model.chances(x)
    if totals is None:
        return {measure.key: np.zeros(x.shape[1]) for measure in measures}
    exposed = exposed_in_totals(run.model, totals, x, chances, run.settings.severity_ratio)
    return {measure.key: measure.values(exposed)[0] for measure in measures}


def _quantity_as_plain(number: Quantity) -> dict[str, float | None]:
    return {part: getattr(number, part) for part in QUANTITY}


@dataclass(frozen=True)
class AppNumbers:
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

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by address."""
        several = (self.run.events, self.reach, self.parties)
        return {address: number for engine in several for address, number in engine.numbers.items()}

    @cached_property
    def distributions_by_address(self) -> Mapping[str, Distribution]:
        """The distribution of each number, by address."""
        return self.distributions(self.numbers)

    def distributions(self, numbers: Mapping[str, Input]) -> Mapping[str, Distribution]:
        """The distributions of some numbers, by address."""
        return distributions(AppNumbers(self.run.data_map, numbers))

    def numbers_on(self, data_map: DataMap) -> Mapping[str, Input]:
        """The numbers of a map that follow from how many people it has, by address; none unless it shares this."""
        if not self.shared:
            return {}
        estimates = {f"users.{group}.count": users.count for group, users in data_map.users.items()}
        exposure = self.run.events.exposure
        sizes = people_at(data_map, exposure.organisations)
        defaults = replace(exposure.inputs.defaults, people_at=sizes.__getitem__)
        default_of = {HIT: defaults.hit, INTRUSIONS: defaults.intrusions}
        sized = ((a, number.evidence[0]) for a, number in self.numbers.items() if number.evidence)
        estimates |= {
            a: default_of[default_name](a.rpartition(".")[2]).estimate
            for a, default_name in sized
            if default_name in default_of
        }
        numbers = self.numbers
        return {a: replace(numbers[a], estimate=estimate) for a, estimate in estimates.items() if a in numbers}

    @cached_property
    def _stream_keys(self) -> Mapping[str, Apart]:
        return stream_keys(self.run.data_map, self.numbers)

    def streams_on(self, data_map: DataMap, in_common: Collection[Named] = ()) -> Mapping[str, str]:
        """The random numbers that each number of a map is drawn by, by address; some parties other maps have too."""
        if not self.shared:
            return streams(data_map, self.numbers, in_common)
        operator = data_map.app.operator
        on_map = {a: (_renamed(a, operator), _apart_on(apart, operator)) for a, apart in self._stream_keys.items()}
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
