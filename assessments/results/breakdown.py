"""Breakdown of the harm by people, data and evidence, with the interval of each part.

Parts are taken in each of few draws of all numbers, in which the same numbers stand above and below the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from assessments.results.quantity import Quantity, quantities, quantity
from assessments.results.result import DataType
from assessments.run import Run
from data_maps.caching import cached_property, kept
from risk.arrays import Floats
from risk.engine.equations import Graded
from risk.engine.roots import drawn_sets
from risk.events import Event
from risk.inputs import Input
from risk.measures import moved_with, steps
from risk.number import UNDRAWN, share_of
from risk.severity import LEVELS, weights
from risk.shapley import Pairs, shapley
from risk.uncertainty.draw_counts import PART_DRAWS, PART_DRAWS_IF_SIMULATED
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.sensitivity import elasticities

SharesInDraws = Mapping[str, Floats]
STEP = 1e-5


def part_draws(run: Run) -> int | None:
    """The number of draws behind the intervals of parts; None without draws."""
    return None if run.uncertain is None else run.uncertain.fewer_draws(fewest_draws(run))


def moves_at_best(run: Run) -> Mapping[str, float]:
    """The percentages by which the harm index moves with one percent of each number, at the best values."""
    return run.elasticities


def fewest_draws(run: Run) -> int:
    """The number of draws, at most, of what takes long in each; fewer of a map that is simulated."""
    return PART_DRAWS if run.model.roots.exact else PART_DRAWS_IF_SIMULATED


def adding_up(shares: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The shares of one whole, their medians scaled alike to add up to 1; none leaves its interval.

    Medians of parts do not add up by themselves. A share that would leave its interval stays at the end of it, and the
    others are scaled on. Where even all ends together are too little or too much, intervals are kept. Shares without
    draws, which add up already, stay as they are.
    """
    medians = {name: q for name, q in shares.items() if q.median}
    if not medians:
        return dict(shares)
    low, median, high = np.array([(q.low, q.median, q.high) for q in medians.values()], dtype=np.float64).T
    factors = np.unique(np.concatenate([low / median, high / median]))
    sums = np.clip(factors[:, None] * median, low, high).sum(axis=1)
    scaled = np.clip(np.interp(1.0, sums, factors) * median, low, high)
    return {**shares, **{name: _moved(medians[name], m) for name, m in zip(medians, scaled.tolist(), strict=True)}}


def _moved(q: Quantity, median: float) -> Quantity:
    """A number at another median, whose error is as large a part of it as that of its own."""
    error = None if q.error is None or not q.median else q.error * median / q.median
    return replace(q, median=median, error=error)


@kept
def of_actors(run: Run) -> Mapping[str, Quantity]:
    """Each actor's share of all harm, over all draws."""
    names = dict.fromkeys(event.actor for event in run.events.events)
    points = [run.share(float(run.harms[run.of_actor(actor)].sum())) for actor in names]
    shares = run.numbers(points, lambda draws: [share_of(draws.harm(actor), draws.harm("")) for actor in names])
    return adding_up(quantities(dict(zip(names, shares, strict=True))))


@kept
def of_events(run: Run) -> Mapping[str, Quantity]:
    """Each event's share of all harm, by its key."""

    def in_draws(draws: Uncertain) -> list[Floats]:
        harms = run.model.measured(draws.in_few(PART_DRAWS)).harm(run.settings.severity_ratio)
        return [share_of(harm, harms.sum(axis=0)) for harm in harms]

    keys = (event.key for event in run.events.events)
    shares = run.numbers([run.share(harm) for harm in run.harms.tolist()], in_draws)
    return adding_up(quantities(dict(zip(keys, shares, strict=True))))


@kept
def elasticities_with_intervals(run: Run) -> Mapping[str, Quantity]:
    """The percentages by which the harm index moves with one percent of each number: over few draws, if there are any.

    Of a simulated map the noise of the trials is in it, which makes the intervals too wide rather than too narrow.
    """
    points = run.elasticities
    moves = run.numbers([*points.values()], lambda draws: [_elasticities(run, draws)[address] for address in points])
    return quantities(dict(zip(points, moves, strict=True)))


def moved_by(run: Run, address: str) -> Quantity:
    """The percentage by which the harm index moves with one number: not at all with one that only options use."""
    return elasticities_with_intervals(run).get(address) or quantity(run.number(0.0, lambda _: np.zeros(1)))


@kept
def _elasticities(run: Run, draws: Uncertain) -> SharesInDraws:
    """The elasticities in few draws, shape (draws,) each."""
    numbers = draws.few_of(draws.distributions, fewest_draws(run))
    return elasticities(run.model, numbers, run.settings.severity_ratio)


@kept
def rests_on_assumed(run: Run) -> Quantity:
    """The share of the harm that rests on numbers nobody stated."""
    numbers = run.events.numbers
    return resting_on(run, run.assumed_share, (a for a, number in numbers.items() if number.assumed))


def resting_on(run: Run, share: float, addresses: Iterable[str]) -> Quantity:
    """The share of the harm that rests on some numbers: how it moves with all of them, over how with every number.

    A number that lowers the harm, such as what part of takings becomes known, is moved the other way.
    A simulated map does not tell by so little a move as an exact one: there the moves of single numbers are added up.
    """
    chosen = frozenset(addresses)

    def in_draws(draws: Uncertain) -> Floats:
        free = _free(run.events.numbers)
        if share in (0.0, 1.0):
            return np.full(draws.fewer_draws(PART_DRAWS), share)
        if run.model.roots.exact:
            return share_of(_moves(run, draws, free & chosen), _moves_of_every(run, draws))
        moves = _elasticities(run, draws)
        part, whole = (np.sum([abs(moves[a]) for a in sorted(numbers)], axis=0) for numbers in (free & chosen, free))
        return share_of(part, whole)

    return quantity(run.number(share, in_draws))


def _free(numbers: Mapping[str, Input]) -> frozenset[str]:
    """The addresses of the numbers that have a range."""
    return frozenset(address for address, number in numbers.items() if not number.exact)


@kept
def _moves_of_every(run: Run, draws: Uncertain) -> Floats:
    return _moves(run, draws, _free(run.events.numbers))


def _moves(run: Run, draws: Uncertain, chosen: AbstractSet[str]) -> Floats:
    """The moves of the harm index in few draws when some numbers move by the same small part towards more harm."""
    lowering = frozenset(address for address in chosen if run.elasticities[address] < 0.0)
    model, x = run.model, draws.in_few(PART_DRAWS)
    by = (moved_with(run.events, chosen - lowering) - moved_with(run.events, lowering))[:, None]
    moved = (x * (1.0 + side * STEP * by) for side in (1.0, -1.0))
    up, down = (model.totals().persons(numbers, model.chances(numbers)) for numbers in moved)
    return np.asarray(steps(run.settings.severity_ratio) @ (up - down))


@kept
def data_shares(run: Run) -> Mapping[str, float]:
    """Each data type's share of the harm index at the best values, the largest first."""
    totals: dict[str, float] = {}
    for event, harm in zip(run.events.events, run.harms.tolist(), strict=True):
        for data, share in run.data_shares_of(event).items():
            totals[data] = totals.get(data, 0.0) + share * run.share(harm)
    return dict(sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])))


@kept
def drawn_data(run: Run, draws: Uncertain) -> DrawnData:
    """The harm that each data type adds in few draws; in fewer of a simulated map, where each takes trials."""
    return DrawnData(run, draws.in_few(fewest_draws(run)))


@kept
def of_data(run: Run) -> Mapping[str, Quantity]:
    """Each data type's share of the harm index, the largest first: Shapley values of what is exposed, draw by draw."""

    def in_draws(draws: Uncertain) -> list[Floats]:
        few = drawn_data(run, draws)
        return [few.shares.get(data, np.zeros(few.x.shape[1])) for data in points]

    points = data_shares(run)
    shares = quantities(dict(zip(points, run.numbers([*points.values()], in_draws), strict=True)))
    return dict(sorted(adding_up(shares).items(), key=lambda share: (-share[1].middle, share[0])))


def data_types(run: Run) -> tuple[DataType, ...]:
    """Each data type with its share of all harm, the largest first."""
    types = run.data_map.data
    return tuple(
        DataType(data=name, type=types[name].type, share=share.middle, share_interval=share)
        for name, share in of_data(run).items()
    )


def of_event_data(run: Run, event: Event) -> Mapping[str, Quantity]:
    """Each data type's share of the harm of one event, draw by draw."""
    points = run.data_shares_of(event)

    def in_draws(draws: Uncertain) -> list[Floats]:
        parts = drawn_data(run, draws).of_event(event)
        return [parts.get(data, UNDRAWN) for data in points]

    return adding_up(quantities(dict(zip(points, run.numbers([*points.values()], in_draws), strict=True))))


class DrawnData:
    """The harm that each data type adds in every draw of all numbers, of shape (addresses, draws).

    Where the sets of data are too many to tell apart they are tried out, and the noise of the trials is in the draws.
    """

    def __init__(self, run: Run, x: Floats) -> None:
        self.events = run.events
        self.model = run.model
        self.settings = run.settings
        self.nodes, self.words = {core: run.nodes_for(core) for core in run.events.cores}, run.data_words
        self.x = x
        self.q = dict(zip(self.model.addresses, self.x, strict=True))
        self.weighed: dict[tuple[Graded, Pairs], SharesInDraws] = {}

    @cached_property
    def shares(self) -> SharesInDraws:
        """The shares of the harm of a year, all events together, shape (draws,) each."""
        parts: dict[str, Floats] = {}
        harms = self.model.measured(self.x).harm(self.settings.severity_ratio)
        for harm, event in zip(harms, self.events.events, strict=True):
            for data, share in self.of_event(event).items():
                parts[data] = parts.get(data, 0.0) + share * harm
        return _shared(parts)

    def of_event(self, event: Event) -> SharesInDraws:
        """The shares of the harm of one event, shape (draws,) each."""
        return _shared(self._parts(event))

    def _parts(self, event: Event) -> SharesInDraws:
        """The harm each data type adds in one attempt."""
        parts: dict[str, Floats] = {}
        for group, terms in event.people.items():
            people = self.model.polynomial(terms, self.x)
            for data, weight in self._weights(event.core, group).items():
                parts[data] = parts.get(data, 0.0) + people * weight
        return parts

    def _weights(self, core: str, group: str) -> SharesInDraws:
        entry = self.events.cores[core]
        key = (entry.graded[group], entry.pairs)
        if key not in self.weighed:
            self.weighed[key] = self._shapley(*key, self.nodes[core])
        return self.weighed[key]

    def _shapley(self, graded: Graded, pairs: Pairs, nodes: int) -> SharesInDraws:
        weight = weights(self.settings.severity_ratio)
        by_level = (0.0, *(weight[n] for n in LEVELS))
        parts: dict[str, Floats] = {}
        draws, words = self.x.shape[1], self.words
        likely = drawn_sets(self.events.equations, graded, self.q, draws, budget=nodes, words=words)
        for exposed, mass in likely.items():
            for (data, _), value in zip(exposed, shapley(exposed, pairs, by_level), strict=True):
                parts[data] = parts.get(data, 0.0) + mass * value
        return parts


def _shared(parts: SharesInDraws) -> SharesInDraws:
    """Parts of their sum; nothing of nothing."""
    whole = np.asarray(sum(parts.values()))
    return {data: share_of(amount, whole) for data, amount in parts.items()}
