"""What would leave an actor no route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.result import ChokePoint

if TYPE_CHECKING:
    from assessments.results.rows import Closing
    from assessments.run import Assessment


def choke_points(assessment: Assessment) -> tuple[ChokePoint, ...]:
    """For each actor the smallest sets of conditions that close its routes, and the harm that is left."""
    return tuple(_choke_point(assessment, closing) for closing in assessment.choke_points)


def _choke_point(assessment: Assessment, closing: Closing) -> ChokePoint:
    left = assessment.left_without(closing.closes)
    return ChokePoint(
        actor=closing.actor,
        closes=closing.closes,
        harm_if_closed=closing.harm_if_closed,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
    )
