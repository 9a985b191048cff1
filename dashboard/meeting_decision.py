"""The last screen of a meeting: who is there, the decision with its conditions, dissent, and the minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

import streamlit as st

from assessments.exports import DocumentExport, docx, markdown, pdf
from assessments.record.audit_log import utc_day
from assessments.record.errors import Trouble
from assessments.record.folder import LONGEST_NAME, NotAllowed, Person, allow, cleaned_name
from assessments.record.models import Entry
from assessments.report.sentences import enumerated
from casework import meeting_screens
from casework.acts import LONGEST_SAID, Act, Condition, DecisionOutcome
from casework.grammar import RULES, Did
from casework.minutes import minutes
from casework.recording import Review
from casework.review_state import DECIDED, ReviewState
from casework.rounds import names_in, present, question_to_meeting, words_of
from dashboard import people, presses, session, show, unsaved
from dashboard.strip import LATEST

MOST_CONDITIONS, MOST_NAMES, LONGEST_ASKED = 4, 12, 150
OUTCOMES: tuple[DecisionOutcome, ...] = ("accepted", "accepted with conditions", "rejected")
NOT_WITH_CONDITIONS = "choose “Accepted with conditions”, or empty the fields of the condition"
DecisionRow = tuple[str, str, date | None]
FORMATS: tuple[tuple[str, DocumentExport], ...] = (("PDF", pdf), ("Word", docx), ("Markdown", markdown))


def decision_screen(meeting: Meeting) -> None:
    """The question; the decision, or what was decided; beside it, or below, who is there and the minutes."""
    if question := question_to_meeting(meeting.acts):
        show.text(f"Asked: {meeting_screens.short(question, LONGEST_ASKED)}", "lead")
    decision, meeting_itself = st.columns([0.64, 0.36], gap="medium")
    with meeting_itself, st.container(key="meeting-small"):
        names = list(present(meeting.acts))
        present_words = f"Here: {enumerated([meeting_screens.short(name, 40) for name in names], MOST_NAMES)}."
        show.text(present_words if names else "Nobody is noted as present yet.")
        who = writer()
        named = line_field(meeting, "Who is here, with commas between", "names", 1000)
        if presses.button("Note as present", key="meeting:attend"):
            fresh = [name for name in names_in(named) or (who.name,) if name not in names]
            missing = "" if fresh else "all of them are noted already"
            record(meeting, who, "attend", missing, ("names",), saids=fresh)
        entry, review = meeting.entry, meeting.review
        show.text("Minutes, with what is recorded so far:")
        with st.container(horizontal=True, gap="xsmall"):
            for label, module in FORMATS:
                made: Callable[[], str | bytes] = partial(_document, module.rendered, review)
                name = f"{entry.subject}-{entry.number}-minutes{module.SUFFIX}"
                st.download_button(label, made, name, on_click="ignore", key=f"meeting:{label}")
        if meeting.review_state.state in DECIDED:
            _submit(meeting, who)
    with decision:
        if meeting.review_state.state == "in review":
            _decide(meeting, who)
        else:
            review_state = meeting.review_state
            if review_state.decision is None:
                show.text("Nothing is decided, and nothing can be before it is submitted for review.")
            else:
                with st.container(key="meeting-decided"):
                    show.blocks(meeting_screens.decision(review_state))
                _dissent(meeting, who, review_state.decision)
            if review_state.state not in DECIDED:
                _submit(meeting, who)


def _decide(meeting: Meeting, who: Person) -> None:
    """Why and on which conditions, kept as it is typed; then the outcome, which comes with the press of its button."""
    with st.container(key="meeting-hindrance"):
        if why := hindrance(meeting, who):
            show.notice(why)
    reasons = unsaved.text_field("Because", field_name(meeting, "because"), most=LONGEST_SAID)
    rows = tuple(_condition(meeting, n) for n in range(1, _count_of_rows(meeting) + 1))
    if len(rows) < MOST_CONDITIONS:
        st.button(
            "Another condition",
            key=field_key("more"),
            on_click=presses.on_use(_add_condition, len(rows)),
            type="tertiary",
        )
    field = field_key("outcome")
    st.radio(
        "Decision",
        OUTCOMES,
        index=None,
        horizontal=True,
        format_func=str.capitalize,
        key=field,
        on_change="ignore",
    )
    press = presses.button_beside(field, "Record the decision", key="meeting:decide", type="primary")
    if press.pressed:
        outcome: DecisionOutcome | None = press.choice
        conditions, wrong = _conditions(rows, outcome)
        missing = lacking(outcome, "choose an outcome") or lacking(reasons, "say why") or wrong
        typed = ("because", *tuple(name for n in range(1, MOST_CONDITIONS + 1) for name in _row(n)))
        record(meeting, who, "decide", missing, typed, outcome=outcome, said=reasons, conditions=conditions)


def hindrance(meeting: Meeting, who: Person) -> str:
    """The reason why an acceptance would be refused now, from this person; empty where it would not."""
    try:
        allow(who, RULES["decide"].least, RULES["decide"].what)
    except NotAllowed as refused:
        return show.as_sentence(refused)
    left = len(meeting.review_state.open_questions)
    if not left:
        return ""
    subject = "One question is" if left == 1 else f"{left} questions are"
    return f"{subject} open: it can be accepted once each is answered, or accepted as open by name, in step 5."


def _count_of_rows(meeting: Meeting) -> int:
    """The number of rows that were asked for, or of which the last holds something that was typed before."""
    filled = (
        n
        for n in range(1, MOST_CONDITIONS + 1)
        if any(unsaved.text_left(field_name(meeting, name)) for name in _row(n))
    )
    return max((int(st.session_state.get(field_key("rows"), 1)), *filled))


def _conditions(rows: Sequence[DecisionRow], outcome: DecisionOutcome | None) -> tuple[tuple[Condition, ...], str]:
    """The conditions that are typed in, and what one of them still lacks or why there can be none."""
    conditions: list[Condition] = []
    wrong = ""
    for n, (what, owner, until) in enumerate(rows, 1):
        if not (what or owner or until):
            continue
        if what and owner and until:
            conditions.append(Condition(what=what, owner=owner, until=until))
        else:
            wrong = wrong or f"condition {n} needs what is to be done, its owner and a date"
    if outcome == "accepted with conditions":
        return tuple(conditions), wrong or lacking(conditions, "name a condition")
    return (), NOT_WITH_CONDITIONS if conditions or wrong else ""


def _condition(meeting: Meeting, n: int) -> DecisionRow:
    """A condition, its owner and its last day; only the first row has its labels above."""
    places = st.columns([0.5, 0.25, 0.25], gap="small")
    seen: Literal["visible", "collapsed"] = "visible" if n == 1 else "collapsed"
    of_what, of_owner, of_day = _row(n)
    with places[0]:
        what = line_field(meeting, _nth("Condition", n), of_what, 500, label_visibility=seen)
    with places[1]:
        owner = line_field(meeting, _nth("Owner", n), of_owner, LONGEST_NAME, label_visibility=seen)
    with places[2]:
        until = day_field(meeting, _nth("Until", n), of_day, seen)
    return what.strip(), cleaned_name(owner), until


def _row(n: int) -> tuple[str, str, str]:
    """The names of the fields of one condition."""
    return f"what {n}", f"owner {n}", f"until {n}"


def _nth(label: str, n: int) -> str:
    return label if n == 1 else f"{label} {n}"


def _add_condition(rows: int) -> None:
    st.session_state[field_key("rows")] = rows + 1


def _dissent(meeting: Meeting, who: Person, decision: Act) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = line_field(meeting, "Who dissents", "dissenter", LONGEST_NAME, placeholder=who.name, width=180)
        reason = line_field(meeting, "Why", "dissent", LONGEST_SAID - LONGEST_NAME - 2)
        is_dissent = presses.button("Note the dissent", key="meeting:dissent")
        is_signature = presses.button("Sign it too", key="meeting:sign")
    if is_dissent:
        words = words_of(name.strip(), who.name, reason)
        missing, typed = lacking(reason, "say why"), ("dissenter", "dissent")
        record(meeting, who, "dissent", missing, typed, about=decision.id, said=words)
    if is_signature:
        record(meeting, who, "sign", "", about=decision.id)


def _submit(meeting: Meeting, who: Person) -> None:
    again = meeting.review_state.state != "draft"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = "What is asked of the next meeting" if again else "What is asked of the meeting"
        question = line_field(meeting, label, "asked")
        kind: Literal["primary", "secondary"] = "secondary" if again else "primary"
        pressed = presses.button("Submit again" if again else "Submit for review", type=kind, key="meeting:submit")
    if pressed:
        record(meeting, who, "submit", "", ("asked",), said=question)


def _document(write: Callable[[Any], str | bytes], review: Review) -> str | bytes:
    return write(minutes(review))


@dataclass(frozen=True)
class Meeting:
    """A meeting on one saved assessment: its review and how it stands now."""

    review: Review
    review_state: ReviewState
    acts: tuple[Act, ...]

    @property
    def entry(self) -> Entry:
        """The saved assessment that it is about."""
        return self.review.entry


def line_field(meeting: Meeting, label: str, name: str, most: int = LONGEST_SAID, **look: Any) -> str:
    """A line of the meeting, which is kept until something is recorded with it."""
    return unsaved.line_field(label, field_name(meeting, name), most=most, **look)


def day_field(
    meeting: Meeting, label: str, name: str, seen: Literal["visible", "collapsed"] = "visible"
) -> date | None:
    """A day from today on, or none yet; it is kept as a line is."""
    bounds = {"min_value": utc_day(), "max_value": LATEST}
    return unsaved.day_field(label, field_name(meeting, name), label_visibility=seen, **bounds)


def field_name(meeting: Meeting, name: str) -> str:
    """The name that the text of a field of a meeting is kept by."""
    return f"meeting {meeting.entry.id} {name}"


def writer() -> Person:
    """The person who writes down what happens: signed in or named before; else a name is asked."""
    signed_in = people.person()
    if signed_in is not None and signed_in.name:
        return signed_in
    return unsaved.person_field("meeting:person")


def record(meeting: Meeting, person: Person, did: Did, missing: str, typed: Sequence[str] = (), **details: Any) -> None:
    """Have something recorded and show the page anew, with what was `typed` for it emptied; says why if refused."""
    if did == "sign" and not people.just_signed_in():
        people.sign_in_again()
        return
    missing = missing or lacking(person.name, "say who you are")
    if missing:
        show.notice(f"It is not recorded: {missing}.", "broken")
        return
    try:
        done = _recorded(meeting.review, person, did, details)
    except Trouble as refused:
        show.notice(f"It is not recorded: {refused}.", "broken")
        return
    people.remember(person)
    for name in typed:
        unsaved.sent(field_name(meeting, name))
    st.session_state["meeting:turn"] = st.session_state.get("meeting:turn", 0) + 1
    st.session_state["meeting:told"] = (
        f"Recorded: {RULES[did].what}{f', {done} times' if done > 1 else ''}, by {person.name}."
    )
    st.rerun()


def _recorded(review: Review, person: Person, did: Did, details: dict[str, Any]) -> int:
    """Do something about one thing or several, or once for each of several names; says how often."""
    if "abouts" in details:
        return len(review.do_each(person, did, details.pop("abouts"), **details))
    if "saids" in details:
        return len([review.do(person, did, said=name) for name in details["saids"]])
    review.do(person, did, **details)
    return 1


def lacking(value: object, otherwise: str) -> str:
    """The words `otherwise` where a value is empty, else none."""
    blank = not (value.strip() if isinstance(value, str) else value)
    return otherwise if blank else ""


def field_key(name: str) -> str:
    """The key of a choice, which nobody has made again once something was recorded."""
    return f"meeting:{name}:{session.one('saved')}:{st.session_state.get('meeting:turn', 0)}"
