"""Reasons of a number: the rows of the ledger behind it, and where the map says them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assessments.report.blocks import Text
from assessments.report.number_cards import MOST, grounds_table
from assessments.report.questions import question
from assessments.report.sentences import actor_name
from assessments.results.actors import all_actors
from assessments.results.ledger import LedgerRow, grounds
from assessments.run import Run
from dashboard import back, figures, presses, session, show
from dashboard.find import GO, go
from dashboard.head import go_to, lead_to_line
from dashboard.why import pressed
from data_maps.addresses import family_of
from data_maps.problems import Problem, shown

ALL = "all"
EVERYONE = "all actors together"
FOREIGN = "foreign_states"
OWN = "own_state"
OTHERS = "others"
PEOPLE = "people"
SIDES = "sides"
RESTS = "What these numbers rest on"
TOGETHER = {
    ALL: "the forecast",
    FOREIGN: "the forecast for foreign states",
    OWN: "the forecast for their own state",
    OTHERS: "the forecast for others than states",
    PEOPLE: "how many people there are",
}


def follow() -> None:
    """Go to the ledger where a number was pressed, to the rows that it rests on."""
    subject = pressed() or figures.pressed()
    if subject is None:
        return
    if subject.startswith(GO):
        go(subject)
        return
    if subject == SIDES:
        st.session_state["reasons:sides"] = True
        return
    is_address = subject not in TOGETHER and not subject.startswith("state:") and "." in subject
    session.choose("number", subject if is_address else None)
    session.choose("about", None if is_address else subject)
    session.write_address()
    back.go_to("numbers")


def behind(run: Run) -> frozenset[str] | None:
    """The addresses behind the number that led here, with its name and the way back to all; None where none did."""
    subject = session.one("about")
    if subject is None:
        return None
    kinds = {ALL: (True, False, None), FOREIGN: (True,), OWN: (False,), OTHERS: (None,)}
    actors = tuple(
        row.actor for row in all_actors(run) if row.actor == subject or row.foreign in kinds.get(subject, ())
    )
    if not actors and subject != PEOPLE:
        show.notice(f"No number here is about {shown(subject)}. It is left aside.", "broken")
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        named = TOGETHER.get(subject) or f"the forecast for {actor_name(subject)}"
        show.text(f"The numbers behind {named}, what moves the result most first.", "quiet")
        st.button("All numbers", key="reasons:all", on_click=presses.on_use(session.choose, "about"), type="tertiary")
    if subject == PEOPLE:
        return frozenset(a for a in run.events.numbers if family_of(a) in ("users", "people"))
    rows = session.computed("Looking up reasons", partial(grounds, actors=actors))
    return frozenset(row.number.address for row in rows)


def button(key: str, subject: str, actors: Sequence[str]) -> None:
    """A button that opens the reasons of the numbers beside it."""
    if actors and presses.button(RESTS, key=f"reasons:{key}", type="tertiary", icon=":material/info:"):
        reasons(subject, tuple(actors))


@st.dialog(RESTS, width="large")
def reasons(subject: str, actors: tuple[str, ...]) -> None:
    """The rows of the ledger that numbers rest on, for one actor or for all; each leads to its line of the map."""
    with show.failures():
        show.text(subject, "quiet")
        chosen_actors = by_whom(actors)
        rows = session.computed("Looking up reasons", partial(grounds, actors=chosen_actors), drawn=True)[:MOST]
        run = session.current().run
        if run is not None:
            tell(run, rows)
            files = session.contents()
            placed = [
                (row.number.place, question(run.data_map, row.number.address)) for row in rows if row.number.place
            ]
            own = [Problem(place, "", wording) for place, wording in placed if place.file in files]
            pressed = lead_to_line(own, "To its line in the map", f"reasons-lines:{chosen_actors}")
            if pressed:
                go_to(pressed.place)


def by_whom(actors: tuple[str, ...]) -> tuple[str, ...]:
    """The actors whose numbers are asked for: all, or the one that is chosen."""
    chosen = st.selectbox("By whom", [ALL, *actors], format_func=lambda a: EVERYONE if a == ALL else actor_name(a))
    return actors if chosen in (ALL, None) else (chosen,)


def tell(run: Run, rows: Sequence[LedgerRow]) -> None:
    """Rows of the ledger, each with who says so and its place."""
    show.blocks(
        (
            grounds_table(run, rows, "Numbers that move it most, in order"),
            Text("Every other number is in the ledger of the report. A number without a place in the map is assumed."),
        )
    )


def sides_are_asked() -> bool:
    """True once after a number was pressed that is about two assessments, neither of which need be open."""
    return bool(st.session_state.pop("reasons:sides", False))
