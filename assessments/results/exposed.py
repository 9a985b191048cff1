"""What events amount to: one by one, by actor, and by kind of actor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.results.quantity import Floats, Quantity, by_horizon, from_spread, quantity
from assessments.results.rows import ActorRow, EventRow, Exposed
from data_maps.caching import kept
from risk.severity import LEVELS

if TYPE_CHECKING:
    from assessments.run import Assessment
    from risk.events import Event

ORDER = ("criminals", "insiders", "buyers")


def people_counted(assessment: Assessment) -> Quantity:
    """How many people are counted, all groups together."""
    return quantity(*assessment.people)


def persons_of(assessment: Assessment, chosen: list[int], names: Sequence[str]) -> dict[int, Quantity]:
    """Persons a year by level of some events, which are all those of the actors named."""
    uncertain, means = assessment.uncertain, assessment.mean_measures
    draws = uncertain.persons(*names) if uncertain else [None] * len(LEVELS)
    exact = means.by_level(chosen) if means else [None] * len(LEVELS)
    rows = zip(LEVELS, assessment.measures.by_level(chosen), draws, exact, strict=True)
    return {n: quantity(float(p), d, None if m is None else float(m)) for n, p, d, m in rows}


def harm_of(assessment: Assessment, chosen: list[int], names: Sequence[str]) -> Quantity:
    """Severe equivalents a year of some events, which are all those of the actors named."""
    uncertain, means, ratio = assessment.uncertain, assessment.mean_measures, assessment.settings.severity_ratio
    mean = float(means.harm(ratio)[chosen].sum()) if means else None
    return quantity(float(assessment.harms[chosen].sum()), uncertain.harm(*names) if uncertain else None, mean)


def chances_of(assessment: Assessment, chosen: Sequence[Event], point: Floats) -> dict[int, Quantity]:
    """The chance of at least one of some events, by horizon; `point` is that at the best values."""
    return by_horizon(point, assessment.uncertain.at_least_one(chosen) if assessment.uncertain else None)


@kept
def actor_rows(assessment: Assessment) -> tuple[ActorRow, ...]:
    """Every actor: states in alphabetical order, then criminals, insiders, buyers."""
    named = dict.fromkeys(event.actor for event in assessment.events.events)
    ordered = sorted(named, key=lambda actor: (ORDER.index(actor) if actor in ORDER else -1, actor))
    return tuple(
        ActorRow(actor, _foreign(assessment, actor), _exposed(assessment, assessment.of_actor(actor)))
        for actor in ordered
    )


def _foreign(assessment: Assessment, actor: str) -> bool | None:
    """Whether an actor is another state than the viewpoint's own; None where it is no state."""
    state = actor.removeprefix("state:")
    return state not in assessment.events.exposure.own_states if actor.startswith("state:") else None


@kept
def states_together(assessment: Assessment) -> Exposed:
    """What all states, foreign and own alike, amount to; kept apart from the other actors."""
    return _exposed(assessment, [i for i, event in enumerate(assessment.events.events) if event.interest])


@kept
def others_together(assessment: Assessment) -> Exposed:
    """What criminals, insiders and buyers amount to."""
    return _exposed(assessment, [i for i, event in enumerate(assessment.events.events) if not event.interest])


def exposed_by(assessment: Assessment, actors: Sequence[str]) -> Exposed:
    """What some actors together amount to."""
    return _exposed(assessment, [i for i, event in enumerate(assessment.events.events) if event.actor in actors])


def _exposed(assessment: Assessment, chosen: list[int]) -> Exposed:
    """What the events of one or several actors amount to."""
    events = [assessment.events.events[i] for i in chosen]
    names = tuple(dict.fromkeys(event.actor for event in events))
    harm, persons = harm_of(assessment, chosen, names), persons_of(assessment, chosen, names)
    return Exposed(harm, assessment.share(harm.point), persons, _chances(assessment, events))


def _chances(assessment: Assessment, chosen: Sequence[Event]) -> Callable[[], Mapping[int, Quantity]]:
    return lambda: chances_of(assessment, chosen, assessment.likely_of(chosen).probability)


@kept
def event_rows(assessment: Assessment) -> tuple[EventRow, ...]:
    """Every event, in the order of the catalogue."""
    return tuple(_event_row(assessment, i, event) for i, event in enumerate(assessment.events.events))


def _event_row(assessment: Assessment, i: int, event: Event) -> EventRow:
    draws = assessment.uncertain
    rate = quantity(assessment.rate_of(event), draws.rate(event) if draws else None)
    points = (float(assessment.harms[i]), *map(float, assessment.measures.by_level([i])))
    drawn = [from_spread(p, s) for p, s in zip(points, draws.event(event), strict=True)] if draws else None
    harm, *persons = drawn or map(Quantity, points)
    by_level = dict(zip(LEVELS, persons, strict=True))
    exposed = Exposed(harm, assessment.share(harm.point), by_level, _chances(assessment, [event]))
    return EventRow(event, rate, exposed, assessment.data_shares_of(event))
