"""Every number the result rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Section, Table, row
from assessments.report.cells import as_used, with_ends
from assessments.report.reasons import estimate_words, said_by
from assessments.report.sentences import by_percent
from assessments.results.breakdown import moved_by
from assessments.results.evidence import grade_words
from assessments.results.ledger import ledger_rows
from assessments.results.options.table import options_of

if TYPE_CHECKING:
    from assessments.results.rows import LedgerRow
    from assessments.run import Assessment
    from risk.inputs import Input, Origin

COLUMNS = (
    Column("Address"),
    Column("Value (stated range)", numeric=True),
    Column("As used (90% interval)", numeric=True),
    Column("Moves harm", numeric=True),
    Column("Grade"),
    Column("Who says so"),
    Column("Where"),
)

WHOSE: Mapping[Origin, str] = {
    "map": "the map's own",
    "catalogue": "the catalogue's default",
    "construction": "which holds where a map states nothing",
}


def section(assessment: Assessment) -> Section:
    """The ledger, what moves most first."""
    tables = [table(assessment, "Every number used, what moves most first", ledger_rows(assessment))]
    if options := options_of(assessment):
        caption = "Every number that only the comparison of options rests on"
        tables.append(table(assessment, caption, options.ledger))
    return Section("ledger", "Ledger of all numbers", tuple(tables), appendix=True)


def table(assessment: Assessment, caption: str, rows: Iterable[LedgerRow]) -> Table:
    """Some rows of the ledger."""
    return Table(caption, COLUMNS, tuple(_row(assessment, found) for found in rows))


def _row(assessment: Assessment, found: LedgerRow) -> tuple[Cell, ...]:
    used = found.number
    value = Cell(estimate_words(used), used.best, assumed=found.assumed)
    moves = with_ends(moved_by(assessment, found), by_percent) if found.elasticity else Cell("0", 0.0)
    mark = "" if used.origin == "construction" else grade_words(assessment.data_map, used)
    return row(
        used.address,
        value,
        as_used(found.estimate),
        moves,
        mark,
        _who(assessment, used),
        used.place.cited if used.place else "",
    )


def _who(assessment: Assessment, used: Input) -> str:
    """Who says so, and which number of whom that replaced."""
    said, before = said_by(assessment.data_map, used), used.replaces
    if before is None:
        return said
    return f"{said}; replaces {estimate_words(before)}, {WHOSE[before.origin]}"
