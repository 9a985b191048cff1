"""The national-security view of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.quantity import Quantity, quantity
from assessments.results.result import Strategic
from data_maps.caching import kept
from risk.uncertainty.propagation import STRATEGIC

if TYPE_CHECKING:
    from assessments.run import Run

BULK_SIZES = (10_000, 1_000_000)


@kept
def strategic_numbers(run: Run) -> Strategic:
    """People of strategic groups exposed a year, those whose data are joined, and chances of events in bulk."""
    groups, draws = run.model.strategic, run.uncertain
    persons = run.measures.by_level(groups=groups)[0] if groups else 0.0
    joined = float(run.measures.joined[:, groups].sum())
    return Strategic(
        persons_per_year=quantity(float(persons), draws.persons(STRATEGIC)[0] if draws else None),
        joined_per_year=quantity(joined, draws.joined if draws else None),
        bulk_at_least={n: _bulk_at_least(run, n) for n in BULK_SIZES},
    )


def _bulk_at_least(run: Run, persons: int) -> Quantity:
    draws, chosen = run.uncertain, run.bulk_events
    drawn = draws.at_least_one(chosen, persons)[-1] if draws else None
    return quantity(float(run.bulk_curve.at_least(persons)[-1]), drawn)
