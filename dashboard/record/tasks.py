"""The ten questions of a review that matter most as tasks: a list, and what people do about the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from assessments.record.audit_log import utc_day
from assessments.record.errors import Trouble, minute
from assessments.record.folder import Person, Role, identity
from assessments.report.blocks import Cell, Column, Heading, NamedCells, Table, row
from assessments.report.questions import question
from casework.acts import LONGEST_SAID, Act, value_text
from casework.grammar import DEEDS, RULES, Did
from casework.recording import Review
from casework.review_state import ReviewState
from casework.rounds import Task, tasks
from dashboard import background, fields, presses, show, unsaved
from dashboard.picker import Choice

HEIGHT = 470
LATEST = date(2999, 12, 31)
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
ESTIMATE = "0.3, 30%, [0.1, 0.3, 0.6] or 2/year"
Do = Callable[..., None]
HEADLINE, WHOLE = "headline.harm", "The result as a whole"
Called = Callable[[str], str]


def board(review: Review, person: Person, review_state: ReviewState, visible_acts: Sequence[Act], do: Do) -> None:
    """The tasks with their owners and due days, and the chosen one; `do` writes down what somebody does."""
    ten = tasks(review.saved, review.questions, review_state, visible_acts)
    if not ten:
        show.text("No question came out of this assessment.")
        return
    listing, chosen = st.columns([0.42, 0.58], gap="medium")
    with listing:
        name = fields.pick("task", [_item(task) for task in ten], _wanted(ten), "Tasks", "review:tasks", HEIGHT)
        if len(review.questions) > len(ten):
            show.text(f"The {len(ten)} worth most of {len(review.questions)} questions.", "quiet")
    with chosen:
        task = next(task for task in ten if task.question.name == name)
        facts = [("State", Cell(_state(task))), ("An answer is worth", Cell(task.worth))]
        if task.settled:
            facts.append(("Said", Cell(f"{task.settled.by}: {task.settled.said}")))
        if task.hidden:
            facts.append(("Blind estimates", Cell(f"{task.hidden}, seen by whoever made them until they are opened")))
        rows = tuple(
            row(act.by, value_text(act.value) if act.did == "estimate" else "", act.said, minute(act.at))
            for act in sorted((*task.comments, *task.estimates), key=lambda act: act.at)
        )
        table = (Table("What was said of it", (Column("By"), Column("Estimate"), Column("Said"), Column("At")), rows),)
        show.blocks((Heading(task.question.ask), NamedCells(tuple(facts)), *(table if rows else ())))
        if person.name and person.role >= Role.ANALYST:
            name = task.question.name
            assign, say, settle = st.tabs(["Owner and day", "Say or estimate", "Answer"])
            with assign:
                _assign(review, task, do)
            with say:
                field = f"comment {review.entry.id} {name}"
                words = unsaved.text_field("Comment", field, most=LONGEST_SAID)
                if presses.button("Comment", key=f"task:comment:{name}"):
                    do("comment", (name,), typed=(field,), said=words.strip())
                numbers = [address for address in task.question.about if address in review.numbers]
                if numbers:
                    _estimate(review, numbers[0], person, do)
            with settle:
                if task.settled:
                    show.text("It is settled. Withdraw that under Timeline to open it again.", "quiet")
                else:
                    _settle(review, name, person, do)


def _wanted(ten: Sequence[Task]) -> str | None:
    return fields.valid_choice("task", [task.question.name for task in ten], "No task of this review is called {}")


def _item(task: Task) -> Choice:
    notes = (
        f"{len(task.comments)} comment{'' if len(task.comments) == 1 else 's'}" if task.comments else "",
        f"{len(task.estimates)} estimate{'' if len(task.estimates) == 1 else 's'} seen" if task.estimates else "",
        f"{task.hidden} blind" if task.hidden else "",
    )
    return Choice(task.question.name, _state(task), task.question.ask, " · ".join(filter(None, (task.worth, *notes))))


def _state(task: Task) -> str:
    """Where a task stands, in a word or with its owner and day."""
    if task.settled:
        return "answered" if task.settled.did == "answer" else f"open until {task.settled.until}"
    if task.assigned is None:
        return "nobody has it"
    late = ", late" if task.is_late(utc_day()) else ""
    return f"{task.assigned.owner}, due {task.assigned.until}{late}"


def _assign(review: Review, task: Task, do: Do) -> None:
    name, before = task.question.name, task.assigned
    field = f"owner {review.entry.id} {name}"
    usual = before.owner or "" if before else ""
    owner = unsaved.line_field("Who is to answer it", field, most=80, usual=usual)
    due = before.until if before and not task.is_late(utc_day()) else utc_day() + MONTH
    chosen = f"task:due:{review.entry.id}:{name}:{due}"
    st.date_input(
        "Due",
        value=due,
        min_value=utc_day(),
        max_value=LATEST,
        format="YYYY-MM-DD",
        key=chosen,
        on_change="ignore",
    )
    pressed, until = presses.button_beside(chosen, "Give it to them", key=f"task:assign:{name}:submit")
    if pressed:
        do("assign", (name,), typed=(field,), owner=owner.strip(), until=day_of(until))


def _estimate(review: Review, number: str, person: Person, do: Do) -> None:
    """A field for one's own estimate, which nobody else sees before it is opened."""
    field = f"estimate {review.entry.id} {number} {identity(person.name)}"
    value = unsaved.line_field("Your estimate, blind until it is opened", field, most=200, placeholder=ESTIMATE)
    if presses.button("Estimate", key=f"task:estimate:{number}:submit"):
        do("estimate", (number,), typed=(field,), value=value.strip(), said="")


def _settle(review: Review, name: str, person: Person, do: Do) -> None:
    field = f"answer {review.entry.id} {name}"
    words = unsaved.text_field("Answer, or reason to leave it open", field, most=LONGEST_SAID).strip()
    until = st.date_input(
        "Open until", value=utc_day() + YEAR, min_value=utc_day(), format="YYYY-MM-DD", key="task:until"
    )
    with st.container(horizontal=True):
        if presses.button("Answer", key=f"task:answer:{name}", type="primary"):
            do("answer", (name,), typed=(field,), said=words)
        if may(person, "accept") and presses.button("Accept that it stays open", key=f"task:accept:{name}"):
            do("accept", (name,), typed=(field,), said=words, until=day_of(until))


def may(person: Person, did: Did) -> bool:
    """True where somebody who has said who they are may do that."""
    return bool(person.name) and person.role >= RULES[did].least


def day_of(value: Any) -> date | None:
    """The day that a field of a form holds; None where it is empty."""
    return value if isinstance(value, date) else None


def words_for(review: Review, acts: Iterable[Act]) -> Called:
    """The words for each address that a review speaks about; what it has no words for is called by its address."""
    words = {
        HEADLINE: WHOLE,
        **_questions_by_address(review),
        **{question.name: question.ask for question in review.questions},
    }
    for act in acts:
        words[act.id] = deed(act)
        words |= {id_: question.what for id_, question in zip(act.condition_ids(), act.conditions, strict=True)}
    return lambda address: words.get(address, address)


def deed(act: Act) -> str:
    """Words on what somebody did, with its beginning and when: enough to tell it from all else."""
    words = f": {act.said[:60]}" if act.said else ""
    return f"{act.by} {DEEDS[act.did]}{words} ({minute(act.at)})"


def _questions_by_address(review: Review) -> dict[str, str]:
    """The question that each number of the assessment answers; none where this version cannot read its map."""
    entry = review.entry

    def make() -> dict[str, str]:
        return {address: question(review.data_map, address) for address in review.numbers}

    try:
        return background.cached("Reading the map", ("asked", entry.id, entry.fingerprint), make)
    except Trouble:
        return {}
