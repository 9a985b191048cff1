"""The text of the map: what we say is going on, as text and as a picture."""

from __future__ import annotations

import streamlit as st

from assessments.report.estimate_words import estimate_words
from assessments.report.questions import question
from assessments.report.sections.assumptions import section as assumptions
from assessments.results.ledger import assumed
from assessments.run import Run
from dashboard import back, fields, head, presses, session, show, strip, terms, unsaved
from dashboard.background import Opened, bare
from dashboard.editor import Diagnostic, Goto, editor, typed
from dashboard.flows import change
from dashboard.pictures import flows, selected_card, selected_in
from data_maps.edits import with_estimate
from data_maps.problems import Problem
from data_maps.schema import schema
from data_maps.uploads import packed

SHOWS = "This page holds the map itself: a text, with its problems at their place, and a picture of what flows."
HEIGHT = 470
MOST_ASSUMED, LONGEST = 20, 1000


def page() -> None:
    """The map, in the order in which it is seen."""
    if session.opened_map() is None:
        head.head(SHOWS)
    _desk()


@show.fragment
@terms.page_part("text of the map")
def _desk() -> None:
    """Text and picture of one map; both follow each change of the text without the rest of the page."""
    with show.failures():
        open_map = session.opened_map()
        if open_map is None or not strip.is_up_to_date():
            st.rerun()  # the strip and the address are outside of what follows each change of the map
        top = st.container()  # one place, whatever stands in it: the editor below must stay the same one
        left, right = st.columns(2, gap="medium")
        with left:
            file = _file(open_map)
        # What was typed is the text of the map before anything is said about it.
        text = _stands(open_map, file)
        heard = typed(text, revision=open_map.revision, key=_key(open_map, file))
        if heard != text:
            session.write(file, heard, replaced=False)
            if not strip.is_up_to_date():
                st.rerun()
        current = session.current()
        with top:
            head.notes(current)
            back.button()
            if current.run is not None:
                head.heading(current.run)
            else:
                show.title(head.UNREAD)
            if current.problems:
                head.out_of_date(current)
        with left:
            _editor(file, current)
            open_map = session.opened_map()
            if open_map is not None:
                alone = len(open_map.files) == 1
                name = bare(open_map.name).removeprefix("case:")
                ending = (".yaml", ".yml") if alone else (".zip",)
                st.download_button(
                    "Download",
                    data=next(iter(open_map.contents.values())) if alone else packed(open_map.contents),
                    file_name=name if name.lower().endswith(ending) else name + ending[0],
                    mime="application/yaml" if alone else "application/zip",
                    on_click="ignore",
                    key="map:download",
                )
        with right:
            _picture(current)
        with st.container():
            pressed = head.lead_to_line(current.problems, "Problems of the map", "problems-here")
            if pressed:
                head.point_at(pressed.place)
                st.rerun(scope="fragment")
        if current.run is not None and not current.since:
            _assumed(current.run, file)
    unsaved.keep()


def _file(open_map: Opened) -> str:
    """The file of the map that is in the editor."""
    names = list(open_map.texts)
    if len(names) == 1:
        return names[0]
    goto = st.session_state.get("goto")
    stood = fields.one("map:file")
    file = stood if stood in names else names[0]
    if goto and goto[0].file in names and st.session_state.get("goto-file") != goto[1]:
        st.session_state["goto-file"] = goto[1]
        file = goto[0].file
    return str(st.selectbox("File of this map", names, key=fields.standing("map:file", file)))


def _stands(open_map: Opened, file: str) -> str:
    return open_map.contents[file].decode("utf-8", "replace")


def _key(open_map: Opened, file: str) -> str:
    return f"editor:{open_map.number}:{list(open_map.contents).index(file)}"


def _editor(file: str, current: session.Current) -> None:
    open_map = session.opened_map()
    if open_map is None:
        return
    place, rev = st.session_state.get("goto", (None, 0))
    editor(
        _stands(open_map, file),
        revision=open_map.revision,
        diagnostics=[_diagnostic(problem) for problem in current.problems if problem.place.file == file],
        schema=schema(),
        key=_key(open_map, file),
        height=HEIGHT,
        goto=Goto(place.line, place.column, rev) if place and place.file == file else None,
    )
    if typed(_stands(open_map, file), revision=open_map.revision, key=_key(open_map, file)) != _stands(open_map, file):
        st.rerun()  # typed while no server answered: a window that finds one again tells it with the first run


def _diagnostic(problem: Problem) -> Diagnostic:
    subject = f"{problem.path}: " if problem.path else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return Diagnostic(problem.place.line, problem.place.column, f"{subject}{problem.message}{hint}")


def _picture(current: session.Current) -> None:
    if current.run is None:
        show.text("The picture of the flows comes with the first text that can be read.", "quiet")
        return
    with st.container(key=show.result_key("map", current.since)):
        flows("map", height=HEIGHT + 90)
        change.panel(selected_in("map"))
        selected_card("map", current.run)


def _assumed(run: Run, file: str) -> None:
    """The values that nobody stated, and a place to state them."""
    rows = {row.number.address: row for row in assumed(run, MOST_ASSUMED)}
    with st.expander(f"Assumed values ({len(rows)}, the ones that move the result most first)"):
        if rows:
            with st.container(horizontal=True, vertical_alignment="bottom", key="enter:say"):
                address = st.selectbox(
                    "Assumed",
                    list(rows),
                    format_func=lambda a: f"{question(run.data_map, a)} Assumed: {estimate_words(rows[a].number)}",
                )
                usual = "[0.2, 0.5, 0.8], or {best: 0.3, source: …, why: …}"
                name = f"say {session.name()}"
                value = unsaved.line_field("What you say instead", name, most=LONGEST, placeholder=usual, width=320)
                if presses.button("Say it yourself", key="say:submit"):
                    _say(file, str(address), value)
        show.blocks(assumptions(run).blocks)


def _say(file: str, address: str, value: str) -> None:
    open_map = session.opened_map()
    if open_map is None:
        return
    if not value.strip():
        show.notice("Write a number, or a range like [0.2, 0.5, 0.8].", "broken")
        return
    changed = with_estimate(_stands(open_map, file), file, address, value, open_map.contents)
    if isinstance(changed, Problem):
        hint = f" ({changed.hint})" if str(changed.hint) else ""
        show.notice(f"{address}: {changed.message}{hint}.", "broken")
        return
    unsaved.sent(f"say {open_map.name}")
    session.write(file, changed, replaced=True)
    st.rerun()
