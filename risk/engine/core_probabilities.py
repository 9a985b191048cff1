"""How likely is it that a person's data can be got at: a map's cores, made ready once for many numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from risk.engine.diagrams import Diagrams, Passes, TooWide, compiled
from risk.engine.equations import Equations
from risk.engine.order import variable_order

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
BUDGET = 200_000
MOST_NAMES = 5_000


class Reach(Protocol):
    """The probabilities of a map's roots at any numbers; `rows` says at which place of `values` a root's stands.

    Roots are the names of all levels and of joined contacts of all cores.
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

    def values(self, q: Floats, at: Ints | None = None) -> Floats:
        """The probabilities of the roots, shape (rows[, draws]), at numbers q, shape (variables[, draws]).

        `at` says which rows of q are the variables, where it has others too: many draws need no copy then.
        """

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivative of the sum of the rows, weighted by `on_rows`, with respect to q, shape (variables,)."""


@dataclass(frozen=True)
class ExactReach:
    """The roots as decision diagrams; equal functions share a row."""

    passes: Passes
    rows: Mapping[str, int]
    exact: bool = True

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.passes.variables

    def values(self, q: Floats, at: Ints | None = None) -> Floats:
        """The probabilities of the roots, one bottom-up pass."""
        return self.passes.values(q, at)

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivative of the weighted sum of the rows, one pass down and one up."""
        return self.passes.derivatives(q, on_rows)


def exact_reach(equations: Equations, roots: Sequence[str], budget: int) -> ExactReach | None:
    """The roots as diagrams; None where they have too many names, or pass the budget of nodes or of steps."""
    small = equations.part(roots)
    if len(small.alternatives) > MOST_NAMES:
        return None
    try:
        table, nodes = diagrams(small, roots, budget)
    except TooWide:
        return None
    distinct = {node: row for row, node in enumerate(dict.fromkeys(nodes.values()))}
    return ExactReach(Passes(table, tuple(distinct)), {name: distinct[node] for name, node in nodes.items()})


def diagrams(equations: Equations, roots: Sequence[str], budget: int) -> tuple[Diagrams, Mapping[str, int]]:
    """A table with the diagrams of the roots, and their nodes; raises TooWide past the budget."""
    table = Diagrams(variable_order(equations, roots), budget=budget)
    built = compiled(equations, table, roots=roots)
    return table, {name: built[name] for name in roots}
