"""Chances of at least one event, and of one of any size, within years over which the world stays as it is.

States persist over the horizon and are shared by every event, trials are redrawn at each attempt: with states true
with probability q and successful trials at a rate of m a year, at least one event in T years has probability
q·(1 − exp(−m·T)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from risk.arrays import Bools, Floats, Ints
from risk.engine.parallel import in_pieces
from risk.engine.polynomials import Polynomial
from risk.engine.worlds import Worlds
from risk.events import Event
from risk.measures import Model

HORIZONS = (1.0, 5.0)
SAME_SIZE = 1e-9
Z_95 = 1.96
TINY = 1e-300
CELLS = 2**19
"""Sizes of events, in all worlds and draws, that are put in order at a time: 4 MB, and as much again a few times."""


@dataclass(frozen=True)
class Curve:
    """P(largest event in T ≥ size): `sizes` falling, `probabilities` of shape (horizons, sizes), rising with them.

    `error` is how far the chance of at least one may be off, by 95 %, from sampling the states of the world, for each
    horizon; 0 where all of them were counted.
    """

    horizons: tuple[float, ...]
    sizes: Floats
    probabilities: Floats
    error: Floats

    @property
    def at_least_one(self) -> Floats:
        """The probability of at least one event that exposes anyone, shape (horizons,)."""
        return self.probabilities[:, -1] if self.sizes.size else np.zeros(len(self.horizons))

    def at_least(self, persons: float) -> Floats:
        """The probability of at least one event of that many people (to one part in 10⁹), shape (horizons,)."""
        reached = int(np.sum(self.sizes >= persons * (1.0 - SAME_SIZE)))
        return self.probabilities[:, reached - 1] if reached else np.zeros(len(self.horizons))

    @property
    def unique_persons(self) -> Floats:
        """Expected people exposed at least once, shape (horizons,), if the larger event contains the smaller.

        That is the area under the curve.
        """
        drops = -np.diff(np.append(self.sizes, 0.0))
        return np.asarray(self.probabilities @ drops)


@dataclass(frozen=True)
class ChanceOfAny:
    """The probability of at least one event that exposes anyone, for each horizon; `error` as that of a curve."""

    probability: Floats
    error: Floats


def chance_of_any(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> ChanceOfAny:
    """The probability of at least one of some events at one value of every number, shape (addresses,)."""
    none = _joined(model, x[:, None], worlds, chosen, horizons)
    return ChanceOfAny(none.at_least_one()[:, 0], none.error(exact=worlds.exact)[:, 0])


def curve(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Curve:
    """The frequency–size curve of some events together, at one value of every number, shape (addresses,).

    Sizes are numbers of people given states and trials, what is drawn for each person averaged.

    Args:
        model: The map's events as arrays.
        x: One value of every number, shape (addresses,).
        worlds: The states of the world with their masses, shape (worlds, 1).
        chosen: The events that count.
        horizons: Years within which an event of each size or larger is to happen.

    Returns:
        Sizes in people, the largest first, with the probability of an event as large, shape (horizons, sizes).
    """
    none = _Growing(model, x[:, None], worlds, horizons, chosen)
    sizes: list[float] = []
    probabilities: list[Floats] = []
    for size, event, where in sorted(_steps(model, x, worlds, chosen), key=lambda step: -step[0]):
        none.join(event, where)
        if sizes and sizes[-1] - size <= SAME_SIZE * sizes[-1]:
            probabilities[-1] = none.at_least_one()[:, 0]
        else:
            sizes.append(size)
            probabilities.append(none.at_least_one()[:, 0])
    error = none.error(exact=worlds.exact)[:, 0]
    return Curve(tuple(horizons), np.array(sizes), np.array(probabilities).T.reshape(len(horizons), len(sizes)), error)


def _steps(model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event]) -> Iterator[tuple[float, Event, Ints]]:
    """For each event and each size it can have: that size, the event, and the places of worlds where it has it."""
    for event in by_outcome(chosen):
        size = event_sizes(model, x[:, None], worlds, event)[:, 0]
        order = np.argsort(size, kind="stable")
        values, starts = np.unique(size[order], return_index=True)
        places = np.split(order, starts[1:])
        yield from ((float(value), event, where) for value, where in zip(values, places, strict=True) if value > 0.0)


def by_outcome(chosen: Sequence[Event]) -> list[Event]:
    """Some events, those with several outcomes as one for each."""
    return [end for event in chosen for end in event.by_outcome]


def event_sizes(model: Model, x: Floats, worlds: Worlds, event: Event) -> Floats:
    """The people an event exposes in each world and draw, shape (worlds, draws): never more than are counted.

    Of an event with several outcomes each has its own; see `by_outcome`.

    Args:
        model: The map's events as arrays.
        x: The values of every number in each draw, shape (addresses, draws).
        worlds: The states of the world.
        event: One event, or one outcome of one.
    """
    taken = model.product(event.persons, x)
    people = (people_about(model, x, event, g) * worlds.fractions[event.core, g] for g in event.people)
    return np.asarray(taken * sum(people, np.zeros_like(worlds.mass)))


def people_about(model: Model, x: Floats, event: Event, group: str) -> Floats:
    """People of a group that an attempt is about, shape (draws,): as many as it takes, or all where they are fewer."""
    taken = model.polynomial(event.people[group], x)
    return np.asarray(np.minimum(taken, model.polynomial(model.events.everyone[group], x)))


def at_least_one(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Floats:
    """The probability of at least one of some events that exposes anyone, shape (horizons, draws).

    Args:
        model: The map's events as arrays.
        x: The values of every number in each draw, shape (addresses, draws).
        worlds: The states of the world with their masses, shape (worlds, draws).
        chosen: The events of which one is enough.
        horizons: Years.
    """
    return _joined(model, x, worlds, chosen, horizons).at_least_one()


def _joined(model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], horizons: Sequence[float]) -> _NoEvent:
    none, exposing = _NoEvent(model, x, worlds, horizons), _Exposing(model, x, worlds)
    for event in by_outcome(chosen):
        none.add(event, exposing.anyone(event))
    return none


def at_least_one_of_size(
    model: Model,
    x: Floats,
    worlds: Worlds,
    sizes: Sequence[tuple[Event, Floats]],
    persons: float,
    horizons: Sequence[float] = HORIZONS,
) -> Floats:
    """The probability of at least one event that exposes so many people.

    Args:
        model: the events, ready to be evaluated.
        x: the numbers, shape (addresses, draws).
        found: the states of the world at these numbers.
        sizes: each event with its size in each world and draw, shape (worlds, draws), as `event_sizes` gives it.
        persons: how many people at least.
        horizons: the years within which it happens.

    Returns:
        Probabilities, shape (horizons, draws).
    """
    none = _NoEvent(model, x, worlds, horizons)
    for event, size in sizes:
        none.add(event, size >= persons * (1.0 - SAME_SIZE))
    return none.at_least_one()


class _Exposing:
    """Worlds and draws in which events expose anyone, whatever their number."""

    def __init__(self, model: Model, x: Floats, worlds: Worlds) -> None:
        self.model = model
        self.x = x
        self.found = worlds
        self._positive: dict[Polynomial, Bools] = {}

    def anyone(self, event: Event) -> Bools:
        """True where an event's size is above 0, shape (worlds, draws)."""
        taken = self.model.product(event.persons, self.x) > 0.0
        draws_of_groups = {group: taken & self._draws_with_people(event, group) for group in event.people}
        always = tuple(group for group, draws in draws_of_groups.items() if draws.all())
        where = self.found.exposing(event.core, always)
        for group, draws in draws_of_groups.items():
            if group not in always and draws.any():
                where = where | (draws & self.found.exposing(event.core, (group,)))
        return where

    def _draws_with_people(self, event: Event, group: str) -> Bools:
        """The draws in which an event is about anyone of a group, shape (draws,)."""
        return self._is_positive(event.people[group]) & self._is_positive(self.model.events.everyone[group])

    def _is_positive(self, terms: Polynomial) -> Bools:
        if terms not in self._positive:
            self._positive[terms] = np.broadcast_to(self.model.polynomial(terms, self.x) > 0.0, self.x.shape[1:])
        return self._positive[terms]


def unique_persons(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Floats:
    """Expected people exposed at least once in each draw, the larger event containing the smaller: (horizons, draws).

    In each world events are added from the largest down; what the next is smaller by counts with the chance so far.
    """
    result = np.zeros((len(horizons), x.shape[1]))
    if not chosen:
        return result
    ends = by_outcome(chosen)
    sizes, joining = _Sizes(model, x, worlds, ends), _Joining(model, x, ends)

    def work(span: slice) -> None:
        falls = _Falling(joining, span, len(worlds.mass), horizons)
        result[:, span] = _unique_persons(sizes.of(span), falls, worlds.mass[:, span])

    in_pieces(work, x.shape[1], max(1, CELLS // (worlds.mass.shape[0] * len(ends))))
    return result


def _unique_persons(sizes: Floats, falls: _Falling, mass: Floats) -> Floats:
    """Different people from the sizes of all events, shape (events, cells), as they join from the largest down."""
    most = np.count_nonzero(sizes.any(axis=1))
    total = np.zeros(falls.log_none.shape)
    for which, drop in zip(*(ends[:most] for ends in _falling(sizes)), strict=True):
        total += drop * falls.at_least_one_with(which)
    return np.asarray((total.reshape(-1, *mass.shape) * mass).sum(axis=1))


class _Sizes:
    """The people some events expose in each world and draw, those of one core that are about the same at once."""

    def __init__(self, model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event]) -> None:
        self.found = worlds
        self.alike: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        for place, event in enumerate(chosen):
            self.alike.setdefault((event.core, tuple(event.people)), []).append(place)
        self.taken = _in_draws((model.product(event.persons, x) for event in chosen), x)
        self.about = {
            (core, groups): [_in_draws((people_about(model, x, chosen[i], g) for i in places), x) for g in groups]
            for (core, groups), places in self.alike.items()
        }

    def of(self, draws: slice) -> Floats:
        """Their sizes as in `event_sizes`, shape (events, cells): worlds by draws."""
        worlds, many = self.found.mass[:, draws].shape
        sizes = np.empty((len(self.taken), worlds, many))
        for (core, groups), places in self.alike.items():
            people = np.zeros((len(places), worlds, many))
            for group, people_of in zip(groups, self.about[core, groups], strict=True):
                people += people_of[:, None, draws] * self.found.fractions[core, group][:, draws]
            sizes[places] = self.taken[places][:, None, draws] * people
        return sizes.reshape(len(sizes), -1)


def _in_draws(rows: Iterable[Floats], x: Floats) -> Floats:
    """Rows one below the other, shape (rows, draws)."""
    return np.stack([np.broadcast_to(row, x.shape[1:]) for row in rows])


def _falling(sizes: Floats) -> tuple[Ints, Floats]:
    """The events of each cell from the largest size down, and what the next is smaller by: both (events, cells).

    The place of an event is written into the last bits of its size, and the numbers sorted as they stand, which takes
    a fraction of the time of sorting places. Sizes that differ in these bits alone, a part in 10¹¹ for a thousand
    events, stand in the order of the events, as equal ones do.
    """
    order = _order_of_falling(sizes)
    drops = np.take_along_axis(sizes.T, order, axis=1)
    drops[:, :-1] -= drops[:, 1:]
    order = np.ascontiguousarray(order.T)
    return order, np.ascontiguousarray(drops.T)


def _order_of_falling(sizes: Floats) -> Ints:
    """The order of events from the largest size down, shape (cells, events)."""
    last = len(sizes) - 1
    mask = (1 << last.bit_length()) - 1
    keys = sizes.view(np.int64) & ~mask
    keys |= (last - np.arange(len(sizes)))[:, None]
    by_cell = np.ascontiguousarray(keys.T)
    by_cell.sort(axis=1)
    by_cell &= mask
    return np.subtract(last, by_cell, out=by_cell)[:, ::-1]


class _Joining:
    """The yearly rates of events in each draw, and the probability that whoever is behind each is interested."""

    def __init__(self, model: Model, x: Floats, chosen: Sequence[Event]) -> None:
        actors = list(dict.fromkeys(event.interest for event in chosen))
        self.actor = np.array([actors.index(event.interest) for event in chosen])
        self.rate = np.stack([event_rate(model, x, event) for event in chosen])
        self.interested = np.stack([interest(model, x, actor) for actor in actors])


class _Falling:
    """The chance of at least one event while in each world and draw another event joins, each once."""

    def __init__(self, joining: _Joining, here: slice, worlds: int, horizons: Sequence[float]) -> None:
        self.actor = joining.actor
        self.rate, self.interested = joining.rate[:, here].ravel(), joining.interested[:, here].ravel()
        self.many = joining.rate[:, here].shape[1]
        self.horizons = np.array(horizons)
        self.cells = np.arange(worlds * self.many)
        self.draws = np.tile(np.arange(self.many), worlds)
        self.rates = np.zeros(len(joining.interested) * len(self.cells))
        self.by_actor = np.zeros((len(horizons), len(self.rates)))
        self.log_none = np.zeros((len(horizons), len(self.cells)))

    def at_least_one_with(self, which: Ints) -> Floats:
        """The chance of any event once event `which[cell]` joined, (horizons, cells): cells are worlds in draws."""
        actor = self.actor.take(which)
        place = actor * len(self.cells) + self.cells
        rates = self.rates.take(place) + self.rate.take(which * self.many + self.draws)
        self.rates[place] = rates
        interested = self.interested.take(actor * self.many + self.draws)
        for horizon, (years, log_chances) in enumerate(zip(self.horizons, self.by_actor, strict=True)):
            now = np.log(np.maximum(1.0 + interested * np.expm1(-years * rates), TINY))
            self.log_none[horizon] += now - log_chances.take(place)
            log_chances[place] = now
        return -np.expm1(self.log_none)


def event_rate(model: Model, x: Floats, event: Event) -> Floats:
    """Times a year that an event is carried out if its state is interested, shape (draws,)."""
    trial = model.product((event.trial,), x) if event.trial else 1.0
    return np.asarray(np.broadcast_to(model.polynomial(event.rate, x) * trial, x.shape[1:]))


def interest(model: Model, x: Floats, address: str | None) -> Floats:
    """The probability that a state is interested, shape (draws,); 1 for what needs no interest."""
    return np.asarray(np.broadcast_to(model.product((address,), x) if address else 1.0, x.shape[1:]))


class _NoEvent:
    """The chance of no event, as events are let happen in more worlds, averaged over each state's interest."""

    def __init__(self, model: Model, x: Floats, worlds: Worlds, horizons: Sequence[float]) -> None:
        self.model = model
        self.x = x
        self.mass = worlds.mass
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
        for rate in self.rates:
            result *= self._none(rate)
        return result

    def at_least_one(self) -> Floats:
        """The probability of at least one event, shape (horizons, draws)."""
        return np.asarray(((1.0 - self.product()) * self.mass).sum(axis=1))

    def error(self, *, exact: bool) -> Floats:
        """The sampling error of that probability, shape (horizons, draws); 0 if worlds are `exact`.

        The far end of Wilson's 95 % interval, with the variance of the sample in place of that of yes and no: a world
        too rare for the sample to hold may differ from all that it holds.

        Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
        """
        if exact:
            return np.zeros((len(self.horizons), self.mass.shape[1]))
        unseen = Z_95**2 / (2.0 * self.mass.shape[0])
        return np.asarray(unseen + np.hypot(Z_95 * self.product().std(axis=1) / np.sqrt(self.mass.shape[0]), unseen))


class _Growing(_NoEvent):
    """The same at one value of every number: what an event changes is worked out in the worlds that it joins alone."""

    def __init__(
        self, model: Model, x: Floats, worlds: Worlds, horizons: Sequence[float], chosen: Sequence[Event]
    ) -> None:
        super().__init__(model, x, worlds, horizons)
        self.row: dict[str | None, int] = {}
        actors = len({event.interest for event in chosen})
        self.rate = np.zeros((actors, *self.mass.shape))
        self.none_by = np.ones((actors, len(self.horizons), *self.mass.shape))
        self.any = np.zeros((len(self.horizons), *self.mass.shape))

    def join(self, event: Event, where: Ints) -> None:
        """Let an event happen in the worlds at some places, if its state is interested."""
        row = self.row.setdefault(event.interest, len(self.row))
        self.rate[row, where] += event_rate(self.model, self.x, event)
        interested = interest(self.model, self.x, event.interest)
        self.none_by[row][:, where] = 1.0 + interested * np.expm1(-self.horizons * self.rate[row, where])
        self.any[:, where] = (1.0 - np.multiply.reduce(self.none_by[:, :, where], axis=0)) * self.mass[where]

    def product(self) -> Floats:
        """The chance of no event in each world, shape (horizons, worlds, 1)."""
        return np.asarray(np.multiply.reduce(self.none_by, axis=0))

    def at_least_one(self) -> Floats:
        """The probability of at least one event, shape (horizons, 1)."""
        return np.asarray(self.any.sum(axis=1))
