"""How likely is it that a person's data can be got at, found by trying, where a map is too wide for an exact answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data_maps.caching import cached_property
from risk.engine.bounds import bounds
from risk.engine.core_probabilities import BUDGET, Reach, diagrams, exact_reach
from risk.engine.cores import Graded
from risk.engine.diagrams import Diagrams, TooWide
from risk.engine.equations import Alternative, Equations
from risk.engine.simulation import BITS, Words, chunks, happened, solved, stream_of
from risk.events import Events
from risk.shapley import Exposed, patterns

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Roots = tuple[str, ...]
Structure = tuple[tuple[str, tuple[Alternative, ...]], ...]

SEED = 20200925
BATCHES = 16
WORDS = 2**13
"""Words of 64 trials over all columns; at least one word a column."""
WHAT_IFS = 4
WORDS_OF_WHAT_IFS = WORDS // WHAT_IFS
"""What is asked often with one number changed gets one part in so many of the trials."""
FEWEST_WORDS = 2**8
MOST_CELLS = 2**24
WORDS_OF_DATA = 2**17
"""For telling apart the data of everything that is too wide, in all draws; at least four words a draw."""
SLOPE_WORDS = 2**10
FEWEST_OF_A_DRAW = 2**4
FEWEST_OF_A_SET = 2**2
TOGETHER = 4
ALONE = 2
"""Cores in one table get one part in so many of the budget, a core by itself one in so many."""
MOST_WIDE = 3
FEW_NAMES = 1_000
SMALL_CORE = 100
MOST_SETS = 2**14
BRACKET_NODES = 100_000
FEWEST_BRACKET_NODES = 1_000
BRACKET_WORK = 2e8
BRACKET_CORES = 5
"""Nodes and work are for all cores together; no core has more nodes than if there were so many."""


@dataclass(frozen=True)
class TriedReach:
    """The roots as a system of equations that is tried out; the same seed for all numbers, so that what-ifs compare."""

    equations: Equations
    rows: Mapping[str, int]
    exact: bool = False
    most: int = WORDS

    @property
    def measured(self) -> tuple[str, ...]:
        """The names of the rows."""
        return tuple(self.rows)

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.equations.variables

    @property
    def words(self) -> int:
        """How many words of trials there are: fewer in a large system, whose intervals are wider for it."""
        rows = len(self.equations.variables) + len(self.equations.alternatives)
        return min(self.most, max(FEWEST_WORDS, MOST_CELLS // max(1, rows)))

    def values(self, q: Floats, at: Ints | None = None) -> Floats:
        """The share of trials in which each root is true; many draws have few trials each, whose noise adds spread."""
        numbers = q if at is None else q[at]
        columns = numbers.reshape(len(numbers), -1)
        each = max(1, self.words // columns.shape[1])
        true = np.zeros((len(self.measured), columns.shape[1]))
        for column, holds in self._tried(columns, each):
            for row, name in enumerate(self.measured):
                true[row] += np.bincount(column, weights=np.bitwise_count(holds[name]), minlength=columns.shape[1])
        return np.asarray((true / (each * BITS)).reshape(len(self.measured), *q.shape[1:]))

    def _tried(self, columns: Floats, each: int) -> Iterator[tuple[NDArray[np.int64], Mapping[str, Words]]]:
        """Chunks of trials: the column of every word, and in which trials each name and variable holds."""
        streams = [stream_of(SEED, name) for name in self.variables]
        start = 0
        for words in chunks(self.equations, columns.shape[1] * each):
            at = np.arange(start, start + words) // each
            pairs = zip(self.variables, streams, columns, strict=True)
            drawn = {name: happened(stream, row[at], words) for name, stream, row in pairs}
            yield at, solved(self.equations, drawn, words)
            start += words

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """How the weighted sum of the rows moves with each number: how often they hold when it does, and when not.

        Shape of q, (variables,) or (variables, draws); many draws have few trials each, whose noise adds spread.
        """
        columns = q.reshape(len(q), -1)
        count = columns.shape[1]
        weights = np.broadcast_to(on_rows.reshape(len(on_rows), -1), (len(on_rows), count))
        held, slopes = np.zeros((2, *columns.shape)), np.zeros((2, *columns.shape))
        moved = np.flatnonzero(weights.any(axis=1))
        for column, holds in self._tried(columns, self._each(count)):
            roots = np.array([holds[self.measured[row]] for row in moved]).reshape(len(moved), len(column))
            by_word = weights[np.ix_(moved, column)]
            whole = (by_word * np.bitwise_count(roots)).sum(axis=0)
            for i, name in enumerate(self.variables):
                with_it = (by_word * np.bitwise_count(roots & holds[name])).sum(axis=0)
                true = np.bitwise_count(holds[name])
                for side, (sums, trials) in enumerate(((with_it, true), (whole - with_it, BITS - true))):
                    slopes[side, i] += np.bincount(column, sums, count)
                    held[side, i] += np.bincount(column, trials, count)
        rates = np.divide(slopes, held, out=np.zeros_like(slopes), where=held > 0)
        return np.asarray(np.where((q > 0.0) & (q < 1.0), (rates[0] - rates[1]).reshape(q.shape), 0.0))

    def _each(self, count: int) -> int:
        """How many words of trials each of so many draws has where more than the roots is looked at."""
        return min(SLOPE_WORDS, max(FEWEST_OF_A_DRAW, self.words // count))

    def patterns(self, graded: Graded, q: Mapping[str, float]) -> Mapping[Exposed, float]:
        """In which share of the trials each set of data is exposed."""
        one = {name: np.array([q[name]]) for name in self.variables}
        return {exposed: float(share[0]) for exposed, share in self.drawn_patterns(graded, one, 1).items()}

    def drawn_patterns(self, graded: Graded, q: Mapping[str, Floats], draws: int) -> Mapping[Exposed, Floats]:
        """The same in each draw, shape (draws,) each; many draws have few trials each, whose noise adds spread."""
        columns = np.array([q[name] for name in self.variables]).reshape(len(self.variables), draws)
        each = min(SLOPE_WORDS, max(FEWEST_OF_A_SET, self.words // draws))
        counts: dict[Exposed, Floats] = {}
        for column, holds in self._tried(columns, each):
            bits = np.stack([_bits(holds[name]) for _, _, name in graded], axis=1)
            of_draw = np.repeat(column, BITS)
            for members, where in _alike(bits):
                exposed = _exposed(graded, members.tolist())
                found = np.bincount(of_draw[where], minlength=draws) / (each * BITS)
                counts[exposed] = counts[exposed] + found if exposed in counts else found
        return counts


@dataclass(frozen=True)
class Parts:
    """Several reaches side by side: cores that fit their diagrams are exact, the others are tried out together."""

    parts: tuple[Reach, ...]

    @property
    def exact(self) -> bool:
        """Whether every part is."""
        return all(part.exact for part in self.parts)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The addresses any part depends on."""
        return tuple(dict.fromkeys(v for part in self.parts for v in part.variables))

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The rows of one part after those of another; what several parts have is taken from the first."""
        pairs = [(name, self._starts[i] + row) for i, part in enumerate(self.parts) for name, row in part.rows.items()]
        return dict(reversed(pairs))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        sizes = [max(part.rows.values(), default=-1) + 1 for part in self.parts]
        return tuple(sum(sizes[:i]) for i in range(len(sizes) + 1))

    @cached_property
    def _places(self) -> tuple[Ints, ...]:
        place = {name: i for i, name in enumerate(self.variables)}
        return tuple(np.array([place[v] for v in part.variables], dtype=np.intp) for part in self.parts)

    def values(self, q: Floats, at: Ints | None = None) -> Floats:
        """The probabilities of all rows, part by part."""
        rows = self._places if at is None else [at[places] for places in self._places]
        return np.concatenate([part.values(q, each) for part, each in zip(self.parts, rows, strict=True)])

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The parts' derivatives, added up where they share a variable."""
        found = np.zeros_like(q)
        for i, (part, at) in enumerate(zip(self.parts, self._places, strict=True)):
            found[at] += part.derivatives(q[at], on_rows[self._starts[i] : self._starts[i + 1]])
        return found


def reach(events: Events, *, budget: int = BUDGET) -> Reach:
    """The cores of the events: exact where their diagrams fit the budget, else to be tried out.

    The budget counts nodes and steps, never seconds, so that every machine takes the same road.
    """
    ways = tuple(events.equations.alternatives.items())
    return _reach(ways, tuple(dict.fromkeys(core.measured for core in events.cores.values())), budget)


@lru_cache(maxsize=32)
def _reach(ways: Structure, cores: tuple[Roots, ...], budget: int) -> Reach:
    """Found once for each structure: a changed number does not change it."""
    parts = tuple(_parts(Equations(dict(ways)), cores, budget))
    return parts[0] if len(parts) == 1 and parts[0].exact else Parts(parts)


def _parts(equations: Equations, cores: Sequence[Roots], budget: int) -> Iterator[Reach]:
    """All in one table where they are few; else the small cores together and each large one by itself.

    What does not fit together is tried core by core, the smallest first; after some that were too wide no larger one.
    """
    sizes = {core: len(equations.part(core).alternatives) for core in cores}
    limit = SMALL_CORE if len(equations.part(_joined(cores)).alternatives) > FEW_NAMES else FEW_NAMES
    small = [core for core in cores if sizes[core] <= limit]
    part = exact_reach(equations, _joined(small), budget // TOGETHER) if small or not cores else None
    if part is not None:
        yield part
    wide: list[Roots] = []
    for core in sorted((c for c in cores if part is None or c not in small), key=sizes.__getitem__):
        alone = exact_reach(equations, core, budget // ALONE) if len(wide) < MOST_WIDE else None
        if alone is None:
            wide.append(core)
        else:
            yield alone
    if wide:
        yield tried(equations, _joined(wide))


def _joined(cores: Iterable[Roots]) -> Roots:
    return tuple(dict.fromkeys(name for core in cores for name in core))


def tried(equations: Equations, roots: Roots) -> TriedReach:
    """Some roots, to be tried out."""
    return TriedReach(equations.part(roots), {name: row for row, name in enumerate(roots)})


def sets(
    equations: Equations, graded: Graded, q: Mapping[str, float], *, budget: int = BUDGET, words: int = WORDS
) -> Mapping[Exposed, float]:
    """How likely each set of exposed data is, walking all diagrams down together; tried out where that is too wide.

    No diagram is attempted with a budget of 0, such as for what was too wide before. At most so many words of trials
    are made.
    """
    try:
        table, at = _told_apart(equations, graded, budget)
        return patterns(table, at, q, 1.0, most=MOST_SETS)
    except TooWide:
        return _tried_for(equations, graded, words).patterns(graded, q)


def drawn_sets(
    equations: Equations,
    graded: Graded,
    q: Mapping[str, Floats],
    draws: int,
    *,
    budget: int = BUDGET,
    words: int = WORDS,
) -> Mapping[Exposed, Floats]:
    """The same in each draw, shape (draws,) each."""
    try:
        table, at = _told_apart(equations, graded, budget)
        return patterns(table, at, q, np.ones(draws), most=MOST_SETS)
    except TooWide:
        return _tried_for(equations, graded, words).drawn_patterns(graded, q, draws)


def words_of_data(wide: int) -> int:
    """How many words of trials each of so many too wide sets of data gets."""
    return min(WORDS, WORDS_OF_DATA // max(1, wide))


def _tried_for(equations: Equations, graded: Graded, words: int) -> TriedReach:
    """The names of all data at all levels, to be tried out."""
    roots = tuple(dict.fromkeys(name for _, _, name in graded))
    return replace(tried(equations.part(roots), roots), most=words)


def _told_apart(equations: Equations, graded: Graded, budget: int) -> tuple[Diagrams, tuple[tuple[str, int, int], ...]]:
    """A table with the diagrams of each type of data at each of its levels; raises TooWide past the budget."""
    if graded and not budget:
        raise TooWide("no diagram is to be attempted")
    roots = tuple(dict.fromkeys(name for _, _, name in graded))
    table, nodes = diagrams(equations.part(roots), roots, budget // ALONE)
    return table, tuple((data, n, nodes[name]) for data, n, name in graded)


def bracket(events: Events, reach: Reach, q: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Certified lower and upper values of the rows: the exact ones, and for those tried out bounds, core by core."""
    lower = reach.values(np.array([q[name] for name in reach.variables]))
    upper = lower.copy()
    exact = exact_rows(reach)
    cores = [[name for name in dict.fromkeys(c.measured) if name not in exact] for c in events.cores.values()]
    wide = [names for names in cores if names]
    nodes = max(FEWEST_BRACKET_NODES, BRACKET_NODES // max(BRACKET_CORES, len(wide)))
    for names in wide:
        equations = events.equations.part(names)
        for name, found in bounds(equations, names, q, nodes=nodes, work=BRACKET_WORK / len(wide)).items():
            lower[reach.rows[name]], upper[reach.rows[name]] = found.lower, found.upper
    return lower, upper


def fewer_trials(reach: Reach) -> Reach:
    """The same for a result that is had many times with one number changed: a quarter of the trials."""
    if isinstance(reach, TriedReach):
        return replace(reach, most=reach.words // WHAT_IFS)
    return Parts(tuple(map(fewer_trials, reach.parts))) if isinstance(reach, Parts) else reach


def exact_rows(reach: Reach) -> frozenset[str]:
    """The roots that are not tried out."""
    return frozenset(name for part in getattr(reach, "parts", (reach,)) if part.exact for name in part.rows)


def _alike(rows: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.uint8], Ints]]:
    """Each row of zeros and ones that occurs, rising, and the places where it does."""
    packed = np.packbits(rows, axis=1)
    order = np.lexsort(packed.T[::-1])
    new = np.flatnonzero((packed[order[1:]] != packed[order[:-1]]).any(axis=1)) + 1
    yield from ((rows[where[0]], where) for where in np.split(order, new))


def _bits(words: Words) -> NDArray[np.uint8]:
    return np.unpackbits(words.view(np.uint8))


def _exposed(graded: Graded, members: Sequence[int]) -> Exposed:
    highest: dict[str, int] = {}
    for (data, level, _), member in zip(graded, members, strict=True):
        if member:
            highest[data] = max(level, highest.get(data, 0))
    return tuple(sorted(highest.items()))
