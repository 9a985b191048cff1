"""The editor of a map in the browser, which knows the format and shows the problems at their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from dashboard.streamlit_internals import listen

_HERE = Path(__file__).parent
_HTML = """
<div class="editor">
  <div class="text"></div>
  <div class="foot">
    <button type="button" class="problems" disabled aria-live="polite">No problems</button>
    <span id="keys">
      Ctrl+Space completes, Ctrl+F finds, F8 goes to the next problem. Tab indents; Esc, then Tab leaves the text.
    </span>
  </div>
</div>
"""


@dataclass(frozen=True)
class Diagnostic:
    """One problem at its place: line and columns count characters from 1; the end column is the first one after it."""

    line: int
    column: int
    message: str
    end_column: int | None = None
    severity: Literal["error", "warning", "info", "hint"] = "error"


@dataclass(frozen=True)
class Goto:
    """A place to put the cursor at, once for each rise of its number."""

    line: int
    column: int
    rev: int


_editor = st.components.v2.component(
    "datareach_editor",
    html=_HTML,
    css=(_HERE / "editor.css").read_text("utf-8"),
    js=(_HERE / "bundle.js").read_text("utf-8"),
)


def typed(text: str, *, revision: int, key: str) -> str:
    """The text as the person has it now, known before the editor is drawn: what its diagnostics must be about."""
    draft = (st.session_state.get(key) or {}).get("draft")
    return str(draft["text"]) if draft and draft["revision"] >= revision else text


def editor(
    text: str,
    *,
    revision: int,
    diagnostics: Sequence[Diagnostic],
    schema: Mapping[str, Any],
    key: str,
    height: int,
    goto: Goto | None = None,
    label: str = "Data map, YAML",
) -> str:
    """Draw the editor and return its text; `text` replaces what is typed only when `revision` rises.

    Undo brings back what was replaced. Give each map a key of its own, or undo reaches from one map into another.
    """
    state = typed(text, revision=revision, key=key)
    _editor(
        key=key,
        data={
            "text": state,
            "revision": revision,
            "diagnostics": [asdict(diagnostic) for diagnostic in diagnostics],
            "schema": schema,
            "goto": asdict(goto) if goto else None,
            "label": label,
            "height": height,
        },
        default={"draft": None},
        on_draft_change=listen,
        height="content",
    )
    return state
