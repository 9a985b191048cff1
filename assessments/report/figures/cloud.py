"""Clouds: as many points as there are apps in one plane, drawn by WebGL, each with its intervals when pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Any

from assessments.report.figures.chart import Axis, scale
from assessments.report.figures.palette import Palette
from assessments.report.figures.plotly_figure import LANE_WIDTH, axis_of, escaped

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

HEIGHT = 420
SIZES, MANY = (5, 3), 20_000
"""How large points are in pixels, few ones and more than so many, which are drawn in half the time without a card."""
TWO_FIGURES = ",.2r"
"""A number as Plotly writes it to two figures: 12,000."""
HOVER = (
    "%{{text}}<br>{x}: %{{customdata[0]:{form}}} (%{{customdata[1]:{form}}}–%{{customdata[2]:{form}}})"
    "<br>{y}: %{{customdata[3]:{form}}} (%{{customdata[4]:{form}}}–%{{customdata[5]:{form}}})<extra></extra>"
)
POINTS = ["x", "x_low", "x_high", "y", "y_low", "y_high"]


@dataclass(frozen=True)
class Cloud:
    """Points with a `label` each, their `x` and `y` with `x_low` and so on, and the title of the `series` of each.

    Both axes are logarithmic; what is nothing stands in the lane of its axis, which is there for nothing else.
    """

    points: pd.DataFrame
    x: Axis
    y: Axis

    @property
    def series(self) -> tuple[str, ...]:
        """The titles of the series, the largest first."""
        return tuple(str(title) for title in self.points["series"].value_counts(sort=True).index)

    def places(self, series: int, numbers: list[int]) -> list[int]:
        """The rows of `points` that some points of a series are, by their numbers in it."""
        rows = self.points.index[self.points["series"] == self.series[series]]
        return [int(rows[number]) for number in numbers if number < len(rows)]


def cloud_figure(cloud: Cloud, palette: Palette) -> go.Figure:
    """A cloud as a Plotly figure in the colours of a theme, a trace for each series."""
    import plotly.graph_objects as go

    layout = {
        "height": HEIGHT,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, sans-serif", "size": 13, "color": palette.text},
        "showlegend": len(cloud.series) > 1,
        "legend": {"orientation": "h", "y": -0.2},
        "hoverlabel": {"bgcolor": palette.panel, "font": {"color": palette.text}},
        "dragmode": "lasso",
        "xaxis": _axis(cloud, "x", palette),
        "yaxis": _axis(cloud, "y", palette),
    }
    return go.Figure(data=list(_traces(cloud, palette)), layout=layout)


def _axis(cloud: Cloud, name: str, palette: Palette) -> dict[str, Any]:
    axis: Axis = getattr(cloud, name)
    lane = axis.lane if (cloud.points[name] <= 0.0).any() else ""
    return axis_of(replace(axis, lane=lane), _scale_of(cloud, name), palette)


def _scale_of(cloud: Cloud, axis: str) -> Any:
    """The scale along an axis, from the smallest middle above nothing to the largest."""
    positive = cloud.points[axis][cloud.points[axis] > 0.0]
    return scale([float(positive.min()), float(positive.max())] if len(positive) else [1.0], log=True)


def _traces(cloud: Cloud, palette: Palette) -> Iterator[dict[str, Any]]:
    hover = HOVER.format(x=escaped(cloud.x.title), y=escaped(cloud.y.title), form=TWO_FIGURES)
    x, y = (_places_along(cloud, axis) for axis in ("x", "y"))
    labels = cloud.points["label"].map(escaped)
    size = SIZES[len(cloud.points) > MANY]
    for number, title in enumerate(cloud.series):
        rows = cloud.points["series"] == title
        yield {
            "type": "scattergl",
            "mode": "markers",
            "name": escaped(title),
            "x": x[rows].to_numpy(dtype="float32"),
            "y": y[rows].to_numpy(dtype="float32"),
            "text": labels[rows].tolist(),
            "customdata": cloud.points.loc[rows, POINTS].to_numpy(dtype="float32"),
            "hovertemplate": hover,
            "marker": {"size": size, "opacity": 0.6, "color": palette.series[number % len(palette.series)]},
        }


def _places_along(cloud: Cloud, axis: str) -> pd.Series[float]:
    """The places of points along an axis, those that are nothing in its lane."""
    values = cloud.points[axis]
    return values.where(values > 0.0, 10.0 ** (log10(_scale_of(cloud, axis).low) - LANE_WIDTH / 2))
