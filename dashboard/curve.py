"""Sliders that move the curve of a number: its 5% and 95% point and its middle, tried before they are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assessments.report.number_cards import moved_curve
from assessments.report.sentences import figures
from assessments.results.ledger import LedgerRow
from assessments.results.number_shapes import shapes_of
from assessments.run import Run
from dashboard import presses, show, terms
from dashboard.figures import PLOTLY
from dashboard.look import palette
from data_maps.problems import Problem
from data_maps.settings import with_setting

STEPS, ROOM = 80, 10.0


@show.fragment
@terms.part("curve")
def sliders(run: Run, row: LedgerRow, use: Callable[[str], None]) -> None:
    """Sliders over the curve of a number, which follows them; `use` takes the range as it is written."""
    low, middle, high = map(_short, shapes_of(run, row).together.ends)
    if not _movable(run, row, (low, middle, high)):
        return
    key = f"curve:{row.number.address}:{low}:{middle}:{high}"
    with show.failures(), st.expander("Move the curve", key=f"{key}:open", on_change="ignore"):
        places = stops(low, middle, high)
        low, high = st.select_slider(
            "From the 5% point to the 95% point", places, (low, high), format_func=figures, key=f"{key}:ends"
        )
        between = [place for place in places if low < place < high]
        if not between:
            show.text("The ends are too close for a middle between them.", "quiet")
            return
        before = st.session_state.get(f"{key}:before", middle)
        start = min(between, key=lambda place: abs(place - before))
        middle = st.select_slider("Middle", between, start, format_func=figures, key=f"{key}:{low}:{high}")
        st.session_state[f"{key}:before"] = middle
        _curve(run, row, (low, middle, high), key)
        if presses.button("Try this curve in this view", key=f"{key}:use"):
            use(_written((low, middle, high)))


def _movable(run: Run, row: LedgerRow, ends: tuple[float, float, float]) -> bool:
    """True where the present range could be tried itself: its ends differ, and neither is nothing nor refused."""
    setting = f"{row.number.address}={_written(ends)}"
    return 0.0 < ends[0] < ends[2] and not isinstance(with_setting(run.data_map, setting), Problem)


def _written(ends: tuple[float, float, float]) -> str:
    return f"[{', '.join(f'{end:.3g}' for end in ends)}]"


def stops(low: float, middle: float, high: float) -> Sequence[float]:
    """Where sliders of a number stop: in equal steps below 1, else in equal ratios, and at its present ends."""
    if high <= 1.0 and low >= 1.0 / STEPS:
        grid = [step / STEPS for step in range(1, STEPS)]
    else:
        top = high * ROOM if high > 1.0 else min(high * ROOM, 1.0 - 1.0 / STEPS)
        bottom = low / ROOM
        ratio = (max(top, high) / bottom) ** (1.0 / STEPS)
        grid = [bottom * ratio**step for step in range(STEPS + 1)]
    return sorted({*map(_short, grid), low, middle, high})


def _short(value: float) -> float:
    """A value to three significant figures, as it is tried."""
    return float(f"{value:.3g}")


def _curve(run: Run, row: LedgerRow, ends: tuple[float, float, float], key: str) -> None:
    """The curve as the sliders have it."""
    from assessments.report.figures.plotly_figure import plotly_figure

    chart = moved_curve(run, row, *ends)
    if chart is not None:
        figure = plotly_figure(chart, palette())
        st.plotly_chart(figure, theme=None, config=PLOTLY, key=f"{key}:chart", alt=chart.title)
        show.text(chart.title, "quiet")
