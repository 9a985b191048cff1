"""What would leave an actor no route."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessments.results.exposed import actor_rows
from assessments.results.quantity import part_of, quantity
from assessments.results.result import ChokePoint
from assessments.results.rows import Closing, Left
from data_maps.caching import kept
from risk.routes import closing

if TYPE_CHECKING:
    from assessments.run import Assessment

EVERY = 4


@kept
def all_closings(assessment: Assessment) -> tuple[Closing, ...]:
    """For each actor the smallest sets of conditions that close all its ways."""
    return tuple(closing for row in actor_rows(assessment) for closing in closings(assessment, row.actor))


def closings(assessment: Assessment, actor: str) -> tuple[Closing, ...]:
    """The smallest sets of conditions that leave one actor no way."""
    return tuple(
        Closing(actor, tuple(sorted(closed)), assessment.harm_without(closed))
        for closed in closing(assessment.events, actor)
        if closed
    )


def left_without(assessment: Assessment, closed: Iterable[str], every: int = 1) -> Left:
    """The harm index with some conditions at 0, and its share of the harm as it is, over one of so many draws."""
    return _left_without(assessment, frozenset(closed), every)


@kept
def _left_without(assessment: Assessment, shut: frozenset[str], every: int) -> Left:
    few, now = assessment.few, assessment.few_harm
    left = None if few is None else assessment.harm_at(shut, few[:, ::every])
    whole, harm = None if now is None else now[::every], assessment.harm_without(shut)
    return Left(quantity(harm, left), quantity(assessment.share(harm), part_of(left, whole)))


def choke_points(assessment: Assessment) -> tuple[ChokePoint, ...]:
    """For each actor the smallest sets of conditions that close its routes, and the harm that is left."""
    return tuple(_choke_point(assessment, each) for each in all_closings(assessment))


def _choke_point(assessment: Assessment, found: Closing) -> ChokePoint:
    left = left_without(assessment, found.closes, EVERY)
    return ChokePoint(
        actor=found.actor,
        closes=found.closes,
        harm_if_closed=found.harm_if_closed,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
    )
