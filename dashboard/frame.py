"""What each page is framed by: its look, the bar on the left, the address, and a sentence where it fails."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import afterwards, back, failing, intervals, opening, people, reasons, session, show
from dashboard.bar import bar, is_drawn
from dashboard.look import wear
from dashboard.warming import warmed
from dashboard.why import listen

COMPARING = ("options", "compare")


def framed(pages: Sequence[Page]) -> None:
    """Run the page that is asked for inside its frame."""
    warmed()
    if not people.let_in():
        _dressed()
        st.navigation(list(pages), position="hidden")
        people.door()
        return
    page = st.navigation(list(pages), position="top")
    with failing.told():
        afterwards.begin(_frame)
        intervals.begin()
        stood = is_drawn() and back.here() == (page.url_path or "overview")
        back.arrive(page.url_path or "overview")
        session.look_at_base(base=page.url_path in COMPARING)
        session.read_address(opening.follow)
        reasons.follow()
        session.write_address()  # before anything can be pressed: what is pressed next brings the address with it
        if not stood:
            afterwards.frame()
    with failing.told():
        page.run()
    with failing.told():
        afterwards.do()
    with failing.told():
        afterwards.frame()


def _frame() -> None:
    """All that stands around a page. A change in it is answered by the page first, which is what was asked for."""
    _dressed()
    with st.sidebar:
        listen(back.here())
    people.shown()
    bar()


def _dressed() -> None:
    """What the page and its tab look like; the same in each run, so that it can come last where it is there already."""
    st.set_page_config(page_title="Datareach", layout="wide", initial_sidebar_state=256)
    wear()
    show.style()
