"""The head of each page: problems of the address and of the map's text, its title, or a map to open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assessments.conclusions.page_one import has_any
from assessments.conclusions.reach import lead_row
from assessments.report.blocks import Heading, Text
from assessments.report.checks import Check
from assessments.report.sections import page_one, use
from assessments.report.sections.summary import SIMULATED
from assessments.report.sentences import capital, enumerated, the_actor
from assessments.results.headline import headline_numbers
from assessments.results.summary import summary_parts
from assessments.run import Run
from dashboard import back, background, beside, offered, presses, session, show
from dashboard.background import Opened
from dashboard.picker import Choice, pressed_choice
from data_maps.problems import Place, Problem

UNREAD = "This map cannot be read yet"
COMPARED = ("before", "before_as_of", "before_viewpoint", "after", "after_as_of", "after_viewpoint")
MOST, HEIGHT_OF_LOOKS = 200, 300
FIRST_NUMBERS = (
    "First numbers only: the whole result takes more time or memory than this server gives. They are our best "
    "estimates, simulated with few trials, without intervals. `datareach assess` has no such cap."
)


def head(shows: str) -> Run:
    """The assessment to show, under its title; where there is none the page says what it `shows` and ends here."""
    current = session.current()
    with st.spinner("Working out the result", show_time=True):
        run = current.run
    notes(current)
    if current.reading is None:
        _nothing_open(shows)
        presses.end_page()
    if run is None:
        show.title(UNREAD)
    if current.problems:
        out_of_date(current)
    if run is None:
        foot()
        presses.end_page()
    heading(run)
    if current.view and current.view.first:
        show.notice(FIRST_NUMBERS)
        st.button(
            "Try the whole result again", key="head:whole", type="tertiary", on_click=presses.on_use(session.try_whole)
        )
    return run


def foot() -> None:
    """The foot of each page: the problems of the text, each leading to its line in the editor."""
    pressed = lead_to_line(session.current().problems, "Problems of the map", "problems")
    if pressed:
        go_to(pressed.place)


def notes(current: session.Current) -> None:
    """Notices of what in the address or the settings cannot be followed."""
    for note in (*current.notes, *background.remarks(current.view)):
        show.notice(note, "broken")


def heading(run: Run) -> None:
    """The title of the map, and what is looked at otherwise than it says; day and people stand in the strip above."""
    data_map = run.data_map
    below = _signed() + _read_as(run) + _in_force(run) + caveat(exact=headline_numbers(run).exact)
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        show.title(data_map.title, below.removeprefix(" · "))
        _what_changed()
    if back.current_page() != "answer":
        beside_baseline()
        if actor := asked_before(run):
            show.blocks(session.computed("Looking for what stays", partial(stays, actor=actor), drawn=True))


def asked_before(run: Run) -> str | None:
    """The state that came first before options or changes were in force, of which is told what stays; None without."""
    if not (run.settings.options or session.setting_values("change")):
        return None
    before = session.baseline_run()
    lead = lead_row(summary_parts(before or run))
    return lead.actor if lead else None


def stays(run: Run, actor: str) -> tuple[Text, ...]:
    """What a state could still order with what is in force, and by which ties."""
    row = next((row for row in summary_parts(run).table if row.actor == actor and has_any(row)), None)
    words = f"{capital(the_actor(actor))} could order nothing." if row is None else page_one.stays_words(row)
    return (Text(f"What stays: {words}"),)


def beside_baseline() -> None:
    """The figures of use beside those of the pinned baseline, where they differ; Answer shows them where they stand."""
    before = session.computed_before(_in_short, drawn=True)
    if before is None:
        return
    words = session.computed("Working out the difference", _in_short, drawn=True)
    if words != before:
        show.blocks(beside.with_old_values(before, words))


def _in_short(run: Run) -> tuple[Text, ...]:
    return (use.in_short(use.meters(run, summary_parts(run))),)


def caveat(*, exact: bool) -> str:
    """The words below a title of a result that is not exact; else empty."""
    return "" if exact else f" · {SIMULATED}"


def _what_changed() -> None:
    """A way to what the changes since the map was opened do, once there are any."""
    open_map, first = session.opened_map(), session.as_opened()
    changed = open_map is not None and first is not None and open_map.files != first.files
    if not (changed or session.setting_values("set") or session.one("reading")) or session.current().problems:
        return
    label = "What did this change?"
    if presses.button(label, key="head:compare", type="tertiary", icon=":material/compare_arrows:", width="content"):
        for name in COMPARED:
            session.choose(name)
        back.go_to("compare")


def _signed() -> str:
    by, ratio = session.one("by"), session.one("ratio")
    return f" · severity ratio {ratio}, set by {by}" if ratio and by else ""


def _read_as(run: Run) -> str:
    reading = run.data_map.reading
    return f" · disputed numbers as in “{run.data_map.readings[reading].title}”" if reading else ""


def _in_force(run: Run) -> str:
    options = [run.data_map.options[name].title or name for name in run.settings.options]
    return f" · with “{enumerated(options)}” in force" if options else ""


def _nothing_open(shows: str) -> None:
    show.title("No map is open")
    show.text(f"{shows} Open a map that ships, or one of yours, in Apps, or begin with this one.")
    st.button(
        show.as_label(f"Open {offered.title()}"),
        key="head:open",
        type="primary",
        on_click=presses.on_use(session.open_offered),
    )


def out_of_date(current: session.Current) -> None:
    """A notice that there is no result, or since when the one that is shown is out of date."""
    result = "There is no result until the map can be read."
    if current.since:
        words = f"What is shown in grey is the result of {current.since}"
        result = f"{words}, from the text before; the problems stand below it."
    show.notice(f"The map has {problem_count(current.problems)}. {result}", "broken")


def problem_count(problems: Sequence[Problem]) -> str:
    """The number of problems, in words."""
    return "a problem" if len(problems) == 1 else f"{len(problems)} problems"


def lead_to_line(problems: Sequence[Problem], label: str, key: str, height: int = 240) -> Problem | None:
    """Problems as a list; the one that was just pressed."""
    if not problems:
        return None
    open_map = session.opened_map()
    several = open_map is not None and len(open_map.files) > 1
    choices = [
        Choice(
            str(index),
            f"line {problem.place.line}",
            f"{problem.path}: {problem.message}" if problem.path else problem.message,
            " – ".join(filter(None, (f"in {problem.place.file}" if several else "", str(problem.hint)))),
        )
        for index, problem in enumerate(problems[:MOST])
    ]
    pressed = pressed_choice(choices, label=label, key=key, height=height)
    return problems[int(pressed)] if pressed in [choice.id for choice in choices] else None


def second_looks(title: str, looks: Sequence[Check], key: str) -> None:
    """Checks under a title: those with a line in the open map lead there, warnings first, the others are said."""
    if not looks:
        return
    own = (session.opened_map() or Opened("", (), 0)).contents
    show.blocks((Heading(title),))
    for look in looks:
        if look.place is None or look.place.file not in own:
            show.text(look.message)
    ordered = sorted(looks, key=lambda look: look.severity != "warning")
    here = [Problem(look.place, "", look.message) for look in ordered if look.place and look.place.file in own]
    pressed = lead_to_line(here, title, key, HEIGHT_OF_LOOKS)
    if pressed:
        go_to(pressed.place)


def point_at(place: Place) -> None:
    """Have the editor put its cursor at a place, once."""
    rev = st.session_state.get("goto", (None, 0))[1] + 1
    st.session_state["goto"] = (place, rev)


def go_to(place: Place) -> None:
    """Open the editor at a place of the text."""
    point_at(place)
    session.choose("part", "text")
    session.write_address()
    back.go_to("flows")
