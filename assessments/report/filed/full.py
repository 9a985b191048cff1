"""Report that is filed: the brief's answers first, then what carries them; every number is in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Section, Table, Text
from assessments.report.sections import ledger
from assessments.report.sections.options import in_one
from assessments.report.sections.page_one import summary
from assessments.results.ledger import ledger_rows
from assessments.results.options.table import options_of

if TYPE_CHECKING:
    from assessments.run import Run

LEDGER = (0, 1, 5)
"""The columns of the ledger that fit upright paper: address, value, and who says so with its grade."""
ELSEWHERE = "Every number that the result rests on is in its workbook, CSV and Parquet files: {} here, {} in all."
NO_OPTIONS = "The map compares no options."


def options(run: Run) -> Section:
    """All options in one table."""
    compared = options_of(run)
    return Section("options", "All options", (in_one(compared) if compared else Text(NO_OPTIONS),))


def moving(run: Run) -> Table:
    """The numbers of the ledger that move a claim of page one, in the columns that fit."""
    addresses = {change.address for change in summary(run).would_change}
    rows = [entry for entry in ledger_rows(run) if entry.number.address in addresses]
    whole = ledger.table(run, "The numbers that move an opinion", rows)
    columns = tuple(whole.columns[place] for place in LEDGER)
    return Table(whole.caption, columns, tuple(tuple(cells[place] for place in LEDGER) for cells in whole.rows))


def numbers(run: Run) -> Section:
    """The numbers that move a claim, and where all others are."""
    table = moving(run)
    where = ELSEWHERE.format(len(table.rows), len(ledger_rows(run)))
    return Section("numbers", "Numbers that move a claim", (table, Text(where)), appendix=True)
