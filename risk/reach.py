"""How likely it is that a person's data can be got at: the cores of a map's events, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from risk.diagrams import Diagrams, Passes, compiled
from risk.ordering import variable_order
from risk.equations import Alternative, Equations
from risk.events import Events
from risk.severity import LEVELS

Floats = NDArray[np.float64]
BUDGET = 200_000


@dataclass(frozen=True)
class Diagrammed:
    """Equations compiled for some roots: the table, the diagram of every name, and the passes over the roots."""

    table: Diagrams
    nodes: Mapping[str, int]
    passes: Passes


@dataclass(frozen=True)
class Reach:
    """The roots of all cores: for (core, group) the indices of its four levels, and of its joined data where there are any."""

    compiled: Diagrammed
    names: tuple[str, ...]
    levels: Mapping[tuple[str, str], list[int]]
    joined: Mapping[tuple[str, str], int]

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.compiled.passes.variables

    def node(self, name: str) -> int:
        """The diagram of a name: equal numbers are equal functions."""
        return self.compiled.nodes[name]

    def values(self, q: Floats) -> Floats:
        """The probability of every root, shape (roots[, draws]), at probabilities q, shape (variables[, draws])."""
        return self.compiled.passes.values(q)

    def derivatives(self, q: Floats, on_roots: Floats) -> Floats:
        """The derivative of the weighted sum of the roots with respect to q."""
        return self.compiled.passes.derivatives(q, on_roots)


def reach(events: Events, *, closed: AbstractSet[str] = frozenset(), budget: int = BUDGET, deadline: float | None = None) -> Reach:
    """The cores of the events as diagrams, some conditions closed; raises TooWide past the budget of nodes or the deadline."""
    names: list[str] = []
    levels: dict[tuple[str, str], list[int]] = {}
    joined: dict[tuple[str, str], int] = {}
    for core in events.cores.values():
        for group, by_level in core.levels.items():
            levels[core.name, group] = list(range(len(names), len(names) + len(LEVELS)))
            names += by_level
        for group, name in core.joined.items():
            joined[core.name, group] = len(names)
            names.append(name)
    graded = [name for core in events.cores.values() for group in core.graded.values() for _, _, name in group]
    data = [name for core in events.cores.values() for group in core.data.values() for name in group.values()]
    extra = (*graded, *data)
    ways = tuple(events.equations.alternatives.items())
    return Reach(_diagrammed(ways, constants(events, closed), tuple(names), extra, budget, deadline), tuple(names), levels, joined)


def constants(events: Events, closed: AbstractSet[str] = frozenset()) -> frozenset[tuple[str, bool]]:
    """The conditions that are exactly 0 or 1; readability at 0 stays a variable, as the inherent measure sets it to 1."""
    exact = ((a, number.best) for a, number in events.inputs.items() if number.exact and number.best in (0.0, 1.0))
    fixed = {a: value == 1.0 for a, value in exact if value or not a.startswith("clear.")}
    return frozenset((fixed | dict.fromkeys(closed, False)).items())


@lru_cache(maxsize=32)
def _diagrammed(
    ways: tuple[tuple[str, tuple[Alternative, ...]], ...],
    fixed: frozenset[tuple[str, bool]],
    roots: tuple[str, ...],
    extra: tuple[str, ...],
    budget: int,
    deadline: float | None,
) -> Diagrammed:
    """Compile once for each structure: a changed number does not change it."""
    equations = Equations(dict(ways))
    known = dict(fixed)
    wanted = (*roots, *extra)
    small = equations.reduced(wanted, known)
    table = Diagrams(variable_order(small, wanted), budget=budget, deadline=deadline)
    nodes = compiled(small, table, roots=wanted)
    return Diagrammed(table, nodes, Passes(table, [nodes[name] for name in roots]))
