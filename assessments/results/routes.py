"""Routes: chains of conditions that lead to data, how likely each is open, and their order in reports."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.actors import leading
from assessments.results.quantity import Quantity, quantity, way_quantity
from assessments.results.route_parts import AnyRoute, Route, RoutesCounted
from data_maps.caching import kept
from risk.any_route import AnyWay, any_way
from risk.probabilities import chain_bounds

if TYPE_CHECKING:
    from assessments.results.route_parts import RouteStep
    from assessments.run import Run
    from risk.routes import Hop, Way

MOST = 5
LOOKED_AT = 3_000
LITTLE = 0.01
Ends = tuple[float, float]


@dataclass(frozen=True)
class Chain:
    """Ways that differ in nothing but their data or their group, told by the first of them."""

    ways: tuple[Way, ...]

    @property
    def way(self) -> Way:
        """The first of the ways."""
        return self.ways[0]

    @property
    def data(self) -> tuple[str, ...]:
        """The data of all of them."""
        return tuple(dict.fromkeys(way.data for way in self.ways))

    @property
    def users(self) -> tuple[str, ...]:
        """The groups of all of them."""
        return tuple(dict.fromkeys(way.users for way in self.ways))


@dataclass(frozen=True)
class Listed:
    """The chains of some ways, the most probable first, and whether those are all."""

    chains: tuple[Chain, ...]
    complete: bool

    @property
    def count(self) -> str:
        """The number of routes, in words where it is not known."""
        return f"{'' if self.complete else 'more than '}{len(self.chains):,}"


def by_actor(
    run: Run, actor: str | None = None, data: str | None = None, users: str | None = None
) -> Mapping[str, Listed]:
    """The chains to each actor, of one data type or group or of all; the actors in the order of `leading`.

    Of an actor with very many ways, the chains of the most probable ones.
    """
    listed: dict[str, Listed] = {}
    for row in leading(run):
        ways = run.all_ways.only(row.actor, data, users) if actor in (None, row.actor) else ()
        if ways:
            complete = run.all_ways.complete and len(ways) <= LOOKED_AT
            listed[row.actor] = Listed(tuple(distinct(ways[:LOOKED_AT])), complete)
    return listed


def together(listings: Iterable[Listed]) -> Listed:
    """The chains to several actors as one list."""
    every = tuple(listings)
    chains = sorted((one for listed in every for one in listed.chains), key=lambda one: -one.way.probability)
    return Listed(tuple(chains), all(listed.complete for listed in every))


def chains(run: Run, most: int = MOST) -> tuple[Chain, ...]:
    """The chains to tell first: the most probable of the actors with the largest share of harm, actor by actor.

    The actors take turns until there are enough, so that none hides another; those that hardly matter come last.
    """
    ranked = leading(run, most)
    matter = [row.actor for row in ranked if row.share >= LITTLE]
    rest = [row.actor for row in ranked if row.share < LITTLE]
    taking_turns = (_in_turn([distinct(run.all_ways.only(a)) for a in actors]) for actors in (matter, rest))
    shown = islice(chain.from_iterable(taking_turns), most)
    return tuple(sorted(shown, key=lambda chain: [*matter, *rest].index(chain.way.event.actor)))


def all_chains(run: Run) -> Iterator[Chain]:
    """The chains of all actors, the most probable first; no more are worked out than are taken."""
    return distinct(run.all_ways)


def likeliest_ways(run: Run, actor: str, most: int = 1) -> tuple[Way, ...]:
    """The most probable ways of an actor."""
    return run.ways(actor=actor, k=most)


def likeliest_orders(run: Run, actor: str) -> tuple[Way, ...]:
    """The most probable way of an actor; of a state that of its orders, which hang on most conditions."""
    chosen = run.of_actor(actor)
    orders = [place for place in chosen if run.events.events[place].threat.mode == "compelled"]
    return run.ways_of(orders or chosen, k=1)


def _in_turn(several: Iterable[Iterator[Chain]]) -> Iterator[Chain]:
    """The first of each, then the second of each, and so on; no more is worked out than is taken."""
    waiting = deque(several)
    while waiting:
        if first := next(waiting[0], None):
            yield first
            waiting.rotate(-1)
        else:
            waiting.popleft()


def distinct(ways: Iterable[Way]) -> Iterator[Chain]:
    """Ways with the same event and conditions as one chain each; the ways, and so the chains, most probable first.

    No more ways are told hop by hop than the chains that are taken need.
    """
    for _, equally_probable in groupby(ways, key=_probability):
        alike: dict[object, list[Way]] = {}
        for way in equally_probable:
            alike.setdefault(_key(way), []).append(way)
        for same in alike.values():
            yield Chain(tuple(same))


def alike(shown: Sequence[Chain]) -> Mapping[int, int]:
    """The chains that differ from an earlier one in nothing but who it is, each by its place with that one's."""
    first: dict[object, int] = {}
    return {
        place: earlier
        for place, chain in enumerate(shown)
        if (earlier := first.setdefault(_but_for_who(chain), place)) != place
    }


def _but_for_who(chain: Chain) -> object:
    way, who = chain.way, chain.way.event.actor.rpartition(":")[2]

    def bare(name: str | None) -> tuple[str, ...]:
        return tuple(word for word in re.split("[./:]", name or "") if word != who)

    hops = tuple((hop.kind, *map(bare, (hop.address, hop.source[1], hop.target[1]))) for hop in way.hops)
    return bare(way.event.key), _probability(way), chain.data, chain.users, hops


def _key(way: Way) -> object:
    return way.event.key, tuple(_conditions(way.hops))


def _probability(way: Way) -> str:
    """A probability in as many digits as two products of the same numbers agree in."""
    return f"{way.probability:.9g}"


def _conditions(hops: Iterable[Hop]) -> Iterator[object]:
    """The conditions of a hop; the first flow counts by where it goes, since each group has its own."""
    for hop in hops:
        yield hop.target if hop.source[0] == "people" else (hop.kind, hop.address, hop.source, hop.target)


def of_any(run: Run, way: Way) -> tuple[AnyWay, Quantity | None]:
    """Conditions of all ways of a way's event to its data, and how likely any is open; None where that is not exact."""
    ways, key = _known(run), (way.event.core, way.event.interest, way.event.trial, way.data, way.users)
    if key not in ways:
        ways[key] = any_way(run.events, way, attempt=run.nodes_for(way.event.core) > 0)
    openness = ways[key]
    if not openness.exact:
        return openness, None
    drawn = run.drawn(openness.addresses)
    values = None if drawn is None else openness.values(drawn, run.draws_of_numbers)
    return openness, quantity(openness.bracket[0], values)


@kept
def _known(run: Run) -> dict[tuple[str | None, ...], AnyWay]:
    """What was found of all ways of an attempt together, by its core, what it needs, its data and its people."""
    return {}


def bounds(run: Run, way: Way) -> Ends:
    """Between which values the probability of a way lies, however its conditions hang together."""
    return chain_bounds([run.events.inputs[address].best for address in dict.fromkeys(way.addresses)])


def read_bounds(run: Run, way: Way) -> Ends:
    """The bounds of a way as people read them: their medians over draws, where there are any."""
    drawn = run.drawn(dict.fromkeys(way.addresses))
    if drawn is None:
        return bounds(run, way)
    conditions = np.array(list(drawn.values()))
    least = np.maximum(0.0, conditions.sum(axis=0) - (len(conditions) - 1))
    return float(np.median(least)), float(np.median(conditions.min(axis=0)))


def read_single(run: Run, any_way: AnyWay) -> Ends:
    """The openness of the single ways, as people read it: the medians over draws, where there are any."""
    drawn = run.drawn(any_way.addresses) if any_way.exact else None
    if drawn is None:
        return any_way.single
    least, most = any_way.single_values(drawn, run.draws_of_numbers)
    return float(np.median(least)), float(np.median(most))


def routes_in_all(run: Run) -> RoutesCounted:
    """The number of routes of a map: one for each chain of conditions, data type and user group."""
    ways = run.all_ways
    return RoutesCounted(count=len(ways), complete=ways.complete)


def route(run: Run, way: Way, steps: tuple[RouteStep, ...]) -> Route:
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
        any_way=AnyRoute(probability=probability, bracket=any_way.bracket, single_ways=any_way.single),
        steps=steps,
    )
