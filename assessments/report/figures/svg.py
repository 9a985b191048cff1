"""Charts on paper: one SVG writer for all kinds, without a script, its numbers written beside its marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import cycle
from unicodedata import east_asian_width

from assessments.report.figures.chart import Chart, ChartKind, Mark, Scale, scale, spaced_apart, x_values, y_values
from assessments.report.figures.palette import DARK, LIGHT, Palette
from assessments.report.sentences import figures

WIDTH, SMALL_WIDTH = 720.0, 480.0
ROW, FOOT, TOP = 30.0, 52.0, 8.0
PLOT_HEIGHT, LEGEND_LINE = 240.0, 17.0
LETTERS, QUIET = 13.0, 11.5
DECADES = 9
BESIDE = 9.0
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "4 2")
_WIDE, _OTHER = 1.0, 0.7


@dataclass(frozen=True)
class Frame:
    """The rectangle that marks are drawn in, in points, and the scales of its axes."""

    left: float
    top: float
    right: float
    bottom: float
    across: Scale
    upward: Scale | None = None

    def x(self, value: float) -> float:
        """The place of a value along the horizontal axis."""
        return self.left + self.across.position(value) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The place of a value along the vertical axis."""
        place = self.upward.position(value) if self.upward else 0.0
        return self.bottom - place * (self.bottom - self.top)


def svg(chart: Chart) -> str:
    """A chart as one SVG that holds its own colours for light and dark, with its title for a screen reader."""
    return _DRAWN[chart.kind](chart)


def _rows(chart: Chart, room: tuple[float, float], draw: Callable[[Frame, Mark, float], Iterator[str]]) -> str:
    """Marks below each other, a row each, with names at the left and numbers at the right of the frame."""
    height = ROW * len(chart.marks) + TOP
    values = [*x_values(chart.marks), chart.rule]
    across = scale(values, log=chart.x.log, zero=chart.kind != "ranges", decades=DECADES)
    frame = Frame(room[0], TOP, WIDTH - room[1], height, across)
    parts = [*_x_axis(frame, chart.x.words)]
    for count, mark in enumerate(chart.marks):
        parts += [*_row_words(frame, mark, height=TOP + count * ROW), *draw(frame, mark, TOP + count * ROW)]
    if chart.rule is not None:
        parts.append(f'<path class="span" d="M{frame.x(chart.rule):.1f} 4V{height:.1f}"/>')
    return _document(chart.title, height + FOOT, "".join(parts))


def _row_words(frame: Frame, mark: Mark, height: float) -> Iterator[str]:
    name, text = fitting(mark.name, LETTERS, frame.left - 14.0), fitting(mark.text, LETTERS, WIDTH - frame.right - 14.0)
    yield _text(frame.left - 10, height + 14, name, anchor="end")
    yield _text(frame.right + 14, height + 14, text)


def _bars(chart: Chart) -> str:
    draw = _dot_and_range if chart.x.log else _bar
    return _rows(chart, (180.0, 250.0), draw)


def _bar(frame: Frame, mark: Mark, y: float) -> Iterator[str]:
    zero, end = frame.x(0.0), frame.x(mark.x)
    level = f" level-{mark.level}" if mark.level else ""
    yield _rectangle(f"bar{level}", min(zero, end), y, abs(end - zero), 18)
    yield from _interval(frame, mark, y + 9)


def _dot_and_range(frame: Frame, mark: Mark, y: float) -> Iterator[str]:
    yield from _interval(frame, mark, y + 9)
    if mark.x > 0.0:
        yield f'<circle class="dot" cx="{frame.x(mark.x):.1f}" cy="{y + 9}" r="5"/>'


def _interval(frame: Frame, mark: Mark, y: float) -> Iterator[str]:
    if mark.x_low is not None and mark.x_high is not None:
        yield f'<path class="span" d="M{frame.x(mark.x_low):.1f} {y}H{frame.x(mark.x_high):.1f}"/>'


def _ranges(chart: Chart) -> str:
    return _rows(chart, (330.0, 130.0), _range)


def _range(frame: Frame, mark: Mark, y: float) -> Iterator[str]:
    left, right = sorted(frame.x(mark.x if end is None else end) for end in (mark.x_low, mark.x_high))
    yield _rectangle("hollow" if mark.hollow else "bar", left, y, right - left, 18)


def _waterfall(chart: Chart) -> str:
    return _rows(chart, (250.0, 250.0), _fall)


def _fall(frame: Frame, mark: Mark, y: float) -> Iterator[str]:
    left, right = sorted((frame.x(mark.start or 0.0), frame.x(mark.x)))
    yield _rectangle("bar", left, y, right - left, 18)
    yield f'<path class="axis" d="M{frame.x(mark.x):.1f} {y + 18}v12"/>'
    yield from _interval(frame, mark, y + 9)


def _lines(chart: Chart) -> str:
    """Lines by series, with the band of their intervals where they have one, else stepped."""
    banded = any(mark.y_low is not None for mark in chart.marks)
    frame = _plot(chart, legend=150.0, straight=banded)
    parts = [*_axes(frame, chart)]
    for count, name in enumerate(chart.series):
        parts += [*_line(frame, chart.of_series(name), count, stepped=not banded), *_legend(frame, name, count)]
    return _document(chart.title, frame.bottom + FOOT + 14, "".join(parts))


def _plot(chart: Chart, legend: float, *, straight: bool = True) -> Frame:
    """The frame of a chart with two axes, with room for a legend at its right."""
    across = scale(x_values(chart.marks), log=chart.x.log)
    upward = scale(y_values(chart.marks), log=chart.y.log)
    height = max(PLOT_HEIGHT, LEGEND_LINE * len(chart.marks)) if chart.kind == "scatter" else PLOT_HEIGHT
    return Frame(78.0, 14.0, WIDTH - legend, 14.0 + height, across, upward)


def _line(frame: Frame, marks: Sequence[Mark], count: int, *, stepped: bool) -> Iterator[str]:
    look = " dashed" if count else ""
    places = [(frame.x(mark.x), frame.y(mark.y or 0.0)) for mark in marks]
    if stepped:
        yield f'<path class="line{look}" d="{_staircase(frame, places)}"/>'
        return
    low = [(frame.x(mark.x), frame.y(mark.y_low or 0.0)) for mark in marks]
    high = [(frame.x(mark.x), frame.y(mark.y_high or 0.0)) for mark in marks]
    yield f'<path class="band{look}" d="{_path([*low, *reversed(high)])}Z"/>'
    yield f'<path class="line{look}" d="{_path(places)}"/>'


def _staircase(frame: Frame, places: Sequence[tuple[float, float]]) -> str:
    """A line that stays up to each point and then goes to the next, at last to the base."""
    after = [y for _, y in places[1:]] + [places[-1][1]]
    steps = "".join(f"H{x:.1f}V{y:.1f}" for (x, _), y in zip(places, after, strict=True))
    return f"M{frame.left:.1f} {places[0][1]:.1f}{steps}V{frame.bottom:.1f}"


def _legend(frame: Frame, name: str, count: int) -> Iterator[str]:
    x, y = frame.right + 10, 18 + count * LEGEND_LINE
    yield f'<path class="line{" dashed" if count else ""}" d="M{x:.1f} {y:.1f}h20"/>'
    yield _text(x + 26, y + 4, fitting(name, LETTERS, WIDTH - x - 28))


def _steps(chart: Chart) -> str:
    """Lines that keep a value over a span, named at their right, with the interval of their last span."""
    frame = _plot(chart, legend=240.0)
    parts = [*_axes(frame, chart)]
    last = [chart.of_series(name)[-1] for name in chart.series]
    named = spaced_apart([frame.y(mark.y or 0.0) for mark in last], frame.bottom, LEGEND_LINE)
    for count, (name, y, dash) in enumerate(zip(chart.series, named, cycle(DASHES), strict=False)):
        marks = chart.of_series(name)
        path = "".join(f"L{frame.x(m.start or 0.0):.1f} {frame.y(m.y or 0.0):.1f}H{frame.x(m.x):.1f}" for m in marks)
        parts.append(f'<path class="line" stroke-dasharray="{dash}" d="M{path[1:]}L{frame.right + 10:.1f} {y:.1f}"/>')
        parts.append(_text(frame.right + 14, y + 4, fitting(name, LETTERS, WIDTH - frame.right - 16)))
        parts += _upright(frame, marks[-1], frame.right - 8.0 - BESIDE * count)
    return _document(chart.title, frame.bottom + FOOT + 14, "".join(parts))


def _upright(frame: Frame, mark: Mark, x: float) -> Iterator[str]:
    """The interval of a mark as an upright line with a point at its value."""
    if mark.y_low is None or mark.y_high is None:
        return
    yield f'<path class="span" d="M{x:.1f} {frame.y(mark.y_low):.1f}V{frame.y(mark.y_high):.1f}"/>'
    yield f'<circle class="dot" cx="{x:.1f}" cy="{frame.y(mark.y or 0.0):.1f}" r="3"/>'


def _scatter(chart: Chart) -> str:
    """Points with their intervals along both axes, named at the right; points of one place stand side by side."""
    frame = _plot(chart, legend=240.0)
    parts = [*_axes(frame, chart)]
    named = spaced_apart([frame.y(mark.y or 0.0) for mark in chart.marks], frame.bottom, LEGEND_LINE)
    # Points that would lie on each other move to the right, so that each interval can be told.
    seen: dict[int, int] = {}
    aside = []
    for place in (round(frame.x(mark.x)) for mark in chart.marks):
        aside.append(BESIDE * seen.get(place, 0))
        seen[place] = seen.get(place, 0) + 1
    for mark, name_y, by in zip(chart.marks, named, aside, strict=True):
        parts += _point(frame, mark, name_y, by)
    return _document(chart.title, frame.bottom + FOOT + 14, "".join(parts))


def _point(frame: Frame, mark: Mark, name_y: float, by: float) -> Iterator[str]:
    x, y = frame.x(mark.x) + by, frame.y(mark.y or 0.0)
    yield f'<path class="axis" stroke-dasharray="1 4" d="M{x:.1f} {y:.1f}L{frame.right + 10:.1f} {name_y:.1f}"/>'
    if mark.x_low is not None and mark.x_high is not None:
        yield f'<path class="span" d="M{frame.x(mark.x_low) + by:.1f} {y:.1f}H{frame.x(mark.x_high) + by:.1f}"/>'
    if mark.y_low is not None and mark.y_high is not None:
        yield f'<path class="span" d="M{x:.1f} {frame.y(mark.y_low):.1f}V{frame.y(mark.y_high):.1f}"/>'
    yield f'<circle class="{"hollow" if mark.hollow else "dot"}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    yield _text(frame.right + 14, name_y + 4, fitting(mark.name, LETTERS, WIDTH - frame.right - 16))


def _spans(chart: Chart) -> str:
    """What held from which day on, side by side; widths are no measure of time."""
    width = (WIDTH - 12.0) / max(len(chart.marks), 1)
    parts = []
    for count, mark in enumerate(chart.marks):
        x, height = 6.0 + count * width, 3.0 if mark.hollow else 12.0
        parts.append(_rectangle("bar", x, 40 - height, width - 4, height))
        parts.append(_text(x, 20, fitting(mark.name, LETTERS, width - 6)))
        parts.append(_text(x, 60, fitting(mark.text, QUIET, width - 6), quiet=True))
    return _document(chart.title, 70.0, "".join(parts))


def _density(chart: Chart) -> str:
    """The density of each value, as an area, with upright lines at the values that are named."""
    tops, named = [m for m in chart.marks if not m.name], [m for m in chart.marks if m.name]
    ends = Scale(tops[0].x, tops[-1].x, chart.x.log) if tops else scale(())
    frame = Frame(24.0, TOP, SMALL_WIDTH - 24.0, 90.0, ends, scale(y_values(tops)))
    outline = [(frame.x(mark.x), frame.y(mark.y or 0.0)) for mark in tops]
    parts = [
        f'<path class="bar" d="{_path([(frame.left, frame.bottom), *outline, (frame.right, frame.bottom)])}Z"/>',
        f'<path class="axis" d="M{frame.left} {frame.bottom}H{frame.right}"/>',
    ]
    for mark in named:
        parts.append(f'<path class="span" d="M{frame.x(mark.x):.1f} 6V{frame.bottom + 4}"/>')
        parts.append(_text(frame.x(mark.x), frame.bottom + 18, mark.name, anchor="middle"))
    for x, anchor, value in ((frame.left, "start", ends.low), (frame.right, "end", ends.high)):
        parts.append(_text(x, 124, figures(value) if value else "0", anchor=anchor, quiet=True))
    parts.append(_text(SMALL_WIDTH / 2, 124, chart.x.words, anchor="middle", quiet=True))
    return _document(chart.title, 130.0, "".join(parts), SMALL_WIDTH)


def _axes(frame: Frame, chart: Chart) -> Iterator[str]:
    yield from _x_axis(frame, chart.x.words)
    yield f'<path class="axis" d="M{frame.left:.1f} {frame.top}V{frame.bottom:.1f}"/>'
    for value in frame.upward.ticks if frame.upward else ():
        yield _text(frame.left - 8, frame.y(value) + 4, figures(value), anchor="end", quiet=True)
    yield _text(frame.left, frame.bottom + 50, f"upward: {chart.y.words}", quiet=True)


def _x_axis(frame: Frame, title: str) -> Iterator[str]:
    """The horizontal axis with its ticks, faint lines above them, and what it measures."""
    yield f'<path class="axis" d="M{frame.left:.1f} {frame.bottom:.1f}H{frame.right:.1f}"/>'
    for value in frame.across.ticks:
        x = frame.x(value)
        yield f'<path class="grid" d="M{x:.1f} {frame.top}V{frame.bottom:.1f}"/>'
        yield _text(x, frame.bottom + 16, figures(value), anchor="middle", quiet=True)
    words = f"across: {title}" if frame.upward else title
    yield _text(frame.left, frame.bottom + 34, words, quiet=True)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _rectangle(look: str, x: float, y: float, width: float, height: float) -> str:
    size = f'width="{max(width, 1.0):.1f}" height="{height:g}"'
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" {size} rx="2"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "", quiet: bool = False) -> str:
    look = ' class="quiet"' if quiet else ""
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{look} x="{x:.1f}" y="{y:.1f}"{side}>{escape(text)}</text>'


def _document(title: str, height: float, inside: str, width: float = WIDTH) -> str:
    style = _colours(LIGHT) + f"@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'style="width:100%;max-width:{width:g}px;height:auto">'
        f"<title>{escape(title)}</title><style>"
        f".chart text{{font:{LETTERS:g}px Inter,'Helvetica Neue',Arial,sans-serif}}"
        f".chart .quiet{{font-size:{QUIET:g}px}}"
        ".chart .line,.chart .axis,.chart .span,.chart .grid{fill:none}.chart .line,.chart .span{stroke-width:2}"
        f".chart .dashed{{stroke-dasharray:6 4}}{style}</style>{inside}</svg>"
    )


def _colours(palette: Palette) -> str:
    levels = "".join(f".chart .level-{level}{{fill:{palette.level(level)}}}" for level in range(1, 5))
    return (
        f".chart text{{fill:{palette.text}}}.chart .quiet{{fill:{palette.quiet}}}"
        f".chart .bar{{fill:{palette.outline}}}{levels}"
        f".chart .axis{{stroke:{palette.outline}}}.chart .grid{{stroke:{palette.line}}}"
        f".chart .line{{stroke:{palette.accent}}}"
        f".chart .band{{fill:{palette.accent};fill-opacity:.2;stroke:{palette.accent};stroke-opacity:.7}}"
        f".chart .span{{stroke:{palette.text}}}.chart .dot{{fill:{palette.accent};stroke:{palette.text}}}"
        f".chart .hollow{{fill:{palette.page};stroke:{palette.text};stroke-width:2}}"
    )


_DRAWN: Mapping[ChartKind, Callable[[Chart], str]] = {
    "bars": _bars,
    "ranges": _ranges,
    "waterfall": _waterfall,
    "lines": _lines,
    "steps": _steps,
    "scatter": _scatter,
    "spans": _spans,
    "density": _density,
}


def width(text: str, size: float) -> float:
    """The width of a line of text at a size, in the unit of the size; letters of other scripts as wide as most are."""
    advances = _advances()
    return math.fsum(advances.get(ord(char)) or _unknown(char) for char in text) * size


def fitting(text: str, size: float, room: float) -> str:
    """A text cut to the room there is for it, in the unit of the size; what is cut ends in an ellipsis."""
    if width(text, size) <= room:
        return text
    shorter = (f"{text[:count]}…" for count in range(len(text) - 1, 0, -1))
    return next((cut for cut in shorter if width(cut, size) <= room), "…")


def _unknown(char: str) -> float:
    return _WIDE if east_asian_width(char) in "WF" else _OTHER


@cache
def _advances() -> dict[int, float]:
    """The width of each character that Inter has, in parts of its size."""
    from pathlib import Path

    import fontpkg_inter
    from fontTools.ttLib import TTFont

    path = next((Path(fontpkg_inter.__file__).parent / "files").rglob("*.ttf"))
    with TTFont(path, lazy=True) as font:
        units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
