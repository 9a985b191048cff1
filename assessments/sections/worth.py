"""What is finding a number out worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.asking import question
from assessments.blocks import Cell, Column, Section, Table, Text, row
from assessments.evidence import grade
from assessments.explain import said_by
from assessments.finding_out import by_spread
from assessments.sections.tornado import NONE
from assessments.wording import percent

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from assessments.rows import LedgerRow

MOST = 10
TITLE = "What finding out is worth"
COLUMNS = (
    Column("If this were known"),
    Column("so much of the spread would go", numeric=True),
    Column("Grade now"),
    Column("Who says so now"),
)
NOTE = (
    "The spread is the variance of the score over all draws; the share of a number is what would go away if it alone "
    "became known. What is left over arises from numbers acting together. What it is worth to a choice between options "
    "depends on the options and on what a severe equivalent avoided is worth to whoever decides."
)


def section(assessment: Assessment) -> Section:
    """The numbers that spread the score most, and who says them now."""
    if assessment.uncertain is None:
        return Section("worth", TITLE, (Text(NONE),))
    rows = tuple(_row(assessment, found) for found in by_spread(assessment)[:MOST])
    table = Table(f"{TITLE}: shares of the spread of the score", COLUMNS, rows, "No number spreads it.")
    return Section("worth", TITLE, (table, Text(NOTE)))


def _row(assessment: Assessment, found: LedgerRow) -> tuple[Cell, ...]:
    share = found.variance_share or 0.0
    mark = grade(assessment.data_map, found.number) or "not graded"
    asked = Cell(question(assessment.data_map, found.number.address), assumed=found.assumed)
    return row(asked, Cell(percent(share), share), mark, said_by(assessment.data_map, found.number))
