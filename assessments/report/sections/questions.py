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
    from assessments.run import Assessment

MOST = 10
COLUMNS = (Column("Ask"), Column("It is about"))
WORTH = Column("Worth", numeric=True)


def section(assessment: Assessment) -> Section:
    """The map's own open questions, then the assumed numbers that move most; with draws, what each is worth."""
    own = tuple(_row(assessment, q.ask, q.about) for q in assessment.data_map.questions)
    open_ = [r.number.address for r in assumed(assessment, MOST)]
    numbers = tuple(_row(assessment, question(assessment.data_map, a), (a,)) for a in open_)
    columns = (*COLUMNS, WORTH) if assessment.settings.draws else COLUMNS
    return Section(
        "questions",
        "What to find out",
        (
            Table("Questions the map itself asks", columns, own, "The map asks none."),
            Table("Assumed numbers that move the result most, in order", columns, numbers, "Nothing is assumed."),
        ),
    )


def _row(assessment: Assessment, ask: str, about: Sequence[str]) -> tuple[Cell, ...]:
    cells = row(ask, ", ".join(about))
    if not assessment.settings.draws:
        return cells
    found = worth(assessment, about)
    return (*cells, Cell(worth_words(found.value, found.unit), found.value) if found else Cell("no number here"))
