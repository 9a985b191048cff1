"""Sizes of events, and the growth of chances with the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.results.actors import events_by_side
from assessments.results.parts import OverYears, Size
from assessments.results.quantity import Quantity, by_horizon, quantity, unbounded
from assessments.run import Run
from data_maps.caching import kept
from risk.arrays import Floats
from risk.catalogue import Side
from risk.chances import Curve, at_least_one
from risk.engine.worlds import EveryWorld
from risk.events import Event
from risk.number import Number
from risk.uncertainty.draw_counts import YEAR_DRAWS
from risk.uncertainty.propagation import Uncertain
from risk.year_totals import tails

MOST_SIZES = 40
MANY_EVENTS = 200
YEARS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
SOONER = (0.1,)
SURE = 0.9
ANY, BULK = "any", "bulk"


def is_round(persons: float) -> bool:
    """True where a number of people is 1, 10, 100 and so on."""
    return persons in {10.0**k for k in range(12)}


def round_sizes(run: Run) -> list[float]:
    """The sizes of 1, 10, 100, … people up to the largest of any event."""
    return [persons for persons, _ in run.sizes if is_round(persons)]


def sizes_shown(run: Run) -> list[float]:
    """Sizes up to the round one above the largest: three in each decade, or where there are many events, one."""
    top = max((persons for persons, _ in run.sizes), default=0.0)
    steps = (1.0, 2.0, 5.0) if len(run.events.events) <= MANY_EVENTS else (1.0,)
    last = next((10.0**power for power in range(12) if 10.0**power >= top), top)
    sizes = (step * 10.0**power for power in range(12) for step in steps)
    return [persons for persons in sizes if top and persons <= last]


@kept
def chances_of_size(run: Run, persons: float) -> Mapping[int, Quantity]:
    """The chance of at least one event that reaches so many people, by horizon."""
    return by_horizon(run, run.curve.at_least(persons), lambda draws: draws.at_least_one(run.events.events, persons))


@kept
def chance_of_size(run: Run, side: Side, persons: float) -> Quantity:
    """The chance of at least one event of one side that reaches so many people, within the longest horizon."""
    events, point = events_by_side(run)[side], _curve_of(run, side).at_least(persons)[-1]
    return quantity(run.number(point, lambda draws: draws.at_least_one(events, persons)[-1]))


@kept
def _curve_of(run: Run, side: Side) -> Curve:
    return run.curve_of(events_by_side(run)[side])


@kept
def known_worst_years(run: Run) -> tuple[Quantity, Quantity]:
    """The two numbers of the worst years with their intervals, from few draws and from fewer years in each.

    Of a map with many events the points alone: that takes too long.
    """
    best, events = run.worst_years, run.events.events
    if len(events) > MANY_EVENTS:
        return Quantity(best.high), Quantity(best.mean_beyond)

    def in_draws(draws: Uncertain) -> tuple[Floats, Floats]:
        x, seed = draws.x_for_worlds[:, :YEAR_DRAWS], run.settings.seed
        return tails(run.model, x, EveryWorld(run.model, x, seed).worlds_of(events), events, seed)

    high, beyond = run.numbers([best.high, best.mean_beyond], in_draws)
    return quantity(high), quantity(beyond)


def sizes(run: Run) -> tuple[Size, ...]:
    """The frequency–size curve; where it has many points, only round ones have their intervals."""
    few = len(run.sizes) <= MOST_SIZES
    return tuple(
        Size(
            persons=persons,
            probability=dict(probability),
            probability_interval=dict(chances_of_size(run, persons)) if few or is_round(persons) else None,
        )
        for persons, probability in run.sizes
    )


def chances_over_years(run: Run) -> OverYears:
    """The chance of at least one event by years: of any kind, and in bulk by a state."""
    kinds = by_kind(run)
    return OverYears(any=_by_years(kinds[ANY].chances), bulk=_by_years(kinds[BULK].chances))


def _by_years(chances: Mapping[float, Quantity]) -> dict[str, Quantity]:
    return {f"{years:g}": chance for years, chance in chances.items()}


@dataclass(frozen=True)
class ChanceOverYears:
    """The chance of at least one of some events by years, and the years until it is 90 in 100.

    Those years are a tenth where less is enough, and infinite where a hundred are too few: what hangs on a state of the
    world never gets more likely than that state, however long one waits.
    """

    chances: Mapping[float, Quantity]
    until: Quantity


@kept
def by_kind(run: Run) -> Mapping[str, ChanceOverYears]:
    """The effect of the years on the chance of at least one event, of any kind or in bulk by a state."""
    chosen = {ANY: run.events.events, BULK: run.bulk_events}
    return {name: over_years(run, events) for name, events in chosen.items()}


@kept
def by_side(run: Run) -> Mapping[Side, ChanceOverYears]:
    """The effect of the years on the chance of an event in bulk by foreign states and by the own state, each apart."""
    in_bulk = {
        side: [event for event in events if event.in_bulk_by_a_state] for side, events in events_by_side(run).items()
    }
    return {side: over_years(run, events) for side, events in in_bulk.items() if events}


def over_years(run: Run, chosen: Sequence[Event]) -> ChanceOverYears:
    """The effect of the years on the chance of at least one of some events, with the intervals of the headline."""
    horizons = (*SOONER, *YEARS)
    best = at_least_one(run.model, run.x, run.worlds.worlds_of(chosen), chosen, horizons)
    chances = run.numbers(best[:, 0], lambda draws: draws.chance_within(chosen, horizons))
    rows = np.array([chance.draws for chance in chances])
    until = Number(float(_until(best, horizons)[0]), _until(rows, horizons))
    by_years = zip(horizons, chances, strict=True)
    return ChanceOverYears({years: quantity(chance) for years, chance in by_years if years in YEARS}, unbounded(until))


def _until(chances: Floats, horizons: Sequence[float]) -> Floats:
    """The years until the chance is that of being sure, shape (draws,), of chances of shape (horizons, draws).

    Between two horizons −ln(1 − P) is taken for a power of the years, which it is exactly for events at one rate.
    """
    years = np.full(chances.shape[1], np.inf)
    log_years = np.log(horizons)
    for draw in np.flatnonzero(chances[-1] >= SURE):
        expected = np.log(np.maximum(-np.log1p(-np.minimum(chances[:, draw], 1.0 - 1e-15)), 1e-300))
        years[draw] = np.exp(np.interp(np.log(-np.log1p(-SURE)), expected, log_years))
    return years
