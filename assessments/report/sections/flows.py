"""Where the data go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Figure, Section
from assessments.report.figures.flow_map import described, picture

if TYPE_CHECKING:
    from assessments.run import Run


def section(run: Run) -> Section:
    """The flow diagram."""
    caption = (
        "From left to right: people, data, systems, parties, owners, states and other actors. The coloured lines are "
        "the routes told below; the thicker a line, the larger the share of harm that passes along it. Dashed is "
        "assumed. Covert access by states could start at any system and is not drawn."
    )
    return Section("flows", "Flow of data", (Figure(picture(run), described(run.data_map), caption),))
