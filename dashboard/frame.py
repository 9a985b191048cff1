"""The frame of each page: its look, the bar on the left, the address, and a sentence where it fails."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import back, opening, people, reasons, session, show
from dashboard.bar import bar
from dashboard.look import wear
from dashboard.why import listen

COMPARING = ("options", "compare")


def framed(pages: Sequence[Page]) -> None:
    """Run the page that is asked for inside its frame."""
    st.set_page_config(page_title="Datareach", layout="wide", initial_sidebar_state=256)
    wear()
    show.style()
    if not people.let_in():
        st.navigation(list(pages), position="hidden")
        people.door()
        return
    page = st.navigation(list(pages), position="top")
    with show.failures():
        _arrive(page.url_path or "overview")
        with st.sidebar:
            listen(back.here())
            people.shown()
            bar()
    with show.failures():
        page.run()


def _arrive(page: str) -> None:
    """Take over what the address says and what was pressed, and write the address anew before anything can be."""
    back.arrive(page)
    session.look_at_base(base=page in COMPARING)
    session.read_address(opening.follow)
    reasons.follow()
    session.write_address()
