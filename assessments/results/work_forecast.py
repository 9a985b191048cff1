"""Forecast of long work: the time and memory that page one or a whole result will take.

What takes long on a map too wide for an exact result is trying out the names of its equations, in a number of rounds
that hardly depends on the map: lines through what meshes took, of page one by `python -m benchmarks.forecasts`. On an
exact map it is its draws, for each name, event and option: lines through what shipped cases and generated maps took.
Good to a factor of two, whole results in whichever form they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from risk.uncertainty.draw_counts import DRAWS

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


class ExactWork(NamedTuple):
    """Work on an exact map: seconds to begin with, and for each name, event and option; megabytes of all draws."""

    seconds: float
    a_name: float
    an_event: float
    an_option: float
    megabytes: float
    megabytes_a_name: float
    megabytes_an_event: float


PAGE_ONE = ExactWork(1.2, 1.3e-3, 0.0, 0.0, 50.0, 0.2, 0.0)
WHOLE = ExactWork(2.0, 8e-3, 4e-2, 0.3, 180.0, 0.7, 1.0)
EXACT_WITHOUT_DRAWS, PROGRAM = 0.4, 200.0
"""The part of the seconds that is left without draws, and the megabytes."""


def forecast(run: Run, *, whole: bool = False) -> WorkForecast:
    """The time and memory that the rest of page one takes, or of a whole result."""
    if run.model.roots.exact:
        return _exact(run, WHOLE if whole else PAGE_ONE)
    names = len(run.events.equations.alternatives)
    share = 1.0 if run.settings.draws else WITHOUT_DRAWS
    seconds, a_name = (WHOLE_SECONDS, WHOLE_SECONDS_A_NAME) if whole else (SECONDS, SECONDS_A_NAME)
    megabytes, more = (WHOLE_MEGABYTES, WHOLE_MEGABYTES_A_NAME) if whole else (MEGABYTES, MEGABYTES_A_NAME)
    return WorkForecast(share * (seconds + a_name * names), megabytes + more * names, wide=True)


def _exact(run: Run, work: ExactWork) -> WorkForecast:
    names, events, options = (
        len(each) for each in (run.events.equations.alternatives, run.events.events, run.data_map.options)
    )
    draws = run.settings.draws / DRAWS
    seconds = work.seconds + work.a_name * names + work.an_event * events + work.an_option * options
    share = EXACT_WITHOUT_DRAWS + (1.0 - EXACT_WITHOUT_DRAWS) * draws
    megabytes = PROGRAM + draws * (work.megabytes + work.megabytes_a_name * names + work.megabytes_an_event * events)
    return WorkForecast(share * seconds, megabytes, wide=False)
