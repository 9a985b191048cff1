"""Time of the reach of all states beside the points of a map, and over its draws."""

from __future__ import annotations

import os
from functools import partial

from assessments.results.reach import reach_rows
from assessments.run import Run, Settings, assess
from benchmarks.engine import forget
from benchmarks.questions import map_of
from benchmarks.timing import Row, alone, timed
from data_maps.model import DataMap

MAPS = (("wechat-2020", 0), ("realistic", 200))
DRAWS = 20_000
WITHIN = 600.0


def measured(quick: bool) -> Row:
    """Each map in a process of its own; the case alone where time is short."""
    return {"maps": [of_map(*case) for case in (MAPS[:1] if quick else MAPS)]}


def of_map(name: str, systems: int) -> Row:
    """One map, and how busy the machine was."""
    figures = alone("benchmarks.reach:whole", name, systems, within=WITHIN)
    return {"map": name, "systems": systems, "load": os.getloadavg()[0], **figures}


def whole(name: str, systems: int) -> Row:
    """Seconds of the points from a map that has been read, without reach and with it; then of reach over all draws."""
    data_map = map_of(name, systems)
    drawn = assess(data_map, Settings(draws=DRAWS))
    _ = drawn.total_harm
    return {
        "states": len(drawn.events.exposure.states),
        "without": timed(lambda: points(data_map), before=forget),
        "with": timed(lambda: reach_rows(points(data_map)), before=forget),
        "draws": drawn.uncertain.draws if drawn.uncertain else 0,
        "of_draws": timed(partial(rows_anew, drawn), runs=3),
    }


def points(data_map: DataMap) -> Run:
    """A map with its harm at the best values."""
    run = assess(data_map)
    _ = run.harm
    return run


def rows_anew(run: Run) -> None:
    """The rows of reach with intervals, made anew where all other numbers are drawn already."""
    again = Run(run.data_map, run.settings, run.events, run.model)
    again.__dict__["uncertain"] = run.uncertain
    reach_rows(again)
