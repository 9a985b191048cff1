"""Shapley values: what each of some parts adds, averaged over all orders in which they can come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations
from math import factorial


def shapley(parts: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """The value of each part, by going through all subsets of the others."""
    value = cache(worth)
    return {part: shapley_of(part, [other for other in parts if other != part], value) for part in parts}


def shapley_of(part: str, others: Sequence[str], worth: Callable[[frozenset[str]], float]) -> float:
    """The value of one part."""
    total = 0.0
    for size in range(len(others) + 1):
        weight = factorial(size) * factorial(len(others) - size) / factorial(len(others) + 1)
        for chosen in combinations(others, size):
            total += weight * (worth(frozenset(chosen) | {part}) - worth(frozenset(chosen)))
    return total
