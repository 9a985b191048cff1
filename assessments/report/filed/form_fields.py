"""Fields of a form: what is known of each, and who says so: the map, a law, or somebody who has still to."""

from __future__ import annotations

from assessments.report.blocks import Cell, Column, row
from assessments.report.filed.opening import blank
from assessments.report.power_words import FROM_MEMORY
from laws.parameters import law

FIELDS = (Column("Field"), Column("What is known"), Column("Who says so"))
FieldRow = tuple[Cell, ...]


def of_map(field: str, text: str, where: str = "") -> FieldRow:
    """What the map says, and by which of its sources."""
    return row(field, text, f"map{f', {where}' if where else ''}")


def of_law(field: str, text: str, by: str) -> FieldRow:
    """What a law says, with its citation."""
    return row(field, text, f"law: {by}")


def cited_as_read(regime: str, citation: str) -> str:
    """A citation, and that what it is cited for was not read at its source where that is so."""
    return f"{citation}, {FROM_MEMORY}" if law(regime).is_from_memory(citation) else citation


def asked(field: str, who: str, ask: str) -> FieldRow:
    """What somebody has still to state, as the question that is put to them."""
    return row(field, blank(who, ask), f"to be stated by {who}")
