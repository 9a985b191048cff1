"""Solutions of equations in many trials at once, 64 of them in a machine word.

Names in no circle are solved level by level, all of a level together, for a level rests on those below it alone. In a
circle it goes on from what holds at once to what follows, until no trial changes: exactly the least solution of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np

from data_maps.caching import kept
from risk.arrays import BitWords, Indices
from risk.engine.equations import Alternative, Equations

ALL = np.uint64(2**64 - 1)
MOST_WAYS = 4_096
AT_ONCE = 1 << 19
"""Words that a level works on at a time, so that they stay in the processor's cache."""


def solved(equations: Equations, words_of: Mapping[str, BitWords], words: int) -> dict[str, BitWords]:
    """The trials in which each variable and name is true, from those in which each variable is."""
    names = (*equations.variables, *equations.alternatives)
    rows = np.zeros((len(names) + 1, words), dtype=np.uint64)
    for row, name in enumerate(equations.variables):
        rows[row] = words_of[name]
    rows[-1] = ALL
    holds = dict(zip(names, rows, strict=False))
    for level in _levels(equations):
        if isinstance(level, _Level):
            level.solve(rows)
        else:
            _settle(equations, level, holds)
    return holds


@kept
def _levels(equations: Equations) -> tuple[_Level | tuple[str, ...], ...]:
    """Names that are in no circle, many at a time, and the names of each circle, all after what they rest on."""
    row = {name: number for number, name in enumerate((*equations.variables, *equations.alternatives))}
    height: dict[str, int] = {}
    at_height: dict[int, list[tuple[str, ...]]] = {}
    for component in equations.components:
        below = chain.from_iterable(way for name in component for way in equations.alternatives[name])
        own = 1 + max((height.get(term, 0) for term in below), default=0)
        height |= dict.fromkeys(component, own)
        at_height.setdefault(own, []).append(component)
    levels: list[_Level | tuple[str, ...]] = []
    for _, components in sorted(at_height.items()):
        levels += _in_parts(equations, row, (names[0] for names in components if len(names) == 1))
        levels += (names for names in components if len(names) > 1)
    return tuple(levels)


def _in_parts(equations: Equations, row: Mapping[str, int], names: Iterable[str]) -> Iterator[_Level]:
    """Names of one level, in parts of not too many alternatives; resting on itself adds nothing to a name."""
    ways = {name: [way for way in equations.alternatives[name] if name not in way] for name in names}
    todo = iter(sorted((name for name in ways if ways[name]), key=lambda name: -len(ways[name])))
    for name in todo:
        chosen = [name, *islice(todo, max(0, MOST_WAYS // len(ways[name]) - 1))]
        yield _Level(row, {name: ways[name] for name in chosen})


class _Level:
    """Names that rest on none of each other: those with more alternatives first, and so the longer alternatives."""

    def __init__(self, row: Mapping[str, int], ways: Mapping[str, Sequence[Alternative]]) -> None:
        owned = [(way, name) for name in ways for way in ways[name]]
        longest = sorted(range(len(owned)), key=lambda number: -len(owned[number][0]))
        place = dict(zip(longest, range(len(owned)), strict=True))
        of_name: dict[str, list[int]] = {name: [] for name in ways}
        for number, (_, name) in enumerate(owned):
            of_name[name].append(place[number])
        self._names = np.array([row[name] for name in ways], dtype=np.intp)
        self._terms = _columns([[row[term] for term in owned[number][0]] or [-1] for number in longest])
        self._ways = _columns(list(of_name.values()))

    def solve(self, rows: BitWords) -> None:
        """Write the trials in which each name is true beside those of all names below."""
        size = max(1, AT_ONCE // len(self._terms[0]))
        for start in range(0, rows.shape[1], size):
            self._solve(rows[:, start : start + size])

    def _solve(self, rows: BitWords) -> None:
        held = rows[self._terms[0]]
        for terms in self._terms[1:]:
            held[: len(terms)] &= rows[terms]
        true = held[self._ways[0]]
        for ways in self._ways[1:]:
            true[: len(ways)] |= held[ways]
        rows[self._names] = true


def _columns(falling: Sequence[Sequence[int]]) -> list[Indices]:
    """The first of each list, the second of each that has one, and so on, of lists the longest of which comes first."""
    columns: list[list[int]] = [[] for _ in falling[0]]
    for numbers in falling:
        for column, number in zip(columns, numbers, strict=False):
            column.append(number)
    return [np.array(column, dtype=np.intp) for column in columns]


def _settle(equations: Equations, component: Sequence[str], holds: dict[str, BitWords]) -> None:
    """Go on from what holds at once to what follows, until no trial changes."""
    uses: dict[str, list[tuple[str, BitWords, Alternative]]] = {name: [] for name in component}
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
            newly = _all(holds, inner, others & ~holds[user])
            if newly.any():
                holds[user] |= newly
                grown[user] = None


def _all(holds: Mapping[str, BitWords], terms: Iterable[str], result: BitWords) -> BitWords:
    """True where the result and all terms hold, written into the result."""
    for term in terms:
        result &= holds[term]
    return result
