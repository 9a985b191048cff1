"""Which number moves the score most when it alone is at either end of its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.asking import question
from assessments.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.charts import Bar, tornado
from assessments.wording import figures, number

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from risk.sensitivity import Bar as Ends

MOST = 10
COLUMNS = (
    Column("Question"),
    Column("Score at its 5% point", numeric=True),
    Column("Score at its 95% point", numeric=True),
    Column("Address"),
)
NONE = "This stands here once draws of the numbers are made."


def section(assessment: Assessment) -> Section:
    """The numbers with the widest bars, as a picture and as a table."""
    from risk.sensitivity import tornado as bars

    draws = assessment.uncertain
    if draws is None:
        return Section("tornado", "What moves the score most", (Text(NONE),))
    found = bars(draws)[:MOST]
    rows = tuple(_row(assessment, bar) for bar in found)
    return Section("tornado", "What moves the score most", (_figure(assessment, found), Table(_title(), COLUMNS, rows)))


def _title() -> str:
    return "The score with one number at either end of its range, all others at their best values"


def _figure(assessment: Assessment, found: tuple[Ends, ...]) -> Figure:
    rows = [Bar(bar.address, bar.scores[0], _between(bar), *bar.scores) for bar in found]
    best = assessment.headline.score.point
    axis = f"score; the line is {number(best)}, all at best values"
    said = "; ".join(f"{bar.name}: {bar.text}" for bar in rows) or "no number has a range"
    return Figure(tornado(_title(), rows, best, axis), said, f"{_title()}, from the 5% to the 95% point of its range.")


def _between(bar: Ends) -> str:
    low, high = bar.scores
    return f"{figures(low)} to {figures(high)}"


def _row(assessment: Assessment, bar: Ends) -> tuple[Cell, ...]:
    low, high = bar.scores
    asked = question(assessment.data_map, bar.address)
    return row(asked, Cell(figures(low), low), Cell(figures(high), high), bar.address)
