"""Presses of numbers on a page: numbers are buttons in the page's text, and lead to their reasons."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

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
    _why(key=KEY, data={"page": page}, on_pressed_change=_heard, height="content")


def pressed() -> str | None:
    """What the number is about that was just pressed, known before the page is drawn."""
    found = (st.session_state.get(KEY) or {}).get("pressed")
    return str(found) if found is not None else None


def _heard() -> None:
    """Streamlit keeps a component's state only for a mount that listens to it."""
