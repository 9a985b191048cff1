"""Roots of a map's cores: the probability of each, made ready once for many numbers, exact or by simulation.

A root is a name of the equations whose probability a result needs: data of a group exposed at a level or higher, by one
core. Cores whose diagrams fit a budget of nodes and steps are exact; the others are simulated, and bracketed by bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Generic, Protocol, TypeVar

import numpy as np

from data_maps.caching import cached_property, kept
from risk.arrays import Floats, Indices
from risk.engine.bounds import bounds
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations, Graded
from risk.engine.order import variable_order
from risk.engine.passes import FEW, Passes, PassWithout, Variables
from risk.engine.simulation import WORDS, SimulatedChances
from risk.events import Events
from risk.shapley import ExposedLevels, patterns

Roots = tuple[str, ...]
Structure = tuple[tuple[str, tuple[Alternative, ...]], ...]

BUDGET = 200_000
MOST_NAMES = 5_000
MOST_HELD = 2 * BUDGET
"""Nodes and terms that are kept for like maps: some hundred bytes each."""
TOGETHER = 4
ALONE = 2
"""Cores in one table get one part in so many of the budget, a core by itself one in so many."""
MOST_WIDE = 1
FEW_NAMES = 1_000
SMALL_CORE = 100
MOST_SETS = 2**14
WHAT_IFS = 4
WORDS_OF_WHAT_IFS = WORDS // WHAT_IFS
"""What is asked often with one number changed gets one part in so many of the trials."""
WORDS_AT_ONCE, FEWEST_AT_ONCE, CELLS_AT_ONCE = 2**9, 2**6, 2**21
"""Trials of first numbers, which no diagram is attempted for: fewer where there are many names."""
WORDS_OF_DATA = 2**15
"""For telling apart the data of everything that is too wide, in all draws; at least four words a draw."""
BRACKET_NODES = 20_000
FEWEST_BRACKET_NODES = 500
BRACKET_WORK = 2e7
BRACKET_CORES = 5
"""Nodes and work are for all cores together; no core has more nodes than if there were so many."""


class RootChances(Protocol):
    """The probabilities of a map's roots at any numbers; `rows` says at which place of `values` a root's stands.

    Roots are the names of all levels and of joined contacts of all cores.
    """

    @property
    def exact(self) -> bool:
        """True where probabilities are exact, not simulated."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""

    @property
    def rows(self) -> Mapping[str, int]:
        """The place of each level and of each joined root in `values`."""

    def values(self, q: Floats, rows_in_q: Indices | None = None) -> Floats:
        """The probabilities of the roots.

        Args:
            q: the numbers, shape (variables,) or (variables, draws).
            at: which rows of q are the variables, where it has others too: many draws need no copy then.

        Returns:
            Probabilities, shape (rows,) or (rows, draws).
        """

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivative of the sum of the rows, weighted by `on_rows`, with respect to q, shape (variables,)."""


@dataclass(frozen=True)
class ExactChances:
    """The roots as decision diagrams; equal functions share a row."""

    passes: Passes
    rows: Mapping[str, int]
    exact: bool = True

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.passes.variables

    def values(self, q: Floats, rows_in_q: Indices | None = None) -> Floats:
        """The probabilities of the roots by one pass up, shape (rows[, draws])."""
        return self.passes.values(q, rows_in_q)

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The derivatives of the weighted sum of the rows by one pass up and one down, shape of q."""
        return self.passes.derivatives(q, on_rows)

    @kept
    def without(self, sets: tuple[Variables, ...]) -> PassWithout:
        """The pass in which the variables of each of some sets are false, made ready once."""
        return self.passes.without(sets)


@dataclass(frozen=True)
class RootParts:
    """Roots in several parts: cores that fit their diagrams are exact, the others are simulated together."""

    parts: tuple[RootChances, ...]

    @property
    def exact(self) -> bool:
        """True where every part is."""
        return all(roots.exact for roots in self.parts)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The addresses any part depends on."""
        return tuple(dict.fromkeys(v for roots in self.parts for v in roots.variables))

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The rows of one part after those of another; what several parts have is taken from the first."""
        pairs = [
            (name, self._starts[i] + row) for i, roots in enumerate(self.parts) for name, row in roots.rows.items()
        ]
        return dict(reversed(pairs))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        sizes = [max(roots.rows.values(), default=-1) + 1 for roots in self.parts]
        return tuple(sum(sizes[:i]) for i in range(len(sizes) + 1))

    @cached_property
    def places(self) -> tuple[Indices, ...]:
        """The places of the variables that each part depends on, shape (variables of the part,) each."""
        place = {name: i for i, name in enumerate(self.variables)}
        return tuple(np.array([place[v] for v in roots.variables], dtype=np.intp) for roots in self.parts)

    def values(self, q: Floats, rows_in_q: Indices | None = None) -> Floats:
        """The probabilities of all rows, part by part, shape (rows[, draws])."""
        rows = self.places if rows_in_q is None else [rows_in_q[places] for places in self.places]
        return np.concatenate([roots.values(q, places) for roots, places in zip(self.parts, rows, strict=True)])

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The parts' derivatives, added up where they share a variable, shape of q."""
        slopes = np.zeros_like(q)
        for i, (roots, places) in enumerate(zip(self.parts, self.places, strict=True)):
            slopes[places] += roots.derivatives(q[places], on_rows[self._starts[i] : self._starts[i + 1]])
        return slopes


def root_chances(events: Events, *, budget: int = BUDGET) -> RootChances:
    """The chances of the cores of some events, as in `chances_of`."""
    return chances_of(events.equations, (core.measured_names for core in events.cores.values()), budget=budget)


def chances_of(equations: Equations, cores: Iterable[Roots], *, budget: int = BUDGET) -> RootChances:
    """The chances of roots, core by core: exact where their diagrams fit the budget, else to be simulated.

    The budget counts nodes and steps, never seconds, so that every machine takes the same road.
    """
    ways, asked = tuple(equations.alternatives.items()), tuple(dict.fromkeys(cores))

    def found() -> RootChances:
        parts = tuple(_parts(Equations(dict(ways)), asked, budget))
        return parts[0] if len(parts) == 1 and parts[0].exact else RootParts(parts)

    return CHANCES.of((ways, asked, budget), found, lambda made: _terms(ways) + _nodes(made))


def _nodes(chances: RootChances) -> int:
    """The nodes of the diagrams of some roots."""
    if isinstance(chances, RootParts):
        return sum(map(_nodes, chances.parts))
    return chances.passes.nodes if isinstance(chances, ExactChances) else 0


def _parts(equations: Equations, cores: Sequence[Roots], budget: int) -> Iterator[RootChances]:
    """All in one table where they are few; else the small cores together and each large one by itself.

    Without a budget all of them are simulated at once, with few trials. What does not fit together is tried core by
    core, the smallest first; after some that were too wide no larger one.
    """
    if not budget and (tried := simulated(equations, _joined(cores))).variables:
        names = len(tried.variables) + len(tried.equations.alternatives)
        yield replace(tried, most=min(WORDS_AT_ONCE, max(FEWEST_AT_ONCE, CELLS_AT_ONCE // names)))
        return
    sizes = {core: len(equations.part(core).alternatives) for core in cores}
    limit = SMALL_CORE if len(equations.part(_joined(cores)).alternatives) > FEW_NAMES else FEW_NAMES
    small = [core for core in cores if sizes[core] <= limit]
    together = exact_chances(equations, _joined(small), budget // TOGETHER) if small or not cores else None
    if together is not None:
        yield together
    wide: list[Roots] = []
    for core in sorted((c for c in cores if together is None or c not in small), key=sizes.__getitem__):
        alone = exact_chances(equations, core, budget // ALONE) if len(wide) < MOST_WIDE else None
        if alone is None:
            wide.append(core)
        else:
            yield alone
    if wide:
        yield simulated(equations, _joined(wide))


def _joined(cores: Iterable[Roots]) -> Roots:
    return tuple(dict.fromkeys(name for core in cores for name in core))


def exact_chances(equations: Equations, roots: Sequence[str], budget: int) -> ExactChances | None:
    """The roots as diagrams; None where they have too many names, or pass the budget of nodes or of steps."""
    small = equations.part(roots)
    if len(small.alternatives) > MOST_NAMES:
        return None
    names = {name: f"name {place}" for place, name in enumerate(small.alternatives)}
    variables = {name: str(place) for place, name in enumerate(small.variables)}
    called = names | variables
    likeness = tuple(
        (called[name], tuple(tuple(map(called.__getitem__, way)) for way in ways))
        for name, ways in small.alternatives.items()
    )
    asked = likeness, tuple(map(called.__getitem__, roots)), budget
    built = BUILT.of(asked, lambda: _built(*asked), lambda made: _terms(likeness) + (made[0].nodes if made else 0))
    if built is None:
        return None
    passes, rows = built
    return ExactChances(passes.of(tuple(variables)), {name: rows[called[name]] for name in roots})


Built = tuple[Passes, Mapping[str, int]] | None
"""The passes of some roots and their rows; None where they are too wide."""
Value = TypeVar("Value")


class Kept(Generic[Value]):
    """What was made last, up to so many nodes and terms together; the last of all stays, however large it is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Keep nothing of before."""
        self._kept: dict[Hashable, tuple[int, Value]] = {}
        self.held = 0

    def of(self, key: Hashable, make: Callable[[], Value], size_of: Callable[[Value], int]) -> Value:
        """What is kept under a key, or else is made."""
        with self._lock:
            if (found := self._kept.pop(key, None)) is not None:
                self._kept[key] = found
                return found[1]
        made = make()
        with self._lock:
            self.held -= self._kept.pop(key, (0, made))[0]
            size = size_of(made)
            self._kept[key] = size, made
            self.held += size
            while self.held > self._most and len(self._kept) > 1:
                self.held -= self._kept.pop(next(iter(self._kept)))[0]
        return made


BUILT = Kept[Built](MOST_HELD)
"""Diagrams of like maps: built once for all that differ in names alone.

So are those of one state on several maps, as with another owner or with an option, and those of like states.
"""
CHANCES = Kept[RootChances](MOST_HELD)
"""The chances of roots, found once for each structure: a changed number does not change it."""


def _terms(ways: Structure) -> int:
    return sum(len(way) + 1 for _, alternatives in ways for way in alternatives)


def _built(ways: Structure, roots: Roots, budget: int) -> Built:
    try:
        table, nodes = diagrams(Equations(dict(ways)), roots, budget)
    except TooWide:
        return None
    distinct = {node: row for row, node in enumerate(dict.fromkeys(nodes.values()))}
    return Passes(table, tuple(distinct)), {name: distinct[node] for name, node in nodes.items()}


def diagrams(equations: Equations, roots: Sequence[str], budget: int) -> tuple[Diagrams, Mapping[str, int]]:
    """A table with the diagrams of the roots, and their nodes; raises TooWide past the budget."""
    table = Diagrams(variable_order(equations, roots), budget=budget)
    built = compiled(equations, table, roots=roots)
    return table, {name: built[name] for name in roots}


def simulated(equations: Equations, roots: Roots) -> SimulatedChances:
    """Some roots, to be simulated."""
    return SimulatedChances(equations.part(roots), {name: row for row, name in enumerate(roots)})


def sets(
    equations: Equations, graded: Graded, q: Mapping[str, float], *, budget: int = BUDGET, words: int = WORDS
) -> Mapping[ExposedLevels, float]:
    """The chance of each set of exposed data, walking all diagrams down together; simulated where that is too wide.

    No diagram is attempted with a budget of 0, such as for what was too wide before. At most so many words of trials
    are made.
    """
    try:
        table, nodes = _told_apart(equations, graded, budget)
        return patterns(table, nodes, q, 1.0, most=MOST_SETS)
    except TooWide:
        return _simulated_for(equations, graded, words).patterns(graded, q)


def drawn_sets(
    equations: Equations,
    graded: Graded,
    q: Mapping[str, Floats],
    draws: int,
    *,
    budget: int = BUDGET,
    words: int = WORDS,
) -> Mapping[ExposedLevels, Floats]:
    """The probability of each set of data in each draw, shape (draws,) each.

    Args:
        equations: What the nodes of the graded data rest on.
        graded: Each data type at each level with the name whose truth exposes it.
        q: The probability of every condition in each draw, shape (draws,) each.
        draws: How many draws there are.
        budget: Nodes of diagrams at most; 0 where they are known to be too many.
        words: Words of trials at most, where the sets are simulated.

    Returns:
        Mass by set of exposed data, shape (draws,) each; they sum to 1 in each draw.
    """
    try:
        table, nodes = _told_apart(equations, graded, budget)
        return patterns(table, nodes, q, np.ones(draws), most=MOST_SETS)
    except TooWide:
        return _simulated_for(equations, graded, words).drawn_patterns(graded, q, draws)


def words_of_data(wide: int) -> int:
    """The number of words of trials each of so many too wide sets of data gets."""
    return min(WORDS, WORDS_OF_DATA // max(1, wide))


def _simulated_for(equations: Equations, graded: Graded, words: int) -> SimulatedChances:
    """The names of all data at all levels, to be simulated."""
    roots = tuple(dict.fromkeys(name for _, _, name in graded))
    return replace(simulated(equations.part(roots), roots), most=words)


def _told_apart(equations: Equations, graded: Graded, budget: int) -> tuple[Diagrams, tuple[tuple[str, int, int], ...]]:
    """A table with the diagrams of each type of data at each of its levels; raises TooWide past the budget."""
    if graded and not budget:
        raise TooWide("no diagram is to be attempted")
    roots = tuple(dict.fromkeys(name for _, _, name in graded))
    table, nodes = diagrams(equations.part(roots), roots, budget // ALONE)
    return table, tuple((data, n, nodes[name]) for data, n, name in graded)


def bracket(events: Events, chances: RootChances, values: Floats, *, budget: int = BUDGET) -> tuple[Floats, Floats]:
    """Certified ends of `values`, the rows at the best values: exact ones, or bounds of those simulated, core by core.

    Shape (rows,) each. Without a budget of diagrams nothing is looked at, and what is simulated lies between 0 and 1.

    Args:
        events: The events of the map.
        chances: Their roots, exact or simulated.
        values: The probabilities of all rows at the best values, shape (rows,).
        budget: Nodes of diagrams at most.

    Returns:
        The lower and the upper ends, shape (rows,) each.
    """
    lower, upper = values.copy(), values.copy()
    q = {address: number.best for address, number in events.inputs.items()}
    exact = exact_rows(chances)
    cores = [[name for name in dict.fromkeys(c.measured_names) if name not in exact] for c in events.cores.values()]
    wide = [names for names in cores if names]
    if not budget:
        rows = [chances.rows[name] for names in wide for name in names]
        lower[rows], upper[rows] = 0.0, 1.0
        return lower, upper
    nodes = max(FEWEST_BRACKET_NODES, BRACKET_NODES // max(BRACKET_CORES, len(wide)))
    for names in wide:
        equations = events.equations.part(names)
        for name, ends in bounds(equations, names, q, nodes=nodes, work=BRACKET_WORK / len(wide)).items():
            lower[chances.rows[name]], upper[chances.rows[name]] = ends.lower, ends.upper
    return lower, upper


def fewer_trials(chances: RootChances) -> RootChances:
    """Chances for a result that is had many times with one number changed: a quarter of the trials."""
    if isinstance(chances, SimulatedChances):
        return replace(chances, most=chances.words // WHAT_IFS)
    return RootParts(tuple(map(fewer_trials, chances.parts))) if isinstance(chances, RootParts) else chances


def few_roots(chances: RootChances, names: Collection[str]) -> RootChances:
    """Chances of some roots alone, the same to the last digit; what is simulated is simulated whole."""
    if isinstance(chances, RootParts):
        return RootParts(tuple(few_roots(part, names) for part in chances.parts))
    if not isinstance(chances, ExactChances):
        return chances
    rows = {name: row for name, row in chances.rows.items() if name in names}
    place = {row: number for number, row in enumerate(dict.fromkeys(rows.values()))}
    return ExactChances(chances.passes.only(tuple(place)), {name: place[row] for name, row in rows.items()})


def trial_words(chances: RootChances) -> int:
    """The number of words of trials that one result has: of several simulated parts that of the one with fewest."""
    if isinstance(chances, SimulatedChances):
        return chances.words
    return (
        min((trial_words(roots) for roots in chances.parts), default=WORDS) if isinstance(chances, RootParts) else WORDS
    )


def row_count(chances: RootChances) -> int:
    """The number of rows of the values of some chances, in which equal functions may share one."""
    if isinstance(chances, RootParts):
        return sum(map(row_count, chances.parts))
    return 1 + max(chances.rows.values(), default=-1)


def nodes_without(chances: RootChances, sets: tuple[Variables, ...]) -> int:
    """The nodes that a draw walks where the variables of each of some sets are false; those simulated have none."""
    if isinstance(chances, RootParts):
        return sum(nodes_without(part, sets) for part in chances.parts)
    return chances.without(sets).nodes if isinstance(chances, ExactChances) else 0


def values_without(chances: RootChances, sets: tuple[Variables, ...], q: Floats) -> tuple[Floats, Indices]:
    """The probabilities of all rows where the variables of each of some sets are false, what is the same once.

    Args:
        chances: The roots.
        sets: Which variables are false together.
        q: The numbers, shape (variables, draws).

    Returns:
        Probabilities, shape (distinct, draws), and which of them each row has in each set, shape (sets, rows).
    """
    if isinstance(chances, RootParts):
        pieces = zip(chances.parts, chances.places, strict=True)
        return _one_after_another([values_without(part, sets, q[places]) for part, places in pieces])
    if isinstance(chances, ExactChances) and q.shape[1] >= FEW:
        without = chances.without(sets)
        return without.values(q), without.rows
    is_on = np.array([[name not in off for off in sets] for name in chances.variables], dtype=np.float64)
    numbers = q[:, None] * is_on.reshape(len(q), len(sets), 1)
    values = chances.values(numbers.reshape(len(q), len(sets) * q.shape[1]))
    places = np.arange(len(values) * len(sets)).reshape(len(values), len(sets))
    return values.reshape(places.size, q.shape[1]), places.T


def _one_after_another(results: Sequence[tuple[Floats, Indices]]) -> tuple[Floats, Indices]:
    """Values of several parts as those of one, and which of them each row has."""
    starts = np.cumsum([0, *(len(values) for values, _ in results)])
    rows = [start + rows for start, (_, rows) in zip(starts[:-1], results, strict=True)]
    return np.concatenate([values for values, _ in results]), np.concatenate(rows, axis=1)


def exact_rows(chances: RootChances) -> frozenset[str]:
    """The roots that are not simulated."""
    return frozenset(name for roots in getattr(chances, "parts", (chances,)) if roots.exact for name in roots.rows)
