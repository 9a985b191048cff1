"""Saved assessments opened as maps to be worked on; what is saved then builds on their version."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assessments.record.errors import Trouble
from assessments.record.folder import store_named
from assessments.record.models import Entry, Saved
from dashboard import background, session

OPENED, NUMBERS = "saved:opened", "saved:numbers"


def load(id: str) -> Saved:
    """A saved assessment of the record; raises Trouble."""
    from assessments.record.store import open_store

    with open_store(store_named(), make=False) as store:
        return store.load(id)


def open_saved(saved: Saved, page: str = "answer") -> None:
    """Open the map of a saved assessment as it was asked for, on a page of the dashboard."""
    take(saved)
    st.switch_page(f"dashboard/pages/{page}.py", query_params=session.params())


def open_changed(saved: Saved, file: str, text: str) -> None:
    """Open the map of a saved assessment with one of its files changed, in the editor."""
    take(saved)
    session.write(_file(saved.entry, file), text, replaced=True)
    session.choose("part", "text")
    st.switch_page("dashboard/pages/flows.py", query_params=session.params())


def take(saved: Saved) -> None:
    """Have the map of a saved assessment open as it was asked for."""
    scenario = saved.entry.asked
    _open(saved, keep=False)
    ratio = scenario.severity_ratio
    session.choose("as_of", scenario.as_of)
    session.choose("viewpoint", scenario.viewpoint)
    session.choose("set", *scenario.numbers)
    session.choose("options", *scenario.options)
    session.choose("reading", scenario.reading)
    session.choose(
        "ratio", "linear" if ratio is None else None if ratio == float(background.USUAL_RATIO) else f"{ratio:g}"
    )


def follow(id: str) -> None:
    """Have the map of the saved assessment that the address names open, as the rest of the address sees it."""
    try:
        _open(load(id), keep=True)
    except Trouble as trouble:
        session.note(f"{id} is not opened: {trouble}.")


def _open(saved: Saved, *, keep: bool) -> None:
    entry = saved.entry
    files = {_file(entry, name): text for name, text in saved.files.items()}
    session.open_files(background.SAVED + entry.id, files, keep=keep)
    number_of_opening = st.session_state["openings"]
    st.session_state.setdefault(OPENED, {})[number_of_opening, entry.subject] = entry.number
    note_numbers(number_of_opening, entry.asked.numbers)


def note_numbers(number_of_opening: int, numbers: Iterable[str]) -> None:
    """Note which numbers of an open map are those of its entry in the record."""
    st.session_state.setdefault(NUMBERS, {})[number_of_opening] = set(numbers)


def has_saved_numbers() -> bool:
    """True where the numbers that are set are those with which the open map was saved."""
    open_map = session.opened()
    saved = st.session_state.get(NUMBERS, {})
    return open_map is not None and saved.get(open_map.number) == set(session.many("set"))


def _file(entry: Entry, name: str) -> str:
    """The name of a file of a saved map once it is open: one that ships is then one of yours."""
    return f"{entry.subject}.yaml" if name.startswith("case:") else name
