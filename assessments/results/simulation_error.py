"""How far off are the middle values of the headline, for the number of draws that were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from risk.chances import HORIZONS
from risk.measures import score
from risk.severity import LEVELS
from risk.uncertainty.propagation import WITHIN, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessments.run import Run
    from risk.events import Event
    from risk.uncertainty.propagation import Uncertain


@dataclass(frozen=True)
class Errors:
    """The relative errors of medians: of the harm index, the score, people by level, and chances by years."""

    harm: float
    score: float
    persons_per_year: Mapping[int, float]
    any: Mapping[int, float]
    bulk: Mapping[int, float]

    @property
    def enough(self) -> bool:
        """Whether the harm index is known as closely as is aimed at."""
        return self.harm <= WITHIN


def errors(run: Run) -> Errors | None:
    """The errors of the headline, from the scatter over batches of draws that were drawn alike; None without draws."""
    draws = run.uncertain
    if draws is None:
        return None
    return Errors(
        draws.error,
        spread(np.asarray(score(draws.harm("")))).error,
        {n: spread(row).error for n, row in zip(LEVELS, draws.persons(""), strict=True)},
        _of_chances(draws, run.events.events),
        _of_chances(draws, run.bulk_events),
    )


def _of_chances(draws: Uncertain, chosen: Sequence[Event]) -> dict[int, float]:
    if not chosen:
        return {int(t): 0.0 for t in HORIZONS}
    return {int(t): spread(row).error for t, row in zip(HORIZONS, draws.at_least_one(chosen), strict=True)}
