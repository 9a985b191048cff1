"""Conclusions on the law: which laws come first, and from when to when their texts hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

T = TypeVar("T")


class DatedText(Protocol):
    """A text with the first and the last day on which it holds, where these are known."""

    @property
    def first(self) -> date | None:
        """The first day."""

    @property
    def last(self) -> date | None:
        """The last day."""


def ordered_by(things: Iterable[tuple[T, str]], order: Sequence[str]) -> list[T]:
    """Things in the order in which what is said of each stands in another list."""
    return [thing for thing, _ in sorted(things, key=lambda pair: order.index(pair[1]))]


def in_force_between(texts: Sequence[DatedText]) -> tuple[date, date | None] | None:
    """The first day of some texts, and the last where all end; None where no first day is known."""
    firsts, lasts = [text.first for text in texts if text.first], [text.last for text in texts if text.last]
    return (min(firsts), max(lasts) if len(lasts) == len(texts) else None) if firsts else None


def first_and_last(days: Iterable[date]) -> tuple[date, date] | None:
    """The first and the last of some days; None without any."""
    ordered = sorted(set(days))
    return (ordered[0], ordered[-1]) if ordered else None


def held_since(days: Sequence[str], day: str) -> str:
    """The last of some days that is no later than a day; the first where all are."""
    return max((since for since in days if since <= day), default=days[0])
