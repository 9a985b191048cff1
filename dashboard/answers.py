"""Numbers that a page shows at once, and their intervals in the same places once they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, cast

import streamlit as st

from assessments.run import Run
from dashboard import background, beside, session, show
from dashboard.streamlit_internals import DeltaGenerator

ContentMaker = Callable[[Run], Sequence[show.Content]]


class Waiting(NamedTuple):
    """A place of the page whose intervals are not drawn yet; `last` where they take longest."""

    make: ContentMaker
    given: Hashable | None
    place: DeltaGenerator
    last: bool


class PageAnswers:
    """The answers of one page, in the order in which they are shown."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._aside: DeltaGenerator | None = None

    def show(self, make: ContentMaker, *, given: Hashable | None = None, last: bool = False) -> None:
        """Show what `make` makes of the open map: with intervals where this window had them before, else without.

        `given` as in `background.part`.
        """
        if background.part(make, given) in _drawn():
            show.blocks(_with_intervals(make, given))
            return
        points = session.computed("Putting it together", make, given=given)
        self._waiting.append(Waiting(make, given, show.blocks(points, pending=True), last))

    def add_intervals(self) -> None:
        """Put each interval into its place as soon as it is there; a corner of the window says so meanwhile.

        Called in the midst of a page, it does so for what stands there by now, before the rest is shown.
        """
        self._aside = self._aside or st.container(key="aside")
        waiting, self._waiting = self._waiting, []
        with self._aside:
            for answer in sorted(waiting, key=lambda waiting_answer: waiting_answer.last):
                show.blocks(_with_intervals(answer.make, answer.given), instead=answer.place)
                _drawn().add(background.part(answer.make, answer.given))


def _with_intervals(make: ContentMaker, given: Hashable | None) -> Sequence[show.Content]:
    return beside.computed_with_base("Working out the intervals", make, given=given, drawn=True)


def _drawn() -> set[tuple[str, Hashable]]:
    """The names of the answers that this window has shown with intervals, of the map as it is now."""
    view = session.current().view
    key = view.key if view else ""
    drawn = cast("tuple[str, set[tuple[str, Hashable]]] | None", st.session_state.get("drawn"))
    if drawn is None or drawn[0] != key:
        drawn = st.session_state["drawn"] = (key, set())
    return drawn[1]
