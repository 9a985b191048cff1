"""The finder: one field that leads to every place, number and route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import streamlit as st

from assessments.report.questions import question
from assessments.report.sentences import the_actor
from assessments.results.actors import all_actors
from assessments.results.ledger import addresses_by_effect
from assessments.run import Run
from dashboard import back, saving, session

PLACES = ("apps", "answer", "flows", "numbers", "options", "law", "record", "compare", "present")
MOST_NUMBERS = 150
WINDOW, HELP = "strip:window", "help"
SAVE = "Save the open map"


class Goal(NamedTuple):
    """A place to go to, and the setting of the address that it is to show."""

    title: str
    place: str
    name: str = ""
    value: str = ""


def find() -> None:
    """A list of everything, which typing makes shorter; what is chosen is gone to."""
    goals = list(_goals(session.current().run))
    chosen = st.selectbox(
        "Place, number or route",
        range(len(goals)),
        format_func=lambda index: goals[index].title,
        index=None,
        placeholder="Type a few letters",
        key="finder",
    )
    if chosen is not None:
        _go(goals[chosen])


def _go(goal: Goal) -> None:
    """Go to a place, or open the help over the one that is here."""
    if goal.place == HELP:
        st.session_state[WINDOW] = (HELP, back.here())
        st.rerun()
    if goal.title == SAVE:
        saving.unfold()
    if goal.name:
        session.choose(goal.name, goal.value)
    session.choose("part", "text" if goal.name == "part" else None)
    session.write_address()
    st.session_state.pop(WINDOW, None)
    back.lead(goal.place)


def _goals(run: Run | None) -> Iterator[Goal]:
    """Every place, what is done there and the help; of the open map each actor's routes and what moves the result."""
    for place in PLACES:
        yield Goal(place.capitalize(), place)
    yield Goal("Describe an app", "describe")
    yield Goal("Open a file", "apps")
    yield Goal("Keys and glossary", HELP)
    yield Goal("Text of the map", "flows", "part", "text")
    if run is None:
        return
    yield Goal(SAVE, "record")
    for actor in all_actors(run):
        yield Goal(f"Routes to {the_actor(actor.actor)}", "flows", "actor", actor.actor)
    for address in addresses_by_effect(run)[:MOST_NUMBERS]:
        yield Goal(question(run.data_map, address), "numbers", "number", address)
