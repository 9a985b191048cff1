"""What a reviewer of national security asks, apart from the harm to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair, people_pair
from assessments.report.sentences import figures
from assessments.results.strategic import strategic_numbers

if TYPE_CHECKING:
    from assessments.run import Run

COLUMNS = (Column("Measure"), Column("Value", numeric=True), INTERVAL)
NOTE = (
    "Interests of a state and harm to people are different interests with different holders: nothing here is part of "
    "the harm index or the score."
)


def section(run: Run) -> Section:
    """Strategic people exposed, joined data, and bulk acquisitions by a state."""
    found = strategic_numbers(run)
    rows = (
        row("People in strategic groups exposed a year", *people_pair(found.persons_per_year)),
        row("of these, contacts joined with content or location", *people_pair(found.joined_per_year)),
        *(
            row(f"A state acquires data of {figures(n)} people or more at once, within five years", *chance_pair(q))
            for n, q in found.bulk_at_least.items()
        ),
    )
    return Section("strategic", "Strategic track", (Text(NOTE), Table("The strategic track", COLUMNS, rows)))
