"""Results of two maps side by side, in the same draws: another map beside that of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assessments.results.quantity import Quantity, from_spread, quantity
from assessments.results.reach import Sides, sides_of
from assessments.run import in_few
from data_maps.caching import OwnedView, kept
from risk.arrays import Floats
from risk.uncertainty.propagation import scaled, spread

if TYPE_CHECKING:
    from assessments.run import Run


class Beside(OwnedView["Run"]):
    """Another map beside that of a run, in the same draws; `sides` are the people within reach on it."""

    def __init__(self, run: Run, other: Run, sides: Sides) -> None:
        super().__init__(run)
        self.other = other
        self.sides = sides
        self._few = in_few(other, run)

    @property
    def run(self) -> Run:
        """The assessment whose map the other is beside."""
        return self.about

    @property
    def harm(self) -> Quantity:
        """Severe equivalents a year on the other map."""
        return self._scaled(self.other.harm, None if self._few is None else self._few.harm(""))

    @property
    def foreign_harm(self) -> Quantity:
        """Severe equivalents a year of foreign states on the other map."""
        draws = None if self._few is None else self._few.harm(*_foreign_states(self.other))
        return self._scaled(foreign_harm_at_best(self.other), draws)

    @property
    def content_moved(self) -> dict[str, Quantity]:
        """The people whose content each state could order on the map of the run, less those on the other."""
        states = dict.fromkeys((*sides_of(self.run).states, *self.sides.states))
        return {f"state:{state}": self._content_moved(state) for state in states}

    def _content_moved(self, state: str) -> Quantity:
        here, there = sides_of(self.run), self.sides
        point = float((here.best.persons(state, "content") - there.best.persons(state, "content"))[0])
        if here.drawn is None or there.drawn is None:
            return Quantity(point)
        return quantity(point, here.drawn.persons(state, "content") - there.drawn.persons(state, "content"))

    @property
    def foreign_harm_moved(self) -> Quantity:
        """Severe equivalents a year of foreign states on the map of the run, less those on the other."""
        point = foreign_harm_at_best(self.run) - foreign_harm_at_best(self.other)
        here, there = self.run.few, self._few
        if here is None or there is None:
            return Quantity(point)
        return self._scaled(point, here.harm(*_foreign_states(self.run)) - there.harm(*_foreign_states(self.other)))

    def _scaled(self, point: float, draws: Floats | None) -> Quantity:
        """A harm in few draws, scaled as the harm of the run in few draws is to that in all."""
        return Quantity(point) if draws is None else from_spread(point, scaled(spread(draws), _scale(self.run)))


@kept
def _scale(run: Run) -> float:
    """What the median of a run's harm in all draws is to that in few."""
    few, every = run.few, run.drawn_harm
    median = 0.0 if few is None else float(np.median(few.harm("")))
    return float(np.median(every)) / median if every is not None and median else 1.0


def _foreign_states(run: Run) -> tuple[str, ...]:
    """The actors that are states other than the viewpoint's own."""
    own = {f"state:{state}" for state in run.events.exposure.own_states}
    return tuple(dict.fromkeys(e.actor for e in run.events.events if e.is_of_a_state and e.actor not in own))


def foreign_places(run: Run) -> list[int]:
    """The places of the events of foreign states, actor by actor."""
    return [place for actor in _foreign_states(run) for place in run.of_actor(actor)]


def foreign_harm_at_best(run: Run) -> float:
    """Severe equivalents a year of foreign states, at the best values."""
    return float(sum(run.harms[place] for place in foreign_places(run)))
