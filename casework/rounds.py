"""Rounds of meetings: who was there, the questions that matter most as tasks, and the acts of the one under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessments.record.folder import cleaned_name
from assessments.report.questions import worth_words
from casework.acts import Act
from casework.recording import Review
from casework.review_state import ReviewQuestion, ReviewState, blind, in_force

if TYPE_CHECKING:
    from assessments.record.models import Entry, Saved
    from assessments.record.store import Store
    from assessments.results.result import OpenQuestion

MOST_NAMED = 60
MOST = 10


def this_round(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts in force since a review was last submitted after a decision; all of them if it never was."""
    current: list[Act] = []
    decided = False
    for act in in_force(acts):
        if act.did == "submit" and decided:
            current, decided = [], False
        decided = decided or act.did == "decide"
        current.append(act)
    return tuple(current)


def present(acts: Iterable[Act]) -> Mapping[str, Act]:
    """The people present at the meeting, by the act that notes it: whoever was named, or did it themselves."""
    people: dict[str, Act] = {}
    for act in this_round(acts):
        if act.did == "attend":
            people.setdefault(cleaned_name(act.said) or act.by, act)
    return people


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text that has commas, semicolons or line ends between them, each once."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(name for piece in parts if (name := cleaned_name(piece))))[:MOST_NAMED]


def question_to_meeting(acts: Iterable[Act]) -> str:
    """The question to the meeting of whoever handed an assessment in; empty where nothing was said."""
    return next((act.said for act in reversed(this_round(acts)) if act.did == "submit"), "")


def words_of(name: str, scribe: str, words: str) -> str:
    """The words of somebody, as a scribe notes it for them: their name first, unless the scribe says it."""
    return words if name in ("", scribe) else f"{name}: {words}"


@dataclass(frozen=True)
class Before:
    """The version that a meeting compares with, and the decision on it if there was one."""

    entry: Entry
    decision: Act | None


def before(store: Store, entry: Entry) -> Before | None:
    """The last version of a line before this one that was decided on, else the one before; None for the first."""
    earlier = [version for version in store.lines(entry.subject) if version.number < entry.number]
    for version in reversed(earlier):
        acts = Review(store, store.load(version.id)).acts()
        decision = next((act for act in reversed(acts) if act.did == "decide"), None)
        if decision is not None:
            return Before(version, decision)
    return Before(earlier[-1], None) if earlier else None


def day_of(entry: Entry, acts: Iterable[Act]) -> date:
    """The day of the last thing that was done, else the day of saving."""
    last = max((act.at for act in acts), default=entry.saved_at)
    return date.fromisoformat(last[:10])


@dataclass(frozen=True)
class Task:
    """A question with what an answer is worth, in words, and what was done about it.

    `settled` is the answer, or the acceptance that it stays open; `estimates` are those of its number, `hidden` says
    how many more were made that are blind to whoever looks.
    """

    question: ReviewQuestion
    worth: str
    assigned: Act | None
    settled: Act | None
    comments: tuple[Act, ...]
    estimates: tuple[Act, ...]
    hidden: int

    def is_late(self, today: date) -> bool:
        """True where it was due on an earlier day and is still open."""
        due = self.assigned.until if self.assigned else None
        return due is not None and due < today and self.settled is None


def tasks(
    saved: Saved, questions: Sequence[ReviewQuestion], review_state: ReviewState, visible_acts: Iterable[Act]
) -> tuple[Task, ...]:
    """The ten questions whose answers are worth most, as somebody sees them who may see these acts."""
    acts = in_force(visible_acts)
    still_open = {question.name for question in review_state.open_questions}
    return tuple(
        _task(saved, question, review_state, acts, still_open) for question in by_worth(saved, questions)[:MOST]
    )


def _task(
    saved: Saved, question: ReviewQuestion, review_state: ReviewState, acts: Sequence[Act], still_open: Iterable[str]
) -> Task:
    of_question = [act for act in acts if act.about == question.name]
    settled = [act for act in of_question if act.did in ("answer", "accept")] if question.name not in still_open else []
    estimates = tuple(act for act in acts if act.did == "estimate" and act.about in question.about)
    made = [act for act in review_state.acts if act.did == "estimate" and act.about in question.about]
    return Task(
        question,
        worth_of(saved, question),
        next((act for act in reversed(of_question) if act.did == "assign"), None),
        settled[-1] if settled else None,
        tuple(act for act in of_question if act.did == "comment"),
        estimates,
        len(blind(made)) - len([act for act in estimates if act in blind(made)]),
    )


def by_worth(saved: Saved, questions: Iterable[ReviewQuestion]) -> list[ReviewQuestion]:
    """The questions in the order of what an answer is worth, those worth most first."""
    return sorted(questions, key=lambda question: -(_question_as_saved(saved, question).worth or 0.0))


def worth_of(saved: Saved, question: ReviewQuestion) -> str:
    """The worth of an answer to a question as it was saved, in words."""
    line = _question_as_saved(saved, question)
    return "not computed" if line.worth is None or line.worth_in is None else worth_words(line.worth, line.worth_in)


def _question_as_saved(saved: Saved, question: ReviewQuestion) -> OpenQuestion:
    """The question as it was saved."""
    return next(request for request in saved.content.questions if request.about == question.about)
