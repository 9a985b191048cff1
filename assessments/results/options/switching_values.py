"""Switching values: values of numbers that would turn an order of two options round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessments.results.options.models import Dominance, OptionResult, SwitchingValue
from assessments.results.options.table import Options
from assessments.run import assess
from data_maps.addresses import by_form
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.model import DataMap
from data_maps.settings import with_setting
from risk.arrays import Floats, Ints
from risk.inputs import Input
from risk.options.burden import total
from risk.options.outcomes import Outcome, averaged_outcome, with_values
from risk.options.timeline import pieces
from risk.options.tradeoffs import SAME, Turn, exact, turns
from risk.severity import LEVELS
from risk.uncertainty.draws import slices

FlipTrack = Literal["harm", "strategic", "burden"]

TRACKS: tuple[FlipTrack, ...] = ("harm", "strategic", "burden")
MOST = 3
PARTS = 2_000
SHAPING = ("interest", "control", "users", "people", "share")
"""Families of addresses whose best values shape the events, beside being numbers of them."""
QUANTILES = (0.0005, 0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99, 0.9995)


@dataclass(frozen=True)
class Flip:
    """A value of one number at which an order of two options turns round on a track.

    The number is beyond it with this probability; `low` and `high` are what is known of it; a rate counts `per` a year
    or per person and year.
    """

    address: str
    of: FlipTrack
    turn: Turn
    probability: float
    best: float
    low: float
    high: float
    per: str | None = None

    @property
    def value(self) -> float:
        """The value at which both are equal."""
        return self.turn.value

    @property
    def above(self) -> bool:
        """True where the order is the other way round above the value, False where below."""
        return self.turn.above


class Flips(OwnedView[Options]):
    """The values that would turn the orders of the rows of some options round; found when first asked for."""

    @property
    def options(self) -> Options:
        """The options whose rows these are."""
        return self.about

    @kept
    def between(self, name: str, other: str, most: int = MOST) -> tuple[Flip, ...]:
        """The numbers that by themselves turn round an order of two rows, in which the other is the better one.

        The other's own numbers come first, then what is likeliest to be beyond its flip; of each track so many.
        """
        flips = [flip for track in TRACKS for flip in self._read_off(name, other, track)[:most]]
        return tuple(self._exactly(flips, name, other))

    @kept
    def first(self, name: str, other: str, track: FlipTrack = "harm") -> Flip | None:
        """The flip of a track to name first; None where nothing within what is thought likely turns the order round.

        Nothing else is looked for, and no more than is needed.
        """
        read = self._read_off(name, other, track)[:MOST]
        return next((flip for one in read for flip in self._exactly([one], name, other)), None)

    def _read_off(self, name: str, other: str, track: FlipTrack) -> list[Flip]:
        """The flips of a track as the grids tell them, the one to name first in front."""
        own = tuple(f"option.{option}." for option in self.options.combinations[other])
        flips = [
            flip for number in self._movers(name, other, track) for flip in self._turns_at(number, name, other, track)
        ]
        return sorted(flips, key=lambda flip: (not flip.address.startswith(own), -flip.probability, flip.address))

    def _movers(self, name: str, other: str, track: FlipTrack) -> list[Input]:
        """The numbers at some value of which a row that is above another is below it."""
        if not self.options.turning:
            return []
        difference = self._difference(name, other, track)
        lowest = np.minimum.reduceat(difference, self._starts)
        turned = (lowest < 0.0) & (difference[self._middles] > 0.0)
        numbers = [number for number, has_turned in zip(self.options.turning, turned, strict=True) if has_turned]
        return [number for number in numbers if self._is_one(number, name, other)]

    def _difference(self, name: str, other: str, track: FlipTrack) -> Floats:
        """The amount by which a row exceeds another along all grids, one after the other; nothing within rounding."""
        one, two = (self._response(row)[TRACKS.index(track)] for row in (name, other))
        apart = np.abs(one - two) > SAME * np.maximum(np.abs(one), np.abs(two))
        return np.asarray(np.where(apart, one - two, 0.0))

    def _is_one(self, number: Input, *names: str) -> bool:
        """True where the same is known of a number in some rows, wherever they use it."""
        distribution = self.options.outcomes.distribution_of(number)
        return all(
            set(self.options.distributions_by_row[name].get(number.address, {distribution: number})) == {distribution}
            for name in names
        )

    @cached_property
    def _grids(self) -> Mapping[str, Floats]:
        """The values of each number at which the rows are looked at, rising; the best value is one of them."""
        grids = {}
        for number in self.options.turning:
            values = [self.options.outcomes.distribution_of(number).quantile(p) for p in QUANTILES]
            grids[number.address] = np.unique([*values, number.best])
        return grids

    @cached_property
    def _starts(self) -> Ints:
        """The start of the grid of each number when all stand one after the other."""
        return np.cumsum([0, *(grid.size for grid in self._grids.values())])[:-1]

    @cached_property
    def _middles(self) -> Ints:
        """The position of the best value of each number."""
        within = [np.searchsorted(self._grids[number.address], number.best) for number in self.options.turning]
        return self._starts + np.array(within, dtype=np.int64)

    @cached_property
    def _along(self) -> Mapping[str, Floats]:
        """The values of each number along all grids, one after the other: its own where they are its own."""
        size = sum(grid.size for grid in self._grids.values())
        grids = {address: np.full(size, np.nan) for address in self._grids}
        for (address, grid), start in zip(self._grids.items(), self._starts, strict=True):
            grids[address][start : start + grid.size] = grid
        return grids

    @kept
    def _response(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Harm, strategic exposures and burden of a row along all grids."""
        return self._tracks_at(name, self._along)

    def _tracks_at(self, name: str, values: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
        """Harm, strategic exposures and burden where some numbers have other values, of one shape (NaN: the best)."""
        shape = next(iter(values.values())).shape
        options, later = self.options.combinations[name], self.options.later(name)
        spans = pieces(self.options.data_map, options, later)
        outcomes = [_spread_out(self.options.outcomes.at_values(piece.in_force, values), shape) for piece in spans]
        outcome = averaged_outcome(
            self.options.data_map, spans, _spread_out(self.options.outcomes.at_values((), values), shape), outcomes
        )
        numbers = with_values(self.options.burden.numbers(options, later), values)
        lost = self.options.burden.lost(options, numbers, later)
        return outcome.harm(self.options.ratio), outcome.strategic, np.broadcast_to(total(lost.burden), shape)

    def _turns_at(self, number: Input, name: str, other: str, track: FlipTrack) -> Iterator[Flip]:
        """The value at which the order turns round, read off the grid of a number."""
        grid, start = self._grids[number.address], int(self._starts[list(self._grids).index(number.address)])
        difference = self._difference(name, other, track)[start : start + grid.size]
        yield from (self._flip(number, turn, track) for turn in turns(grid, difference, number.best))

    def _exactly(self, flips: Sequence[Flip], name: str, other: str) -> Iterator[Flip]:
        """The flips where both rows, computed anew, are equal: all together, then those that are not straight."""
        if not flips:
            return
        values: dict[str, Floats] = {}
        for place, flip in enumerate(flips):
            values.setdefault(flip.address, np.full(len(flips), np.nan))[place] = flip.value
        one, two = (self._tracks_at(row, values) for row in (name, other))
        for place, flip in enumerate(flips):
            track = TRACKS.index(flip.of)
            number = next(n for n in self.options.turning if n.address == flip.address)
            gap = float(one[track][place] - two[track][place])
            turn = exact(flip.turn, gap, _Gap(self, number, name, other, track))
            if turn is not None and self._is_that_alone(number, turn.value, name, other):
                yield flip if turn is flip.turn else self._flip(number, turn, flip.of)

    def _is_that_alone(self, number: Input, value: float, *names: str) -> bool:
        """True where a number can be stated to have a value and all else stays as it is.

        Organisations, ties, sizes and how targets are split follow from best values: where one of these moves, the rows
        are computed anew from a map that says it.
        """
        own = by_form(number.address)
        address = own.sets or own
        return address.family not in SHAPING or self._is_equal_as_stated(number, value, *names)

    def _is_equal_as_stated(self, number: Input, value: float, *names: str) -> bool:
        """True where two rows are as equal where the map says the value as where the number alone is changed."""
        data_map = self.options.data_map
        stated = with_setting(data_map, f"{number.address}={value!r}")
        if not isinstance(stated, DataMap):
            return False
        anew = Options(assess(stated, replace(self.options.run.settings, draws=0)))
        both = [anew.at_best(self.options.combinations[name], self.options.later(name)) for name in names]
        gaps = (float(anew.harm(both[0]) - anew.harm(both[1])), float(both[0].burden - both[1].burden))
        difference = self.difference(number, value, *names)
        sizes = (float(anew.harm(both[0])), float(both[0].burden))
        apart = zip(gaps, (difference[0], difference[2]), sizes, strict=True)
        return all(abs(gap - gap_here) <= SAME * max(size, 1.0) for gap, gap_here, size in apart)

    def _flip(self, number: Input, turn: Turn, track: FlipTrack) -> Flip:
        distribution = self.options.outcomes.distribution_of(number)
        parts = slices(distribution, PARTS)
        beyond = parts > turn.value if turn.above else parts < turn.value
        low, high = distribution.quantile(0.05), distribution.quantile(0.95)
        return Flip(number.address, track, turn, float(beyond.mean()), number.best, low, high, number.estimate.per)

    def difference(self, number: Input, value: float, name: str, other: str) -> tuple[float, float, float]:
        """Amount by which one row exceeds another in harm, strategic exposures and burden at a value of one number."""
        numbers = {number.address: np.array(value)}
        one, two = (self._tracks_at(row, numbers) for row in (name, other))
        return float(one[0] - two[0]), float(one[1] - two[1]), float(one[2] - two[2])


@kept
def flips_of(options: Options) -> Flips:
    """The values that would turn the orders of the rows of some options round."""
    return Flips(options)


@dataclass(frozen=True)
class _Gap:
    """The difference of two rows on one track as a function of one number."""

    flips: Flips
    number: Input
    name: str
    other: str
    track: int

    def __call__(self, value: float) -> float:
        return self.flips.difference(self.number, value, self.name, self.other)[self.track]


def _spread_out(outcome: Outcome, shape: tuple[int, ...]) -> Outcome:
    """An outcome that no number moves, as often as there are values."""
    if outcome.strategic.shape == shape:
        return outcome
    persons = np.broadcast_to(outcome.persons.reshape(len(LEVELS), *(1,) * len(shape)), (len(LEVELS), *shape))
    return Outcome(persons, np.broadcast_to(outcome.strategic, shape))


def option_rows(options: Options) -> tuple[OptionResult, ...]:
    """Every row of a comparison with what would turn round the orders in which it is dominated."""
    flips = flips_of(options)
    return tuple(row.model_copy(update={"dominated": _with_flips(row, flips)}) for row in options.rows)


def _with_flips(row: OptionResult, flips: Flips) -> Dominance | None:
    if row.dominated is None:
        return None
    by = tuple(
        other.model_copy(
            update={
                "flips_at": _first(flips, row, other.option, "harm"),
                "strategic_flips_at": _first(flips, row, other.option, "strategic"),
            }
        )
        for other in row.dominated.by
    )
    return row.dominated.model_copy(update={"by": by})


def _first(flips: Flips, row: OptionResult, other: str, track: FlipTrack) -> SwitchingValue | None:
    flip = flips.first(row.option, other, track)
    return None if flip is None else switching_value(flip)


def switching_value(flip: Flip) -> SwitchingValue:
    """The value at which two rows are equal; `per` of a rate that does not count a year, as a map has to say it."""
    return SwitchingValue(
        address=flip.address,
        value=flip.value,
        per=flip.per if flip.per == "person-year" else None,
        above=flip.above,
        probability=flip.probability,
        low=flip.low,
        high=flip.high,
    )
