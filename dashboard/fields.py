"""Which fields show what something else can change too: what a person puts into one counts, what stood there does not.

A browser sends all its fields with each press, and sends what stood in one before until it has heard of the change.
"""

from __future__ import annotations

from typing import cast

import streamlit as st


def standing(name: str, value: object) -> str:
    """The key of the field that shows `value`: a new field where something else than the field changed it."""
    if name in _turns() and st.session_state.get(_key(name), value) != value:
        _turns()[name] += 1
    _turns().setdefault(name, 0)
    st.session_state[_key(name)] = value
    return _key(name)


def one(name: str) -> str | None:
    """What stands in a field, as it stands in the address; None where nothing does."""
    value = st.session_state.get(_key(name))
    return None if value is None else str(value)


def several(name: str) -> tuple[str, ...]:
    """What stands in a field that takes several."""
    return tuple(cast("list[str]", st.session_state.get(_key(name)) or ()))


def _key(name: str) -> str:
    turn = _turns().get(name, 0)
    return f"{name}#{turn}" if turn else name


def _turns() -> dict[str, int]:
    """How often each field was replaced by a new one."""
    return cast("dict[str, int]", st.session_state.setdefault("fields", {}))
