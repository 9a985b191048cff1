"""Lists alone: one of which a row stays chosen, with a button that changes the page's mind, and one that leads."""

from __future__ import annotations

from time import sleep

import streamlit as st

from dashboard.picker import Choice, picker, pressed_choice

CHOICES = (
    Choice("a", "about 0.41 in each year", "The first", "by the strait", group="Near"),
    Choice("b", "0.32", "<img src=x onerror=alert(1)> & **bold**", "<script>alert(2)</script>", group="Near"),
    Choice("c", "0.07", "The last", group="<b>Far</b>"),
)

STEP = 0.02
"""Seconds of one step of long work: a browser that is told of each can follow."""
state = st.session_state
state.setdefault("held", "a")

st.set_page_config(layout="wide")
st.title("Lists")
st.button("Hold the last", on_click=state.update, args=({"held": "c"},))
state["held"] = picker(CHOICES, chosen=state["held"], label="Routes", key="kept", height=200)
st.code(str(state["held"]), language=None)
waiting, working = st.empty(), st.checkbox("Work for long")
while working:  # until the browser wants something else, which Streamlit then does instead
    waiting.text("at work")
    sleep(STEP)
pressed = pressed_choice(CHOICES, label="Ways on", key="led", height=200)
state["pressed"] = (*state.get("pressed", ()), *([pressed] if pressed else ()))
st.code(" ".join(state["pressed"]) or "none", language=None)
