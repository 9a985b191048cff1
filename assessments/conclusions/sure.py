"""Numbers as sure as they are known: rounded where their simulation error lies above the last figure told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.results.part import Quantity

STEPS = (0.01, 0.05, 0.1)
"""In which a share or a chance is told, the first that is no smaller than its error."""
UNSURE = 0.3
"""The standard error, as a share of a mean, above which it is not told."""
WIDE = 1.5
"""Times the lower end of an interval from which on a number is known roughly."""


def sure_size(q: Quantity) -> float:
    """The middle of a number, rounded to where its error lies or to one figure; as it is where two figures are sure."""
    size, error = q.middle, q.error or 0.0
    if not error or not size or error <= 10.0 ** (math.floor(math.log10(abs(size))) - 1):
        return size
    told = (round(size, -math.ceil(math.log10(error))), float(f"{size:.0e}"))
    return next((value for value in told if _inside(value, q)), size)


def sure_mean(q: Quantity) -> float | None:
    """The mean of a number, to one figure where two are not sure; None where its error leaves not even one.

    A few simulations can make most of a mean, so that it lies far above the median and is known far less well.
    """
    mean, error = q.mean, q.mean_error or 0.0
    if not mean or error > UNSURE * abs(mean):
        return None if mean else mean
    two_are_sure = error <= 10.0 ** (math.floor(math.log10(abs(mean))) - 1)
    return mean if two_are_sure else float(f"{mean:.0e}")


def sure_share(q: Quantity) -> float:
    """The middle of a share or a chance, to the nearest 5 or 10 in 100 where one in 100 is not sure.

    What would be none or certain, or outside the interval, stays as it is.
    """
    share, error = q.middle, q.error or 0.0
    step = next((step for step in STEPS if error <= step), STEPS[-1])
    rounded = round(share / step) * step
    told = share if step == STEPS[0] or abs(rounded) in {0.0, 1.0} else rounded
    return told if _inside(told, q) else share


def _inside(value: float, q: Quantity) -> bool:
    """Whether a rounded value lies in the interval of a number, and is none only where there may be more and less."""
    if q.low is None or q.high is None:
        return value != 0.0
    return q.low <= value <= q.high if value else q.low < 0.0 < q.high


def is_wide(q: Quantity) -> bool:
    """True of a number that is known so roughly that the middle of a share of it is not the share of the middles."""
    return q.low is not None and q.high is not None and q.high > WIDE * q.low


def is_below_0(q: Quantity) -> bool:
    """True of a number whose middle, as it is told, is less than nothing."""
    return sure_size(q) < 0.0


def is_any(q: Quantity) -> bool:
    """True where a number of people, or a share, is anything at all."""
    return q.middle > 0.0


def sizes_between(low: float, high: float) -> tuple[float, float]:
    """The least and the most that a number between two ends is in size, whichever way."""
    nearest, furthest = sorted((abs(low), abs(high)))
    return (0.0 if low < 0.0 < high else nearest), furthest
