"""Search for sets of options: the one that leaves the least within limits, and the smallest that are enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from risk.arrays import Floats

OptionSet = frozenset[str]
MeasureOfSets = Callable[[Sequence[OptionSet]], Floats]
"""One number for each set, such as the harm that it leaves."""

EXACT_UP_TO = 15
MOST_SETS = 2**EXACT_UP_TO
TRIES = 50
STARTS = 2
TINY = 1e-12


@dataclass(frozen=True)
class Limits:
    """The limits of a set; None stands for no limit. Costs are given for each option and add up."""

    burden: float | None = None
    costs: float | None = None
    measures: int | None = None


@dataclass(frozen=True)
class Best:
    """The set that leaves the least, and what it leaves; `exact` if all sets were looked at."""

    options: OptionSet
    left: float
    exact: bool


@dataclass(frozen=True)
class OptionSets:
    """The options that can be chosen from, which two of them exclude each other, and what a set comes to."""

    options: Sequence[str]
    excluded: Collection[frozenset[str]]
    left: MeasureOfSets
    burden: MeasureOfSets
    costs: Mapping[str, float]

    def allowed(self, limits: Limits) -> Iterator[OptionSet]:
        """Every set within the limits, burden aside, the smallest first."""
        most = len(self.options) if limits.measures is None else min(limits.measures, len(self.options))
        for size in range(most + 1):
            for chosen in combinations(self.options, size):
                if self.possible(frozenset(chosen), limits):
                    yield frozenset(chosen)

    def possible(self, chosen: OptionSet, limits: Limits) -> bool:
        """True where a set is within the limits, burden aside, and no two of its options exclude each other."""
        dear = limits.costs is not None and self.cost(chosen) > limits.costs
        many = limits.measures is not None and len(chosen) > limits.measures
        return not dear and not many and not any(pair <= chosen for pair in self.excluded)

    def cost(self, chosen: OptionSet) -> float:
        """The cost of the options of a set together."""
        return math.fsum(self.costs.get(option, 0.0) for option in chosen)


def best_set(choice: OptionSets, limits: Limits) -> Best:
    """The set within the limits that leaves the least; of several equal ones the smallest, then the first.

    Every set is looked at where there are no more sets than fifteen options have. Beyond, a
    solver (HiGHS) finds the best set of a model in which options act on the logarithm by themselves and in pairs, and
    what it finds is computed anew.
    """
    count = len(choice.options)
    most = count if limits.measures is None else min(limits.measures, count)
    countable = sum(math.comb(count, size) for size in range(most + 1)) <= MOST_SETS
    return _of_all(choice, limits) if countable else solved(choice, limits)


def _of_all(choice: OptionSets, limits: Limits) -> Best:
    sets = _within_burden(choice, list(choice.allowed(limits)), limits)
    left = choice.left(sets)
    first = int(np.flatnonzero(left <= left.min() * (1.0 + TINY))[0])
    return Best(sets[first], float(left[first]), True)


def _within_burden(choice: OptionSets, sets: list[OptionSet], limits: Limits) -> list[OptionSet]:
    """The sets whose burden is within its limit; nothing at all always is."""
    if limits.burden is None:
        return sets
    burdens = choice.burden(sets)
    return [s for s, burden in zip(sets, burdens, strict=True) if not s or burden <= limits.burden]


def smallest_sets(choice: OptionSets, limit: float = 0.0, most: int = 3) -> tuple[OptionSet, ...]:
    """The smallest sets of up to so many options that leave no more than a limit: none is part of another.

    The empty set alone if nothing has to be done.

    Args:
        choice: The options, and what every set of them leaves.
        limit: Severe equivalents a year that may be left.
        most: How many options a set may have.

    Returns:
        The sets, those of fewest options first.
    """
    smallest: list[OptionSet] = []
    for size in range(most + 1):
        allowed = (s for s in choice.allowed(Limits(measures=size)) if len(s) == size)
        sets = [s for s in allowed if not any(small <= s for small in smallest)]
        left = choice.left(sets) if sets else np.zeros(0)
        smallest += [s for s, value in zip(sets, left, strict=True) if value <= limit]
    return tuple(smallest)


def solved(choice: OptionSets, limits: Limits) -> Best:
    """The best set of a model of single and paired effects, by mixed-integer programming, computed anew.

    A set whose true burden is over its limit is excluded and the solver asked again, and so are the first few within
    it, for the model's second best may be better in truth; each is then improved step by step.
    """
    model = _pairs(choice)
    best = Best(frozenset(), float(choice.left([frozenset()])[0]), False)
    refused: list[OptionSet] = []
    starts = 0
    while starts < STARTS and len(refused) < TRIES:
        refused.append(_solve(choice, model, limits, refused))
        if len(_within_burden(choice, refused[-1:], limits)) == 1:
            starts += 1
            improved = _improved(choice, limits, Best(refused[-1], float(choice.left(refused[-1:])[0]), False))
            best = min(best, improved, key=lambda option_set: option_set.left)
    return best


def _improved(choice: OptionSets, limits: Limits, best: Best) -> Best:
    """The set after every step to a near one that leaves less, computed anew each time.

    To one more, one fewer or one other option; where that leads nowhere, to one with two of each.
    """
    for steps in (1, 2):
        near = [s for s in _near(choice, best.options, steps) if choice.possible(s, limits)]
        sets = _within_burden(choice, near, limits)
        left = choice.left(sets) if sets else np.zeros(0)
        if sets and float(left.min()) < best.left * (1.0 - TINY):
            first = int(left.argmin())
            return _improved(choice, limits, Best(sets[first], float(left[first]), False))
    return best


def _near(choice: OptionSets, chosen: OptionSet, steps: int) -> Iterator[OptionSet]:
    """Every other set with so many options of the set less and so many others more at most; none if they are many."""
    others = [option for option in choice.options if option not in chosen]
    out, in_ = ([c for size in range(steps + 1) for c in combinations(o, size)] for o in (sorted(chosen), others))
    if len(out) * len(in_) <= MOST_SETS:
        yield from ((chosen - frozenset(less)) | frozenset(more) for less in out for more in in_ if less or more)


@dataclass(frozen=True)
class _Pairs:
    """The additions of single options and pairs, to the logarithm of what is left and to the burden."""

    pairs: tuple[tuple[int, int], ...]
    left: Floats
    burden: Floats


def _pairs(choice: OptionSets) -> _Pairs:
    options = list(choice.options)
    pairs = tuple(
        (i, j)
        for i, j in combinations(range(len(options)), 2)
        if frozenset((options[i], options[j])) not in choice.excluded
    )
    sets = [frozenset(), *(frozenset({o}) for o in options), *(frozenset((options[i], options[j])) for i, j in pairs)]
    left, burden = np.log(np.maximum(choice.left(sets), TINY)), choice.burden(sets)
    return _Pairs(pairs, _effects(left, len(options), pairs), _effects(burden, len(options), pairs))


def _effects(values: Floats, count: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """The addition of each option to nothing, then what each pair adds to its two options."""
    single = values[1 : count + 1] - values[0]
    paired = values[count + 1 :] - values[0] - np.array([single[i] + single[j] for i, j in pairs]).reshape(-1)
    return np.concatenate([single, paired])


def _solve(choice: OptionSets, model: _Pairs, limits: Limits, refused: Sequence[OptionSet]) -> OptionSet:
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = list(_rows(choice, model, limits, refused))
    matrix, high = np.array([row for row, _ in rows]), np.array([most for _, most in rows])
    constraints = [LinearConstraint(matrix, -np.inf, high)] if rows else []
    whole = np.ones(len(model.left), dtype=np.int64)
    answer = milp(model.left, constraints=constraints, integrality=whole, bounds=Bounds(0, 1))
    taken = np.zeros(len(choice.options)) if answer.x is None else answer.x
    return frozenset(option for option, share in zip(choice.options, taken, strict=False) if share > 0.5)


def _rows(
    choice: OptionSets, model: _Pairs, limits: Limits, refused: Sequence[OptionSet]
) -> Iterator[tuple[Floats, float]]:
    """Every condition as a row that may come to so much at most: the options, then whether both of a pair are taken."""
    options, size = list(choice.options), len(model.left)
    for n, (i, j) in enumerate(model.pairs):
        both = len(options) + n
        yield _row(size, {both: 1.0, i: -1.0}), 0.0
        yield _row(size, {both: 1.0, j: -1.0}), 0.0
        yield _row(size, {i: 1.0, j: 1.0, both: -1.0}), 1.0
    for pair in choice.excluded:
        if pair <= set(options):
            yield _row(size, {options.index(option): 1.0 for option in pair}), len(pair) - 1.0
    if limits.measures is not None:
        yield _row(size, dict.fromkeys(range(len(options)), 1.0)), float(limits.measures)
    if limits.costs is not None:
        yield _row(size, {i: choice.costs.get(option, 0.0) for i, option in enumerate(options)}), limits.costs
    if limits.burden is not None:
        yield model.burden, limits.burden
    for chosen in refused:
        taken = {i: 1.0 if option in chosen else -1.0 for i, option in enumerate(options)}
        yield _row(size, taken), len(chosen) - 1.0


def _row(size: int, places: Mapping[int, float]) -> Floats:
    row = np.zeros(size)
    row[list(places)] = list(places.values())
    return row
