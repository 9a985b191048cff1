"""Reach that options leave: the people whose readable data the foreign state with the widest reach could order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.results.quantity import NOBODY, Quantity, quantity, scaled_quantity
from assessments.results.reach import persons_within_reach, reach_of
from assessments.run import Run
from data_maps.caching import OwnedView, kept
from risk.number import UNDRAWN, Number
from risk.options.outcomes import Outcomes
from risk.options.timeline import Piece, pieces
from risk.options.within_reach import WithinReach
from risk.reach import Class


@dataclass(frozen=True)
class Widest:
    """The widest reach of a foreign state to data of a class; no state where the map has no foreign one."""

    actor: str | None
    persons: Quantity


class ReachLeft(OwnedView[Run]):
    """The reach that the options of an assessed map leave, averaged over the horizon."""

    def __init__(self, run: Run, outcomes: Outcomes) -> None:
        super().__init__(run)
        self.outcomes = outcomes
        self.within_reach = WithinReach(outcomes, reach_of(run))

    @property
    def run(self) -> Run:
        """The assessment whose options these are."""
        return self.about

    def widest(self, options: Sequence[str], of_class: Class, later: float = 0.0) -> Widest:
        """The foreign state with the widest reach while some options act, which all start so many years later."""
        by_state = self._by_state(pieces(self.run.data_map, options, later), of_class)
        state = max(by_state, key=lambda state: by_state[state].middle, default=None)
        return Widest(None, NOBODY) if state is None else Widest(f"state:{state}", by_state[state])

    def removed(self, options: Sequence[str], of_class: Class) -> Quantity:
        """The people by which some options lower the widest reach of a foreign state, on the same draws."""

        def within(acting: Sequence[str]) -> Number:
            spans, key = pieces(self.run.data_map, acting), self._widest_key(acting, of_class)
            return self._numbers(spans, of_class).get(key) or self.outcomes.number(0.0, lambda: np.zeros(1))

        return quantity(within(()) - within(options))

    def _widest_key(self, options: Sequence[str], of_class: Class) -> tuple[str, Class]:
        """The state with the widest reach while some options act, and the class; an empty name where there is none."""
        actor = self.widest(options, of_class).actor
        return (actor or "").removeprefix("state:"), of_class

    @kept
    def _by_state(self, spans: tuple[Piece, ...], of_class: Class) -> dict[str, Quantity]:
        few = self._in_few(spans, of_class)
        if spans[0].in_force == () and len(spans) == 1:
            return {state: persons_within_reach(self.run, state, of_class) for state in few}
        status_quo = self._in_few(pieces(self.run.data_map, ()), of_class)
        return {state: self._scaled(left, status_quo.get(state), state, of_class) for state, left in few.items()}

    def _scaled(self, left: Quantity, status_quo: Quantity | None, state: str, of_class: Class) -> Quantity:
        """What is left, brought from few draws to what all draws say of the same state where nothing is done."""
        if status_quo is None or state not in reach_of(self.run).states:
            return left
        return scaled_quantity(left, persons_within_reach(self.run, state, of_class), status_quo)

    @kept
    def _in_few(self, spans: tuple[Piece, ...], of_class: Class) -> dict[str, Quantity]:
        """The people within reach of each foreign state, over the draws in which options are compared."""
        return {state: quantity(number) for (state, _), number in self._numbers(spans, of_class).items()}

    def _numbers(self, spans: Sequence[Piece], of_class: Class) -> dict[tuple[str, Class], Number]:
        best = self.within_reach.at_best(spans, of_class)
        draws = self.within_reach.in_all_draws(spans, of_class) if self.outcomes.columns else {}
        return {key: Number(float(people[0]), draws.get(key, UNDRAWN)) for key, people in best.items()}
