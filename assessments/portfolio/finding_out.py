"""Numbers to find out next: what knowing each would take from the spread of all apps together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.portfolio.parts import draws_in
from assessments.results.portfolio import FindOut
from risk.uncertainty.propagation import variance_share

Floats = NDArray[np.float64]
MOST_TRIED, MOST_TOLD = 1_000, 20
WIDEST_APPS = 50
"""Apps whose own numbers are tried beside those that most apps use: a large app can outweigh all others."""
SLICES, LEAST = 25, 0.02
"""Slices of each number, and the smallest part of the spread that is told: chance alone hardly ever brings as much."""
OF = " of "
DIGEST = re.compile("[0-9a-f]{16}")


def to_find_out(parts: Mapping[str, Path], measure: str, seed: int) -> tuple[FindOut, ...]:
    """The numbers that carry most of the spread of a measure summed over apps, the first first.

    Args:
        parts: The part that holds the row of each app's fingerprint.
        measure: What is summed.
        seed: Where random numbers start.
    """
    added = summed(parts, measure)
    if added is None:
        return ()
    used, of_widest = numbers_used(parts, added.widest)
    tried = dict(used.most_common(MOST_TRIED)) | {stream: used[stream] for stream in of_widest}
    worth = [
        _find_out(stream, apps, variance_share(added.total, stream, seed, SLICES)) for stream, apps in tried.items()
    ]
    return tuple(sorted((one for one in worth if one.worth >= LEAST), key=lambda one: -one.worth)[:MOST_TOLD])


@dataclass(frozen=True)
class Summed:
    """A measure added up over apps in every simulation, shape (draws,), and the apps that it varies most of."""

    total: Floats
    widest: frozenset[str]


def summed(parts: Mapping[str, Path], measure: str) -> Summed | None:
    """A measure of all apps together; None without apps."""
    total: Floats | None = None
    spreads: dict[str, float] = {}
    for fingerprint, draws in draws_in(parts, measure):
        total = draws.astype(np.float64) if total is None else total + draws
        spreads[fingerprint] = float(draws.std())
    return None if total is None else Summed(total, frozenset(nlargest(WIDEST_APPS, spreads, key=spreads.__getitem__)))


def numbers_used(parts: Mapping[str, Path], widest: Collection[str]) -> tuple[Counter[str], dict[str, None]]:
    """How many apps use each number that is drawn, by its stream, and the numbers that some apps use."""
    used: Counter[str] = Counter()
    of_widest: dict[str, None] = {}
    for file in sorted(set(parts.values())):
        table = pq.read_table(file, columns=["fingerprint", "numbers"])
        for row in table.to_pylist():
            if parts.get(row["fingerprint"]) == file:
                used.update(row["numbers"] or ())
                of_widest |= dict.fromkeys(row["numbers"] if row["fingerprint"] in widest else ())
    return used, of_widest


def _find_out(stream: str, apps: int, worth: float) -> FindOut:
    """The number of a stream: its address, and the app that it belongs to, if it does to one."""
    address, *apart = stream.split(OF)
    app = OF.join(piece for piece in apart if not DIGEST.fullmatch(piece))
    return FindOut(address=address, app=app or None, apps=apps, worth=worth)
