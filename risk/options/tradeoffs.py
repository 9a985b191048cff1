"""Trade-offs between options: dominance, the Pareto frontier, burden for the risk cut, and switching values.

Arrays have the shape (options[, draws]); lower is better in all of them. The status quo stands in the first row: it
beats nothing, and nothing is converted into anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from risk.arrays import Bools, Floats

SAME = 1e-9
NEARLY = 0.10
ZERO = 1e-12
ROUNDING = 1e-9


def beats(*columns: Floats) -> Bools:
    """True where the column's option is as good as the row's in all and better in one, shape (rows, columns, …).

    Differences within rounding are none.
    """
    no_worse = [c[None] <= c[:, None] + _slack(c) for c in columns]
    better = [c[None] < c[:, None] - _slack(c) for c in columns]
    return np.asarray(np.logical_and.reduce(no_worse) & np.logical_or.reduce(better))


def _slack(column: Floats) -> Floats:
    """The distance two numbers may have and still count as equal."""
    return np.asarray(SAME * np.maximum(np.abs(column)[:, None], np.abs(column)[None]))


def beaten(beating: Bools) -> Bools:
    """True where any option but the status quo beats the row's: shape (options[, draws])."""
    return np.asarray(beating[:, 1:].any(axis=1))


def frontier(harm: Floats, burden: Floats) -> Bools:
    """The Pareto frontier, shape (options[, draws]): nothing is as low in harm and burden and lower in one.

    The status quo is among what is compared.
    """
    return np.asarray(~beats(harm, burden).any(axis=1))


def excess(harm: Floats, burden: Floats, nearly: float = NEARLY) -> list[float | None]:
    """The burden of each option over the least burden at which an option cuts nearly as much risk; 1 without burden.

    None where only that least burden is nothing. The status quo is no option.

    Args:
        harm: Severe equivalents a year that each option leaves, the status quo first, shape (options,).
        burden: What each takes from people, shape (options,).
        nearly: How much less it may cut, as a share.
    """
    times_least = excesses(harm[:, None], burden[:, None], nearly)[:, 0]
    return [float(times) if np.isfinite(times) else None for times in times_least]


def excesses(harm: Floats, burden: Floats, nearly: float = NEARLY) -> Floats:
    """The excess burden in each draw, shape (options, draws): without end where only that least burden is nothing."""
    cut = harm[0] - harm
    least = [
        np.where(cut[1:] >= (1.0 - nearly) * own - SAME * np.abs(own), burden[1:], np.inf).min(axis=0, initial=np.inf)
        for own in cut
    ]
    times = np.divide(burden, np.minimum(least, burden), out=np.full_like(burden, np.inf), where=_above(least, burden))
    return np.where(burden == 0.0, 1.0, times)


def _above(least: list[Floats], burden: Floats) -> Bools:
    return np.asarray(np.minimum(least, burden) > 0.0)


def prices(harm: Floats, burden: Floats, years: float) -> dict[tuple[int, int], float]:
    """The worth a severe equivalent has to have, in burden, for the first of two options to be preferred to the second.

    For each pair in which the second has less burden and cuts less risk.
    """
    pairs = ((i, j) for i in range(len(harm)) for j in range(len(harm)))
    return {
        (i, j): float((burden[i] - burden[j]) / ((harm[j] - harm[i]) * years))
        for i, j in pairs
        if burden[j] < burden[i] * (1.0 - SAME) and harm[i] < harm[j] * (1.0 - SAME)
    }


def price(harm: tuple[Floats, Floats], burden: tuple[Floats, Floats], years: float) -> Floats:
    """The worth of a severe equivalent from which on the first of two options is preferred, shape (draws,).

    Nothing where it costs no more and cuts more; without end where it cuts no more, so that no worth is enough.

    Args:
        harm: Severe equivalents a year that the first and the second option leave, shape (draws,) each.
        burden: What they take from people over the years, shape (draws,) each.
        years: How long they are looked at.

    Returns:
        Burden for each severe equivalent, shape (draws,).
    """
    saved, more = harm[1] - harm[0], burden[0] - burden[1]
    cuts = saved > SAME * np.abs(harm[1])
    worth = np.divide(more, saved * years, out=np.full_like(saved, np.inf), where=cuts)
    return np.asarray(np.maximum(worth, 0.0))


@dataclass(frozen=True)
class Turn:
    """A value of one number at which an order turns round, above or below it; it lies between two values tried.

    `size` is the largest difference among those tried, against which one is nothing.
    """

    value: float
    above: bool
    between: tuple[float, float]
    size: float


def turns(grid: Floats, differences: Floats, best: float) -> tuple[Turn, ...]:
    """The place where a difference that is positive at the best value first falls below zero, on either side of it.

    On a rising grid of values that the best one is among; between two of them the difference is taken as straight.

    Args:
        grid: Values of one number, rising, shape (values,).
        differences: The difference at each of them, shape (values,).
        best: The best value, one of the grid.

    Returns:
        At most two turns, the one above the best value first.
    """
    middle = int(np.searchsorted(grid, best))
    if differences[middle] <= 0.0:
        return ()
    sides = (range(middle + 1, len(grid)), range(middle - 1, -1, -1))
    first_turns, size = [], float(np.abs(differences).max())
    for above, side in zip((True, False), sides, strict=True):
        first = next((i for i in side if differences[i] < 0.0), None)
        if first is not None:
            before = first - 1 if above else first + 1
            share = differences[before] / (differences[before] - differences[first])
            value = grid[before] + share * (grid[first] - grid[before])
            first_turns.append(Turn(float(value), above, (float(grid[before]), float(grid[first])), size))
    return tuple(first_turns)


def exact(turn: Turn, there: float, difference: Callable[[float], float]) -> Turn | None:
    """The turn where a difference that is computed anew at each try is zero; None if it is nowhere.

    `there` is the difference at the value read off the grid, which is the point itself where it is straight.

    Args:
        turn: The turn as it is read off a grid.
        there: The difference at its value.
        difference: Computes the difference at any value.
    """
    if abs(there) <= ZERO * turn.size:
        return turn
    if difference(turn.between[0]) * difference(turn.between[1]) > 0.0:
        return None  # of a simulated map, where nearby values differ by the noise of few trials
    from scipy.optimize import brentq  # it takes long to import, and few orders turn

    value = float(brentq(difference, *turn.between, xtol=1e-15, rtol=1e-12))
    return replace(turn, value=value) if abs(difference(value)) <= ROUNDING * turn.size else None
