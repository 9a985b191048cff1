"""How likely is something that is too wide for an exact value: found by trying, 64 trials in a machine word."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.engine.equations import Alternative, Equations

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

BITS = 64
CONFIDENCE_95 = 1.959963984540054
WORDS_AT_ONCE = 1 << 23
ALL = np.uint64(2**64 - 1)


@dataclass(frozen=True)
class Simulated:
    """The share of trials in which something was true, with the 95 % interval of Wilson (1927).

    What is certain or impossible without any draw has an interval of no width.
    """

    value: float
    low: float
    high: float
    trials: int


def simulated(
    equations: Equations,
    roots: Sequence[str],
    q: Mapping[str, float],
    *,
    trials: int = 2**20,
    seed: int,
    deadline: float | None = None,
) -> dict[str, Simulated]:
    """Try all roots at once: each trial draws every variable once, so what is shared is shared, and solves the circles.

    `trials` are rounded up to whole words. The same seed gives the same result whatever the hash seed or the machine,
    as every variable has a stream of its own. After `deadline` (a value of `time.monotonic()`) no new chunk of trials
    begins; `trials` of the result says how many were made, at least one chunk. A chunk takes about 64 MB at most, or
    half a kilobyte for each name and variable, and each alternative of a circle, where there are more than 100 000.
    """
    roots = tuple(dict.fromkeys(roots))
    small = equations.reduced(roots, {name: q[name] >= 1 for name in equations.variables if not 0 < q[name] < 1})
    streams = {name: stream_of(seed, name) for name in small.variables}
    true = dict.fromkeys(roots, 0)
    made = 0
    for words in chunks(small, max(1, math.ceil(trials / BITS))):
        drawn = {name: happened(stream, q[name], words) for name, stream in streams.items()}
        holds = solved(small, drawn, words)
        for root in roots:
            true[root] += int(np.bitwise_count(holds[root]).sum())
        made += words * BITS
        if deadline is not None and time.monotonic() > deadline:
            break
    return {root: _simulated(true[root], made, certain=small.alternatives[root] in ((), ((),))) for root in roots}


def happened(stream: np.random.BitGenerator, probability: float | Floats, words: int) -> Words:
    """Trials in which something happens, each bit one trial; each word may have a probability of its own.

    A trial compares the binary digits of the probability with random ones; the first that differ decide. After n
    digits one trial in 2ⁿ is open, so a word takes about eight random words, and the law is exact.
    """
    result = np.zeros(words, dtype=np.uint64)
    where = np.arange(words)
    undecided = np.full(words, ALL)
    rest = np.broadcast_to(np.asarray(probability, dtype=np.float64), (words,)).copy()
    result[rest >= 1.0] = ALL
    keep = (rest > 0.0) & (rest < 1.0)
    while keep.any():
        # The first digits leave something open in almost every word: nothing is copied then.
        if not keep.all():
            where, undecided, rest = where[keep], undecided[keep], rest[keep]
        rest *= 2.0
        random = np.asarray(stream.random_raw(len(where)), dtype=np.uint64)
        digit = rest >= 1.0
        rest -= digit
        result[where] |= np.where(digit, undecided & ~random, 0)
        undecided &= np.where(digit, random, ~random)
        keep = (undecided != 0) & (rest > 0.0)
    return result


def stream_of(seed: int, name: str) -> np.random.BitGenerator:
    """The random words of one variable: the same for a seed and a name, whatever else is drawn."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return np.random.SFC64(np.random.SeedSequence([seed, *np.frombuffer(digest, dtype="<u4").tolist()]))


def chunks(equations: Equations, words: int) -> Iterator[int]:
    """How many words to try at a time, so that all names, alternatives and variables stay within memory."""
    circles = (
        sum(len(equations.alternatives[name]) for name in each) for each in equations.components if len(each) > 1
    )
    rows = len(equations.variables) + len(equations.alternatives) + max(circles, default=0)
    size = max(BITS, min(4096, WORDS_AT_ONCE // max(1, rows)))
    for start in range(0, words, size):
        yield min(size, words - start)


def solved(equations: Equations, drawn: Mapping[str, Words], words: int) -> dict[str, Words]:
    """In which trials each name is true."""
    holds = dict(drawn)
    for component in equations.components:
        if len(component) == 1:
            holds[component[0]] = _followed(equations, component[0], holds, words)
        else:
            holds.update((name, np.zeros(words, dtype=np.uint64)) for name in component)
            _settle(equations, component, holds)
    return holds


def _followed(equations: Equations, name: str, holds: Mapping[str, Words], words: int) -> Words:
    """In which trials a name is true that is in no circle; resting on itself adds nothing to a least solution."""
    result = np.zeros(words, dtype=np.uint64)
    for way in equations.alternatives[name]:
        if len(way) == 1 and way[0] != name:
            result |= holds[way[0]]
        elif name not in way:
            result |= _all(holds, way, np.full(words, ALL))
    return result


def _settle(equations: Equations, component: Sequence[str], holds: dict[str, Words]) -> None:
    """Go on from what holds at once to what follows, until no trial changes: exactly the least solution of each."""
    uses: dict[str, list[tuple[str, Words, Alternative]]] = {name: [] for name in component}
    for name in component:
        for way in equations.alternatives[name]:
            inner = tuple(dict.fromkeys(term for term in way if term in uses))
            others = _all(holds, (term for term in way if term not in uses), np.full_like(holds[name], ALL))
            if not inner:
                holds[name] |= others
            for term in inner:
                uses[term].append((name, others, inner))
    grown = dict.fromkeys(name for name in component if holds[name].any())
    while grown:
        name = next(iter(grown))
        del grown[name]
        for user, others, inner in uses[name]:
            found = _all(holds, inner, others & ~holds[user])
            if found.any():
                holds[user] |= found
                grown[user] = None


def _all(holds: Mapping[str, Words], terms: Iterable[str], result: Words) -> Words:
    """Where the result and all terms hold, written into the result."""
    for term in terms:
        result &= holds[term]
    return result


def _simulated(true: int, trials: int, *, certain: bool) -> Simulated:
    share = true / trials
    if certain:
        return Simulated(share, share, share, trials)
    z2 = CONFIDENCE_95**2
    middle = (true + z2 / 2) / (trials + z2)
    half = CONFIDENCE_95 * math.sqrt(true * (trials - true) / trials + z2 / 4) / (trials + z2)
    return Simulated(share, max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share)), trials)
