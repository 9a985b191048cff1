"""Times of one map in whichever checkout is on the path: no more is used than versions 1 and 2 have alike.

Run as `python -P benchmarks/probe.py MAP SYSTEMS` with a checkout as PYTHONPATH; it prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

from assessments.run import Settings, assess
from benchmarks.maps import generated
from data_maps.reading import case_names, case_path, read

DRAWS = 20_000
FIRST = "harbour"
REACH = "assessments.results.reach"


def text_of(name: str, systems: int) -> str:
    """The text of a case as the checkout ships it, or of a generated map of a family."""
    return case_path(name).read_text(encoding="utf-8") if name in case_names() else generated(name, systems)


def times(name: str, systems: int) -> dict[str, float | None]:
    """Seconds of the points from the text, of reach beside them, and of all draws; None where there is no reach yet.

    A small case comes first, so that the catalogue has been read.
    """
    points(text_of(FIRST, 0))
    text = text_of(name, systems)
    begun = perf_counter()
    run = points(text)
    of_points = perf_counter() - begun
    of_reach = None
    if find_spec(REACH):
        begun = perf_counter()
        import_module(REACH).reach_rows(run)
        of_reach = perf_counter() - begun
    begun = perf_counter()
    _ = assess(run.data_map, Settings(draws=DRAWS)).drawn_harm
    return {
        "events": len(run.events.events),
        "points": of_points,
        "reach": of_reach,
        "draws": perf_counter() - begun,
    }


def points(text: str) -> Any:
    """A map assessed at its best values; version 1 has another name for the type."""
    data_map = read(text, "map.yaml").data_map
    if data_map is None:
        raise SystemExit("the map has problems")
    run = assess(data_map)
    _ = run.harm
    return run


if __name__ == "__main__":
    print(json.dumps(times(sys.argv[1], int(sys.argv[2]))))
