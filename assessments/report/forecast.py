"""Sentence on long work, said before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessments.report.sentences import figures
from assessments.results.work_forecast import forecast

if TYPE_CHECKING:
    from assessments.run import Run

LONG = 10.0


def foretold(runs: Iterable[Run]) -> str:
    """The sentence on the time and memory of work over ten seconds; empty of shorter work."""
    forecasts = [forecast(run) for run in runs]
    seconds = sum(one.seconds for one in forecasts)
    if seconds < LONG:
        return ""
    megabytes = max(one.megabytes for one in forecasts)
    return (
        f"this is too wide for an exact result and takes about {figures(seconds)} seconds of a processor and "
        f"{figures(megabytes)} MB; --time and --memory end it earlier"
    )
