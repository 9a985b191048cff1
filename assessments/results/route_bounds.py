"""How likely a way is open, however its conditions hang together, and how likely any other to the same data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.quantity import Quantity, quantity
from data_maps.caching import kept
from risk.any_route import AnyWay, any_way
from risk.engine.dependence import chain_bounds

if TYPE_CHECKING:
    from assessments.run import Assessment
    from risk.routes import Way

Ends = tuple[float, float]


def of_any(assessment: Assessment, way: Way) -> tuple[AnyWay, Quantity | None]:
    """What holds of all ways of a way's event to its data, and how likely any is open; None where that is not exact."""
    known, about = _known(assessment), (way.event.core, way.event.interest, way.event.trial, way.data, way.users)
    if about not in known:
        known[about] = any_way(assessment.events, way, attempt=assessment.nodes_for(way.event.core) > 0)
    found = known[about]
    if not found.exact:
        return found, None
    drawn = assessment.drawn(found.addresses)
    return found, quantity(found.bracket[0], None if drawn is None else found.values(drawn))


@kept
def _known(assessment: Assessment) -> dict[tuple[str | None, ...], AnyWay]:
    """What was found of all ways of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(assessment: Assessment, way: Way) -> Ends:
    """Between which values the probability of a way lies, however its conditions hang together."""
    return chain_bounds([assessment.events.inputs[address].best for address in dict.fromkeys(way.addresses)])
