"""How likely a way is open, however its conditions hang together, and how likely any other to the same data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assessments.results.quantity import Quantity, quantity
from data_maps.caching import kept
from risk.any_route import AnyWay, any_way
from risk.probabilities import chain_bounds

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.routes import Way

Ends = tuple[float, float]


def of_any(run: Run, way: Way) -> tuple[AnyWay, Quantity | None]:
    """What holds of all ways of a way's event to its data, and how likely any is open; None where that is not exact."""
    known, about = _known(run), (way.event.core, way.event.interest, way.event.trial, way.data, way.users)
    if about not in known:
        known[about] = any_way(run.events, way, attempt=run.nodes_for(way.event.core) > 0)
    found = known[about]
    if not found.exact:
        return found, None
    drawn = run.drawn(found.addresses)
    values = None if drawn is None else found.values(drawn, run.draws_of_numbers)
    return found, quantity(found.bracket[0], values)


@kept
def _known(run: Run) -> dict[tuple[str | None, ...], AnyWay]:
    """What was found of all ways of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(run: Run, way: Way) -> Ends:
    """Between which values the probability of a way lies, however its conditions hang together."""
    return chain_bounds([run.events.inputs[address].best for address in dict.fromkeys(way.addresses)])


def read_bounds(run: Run, way: Way) -> Ends:
    """The same ends as people read them: their medians over draws, where there are any."""
    drawn = run.drawn(dict.fromkeys(way.addresses))
    if drawn is None:
        return bounds(run, way)
    conditions = np.array(list(drawn.values()))
    least = np.maximum(0.0, conditions.sum(axis=0) - (len(conditions) - 1))
    return float(np.median(least)), float(np.median(conditions.min(axis=0)))


def read_single(run: Run, found: AnyWay) -> Ends:
    """What the single ways allow, as people read it: the medians over draws, where there are any."""
    drawn = run.drawn(found.addresses) if found.exact else None
    if drawn is None:
        return found.single
    least, most = found.single_values(drawn, run.draws_of_numbers)
    return float(np.median(least)), float(np.median(most))
