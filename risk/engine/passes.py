"""Passes over decision diagrams: the probabilities of some roots and their derivatives, for many numbers at once."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from data_maps.caching import cached_property
from risk.arrays import Floats, Indices
from risk.engine.diagrams import FALSE, TRUE, Diagrams
from risk.engine.parallel import in_pieces

Variables = frozenset[str]

BYTES_PER_CHUNK = 4_000_000
"""What a pass over many draws holds at a time: arrays that stay near the processor."""
LEAST_AT_ONCE = 512
FEW = 64
"""Draws of which a pass takes all nodes of one height together; of more it goes node by node."""


class Passes:
    """The values of some roots and their derivatives, for any probabilities of the variables.

    The nodes are written into arrays once, those of equal height together, so that a pass is a few array operations a
    height. `variables` names the variables that occur, in order: the first axis of every `q`. The roots, as they were
    given, are the first axis of every value; `nodes` is how many nodes they have together.
    """

    def __init__(self, diagrams: Diagrams, roots: Sequence[int]) -> None:
        nodes, bounds = _by_height(diagrams, diagrams.below(roots))
        row = {node: number for number, node in enumerate([FALSE, TRUE, *nodes])}
        levels = sorted({diagrams.level(node) for node in nodes})
        self._arrange(
            tuple(diagrams.order[level] for level in levels),
            _integers([row[root] for root in roots]),
            _integers(np.searchsorted(levels, [diagrams.level(node) for node in nodes])),
            _integers([row[diagrams.low(node)] for node in nodes]),
            _integers([row[diagrams.high(node)] for node in nodes]),
            bounds,
        )

    def _arrange(
        self,
        variables: tuple[str, ...],
        roots: Indices,
        test: Indices,
        low: Indices,
        high: Indices,
        bounds: Sequence[tuple[int, int]],
    ) -> None:
        """Take over nodes, each after its children, and where those of each height begin and end."""
        self.variables = variables
        self.nodes = len(test)
        self._roots, self._test, self._low, self._high, self._bounds = roots, test, low, high, bounds
        self._heights = [(slice(a + 2, b + 2), test[a:b], low[a:b], high[a:b]) for a, b in bounds]
        self._children = [_Sums.of(np.concatenate([low[a:b], high[a:b]])) for a, b in bounds]
        self._by_variable = _Sums.of(test)
        self._last: tuple[Floats, Floats] | None = None
        self._last_slopes: tuple[Floats, Floats, Floats] | None = None

    def of(self, names: Sequence[str]) -> Passes:
        """The same passes over variables of other names, which are known by their places among these."""
        called = copy(self)
        called.variables = tuple(names[int(place)] for place in self.variables)
        called._last = called._last_slopes = None
        return called

    def only(self, roots: Sequence[int]) -> Passes:
        """The passes of some of the roots, by their places: over no node and no variable that these do not need."""
        chosen = self._roots[_integers(roots)]
        needed = np.zeros(self.nodes + 2, dtype=bool)
        needed[[FALSE, TRUE, *chosen]] = True
        for here, _, low, high in reversed(self._heights):
            needed[low[needed[here]]] = needed[high[needed[here]]] = True
        row, kept = np.cumsum(needed) - 1, needed[2:]
        tested = _integers(sorted(set(self._test[kept].tolist())))
        ends = row[[b + 1 for _, b in self._bounds]] - 1
        few = Passes.__new__(Passes)
        few._arrange(
            tuple(self.variables[place] for place in tested),
            row[chosen],
            np.searchsorted(tested, self._test[kept]),
            row[self._low[kept]],
            row[self._high[kept]],
            [(a, b) for a, b in pairwise([0, *ends.tolist()]) if a < b],
        )
        return few

    def values(self, q: Floats, rows_in_q: Indices | None = None) -> Floats:
        """The probability of each root, all variables independent, by one pass from the constants up.

        Args:
            q: the probability of each variable, shape (variables,) or (variables, draws).
            rows_in_q: which rows of q are the variables, where it has others too.

        Returns:
            Probabilities, shape (roots,) or (roots, draws).
        """
        rows = np.arange(len(q)) if rows_in_q is None else rows_in_q
        if q.ndim == 1:
            return self._node_values(q[rows])[self._roots]
        return self._sweep.values(q, rows) if q.shape[1] >= FEW else self._up(q[rows])[self._roots]

    @cached_property
    def _sweep(self) -> _DrawPass:
        return _DrawPass.of(self._tests, self._roots.tolist())

    @property
    def _tests(self) -> tuple[tuple[int, int, int], ...]:
        """The variable that each node tests, and the rows of its low and its high node."""
        return tuple(zip(self._test.tolist(), self._low.tolist(), self._high.tolist(), strict=True))

    def without(self, sets: Sequence[Variables]) -> PassWithout:
        """The pass over many draws in which the variables of each of some sets are false, set after set.

        A node whose variable is false is its low one. Nodes that are then the same in several sets are walked once: of
        a map's reach by every set of ties that is one in twenty.
        """
        nodes: dict[tuple[int, int, int], int] = {}
        roots: list[int] = []
        for off in sets:
            false, row = [name in off for name in self.variables], [FALSE, TRUE]
            for test, low, high in self._tests:
                below, above = row[low], row[high]
                same = false[test] or below == above
                row.append(below if same else nodes.setdefault((test, below, above), TRUE + 1 + len(nodes)))
            roots += [row[root] for root in self._roots.tolist()]
        distinct, rows = np.unique(_integers(roots), return_inverse=True)
        sweep = _DrawPass.of(tuple(nodes), distinct.tolist())
        return PassWithout(sweep, rows.reshape(len(sets), -1), len(nodes))

    def derivatives(self, q: Floats, weights: Floats) -> Floats:
        """The slope of Σ weights[root]·value[root] in each variable, by one pass up and one down.

        Args:
            q: the probability of each variable, shape (variables,) or (variables, draws).
            weights: the weight of each root, shape (roots,), or (roots, draws) where q has draws.

        Returns:
            Slopes, shape of q.

        Source: Birnbaum (1969).
        """
        if q.ndim == 1:
            return self._slopes_at(q, weights)
        result = np.empty(q.shape)
        by_draw = weights if weights.ndim > 1 else weights[:, None]
        spread = np.broadcast_to(by_draw, (len(self._roots), q.shape[1]))

        def work(draws: slice) -> None:
            result[:, draws] = self._slopes(q[:, draws], spread[:, draws])

        in_pieces(work, q.shape[1], _draws_at_once(self.nodes + 2))
        return result

    def _node_values(self, q: Floats) -> Floats:
        """The value of every node at one point, shape (nodes,): kept, as most changes leave most of them."""
        last = self._last
        if last is None or not np.array_equal(last[0], q):
            last = self._last = (q.copy(), self._up(q))
        return last[1]

    def _slopes_at(self, q: Floats, weights: Floats) -> Floats:
        """The slopes at one point, kept in the same way."""
        last = self._last_slopes
        if last is None or not (np.array_equal(last[0], q) and np.array_equal(last[1], weights)):
            last = self._last_slopes = (q.copy(), weights.copy(), self._slopes(q, weights))
        return last[2].copy()

    def _up(self, q: Floats) -> Floats:
        value = np.empty((self.nodes + 2, *q.shape[1:]))
        value[FALSE], value[TRUE] = 0.0, 1.0
        for here, test, low, high in self._heights:
            otherwise = value[low]
            value[here] = otherwise + q[test] * (value[high] - otherwise)
        return value

    def _slopes(self, q: Floats, weights: Floats) -> Floats:
        if not self.nodes:
            return np.zeros(q.shape)
        value = self._node_values(q) if q.ndim == 1 else self._up(q)
        mass = np.zeros(value.shape)
        for root, weight in zip(self._roots, weights, strict=True):
            mass[root] += weight
        for (a, b), children in zip(reversed(self._bounds), reversed(self._children), strict=True):
            here, chance = mass[a + 2 : b + 2], q[self._test[a:b]]
            high = here * chance
            children.add(np.concatenate([here - high, high]), mass)
        slopes = np.zeros(q.shape)
        self._by_variable.add(mass[2:] * (value[self._high] - value[self._low]), slopes)
        return slopes


class PassWithout(NamedTuple):
    """A pass over many draws for several sets of variables that are false.

    `rows` says for each set and root which row of its values that is, `nodes` how many nodes it walks in each draw.
    """

    sweep: _DrawPass
    rows: Indices
    nodes: int

    def values(self, q: Floats) -> Floats:
        """The probabilities that differ, in every draw, shape (distinct, draws)."""
        return self.sweep.values(q, np.arange(len(q)))


class _DrawPass(NamedTuple):
    """A pass up over many draws, node by node, in which a node takes the place of one that no node further up needs.

    The values of many draws then stay near the processor. Each step has the place of a node, the variable it tests, and
    the places of its low and high nodes.
    """

    steps: list[tuple[int, int, int, int]]
    roots: Indices
    places: int

    @classmethod
    def of(cls, nodes: Sequence[tuple[int, int, int]], roots: Sequence[int]) -> _DrawPass:
        """The sweep over nodes, each after its children: variable tested, and the rows of its low and high nodes.

        A node that no root needs, such as one that stands only where a variable is true, is left out.
        """
        last = _last_uses(nodes, roots)
        place, free, steps, places = [FALSE, TRUE], list[int](), [], TRUE + 1
        for row, (test, low, high) in enumerate(nodes, start=TRUE + 1):
            if last[row] < 0:
                place.append(FALSE)
                continue
            free += [place[child] for child in (low, high) if last[child] == row]
            if not free:
                free.append(places)
                places += 1
            place.append(free.pop())
            steps.append((place[row], test, place[low], place[high]))
        return cls(steps, _integers([place[root] for root in roots]), places)

    def values(self, q: Floats, rows_in_q: Indices) -> Floats:
        """The probability of each root in every draw, shape (roots, draws); `rows_in_q` are those of the variables."""
        result = np.empty((len(self.roots), q.shape[1]))

        def work(draws: slice) -> None:
            result[:, draws] = self._up(q[rows_in_q, draws])[self.roots]

        in_pieces(work, q.shape[1], max(LEAST_AT_ONCE, _draws_at_once(self.places + 1 + len(rows_in_q))))
        return result

    def _up(self, q: Floats) -> Floats:
        value = np.empty((self.places, q.shape[1]))
        value[FALSE], value[TRUE] = 0.0, 1.0
        rows, chances, rise = list(value), list(q), np.empty(q.shape[1])
        for here, test, low, high in self.steps:
            if low == FALSE:
                np.multiply(rows[high], chances[test], out=rows[here])
            else:
                np.subtract(rows[high], rows[low], out=rise)
                np.multiply(rise, chances[test], out=rise)
                np.add(rise, rows[low], out=rows[here])
        return value


def _draws_at_once(rows: int) -> int:
    return max(16, BYTES_PER_CHUNK // (8 * rows))


def _last_uses(nodes: Sequence[tuple[int, int, int]], roots: Sequence[int]) -> list[int]:
    """The row of the last node to need each row: 0 for constants and roots, to the end; -1 for what nothing needs."""
    last = [-1] * (len(nodes) + TRUE + 1)
    for needed in (FALSE, TRUE, *roots):
        last[needed] = 0
    for row in range(len(nodes) + TRUE, TRUE, -1):
        if last[row] >= 0:
            for child in nodes[row - TRUE - 1][1:]:
                last[child] = row if last[child] < 0 else last[child]
    return last


class _Sums(NamedTuple):
    """Rows that are to be added up by where they go: sorted so that each sum is one run."""

    order: Indices
    starts: Indices
    targets: Indices

    @classmethod
    def of(cls, targets: Indices) -> _Sums:
        """The sums of rows that go to the given targets."""
        order = np.argsort(targets, kind="stable")
        distinct, starts = np.unique(targets[order], return_index=True)
        return cls(order, starts, distinct)

    def add(self, rows: Floats, into: Floats) -> None:
        """Add each row to its target."""
        if len(self.targets) == len(self.order):
            into[self.targets] += rows[self.order]
        elif len(self.targets):
            into[self.targets] += np.add.reduceat(rows[self.order], self.starts, axis=0)


def _integers(numbers: Sequence[int] | Indices) -> Indices:
    return np.array(numbers, dtype=np.intp)


def _by_height(diagrams: Diagrams, nodes: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """The nodes so that each comes after its children, and where the nodes of each height begin and end."""
    height = {FALSE: 0, TRUE: 0}
    layers: list[list[int]] = []
    for node in reversed(nodes):
        own_height = max(height[diagrams.low(node)], height[diagrams.high(node)])
        height[node] = own_height + 1
        if own_height == len(layers):
            layers.append([])
        layers[own_height].append(node)
    ends = list(accumulate(map(len, layers), initial=0))
    return [node for layer in layers for node in layer], list(pairwise(ends))
