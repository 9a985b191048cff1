"""Words on routes: how likely each is open, and its steps with their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.reasons import explained
from assessments.report.sentences import as_read, chance, with_interval
from assessments.results.parts import RouteStep
from assessments.results.quantity import of_number, route_quantity
from assessments.results.routes import Ends, of_any, read_bounds, read_single

if TYPE_CHECKING:
    from assessments.report.reasons import StepReason
    from assessments.run import Run
    from risk.routes import EventRoute


def open_words(run: Run, route: EventRoute) -> str:
    """The chance that all conditions of a way hold together, and that of any way to the same data, with bounds."""
    alone = f"Open, given an attempt: {with_interval(route_quantity(run, route), chance)}."
    low, high = read_bounds(run, route)
    if chance(low) != chance(high):
        alone += f" Where its conditions depend on each other it may be anything {_within((low, high))}."
    return f"{alone}{_any(run, route)}"


def _any(run: Run, route: EventRoute) -> str:
    """The chance that any way at all is open; empty where no other way makes a difference."""
    any_way, probability = of_any(run, route)
    alone = chance(route.probability) if probability is None else as_read(route_quantity(run, route), chance)
    if (chance(any_way.bracket[1]) if probability is None else as_read(probability, chance)) == alone:
        return ""
    likely = f"{_within(any_way.bracket)} (at our best estimates)"
    if probability is not None:
        likely = with_interval(probability, chance)
    single = _within(read_single(run, any_way))
    return f" Open by any way at all: {likely}, and whatever the ways have in common {single}."


def _within(ends: Ends) -> str:
    low, high = map(_bare, ends)
    if low == high:
        return chance(ends[1])
    return f"from {low.removesuffix(' in 100') if high.endswith(' in 100') else low} to {high}"


def _bare(p: float) -> str:
    return chance(p).removeprefix("about ") if p > 0 else "0"


def steps(run: Run, route: EventRoute) -> tuple[RouteStep, ...]:
    """Every step of a route in the order in which it is followed."""
    return tuple(_step(run, reason) for reason in explained(run.events, route))


def _step(run: Run, reason: StepReason) -> RouteStep:
    return RouteStep(
        start=reason.source,
        end=reason.target,
        because=reason.because,
        address=reason.address,
        probability=reason.probability,
        probability_interval=None if reason.address is None else of_number(run, reason.address),
        evidence="; ".join((*reason.laws, reason.evidence)),
        place=reason.place.cited if reason.place else None,
    )
