"""Acts of a meeting: who writes down, the fields that are filled in, and how they are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import streamlit as st

from assessments.record.audit_log import utc_day
from assessments.record.errors import Trouble
from assessments.record.models import Entry
from assessments.record.people import Person
from assessments.review.acts import LONGEST_SAID, RULES, Act, Did
from assessments.review.recording import Review
from assessments.review.state import ReviewState
from dashboard import people, session, show, unsaved
from dashboard.strip import LATEST


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
    """What the text of a field of a meeting is kept by."""
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
