"""Choke points: the smallest sets of conditions that leave an actor no route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.actors import all_actors
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity, part_of, quantity
from assessments.results.route_parts import ChokePoint
from data_maps.caching import kept
from risk.routes import closing

if TYPE_CHECKING:
    from assessments.run import Run


@dataclass(frozen=True)
class HarmLeft:
    """Severe equivalents a year that are left when some conditions are closed, and their share of those there are."""

    harm: Quantity
    share: Quantity


def choke_points(run: Run) -> tuple[ChokePoint, ...]:
    """For each actor the smallest sets of conditions that close its routes, and the harm that is left."""
    return tuple(point for actor in all_actors(run) for point in choke_points_of(run, actor.actor))


@kept
def choke_points_of(run: Run, actor: str) -> tuple[ChokePoint, ...]:
    """The smallest sets of conditions that leave one actor no route, and the harm that is left."""
    return tuple(_choke_point(run, actor, closed) for closed in closing(run.events, actor) if closed)


def _choke_point(run: Run, actor: str, closed: Iterable[str]) -> ChokePoint:
    left = left_without(run, closed)
    return ChokePoint(
        actor=actor,
        closes=tuple(sorted(closed)),
        harm_if_closed=left.harm.point,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
    )


def left_without(run: Run, closed: Iterable[str]) -> HarmLeft:
    """The harm index with some conditions at 0, and its share of the harm as it is, over few of the draws.

    What these draws say of the harm as it is may be a little off; what is left is scaled by how far.
    """
    return _left_without(run, frozenset(closed))


@kept
def _left_without(run: Run, shut: frozenset[str]) -> HarmLeft:
    harm, few, now = run.harm_without(shut), run.few, run.few_harm
    if few is None or now is None:
        return HarmLeft(Quantity(harm), Quantity(run.share(harm)))
    left, middle = run.harm_at(shut, few), float(np.median(now))
    scale = headline_numbers(run).harm.middle / middle if middle else 1.0
    return HarmLeft(quantity(harm, scale * left), quantity(run.share(harm), part_of(left, now)))
