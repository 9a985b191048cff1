"""The place Apps: the maps that ship and what was saved, each of which opens at its answer."""

from __future__ import annotations

import streamlit as st

from dashboard import offered, open_maps, session, show
from dashboard.head import notes
from dashboard.picker import Item, leads
from dashboard.starting import new_map

SHOWS = (
    "Datareach says from a map of an app whose content each state could order, by which way, and what would change it."
)
HEIGHT = 420


def page() -> None:
    """Three ways to begin, then all maps there are."""
    if st.session_state.pop("apps:uploaded", False):
        _to_uploaded()
    notes(session.current())
    show.title("Apps", "Open one to see its answer")
    show.text(SHOWS)
    _first_steps()
    _maps()


def _first_steps() -> None:
    """Ways to begin for whoever is here for the first time."""
    with st.container(horizontal=True):
        if st.button(f"Open {offered.title()}", key="apps:offered", type="primary"):
            session.open_offered()
            to_answer()
        if st.button("Describe an app", key="apps:new"):
            new_map()
        with st.popover("Open a file"):
            open_maps.file_choice()


def _maps() -> None:
    """All maps to choose from; the one that is pressed opens."""
    maps = {**open_maps.titles(), **open_maps.saved_titles()}
    items = [Item(name, name.partition(":")[0], title) for name, title in maps.items()]
    pressed = leads(items, label="Maps that ship, and what was saved", key="apps:maps", height=HEIGHT)
    if pressed in maps:
        open_maps.open_named(pressed)
        to_answer()


def _to_uploaded() -> None:
    """Go to the answer of a file that was taken, or to its text where that has problems."""
    if session.current().run is not None:
        to_answer()
    session.choose("part", "text")
    st.switch_page("dashboard/pages/flows.py", query_params=session.params())


def to_answer() -> None:
    """Go to the answer of the map that is open, with its settings in the address."""
    st.switch_page("dashboard/pages/answer.py", query_params=session.params())


if __name__ == "__main__":
    page()
