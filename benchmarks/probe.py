"""Times of one map in whichever checkout is on the path: no more is used than versions 1 and 2 have alike.

Run as `python -P benchmarks/probe.py MAP SYSTEMS` with a checkout as PYTHONPATH; it prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from time import process_time
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
    """Seconds of the processor for the points from the text, for reach beside them, and for all draws.

    A small case comes first, so that the catalogue has been read. Where there is no reach yet its time is None.
    """
    reach = import_module(REACH) if find_spec(REACH) else None
    first = points(text_of(FIRST, 0))
    if reach:
        reach.reach_rows(first)
    text = text_of(name, systems)
    begun = process_time()
    run = points(text)
    of_points = process_time() - begun
    of_reach = None
    if reach:
        begun = process_time()
        reach.reach_rows(run)
        of_reach = process_time() - begun
    begun = process_time()
    _ = assess(run.data_map, Settings(draws=DRAWS)).total_harm
    return {
        "events": len(run.events.events),
        "points": of_points,
        "reach": of_reach,
        "draws": process_time() - begun,
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
