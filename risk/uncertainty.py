"""How sure is a result: the same diagrams over draws of all the numbers, and which number spreads it most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from risk.draws import bins, distributions, drawn, means
from risk.estimates import Point
from risk.events import Event
from risk.measures import Model, score, steps

Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
BATCHES = 10
SLICES = 100


@dataclass(frozen=True)
class Spread:
    """Mean, median and 90 % equal-tailed interval of a result; `error` is the relative error of the median."""

    mean: float
    median: float
    low: float
    high: float
    error: float = 0.0


def spread(values: Floats, mean: float | None = None) -> Spread:
    """What draws say of a result, shape (draws,), in batches that were drawn alike; the mean may be known exactly."""
    low, median, high = np.quantile(values, (LOW, MIDDLE, HIGH))
    by_batch = np.median(values.reshape(BATCHES, -1), axis=1) if values.size % BATCHES == 0 else values[:1]
    off = float(by_batch.std(ddof=1) / np.sqrt(BATCHES)) if by_batch.size > 1 else 0.0
    exact = float(values.mean()) if mean is None else mean
    return Spread(exact, float(median), float(low), float(high), off / median if median else 0.0)


@dataclass(frozen=True)
class EventSpread:
    """What draws say of one event: persons by level or higher, severe equivalents, and its rate."""

    persons: tuple[Spread, ...]
    harm: Spread
    rate: Spread


class Uncertain:
    """Everything that is linear in a map's numbers, over draws of them."""

    def __init__(self, model: Model, draws: int, seed: int, ratio: float | None) -> None:
        self.model = model
        self.draws = draws
        self.seed = seed
        self.ratio = ratio
        self.known = distributions(model.events)

    @cached_property
    def x(self) -> Floats:
        """The numbers of every draw, shape (addresses, draws)."""
        return drawn(self.known, self.draws, self.seed, BATCHES)

    @cached_property
    def mean_x(self) -> Floats:
        """The expected value of every number."""
        return means(self.known, self.model.addresses)

    @cached_property
    def chances(self) -> Floats:
        """The probability of every root in every draw, shape (rows, draws)."""
        return self.model.chances(self.x)

    def persons(self, event: Event) -> Floats:
        """An event's persons a year at each level or higher, shape (levels, draws)."""
        return np.asarray(self.model.event_persons(event, self.x, self.chances).sum(axis=0))

    @cached_property
    def _totals(self) -> dict[str, Floats]:
        """Persons by level, summed over all events, over each actor's and over strategic groups, from one pass."""
        totals: dict[str, Floats] = {}
        for event in self.model.events.events:
            by_group = self.model.event_persons(event, self.x, self.chances)
            for name, part in self._parts(event, by_group):
                totals[name] = totals[name] + part if name in totals else part
        return totals

    def _parts(self, event: Event, by_group: Floats) -> Iterator[tuple[str, Floats]]:
        whole = by_group.sum(axis=0)
        yield "", whole
        yield event.actor, whole
        yield "strategic", by_group[self.model.strategic].sum(axis=0)

    @cached_property
    def harm(self) -> Floats:
        """Severe equivalents a year in every draw."""
        return self.harm_of("")

    def harm_of(self, actor: str) -> Floats:
        """An actor's severe equivalents a year in every draw; of all actors for the empty name."""
        return np.asarray(steps(self.ratio) @ self._totals[actor])

    def persons_of(self, actor: str) -> Floats:
        """An actor's persons a year by level or higher, shape (levels, draws); of all for the empty name."""
        return self._totals[actor]

    @cached_property
    def inherent_harm(self) -> Floats:
        """Severe equivalents a year in every draw if nothing were refused, stopped or unreadable."""
        freed = self.model.freed(self.x)
        chances = self.model.chances(freed)
        step = steps(self.ratio)
        events = self.model.events.events
        return np.asarray(sum(step @ self.model.event_persons(e, freed, chances).sum(axis=0) for e in events))

    def variance_shares(self) -> Mapping[str, float]:
        """The part of the score's variance that each number would remove if it were known: first-order Sobol indices.

        Means within equally likely slices of a number, less what the mean of so few draws varies by itself.
        """
        values = np.asarray(score(self.harm))
        whole = float(values.var())
        if whole == 0.0:
            return dict.fromkeys(self.known, 0.0)
        return {a: self._share(a, values, whole) for a in self.known if not isinstance(self.known[a], Point)}

    def _share(self, address: str, values: Floats, whole: float) -> float:
        where = bins(address, self.draws, self.seed, BATCHES, SLICES)
        count = np.bincount(where, minlength=SLICES)
        mean = np.bincount(where, weights=values, minlength=SLICES) / count
        within = whole - float((count / values.size) @ (mean - values.mean()) ** 2)
        between = float((count / values.size) @ (mean - values.mean()) ** 2) - within * (SLICES - 1) / values.size
        return min(1.0, max(0.0, between / whole))
