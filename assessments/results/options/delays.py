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
FEW = 1_000


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
    every = max(1, options.columns.draws // FEW)
    some = {address: row[::every] for address, row in options.outcomes.draws(numbers).items()}
    losses = np.broadcast_to(_lost(options, name, piece, some), len(range(0, options.columns.draws, every)))
    draws = (*_risks(options, piece, every), losses)
    found = (quantity(float(point), drawn) for point, drawn in zip(points, draws, strict=True))
    return Moment(piece.starts, piece.ends, *found)


def _risks(options: Options, piece: Piece, every: int) -> tuple[Floats, Floats]:
    """Harm and strategic exposures a year: in all draws where nothing is in force, else in one of each so many.

    What few draws say is scaled by how far their medians are off where nothing is in force.
    """
    whole = options.outcomes.drawn(())
    now = whole.harm(options.ratio), whole.strategic
    if not piece.in_force:
        return now
    few = options.outcomes.few(piece.in_force, every)
    left = few.harm(options.ratio), few.strategic
    harm, strategic = (part * _scale(base, base[::every]) for part, base in zip(left, now, strict=True))
    return harm, strategic


def _scale(whole: Floats, few: Floats) -> float:
    """By how much the median of all draws exceeds that of a few of them."""
    middle = float(np.median(few))
    return float(np.median(whole)) / middle if middle else 1.0


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
