"""How likely is it that a person's data can be got at: a map's cores, made ready once for many numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from risk.diagrams import Diagrams, Passes, TooWide, compiled
from risk.equations import Alternative, Equations
from risk.events import Core, Events
from risk.ordering import variable_order
from risk.shares import Exposed, patterns

Floats = NDArray[np.float64]
Graded = tuple[tuple[str, int, str], ...]
Structure = tuple[tuple[str, tuple[Alternative, ...]], ...]
BUDGET = 200_000
MOST_NAMES = 5_000


class Reach(Protocol):
    """The probabilities of a map's roots at any numbers; `rows` says at which place of `values` a root's stands.

    Roots are the names of all levels, of joined contacts, of graded data and of data of all cores.
    """

    @property
    def exact(self) -> bool:
        """Whether probabilities are exact, not found by trying."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""

    @property
    def rows(self) -> Mapping[str, int]:
        """The place of each level and of each joined root in `values`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every root."""

    def values(self, q: Floats) -> Floats:
        """The probabilities of the roots, shape (rows[, draws]), at numbers q, shape (variables[, draws])."""

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivative of the sum of the rows, weighted by `on_rows`, with respect to q, shape (variables,)."""

    def alike(self, name: str) -> Hashable:
        """Equal for roots that are the same function."""

    def patterns(self, graded: Graded, q: Mapping[str, float]) -> Mapping[Exposed, float]:
        """How likely each set of exposed data is; `graded` names (data, level, root)."""


@dataclass(frozen=True)
class ExactReach:
    """The roots as decision diagrams; equal functions share a row."""

    table: Diagrams
    nodes: Mapping[str, int]
    passes: Passes
    rows: Mapping[str, int]
    exact: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every root."""
        return tuple(self.nodes)

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.passes.variables

    def values(self, q: Floats) -> Floats:
        """The probabilities of the roots, one bottom-up pass."""
        return self.passes.values(q)

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivative of the weighted sum of the rows, one pass down and one up."""
        return self.passes.derivatives(q, on_rows)

    def alike(self, name: str) -> Hashable:
        """The diagram of a root."""
        return self.nodes[name]

    def patterns(self, graded: Graded, q: Mapping[str, float]) -> Mapping[Exposed, float]:
        """How likely each set of exposed data is, walking all their diagrams down together."""
        return patterns(self.table, tuple((data, n, self.nodes[name]) for data, n, name in graded), q)


@dataclass(frozen=True, eq=False)
class System:
    """Equations as far as a map's roots need them, those alike merged; `first` leads from the roots to their names."""

    equations: Equations
    first: Mapping[str, str]

    def names(self, roots: Iterable[str]) -> tuple[str, ...]:
        """The names that stand for some roots, each once."""
        return tuple(dict.fromkeys(self.first[root] for root in roots))


def system(events: Events, closed: AbstractSet[str] = frozenset()) -> System:
    """The equations of all cores, some conditions closed."""
    cores = events.cores.values()
    roots = (*measured_roots(cores), *told_roots(cores))
    return _system(tuple(events.equations.alternatives.items()), constants(events, closed), roots)


@lru_cache(maxsize=32)
def _system(ways: Structure, fixed: frozenset[tuple[str, bool]], roots: tuple[str, ...]) -> System:
    small = Equations(dict(ways)).reduced(roots, dict(fixed))
    return System(small.merged(), small.representatives)


@dataclass(frozen=True)
class Roots:
    """The names whose probabilities the measures need, and those that shares and ways of single data types need."""

    measured: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both."""
        return (*self.measured, *self.told)


def roots_of(cores: Iterable[Core]) -> Roots:
    """The roots of some cores."""
    chosen = tuple(cores)
    return Roots(measured_roots(chosen), told_roots(chosen))


def exact_reach(whole: System, roots: Roots, budget: int) -> ExactReach | None:
    """Some roots as diagrams; None where they have too many names, or pass the budget of nodes or ten steps a node."""
    kept = whole.names(roots.all)
    equations = whole.equations.part(kept)
    if len(equations.alternatives) > MOST_NAMES:
        return None
    order = variable_order(equations, whole.names(roots.measured))
    table = Diagrams(tuple(dict.fromkeys((*order, *equations.variables))), budget=budget)
    try:
        built = compiled(equations, table, roots=kept)
    except TooWide:
        return None
    nodes = {name: built[whole.first[name]] for name in roots.all}
    distinct = {node: row for row, node in enumerate(dict.fromkeys(nodes[name] for name in roots.measured))}
    rows = {name: distinct[nodes[name]] for name in roots.measured}
    return ExactReach(table, nodes, Passes(table, tuple(distinct)), rows)


def measured_roots(cores: Iterable[Core]) -> tuple[str, ...]:
    """The names whose probabilities the measures need: every level of every core and group, and joined contacts."""
    return tuple(
        name
        for core in cores
        for name in (*(n for by_level in core.levels.values() for n in by_level), *core.joined.values())
    )


def told_roots(cores: Iterable[Core]) -> tuple[str, ...]:
    """The names that shares and ways of single data types need."""
    return tuple(
        name
        for core in cores
        for name in (
            *(n for group in core.graded.values() for _, _, n in group),
            *(n for group in core.data.values() for n in group.values()),
        )
    )


def constants(events: Events, closed: AbstractSet[str] = frozenset()) -> frozenset[tuple[str, bool]]:
    """Conditions that are exactly 0 or 1; readability at 0 stays a variable, as the inherent measure sets it to 1."""
    exact = ((a, number.best) for a, number in events.inputs.items() if number.exact and number.best in (0.0, 1.0))
    fixed = {a: value == 1.0 for a, value in exact if value or not a.startswith("clear.")}
    return frozenset((fixed | dict.fromkeys(closed, False)).items())
