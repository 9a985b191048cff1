"""Bounds of a probability that certainly hold, for a system too wide for an exact value."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from risk.arrays import Floats, Indices, Ints
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import untried_order
from risk.engine.passes import Passes
from risk.engine.path_sets import Overlaps, best_products

CELLS = 1 << 21
SAME = 1e-12
TINY = 1e-300
STAGE = 5
FINEST = 16
# Terms of one alternative that depend on each other cost a bound more than alternatives that do: one factor is lost.
ENTANGLED = 4.0


@dataclass(frozen=True)
class Bounds:
    """A certified bracket, `lower` ≤ probability ≤ `upper` up to rounding (1e-12), and how it was found, in words."""

    lower: float
    upper: float
    how: str


def bounds(
    equations: Equations,
    roots: Sequence[str],
    q: Mapping[str, float],
    *,
    shared: int = 14,
    nodes: int = 50_000,
    work: float = 2e8,
    deadline: float | None = None,
) -> dict[str, Bounds]:
    """A bracket for the probability of each root, all roots in the same sweeps.

    The variables to fix are chosen for all roots together, so roots that share conditions belong in one call; others
    are bounded better apart.

    **Lower**: the exact value of a system with fewer alternatives, which can only be lower. The alternatives on the
    most probable routes come first; their number is doubled until the diagrams pass `nodes` or none is left out, in
    which case the bracket is the exact value.

    **Upper**: let the up to `shared` most shared variables be fixed, all combinations of them one after another,
    weighed by their probability. For each combination, where N(A) are the variables that every way to A needs and Q(N)
    is the product of their probabilities,

    1. P(A or B) ≤ Q·(1 − (1 − P(A)/Q)·(1 − P(B)/Q)) with Q = Q(N(A) ∩ N(B)): given that these are true, which A and B
       both need, they have the probabilities P(A)/Q and P(B)/Q; and increasing functions of independent variables are
       associated, so that P(neither) ≥ P(not A)·P(not B) (Esary, Proschan and Walkup 1967).
    2. P(A and B) ≤ min(P(A), P(B)). If A and B rest on no common variable but such as both need, K, then given K they
       are independent and P(A and B) = Q(K)·P(A)/Q(K)·P(B)/Q(K). Association alone would give P(A and B) ≥
       P(A)·P(B), the wrong direction. Of several terms any that are so independent in pairs are multiplied, dividing
       by the probability of a variable that n of them need n − 1 times; the least of such products is taken.
    3. In a circle of *c* names let Rₖ(v) mean that *v* follows in at most *k* steps; a least solution is R_c, as a way
       in which a name rests on itself can be shortened. For the same reason Rₖ₊₁(v) is the union over its alternatives
       of the intersection of R'ₖ(t) ⊆ Rₖ(t), where R' is without ways through *v*; so in 2 only what the R' rest on is
       common, and P(R') ≤ P(R). From p₀ = 0, pₖ₊₁ computed from pₖ by 1 and 2, which grow with what they are given,
       is hence at least P(Rₖ₊₁) for every *k*, and p_c is a bound. Rounds end early only when one changes no bit,
       because then no later one would; a small change is no proof.

    `work` limits the sweeps (factors × rounds × combinations), the same on every machine. With a `deadline` (a value of
    `time.monotonic()`) half the time goes to each side, and what is certified by then is returned. Nothing is raised:
    the best way and one sweep with nothing fixed, a quarter of a second for 1,000 names, are always done.
    """
    constants = {name: q[name] >= 1 for name in equations.variables if not 0 < q[name] < 1}
    small = equations.reduced(roots, constants)
    upper = _Upper(small, roots, q)
    upper.tighten(shared, work, math.inf if deadline is None else (time.monotonic() + deadline) / 2)
    lower = _Lower(small, roots, q)
    lower.tighten(upper.values, nodes, deadline)
    how = lower.how if lower.complete else f"{lower.how}; {upper.how}"
    return {root: Bounds(low, low if lower.complete else max(low, upper.values[root]), how) for root, low in lower}


class _Lower:
    """The greatest certified lower value of each root so far; exact when `complete`."""

    def __init__(self, equations: Equations, roots: Sequence[str], q: Mapping[str, float]) -> None:
        self.equations = equations
        self.roots = tuple(dict.fromkeys(roots))
        self.q = q
        value = best_products(equations, q)
        self.values = {root: value[root] for root in self.roots}
        self.ranked = _ranked(equations, self.roots, value | {name: q[name] for name in equations.variables})
        self.used = 0

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return iter(self.values.items())

    @property
    def complete(self) -> bool:
        """True where nothing was left out."""
        return self.used == len(self.ranked)

    @property
    def how(self) -> str:
        """In words."""
        if self.complete:
            return "exact"
        if not self.used:
            return "below: the most probable way alone"
        return f"below: exact with the {self.used} of {len(self.ranked)} alternatives on the most probable routes"

    def tighten(self, upper: Mapping[str, float], nodes: int, deadline: float | None) -> None:
        """Take in twice as many alternatives as long as that fits, then halve the step, while there is a gap."""
        total = len(self.ranked)
        count, too_many = sum(score >= 1.0 - SAME for score, _, _ in self.ranked), math.inf
        while self.used < count and any(upper[root] - low > SAME for root, low in self):
            try:
                exact = self._exact(count, nodes, deadline)
            except TooWide:
                if deadline is not None and time.monotonic() > deadline:
                    return
                too_many = count
            else:
                self.used = count
                self.values = {root: max(low, exact[root]) for root, low in self}
            gap = min(self.used, total - self.used, (too_many - self.used) // 2)
            count = self.used + int(gap if gap > self.used // FINEST or too_many > total else 0)

    def _exact(self, count: int, nodes: int, deadline: float | None) -> dict[str, float]:
        chosen: dict[str, list[Alternative]] = {name: [] for name in self.equations.alternatives}
        for _, name, way in self.ranked[:count]:
            chosen[name].append(way)
        chosen_equations = Equations({name: tuple(ways) for name, ways in chosen.items()}).reduced(self.roots, {})
        table = Diagrams(untried_order(chosen_equations, self.roots), budget=nodes, deadline=deadline)
        built = compiled(chosen_equations, table, roots=self.roots)
        passes = Passes(table, [built[root] for root in self.roots])
        values = passes.values(np.array([self.q[name] for name in passes.variables]))
        return {root: float(value) for root, value in zip(self.roots, values, strict=True)}


def _ranked(
    equations: Equations, roots: Sequence[str], value: Mapping[str, float]
) -> list[tuple[float, str, Alternative]]:
    """All alternatives, those on the most probable routes first: by their best product as a share of a root's best."""
    scored = [
        (weight * math.prod(value[term] for term in way), name, way)
        for name, weight in _relevance(equations, roots, value).items()
        for way in equations.alternatives[name]
    ]
    return sorted(scored, key=lambda row: -row[0])


class _Upper:
    """The least certified upper value of each root so far."""

    def __init__(self, equations: Equations, roots: Sequence[str], q: Mapping[str, float]) -> None:
        self.equations = equations
        self.roots = tuple(dict.fromkeys(roots))
        self.q = q
        self.common = _Common(equations)
        self.sweep = _Sweep(self.common, (), q)
        self.values = dict(zip(self.roots, self.sweep.values(self.roots, math.inf), strict=True))
        self.fixed: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """In words."""
        return f"above: alternatives as if independent, given all states of {len(self.fixed)} shared conditions"

    def tighten(self, shared: int, work: float, until: float) -> None:
        """Fix more and more of the most shared variables, as far as the work allows."""
        affordable = max(0, math.floor(math.log2(max(1.0, work / max(1, self.sweep.cells)))))
        ranked = _most_shared(self.common, self.roots, self.q)[: min(shared, affordable)]
        for count in range(STAGE, len(ranked) + STAGE, STAGE):
            try:
                self._fix(tuple(ranked[:count]), until)
            except TooWide:
                return

    def _fix(self, chosen: tuple[str, ...], until: float) -> None:
        values = _Sweep(self.common, chosen, self.q).values(self.roots, until)
        self.fixed = chosen
        self.values = {root: min(self.values[root], value) for root, value in zip(self.roots, values, strict=True)}


class _Batch(NamedTuple):
    """Names that can be computed together: each the "or" of ways, each the least of products, each of some rows."""

    names: Indices
    first_way: Indices
    first_product: Indices
    factors: Indices
    divisor: Floats
    needed: Floats
    rounds: int


class _Sweep:
    """Upper values of all names for every combination of some fixed variables."""

    def __init__(self, common: _Common, fixed: tuple[str, ...], q: Mapping[str, float]) -> None:
        self.common = common
        self.equations = common.equations
        self.fixed = fixed
        self.q = q
        self.row = {term: row for row, term in enumerate((*self.equations.variables, *self.equations.alternatives), 1)}
        self.free = ~sum(common.overlaps.below[name] for name in fixed)
        self.batches = [self._batch(names, rounds) for names, rounds in _layers(self.equations)]
        self.cells = 1

    def values(self, roots: Sequence[str], until: float) -> list[float]:
        """The upper value of each root; raises TooWide when the time is up between two rounds."""
        rows = [self.row[root] for root in roots]
        total = np.zeros(len(rows))
        columns = 2 ** len(self.fixed)
        width = min(columns, 2 ** max(0, math.floor(math.log2(CELLS / (len(self.row) + 1)))))
        for start in range(0, columns, width):
            values, weight = self._start(np.arange(start, start + width))
            self.cells = sum(self._solve(values, batch, until) for batch in self.batches)
            total += values[rows] @ weight
        return [float(value) for value in total]

    def _start(self, columns: Ints) -> tuple[Floats, Floats]:
        values = np.zeros((len(self.row) + 1, len(columns)))
        values[0] = 1.0
        for name in self.equations.variables:
            values[self.row[name]] = self.q[name]
        weight = np.ones(len(columns))
        for place, name in enumerate(self.fixed):
            true = (columns >> place & 1).astype(float)
            values[self.row[name]] = true
            weight *= np.where(true > 0, self.q[name], 1.0 - self.q[name])
        return values, weight

    def _solve(self, values: Floats, batch: _Batch, until: float) -> int:
        """Compute a batch into its rows; how many factors that took for a column."""
        rounds = 0
        settled = False
        while rounds < batch.rounds and not settled:
            if time.monotonic() > until:
                raise TooWide("the time is up")
            rounds += 1
            products = values[batch.factors[0]] / batch.divisor
            for factor in batch.factors[1:]:
                products *= values[factor]
            ways = np.minimum(np.minimum.reduceat(products, batch.first_product), 1.0)
            names = batch.needed * (1.0 - np.multiply.reduceat(1.0 - ways, batch.first_way))
            settled = rounds > 1 and np.array_equal(names, values[batch.names])
            values[batch.names] = names
        return rounds * batch.factors.size

    def _batch(self, names: Sequence[str], rounds: int) -> _Batch:
        first_way: list[int] = []
        first_product: list[int] = []
        products: list[_Factors] = []
        needed = [self._chance(self.common.needed[name] & self.free) for name in names]
        for name, chance in zip(names, needed, strict=True):
            first_way.append(len(first_product))
            for way in self.equations.alternatives[name]:
                if name not in way:
                    first_product.append(len(products))
                    products += [_Factors(terms, self._twice(terms) * chance) for terms in self._choices(name, way)]
        width = max(1, *(len(product.terms) for product in products))
        factors = [[self.row[term] for term in terms] + [0] * (width - len(terms)) for terms, _ in products]
        return _Batch(
            np.array([self.row[name] for name in names]),
            np.array(first_way),
            np.array(first_product),
            np.array(factors).T.copy(),
            np.array([[product.divisor] for product in products]),
            np.array([[chance] for chance in needed]),
            rounds,
        )

    def _chance(self, mask: int) -> float:
        return math.prod(self.q[name] for name in self.common.variables_of(mask))

    def _twice(self, terms: Sequence[str]) -> float:
        """The product of what several of the terms need, once for each time it would be counted too often."""
        divisor, seen = 1.0, 0
        for term in terms:
            needed = self.common.needed.get(term, 0) & self.free
            divisor *= self._chance(needed & seen)
            seen |= needed
        return divisor

    def _choices(self, name: str, way: Alternative) -> list[tuple[str, ...]]:
        """Terms that are independent given what they need; a single choice, the whole alternative, if all are."""
        terms = tuple(dict.fromkeys(way))
        choices: dict[tuple[str, ...], None] = {} if terms else {(): None}
        for seed in terms:
            chosen = [seed]
            for term in terms:
                if term != seed and not any(self.common.entangled(name, term, other) & self.free for other in chosen):
                    chosen.append(term)
            choices[tuple(term for term in terms if term in chosen)] = None
        return list(choices)


class _Factors(NamedTuple):
    """Some terms of an alternative, and what their product is to be divided by."""

    terms: tuple[str, ...]
    divisor: float


class _Common:
    """The common part of the ways to a name, as bit masks over the variables."""

    def __init__(self, equations: Equations) -> None:
        self.equations = equations
        self.overlaps = Overlaps(equations, equations.variables)
        self.needed = _needed(equations, {name: self.overlaps.below[name] for name in equations.variables})

    def variables_of(self, mask: int) -> Iterator[str]:
        """The variables of a mask."""
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            yield self.equations.variables[lowest.bit_length() - 1]

    def entangled(self, name: str, a: str, b: str) -> int:
        """The variables two terms of an alternative of `name` share without both needing them."""
        return self.overlaps.common(name, a, b) & ~(self.needed[a] & self.needed[b])


def _needed(equations: Equations, bits: Mapping[str, int]) -> dict[str, int]:
    """For each term the variables that every way to it needs: from all down to what no alternative can do without."""
    needed = dict(bits)
    for component in equations.components:
        needed.update(dict.fromkeys(component, (1 << len(bits)) - 1))
        changed = True
        while changed:
            before = [needed[name] for name in component]
            for name in component:
                needed[name] = _in_all(needed, equations.alternatives[name], needed[name])
            changed = before != [needed[name] for name in component]
    return needed


def _in_all(needed: Mapping[str, int], ways: Iterable[Alternative], mask: int) -> int:
    for way in ways:
        in_way = 0
        for term in way:
            in_way |= needed[term]
        mask &= in_way
    return mask


def _layers(equations: Equations) -> Iterator[tuple[list[str], int]]:
    """The names that have a way, in groups each of which rests on earlier ones, with the rounds each needs."""
    depth: dict[str, int] = {}
    flat: dict[int, list[str]] = {}
    circles: list[tuple[int, list[str]]] = []
    for component in equations.components:
        names = [name for name in component if any(name not in way for way in equations.alternatives[name])]
        terms = (term for name in component for way in equations.alternatives[name] for term in way)
        level = 1 + max((depth[term] for term in terms if term in depth), default=0)
        depth.update(dict.fromkeys(component, level))
        if len(component) > 1:
            circles.append((level, names))
        elif names:
            flat.setdefault(level, []).extend(names)
    for level in range(1, 1 + max(depth.values(), default=0)):
        if level in flat:
            yield flat[level], 1
        yield from ((names, len(names)) for height, names in circles if height == level)


def _most_shared(common: _Common, roots: Sequence[str], q: Mapping[str, float]) -> list[str]:
    """The variables that make alternatives or their terms depend on each other, the most harmful first.

    Counted at each name with the probability of the second best alternative that rests on it, or of the alternative;
    and more the less certain the variable is. A guess: it changes how good a bound is, never that it is one.
    """
    value = best_products(common.equations, q) | {name: q[name] for name in common.equations.variables}
    names = common.equations.variables
    total = np.zeros(len(names))
    for name, weight in _relevance(common.equations, roots, value).items():
        for mask, harm in _harms(common, name, value):
            if mask:
                total += weight * harm * _in_mask(mask, len(names))
    score = {name: float(harm) * q[name] * (1.0 - q[name]) for name, harm in zip(names, total, strict=True)}
    return sorted((name for name in names if score[name] > 0), key=lambda name: -score[name])


def _in_mask(mask: int, size: int) -> NDArray[np.uint8]:
    """For each place whether its bit is set."""
    written = np.frombuffer(mask.to_bytes(size // 8 + 1, "little"), dtype=np.uint8)
    return np.unpackbits(written, bitorder="little")[:size]


def _harms(common: _Common, name: str, value: Mapping[str, float]) -> Iterator[tuple[int, float]]:
    seen = again = 0
    ways = [(math.prod(value[term] for term in way), way) for way in common.equations.alternatives[name]]
    for chance, way in sorted(ways, key=lambda pair: -pair[0]):
        for a, b in combinations(dict.fromkeys(way), 2):
            yield common.entangled(name, a, b), ENTANGLED * chance
        below = 0
        for term in way:
            below |= common.overlaps.below[term]
        yield below & seen & ~again & ~common.needed[name], chance
        again |= below & seen
        seen |= below


def _relevance(equations: Equations, roots: Sequence[str], value: Mapping[str, float]) -> dict[str, float]:
    """For each name the best product of what a root needs besides it, as a share of the best way to the root."""
    weights: dict[str, float] = {}
    heap = [(-1.0 / value[root], root) for root in dict.fromkeys(roots) if value[root] > TINY]
    heapq.heapify(heap)
    while heap:
        weight, name = heapq.heappop(heap)
        if name in weights:
            continue
        weights[name] = -weight
        for way in equations.alternatives[name]:
            for term in way:
                if term in equations.alternatives and term not in weights and value[term] > 0:
                    heapq.heappush(heap, (weight * math.prod(value[factor] for factor in way if factor != term), term))
    return weights
