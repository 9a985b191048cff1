"""What follows from a map: everything an assessment says, as numbers with their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.cache import kept
from assessments.results.headline import HeadlineNumbers
from assessments.results.quantity import Floats, Quantity, by_horizon, from_spread, part_of, plain, quantity
from assessments.results.result import Strategic
from assessments.results.rows import ActorRow, Closing, EventRow, Exposed, LedgerRow, Left, Simulation
from data_maps.caching import cached_property
from data_maps.model import DataMap
from risk.catalogue import catalogue
from risk.chances import SAME_SIZE, Curve, Likely, curve, event_sizes, likely
from risk.engine.cores import Graded
from risk.engine.reach import BUDGET, bracket, exact_rows, reach, sets, words_of_data
from risk.engine.simulation import BATCHES
from risk.engine.worlds import EveryWorld
from risk.events import Event, Events, events
from risk.measures import Measures, Model, assumed_share
from risk.routes import Way, Ways, all_ways, closing, ways
from risk.severity import LEVELS, weights
from risk.shapley import shapley
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.draw_counts import DRAWS_IF_SIMULATED, WHAT_IF_DRAWS, YEAR_DRAWS
from risk.uncertainty.draws import Columns, distributions
from risk.uncertainty.propagation import BATCHES as BATCHES_OF_DRAWS
from risk.uncertainty.propagation import STRATEGIC, Uncertain, enough, fitting, known_spread, whole_batches
from risk.year_totals import Tail, tail, tails, year_totals

if TYPE_CHECKING:
    from assessments.results.breakdown import DrawnData
    from assessments.results.options.table import Options
    from assessments.results.value_of_information import Choosing, Rate
    from risk.uncertainty.sensitivity import Bar

MOSTLY = 0.5
MANY_EVENTS = 200
MOST_DOUBLED = 4
T_95 = 2.131  # Student's t for fifteen degrees of freedom: sixteen batches of trials
ROUTES = 20
BULK_SIZES = (10_000, 1_000_000)
ORDER = ("criminals", "insiders", "buyers")
WITHOUT_DRAWS = ("x", "measures", "harms", "elasticities", "assumed_share", "weak", "likely", "bulk_likely", "all_ways")


@dataclass(frozen=True)
class Settings:
    """How a map is assessed: `severity_ratio` None stands for linear weights; no draws, no intervals.

    `nodes` is the budget of the decision diagrams; a map too wide for it is simulated and bracketed. `options` are
    those that the map is assessed with as if they all acted. `exchange_rate` is what a severe equivalent avoided is
    worth in lifeline person-years to whoever says so with their name: None unless somebody does.
    """

    draws: int = 0
    seed: int = 0
    severity_ratio: float | None = 4.0
    nodes: int = BUDGET
    options: tuple[str, ...] = ()
    exchange_rate: Rate | None = None


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

    @cached_property
    def worlds(self) -> EveryWorld:
        """The states of the world at the point values."""
        return EveryWorld(self.model, self.x, self.settings.seed)

    @cached_property
    def elasticities(self) -> Mapping[str, float]:
        """What one percent more of each number does to the harm index, in percent."""
        return self.model.elasticities(self.x, self.settings.severity_ratio)

    @cached_property
    def assumed_share(self) -> float:
        """The part of the harm index that rests on numbers nobody stated."""
        return assumed_share(self.elasticities, self.events)

    @cached_property
    def rests_on_assumed(self) -> Quantity:
        """The same with its interval."""
        from assessments.results.breakdown import resting_on

        assumed = (address for address, number in self.events.numbers.items() if number.assumed)
        return resting_on(self, self.assumed_share, assumed)

    @cached_property
    def moved_by_every(self) -> Floats | None:
        """How the harm index moves in few draws with all numbers that have a range together; None without draws."""
        from assessments.results.breakdown import moved_by_every

        return moved_by_every(self)

    @cached_property
    def weak(self) -> frozenset[str]:
        """The numbers whose evidence is graded C/3 or worse, or not graded at all."""
        from assessments.results.evidence import is_weak

        return frozenset(a for a, number in self.events.numbers.items() if is_weak(self.data_map, number))

    @property
    def mostly_assumed(self) -> bool:
        """Whether more than half of the harm index rests on numbers nobody stated."""
        return self.rests_on_assumed.middle > MOSTLY

    @cached_property
    def uncertain(self) -> Uncertain | None:
        """The draws of all numbers; None where the settings ask for no intervals.

        They are doubled, twice at most, while the error of the harm's median is above one percent.
        A simulated map has few trials in each draw, so it gets fewer draws.
        """
        most = self.most_draws
        limit = MOST_DOUBLED * most if self.model.reach.exact else most
        ratio, seed = self.settings.severity_ratio, self.settings.seed
        return enough(self.model, most, seed, ratio, most=limit) if most else None

    @property
    def most_draws(self) -> int:
        """How many draws are made before any are added: those asked for, or as many as a large map allows."""
        asked = self.settings.draws if self.model.reach.exact else min(self.settings.draws, DRAWS_IF_SIMULATED)
        return min(asked, fitting(self.model))

    @cached_property
    def mean_measures(self) -> Measures | None:
        """The linear measures at the expected value of every number, which are their exact means."""
        mean_x = self.uncertain.mean_x if self.uncertain else None
        return None if mean_x is None or not self.model.reach.exact else self.model.measured(mean_x)

    @cached_property
    def headline(self) -> HeadlineNumbers:
        """The first things to know."""
        return HeadlineNumbers(self)

    @property
    def every(self) -> list[int]:
        """The places of all events."""
        return list(range(len(self.events.events)))

    @property
    def drawn_harm(self) -> Floats | None:
        """The harm index in every draw; None without draws."""
        return self.uncertain.harm("") if self.uncertain else None

    def per_100k(self, harm: Floats | None) -> tuple[float, Floats | None]:
        """The harm index for every 100,000 people counted, at the best values and in every draw."""
        people, drawn = self._counted
        if not people:
            return 0.0, harm
        return self.harm / people * 1e5, None if drawn is None or harm is None else harm / drawn * 1e5

    @property
    def counted(self) -> Quantity:
        """How many people are counted, all groups together."""
        return quantity(*self._counted)

    @cached_property
    def _counted(self) -> tuple[float, Floats | None]:
        """The people counted, at the best values and in every draw."""
        people = math.fsum(self._count(g) for g in self.model.groups)
        if self.uncertain is None:
            return people, None
        drawn = {g: f"users.{g}.count" for g in self.model.groups if f"users.{g}.count" in self.events.inputs}
        fixed = math.fsum(self._count(g) for g in self.model.groups if g not in drawn)
        return people, np.full(self.uncertain.draws, fixed) + self.uncertain.numbers(drawn.values()).sum(axis=0)

    def persons_of(self, chosen: list[int], names: Sequence[str]) -> dict[int, Quantity]:
        """Persons a year by level of some events, which are all those of the actors named."""
        draws = self.uncertain.persons(*names) if self.uncertain else [None] * len(LEVELS)
        exact = self.mean_measures.by_level(chosen) if self.mean_measures else [None] * len(LEVELS)
        rows = zip(LEVELS, self.measures.by_level(chosen), draws, exact, strict=True)
        return {n: quantity(float(p), d, None if m is None else float(m)) for n, p, d, m in rows}

    def harm_of(self, chosen: list[int], names: Sequence[str]) -> Quantity:
        """Severe equivalents a year of some events, which are all those of the actors named."""
        ratio = self.settings.severity_ratio
        mean = float(self.mean_measures.harm(ratio)[chosen].sum()) if self.mean_measures else None
        return quantity(float(self.harms[chosen].sum()), self.uncertain.harm(*names) if self.uncertain else None, mean)

    def chances_of(self, chosen: Sequence[Event], point: Floats) -> dict[int, Quantity]:
        """The chance of at least one of some events, by horizon; `point` is that at the best values."""
        return by_horizon(point, self.uncertain.at_least_one(chosen) if self.uncertain else None)

    def _count(self, group: str) -> float:
        return self.data_map.people_in(group)

    @cached_property
    def curve(self) -> Curve:
        """The frequency–size curve over all events."""
        return self._curve(self.events.events)

    @cached_property
    def bulk_curve(self) -> Curve:
        """The frequency–size curve of events in bulk by any state."""
        return self._curve(self.bulk_events)

    @cached_property
    def likely(self) -> Likely:
        """How likely at least one event is."""
        return self._likely(self.events.events)

    @cached_property
    def bulk_likely(self) -> Likely:
        """How likely at least one event in bulk by any state is."""
        return self._likely(self.bulk_events)

    @property
    def bulk_events(self) -> tuple[Event, ...]:
        """Events in bulk by any state."""
        return tuple(e for e in self.events.events if e.threat.scope == "bulk" and e.interest)

    def _curve(self, chosen: Sequence[Event]) -> Curve:
        return curve(self.model, self.x, self.worlds.of(chosen), chosen)

    def _likely(self, chosen: Sequence[Event]) -> Likely:
        return likely(self.model, self.x, self.worlds.of(chosen), chosen)

    @cached_property
    def sizes(self) -> tuple[tuple[float, Mapping[int, float]], ...]:
        """The frequency–size curve at 1, 10, 100, … and at the largest size of each event, rising."""
        largest = [float(self._sizes(event).max(initial=0.0)) for event in self.events.events]
        top = max(largest, default=0.0)
        tens = [10.0**n for n in range(12) if 10.0**n <= top]
        return tuple((n, plain(self.curve.at_least(n))) for n in _distinct([*tens, *largest]))

    @kept
    def of_size(self, persons: float) -> Mapping[int, Quantity]:
        """How likely at least one event is that reaches so many people, by horizon."""
        drawn = self.uncertain.at_least_one(self.events.events, persons) if self.uncertain else None
        return by_horizon(self.curve.at_least(persons), drawn)

    @cached_property
    def worst_years(self) -> Tail:
        """How many people the worst years expose, of many that are simulated at the best values."""
        events = self.events.events
        return tail(year_totals(self.model, self.x, self.worlds.of(events), events, self.settings.seed))

    @cached_property
    def known_worst_years(self) -> tuple[Quantity, Quantity]:
        """The two numbers of the worst years with their intervals, from few draws and from fewer years in each.

        Of a map with many events the points alone: that takes too long.
        """
        best, events = self.worst_years, self.events.events
        if self.uncertain is None or len(events) > MANY_EVENTS:
            return Quantity(best.high), Quantity(best.mean_beyond)
        x = self.uncertain.few[:, :: max(1, self.uncertain.few.shape[1] // YEAR_DRAWS)]
        worlds = EveryWorld(self.model, x, self.settings.seed).of(events)
        high, beyond = tails(self.model, x, worlds, events, self.settings.seed)
        return quantity(best.high, high), quantity(best.mean_beyond, beyond)

    @cached_property
    def strategic(self) -> Strategic:
        """The national-security view."""
        groups, draws = self.model.strategic, self.uncertain
        persons = self.measures.by_level(groups=groups)[0] if groups else 0.0
        return Strategic(
            persons_per_year=quantity(float(persons), draws.persons(STRATEGIC)[0] if draws else None),
            joined_per_year=quantity(float(self.measures.joined[:, groups].sum()), draws.joined if draws else None),
            bulk_at_least={n: self._bulk_at_least(n) for n in BULK_SIZES},
        )

    def _bulk_at_least(self, persons: int) -> Quantity:
        draws, chosen = self.uncertain, self.bulk_events
        drawn = draws.at_least_one(chosen, persons)[-1] if draws else None
        return quantity(float(self.bulk_curve.at_least(persons)[-1]), drawn)

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

    def exposed_by(self, actors: Sequence[str]) -> Exposed:
        """What some actors together amount to."""
        return self._exposed([i for i, event in enumerate(self.events.events) if event.actor in actors])

    def chance_draws(self, actor: str) -> list[float] | None:
        """In each draw the chance of at least one event by an actor in the longest horizon; None without draws."""
        chosen = [self.events.events[i] for i in self.of_actor(actor)]
        return self.uncertain.at_least_one(chosen)[-1].tolist() if self.uncertain and chosen else None

    @property
    def by_harm(self) -> tuple[ActorRow, ...]:
        """Every actor, state or not, the one with the largest share of harm first."""
        return tuple(sorted(self.actors, key=lambda row: (-row.exposed.harm.middle, row.actor)))

    def of_actor(self, actor: str) -> list[int]:
        """The places of an actor's events in the list of all events."""
        return [i for i, event in enumerate(self.events.events) if event.actor == actor]

    def _foreign(self, actor: str) -> bool | None:
        return (
            actor.removeprefix("state:") not in self.events.exposure.own_states if actor.startswith("state:") else None
        )

    def _exposed(self, chosen: list[int]) -> Exposed:
        """What the events of one or several actors amount to."""
        events = [self.events.events[i] for i in chosen]
        names = tuple(dict.fromkeys(event.actor for event in events))
        harm = self.harm_of(chosen, names)
        return Exposed(harm, self._share(harm.point), self.persons_of(chosen, names), self._chances(events))

    def _chances(self, chosen: Sequence[Event]) -> Callable[[], Mapping[int, Quantity]]:
        return lambda: self.chances_of(chosen, self._likely(chosen).probability)

    def _share(self, harm: float) -> float:
        return harm / self.harm if self.harm else 0.0

    @cached_property
    def event_rows(self) -> tuple[EventRow, ...]:
        """Every event, in the order of the catalogue."""
        return tuple(self._event_row(i, event) for i, event in enumerate(self.events.events))

    def _event_row(self, i: int, event: Event) -> EventRow:
        draws = self.uncertain
        rate = quantity(self.rate_of(event), draws.rate(event) if draws else None)
        points = (float(self.harms[i]), *map(float, self.measures.by_level([i])))
        drawn = [from_spread(p, s) for p, s in zip(points, draws.event(event), strict=True)] if draws else None
        harm, *persons = drawn or map(Quantity, points)
        exposed = Exposed(
            harm, self._share(harm.point), dict(zip(LEVELS, persons, strict=True)), self._chances([event])
        )
        return EventRow(event, rate, exposed, self._data_shares(event))

    def rate_of(self, event: Event) -> float:
        """How often an event reaches anybody's data, a year."""
        often = self.model.polynomial(event.rate, self.x)
        conditions = self.model.product(event.own, self.x)
        return float(often * conditions * (self.worlds.of([event]).mass[:, 0] @ (self._sizes(event) > 0.0)))

    def _sizes(self, event: Event) -> Floats:
        return event_sizes(self.model, self.x[:, None], self.worlds.of([event]), event)[:, 0]

    def _data_shares(self, event: Event) -> Mapping[str, float]:
        """Each data type's share of the event's harm: the Shapley values of what is exposed, averaged."""
        totals = dict.fromkeys(self.data_map.data, 0.0)
        for group, terms in event.people.items():
            people = float(self.model.polynomial(terms, self.x))
            for data, value in self._weights_by_data(event.core, group).items():
                totals[data] += people * value
        whole = math.fsum(totals.values())
        return {data: value / whole for data, value in totals.items() if value} if whole else {}

    def _weights_by_data(self, core: str, group: str) -> Mapping[str, float]:
        about = self.events.cores[core]
        return self._shapley_of(about.graded[group], about.pairs, self.nodes_for(core))

    def nodes_for(self, core: str) -> int:
        """The budget of diagrams that tell the data of a core apart: nothing where the core itself is too wide."""
        return self.settings.nodes if self.exact_rows.issuperset(self.events.cores[core].measured) else 0

    @cached_property
    def data_words(self) -> int:
        """How many words of trials tell the data of one core and group apart where that takes trials."""
        wide = [core for core in self.events.cores.values() if not self.nodes_for(core.name)]
        return words_of_data(sum(len(core.graded) for core in wide))

    @cached_property
    def exact_rows(self) -> frozenset[str]:
        """The roots of cores that are not tried out."""
        return exact_rows(self.model.reach)

    @kept
    def _shapley_of(self, graded: Graded, pairs: tuple[tuple[str, str], ...], nodes: int) -> Mapping[str, float]:
        q = {address: number.best for address, number in self.events.inputs.items()}
        weight = weights(self.settings.severity_ratio)
        by_level = (0.0, *(weight[n] for n in LEVELS))
        totals: dict[str, float] = {}
        for exposed, mass in sets(self.events.equations, graded, q, budget=nodes, words=self.data_words).items():
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
    def known_shares(self) -> Mapping[str, Quantity]:
        """The same with their intervals, from few draws."""
        from assessments.results.breakdown import of_data

        return of_data(self)

    @cached_property
    def drawn_data(self) -> DrawnData | None:
        """What each data type adds to the harm in few draws; None without draws."""
        from assessments.results.breakdown import DrawnData, fewest

        x = fewest(self)
        return None if x is None else DrawnData(self, x)

    @cached_property
    def moves(self) -> Mapping[str, Quantity]:
        """What one percent more of each number does to the harm index, in percent, with its interval from few draws."""
        from assessments.results.breakdown import moves

        return moves(self)

    @cached_property
    def routes(self) -> tuple[Way, ...]:
        """The most probable ways over all events."""
        return self.ways(k=ROUTES)

    def ways(
        self, *, actor: str | None = None, data: str | None = None, users: str | None = None, k: int = ROUTES
    ) -> tuple[Way, ...]:
        """The k most probable ways of an actor (or all), of one data type or group (or all)."""
        chosen = [i for i, event in enumerate(self.events.events) if actor in (None, event.actor)]
        return self.ways_of(chosen, data=data, users=users, k=k)

    def ways_of(
        self, chosen: Iterable[int], *, data: str | None = None, users: str | None = None, k: int = ROUTES
    ) -> tuple[Way, ...]:
        """The k most probable ways of some events, by their places; of one data type or group (or all)."""
        return self._ways_of(tuple(chosen), data, users, k)

    @kept
    def _ways_of(self, chosen: tuple[int, ...], data: str | None, users: str | None, k: int) -> tuple[Way, ...]:
        found = ways(self.events, [self.events.events[i] for i in chosen], k)
        return found.only(data=data, users=users)[:k]

    @cached_property
    def all_ways(self) -> Ways:
        """The ways of all events, the most probable first, told when they are asked for."""
        return all_ways(self.events)

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
        return float(self._without(frozenset(closed), self.x))

    def left_without(self, closed: Iterable[str]) -> Left:
        """The same, and the share of the harm as it is, over few of the draws.

        What these draws say of the harm as it is may be a little off; what is left is scaled by how far.
        """
        return self._left_without(frozenset(closed))

    @kept
    def _left_without(self, shut: frozenset[str]) -> Left:
        harm, few, now = self.harm_without(shut), self.few, self._few_harm
        if few is None or now is None:
            return Left(Quantity(harm), Quantity(self._share(harm)))
        left, middle = self._without(shut, few), float(np.median(now))
        scale = self.headline.harm.middle / middle if middle else 1.0
        return Left(quantity(harm, scale * left), quantity(self._share(harm), part_of(left, now)))

    @cached_property
    def _few_harm(self) -> Floats | None:
        """The harm index in the few draws."""
        return None if self.few is None else self._without(frozenset(), self.few)

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The harm index with each number at either end of its range, the widest first; none without draws."""
        from risk.uncertainty.sensitivity import tornado

        return tornado(self.uncertain) if self.uncertain else ()

    @cached_property
    def few(self) -> Floats | None:
        """All numbers in so few draws that what-ifs do not take long, shape (addresses, draws); None without draws."""
        every = self.uncertain
        if every is None or every.draws <= WHAT_IF_DRAWS:
            return None if every is None else every.x
        return Uncertain(self.model, WHAT_IF_DRAWS, every.seed, every.ratio).x

    def _without(self, shut: frozenset[str], x: Floats) -> Floats:
        """The harm index at some numbers, shape () or (draws,), with some conditions at 0."""
        closed = np.array([a in shut for a in self.model.addresses])
        exact = any(self.events.inputs[a].exact for a in shut)
        events = self.events.without(shut) if exact else self.events
        model = Model(events, reach(events, budget=self.settings.nodes)) if exact else self.model
        measured = model.measured(np.where(closed if x.ndim == 1 else closed[:, None], 0.0, x))
        return np.asarray(measured.harm(self.settings.severity_ratio).sum(axis=0))

    def way_quantity(self, way: Way) -> Quantity:
        """The probability that a way is open once an attempt is made, over draws of the numbers it rests on."""
        drawn = self.drawn(dict.fromkeys(way.addresses))
        return quantity(way.probability, None if drawn is None else np.prod(list(drawn.values()), axis=0))

    def drawn(self, addresses: Iterable[str]) -> Mapping[str, Floats] | None:
        """What stands at some addresses in all draws, shape (draws_of_numbers,) each; None without draws."""
        if not self.settings.draws:
            return None
        used = {address: self.events.inputs[address] for address in addresses}
        leaves = {leaf.address for number in used.values() for leaf in number.leaves}
        found = {address: self._columns.of(address, self.known[address]) for address in leaves}
        return {address: number.value(found) for address, number in used.items()}

    @cached_property
    def known(self) -> Mapping[str, Distribution]:
        """What is known of every number that is drawn."""
        return distributions(self.events)

    @property
    def draws_of_numbers(self) -> int:
        """How many draws of single numbers are made: those asked for, in whole batches."""
        return whole_batches(self.settings.draws)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.draws_of_numbers, self.settings.seed, BATCHES_OF_DRAWS)

    @cached_property
    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every number used, what moves most first."""
        return tuple(map(self.ledger_row, self.by_moving))

    @cached_property
    def by_moving(self) -> tuple[str, ...]:
        """The address of every number used, what moves most first."""
        return tuple(sorted(self.events.numbers, key=lambda address: (-abs(self.elasticities[address]), address)))

    def ledger_row(self, address: str) -> LedgerRow:
        """What the ledger says of one number."""
        number, draws = self.events.numbers[address], self.uncertain
        estimate = from_spread(number.best, known_spread(draws.known[address])) if draws else Quantity(number.best)
        share = self.variance_shares.get(address) if draws else None
        return LedgerRow(number, estimate, self.elasticities[address], share, number.assumed)

    @cached_property
    def variance_shares(self) -> Mapping[str, float]:
        """How much of the score's variance each number carries; empty without draws."""
        return self.uncertain.variance_shares() if self.uncertain else {}

    @cached_property
    def options(self) -> Options | None:
        """The map's options side by side; None where it has none, or where some are in force already."""
        from assessments.results.options.table import Options

        return Options(self) if self.data_map.options and not self.settings.options else None

    @cached_property
    def choosing(self) -> Choosing | None:
        """The choice between options at the stated exchange rate; None without a rate, draws, or a burden of any."""
        from assessments.results.value_of_information import choosing

        return choosing(self, self.settings.exchange_rate)


def assess(data_map: DataMap, settings: Settings | None = None) -> Assessment:
    """Everything that follows from a full map."""
    found = events(data_map, catalogue())
    chosen = settings or Settings()
    return Assessment(data_map, chosen, found, Model(found, reach(found, budget=chosen.nodes)))


def with_draws(assessment: Assessment, draws: int) -> Assessment:
    """The same assessment with so many draws of its numbers; what has been found without draws is kept."""
    made = replace(assessment, settings=replace(assessment.settings, draws=draws))
    made.__dict__.update({name: assessment.__dict__[name] for name in WITHOUT_DRAWS if name in assessment.__dict__})
    made.__dict__["worlds"] = assessment.worlds
    return made


def _distinct(sizes: Iterable[float]) -> list[float]:
    found: list[float] = []
    for size in sorted(s for s in sizes if s > 0.0):
        if not found or size - found[-1] > SAME_SIZE * size:
            found.append(size)
    return found
