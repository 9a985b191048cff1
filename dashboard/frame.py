"""What each page is framed by: its look, the bar on the left, the address, and a sentence where it fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import intervals, session, show
from dashboard.bar import bar
from dashboard.look import wear


def framed(pages: Sequence[Page]) -> None:
    """Run the page that is asked for inside its frame."""
    st.set_page_config(page_title="Datareach", layout="wide", initial_sidebar_state=256)
    wear()
    show.style()
    page = st.navigation(list(pages), position="top")
    try:
        session.read_address()
        bar()
        session.write_address()
        intervals.begin()
        page.run()
    except Exception as failure:
        logging.getLogger("datareach").exception("a page failed")
        show.notice(
            f"Datareach failed on this page ({type(failure).__name__}). Your map is kept: go to another page, or take "
            "back what you changed last. The terminal that runs Datareach says where it failed.",
            "broken",
        )
