"""People within reach of foreign states with options in force, averaged over the horizon, on the same draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from risk.arrays import Floats
from risk.options.outcomes import Outcomes
from risk.options.timeline import InForce, Piece, averaged, in_force
from risk.reach import TOLD_OF_OPTIONS, Class, Reach, Reached, reach_on_map

ByState = Mapping[tuple[str, Class], Floats]
"""People some of whose readable data of a class a foreign state could order, shape (draws,) each."""


class WithinReach:
    """The people within reach with any options in force, each computed once; numbers have the same draws in all."""

    def __init__(self, outcomes: Outcomes, of_map: Reach) -> None:
        self.outcomes = outcomes
        self._reach: dict[InForce, Reach] = {(): of_map}
        self._best: dict[InForce, ByState] = {}
        self._drawn: dict[InForce, ByState] = {}

    def at_best(self, spans: Sequence[Piece], of_class: Class) -> ByState:
        """The people at the best values of all numbers, averaged over spans that make up the horizon."""
        return self._averaged(spans, of_class, self._at_best)

    def in_all_draws(self, spans: Sequence[Piece], of_class: Class) -> ByState:
        """The people within reach in every draw."""
        return self._averaged(spans, of_class, self._in_draws)

    def _averaged(self, spans: Sequence[Piece], of_class: Class, persons: Callable[[InForce], ByState]) -> ByState:
        base, by_span = persons(()), [persons(span.in_force) for span in spans]
        nobody = np.zeros_like(next(iter(base.values()), np.zeros(1)))
        keys = dict.fromkeys(key for by_state in (base, *by_span) for key in by_state if key[1] == of_class)
        values = {key: [by_state.get(key, nobody) for by_state in by_span] for key in keys}
        data_map = self.outcomes.data_map
        return {key: averaged(data_map, spans, base.get(key, nobody), values[key]) for key in keys}

    def _at_best(self, force: InForce) -> ByState:
        force = self.outcomes.without_idle_spans(force)
        if force not in self._best:
            self._best[force] = _persons(self.reach(force).at_best, self._foreign(force))
        return self._best[force]

    def _in_draws(self, force: InForce) -> ByState:
        force = self.outcomes.without_idle_spans(force)
        if force not in self._drawn:
            reached = self.reach(force)
            numbers = self.outcomes.draws(reached.numbers.values())
            self._drawn[force] = _persons(reached.reached_at(numbers), self._foreign(force))
        return self._drawn[force]

    def reach(self, force: InForce) -> Reach:
        """The reach of every state on the map with options in force."""
        force = self.outcomes.without_idle_spans(force)
        if force not in self._reach:
            changed, structural = in_force(self.outcomes.data_map, force), self.outcomes.structural(force)
            self._reach[force] = (
                reach_on_map(changed, budget=self.outcomes.budget)
                if structural == force
                else self.reach(structural).where_held(changed)
            )
        return self._reach[force]

    def _foreign(self, force: InForce) -> Iterable[str]:
        reached = self.reach(force)
        return [state for state in reached.states if state not in reached.exposure.own_states]


def _persons(reached: Reached, states: Iterable[str]) -> ByState:
    return {(state, of_class): reached.persons(state, of_class) for state in states for of_class in TOLD_OF_OPTIONS}
