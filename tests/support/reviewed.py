"""A review of one small saved assessment, and people of each role to do things in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessments.record.folder import Person, Role
from assessments.record.store import Store
from casework.acts import Act
from casework.grammar import Did
from casework.recording import Review, review_of
from tests.support.recorded import ADA, KINDS, draft

RITA, ANN, BEN = Person("Rita", Role.READER), Person("Ann", Role.ANALYST), Person("Ben", Role.REVIEWER)
FAR = date(2999, 1, 1)
NUMBER = "power.US.harbour-ltd"
ON_A_FILE = pytest.mark.parametrize("record", KINDS[:1], indirect=True)
"""For what is done in a review: that each kind of store keeps it is held by the tests that do not have this mark."""


def begun(store: Store) -> Review:
    """The review of an assessment that was just saved."""
    store.save(draft(), "harbour", ADA)
    return review_of(store, "harbour")


def accepted(review: Review, until: date = FAR, **given: Any) -> Act:
    """Submit it, accept every open question, decide."""
    review.do(ANN, "submit")
    names = [question.name for question in review.standing().open_questions]
    if names:
        review.do_each(BEN, "accept", names, said="Not before the audit.", until=until)
    return review.do(BEN, "decide", **{"outcome": "accepted", "said": "Fine.", **given})


def act(did: Did, by: str = "Ann", number: int = 1, **given: Any) -> Act:
    """An act that no store has."""
    needed: dict[str, Any] = {
        "about": NUMBER,
        "owner": "Cy",
        "said": "so",
        "value": "0.5",
        "until": FAR,
        "outcome": "accepted",
    }
    needed["rests_on"] = {"map": "0" * 64}
    from casework.grammar import RULES

    values = {name: needed[name] for name in RULES[did].needs}
    return Act(id=f"r-{number:012x}", at="2026-11-25T12:00:00", by=by, did=did, **{**values, **given})
