"""The tour of 90 seconds: a sentence in each place, over the map that is open, and the way on."""

from __future__ import annotations

import streamlit as st

from dashboard import back, presses, session, show

STOPS = {
    "answer": "Whose content each state could order, and what a year would bring at rates on record.",
    "flows": "By which way. A route is played step by step, each step with its law and source.",
    "numbers": "What it rests on. Type another value, and every number in every place follows.",
    "options": "What would change it, what people lose by it, and whether a ban is the mildest way.",
    "law": "Which rules apply on the day chosen above, and which facts would tell where they may.",
    "record": "Save a version, review it with others, decide. Present leads the meeting.",
}
"""The places in the order of the tour, each with its sentence."""

BEGUN = "tour"


def begin() -> None:
    """Begin the tour at its first place, over the map that is open."""
    session.choose(BEGUN, "on")
    st.switch_page(back.file(next(iter(STOPS))), query_params=session.params())


def show_step() -> None:
    """The sentence of the place that one is at, while the tour lasts, and the way to the next."""
    place = back.current_page()
    if session.one(BEGUN) is None or place not in STOPS:
        return
    places = list(STOPS)
    number = places.index(place) + 1
    with st.container(key="tour", horizontal=True, vertical_alignment="center", gap="small"):
        show.text(f"{number} of {len(places)}, {place.capitalize()}: {STOPS[place]}")
        if number < len(places):
            after = places[number]
            if presses.button(f"Next: {after.capitalize()}", key="tour:next", type="primary"):
                st.switch_page(back.file(after), query_params=session.params())
        st.button("End the tour", key="tour:end", type="tertiary", on_click=presses.on_use(session.choose, BEGUN))
