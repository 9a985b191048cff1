"""What would leave an actor no route."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.exposed import actor_rows
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity, part_of, quantity
from assessments.results.result import ChokePoint
from assessments.results.rows import Closing, Left
from data_maps.caching import kept
from risk.routes import closing

if TYPE_CHECKING:
    from assessments.run import Assessment


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


def left_without(assessment: Assessment, closed: Iterable[str]) -> Left:
    """The harm index with some conditions at 0, and its share of the harm as it is, over few of the draws.

    What these draws say of the harm as it is may be a little off; what is left is scaled by how far.
    """
    return _left_without(assessment, frozenset(closed))


@kept
def _left_without(assessment: Assessment, shut: frozenset[str]) -> Left:
    harm, few, now = assessment.harm_without(shut), assessment.few, assessment.few_harm
    if few is None or now is None:
        return Left(Quantity(harm), Quantity(assessment.share(harm)))
    left, middle = assessment.harm_at(shut, few), float(np.median(now))
    scale = headline_numbers(assessment).harm.middle / middle if middle else 1.0
    return Left(quantity(harm, scale * left), quantity(assessment.share(harm), part_of(left, now)))


def choke_points(assessment: Assessment) -> tuple[ChokePoint, ...]:
    """For each actor the smallest sets of conditions that close its routes, and the harm that is left."""
    return tuple(_choke_point(assessment, each) for each in all_closings(assessment))


def _choke_point(assessment: Assessment, found: Closing) -> ChokePoint:
    left = left_without(assessment, found.closes)
    return ChokePoint(
        actor=found.actor,
        closes=found.closes,
        harm_if_closed=found.harm_if_closed,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
    )
