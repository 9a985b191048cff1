"""Numbers to find out next: what knowing each would take from the spread of all apps together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assessments.portfolio.parts import columns_in
from assessments.results.portfolio import FindOut
from risk.arrays import Floats
from risk.uncertainty.propagation import variance_share

Numbers = NDArray[np.floating]
MOST_TRIED, MOST_TOLD = 1_000, 20
WIDEST_APPS = 50
"""Apps whose own numbers are tried beside those that most apps use: a large app can outweigh all others."""
TOGETHER = 1_000
"""Apps that are added up at once."""
SLICES, LEAST = 25, 0.02
"""Slices of each number, and the smallest part of the spread that is told: chance alone hardly ever brings as much."""
OF = " of "
DIGEST = re.compile("[0-9a-f]{16}")


def to_find_out(parts: Mapping[str, Path], keys: Sequence[str], draws: Numbers, seed: int) -> tuple[FindOut, ...]:
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


def summed(keys: Sequence[str], draws: Numbers) -> Summed:
    """A measure of all apps together, some at a time."""
    total, spreads = np.zeros(draws.shape[1]), np.empty(len(keys))
    for first in range(0, len(keys), TOGETHER):
        block = np.asarray(draws[first : first + TOGETHER])
        total += block.sum(axis=0, dtype=np.float64)
        spreads[first : first + TOGETHER] = block.std(axis=1)
    widest = np.argsort(-spreads, kind="stable")[:WIDEST_APPS]
    return Summed(total, frozenset(keys[place] for place in widest))


def numbers_used(parts: Mapping[str, Path], widest: Collection[str]) -> tuple[Counter[str], dict[str, None]]:
    """How many apps use each number that is drawn, by its stream, and the numbers that some apps use."""
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
