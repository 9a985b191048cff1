"""Charts on screen: the same data drawn by Plotly, which answers the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from assessments.report.figures.chart import (
    Axis,
    Chart,
    ChartKind,
    Mark,
    Scale,
    scale,
    spaced_apart,
    x_values,
    y_values,
)
from assessments.report.figures.palette import Palette
from assessments.report.sentences import figures

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW = 34
LOW_ROW = 26
HEIGHT = 400
SMALL = 220
TITLE_WIDTH, ROW_NAME, LINE = 30, 30, 46  # in letters: a name beside its bar, and a line of one above it
NAME_LINE, NAMED_BAR, CLEAR = 18, 16, 5  # in pixels: a line of a name, the bar below it, and the gap on both its sides
PLOT, NAME_ROOM, LONGEST_NAME = 300.0, 17.0, 28  # in pixels, but the longest name in letters
EDGE, A_LETTER, ASIDE, OUTLINE = 10, 7, 6, 1.5  # in pixels; how far words stand from their axis is the third
ROWS: tuple[ChartKind, ...] = ("bars", "ranges", "waterfall")
HEADROOM: Mapping[ChartKind, float] = {"density": 1.8, "spans": 1.2}
LANE_WIDTH = 0.8  # in powers of ten
NO_BREAK = "\u00a0"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
Trace = dict[str, Any]


def plotly_figure(chart: Chart, palette: Palette) -> go.Figure:
    """A chart as a Plotly figure in the colours of a theme; texts of a map stand in it as text, never as markup.

    Each mark carries what it is about as `customdata`, so that a click can lead to what it rests on.
    """
    import plotly.graph_objects as go

    layout = {
        "height": _height(chart),
        "margin": {"l": EDGE, "r": _room_aside(chart), "t": EDGE, "b": EDGE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, sans-serif", "size": 13, "color": palette.text},
        "dragmode": False,
        "showlegend": len(chart.series) > 1 and chart.kind != "scatter",
        "legend": {"orientation": "h", "y": -0.25},
        "hoverlabel": {"bgcolor": palette.panel, "font": {"color": palette.text}},
        "xaxis": _x_axis(chart, palette),
        "yaxis": _y_axis(chart, palette),
    }
    if chart.rule is not None:
        line = {"color": palette.text, "width": 1.5}
        across = {"x0": chart.rule, "x1": chart.rule}
        layout["shapes"] = [{"type": "line", **across, "y0": 0, "y1": 1, "yref": "paper", "line": line}]
    if _named_above(chart):
        layout["annotations"] = [
            _name_above(place - _bar_of_row(chart) / 2, mark, palette) for place, mark in enumerate(chart.marks)
        ]
    return go.Figure(data=[*_TRACES[chart.kind](chart, palette), *_before(chart, palette)], layout=layout)


def escaped(text: str) -> str:
    """A text for Plotly, which else reads tags and entities in it: what could begin one is written as an entity."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _height(chart: Chart) -> int:
    """The height of a figure in pixels."""
    if chart.kind in ROWS:
        plain = LOW_ROW if chart.kind == "bars" else ROW
        return 105 + len(chart.marks) * (_row(chart) if _named_above(chart) else plain)
    return SMALL if chart.kind in ("density", "spans") else HEIGHT


def _row(chart: Chart) -> int:
    """The height of a row whose name stands above its bar."""
    lines = max((_in_lines(mark.name).count("<br>") + 1 for mark in chart.marks), default=1)
    return NAME_LINE * lines + NAMED_BAR + 2 * CLEAR


def _named_above(chart: Chart) -> bool:
    """True where names of rows are too long to stand beside their bars in a narrow window."""
    return chart.kind in ROWS and any(len(mark.name) > ROW_NAME for mark in chart.marks)


def _bar_of_row(chart: Chart) -> float:
    """The part of a row that its bar takes, below its name."""
    return NAMED_BAR / _row(chart)


def _name_above(top: float, mark: Mark, palette: Palette) -> Trace:
    """The name of a row, clear of the top of its bar and over the lines of the figure."""
    where = {"xref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom", "align": "left"}
    look = {"showarrow": False, "bgcolor": palette.page, "borderpad": 0, "yshift": CLEAR}
    return {"text": _in_lines(mark.name), **look, **where}


def _room_aside(chart: Chart) -> int:
    """The room at the right of a plot, in pixels, for the names that stand there."""
    if chart.kind != "scatter":
        return EDGE
    longest = max((len(mark.name) for mark in chart.marks), default=0)
    return EDGE + A_LETTER * (min(longest, LONGEST_NAME) + 1)


def _x_axis(chart: Chart, palette: Palette) -> Trace:
    if chart.kind == "spans":
        return {"visible": False}
    return _axis(chart.x, [*x_values(chart.marks), chart.rule], palette, zero=chart.kind not in ("ranges", "density"))


def _y_axis(chart: Chart, palette: Palette) -> Trace:
    if chart.kind in ROWS:
        places, above = list(range(len(chart.marks))), _named_above(chart)
        names = [escaped(mark.name) for mark in chart.marks]
        return {
            "tickvals": [] if above else places,
            "ticktext": [] if above else names,
            "range": [len(places) - 0.5, -1.0 if above else -0.5],
            "ticklabelstandoff": ASIDE,
            "automargin": True,
            "gridcolor": palette.page,
            "zeroline": False,
        }
    if chart.kind in HEADROOM:
        top = max((mark.y or 0.0 for mark in chart.marks), default=0.0) or 1.0
        return {"visible": False, "range": [0.0, HEADROOM[chart.kind] * top]}
    return _axis(chart.y, y_values(chart.marks), palette)


def _axis(axis: Axis, values: Sequence[float | None], palette: Palette, *, zero: bool = True) -> Trace:
    return axis_of(axis, scale(values, log=axis.log, zero=zero), palette)


def axis_of(axis: Axis, x_scale: Scale, palette: Palette) -> Trace:
    """An axis that a scale is along."""
    from math import log10

    if axis.lane:
        # A logarithmic axis has no place for nothing: that stands in a lane of its own at the left.
        whole = _axis(replace(axis, lane=""), [x_scale.low, x_scale.high], palette)
        low, high = whole["range"]
        return whole | {
            "range": [low - LANE_WIDTH, high],
            "tickvals": [10.0 ** (low - LANE_WIDTH / 2), *x_scale.ticks],
            "ticktext": [axis.lane.replace(" ", "<br>"), *map(_tick, x_scale.ticks)],
        }
    return {
        "title": {"text": "<br>".join(wrap(escaped(axis.words), TITLE_WIDTH)), "font": {"size": 13}},
        "type": "log" if axis.log else "linear",
        "range": [log10(x_scale.low), log10(x_scale.high)] if x_scale.log else [x_scale.low, x_scale.high],
        "gridcolor": palette.line,
        "zerolinecolor": palette.outline,
        "tickvals": x_scale.ticks,
        "ticktext": [f"{value:.0f}" if axis.years else _tick(value) for value in x_scale.ticks],
        "tickangle": 0,
        "ticklabelstandoff": ASIDE,
        "automargin": True,
    }


def _tick(value: float) -> str:
    """The number at a tick, short so that none touches the next in a narrow window: 10k, 1M, 1 in<br>10k."""
    words = figures(value).replace(" in ", " in<br>").replace("<br>a ", "<br>1 ")
    return words.replace(" million", "M").replace(" billion", "B").replace(",000", "k")


def _lane_place(axis: Axis, x_scale: Scale, value: float) -> float:
    """The place of a value along an axis: in its lane where it has one and the value is at most 1."""
    from math import log10

    if axis.lane and value <= 1.0:
        return float(10.0 ** (log10(x_scale.low) - LANE_WIDTH / 2))
    return max(value, 1.0) if axis.log else value


def _in_lines(name: str) -> str:
    """The name of a row in at most two lines, cut after a word where it is longer."""
    lines = wrap(name, LINE) or [""]
    two_lines = lines if len(lines) <= 2 else [lines[0], f"{lines[1][: LINE - 1].rstrip()}…"]
    return "<br>".join(map(escaped, two_lines))


def _hover(marks: Sequence[Mark]) -> dict[str, Any]:
    words = [f"{escaped(mark.name)}<br>{escaped(mark.text)}" if mark.text else escaped(mark.name) for mark in marks]
    return {"hovertext": words, "hoverinfo": "text", "customdata": [mark.about for mark in marks]}


def _error(marks: Sequence[Mark], axis: str, palette: Palette) -> Trace | None:
    """The intervals of marks along an axis, as distances from their values."""
    triples = [
        (getattr(mark, axis) or 0.0, *(getattr(mark, f"{axis}_{end}") for end in ("low", "high"))) for mark in marks
    ]
    if all(low is None for _, low, _ in triples):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(0.0, (high or value) - value) for value, _, high in triples],
        "arrayminus": [max(0.0, value - (value if low is None else low)) for value, low, _ in triples],
        "color": palette.text,
        "thickness": 1.5,
        "width": 0,
    }


def _bars(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """Bars from zero, or on a logarithmic axis, which has no zero, points with their ranges."""
    marks, places = chart.marks, list(range(len(chart.marks)))
    common = {
        "x": [mark.x for mark in marks],
        "y": places,
        "error_x": _error(marks, "x", palette),
        **_hover(marks),
    }
    if chart.x.log:
        symbols = ["circle-open" if mark.hollow else "circle" for mark in marks]
        yield {
            "type": "scatter",
            "mode": "markers",
            "marker": {"size": 10, "symbol": symbols, **_dots(palette)},
            **common,
        }
        return
    colours = [palette.level(mark.level) if mark.level else palette.outline for mark in marks]
    yield {"type": "bar", "orientation": "h", "marker": {"color": colours}, **_thick(chart), **common}


def _ranges(chart: Chart, palette: Palette) -> Iterator[Trace]:
    lows = [mark.x if mark.x_low is None else mark.x_low for mark in chart.marks]
    highs = [mark.x if mark.x_high is None else mark.x_high for mark in chart.marks]
    yield _floating(chart, lows, highs, palette)


def _before(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """An upright stroke where each row was in the baseline that it is shown beside."""
    places = [place for place, mark in enumerate(chart.marks) if mark.before is not None]
    if chart.kind in ROWS and places:
        look = {"symbol": "line-ns-open", "size": 18, "color": palette.accent, "line": {"width": 3}}
        x = [chart.marks[place].before for place in places]
        words = {
            "hovertext": [f"{escaped(chart.marks[place].name)}<br>before" for place in places],
            "hoverinfo": "text",
        }
        yield {"type": "scatter", "mode": "markers", "x": x, "y": places, "marker": look, "showlegend": False, **words}


def _waterfall(chart: Chart, palette: Palette) -> Iterator[Trace]:
    starts = [mark.start or 0.0 for mark in chart.marks]
    yield _floating(chart, starts, [mark.x for mark in chart.marks], palette)
    intervals = {"error_x": _error(chart.marks, "x", palette), "hoverinfo": "skip", "marker": {"opacity": 0}}
    places = list(range(len(chart.marks)))
    yield {"type": "scatter", "mode": "markers", "x": [mark.x for mark in chart.marks], "y": places, **intervals}


def _thick(chart: Chart) -> Trace:
    """How thick bars are, where names above them need room."""
    return {"width": _bar_of_row(chart)} if _named_above(chart) else {}


def _floating(chart: Chart, starts: Sequence[float], ends: Sequence[float], palette: Palette) -> Trace:
    """Bars that begin where each is told to."""
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    places = list(range(len(chart.marks)))
    colours = [palette.page if mark.hollow else palette.outline for mark in chart.marks]
    marker = {"color": colours, "line": {"color": palette.outline, "width": OUTLINE}}
    look = {"orientation": "h", "marker": marker, **_thick(chart)}
    return {"type": "bar", "base": list(starts), "x": lengths, "y": places, **look, **_hover(chart.marks)}


def _dots(palette: Palette) -> Trace:
    """The colour of dots, with an outline that is seen where they are hollow."""
    return {"color": palette.accent, "line": {"color": palette.accent, "width": 2}}


def _lines(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """Lines by series; with intervals each over a band, else stepped."""
    for name, colour, dash in zip(chart.series, cycle(palette.series), cycle(DASHES), strict=False):
        marks = chart.of_series(name)
        x = [mark.x for mark in marks]
        banded = marks[0].y_low is not None
        if banded:
            yield _band(marks, colour)
        shape = "linear" if banded else "vh"
        line = {"color": colour, "dash": dash, "shape": shape}
        y = [mark.y for mark in marks]
        yield {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "name": escaped(name), **_hover(marks)}


def _band(marks: Sequence[Mark], colour: str) -> Trace:
    x = [mark.x for mark in marks]
    y = [mark.y_low for mark in marks] + [mark.y_high for mark in reversed(marks)]
    look = {"fill": "toself", "fillcolor": colour, "opacity": 0.2, "line": {"width": 0}, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "lines", "x": [*x, *reversed(x)], "y": y, "showlegend": False, **look}


def _steps(chart: Chart, palette: Palette) -> Iterator[Trace]:
    for name, colour, dash in zip(chart.series, cycle(palette.series), cycle(DASHES), strict=False):
        marks = chart.of_series(name)
        x = [place for mark in marks for place in (mark.start or 0.0, mark.x)]
        y = [mark.y for mark in marks for _ in range(2)]
        twice = [mark for mark in marks for _ in range(2)]
        line = {"color": colour, "dash": dash}
        yield {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "name": escaped(name), **_hover(twice)}
    last = [chart.of_series(name)[-1] for name in chart.series]
    yield {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.x for mark in last],
        "y": [mark.y for mark in last],
        "marker": {"color": palette.accent},
        "error_y": _error(last, "y", palette),
        "showlegend": False,
        **_hover(last),
    }


def _scatter(chart: Chart, palette: Palette) -> Iterator[Trace]:
    across = scale(x_values(chart.marks), log=chart.x.log)
    marks = [_in_lane(chart.x, across, mark) for mark in chart.marks]
    yield from _named_aside(replace(chart, marks=tuple(marks)), palette)
    symbols = ["circle-open" if mark.hollow else "circle" for mark in marks]
    yield {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.x for mark in marks],
        "y": [mark.y for mark in marks],
        "marker": {"size": 11, "symbol": symbols, **_dots(palette)},
        "cliponaxis": False,
        "error_x": _error(marks, "x", palette),
        "error_y": _error(marks, "y", palette),
        **_hover(marks),
    }


def _in_lane(axis: Axis, x_scale: Scale, mark: Mark) -> Mark:
    """A mark at its place along the axis, its interval too."""
    low, high = (None if end is None else _lane_place(axis, x_scale, end) for end in (mark.x_low, mark.x_high))
    return replace(mark, x=_lane_place(axis, x_scale, mark.x), x_low=low, x_high=high)


def _named_aside(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """The names of points at the right of the plot, none on another, each with a dotted line to its point."""
    across, upward = scale(x_values(chart.marks), log=chart.x.log), scale(y_values(chart.marks), log=chart.y.log)
    depths = [(1.0 - upward.position(mark.y or 0.0)) * PLOT for mark in chart.marks]
    heights = [
        upward.low + (1.0 - depth / PLOT) * (upward.high - upward.low)
        for depth in spaced_apart(depths, PLOT, NAME_ROOM)
    ]
    for mark, height in zip(chart.marks, heights, strict=True):
        name = escaped(mark.name if len(mark.name) <= LONGEST_NAME else f"{mark.name[: LONGEST_NAME - 1]}…")
        yield {
            "type": "scatter",
            "mode": "lines+text",
            "x": [mark.x, across.high],
            "y": [mark.y, height],
            "text": ["", f" {name}"],
            "textposition": "middle right",
            "line": {"color": palette.line, "dash": "dot", "width": 1},
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        }


def _spans(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """Spans side by side, of which the one looked at stands out; widths are no measure of time."""
    marks = chart.marks
    colours = [palette.line if mark.hollow else palette.outline for mark in marks]
    words = [f"{escaped(mark.name).replace(', ', ',<br>')}<br>{escaped(mark.text)}" for mark in marks]
    places = list(range(len(marks)))
    look: Trace = {"marker": {"color": colours}, "text": words, "textposition": "inside", "textangle": 0}
    yield {"type": "bar", "x": places, "y": [1.0] * len(marks), "insidetextanchor": "start", **look, **_hover(marks)}


def _is_in_right_half(value: float, x_scale: Scale) -> bool:
    """True where a value stands in the right half of an axis."""
    return value * value > x_scale.low * x_scale.high if x_scale.log else 2.0 * value > x_scale.low + x_scale.high


def _density(chart: Chart, palette: Palette) -> Iterator[Trace]:
    """An area with its named values above it, each a line higher and towards the middle, so that all can be read."""
    outline = [mark for mark in chart.marks if not mark.name]
    line = {"color": palette.outline, "shape": "hvh"}
    x, y = [mark.x for mark in outline], [mark.y for mark in outline]
    yield {"type": "scatter", "mode": "lines", "fill": "tozeroy", "x": x, "y": y, "line": line, "hoverinfo": "x"}
    named = [mark for mark in chart.marks if mark.name]
    words = [f"{escaped(mark.name)}{f'<br>{NO_BREAK}' * line}" for line, mark in enumerate(named)]
    x_scale = scale(x_values(chart.marks), log=chart.x.log, zero=False)
    sides = ["top left" if _is_in_right_half(mark.x, x_scale) else "top right" for mark in named]
    top = max((mark.y or 0.0 for mark in outline), default=1.0)
    marker = {"color": palette.text, "symbol": "line-ns-open"}
    look = {"text": words, "textposition": sides, "marker": marker}
    yield {"type": "scatter", "mode": "markers+text", "x": [m.x for m in named], "y": [top] * len(named), **look}


_TRACES: Mapping[ChartKind, Callable[[Chart, Palette], Iterator[Trace]]] = {
    "bars": _bars,
    "ranges": _ranges,
    "waterfall": _waterfall,
    "lines": _lines,
    "steps": _steps,
    "scatter": _scatter,
    "spans": _spans,
    "density": _density,
}
