"""Numbers that a page shows at once, and their intervals in the same places once they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.report.blocks import Block
from assessments.run import Run
from dashboard import session, show

Blocks = tuple[Block | show.Dressed, ...]
Make = Callable[[Run], Sequence[Block | show.Dressed]]


class Waiting(NamedTuple):
    """A place of the page whose intervals are not drawn yet; `last` where they take longest."""

    name: str
    make: Make
    place: DeltaGenerator
    last: bool


class Answers:
    """The answers of one page, in the order in which they are shown."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []

    def show(self, name: str, make: Make, *, last: bool = False) -> None:
        """Show what `make` makes of the open map: with intervals where this window had them before, else without."""
        if name in _drawn():
            show.blocks(_with_intervals(name, make))
            return
        points = session.part("Putting it together", name, lambda found: tuple(make(found)))
        self._waiting.append(Waiting(name, make, show.blocks(points, pending=True), last))

    def add_intervals(self) -> None:
        """Put each interval into its place as soon as it is there; a corner of the window says so meanwhile."""
        with st.container(key="aside"):
            for waiting in sorted(self._waiting, key=lambda each: each.last):
                show.blocks(_with_intervals(waiting.name, waiting.make), instead=waiting.place)
                _drawn().add(waiting.name)


def _with_intervals(name: str, make: Make) -> Blocks:
    return session.part("Working out the intervals", name, lambda found: tuple(make(found)), drawn=True)


def _drawn() -> set[str]:
    """Which answers this window has shown with intervals, of the map as it is now."""
    view = session.found().view
    key = view.key if view else ""
    known = cast("tuple[str, set[str]] | None", st.session_state.get("drawn"))
    if known is None or known[0] != key:
        known = st.session_state["drawn"] = (key, set())
    return known[1]
