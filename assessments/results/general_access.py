"""Access of states in general to the content of communications: yes or no, and never averaged.

Method 9 and 12: the essence of a right is no quantity. Generalised access to the content of electronic communications
was held to compromise it in Schrems, C-362/14, paragraph 94.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.exposed import actor_rows
from assessments.results.result import GeneralAccess
from risk.routes import is_open

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.events import Event

CONTENT = frozenset({"text", "image", "video", "audio"})
LAWFUL = frozenset({"compelled", "transit"})


def general_access(run: Run) -> tuple[GeneralAccess, ...]:
    """Each state with the content of communications to which some way in bulk is open to it."""
    content = [d for d, data in run.data_map.data.items() if data.type in CONTENT]
    events = [event for event in run.events.events if _counts(event) and run.rate_of(event) > 0.0]
    return tuple(
        GeneralAccess(
            actor=state,
            data=tuple(d for d in content if any(is_open(run.events, e, d) for e in events if e.actor == state)),
        )
        for state in sorted(actor.actor for actor in actor_rows(run) if actor.foreign is not None)
    )


def _counts(event: Event) -> bool:
    """Whether an event is one in bulk that a law may provide for."""
    return event.threat.scope == "bulk" and event.threat.mode in LAWFUL
