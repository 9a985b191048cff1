"""Numbers that a page shows at once, and their intervals in the same places once they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.run import Run
from dashboard import beside, session, show

Blocks = tuple[show.Content, ...]
Make = Callable[[Run], Sequence[show.Content]]


class Waiting(NamedTuple):
    """A place of the page whose intervals are not drawn yet; `last` where they take longest."""

    name: str
    make: Make
    place: DeltaGenerator
    last: bool


class PageAnswers:
    """The answers of one page, in the order in which they are shown."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []

    def show(self, name: str, make: Make, *, last: bool = False) -> None:
        """Show what `make` makes of the open map: with intervals where this window had them before, else without."""
        if name in _drawn():
            show.blocks(_with_intervals(name, make))
            return
        points = session.computed("Putting it together", name, lambda run: tuple(make(run)))
        self._waiting.append(Waiting(name, make, show.blocks(points, pending=True), last))

    def add_intervals(self) -> None:
        """Put each interval into its place as soon as it is there; a corner of the window says so meanwhile."""
        with st.container(key="aside"):
            for answer in sorted(self._waiting, key=lambda waiting_answer: waiting_answer.last):
                show.blocks(_with_intervals(answer.name, answer.make), instead=answer.place)
                _drawn().add(answer.name)


def _with_intervals(name: str, make: Make) -> Blocks:
    return beside.computed("Working out the intervals", name, make, drawn=True)


def _drawn() -> set[str]:
    """The names of the answers that this window has shown with intervals, of the map as it is now."""
    view = session.current().view
    key = view.key if view else ""
    drawn = cast("tuple[str, set[str]] | None", st.session_state.get("drawn"))
    if drawn is None or drawn[0] != key:
        drawn = st.session_state["drawn"] = (key, set())
    return drawn[1]
