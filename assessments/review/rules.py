"""Rules by which a review takes an act as it stands, or refuses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from assessments.record.people import identity
from assessments.review.acts import Act, Did
from assessments.review.state import DECIDED, ReviewState, blind, estimates

BEGIN = "submit it for review first"
MOST_NAMED = 3


def refusal(act: Act, review_state: ReviewState) -> str | None:
    """The reason why a review does not take an act as it stands; None where it does."""
    return _REFUSALS[act.did](act, review_state)


def _submit(_: Act, review_state: ReviewState) -> str | None:
    return "this is in review already" if review_state.state == "in review" else None


def _in_review(act: Act, review_state: ReviewState) -> str | None:
    if review_state.state == "in review":
        return None
    if review_state.state == "draft":
        return f"this is a draft: {BEGIN}"
    return f"this is {review_state.state}: submit it again to go on with the review"


def _while_open(_: Act, review_state: ReviewState) -> str | None:
    """The reason an act is refused once a decision is taken: it would change what that rests on."""
    return (
        f"this is {review_state.state}: submit it again to change what that rests on"
        if _is_decided(review_state)
        else None
    )


def _is_decided(review_state: ReviewState) -> bool:
    return review_state.state in DECIDED or review_state.state == "lapsed"


def _open(act: Act, review_state: ReviewState) -> str | None:
    if fault := _while_open(act, review_state):
        return fault
    people = estimates(review_state.acts, str(act.about))
    if len(people) < 2:
        return (
            f"there {'is one estimate' if people else 'is no estimate'} of {act.about}: two people's make a comparison"
        )
    if act.about not in {estimate.about for estimate in blind(review_state.acts)}:
        return f"the estimates of {act.about} are open already"
    return None


def _assign(act: Act, review_state: ReviewState) -> str | None:
    if not str(act.owner).strip():
        return "say who is to answer it"
    if act.until and act.until < date.fromisoformat(act.at[:10]):
        return f"{act.until} is past: let it be due on a later day"
    return _settles(act, review_state)


def _settles(act: Act, review_state: ReviewState) -> str | None:
    if fault := _while_open(act, review_state):
        return fault
    open_ = [question.name for question in review_state.open_questions]
    if act.about not in open_:
        return f"no open question is about {act.about}"
    return None


def _accept(act: Act, review_state: ReviewState) -> str | None:
    if act.until and act.until < date.fromisoformat(act.at[:10]):
        return f"{act.until} is past: accept it until a later day"
    return _settles(act, review_state)


def _decide(act: Act, review_state: ReviewState) -> str | None:
    if fault := _in_review(act, review_state):
        return fault
    past = next((condition for condition in act.conditions if condition.until < date.fromisoformat(act.at[:10])), None)
    if past is not None:
        return f"{past.until} is past: let the condition '{past.what}' be met until a later day"
    if act.outcome == "rejected" or not review_state.open_questions:
        return None
    named = "; ".join(f"{question.name}: {question.ask}" for question in review_state.open_questions[:MOST_NAMED])
    count, more = len(review_state.open_questions), len(review_state.open_questions) - MOST_NAMED
    are = "question is" if count == 1 else "questions are"
    return f"{count} {are} open ({named}{f'; and {more} more' if more > 0 else ''}): answer each, or accept it by name"


def _of_the_decision(act: Act, review_state: ReviewState) -> str | None:
    if review_state.decision is None or not _is_decided(review_state):
        return "nothing is decided here"
    if act.about != review_state.decision.id:
        return f"{act.about} is not the decision that holds: that is {review_state.decision.id}"
    return None


def _sign(act: Act, review_state: ReviewState) -> str | None:
    if fault := _of_the_decision(act, review_state):
        return fault
    if review_state.state == "lapsed":
        return f"the decision has lapsed: {'; '.join(review_state.why)}"
    signed = any(identity(signature.by) == identity(act.by) for signature in review_state.signatures)
    return f"{act.by} stands by it already" if signed else None


def _meet(act: Act, review_state: ReviewState) -> str | None:
    ids = review_state.decision.condition_ids() if review_state.decision else ()
    if act.about not in ids:
        ids_there = f" (there are {', '.join(ids)})" if ids else ""
        return f"no condition is called {act.about}{ids_there}"
    return (
        f"{act.about} is met already"
        if any(earlier.about == act.about for earlier in review_state.of("meet"))
        else None
    )


def _withdraw(act: Act, review_state: ReviewState) -> str | None:
    withdrawn = next((earlier for earlier in review_state.acts if earlier.id == act.about), None)
    if withdrawn is None:
        return f"nothing that holds was done as {act.about}"
    if identity(withdrawn.by) != identity(act.by):
        return f"{act.about} was done by {withdrawn.by}, who alone may withdraw it"
    if withdrawn.did in ("submit", "return", "open", "decide", "withdraw"):
        return f"'{withdrawn.did}' is not withdrawn: submit it again, or decide otherwise"
    return _while_open(act, review_state) if withdrawn.did in ("estimate", "answer", "accept") else None


def _always(_: Act, __: ReviewState) -> None:
    return None


_REFUSALS: Mapping[Did, Callable[[Act, ReviewState], str | None]] = {
    "submit": _submit,
    "return": _in_review,
    "comment": _always,
    "estimate": _while_open,
    "open": _open,
    "assign": _assign,
    "answer": _settles,
    "accept": _accept,
    "attend": _always,
    "decide": _decide,
    "sign": _sign,
    "meet": _meet,
    "dissent": _of_the_decision,
    "withdraw": _withdraw,
}
