"""Undo of changed numbers: the map and the settings as they were before each change of this window."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboard import session
from dashboard.background import Opened


@dataclass(frozen=True)
class Undo:
    """The map and the settings as they were before a number was changed."""

    address: str
    opened: Opened | None
    params: tuple[tuple[str, tuple[str, ...]], ...]


def undoes() -> list[Undo]:
    """The changes of numbers that can be taken back, the last one last."""
    open_map = session.opened()
    changes: list[Undo] = st.session_state.setdefault("undoes", [])
    changes[:] = [
        change for change in changes if change.opened and open_map and change.opened.number == open_map.number
    ]
    return changes


def keep(address: str) -> None:
    """Keep how the map and its numbers are, before one is changed."""
    undoes().append(Undo(address, session.opened(), tuple((name, session.many(name)) for name in ("map", "set"))))


def take_back() -> None:
    """Take back the last change of a number, if there is one."""
    if not (changes := undoes()):
        return
    last = changes[-1]
    open_map = session.opened()
    if last.opened is not None and open_map is not None and last.opened.files != open_map.files:
        st.session_state["opened"] = replace(last.opened, revision=open_map.revision + 1)
    for name, values in last.params:
        session.choose(name, *values)
    changes.remove(last)
