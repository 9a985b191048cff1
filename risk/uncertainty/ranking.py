"""Order of results: how sure it is that one is above another, and the ranks of several with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from risk.arrays import Floats
from risk.options.tradeoffs import SAME
from risk.uncertainty.spreads import BATCHES, HIGH, LOW, MIDDLE

OrderWord = Literal["stable", "leaning", "not distinguishable on this evidence", "no order"]

STABLE, LEANING = 0.90, 0.75
FIGURES = 9
SMALLEST = -300
"""The power of ten below which numbers are not evened: ten to the opposite one is still a number."""


@dataclass(frozen=True)
class OrderChance:
    """The chance that one result is above another, the standard error of that chance, and what may be said of it.

    `tied` is the share of draws in which both are the same.
    """

    chance: float
    error: float
    tied: float = 0.0

    @property
    def word(self) -> OrderWord:
        """The word for the order: there is none between what is the same in every draw."""
        return "no order" if self.tied == 1.0 else word(self.chance)

    @property
    def turned(self) -> bool:
        """True where the order leans or stands the other way round."""
        return self.chance <= 1.0 - LEANING


def word(chance: float) -> OrderWord:
    """The word for an order that holds, or does not hold, with some chance."""
    surest = max(chance, 1.0 - chance)
    if surest >= STABLE:
        return "stable"
    return "leaning" if surest >= LEANING else "not distinguishable on this evidence"


def order_chance(one: Floats, other: Floats) -> OrderChance:
    """The chance that one result is above the other, both in the same draws; an equal draw counts half.

    Differences within rounding are none. The error is that of the mean over batches that were drawn alike; 0 where the
    draws are not whole batches.
    """
    same = np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))
    above = np.where(same, 0.5, one > other)
    batches = above.reshape(BATCHES, -1).mean(axis=1) if above.size % BATCHES == 0 else above.mean(keepdims=True)
    error = float(batches.std(ddof=1)) / BATCHES**0.5 if batches.size > 1 else 0.0
    return OrderChance(float(above.mean()), error, float(same.mean()))


def ranks(values: Floats) -> Floats:
    """The rank of each thing in each draw, shape (things, draws): 1 for the highest result, equal ones share theirs."""
    even = _evened(values)
    above = [(even > row).sum(axis=0) + ((even == row).sum(axis=0) + 1) / 2 for row in even]
    return np.reshape(above, values.shape)


def _evened(values: Floats) -> Floats:
    """Numbers to so many figures that what differs by rounding alone is equal."""
    size = np.maximum(np.floor(np.log10(np.where(values == 0.0, 1.0, np.abs(values)))), SMALLEST)
    return np.asarray(np.round(values * 10.0 ** (FIGURES - 1 - size)) * 10.0 ** (size - FIGURES + 1))


@dataclass(frozen=True)
class RankInterval:
    """Between which places a thing stands, 90 % equal-tailed, with the middle one."""

    low: float
    median: float
    high: float


def rank_intervals(values: Floats) -> tuple[RankInterval, ...]:
    """The interval of each thing's rank, for results of shape (things, draws)."""
    quantiles = np.quantile(ranks(values), (LOW, MIDDLE, HIGH), axis=1, method="inverted_cdf")
    return tuple(RankInterval(*map(float, ends)) for ends in quantiles.T)
