"""Rows of screening: the people whose content a party looks through itself, counted apart from all events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assessments.results.quantity import quantity
from assessments.results.reach_parts import ScreenedRow
from data_maps.caching import kept
from risk.screened import screenings
from risk.uncertainty.draws import distributions, drawn
from risk.uncertainty.spreads import BATCHES

if TYPE_CHECKING:
    from assessments.run import Run


@kept
def screened_rows(run: Run) -> tuple[ScreenedRow, ...]:
    """What each party looks through itself and of how many people, in the order of the map."""
    if not run.data_map.screened:
        return ()
    screened = screenings(run.events, budget=run.settings.nodes)
    best = screened.persons({address: np.array([number.best]) for address, number in screened.numbers.items()})
    in_draws = None
    if run.uncertain is not None:
        ranges = distributions(screened)
        rows = drawn(ranges, run.uncertain.draws, run.settings.seed, BATCHES)
        in_draws = screened.persons(dict(zip(ranges, rows, strict=True)))
    return tuple(
        ScreenedRow(
            by=line.line.by,
            purpose=line.line.purpose,
            data=tuple(run.data_map.data) if line.line.data is None else line.line.data,
            persons=quantity(float(best[place][0]), None if in_draws is None else in_draws[place]),
            source=line.line.source,
        )
        for place, line in enumerate(screened.lines)
    )
