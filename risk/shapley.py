"""Contributions of data types to the harm of an event: its Shapley values over the sets that are exposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import comb, factorial, fsum, prod
from typing import TypeVar

import numpy as np

from risk.arrays import Floats
from risk.engine.diagrams import TRUE, Diagrams, TooWide

Chance = TypeVar("Chance", float, Floats)
"""A probability, or one in each draw."""

PartName = TypeVar("PartName", bound=str)

ExposedLevels = tuple[tuple[str, int], ...]
"""What is exposed of a person: (data, its level), each data type once, in alphabetical order."""

Pairs = tuple[tuple[str, str], ...]


def patterns(
    table: Diagrams, graded: Sequence[tuple[str, int, int]], q: Mapping[str, Chance], whole: Chance, *, most: int
) -> dict[ExposedLevels, Chance]:
    """The probability of each set of exposed data; raises TooWide for more than `most` to be told apart on the way.

    `graded` gives for each data type and each of its levels the diagram of: exposed at that level or higher; `whole` is
    the probability that is shared out, 1, in the shape of those in `q`.
    """
    masses: dict[tuple[int, ...], Chance] = {tuple(node for _, _, node in graded): whole}
    last = len(table.order)
    for level in range(last):
        tested = [nodes for nodes in masses if any(table.level(n) == level for n in nodes)]
        for nodes in tested:
            _pass_down(table, masses, nodes, level, q[table.order[level]])
        if len(masses) > most:
            raise TooWide(f"more than {most} sets of data")
    chances: dict[ExposedLevels, Chance] = {}
    for nodes, mass in masses.items():
        exposed = _exposed(graded, nodes)
        chances[exposed] = chances[exposed] + mass if exposed in chances else mass
    return chances


def _pass_down(
    table: Diagrams, masses: dict[tuple[int, ...], Chance], nodes: tuple[int, ...], level: int, p: Chance
) -> None:
    mass = masses.pop(nodes)
    for child, chance in ((table.low, 1.0 - p), (table.high, p)):
        below = tuple(child(n) if table.level(n) == level else n for n in nodes)
        passed = mass * chance
        masses[below] = masses[below] + passed if below in masses else passed


def _exposed(graded: Sequence[tuple[str, int, int]], nodes: tuple[int, ...]) -> ExposedLevels:
    highest: dict[str, int] = {}
    for (data, level, _), node in zip(graded, nodes, strict=True):
        if node == TRUE:
            highest[data] = max(level, highest.get(data, 0))
    return tuple(sorted(highest.items()))


def of_coalitions(parts: Sequence[PartName], worth: Mapping[frozenset[PartName], Floats]) -> dict[PartName, Floats]:
    """The Shapley value of each part in a game, from what every set of parts is worth; `parts` are all of them.

    >>> a, b = frozenset("a"), frozenset("b")
    >>> worth = {frozenset(): np.zeros(2), a: np.array([1.0, 1.0]), b: np.array([0.0, 1.0]), a | b: np.full(2, 3.0)}
    >>> {part: value.tolist() for part, value in of_coalitions(["a", "b"], worth).items()}
    {'a': [2.0, 1.5], 'b': [1.0, 1.5]}
    """
    shares = [1.0 / (len(parts) * comb(len(parts) - 1, many)) for many in range(len(parts))]
    return {player: _added_by(player, shares, worth) for player in parts}


def _added_by(player: PartName, shares: Sequence[float], worth: Mapping[frozenset[PartName], Floats]) -> Floats:
    """What a part adds to sets without it, by the share of orders that begin with a set of that size."""
    added = (
        shares[len(coalition)] * (worth[coalition | {player}] - worth[coalition])
        for coalition in worth
        if player not in coalition
    )
    return np.asarray(sum(added))


@lru_cache(maxsize=100_000)
def shapley(exposed: ExposedLevels, pairs: Pairs, by_level: tuple[float, ...]) -> tuple[float, ...]:
    """The Shapley value of each exposed data type, in order, in the game "what would the set weigh".

    A set weighs the sum of the steps between levels that it reaches, so the value is a sum over simple games "does the
    set reach this level". In each, types that can take each other's place are counted by kind: exact for any number.

    Args:
        exposed: the data types exposed, each with its level.
        pairs: the pairs of data types whose joining raises the level of a set by one.
        by_level: the weight of a set at levels 0, 1, 2, …

    Returns:
        One value for each data type, in order; together the weight of the whole set.

    Source: Shapley (1953).

    >>> shapley((("contacts", 1), ("text", 2)), (), (0.0, 1.0, 3.0))
    (0.5, 2.5)
    """
    steps = [by_level[n] - by_level[n - 1] for n in range(1, len(by_level))]
    games = [_reaching(n, exposed, pairs) for n in range(1, len(by_level))]
    return tuple(
        fsum(step * game.get(data, 0.0) for step, game in zip(steps, games, strict=True)) for data, _ in exposed
    )


@dataclass(frozen=True)
class _Kind:
    """Types that can take each other's place when a level is to be reached: `enough` alone, or `nearly` and paired."""

    members: tuple[str, ...]
    enough: bool
    nearly: bool
    partners: frozenset[str]


def _reaching(level: int, exposed: ExposedLevels, pairs: Pairs) -> dict[str, float]:
    """The Shapley values of the simple game of reaching a level; a type that can add nothing is not in it."""
    kinds = _kinds(level, exposed, pairs)
    return {name: _of_one(place, kinds) for place, kind in enumerate(kinds) for name in kind.members}


def _kinds(level: int, exposed: ExposedLevels, pairs: Pairs) -> tuple[_Kind, ...]:
    weak = {data for data, own in exposed if own < level}
    members: dict[tuple[bool, bool, frozenset[str]], list[str]] = {}
    for data, own in exposed:
        partners = frozenset(b if a == data else a for a, b in pairs if data in (a, b) and {a, b} <= weak)
        enough, nearly = own >= level, own == level - 1
        if enough or nearly or partners:
            members.setdefault((enough, nearly, partners), []).append(data)
    return tuple(_Kind(tuple(names), *key) for key, names in members.items())


def _of_one(place: int, kinds: Sequence[_Kind]) -> float:
    """The share of all orders in which one member of a kind is the one with which the level is reached."""
    sizes = [len(kind.members) - (k == place) for k, kind in enumerate(kinds)]
    total = sum(sizes) + 1
    value = 0.0
    below = (range(1 if kind.enough else n + 1) for kind, n in zip(kinds, sizes, strict=True))  # no member is enough
    for counts in product(*below):
        with_it = tuple(c + (k == place) for k, c in enumerate(counts))
        if _reached(with_it, kinds) and not _reached(counts, kinds):
            ways = prod(comb(n, c) for n, c in zip(sizes, counts, strict=True))
            value += ways * factorial(sum(counts)) * factorial(total - sum(counts) - 1) / factorial(total)
    return value


def _reached(counts: Sequence[int], kinds: Sequence[_Kind]) -> bool:
    present = [kind for kind, n in zip(kinds, counts, strict=True) if n]
    if any(kind.enough for kind in present):
        return True
    chosen = {name for kind, n in zip(kinds, counts, strict=True) for name in kind.members[:n]}
    return any(kind.nearly for kind in present) and any(kind.partners & chosen for kind in present)
