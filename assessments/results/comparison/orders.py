"""How much of a difference each of several changes explains: what it adds, averaged over all orders (Shapley 1953)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = Callable[[frozenset[int]], Floats]
Told = Callable[[int, int], None]

EXACT = 12
FEWEST_PAIRS, MOST_PAIRS = 4, 32
SURE = 0.01


@dataclass(frozen=True)
class Explained:
    """What each change adds, shape (changes, *of a value); `error` its standard error where orders were sampled.

    `orders` is the number of sampled orders, 0 where all were looked at; `none` and `every` are the values without any
    change and with all.
    """

    parts: Floats
    error: Floats | None
    orders: int
    none: Floats
    every: Floats


def explained(value: Value, changes: int, *, seed: int = 0, told: Told | None = None) -> Explained:
    """What each change adds to a value, over all orders up to twelve changes, over sampled ones beyond.

    The parts of a value sum to the whole. Changes with high numbers are varied least often, so that values which are
    quick to make after each other belong to low ones.
    """
    seen = told or (lambda done, all_: None)
    found = _exact(value, changes, seen) if changes <= EXACT else _sampled(value, changes, seed, seen)
    return Explained(
        _summing(found.parts, found.every - found.none), found.error, found.orders, found.none, found.every
    )


def _exact(value: Value, changes: int, told: Told) -> Explained:
    """The average over all orders, from the value of each set of changes, seen once."""
    none = value(frozenset())
    parts = np.zeros((changes, *none.shape))
    every = none
    for bits in range(1 << changes):
        taken = frozenset(i for i in range(changes) if bits >> i & 1)
        every = value(taken) if bits else none
        for i in range(changes):
            before = len(taken) - (i in taken)
            parts[i] += every * weight(before, changes) * (1.0 if i in taken else -1.0)
        told(bits + 1, 1 << changes)
    return Explained(parts, None, 0, none, every)


def _sampled(value: Value, changes: int, seed: int, told: Told) -> Explained:
    """The average over random orders, each with its reverse, until the first row of parts is sure to a hundredth."""
    none, every = value(frozenset()), value(frozenset(range(changes)))
    draw = np.random.Generator(np.random.PCG64(seed))
    total = np.zeros((changes, *none.shape))
    squares = np.zeros((changes, len(none)))
    pairs = 0
    while pairs < FEWEST_PAIRS or (pairs < MOST_PAIRS and not _sure(total, squares, pairs)):
        order = draw.permutation(changes)
        both = (_along(value, chosen, none, every) for chosen in (order, order[::-1]))
        pair = np.mean(list(both), axis=0)
        pairs += 1
        total += pair
        squares += _points(pair) ** 2
        told(pairs, MOST_PAIRS)
    return Explained(total / pairs, _error(total, squares, pairs), 2 * pairs, none, every)


def _along(value: Value, order: Sequence[int] | NDArray[np.int64], none: Floats, every: Floats) -> Floats:
    """What each change adds in one order."""
    parts = np.zeros((len(order), *none.shape))
    values = list(_values(value, order, none, every))
    for at, i in enumerate(order):
        parts[i] = values[at + 1] - values[at]
    return parts


def _values(value: Value, order: Sequence[int] | NDArray[np.int64], none: Floats, every: Floats) -> Iterator[Floats]:
    yield none
    yield from (value(frozenset(map(int, order[:n]))) for n in range(1, len(order)))
    yield every


def _points(parts: Floats) -> Floats:
    """The values at the best values of all numbers, shape (changes, rows)."""
    return parts[..., 0] if parts.ndim == 3 else parts


def _error(total: Floats, squares: Floats, pairs: int) -> Floats:
    """The standard error of the mean over pairs, shape (changes, rows)."""
    mean = _points(total) / pairs
    spread = np.maximum(squares / pairs - mean**2, 0.0) * pairs / max(1, pairs - 1)
    return np.asarray(np.sqrt(spread / pairs))


def _sure(total: Floats, squares: Floats, pairs: int) -> bool:
    whole = np.abs(_points(total)[:, 0]).sum() / pairs
    return bool(_error(total, squares, pairs)[:, 0].max() <= SURE * whole)


def _summing(parts: Floats, whole: Floats) -> Floats:
    """The parts with what rounding left over in the largest, so that they sum to the whole."""
    if not len(parts):
        return parts
    made = parts.copy()
    left = whole - made.sum(axis=0)
    largest = np.abs(made).sum(axis=tuple(range(1, made.ndim))).argmax()
    made[largest] += left
    return made


def weight(size: int, changes: int) -> float:
    """In which part of all orders exactly `size` given changes come before one more."""
    return 1.0 / (changes * comb(changes - 1, size))
