"""Presses of numbers on a page: numbers are buttons in the page's text, and lead to their reasons."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import presses

_HERE = Path(__file__).parent
KEY = "why"

_why = st.components.v2.component(
    "datareach_why",
    html="<span hidden></span>",
    css=":host { display: none; }",
    js=(_HERE / "why.js").read_text("utf-8"),
)


def listen(page: str) -> None:
    """Hear what is pressed from now on; the browser is told which `page` it is on."""
    keep = presses.on_part(KEY, presses.on_screen())
    _why(
        key=KEY,
        data={"page": page},
        on_pressed_change=keep,
        on_scheme_change=_begin_run,
        on_again_change=_begin_run,
        height="content",
    )


def pressed() -> str | None:
    """The subject of the number that was just pressed, once, known before the page is drawn."""
    subject = presses.unread_value(KEY)
    return None if subject is None else str(subject)


def _begin_run() -> None:
    """Begin a run: a page is drawn in other colours, or a server that answers again hears what its window shows."""
