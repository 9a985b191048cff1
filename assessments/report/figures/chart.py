"""Charts as data: marks with their intervals, axes with their units, scales and round ticks, and the finding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from assessments.results.part import Quantity
    from assessments.results.sensitivity import Shape

ChartKind = Literal["bars", "ranges", "waterfall", "lines", "steps", "scatter", "spans", "density"]
PLACE, HEIGHT = "Place along the axis", "Height of the curve"
UNREAD = ("about", "level", "hollow", "whole")  # columns of a frame for the figure alone: names of marks say them too
TITLES: Mapping[str, str] = {
    "name": "What",
    "series": "Line",
    "text": "In words",
    "x": "{x}",
    "x_low": "{x}: lower end",
    "x_high": "{x}: upper end",
    "y": "{y}",
    "y_low": "{y}: lower end",
    "y_high": "{y}: upper end",
    "start": "{x}: from",
    "before": "{x}: in the baseline",
}
"""The title of each column of a table behind a figure, with the quantities along its axes."""
SMALL = 0.1  # of shares: below it a log axis shows more
WIDE = 20.0  # a bar on a linear axis is lost where the axis ends that many times further out


LOGARITHMIC = " (log axis)"
MOST_TICKS = 6
MOST_DECADES = 12


@dataclass(frozen=True)
class Axis:
    """An axis: the quantity that it measures, with its unit, and whether it is logarithmic or of `years`.

    A logarithmic one has no zero: what is 1 or less stands in a `lane` of its own beside it, if there is one. `drawn`
    tells behind the title how it is drawn.
    """

    title: str
    log: bool = False
    lane: str = ""
    years: bool = False
    drawn: str = ""

    @property
    def words(self) -> str:
        """The title of the axis."""
        return f"{self.title}{self.drawn}"

    @property
    def quantity(self) -> str:
        """The quantity with its unit, as the title of a column."""
        return f"{self.title[:1].upper()}{self.title[1:]}"


@dataclass(frozen=True)
class Mark:
    """One mark of a chart, its places in the units of the axes.

    `start` is where a bar of a waterfall or a step of a line begins; `series` names the line that a mark is part of.
    `before` is where it was in a baseline that it is shown beside.
    `whole` is its name where there is room, if `name` is cut.
    It is `about` what the reasons behind it are found under, as a number in a sentence is.
    """

    name: str
    x: float
    y: float | None = None
    x_low: float | None = None
    x_high: float | None = None
    y_low: float | None = None
    y_high: float | None = None
    start: float | None = None
    series: str = ""
    text: str = ""
    level: int | None = None
    hollow: bool = False
    about: str = ""
    before: float | None = None
    whole: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart: its kind, the finding as its title, its marks and its axes; `rule` is a value that all marks share."""

    kind: ChartKind
    title: str
    marks: tuple[Mark, ...]
    x: Axis
    y: Axis = Axis("")
    rule: float | None = None

    @property
    def alt(self) -> str:
        """The chart in words: its title, then each mark that has words."""
        return f"{self.title}. " + "; ".join(f"{mark.name}: {mark.text}" for mark in self.marks if mark.text)

    @property
    def frame(self) -> pd.DataFrame:
        """The marks as a pandas frame, a row each, without columns that no mark uses.

        `attrs` hold the finding under `title` and the units of both axes under `units`.
        """
        import pandas as pd

        marks = [replace(mark, name=mark.whole or mark.name, whole="") for mark in self.marks]
        used = [f.name for f in fields(Mark) if any(getattr(mark, f.name) != f.default for mark in marks)]
        frame = pd.DataFrame([{name: getattr(mark, name) for name in used} for mark in marks], columns=used)
        frame.attrs = {"title": self.title, "units": {"x": self.x.title, "y": self.y.title}}
        return frame

    @property
    def table(self) -> pd.DataFrame:
        """The frame as people read it: a column for each thing that marks say, in words with its unit."""
        frame = self.frame.drop(columns=list(UNREAD), errors="ignore")
        across, upward = self.x.quantity or PLACE, self.y.quantity or HEIGHT
        named = {str(column): TITLES[str(column)].format(x=across, y=upward) for column in frame}
        return frame.rename(columns=named)

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the lines, in their order."""
        return tuple(dict.fromkeys(mark.series for mark in self.marks))

    @property
    def numbered(self) -> Chart:
        """The chart with its marks numbered from the top down, each name in the words of its mark.

        It serves where names have no room beside their points: a list says them, from the top down too.
        """
        marks = [
            replace(mark, name=str(number), text=": ".join(filter(None, (mark.whole or mark.name, mark.text))))
            for number, mark in enumerate(self.from_top, 1)
        ]
        return replace(self, marks=tuple(marks))

    @property
    def from_top(self) -> tuple[Mark, ...]:
        """The marks in the order in which they stand, the highest first."""
        return tuple(sorted(self.marks, key=lambda mark: -(mark.y or 0.0)))

    def of_series(self, name: str) -> tuple[Mark, ...]:
        """The marks of one line."""
        return tuple(mark for mark in self.marks if mark.series == name)


def x_values(marks: Sequence[Mark]) -> list[float | None]:
    """All places along the x axis that marks and their intervals take."""
    return [value for mark in marks for value in (mark.x, mark.x_low, mark.x_high, mark.start, mark.before)]


def y_values(marks: Sequence[Mark]) -> list[float | None]:
    """The values of all marks along the y axis."""
    return [value for mark in marks for value in (mark.y, mark.y_low, mark.y_high)]


def spread_axis(title: str, marks: Sequence[Mark]) -> Axis:
    """An axis that holds the intervals of marks: logarithmic where they reach far beyond the values themselves."""
    values = [abs(mark.x) for mark in marks if mark.x]
    ends = [abs(mark.x_high) for mark in marks if mark.x_high]
    positive = all(value is None or value >= 0.0 for value in x_values(marks))
    return Axis(title, log=bool(positive and values and ends and max(ends) > WIDE * min(values)))


@dataclass(frozen=True)
class Scale:
    """A linear or logarithmic scale from `low` to `high`, which are the ends of the axis."""

    low: float
    high: float
    log: bool = False
    steps: int = MOST_TICKS - 1

    def position(self, value: float) -> float:
        """The place of a value, 0 at the lower end and 1 at the upper; values beyond an end stand at it.

        Example:
            >>> Scale(1.0, 100.0, log=True).position(10.0)
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
        positive = [value for value in present if value > 0.0] or [1.0]
        top = math.ceil(math.log10(max(positive)) - 1e-9)
        bottom = math.floor(math.log10(min(positive)) + 1e-9)
        bottom = min(max(bottom, top - decades), top - 1)
        return Scale(10.0**bottom, 10.0**top, log=True)
    return _linear_scale([*present, 0.0] if zero else present or [0.0], steps)


def _linear_scale(values: list[float], steps: int) -> Scale:
    low, high = min(values), max(values)
    if low == high:
        high = low + 1.0
    step = _step(high - low, steps)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, steps=steps)


def _step(span: float, steps: int) -> float:
    """The distance of round ticks that cut a span into at most so many parts."""
    raw = span / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1.0 - 1e-9))


def spaced_apart(places: Sequence[float], lowest: float, room: float) -> list[float]:
    """Places of names below each other, moved so far that each has room and none lies below the lowest.

    Example:
        >>> spaced_apart([10.0, 12.0], lowest=100.0, room=15.0)
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


def crowd_scale(people: Quantity) -> Scale:
    """A scale by tens from one person to everyone."""
    return Scale(1.0, max(10.0, people.high or people.middle), log=True)


def density_axis(*shapes: Shape) -> tuple[float, float]:
    """From 0 to 1 for what lies between them and is not all small, else the ends of a log axis for all of them."""
    top = max(shape.upper_end for shape in shapes)
    return (0.0, 1.0) if SMALL < top <= 1.0 else (min(shape.least for shape in shapes), top)
