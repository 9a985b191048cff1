"""Ways back: the page that a number or a line led from, and the button that returns to it."""

from __future__ import annotations

from typing import NamedTuple, cast

import streamlit as st

from dashboard import presses


class WayBack(NamedTuple):
    """A page that one was led to, and the one it was left for."""

    to: str
    start: str


def arrive(page: str) -> None:
    """Be on a page: the ways that led elsewhere are forgotten. Call it once, before the page is drawn."""
    st.session_state["here"] = page
    ways = _ways_back()
    while ways and ways[-1].to != page:
        ways.pop()


def current_page() -> str:
    """The page that one is on."""
    return str(st.session_state["here"])


def go_to(to: str) -> None:
    """Go to another page and keep the way back."""
    _ways_back().append(WayBack(to, current_page()))
    st.switch_page(file(to))


def button() -> None:
    """A button back to the page that led here, if one did."""
    ways = _ways_back()
    if ways and ways[-1].start != ways[-1].to:
        start = ways[-1].start
        if presses.button(f"Back to {start.capitalize()}", key="back", type="tertiary", icon=":material/arrow_back:"):
            ways.pop()
            st.switch_page(file(start))


def file(page: str) -> str:
    """The file of a page."""
    return f"dashboard/pages/{page}.py"


def _ways_back() -> list[WayBack]:
    return cast("list[WayBack]", st.session_state.setdefault("ways", []))
