"""How long work leaves the page free: in a thread, its progress shown, given up when something newer is asked."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, NoReturn, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import afterwards, failing
from dashboard.turns import TURNS, Turn

Result = TypeVar("Result")

QUIET, ASIDE, SAY, BEAT = 0.4, 1.0, 0.1, 0.02


class GivenUp(BaseException):
    """Raised inside work that nobody waits for any longer."""


class Work(Generic[Result]):
    """One piece of work in a thread of its own, which begins when it is its turn."""

    def __init__(self, make: Callable[[], Result], turn: Turn = Turn.NOW) -> None:
        self._make, self._turn = make, turn
        self._result: list[Result] = []
        self._failure: Exception | None = None
        self._lock = threading.Lock()
        self._running = self._given_up = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        if self._turn == Turn.NOW:
            self._do()
        elif TURNS.take(self._turn, lambda: self._given_up):
            try:
                self._do()
            finally:
                TURNS.leave()

    def _do(self) -> None:
        try:
            if self._mark(running=True):
                self._try()
            self._mark(running=False)
        except GivenUp:
            return

    def _try(self) -> None:
        try:
            self._result.append(self._make())
        except Exception as failure:  # noqa: BLE001 - it is raised where the result is asked for
            self._failure = failure

    def _mark(self, *, running: bool) -> bool:
        """Say that the work runs, unless it was given up before; or that it is done and can no longer be given up."""
        with self._lock:
            self._running = running and not self._given_up
            return self._running

    def done(self, within: float) -> bool:
        """Whether it ends within some seconds."""
        self._thread.join(within)
        return not self._thread.is_alive()

    @property
    def result(self) -> Result:
        """What was made; raises what the work raised."""
        if self._failure is not None:
            raise self._failure
        return self._result[0]

    def give_up(self) -> None:
        """End it at its next step: Python delivers an exception to a thread between two steps of its own.

        Only while it runs: a thread that has ended leaves its number to the next, which would be ended in its place.
        """
        with self._lock:
            if self._running and not self._given_up and self._thread.ident is not None:
                _raise_in(self._thread.ident)
            self._given_up = True
        TURNS.look()


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(GivenUp))


def worked(
    what: str,
    key: str,
    make: Callable[[], Result],
    so_far: Callable[[], str] = str,
    *,
    aside: bool = False,
    at: Callable[[], DeltaGenerator] = st.empty,
    meanwhile: Callable[[], None] = afterwards.frame,
    turn: Turn = Turn.LATER,
    step: str = "",
) -> Result:
    """What `make` makes, with `what`, how far it is and a way to stop it on the page once it takes long.

    `at` is where it says so, by itself; `aside` where that is a corner of the window, beside a page that is there
    already. `meanwhile` is done before that. `turn` says what it goes after where many people are served. `step` tells
    apart what is worked on in several steps, which are stopped as one.

    Whoever stops it, or asks for something newer, ends it; a page that was stopped says so and offers to go on.
    """
    stopped: set[str] = st.session_state.setdefault("work:stopped", set())
    if key in stopped:
        _offer(what, key, at())
    with _given_up_unless_done(Work(make, turn)) as work:
        start = time.monotonic()
        if not _within(ASIDE if aside else QUIET, work, so_far):
            meanwhile()
            _wait(what, key, work, so_far, at(), start, aside=aside, step=step)
        return work.result


@contextmanager
def _given_up_unless_done(work: Work[Result]) -> Iterator[Work[Result]]:
    try:
        yield work
    finally:
        work.give_up()


def _within(seconds: float, work: Work[Result], so_far: Callable[[], str]) -> bool:
    """Whether work ends within some seconds; what there is so far is shown, and a newer run ends this one."""
    end = time.monotonic() + seconds
    while not (done := work.done(BEAT)) and time.monotonic() < end:
        so_far()
        _give_way()
    return done


def _give_way() -> None:
    """Let Streamlit end this run where a newer one replaces it: it does whenever the state of the session is read."""
    st.session_state.get("work:stopped")


def _wait(
    what: str,
    key: str,
    work: Work[Result],
    so_far: Callable[[], str],
    place: DeltaGenerator,
    start: float,
    *,
    aside: bool,
    step: str,
) -> None:
    """Show that time passes."""
    with place.container(border=True, key=f"{'aside' if aside else 'waiting'}-{key}{step}"):
        said = st.empty()
        st.button("Stop", key=f"stop:{key}{step}", on_click=_stop, args=(key,))
    done = False
    while not done:
        said.markdown(f"{what} … {time.monotonic() - start:.0f} s {so_far()}".rstrip(), width="stretch")
        done = _within(SAY, work, so_far)
    place.empty()


def _stop(key: str) -> None:
    st.session_state["work:stopped"].add(key)


def _offer(what: str, key: str, place: DeltaGenerator) -> NoReturn:
    with place.container(border=True):
        st.markdown(f"Stopped: {what[:1].lower()}{what[1:]}. Nothing is changed.")
        st.button("Go on", key=f"go-on:{key}", on_click=st.session_state["work:stopped"].discard, args=(key,))
    raise failing.Ended
