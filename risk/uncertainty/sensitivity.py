"""Sensitivity of the harm index: to each number, alone and with others, and to choices of ours.

A number's elasticity says by how many percent one percent more of it moves the result, a bar what its range does with
all others at their best values, its Sobol indices which part of the spread it carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from data_maps.caching import cached_property
from data_maps.model import DataMap
from risk.arrays import Floats, Ints
from risk.engine.parallel import in_pieces
from risk.engine.roots import fewer_trials
from risk.events import Event, Events
from risk.inputs import Input
from risk.measures import STEP, Model, score, steps
from risk.special_functions import ndtri
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS
from risk.uncertainty.draws import drawn_values, slice_orders, slices
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.spreads import BATCHES, HIGH, LOW, Spread, spread

NumbersInDraws = Mapping[str, Floats]

DRAWS_AT_ONCE = 50
RATIOS: tuple[float | None, ...] = (2.0, 4.0, 10.0, None)
CORRELATIONS = (0.0, 0.5, 0.9)
CANDIDATES, CANDIDATES_IF_SIMULATED = 60, 30


def elasticities(model: Model, numbers: NumbersInDraws, ratio: float | None) -> NumbersInDraws:
    """The elasticity of the harm index in each number that is drawn; 0 where there is no harm.

    Args:
        model: the events of a map; what is tried out gives elasticities with the noise of its trials.
        numbers: the value of every number that is drawn, shape (draws,) each; what is derived moves with them.
        ratio: the severity ratio; None for linear weights.

    Returns:
        Percent of the harm index for one percent of the number, shape (draws,) each, by the number's name.
    """
    x = model.address_values(numbers)
    total = np.asarray(steps(ratio) @ model.totals().persons(x, model.chances(x)))
    moved_by = {name: np.zeros(total.shape) for name in model.events.numbers}
    for used, moved in zip(model.events.inputs.values(), _moves(model, x, ratio), strict=True):
        for leaf in used.leaves:
            moved_by[leaf.address] += moved if leaf is used else moved * _elasticity(used, leaf, numbers)
    return {name: _over(moved, total) for name, moved in moved_by.items()}


def _moves(model: Model, x: Floats, ratio: float | None) -> Floats:
    """The move of the harm index when each number grows to twice itself in a straight line."""
    moves = np.empty(x.shape)

    def work(draws: slice) -> None:
        moves[:, draws] = model.gradient(x[:, draws], ratio) * x[:, draws]

    in_pieces(work, x.shape[1], DRAWS_AT_ONCE)
    return moves


def _elasticity(derived: Input, number: Input, numbers: NumbersInDraws) -> Floats:
    """The percent by which a derived number moves in each draw when one that it follows from moves by one percent."""
    values = numbers[number.address]
    up, down = (derived.value({**numbers, number.address: values * factor}) for factor in (1.0 + STEP, 1.0 - STEP))
    return _over(up - down, 2.0 * STEP * derived.value(numbers))


def _over(part: Floats, whole: Floats) -> Floats:
    """A part of a whole, draw by draw; nothing of nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0.0)


class RedrawnResult(Protocol):
    """A result in every draw of some numbers, which can be had again with one number drawn anew."""

    @property
    def values(self) -> Floats:
        """The result in every draw, shape (draws,)."""

    def swapped(self, number: int, values: Floats) -> Floats:
        """The result with other values of one number, shape (draws,)."""


@dataclass(frozen=True, eq=False)
class Harm:
    """The harm index where the numbers that are drawn have values of shape (numbers, draws).

    With one number changed only events that use it are computed again.
    """

    model: Model
    numbers: Floats
    ratio: float | None

    @cached_property
    def x(self) -> Floats:
        """The values at every address, shape (addresses, draws)."""
        names = self.model.events.numbers
        return (
            self.numbers
            if self.model.has_no_derived_numbers
            else self.model.address_values(dict(zip(names, self.numbers, strict=True)))
        )

    @cached_property
    def chances(self) -> Floats:
        """The probability of every root, shape (roots, draws)."""
        return self.model.chances(self.x)

    @cached_property
    def by_event(self) -> Floats:
        """Severe equivalents a year of every event, shape (events, draws)."""
        harms = [self._harm(event, self.chances) for event in self.model.events.events]
        return np.array(harms).reshape(len(harms), self.numbers.shape[1])

    @cached_property
    def values(self) -> Floats:
        """Severe equivalents a year, shape (draws,)."""
        return np.asarray(self.by_event.sum(axis=0))

    def swapped(self, number: int, values: Floats) -> Floats:
        """Severe equivalents a year with other values of one number, shape (draws,)."""
        rows = self.numbers.copy()
        rows[number] = values
        changed = Harm(self.model, rows, self.ratio)
        moved = self._places[number]
        if moved & set(self.model.roots.variables):
            return changed.values
        pairs = zip(self.model.events.events, self._uses, self.by_event, strict=True)
        harms = (changed._harm(event, self.chances) if moved & uses else harm for event, uses, harm in pairs)
        return np.asarray(sum(harms, np.zeros(rows.shape[1])))

    def _harm(self, event: Event, chances: Floats) -> Floats:
        return np.asarray(steps(self.ratio) @ self.model.event_persons(event, self.x, chances).sum(axis=0))

    @cached_property
    def _places(self) -> list[set[str]]:
        """The addresses at which each number stands, by itself or in what is derived from it."""
        places: dict[str, set[str]] = {name: set() for name in self.model.events.numbers}
        for address, used in self.model.events.inputs.items():
            for leaf in used.leaves:
                places[leaf.address].add(address)
        return list(places.values())

    @cached_property
    def _uses(self) -> list[set[str]]:
        """The addresses whose numbers each event multiplies by."""
        return [
            {
                *event.conditions,
                *(a for terms in (event.rate, *event.people.values()) for _, addresses in terms for a in addresses),
            }
            for event in self.model.events.events
        ]


def harm(uncertain: Uncertain) -> Harm:
    """The harm index over the draws of a result."""
    return Harm(uncertain.model, drawn_numbers(uncertain), uncertain.ratio)


def drawn_numbers(uncertain: Uncertain) -> Floats:
    """The numbers of every draw, shape (numbers, draws)."""
    plain = uncertain.model.has_no_derived_numbers
    return uncertain.x if plain else drawn_values(uncertain.distributions, uncertain.draws, uncertain.seed, BATCHES)


@dataclass(frozen=True, eq=False)
class Score:
    """The score where the harm index is this."""

    harm: Harm

    @property
    def values(self) -> Floats:
        """The score in every draw, shape (draws,)."""
        return np.asarray(score(self.harm.values))

    def swapped(self, number: int, values: Floats) -> Floats:
        """The score with other values of one number, shape (draws,)."""
        return np.asarray(score(self.harm.swapped(number, values)))


@dataclass(frozen=True)
class Bar:
    """The harm index with one number at its 5 % and its 95 % point and all others at their best values."""

    address: str
    low: float
    high: float

    @property
    def scores(self) -> tuple[float, float]:
        """The two scores."""
        return float(score(self.low)), float(score(self.high))


def what_ifs(model: Model) -> Model:
    """A model to be asked many times with one number changed: where it is simulated each time has fewer trials."""
    return model if model.roots.exact else Model(model.events, fewer_trials(model.roots))


def tornado(uncertain: Uncertain) -> tuple[Bar, ...]:
    """A bar for every number that has a range, the widest first.

    Where there are more than 60 (30 of a simulated map), for those whose ranges would move the harm index most if it
    were a power of each.
    """
    best = np.array([number.best for number in uncertain.model.events.numbers.values()])
    at_best = Harm(what_ifs(uncertain.model), np.repeat(best[:, None], 2, axis=1), uncertain.ratio)
    bars = [_bar(at_best, name, i, uncertain.distributions[name]) for i, name in _candidates(uncertain)]
    return tuple(sorted(bars, key=lambda bar: (bar.low - bar.high, bar.address)))


def _candidates(uncertain: Uncertain) -> list[tuple[int, str]]:
    free = _free(uncertain)
    most = CANDIDATES if uncertain.model.roots.exact else CANDIDATES_IF_SIMULATED
    if len(free) <= most:
        return free
    elastic = uncertain.model.elasticities(uncertain.model.point, uncertain.ratio)
    moves = {name: _expected(uncertain.distributions[name], elastic.get(name, 0.0)) for _, name in free}
    return sorted(free, key=lambda moved: (-moves[moved[1]], moved[1]))[:most]


def _expected(distribution: Distribution, elasticity: float) -> float:
    """The amount by which a number's range would move the log of the harm index at the same elasticity."""
    low, high = distribution.quantiles(np.array([LOW, HIGH]))
    return abs(elasticity) * float(np.log(high / low)) if low > 0.0 else abs(elasticity) * np.inf


def _bar(at_best: Harm, address: str, number: int, distribution: Distribution) -> Bar:
    low, high = at_best.swapped(number, distribution.quantiles(np.array([LOW, HIGH])))
    return Bar(address, float(low), float(high))


def _free(uncertain: Uncertain) -> list[tuple[int, str]]:
    """The places and names of the numbers that have a range."""
    return [
        (i, name)
        for i, (name, distribution) in enumerate(uncertain.distributions.items())
        if not isinstance(distribution, Point)
    ]


@dataclass(frozen=True)
class SobolIndices:
    """The shares of a result's variance that a number carries alone, and together with all it acts with.

    The first goes away if the number becomes known; the total is what stays if all others do. Each has the standard
    error of so many random draws, and noise can put a small one below 0.
    """

    first: float
    total: float
    first_error: float = 0.0
    total_error: float = 0.0


def sobol(one: RedrawnResult, other: Floats, other_values: Floats, numbers: Iterable[int]) -> tuple[SobolIndices, ...]:
    """The indices of some numbers, from two independent sets of draws of all numbers.

    `other` are the numbers of the second set and `other_values` its results. First-order: Saltelli et al. (2010),
    table 2 (b); total: Jansen (1999), (f) of the same table. Results are centred, which leaves the indices as they are
    and takes most of the noise out.
    """
    middle = (one.values.mean() + other_values.mean()) / 2
    variance = float(np.concatenate([one.values, other_values]).var())
    centred = other_values - middle
    return tuple(_indices(one.values, centred, one.swapped(i, other[i]), variance) for i in numbers)


def _indices(values: Floats, centred: Floats, swapped: Floats, variance: float) -> SobolIndices:
    if not variance:
        return SobolIndices(0.0, 0.0)
    moved = swapped - values
    alone, together = centred * moved / variance, moved**2 / (2.0 * variance)
    errors = (float(terms.std() / np.sqrt(terms.size)) for terms in (alone, together))
    return SobolIndices(float(alone.mean()), float(together.mean()), *errors)


def sobol_of_score(
    uncertain: Uncertain, draws: int = WHAT_IF_DRAWS, of: Iterable[str] | None = None
) -> Mapping[str, SobolIndices]:
    """The indices of every number that has a range, or of those named, for the score.

    Args:
        uncertain: The map's numbers and how they are drawn.
        draws: Simulations for each of the two samples, and for each number that changes sample.
        of: Addresses; all with a range, unless named.

    Source:
        A. Saltelli and others, Computer Physics Communications 181, 2010.
    """
    first, second = (drawn_values(uncertain.distributions, draws, seed) for seed in _seeds(uncertain.seed))
    named = None if of is None else set(of)
    places = [place for place in _free(uncertain) if named is None or place[1] in named]
    one, other = (Score(Harm(uncertain.model, rows, uncertain.ratio)) for rows in (first, second))
    indices_of_numbers = sobol(one, second, other.values, (i for i, _ in places))
    return {name: indices for (_, name), indices in zip(places, indices_of_numbers, strict=True)}


def _seeds(seed: int) -> tuple[int, int]:
    """Two seeds of a seed, so that neither set of draws is that of another run."""
    first, second = np.random.SeedSequence(seed).generate_state(2).tolist()
    return int(first), int(second)


def without_event(uncertain: Uncertain, key: str) -> Spread:
    """The harm index with one event left out."""
    model = uncertain.model
    event = next(event for event in model.events.events if event.key == key)
    persons = model.event_persons(event, uncertain.x, uncertain.chances).sum(axis=0)
    others = uncertain.multiplied([other for other in model.events.events if other is not event])
    return spread(uncertain.harm("") - steps(uncertain.ratio) @ persons, of=others and others.with_part(others.part[0]))


def by_ratio(uncertain: Uncertain) -> Mapping[float | None, Spread]:
    """The harm index for several severity ratios; None stands for linear weights."""
    persons, multiplied = uncertain.persons(""), uncertain.multiplied(uncertain.model.events.events)
    by_level = {ratio: steps(ratio) for ratio in RATIOS}
    return {
        r: spread(step @ persons, of=multiplied and multiplied.with_part(step @ multiplied.part[2:]))
        for r, step in by_level.items()
    }


def known_otherwise(uncertain: Uncertain, ranges: Mapping[str, Distribution]) -> Floats:
    """The harm index if something else were known of some numbers, such as another pool, shape (draws,)."""
    rows = drawn_numbers(uncertain).copy()
    names = list(uncertain.distributions)
    rows[[names.index(name) for name in ranges]] = drawn_values(ranges, uncertain.draws, uncertain.seed, BATCHES)
    return Harm(uncertain.model, rows, uncertain.ratio).values


def by_correlation(uncertain: Uncertain) -> Mapping[float, Spread]:
    """The harm index if whoever is behind several numbers is off in the same direction in all of them."""
    groups = common_errors(uncertain.model.events)
    draws = {rho: correlated(uncertain, groups, rho) for rho in CORRELATIONS}
    return {rho: spread(Harm(uncertain.model, rows, uncertain.ratio).values) for rho, rows in draws.items()}


def common_errors(events: Events) -> tuple[tuple[str, ...], ...]:
    """The numbers that share a source or an assessor, directly or through others; the catalogue is one source."""
    ties: nx.Graph[str] = nx.Graph()
    for address, number in events.numbers.items():
        for origin in _origins(events.data_map, number):
            ties.add_edge(address, origin)
    tied = ([name for name in group if name in events.numbers] for group in nx.connected_components(ties))
    return tuple(sorted(tuple(sorted(group)) for group in tied if len(group) > 1))


def _origins(data_map: DataMap, number: Input) -> Iterator[str]:
    """The people behind a number that has a range: whoever says it, and the first of its sources."""
    if number.exact:
        return
    if number.origin == "catalogue":
        yield "catalogue"
    for estimate in number.estimate.statements:
        if estimate.source:
            yield f"source {data_map.origin_of(estimate.source)}"
        if estimate.by:
            yield f"assessor {estimate.by}"


def correlated(uncertain: Uncertain, groups: Iterable[Sequence[str]], rho: float) -> Floats:
    """The numbers of every draw, shape (numbers, draws), with errors correlated by rho within each group.

    A Gaussian copula: the normal score of a number is √rho times that of its group and √(1 − rho) times its own.
    Numbers still take each of their slices once in every batch; with rho 0 the draws are those without groups.
    """
    rows = drawn_numbers(uncertain).copy()
    names = list(uncertain.distributions)
    for group in groups:
        for name in group:
            rows[names.index(name)] = _tied(uncertain, name, group[0], rho)
    return rows


def _tied(uncertain: Uncertain, address: str, group: str, rho: float) -> Floats:
    in_batch = uncertain.draws // BATCHES
    own, common = (
        slice_orders(name, in_batch, uncertain.seed, BATCHES) for name in (address, f"errors shared with {group}")
    )
    ranks = np.concatenate([_ranks(*batch, rho) for batch in zip(common, own, strict=True)])
    return slices(uncertain.distributions[address], in_batch).take(ranks)


def _ranks(common: NDArray[np.integer], own: NDArray[np.integer], rho: float) -> Ints:
    """The order in which a number takes its slices in a batch, tied to an order that others have in common."""
    scores = ndtri((np.stack([common, own]) + 0.5) / own.size)
    tied = np.sqrt([rho, 1.0 - rho]) @ scores
    return np.asarray(np.argsort(np.argsort(tied, kind="stable"), kind="stable"))
