"""Events that a map leaves out, by the line that does so, and the harm that all of them would add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.problems import Place


@dataclass(frozen=True)
class LeftOutEvents:
    """One line of a map that leaves events out: its pattern, its reason, the keys it matches, and where it stands."""

    pattern: str
    why: str
    keys: tuple[str, ...]
    place: Place | None


@kept
def left_out(run: Run) -> tuple[LeftOutEvents, ...]:
    """Each line of the map that leaves events out, in its order; one that matches no event has no keys."""
    keys, data_map = run.events.left_out, run.data_map
    return tuple(
        LeftOutEvents(
            line.event,
            line.why,
            tuple(key for key in keys if fnmatchcase(key, line.event)),
            data_map.places.get(f"leave_out.{index}"),
        )
        for index, line in enumerate(data_map.leave_out)
    )


@kept
def harm_left_out(run: Run) -> float:
    """The severe equivalents a year, at the best values, that the events left out would add."""
    from assessments.run import assess

    if not run.events.left_out:
        return 0.0
    whole = assess(run.data_map.model_copy(update={"leave_out": ()}), replace(run.settings, draws=0))
    return whole.harm - run.harm
