"""Propagation of uncertainty: results over draws of all the numbers, and the share of the spread of each number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from data_maps.caching import cached_property, kept
from risk.arrays import Floats
from risk.chances import HORIZONS, at_least_one, at_least_one_of_size, by_outcome, event_sizes, unique_persons
from risk.engine.parallel import in_pieces
from risk.engine.worlds import EveryWorld, Worlds
from risk.events import Event
from risk.inputs import values_of
from risk.measures import EventTotals, Model, score, steps
from risk.severity import LEVELS
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draw_counts import WORLD_DRAWS, WORLD_DRAWS_IF_SIMULATED
from risk.uncertainty.draws import KnownNumber, bins, distributions, draw, drawn_values, first_drawn
from risk.uncertainty.multipliers import Multiplied, Multipliers
from risk.uncertainty.spreads import BATCHES, Spread, spread

SLICES = 100
CELLS = 2**20
WITHIN = 0.01
MOST = 80_000
HELD = 2**26
FREED_AT_ONCE = 2_000
"""Draws without controls at a time; where roots are tried out all draws share the trials."""
STRATEGIC = "strategic"


DrawnNumbers = tuple[Floats, dict[str, Floats]]
"""Numbers by address, shape (addresses, draws), and those that stand at no address by themselves, by name."""


class Uncertain:
    """Everything that follows from a map's events, over draws of all the numbers: whole batches of them."""

    def __init__(
        self, model: Model, draws: int, seed: int, ratio: float | None, numbers: DrawnNumbers | None = None
    ) -> None:
        self.model = model
        self.draws = whole_batches(draws)
        self.seed = seed
        self.ratio = ratio
        self.distributions = distributions(model.events)
        self._given_numbers = numbers
        self._last_sizes: tuple[Worlds, dict[str, Floats]] | None = None
        self._last_multiplied: tuple[tuple[str, ...], Multiplied | None] | None = None

    @property
    def x(self) -> Floats:
        """The numbers of every draw, shape (addresses, draws)."""
        return self._drawn_numbers[0]

    @cached_property
    def _drawn_numbers(self) -> DrawnNumbers:
        """The numbers of every draw, and those that stand at no address by themselves, by name."""
        return self._given_numbers or self._drawn(self.draws)

    def _drawn(self, draws: int) -> DrawnNumbers:
        """The numbers of so many draws, each drawn into its place or apart; what follows from them comes after."""
        inputs, alone = self.model.events.inputs, self.model.underived_rows
        x = np.empty((len(inputs), draws))
        rows = {name: x[alone[name]] if name in alone else np.empty(draws) for name in self.distributions}
        draw(self.distributions, list(rows.values()), self.seed, BATCHES)
        derived = {address: used for address, used in inputs.items() if address not in alone}
        for address, values in zip(derived, values_of(derived.values(), rows), strict=True):
            x[self.model.places[address]] = values
        return x, {name: row for name, row in rows.items() if name not in alone}

    def numbers(self, addresses: Iterable[str]) -> Floats:
        """Some numbers in every draw, shape (addresses, draws)."""
        return self.x[[self.model.addresses.index(a) for a in addresses]]

    @kept
    def in_few(self, most: int) -> Floats:
        """All numbers in so many draws at most, shape (addresses, draws): each in all slices of so many draws.

        One of every so many draws would leave slices out, and errs as much as two to seven times as many draws.
        """
        draws = self.fewer_draws(most)
        return self.x if draws == self.draws else self._drawn(draws)[0]

    def fewer_draws(self, most: int) -> int:
        """A number of draws, in whole batches, or all where there are no more."""
        return min(self.draws, whole_batches(most))

    def few_of(self, ranges: Mapping[str, Distribution], most: int) -> dict[str, Floats]:
        """The draws of some numbers by address in so many draws at most, as `in_few` has them, shape (draws,) each."""
        draws = self.fewer_draws(most)
        if draws == self.draws:
            return self.draws_of(ranges)
        return dict(zip(ranges, drawn_values(ranges, draws, self.seed, BATCHES), strict=True))

    def draws_of(self, ranges: Mapping[str, Distribution], first: int | None = None) -> dict[str, Floats]:
        """The draws of some numbers by address, shape (draws,) each, or the first of them.

        Those that are here already are not made again.
        """
        first = self.draws if first is None else first
        here = {
            address: self._row(address)[:first]
            for address in ranges
            if self.distributions.get(address) == ranges[address]
        }
        others = {address: ranges[address] for address in ranges if address not in here}
        made = dict(zip(others, first_drawn(others, first, self.draws, self.seed, BATCHES), strict=True))
        return {address: here[address] if address in here else made[address] for address in ranges}

    def numbers_made(self) -> dict[KnownNumber, Floats]:
        """Every number that is drawn, with what is known about it, in every draw, shape (draws,) each."""
        return {(name, distribution): self._row(name) for name, distribution in self.distributions.items()}

    def _row(self, name: str) -> Floats:
        """A number that is drawn, in every draw, shape (draws,)."""
        x, apart = self._drawn_numbers
        return apart[name] if name in apart else x[self.model.places[name]]

    @cached_property
    def chances(self) -> Floats:
        """The probability of every root in every draw, shape (rows, draws)."""
        return self.model.chances(self.x)

    @cached_property
    def _totals(self) -> dict[str, Floats]:
        return {}

    def _total(self, name: str) -> Floats:
        """Persons by level in every draw: of all, of one actor or of strategic groups; each added up once."""
        if name not in self._totals:
            totals = self.model.totals("" if name == STRATEGIC else name)
            groups = self.model.strategic if name == STRATEGIC else slice(None)
            self._totals[name] = totals.persons(self.x, self.chances, groups)
        return self._totals[name]

    def persons(self, *names: str) -> Floats:
        """Persons a year by level or higher in every draw, shape (levels, draws), of some actors together.

        The empty name stands for all actors, `STRATEGIC` for the strategic groups and all actors.
        """
        return np.asarray(sum(map(self._total, names), np.zeros((len(LEVELS), self.draws))))

    def content(self, *names: str) -> Floats:
        """Persons a year whose content is exposed, shape (draws,), of some actors; of all for the empty name."""
        return np.asarray(sum(map(self._content, names), np.zeros(self.draws)))

    def _content(self, name: str) -> Floats:
        if name not in self._content_totals:
            self._content_totals[name] = self.model.totals(name).content(self.x, self.chances)
        return self._content_totals[name]

    @cached_property
    def _content_totals(self) -> dict[str, Floats]:
        return {}

    def harm(self, *names: str) -> Floats:
        """Severe equivalents a year, shape (draws,), of some actors together; of all for the empty name."""
        return np.asarray(steps(self.ratio) @ self.persons(*names))

    @cached_property
    def _multipliers(self) -> Multipliers:
        return Multipliers(self.model, self.distributions, self.ratio)

    def multiplied(self, chosen: Sequence[Event], rows: Floats | None = None) -> Multiplied | None:
        """The part of what some events expose that one number multiplies, rows as of `exposed_by`; None without any.

        The number is that which moves their harm most.

        Args:
            chosen: The events.
            rows: All that they expose, where that is known already.
        """
        key, last = tuple(event.key for event in chosen), self._last_multiplied
        if last is None or last[0] != key:
            name = self._multipliers.widest_multiplier(chosen)
            last = self._last_multiplied = key, None if name is None else self._multiplied_by(name, chosen, rows)
        return last[1]

    def _multiplied_by(self, name: str, chosen: Sequence[Event], rows: Floats | None = None) -> Multiplied:
        events = self._multipliers.events(name, chosen)
        part = self._exposed(events) if rows is None or len(events) < len(chosen) else rows
        (number,) = self.draws_of({name: self.distributions[name]}).values()
        return Multiplied(part, number, self.distributions[name])

    def _exposed(self, chosen: Sequence[Event]) -> Floats:
        """The exposures of some events in every draw, rows as those of `exposed_by`."""
        *persons, content = EventTotals(self.model, chosen).persons_and_content(self.x, self.chances)
        return np.stack((steps(self.ratio) @ persons, content, *persons))

    def spread_of_harm(self, *names: str, first: int | None = None) -> Spread:
        """The spread of severe equivalents a year of some actors, of all for the empty name; or in the first draws."""
        multiplied = self.multiplied(self._events(names))
        return spread(
            self.harm(*names)[:first], of=multiplied and multiplied.with_part(multiplied.part[0]).first_draws(first)
        )

    def spread_of_harm_more(self, other: Uncertain, names: Sequence[str], others: Sequence[str]) -> Spread:
        """The spread of the harm of some actors less that of some others on another map, in the draws of that."""
        chosen, first = self._events(names), other.draws
        more = self.harm(*names)[:first] - other.harm(*others)
        name = self._multipliers.widest_multiplier_of_more(other._multipliers, chosen, other._events(others))
        if name is None:
            return spread(more)
        part = self._harm_by(name, chosen, first)
        if name in other.distributions:
            part = part - other._harm_by(name, other._events(others), first)
        (number,) = self.draws_of({name: self.distributions[name]}, first).values()
        return spread(more, of=Multiplied(part, number, self.distributions[name]))

    def _harm_by(self, name: str, chosen: Sequence[Event], first: int) -> Floats:
        """The harm of those of some events that a number multiplies, in the first draws, shape (first,)."""
        totals = EventTotals(self.model, self._multipliers.events(name, chosen))
        return np.asarray(steps(self.ratio) @ totals.persons(self.x[:, :first], self.chances[:, :first]))

    def _events(self, names: Sequence[str]) -> list[Event]:
        return [event for event in self.model.events.events if "" in names or event.actor in names]

    def paired_with(self, model: Model, most: int) -> Uncertain:
        """Another map in the first of these draws: numbers that are known alike on both are not drawn again."""
        draws = whole_batches(self.fewer_draws(most))
        numbers = self.draws_of(distributions(model.events), draws)
        x = np.empty((len(model.addresses), draws))
        for row, values in zip(x, values_of(model.events.inputs.values(), numbers), strict=True):
            row[:] = values
        apart = {name: row for name, row in numbers.items() if name not in model.underived_rows}
        return Uncertain(model, draws, self.seed, self.ratio, (x, apart))

    def exposed_by(self, event: Event) -> Floats:
        """Severe equivalents, persons with content exposed, and persons by level of an event, shape (…, draws)."""
        return self._exposed([event])

    def strategic(self, *names: str) -> tuple[Floats, Floats]:
        """Strategic persons a year of some actors, and those whose contacts are exposed joined: shape (draws,) each."""
        groups, none = self.model.strategic, np.zeros(self.draws)
        if not groups:
            return none, none
        totals = [self.model.totals(name) for name in names]
        persons = sum((total.persons(self.x, self.chances, groups)[0] for total in totals), none)
        return np.asarray(persons), np.asarray(sum((total.joined(self.x, self.chances) for total in totals), none))

    @cached_property
    def joined(self) -> Floats:
        """Strategic persons a year whose contacts are exposed joined, shape (draws,)."""
        return self.model.totals().joined(self.x, self.chances)

    @cached_property
    def inherent_harm(self) -> Floats:
        """Severe equivalents a year if nothing were refused, stopped or unreadable, shape (draws,)."""
        persons, totals = np.empty((len(LEVELS), self.draws)), self.model.totals()

        def work(draws: slice) -> None:
            freed = self.model.freed(self.x[:, draws])
            persons[:, draws] = totals.persons(freed, self.model.chances(freed))

        in_pieces(work, self.draws, FREED_AT_ONCE if self.model.roots.exact else self.draws)
        return np.asarray(steps(self.ratio) @ persons)

    @cached_property
    def error(self) -> float:
        """The relative error of the median of the draws of the harm index: more are made while it is large."""
        return spread(self.harm("")).relative_error

    @cached_property
    def x_for_worlds(self) -> Floats:
        """The numbers in draws for what takes a walk through the states of the world, shape (addresses, draws).

        All draws, or fewer where there are many states; fewest where both states and people are simulated, as each draw
        takes longest then.
        """
        events = self.model.events.events
        worlds = self._states.all_worlds_of(events)
        least = WORLD_DRAWS if worlds is not None or self.model.roots.exact else WORLD_DRAWS_IF_SIMULATED
        many = least if worlds is None else max(least, CELLS // (worlds.mass.shape[0] * max(1, len(events))))
        return self.in_few(many)

    @cached_property
    def worlds(self) -> EveryWorld:
        """The states of the world in the few draws."""
        return EveryWorld(self.model, self.x_for_worlds, self.seed)

    @cached_property
    def _states(self) -> EveryWorld:
        """The states of the world at the best values, to count them."""
        return EveryWorld(self.model, self.model.point, self.seed)

    def at_least_one(self, chosen: Sequence[Event], persons: float = 0.0) -> Floats:
        """The chance of at least one event, shape (horizons, draws): in all draws where few states of the world matter.

        Of at least one that exposes so many people it is in the few draws, as all that walks through all states.
        """
        key = (tuple(event.key for event in chosen), persons)
        if key not in self._at_least_one:
            self._at_least_one[key] = self._of_size(chosen, persons) if persons else self.chance_within(chosen)
        return self._at_least_one[key]

    def _of_size(self, chosen: Sequence[Event], persons: float) -> Floats:
        worlds = self.worlds.worlds_of(chosen)
        return at_least_one_of_size(self.model, self.x_for_worlds, worlds, self._sizes(chosen, worlds), persons)

    def chance_within(self, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS) -> Floats:
        """The chance of at least one event within any years, shape (horizons, draws of `at_least_one`)."""
        counted = self._states.all_worlds_of(chosen)
        every = counted is not None and counted.mass.shape[0] * len(chosen) * self.draws <= CELLS
        worlds = self._every_world.all_worlds_of(chosen) if every else None
        if worlds is not None:
            return at_least_one(self.model, self.x, worlds, chosen, horizons)
        return at_least_one(self.model, self.x_for_worlds, self.worlds.worlds_of(chosen), chosen, horizons)

    @cached_property
    def _every_world(self) -> EveryWorld:
        """The states of the world in all draws, for events to which few of them matter."""
        return EveryWorld(self.model, self.x, self.seed)

    @cached_property
    def _at_least_one(self) -> dict[tuple[tuple[str, ...], float], Floats]:
        return {}

    def _sizes(self, chosen: Sequence[Event], worlds: Worlds) -> list[tuple[Event, Floats]]:
        """Each event with its size in each world of the few draws: the same for every number of people asked for."""
        last = self._last_sizes
        if last is None or last[0] is not worlds:
            last = self._last_sizes = (worlds, {})
        sizes = last[1]
        ends = by_outcome(chosen)
        for event in ends:
            if event.key not in sizes:
                sizes[event.key] = event_sizes(self.model, self.x_for_worlds, worlds, event)
        return [(event, sizes[event.key]) for event in ends]

    def unique_persons(self) -> Floats:
        """Expected people exposed at least once in the few draws: shape (horizons, draws)."""
        chosen = self.model.events.events
        return unique_persons(self.model, self.x_for_worlds, self.worlds.worlds_of(chosen), chosen)

    def rate(self, event: Event) -> Floats:
        """Times a year that an event exposes anyone, in the few draws: shape (draws,)."""
        worlds = self.worlds.worlds_of([event])
        total = np.zeros(self.x_for_worlds.shape[1])
        for end in event.by_outcome:
            exposing = event_sizes(self.model, self.x_for_worlds, worlds, end) > 0.0
            often = self.model.polynomial(end.rate, self.x_for_worlds) * self.model.product(end.own, self.x_for_worlds)
            total += often * (worlds.mass * exposing).sum(axis=0)
        return total

    def variance_shares(self) -> Mapping[str, float]:
        """The part of the score's variance that each number would remove if it were known: first-order Sobol indices.

        Means within equally likely slices of a number, less what the mean of so few draws varies by itself.
        """
        values = np.asarray(score(self.harm("")))
        ranged = [
            address for address, distribution in self.distributions.items() if not isinstance(distribution, Point)
        ]
        return {address: variance_share(values, address, self.seed) for address in ranged}


def variance_share(values: Floats, stream: str, seed: int, slices: int = SLICES) -> float:
    """The part of the variance of a result that knowing a number would remove, by means within slices of the number.

    Args:
        values: The result in every draw, shape (draws,), in batches drawn alike.
        stream: The random numbers that the number is drawn with.
        seed: Where random numbers start.
        slices: How many; with fewer, less of what chance alone brings is taken for a share.
    """
    whole = float(values.var())
    if not whole:
        return 0.0
    where = bins(stream, values.size, seed, BATCHES, slices)
    count = np.bincount(where, minlength=slices)
    mean = np.bincount(where, weights=values, minlength=slices) / np.maximum(count, 1)
    between = float((count / values.size) @ (mean - values.mean()) ** 2)
    noise = (whole - between) * (slices - 1) / values.size
    return min(1.0, max(0.0, (between - noise) / whole))


def enough(
    model: Model,
    draws: int,
    seed: int,
    ratio: float | None,
    *,
    within: float = WITHIN,
    most: int = MOST,
    held: int = HELD,
) -> Uncertain:
    """Draws of all numbers, doubled while the error of the harm's median is above a share of it and the limit allows.

    Its `error` says what was reached. There are never more draws, of however many, than `held` values can be kept for.

    Args:
        model: The map's events as arrays.
        draws: Simulations to begin with.
        seed: Where random numbers start.
        ratio: How many people at one level count like one at the next; None for linear weights.
        within: The error of the median that is small enough, as a share of it.
        most: Simulations at most.
        held: How many values may be kept at once, numbers × simulations.
    """
    fit = fitting(model, held)
    uncertain = Uncertain(model, min(draws, fit), seed, ratio)
    while uncertain.error > within and 2 * uncertain.draws <= min(most, fit):
        uncertain = Uncertain(model, 2 * uncertain.draws, seed, ratio)
    return uncertain


def fitting(model: Model, held: int = HELD) -> int:
    """The number of draws that can be made at most where no more than `held` values can be held: in whole batches.

    Where numbers follow from others, those that are drawn are held beside them for a while.
    """
    values = len(model.addresses) + (0 if model.has_no_derived_numbers else len(model.events.numbers))
    return max(1, held // max(1, values) // BATCHES) * BATCHES


def whole_batches(draws: int) -> int:
    """A number of draws, rounded up to whole batches."""
    return -(-draws // BATCHES) * BATCHES
