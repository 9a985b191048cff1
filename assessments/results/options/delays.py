"""What stands when: risk and burden of an option over the years, and what a later start would mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from assessments.results.options.table import MONTHS, Options, Result, at_level, best_values, burden, strategic
from assessments.results.quantity import Quantity, quantity
from risk.measures import Floats
from risk.options.burden import total
from risk.options.timeline import Piece, moments
from risk.severity import LEVELS

STEPS = 8


@dataclass(frozen=True)
class Moment:
    """What stands in a span of the horizon, in years after as_of: harm, strategic exposures and burden, each a year."""

    starts: float
    ends: float
    harm: Quantity
    strategic: Quantity
    burden: Quantity


@dataclass(frozen=True)
class Delay:
    """What it means to start a row so many months later, over the whole horizon.

    How many more person-exposures by level or higher, severe equivalents and strategic exposures are left, and how
    many lifeline person-years are saved.
    """

    option: str
    months: float
    persons: Mapping[int, Quantity]
    harm: Quantity
    strategic: Quantity
    burden_saved: Quantity


def series(options: Options, name: str, steps: int = STEPS) -> tuple[Moment, ...]:
    """What stands in each of so many equal steps of the horizon, cut at starts and ends too."""
    chosen, later = options.combinations[name], options.later(name)
    return tuple(_moment(options, name, piece) for piece in moments(options.data_map, chosen, steps, later))


def _moment(options: Options, name: str, piece: Piece) -> Moment:
    outcome = options.outcomes.at_best(piece.in_force)
    numbers = list(options.burden.numbers(options.combinations[name], options.later(name)))
    lost = _lost(options, name, piece, best_values(numbers))
    points = (outcome.harm(options.ratio), outcome.strategic, lost)
    if options.columns is None:
        return Moment(piece.starts, piece.ends, *(quantity(float(point)) for point in points))
    drawn = options.outcomes.drawn(piece.in_force)
    losses = options.whole(_lost(options, name, piece, options.outcomes.draws(numbers)))
    harm, strategic_persons = (
        quantity(float(points[0]), drawn.harm(options.ratio)),
        quantity(float(points[1]), drawn.strategic),
    )
    risks = options.scaled(harm, "harm"), options.scaled(strategic_persons, "strategic")
    return Moment(piece.starts, piece.ends, *risks, quantity(float(lost), losses))


def _lost(options: Options, name: str, piece: Piece, values: dict[str, Floats]) -> Floats:
    """The burden a year between two times."""
    chosen, later = options.combinations[name], options.later(name)
    found = options.burden.lost_within(chosen, values, piece.starts, piece.ends, later)
    return np.asarray(total(found.burden) / piece.years)


def delayed(options: Options, name: str, months: float) -> Delay:
    """What it means to start an option, or all of a combination, so many months later."""
    chosen, years = options.combinations[name], options.data_map.horizon
    best = [options.at_best(chosen, later) for later in (0.0, months / MONTHS)]
    drawn = [options.drawn(chosen, later) for later in (0.0, months / MONTHS)]

    def more(part: Callable[[Result], Floats], times: float) -> Quantity:
        draws = [options.whole(part(result)) for result in drawn if result is not None]
        point = float(times * (part(best[1]) - part(best[0])))
        return quantity(point, times * (draws[1] - draws[0]) if draws else None)

    persons = {n: more(partial(at_level, place), years) for place, n in enumerate(LEVELS)}
    return Delay(name, months, persons, more(options.harm, years), more(strategic, years), more(burden, -1.0))
