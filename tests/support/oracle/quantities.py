"""Best values of quantities as an author writes them: numbers, shares, rates, ranges, counted cases."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

SUFFIXES = {"k": 1e3, "m": 1e6, "bn": 1e9}
PER_YEAR = {"year": 1.0, "person-year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
UNTIL_DELETED = math.inf


def best_value(written: Any, kind: str) -> float:
    """The best value of a quantity; `kind` is chance, rate or count, and rates are a year."""
    if isinstance(written, list):
        return best_value(written[1], kind) if len(written) == 3 else middle(written[0], written[1], kind)
    if isinstance(written, Mapping):
        return of_mapping(written, kind)
    if written == "unknown":
        if kind != "chance":
            raise ValueError("only a probability can be unknown")
        return 0.5
    return number(written)


def of_mapping(written: Mapping[str, Any], kind: str) -> float:
    """The best value of an estimate written with its evidence."""
    per = PER_YEAR[written.get("per", "year")]
    if "best" in written:
        return per * best_value(written["best"], kind)
    if "counted" in written:
        one_more = 1.0 if kind == "chance" else 0.0
        return per * (number(written["counted"]) + 0.5) / (number(written["in"]) + one_more)
    if "beta" in written:
        a, b = written["beta"]
        return number(a) / (number(a) + number(b))
    if "median" in written:
        return per * number(written["median"])
    return per * middle(written["low"], written["high"], kind)


def middle(low: Any, high: Any, kind: str) -> float:
    """The middle of a range: of the logit for chances, of the log for rates and counts."""
    first, last = number(low), number(high)
    if kind == "chance":
        return from_logit((logit(first) + logit(last)) / 2)
    return math.sqrt(first * last)


def number(written: Any) -> float:
    """A plain number: 19M, 1.2bn, 19_000_000, 30.9 %, 2/year."""
    if not isinstance(written, str):
        return float(written)
    amount, _, unit = written.replace("_", "").partition("/")
    match = re.fullmatch(r"\s*([-+0-9.eE]+?)\s*(k|m|bn|%)?\s*", amount, re.IGNORECASE)
    if match is None:
        raise ValueError(f"{written!r} is not a quantity")
    scale = {"%": 0.01, **SUFFIXES}.get((match[2] or "").lower(), 1.0)
    return float(match[1]) * scale * (PER_YEAR[unit.strip()] if unit else 1.0)


def is_per_person_year(written: Any) -> bool:
    """A rate is one per person and year if it says so."""
    if isinstance(written, Mapping):
        return written.get("per") == "person-year" or is_per_person_year(written.get("best"))
    return isinstance(written, str) and written.endswith("person-year")


def days(written: Any) -> float:
    """A length of time in days; `until deleted` is for ever."""
    if written == "until deleted":
        return UNTIL_DELETED
    amount, unit = str(written).split()
    return float(amount) * DAYS[unit.removesuffix("s")]


def logit(chance: float) -> float:
    """The logarithm of the odds."""
    return math.log(chance / (1.0 - chance))


def from_logit(log_odds: float) -> float:
    """The chance that has these odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))
