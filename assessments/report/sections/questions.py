"""What is worth finding out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Section, Table, row
from assessments.report.finding_out import worth_words
from assessments.report.questions import question
from assessments.results.ledger import assumed
from assessments.results.value_of_information import worth

if TYPE_CHECKING:
    from assessments.run import Run

MOST = 10
COLUMNS = (Column("Ask"), Column("It is about"))
WORTH = Column("Worth", numeric=True)


def section(run: Run) -> Section:
    """The map's own open questions, then the assumed numbers that move most; with draws, what each is worth."""
    own = tuple(_row(run, q.ask, q.about) for q in run.data_map.questions)
    open_ = [r.number.address for r in assumed(run, MOST)]
    numbers = tuple(_row(run, question(run.data_map, a), (a,)) for a in open_)
    columns = (*COLUMNS, WORTH) if run.settings.draws else COLUMNS
    return Section(
        "questions",
        "What to find out",
        (
            Table("Questions the map itself asks", columns, own, "The map asks none."),
            Table("Assumed numbers that move the result most, in order", columns, numbers, "Nothing is assumed."),
        ),
    )


def _row(run: Run, ask: str, about: Sequence[str]) -> tuple[Cell, ...]:
    cells = row(ask, ", ".join(about))
    if not run.settings.draws:
        return cells
    found = worth(run, about)
    return (*cells, Cell(worth_words(found.value, found.unit), found.value) if found else Cell("no number here"))
