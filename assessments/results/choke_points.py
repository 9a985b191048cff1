"""What would leave an actor no route."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.actors import all_actors
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity, part_of, quantity
from assessments.results.result import ChokePoint
from assessments.results.rows import Closing, Left
from data_maps.caching import kept
from risk.routes import closing

if TYPE_CHECKING:
    from assessments.run import Run


@kept
def all_closings(run: Run) -> tuple[Closing, ...]:
    """For each actor the smallest sets of conditions that close all its ways."""
    return tuple(closing for row in all_actors(run) for closing in closings(run, row.actor))


def closings(run: Run, actor: str) -> tuple[Closing, ...]:
    """The smallest sets of conditions that leave one actor no way."""
    return tuple(
        Closing(actor, tuple(sorted(closed)), run.harm_without(closed))
        for closed in closing(run.events, actor)
        if closed
    )


def left_without(run: Run, closed: Iterable[str]) -> Left:
    """The harm index with some conditions at 0, and its share of the harm as it is, over few of the draws.

    What these draws say of the harm as it is may be a little off; what is left is scaled by how far.
    """
    return _left_without(run, frozenset(closed))


@kept
def _left_without(run: Run, shut: frozenset[str]) -> Left:
    harm, few, now = run.harm_without(shut), run.few, run.few_harm
    if few is None or now is None:
        return Left(Quantity(harm), Quantity(run.share(harm)))
    left, middle = run.harm_at(shut, few), float(np.median(now))
    scale = headline_numbers(run).harm.middle / middle if middle else 1.0
    return Left(quantity(harm, scale * left), quantity(run.share(harm), part_of(left, now)))


def choke_points(run: Run) -> tuple[ChokePoint, ...]:
    """For each actor the smallest sets of conditions that close its routes, and the harm that is left."""
    return tuple(_choke_point(run, each) for each in all_closings(run))


def _choke_point(run: Run, found: Closing) -> ChokePoint:
    left = left_without(run, found.closes)
    return ChokePoint(
        actor=found.actor,
        closes=found.closes,
        harm_if_closed=found.harm_if_closed,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
    )
