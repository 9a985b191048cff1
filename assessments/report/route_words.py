"""How likely a route is open, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.sentences import chance, with_interval
from assessments.results.quantity import way_quantity
from assessments.results.route_bounds import Ends, bounds, of_any

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Assessment
    from risk.any_route import AnyWay
    from risk.routes import Way


def open_words(assessment: Assessment, way: Way) -> str:
    """How likely all conditions of a way hold together, and how likely any way to the same data is, with bounds."""
    open_ = f"Open, given an attempt: {with_interval(way_quantity(assessment, way), chance)}."
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
