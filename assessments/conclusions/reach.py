"""Conclusions on reach: which state comes first, whose reach is disputed most, and which options matter to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from assessments.conclusions.page_one import has_any
from assessments.conclusions.sure import is_any, sure_size

if TYPE_CHECKING:
    from assessments.results.part import DataClass, Quantity, Tie
    from assessments.results.reach_parts import (
        OwnershipSpecific,
        PageOneNumbers,
        ReachRow,
        SummaryRow,
        Use,
    )

Certainty = Literal["could", "open", "untold", "hardly"]
"""What can be said of a chance: that it could, that it is open, that the map does not tell, that it hardly could."""
SURE, HARDLY, UNTOLD = 0.95, 0.05, (0.2, 0.8)
"""The chances from which on a state could, below which it hardly could, and between which the map does not tell."""
LIKELY = 0.5
"""The chance from which on a state rather could than could not."""
ONE_PERSON = 1.0
HALF_A_PERSON = 0.5
"""The people from which on a part of a reach is told."""
LEAST_PART = 0.01
"""The part of those within reach from which on a group is told."""
IN_MILLIONS_FROM = 1e5
TOLD_IN_MILLIONS_FROM = 5e4
"""The people counted from which on a table counts in millions."""
CARRIED = 0.5
"""The share of a yearly number below which what is left without standing access says that it carries the rest."""


def reaching(numbers: PageOneNumbers) -> list[SummaryRow]:
    """The foreign states that have any reach to the data that the map is told of, the widest first."""
    of_class = class_of(numbers.table)
    rows = (row for row in numbers.table if row.foreign and is_any(people_of(row, of_class)))
    return sorted(rows, key=lambda row: -people_of(row, of_class).middle)


def widest_row(numbers: PageOneNumbers) -> SummaryRow | None:
    """The foreign state with the widest reach to that data; None where none has any."""
    return next(iter(reaching(numbers)), None)


def lead_row(numbers: PageOneNumbers) -> SummaryRow | None:
    """The foreign state that comes first: the one asked about, else the widest; None where none has anything."""
    return lead_of(numbers.table)


def lead_of(table: Iterable[SummaryRow]) -> SummaryRow | None:
    """The same of the rows of states."""
    rows = [row for row in table if row.foreign and has_any(row)]
    asked = next((row for row in rows if row.asked), None)
    return asked or max(rows, key=_data_within_reach, default=None)


def class_of(table: Iterable[SummaryRow]) -> Literal["content", "any"]:
    """The class of data that a whole map is told of: any, where the state that comes first is not told of content."""
    lead = lead_of(table)
    return "content" if lead is None or lead.of_class == "content" else "any"


def people_of(row: SummaryRow, of_class: DataClass) -> Quantity:
    """Chance times people, of content or of any data, by which states are held beside each other."""
    return row.content_persons if of_class == "content" or row.any_persons is None else row.any_persons


def others_likely(numbers: PageOneNumbers) -> list[SummaryRow]:
    """The other foreign states that likely or perhaps could order something: those first that likely could."""
    lead = lead_row(numbers)
    rows = (row for row in numbers.table if row.foreign and row != lead and average(row.chance) >= HARDLY)
    return sorted(rows, key=rank)


def rank(row: SummaryRow) -> tuple[bool, float]:
    """The place of a state behind the one that comes first: who likely could before who likely could not."""
    return average(row.chance) < LIKELY, -_data_within_reach(row)


def _data_within_reach(row: SummaryRow) -> float:
    """Chance times people times the share of their data: single tickets of many are less than all data of fewer."""
    return average(row.chance) * row.if_so.middle * row.share_of_data.middle


def average(q: Quantity) -> float:
    """The mean of a number, or its best value without draws: what a chance is in all."""
    return q.point if q.mean is None else q.mean


def certainty(chance: Quantity) -> Certainty:
    """How sure it is that a state could order anything: the words that may be used of its chance."""
    mean = average(chance)
    if mean >= SURE:
        return "could"
    if mean < HARDLY:
        return "hardly"
    return "untold" if UNTOLD[0] <= mean <= UNTOLD[1] else "open"


def most_disputed(numbers: PageOneNumbers) -> SummaryRow | None:
    """The foreign state whose reach the readings move most, of equals the widest; None without readings."""
    moved = max(reaching(numbers), key=_apart, default=None)
    return moved if moved and moved.readings else None


def _apart(state: SummaryRow) -> float:
    """By how many people the readings of the map are apart, where they differ in the two figures that are told."""
    people = [reading.middle for reading in state.readings.values()] or [0.0]
    low, high = min(people), max(people)
    return high - low if f"{low:.1e}" != f"{high:.1e}" else 0.0


def is_shown_to_cut(*removed: Quantity) -> bool:
    """True where the interval of what an option removes lies above nothing: at one of the times it is told of."""
    return any((q.point if q.low is None else q.low) >= HALF_A_PERSON for q in removed)


def is_anybody(people: float) -> bool:
    """True of one person or more."""
    return people >= ONE_PERSON


def is_carried_by_standing(use: Use) -> bool:
    """True where standing access that the map states carries most of what foreign states would take in a year."""
    rest = use.without_standing
    return rest is not None and rest.middle < CARRIED * use.foreign_states.middle


def owner_matters(specific: OwnershipSpecific) -> bool:
    """True where with another owner less is shown to be within reach of this state, or more of the other's."""
    gained = specific.taken.data_removed
    return specific.left.cuts or (gained.point if gained.high is None else gained.high) <= -HALF_A_PERSON


def least_and_most(numbers: Iterable[Quantity]) -> tuple[float, float]:
    """The least and the most of some numbers, as they are told."""
    ordered = sorted(map(sure_size, numbers))
    return ordered[0], ordered[-1]


def in_millions(numbers: PageOneNumbers) -> bool:
    """True where so many people are counted that a table counts in millions."""
    return numbers.people.middle >= IN_MILLIONS_FROM


def are_of_millions(amounts: Iterable[Quantity]) -> bool:
    """True where all amounts of anything are so large that a table tells them in millions."""
    return all(q.middle >= TOLD_IN_MILLIONS_FROM for q in amounts if q.middle)


def parts_of_reach(parts: Mapping[str, Quantity]) -> dict[str, float]:
    """The part that each group is of those within reach, as far as it is told: the largest first."""
    people = {name: sure_size(q) for name, q in parts.items() if q.middle > HALF_A_PERSON}
    whole = sum(people.values())
    shares = {name: people[name] / whole for name in sorted(people, key=lambda name: -people[name])}
    return {name: share for name, share in shares.items() if share >= LEAST_PART}


def counts(upper_end: float) -> bool:
    """True of a number that goes beyond 1, and so counts people or times: it is no share and no chance."""
    return upper_end > 1.0


def ties_told(content: ReachRow) -> dict[Tie, float]:
    """The people that each tie adds to a reach, as far as it adds anybody: the most first."""
    people = {tie: q.middle for tie, q in content.by_tie.items() if q.middle > HALF_A_PERSON}
    return dict(sorted(people.items(), key=lambda tie: -tie[1]))
