"""The most probable routes of a result, and the number of routes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.quantity import way_quantity
from assessments.results.result import AnyWay, Route, RoutesCounted
from assessments.results.route_bounds import bounds, of_any

if TYPE_CHECKING:
    from assessments.results.result import Step
    from assessments.run import Run
    from risk.routes import Way


def routes_in_all(run: Run) -> RoutesCounted:
    """The number of routes of a map: one for each chain of conditions, data type and user group."""
    ways = run.all_ways
    return RoutesCounted(count=len(ways), complete=ways.complete)


def route(run: Run, way: Way, steps: tuple[Step, ...]) -> Route:
    """One route with its probability and bounds; its steps are told in words by whoever asks."""
    any_way, probability = of_any(run, way)
    return Route(
        actor=way.event.actor,
        event=way.event.key,
        data=way.data,
        users=way.users,
        probability=way.probability,
        probability_interval=way_quantity(run, way),
        bounds=bounds(run, way),
        any_way=AnyWay(probability=probability, bracket=any_way.bracket, single_ways=any_way.single),
        steps=steps,
    )
