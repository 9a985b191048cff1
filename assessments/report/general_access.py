"""Whether a state can get at the content of communications in general, as a table of yes and no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Column, Table, Text, row
from assessments.report.reasons import data_name
from assessments.report.sentences import actor_name, listed
from assessments.results.general_access import general_access

if TYPE_CHECKING:
    from assessments.run import Run

TITLE = "Access in general to the content of communications"
COLUMNS = (Column("State"), Column("Is a way open on this map?"), Column("To what"))
NOTE = (
    "By orders in bulk, or by reading a line. This is a yes or no: no chance makes a yes smaller, and nothing here is "
    "part of an average. Where a court asks after the essence of a right, as the Court of Justice of the European "
    "Union did in the first Schrems judgment, the answer is the court's."
)


def blocks(run: Run) -> tuple[Block, ...]:
    """The answer for each state, and what kind of answer it is."""
    found = general_access(run)
    names = {d: data_name(run.data_map, d) for d in run.data_map.data}
    rows = (
        row(actor_name(state), "yes" if data else "no", listed([names[d] for d in data]))
        for state, data in found.items()
    )
    return Table("Each state, yes or no", COLUMNS, tuple(rows), "No state has anything to do with this map."), Text(
        NOTE
    )
