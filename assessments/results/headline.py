"""The first numbers of a result: harm, persons and chances over all actors, the strategic view, and their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assessments.measures import CONTENT_PERSONS, HARM, PERSONS, SCORE, Measure, MeasureRow
from assessments.results.actors import by_key, chances_of, events_by_side, measured, totals_by_side
from assessments.results.breakdown import rests_on_assumed
from assessments.results.evidence import rests_on_weak, split_by_origin, weak_spread
from assessments.results.part import NumberOrigin
from assessments.results.parts import (
    AtLeastOne,
    ErrorsByHorizon,
    ErrorsOfMedians,
    Headline,
    Inherent,
    RestsOn,
    Simulated,
    Strategic,
    WeakEvidence,
    WorstYears,
)
from assessments.results.quantity import NOBODY, Quantity, by_horizon, quantity, relative_error, score_of
from assessments.results.sizes import known_worst_years
from assessments.run import Run, Simulation
from assessments.run import by_horizon as by_point
from data_maps.caching import OwnedView, cached_property, kept
from risk.arrays import Floats
from risk.catalogue import Side
from risk.chances import HORIZONS, Curve
from risk.events import Event
from risk.measures import Measures, score, slope_of_score
from risk.number import Number
from risk.severity import LEVELS
from risk.uncertainty.propagation import STRATEGIC, WITHIN, Uncertain
from risk.uncertainty.spreads import spread

BULK_SIZES = (10_000, 1_000_000)
AIM = WITHIN
"""The relative error of the median of the harm index at which no more simulations are added."""


def errors(run: Run) -> ErrorsOfMedians | None:
    """The errors of the headline, from the scatter over batches of draws that were drawn alike; None without draws."""
    draws, numbers = run.uncertain, headline_numbers(run)
    if not draws:
        return None
    return ErrorsOfMedians(
        harm=relative_error(numbers.harm),
        score=relative_error(numbers.score),
        persons_per_year={n: relative_error(persons) for n, persons in numbers.persons_per_year.items()},
        at_least_one=ErrorsByHorizon(
            any=_of_chances(draws, run.events.events), bulk=_of_chances(draws, run.bulk_events)
        ),
    )


def enough(off: ErrorsOfMedians) -> bool:
    """True where the median of the harm is off by no more than is aimed at."""
    return off.harm <= AIM


def _of_chances(draws: Uncertain, chosen: Sequence[Event]) -> dict[int, float]:
    if not chosen:
        return {int(t): 0.0 for t in HORIZONS}
    return {int(t): spread(row).relative_error for t, row in zip(HORIZONS, draws.at_least_one(chosen), strict=True)}


class HeadlineNumbers(OwnedView["Run"]):
    """The first things to know; each is computed when it is first asked for."""

    @property
    def exact(self) -> bool:
        """True where the map is not too wide for an exact result."""
        return self.about.model.roots.exact

    @property
    def simulation(self) -> Simulation | None:
        """The possible error of a simulated harm index; None of an exact one."""
        return self.about.simulation

    @property
    def draws_made(self) -> int:
        """The number of draws made before any are added: fewer than asked for where there are too many events."""
        return self.about.most_draws

    @property
    def draws(self) -> int | None:
        """The number of draws made in the end; None without draws."""
        return self.about.uncertain.draws if self.about.uncertain else None

    @kept
    def measured(self, measure: Measure) -> tuple[Quantity, ...]:
        """The values of a measure of all actors together."""
        if measure == SCORE:
            return (self.score,)  # its median is that of the harm, which the median of its own draws is not
        return measured(self.about, measure, self.about.all_places, ("",))

    @property
    def persons_per_year(self) -> Mapping[int, Quantity]:
        """Persons exposed a year at each level or higher."""
        return dict(zip(LEVELS, self.measured(PERSONS), strict=True))

    @property
    def content_persons_per_year(self) -> Quantity:
        """Persons a year whose content is exposed."""
        return self.measured(CONTENT_PERSONS)[0]

    @property
    def harm(self) -> Quantity:
        """Severe equivalents a year."""
        return self.measured(HARM)[0]

    @cached_property
    def score(self) -> Quantity:
        """The harm index as a score: its median is that of the harm."""
        drawn, harm = score_of(self.about.total_harm), self.harm
        if harm.median is None:
            return drawn
        median = float(score(harm.median))
        error = None if harm.error is None else harm.error * slope_of_score(median)
        return Quantity(
            drawn.point,
            drawn.mean,
            median,
            drawn.low,
            drawn.high,
            error,
            drawn.low_error,
            drawn.high_error,
            drawn.n,
            drawn.mean_error,
        )

    @cached_property
    def harm_per_100k_users(self) -> Quantity:
        """Severe equivalents a year for every 100,000 people of the groups that are counted."""
        return quantity(self.about.total_harm.share_of(self.about.people) * 1e5)

    @cached_property
    def inherent_harm(self) -> Quantity:
        """Severe equivalents a year if nothing were refused, stopped or unreadable."""
        return quantity(self._inherent)

    @cached_property
    def inherent_score(self) -> Quantity:
        """The inherent harm as a score."""
        return score_of(self._inherent)

    @cached_property
    def removed(self) -> Quantity:
        """The part of the inherent harm that refused orders, failed attempts and keys take away."""
        return quantity(Number.by(_taken_away, self._inherent, self.about.total_harm))

    @cached_property
    def inherent_at_best(self) -> float:
        """The inherent harm at the best values, for which no draws are made."""
        model = self.about.model
        return float(model.measured(model.freed(self.about.x)).harm(self.about.settings.severity_ratio).sum())

    @cached_property
    def _inherent(self) -> Number:
        return self.about.number(self.inherent_at_best, lambda draws: draws.inherent_harm)

    @cached_property
    def any(self) -> Mapping[int, Quantity]:
        """The chance of at least one event, by horizon."""
        return chances_of(self.about, self.about.events.events, self.about.chance_of_any_event.probability)

    @cached_property
    def bulk(self) -> Mapping[int, Quantity]:
        """The chance of at least one event in bulk by any state, by horizon."""
        return chances_of(self.about, self.about.bulk_events, self.about.chance_of_bulk.probability)

    @cached_property
    def unique_persons(self) -> Mapping[int, Quantity]:
        """People exposed at least once if the larger event contains the smaller, by horizon."""
        return by_horizon(self.about, self.about.curve.unique_persons, lambda draws: draws.unique_persons())

    @cached_property
    def sampled(self) -> Mapping[str, Mapping[int, float]]:
        """Possible error of `any` and `bulk` at the best values, by horizon, where states of the world were sampled.

        By 95 %, worlds too rare for the sample to hold included; what was counted in full is not named.
        """
        chances = {"any": self.about.chance_of_any_event, "bulk": self.about.chance_of_bulk}
        return {name: by_point(chance.error) for name, chance in chances.items() if chance.error.any()}


def _taken_away(before: Floats, left: Floats) -> Floats:
    """The part of a harm that is gone, draw by draw; none of nothing."""
    return np.where(before > 0.0, 1.0 - left / np.where(before > 0.0, before, 1.0), 0.0)


@kept
def headline_numbers(run: Run) -> HeadlineNumbers:
    """The first things to know, each computed when it is first asked for."""
    return HeadlineNumbers(run)


def headline(run: Run) -> Headline:
    """The first numbers to know, over all actors."""
    numbers, draws, off = headline_numbers(run), run.uncertain, run.simulation
    added: dict[str, Any] = {key: by_key(m, numbers.measured(m)) for key, m in Headline.added().items()}
    return Headline(
        persons_per_year=dict(numbers.persons_per_year),
        content_persons_per_year=numbers.content_persons_per_year,
        harm=numbers.harm,
        score=numbers.score,
        harm_per_100k_users=numbers.harm_per_100k_users,
        inherent=Inherent(harm=numbers.inherent_harm, score=numbers.inherent_score, removed=numbers.removed),
        at_least_one=AtLeastOne(any=dict(numbers.any), bulk=dict(numbers.bulk)),
        unique_persons=dict(numbers.unique_persons),
        worst_years=_worst_years(run),
        assumed_share=rests_on_assumed(run).middle,
        assumed_share_interval=rests_on_assumed(run),
        rests_on=RestsOn(harm=split_by_origin(run, run.elasticities), spread=_spread_by_origin(run)),
        weak_evidence=_weak_evidence(run),
        draws=numbers.draws,
        error_of_median=relative_error(numbers.harm) if draws else None,
        errors_of_medians=errors(run),
        sampled=_sampled(numbers.sampled),
        simulation=Simulated(interval=(off.low, off.high), bracket=(off.lower, off.upper)) if off else None,
        **added,
    )


def value_of(run: Run, row: MeasureRow) -> Quantity:
    """One value of a measure, as every page and document shows it; nothing of a side that does not act."""
    if row.side is None:
        return headline_numbers(run).measured(row.measure)[row.place]
    total = totals_by_side(run).get(row.side)
    return total.harm if total else NOBODY


def _worst_years(run: Run) -> WorstYears:
    tail, (high, mean_beyond) = run.worst_years, known_worst_years(run)
    return WorstYears(
        high=tail.high,
        mean_beyond=tail.mean_beyond,
        error=tail.error,
        high_interval=high,
        mean_beyond_interval=mean_beyond,
    )


def _spread_by_origin(run: Run) -> dict[NumberOrigin, float] | None:
    return split_by_origin(run, run.variance_shares) if run.uncertain else None


def _weak_evidence(run: Run) -> WeakEvidence:
    weak = rests_on_weak(run)
    return WeakEvidence(share=weak.middle, share_interval=weak, spread=weak_spread(run))


def _sampled(off: Mapping[str, Mapping[int, float]]) -> ErrorsByHorizon | None:
    """The possible error of sampled chances; None where all states of the world were counted."""
    errors_of = {name: dict(errors) for name, errors in off.items()}
    return ErrorsByHorizon(any=errors_of.get("any"), bulk=errors_of.get("bulk")) if errors_of else None


@kept
def strategic_numbers(run: Run) -> Strategic:
    """People of strategic groups exposed a year, those whose data are joined, and chances of events in bulk."""
    persons, joined = run.numbers(
        _strategic(run, run.measures), lambda draws: [draws.persons(STRATEGIC)[0], draws.joined]
    )
    return Strategic(
        persons_per_year=quantity(persons),
        joined_per_year=quantity(joined),
        bulk_at_least={n: _at_least(run, run.bulk_events, run.bulk_curve, n) for n in BULK_SIZES},
    )


def _strategic(run: Run, measures: Measures) -> tuple[float, float]:
    """People of strategic groups exposed a year, and those whose data are joined."""
    groups = run.model.strategic
    return float(measures.by_level(groups=groups)[0]), float(measures.joined[:, groups].sum())


def _at_least(run: Run, chosen: Sequence[Event], curve: Curve, persons: int) -> Quantity:
    """The chance that one of some events exposes so many people at once, within the longest horizon."""
    point = curve.at_least(persons)[-1]
    return quantity(run.number(point, lambda draws: draws.at_least_one(chosen, persons)[-1]))


class StrategicOfSide(OwnedView["Run"]):
    """The strategic track of one side, each number computed when it is first asked for."""

    def __init__(self, about: Run, events: tuple[Event, ...]) -> None:
        super().__init__(about)
        self.events = events

    @cached_property
    def _exposed(self) -> tuple[Quantity, ...]:
        """People of strategic groups exposed a year, and those whose data are joined."""
        measures, groups = self.about.measures, self.about.model.strategic
        persons = measures.by_level(self._places, groups)[0] if groups else 0.0
        joined = measures.joined[self._places][:, groups].sum() if groups else 0.0
        actors = dict.fromkeys(event.actor for event in self.events)
        return tuple(map(quantity, self.about.numbers([persons, joined], lambda draws: draws.strategic(*actors))))

    @property
    def persons_per_year(self) -> Quantity:
        """People of strategic groups exposed a year."""
        return self._exposed[0]

    @property
    def joined_per_year(self) -> Quantity:
        """People whose data are joined, a year."""
        return self._exposed[1]

    @property
    def _places(self) -> list[int]:
        keys = {event.key for event in self.events}
        return [place for place, event in enumerate(self.about.events.events) if event.key in keys]

    @property
    def bulk_at_least(self) -> Mapping[int, Quantity]:
        """Bulk chances by people at once, within the longest horizon; empty of others than states."""
        return {n: self.chance_of_bulk(n) for n in BULK_SIZES if self.events[0].is_of_a_state}

    @kept
    def chance_of_bulk(self, persons: int) -> Quantity:
        """The chance that so many people are exposed at once, within the longest horizon."""
        return _at_least(self.about, self._bulk, self._curve, persons)

    @cached_property
    def _bulk(self) -> tuple[Event, ...]:
        return tuple(event for event in self.events if event.in_bulk_by_a_state)

    @cached_property
    def _curve(self) -> Curve:
        return self.about.curve_of(self._bulk)


def strategic_by_side(run: Run) -> Mapping[Side, StrategicOfSide]:
    """The strategic track of foreign states, of the viewpoint's own state and of all others, each apart."""
    return {side: _strategic_of(run, side) for side in events_by_side(run)}


@kept
def _strategic_of(run: Run, side: Side) -> StrategicOfSide:
    return StrategicOfSide(run, events_by_side(run)[side])
