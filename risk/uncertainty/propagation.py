"""Propagation of uncertainty: results over draws of all the numbers, and the share of the spread of each number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data_maps.caching import cached_property
from risk.arrays import Floats, Indices
from risk.chances import HORIZONS, at_least_one, at_least_one_of_size, by_outcome, event_sizes, unique_persons
from risk.engine.worlds import EveryWorld, Worlds
from risk.events import Event
from risk.inputs import values_of
from risk.measures import Model, score, steps
from risk.severity import LEVELS
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draw_counts import WORLD_DRAWS, WORLD_DRAWS_IF_SIMULATED
from risk.uncertainty.draws import bins, distributions, draw, drawn

LOW, MIDDLE, HIGH = ENDS = 0.05, 0.5, 0.95
HALF = 0.5
BATCHES = 10
SLICES = 100
CELLS = 2**20
WITHIN = 0.01
MOST = 80_000
HELD = 2**26
STRATEGIC = "strategic"


@dataclass(frozen=True)
class Spread:
    """Mean, median and 90 % equal-tailed interval of a result, over so many draws: 0 if it is known without.

    `error`, `low_error` and `high_error` are the standard errors of the median and of the ends.
    """

    mean: float
    median: float
    low: float
    high: float
    error: float = 0.0
    low_error: float = 0.0
    high_error: float = 0.0
    draws: int = 0

    @property
    def relative_error(self) -> float:
        """The standard error of the median as a share of it."""
        return self.error / self.median if self.median else 0.0


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """The values below which some shares of the draws lie, shape (shares, …) of values of shape (…, draws).

    Those of `np.quantile`, which looks for each share anew; here the draws that decide find their places at once.
    """
    ends = _ends(shares, values.shape[-1])
    return ends.between(np.partition(values, ends.placed, axis=-1))


@dataclass(frozen=True, eq=False)
class _Ends:
    """The places in order of the draws below and above each share of them, and how far beyond the lower it lies."""

    below: Indices
    above: Indices
    beyond: Floats
    placed: Indices

    def between(self, values: Floats) -> Floats:
        """The values at the shares, shape (shares, …), of draws whose ends stand in their places."""
        low, high, beyond = values[..., self.below], values[..., self.above], self.beyond
        # From the nearer end, as numpy does it: the last digits are then the same.
        between = np.where(beyond < HALF, low + (high - low) * beyond, high - (high - low) * (1.0 - beyond))
        return np.moveaxis(between, -1, 0)


@lru_cache(maxsize=64)
def _ends(shares: tuple[float, ...], draws: int) -> _Ends:
    places = np.asarray(shares) * (draws - 1)
    below = places.astype(np.intp)
    above = np.minimum(below + 1, draws - 1)
    return _Ends(below, above, places - below, np.unique((below, above)))


def spread(values: Floats, mean: float | None = None) -> Spread:
    """The spread of a result over draws, shape (draws,), in batches drawn alike.

    The mean may be known without draws, or not a number where it is not to be told.
    """
    first = float(values[0])
    if (values == first).all():
        return Spread(first if mean is None else mean, first, first, first, draws=values.size)
    exact = float(values.mean()) if mean is None else mean
    if values.size % BATCHES:
        low, median, high = quantiles(values, ENDS).tolist()
        return Spread(exact, median, low, high, draws=values.size)
    ends = _ends(ENDS, values.size // BATCHES)
    batches = np.partition(values.reshape(BATCHES, -1), ends.placed, axis=-1)
    # Batches whose ends have found their places leave little to do for all draws together.
    low, median, high = quantiles(batches.ravel(), ENDS).tolist()
    low_error, error, high_error = _errors(ends.between(batches)).tolist()
    return Spread(exact, median, low, high, error, low_error, high_error, values.size)


def errors_of_ratio(part: Floats, whole: Floats, ends: tuple[float, ...] = ENDS) -> tuple[float, float, float]:
    """The relative errors of low end, median and high end of a part over those ends of its whole, on the same draws.

    From the scatter over batches drawn alike; what both have in common falls out.

    Args:
        part: The part in every simulation, shape (draws,), batch after batch.
        whole: Its whole on the same simulations, shape (draws,).
        ends: Which quantiles of the whole its low end, median and high end are over.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd edition, 1977, chapter 6.
    """
    parts, wholes = _by_batch(part, ENDS), _by_batch(whole, ends)
    ratios = np.divide(parts, wholes, out=np.zeros(parts.shape), where=wholes != 0.0)
    middles = np.abs(ratios.mean(axis=1))
    low, median, high = np.divide(_errors(ratios), middles, out=np.zeros(3), where=middles != 0.0).tolist()
    return low, median, high


def _by_batch(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Quantiles of each batch, shape (shares, batches)."""
    return quantiles(values.reshape(BATCHES, -1), shares)


def _errors(by_batch: Floats) -> Floats:
    """The standard errors of values that each batch gives, shape (values,)."""
    return np.asarray(by_batch.std(axis=1, ddof=1) / np.sqrt(BATCHES))


def scaled(values: Spread, by: float) -> Spread:
    """A spread with its mean, median, ends and errors multiplied."""
    middle = (values.mean * by, values.median * by, values.low * by, values.high * by)
    return Spread(*middle, values.error * by, values.low_error * by, values.high_error * by, values.draws)


def pools_differ(linear: Spread, log: Spread) -> bool:
    """True where a result moves between the two pools by more than half its own interval: show both then."""
    return abs(linear.median - log.median) > min(linear.high - linear.low, log.high - log.low) / 2


def known_spread(distribution: Distribution) -> Spread:
    """The spread of one number, without draws."""
    low, median, high = distribution.quantiles(np.array((LOW, MIDDLE, HIGH))).tolist()
    return Spread(distribution.mean, median, low, high)


class Uncertain:
    """Everything that follows from a map's events, over draws of all the numbers: whole batches of them."""

    def __init__(self, model: Model, draws: int, seed: int, ratio: float | None) -> None:
        self.model = model
        self.draws = whole_batches(draws)
        self.seed = seed
        self.ratio = ratio
        self.known = distributions(model.events)
        self._last_sizes: tuple[Worlds, dict[str, Floats]] | None = None

    @cached_property
    def x(self) -> Floats:
        """The numbers of every draw, shape (addresses, draws)."""
        return self._drawn(self.draws)

    def _drawn(self, draws: int) -> Floats:
        """The numbers of so many draws, each drawn into its place; what follows from them comes after."""
        inputs, alone = self.model.events.inputs, self.model.alone
        x = np.empty((len(inputs), draws))
        rows = {name: x[alone[name]] if name in alone else np.empty(draws) for name in self.known}
        draw(self.known, list(rows.values()), self.seed, BATCHES)
        derived = {address: used for address, used in inputs.items() if address not in alone}
        for address, values in zip(derived, values_of(derived.values(), rows), strict=True):
            x[self.model.places[address]] = values
        return x

    def numbers(self, addresses: Iterable[str]) -> Floats:
        """Some numbers in every draw, shape (addresses, draws)."""
        return self.x[[self.model.addresses.index(a) for a in addresses]]

    def in_few(self, most: int) -> Floats:
        """All numbers in so many draws at most, shape (addresses, draws): each in all slices of so many draws.

        One of every so many draws would leave slices out, and errs as much as two to seven times as many draws.
        """
        draws = self.fewer(most)
        return self.x if draws == self.draws else self._drawn(draws)

    def fewer(self, most: int) -> int:
        """A number of draws, in whole batches, or all where there are no more."""
        return min(self.draws, whole_batches(most))

    def few_of(self, known: Mapping[str, Distribution], most: int) -> dict[str, Floats]:
        """The draws of some numbers by address in so many draws at most, as `in_few` has them, shape (draws,) each."""
        draws = self.fewer(most)
        if draws == self.draws:
            return self.draws_of(known)
        return dict(zip(known, drawn(known, draws, self.seed, BATCHES), strict=True))

    def draws_of(self, known: Mapping[str, Distribution]) -> dict[str, Floats]:
        """The draws of some numbers by address, shape (draws,) each: those that are here already are not made again."""
        here = {address: self.x[self.model.places[address]] for address in known if self._has(address, known[address])}
        others = {address: known[address] for address in known if address not in here}
        made = dict(zip(others, drawn(others, self.draws, self.seed, BATCHES), strict=True))
        return {address: here[address] if address in here else made[address] for address in known}

    def _has(self, address: str, known: Distribution) -> bool:
        """True where the numbers of every draw hold this one, by itself."""
        return address in self.model.alone and self.known[address] == known

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

    def event(self, event: Event) -> Floats:
        """One event in every draw: its severe equivalents, persons with content exposed, and persons by level."""
        whole = self.model.event_persons(event, self.x, self.chances).sum(axis=0)
        content = self.model.event_content(event, self.x, self.chances).sum(axis=0)
        return np.stack((steps(self.ratio) @ whole, content, *whole))

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
        freed = self.model.freed(self.x)
        persons = self.model.totals().persons(freed, self.model.chances(freed))
        return np.asarray(steps(self.ratio) @ persons)

    @cached_property
    def error(self) -> float:
        """The relative error of the median of the harm index."""
        return spread(self.harm("")).relative_error

    @cached_property
    def few(self) -> Floats:
        """The numbers in draws for what takes a walk through the states of the world, shape (addresses, draws).

        All draws, or fewer where there are many states; fewest where both states and people are simulated, as each draw
        takes longest then.
        """
        events = self.model.events.events
        worlds = self._states.counted(events)
        least = WORLD_DRAWS if worlds is not None or self.model.roots.exact else WORLD_DRAWS_IF_SIMULATED
        many = least if worlds is None else max(least, CELLS // (worlds.mass.shape[0] * max(1, len(events))))
        return self.in_few(many)

    @cached_property
    def worlds(self) -> EveryWorld:
        """The states of the world in the few draws."""
        return EveryWorld(self.model, self.few, self.seed)

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
            self._at_least_one[key] = self._of_size(chosen, persons) if persons else self.within(chosen)
        return self._at_least_one[key]

    def _of_size(self, chosen: Sequence[Event], persons: float) -> Floats:
        worlds = self.worlds.of(chosen)
        return at_least_one_of_size(self.model, self.few, worlds, self._sizes(chosen, worlds), persons)

    def within(self, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS) -> Floats:
        """The chance of at least one event within any years, in the draws of `at_least_one`; it is found each time."""
        counted = self._states.counted(chosen)
        every = counted is not None and counted.mass.shape[0] * len(chosen) * self.draws <= CELLS
        worlds = self._every_world.counted(chosen) if every else None
        if worlds is not None:
            return at_least_one(self.model, self.x, worlds, chosen, horizons)
        return at_least_one(self.model, self.few, self.worlds.of(chosen), chosen, horizons)

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
                sizes[event.key] = event_sizes(self.model, self.few, worlds, event)
        return [(event, sizes[event.key]) for event in ends]

    def unique_persons(self) -> Floats:
        """Expected people exposed at least once in the few draws: shape (horizons, draws)."""
        chosen = self.model.events.events
        return unique_persons(self.model, self.few, self.worlds.of(chosen), chosen)

    def rate(self, event: Event) -> Floats:
        """Times a year that an event exposes anyone, in the few draws: shape (draws,)."""
        worlds = self.worlds.of([event])
        total = np.zeros(self.few.shape[1])
        for end in event.by_outcome:
            exposing = event_sizes(self.model, self.few, worlds, end) > 0.0
            often = self.model.polynomial(end.rate, self.few) * self.model.product(end.own, self.few)
            total += often * (worlds.mass * exposing).sum(axis=0)
        return total

    def variance_shares(self) -> Mapping[str, float]:
        """The part of the score's variance that each number would remove if it were known: first-order Sobol indices.

        Means within equally likely slices of a number, less what the mean of so few draws varies by itself.
        """
        values = np.asarray(score(self.harm("")))
        ranged = [address for address, known in self.known.items() if not isinstance(known, Point)]
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
    values = len(model.addresses) + (0 if model.plain else len(model.events.numbers))
    return max(1, held // max(1, values) // BATCHES) * BATCHES


def whole_batches(draws: int) -> int:
    """A number of draws, rounded up to whole batches."""
    return -(-draws // BATCHES) * BATCHES
