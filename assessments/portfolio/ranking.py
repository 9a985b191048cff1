"""Ranks over simulations: intervals, tiers that cannot be told apart, changes since the last run, numbers to find out.

Ranks are about arrays of shape (apps, draws), of which the same draw means the same world for all apps. The app with
the largest number has rank 1; apps with the same number share the middle of their ranks, so that the mean rank of an
app is one more than the sum of the chances by which the others are above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assessments.portfolio.folder import columns_in
from assessments.results.portfolio import Changes, FindOut, MovedApp
from risk.arrays import Floats, Indices
from risk.engine.parallel import in_pieces
from risk.uncertainty.propagation import variance_share

if TYPE_CHECKING:
    import pandas as pd

AnyFloats = NDArray[np.floating]

CERTAIN = 0.95
"""The share of simulations in which one of two apps has to be above the other to be told from it."""
INTERVAL = (0.05, 0.5, 0.95)
CELLS, HELD = 2**20, 2**25
"""Numbers that are worked on at once, and that are held in memory rather than in a file."""
MOVED = 0.01
"""The part of its middle that an app's number has to move by to be told."""
MOST = 1_000
MOST_TRIED, MOST_TOLD = 1_000, 20
WIDEST_APPS = 50
"""Apps whose own numbers are tried beside those that most apps use: a large app can outweigh all others."""
TOGETHER = 1_000
"""Apps that are added up at once."""
SLICES, LEAST = 25, 0.02
"""Slices of each number, and the smallest part of the spread that is told: chance alone hardly ever brings as much."""
OF = " of "
DIGEST = re.compile("[0-9a-f]{16}")


def ranks(draws: AnyFloats) -> Floats:
    """The rank of each app in each draw, shape (apps, draws): 1 for the largest, the middle of those that are equal."""
    by_draw = np.empty(draws.shape[::-1])
    for numbers, into in zip(np.ascontiguousarray(draws.T), by_draw, strict=True):
        order = np.argsort(-numbers)
        falling = numbers[order]
        first = np.flatnonzero(np.append(True, falling[1:] != falling[:-1]))
        alike = np.diff(first, append=len(order))
        into[order] = np.repeat(first + (alike + 1) / 2.0, alike)
    return by_draw.T


def rank_intervals(by_draw: AnyFloats) -> Floats:
    """The 5 % end, the middle and the 95 % end of each app's ranks, shape (apps, 3): ranks that occur, never between.

    Args:
        by_draw: The rank of each app in each draw, shape (apps, draws).
    """
    return np.asarray(np.quantile(by_draw, INTERVAL, axis=1, method="inverted_cdf").T, dtype=np.float64)


def riskier(one: AnyFloats, other: AnyFloats) -> float:
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


def ranked(draws: AnyFloats) -> Ranks:
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


def tiers(draws: AnyFloats, order: Indices, certain: float = CERTAIN) -> Indices:
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


def neighbours(draws: AnyFloats, order: Indices) -> Sequence[float]:
    """The share of simulations in which each app of an order but the last is above the next, half of those equal."""
    draws = np.asarray(draws)
    return [riskier(draws[one], draws[other]) for one, other in pairwise(order)]


def changes(before: pd.DataFrame, now: pd.DataFrame) -> Changes:
    """The apps of two runs, told from each other by their paths."""
    was, is_now = _sound(before), _sound(now)
    both = [(was[path], is_now[path]) for path in is_now if path in was]
    moved = [_moved(old, new) for old, new in both if _differs(old, new)]
    moved.sort(key=lambda app: -abs(app.content_persons - app.content_persons_before))
    return Changes(
        added=tuple(row["label"] for path, row in is_now.items() if path not in was),
        gone=tuple(row["label"] for path, row in was.items() if path not in is_now),
        moved=tuple(moved[:MOST]),
        same_settings=before.attrs == now.attrs,
    )


def _sound(frame: pd.DataFrame) -> dict[str, Mapping[Hashable, Any]]:
    """The ranked rows by path."""
    return {row["path"]: row for row in frame[frame["problems"].map(len) == 0].to_dict("records")}


def _differs(old: Mapping[Hashable, Any], new: Mapping[Hashable, Any]) -> bool:
    before, after = old["content_persons.median"], new["content_persons.median"]
    return bool(abs(after - before) > MOVED * max(before, after) or old["tier"] != new["tier"])


def _moved(old: Mapping[Hashable, Any], new: Mapping[Hashable, Any]) -> MovedApp:
    return MovedApp(
        app=new["label"],
        path=new["path"],
        content_persons_before=old["content_persons.median"],
        content_persons=new["content_persons.median"],
        rank_before=old["rank_median"],
        rank=new["rank_median"],
        tier_before=old["tier"],
        tier=new["tier"],
    )


def to_find_out(parts: Mapping[str, Path], keys: Sequence[str], draws: AnyFloats, seed: int) -> tuple[FindOut, ...]:
    """The numbers that carry most of the spread of a measure summed over apps, the first first.

    Args:
        parts: The part that holds the row of each app's fingerprint.
        keys: The fingerprints of the apps.
        draws: What is summed, in each draw, shape (apps, draws).
        seed: Where random numbers start.
    """
    if not keys:
        return ()
    added = summed(keys, draws)
    used, of_widest = numbers_used(parts, added.widest)
    tried = dict(used.most_common(MOST_TRIED)) | {stream: used[stream] for stream in of_widest}
    worth = [
        _find_out(stream, apps, variance_share(added.total, stream, seed, SLICES)) for stream, apps in tried.items()
    ]
    return tuple(
        sorted((number for number in worth if number.worth >= LEAST), key=lambda number: -number.worth)[:MOST_TOLD]
    )


@dataclass(frozen=True)
class Summed:
    """A measure added up over apps in every simulation, shape (draws,), and the apps that it varies most of."""

    total: Floats
    widest: frozenset[str]


def summed(keys: Sequence[str], draws: AnyFloats) -> Summed:
    """A measure of all apps together, some at a time."""
    total, spreads = np.zeros(draws.shape[1]), np.empty(len(keys))
    for first in range(0, len(keys), TOGETHER):
        block = np.asarray(draws[first : first + TOGETHER])
        total += block.sum(axis=0, dtype=np.float64)
        spreads[first : first + TOGETHER] = block.std(axis=1)
    widest = np.argsort(-spreads, kind="stable")[:WIDEST_APPS]
    return Summed(total, frozenset(keys[place] for place in widest))


def numbers_used(parts: Mapping[str, Path], widest: Collection[str]) -> tuple[Counter[str], dict[str, None]]:
    """The number of apps that use each number that is drawn, by its stream, and the numbers that some apps use."""
    used: Counter[str] = Counter()
    of_widest: dict[str, None] = {}
    for file in sorted(set(parts.values())):
        table = columns_in(file, "fingerprint", "numbers")
        keys = table["fingerprint"].to_pylist()
        meant = table["numbers"].filter(pa.array([parts.get(key) == file for key in keys])).combine_chunks()
        streams, counts = meant.flatten().value_counts().flatten()
        used.update(dict(zip(streams.to_pylist(), counts.to_pylist(), strict=True)))
        for number in [place for place, key in enumerate(keys) if key in widest and parts[key] == file]:
            of_widest |= dict.fromkeys(table["numbers"][number].as_py())
    return used, of_widest


def _find_out(stream: str, apps: int, worth: float) -> FindOut:
    """The number of a stream: its address, and the app that it belongs to, if it does to one."""
    address, *apart = stream.split(OF)
    app = OF.join(piece for piece in apart if not DIGEST.fullmatch(piece))
    return FindOut(address=address, app=app or None, apps=apps, worth=worth)
