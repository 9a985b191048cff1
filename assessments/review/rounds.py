"""Rounds of meetings: who was there, what is asked, and the acts of the one under way or the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessments.record.folder import cleaned_name
from assessments.review.recording import Review
from assessments.review.state import in_force

if TYPE_CHECKING:
    from assessments.record.models import Entry
    from assessments.record.store import Store
    from assessments.review.acts import Act

MOST_NAMED = 60


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


def asked(acts: Iterable[Act]) -> str:
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
        decision = _decided(store, version)
        if decision is not None:
            return Before(version, decision)
    return Before(earlier[-1], None) if earlier else None


def _decided(store: Store, entry: Entry) -> Act | None:
    """The last decision on a version, whatever became of it since."""
    acts = Review(store, store.load(entry.id)).acts()
    return next((act for act in reversed(acts) if act.did == "decide"), None)


def day_of(entry: Entry, acts: Iterable[Act]) -> date:
    """The day of the last thing that was done, else the day of saving."""
    last = max((act.at for act in acts), default=entry.saved_at)
    return date.fromisoformat(last[:10])
