"""Buttons drawn after long work that another press breaks off: alone, beside a field, in a part of the page."""

from __future__ import annotations

from time import sleep

import streamlit as st

from dashboard import presses

STEP = 0.02
"""Seconds of one step of long work: a browser that is told of each can follow."""
state = st.session_state


@st.fragment
def part() -> None:
    """A part of the page that waits while the whole of it runs."""
    if presses.button("Part", key="part"):
        state["told"] = f"{state.get('told', '')}part "
        st.rerun()


st.set_page_config(layout="wide")
with presses.presses_of_run():
    st.title("Buttons")
    state["runs"] = state.get("runs", 0) + 1
    part()
    waiting, working = st.empty(), st.checkbox("Work for long")
    while working:  # until the browser wants something else, which Streamlit then does instead
        waiting.text(f"at work in run {state['runs']}")
        sleep(STEP)
    if presses.button("Once", key="once"):
        state["told"] = f"{state.get('told', '')}once "
    st.text_input("Words", key="words", on_change="ignore")
    send = presses.button_beside("words", "Send", key="send")
    if send.pressed:
        state["told"] = f"{state.get('told', '')}{send.choice} "
    st.code(state.get("told", "none").strip(), language=None)
