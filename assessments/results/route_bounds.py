"""How likely a way is open, however its conditions hang together, and how likely any other to the same data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    return found, quantity(found.bracket[0], None if drawn is None else found.values(drawn))


@kept
def _known(assessment: Assessment) -> dict[tuple[str | None, ...], AnyWay]:
    """What was found of all ways of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(assessment: Assessment, way: Way) -> Ends:
    """Between which values the probability of a way lies, however its conditions hang together."""
    return chain_bounds([assessment.events.inputs[address].best for address in dict.fromkeys(way.addresses)])


def told(assessment: Assessment, way: Way) -> str:
    """How likely all conditions of a way hold together, and how likely any way to the same data is, with bounds."""
    open_ = f"Open, given an attempt: {with_interval(assessment.way_quantity(way), chance)}."
    low, high = bounds(assessment, way)
    if chance(low) != chance(high):
        open_ += f" Where its conditions depend on each other it may be anything {_within((low, high))}."
    return f"{open_}{_any(way, *of_any(assessment, way))}"


def _any(way: Way, found: AnyWay, known: Quantity | None) -> str:
    """Nothing where no other way makes a difference."""
    if chance(found.bracket[1]) == chance(way.probability):
        return ""
    likely = with_interval(known, chance) if known else _within(found.bracket)
    return f" Open by any way at all: {likely}, and whatever the ways have in common {_within(found.single)}."


def _within(ends: Ends) -> str:
    low, high = map(_bare, ends)
    if low == high:
        return f"{chance(ends[1])} (at the best values)"
    return f"from {low.removesuffix(' in 100')} to {high} (at the best values)"


def _bare(p: float) -> str:
    return chance(p).removeprefix("about ") if p > 0 else "0"
