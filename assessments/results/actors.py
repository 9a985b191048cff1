"""Actors and events: persons, harm and chances of each, and of several together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assessments.exposures import exposed_by_actors, exposed_by_events, exposed_in_rows
from assessments.measures import CONTENT_PERSONS, PERSONS, Measure, measures_on
from assessments.results.breakdown import of_actors, of_event_data, of_events
from assessments.results.parts import GeneralAccess, Total, Totals
from assessments.results.quantity import Quantity, by_horizon, quantity
from assessments.results.result import Actor, ExposureEvent
from assessments.run import Run
from data_maps.caching import kept
from data_maps.vocabulary import CONTENT_TYPES
from risk.arrays import Floats
from risk.catalogue import Side
from risk.events import Event
from risk.measures import Measures, steps
from risk.number import Number
from risk.reach import Class
from risk.routes import is_open
from risk.severity import LEVELS
from risk.uncertainty.multipliers import Multiplied

SIDES: Mapping[Side, bool | None] = {"foreign_states": True, "own_state": False, "others": None}
ORDER = ("criminals", "insiders", "buyers")
LAWFUL = frozenset({"compelled", "standing", "transit"})
ABOUT_EVERYBODY = frozenset({"whole", "bulk"})


def harm_at_best(run: Run) -> tuple[tuple[Event, float], ...]:
    """Every event with its severe equivalents a year, at the best values."""
    return tuple(zip(run.events.events, run.harms.tolist(), strict=True))


def persons_at_best(run: Run, level: int) -> tuple[tuple[Event, float], ...]:
    """Every event with the people it exposes a year at a level or higher, at the best values."""
    by_event = run.measures.persons[:, :, LEVELS.index(level)].sum(axis=1)
    return tuple(zip(run.events.events, by_event.tolist(), strict=True))


def likelihood_bands(run: Run, actor: str, cuts: Sequence[float]) -> list[float] | None:
    """The shares of draws in which the chance of an event by an actor, over five years, lies in each band; else None.

    Args:
        run: The assessment.
        actor: The actor's name.
        cuts: The probabilities that part one band from the next, rising; a chance at a cut is in the upper band.
    """
    chosen = [run.events.events[place] for place in run.of_actor(actor)]
    if not run.uncertain or not chosen:
        return None
    chances = run.uncertain.at_least_one(chosen)[-1]
    bands = np.searchsorted(cuts, chances, side="right")
    shares: list[float] = (np.bincount(bands, minlength=len(cuts) + 1) / chances.size).tolist()
    return shares


def people_counted(run: Run) -> Quantity:
    """The number of people counted, all groups together."""
    return quantity(run.people)


def measured(run: Run, measure: Measure, places: Sequence[int], names: Sequence[str]) -> tuple[Quantity, ...]:
    """The values of a measure of the events in some places, which are all those of the actors named."""

    def at(measures: Measures) -> Floats:
        return measure.values(exposed_by_events(run.model, measures, run.settings.severity_ratio, places))

    numbers = run.numbers(at(run.measures), lambda draws: measure.values(exposed_by_actors(draws, names)))
    if measure.linear:
        numbers = _multiplied(run, places, numbers, lambda part: measure.values(exposed_in_rows(part)))
    return tuple(map(quantity, numbers))


def by_key(measure: Measure, values: Sequence[Quantity]) -> Quantity | dict[int, Quantity]:
    """The values of a measure as a result has them: one, or each by its level."""
    return dict(zip(LEVELS, values, strict=True)) if measure.levels else values[0]


def persons_of(run: Run, of_class: Class, places: list[int], names: Sequence[str]) -> Quantity:
    """Persons a year whose content, or any data, the events in some places expose: all those of the actors named."""
    return measured(run, CONTENT_PERSONS if of_class == "content" else PERSONS, places, names)[0]


def _multiplied(
    run: Run,
    places: Sequence[int],
    numbers: Sequence[Number],
    parts_of: Callable[[Floats], Floats],
    rows: Floats | None = None,
) -> list[Number]:
    """Numbers of some events with the part of each that one input multiplies.

    `parts_of` gives the numbers of the rows of `Uncertain.exposed_by`.
    """
    if not run.uncertain:
        return list(numbers)
    multiplied = run.uncertain.multiplied([run.events.events[place] for place in places], rows)
    if multiplied is None:
        return list(numbers)
    parts = parts_of(multiplied.part)
    return [replace(number, of=_part_of(multiplied, part)) for number, part in zip(numbers, parts, strict=True)]


def _part_of(multiplied: Multiplied, part: Floats) -> Multiplied | None:
    """What a number multiplies of a measure; None of one whose part is not known."""
    return None if np.isnan(part).any() else multiplied.with_part(part)


def chances_of(run: Run, events: Sequence[Event], point: Floats) -> dict[int, Quantity]:
    """The chance of at least one of some events, by horizon; `point` is that at the best values."""
    return by_horizon(run, point, lambda draws: draws.at_least_one(events))


@kept
def all_actors(run: Run) -> tuple[Actor, ...]:
    """Every actor: states in alphabetical order, then criminals, insiders, buyers."""
    names = dict.fromkeys(event.actor for event in run.events.events)
    ordered = sorted(names, key=lambda actor: (ORDER.index(actor) if actor in ORDER else -1, actor))
    return tuple(_actor(run, actor) for actor in ordered)


def _actor(run: Run, actor: str) -> Actor:
    share = of_actors(run)[actor]
    return Actor(
        actor=actor,
        foreign=_foreign(run, actor),
        share=share.middle,
        share_interval=share,
        **_exposed(run, run.of_actor(actor)),
    )


def _foreign(run: Run, actor: str) -> bool | None:
    """True where an actor is another state than the viewpoint's own; None where it is no state."""
    state = actor.removeprefix("state:")
    return state not in run.events.exposure.own_states if actor.startswith("state:") else None


def _exposed(run: Run, places: list[int]) -> dict[str, Any]:
    """Measures and chances of all events of one or several actors, by the places of the events."""
    events = [run.events.events[place] for place in places]
    names = tuple(dict.fromkeys(event.actor for event in events))
    return {
        **{m.key: by_key(m, measured(run, m, places, names)) for m in measures_on("actors")},
        "at_least_one": chances_of(run, events, run.chance_of_any_of(events).probability),
    }


def by_harm(run: Run) -> tuple[Actor, ...]:
    """Every actor, state or not, the one with the most harm first, as harm is shown."""
    return tuple(sorted(all_actors(run), key=lambda actor: (-actor.harm.middle, actor.actor)))


def leading(run: Run, most: int | None = None) -> tuple[Actor, ...]:
    """The actors in the order of reports: foreign states, the own state, then others, by their harm.

    `most` leaves those with the most harm.
    """
    sides = list(SIDES.values())
    return tuple(sorted(by_harm(run)[:most], key=lambda actor: sides.index(actor.foreign)))


def totals(run: Run) -> Totals:
    """Foreign states together, the viewpoint's own state, and all other actors together."""
    by_side = totals_by_side(run)
    return Totals(
        foreign_states=by_side.get("foreign_states"), own_state=by_side.get("own_state"), others=by_side.get("others")
    )


@kept
def totals_by_side(run: Run) -> Mapping[Side, Total]:
    """The total of each side; a side without any actor is left out."""
    return {side: _total(run, events) for side, events in events_by_side(run).items()}


@kept
def events_by_side(run: Run) -> Mapping[Side, tuple[Event, ...]]:
    """The events of foreign states, of the viewpoint's own and of all other actors; what there is none of is left out.

    The own state is in no sum with foreign ones: its orders on its own people are another question, with other law.
    """
    by_side = {side: tuple(event for event in run.events.events if run.events.side(event) == side) for side in SIDES}
    return {side: events for side, events in by_side.items() if events}


def side_of(run: Run, actor: str) -> Side:
    """The side of an actor that has an event."""
    return next(side for side, events in events_by_side(run).items() if actor in {event.actor for event in events})


def _total(run: Run, events: Sequence[Event]) -> Total:
    keys = {event.key for event in events}
    return Total(**_exposed(run, [place for place, event in enumerate(run.events.events) if event.key in keys]))


def events(run: Run) -> tuple[ExposureEvent, ...]:
    """Every event that can expose somebody, in the order of the catalogue."""
    return tuple(event for event in all_events(run) if event.persons_per_year[1].point > 0.0)


@kept
def all_events(run: Run) -> tuple[ExposureEvent, ...]:
    """Every event, those that can expose nobody too, in the order of the catalogue."""
    return tuple(_event(run, place, event) for place, event in enumerate(run.events.events))


def _event(run: Run, place: int, event: Event) -> ExposureEvent:
    ratio = run.settings.severity_ratio
    rows = run.numbers(_linear(run.measures, place, ratio), lambda draws: draws.exposed_by(event))
    exposed = np.stack([row.draws for row in rows])
    known = _multiplied(run, [place], rows, np.asarray, exposed)
    harm, content_persons, *persons = map(quantity, known)
    share, data = of_events(run)[event.key], of_event_data(run, event)
    return ExposureEvent(
        event=event.key,
        actor=event.actor,
        mode=event.threat.mode,
        scope=event.threat.scope,
        rate=quantity(run.number(run.rate_of(event), lambda draws: draws.rate(event))),
        harm=harm,
        share=share.middle,
        share_interval=share,
        persons_per_year=dict(zip(LEVELS, persons, strict=True)),
        content_persons_per_year=content_persons,
        at_least_one=chances_of(run, [event], run.chance_of_any_of([event]).probability),
        data={name: share.middle for name, share in data.items()},
        data_interval=dict(data),
    )


def _linear(measures: Measures, place: int, ratio: float | None) -> list[float]:
    """Severe equivalents, persons with content exposed, and persons by level of the event at a place."""
    persons = measures.by_level([place])
    return [float(steps(ratio) @ persons), float(measures.content[place].sum()), *map(float, persons)]


def general_access(run: Run) -> tuple[GeneralAccess, ...]:
    """Each state with the content of communications that some way to everybody's opens to it: yes or no, no average.

    Method 9 and 12: the essence of a right is no quantity. Generalised access to the content of electronic
    communications was held to compromise it in Schrems, C-362/14, paragraph 94.
    """
    content = [name for name, data in run.data_map.data.items() if data.type in CONTENT_TYPES]
    general = [event for event in run.events.events if _is_general_access(event) and run.rate_of(event) > 0.0]
    states = sorted({event.actor for event in run.events.events if event.is_of_a_state})
    return tuple(GeneralAccess(actor=state, data=_open(run, state, content, general)) for state in states)


def _open(run: Run, state: str, content: Sequence[str], general: Sequence[Event]) -> tuple[str, ...]:
    own = [event for event in general if event.actor == state]
    return tuple(data for data in content if any(is_open(run.events, event, data) for event in own))


def _is_general_access(event: Event) -> bool:
    return event.threat.scope in ABOUT_EVERYBODY and event.threat.mode in LAWFUL
