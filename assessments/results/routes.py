"""Routes as people read them: which are told first, how likely each is open, how likely any is, and what closes them.

The engine finds an `EventRoute` for each data type and each group. Those that differ in nothing else are a
`MergedRoute`, which pages and documents tell as one. `RoutesTogether` is how likely any of an event's is open; `Route`
is what is published of one. Choke points are the smallest sets of conditions that leave an actor no route.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice

import numpy as np

from assessments.results.actors import all_actors, leading, side_of, totals_by_side
from assessments.results.headline import headline_numbers
from assessments.results.parts import AnyRoute, ChokePoint, Route, RoutesCounted, RouteStep
from assessments.results.quantity import Quantity, quantity, route_quantity
from assessments.run import Run
from data_maps.caching import kept
from risk.any_route import RoutesTogether, routes_together
from risk.arrays import Floats
from risk.catalogue import Side
from risk.number import Number, share_of
from risk.probabilities import chain_bounds
from risk.routes import EventRoute, Hop, closing_sets

MOST = 5
LOOKED_AT = 3_000
LITTLE = 0.01
Ends = tuple[float, float]


@dataclass(frozen=True)
class MergedRoute:
    """Routes that differ in nothing but their data or their group, told as one: by the first of them."""

    routes: tuple[EventRoute, ...]

    @property
    def first(self) -> EventRoute:
        """The first of the routes."""
        return self.routes[0]

    @property
    def data(self) -> tuple[str, ...]:
        """The data of all of them."""
        return tuple(dict.fromkeys(route.data for route in self.routes))

    @property
    def users(self) -> tuple[str, ...]:
        """The groups of all of them."""
        return tuple(dict.fromkeys(route.users for route in self.routes))


@dataclass(frozen=True)
class Listed:
    """Merged routes, the most probable first, and whether those are all."""

    routes: tuple[MergedRoute, ...]
    complete: bool

    @property
    def count(self) -> str:
        """The number of routes, in words where it is not known."""
        return f"{'' if self.complete else 'more than '}{len(self.routes):,}"


def by_actor(
    run: Run, actor: str | None = None, data: str | None = None, users: str | None = None
) -> Mapping[str, Listed]:
    """The merged routes to each actor, of one data type or group or of all; the actors in the order of `leading`.

    Of an actor with very many routes, those of the most probable ones.
    """
    listed: dict[str, Listed] = {}
    for row in leading(run):
        routes = run.all_routes.filtered(row.actor, data, users) if actor in (None, row.actor) else ()
        if routes:
            complete = run.all_routes.complete and len(routes) <= LOOKED_AT
            listed[row.actor] = Listed(tuple(merged(routes[:LOOKED_AT])), complete)
    return listed


def as_one_list(listings: Iterable[Listed]) -> Listed:
    """The merged routes to several actors as one list."""
    every = tuple(listings)
    routes = sorted((route for listed in every for route in listed.routes), key=lambda route: -route.first.probability)
    return Listed(tuple(routes), all(listed.complete for listed in every))


def leading_routes(run: Run, most: int = MOST) -> tuple[MergedRoute, ...]:
    """The merged routes to tell first: the most probable of the actors with the largest share of harm, actor by actor.

    The actors take turns until there are enough, so that none hides another; those that hardly matter come last.
    """
    ranked = leading(run, most)
    matter = [row.actor for row in ranked if row.share >= LITTLE]
    rest = [row.actor for row in ranked if row.share < LITTLE]
    taking_turns = (_in_turn([merged(run.all_routes.filtered(a)) for a in actors]) for actors in (matter, rest))
    first_of_all = islice(chain.from_iterable(taking_turns), most)
    return tuple(sorted(first_of_all, key=lambda route: [*matter, *rest].index(route.first.event.actor)))


def merged_routes(run: Run) -> Iterator[MergedRoute]:
    """The merged routes of all actors, the most probable first; no more are worked out than are taken."""
    return merged(run.all_routes)


def likeliest_routes(run: Run, actor: str, most: int = 1) -> tuple[EventRoute, ...]:
    """The most probable routes of an actor."""
    return run.likeliest_routes(actor=actor, k=most)


def likeliest_orders(run: Run, actor: str) -> tuple[EventRoute, ...]:
    """The most probable route of an actor; of a state that of its orders, which hang on most conditions."""
    chosen = run.of_actor(actor)
    orders = [place for place in chosen if run.events.events[place].threat.mode == "compelled"]
    return run.routes_of(orders or chosen, k=1)


def _in_turn(several: Iterable[Iterator[MergedRoute]]) -> Iterator[MergedRoute]:
    """The first of each, then the second of each, and so on; no more is worked out than is taken."""
    waiting = deque(several)
    while waiting:
        if first := next(waiting[0], None):
            yield first
            waiting.rotate(-1)
        else:
            waiting.popleft()


def merged(routes: Iterable[EventRoute]) -> Iterator[MergedRoute]:
    """Routes with the same event and conditions merged into one each; all of them the most probable first.

    No more routes are told hop by hop than those that are taken need.
    """
    for _, equally_probable in groupby(routes, key=_probability):
        alike: dict[object, list[EventRoute]] = {}
        for route in equally_probable:
            alike.setdefault(_key(route), []).append(route)
        for same in alike.values():
            yield MergedRoute(tuple(same))


def repeated_routes(routes: Sequence[MergedRoute]) -> Mapping[int, int]:
    """The routes that differ from an earlier one in nothing but who it is, each by its place with that one's."""
    first: dict[object, int] = {}
    return {
        place: earlier
        for place, route in enumerate(routes)
        if (earlier := first.setdefault(_but_for_who(route), place)) != place
    }


def _but_for_who(merged_route: MergedRoute) -> object:
    route, actor_id = merged_route.first, merged_route.first.event.actor.rpartition(":")[2]

    def bare(name: str | None) -> tuple[str, ...]:
        return tuple(word for word in re.split("[./:]", name or "") if word != actor_id)

    hops = tuple((hop.kind, *map(bare, (hop.address, hop.source[1], hop.target[1]))) for hop in route.hops)
    return bare(route.event.key), _probability(route), merged_route.data, merged_route.users, hops


def _key(route: EventRoute) -> object:
    return route.event.key, tuple(_conditions(route.hops))


def _probability(route: EventRoute) -> str:
    """A probability in as many digits as two products of the same numbers agree in."""
    return f"{route.probability:.9g}"


def _conditions(hops: Iterable[Hop]) -> Iterator[object]:
    """The conditions of a hop; the first flow counts by where it goes, since each group has its own."""
    for hop in hops:
        yield hop.target if hop.source[0] == "people" else (hop.kind, hop.address, hop.source, hop.target)


def of_any(run: Run, route: EventRoute) -> tuple[RoutesTogether, Quantity | None]:
    """Conditions of all routes of the event to the data, and how likely any is open; None where that is not exact."""
    known, key = (
        _routes_together(run),
        (route.event.core, route.event.interest, route.event.trial, route.data, route.part),
    )
    if key not in known:
        known[key] = routes_together(run.events, route, attempt=run.nodes_for(route.event.core) > 0)
    openness = known[key]
    if not openness.exact:
        return openness, None
    draws = run.draws_of_numbers
    (open_,) = run.numbers_at(openness.bracket[:1], openness.addresses, lambda x: [openness.values(x, draws)])
    return openness, quantity(open_)


@kept
def _routes_together(run: Run) -> dict[tuple[str | None, ...], RoutesTogether]:
    """What was found of all routes of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(run: Run, route: EventRoute) -> Ends:
    """Between which values the probability of a route lies, however its conditions hang together."""
    return chain_bounds([run.events.inputs[address].best for address in dict.fromkeys(route.addresses)])


def read_bounds(run: Run, route: EventRoute) -> Ends:
    """The bounds of a route as people read them: their medians over draws, where there are any."""

    def ends(x: Mapping[str, Floats]) -> Sequence[Floats]:
        conditions = np.array(list(x.values()))
        return np.maximum(0.0, conditions.sum(axis=0) - (len(conditions) - 1)), conditions.min(axis=0)

    least, most = run.numbers_at(bounds(run, route), dict.fromkeys(route.addresses), ends)
    return least.middle, most.middle


def read_single(run: Run, together: RoutesTogether) -> Ends:
    """The openness of the single routes, as people read it: the medians over draws, where there are any."""
    if not together.exact:
        return together.single
    draws = run.draws_of_numbers
    least, most = run.numbers_at(together.single, together.addresses, lambda x: together.single_values(x, draws))
    return least.middle, most.middle


def routes_in_all(run: Run) -> RoutesCounted:
    """The number of routes of a map: one for each chain of conditions, data type and user group."""
    routes = run.all_routes
    return RoutesCounted(count=len(routes), complete=routes.complete)


def published_route(run: Run, route: EventRoute, steps: tuple[RouteStep, ...]) -> Route:
    """One route with its probability and bounds; its steps are told in words by whoever asks."""
    together, probability = of_any(run, route)
    return Route(
        actor=route.event.actor,
        event=route.event.key,
        data=route.data,
        users=route.users,
        probability=route.probability,
        probability_interval=route_quantity(run, route),
        bounds=bounds(run, route),
        any_way=AnyRoute(probability=probability, bracket=together.bracket, single_ways=together.single),
        steps=steps,
    )


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
    return tuple(_choke_point(run, actor, closed) for closed in closing_sets(run.events, actor) if closed)


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
    left, status_quo = run.left_without(shut, side), run.left_without((), side)
    scale = whole.middle / status_quo.middle if status_quo.middle else 1.0
    share = Number(left.best / whole.point if whole.point else 0.0, share_of(left.draws, status_quo.draws))
    return HarmLeft(quantity(Number(left.best, scale * left.draws)), quantity(share))
