"""What can wait until the numbers of a page stand: the frame around it, pictures, intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

Task = Callable[[], None]


def begin(frame: Task) -> None:
    """Leave `frame` for later, and nothing else: call it once, before anything is shown."""
    st.session_state["afterwards"] = []
    st.session_state["frame"] = frame


def leave(task: Task) -> None:
    """Leave something until the page and its frame stand."""
    _left().append(task)


def frame() -> None:
    """Draw the frame unless it is there: after the numbers and what is worked on next, before any long wait."""
    draw = cast("Task | None", st.session_state.pop("frame", None))
    if draw is not None:
        draw()


def do() -> None:
    """Do what was left, in its order, and the frame after the first of it: meanwhile a browser paints the numbers."""
    for task in _left():
        task()
        frame()


def _left() -> list[Task]:
    return cast("list[Task]", st.session_state["afterwards"])
