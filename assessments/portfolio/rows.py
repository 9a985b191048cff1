"""Rows of a portfolio: what is kept of each map, its numbers in every simulation included."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assessments.portfolio.maps import WrittenMap, problems_of, reading_of
from assessments.results.actors import events_by_side
from assessments.results.quantity import Quantity, quantity
from assessments.run import Run, Settings, assess
from risk.placebo import owner_state
from risk.reach import Reach, Reached, reach, reach_of_parties
from risk.regimes.on_maps.judging import standing, verdicts
from risk.severity import LEVELS
from risk.uncertainty.distributions import Point
from risk.uncertainty.draws import distributions, drawn
from risk.uncertainty.propagation import BATCHES, Uncertain
from risk.uncertainty.streams import Named, streams

if TYPE_CHECKING:
    from data_maps.model import DataMap

Floats = NDArray[np.float64]
MEASURES: Mapping[str, str] = {
    "content_persons": "people whose content the foreign state with the widest reach could order",
    "content_persons_per_year": "people a year whose content foreign states expose",
    "persons_per_year": "people a year whose data foreign states expose",
    "harm": "severe equivalents a year of foreign states",
}
"""The numbers that apps can be ranked by, and their meanings."""

KEPT = 200
"""Simulations in which it is kept who could have the content of how many in which country: the first ones."""
QUANTITY = ("point", "mean", "median", "low", "high")


@dataclass(frozen=True)
class Measured:
    """A number at the best values of all inputs, and in every simulation, shape (draws,)."""

    point: float
    draws: Floats


def row_of(one: WrittenMap, settings: Settings) -> dict[str, Any]:
    """The row of one map: its numbers, or its problems; nothing in a map ends this."""
    begun = time.perf_counter()
    reading = reading_of(one)
    if reading.data_map is None:
        row: dict[str, Any] = {"problems": list(problems_of(one, reading))}
    else:
        try:
            row = _row(reading.data_map, settings, one.shared)
        except Exception as error:  # noqa: BLE001 - one map must never end the work on the others
            row = {"problems": [f"{one.path}: this map could not be computed ({type(error).__name__})"]}
    return {"fingerprint": "", "problems": [], **row, "seconds": time.perf_counter() - begun}


def _row(data_map: DataMap, settings: Settings, shared: frozenset[Named]) -> dict[str, Any]:
    run = assess(data_map, settings)
    reached = reach(run.events, budget=settings.nodes)
    parties = reach_of_parties(run.events, budget=settings.nodes)
    numbers = {**distributions(run.events), **distributions(reached), **distributions(parties)}
    apart = streams(data_map, numbers, shared)
    in_draws, parties_in_draws = _drawn(reached, apart, settings), _drawn(parties, apart, settings)
    uncertain = Uncertain(run.model, settings.draws, settings.seed, settings.severity_ratio, apart)
    widest = _widest(run, in_draws)
    measured = {"content_persons": _reach_of(widest, reached.at_best, in_draws), **_of_foreign_states(run, uncertain)}
    top = data_map.parties[run.events.exposure.organisations.by_id[data_map.app.operator]]
    return {
        "app": data_map.app.name,
        "as_of": data_map.as_of,
        "viewpoint": data_map.viewpoint,
        "owner": top.name or run.events.exposure.organisations.by_id[data_map.app.operator],
        "owner_state": owner_state(data_map),
        "data": list(dict.fromkeys(item.type for item in data_map.data.values())),
        "laws": [verdict.regime for verdict in verdicts(data_map) if standing(verdict.decision) == "applies"],
        "widest": widest,
        "people": _plain(quantity(float(reached.at_best.everybody()[0]), in_draws.everybody())),
        "reached": [
            *_reached_by(data_map, "state", reached.states, in_draws),
            *_names_of_parties(data_map, _reached_by(data_map, "party", data_map.parties, parties_in_draws)),
        ],
        "numbers": [apart[address] for address, known in numbers.items() if not isinstance(known, Point)],
        **{name: _plain(quantity(number.point, number.draws)) for name, number in measured.items()},
        **{f"{name}_draws": number.draws.astype(np.float32) for name, number in measured.items()},
    }


def _drawn(reach: Reach, apart: Mapping[str, str], settings: Settings) -> Reached:
    """The people within reach in every simulation."""
    distribution_of = distributions(reach)
    in_streams = {apart[address]: distribution for address, distribution in distribution_of.items()}
    values = drawn(in_streams, settings.draws, settings.seed, BATCHES)
    return reach.at(dict(zip(distribution_of, values, strict=True)))


def _reached_by(data_map: DataMap, kind: str, names: Iterable[str], reached: Reached) -> Iterator[dict[str, Any]]:
    """The people of each country whose content some states or parties could have, in the first simulations."""
    for name in names:
        of_place: dict[str, Floats] = {}
        for group, persons in reached.by_group(name, "content").items():
            place = data_map.users[group].place
            of_place[place] = of_place.get(place, np.zeros(KEPT)) + persons[:KEPT]
        for place, persons in of_place.items():
            if persons.any():
                yield {"kind": kind, "id": name, "place": place, "persons": persons.astype(np.float32)}


def _names_of_parties(data_map: DataMap, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same rows with the name of each party, and the state that it is run from."""
    for row in rows:
        party = data_map.parties[row["id"]]
        yield {**row, "name": party.name or row["id"], "state": party.run_from}


def _widest(run: Run, reached: Reached) -> str | None:
    """The foreign state that could order the content of most people, by the middle of the simulations."""
    foreign = [state for state in reached.reach.states if state not in run.events.exposure.own_states]
    middles = {state: float(np.median(reached.persons(state, "content"))) for state in foreign}
    return max(middles, key=lambda state: middles[state], default=None)


def _reach_of(state: str | None, best: Reached, in_draws: Reached) -> Measured:
    """The people whose content a state could order; nobody where there is no state."""
    if state is None:
        return Measured(0.0, np.zeros_like(in_draws.everybody()))
    return Measured(float(best.persons(state, "content")[0]), in_draws.persons(state, "content"))


def _of_foreign_states(run: Run, uncertain: Uncertain) -> Mapping[str, Measured]:
    """What foreign states would expose a year together."""
    events = events_by_side(run).get("foreign_states", ())
    keys, actors = {event.key for event in events}, tuple(dict.fromkeys(event.actor for event in events))
    places = [place for place, event in enumerate(run.events.events) if event.key in keys]
    persons = uncertain.persons(*actors)
    return {
        "content_persons_per_year": Measured(float(run.measures.content[places].sum()), uncertain.content(*actors)),
        "persons_per_year": Measured(float(run.measures.by_level(places)[LEVELS.index(1)]), persons[LEVELS.index(1)]),
        "harm": Measured(float(run.harms[places].sum()), uncertain.harm(*actors)),
    }


def _plain(number: Quantity) -> dict[str, float | None]:
    return {part: getattr(number, part) for part in QUANTITY}
