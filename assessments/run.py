"""A run: a map, its settings, and the numbers of the engine at the best values and in every draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from data_maps.caching import cached_property, kept, share_cached
from data_maps.model import DataMap
from data_maps.names import Names
from data_maps.organisations import names_of
from risk.arrays import Floats
from risk.catalogue import Catalogue, Side, catalogue
from risk.chances import HORIZONS, SAME_SIZE, ChanceOfAny, Curve, by_outcome, chance_of_any, curve, event_sizes
from risk.engine.equations import Graded
from risk.engine.roots import BUDGET, bracket, exact_rows, root_chances, sets, trial_words, words_of_data
from risk.engine.simulation import BATCHES
from risk.engine.worlds import EveryWorld
from risk.event_numbers import value_of
from risk.events import Event, Events, events
from risk.inputs import held_share
from risk.measures import Measures, Model, assumed_share
from risk.number import UNDRAWN, Number
from risk.people_parts import best_people
from risk.reach import FLOOR
from risk.routes import EACH, EventRoute, EventRoutes, all_routes, likeliest_routes
from risk.severity import LEVELS, weights
from risk.shapley import shapley
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.draw_counts import (
    BESIDE_DRAWS,
    DRAWS_IF_SIMULATED,
    FEWEST_IF_SIMULATED,
    WHAT_IF_DRAWS,
    WHAT_IF_DRAWS_IF_SIMULATED,
)
from risk.uncertainty.draws import Columns, distributions
from risk.uncertainty.propagation import Uncertain, enough, fitting, whole_batches
from risk.uncertainty.spreads import BATCHES as BATCHES_OF_DRAWS
from risk.year_totals import Tail, tail, year_totals

if TYPE_CHECKING:
    from risk.uncertainty.sensitivity import Bar

MOST_DOUBLED = 4
T_95 = 2.131  # Student's t for fifteen degrees of freedom: sixteen batches of trials
ROUTES = 20
WITHOUT_DRAWS = tuple(
    "x measures harms worlds elasticities assumed_share chance_of_any_event chance_of_bulk all_routes".split()
)


@dataclass(frozen=True)
class Rate:
    """The worth of a severe equivalent avoided to somebody, in lifeline person-years: theirs to say, never ours."""

    value: float
    by: str


@dataclass(frozen=True)
class Simulation:
    """The 95 % interval of a simulated harm index, cut at the ends of the certified bracket that it lies in.

    `half` is half the width that the trials alone give it.
    """

    low: float
    high: float
    lower: float
    upper: float
    half: float


@dataclass(frozen=True)
class Settings:
    """The settings of an assessment: `severity_ratio` None stands for linear weights; no draws, no intervals.

    `nodes` is the budget of the decision diagrams; a map too wide for it is simulated and bracketed. `options` are
    those that the map is assessed with as if they all acted. `exchange_rate` is what a severe equivalent avoided is
    worth in lifeline person-years to whoever says so with their name: None unless somebody does. `floor` is the part of
    all people of whom an order has to yield data to count in a chance.
    """

    draws: int = 0
    seed: int = 0
    severity_ratio: float | None = 4.0
    nodes: int = BUDGET
    options: tuple[str, ...] = ()
    exchange_rate: Rate | None = None
    floor: float = FLOOR


@dataclass(frozen=True)
class MadeByThen:
    """What there was when the work on a run ended early: parts of its result, and sections of its report."""

    parts: frozenset[str] = frozenset()
    sections: frozenset[Callable[..., object]] = frozenset()


@dataclass(frozen=True)
class Run:
    """The engine's numbers of a full map under some settings; each is computed when it is first asked for.

    `ended` is None of a run that is told whole. One that ended early is another run, which tells what was made alone.
    """

    data_map: DataMap
    settings: Settings
    events: Events
    model: Model
    ended: MadeByThen | None = None

    @cached_property
    def x(self) -> Floats:
        """The point values of all numbers, shape (numbers,)."""
        return self.model.point

    @cached_property
    def measures(self) -> Measures:
        """Persons by event, group and level at the point values."""
        return self.model.measured(self.x)

    @cached_property
    def simulation(self) -> Simulation | None:
        """The possible error of the harm index where the map is too wide for an exact one; None where it is exact."""
        if self.model.roots.exact:
            return None
        repeated = np.repeat(self.x[:, None], BATCHES, axis=1)
        batches = self.model.measured(repeated).harm(self.settings.severity_ratio).sum(axis=0)
        half = T_95 * float(batches.std(ddof=1)) / BATCHES**0.5
        lower, upper = self._bracket()
        low, high = np.clip((self.harm - half, self.harm + half), lower, upper).tolist()
        return Simulation(low, high, lower, upper, half)

    def _bracket(self) -> tuple[float, float]:
        """Certified values between which the harm index lies: it only grows with the probability of any root."""
        sides = bracket(self.events, self.model.roots, self.model.point_chances, budget=self.settings.nodes)
        lower, upper = (self.model.measured(self.x, side).harm(self.settings.severity_ratio).sum() for side in sides)
        return float(lower), float(upper)

    @cached_property
    def harms(self) -> Floats:
        """Severe equivalents a year of each event, shape (events,)."""
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
        """The effect of one percent more of each number on the harm index, in percent."""
        return self.model.elasticities(self.x, self.settings.severity_ratio)

    @cached_property
    def assumed_share(self) -> float:
        """The part of the harm index that rests on numbers nobody stated."""
        return assumed_share(self.elasticities, self.events)

    @cached_property
    def uncertain(self) -> Uncertain | None:
        """The draws of all numbers; None where the settings ask for no intervals.

        They are doubled, twice at most, while the error of the harm's median is above one percent.
        A simulated map has few trials in each draw, so it gets fewer draws.
        """
        most = self.most_draws
        limit = MOST_DOUBLED * most if self.model.roots.exact else most
        ratio, seed = self.settings.severity_ratio, self.settings.seed
        return enough(self.model, most, seed, ratio, most=limit) if most else None

    @property
    def most_draws(self) -> int:
        """The number of draws made before any are added: those asked for, or as many as a large map allows."""
        wanted, roots = self.settings.draws, self.model.roots
        if not roots.exact:
            wanted = min(wanted, DRAWS_IF_SIMULATED, max(FEWEST_IF_SIMULATED, trial_words(roots)))
        return min(wanted, fitting(self.model))

    @property
    def all_places(self) -> list[int]:
        """The places of all events."""
        return list(range(len(self.events.events)))

    def number(self, best: float | Floats, drawn: Callable[[Uncertain], Floats]) -> Number:
        """A number at the best values and in every draw: the one place that asks whether there are draws."""
        return Number(float(best), drawn(self.uncertain) if self.uncertain else UNDRAWN)

    def numbers(
        self, best: Sequence[float] | Floats, drawn: Callable[[Uncertain], Sequence[Floats] | Floats]
    ) -> list[Number]:
        """Several numbers at the best values, and in every draw in rows of the same order."""
        rows = drawn(self.uncertain) if self.uncertain else [UNDRAWN] * len(best)
        return [Number(float(value), row) for value, row in zip(best, rows, strict=True)]

    @cached_property
    def total_harm(self) -> Number:
        """The harm index: severe equivalents a year."""
        return self.number(self.harm, lambda draws: draws.harm(""))

    @cached_property
    def people(self) -> Number:
        """The people counted, whose data are held. Options in force can make them fewer than the map has."""
        parts = self.events.exposure.parts
        counts = {id_: best_people(self.data_map, part) * self._share_held(part.group) for id_, part in parts.items()}
        drawn = {g: self.events.everyone[g] for g in counts if f"users.{g}.count" in self.events.inputs}
        fixed = math.fsum(count for g, count in counts.items() if g not in drawn)

        def in_draws(draws: Uncertain) -> Floats:
            numbers = {a: draws.numbers([a])[0] for terms in drawn.values() for _, names in terms for a in names}
            return np.full(draws.draws, fixed) + sum(value_of(terms, numbers) for terms in drawn.values())

        return self.number(math.fsum(counts.values()), in_draws)

    def _share_held(self, group: str) -> float:
        share = held_share(self.data_map, group)
        return 1.0 if share is None else share.best

    @cached_property
    def curve(self) -> Curve:
        """The frequency–size curve over all events."""
        return self.curve_of(self.events.events)

    @cached_property
    def bulk_curve(self) -> Curve:
        """The frequency–size curve of events in bulk by any state."""
        return self.curve_of(self.bulk_events)

    @cached_property
    def chance_of_any_event(self) -> ChanceOfAny:
        """The chance of at least one event."""
        return self.chance_of_any_of(self.events.events)

    @cached_property
    def chance_of_bulk(self) -> ChanceOfAny:
        """The chance of at least one event in bulk by any state."""
        return self.chance_of_any_of(self.bulk_events)

    @property
    def bulk_events(self) -> tuple[Event, ...]:
        """Events in bulk by any state."""
        return tuple(event for event in self.events.events if event.in_bulk_by_a_state)

    def curve_of(self, chosen: Sequence[Event]) -> Curve:
        """The frequency–size curve over some events."""
        return curve(self.model, self.x, self.worlds.worlds_of(chosen), chosen)

    def chance_of_any_of(self, chosen: Sequence[Event]) -> ChanceOfAny:
        """The chance of at least one of some events."""
        return chance_of_any(self.model, self.x, self.worlds.worlds_of(chosen), chosen)

    @cached_property
    def sizes(self) -> tuple[tuple[float, Mapping[int, float]], ...]:
        """The frequency–size curve at 1, 10, 100, … and at the largest size of each event, rising."""
        largest = [float(self.sizes_of(end).max(initial=0.0)) for end in by_outcome(self.events.events)]
        top = max(largest, default=0.0)
        tens = [10.0**n for n in range(12) if 10.0**n <= top]
        return tuple((n, by_horizon(self.curve.at_least(n))) for n in _distinct([*tens, *largest]))

    @cached_property
    def worst_years(self) -> Tail:
        """The number of people the worst years expose, of many that are simulated at the best values."""
        events = self.events.events
        return tail(year_totals(self.model, self.x, self.worlds.worlds_of(events), events, self.settings.seed))

    def of_actor(self, actor: str) -> list[int]:
        """The places of an actor's events in the list of all events."""
        return [i for i, event in enumerate(self.events.events) if event.actor == actor]

    def share(self, harm: float) -> float:
        """The share of a part in the harm index; 0 of no harm."""
        return harm / self.harm if self.harm else 0.0

    def rate_of(self, event: Event) -> float:
        """The rate at which an event reaches anybody's data, a year."""
        worlds, x = self.worlds.worlds_of([event]), self.x[:, None]
        often = 0.0
        for outcome in event.by_outcome:
            exposing = event_sizes(self.model, x, worlds, outcome) > 0.0
            often += float(self.model.polynomial(outcome.rate, self.x) * (worlds.mass * exposing).sum())
        return often * float(self.model.product(event.own, self.x))

    def sizes_of(self, event: Event) -> Floats:
        """The number of people one event, or one outcome of it, exposes in each state of the world, shape (states,)."""
        return event_sizes(self.model, self.x[:, None], self.worlds.worlds_of([event]), event)[:, 0]

    def data_shares_of(self, event: Event) -> Mapping[str, float]:
        """Each data type's share of the event's harm: the Shapley values of what is exposed, averaged."""
        totals = dict.fromkeys(self.data_map.data, 0.0)
        for group, terms in event.people.items():
            people = float(self.model.polynomial(terms, self.x))
            for data, value in self._weights_by_data(event.core, group).items():
                totals[data] += people * value
        whole = math.fsum(totals.values())
        return {data: value / whole for data, value in totals.items() if value} if whole else {}

    def _weights_by_data(self, core: str, group: str) -> Mapping[str, float]:
        exposed = self.events.cores[core]
        return self._shapley_of(exposed.graded[group], exposed.pairs, self.nodes_for(core))

    def nodes_for(self, core: str) -> int:
        """The budget of diagrams that tell the data of a core apart: nothing where the core itself is too wide."""
        return self.settings.nodes if self.exact_rows.issuperset(self.events.cores[core].measured_names) else 0

    @cached_property
    def data_words(self) -> int:
        """The number of words of trials that tell the data of one core and group apart where that takes trials."""
        wide = [core for core in self.events.cores.values() if not self.nodes_for(core.name)]
        return words_of_data(sum(len(core.graded) for core in wide))

    @cached_property
    def exact_rows(self) -> frozenset[str]:
        """The roots of cores that are not tried out."""
        return exact_rows(self.model.roots)

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
    def routes(self) -> tuple[EventRoute, ...]:
        """The most probable routes over all events."""
        return self.likeliest_routes(k=ROUTES)

    def likeliest_routes(
        self, *, actor: str | None = None, data: str | None = None, users: str | None = None, k: int = ROUTES
    ) -> tuple[EventRoute, ...]:
        """The k most probable routes of an actor (or all), of one data type or group (or all)."""
        chosen = [i for i, event in enumerate(self.events.events) if actor in (None, event.actor)]
        return self.routes_of(chosen, data=data, users=users, k=k)

    def routes_of(
        self, chosen: Iterable[int], *, data: str | None = None, users: str | None = None, k: int = ROUTES
    ) -> tuple[EventRoute, ...]:
        """The k most probable routes of some events, by their places; of one data type or group (or all)."""
        return self._routes_of(tuple(chosen), data, users, k)

    @kept
    def _routes_of(
        self, chosen: tuple[int, ...], data: str | None, users: str | None, k: int
    ) -> tuple[EventRoute, ...]:
        events = [self.events.events[i] for i in chosen]
        # Of a map too wide for diagrams a search takes long: the routes of all events are looked for once.
        looked_for = not self.model.roots.exact and k <= EACH[0]
        probable = self.all_routes.of_events(events) if looked_for else likeliest_routes(self.events, events, k)
        return probable.filtered(data=data, users=users)[:k]

    @cached_property
    def all_routes(self) -> EventRoutes:
        """The routes of all events, the most probable first, told when they are asked for."""
        return all_routes(self.events, simulated=not self.model.roots.exact)

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The harm index with each number at either end of its range, the widest first; none without draws."""
        from risk.uncertainty.sensitivity import tornado

        return tornado(self.uncertain) if self.uncertain else ()

    @cached_property
    def in_fewer_draws(self) -> Uncertain | None:
        """All numbers in so few draws that what-ifs do not take long, the first of all; None without draws."""
        made, most = self.uncertain, WHAT_IF_DRAWS if self.model.roots.exact else WHAT_IF_DRAWS_IF_SIMULATED
        return made if made is None or made.draws <= most else made.paired_with(self.model, most)

    def left_without(self, closed: Iterable[str], side: Side | None = None) -> Number:
        """The harm index with some conditions at 0, in few draws: of all actors, or of those of one side."""
        shut, few = frozenset(closed), self.in_fewer_draws
        best = self._sum_without(shut, side, drawn=False)
        return Number(float(best), self._sum_without(shut, side, drawn=True) if few else UNDRAWN)

    def _sum_without(self, shut: frozenset[str], side: Side | None, *, drawn: bool) -> Floats:
        events, harms = self._harms_without(shut, drawn=drawn)
        of_side = [side in (None, events.side(event)) for event in events.events]
        return np.asarray(harms[of_side].sum(axis=0))

    @kept
    def _harms_without(self, shut: frozenset[str], *, drawn: bool) -> tuple[Events, Floats]:
        """The events with some conditions at 0, and the harm of each, shape (events[, draws])."""
        x = self.in_fewer_draws.x if drawn and self.in_fewer_draws is not None else self.x
        closed = np.array([a in shut for a in self.model.addresses])
        model = self._model_without(shut) if any(self.events.inputs[a].exact for a in shut) else self.model
        measured = model.measured(np.where(closed if x.ndim == 1 else closed[:, None], 0.0, x))
        return model.events, measured.harm(self.settings.severity_ratio)

    @kept
    def _model_without(self, shut: frozenset[str]) -> Model:
        events = self.events.without(shut)
        return Model(events, root_chances(events, budget=self.settings.nodes))

    def numbers_at(
        self, best: Sequence[float], addresses: Iterable[str], drawn: Callable[[Mapping[str, Floats]], Sequence[Floats]]
    ) -> list[Number]:
        """Several numbers that follow from those at some addresses, in all draws, shape (draws_of_numbers,) each."""
        rows = drawn(self.draws_at(addresses)) if self.settings.draws else [UNDRAWN] * len(best)
        return [Number(value, row) for value, row in zip(best, rows, strict=True)]

    def draws_at(self, addresses: Iterable[str]) -> Mapping[str, Floats]:
        """The values at some addresses in all draws, shape (draws_of_numbers,) each."""
        used = {address: self.events.inputs[address] for address in addresses}
        leaves = {leaf.address for number in used.values() for leaf in number.leaves}
        drawn = {address: self._columns.draws_of(address, self.distributions[address]) for address in leaves}
        return {address: number.value(drawn) for address, number in used.items()}

    @cached_property
    def names(self) -> Names:
        """The names that the map defines."""
        return names_of(self.data_map)

    @cached_property
    def distributions(self) -> Mapping[str, Distribution]:
        """The knowledge about every number that is drawn."""
        return distributions(self.events)

    @property
    def draws_of_numbers(self) -> int:
        """The number of draws of single numbers: those asked for, in whole batches."""
        return whole_batches(self.settings.draws)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.draws_of_numbers, self.settings.seed, BATCHES_OF_DRAWS)

    @cached_property
    def by_moving(self) -> tuple[str, ...]:
        """The address of every number used, what moves most first."""
        return tuple(sorted(self.events.numbers, key=lambda address: (-abs(self.elasticities[address]), address)))

    @cached_property
    def variance_shares(self) -> Mapping[str, float]:
        """The share of the score's variance that each number carries; empty without draws."""
        return self.uncertain.variance_shares() if self.uncertain else {}


def assess(data_map: DataMap, settings: Settings | None = None) -> Run:
    """Everything that follows from a full map."""
    events_of_map = events(data_map, catalogue())
    chosen = settings or Settings()
    return Run(data_map, chosen, events_of_map, Model(events_of_map, root_chances(events_of_map, budget=chosen.nodes)))


def reach_alone(data_map: DataMap, settings: Settings) -> Run:
    """An assessment for reach alone: no event is part of it, so that it is there long before the rest."""
    none = events(data_map, Catalogue(()))
    return Run(data_map, settings, none, Model(none, root_chances(none, budget=settings.nodes)))


def rough_settings(settings: Settings) -> Settings:
    """Settings for first numbers, which are there soon: at the best values, simulated where that is sooner."""
    return replace(settings, draws=0, nodes=0)


def in_full(run: Run, settings: Settings) -> Run:
    """The assessment of which only first numbers were asked for, under its whole settings."""
    model = Model(run.events, root_chances(run.events, budget=settings.nodes))
    return Run(run.data_map, settings, run.events, model)


def moved(run: Run, numbers: Mapping[str, float]) -> Run | None:
    """The assessment at the best values with other numbers at some addresses; nothing but its measures says so.

    None where no number is open there, and of a map too wide for an exact result. Where the map states none, a default
    may follow from others that a statement would not: whoever asks compares with the map assessed anew.
    """
    inputs = run.events.inputs
    leaves = {leaf.address: leaf for number in inputs.values() for leaf in number.leaves}
    if not run.model.roots.exact or any(address not in leaves or leaves[address].exact for address in numbers):
        return None
    best = {address: leaf.best for address, leaf in leaves.items()}
    values = {address: np.asarray(value) for address, value in {**best, **numbers}.items()}
    at = np.array([number.value(values) for number in inputs.values()])
    return _MovedRun(run.data_map, replace(run.settings, draws=0), run.events, run.model, at=at)


@dataclass(frozen=True, eq=False)
class _MovedRun(Run):
    """An assessment at other values than the best of its numbers, shape (numbers,)."""

    at: Floats | None = None

    @cached_property
    def x(self) -> Floats:
        """The values of all numbers, shape (numbers,)."""
        return self.model.point if self.at is None else self.at


def with_draws(run: Run, draws: int) -> Run:
    """An assessment with so many draws of its numbers; what it says without draws is not worked out again."""
    _ = run.worlds  # made here, so that both count the states of the world in one place
    made = replace(run, settings=replace(run.settings, draws=draws))
    share_cached(run, made, WITHOUT_DRAWS)
    return made


def ended_with(run: Run, made: MadeByThen) -> Run:
    """The run as it ended early with what was made; what the whole one has found by then is not worked out again."""
    ended = replace(run, ended=made)
    share_cached(run, ended, vars(run).keys() - vars(ended).keys())
    return ended


def paired_draws(other: Run, run: Run) -> Uncertain | None:
    """Another map in the first draws of a run, as many as fit into memory; None without draws."""
    most = min(BESIDE_DRAWS, fitting(other.model))
    return None if run.uncertain is None else run.uncertain.paired_with(other.model, most)


def by_horizon(probabilities: Floats) -> dict[int, float]:
    """Probabilities by horizon in years."""
    return {int(t): float(p) for t, p in zip(HORIZONS, probabilities, strict=True)}


def _distinct(sizes: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for size in sorted(s for s in sizes if s > 0.0):
        if not distinct or size - distinct[-1] > SAME_SIZE * size:
            distinct.append(size)
    return distinct
