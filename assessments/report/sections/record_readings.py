"""Readings of the record in words: what each does to the harm and to the order of states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Table, Text, row
from assessments.report.cells import INTERVAL, pair
from assessments.report.glossary import HARMED_FIRST
from assessments.report.sentences import actor_name, as_read, in_brackets, number
from assessments.results.record_readings import record_readings
from data_maps.address_forms import OTHERS

if TYPE_CHECKING:
    from assessments.results.record_readings import RecordReading, StateOfReading
    from assessments.run import Run

HEADING = "Other readings of the record"
READINGS = {
    "as recorded": "every row counts",
    "leak years": "rows of the US and GB count over 2007 to 2013 alone, of which one leak told",
    "equal states": "every state counts as the mean of all",
}
COLUMNS = (Column("If"), Column(f"{HARMED_FIRST} a year", numeric=True), INTERVAL, Column("Foreign states in order"))
MOST = 5
NOTE = (
    "The record is what became known, never what a state is. Whose data a state could order rests on no rate, "
    "so no reading of the record changes it."
)


def blocks(run: Run) -> Iterator[Block]:
    """A table of the readings, whether they change the order of foreign states, and what they leave alone."""
    readings = record_readings(run)
    yield Table("The harm and the order of states if the record is read otherwise", COLUMNS, _rows(readings))
    yield Text(f"{_order(readings)} {NOTE}")


def _rows(readings: tuple[RecordReading, ...]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        row(READINGS[reading.reading], *pair(reading.harm), "; ".join(map(_state, _foreign(reading)[:MOST])))
        for reading in readings
    )


def _state(state: StateOfReading) -> str:
    return f"{actor_name(state.actor)} {as_read(state.harm, number)}{in_brackets(state.harm, number)}"


def _foreign(reading: RecordReading) -> list[StateOfReading]:
    """The foreign states with any harm, one by one: all others together are none of them."""
    return [s for s in reading.states if s.foreign and s.harm.middle > 0.0 and s.actor != f"state:{OTHERS}"]


def _order(readings: tuple[RecordReading, ...]) -> str:
    """Whether the first foreign state is the same on every reading."""
    first = {reading.reading: _foreign(reading)[0].actor for reading in readings if _foreign(reading)}
    if not first:
        return "No foreign state has a way to the data."
    if len(set(first.values())) == 1:
        return f"{actor_name(next(iter(first.values())))} comes first on every reading."
    leaders = "; ".join(f"{actor_name(actor)} ({reading})" for reading, actor in first.items())
    return f"Which foreign state comes first depends on the reading: {leaders}."
