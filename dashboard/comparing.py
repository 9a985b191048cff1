"""Options compared in the background: a worker of the server goes on with them, whatever place the window shows.

What is made stays with the assessment, so that whoever comes back finds it there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import streamlit as st

from assessments.conclusions.verdict import verdict
from assessments.results.options.table import options_of
from assessments.run import Run
from dashboard.caps import capped
from risk.engine.interruption import checked

COMPARING = "comparing"
LOOKING = 0.1  # seconds between looks at how far it has come
AT_ONCE = 4  # comparisons of different windows
Step = Callable[[], object]


@dataclass(eq=False)
class Comparing:
    """A comparison of one window: its assessment, how many steps are done, and whether a newer one took its place."""

    run: Run = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    done: int = 0
    is_replaced: bool = False
    outcome: Future[None] = field(default_factory=Future, repr=False)

    def go_on(self) -> None:
        """Make step after step; raises PastCap past a cap of this server, CancelledError once it is replaced."""
        with capped(), checked(self._look):
            for step in self.steps:
                self._look()
                step()
                self.done += 1

    def _look(self) -> None:
        if self.is_replaced:
            raise CancelledError


@st.cache_resource
def workers() -> ThreadPoolExecutor:
    """The threads that compare options, each those of one window; they end with the server, once their work is done."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="comparing")


def begin(run: Run) -> Comparing:
    """The comparison of the options of an assessment with draws, begun once a window; that of another is given up."""
    before = cast("Comparing | None", st.session_state.get(COMPARING))
    if before is not None and before.run is run:
        return before
    if before is not None:
        before.is_replaced = True
    comparing = st.session_state[COMPARING] = Comparing(run, _steps(run))
    comparing.outcome = workers().submit(comparing.go_on)
    return comparing


def follow(run: Run) -> None:
    """Say how far the comparison has come until it is there; the page can be left meanwhile.

    Raises:
        PastCap: it takes more time or memory than this server gives to one.
    """
    comparing, place = begin(run), st.empty()
    while not wait([comparing.outcome], LOOKING).done:
        steps = len(comparing.steps)
        place.progress(comparing.done / steps, f"Comparing options: {comparing.done} of {steps}")
    place.empty()
    comparing.outcome.result()


def _steps(run: Run) -> tuple[Step, ...]:
    """The map's own options one by one; then all that apply, and pairs of them."""
    options = options_of(run)
    own = options.combinations.values() if options else ()
    return (
        *(partial(options.drawn, each) for each in own if options),
        partial(verdict, run),
        partial(verdict, run, pairs=bool(run.settings.draws)),
    )
