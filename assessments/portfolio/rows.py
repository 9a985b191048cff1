"""Rows of a portfolio: what is kept of each map, its numbers in every simulation included."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assessments.portfolio.engines import AppEngine, engine_of
from assessments.portfolio.maps import WrittenMap, problems_of, reading_of
from assessments.results.quantity import Quantity, quantity
from assessments.run import Run, Settings
from data_maps.organisations import organisations
from risk.arrays import Floats
from risk.measures import steps
from risk.placebo import owner_state
from risk.reach import Reached
from risk.regimes.on_maps.standing import APPLY
from risk.regimes.on_maps.verdicts import verdicts
from risk.severity import LEVELS
from risk.uncertainty.distributions import Point
from risk.uncertainty.draws import drawn
from risk.uncertainty.spreads import BATCHES
from risk.uncertainty.streams import Named

if TYPE_CHECKING:
    from data_maps.model import DataMap

MEASURES: Mapping[str, str] = {
    "content_persons": "people whose content the foreign state with the widest reach could order",
    "content_persons_per_year": "people a year whose content foreign states expose",
    "persons_per_year": "people a year whose data foreign states expose",
    "harm": "severe equivalents a year of foreign states",
}
"""The numbers that apps can be ranked by, and their meanings."""

KEPT = 200
"""Simulations in which it is kept who could have the content of how many in which country: the first ones."""
SIZES: Mapping[str, str] = {
    "people": "people who are counted",
    "content_per_100000": "`content_persons` of each 100,000 of them",
}
"""The other numbers of a row, which nothing is ranked by, and their meanings."""
QUANTITY = ("point", "mean", "median", "low", "high")


@dataclass(frozen=True)
class Measured:
    """A number at the best values of all inputs, and in every simulation, shape (draws,)."""

    point: float
    draws: Floats


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
    simulated = _simulated(engine, data_map, settings, in_common)
    reached, parties = engine.reach.at(simulated.values), engine.parties.at(simulated.values)
    best = engine.reach.at(simulated.best)
    widest = _widest(engine, reached)
    reach = _reach_of(widest, best, reached)
    measured = {"content_persons": reach, **_of_foreign_states(engine.run, simulated)}
    people = Measured(float(best.everybody()[0]), reached.everybody())
    sizes = {"people": people, "content_per_100000": _for_100000(reach, people)}
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
        **{name: _plain(quantity(number.point, number.draws)) for name, number in {**sizes, **measured}.items()},
        **{f"{name}_draws": number.draws.astype(np.float32) for name, number in measured.items()},
    }


@dataclass(frozen=True)
class _Simulated:
    """Numbers by address: the best values, shape (1,) each, and those in every simulation, shape (draws,) each.

    `streams` are the random numbers of those that are not exact.
    """

    best: Mapping[str, Floats]
    values: Mapping[str, Floats]
    streams: list[str]


def _simulated(engine: AppEngine, data_map: DataMap, settings: Settings, in_common: frozenset[Named]) -> _Simulated:
    """The numbers of a map in every simulation, each drawn once."""
    own = engine.numbers_on(data_map)
    distributions = {**engine.known, **engine.distributions(own)}
    stream_of = engine.streams_on(data_map, in_common)
    values = drawn(
        {stream_of[address]: distribution for address, distribution in distributions.items()},
        settings.draws,
        settings.seed,
        BATCHES,
    )
    return _Simulated(
        {address: np.array([number.best]) for address, number in {**engine.numbers, **own}.items()},
        dict(zip(distributions, values, strict=True)),
        [stream_of[address] for address, distribution in distributions.items() if not isinstance(distribution, Point)],
    )


def _by_states(data_map: DataMap, reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content each state could have."""
    for state in reached.reach.states:
        yield from ({"kind": "state", "id": state, **row} for row in _by_place(data_map, state, reached))


def _by_parties(data_map: DataMap, engine: AppEngine, reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content each party could be made to hand over, with its name and state."""
    for name in engine.run.data_map.parties:
        id_ = engine.party_on(data_map, name)
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
    """The foreign state that could order the content of most people, by the middle of the simulations."""
    foreign = [state for state in reached.reach.states if state not in engine.reach.exposure.own_states]
    middles = {state: float(np.median(reached.persons(state, "content"))) for state in foreign}
    return max(middles, key=lambda state: middles[state], default=None)


def _reach_of(state: str | None, best: Reached, in_draws: Reached) -> Measured:
    """The people whose content a state could order; nobody where there is no state."""
    if state is None:
        return Measured(0.0, np.zeros_like(in_draws.everybody()))
    return Measured(float(best.persons(state, "content")[0]), in_draws.persons(state, "content"))


def _for_100000(reach: Measured, people: Measured) -> Measured:
    """The people reached of each 100,000; none where there are none."""
    share = np.divide(reach.draws, people.draws, out=np.zeros_like(reach.draws), where=people.draws > 0.0)
    return Measured(1e5 * reach.point / people.point if people.point else 0.0, 1e5 * share)


def _of_foreign_states(run: Run, simulated: _Simulated) -> Mapping[str, Measured]:
    """What foreign states would expose a year together."""
    best, in_draws = (_yearly(run, run.model.placed(numbers)) for numbers in (simulated.best, simulated.values))
    return {name: Measured(float(best[name][0]), draws) for name, draws in in_draws.items()}


def _yearly(run: Run, x: Floats) -> Mapping[str, Floats]:
    """The measures a year of foreign states, shape (draws,), at numbers of shape (addresses, draws)."""
    totals, chances = run.model.totals_by_side.get("foreign_states"), run.model.chances(x)
    if totals is None:
        return dict.fromkeys(("content_persons_per_year", "persons_per_year", "harm"), np.zeros(x.shape[1]))
    persons = totals.persons(x, chances)
    return {
        "content_persons_per_year": totals.content(x, chances),
        "persons_per_year": persons[LEVELS.index(1)],
        "harm": steps(run.settings.severity_ratio) @ persons,
    }


def _plain(number: Quantity) -> dict[str, float | None]:
    return {part: getattr(number, part) for part in QUANTITY}
