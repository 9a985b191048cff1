"""The score with another value of one number, all others as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assessments.results.breakdown import fewest_draws
from assessments.results.quantity import Quantity, score_of
from data_maps.caching import cached_property
from risk.arrays import Floats
from risk.measures import steps
from risk.uncertainty.sensitivity import what_ifs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessments.run import Run
    from risk.uncertainty.distributions import Distribution


class Otherwise:
    """The score of an assessment with one number otherwise: at the best values of all others, and in few draws."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.model = what_ifs(run.model)

    def at(self, address: str, value: float) -> Quantity:
        """The score with a number at one value."""
        return self._score(address, value, np.array(value))

    def known_as(self, address: str, best: float, distribution: Distribution) -> Quantity:
        """The score if something else were known of a number."""
        draws = self.run.uncertain
        if draws is None:
            return self._score(address, best, np.array(best))
        return self._score(address, best, draws.few_of({address: distribution}, fewest_draws(self.run))[address])

    def _score(self, address: str, best: float, values: Floats) -> Quantity:
        point = float(self._harm(self._best, address, np.array(best))[0])
        return score_of(point, None if self._drawn is None else self._harm(self._drawn, address, values))

    def _harm(self, numbers: Mapping[str, Floats], address: str, values: Floats) -> Floats:
        """Severe equivalents a year where one number has other values, shape (draws,)."""
        x = self.model.placed({**numbers, address: np.broadcast_to(values, numbers[address].shape)})
        return np.asarray(steps(self._ratio) @ self.model.totals().persons(x, self.model.chances(x)))

    @property
    def _ratio(self) -> float | None:
        return self.run.settings.severity_ratio

    @property
    def _best(self) -> Mapping[str, Floats]:
        return {name: np.array([number.best]) for name, number in self.model.events.numbers.items()}

    @cached_property
    def _drawn(self) -> Mapping[str, Floats] | None:
        draws = self.run.uncertain
        return None if draws is None else draws.few_of(draws.known, fewest_draws(self.run))
