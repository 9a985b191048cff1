"""How do intervals follow: points stand at once, intervals come into the same places once they are known."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.assessment import Assessment
from assessments.blocks import Block
from dashboard import session, show, work

Made = tuple[Block, ...]
Make = Callable[[Assessment], Sequence[Block]]
WHAT = "Working out the intervals"


@dataclass(frozen=True)
class Waiting:
    """A place of the page that waits for its intervals."""

    key: Hashable
    place: DeltaGenerator
    make: Make
    look: show.Look


def begin() -> None:
    """Forget what waited on the page before: call it once, before anything is shown."""
    st.session_state["waiting"] = []


def _waiting() -> list[Waiting]:
    return cast("list[Waiting]", st.session_state["waiting"])


def blocks(name: str, make: Make, *, look: show.Look = "") -> None:
    """Show what `make` makes of the result, now without intervals unless they are known, and later with them."""
    place = st.empty()
    key = ("intervals", name, session.found().key)
    pending = not session.known(key)
    if pending:
        made: Made = session.part("Putting it together", name, lambda found: tuple(make(found)))
        _waiting().append(Waiting(key, place, make, look))
    else:
        made = session.derived(key, tuple)
    with place:
        show.blocks(made, look=look, pending=pending and not _stopped())


def follow() -> None:
    """Work out the intervals of everything that waits for them; stopped, or given up, by anything newer."""
    waiting = tuple(_waiting())
    if not waiting or session.found().assessment is None:
        return
    drawn = session.with_draws()
    made = session.unharmed(
        session.forget_draws,
        lambda: work.worked(WHAT, _key(), lambda: [tuple(each.make(drawn)) for each in waiting]),
    )
    for each, found in zip(waiting, made, strict=True):
        _put(each, found)
    begin()


def _put(each: Waiting, found: Made) -> None:
    session.derived(each.key, lambda: found)
    with each.place:
        show.blocks(found, look=each.look)


def _key() -> str:
    return f"intervals:{session.found().key}"


def _stopped() -> bool:
    return _key() in st.session_state.get("work:stopped", ())
