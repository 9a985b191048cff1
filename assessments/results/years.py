"""Chance of at least one event as the years pass, and when it becomes as good as certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.actors import events_by_side
from assessments.results.quantity import Quantity, quantity, unbounded
from data_maps.caching import kept
from risk.arrays import Floats
from risk.catalogue import Side
from risk.chances import at_least_one

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.events import Event

YEARS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
SOONER = (0.1,)
SURE = 0.9
ANY, BULK = "any", "bulk"


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
    best = at_least_one(run.model, run.x, run.worlds.of(chosen), chosen, horizons)
    draws = run.uncertain.within(chosen, horizons) if run.uncertain else None
    chances = {
        years: quantity(float(best[place, 0]), None if draws is None else draws[place])
        for place, years in enumerate(horizons)
        if years in YEARS
    }
    until = unbounded(float(_until(best, horizons)[0]), None if draws is None else _until(draws, horizons))
    return ChanceOverYears(chances, until)


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
