"""Reach: the people whose readable data a state could have from whoever it can order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.oracle.graph import ACCESS_SIGN, Graph
from tests.support.oracle.model import ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Organisations
from tests.support.oracle.outcomes import Outcomes
from tests.support.oracle.people import People
from tests.support.oracle.severity import is_content
from tests.support.oracle.shapley import shapley
from tests.support.oracle.ways import Way, Ways, both, either

CLASSES = ("content", "whereabouts", "identifiers", "any")
WHEREABOUTS = ("location", "contacts", "metadata")
TIES = ("run", "office", "seat", "soil", "owner", "access", "service")
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Reach:
    """The reach of the states on a map."""

    map: ReadMap
    numbers: Numbers
    organisations: Organisations
    graph: Graph
    people: People

    def data(self, of_class: str) -> list[str]:
        """The data of a class."""
        return [d for d in self.map.data if of_class in ("any", self.class_of(d))]

    def class_of(self, d: str) -> str:
        """The one of three classes that a type of data is of."""
        if is_content(self.map, d):
            return "content"
        return "whereabouts" if self.map.data[d].type in WHEREABOUTS else "identifiers"

    def within(self, x: str, g: str) -> dict[tuple[str, str], Ways]:
        """The ways in which a state has data of a member of a group at a system."""
        return {
            (d, s): both(self.graph.at(g, d, s), self.graph.hold(x, s, d), self.graph.read(x, d, s))
            for d in self.map.data
            for s in self.map.systems
            if self.graph.at(g, d, s)
        }

    def some(self, places: Mapping[tuple[str, str], Ways], of_class: str) -> Ways:
        """The ways in which some data of a class are had."""
        chosen = set(self.data(of_class))
        return either(*(ways for (d, _), ways in places.items() if d in chosen))

    def chance(self, ways: Ways) -> float:
        """The probability of a proposition."""
        return Outcomes.of([ways], self.graph.chances).chance_of(ways)

    def by_group(self, x: str, of_class: str) -> dict[str, float]:
        """The people of each group within reach."""
        people = self.people.all()
        return {g: people[g] * self.chance(self.some(self.within(x, g), of_class)) for g in self.map.counted}

    def persons(self, x: str, of_class: str) -> float:
        """The people within reach."""
        return math.fsum(self.by_group(x, of_class).values())

    def share(self, x: str, of_class: str) -> float:
        """The share of all people that is within reach."""
        return self.persons(x, of_class) / math.fsum(self.people.all().values())

    def standing(self, x: str, of_class: str) -> float:
        """The people whose readable data a state has without an order."""
        people = self.people.all()
        return math.fsum(
            people[g] * self.chance(self.some(self.standing_places(x, g), of_class)) for g in self.map.counted
        )

    def standing_places(self, x: str, g: str) -> dict[tuple[str, str], Ways]:
        """The ways in which a state has data of a group without an order."""
        return {
            (d, s): both(self.graph.at(g, d, s), self.graph.standing(x, d, s), self.graph.read(x, d, s))
            for d in self.map.data
            for s in self.map.systems
        }

    def by_tie(self, x: str, of_class: str) -> dict[str, float]:
        """The Shapley value of each tie in the people within reach."""
        people = self.people.all()
        ways = {g: self.some(self.within(x, g), of_class) for g in self.map.counted}

        def worth(ties: frozenset[str]) -> float:
            return math.fsum(people[g] * self.chance(self.through(ways[g], x, ties)) for g in ways)

        return shapley(TIES, worth)

    def through(self, ways: Ways, x: str, ties: frozenset[str]) -> Ways:
        """The ways that need no tie but some."""
        return frozenset(way for way in ways if self.ties_of(way, x) <= ties)

    def ties_of(self, way: Way, x: str) -> set[str]:
        """The ties that a way needs."""
        return {tie for condition in way if (tie := self.tie_of(condition, x)) is not None}

    def tie_of(self, condition: str, x: str) -> str | None:
        """The tie that a condition belongs to, if any."""
        if condition == ACCESS_SIGN:
            return "access"
        kind, _, rest = condition.partition(".")
        if kind == "control":
            return "owner"
        if kind != "power":
            return None
        target = rest.removeprefix(f"{x}.")
        if target not in self.map.parties:
            return "soil"
        tie = self.graph.ties(x).get(target, "run")
        return "service" if tie == "market" else tie

    def person_months(self, x: str, of_class: str = "content") -> float:
        """The months of data within reach: each person with the longest that some of it is kept."""
        people = self.people.all()
        chosen = set(self.data(of_class))
        total = 0.0
        for g in self.map.counted:
            places = {place: ways for place, ways in self.within(x, g).items() if place[0] in chosen}
            months = {place: self.months(*place) for place in places}
            below = 0.0
            for length in sorted(set(months.values())):
                some = either(*(ways for place, ways in places.items() if months[place] >= length))
                total += people[g] * (length - below) * self.chance(some)
                below = length
        return total

    def months(self, d: str, s: str) -> float:
        """The months that data are kept at a system, at most the horizon; unsaid, the horizon."""
        horizon = 12 * self.map.horizon_years
        return min(horizon, self.map.systems[s].keeps.get(d, math.inf) / DAYS_A_MONTH)
