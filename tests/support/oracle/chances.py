"""Chances that something happens over years: states of the world hold for all of them, trials are drawn anew.

What happens is gone through state by state: given all states, events come at a rate, so none comes in T years with
the chance exp(-T x rate). Once the states that several actors share are given, the actors are independent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tests.support.oracle.outcomes import Outcomes, halves, layer

STATE, TRIAL = 0, 1
OF_ONE_ACTOR = ("interest.", "power.", "standing.")


@dataclass(frozen=True, eq=False)
class Occurrence:
    """An event: its rate, how many people of each group, and the outcomes in which something of theirs is exposed."""

    actor: str
    rate: float
    outcomes: Outcomes
    persons: tuple[float, ...]
    rows: tuple[int, ...]

    def start(self) -> Situation:
        """The situation in which nothing is given."""
        return Situation(self, 0, self.rows)


@dataclass(frozen=True)
class Situation:
    """An event given the outcome of its first conditions."""

    event: Occurrence
    place: int
    rows: tuple[int, ...]

    def next_of(self, kind: int) -> str | None:
        """The next condition, if it is of a kind."""
        conditions = self.event.outcomes.conditions
        if self.place < len(conditions) and layer(conditions[self.place]) == kind:
            return conditions[self.place]
        return None

    def given(self, condition: str, holds: bool) -> Situation:
        """The situation when a condition holds or fails, if the event depends on it next."""
        conditions = self.event.outcomes.conditions
        if self.place == len(conditions) or conditions[self.place] != condition:
            return self
        rows = tuple(halves(rows, len(conditions) - self.place)[holds] for rows in self.rows)
        return Situation(self.event, self.place + 1, rows)

    def size(self) -> float:
        """The number of people exposed once states and trials are given."""
        chances = (self.event.outcomes.weigh(self.place, rows) for rows in self.rows)
        return sum(n * chance for n, chance in zip(self.event.persons, chances, strict=True))

    def chance_of_size(self, least: float) -> float:
        """The chance, over trials, that people are exposed, and at least so many."""
        trial = self.next_of(TRIAL)
        if trial is None:
            return float(self.size() > 0 and self.size() >= least)
        chance = self.event.outcomes.chances[trial]
        failing, holding = self.given(trial, False), self.given(trial, True)
        return (1 - chance) * failing.chance_of_size(least) + chance * holding.chance_of_size(least)

    def sizes(self) -> set[float]:
        """All numbers of people that may be exposed."""
        condition = self.next_of(STATE) or self.next_of(TRIAL)
        if condition is None:
            return {self.size()} - {0.0}
        return self.given(condition, False).sizes() | self.given(condition, True).sizes()


def chance_of_one(events: Iterable[Occurrence], years: float, least: float = 0.0) -> float:
    """The chance of at least one event, of at least so many people, in some years."""

    @cache
    def none(situations: tuple[Situation, ...]) -> float:
        pending = {state for situation in situations if (state := situation.next_of(STATE)) is not None}
        if not pending:
            rate = sum(situation.event.rate * situation.chance_of_size(least) for situation in situations)
            return math.exp(-years * rate)
        state = min(pending)
        actors = {situation.event.actor for situation in situations}
        if state.startswith(OF_ONE_ACTOR) and len(actors) > 1:
            return math.prod(none(of_actor(situations, actor)) for actor in sorted(actors))
        chance = chances[state]
        return (1 - chance) * none(given(situations, state, False)) + chance * none(given(situations, state, True))

    starts = tuple(event.start() for event in events)
    chances = {state: p for start in starts for state, p in start.event.outcomes.chances.items()}
    return 1.0 - none(starts)


def of_actor(situations: tuple[Situation, ...], actor: str) -> tuple[Situation, ...]:
    """The situations of one actor's events."""
    return tuple(situation for situation in situations if situation.event.actor == actor)


def given(situations: tuple[Situation, ...], state: str, holds: bool) -> tuple[Situation, ...]:
    """The situations when a state holds or fails, without the events that can no longer happen."""
    after = (situation.given(state, holds) for situation in situations)
    return tuple(situation for situation in after if any(situation.rows))
