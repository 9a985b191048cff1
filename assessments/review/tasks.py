"""The questions of a review that matter most as tasks: who is to answer each, until when, and what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessments.report.questions import worth_words
from assessments.review.acts import Act
from assessments.review.state import ReviewQuestion, ReviewState, blind, in_force

if TYPE_CHECKING:
    from assessments.record.models import Saved
    from assessments.results.result import OpenQuestion

MOST = 10


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
