"""The state of a review: what follows from all acts, from what it rests on now, and from the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assessments.record.people import identity
from assessments.review.acts import Act

State = Literal["draft", "in review", "accepted", "accepted with conditions", "rejected", "lapsed"]
DECIDED: tuple[State, ...] = ("accepted", "accepted with conditions", "rejected")
ACCEPTED = ("accepted", "accepted with conditions")


@dataclass(frozen=True)
class ReviewQuestion:
    """Something worth finding out: what acts call it by, what is asked, and the addresses it is about."""

    name: str
    ask: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class ReviewState:
    """A review as it stands: its state and why, the acts in force, the decision, and the questions still open."""

    state: State
    why: tuple[str, ...]
    acts: tuple[Act, ...] = field(repr=False)
    decision: Act | None
    open_questions: tuple[ReviewQuestion, ...]

    def of(self, *did: str) -> tuple[Act, ...]:
        """The acts in force of some kinds, in the order they were done."""
        return tuple(act for act in self.acts if act.did in did)

    @property
    def signatures(self) -> tuple[Act, ...]:
        """The people who stand by the decision: whoever took it, and those who signed it."""
        if self.decision is None:
            return ()
        signed = (act for act in self.of("sign") if act.about == self.decision.id)
        return (self.decision, *signed)

    @property
    def dissents(self) -> tuple[Act, ...]:
        """The people who do not stand by it, and why."""
        return tuple(act for act in self.of("dissent") if self.decision and act.about == self.decision.id)


def standing(acts: Iterable[Act], questions: Iterable[ReviewQuestion], lost: Iterable[str], today: date) -> ReviewState:
    """The standing of a review.

    `questions` are those of the assessment, `lost` sentences on what a decision rested on and is no longer as it was.
    """
    done = tuple(acts)
    valid = in_force(done)
    decision = _decision(valid)
    left = tuple(still_open(valid, questions, today))
    state: State = decision.outcome if decision and decision.outcome else _undecided(valid)
    why = tuple(_fallen(valid, decision, lost, today)) if state in ACCEPTED else ()
    return ReviewState("lapsed" if why else state, why, valid, decision, left)


def in_force(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that were not withdrawn."""
    done = tuple(acts)
    withdrawn = {act.about for act in done if act.did == "withdraw"}
    return tuple(act for act in done if act.id not in withdrawn)


def _decision(acts: Iterable[Act]) -> Act | None:
    """The last decision, unless the review was begun again after it."""
    decision: Act | None = None
    for act in acts:
        if act.did == "decide":
            decision = act
        elif act.did in ("submit", "return"):
            decision = None
    return decision


def _undecided(acts: Iterable[Act]) -> State:
    moves = [act.did for act in acts if act.did in ("submit", "return")]
    return "in review" if moves and moves[-1] == "submit" else "draft"


def still_open(acts: Iterable[Act], questions: Iterable[ReviewQuestion], today: date) -> Iterator[ReviewQuestion]:
    """The questions that nobody answered, and whose staying open nobody accepts on this day."""
    settled = _settled(acts, today)
    return (question for question in questions if question.name not in settled)


def _settled(acts: Iterable[Act], today: date) -> frozenset[str | None]:
    """The names of questions that are answered, or accepted on this day."""
    return frozenset(
        act.about for act in acts if act.did == "answer" or (act.did == "accept" and not _past(act.until, today))
    )


def _past(until: date | None, today: date) -> bool:
    return until is not None and until < today


def _fallen(acts: Iterable[Act], decision: Act | None, lost: Iterable[str], today: date) -> Iterator[str]:
    """The reason why a decision no longer holds."""
    done = tuple(acts)
    yield from lost
    settled = _settled(done, today)
    latest = {act.about: act for act in done if act.did == "accept"}
    for subject, act in latest.items():
        if subject not in settled:
            yield f"{act.by} accepted until {act.until} that {subject} stays open; nobody has answered it since"
    met = {act.about for act in done if act.did == "meet"}
    if decision:
        for name, condition in zip(decision.condition_ids(), decision.conditions, strict=True):
            if name not in met and _past(condition.until, today):
                yield f"the condition '{condition.what}' was to be met by {condition.owner} until {condition.until}"


def seen_by(acts: Iterable[Act], person: str) -> tuple[Act, ...]:
    """The acts a person may see: estimates of others, and their withdrawal, only once they were opened."""
    done = tuple(acts)
    hidden = {act.id for act in blind(done) if identity(act.by) != identity(person)}
    return tuple(act for act in done if act.id not in hidden and not (act.did == "withdraw" and act.about in hidden))


def blind(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The estimates that nobody but who made them may see: since then their address was not opened, nothing decided."""
    waiting: list[Act] = []
    for act in acts:
        if act.did == "estimate":
            waiting.append(act)
        elif act.did == "open":
            waiting = [estimate for estimate in waiting if estimate.about != act.about]
        elif act.did == "decide":
            waiting = []
    return tuple(waiting)


def estimates(acts: Iterable[Act], address: str) -> Mapping[str, Act]:
    """The latest estimate of each person of one address, in the order of their first ones."""
    by_person: dict[str, Act] = {}
    for act in acts:
        if act.did == "estimate" and act.about == address:
            by_person[identity(act.by)] = act
    return by_person
