"""How likely a route is open, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.sentences import chance, with_interval
from assessments.results.quantity import way_quantity
from assessments.results.route_bounds import Ends, of_any, read_bounds, read_single

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.routes import Way


def open_words(run: Run, way: Way) -> str:
    """How likely all conditions of a way hold together, and how likely any way to the same data is, with bounds."""
    alone = f"Open, given an attempt: {with_interval(way_quantity(run, way), chance)}."
    low, high = read_bounds(run, way)
    if chance(low) != chance(high):
        alone += f" Where its conditions depend on each other it may be anything {_within((low, high))}."
    return f"{alone}{_any(run, way)}"


def _any(run: Run, way: Way) -> str:
    """Nothing where no other way makes a difference."""
    any_way, probability = of_any(run, way)
    alone = chance(way.probability) if probability is None else chance(way_quantity(run, way).middle)
    if chance(any_way.bracket[1] if probability is None else probability.middle) == alone:
        return ""
    likely = f"{_within(any_way.bracket)} (at the best values)"
    if probability is not None:
        likely = with_interval(probability, chance)
    single = _within(read_single(run, any_way))
    return f" Open by any way at all: {likely}, and whatever the ways have in common {single}."


def _within(ends: Ends) -> str:
    low, high = map(_bare, ends)
    return chance(ends[1]) if low == high else f"from {low.removesuffix(' in 100')} to {high}"


def _bare(p: float) -> str:
    return chance(p).removeprefix("about ") if p > 0 else "0"
