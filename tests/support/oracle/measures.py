"""The numbers of a map: people a year, harm, score, chances over years."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from tests.support.oracle.chances import Occurrence, chance_of_one
from tests.support.oracle.events import Event, Events
from tests.support.oracle.graph import Graph
from tests.support.oracle.map import read_map
from tests.support.oracle.model import ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Organisations
from tests.support.oracle.outcomes import Outcomes
from tests.support.oracle.people import People
from tests.support.oracle.rates import Rates
from tests.support.oracle.reach import Reach
from tests.support.oracle.record import Record, shipped_record
from tests.support.oracle.severity import LEVELS, rows_by_level, rows_with_contacts_joined, rows_with_content
from tests.support.oracle.shapley import shapley

WEIGHTS = {1: 1 / 64, 2: 1 / 16, 3: 1 / 4, 4: 1.0}


@dataclass(frozen=True)
class Oracle:
    """All that a map amounts to.

    `values` stand in place of the map's and the catalogue's numbers, as in one draw; organisations, ties and splits
    follow the best values all the same.
    """

    written: Mapping[str, Any]
    values: Mapping[str, float] = field(default_factory=dict)
    inherent: bool = False
    record_rows: Record | None = None

    @cached_property
    def map(self) -> ReadMap:
        """The map, read."""
        return read_map(self.written)

    @cached_property
    def best(self) -> Numbers:
        """The best values."""
        return Numbers(self.map)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers at work."""
        return Numbers(self.map, self.values, self.inherent)

    @cached_property
    def organisations(self) -> Organisations:
        """Who belongs together."""
        return Organisations(self.map, self.best, self.known_record)

    @cached_property
    def known_record(self) -> Any:
        """The record as it was known on the day of the map."""
        return (self.record_rows or shipped_record()).known_by(self.map.as_of)

    @cached_property
    def graph(self) -> Graph:
        """The exposure graph."""
        return Graph(self.map, self.numbers, self.organisations)

    @cached_property
    def people(self) -> People:
        """The people an attempt is about."""
        return People(self.map, self.numbers, self.organisations)

    @cached_property
    def rates(self) -> Rates:
        """How often."""
        sizes = Graph(self.map, self.best, self.organisations)
        return Rates(self.map, self.numbers, self.organisations, self.known_record, sizes.people_at)

    @cached_property
    def events(self) -> list[Event]:
        """What can happen."""
        return Events(
            self.map, self.numbers, self.organisations, self.known_record, self.graph, self.people, self.rates
        ).all

    @cached_property
    def reach(self) -> Reach:
        """What states can order."""
        return Reach(self.map, self.numbers, self.organisations, self.graph, self.people)

    @cached_property
    def conditions(self) -> Mapping[str, float]:
        """The chance of every condition that an event or the reach of a state may depend on."""
        assert self.events is not None
        for x in self.organisations.named:
            for g in self.map.counted:
                self.reach.within(x, g)
        return self.graph.chances

    # People and harm.

    def outcomes(self, event: Event) -> Outcomes:
        """The outcomes of all that an event depends on."""
        propositions = (ways for exposed in event.exposed.values() for ways in exposed.values())
        return Outcomes.of(propositions, self.graph.chances)

    def persons_per_attempt(self, event: Event) -> dict[str, list[float]]:
        """The people of each group exposed in an attempt, at level 1, 2, 3 and 4 or more."""
        outcomes = self.outcomes(event)
        return {
            g: [
                event.persons[g] * event.taken * outcomes.chance(rows)
                for rows in rows_by_level(self.map, g, event.exposed[g], outcomes)
            ]
            for g in event.exposed
        }

    @cached_property
    def persons(self) -> dict[str, dict[str, list[float]]]:
        """The people a year, by event, group and level or more."""
        return {
            event.key: {g: [event.rate * n for n in row] for g, row in self.persons_per_attempt(event).items()}
            for event in self.events
        }

    @cached_property
    def content_persons(self) -> dict[str, float]:
        """The people a year some of whose content is exposed, by event."""
        return {event.key: event.rate * self.content_persons_per_attempt(event) for event in self.events}

    def content_persons_per_attempt(self, event: Event) -> float:
        """The people some of whose content is exposed in an attempt."""
        outcomes = self.outcomes(event)
        return math.fsum(
            event.persons[g] * event.taken * outcomes.chance(rows_with_content(self.map, exposed, outcomes))
            for g, exposed in event.exposed.items()
        )

    def harm_of(self, keys: Iterable[str], groups: Iterable[str] | None = None) -> float:
        """The harm a year of some events, to some groups or to all."""
        chosen = self.map.counted if groups is None else list(groups)
        return math.fsum(weighted(self.persons[key][g]) for key in keys for g in chosen)

    @cached_property
    def harm_by_event(self) -> dict[str, float]:
        """The harm of each event."""
        return {event.key: self.harm_of([event.key]) for event in self.events}

    @property
    def harm(self) -> float:
        """The harm a year: people as severe as at level 4."""
        return self.harm_of(self.persons)

    @property
    def score(self) -> float:
        """The score from 0 to 100."""
        return 10 * math.log10(1 + self.harm)

    @property
    def inherent_harm(self) -> float:
        """The harm if every attempt were carried out and everything could be read."""
        return Oracle(self.written, self.values, True, self.record_rows).harm

    @property
    def persons_per_year(self) -> list[float]:
        """The people a year at level 1, 2, 3 and 4 or more."""
        rows = [row for by_group in self.persons.values() for row in by_group.values()]
        return [math.fsum(row[n - 1] for row in rows) for n in LEVELS]

    @property
    def strategic_per_year(self) -> float:
        """The exposures a year of people of strategic weight."""
        return math.fsum(
            row[0] for by_group in self.persons.values() for g, row in by_group.items() if self.map.groups[g].strategic
        )

    @cached_property
    def joined_per_year(self) -> float:
        """The exposures a year of people of strategic weight whose contacts are joined with location or content."""
        return math.fsum(event.rate * self.joined_per_attempt(event) for event in self.events)

    def joined_per_attempt(self, event: Event) -> float:
        """The people of strategic weight whose contacts an attempt exposes joined with location or content."""
        outcomes = self.outcomes(event)
        return math.fsum(
            event.persons[g] * event.taken * outcomes.chance(rows_with_contacts_joined(self.map, exposed, outcomes))
            for g, exposed in event.exposed.items()
            if self.map.groups[g].strategic
        )

    def harm_by_data(self, event: Event) -> dict[str, float]:
        """The Shapley value of each kind of data in the harm of an attempt."""

        def worth(chosen: frozenset[str]) -> float:
            exposed = {
                g: {place: ways for place, ways in places.items() if place[0] in chosen}
                for g, places in event.exposed.items()
            }
            only = Event(event.key, event.attempts, event.trial, event.taken, event.persons, exposed)
            return sum(weighted(row) for row in self.persons_per_attempt(only).values())

        return shapley(list(self.map.data), worth)

    def most_probable_route(self) -> tuple[Event, float, frozenset[str]]:
        """The event, chance and conditions of the way that is most probable, carried out."""
        routes = [
            (event.trial * math.prod(self.graph.chances[condition] for condition in way), event, way)
            for event in self.events
            for exposed in event.exposed.values()
            for ways in exposed.values()
            for way in ways
        ]
        chance, event, way = max(routes, key=lambda route: route[0])
        return event, chance, way

    @property
    def rate_of_all(self) -> float:
        """The events a year that expose somebody, where every condition is certain or impossible."""
        exposing = (event for event in self.events if any(row[0] for row in self.persons[event.key].values()))
        return math.fsum(event.rate for event in exposing)

    # Chances over years.

    def occurrences(self, events: Iterable[Event]) -> list[Occurrence]:
        """Some events, as chances over years see them."""
        found = []
        for event in events:
            outcomes = self.outcomes(event)
            groups = list(event.exposed)
            persons = tuple(event.persons[g] * event.taken for g in groups)
            rows = tuple(rows_by_level(self.map, g, event.exposed[g], outcomes)[0] for g in groups)
            found.append(Occurrence(event.actor, event.rate, outcomes, persons, rows))
        return found

    def chance(self, events: Iterable[Event], years: float, least: float = 0.0) -> float:
        """The chance of at least one of some events, of at least so many people, in some years."""
        return chance_of_one(self.occurrences(events), years, least)

    def chance_of_any(self, years: float) -> float:
        """The chance that anybody exposes anyone."""
        return self.chance(self.events, years)

    def chance_in_bulk(self, years: float) -> float:
        """The chance that a state exposes people in bulk."""
        return self.chance([event for event in self.events if event.in_bulk_by_a_state], years)

    def unique_persons(self, years: float) -> float:
        """The people exposed at least once, if the larger event contains the smaller."""
        occurrences = self.occurrences(self.events)
        sizes = sorted(set().union(*(occurrence.start().sizes() for occurrence in occurrences)))
        return math.fsum(
            (size - below) * chance_of_one(occurrences, years, size) for below, size in pairwise([0.0, *sizes])
        )


def weighted(row: list[float]) -> float:
    """People by level or more, weighed by level."""
    steps = [WEIGHTS[n] - WEIGHTS.get(n - 1, 0.0) for n in LEVELS]
    return sum(step * n for step, n in zip(steps, row, strict=True))
