"""Whether a state can get at the content of communications in general: yes or no, and never averaged.

Method 9 and 12: the essence of a right is no quantity. Generalised access to the content of electronic communications
was held to compromise it in Schrems, C-362/14, paragraph 94.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Column, Table, Text, row
from assessments.report.reasons import data_name
from assessments.report.sentences import actor_name, listed
from risk.routes import is_open

if TYPE_CHECKING:
    from assessments.run import Assessment
    from risk.events import Event

CONTENT = frozenset({"text", "image", "video", "audio"})
LAWFUL = frozenset({"compelled", "transit"})
TITLE = "Access in general to the content of communications"
COLUMNS = (Column("State"), Column("Is a way open on this map?"), Column("To what"))
NOTE = (
    "By orders in bulk, or by reading a line. This is a yes or no: no chance makes a yes smaller, and nothing here is "
    "part of an average. Where a court asks after the essence of a right, as the Court of Justice of the European "
    "Union did in the first Schrems judgment, the answer is the court's."
)


def general_access(assessment: Assessment) -> Mapping[str, tuple[str, ...]]:
    """To which of what people say and show to each other each state on the map has some way in bulk, by state."""
    content = [d for d, data in assessment.data_map.data.items() if data.type in CONTENT]
    events = [event for event in assessment.events.events if _counts(event) and assessment.rate_of(event) > 0.0]
    states = (row.actor for row in assessment.actors if row.foreign is not None)
    return {
        state: tuple(d for d in content if any(is_open(assessment.events, e, d) for e in events if e.actor == state))
        for state in sorted(states)
    }


def _counts(event: Event) -> bool:
    """Whether an event is one in bulk that a law may provide for."""
    return event.threat.scope == "bulk" and event.threat.mode in LAWFUL


def blocks(assessment: Assessment) -> tuple[Block, ...]:
    """The answer for each state, and what kind of answer it is."""
    found = general_access(assessment)
    names = {d: data_name(assessment.data_map, d) for d in assessment.data_map.data}
    rows = (
        row(actor_name(state), "yes" if data else "no", listed([names[d] for d in data]))
        for state, data in found.items()
    )
    return Table("Each state, yes or no", COLUMNS, tuple(rows), "No state has anything to do with this map."), Text(
        NOTE
    )
