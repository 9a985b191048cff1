"""Notation: how one number is written, in which unit, and between which bounds."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from data_maps.problems import Fault, closest, shown, without_comma
from data_maps.quantities.numerals import (
    A_TIME,
    FACTORS,
    LONGEST,
    NUMBER,
    OUT_OF,
    PERCENT,
    SIMPLE,
    TIME,
    UNIT,
    ends,
    float_of,
    in_digits,
    plain_digits,
)

NumberKind = Literal["count", "share", "proportion", "part", "rate", "rate_share", "turnover", "multiplier"]
DAYS_A_YEAR = 365.25
YEARS = {"hour": 1 / (24 * DAYS_A_YEAR), "day": 1 / DAYS_A_YEAR, "week": 7 / DAYS_A_YEAR, "month": 1 / 12, "year": 1.0}
MOST, LEAST = 1e15, 1e-15
MOST_ALIVE = 1e10
"""No more people than that live on earth: 8.2 thousand million in 2024, UN World Population Prospects."""
MOST_A_YEAR, MOST_A_PERSON_YEAR = 1e6, 366.0
"""All states together ask the largest services for fewer accounts a year; nobody is asked about more than daily."""
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
OUR_TIME = f"write a day from {FIRST_DAY.year} to {LAST_DAY.year}"
_PLAIN = re.compile(NUMBER)
_COUNT = re.compile(rf"({NUMBER})(?: ?({UNIT}))?", re.IGNORECASE)
_PERCENT = re.compile(rf"({NUMBER}) ?(?:{PERCENT})", re.IGNORECASE)
_RATE = re.compile(rf"({NUMBER})(?: ?({UNIT}))?({OUT_OF})?({A_TIME})", re.IGNORECASE)
_COUNTED = re.compile(rf"({NUMBER})({OUT_OF})", re.IGNORECASE)
_WHOLE = re.compile(rf" (?:({NUMBER}) ?)?({UNIT})?$", re.IGNORECASE)
_TIME = re.compile(f"(?:{TIME})$", re.IGNORECASE)
DATE_PATTERN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DURATION = re.compile(rf"({NUMBER}) ?(hour|day|week|month|year)s?")


@dataclass(frozen=True)
class Notation:
    """The notation of the numbers of one kind: their name, their forms, and the bounds between which they lie.

    `logit` are shares and probabilities, from 0 to 1; `percent` may be written so; `rate` is per unit of time;
    `certain` may be 0 or 1 without saying why; `exact` are numbers without a range unless one is given; `at_most` is
    the highest number of the kind.
    """

    name: str
    write: str
    logit: bool = False
    percent: bool = False
    rate: bool = False
    certain: bool = False
    exact: bool = False
    at_most: float | None = None


NOTATIONS: Mapping[NumberKind, Notation] = {
    "count": Notation("a count", "write 19M or 19_000_000"),
    "share": Notation("a share", "write 30% or 0.3", logit=True, percent=True, at_most=1.0),
    "proportion": Notation("a share", "write 30% or 0.3", logit=True, percent=True, certain=True, at_most=1.0),
    "part": Notation("a share", "write 30% or 0.3", logit=True, percent=True, certain=True, exact=True, at_most=1.0),
    "rate": Notation("a rate", "write 2/year or 0.5/month", rate=True),
    "rate_share": Notation("a share of a rate", "write 1% or 0.01", percent=True, at_most=1.0),
    "turnover": Notation("a share a year", "write 25% or 0.25", percent=True, rate=True, at_most=10.0),
    "multiplier": Notation("a factor", "write 1.25 or [1.1, 1.25, 1.5]"),
}
PURE = Notation("a number", "write a number such as 9 or 0.5")


class NotANumber(Exception):
    """A value that is no quantity of the kind that belongs here; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class WrittenAmount:
    """One number in the unit of its kind, with the unit of time it was written with."""

    value: float
    per: str | None = None


def duration(value: Any) -> float:
    """A length of time in years; raises NotANumber for what is none.

    >>> duration("6 months"), duration("until deleted")
    (0.5, inf)
    """
    text = value.strip() if isinstance(value, str) else ""
    if text == "until deleted":
        return math.inf
    if match := _DURATION.fullmatch(text):
        return float_of(match[1]) * YEARS[match[2]]
    raise NotANumber(Fault((), f"{shown(value)} is not a length of time", "write 5 days, 3 months or until deleted"))


def amount_of(value: Any, notation: Notation) -> WrittenAmount:
    """One written number in the unit of its kind, rates per year; raises NotANumber for what is none.

    >>> amount_of("1.2 million", NOTATIONS["count"]).value, amount_of("3 in 100", NOTATIONS["share"]).value
    (1200000.0, 0.03)
    >>> amount_of("0.5/month", NOTATIONS["rate"])
    WrittenAmount(value=6.0, per='year')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_bounds(WrittenAmount(float(value)), value, notation)
    text = _usual(value, notation) if isinstance(value, str) else ""
    amount = _percentage(text) if notation.percent else None
    if amount is None and not notation.logit and (match := _COUNT.fullmatch(text)):
        amount = WrittenAmount(float_of(match[1]) * _factor(match[2]))
    if amount is None and notation.rate and (match := _RATE.fullmatch(text)):
        number = float_of(match[1]) * _factor(match[2]) / (_denominator(match[3]) if match[3] else 1.0)
        amount = WrittenAmount(*_a_year(number, _TIME.findall(match[4])[0].lower()))
    if amount is None:
        raise NotANumber(Fault((), f"{shown(value)} is not {notation.name}", _hint(text, notation)))
    return _in_bounds(amount, value, notation)


def range_in(value: str, notation: Notation) -> list[str] | None:
    """The two ends of a range that is written as one text, such as 8M to 15M; None for anything else.

    Raises NotANumber for a range that can be read in two ways.
    """
    both = None if SIMPLE.fullmatch(value) else ends(_usual(value, notation))
    if isinstance(both, Fault):
        raise NotANumber(both)
    return list(both) if both else None


def _usual(text: str, notation: Notation) -> str:
    """A text without its hedges and marks of thousands; nothing of one that is too long to be a number."""
    if SIMPLE.fullmatch(text):
        return text
    return plain_digits(text, whole=notation is NOTATIONS["count"]) if len(text) <= LONGEST else ""


def _percentage(text: str) -> WrittenAmount | None:
    """A share as it is written: 30%, 0.3 or 3 in 10."""
    if match := _PERCENT.fullmatch(text):
        return WrittenAmount(float_of(match[1]) / 100)
    if (match := _COUNTED.fullmatch(text)) and (whole := _denominator(match[2])):
        return WrittenAmount(float_of(match[1]) / whole)
    return WrittenAmount(float_of(text)) if _PLAIN.fullmatch(text) else None


def _denominator(out_of: str) -> float:
    """The whole that a part is taken out of: in 100, in 10 million, in a million."""
    match = _WHOLE.search(out_of)
    return float_of(match[1] or "1") * _factor(match[2]) if match else 0.0


def _factor(unit: str | None) -> float:
    return FACTORS[unit.lower()] if unit else 1.0


def _hint(text: str, notation: Notation) -> str:
    """A hint at what to write in place of a text that is no number."""
    if match := _COUNTED.fullmatch(text):
        return f"write {{counted: {match[1]}, in: {_denominator(match[2]):.12g}}}"
    if both := ends(text):
        return str(both.hint) if isinstance(both, Fault) else f"write low: {both[0]}, high: {both[1]}"
    if text == "unknown":
        return "write unknown in place of the whole, or a number"
    if notation is NOTATIONS["count"] and _COUNT.fullmatch(digits := in_digits(text)):
        return f"write {digits}"
    return "did you mean 'unknown'?" if closest(text, ("unknown",)) else without_comma(text) or notation.write


def _a_year(number: float, unit: str) -> tuple[float, str]:
    return (number, "person-year") if unit == "person-year" else (number / YEARS[unit], "year")


def _in_bounds(amount: WrittenAmount, value: Any, notation: Notation) -> WrittenAmount:
    if notation.at_most is not None and amount.value > notation.at_most:
        raise NotANumber(_beyond(value, notation, notation.at_most))
    if notation.rate and not notation.percent and not amount.value <= MOST_A_YEAR:
        raise NotANumber(Fault((), f"{shown(value)} is too often", f"{MOST_A_YEAR:,.0f} a year at most"))
    if not amount.value <= MOST:
        raise NotANumber(Fault((), f"{shown(value)} is too large", f"{MOST:g} at most"))
    if 0 < amount.value < LEAST or _vanishes(amount.value, value):
        raise NotANumber(Fault((), f"{shown(value)} is too small", f"{LEAST:g} at least, or 0 as what is certain"))
    if amount.value < 0:
        raise NotANumber(Fault((), f"{shown(value)} is below 0", notation.write))
    return amount


def _beyond(value: Any, notation: Notation, at_most: float) -> Fault:
    if notation.rate:
        return Fault((), f"{shown(value)} is more than {at_most:.0%} a year", notation.write)
    hint = "a share or a probability lies between 0 and 1; " + notation.write
    return Fault((), f"{shown(value)} is more than 1", hint)


def _vanishes(number: float, written: Any) -> bool:
    """True for a number that only is 0 because it is too small for a computer."""
    digits = re.split("[eE]", written)[0] if isinstance(written, str) else ""
    return number == 0 and any(digit in digits for digit in "123456789")


def only_exact(notation: Notation, number: float) -> bool:
    """True for a value that only something exact can have: 0, and for shares 1."""
    return number == 0 or (notation.logit and number == 1)


def amounts_in(parts: Mapping[Any, Any], notation: Notation) -> tuple[dict[Any, WrittenAmount], list[Fault]]:
    """Several written numbers by their keys, and the fault of each that is none."""
    amounts, faults = {}, []
    for key, number in parts.items():
        try:
            amounts[key] = amount_of(number, notation)
        except NotANumber as error:
            faults += [fault.under(key) for fault in error.faults]
    return amounts, faults


def days_of(text: str) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year that is written as a date.

    >>> days_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    first = date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    if len(text) == 10:
        return first, first
    last_month = first.month if len(text) == 7 else 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def is_of_our_time(day: date) -> bool:
    """True where a map can tell of a day: computers had begun, and no law is known beyond.

    >>> is_of_our_time(date(2026, 11, 25)), is_of_our_time(date(1066, 10, 14))
    (True, False)
    """
    return FIRST_DAY <= day <= LAST_DAY


def day_of(text: str) -> date | None:
    """The day of our time that is written as a date; None for anything else.

    >>> day_of("2020-09-25"), day_of("2020-W39-5"), day_of("1066-10-14")
    (datetime.date(2020, 9, 25), None, None)
    """
    day = date.fromisoformat(text) if is_date(text, whole=True) else None
    return day if day and is_of_our_time(day) else None


def is_date(text: str, *, whole: bool = False) -> bool:
    """True for a text that is a day (or, unless `whole`, a month or a year) of the calendar.

    >>> is_date("2024-02-29"), is_date("2023-02-29"), is_date("2024-02"), is_date("2024-02", whole=True)
    (True, False, True, False)
    """
    if not DATE_PATTERN.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return len(text) == 10 or not whole
