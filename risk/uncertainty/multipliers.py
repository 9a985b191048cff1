"""Medians in which one number is not left to the draws: the number that multiplies most of a result.

Given all others, a result that is part × number + rest lies below a value with a probability that is known: that of the
number lying below (value − rest) ÷ part. Its mean over the draws is the distribution of the result without what the
draws of that number err by.

Source:
    S. Asmussen and P. W. Glynn, Stochastic Simulation, 2007, chapter V.4, on conditional Monte Carlo.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from data_maps.caching import cached_property
from risk.arrays import Floats
from risk.engine.polynomials import product
from risk.events import Event
from risk.inputs import Derived, Input, quotient
from risk.measures import Model
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draws import slices

SLICES = 2_000
CELLS = 4_096
AROUND = (0.45, 0.5, 0.55)
"""The median, and the shares on either side of it between which its density is taken."""
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Multiplied:
    """A part of a result in every draw, shape (…, draws), and the number that multiplies it and nothing of the rest."""

    part: Floats
    number: Floats
    distribution: Distribution

    @property
    def key(self) -> Hashable:
        """The cache key: two of them that say the same have the same."""
        return hash(self.part.tobytes()), hash(self.number.tobytes()), self.distribution

    def with_part(self, part: Floats) -> Multiplied:
        """Another part that the same number multiplies."""
        return replace(self, part=part)

    def first_draws(self, draws: int | None) -> Multiplied:
        """The same in the first so many draws."""
        return replace(self, part=self.part[..., :draws], number=self.number[:draws])

    def below(self, values: Floats, value: float) -> Floats:
        """The probability in every draw, given all other numbers, that a result lies below a value, shape (draws,).

        Args:
            values: The result in every draw, of which this is a part.
            value: The value.
        """
        part = self.part
        number_needed = np.divide(
            self.number * (value - (values - part)), part, out=np.zeros_like(part), where=part != 0.0
        )
        share = _below(self.distribution)(number_needed)
        share = np.where(part < 0.0, 1.0 - share, share)
        return np.where(part == 0.0, values <= value, share)


class Multipliers:
    """For some events of a map together, the number that multiplies most of their harm as far as it is uncertain."""

    def __init__(self, model: Model, ranges: Mapping[str, Distribution], ratio: float | None) -> None:
        self.model = model
        self.distributions = ranges
        self.ratio = ratio

    def widest_multiplier(self, chosen: Sequence[Event]) -> str | None:
        """The number with the widest effect on the harm of some events; None where no number multiplies any of it."""
        return self._widest({event.key: self._harms[event.key] for event in chosen}, self.distributions)

    def widest_multiplier_of_more(
        self, other: Multipliers, chosen: Sequence[Event], others: Sequence[Event]
    ) -> str | None:
        """The number with the widest effect on the harm of some events less that of others on another map; else None.

        Both maps know it alike, or the other does not have it.
        """
        harms_there = {event.key: other._harms[event.key] for event in others}
        more = {event.key: abs(self._harms[event.key] - harms_there.get(event.key, 0.0)) for event in chosen}
        return self._widest(more, {name for name in self._multipliers if other.knows(name, self.distributions[name])})

    def _widest(self, harms: Mapping[str, float], names: Collection[str]) -> str | None:
        """Of some names the number with the widest effect on the harm of some events, by their keys; None without."""
        effect: dict[str, float] = {}
        for key, harm in harms.items():
            for name in self._multiplying[key]:
                effect[name] = effect.get(name, 0.0) + harm
        widest = {name: harm * _width(self.distributions[name]) for name, harm in effect.items() if name in names}
        return max((name for name in widest if widest[name] > 0.0), key=lambda name: (widest[name], name), default=None)

    def events(self, name: str, chosen: Sequence[Event]) -> list[Event]:
        """Those of some events that a number multiplies."""
        return [event for event in chosen if name in self._multiplying[event.key]]

    def knows(self, name: str, distribution: Distribution) -> bool:
        """True where a number is known like this and does nothing but multiply events, or does nothing at all."""
        return name not in self.distributions or (
            self.distributions[name] == distribution and name in self._multipliers
        )

    @cached_property
    def _harms(self) -> dict[str, float]:
        """The harm of every event at the best values, by its key."""
        measured = self.model.measured(self.model.point)
        return dict(zip((e.key for e in self.model.events.events), measured.harm(self.ratio).tolist(), strict=True))

    @cached_property
    def _multiplying(self) -> dict[str, frozenset[str]]:
        """The names of the numbers that multiply each event, by its key; such a number does nothing else anywhere."""
        factors = {event.key: self._names_of(_factors(event)) for event in self.model.events.events}
        return {key: names & self._multipliers for key, names in factors.items()}

    @cached_property
    def _multipliers(self) -> frozenset[str]:
        """The names of the numbers that do nothing but multiply events."""
        more = {a for event in self.model.events.events for a in _addresses(event) - _factors(event)}
        return frozenset(self._names.values()) - self._names_of(more.union(self.model.roots.variables))

    def _names_of(self, addresses: Iterable[str]) -> frozenset[str]:
        return frozenset(self._names[a] for a in addresses if a in self._names)

    @cached_property
    def _names(self) -> dict[str, str]:
        """By address the name of the number that it is or is a multiple of, where no other address follows from it."""
        uses: dict[str, int] = {}
        for used in self.model.events.inputs.values():
            for leaf in used.leaves:
                uses[leaf.address] = uses.get(leaf.address, 0) + 1
        names = {address: _multiple_of(used) for address, used in self.model.events.inputs.items()}
        return {
            address: name
            for address, name in names.items()
            if name is not None and uses[name] == 1 and not isinstance(self.distributions[name], Point)
        }


def _rate_products(event: Event) -> list[tuple[str, ...]]:
    """The addresses of each product that tells how often an event happens."""
    return [addresses for _, addresses in product(event.rate, ((1.0, event.conditions),))]


def _factors(event: Event) -> frozenset[str]:
    """The addresses that multiply an event, once each, and are no part of the people it is about."""
    often = _rate_products(event)
    once = [frozenset(a for a in term if term.count(a) == 1) for term in often]
    return frozenset.intersection(*once) - _people(event) if once else frozenset()


def _people(event: Event) -> frozenset[str]:
    return frozenset(a for terms in event.people.values() for _, addresses in terms for a in addresses)


def _addresses(event: Event) -> frozenset[str]:
    return _people(event).union(*_rate_products(event))


def _multiple_of(used: Input) -> str | None:
    """The name of a drawn number that another is or is a multiple of."""
    if not isinstance(used, Derived):
        return used.address
    is_multiple = used.formula is quotient and not isinstance(used.parts[0], Derived)
    apart = is_multiple and used.parts[0] not in used.parts[1].leaves
    return used.parts[0].address if apart else None


def _width(distribution: Distribution) -> float:
    """The width of what is known of a number, on the log."""
    low, high = np.log(np.maximum(slices(distribution, SLICES)[[SLICES // 6, -SLICES // 6]], TINY))
    return float(high - low)


def median_and_error(
    values: Floats, around: Sequence[float], multiplied: Multiplied, batches: int
) -> tuple[float, float]:
    """The median of a result over draws in batches, and its standard error.

    By one step of Newton's from the median of the draws, no further than the values on either side of it.

    Args:
        values: The result in every draw, shape (draws,), batch after batch.
        around: The values below which `AROUND` shares of the draws lie.
        multiplied: The part of it that one number multiplies.
        batches: How many batches drawn alike there are.
    """
    low, median, high = around
    below = multiplied.below(values, median).reshape(batches, -1).mean(axis=1)
    steps = np.array((AROUND[1] - below.mean(), below.std(ddof=1) / math.sqrt(batches))) / (AROUND[2] - AROUND[0])
    # What spreads over many factors has a density on the log; a difference has no log.
    wide = low > 0.0
    moved, error = (steps * (math.log(high / low) if wide else high - low)).tolist()
    middle = median * math.exp(moved) if wide else median + moved
    return min(max(middle, low), high), error * (median if wide else 1.0)


@dataclass(frozen=True, eq=False)
class _Below:
    """The probability that a number lies below others: read from a table with equal steps of the log."""

    lowest: float
    steps: float
    table: Floats

    def __call__(self, values: Floats) -> Floats:
        """The probabilities, shape of the values."""
        at = np.log(np.maximum(values, TINY))
        at -= self.lowest
        at *= self.steps
        np.clip(at, 0.0, CELLS - 1.0, out=at)
        cell = at.astype(np.intp)
        at -= cell
        below: Floats = self.table.take(cell) + at * self.rises.take(cell)
        return below

    @cached_property
    def rises(self) -> Floats:
        """By how much the probability is higher at the next step of the table."""
        return np.append(np.diff(self.table), 0.0)


@lru_cache(maxsize=256)
def _below(distribution: Distribution) -> _Below:
    """The table of a distribution, from its middle values in equally likely slices."""
    values = np.maximum(slices(distribution, SLICES), TINY)
    ranks = (np.arange(SLICES) + 0.5) / SLICES
    lowest, highest = np.log(values[0]), np.log(values[-1])
    grid = np.exp(np.linspace(lowest, highest, CELLS))
    table = np.interp(grid, values, ranks)
    table[0], table[-1] = 0.0, 1.0
    return _Below(float(lowest), (CELLS - 1.0) / float(highest - lowest), table)
