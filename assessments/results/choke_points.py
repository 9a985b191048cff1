"""Choke points: the smallest sets of conditions that leave an actor no route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.actors import all_actors, side_of, totals_by_side
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity, part_of, quantity
from assessments.results.route_parts import ChokePoint
from data_maps.caching import kept
from risk.routes import closing

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.catalogue import Side


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
    left, alike = left_without(run, closed), left_without(run, closed, side_of(run, actor))
    return ChokePoint(
        actor=actor,
        closes=tuple(sorted(closed)),
        harm_if_closed=left.harm.point,
        harm_if_closed_interval=left.harm,
        share_if_closed=left.share,
        side_harm_if_closed=alike.harm,
        side_share_if_closed=alike.share,
    )


def left_without(run: Run, closed: Iterable[str], side: Side | None = None) -> HarmLeft:
    """The harm index with some conditions at 0, of all actors or of a side, and its share of that harm as it is.

    Over few of the draws: what these say of the harm as it is may be a little off; what is left is scaled by how far.
    """
    return _left_without(run, frozenset(closed), side)


@kept
def _left_without(run: Run, shut: frozenset[str], side: Side | None) -> HarmLeft:
    whole = headline_numbers(run).harm if side is None else totals_by_side(run)[side].harm
    harm, left, status_quo = run.harm_without(shut, side), run.few_without(shut, side), run.few_without((), side)
    share = harm / whole.point if whole.point else 0.0
    if left is None or status_quo is None:
        return HarmLeft(Quantity(harm), Quantity(share))
    middle = float(np.median(status_quo))
    scale = whole.middle / middle if middle else 1.0
    return HarmLeft(quantity(harm, scale * left), quantity(share, part_of(left, status_quo)))
