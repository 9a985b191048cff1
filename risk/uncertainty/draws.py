"""Draws of all the numbers of a map together, by Latin hypercube, on common random numbers for what-ifs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data_maps.addresses import Address, AddressKind, address
from data_maps.model import DataMap
from data_maps.organisations import names_of
from data_maps.quantities import Estimate
from risk.arrays import Floats, Ints
from risk.engine.parallel import in_pieces
from risk.events import Events
from risk.inputs import Input
from risk.special_functions import ndtr, ndtri
from risk.uncertainty.distributions import HIT_RATE, Distribution, Point, distribution, widening
from risk.uncertainty.draw_counts import KEPT_ORDERS
from risk.uncertainty.pooling import linear_pool, log_pool

GRID = 2049
WIDEST = 5.5
STEPS = 400
DEEPEST = 25.0
NUMBERS_AT_ONCE = 64
KEPT, KEPT_OF_USUAL = 2**13, 2**12
"""Numbers whose orders of few draws are kept, 2 kB each, and whose orders of as many as is usual, 40 kB each."""


KnownNumber = tuple[str, Distribution]
"""The name of a number, and what is known about it."""


class Numbered(Protocol):
    """The numbers of a map, by address."""

    @property
    def data_map(self) -> DataMap:
        """The map."""

    @property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by its name."""


def distributions(events: Numbered) -> Mapping[str, Distribution]:
    """The distribution of every number, by address."""
    kinds = kinds_of(events)
    return {text: of_input(number, kinds[text], events.data_map) for text, number in events.numbers.items()}


def kinds_of(events: Numbered) -> Mapping[str, AddressKind]:
    """The kind of every number, by address."""
    names, kinds = names_of(events.data_map), {}
    for text, number in events.numbers.items():
        place = address(text, names)
        kinds[text] = number.kind or (place.kind if isinstance(place, Address) else "multiplier")
    return kinds


def log_pools(events: Events) -> Mapping[str, Distribution]:
    """The logarithmic pools of several people who all have to agree, of every number of which that can be said."""
    kinds, pools = kinds_of(events), {}
    for text, number in events.numbers.items():
        stated = by_person(number.estimate, kinds[text], events.data_map) if number.estimate.said else ()
        if stated and not any(isinstance(distribution, Point) for distribution in stated):
            pools[text] = log_pool(stated)
    return pools


def stretched(events: Events) -> Mapping[str, Distribution]:
    """The numbers whose ranges the map states, these stretched as far as people's turn out too narrow."""
    kinds, factor, grade_of = kinds_of(events), widening(HIT_RATE), events.data_map.grade_of
    ranges = {
        text: number.estimate.statements
        for text, number in events.numbers.items()
        if number.origin == "map" and any(statement.form == "range" for statement in number.estimate.statements)
    }
    return {
        text: linear_pool(
            [distribution(statement, kinds[text], grade_of(statement), stretched=factor) for statement in statements]
        )
        for text, statements in ranges.items()
    }


def of_input(number: Input, kind: AddressKind, data_map: DataMap) -> Distribution:
    """The distribution of one number."""
    return number.distribution or of_estimate(number.estimate, kind, data_map)


def of_estimate(estimate: Estimate, kind: AddressKind, data_map: DataMap) -> Distribution:
    """The distribution of an estimate of a map; what several people say is pooled."""
    return linear_pool(by_person(estimate, kind, data_map))


def by_person(estimate: Estimate, kind: AddressKind, data_map: DataMap) -> tuple[Distribution, ...]:
    """Distribution of a number by each person; one without a range has that of its own grade, or its own source's."""
    return tuple(distribution(statement, kind, data_map.grade_of(statement)) for statement in estimate.statements)


def drawn_values(ranges: Mapping[str, Distribution], draws: int, seed: int, batches: int = 1) -> Floats:
    """Values of every number, shape (addresses, draws), in batches alike and independent of each other.

    Latin hypercube: in each batch a number takes every one of the equally likely slices of its distribution once, in an
    order of its own that depends on the seed and its address alone, so a number has the same draws in every what-if.

    Args:
        ranges: The distribution of each number, by its address.
        draws: Simulations, a multiple of `batches`.
        seed: Where random numbers start.
        batches: How many samples of the same kind, whose scatter tells the error.

    Source:
        M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21, 1979.
    """
    values = np.empty((len(ranges), draws))
    draw(ranges, values, seed, batches)
    return values


def first_drawn(ranges: Mapping[str, Distribution], first: int, draws: int, seed: int, batches: int) -> Floats:
    """The first of so many values of every number, as `drawn_values` has them; no other batches are made."""
    in_batch = draws // batches
    needed = -(-first // in_batch)
    return drawn_values(ranges, needed * in_batch, seed, needed)[:, :first]


def draw(ranges: Mapping[str, Distribution], into: Sequence[Floats] | Floats, seed: int, batches: int) -> None:
    """Write the values of every number, shape (draws,) each, as `drawn_values` says.

    Raises ValueError where there are not as many places as numbers: one that is left over would hold anything.
    """
    numbers = list(ranges.items())
    if len(into) != len(numbers):
        raise ValueError(f"{len(numbers)} numbers cannot be drawn into {len(into)} places")

    def work(rows: slice) -> None:
        for row, (number, known_of) in zip(into[rows], numbers[rows], strict=True):
            _draw(number, known_of, seed, row.reshape(batches, -1))

    in_pieces(work, len(numbers), NUMBERS_AT_ONCE)


def _draw(address: str, distribution: Distribution, seed: int, into: Floats) -> None:
    """Write the draws of one number, shape (batches, draws in each)."""
    if isinstance(distribution, Point):
        into[:] = distribution.value
        return
    batches, draws = into.shape
    np.take(slices(distribution, draws), slice_orders(address, draws, seed, batches), out=into, mode="clip")


class Columns:
    """Draws of numbers by their names, each made once, so that what-ifs share them: the first of so many.

    What is drawn in all is in whole batches, so that the first of it take the slices that they take there. Numbers that
    are `made` in so many draws already are taken from there.
    """

    def __init__(
        self,
        draws: int,
        seed: int,
        batches: int,
        first: int | None = None,
        made: Mapping[KnownNumber, Floats] | None = None,
    ) -> None:
        self.draws = draws if first is None else first
        self.seed = seed
        self.batches = batches
        self._of = draws
        self._known = {known: row[: self.draws] for known, row in (made or {}).items()}

    def draws_of(self, address: str, spread_of_number: Distribution) -> Floats:
        """The draws of one number, shape (draws,)."""
        if (address, spread_of_number) not in self._known:
            (made,) = first_drawn({address: spread_of_number}, self.draws, self._of, self.seed, self.batches)
            self._known[address, spread_of_number] = made
        return self._known[address, spread_of_number]


def slice_orders(address: str, draws: int, seed: int, batches: int) -> NDArray[np.integer]:
    """The order in which a number takes its slices in each batch, shape (batches, draws in each).

    Those of few draws and of as many as is usual are kept, for all maps together: a changed number changes none, and
    finding one takes longer than taking a number in it.
    """
    many = draws * batches
    few, usual = KEPT_ORDERS
    make = _few_orders if many <= few else _usual_orders if many <= usual else _orders
    return make(address, draws, seed, batches)


def _orders(address: str, draws: int, seed: int, batches: int) -> Ints:
    return np.stack([slice_order(address, draws, seed, batch) for batch in range(batches)])


@lru_cache(maxsize=KEPT)
def _few_orders(address: str, draws: int, seed: int, batches: int) -> NDArray[np.int16]:
    return _to_keep(address, draws, seed, batches)


@lru_cache(maxsize=KEPT_OF_USUAL)
def _usual_orders(address: str, draws: int, seed: int, batches: int) -> NDArray[np.int16]:
    return _to_keep(address, draws, seed, batches)


def _to_keep(address: str, draws: int, seed: int, batches: int) -> NDArray[np.int16]:
    order_of_slices = _orders(address, draws, seed, batches).astype(np.int16)
    order_of_slices.flags.writeable = False
    return order_of_slices


def slice_order(address: str, draws: int, seed: int, batch: int) -> Ints:
    """The order in which a number takes its slices in one batch, shape (draws of a batch,)."""
    digest = hashlib.blake2b(address.encode(), digest_size=16).digest()
    words = [*_words(seed), batch, *np.frombuffer(digest, dtype="<u4").tolist()]
    # Words in one array are taken together; one by one they take three times as long.
    key = np.random.SeedSequence(np.array(words, dtype=np.uint32))
    return np.random.Generator(np.random.PCG64(key)).permutation(draws)


def _words(number: int) -> list[int]:
    """A number in words of 32 bits, the lowest first, as numpy takes it apart."""
    lowest = [number & 0xFFFFFFFF]
    return lowest if number >> 32 == 0 else lowest + _words(number >> 32)


def bins(address: str, draws: int, seed: int, batches: int, count: int) -> Ints:
    """The one of `count` equally likely parts of its distribution in which a number lies, shape (draws,)."""
    in_batch = draws // batches
    return (np.arange(in_batch) * count // in_batch).take(slice_orders(address, in_batch, seed, batches)).ravel()


@lru_cache(maxsize=256)
def slices(distribution: Distribution, draws: int) -> Floats:
    """The middle of each of `draws` equally likely slices, shape (draws,), rising; of the highest the mean.

    Interpolated between exact points on the normal scale, which is exact to about one part in 10⁵. The middle of the
    highest slice lies so far below its mean that the mean of wide ranges would be short by percents.
    """
    middles = (np.arange(draws) + 0.5) / draws
    values = np.exp(np.interp(ndtri(middles), _scores(), _exact_logs(distribution)))
    values[-1:] = _mean_of_highest(distribution, draws)
    return values


def _scores() -> Floats:
    return np.linspace(-WIDEST, WIDEST, GRID)


@lru_cache(maxsize=256)
def _exact_logs(distribution: Distribution) -> Floats:
    """The logarithms of a distribution's values at all scores of the normal scale: the same for any count of draws."""
    return np.log(np.maximum(distribution.quantiles(ndtr(_scores())), 1e-300))


def _mean_of_highest(distribution: Distribution, draws: int) -> float:
    """The mean over the last of `draws` equally likely slices, by steps that shrink towards its end."""
    above = np.exp(-DEEPEST * (np.arange(STEPS) + 0.5) / STEPS)
    return float(above @ distribution.quantiles(1.0 - above / draws) / above.sum())
