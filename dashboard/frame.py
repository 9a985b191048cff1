"""What each page is framed by: its look, the bar on the left, the address, and a sentence where it fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache

import streamlit as st
from streamlit.navigation.page import Page

from assessments.picture import warm
from dashboard import back, failing, intervals, people, reasons, session, show
from dashboard.bar import bar
from dashboard.look import wear

COMPARING = ("options", "compare")


def framed(pages: Sequence[Page]) -> None:
    """Run the page that is asked for inside its frame."""
    st.set_page_config(page_title="Datareach", layout="wide", initial_sidebar_state=256)
    _warmed()
    wear()
    show.style()
    if not people.let_in():
        st.navigation(list(pages), position="hidden")
        people.door()
        return
    page = st.navigation(list(pages), position="top")
    with failing.told():
        back.arrive(page.url_path or "overview")
        session.look_at_base(base=page.url_path in COMPARING)
        session.read_address()
        people.shown()
        bar()
        reasons.follow()
        session.write_address()
        intervals.begin()
        page.run()


@cache
def _warmed() -> None:
    """Have pictures ready to be drawn, once in each process, while the first page is still being made."""
    threading.Thread(target=warm, daemon=True).start()
