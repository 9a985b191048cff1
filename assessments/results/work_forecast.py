"""Forecast of long work: the time and memory that a map too wide for an exact result will take.

What takes long is trying out the names of its equations, in a number of rounds that hardly depends on the map. Lines
through what meshes took, by `python -m benchmarks.forecasts`; good to a factor of two. Exact maps are not foretold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assessments.run import Run

SECONDS, SECONDS_A_NAME = 2.0, 1.1e-3
MEGABYTES, MEGABYTES_A_NAME = 220.0, 6e-3
WITHOUT_DRAWS = 0.5


class WorkForecast(NamedTuple):
    """The seconds of one processor and the megabytes that work will take."""

    seconds: float
    megabytes: float


def forecast(run: Run) -> WorkForecast:
    """The time and memory that the rest of an assessment takes; nothing where it is exact."""
    if run.model.roots.exact:
        return WorkForecast(0.0, 0.0)
    names = len(run.events.equations.alternatives)
    share = 1.0 if run.settings.draws else WITHOUT_DRAWS
    return WorkForecast(share * (SECONDS + SECONDS_A_NAME * names), MEGABYTES + MEGABYTES_A_NAME * names)
