"""Order of the variables of a decision diagram, so that it stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations

EASY_NODES = 2_000
EASY_NODES_PER_FURTHER_ROOT = 4_000
TRIAL_BUDGETS = (8_000, 32_000)
TRIAL_SHARE = 16
TRIAL_ROOTS = 8
MOST_USED = 6

Ways = Mapping[str, tuple[Alternative, ...]]
RowOrder = Callable[[Ways, str], list[str]]


def variable_order(
    equations: Equations,
    roots: Sequence[str],
    *,
    layers: Mapping[str, int] | None = None,
    deadline: float | None = None,
) -> tuple[str, ...]:
    """The variables the roots rest on, in an order that keeps their diagrams small; with `layers`, layer by layer.

    The names under a root are put in a row; a variable follows as soon as all names of one of its alternatives have
    come. Rows go depth first, alternatives that rest on the same much used names side by side (systems of one
    operator), which suits many roots of one shape. Where that turns out wide for the widest roots, rows with few open
    names at a time, which suit a single tangled net, are built for comparison, within budgets that grow
    until one fits. Finding the smallest order is itself hard (Bollig, Wegener 1996). Give equations reduced to what the
    roots need. The same equations always give the same order, unless `deadline` (a value of `time.monotonic()`) cuts
    the trials short.
    """
    ways, grouped = equations.alternatives, _grouped(equations)
    widths = {root: len(_depth_first(ways, root)) for root in roots}
    widest = sorted(widths, key=lambda root: -widths[root])
    tried = widest[: min(TRIAL_ROOTS, 1 + len(widest) // TRIAL_SHARE)]
    trial = _Trial(equations.part(tried), tuple(tried), deadline, {})
    deep = _layered(_merged(grouped, widest, _depth_first), layers)
    easy = EASY_NODES + EASY_NODES_PER_FURTHER_ROOT * (len(tried) - 1)
    if trial.nodes(deep, easy) <= easy:
        return deep
    few_open = _layered(untried_order(equations, widest), layers)
    return trial.smallest((few_open, deep) if len(widest) == 1 else (deep, few_open))


def untried_order(equations: Equations, roots: Iterable[str]) -> tuple[str, ...]:
    """The variables in rows with few open names at a time, the widest root first, without a diagram for comparison.

    For what is built many times over, of which each attempt may be wide.
    """
    ways = equations.alternatives
    widest = sorted(roots, key=lambda root: -len(_depth_first(ways, root)))
    return tuple(_merged(ways, widest, _few_open))


def _grouped(equations: Equations) -> dict[str, tuple[Alternative, ...]]:
    """The alternatives of each name, sorted by the most used names that they rest on."""
    ways = equations.alternatives
    uses = Counter(term for alternatives in ways.values() for way in alternatives for term in way)
    rank = {name: place for place, name in enumerate(sorted(ways, key=lambda name: -uses[name]))}
    below: dict[str, list[int]] = {}

    def most_used(way: Alternative) -> list[int]:
        ranks = {rank[term] for term in way if term in rank}.union(*(below.get(term, ()) for term in way))
        return sorted(ranks)[:MOST_USED]

    for component in equations.components:
        for name in component:
            below[name] = sorted({place for way in ways[name] for place in most_used(way)})[:MOST_USED]
    return {name: tuple(sorted(alternatives, key=most_used)) for name, alternatives in ways.items()}


class _Trial(NamedTuple):
    """Some roots, to be built in different orders; what was begun is kept with each."""

    equations: Equations
    roots: tuple[str, ...]
    deadline: float | None
    begun: dict[tuple[str, ...], Diagrams]

    def smallest(self, orders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """The order in which the roots take the fewest nodes; the first when none fits the largest budget."""
        for budget in TRIAL_BUDGETS:
            sizes = {order: self.nodes(order, budget) for order in orders}
            best = min(orders, key=sizes.__getitem__)
            if sizes[best] <= budget:
                return best
        return orders[0]

    def nodes(self, order: tuple[str, ...], budget: int) -> int:
        """Number of nodes the roots take in this order, or one more than the budget; what was begun is gone on with."""
        diagrams = self.begun.setdefault(order, Diagrams(order, deadline=self.deadline))
        diagrams.budget = budget
        try:
            compiled(self.equations, diagrams, roots=self.roots)
        except TooWide:
            return budget + 1
        return min(len(diagrams) - 2, budget + 1)


def _layered(order: Iterable[str], layers: Mapping[str, int] | None) -> tuple[str, ...]:
    return tuple(order) if layers is None else tuple(sorted(order, key=layers.__getitem__))


def _merged(ways: Ways, roots: Iterable[str], rows: RowOrder) -> list[str]:
    """One row of variables for all roots: what a later root adds goes behind what comes before it in its own row."""
    after: dict[str | None, str | None] = {None: None}
    for root in roots:
        if all(term in ways or term in after for name in _depth_first(ways, root) for w in ways[name] for term in w):
            continue
        before: str | None = None
        for variable in _first_uses(ways, rows(ways, root)):
            if variable not in after:
                after[variable], after[before] = after[before], variable
            before = variable
    return list(_chain(after))


def _chain(after: Mapping[str | None, str | None]) -> Iterator[str]:
    variable = after[None]
    while variable is not None:
        yield variable
        variable = after[variable]


def _names(ways: Ways, name: str, way: Alternative) -> list[str]:
    return [name, *(term for term in way if term in ways)]


def _first_uses(ways: Ways, row: Sequence[str]) -> list[str]:
    """The variables, each where all names of one of its alternatives have been met."""
    place = {name: number for number, name in enumerate(row)}
    first: dict[str, int] = {}
    for name in row:
        for way in ways[name]:
            met = max(place[needed] for needed in _names(ways, name, way))
            for term in way:
                if term not in ways:
                    first[term] = min(met, first.get(term, met))
    return sorted(first, key=first.__getitem__)


def _depth_first(ways: Ways, root: str) -> list[str]:
    """The names under a root, each followed by what it rests on."""
    names: dict[str, None] = {}
    todo = [root]
    while todo:
        name = todo.pop()
        if name not in names and name in ways:
            names[name] = None
            todo += [term for way in reversed(ways[name]) for term in reversed(way) if term in ways]
    return list(names)


def _few_open(ways: Ways, root: str) -> list[str]:
    """The names under a root, next always the one that leaves the fewest names waiting for a neighbour."""
    if root not in ways:
        return []
    row = _Row(_neighbours(ways, _depth_first(ways, root)))
    row.append(root)
    while row.waiting:
        row.append(heappop(row.waiting)[-1])
    return list(row.placed)


def _neighbours(ways: Ways, names: Sequence[str]) -> dict[str, dict[str, None]]:
    """For each name, the others that stand in one alternative with it."""
    near: dict[str, dict[str, None]] = {name: {} for name in names}
    for name in names:
        for way in ways[name]:
            joined = _names(ways, name, way)
            for member in joined:
                near[member].update((other, None) for other in joined if other != member)
    return near


class _Row:
    """A row of names in the making, and the names beside it with how well each would come next."""

    def __init__(self, near: Mapping[str, Mapping[str, None]]) -> None:
        self.near = near
        self.rank = {name: number for number, name in enumerate(near)}
        self.left = {name: len(others) for name, others in near.items()}
        self.closes = dict.fromkeys(near, 0)
        self.placed: dict[str, None] = {}
        self.waiting: list[tuple[int, int, int, str]] = []

    def append(self, name: str) -> None:
        """Put a name at the end of the row, unless it is in it."""
        if name in self.placed:
            return
        self.placed[name] = None
        changed: dict[str, None] = {}
        for other in self.near[name]:
            self.left[other] -= 1
            self._note_last(other, changed)
        self._note_last(name, changed)
        for other in changed:
            self._offer(other)

    def _note_last(self, name: str, changed: dict[str, None]) -> None:
        """Note the names that a new one of the row changes: it beside the row, or the last one that it waits for."""
        if name not in self.placed:
            changed[name] = None
        elif self.left[name] == 1:
            last = next(other for other in self.near[name] if other not in self.placed)
            self.closes[last] += 1
            changed[last] = None

    def _offer(self, name: str) -> None:
        opened = min(1, self.left[name]) - self.closes[name]
        heappush(self.waiting, (opened, self.left[name] - len(self.near[name]), self.rank[name], name))
