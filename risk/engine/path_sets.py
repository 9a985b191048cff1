"""Path sets and cut sets of a name: the smallest sets of conditions that open a way to it, or that close all ways."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from typing import NamedTuple

from risk.engine.diagrams import TooWide
from risk.engine.equations import Alternative, Equations

PathStep = tuple[str, Alternative]
Cheapest = dict[str, tuple[float, Alternative]]

SAME = 1e-9

EXPANSIONS = 50_000
"""Choices that a search for path sets makes at most."""


@dataclass(frozen=True)
class PathSet:
    """One smallest set of uncertain conditions that opens a way, and the way itself.

    `variables` are the uncertain conditions (0 < q < 1) in the order of the steps, each once; `probability` is their
    product. `steps` tell the way depth first from the root: every name met with the alternative taken, conditions
    that are certain included. A name met again is not repeated.
    """

    probability: float
    variables: tuple[str, ...]
    steps: tuple[PathStep, ...]


@dataclass(frozen=True)
class PathSets:
    """The most probable path sets, and whether no other can belong among them."""

    sets: tuple[PathSet, ...]
    complete: bool


def best_products(equations: Equations, q: Mapping[str, float]) -> dict[str, float]:
    """The largest product of probabilities on a way to each name; 0 without a way. What is met twice counts twice."""
    value = dict.fromkeys(equations.alternatives, 0.0)
    for name, (_, way) in _cheapest(equations, _costs(equations, q)).items():
        value[name] = math.prod(value[term] if term in value else q[term] for term in dict.fromkeys(way))
    return value


def path_sets(
    equations: Equations,
    root: str,
    q: Mapping[str, float],
    k: int,
    *,
    expansions: int = EXPANSIONS,
    deadline: float | None = None,
) -> PathSets:
    """The most probable minimal path sets of a name, equally probable ones by the sorted names of their variables.

    A condition that is certain (q = 1) belongs to no set: ways that differ only in those are one path set.

    Args:
        equations: the system.
        root: the name.
        q: the probability of every variable.
        k: how many path sets at most.
        expansions: how many choices are made at most; after them the result is not complete.
        deadline: a value of `time.monotonic()` after which the result is not complete.

    Returns:
        The path sets; where they are not complete none is more probable than those returned, but there may be more, or
        others as probable as the last.
    """
    if k < 1 or root not in equations.alternatives:
        return PathSets((), True)
    search = _Search(equations, root, q)
    complete = search.run(k, expansions, math.inf if deadline is None else deadline)
    return PathSets(tuple(sorted(map(search.path_set, search.found), key=_rank)[:k]), complete)


def proof_steps(proofs: Mapping[str, Alternative], root: str) -> tuple[PathStep, ...]:
    """A proof of the root depth first: every name met with what shows it; a name met again is not repeated."""
    steps: dict[str, Alternative] = {}
    todo = [root]
    while todo:
        name = todo.pop()
        if name in proofs and name not in steps:
            steps[name] = proofs[name]
            todo += reversed(proofs[name])
    return tuple(steps.items())


def cut_sets(
    equations: Equations,
    root: str,
    q: Mapping[str, float],
    candidates: Iterable[str],
    *,
    at_most: int = 3,
    deadline: float | None = None,
) -> tuple[frozenset[str], ...]:
    """The minimal cut sets of a name: sets of candidates whose falling to 0 leaves it false, by size, then by names.

    A name that is false already has one cut set, the empty one.

    Args:
        equations: the system.
        root: the name.
        q: the probability of every variable.
        candidates: the variables that may be closed.
        at_most: how many of them one set has at most.
        deadline: a value of `time.monotonic()`.

    Raises:
        TooWide: at the deadline.

    Source: hitting sets by branching, as a way still open must lose one of its candidates (Reiter 1987).
    """
    chosen = set(candidates)
    fixed = {name: q[name] > 0 for name in equations.variables if name not in chosen or q[name] <= 0}
    small = equations.reduced([root], fixed)
    closing: list[frozenset[str]] = []
    ways: list[tuple[str, ...]] = []
    level = {frozenset[str]()}
    for size in range(at_most + 1):
        following: set[frozenset[str]] = set()
        for closed in sorted(level, key=sorted):
            _check(deadline)
            way = _open_way(small, root, closed, ways)
            if way is None:
                closing.append(closed)
            elif size < at_most:
                following |= {closed | {name} for name in way}
        level = {closed for closed in following if not any(closed > done for done in closing)}
    return tuple(sorted(closing, key=lambda closed: (len(closed), sorted(closed))))


def _check(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise TooWide("the time is up")


def _open_way(
    equations: Equations, root: str, closed: frozenset[str], ways: list[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """The variables of a way that avoids the closed ones: one already known or a new one with few variables."""
    for way in ways:
        if closed.isdisjoint(way):
            return way
    cheapest = _cheapest(equations, {name: 1.0 for name in equations.variables if name not in closed})
    if root not in cheapest:
        return None
    todo = [root]
    for term in todo:
        if term in cheapest:
            todo += [needed for needed in cheapest[term][1] if needed not in todo]
    ways.append(tuple(sorted(term for term in todo if term not in equations.alternatives)))
    return ways[-1]


def _costs(equations: Equations, q: Mapping[str, float]) -> dict[str, float]:
    # Logarithms, because a product of many small probabilities would become 0 and look like no way at all.
    return {name: -math.log(q[name]) if q[name] < 1 else 0.0 for name in equations.variables if q[name] > 0}


def _cheapest(equations: Equations, cost: Mapping[str, float]) -> Cheapest:
    """The cheapest way to each name that has one, and its alternative, in an order in which each rests on earlier ones.

    A variable without a cost is closed. Of equally cheap ways the one with fewer steps. The cheapest name not yet
    settled can only rest on settled ones, so circles need no iteration (Knuth 1977).
    """
    names = list(equations.alternatives)
    frontier = _Frontier(equations)
    settled: Cheapest = {}
    for term, amount in cost.items():
        frontier.settle(term, amount, 0)
    while frontier.heap:
        total, steps, place, index = heapq.heappop(frontier.heap)
        if names[place] not in settled:
            settled[names[place]] = (total, frontier.ways[index][1])
            frontier.settle(names[place], total, steps)
    return settled


class _Frontier:
    """The alternatives whose terms are all settled, the cheapest first."""

    def __init__(self, equations: Equations) -> None:
        named = enumerate(equations.alternatives.items())
        self.ways = [(place, tuple(dict.fromkeys(way))) for place, (_, ways) in named for way in ways]
        self.heap = [(0.0, 1, place, index) for index, (place, way) in enumerate(self.ways) if not way]
        self.missing = [len(way) for _, way in self.ways]
        self.weight: dict[str, tuple[float, int]] = {}
        self.uses: dict[str, list[int]] = {}
        for index, (_, way) in enumerate(self.ways):
            for term in way:
                self.uses.setdefault(term, []).append(index)

    def settle(self, term: str, cost: float, steps: int) -> None:
        """Say what a term costs, and enter the alternatives that waited for it alone."""
        self.weight[term] = (cost, steps)
        for index in self.uses.get(term, ()):
            self.missing[index] -= 1
            if not self.missing[index]:
                place, way = self.ways[index]
                total = math.fsum(self.weight[needed][0] for needed in way)
                length = 1 + sum(self.weight[needed][1] for needed in way)
                heapq.heappush(self.heap, (total, length, place, index))


class Overlaps:
    """The variables that two terms of one alternative may both need, as bit masks over the variables named."""

    def __init__(self, equations: Equations, variables: Sequence[str]) -> None:
        self.variables = tuple(variables)
        self.equations = equations
        self.below = _below(equations, {name: 1 << place for place, name in enumerate(variables)})
        self._mentions: dict[str, list[PathStep]] = {name: [] for name in variables}
        for name, ways in equations.alternatives.items():
            for way in ways:
                for term in way:
                    if term in self._mentions:
                        self._mentions[term].append((name, way))

    def common(self, name: str, a: str, b: str) -> int:
        """The variables that ways to both terms of an alternative of `name` may share.

        A variable `a` beside a name `b` is not needed again below `b` if all alternatives that name it stand under
        `name` or lead back to it: a way to `name` that passes through `name` can be shortened.
        """
        both = self.below.get(a, 0) & self.below.get(b, 0)
        if both and any(term in self._mentions and self._only_at(name, term) for term in (a, b)):
            return 0
        return both

    def repeated(self) -> int:
        """The variables one way may meet twice: it parts at two terms of an alternative that share them."""
        twice = 0
        for name, ways in self.equations.alternatives.items():
            for way in ways:
                for a, b in combinations(dict.fromkeys(way), 2):
                    twice |= self.common(name, a, b)
        return twice

    def _only_at(self, name: str, variable: str) -> bool:
        return all(name in (other, *way) for other, way in self._mentions[variable])


def _below(equations: Equations, bits: Mapping[str, int]) -> dict[str, int]:
    """For each term the bits of itself and of all it rests on."""
    below = dict(bits)
    for component in equations.components:
        terms = {term for name in component for way in equations.alternatives[name] for term in way}
        mask = 0
        for term in terms.union(component):
            mask |= below.get(term, 0)
        below.update(dict.fromkeys(component, mask))
    return below


class _Todo(NamedTuple):
    """The names still to be shown, the next first: a name, or the note that a name begun is now shown."""

    name: str
    shown: bool
    rest: _Todo | None
    bound: float
    below: int
    shape: int


class _Steps(NamedTuple):
    """The steps taken so far, the last first."""

    step: PathStep
    before: _Steps | None


class _Partial(NamedTuple):
    """A partial way: the names still to be shown, the steps taken so far, and what these need and hold."""

    todo: _Todo | None
    steps: _Steps | None
    needs: int
    probability: float
    open: int
    done: int


class _Search:
    """A search, best first: of all partial ways, the one that may become the most probable path set is extended.

    A way that takes one alternative for each name it meets and rests no name on itself is enough for every minimal
    set. Its probability is at most that of the variables met times the best of each name still to be shown, where only
    variables count that no way meets twice.

    Partial ways that need the same variables, have the same names still to show and those of them shown that can be
    met again are extended only once, from the one that has met the fewest names. No minimal set is lost: they can
    become the same but where one would rest a name *a* on itself, and then the way from before *a* was met takes what
    shows *a* there, and is shorter. So to each set leads a sequence of ways, ever shorter, which must end.
    """

    def __init__(self, equations: Equations, root: str, q: Mapping[str, float]) -> None:
        self.root = root
        self.q = q
        self.ways = _useful(equations, root, q)
        useful = Equations(self.ways)
        self.bit = {name: 1 << place for place, name in enumerate(name for name in useful.variables if q[name] < 1)}
        self.place = {name: 1 << place for place, name in enumerate(self.ways)}
        twice = Overlaps(useful, tuple(self.bit)).repeated()
        once = {name: 1.0 if self.bit.get(name, 0) & twice else q[name] for name in useful.variables}
        self.bound = best_products(useful, once)
        self.below = _below(useful, self.place)
        self.found: list[_Partial] = []
        self.heap: list[tuple[float, int, _Partial]] = []
        self.seen: dict[tuple[int, int, int], int] = {}
        self.shapes: dict[tuple[str, bool, int], int] = {}
        self.waiting = count()

    def run(self, k: int, expansions: int, deadline: float) -> bool:
        """Find the `k` most probable path sets and all that equal the last; whether that was finished."""
        if self.root in self.ways:
            self._extend(_Partial(self._before(None, self.root), None, 0, 1.0, 0, 0))
        for number in range(expansions):
            if not self.heap or self._enough(k, -self.heap[0][0]):
                return True
            if not number & 255 and time.monotonic() > deadline:
                return False
            self._expand(heapq.heappop(self.heap)[-1])
        return not self.heap or self._enough(k, -self.heap[0][0])

    def path_set(self, state: _Partial) -> PathSet:
        """The path set of a finished way; its product does not depend on the order in which it was met."""
        steps: list[PathStep] = []
        last = state.steps
        while last is not None:
            steps.append(last.step)
            last = last.before
        steps.reverse()
        variables = tuple(dict.fromkeys(term for _, way in steps for term in way if term in self.bit))
        return PathSet(math.prod(sorted(self.q[name] for name in variables)), variables, tuple(steps))

    def _enough(self, k: int, bound: float) -> bool:
        return len(self.found) >= k and bound < self.found[k - 1].probability * (1 - SAME)

    def _expand(self, state: _Partial) -> None:
        if any(not finished.needs & ~state.needs for finished in self.found):
            return
        if state.todo is None:
            self.found = [finished for finished in self.found if state.needs & ~finished.needs]
            self.found.append(state)
            return
        for way in self.ways[state.todo.name]:
            self._extend(self._with_step(state, state.todo, way))

    def _extend(self, state: _Partial | None) -> None:
        """Extend a way as far as there is no choice, then let it wait for its turn."""
        while state is not None and state.todo is not None:
            todo = state.todo
            place = self.place[todo.name]
            if todo.shown:
                state = state._replace(todo=todo.rest, open=state.open & ~place, done=state.done | place)
            elif state.done & place:
                state = state._replace(todo=todo.rest)
            elif len(self.ways[todo.name]) == 1:
                state = self._with_step(state, todo, self.ways[todo.name][0])
            else:
                break
        if state is not None:
            self._push(state)

    def _push(self, state: _Partial) -> None:
        bound, below, shape = (state.todo.bound, state.todo.below, state.todo.shape) if state.todo else (1.0, 0, 0)
        key = (state.needs, shape, state.done & below)
        met = (state.open | state.done).bit_count()
        if met < self.seen.get(key, met + 1):
            self.seen[key] = met
            heapq.heappush(self.heap, (-state.probability * bound, -next(self.waiting), state))

    def _with_step(self, state: _Partial, todo: _Todo, way: Alternative) -> _Partial | None:
        """The way with one more step; none if the step would rest a name on itself."""
        needs, probability = state.needs, state.probability
        opened = state.open | self.place[todo.name]
        after = self._before(todo.rest, todo.name, shown=True)
        for term in reversed(way):
            place = self.place.get(term, 0)
            if place & opened:
                return None
            if place and not place & state.done:
                after = self._before(after, term)
            bit = self.bit.get(term, 0)
            if bit & ~needs:
                needs |= bit
                probability *= self.q[term]
        return _Partial(after, _Steps((todo.name, way), state.steps), needs, probability, opened, state.done)

    def _before(self, rest: _Todo | None, name: str, *, shown: bool = False) -> _Todo:
        bound, below, shape = (rest.bound, rest.below, rest.shape) if rest else (1.0, 0, 0)
        if not shown:
            bound *= self.bound[name]
        if not shown or self.place[name] & below:
            shape = self.shapes.setdefault((name, shown, shape), len(self.shapes) + 1)
        return _Todo(name, shown, rest, bound, below if shown else below | self.below[name], shape)


def _useful(equations: Equations, root: str, q: Mapping[str, float]) -> dict[str, tuple[Alternative, ...]]:
    """The alternatives a way to the root may take: none that is closed, and of a name that is certain its shortest."""
    cheapest = _cheapest(equations, _costs(equations, q))
    ways: dict[str, tuple[Alternative, ...]] = {}
    todo = [root] if root in cheapest else []
    for name in todo:
        if name in cheapest and name not in ways:
            cost, shortest = cheapest[name]
            ways[name] = tuple(_open_ways(equations, name, cheapest, q)) if cost > 0 else (shortest,)
            todo += [term for way in ways[name] for term in way]
    return ways


def _open_ways(equations: Equations, name: str, cheapest: Cheapest, q: Mapping[str, float]) -> Iterable[Alternative]:
    for way in dict.fromkeys(equations.alternatives[name]):
        if name not in way and all(term in cheapest or q.get(term, 0.0) > 0 for term in way):
            yield way


def _rank(path_set: PathSet) -> tuple[float, list[str]]:
    # Twelve digits: products of the same numbers in another order are equal probabilities.
    return -float(f"{path_set.probability:.12g}"), sorted(path_set.variables)
