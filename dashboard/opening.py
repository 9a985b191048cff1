"""How the map of a saved assessment is opened to be worked on; what is saved then builds on its version."""

from __future__ import annotations

import streamlit as st

from assessments.record.entries import Saved
from assessments.record.folder import store_named
from dashboard import session

OPENED = "saved:opened"


def load(id: str) -> Saved:
    """A saved assessment of the record; raises Trouble."""
    from assessments.record.store import open_store

    with open_store(store_named(), make=False) as store:
        return store.load(id)


def open_saved(saved: Saved, page: str = "overview") -> None:
    """Open the map of a saved assessment as it was asked for, on a page of the dashboard."""
    take(saved)
    st.switch_page(f"dashboard/{page}.py", query_params=session.params())


def take(saved: Saved) -> None:
    """Have the map of a saved assessment open as it was asked for."""
    entry = saved.entry
    files = {f"{entry.subject}.yaml" if name.startswith("case:") else name: text for name, text in saved.files.items()}
    session.open_files(f"{session.OWN}{entry.subject}-{entry.number}.yaml", files, keep=False)
    ratio = entry.asked.severity_ratio
    session.choose("as_of", entry.asked.as_of)
    session.choose("viewpoint", entry.asked.viewpoint)
    session.choose("set", *entry.asked.numbers)
    session.choose(
        "ratio", "linear" if ratio is None else None if ratio == float(session.USUAL_RATIO) else f"{ratio:g}"
    )
    number_of_opening = st.session_state["openings"]
    st.session_state.setdefault(OPENED, {})[number_of_opening, entry.subject] = entry.number
