"""How likely is at least one event, and how large the largest, in years over which the world stays as it is.

States persist over the horizon and are shared by every event, trials are redrawn at each attempt: with states true
with probability q and successful trials at a rate of m a year, at least one event in T years has probability
q·(1 − exp(−m·T)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.events import Event
from risk.measures import Model
from risk.pieces import in_pieces
from risk.polynomials import Polynomial
from risk.worlds import Worlds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HORIZONS = (1.0, 5.0)
SAME_SIZE = 1e-9
Z_95 = 1.96
TINY = 1e-300
CELLS = 2**22
"""Sizes of events, in all worlds and draws, that are put in order at a time: 32 MB, and as much again a few times."""


@dataclass(frozen=True)
class Curve:
    """P(largest event in T ≥ size): `sizes` falling, `probabilities` of shape (horizons, sizes), rising with them.

    `error` is half the width of the 95 % interval of the chance of at least one that comes from sampling the states of
    the world, for each horizon; 0 where all of them were counted.
    """

    horizons: tuple[float, ...]
    sizes: Floats
    probabilities: Floats
    error: Floats

    @property
    def at_least_one(self) -> Floats:
        """The probability of at least one event that exposes anyone, for each horizon."""
        return self.probabilities[:, -1] if self.sizes.size else np.zeros(len(self.horizons))

    def at_least(self, persons: float) -> Floats:
        """The probability of at least one event of that many people, for each horizon (to one part in 10⁹)."""
        reached = int(np.sum(self.sizes >= persons * (1.0 - SAME_SIZE)))
        return self.probabilities[:, reached - 1] if reached else np.zeros(len(self.horizons))

    @property
    def unique_persons(self) -> Floats:
        """Expected people exposed at least once if the larger event contains the smaller: the area under the curve."""
        drops = -np.diff(np.append(self.sizes, 0.0))
        return np.asarray(self.probabilities @ drops)


@dataclass(frozen=True)
class Likely:
    """The probability of at least one event that exposes anyone, for each horizon; `error` as that of a curve."""

    probability: Floats
    error: Floats


def likely(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Likely:
    """How likely at least one of some events is at one value of every number, shape (addresses,): a curve's last."""
    none = _joined(model, x[:, None], found, chosen, horizons)
    return Likely(none.at_least_one()[:, 0], none.error(exact=found.exact)[:, 0])


def curve(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Curve:
    """The frequency–size curve of some events together, at one value of every number, shape (addresses,).

    Sizes are numbers of people given states and trials, what is drawn for each person averaged.
    """
    none = _None(model, x[:, None], found, horizons)
    sizes: list[float] = []
    probabilities: list[Floats] = []
    for size, event, where in sorted(_steps(model, x, found, chosen), key=lambda step: -step[0]):
        none.add(event, where)
        if sizes and sizes[-1] - size <= SAME_SIZE * sizes[-1]:
            probabilities[-1] = none.at_least_one()[:, 0]
        else:
            sizes.append(size)
            probabilities.append(none.at_least_one()[:, 0])
    error = none.error(exact=found.exact)[:, 0]
    return Curve(tuple(horizons), np.array(sizes), np.array(probabilities).T.reshape(len(horizons), len(sizes)), error)


def _steps(model: Model, x: Floats, found: Worlds, chosen: Sequence[Event]) -> Iterator[tuple[float, Event, Bools]]:
    """For each event and each size it can have: that size, the event, and the worlds where it has it."""
    for event in chosen:
        size = event_sizes(model, x[:, None], found, event)
        yield from ((float(value), event, size == value) for value in np.unique(size) if value > 0.0)


def event_sizes(model: Model, x: Floats, found: Worlds, event: Event) -> Floats:
    """How many people an event exposes in each world and draw, shape (worlds, draws): never more than are counted."""
    taken = model.product(event.persons, x)
    people = (people_about(model, x, event, g) * found.fractions[event.core, g] for g in event.people)
    return np.asarray(taken * sum(people, np.zeros_like(found.mass)))


def people_about(model: Model, x: Floats, event: Event, group: str) -> Floats:
    """How many people of a group an attempt is about in each draw: as many as it takes, or all where they are fewer."""
    taken = model.polynomial(event.people[group], x)
    return np.asarray(np.minimum(taken, model.polynomial(model.events.everyone[group], x)))


def at_least_one(
    model: Model,
    x: Floats,
    found: Worlds,
    chosen: Sequence[Event],
    horizons: Sequence[float] = HORIZONS,
    persons: float = 0.0,
) -> Floats:
    """The probability of at least one event of that many people (0: of any), shape (horizons, draws)."""
    return _joined(model, x, found, chosen, horizons, persons).at_least_one()


def _joined(
    model: Model,
    x: Floats,
    found: Worlds,
    chosen: Sequence[Event],
    horizons: Sequence[float],
    persons: float = 0.0,
) -> _None:
    none, exposing = _None(model, x, found, horizons), _Exposing(model, x, found)
    for event in chosen:
        if persons:
            none.add(event, event_sizes(model, x, found, event) >= persons * (1.0 - SAME_SIZE))
        else:
            none.add(event, exposing.anyone(event))
    return none


class _Exposing:
    """In which worlds and draws events expose anyone; how many is not asked."""

    def __init__(self, model: Model, x: Floats, found: Worlds) -> None:
        self.model = model
        self.x = x
        self.found = found
        self._positive: dict[Polynomial, Bools] = {}

    def anyone(self, event: Event) -> Bools:
        """Where an event's size is above 0, shape (worlds, draws)."""
        taken = self.model.product(event.persons, self.x) > 0.0
        about = {group: taken & self._about(event, group) for group in event.people}
        always = tuple(group for group, draws in about.items() if draws.all())
        where = self.found.exposing(event.core, always)
        for group, draws in about.items():
            if group not in always and draws.any():
                where = where | (draws & self.found.exposing(event.core, (group,)))
        return where

    def _about(self, event: Event, group: str) -> Bools:
        """In which draws an event is about anyone of a group, shape (draws,)."""
        return self._is_positive(event.people[group]) & self._is_positive(self.model.events.everyone[group])

    def _is_positive(self, terms: Polynomial) -> Bools:
        if terms not in self._positive:
            self._positive[terms] = np.broadcast_to(self.model.polynomial(terms, self.x) > 0.0, self.x.shape[1:])
        return self._positive[terms]


def unique_persons(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Floats:
    """Expected people exposed at least once in each draw, the larger event containing the smaller: (horizons, draws).

    In each world events are added from the largest down; what the next is smaller by counts with the chance so far.
    """
    result = np.zeros((len(horizons), x.shape[1]))

    def work(here: slice) -> None:
        some = Worlds(found.mass[:, here], {key: each[:, here] for key, each in found.fractions.items()}, found.exact)
        result[:, here] = _unique_persons(model, x[:, here], some, chosen, horizons)

    if chosen:
        in_pieces(work, x.shape[1], max(1, CELLS // (found.mass.shape[0] * len(chosen))))
    return result


def _unique_persons(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event], horizons: Sequence[float]
) -> Floats:
    sizes = np.stack([event_sizes(model, x, found, event) for event in chosen])
    order = np.argsort(-sizes, axis=0, kind="stable")
    falling = np.take_along_axis(sizes, order, axis=0)
    drops = falling - np.concatenate([falling[1:], np.zeros_like(falling[:1])])
    falls = _Falling(model, x, chosen, found.mass.shape, horizons)
    total = np.zeros((len(horizons), *found.mass.shape))
    most = np.count_nonzero(falling.any(axis=(1, 2)))
    for which, drop in zip(order[:most], drops[:most], strict=True):
        total += drop * falls.at_least_one_with(which)
    return np.asarray((total * found.mass).sum(axis=1))


class _Falling:
    """The chance of at least one event while in each world and draw another event joins, each once."""

    def __init__(
        self, model: Model, x: Floats, chosen: Sequence[Event], shape: tuple[int, ...], horizons: Sequence[float]
    ) -> None:
        actors = list(dict.fromkeys(event.interest for event in chosen))
        self.actor = np.array([actors.index(event.interest) for event in chosen])
        self.rate = np.stack([event_rate(model, x, event) for event in chosen])
        self.interested = np.stack([interest(model, x, actor) for actor in actors])
        self.horizons = np.array(horizons).reshape(-1, 1, 1)
        self.rates = np.zeros((len(actors), *shape))
        self.by_actor = np.zeros((len(horizons), len(actors), *shape))
        self.log_none = np.zeros((len(horizons), *shape))
        self.cells = np.arange(self.log_none[0].size).reshape(shape)
        self.draws = np.arange(shape[1])

    def at_least_one_with(self, which: Ints) -> Floats:
        """That chance after event `which[world, draw]` has joined, shape (horizons, worlds, draws)."""
        actor = self.actor[which]
        place = actor * self.cells.size + self.cells
        self.rates.ravel()[place] += self.rate.ravel()[which * self.draws.size + self.draws]
        interested = self.interested.ravel()[actor * self.draws.size + self.draws]
        after = self._log_none(interested, self.rates.ravel()[place])
        for horizon, now in enumerate(after):
            known = self.by_actor[horizon].ravel()
            self.log_none[horizon] += now - known[place]
            known[place] = now
        return -np.expm1(self.log_none)

    def _log_none(self, interested: Floats, rates: Floats) -> Floats:
        none = 1.0 + interested * np.expm1(-self.horizons * rates)
        return np.asarray(np.log(np.maximum(none, TINY)))


def event_rate(model: Model, x: Floats, event: Event) -> Floats:
    """How often a year an event is carried out, if its state is interested, in each draw."""
    trial = model.product((event.trial,), x) if event.trial else 1.0
    return np.asarray(np.broadcast_to(model.polynomial(event.rate, x) * trial, x.shape[1:]))


def interest(model: Model, x: Floats, address: str | None) -> Floats:
    """How likely a state is interested in each draw; certain for what needs no interest."""
    return np.asarray(np.broadcast_to(model.product((address,), x) if address else 1.0, x.shape[1:]))


class _None:
    """The chance of no event, as events are let happen in more worlds, averaged over each state's interest."""

    def __init__(self, model: Model, x: Floats, found: Worlds, horizons: Sequence[float]) -> None:
        self.model = model
        self.x = x
        self.mass = found.mass
        self.horizons = np.array(horizons).reshape(-1, 1, 1)
        self.rates: dict[str | None, Floats] = {}
        self.none: dict[str | None, Floats] = {}

    def add(self, event: Event, where: Bools) -> None:
        """Let an event happen in some worlds and draws, shape (worlds, draws), if its state is interested."""
        rates = self.rates.setdefault(event.interest, np.zeros_like(self.mass))
        np.add(rates, event_rate(self.model, self.x, event), out=rates, where=where)
        self.none.pop(event.interest, None)

    def _none(self, of: str | None) -> Floats:
        """The chance of no event of one state's interest, shape (horizons, worlds, draws)."""
        if of not in self.none:
            interested = interest(self.model, self.x, of)
            self.none[of] = 1.0 + interested * np.expm1(-self.horizons * self.rates[of])
        return self.none[of]

    def product(self) -> Floats:
        """The chance of no event in each world, shape (horizons, worlds, draws)."""
        result = np.ones((len(self.horizons), *self.mass.shape))
        for of in self.rates:
            result *= self._none(of)
        return result

    def at_least_one(self) -> Floats:
        """The probability of at least one event, shape (horizons, draws)."""
        return np.asarray(((1.0 - self.product()) * self.mass).sum(axis=1))

    def error(self, *, exact: bool) -> Floats:
        """Half the width of the 95 % interval of that probability, for equally likely worlds; 0 if they are `exact`."""
        if exact:
            return np.zeros((len(self.horizons), self.mass.shape[1]))
        return np.asarray(Z_95 * self.product().std(axis=1) / np.sqrt(self.mass.shape[0]))
