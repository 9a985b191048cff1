"""What is worth finding out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.asking import question
from assessments.blocks import Column, Section, Table, row
from assessments.sections.assumptions import assumed

if TYPE_CHECKING:
    from assessments.assessment import Assessment

MOST = 10
COLUMNS = (Column("Ask"), Column("It is about"))


def section(assessment: Assessment) -> Section:
    """The map's own open questions, then the assumed numbers that move most."""
    own = tuple(row(q.ask, ", ".join(q.about)) for q in assessment.data_map.questions)
    open_ = assumed(assessment)[:MOST]
    numbers = tuple(row(question(assessment.data_map, r.number.address), r.number.address) for r in open_)
    return Section(
        "questions",
        "What to find out",
        (
            Table("Questions the map itself asks", COLUMNS, own, "The map asks none."),
            Table("Assumed numbers that move the result most, in order", COLUMNS, numbers, "Nothing is assumed."),
        ),
    )
