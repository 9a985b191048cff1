"""Progress of a portfolio: told to whoever waits, and noted in its folder for whoever looks from elsewhere."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from assessments.files import write_text

PROGRESS = "progress.json"
SILENT = 120.0
"""Seconds after its last note in which a run is taken to be at work."""


@dataclass(frozen=True)
class Progress:
    """How far a portfolio is: maps done of all that have to be computed, those with problems, and workers there."""

    done: int
    total: int
    problems: int
    workers: int


@dataclass(frozen=True)
class Noted:
    """A progress as a folder has it: the seconds that the run has taken, and whether it is at work still."""

    progress: Progress
    seconds: float
    at_work: bool

    @property
    def rate(self) -> float:
        """Maps done a second."""
        return self.progress.done / self.seconds if self.seconds > 0.0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until all are done at this rate; None before any is."""
        return (self.progress.total - self.progress.done) / self.rate if self.rate else None


def note(folder: Path, progress: Progress, begun: float) -> None:
    """Note in the folder how far a run is that began at a moment."""
    now = time.time()
    write_text(folder / PROGRESS, json.dumps({**asdict(progress), "seconds": now - begun, "at": now}))


def forget(folder: Path) -> None:
    """Note nothing any more: all is done."""
    (folder / PROGRESS).unlink(missing_ok=True)


def noted(folder: Path) -> Noted | None:
    """How far the run in a folder is; None where none is under way, or was stopped."""
    try:
        notes = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        seconds, at = float(notes.pop("seconds")), float(notes.pop("at"))
        return Noted(Progress(**notes), seconds, time.time() - at < SILENT)
    except (OSError, ValueError, TypeError, KeyError):
        return None
