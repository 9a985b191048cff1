"""What is most worth finding out before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.asking import question
from assessments.blocks import Cell
from assessments.sections.assumptions import assumed
from assessments.wording import percent

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from assessments.rows import LedgerRow

MOST = 3


def finding_out(assessment: Assessment) -> tuple[Cell, ...]:
    """Questions, the most worth asking first: by what they would take off the spread, or by what moves the result.

    The second, of assumed numbers alone, while no draws say how much each number spreads it.
    """
    if not assessment.settings.draws:
        return tuple(_asked(assessment, row, "") for row in assumed(assessment))
    return tuple(
        _asked(assessment, row, f" ({percent(row.variance_share or 0.0)} of the spread)")
        for row in by_spread(assessment)
    )


def _asked(assessment: Assessment, row: LedgerRow, why: str) -> Cell:
    return Cell(f"{question(assessment.data_map, row.number.address)}{why}", row.variance_share, assumed=row.assumed)


def by_spread(assessment: Assessment) -> tuple[LedgerRow, ...]:
    """The numbers that spread the score, the ones that spread it most first."""
    rows = [row for row in assessment.ledger if row.variance_share]
    return tuple(sorted(rows, key=lambda row: (-(row.variance_share or 0.0), row.number.address)))
