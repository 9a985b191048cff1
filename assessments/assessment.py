"""What follows from a map: everything an assessment says, as numbers with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data_maps.model import DataMap
from risk.chances import HORIZONS, SAME_SIZE, Curve, curve, event_sizes
from risk.events import Event, Events, events
from risk.inputs import Input
from risk.measures import Measures, Model, assumed_share, score
from risk.reach import BUDGET, Graded
from risk.severity import LEVELS, weights
from risk.shares import shapley
from risk.threats import catalogue
from risk.trials import BATCHES, bracket, reach
from risk.ways import Way, closing, ways
from risk.worlds import Worlds, worlds

Floats = NDArray[np.float64]

MOSTLY = 0.5
T_95 = 2.131  # Student's t for fifteen degrees of freedom: sixteen batches of trials
ROUTES = 20
BULK_SIZES = (10_000, 1_000_000)
ORDER = ("criminals", "insiders", "buyers")


@dataclass(frozen=True)
class Quantity:
    """A number with the place of its 90 % interval; what has not been computed is None."""

    point: float
    mean: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Settings:
    """How a map is assessed: `severity_ratio` None stands for linear weights; no draws, no intervals.

    `nodes` is the budget of the decision diagrams; a map too wide for it is simulated and bracketed.
    """

    draws: int = 0
    seed: int = 0
    severity_ratio: float | None = 4.0
    nodes: int = BUDGET


@dataclass(frozen=True)
class Simulation:
    """The 95 % interval of a simulated harm index, and the certified bracket it lies in: two different things."""

    low: float
    high: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Exposed:
    """What an actor or an event amounts to: harm and persons a year, its share of all harm, chances by horizon."""

    harm: Quantity
    share: float
    persons_per_year: Mapping[int, Quantity]
    at_least_one: Mapping[int, Quantity]


@dataclass(frozen=True)
class ActorRow:
    """One actor with what it amounts to; `foreign` is None where the actor is no state."""

    actor: str
    foreign: bool | None
    exposed: Exposed


@dataclass(frozen=True)
class EventRow:
    """One event: `rate` a year of those that expose anyone, and the share of each data type in its harm."""

    event: Event
    rate: Quantity
    exposed: Exposed
    data: Mapping[str, float]


@dataclass(frozen=True)
class Headline:
    """The first things to know."""

    persons_per_year: Mapping[int, Quantity]
    harm: Quantity
    score: Quantity
    harm_per_100k_users: Quantity
    inherent_harm: Quantity
    inherent_score: Quantity
    any: Mapping[int, Quantity]
    bulk: Mapping[int, Quantity]
    unique_persons: Mapping[int, Quantity]
    assumed_share: float


@dataclass(frozen=True)
class Strategic:
    """The national-security view, never merged into the harm index."""

    persons_per_year: Quantity
    joined_per_year: Quantity
    bulk_at_least: Mapping[int, Quantity]


@dataclass(frozen=True)
class LedgerRow:
    """One number used: where it came from, what it took the place of, what it moves."""

    number: Input
    elasticity: float
    assumed: bool


@dataclass(frozen=True)
class Closing:
    """A smallest set of conditions that leaves an actor no way, and the harm that would remain."""

    actor: str
    closes: tuple[str, ...]
    harm_if_closed: float


@dataclass(frozen=True)
class Assessment:
    """Everything that follows from a full map under some settings; each part is computed when it is first asked for."""

    data_map: DataMap
    settings: Settings
    events: Events
    model: Model

    @cached_property
    def x(self) -> Floats:
        """The point values of all numbers."""
        return self.model.point

    @cached_property
    def measures(self) -> Measures:
        """Persons by event, group and level at the point values."""
        return self.model.measured(self.x)

    @cached_property
    def simulation(self) -> Simulation | None:
        """How far the harm index may be off where the map is too wide for an exact one; None where it is exact."""
        if self.model.reach.exact:
            return None
        repeated = np.repeat(self.x[:, None], BATCHES, axis=1)
        batches = self.model.measured(repeated).harm(self.settings.severity_ratio).sum(axis=0)
        half = T_95 * float(batches.std(ddof=1)) / BATCHES**0.5
        lower, upper = self._bracket()
        return Simulation(self.harm - half, self.harm + half, lower, upper)

    def _bracket(self) -> tuple[float, float]:
        """Certified values between which the harm index lies: it only grows with the probability of any root."""
        q = {address: number.best for address, number in self.events.inputs.items()}
        sides = bracket(self.events, self.model.reach, q)
        lower, upper = (self.model.measured(self.x, side).harm(self.settings.severity_ratio).sum() for side in sides)
        return float(lower), float(upper)

    @cached_property
    def harms(self) -> Floats:
        """Severe equivalents a year of each event."""
        return self.measures.harm(self.settings.severity_ratio)

    @property
    def harm(self) -> float:
        """The harm index: severe equivalents a year."""
        return float(self.harms.sum())

    def worlds(self, chosen: Iterable[Event]) -> Worlds:
        """The states of the world that make a difference to some events."""
        cores = frozenset(event.core for event in chosen)
        if cores not in self._known_worlds:
            self._known_worlds[cores] = worlds(self.model, self.x, cores, seed=self.settings.seed)
        return self._known_worlds[cores]

    @cached_property
    def _known_worlds(self) -> dict[frozenset[str], Worlds]:
        return {}

    @cached_property
    def elasticities(self) -> Mapping[str, float]:
        """What one percent more of each number does to the harm index, in percent."""
        return self.model.elasticities(self.x, self.settings.severity_ratio)

    @cached_property
    def assumed_share(self) -> float:
        """The part of the harm index that rests on numbers nobody stated."""
        return assumed_share(self.elasticities, self.events)

    @property
    def mostly_assumed(self) -> bool:
        """Whether more than half of the harm index rests on numbers nobody stated."""
        return self.assumed_share > MOSTLY

    @cached_property
    def headline(self) -> Headline:
        """The first things to know."""
        inherent = float(self.model.measured(self.model.freed(self.x)).harm(self.settings.severity_ratio).sum())
        people = sum(self._count(g) for g in self.model.groups)
        return Headline(
            persons_per_year=_by_level(self.measures.by_level()),
            harm=Quantity(self.harm),
            score=Quantity(float(score(self.harm))),
            harm_per_100k_users=Quantity(self.harm / people * 1e5 if people else 0.0),
            inherent_harm=Quantity(inherent),
            inherent_score=Quantity(float(score(inherent))),
            any=_by_horizon(self.curve.at_least_one),
            bulk=_by_horizon(self.bulk_curve.at_least_one),
            unique_persons=_by_horizon(self.curve.unique_persons),
            assumed_share=self.assumed_share,
        )

    def _count(self, group: str) -> float:
        stated = self.data_map.estimates.get(f"users.{group}.count")
        return (stated and stated.best) or self.data_map.users[group].count.best or 0.0

    @cached_property
    def curve(self) -> Curve:
        """The frequency–size curve over all events."""
        return self._curve(self.events.events)

    @cached_property
    def bulk_curve(self) -> Curve:
        """The frequency–size curve of events in bulk by any state."""
        return self._curve([e for e in self.events.events if e.threat.scope == "bulk" and e.interest])

    def _curve(self, chosen: Sequence[Event]) -> Curve:
        return curve(self.model, self.x, self.worlds(chosen), chosen)

    @cached_property
    def sizes(self) -> tuple[tuple[float, Mapping[int, float]], ...]:
        """The frequency–size curve at 1, 10, 100, … and at the largest size of each event, rising."""
        largest = [float(self._sizes(event).max(initial=0.0)) for event in self.events.events]
        top = max(largest, default=0.0)
        tens = [10.0**n for n in range(12) if 10.0**n <= top]
        return tuple((n, _plain(self.curve.at_least(n))) for n in _distinct([*tens, *largest]))

    @cached_property
    def strategic(self) -> Strategic:
        """The national-security view."""
        groups = [i for i, g in enumerate(self.model.groups) if "strategic" in self.data_map.users[g].exposure]
        persons = self.measures.by_level(groups=groups)[0] if groups else 0.0
        return Strategic(
            persons_per_year=Quantity(float(persons)),
            joined_per_year=Quantity(float(self.measures.joined[:, groups].sum())),
            bulk_at_least={n: Quantity(float(self.bulk_curve.at_least(n)[-1])) for n in BULK_SIZES},
        )

    @cached_property
    def actors(self) -> tuple[ActorRow, ...]:
        """Every actor: states in alphabetical order, then criminals, insiders, buyers."""
        named = dict.fromkeys(e.actor for e in self.events.events)
        ordered = sorted(named, key=lambda a: (ORDER.index(a) if a in ORDER else -1, a))
        return tuple(ActorRow(actor, self._foreign(actor), self._exposed(self.of_actor(actor))) for actor in ordered)

    @cached_property
    def states_together(self) -> Exposed:
        """What all states, foreign and own alike, amount to; kept apart from the other actors."""
        return self._exposed([i for i, event in enumerate(self.events.events) if event.interest])

    @cached_property
    def others_together(self) -> Exposed:
        """What criminals, insiders and buyers amount to."""
        return self._exposed([i for i, event in enumerate(self.events.events) if not event.interest])

    def of_actor(self, actor: str) -> list[int]:
        """The places of an actor's events in the list of all events."""
        return [i for i, event in enumerate(self.events.events) if event.actor == actor]

    def _foreign(self, actor: str) -> bool | None:
        return (
            actor.removeprefix("state:") not in self.events.exposure.own_states if actor.startswith("state:") else None
        )

    def _exposed(self, chosen: list[int]) -> Exposed:
        harm = float(self.harms[chosen].sum())
        return Exposed(
            harm=Quantity(harm),
            share=harm / self.harm if self.harm else 0.0,
            persons_per_year=_by_level(self.measures.by_level(chosen)),
            at_least_one=_by_horizon(self._curve([self.events.events[i] for i in chosen]).at_least_one),
        )

    @cached_property
    def event_rows(self) -> tuple[EventRow, ...]:
        """Every event, in the order of the catalogue."""
        return tuple(
            EventRow(event, Quantity(self._rate(event)), self._exposed([i]), self._data_shares(event))
            for i, event in enumerate(self.events.events)
        )

    def _rate(self, event: Event) -> float:
        often = self.model.polynomial(event.rate, self.x)
        conditions = self.model.product([a for a in (event.interest, event.trial) if a], self.x)
        return float(often * conditions * (self.worlds([event]).mass[:, 0] @ (self._sizes(event) > 0.0)))

    def _sizes(self, event: Event) -> Floats:
        return event_sizes(self.model, self.x[:, None], self.worlds([event]), event)[:, 0]

    def _data_shares(self, event: Event) -> Mapping[str, float]:
        """Each data type's share of the event's harm: the Shapley values of what is exposed, averaged."""
        totals = dict.fromkeys(self.data_map.data, 0.0)
        for group, terms in event.people.items():
            people = float(self.model.polynomial(terms, self.x))
            for data, value in self._weights_by_data(event.core, group).items():
                totals[data] += people * value
        whole = sum(totals.values())
        return {data: value / whole for data, value in totals.items() if value} if whole else {}

    def _weights_by_data(self, core: str, group: str) -> Mapping[str, float]:
        about = self.events.cores[core]
        graded = about.graded[group]
        key = (tuple((data, n, self.model.reach.alike(name)) for data, n, name in graded), about.pairs)
        if key not in self._known_weights:
            self._known_weights[key] = self._shapley_of(graded, about.pairs)
        return self._known_weights[key]

    @cached_property
    def _known_weights(self) -> dict[object, Mapping[str, float]]:
        return {}

    def _shapley_of(self, graded: Graded, pairs: tuple[tuple[str, str], ...]) -> Mapping[str, float]:
        q = {address: number.best for address, number in self.events.inputs.items()}
        weight = weights(self.settings.severity_ratio)
        by_level = (0.0, *(weight[n] for n in LEVELS))
        totals: dict[str, float] = {}
        for exposed, mass in self.model.reach.patterns(graded, q).items():
            for (data, _), value in zip(exposed, shapley(exposed, pairs, by_level), strict=True):
                totals[data] = totals.get(data, 0.0) + mass * value
        return totals

    @cached_property
    def data_shares(self) -> Mapping[str, float]:
        """Each data type's share of the harm index, the largest first."""
        totals: dict[str, float] = {}
        for row in self.event_rows:
            for data, share in row.data.items():
                totals[data] = totals.get(data, 0.0) + share * row.exposed.share
        return dict(sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def routes(self) -> tuple[Way, ...]:
        """The most probable ways over all events."""
        return self.ways(k=ROUTES)

    def ways(
        self, *, actor: str | None = None, data: str | None = None, users: str | None = None, k: int = ROUTES
    ) -> tuple[Way, ...]:
        """The k most probable ways of an actor (or all), of one data type or group (or all)."""
        chosen = [event for event in self.events.events if actor in (None, event.actor)]
        return ways(self.events, self.model.reach, chosen, k, data=data, users=users)

    @cached_property
    def choke_points(self) -> tuple[Closing, ...]:
        """For each actor the smallest sets of conditions that close all its ways."""
        return tuple(row for actor in self.actors for row in self.closings(actor.actor))

    def closings(self, actor: str) -> tuple[Closing, ...]:
        """The smallest sets of conditions that leave one actor no way."""
        return tuple(
            Closing(actor, tuple(sorted(closed)), self.harm_without(closed))
            for closed in closing(self.events, actor)
            if closed
        )

    def harm_without(self, closed: Iterable[str]) -> float:
        """The harm index with some conditions at 0, all else as it is."""
        shut = frozenset(closed)
        x = np.where([a in shut for a in self.model.addresses], 0.0, self.x)
        exact = any(self.events.inputs[a].exact for a in shut)
        model = Model(self.events, reach(self.events, closed=shut, budget=self.settings.nodes)) if exact else self.model
        return float(model.measured(x).harm(self.settings.severity_ratio).sum())

    @cached_property
    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every number used, what moves most first."""
        rows = [LedgerRow(number, self.elasticities[a], number.assumed) for a, number in self.events.inputs.items()]
        return tuple(sorted(rows, key=lambda row: (-abs(row.elasticity), row.number.address)))


def assess(data_map: DataMap, settings: Settings | None = None) -> Assessment:
    """Everything that follows from a full map."""
    found = events(data_map, catalogue())
    chosen = settings or Settings()
    return Assessment(data_map, chosen, found, Model(found, reach(found, budget=chosen.nodes)))


def _by_level(persons: Floats) -> dict[int, Quantity]:
    return {n: Quantity(float(p)) for n, p in zip(LEVELS, persons, strict=True)}


def _plain(probabilities: Floats) -> dict[int, float]:
    return {int(t): float(p) for t, p in zip(HORIZONS, probabilities, strict=True)}


def _by_horizon(probabilities: Floats) -> dict[int, Quantity]:
    return {t: Quantity(p) for t, p in _plain(probabilities).items()}


def _distinct(sizes: Iterable[float]) -> list[float]:
    found: list[float] = []
    for size in sorted(s for s in sizes if s > 0.0):
        if not found or size - found[-1] > SAME_SIZE * size:
            found.append(size)
    return found
