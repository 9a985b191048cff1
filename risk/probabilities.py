"""Arithmetic of probabilities: rates and chances over years, and bounds where it is not known what depends on what."""

from __future__ import annotations

import math
from collections.abc import Sequence

COMMON_CAUSE = 0.10
"""The share of the failures of redundant controls that have one cause, unless something else is known."""


def probability(rate: float, years: float) -> float:
    """The probability of at least one event in some years, at a rate of so many a year. Rates add, these do not.

    >>> round(probability(0.1, 5), 4)
    0.3935
    """
    return -math.expm1(-rate * years)


def rate(chance: float, years: float) -> float:
    """The rate a year at which the probability of at least one event in some years is `chance`.

    >>> round(rate(0.0074, 5), 6)
    0.001486
    """
    return -math.log1p(-chance) / years


def years_until(chance: float, per_year: float) -> float:
    """The years it takes at a rate a year until the probability of at least one event is `chance`.

    >>> years_until(0.9, 0.0)
    inf
    """
    return rate(chance, per_year) if per_year else math.inf


def all_fail(chances: Sequence[float], common: float = COMMON_CAUSE) -> float:
    """The probability that redundant controls all fail, a share `common` of failures having one cause.

    Source: the β-factor model (Fleming 1975).

    >>> round(all_fail([0.2, 0.2]), 4)
    0.0524
    """
    return common * min(chances) + math.prod((1.0 - common) * p for p in chances)


def chain_bounds(chances: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest probability that all of some things hold, however they depend on each other.

    Source: Fréchet (1935).

    >>> chain_bounds([0.75, 0.5])
    (0.25, 0.5)
    """
    return max(0.0, math.fsum(chances) - (len(chances) - 1)), min(chances, default=1.0)


def union_bounds(chances: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest probability that any of some things holds, however they depend on each other.

    Source: Fréchet (1935).

    >>> union_bounds([0.5, 0.25])
    (0.5, 0.75)
    """
    return max(chances, default=0.0), min(1.0, math.fsum(chances))
