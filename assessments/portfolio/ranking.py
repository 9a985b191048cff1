"""Ranks over simulations: intervals, comparisons of two, and tiers that cannot be told apart.

Everything here is about arrays of shape (apps, draws), of which the same draw means the same world for all apps. The
app with the largest number has rank 1; apps with the same number share the middle of their ranks, so that the mean rank
of an app is one more than the sum of the chances by which the others are above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating]

CERTAIN = 0.95
"""The share of simulations in which one of two apps has to be above the other to be told from it."""
INTERVAL = (0.05, 0.5, 0.95)


def ranks(draws: Numbers) -> Floats:
    """The rank of each app in each draw, shape (apps, draws): 1 for the largest, the middle of those that are equal."""
    apps = len(draws)
    order = np.argsort(-draws, axis=0, kind="stable")
    falling = np.take_along_axis(draws, order, axis=0)
    places = np.arange(apps)[:, None]
    begins = np.ones(draws.shape, dtype=bool)
    begins[1:] = falling[1:] != falling[:-1]
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=0)
    ends = np.ones(draws.shape, dtype=bool)
    ends[:-1] = begins[1:]
    last = np.minimum.accumulate(np.where(ends, places, apps)[::-1], axis=0)[::-1]
    middles = np.empty(draws.shape)
    np.put_along_axis(middles, order, 1.0 + (first + last) / 2.0, axis=0)
    return middles


def rank_intervals(by_draw: Floats) -> Floats:
    """The 5 % end, the middle and the 95 % end of each app's ranks, shape (apps, 3): ranks that occur, never between.

    Args:
        by_draw: The rank of each app in each draw, shape (apps, draws).
    """
    return np.quantile(by_draw, INTERVAL, axis=1, method="inverted_cdf").T


def riskier(one: Numbers, other: Numbers) -> float:
    """The share of simulations in which one app's number is above another's, half of those in which they are equal."""
    return float((one > other).mean() + (one == other).mean() / 2.0)


def in_order(by_draw: Floats) -> NDArray[np.intp]:
    """The places of apps by their mean rank, the first first; the earlier one where two are alike."""
    return np.argsort(by_draw.mean(axis=1), kind="stable")


def tiers(draws: Numbers, certain: float = CERTAIN) -> NDArray[np.intp]:
    """The tier of each app, from 1: apps that cannot be told from the first app of their tier.

    Args:
        draws: The number of each app in each draw, shape (apps, draws), in their order.
        certain: In which share of simulations an app has to be below the first of a tier to begin the next one.
    """
    numbers = np.ones(len(draws), dtype=np.intp)
    first = 0
    for place in range(1, len(draws)):
        apart = riskier(draws[first], draws[place]) >= certain
        first = place if apart else first
        numbers[place] = numbers[place - 1] + apart
    return numbers


def neighbours(draws: Numbers) -> Sequence[float]:
    """The share of simulations in which each app but the last is above the one after it, in their order."""
    return [riskier(one, other) for one, other in pairwise(draws)]
