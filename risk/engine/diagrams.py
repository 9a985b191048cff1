"""How likely is something whose conditions are shared, and what moves it most: exactly, by decision diagrams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_maps.caching import cached_property
from risk.engine.equations import Alternative, Equations
from risk.engine.parallel import in_pieces

FALSE = 0
TRUE = 1
BITS = 32
MASK = (1 << BITS) - 1
STEPS_PER_NODE = 10
BYTES_PER_CHUNK = 4_000_000
"""What a pass over many draws holds at a time: arrays that stay near the processor."""

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Row = dict[str, int]


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
        self._fixed: dict[frozenset[tuple[str, bool]], dict[int, int]] = {}

    def __len__(self) -> int:
        """How many nodes the table holds, the two constants and intermediate results included."""
        return len(self._level)

    def level(self, node: int) -> int:
        """The place of the node's variable in the order; the length of the order for a constant."""
        return self._level[node]

    def name(self, node: int) -> str:
        """The variable a node tests; a constant tests none and raises IndexError."""
        return self.order[self._level[node]]

    def low(self, node: int) -> int:
        """What the function becomes when the node's variable is false."""
        return self._low[node]

    def high(self, node: int) -> int:
        """What the function becomes when the node's variable is true."""
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

    def fixed(self, node: int, values: Mapping[str, bool]) -> int:
        """The function with some variables set to true or false."""
        done = self._fixed.setdefault(frozenset(values.items()), {FALSE: FALSE, TRUE: TRUE})
        self._check(0)
        chosen = {self._place[name]: value for name, value in values.items() if name in self._place}
        for each in reversed(self.below([node], known=done)):
            level, low, high = self._level[each], done[self._low[each]], done[self._high[each]]
            done[each] = self._node(level, low, high) if level not in chosen else high if chosen[level] else low
        return done[node]

    def possible(self, node: int, names: AbstractSet[str]) -> int:
        """The function of the other variables that says the node can be true: for a monotone one, all `names` true."""
        return self.fixed(node, dict.fromkeys(names, True))

    def support(self, node: int) -> frozenset[str]:
        """The variables the function depends on."""
        return frozenset(self.order[self._level[each]] for each in self.below([node]))

    def size(self, roots: Iterable[int]) -> int:
        """How many nodes the functions have together, the constants not counted."""
        return len(self.below(roots))

    def below(self, roots: Iterable[int], *, known: AbstractSet[int] | Mapping[int, object] = frozenset()) -> list[int]:
        """The nodes reached from the roots, constants and `known` ones not entered, from the top level down."""
        low, high = self._low, self._high
        found = [root for root in dict.fromkeys(roots) if root > TRUE and root not in known]
        seen = set(found)
        for node in found:
            for child in (low[node], high[node]):
                if child > TRUE and child not in seen and child not in known:
                    seen.add(child)
                    found.append(child)
        return sorted(found, key=self._level.__getitem__)

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
        found = memo.get(key)
        if found is not None:
            return found
        node = self._node
        for level, pair, low, high in sorted(self._steps(key, absorbing, memo), key=itemgetter(0), reverse=True):
            memo[pair] = node(level, low if low >= 0 else memo[-low], high if high >= 0 else memo[-high])
        return memo[key]

    def _steps(self, key: int, absorbing: int, memo: dict[int, int]) -> list[tuple[int, int, int, int]]:
        """The pairs of nodes met on the way down: level, pair, and its two results, negative if still open."""
        # The innermost loop of the program: written out twice because a call here would double the time of a build.
        level, lows, highs = self._level, self._low, self._high
        steps: list[tuple[int, int, int, int]] = []
        todo = [key]
        seen = {key}
        for pair in todo:
            if not len(steps) & 1023:
                self._check(len(steps))
            a, b = pair >> BITS, pair & MASK
            top = level[a]
            other = level[b]
            if top < other:
                a0, a1, b0, b1 = lows[a], highs[a], b, b
            elif top > other:
                top = other
                a0, a1, b0, b1 = a, a, lows[b], highs[b]
            else:
                a0, a1, b0, b1 = lows[a], highs[a], lows[b], highs[b]
            if a0 > b0:
                a0, b0 = b0, a0
            if a0 < 2:
                low = a0 if a0 == absorbing else b0
            elif a0 == b0:
                low = a0
            else:
                child = a0 << BITS | b0
                low = memo.get(child, -child)
                if low < 0 and child not in seen:
                    seen.add(child)
                    todo.append(child)
            if a1 > b1:
                a1, b1 = b1, a1
            if a1 < 2:
                high = a1 if a1 == absorbing else b1
            elif a1 == b1:
                high = a1
            else:
                child = a1 << BITS | b1
                high = memo.get(child, -child)
                if high < 0 and child not in seen:
                    seen.add(child)
                    todo.append(child)
            steps.append((top, pair, low, high))
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
    known: dict[str, int] = {}
    build = _Build(small.alternatives, diagrams, known)
    for component in small.components:
        if len(component) == 1:
            known[component[0]] = build.direct(component[0])
        elif build.is_linear(component):
            build.eliminate(component)
        else:
            build.iterate(component)
    return known


class _Build(NamedTuple):
    """One run of `compiled`: what is to be built, where, and what is known so far."""

    alternatives: Mapping[str, tuple[Alternative, ...]]
    diagrams: Diagrams
    known: dict[str, int]

    def term(self, term: str) -> int:
        """The diagram of a name already known, or of a variable."""
        return self.known[term] if term in self.known else self.diagrams.variable(term)

    def ways(self, name: str) -> list[Alternative]:
        """The alternatives that count: one that rests on the name itself adds nothing to a least solution."""
        return [way for way in self.alternatives[name] if name not in way]

    def direct(self, name: str) -> int:
        """The diagram of a name from what it rests on."""
        return self.diagrams.any_of([self.diagrams.all_of(map(self.term, way)) for way in self.ways(name)])

    def is_linear(self, component: tuple[str, ...]) -> bool:
        """Whether no alternative joins two names of the circle."""
        members = set(component)
        return all(sum(term in members for term in way) < 2 for name in component for way in self.ways(name))

    def iterate(self, component: tuple[str, ...]) -> None:
        """Solve a circle from below: assume all false, add what follows, until nothing does."""
        self.known.update(dict.fromkeys(component, FALSE))
        changed = True
        while changed:
            before = [self.known[name] for name in component]
            for name in component:
                self.known[name] = self.direct(name)
            changed = before != [self.known[name] for name in component]

    def eliminate(self, component: tuple[str, ...]) -> None:
        """Solve a circle by substitution: the least x with x = a·x ∨ b is b, which can replace x everywhere else."""
        circle = _Circle(self.diagrams, {name: {} for name in component}, dict.fromkeys(component, FALSE))
        for name in component:
            for way in self.ways(name):
                self._enter(circle, name, way)
        solved: list[tuple[str, Row]] = []
        while circle.rows:
            name = circle.cheapest()
            solved.append((name, circle.without(name)))
        for name, row in reversed(solved):
            routes = [self.diagrams.both(through, self.known[source]) for source, through in row.items()]
            self.known[name] = self.diagrams.any_of([circle.own[name], *routes])

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
    rows: dict[str, Row]
    own: Row

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

    def without(self, name: str) -> Row:
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
        self.variables: tuple[str, ...] = tuple(diagrams.order[level] for level in levels)
        self.nodes = len(nodes)
        self._roots = [row[root] for root in roots]
        self._test = _integers(np.searchsorted(levels, [diagrams.level(node) for node in nodes]))
        self._low = _integers([row[diagrams.low(node)] for node in nodes])
        self._high = _integers([row[diagrams.high(node)] for node in nodes])
        self._bounds = bounds
        self._heights = [(slice(a + 2, b + 2), self._test[a:b], self._low[a:b], self._high[a:b]) for a, b in bounds]
        self._children = [_Sums.of(np.concatenate([self._low[a:b], self._high[a:b]])) for a, b in bounds]
        self._by_variable = _Sums.of(self._test)
        self._last: tuple[Floats, Floats] | None = None
        self._last_slopes: tuple[Floats, Floats, Floats] | None = None

    def values(self, q: Floats, at: Ints | None = None) -> Floats:
        """The probability of each root, all variables independent: q (variables,) → (roots,), or both × draws.

        `at` says which rows of q are the variables, where it has others too.
        """
        rows = np.arange(len(q)) if at is None else at
        return self._at(q[rows])[self._roots] if q.ndim == 1 else self._sweep.values(q, rows)

    @cached_property
    def _sweep(self) -> _Sweep:
        return _Sweep.of(self._heights, self._roots)

    def derivatives(self, q: Floats, weights: Floats) -> Floats:
        """The slope of Σ weights[root]·value[root] in each variable, by one pass up and one down (Birnbaum 1969).

        q (variables,) and weights (roots,) → (variables,). With draws: q (variables, draws) and weights (roots, draws)
        or (roots,) → (variables, draws).
        """
        if q.ndim == 1:
            return self._slopes_at(q, weights)
        result = np.empty(q.shape)
        spread = np.broadcast_to(weights.reshape(len(self._roots), -1), (len(self._roots), q.shape[1]))

        def work(draws: slice) -> None:
            result[:, draws] = self._slopes(q[:, draws], spread[:, draws])

        in_pieces(work, q.shape[1], _draws_at_once(self.nodes + 2))
        return result

    def _at(self, q: Floats) -> Floats:
        """The value of every node at one point, shape (nodes,): kept, as most changes leave most of them."""
        known = self._last
        if known is None or not np.array_equal(known[0], q):
            known = self._last = (q.copy(), self._up(q))
        return known[1]

    def _slopes_at(self, q: Floats, weights: Floats) -> Floats:
        """The slopes at one point, kept in the same way."""
        known = self._last_slopes
        if known is None or not (np.array_equal(known[0], q) and np.array_equal(known[1], weights)):
            known = self._last_slopes = (q.copy(), weights.copy(), self._slopes(q, weights))
        return known[2].copy()

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
        value = self._at(q) if q.ndim == 1 else self._up(q)
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


class _Sweep(NamedTuple):
    """A pass up over many draws, in which a node takes the place of one that no node further up needs.

    The values of many draws then stay near the processor. Each step has the places of the nodes of one height, the
    variables they test, and the places of their low and high nodes.
    """

    steps: list[tuple[Ints, Ints, Ints, Ints]]
    roots: Ints
    places: int

    @classmethod
    def of(cls, heights: Sequence[tuple[slice, Ints, Ints, Ints]], roots: Sequence[int]) -> _Sweep:
        """The sweep over rows of nodes, height by height, the constants in rows 0 and 1."""
        done = _done(heights, roots)
        place = np.arange(sum(map(len, done)))
        free: list[int] = []
        steps, places = [], TRUE + 1
        for (here, test, low, high), left in zip(heights, done[:-1], strict=True):
            below = place[low], place[high]
            free += place[left].tolist()
            fresh = range(places, places + max(0, len(test) - len(free)))
            free += fresh
            places += len(fresh)
            place[here] = free[-len(test) :]
            del free[-len(test) :]
            steps.append((place[here], test, *below))
        return cls(steps, place[roots], places)

    def values(self, q: Floats, at: Ints) -> Floats:
        """The probability of each root in every draw, shape (roots, draws); `at` are the rows of the variables in q."""
        result = np.empty((len(self.roots), q.shape[1]))
        widest = max((len(test) for _, test, _, _ in self.steps), default=0)

        def work(draws: slice) -> None:
            result[:, draws] = self._up(q[at, draws], widest)[self.roots]

        in_pieces(work, q.shape[1], _draws_at_once(self.places + 3 * widest))
        return result

    def _up(self, q: Floats, widest: int) -> Floats:
        value = np.empty((self.places, q.shape[1]))
        value[FALSE], value[TRUE] = 0.0, 1.0
        room = np.empty((3, widest, q.shape[1]))
        for here, test, low, high in self.steps:
            rise, chance, otherwise = room[:, : len(test)]
            # "clip" because the default mode goes through another array.
            np.take(value, high, axis=0, out=rise, mode="clip")
            np.take(value, low, axis=0, out=otherwise, mode="clip")
            np.take(q, test, axis=0, out=chance, mode="clip")
            rise -= otherwise
            rise *= chance
            rise += otherwise
            value[here] = rise
        return value


def _draws_at_once(rows: int) -> int:
    return max(16, BYTES_PER_CHUNK // (8 * rows))


def _done(heights: Sequence[tuple[slice, Ints, Ints, Ints]], roots: Sequence[int]) -> list[Ints]:
    """The rows that each height is the last to need, and at the end those that are needed to the end."""
    last = np.full(max((here.stop for here, *_ in heights), default=TRUE + 1), len(heights))
    for number, (_, _, low, high) in enumerate(heights):
        last[low] = number
        last[high] = number
    last[[FALSE, TRUE, *roots]] = len(heights)
    rows = np.argsort(last, kind="stable")
    return np.split(rows, np.searchsorted(last[rows], range(1, len(heights) + 1)))


class _Sums(NamedTuple):
    """Rows that are to be added up by where they go: sorted so that each sum is one run."""

    order: Ints
    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, targets: Ints) -> _Sums:
        """The sums of rows that go to the given targets."""
        order = np.argsort(targets, kind="stable")
        found, starts = np.unique(targets[order], return_index=True)
        return cls(order, starts, found)

    def add(self, rows: Floats, into: Floats) -> None:
        """Add each row to its target."""
        if len(self.targets) == len(self.order):
            into[self.targets] += rows[self.order]
        elif len(self.targets):
            into[self.targets] += np.add.reduceat(rows[self.order], self.starts, axis=0)


def _integers(numbers: Sequence[int] | Ints) -> Ints:
    return np.array(numbers, dtype=np.intp)


def _by_height(diagrams: Diagrams, nodes: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """The nodes so that each comes after its children, and where the nodes of each height begin and end."""
    height = {FALSE: 0, TRUE: 0}
    layers: list[list[int]] = []
    for node in reversed(nodes):
        here = max(height[diagrams.low(node)], height[diagrams.high(node)])
        height[node] = here + 1
        if here == len(layers):
            layers.append([])
        layers[here].append(node)
    ends = list(accumulate(map(len, layers), initial=0))
    return [node for layer in layers for node in layer], list(pairwise(ends))


def state_part(diagrams: Diagrams, root: int, q: Mapping[str, float], persons: AbstractSet[str]) -> dict[int, float]:
    """The nodes where the states are settled, each with the fraction of people for whom it is true.

    They are the first on every way down from the root that test a variable of `persons` or are constant. Raises
    ValueError unless the order has `persons` last.
    """
    leaves = _leaves(diagrams, root, persons)
    value = {FALSE: 0.0, TRUE: 1.0}
    for node in reversed(diagrams.below(leaves)):
        if diagrams.name(node) not in persons:
            raise ValueError(f"{diagrams.name(node)!r} comes after a variable of a person in the order")
        low = value[diagrams.low(node)]
        value[node] = low + q[diagrams.name(node)] * (value[diagrams.high(node)] - low)
    return {leaf: value[leaf] for leaf in leaves}


def _leaves(diagrams: Diagrams, root: int, persons: AbstractSet[str]) -> list[int]:
    found: list[int] = []
    todo = [root]
    seen = {root}
    for node in todo:
        if node <= TRUE or diagrams.name(node) in persons:
            found.append(node)
            continue
        for child in (diagrams.low(node), diagrams.high(node)):
            if child not in seen:
                seen.add(child)
                todo.append(child)
    return sorted(found)


def fractions(
    diagrams: Diagrams, root: int, q: Mapping[str, float], persons: AbstractSet[str]
) -> tuple[tuple[float, float], ...]:
    """Each fraction of people for whom the root can be true, with the probability of the states that make it so."""
    leaves = state_part(diagrams, root, q, persons)
    mass = {root: 1.0}
    for node in diagrams.below([root], known=leaves):
        here, chance = mass.pop(node), q[diagrams.name(node)]
        mass[diagrams.low(node)] = mass.get(diagrams.low(node), 0.0) + here * (1 - chance)
        mass[diagrams.high(node)] = mass.get(diagrams.high(node), 0.0) + here * chance
    likely: dict[float, float] = {}
    for leaf, weight in mass.items():
        likely[leaves[leaf]] = likely.get(leaves[leaf], 0.0) + weight
    return tuple(sorted(likely.items()))
