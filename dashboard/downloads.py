"""Downloads of a result: every format of a report, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from assessments.exports import EXPORTS, Export
from assessments.report.departures import scenario
from assessments.run import Run
from dashboard import background, session, show

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
SAYS = "The whole report with its intervals, the same as the command line writes. A large map takes half a minute."


def downloads() -> None:
    """A button for each format; nothing is made before one is pressed."""
    now = session.opened()
    if now is None:
        return
    run = session.with_draws()
    stem = scenario(run).named(background.bare(now.name).removeprefix("case:").rsplit(".", 1)[0])
    with st.popover("Whole report"):
        show.text(SAYS)
        with st.container(horizontal=True, gap="xsmall"):
            for module in EXPORTS:
                _button(run, module, stem)


def _button(run: Run, module: Export, stem: str) -> None:
    made: Callable[[], str | bytes] = partial(module.export, run)
    st.download_button(
        LABELS[module.SUFFIX],
        data=made,
        file_name=f"{stem}{module.SUFFIX}",
        on_click="ignore",
        key=f"download:{module.SUFFIX}",
    )
