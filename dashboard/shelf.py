"""Which saved assessments can be opened from anywhere: looked up beside a page, which waits for them a moment only."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from assessments.record.entries import Entry
from assessments.record.errors import Trouble
from assessments.record.folder import store_named
from dashboard import people
from dashboard.session import SAVED

MOST = 60
FIRST, AGAIN = 2.0, 0.2  # seconds that a page waits: until anything is known, and to hear what is new


class Shelf:
    """What a record held when it was last looked at, for all windows of this server; each look is a thread's.

    A record that does not answer is asked by one thread at a time, and pages show what was known before.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looking: dict[str, threading.Thread] = {}
        self._known: dict[str, tuple[Entry, ...]] = {}

    def entries(self, named: str) -> tuple[Entry, ...]:
        """The newest of a record, the newest first: as they are now where it answers soon, else as last known."""
        with self._lock:
            under_way = self._looking.get(named)
            if under_way is None:
                self._looking[named] = look = threading.Thread(target=self._look, args=(named,), daemon=True)
                look.start()
        if under_way is None:
            look.join(AGAIN if named in self._known else FIRST)
        return self._known.get(named, ())

    def _look(self, named: str) -> None:
        try:
            self._known[named] = _newest(named)
        finally:
            with self._lock:
                del self._looking[named]


def _newest(named: str) -> tuple[Entry, ...]:
    """The newest of a record; none where it cannot be read, which is said where somebody asks for it."""
    from assessments.record.store import open_store

    try:
        with open_store(named, make=False) as store:
            return store.newest(MOST)
    except Trouble:
        return ()


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


def saved() -> dict[str, str]:
    """What each of the newest saved assessments is called, for whoever may see them; no record is made for that."""
    named = store_named()
    if not people.let_in() or ("://" not in named and not Path(named).expanduser().exists()):
        return {}
    return {SAVED + entry.id: f"Saved: {entry.id}, {entry.title}" for entry in _shelf().entries(named)}
