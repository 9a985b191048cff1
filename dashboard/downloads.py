"""Downloads of a result: every format of a report, made when it is asked for."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

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
    with st.popover("Download the report"):
        show.text(SAYS)
        with st.container(horizontal=True, gap="xsmall"):
            for module in EXPORTS:
                _button(run, module, stem)


def _button(run: Run, module: Export, stem: str) -> None:
    name = f"{stem}{module.SUFFIX}"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    st.download_button(
        LABELS[module.SUFFIX],
        data=partial(_made, run, module, name, kind, get_script_run_ctx()),
        file_name=name,
        mime=kind,
        on_click="ignore",
        key=f"download:{module.SUFFIX}",
    )


def _made(run: Run, module: Export, name: str, kind: str, window: ScriptRunContext | None) -> bytes:
    """The file, held for its window: Streamlit drops one that no window holds once two others have run their pages."""
    content = module.export(run)
    data = content.encode() if isinstance(content, str) else content
    if runtime.exists():
        holder = threading.Thread(target=_hold, args=(data, name, kind))
        add_script_run_ctx(holder, window)
        holder.start()
        holder.join()
    return data


def _hold(data: bytes, name: str, kind: str) -> None:
    """Count the file among what this thread's window shows, until its page is run again."""
    runtime.get_instance().media_file_mgr.add(data, kind, f"download:{name}", name, is_for_static_download=True)
