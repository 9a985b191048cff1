"""Forecast of long work: the time and memory that a map too wide for an exact result will take.

What takes long is trying out the names of its equations, in a number of rounds that hardly depends on the map. Lines
through what meshes took, of page one by `python -m benchmarks.forecasts`; good to a factor of two, whole results in
whichever form they are asked for. Exact maps are not foretold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assessments.run import Run

SECONDS, SECONDS_A_NAME = 2.0, 1.1e-3
MEGABYTES, MEGABYTES_A_NAME = 220.0, 6e-3
WHOLE_SECONDS, WHOLE_SECONDS_A_NAME = 10.0, 7.4e-3
WHOLE_MEGABYTES, WHOLE_MEGABYTES_A_NAME = 470.0, 1.8e-2
WITHOUT_DRAWS = 0.5


class WorkForecast(NamedTuple):
    """The seconds of one processor and the megabytes that work takes; whether its map is too wide to be exact."""

    seconds: float
    megabytes: float
    wide: bool


def forecast(run: Run, *, whole: bool = False) -> WorkForecast:
    """The time and memory that the rest of page one takes, or of a whole result; nothing where it is exact."""
    if run.model.roots.exact:
        return WorkForecast(0.0, 0.0, wide=False)
    names = len(run.events.equations.alternatives)
    share = 1.0 if run.settings.draws else WITHOUT_DRAWS
    seconds, a_name = (WHOLE_SECONDS, WHOLE_SECONDS_A_NAME) if whole else (SECONDS, SECONDS_A_NAME)
    megabytes, more = (WHOLE_MEGABYTES, WHOLE_MEGABYTES_A_NAME) if whole else (MEGABYTES, MEGABYTES_A_NAME)
    return WorkForecast(share * (seconds + a_name * names), megabytes + more * names, wide=True)
