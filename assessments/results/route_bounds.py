"""How likely a way is open, however its conditions hang together, and how likely any other to the same data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assessments.report.sentences import chance, with_interval
from assessments.results.cache import kept
from assessments.results.quantity import Quantity, quantity
from risk.any_route import AnyWay, any_way
from risk.probabilities import chain_bounds

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
    values = None if drawn is None else found.values(drawn, assessment.draws_of_numbers)
    return found, quantity(found.bracket[0], values)


@kept
def _known(assessment: Assessment) -> dict[tuple[str | None, ...], AnyWay]:
    """What was found of all ways of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(assessment: Assessment, way: Way) -> Ends:
    """Between which values the probability of a way lies, however its conditions hang together."""
    return chain_bounds([assessment.events.inputs[address].best for address in dict.fromkeys(way.addresses)])


def _bounds_read(assessment: Assessment, way: Way) -> Ends:
    """The same ends as people read them: their medians over draws, where there are any."""
    drawn = assessment.drawn(dict.fromkeys(way.addresses))
    if drawn is None:
        return bounds(assessment, way)
    conditions = np.array(list(drawn.values()))
    least = np.maximum(0.0, conditions.sum(axis=0) - (len(conditions) - 1))
    return float(np.median(least)), float(np.median(conditions.min(axis=0)))


def _single_read(assessment: Assessment, found: AnyWay) -> Ends:
    """What the single ways allow, as people read it: the medians over draws, where there are any."""
    drawn = assessment.drawn(found.addresses) if found.exact else None
    if drawn is None:
        return found.single
    least, most = found.single_values(drawn, assessment.draws_of_numbers)
    return float(np.median(least)), float(np.median(most))


def told(assessment: Assessment, way: Way) -> str:
    """How likely all conditions of a way hold together, and how likely any way to the same data is, with bounds."""
    open_ = f"Open, given an attempt: {with_interval(assessment.way_quantity(way), chance)}."
    low, high = _bounds_read(assessment, way)
    if chance(low) != chance(high):
        open_ += f" Where its conditions depend on each other it may be anything {_within((low, high))}."
    return f"{open_}{_any(assessment, way)}"


def _any(assessment: Assessment, way: Way) -> str:
    """Nothing where no other way makes a difference."""
    found, known = of_any(assessment, way)
    alone = chance(way.probability) if known is None else chance(assessment.way_quantity(way).middle)
    if chance(found.bracket[1] if known is None else known.middle) == alone:
        return ""
    likely = f"{_within(found.bracket)} (at the best values)" if known is None else with_interval(known, chance)
    single = _within(_single_read(assessment, found))
    return f" Open by any way at all: {likely}, and whatever the ways have in common {single}."


def _within(ends: Ends) -> str:
    low, high = map(_bare, ends)
    return chance(ends[1]) if low == high else f"from {low.removesuffix(' in 100')} to {high}"


def _bare(p: float) -> str:
    return chance(p).removeprefix("about ") if p > 0 else "0"
