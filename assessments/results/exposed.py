"""What events amount to: one by one, by actor, and by kind of actor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.results.quantity import Floats, Quantity, by_horizon, from_spread, quantity
from assessments.results.rows import ActorRow, EventRow, Exposed
from data_maps.caching import kept
from risk.severity import LEVELS

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.events import Event

ORDER = ("criminals", "insiders", "buyers")


def people_counted(run: Run) -> Quantity:
    """How many people are counted, all groups together."""
    return quantity(*run.people)


def persons_of(run: Run, chosen: list[int], names: Sequence[str]) -> dict[int, Quantity]:
    """Persons a year by level of some events, which are all those of the actors named."""
    uncertain, means = run.uncertain, run.mean_measures
    draws = uncertain.persons(*names) if uncertain else [None] * len(LEVELS)
    exact = means.by_level(chosen) if means else [None] * len(LEVELS)
    rows = zip(LEVELS, run.measures.by_level(chosen), draws, exact, strict=True)
    return {n: quantity(float(p), d, None if m is None else float(m)) for n, p, d, m in rows}


def harm_of(run: Run, chosen: list[int], names: Sequence[str]) -> Quantity:
    """Severe equivalents a year of some events, which are all those of the actors named."""
    uncertain, means, ratio = run.uncertain, run.mean_measures, run.settings.severity_ratio
    mean = float(means.harm(ratio)[chosen].sum()) if means else None
    return quantity(float(run.harms[chosen].sum()), uncertain.harm(*names) if uncertain else None, mean)


def chances_of(run: Run, chosen: Sequence[Event], point: Floats) -> dict[int, Quantity]:
    """The chance of at least one of some events, by horizon; `point` is that at the best values."""
    return by_horizon(point, run.uncertain.at_least_one(chosen) if run.uncertain else None)


@kept
def actor_rows(run: Run) -> tuple[ActorRow, ...]:
    """Every actor: states in alphabetical order, then criminals, insiders, buyers."""
    named = dict.fromkeys(event.actor for event in run.events.events)
    ordered = sorted(named, key=lambda actor: (ORDER.index(actor) if actor in ORDER else -1, actor))
    return tuple(ActorRow(actor, _foreign(run, actor), _exposed(run, run.of_actor(actor))) for actor in ordered)


def by_harm(run: Run) -> tuple[ActorRow, ...]:
    """Every actor, state or not, the one with the largest share of harm first."""
    return tuple(sorted(actor_rows(run), key=lambda row: (-row.exposed.harm.middle, row.actor)))


def _foreign(run: Run, actor: str) -> bool | None:
    """Whether an actor is another state than the viewpoint's own; None where it is no state."""
    state = actor.removeprefix("state:")
    return state not in run.events.exposure.own_states if actor.startswith("state:") else None


@kept
def states_together(run: Run) -> Exposed:
    """What all states, foreign and own alike, amount to; kept apart from the other actors."""
    return _exposed(run, [i for i, event in enumerate(run.events.events) if event.interest])


@kept
def others_together(run: Run) -> Exposed:
    """What criminals, insiders and buyers amount to."""
    return _exposed(run, [i for i, event in enumerate(run.events.events) if not event.interest])


def exposed_by(run: Run, actors: Sequence[str]) -> Exposed:
    """What some actors together amount to."""
    return _exposed(run, [i for i, event in enumerate(run.events.events) if event.actor in actors])


def _exposed(run: Run, chosen: list[int]) -> Exposed:
    """What the events of one or several actors amount to."""
    events = [run.events.events[i] for i in chosen]
    names = tuple(dict.fromkeys(event.actor for event in events))
    harm, persons = harm_of(run, chosen, names), persons_of(run, chosen, names)
    return Exposed(harm, run.share(harm.point), persons, _chances(run, events))


def _chances(run: Run, chosen: Sequence[Event]) -> Callable[[], Mapping[int, Quantity]]:
    return lambda: chances_of(run, chosen, run.likely_of(chosen).probability)


@kept
def event_rows(run: Run) -> tuple[EventRow, ...]:
    """Every event, in the order of the catalogue."""
    return tuple(_event_row(run, i, event) for i, event in enumerate(run.events.events))


def _event_row(run: Run, i: int, event: Event) -> EventRow:
    draws = run.uncertain
    rate = quantity(run.rate_of(event), draws.rate(event) if draws else None)
    points = (float(run.harms[i]), *map(float, run.measures.by_level([i])))
    drawn = [from_spread(p, s) for p, s in zip(points, draws.event(event), strict=True)] if draws else None
    harm, *persons = drawn or map(Quantity, points)
    by_level = dict(zip(LEVELS, persons, strict=True))
    exposed = Exposed(harm, run.share(harm.point), by_level, _chances(run, [event]))
    return EventRow(event, rate, exposed, run.data_shares_of(event))
