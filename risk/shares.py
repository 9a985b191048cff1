"""Which data carry how much of the harm: each event's harm shared out by the Shapley value (Shapley 1953)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import comb, factorial, prod

from risk.diagrams import TRUE, Diagrams

Exposed = tuple[tuple[str, int], ...]
"""What is exposed of a person: (data, its level), each data type once, in alphabetical order."""

Pairs = tuple[tuple[str, str], ...]


def patterns(table: Diagrams, graded: Sequence[tuple[str, int, int]], q: Mapping[str, float]) -> dict[Exposed, float]:
    """How likely each set of exposed data is.

    `graded` gives for each data type and each of its levels the diagram of: exposed at that level or higher.
    """
    masses: dict[tuple[int, ...], float] = {tuple(node for _, _, node in graded): 1.0}
    last = len(table.order)
    for level in range(last):
        here = [nodes for nodes in masses if any(table.level(n) == level for n in nodes)]
        for nodes in here:
            _pass_down(table, masses, nodes, level, q[table.order[level]])
    found: dict[Exposed, float] = {}
    for nodes, mass in masses.items():
        exposed = _exposed(graded, nodes)
        found[exposed] = found.get(exposed, 0.0) + mass
    return found


def _pass_down(
    table: Diagrams, masses: dict[tuple[int, ...], float], nodes: tuple[int, ...], level: int, p: float
) -> None:
    mass = masses.pop(nodes)
    for child, part in ((table.low, 1.0 - p), (table.high, p)):
        below = tuple(child(n) if table.level(n) == level else n for n in nodes)
        masses[below] = masses.get(below, 0.0) + mass * part


def _exposed(graded: Sequence[tuple[str, int, int]], nodes: tuple[int, ...]) -> Exposed:
    highest: dict[str, int] = {}
    for (data, level, _), node in zip(graded, nodes, strict=True):
        if node == TRUE:
            highest[data] = max(level, highest.get(data, 0))
    return tuple(sorted(highest.items()))


@lru_cache(maxsize=100_000)
def shapley(exposed: Exposed, pairs: Pairs, by_level: tuple[float, ...]) -> tuple[float, ...]:
    """The Shapley value of each exposed data type, in order, in the game "what would the set weigh".

    Data of the same level that occur in the same pairs are interchangeable, so coalitions are counted by kind: exact
    for any number of types.
    """
    kinds = _kinds(exposed, pairs)
    sizes = [len(members) for members in kinds]
    values: dict[str, float] = {}
    for kind, members in enumerate(kinds):
        value = _of_one(kind, kinds, sizes, dict(exposed), pairs, by_level)
        values |= dict.fromkeys(members, value)
    return tuple(values[data] for data, _ in exposed)


def _kinds(exposed: Exposed, pairs: Pairs) -> list[list[str]]:
    """Data that can take each other's place: the same level, and the same partners."""
    held = {data for data, _ in exposed}
    kinds: dict[tuple[int, frozenset[str]], list[str]] = {}
    for data, level in exposed:
        partners = frozenset(b if a == data else a for a, b in pairs if data in (a, b) and {a, b} <= held)
        kinds.setdefault((level, partners), []).append(data)
    return list(kinds.values())


def _of_one(
    kind: int,
    kinds: list[list[str]],
    sizes: list[int],
    levels: Mapping[str, int],
    pairs: Pairs,
    by_level: tuple[float, ...],
) -> float:
    """The average, over all orders, of what one member of a kind adds to those that came before it."""
    total = sum(sizes)
    others = [n - (k == kind) for k, n in enumerate(sizes)]
    value = 0.0
    for counts in product(*(range(n + 1) for n in others)):
        before = sum(counts)
        ways = prod(comb(n, c) for n, c in zip(others, counts, strict=True))
        weight = ways * factorial(before) * factorial(total - before - 1) / factorial(total)
        more = [c + (k == kind) for k, c in enumerate(counts)]
        value += weight * (
            _worth(kinds, more, levels, pairs, by_level) - _worth(kinds, list(counts), levels, pairs, by_level)
        )
    return value


def _worth(
    kinds: list[list[str]], counts: list[int], levels: Mapping[str, int], pairs: Pairs, by_level: tuple[float, ...]
) -> float:
    chosen = [kind[i] for kind, n in zip(kinds, counts, strict=True) for i in range(n)]
    return by_level[_level(chosen, levels, pairs)]


def _level(chosen: Iterable[str], levels: Mapping[str, int], pairs: Pairs) -> int:
    held = set(chosen)
    highest = max((levels[d] for d in held), default=0)
    return min(4, highest + any(a in held and b in held for a, b in pairs)) if highest else 0
