"""Cells of tables: a number in words, with its interval in the next column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column
from assessments.report.sentences import (
    NOT_COMPUTED,
    Say,
    as_read,
    as_sure,
    chance,
    figures,
    interval_words,
    middle,
    number,
    people,
    percent,
)

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Run

INTERVAL = Column("90% interval")


def pair(q: Quantity, say: Say = number) -> tuple[Cell, Cell]:
    """A number and its interval."""
    interval = interval_words(q, say)
    return Cell(as_read(q, say), middle(q)), Cell(interval or "not computed", missing=not interval)


def people_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A number of people and its interval."""
    return pair(q, people)


def chance_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A probability, as closely as it is sure, and its interval."""
    _, interval = pair(q, chance)
    return Cell(as_read(q, chance), middle(q)), interval


def share_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A share as a percentage, and its interval."""
    return pair(q, percent)


def share_known(q: Quantity) -> Cell:
    """A share as a percentage with its interval, in little room: 13% (<1–52%)."""
    share = as_read(q, percent)
    low, high = (None if end is None else _tight(end) for end in (q.low, q.high))
    ends = f"{low}%" if low == high else f"{low}{_dash(low, high)}{high}%"
    return Cell(share if low is None or ends == f"{_tight(as_sure(q, percent))}%" else f"{share} ({ends})", middle(q))


def tightly(q: Quantity, say: Say = number) -> str:
    """A number with its interval in brackets, in little room: 1.2 (0.5–3)."""
    in_words, interval = as_read(q, say), interval_words(q, say) or NOT_COMPUTED
    return in_words if interval == in_words else f"{in_words} ({interval})"


def with_ends(q: Quantity, say: Say = number) -> Cell:
    """A number with its interval in brackets, if there is one, in little room: 0.86% (0.7–0.93%)."""
    return Cell(say(q.point) if q.low is None else tightly(q, say), middle(q))


def _dash(low: str | None, high: str | None) -> str:
    """The mark between two ends; a dash before a sign would read as an arrow or as another sign."""
    return " to " if (low or "").startswith("−") or (high or "").startswith(">") else "–"


def _tight(share: float) -> str:
    return "<1" if 0 < share < 0.01 else ">99" if 0.99 < share < 1 else percent(share).removesuffix("%")


def as_used(q: Quantity) -> Cell:
    """The value a stated number is taken for, with its interval; nothing for one value."""
    return Cell("") if q.low is None or q.low == q.high else with_ends(q, figures)


def drawn_words(run: Run) -> str:
    """The number of draws behind the intervals of parts, to follow what they are parts of; nothing without draws."""
    from assessments.results.breakdown import part_draws
    from assessments.results.headline import headline_numbers

    draws = part_draws(run)
    if draws is None:
        return ""
    noise = "" if headline_numbers(run).exact else " that carry the noise of their trials too"
    return f"; their intervals are from {draws:,} simulations{noise}"
