"""The text of the map: what we say is going on, as text and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessments.report.estimate_words import estimate_words
from assessments.report.questions import question
from assessments.report.sections.assumptions import section as assumptions
from assessments.results.ledger import assumed
from assessments.run import Run
from dashboard import back, fields, head, session, show, strip
from dashboard.background import Opened, bare
from dashboard.editor import Diagnostic, Goto, editor, typed
from dashboard.pictures import flows, selected_card
from dashboard.starting import FIVE, five_fields
from data_maps.edits import first_lines, with_estimate, with_first_lines
from data_maps.problems import Problem
from data_maps.schema import schema
from data_maps.uploads import packed

SHOWS = "This page holds the map itself: a text, with its problems at their place, and a picture of what flows."
HEIGHT = 470
MOST_ASSUMED = 20
TEXT = "Text"
AT_LENGTH = {"app": "app", "users": "users", "data": "data", "owner": "ownership", "jurisdiction": "parties"}


def page() -> None:
    """The map, in the order in which it is seen."""
    if session.opened() is None:
        head.head(SHOWS)
    _desk()


@st.fragment
def _desk() -> None:
    """Text and picture of one map; both follow each change of the text without the rest of the page."""
    with show.failures():
        _text_and_picture()


def _text_and_picture() -> None:
    now = session.opened()
    if now is None:
        st.rerun()
    top = st.container()  # one place, whatever stands in it: the editor below must stay the same one
    left, right = st.columns(2, gap="medium")
    with left:
        file = _file(now)
    _take_over(now, file)
    current = session.current()
    with top:
        head.notes(current)
        _titles(current)
    with left:
        _text(file, current)
    with right:
        _picture(current)
    with st.container():
        _problems(current)
    if current.run is not None and not current.since:
        _assumed(current.run, file)


def _titles(current: session.Current) -> None:
    back.button()
    if current.run is not None:
        head.heading(current.run)
    else:
        show.title(head.UNREAD)
    if current.problems:
        head.out_of_date(current)


def _problems(current: session.Current) -> None:
    """The problems of the text, each leading to its place in the editor above."""
    pressed = head.lead_to_line(current.problems, "Problems of the map", "problems-here")
    if pressed:
        head.point_at(pressed.place)
        st.rerun(scope="fragment")


def _file(now: Opened) -> str:
    """The file of the map that is in the editor."""
    names = list(now.texts)
    if len(names) == 1:
        return names[0]
    goto = st.session_state.get("goto")
    stood = fields.one("map:file")
    file = stood if stood in names else names[0]
    if goto and goto[0].file in names and st.session_state.get("goto-file") != goto[1]:
        st.session_state["goto-file"] = goto[1]
        file = goto[0].file
    return str(st.selectbox("File of this map", names, key=fields.standing("map:file", file)))


def _key(now: Opened, file: str) -> str:
    return f"editor:{now.number}:{list(now.contents).index(file)}"


def _stands(now: Opened, file: str) -> str:
    return now.contents[file].decode("utf-8", "replace")


def _take_over(now: Opened, file: str) -> None:
    """Make what was typed the text of the map, before anything is said about it."""
    text = _stands(now, file)
    heard = typed(text, revision=now.revision, key=_key(now, file))
    if heard != text:
        session.write(file, heard, replaced=False)
        if now.name != session.name() or not strip.is_up_to_date():
            st.rerun()  # the strip and the address are outside of what follows each change of the text


def _text(file: str, current: session.Current) -> None:
    if st.session_state.pop("map:to-text", False):
        st.session_state["map:tab"] = TEXT
    text, form = st.tabs([TEXT, "First five lines"], key="map:tab", on_change="rerun")
    with text:
        _editor(file, current)
        _download()
    with form:
        _form(file)


def _editor(file: str, current: session.Current) -> None:
    now = session.opened()
    if now is None:
        return
    editor(
        _stands(now, file),
        revision=now.revision,
        diagnostics=[_diagnostic(problem) for problem in current.problems if problem.place.file == file],
        schema=schema(),
        key=_key(now, file),
        height=HEIGHT,
        goto=_goto(file),
    )


def _diagnostic(problem: Problem) -> Diagnostic:
    subject = f"{problem.path}: " if problem.path else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return Diagnostic(problem.place.line, problem.place.column, f"{subject}{problem.message}{hint}")


def _goto(file: str) -> Goto | None:
    place, rev = st.session_state.get("goto", (None, 0))
    return Goto(place.line, place.column, rev) if place and place.file == file else None


def _download() -> None:
    now = session.opened()
    if now is None:
        return
    alone = len(now.files) == 1
    name = bare(now.name).removeprefix("case:")
    st.download_button(
        "Download",
        data=next(iter(now.contents.values())) if alone else packed(now.contents),
        file_name=_file_name(name, alone=alone),
        mime="application/yaml" if alone else "application/zip",
        on_click="ignore",
        key="map:download",
    )


def _file_name(name: str, *, alone: bool) -> str:
    ending = (".yaml", ".yml") if alone else (".zip",)
    return name if name.lower().endswith(ending) else name + ending[0]


def _form(file: str) -> None:
    """The first five lines as a form: it starts from the text each time, and writes only what was changed in it."""
    now = session.opened()
    if now is None:
        return
    text = _stands(now, file)
    lines = first_lines(text)
    values = {name: getattr(lines, name) for name in FIVE}
    show.text("The same map as the text: what is written here is written there, and the other way round.", "quiet")
    with st.form("first-lines", border=False):
        changed = five_fields(f"{now.number}:{hash(tuple(values.values()))}", values)
        if st.form_submit_button("Write into the map", disabled=not changed):
            session.write(file, with_first_lines(text, changed), replaced=True)
            st.rerun()
    _at_length([name for name, value in values.items() if value is None])


def _at_length(names: Sequence[str]) -> None:
    """The lines that the text says at greater length than the form can, each leading to its place in the text."""
    data_map = session.reading_of(opened).data_map if (opened := session.opened()) else None
    places = data_map.places if data_map else {}
    keys = {name: AT_LENGTH.get(name, name) for name in names}
    problems = [Problem(places[key], "", FIVE[name][0]) for name, key in keys.items() if key in places]
    pressed = head.lead_to_line(problems, "Said at length in the text", "map:at-length")
    if pressed:
        head.point_at(pressed.place)
        st.session_state["map:to-text"] = True
        st.rerun(scope="fragment")


def _picture(current: session.Current) -> None:
    if current.run is None:
        show.text("The picture of the flows comes with the first text that can be read.", "quiet")
        return
    with st.container(key=show.result_key("map", current.since)):
        flows("map", height=HEIGHT + 90)
        selected_card("map", current.run)


def _assumed(run: Run, file: str) -> None:
    """The values that nobody stated, and a place to state them."""
    rows = {row.number.address: row for row in assumed(run, MOST_ASSUMED)}
    with st.expander(f"Assumed values ({len(rows)}, the ones that move the result most first)"):
        if rows:
            with st.form("say", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
                address = st.selectbox(
                    "Assumed",
                    list(rows),
                    format_func=lambda a: f"{question(run.data_map, a)} Assumed: {estimate_words(rows[a].number)}",
                )
                value = st.text_input(
                    "What you say instead", placeholder="[0.2, 0.5, 0.8], or {best: 0.3, source: …, why: …}", width=320
                )
                if st.form_submit_button("Say it yourself"):
                    _say(file, str(address), value)
        show.blocks(assumptions(run).blocks)


def _say(file: str, address: str, value: str) -> None:
    now = session.opened()
    if now is None:
        return
    if not value.strip():
        show.notice("Write a number, or a range like [0.2, 0.5, 0.8].", "broken")
        return
    changed = with_estimate(_stands(now, file), file, address, value)
    if isinstance(changed, Problem):
        show.notice(f"{address}: {changed.message} ({changed.hint}).", "broken")
        return
    session.write(file, changed, replaced=True)
    st.rerun()
