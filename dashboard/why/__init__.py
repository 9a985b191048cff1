"""How a press of a number on a page is heard: numbers are buttons in the page's text, and lead to their reasons."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_why = st.components.v2.component(
    "datareach_why",
    html="<span hidden></span>",
    css=":host { display: none; }",
    js=(_HERE / "why.js").read_text("utf-8"),
)


def asked(page: str = "") -> str | None:
    """What the number is about that was just pressed; the browser is told which `page` it is on."""
    result = _why(key="why", data={"page": page}, on_pressed_change=_heard, height="content")
    pressed = result.get("pressed")
    return str(pressed) if pressed is not None else None


def _heard() -> None:
    """Streamlit keeps a component's state only for a mount that listens to it."""
