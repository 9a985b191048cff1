"""Downloads of a result: every format of a report, made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assessments.assessment import begin
from assessments.exports import EXPORTS, NOT_EARLY, Export
from assessments.report.departures import scenario
from assessments.report.sentences import long_work
from assessments.results.ended_early import end_early
from assessments.run import Run, with_draws
from dashboard import background, session, show
from dashboard.caps import PastCap, any_set, capped
from dashboard.files import file_button

LABELS: Mapping[str, str] = {
    ".html": "HTML",
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Workbook",
    ".pptx": "Slides",
    ".md": "Markdown",
    ".json": "JSON",
    ".csv": "CSV",
    ".parquet": "Parquet",
    ".sarif": "SARIF",
}
SAYS = "The whole report with its intervals, the same as the command line writes. "
PATIENCE = "A large map takes half a minute."
PAST = (
    "Past a cap of this server a file holds first numbers, and says what it lacks. Slides and SARIF are not made then."
)


def downloads() -> None:
    """A button for each format; nothing is made before one is pressed."""
    open_map = session.opened()
    if open_map is None:
        return
    run = session.with_draws()
    stem = scenario(run).named(background.bare(open_map.name).removeprefix("case:").rsplit(".", 1)[0])
    with st.popover("Whole report"):
        show.text(SAYS + (long_work(run) or PATIENCE))
        if any_set():
            show.text(PAST)
        with st.container(horizontal=True, gap="xsmall"):
            for module in EXPORTS:
                _button(run, module, stem)


def _button(run: Run, module: Export, stem: str) -> None:
    ending = module.SUFFIX
    file_button(LABELS[ending], partial(_content, run, module), f"{stem}{ending}", key=f"download:{ending}")


def _content(run: Run, module: Export) -> str | bytes:
    """The file whole; past the caps of this server that of first numbers, which says what it lacks.

    Raises:
        PastCap: first numbers are past the caps as well, or the format cannot say what it lacks.
    """
    try:
        with capped():
            return module.export(run)
    except PastCap as past:
        if module in NOT_EARLY:
            raise PastCap(f"{past}; {LABELS[module.SUFFIX]} are made of whole results alone", None) from None
    return _first_numbers(run, module)


def _first_numbers(run: Run, module: Export) -> str | bytes:
    first = with_draws(run, 0)
    with capped():
        begin(first)
        end_early([first])
        return module.export(first)
