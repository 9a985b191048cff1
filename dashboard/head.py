"""The head and the foot of each page: what the address or the text of the map gets wrong, or what to open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessments.report.sections.summary import SIMULATED
from assessments.report.sentences import listed, state_name
from assessments.results.breakdown import mostly_assumed
from assessments.run import Run
from dashboard import back, background, given, session, show
from dashboard.picker import Choice, leads
from data_maps.problems import Place, Problem

ASSUMED = (
    "This result rests mostly on assumptions, on numbers that nobody stated. Read it as a list of what to find out."
)
MAP_PAGE = "dashboard/pages/map.py"
UNREAD = "This map cannot be read yet"
COMPARED = ("before", "before_as_of", "before_viewpoint", "after", "after_as_of", "after_viewpoint")
MOST = 200


def head(shows: str) -> Run:
    """The assessment to show, under its title; where there is none the page says what it `shows` and ends here."""
    found = session.found()
    with st.spinner("Working out the result", show_time=True):
        run = found.run
    notes(found)
    if found.reading is None:
        _nothing_open(shows)
        st.stop()
    if run is None:
        show.title(UNREAD)
    if found.problems:
        out_of_date(found)
    if run is None:
        foot()
        st.stop()
    about(run)
    return run


def foot() -> None:
    """What stands last on each page: the problems of the text, each leading to its line in the editor."""
    pressed = lead_to_line(session.found().problems, "Problems of the map", "problems")
    if pressed:
        go_to(pressed.place)


def notes(found: session.Found) -> None:
    """What of the address or the settings cannot be followed."""
    for said in (*found.notes, *background.remarks(found.view)):
        show.notice(said, "broken")


def about(run: Run) -> None:
    """Which map this is about, whose people, which day; and first of all whether it rests mostly on assumptions."""
    data_map = run.data_map
    below = f"People in {state_name(data_map.viewpoint)} · facts and laws as of {data_map.as_of}{_signed()}"
    below += _in_force(run) + caveat(exact=run.model.roots.exact)
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        show.title(data_map.title, below)
        _what_changed()
    if mostly_assumed(run):
        show.notice(ASSUMED, "assumed")


def caveat(*, exact: bool) -> str:
    """What is said below a title of a result that is not exact; else empty."""
    return "" if exact else f" · {SIMULATED}"


def _what_changed() -> None:
    """A way to what the changes since the map was opened do, once there are any."""
    now, first = session.opened(), session.as_opened()
    changed = now is not None and first is not None and now.files != first.files
    if not (changed or session.many("set")) or session.found().problems:
        return
    asked = "What did this change?"
    if st.button(asked, key="head:compare", type="tertiary", icon=":material/compare_arrows:", width="content"):
        for name in COMPARED:
            session.choose(name)
        back.lead("compare")


def _signed() -> str:
    by, ratio = session.one("by"), session.one("ratio")
    return f" · severity ratio {ratio}, set by {by}" if ratio and by else ""


def _in_force(run: Run) -> str:
    options = run.settings.options
    return f" · with {listed(list(options))} in force" if options else ""


def _nothing_open(shows: str) -> None:
    show.title("No map is open")
    show.text(f"{shows} Open a map that ships, or one of yours, in the bar on the left, or begin with this one.")
    st.button(f"Open {given.title()}", key="head:open", type="primary", on_click=session.open_offered)


def out_of_date(found: session.Found) -> None:
    """That there is no result, or since when the one that is shown is out of date."""
    if found.since:
        said = (
            f"What is shown in grey is the result of {found.since}, from the text before; the problems stand below it."
        )
    else:
        said = "There is no result until the map can be read."
    show.notice(f"The map has {many(found.problems)}. {said}", "broken")


def many(found: Sequence[Problem]) -> str:
    """How many problems there are, in words."""
    return "a problem" if len(found) == 1 else f"{len(found)} problems"


def lead_to_line(found: Sequence[Problem], label: str, key: str, height: int = 240) -> Problem | None:
    """Problems as a list; the one that was just pressed."""
    if not found:
        return None
    now = session.opened()
    several = now is not None and len(now.files) > 1
    choices = [
        Choice(
            str(at),
            f"line {p.place.line}",
            f"{p.path}: {p.message}" if p.path else p.message,
            " – ".join(filter(None, (f"in {p.place.file}" if several else "", str(p.hint)))),
        )
        for at, p in enumerate(found[:MOST])
    ]
    pressed = leads(choices, label=label, key=key, height=height)
    return found[int(pressed)] if pressed in [choice.id for choice in choices] else None


def point_at(place: Place) -> None:
    """Have the editor put its cursor at a place, once."""
    rev = st.session_state.get("goto", (None, 0))[1] + 1
    st.session_state["goto"] = (place, rev)


def go_to(place: Place) -> None:
    """Open the editor at a place of the text."""
    point_at(place)
    back.lead("map")
