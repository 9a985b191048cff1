"""What this assessment does not look at."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from assessments.blocks import Column, Section, Table, Text, row

if TYPE_CHECKING:
    from assessments.assessment import Assessment

COLUMNS = (Column("Event"), Column("Why it is left out"))
NOTE = (
    "Two kinds of event have no numbers in this version: data put to uses they were not given for, and what a change "
    "of owner would bring."
)


def section(assessment: Assessment) -> Section:
    """The events the map leaves out, with its reasons."""
    patterns = assessment.data_map.leave_out
    rows = tuple(
        row(key, "; ".join(found.why for found in patterns if fnmatchcase(key, found.event)))
        for key in assessment.events.left_out
    )
    return Section(
        "left-out",
        "Left out",
        (Table("Events left out by the map", COLUMNS, rows, "The map leaves nothing out."), Text(NOTE)),
    )
