"""What rate a probability over some years is, and back: rates add, probabilities do not."""

from __future__ import annotations

import math


def probability(rate: float, years: float) -> float:
    """The probability of at least one event in some years at a rate of so many a year."""
    return -math.expm1(-rate * years)


def rate(chance: float, years: float) -> float:
    """The rate a year at which the probability of at least one event in some years is `chance`."""
    return -math.log1p(-chance) / years


def years_until(chance: float, per_year: float) -> float:
    """How many years it takes at a rate a year until the probability of at least one event is `chance`."""
    return rate(chance, per_year) if per_year else math.inf
