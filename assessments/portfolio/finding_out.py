"""Numbers to find out next: what knowing each would take from the spread of all apps together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.portfolio.parts import draws_in
from assessments.results.portfolio import FindOut
from risk.uncertainty.propagation import variance_share

MOST_TRIED, MOST_TOLD = 2_000, 20
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
    total = summed(parts, measure)
    if total is None:
        return ()
    used = numbers_used(parts).most_common(MOST_TRIED)
    worth = [_find_out(stream, apps, variance_share(total, stream, seed, SLICES)) for stream, apps in used]
    return tuple(sorted((one for one in worth if one.worth >= LEAST), key=lambda one: -one.worth)[:MOST_TOLD])


def summed(parts: Mapping[str, Path], measure: str) -> NDArray[np.float64] | None:
    """A measure added up over apps in every simulation, shape (draws,); None without apps."""
    total: NDArray[np.float64] | None = None
    for _, draws in draws_in(parts, measure):
        total = draws.astype(np.float64) if total is None else total + draws
    return total


def numbers_used(parts: Mapping[str, Path]) -> Counter[str]:
    """How many apps use each number that is drawn, by its stream."""
    used: Counter[str] = Counter()
    for file in sorted(set(parts.values())):
        table = pq.read_table(file, columns=["fingerprint", "numbers"])
        for row in table.to_pylist():
            if parts.get(row["fingerprint"]) == file:
                used.update(row["numbers"] or ())
    return used


def _find_out(stream: str, apps: int, worth: float) -> FindOut:
    """The number of a stream: its address, and the app that it belongs to, if it does to one."""
    address, *apart = stream.split(OF)
    app = OF.join(piece for piece in apart if not DIGEST.fullmatch(piece))
    return FindOut(address=address, app=app or None, apps=apps, worth=worth)
