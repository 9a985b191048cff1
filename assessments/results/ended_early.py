"""Results that end early, at a cap of time or memory: what is not made by then is left out, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.run import Run


@dataclass
class Ending:
    """Whether work on a result has ended early, and the parts that it lacks."""

    early: bool = False
    parts: list[str] = field(default_factory=list)


@kept
def ending(run: Run) -> Ending:
    """How the work on a result ends: with all of it, unless somebody says otherwise."""
    return Ending()


def end_early(runs: Iterable[Run]) -> None:
    """End the work on results: what is told of them from now on is what is made."""
    for run in runs:
        ending(run).early = True
