"""What stands when: risk and burden of an option over the years, and what a later start would mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.options import Options, Result, best_values, burden, strategic
from assessments.quantity import Quantity, quantity
from risk.burden import total
from risk.interventions.timeline import Piece, moments
from risk.measures import Floats

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
    """What it means to start later: how much less risk is cut and burden borne over the horizon."""

    years: float
    reduction_lost: Quantity
    strategic_lost: Quantity
    burden_saved: Quantity


def series(options: Options, name: str, steps: int = STEPS) -> tuple[Moment, ...]:
    """What stands in each of so many equal steps of the horizon, cut at starts and ends too."""
    chosen = options.combinations[name]
    return tuple(_moment(options, chosen, piece) for piece in moments(options.data_map, chosen, steps))


def _moment(options: Options, chosen: Sequence[str], piece: Piece) -> Moment:
    outcome = options.outcomes.at_best(piece.in_force)
    numbers = list(options.burden.numbers(chosen))
    lost = _lost(options, chosen, piece, best_values(numbers))
    points = (outcome.harm(options.ratio), outcome.strategic, lost)
    if options.columns is None:
        return Moment(piece.starts, piece.ends, *(quantity(float(point)) for point in points))
    every = max(1, options.columns.draws // FEW)
    few = options.outcomes.few(piece.in_force, every)
    some = {address: row[::every] for address, row in options.outcomes.draws(numbers).items()}
    losses = np.broadcast_to(_lost(options, chosen, piece, some), few.strategic.shape)
    draws = (few.harm(options.ratio), few.strategic, losses)
    found = (quantity(float(point), drawn) for point, drawn in zip(points, draws, strict=True))
    return Moment(piece.starts, piece.ends, *found)


def _lost(options: Options, chosen: Sequence[str], piece: Piece, values: dict[str, Floats]) -> Floats:
    """The burden a year between two times."""
    found = options.burden.lost_within(chosen, values, piece.starts, piece.ends)
    return np.asarray(total(found.burden) / piece.years)


def delayed(options: Options, name: str, years: float) -> Delay:
    """What it means to start an option, or all of a combination, so many years later."""
    chosen = options.combinations[name]
    best = [options.at_best(chosen, later) for later in (0.0, years)]
    drawn = [options.drawn(chosen, later) for later in (0.0, years)]

    def more(part: Callable[[Result], Floats], sign: float) -> Quantity:
        draws = [options.whole(part(result)) for result in drawn if result is not None]
        point = float(sign * (part(best[1]) - part(best[0])))
        return quantity(point, sign * (draws[1] - draws[0]) if draws else None)

    return Delay(years, more(options.harm, 1.0), more(strategic, 1.0), more(burden, -1.0))
