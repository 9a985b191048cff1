"""Ranks over simulations: intervals, comparisons of two, and tiers that cannot be told apart.

Everything here is about arrays of shape (apps, draws), of which the same draw means the same world for all apps. The
app with the largest number has rank 1; apps with the same number share the middle of their ranks, so that the mean rank
of an app is one more than the sum of the chances by which the others are above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

from risk.arrays import Floats, Indices
from risk.engine.parallel import in_pieces

Numbers = NDArray[np.floating]

CERTAIN = 0.95
"""The share of simulations in which one of two apps has to be above the other to be told from it."""
INTERVAL = (0.05, 0.5, 0.95)
CELLS, HELD = 2**20, 2**25
"""Numbers that are worked on at once, and that are held in memory rather than in a file."""


def ranks(draws: Numbers) -> Floats:
    """The rank of each app in each draw, shape (apps, draws): 1 for the largest, the middle of those that are equal."""
    by_draw = np.empty(draws.shape[::-1])
    for numbers, into in zip(np.ascontiguousarray(draws.T), by_draw, strict=True):
        _rank(numbers, into)
    return by_draw.T


def _rank(numbers: Numbers, into: Floats) -> None:
    """Write the rank of each of some numbers."""
    order = np.argsort(-numbers)
    falling = numbers[order]
    first = np.flatnonzero(np.append(True, falling[1:] != falling[:-1]))
    alike = np.diff(first, append=len(order))
    into[order] = np.repeat(first + (alike + 1) / 2.0, alike)


def rank_intervals(by_draw: Numbers) -> Floats:
    """The 5 % end, the middle and the 95 % end of each app's ranks, shape (apps, 3): ranks that occur, never between.

    Args:
        by_draw: The rank of each app in each draw, shape (apps, draws).
    """
    return np.asarray(np.quantile(by_draw, INTERVAL, axis=1, method="inverted_cdf").T, dtype=np.float64)


def riskier(one: Numbers, other: Numbers) -> float:
    """The share of simulations in which one app's number is above another's, half of those in which they are equal."""
    return float((np.count_nonzero(one > other) + np.count_nonzero(one == other) / 2.0) / one.size)


@dataclass(frozen=True)
class Ranks:
    """The mean rank of each app, shape (apps,), and the interval with the middle of its ranks, shape (apps, 3)."""

    mean: Floats
    interval: Floats

    @property
    def order(self) -> Indices:
        """The places of apps by their mean rank, shape (apps,); the earlier one where two are alike."""
        return np.argsort(self.mean, kind="stable")


def ranked(draws: Numbers) -> Ranks:
    """The ranks of apps over all draws, shape (apps, draws), in blocks on all processors: no more is held than fits."""
    apps, many = draws.shape
    by_draw, mean, interval = room(draws.shape), np.empty(apps), np.empty((apps, len(INTERVAL)))

    def rank(block: slice) -> None:
        by_draw[:, block] = ranks(np.asarray(draws[:, block]))

    def summarise(block: slice) -> None:
        rows = np.asarray(by_draw[block])
        mean[block], interval[block] = rows.mean(axis=1, dtype=np.float64), rank_intervals(rows)

    in_pieces(rank, many, max(1, CELLS // max(1, apps)))
    in_pieces(summarise, apps, max(1, CELLS // max(1, many)))
    return Ranks(mean, interval)


def room(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """An array to be filled: in memory, or where it is large in a file that is gone when nobody uses it any more."""
    if np.prod(shape) <= HELD:
        return np.empty(shape, dtype=np.float32)
    with TemporaryFile(prefix="datareach-portfolio-") as file:
        return np.memmap(file, dtype=np.float32, mode="w+", shape=shape)


def tiers(draws: Numbers, order: Indices, certain: float = CERTAIN) -> Indices:
    """The tier of each app in an order, from 1: apps that cannot be told from the first app of their tier.

    Args:
        draws: The number of each app in each draw, shape (apps, draws).
        order: The places of the apps, the first first.
        certain: In which share of simulations an app has to be below the first of a tier to begin the next one.
    """
    draws, numbers = np.asarray(draws), np.ones(len(order), dtype=np.intp)
    first = order[:1]
    for place, app in enumerate(order[1:], 1):
        apart = riskier(draws[first[0]], draws[app]) >= certain
        first = order[place : place + 1] if apart else first
        numbers[place] = numbers[place - 1] + apart
    return numbers


def neighbours(draws: Numbers, order: Indices) -> Sequence[float]:
    """The share of simulations in which each app of an order but the last is above the one after it."""
    draws = np.asarray(draws)
    return [riskier(draws[one], draws[other]) for one, other in pairwise(order)]
