"""Conclusions of page one: how much of their data, which means and readings stand apart, what is barred or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from assessments.conclusions.sure import is_any, sure_mean, sure_share, sure_size

if TYPE_CHECKING:
    from assessments.results.part import Quantity
    from assessments.results.reach_parts import LawInShort, PageOneNumbers, SoldTo, SummaryRow

PartOfData = Literal[
    "hardly", "small", "tenth", "fifth", "quarter", "third", "half", "two_thirds", "three_quarters", "nine_tenths",
    "nearly_all", "all",
]  # fmt: skip
PARTS: tuple[tuple[float, PartOfData], ...] = (
    (0.01, "hardly"),
    (0.07, "small"),
    (0.15, "tenth"),
    (0.225, "fifth"),
    (0.29, "quarter"),
    (0.42, "third"),
    (0.58, "half"),
    (0.71, "two_thirds"),
    (0.82, "three_quarters"),
    (0.95, "nine_tenths"),
    (0.995, "nearly_all"),
)
"""The shares below which a part of people's data has each name; from the last on it is all of them."""
FAR_ABOVE = 2.0
"""Times the median from which on a mean is told beside it."""
BARS = frozenset({"prohibited", "identified_as_prohibited", "violation", "barred"})
"""The outcomes of laws by which something on a map may not be done."""
RESTRICTED = "restricted"
"""The outcome of a law that allows something under its own conditions alone."""


def part_of_data(share: Quantity) -> PartOfData:
    """The name of the part of their data that a share is."""
    told = sure_share(share)
    return next((name for below, name in PARTS if told < below), "all")


def times_the_middle(q: Quantity) -> float | None:
    """How many times its median a mean is, where that is more than twice and sure enough to be told; else None."""
    mean, middle = sure_mean(q), sure_size(q)
    return mean / middle if mean and is_any(q) and mean > FAR_ABOVE * middle else None


def leaves_out(own: Quantity, other: Quantity) -> bool:
    """True where the interval of the map's own number does not hold the middle of another one."""
    return own.low is not None and own.high is not None and not own.low <= other.middle <= own.high


def has_any(row: SummaryRow) -> bool:
    """True of a state that could order any data of anybody on the map, or has such data without an order."""
    return any(q is not None and _ever(q) for q in (row.any_persons, row.standing)) or _ever(row.content_persons)


def bars(law: LawInShort | None) -> bool:
    """True where a law bars something on the map."""
    return law is not None and law.strongest is not None and law.strongest.outcome in BARS


def restricts(law: LawInShort | None) -> bool:
    """True where a law allows something on the map under its own conditions alone."""
    return law is not None and law.strongest is not None and law.strongest.outcome == RESTRICTED


def sold(numbers: PageOneNumbers) -> list[SoldTo]:
    """The sales of anybody's data, the most people first."""
    return sorted((one for one in numbers.sold if _ever(one.persons)), key=lambda one: -one.persons.middle)


def is_nothing(numbers: PageOneNumbers) -> bool:
    """True where no foreign state has anything, no buyer gets anything and no law bars anything on a map that tells."""
    anything = any(has_any(row) for row in numbers.table if row.foreign) or sold(numbers) or bars(numbers.law)
    return not (anything or numbers.unsaid)


def _ever(q: Quantity) -> bool:
    """True of a number that is anything at all, at the best values or in any part of its interval."""
    return q.point > 0.0 or is_any(q) or (q.high or 0.0) > 0.0
