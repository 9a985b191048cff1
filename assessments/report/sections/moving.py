"""What moves the result most, in three sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Notice, Section
from assessments.report.sections import sensitivity

if TYPE_CHECKING:
    from assessments.run import Run

TITLE = "What moves it most"


def section(run: Run) -> Section:
    """The sensitivities for a page with little room."""
    said = tuple(sensitivity.in_short(run))
    return Section("moving", TITLE, said or (Notice(sensitivity.NONE),))
