"""What each event amounts to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.breakdown import of_event_data, of_events
from assessments.results.exposed import event_rows
from assessments.results.result import ExposureEvent

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.results.rows import EventRow
    from assessments.run import Run


def events(run: Run) -> tuple[ExposureEvent, ...]:
    """Every event that can expose somebody, in the order of the catalogue."""
    exposing = (row for row in event_rows(run) if row.exposed.persons_per_year[1].point > 0.0)
    return tuple(_event(run, row, of_events(run)[row.event.key]) for row in exposing)


def _event(run: Run, row: EventRow, share: Quantity) -> ExposureEvent:
    parts = of_event_data(run, row)
    return ExposureEvent(
        event=row.event.key,
        actor=row.event.actor,
        mode=row.event.threat.mode,
        scope=row.event.threat.scope,
        rate=row.rate,
        harm=row.exposed.harm,
        share=share.middle,
        share_interval=share,
        persons_per_year=dict(row.exposed.persons_per_year),
        at_least_one=dict(row.exposed.at_least_one),
        data={name: part.middle for name, part in parts.items()},
        data_interval=dict(parts),
    )
