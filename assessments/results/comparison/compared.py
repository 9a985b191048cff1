"""Differences between two assessments, and how much of the difference each group of differences explains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from assessments.exposures import exposed_by_events
from assessments.measures import HARM, SIDES, MeasureRow, compared_rows
from assessments.results.actors import events_by_side, totals_by_side
from assessments.results.comparison.differences import (
    Difference,
    DifferenceGroup,
    Grouped,
    JoinedGroups,
    differences,
    grouped,
    hybrid,
    is_possible,
    joined,
    unions,
)
from assessments.results.headline import value_of
from assessments.results.quantity import Quantity, quantity
from assessments.run import Run, Settings, assess, with_draws
from assessments.versions import facts_hash
from data_maps.caching import cached_property, kept
from risk.arrays import Floats
from risk.number import Number
from risk.options.timeline import with_options
from risk.route_membership import absent_routes
from risk.routes import EventRoute
from risk.uncertainty.draw_counts import COMPARISON_DRAWS, DRAWS
from risk.uncertainty.draws import Columns, distributions
from risk.uncertainty.propagation import whole_batches
from risk.uncertainty.ranking import order_chance
from risk.uncertainty.spreads import BATCHES, HIGH, LOW

if TYPE_CHECKING:
    from data_maps.model import DataMap
    from laws.decision import Decision
    from risk.catalogue import Side as ActorSide


HARM_BY_SIDE: Mapping[ActorSide, str] = {side: MeasureRow(HARM, side=side).name for side in SIDES}
"""The names of the harm of each side among what is compared."""

RULES = ("rules",)
"""The key of the difference that other rules, facts or versions behind a saved result are."""


@dataclass(frozen=True)
class RoutesLookedFor:
    """The number of routes of a map that were looked for on another, and whether there are no others."""

    count: int
    complete: bool


@dataclass(frozen=True)
class ComparedMap:
    """One of the two: a map as read, how it is assessed, and for a saved result what it came to and its facts.

    `measured` is what all draws say of it, where somebody has worked that out.
    """

    name: str
    data_map: DataMap
    settings: Settings = field(default_factory=Settings)
    facts: str = ""
    recorded: Mapping[str, Quantity] | None = None
    measured: Mapping[str, Quantity] | None = None

    @cached_property
    def run(self) -> Run:
        """The run of the map today, at the best values."""
        return assess(with_options(self.data_map, self.settings.options), replace(self.settings, draws=0))

    @property
    def in_draws(self) -> Run:
        """The run with as many draws as it is shown with everywhere else; they are not kept here."""
        return with_draws(self.run, self.settings.draws or DRAWS)

    @property
    def exact(self) -> bool:
        """True where the map is not too wide for an exact result."""
        return self.run.model.roots.exact

    @property
    def routes(self) -> RoutesLookedFor:
        """The number of routes that are looked for on the other side, and whether those are all."""
        routes = self.run.all_routes
        return RoutesLookedFor(len(routes), routes.complete)

    def ends(self, address: str) -> tuple[float, float] | None:
        """The 90 % interval of a number of this side; None of one that it does not use."""
        distribution = self.run.distributions.get(address)
        return None if distribution is None else (distribution.quantile(LOW), distribution.quantile(HIGH))


@dataclass(frozen=True)
class ExplainedPart:
    """A group of differences, or several that only make sense together, and what they explain of each measure."""

    groups: JoinedGroups
    differences: tuple[Difference, ...]
    explains: Mapping[str, Quantity]


@dataclass(frozen=True)
class LawAnswers:
    """The answers of a law on the one and on the other."""

    regime: str
    before: Decision
    after: Decision


@dataclass(frozen=True, eq=False)
class MapComparison:
    """Two assessments: what differs between them, in groups, and what each group explains of the difference.

    `parts` sum to `whole` in every measure, their medians too, unless intervals leave no room for it.
    """

    one: ComparedMap
    other: ComparedMap
    parts: tuple[ExplainedPart, ...]
    before: Mapping[str, Quantity]
    after: Mapping[str, Quantity]
    whole: Mapping[str, Quantity]

    @property
    def same(self) -> bool:
        """True where the two say the same under the same settings, rules and facts."""
        return not self.parts

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that differs, in the order of the format."""
        return tuple(sorted((d for part in self.parts for d in part.differences), key=lambda d: d.order))

    @property
    def other_rules(self) -> bool:
        """True where rules, facts or versions behind a saved result are others than today's."""
        return any(d.key == RULES for d in self.differences)

    @cached_property
    def laws(self) -> tuple[LawAnswers, ...]:
        """The laws that answer otherwise."""
        from laws.verdicts import verdicts

        pairs = zip(verdicts(self.one.data_map), verdicts(self.other.data_map), strict=True)
        answers = (LawAnswers(a.regime, a.decision, b.decision) for a, b in pairs)
        return tuple(answer for answer in answers if answer.before.headline != answer.after.headline)

    @cached_property
    def new_routes(self) -> tuple[EventRoute, ...]:
        """Routes of the second that the first does not have, the most probable first."""
        return new_routes(self.one.run, self.other.run)

    @cached_property
    def gone_routes(self) -> tuple[EventRoute, ...]:
        """Routes of the first that the second does not have, the most probable first."""
        return new_routes(self.other.run, self.one.run)


def measures_of(run: Run) -> dict[str, Quantity]:
    """The measures that are compared, as every page and document shows them."""
    return {name: value_of(run, row) for name, row in compared_rows().items()}


def chance_riskier(one: Run, other: Run, *, per_user: bool = False) -> float | None:
    """The share of draws in which foreign states do more harm on one map than on another; None without draws.

    In all, or for each of the people counted.
    """
    mine, theirs = one.uncertain, other.uncertain
    if mine is None or theirs is None or mine.draws != theirs.draws:
        return None
    harms = (harm_per_user(run) if per_user else _harm_of(run, "foreign_states") for run in (one, other))
    return order_chance(*(harm.draws for harm in harms)).chance


def harm_per_user(run: Run, side: ActorSide = "foreign_states") -> Number:
    """Severe equivalents a year of a side of actors for each of the people counted."""
    return _harm_of(run, side).share_of(run.people)


def _harm_of(run: Run, side: ActorSide) -> Number:
    """Severe equivalents a year of a side of actors."""
    actors = dict.fromkeys(event.actor for event in events_by_side(run).get(side, ()))
    at_best = totals_by_side(run)[side].harm.point if actors else 0.0
    return run.number(at_best, lambda draws: draws.harm(*actors) if actors else np.zeros(draws.draws))


def new_routes(before: Run, after: Run) -> tuple[EventRoute, ...]:
    """Routes of an assessment that are not possible on the map of another, the most probable first."""
    return absent_routes(after.all_routes, before.events)


def comparison_of(
    one: ComparedMap, other: ComparedMap, *, draws: int = COMPARISON_DRAWS, seed: int = 0, runs: Sequence[Run] = ()
) -> MapComparison:
    """Two assessments side by side.

    What each side comes to is as everywhere else, from all draws. Few draws of all numbers, the same for every map
    between the two, explain the difference, so that intervals are of differences; without draws there are none.

    Args:
        one: The side that things change from.
        other: The side that they change to.
        draws: Simulations for the difference; 0 for points without intervals.
        seed: Where random numbers start.
        runs: Both sides in all their draws, where somebody has made them.
    """
    changes = (*differences(one.data_map, other.data_map), *_settings_changed(one.settings, other.settings))
    between = _Between(one, other, grouped(one.data_map, other.data_map, changes), draws, seed)
    parts = joined(between.by_group.keys(), between.is_map)
    values = {frozenset(chosen): between.measured(chosen) for chosen in unions(parts)}
    moved = values[frozenset(between.by_group)] - values[frozenset()]
    explained = shares(values, parts)
    made = runs or [side.in_draws if draws else side.run for side in (one, other)]
    before, after = (_measures(side, run) for side, run in zip((one, other), made, strict=True))
    return _comparison(
        one, other, before, after, moved, [between.explained_part(groups, explained[groups]) for groups in parts]
    )


def _measures(side: ComparedMap, run: Run) -> Mapping[str, Quantity]:
    """The measures of a side, over all draws of its run, or at the best values where that has none."""
    return side.measured or measures_of(run) if run.settings.draws else measures_of(run)


def shares(
    values: Mapping[frozenset[DifferenceGroup], Floats], parts: Sequence[JoinedGroups]
) -> dict[JoinedGroups, Floats]:
    """The amount each part adds, averaged over every order in which the parts can come (Shapley 1953); exact.

    Args:
        values: The value with each union of parts, all of one shape.
        parts: The parts, of one group or several.
    """
    return {joint: _share(values, joint, [other for other in parts if other != joint]) for joint in parts}


def _share(
    values: Mapping[frozenset[DifferenceGroup], Floats], part: JoinedGroups, others: Sequence[JoinedGroups]
) -> Floats:
    """The amount a part adds, each set of others before it weighted by the share of orders in which just these are."""
    added = np.zeros_like(values[frozenset()])
    for chosen in unions(others):
        first = sum(chosen.issuperset(other) for other in others)
        orders = (len(others) + 1) * math.comb(len(others), first)
        added = added + (values[chosen | set(part)] - values[chosen]) / orders
    return added


def _settings_changed(one: Settings, other: Settings) -> Iterator[Difference]:
    ratios = ("linear" if side.severity_ratio is None else side.severity_ratio for side in (one, other))
    for name, (before, after) in (("severity_ratio", ratios), ("options", (one.options, other.options))):
        if before != after:
            yield Difference(("settings", name), before, after)


class _Between:
    """The maps between two sides, and what is measured on each, on the same draws of all numbers."""

    def __init__(self, one: ComparedMap, other: ComparedMap, by_group: Grouped, draws: int, seed: int) -> None:
        self.sides = (one, other)
        self.by_group = by_group
        self.columns = Columns(whole_batches(draws), seed, BATCHES) if draws else None

    def explained_part(self, groups: JoinedGroups, explains: Floats) -> ExplainedPart:
        """Some groups with their differences."""
        return ExplainedPart(groups, tuple(d for group in groups for d in self.by_group[group]), _quantities(explains))

    @kept
    def is_map(self, groups: frozenset[DifferenceGroup]) -> bool:
        """True where the hybrid with some groups taken over is a map."""
        return is_possible(self._map(groups), self._settings(groups).options)

    def measured(self, groups: frozenset[DifferenceGroup]) -> Floats:
        """The measures with some groups taken over, shape (measures, 1 + draws): at the best values, then in draws."""
        settings = self._settings(groups)
        run = assess(with_options(self._map(groups), settings.options), settings)
        measures = run.model.measured(self._numbers(run))
        of_side: dict[ActorSide | None, list[int]] = {None: run.all_places, **{side: [] for side in SIDES}}
        for place, event in enumerate(run.events.events):
            of_side[run.events.side(event)].append(place)
        exposed = {
            side: exposed_by_events(run.model, measures, settings.severity_ratio, at) for side, at in of_side.items()
        }
        return np.stack([row.measure.values(exposed[row.side])[row.place] for row in compared_rows().values()])

    @kept
    def _map(self, groups: frozenset[DifferenceGroup]) -> DataMap:
        one, other = self.sides
        return hybrid(one.data_map, other.data_map, self.by_group, groups)

    def _settings(self, groups: frozenset[DifferenceGroup]) -> Settings:
        """The settings of a hybrid: those of the side whose law it has."""
        one, other = (side.settings for side in self.sides)
        chosen = other if "law" in groups else one
        return replace(one, draws=0, seed=0, severity_ratio=chosen.severity_ratio, options=chosen.options)

    def _numbers(self, run: Run) -> Floats:
        """The best values of all numbers and their draws, shape (addresses, 1 + draws)."""
        model, point = run.model, run.x[:, None]
        if self.columns is None or not model.addresses:
            return point if self.columns is None else np.zeros((0, 1 + self.columns.draws))
        ranges = distributions(run.events)
        return np.hstack(
            [
                point,
                model.address_values({a: self.columns.draws_of(a, distribution) for a, distribution in ranges.items()}),
            ]
        )


def _quantities(values: Floats) -> dict[str, Quantity]:
    """Measures as quantities, of values in the shape (measures, 1 + draws)."""
    rows = zip(compared_rows(), values, strict=True)
    return {name: quantity(Number(float(row[0]), row[1:])) for name, row in rows}


def _comparison(
    one: ComparedMap,
    other: ComparedMap,
    before: Mapping[str, Quantity],
    after: Mapping[str, Quantity],
    moved: Floats,
    parts: Sequence[ExplainedPart],
) -> MapComparison:
    """The comparison, with what rules and facts explain where a saved result is not what follows today."""
    whole = {m: _moved_to(q, after[m].middle - before[m].middle) for m, q in _quantities(moved).items()}
    parts = _adding_up(parts, whole)
    if not _facts_differ(one, other, before, after):
        return MapComparison(one, other, parts, before, after, whole)
    was, is_ = {**before, **(one.recorded or {})}, {**after, **(other.recorded or {})}
    rules = {m: _sum((was[m], -1), (before[m], 1), (after[m], -1), (is_[m], 1)) for m in whole}
    all_ = {m: _sum((was[m], -1), (is_[m], 1)) for m in whole}
    return MapComparison(one, other, _with_rules(parts, rules), was, is_, all_)


def _with_rules(parts: Sequence[ExplainedPart], rules: Mapping[str, Quantity]) -> tuple[ExplainedPart, ...]:
    """The parts, with other rules behind a saved result among the law; of that part no draws are left."""
    changed = Difference(RULES, "as they were", "as they are")
    law = next((joint for joint in parts if "law" in joint.groups), None)
    if law is None:
        return (*parts, ExplainedPart(("law",), (changed,), rules))
    explains = {m: _sum((law.explains[m], 1), (rules[m], 1)) for m in rules}
    with_rules = ExplainedPart(law.groups, (*law.differences, changed), explains)
    return tuple(with_rules if part is law else part for part in parts)


def _moved_to(q: Quantity, median: float) -> Quantity:
    """A quantity with another median, or with the end of its interval that is nearest to it; a point stays as it is."""
    if q.low is None or q.high is None:
        return q
    return replace(q, median=min(max(median, q.low), q.high))


def _adding_up(parts: Sequence[ExplainedPart], whole: Mapping[str, Quantity]) -> tuple[ExplainedPart, ...]:
    """The parts, their medians moved within their intervals so that they add up to that of the whole."""
    moved = {m: _brought_to([part.explains[m] for part in parts], whole[m].middle) for m in whole}
    return tuple(replace(part, explains={m: moved[m][i] for m in whole}) for i, part in enumerate(parts))


def _brought_to(parts: Sequence[Quantity], total: float) -> list[Quantity]:
    """Each median moved by the same part of the way to an end of its interval, at most all the way."""
    missing = total - math.fsum(q.middle for q in parts)
    ends = [q.middle if end is None else end for q in parts for end in [q.high if missing > 0.0 else q.low]]
    room = math.fsum(end - q.middle for q, end in zip(parts, ends, strict=True))
    step = min(1.0, missing / room) if room else 0.0
    return [_moved_to(q, q.middle + step * (end - q.middle)) for q, end in zip(parts, ends, strict=True)]


def _sum(*signed: tuple[Quantity, int]) -> Quantity:
    """Quantities added up or taken away, of which no draws are left: a point and a median alone."""
    point, median = (math.fsum(sign * getattr(q, name) for q, sign in signed) for name in ("point", "middle"))
    return Quantity(point, median=median)


def _facts_differ(
    one: ComparedMap, other: ComparedMap, before: Mapping[str, Quantity], after: Mapping[str, Quantity]
) -> bool:
    """True where rules or facts are other than today's on a side, by their hash or by what they led to."""
    hashes = {side.facts or facts_hash() for side in (one, other)}
    pairs = ((one, before), (other, after))
    moved = any(not _near(then.point, q[m].point) for s, q in pairs for m, then in (s.recorded or {}).items())
    return len(hashes) > 1 or moved


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
