"""Which numbers a result rests on, what moves it most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Table, row
from assessments.report.cells import as_used
from assessments.report.estimate_words import estimate_words, grade_words, said_by
from assessments.report.questions import question
from assessments.results.ledger import ledger_rows

if TYPE_CHECKING:
    from assessments.results.rows import LedgerRow
    from assessments.run import Run
    from risk.events import Event

MOST = 12
COLUMNS = (
    Column("Question"),
    Column("Value (stated range)", numeric=True),
    Column("As used (90% interval)", numeric=True),
    Column("Grade"),
    Column("Who says so"),
    Column("Address"),
    Column("Where"),
)


def grounds(run: Run, actors: Iterable[str]) -> tuple[LedgerRow, ...]:
    """The numbers that the events of some actors rest on and that move the result, the ones that move most first."""
    chosen = set(actors)
    asked = {address for event in run.events.events if event.actor in chosen for address in _of(run, event)}
    used = {leaf.address for address in asked for leaf in run.events.inputs[address].leaves}
    return tuple(r for r in ledger_rows(run) if r.number.address in used and r.elasticity and not r.number.exact)


def _of(run: Run, event: Event) -> Iterator[str]:
    yield from event.conditions
    for polynomial in (event.rate, *event.people.values()):
        yield from (address for _, factors in polynomial for address in factors)
    core = run.events.cores[event.core]
    roots = [names[0] for names in core.levels.values()]
    yield from run.events.equations.part(roots).variables


def grounds_table(run: Run, rows: Iterable[LedgerRow], caption: str) -> Table:
    """Numbers of the ledger as a table, each with its value, its grade, who says so, and where."""
    return Table(caption, COLUMNS, tuple(_row(run, found) for found in rows), "No number moves it.")


def _row(run: Run, found: LedgerRow) -> tuple[Cell, ...]:
    used = found.number
    value = Cell(estimate_words(used), used.best, assumed=found.assumed)
    mark = grade_words(run.data_map, used)
    who, place = said_by(run.data_map, used), used.place.cited if used.place else ""
    asked = question(run.data_map, used.address)
    return row(asked, value, as_used(found.estimate), mark, who, used.address, place)
