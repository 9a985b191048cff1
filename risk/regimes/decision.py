"""Decision of a law on one record of facts: its outcome, the reasons, and what is missing to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data_maps.problems import Path
from risk.regimes.logic import Answer, Choice, Finding, settled

UNKNOWN, COUNSEL, NOT_IN_FORCE = "unknown", "counsel_review", "not_in_force"
NOTE = "evidence for counsel, not advice"


def outcome_words(outcome: str) -> str:
    """An outcome as people read it: not adequate for not_adequate."""
    return outcome.replace("_", " ")


@dataclass(frozen=True)
class Question:
    """A fact that would settle the outcome, by its path, and how to ask for it."""

    path: Path
    ask: str


@dataclass(frozen=True)
class Alternative:
    """What the outcome is under one named reading of a disputed point."""

    point: str
    reading: str
    says: str
    citation: str
    outcome: str


@dataclass(frozen=True)
class Decision:
    """The outcome in the regime's own terms, what it determined on the way, the reasons, and the open questions."""

    regime: str
    outcome: str
    determinations: Mapping[str, Any]
    because: tuple[Finding, ...]
    unknown: tuple[Question, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    note: str = NOTE


@dataclass(frozen=True)
class Ruling:
    """What a regime's rule makes of facts under given readings: the outcomes left and what is determined."""

    choice: Choice
    determinations: Mapping[str, Any] = field(default_factory=dict)


def ruling(choice: Choice, answers: Mapping[str, Answer], **others: Any) -> Ruling:
    """A ruling whose determinations are the settled answers and what else is known; None and empty text are absent."""
    return Ruling(choice, settled(answers) | {name: value for name, value in others.items() if value is not None})
