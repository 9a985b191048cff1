"""Figures on a page, drawn by Plotly, each with its finding and the table behind it; and files to take away."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, Literal

import streamlit as st

from assessments.report.blocks import Figure
from assessments.report.figures.chart import Chart, Mark
from assessments.report.option_words import cut
from dashboard import presses, terms
from dashboard.look import palette
from dashboard.streamlit_internals import ScriptRunContext, current_run, hold

PLOTLY = {"displaylogo": False, "modeBarButtons": [["toImage"]]}
FIGURE, TABLE = "Figure", "Table"
PRESSED = "figure"
LISTED = 64  # letters of a name in the list beside a picture


def begin() -> None:
    """Count the figures of a page from the beginning: call it once, before any is drawn."""
    st.session_state["charts"] = 0


def figure(drawing: Figure, chart: Chart) -> None:
    """A chart under its finding; below it the switch to its table, and its data as a file."""
    # Two figures of a page may be equal, and are told apart by their number.
    number = st.session_state.get("charts", 0) + 1
    st.session_state["charts"] = number
    key = f"chart:{number}"
    st.html(terms.with_meanings(f"<h3>{terms.with_terms(chart.title)}</h3>"))
    if st.session_state.get(f"{key}:view") == TABLE:
        st.dataframe(chart.table, hide_index=True)
    elif chart.kind == "scatter":
        plot, names = st.columns([0.7, 0.3], vertical_alignment="center")
        with plot:
            _plot(drawing, chart.numbered, key)
        with names:
            marks = zip(chart.from_top, listed_names(chart.from_top), strict=True)
            listed = "".join(f'<li title="{escape(mark.whole)}">{escape(name)}</li>' for mark, name in marks)
            st.html(terms.with_meanings(f'<ol class="numbered">{listed}</ol>'))
    else:
        _plot(drawing, chart, key)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"{key}:below"):
        st.segmented_control(
            f"How “{chart.title}” is shown",
            [FIGURE, TABLE],
            default=FIGURE,
            key=f"{key}:view",
            required=True,
            label_visibility="collapsed",
        )
        file_button("Data", partial(_csv, chart), "figure.csv", key=f"{key}:csv", look="tertiary")
        if words := _how_to_read(drawing, chart):
            st.html(terms.with_meanings(f'<p class="quiet">{terms.with_terms(words)}</p>'))


def listed_names(marks: Sequence[Mark]) -> list[str]:
    """The names of points in a list, which has room for more letters than a picture; as in it where two begin alike."""
    longer = [cut(mark.whole or mark.name, LISTED) for mark in marks]
    return [name if longer.count(name) == 1 else mark.name for mark, name in zip(marks, longer, strict=True)]


def _how_to_read(drawing: Figure, chart: Chart) -> str:
    """The caption without the finding, which stands above."""
    words = drawing.caption.removeprefix(chart.title).lstrip(" .,;:")
    return f"{words[:1].upper()}{words[1:]}"


def _plot(drawing: Figure, chart: Chart, key: str) -> None:
    """The chart itself; a mark that is pressed leads to what it rests on."""
    from assessments.report.figures.plotly_figure import plotly_figure

    leads = any(mark.about for mark in chart.marks)
    about = presses.on_screen()._replace(thing=None)  # a mark says itself what it leads to, before anything is drawn
    st.plotly_chart(
        plotly_figure(chart, palette()),
        theme=None,
        config=PLOTLY,
        key=key,
        alt=drawing.alt,
        on_select=presses.on_part(key, about, PRESSED, _subject) if leads else "ignore",
        selection_mode="points",
    )


def _subject(state: Mapping[str, Any]) -> str | None:
    """What the mark that was pressed last leads to."""
    points = state.get("selection", {}).get("points", [])
    subjects = [point.get("customdata") for point in points]
    subject = next((held[0] if isinstance(held, list) else held for held in subjects if held), None)
    return str(subject) if subject else None


def pressed() -> str | None:
    """The subject of the mark that was just pressed, once."""
    subject = presses.unread_value(PRESSED)
    return None if subject is None else str(subject)


def _csv(chart: Chart) -> str:
    """The data of a chart; no text of a map in it becomes a formula."""
    from assessments.exports.csv import guarded

    inert = chart.frame.map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)
    return str(inert.to_csv(index=False))


def file_button(
    label: str,
    make: Callable[[], str | bytes],
    name: str,
    *,
    key: str,
    look: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    """A button that takes a file away, which is made when it is pressed."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    made = partial(_made, make, name, kind, current_run())
    st.download_button(label, made, name, kind, on_click="ignore", key=key, type=look)


def _made(make: Callable[[], str | bytes], name: str, kind: str, window: ScriptRunContext | None) -> bytes:
    """The file, held for its window."""
    content = make()
    data = content.encode() if isinstance(content, str) else content
    hold(data, name, kind, window)
    return data
