"""Warnings of the checks: one thing to look at again, and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from data_maps.problems import Place

OF_PROGRAM = frozenset({"simulated", "law-not-read-in", "law-due", "law-from-memory", "law-in-secondary-texts"})
"""The checks of what Datareach lacks: no edit of a map closes them."""


@dataclass(frozen=True)
class Check:
    """One thing to look at again: what kind, how grave, in a sentence, and where in the map."""

    check: str
    severity: Literal["note", "warning"]
    message: str
    place: Place | None = None
