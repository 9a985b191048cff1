"""Decision diagrams of monotone functions, and how the equations of a map become diagrams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from operator import itemgetter
from typing import NamedTuple

from risk.engine.equations import Alternative, Equations
from risk.engine.interruption import checkpoint

FALSE = 0
TRUE = 1
BITS = 32
MASK = (1 << BITS) - 1
STEPS_PER_NODE = 10

CircleRow = dict[str, int]


class TooWide(Exception):
    """A diagram would need more nodes, steps or time than it was given."""


class Diagrams:
    """Ordered, reduced decision diagrams of monotone functions in one shared table (Bryant 1986).

    A node is a number: 0 is false, 1 true, any other tests one variable and goes on to its low node if that is false
    and to its high node if true. Equal functions are equal numbers. Only "and" and "or" of variables are built, so
    every function is monotone. When `budget` nodes, ten times as many steps, or `deadline` (a value of
    `time.monotonic()`) are passed, an operation raises TooWide; what was built before stays valid.
    """

    def __init__(self, order: Sequence[str], *, budget: int = 200_000, deadline: float | None = None) -> None:
        self.order = tuple(order)
        self.budget = budget
        self.deadline = deadline
        self._place = {name: place for place, name in enumerate(self.order)}
        if len(self._place) != len(self.order):
            raise ValueError("a variable occurs twice in the order")
        self._level = [len(self.order)] * 2
        self._low = [FALSE, TRUE]
        self._high = [FALSE, TRUE]
        self._unique: list[dict[int, int]] = [{} for _ in self.order]
        self._both: dict[int, int] = {}
        self._either: dict[int, int] = {}

    def __len__(self) -> int:
        """The number of nodes the table holds, the two constants and intermediate results included."""
        return len(self._level)

    def level(self, node: int) -> int:
        """The place of the node's variable in the order; the length of the order for a constant."""
        return self._level[node]

    def name(self, node: int) -> str:
        """The variable a node tests; a constant tests none and raises IndexError."""
        return self.order[self._level[node]]

    def low(self, node: int) -> int:
        """The function as it becomes when the node's variable is false."""
        return self._low[node]

    def high(self, node: int) -> int:
        """The function as it becomes when the node's variable is true."""
        return self._high[node]

    def variable(self, name: str) -> int:
        """The function that is true exactly when the variable is."""
        return self._node(self._place[name], FALSE, TRUE)

    def both(self, a: int, b: int) -> int:
        """The function that is true when both are."""
        return self._combined(a, b, FALSE, self._both)

    def either(self, a: int, b: int) -> int:
        """The function that is true when at least one is."""
        return self._combined(a, b, TRUE, self._either)

    def all_of(self, nodes: Iterable[int]) -> int:
        """The function that is true when all are; true of none."""
        return self._joined(self.both, nodes, TRUE)

    def any_of(self, nodes: Iterable[int]) -> int:
        """The function that is true when at least one is; false of none."""
        return self._joined(self.either, nodes, FALSE)

    def _joined(self, join: Callable[[int, int], int], nodes: Iterable[int], of_none: int) -> int:
        # What stands close in the order is joined first and in pairs: what is passed on the way stays small.
        row = sorted(set(nodes), key=lambda node: (-self._level[node], node))
        while len(row) > 1:
            pairs = zip_longest(row[::2], row[1::2])
            row = [first if second is None else join(first, second) for first, second in pairs]
        return row[0] if row else of_none

    def size(self, roots: Iterable[int]) -> int:
        """The number of nodes the functions have together, the constants not counted."""
        return len(self.below(roots))

    def below(self, roots: Iterable[int]) -> list[int]:
        """The nodes reached from the roots, constants not entered, from the top level down."""
        low, high = self._low, self._high
        reached = [root for root in dict.fromkeys(roots) if root > TRUE]
        seen = set(reached)
        for node in reached:
            for child in (low[node], high[node]):
                if child > TRUE and child not in seen:
                    seen.add(child)
                    reached.append(child)
        return sorted(reached, key=self._level.__getitem__)

    def _node(self, level: int, low: int, high: int) -> int:
        if low == high:
            return low
        table = self._unique[level]
        key = low << BITS | high
        node = table.get(key)
        if node is None:
            node = len(self._level)
            if node >= self.budget + 2:
                raise TooWide(f"more than {self.budget} nodes")
            table[key] = node
            self._level.append(level)
            self._low.append(low)
            self._high.append(high)
        return node

    def _check(self, steps: int) -> None:
        checkpoint()
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TooWide("the time is up")
        if steps + len(self._both) + len(self._either) > STEPS_PER_NODE * self.budget:
            raise TooWide(f"more than {STEPS_PER_NODE * self.budget} steps")

    def _combined(self, a: int, b: int, absorbing: int, memo: dict[int, int]) -> int:
        """Combine level by level, not by recursion: a long order must not exhaust the stack (Ochi et al. 1993)."""
        if a > b:
            a, b = b, a
        if a < 2:
            return a if a == absorbing else b
        if a == b:
            return a
        key = a << BITS | b
        done = memo.get(key)
        if done is not None:
            return done
        steps, node = self._steps(key, absorbing, memo), self._node
        if len(steps) > 1:
            steps.sort(key=itemgetter(0), reverse=True)
        unique = self._unique
        for level, pair, below, above in steps:
            low = below if below >= 0 else memo[-below]
            high = above if above >= 0 else memo[-above]
            there = low if low == high else unique[level].get(low << BITS | high)
            memo[pair] = node(level, low, high) if there is None else there
        return memo[key]

    def _steps(self, key: int, absorbing: int, memo: dict[int, int]) -> list[tuple[int, int, int, int]]:
        """The pairs of nodes met on the way down: level, pair, and its two results, negative if still open."""
        # The innermost loop of the program: low and high are written out, as a call would double the time of a build.
        level, lows, highs = self._level, self._low, self._high
        steps: list[tuple[int, int, int, int]] = []
        todo, seen = [key], {key}
        for pair in todo:
            if not len(steps) & 1023:
                self._check(len(steps))
            a, b = pair >> BITS, pair & MASK
            top, other = level[a], level[b]
            a0, a1 = (lows[a], highs[a]) if top <= other else (a, a)
            b0, b1 = (lows[b], highs[b]) if other <= top else (b, b)
            if a0 > b0:
                a0, b0 = b0, a0
            if a0 < 2 or a0 == b0:
                low = a0 if a0 == absorbing else b0
            elif (low := memo.get(child := a0 << BITS | b0, -child)) < 0 and child not in seen:
                seen.add(child)
                todo.append(child)
            if a1 > b1:
                a1, b1 = b1, a1
            if a1 < 2 or a1 == b1:
                high = a1 if a1 == absorbing else b1
            elif (high := memo.get(child := a1 << BITS | b1, -child)) < 0 and child not in seen:
                seen.add(child)
                todo.append(child)
            steps.append((top if top < other else other, pair, low, high))  # noqa: FURB136 - min takes longer
        return steps


def compiled(
    equations: Equations,
    diagrams: Diagrams,
    *,
    constants: Mapping[str, bool] | None = None,
    roots: Iterable[str] | None = None,
) -> dict[str, int]:
    """The diagram of every root (of every name, if no roots are given) and of the names they rest on.

    `constants` are variables known to be true or false; they need no place in the order. Circles are solved by
    elimination, those in which one alternative joins two names of the circle by iteration. Raises TooWide when the
    diagrams pass their budget or deadline.
    """
    wanted = tuple(equations.alternatives) if roots is None else tuple(roots)
    small = (equations.reduced(wanted, constants) if constants else equations.part(wanted)).nested
    nodes: dict[str, int] = {}
    build = _Build(small.alternatives, diagrams, nodes)
    for component in small.components:
        if len(component) == 1:
            nodes[component[0]] = build.direct(component[0])
        elif build.is_linear(component):
            build.eliminate(component)
        else:
            build.iterate(component)
    return nodes


class _Build(NamedTuple):
    """One run of `compiled`: what is to be built, where, and the names solved so far."""

    alternatives: Mapping[str, tuple[Alternative, ...]]
    diagrams: Diagrams
    solved: dict[str, int]

    def term(self, term: str) -> int:
        """The diagram of a name already solved, or of a variable."""
        return self.solved[term] if term in self.solved else self.diagrams.variable(term)

    def alternatives_that_count(self, name: str) -> list[Alternative]:
        """The alternatives that count: one that rests on the name itself adds nothing to a least solution."""
        return [way for way in self.alternatives[name] if name not in way]

    def direct(self, name: str) -> int:
        """The diagram of a name from what it rests on."""
        return self.diagrams.any_of(
            [self.diagrams.all_of(map(self.term, way)) for way in self.alternatives_that_count(name)]
        )

    def is_linear(self, component: tuple[str, ...]) -> bool:
        """True where no alternative joins two names of the circle."""
        members = set(component)
        return all(
            sum(term in members for term in way) < 2 for name in component for way in self.alternatives_that_count(name)
        )

    def iterate(self, component: tuple[str, ...]) -> None:
        """Solve a circle from below: assume all false, add what follows, until nothing does."""
        self.solved.update(dict.fromkeys(component, FALSE))
        changed = True
        while changed:
            before = [self.solved[name] for name in component]
            for name in component:
                self.solved[name] = self.direct(name)
            changed = before != [self.solved[name] for name in component]

    def eliminate(self, component: tuple[str, ...]) -> None:
        """Solve a circle by substitution: the least x with x = a·x ∨ b is b, which can replace x everywhere else."""
        circle = _Circle(self.diagrams, {name: {} for name in component}, dict.fromkeys(component, FALSE))
        for name in component:
            for way in self.alternatives_that_count(name):
                self._enter(circle, name, way)
        solved: list[tuple[str, CircleRow]] = []
        while circle.rows:
            name = circle.cheapest()
            solved.append((name, circle.without(name)))
        for name, row in reversed(solved):
            routes = [self.diagrams.both(through, self.solved[source]) for source, through in row.items()]
            self.solved[name] = self.diagrams.any_of([circle.own[name], *routes])

    def _enter(self, circle: _Circle, name: str, way: Alternative) -> None:
        inner = [term for term in way if term in circle.own]
        condition = self.diagrams.all_of(self.term(term) for term in way if term not in circle.own)
        if not inner:
            circle.own[name] = self.diagrams.either(circle.own[name], condition)
        else:
            circle.add(name, inner[0], condition)


class _Circle(NamedTuple):
    """Linear equations: a name is true if its own condition is, or another one and the condition between them."""

    diagrams: Diagrams
    rows: dict[str, CircleRow]
    own: CircleRow

    def add(self, name: str, source: str, condition: int) -> None:
        """Let `source` lead to `name` under one more condition."""
        row = self.rows[name]
        row[source] = self.diagrams.either(row.get(source, FALSE), condition)

    def cheapest(self) -> str:
        """The name whose removal joins the fewest pairs."""
        uses = dict.fromkeys(self.rows, 0)
        for row in self.rows.values():
            for source in row:
                uses[source] += 1
        return min(self.rows, key=lambda name: uses[name] * (len(self.rows[name]) + 1))

    def without(self, name: str) -> CircleRow:
        """Remove a name, writing what leads to it into all that it leads to; its own row is returned."""
        removed = self.rows.pop(name)
        for other, row in self.rows.items():
            through = row.pop(name, FALSE)
            if through == FALSE:
                continue
            self.own[other] = self.diagrams.either(self.own[other], self.diagrams.both(through, self.own[name]))
            for source, condition in removed.items():
                if source != other:
                    self.add(other, source, self.diagrams.both(through, condition))
        return removed
