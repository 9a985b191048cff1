"""Quantities: what a number of a map says about what is known, however it is written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from data_maps.problems import Fault, shown
from data_maps.quantities.estimates import (
    Against,
    Agreed,
    Estimate,
    Evidence,
    Form,
    Persistence,
    estimate_of_list,
    single,
)
from data_maps.quantities.mappings import ESTIMATE_KEYS, GRADE_PATTERN, Accepted, mapped
from data_maps.quantities.notation import (
    DATE_PATTERN,
    MOST_A_PERSON_YEAR,
    MOST_ALIVE,
    NOTATIONS,
    OUR_TIME,
    NotANumber,
    NumberKind,
    day_of,
    days_of,
    duration,
    is_date,
    is_of_our_time,
    range_in,
)

__all__ = [
    "DATE_PATTERN",
    "ESTIMATE_KEYS",
    "GRADE_PATTERN",
    "MOST_ALIVE",
    "MOST_PEOPLE",
    "OUR_TIME",
    "Against",
    "Agreed",
    "Estimate",
    "Evidence",
    "Form",
    "NotANumber",
    "NumberKind",
    "Persistence",
    "day_of",
    "days_of",
    "duration",
    "estimate",
    "is_date",
    "is_of_our_time",
]

MOST_PEOPLE = 20


def estimate(
    value: Any,
    kind: NumberKind,
    *,
    persists: Persistence | None = None,
    person_years: bool = False,
    sources: Mapping[str, str] | None = None,
) -> Estimate:
    """The estimate that a quantity, a list or a mapping stands for.

    Args:
        value: What is written, as plain values.
        kind: Which kind of number stands there.
        persists: How the number persists there, if that is known.
        person_years: Whether it may be per person and year.
        sources: The ids a `source` may name, each with the one that it goes back to; any if None.

    Raises:
        NotANumber: With every fault in what is written.

    >>> estimate([0.2, 0.5, 0.8], "share").form, estimate({"counted": 1, "in": 2, "unit": "years"}, "rate").best
    ('range', 0.75)
    """
    accepted = Accepted(NOTATIONS[kind], persists, person_years, sources)
    several = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    number = _pooled(value, accepted) if several else _one_number(value, accepted)
    if number.per == "person-year" and not person_years:
        raise NotANumber(Fault((), "only a demand may be per person-year", "write 2/year"))
    if number.per == "person-year" and number.largest > MOST_A_PERSON_YEAR:
        most = f"{MOST_A_PERSON_YEAR:.0f} a person-year at most; is it per year?"
        raise NotANumber(Fault((), f"{number.largest:g} a person-year is too often", most))
    return number


def _one_number(value: Any, accepted: Accepted) -> Estimate:
    if isinstance(value, dict):
        return mapped(value, accepted)
    if isinstance(value, str) and (both := range_in(value, accepted.notation)):
        return estimate_of_list(both, accepted.notation)
    return (
        estimate_of_list(value, accepted.notation) if isinstance(value, list) else single(value, accepted.notation, {})
    )


def _pooled(value: list[Any], accepted: Accepted) -> Estimate:
    """The pool of several people's estimates of one number; raises NotANumber with every fault in what each says."""
    estimates: list[Estimate] = []
    faults = [Fault((), f"{len(value)} estimates of one number", f"give {MOST_PEOPLE} at most")][
        : len(value) > MOST_PEOPLE
    ]
    names: set[str] = set()
    for index, written in enumerate(value[:MOST_PEOPLE]):
        try:
            estimates.append(_of_a_person(written, _one_number(written, accepted), names))
        except NotANumber as error:
            faults += [fault.under(index) for fault in error.faults]
    if not faults and len({number.per for number in estimates}) > 1:
        faults.append(Fault((), "estimates in two units", "write all of them per year or all of them per person-year"))
    if faults:
        raise NotANumber(*faults)
    if len(estimates) == 1:
        return estimates[0]
    voices = _voices(estimates, accepted.sources or {})
    best = math.fsum(voice.part * (voice.best or 0.0) for voice in voices) / math.fsum(voice.part for voice in voices)
    by = ", ".join(number.by or "" for number in estimates)
    return Estimate(form="pooled", best=best, per=estimates[0].per, by=by, said=voices)


def _voices(estimates: Sequence[Estimate], origins: Mapping[str, str]) -> tuple[Estimate, ...]:
    """Each estimate as a part of one voice with all that go back to the same source; one that names none is alone."""
    voices = [origins.get(number.source or "") or f"by {number.by}" for number in estimates]
    sizes = Counter(voices)
    return tuple(
        number.model_copy(update={"part": 1.0 / sizes[voice]}) for number, voice in zip(estimates, voices, strict=True)
    )


def _of_a_person(written: Any, number: Estimate, names: set[str]) -> Estimate:
    """One of several estimates, each of another person (`names`: of those before it), none of them certain."""
    if not isinstance(written, dict) or not number.by:
        raise NotANumber(Fault((), "one of several estimates that does not say whose it is", "add by: …"))
    if number.by in names:
        raise NotANumber(Fault(("by",), f"{shown(number.by)} has said it already", "give one estimate for each person"))
    if number.form == "exact":
        raise NotANumber(Fault((), "certain in the eyes of one of several people", "give a range, or one exact number"))
    if number.best is None:
        raise NotANumber(Fault((), "unknown says nothing beside what others say", "leave it out"))
    names.add(number.by)
    return number
