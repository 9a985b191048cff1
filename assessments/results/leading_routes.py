"""Which routes to tell first: each chain of conditions once, with all the data and people it is about."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from assessments.results.actors import leading

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.routes import Hop, Way

MOST = 5
LOOKED_AT = 3_000
LITTLE = 0.01


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
        """How many there are, in words where that is not known."""
        return f"{'' if self.complete else 'more than '}{len(self.chains):,}"


def by_actor(
    run: Run, actor: str | None = None, data: str | None = None, users: str | None = None
) -> Mapping[str, Listed]:
    """The chains to each actor, of one data type or group or of all; the actors in the order of `leading`.

    Of an actor with very many ways, the chains of the most probable ones.
    """
    found: dict[str, Listed] = {}
    for row in leading(run):
        ways = run.all_ways.only(row.actor, data, users) if actor in (None, row.actor) else ()
        if ways:
            complete = run.all_ways.complete and len(ways) <= LOOKED_AT
            found[row.actor] = Listed(tuple(distinct(ways[:LOOKED_AT])), complete)
    return found


def together(found: Iterable[Listed]) -> Listed:
    """The chains to several actors as one list."""
    every = tuple(found)
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
    found = islice(chain.from_iterable(taking_turns), most)
    return tuple(sorted(found, key=lambda chain: [*matter, *rest].index(chain.way.event.actor)))


def _in_turn(several: Iterable[Iterator[Chain]]) -> Iterator[Chain]:
    """The first of each, then the second of each, and so on; no more is worked out than is taken."""
    waiting = deque(several)
    while waiting:
        if found := next(waiting[0], None):
            yield found
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


def alike(found: Sequence[Chain]) -> Mapping[int, int]:
    """The chains that differ from an earlier one in nothing but who it is, each by its place with that one's."""
    first: dict[object, int] = {}
    return {at: of for at, chain in enumerate(found) if (of := first.setdefault(_but_for_who(chain), at)) != at}


def _but_for_who(chain: Chain) -> object:
    way, who = chain.way, chain.way.event.actor.rpartition(":")[2]

    def bare(name: str | None) -> tuple[str, ...]:
        return tuple(part for part in re.split("[./:]", name or "") if part != who)

    hops = tuple((hop.kind, *map(bare, (hop.address, hop.source[1], hop.target[1]))) for hop in way.hops)
    return bare(way.event.key), _probability(way), chain.data, chain.users, hops


def _key(way: Way) -> object:
    return way.event.key, tuple(_conditions(way.hops))


def _probability(way: Way) -> str:
    """A probability in as many digits as two products of the same numbers agree in."""
    return f"{way.probability:.9g}"


def _conditions(hops: Iterable[Hop]) -> Iterator[object]:
    """What a hop rests on; the first flow counts by where it goes, since each group has its own."""
    for hop in hops:
        yield hop.target if hop.source[0] == "people" else (hop.kind, hop.address, hop.source, hop.target)
