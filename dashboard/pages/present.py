"""Present: the meeting, from what an assessment is about to a decision, one screen a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from assessments.record.drafts import data_map_of, run_of_request
from assessments.record.entries import subject_of
from assessments.record.errors import NoStore, NotSaved, Trouble
from assessments.record.folder import store_named
from assessments.record.models import Entry
from assessments.record.recompute import side_of
from assessments.record.store import Store, open_store
from assessments.report.blocks import Block, Figure, Heading, NamedCells, Notice, Table, Text
from assessments.results.comparison.compared import MapComparison, comparison_of
from assessments.run import Run
from assessments.scenario import Unusable
from casework import meeting_screens
from casework.recording import Review
from casework.rounds import before
from dashboard import background, fields, presses, saving, session, show
from dashboard.head import beside_baseline, caveat, notes
from dashboard.meeting_decision import (
    Meeting,
    day_field,
    decision_screen,
    field_key,
    lacking,
    line_field,
    record,
    writer,
)
from dashboard.record import saved
from dashboard.record.tasks import HEADLINE, WHOLE, words_for
from dashboard.what_if import what_if
from data_maps.problems import did_you_mean, shown

SHOWS = (
    "This page leads a meeting, one screen a step, from what an assessment is about to a decision recorded with names. "
    "It ends in minutes. It needs a saved assessment: open a map and save what it gives, here or in Record."
)
MOST_LISTED = 60
ButtonKind = Literal["primary", "secondary", "tertiary"]
_CSS = (Path(__file__).parent / "present.css").read_text("utf-8")


def page() -> None:
    """One step of the meeting: the question, the way to the other steps, then what there is to say."""
    st.html(f"<style>{_CSS}</style>")
    with st.container(key="meeting"):
        notes(session.current())
        try:
            with open_store(store_named(), make=False) as store:
                _met(store)
        except NoStore:
            _nothing_saved()
        except Trouble as trouble:
            show.title("Present")
            show.notice(show.as_sentence(trouble), "broken")


def _met(store: Store) -> None:
    entry = _chosen(store)
    if entry is None:
        _nothing_saved(store)
        return
    presses.look_at(entry.id)
    review = Review(store, store.load(entry.id))
    acts = review.acts()
    meeting = Meeting(review, review.standing_after(acts), acts)
    step = _step()
    below = f"{entry.id}: {meeting_screens.short(entry.title, 80)}{caveat(exact=not review.saved.simulated)}"
    show.title(f"{step}. {meeting_screens.STEPS[step - 1][1]}", below)
    last = len(meeting_screens.STEPS)
    with st.container(horizontal=True, gap="xsmall", key="meeting-way"):
        # Page Up and Page Down are what the pointers send that people present with.
        _turn("Back", "PageUp", max(1, step - 1), disabled=step == 1)
        for n, (word, _) in enumerate(meeting_screens.STEPS, 1):
            kind: ButtonKind = "primary" if n == step else "tertiary"
            st.button(f"{n} {word}", key=f"meeting:to:{n}", type=kind, on_click=presses.on_use(_go, n))
        _turn("Next", "PageDown", min(last, step + 1), disabled=step == last)
        if (data_map := session.current().data_map) is not None:
            what_if(data_map)
        saving.show_progress()
        _leave()
    # What comes and goes has a place of its own, so that no field below moves and loses what is typed.
    with st.container(key="meeting-notes"):
        review_state = meeting.review_state
        if review_state.state == "draft":
            show.notice("This is a draft: nothing can be decided before it is submitted for review, in step 7.")
        elif review_state.state == "lapsed":
            why = meeting_screens.short("; ".join(review_state.why), 2 * meeting_screens.LONGEST)
            show.notice(f"The decision has lapsed: {why}. Submit it again in step 7 to decide anew.", "broken")
        if message := st.session_state.pop("meeting:told", None):
            show.notice(str(message))
        beside_baseline()
    _SCREENS[step - 1](meeting)


def _chosen(store: Store) -> Entry | None:
    """The assessment of the address, else the newest of the open map; with no map open the one saved last."""
    wanted = session.one("saved")
    try:
        if wanted:
            return store.find(wanted)
    except NotSaved as unknown:
        show.notice(f"{show.as_sentence(unknown)} It is left aside.", "broken")
    open_map = session.opened_map()
    return store.latest(subject_of(open_map.file_name)) if open_map else next(iter(store.newest(1)), None)


def _step() -> int:
    """The step of the address, the first one where it names none."""
    step = session.one("step") or "1"
    if step in {str(n) for n in range(1, len(meeting_screens.STEPS) + 1)}:
        return int(step)
    hint = str(did_you_mean(step, [str(n) for n in range(1, len(meeting_screens.STEPS) + 1)], "there are 1 to 7"))
    show.notice(f"There is no step {shown(step)} ({hint}). It is left aside.", "broken")
    return 1


def _turn(label: str, keys: str, to: int, *, disabled: bool) -> None:
    st.button(label, key=f"meeting:{label}", on_click=presses.on_use(_go, to), shortcut=keys, disabled=disabled)


def _leave() -> None:
    """The way out, since no other place is in sight here."""
    if presses.button("Leave", key="meeting:leave", type="tertiary", icon=":material/close:"):
        st.switch_page("dashboard/pages/answer.py", query_params=session.params())


def _nothing_saved(store: Store | None = None) -> None:
    """The way to a saved version: of the map that is open, saved here, else by opening one."""
    run = session.current().run
    show.title(f"Nothing saved yet of “{run.data_map.title}”" if run else "Nothing was saved yet")
    show.text(SHOWS)
    if run is not None:
        saved.save_form(store, first=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        if run is None and presses.button("Go to Record", key="meeting:saved", type="primary"):
            st.switch_page("dashboard/pages/record.py", query_params=session.params())
        saving.show_progress()
        _leave()


def _go(step: int) -> None:
    session.choose("step", str(step))


def _question_step(meeting: Meeting) -> None:
    """The message, then what is known beside the picture; below what is known, which version it is about."""
    content = _blocks_again(
        lambda made: meeting_screens.question_screen(meeting.review.saved, made, meeting.review_state), meeting
    )
    wide = [block for block in content if not isinstance(block, NamedCells | Figure)]
    show.blocks(wide)
    left, right = st.columns([0.42, 0.58], gap="medium")
    with left:
        show.blocks(block for block in content if isinstance(block, NamedCells))
        entries = {entry.id: entry for entry in (meeting.entry, *meeting.review.store.newest(MOST_LISTED))}
        st.selectbox(
            "Saved assessment",
            list(entries),
            format_func=lambda id_: (
                f"{id_}: {meeting_screens.short(entries[id_].title, 60)} ({entries[id_].saved_at[:10]})"
            ),
            key=fields.standing("meeting:saved", meeting.entry.id),
            on_change=presses.on_use(lambda: session.choose("saved", fields.one("meeting:saved"))),
            label_visibility="collapsed",
        )
        if not _is_what_is_open(meeting):
            show.notice("What is open differs from this version. Save it to present it as it is now.")
            saved.save_form(meeting.review.store)
    with right:
        show.blocks(block for block in content if isinstance(block, Figure))


def _is_what_is_open(meeting: Meeting) -> bool:
    """True unless the map of this line is open with another text or asked otherwise than was saved.

    Draws and seed are no part of it: they tell how exactly is answered, not what is asked.
    """
    open_map = session.opened_map()
    if open_map is None or session.current().run is None or subject_of(open_map.file_name) != meeting.entry.subject:
        return True
    files = list(open_map.contents.values())
    asked = meeting.entry.asked
    asked_now = replace(saved.asked_now(), draws=asked.draws, seed=asked.seed)
    return files == list(meeting.review.saved.files.values()) and asked_now == asked


def _changed(meeting: Meeting) -> None:
    earlier = before(meeting.review.store, meeting.entry)
    show.text(meeting_screens.since(earlier))
    if earlier is not None:
        comparison = _compared(meeting, earlier.entry)
        if comparison is not None:
            lead, figures = meeting_screens.changed(comparison)
            show.blocks((lead,))
            left, right = st.columns([0.45, 0.55], gap="medium")
            with left:
                show.blocks((meeting_screens.parts(comparison),))
            with right:
                show.blocks(figures)


def _compared(meeting: Meeting, earlier: Entry) -> MapComparison | None:
    """The comparison with an earlier version, made once; says why where one of the two cannot be read."""
    try:
        sides = side_of(meeting.review.store.load(earlier.id)), side_of(meeting.review.saved)
    except (Trouble, Unusable) as trouble:
        show.notice(f"They cannot be compared: {_words(trouble)}.", "broken")
        return None
    key = ("meeting", "compared", earlier.fingerprint, meeting.entry.fingerprint)
    return background.cached("Comparing", key, partial(comparison_of, *sides))


def _routes(meeting: Meeting) -> None:
    """The route to tell first, the picture beside how open five of them are; what each hangs on is folded."""
    content = _blocks_again(lambda made: meeting_screens.routes(meeting.review.saved, made), meeting)
    show.blocks(block for block in content if isinstance(block, Notice | Text))
    left, right = st.columns([0.56, 0.44], gap="medium")
    with left:
        show.blocks(block for block in content if isinstance(block, Figure))
    with right:
        show.blocks(block for block in content if isinstance(block, Heading | NamedCells))
    with st.expander("Five routes, with what each hangs on"):
        show.blocks(block for block in content if isinstance(block, Table))


def _reasons(meeting: Meeting) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        show.html("<h2>For doing something</h2>")
        show.blocks(meeting_screens.speaks_for(meeting.review.saved))
    with right:
        show.html("<h2>Against</h2>")
        show.blocks(meeting_screens.speaks_against(meeting.review.saved))
    with st.container(key="meeting-small"):
        show.blocks((meeting_screens.last_comments(meeting.review_state, words_for(meeting.review, meeting.acts)),))
        _comment(meeting)


def _comment(meeting: Meeting) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subjects = {HEADLINE: WHOLE, **{question.name: question.ask for question in meeting.review.questions}}
        subject = st.selectbox(
            "About", list(subjects), format_func=lambda name: subjects.get(name, ""), key=field_key("about"), width=260
        )
        comment = line_field(meeting, "Comment", "comment")
        person = writer()
        pressed = presses.button("Add the comment", key="meeting:comment")
    if pressed:
        missing = lacking(comment, "say something")
        record(meeting, person, "comment", missing, ("comment",), about=subject, said=comment)


def _unknown(meeting: Meeting) -> None:
    show.blocks(meeting_screens.unknown(meeting.review.saved, meeting.review_state))
    if meeting.review_state.open_questions:
        with st.container(key="meeting-small"):
            questions = {question.name: question.ask for question in meeting.review_state.open_questions}
            with st.container(horizontal=True, vertical_alignment="bottom"):
                every = st.session_state.get(field_key("all"), False)
                chosen = st.multiselect(
                    "Questions to answer, or to accept as open",
                    list(questions),
                    format_func=lambda name: meeting_screens.short(questions.get(name, "")),
                    key=field_key("questions"),
                    placeholder="Choose one or several",
                    disabled=every,
                )
                st.checkbox(f"All {len(questions)} that are open", key=field_key("all"), width=220)
            chosen = list(questions) if every else chosen
            with st.container(horizontal=True, vertical_alignment="bottom"):
                words = line_field(meeting, "The answer, or why it may stay open", "settled")
                until = day_field(meeting, "Open until", "until")
                person = writer()
                answer = presses.button("Answer", key="meeting:answer")
                accept = presses.button("Accept as open", key="meeting:accept")
            missing = lacking(chosen, "choose a question") or lacking(words, "say the answer, or why it may stay open")
            if answer:
                record(meeting, person, "answer", missing, ("settled",), abouts=chosen, said=words)
            if accept:
                missing = missing or lacking(until, "say until which day it may stay open")
                typed = ("settled", "until")
                record(meeting, person, "accept", missing, typed, abouts=chosen, said=words, until=until)


def _options(meeting: Meeting) -> None:
    """The verdict, the picture of the trade-offs, and folded their numbers."""
    lead = st.container()
    content = tuple(meeting_screens.frontier(meeting.review.saved))
    end = next((at for at, block in enumerate(content, 1) if isinstance(block, Figure)), len(content))
    show.blocks(content[:end])
    if content[end:]:
        with st.expander("The best trade-offs in numbers"):
            show.blocks(content[end:])
    with lead:
        show.blocks(_blocks_again(lambda made: _verdict(meeting, made), meeting))


def _verdict(meeting: Meeting, made: Run) -> tuple[Block, ...]:
    entry = meeting.entry
    key = ("meeting", "verdict", entry.id, entry.fingerprint)
    return background.cached("Comparing options", key, partial(meeting_screens.verdict, meeting.review.saved, made))


_SCREENS: Sequence[Callable[[Meeting], None]] = (
    _question_step,
    _changed,
    _routes,
    _reasons,
    _unknown,
    _options,
    decision_screen,
)


def _blocks_again(make: Callable[[Run], Iterable[Block]], meeting: Meeting) -> tuple[Block, ...]:
    """Blocks of the assessment, made again from what was saved; says why where this version cannot."""
    try:
        saved, entry = meeting.review.saved, meeting.entry
        run = background.cached(
            "Working out the result",
            ("meeting", entry.id, entry.fingerprint),
            lambda: run_of_request(data_map_of(entry.map, saved.files), entry.asked),
        )
        with st.spinner("Putting it together"):
            return tuple(make(run))
    except (Trouble, Unusable) as trouble:
        show.notice(f"It cannot be shown: {_words(trouble)}.", "broken")
        return ()


def _words(trouble: Exception) -> str:
    if isinstance(trouble, Unusable):
        return "; ".join(problem.message for problem in trouble.problems)
    return str(trouble).partition("\n")[0]


if __name__ == "__main__":
    page()
