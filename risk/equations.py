"""Under which conditions is something true, when conditions are shared and may run in circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

Alternative = tuple[str, ...]


@dataclass(frozen=True)
class Equations:
    """A system of monotone Boolean equations, understood as its least solution.

    Each key of `alternatives` is a name; it is true when every term of one of its alternatives is. A term that is no key is a
    variable, independent of all others. An empty alternative is true by construction, a name without alternatives false.
    """

    alternatives: Mapping[str, tuple[Alternative, ...]]

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Every variable, in the order of first use."""
        terms = (term for ways in self.alternatives.values() for way in ways for term in way)
        return tuple(dict.fromkeys(term for term in terms if term not in self.alternatives))

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """The names in groups that depend on each other in a circle, what a group rests on before it."""
        order = {name: place for place, name in enumerate(self.alternatives)}
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.alternatives)
        graph.add_edges_from((term, name) for name, ways in self.alternatives.items() for way in ways for term in way if term in order)
        dag = nx.condensation(graph)
        first = {c: min(order[n] for n in dag.nodes[c]["members"]) for c in dag}
        ordered = nx.lexicographical_topological_sort(dag, key=lambda c: first[c])
        return tuple(tuple(sorted(dag.nodes[c]["members"], key=order.__getitem__)) for c in ordered)

    def solution(self, true: Iterable[str]) -> frozenset[str]:
        """The names that are true when exactly the variables `true` are."""
        known = set(true)
        for component in self.components:
            changed = True
            while changed:
                found = {name for name in component if name not in known and self._holds(name, known)}
                known |= found
                changed = bool(found) and len(component) > 1
        return frozenset(known & self.alternatives.keys())

    def _holds(self, name: str, known: set[str]) -> bool:
        return any(all(term in known for term in way) for way in self.alternatives[name])
