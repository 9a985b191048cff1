"""Scales of an axis: places from 0 to 1 for its values, and round ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_TICKS = 6
MOST_DECADES = 12


@dataclass(frozen=True)
class Scale:
    """A linear or logarithmic scale from `low` to `high`, which are the ends of the axis."""

    low: float
    high: float
    log: bool = False
    steps: int = MOST_TICKS - 1

    def at(self, value: float) -> float:
        """The place of a value, 0 at the lower end and 1 at the upper; values beyond an end stand at it.

        Example:
            >>> Scale(1.0, 100.0, log=True).at(10.0)
            0.5
        """
        if self.log:
            place = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            place = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, place))

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round values along the axis: powers of ten on a logarithmic one, else steps of 1, 2 or 5 times a power.

        Example:
            >>> Scale(0.0, 100.0).ticks
            (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
        """
        if self.log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            step = math.ceil((last - first + 1) / MOST_TICKS)
            return tuple(10.0**power for power in range(first, last + 1, step))
        width = _step(self.high - self.low, self.steps)
        return tuple(round(n * width, 12) for n in range(round(self.low / width), round(self.high / width) + 1))


def scale(
    values: Iterable[float | None],
    *,
    log: bool = False,
    zero: bool = True,
    decades: int = MOST_DECADES,
    steps: int = MOST_TICKS - 1,
) -> Scale:
    """A scale that holds all of some values and ends at round ones.

    Args:
        values: What the axis has to hold, in its unit; what is missing or endless is passed over.
        log: Whether the axis is logarithmic; its lower end then is the power of ten below the lowest value above 0.
        zero: Whether a linear axis holds 0 too.
        steps: Into how many steps the ticks of a linear axis cut it, or a few less.
        decades: How many powers of ten a logarithmic axis spans at most; lower values stand at its lower end.
    """
    present = [value for value in values if value is not None and math.isfinite(value)]
    if log:
        return _log_scale(present, decades)
    return _linear_scale([*present, 0.0] if zero else present or [0.0], steps)


def _linear_scale(values: list[float], steps: int) -> Scale:
    low, high = min(values), max(values)
    if low == high:
        high = low + 1.0
    step = _step(high - low, steps)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, steps=steps)


def _log_scale(values: list[float], decades: int) -> Scale:
    positive = [value for value in values if value > 0.0] or [1.0]
    top = math.ceil(math.log10(max(positive)) - 1e-9)
    bottom = math.floor(math.log10(min(positive)) + 1e-9)
    bottom = min(max(bottom, top - decades), top - 1)
    return Scale(10.0**bottom, 10.0**top, log=True)


def _step(span: float, steps: int) -> float:
    """The distance of round ticks that cut a span into at most so many parts."""
    raw = span / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1.0 - 1e-9))


def apart(places: Sequence[float], lowest: float, room: float) -> list[float]:
    """Places of names below each other, moved so far that each has room and none lies below the lowest.

    Example:
        >>> apart([10.0, 12.0], lowest=100.0, room=15.0)
        [10.0, 25.0]
    """
    moved, last, limit = list(places), -math.inf, lowest
    order = sorted(range(len(places)), key=lambda number: places[number])
    for number in order:
        last = moved[number] = max(places[number], last + room)
    for number in reversed(order):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - room
    return moved
