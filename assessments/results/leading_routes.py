"""Which routes to tell first: each chain of conditions once, with all the data and people it is about."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from assessments.results.exposed import actor_rows

if TYPE_CHECKING:
    from assessments.results.rows import ActorRow
    from assessments.run import Assessment
    from risk.routes import Hop, Way

MOST = 5
ENOUGH = 60
LITTLE = 0.01


@dataclass(frozen=True)
class Chain:
    """Ways that differ in nothing but their data or their group, told by the first of them."""

    way: Way
    data: tuple[str, ...]
    users: tuple[str, ...]


def leading(assessment: Assessment, most: int | None = None) -> tuple[ActorRow, ...]:
    """The actors in the order in which everything tells them: states, then others, by their share of harm.

    `most` leaves those with the largest shares.
    """
    ranked = sorted(actor_rows(assessment), key=lambda row: (-row.exposed.harm.point, row.actor))[:most]
    return tuple(sorted(ranked, key=lambda row: row.foreign is None))


def chains(assessment: Assessment, most: int = MOST) -> tuple[Chain, ...]:
    """The chains to tell first: those of the actors with the largest share of harm, in turn, so that none hides others.

    Of each actor first the likeliest chain of the event that does most harm, then of the event that does the next.
    Actors that hardly matter come after all others.
    """
    ranked = leading(assessment, most)
    told = [row.actor for row in ranked if row.exposed.share >= LITTLE]
    rest = [row.actor for row in ranked if row.exposed.share < LITTLE]
    found = (_in_turn([_of_actor(assessment, actor) for actor in actors]) for actors in (told, rest))
    return tuple(islice(chain.from_iterable(found), most))


def _of_actor(assessment: Assessment, actor: str) -> Iterator[Chain]:
    """The chains of an actor, its events taking turns, the one that does most harm first."""
    events = sorted(assessment.of_actor(actor), key=lambda i: (-assessment.harms[i], i))[:MOST]
    return _in_turn([_of_event(assessment, i) for i in events])


def _of_event(assessment: Assessment, place: int) -> Iterator[Chain]:
    """The chains of one event, looked for when the first of them is asked for."""
    yield from distinct(assessment.ways_of([place], k=ENOUGH))


def _in_turn(several: Iterable[Iterator[Chain]]) -> Iterator[Chain]:
    """The first of each, then the second of each, and so on; no more is worked out than is taken."""
    waiting = deque(several)
    while waiting:
        if found := next(waiting[0], None):
            yield found
            waiting.rotate(-1)
        else:
            waiting.popleft()


def distinct(ways: Iterable[Way]) -> tuple[Chain, ...]:
    """Ways with the same event and the same conditions as one chain each, in the order of the first of each."""
    alike: dict[object, list[Way]] = {}
    for way in ways:
        alike.setdefault(_key(way), []).append(way)
    return tuple(Chain(same[0], _once(w.data for w in same), _once(w.users for w in same)) for same in alike.values())


def alike(found: Sequence[Chain]) -> Mapping[int, int]:
    """The chains that differ from an earlier one in nothing but who it is, each by its place with that one's."""
    first: dict[object, int] = {}
    return {at: of for at, chain in enumerate(found) if (of := first.setdefault(_but_for_who(chain), at)) != at}


def _but_for_who(chain: Chain) -> object:
    way, who = chain.way, chain.way.event.actor.rpartition(":")[2]

    def bare(name: str | None) -> tuple[str, ...]:
        return tuple(part for part in re.split("[./:]", name or "") if part != who)

    hops = tuple((hop.kind, *map(bare, (hop.address, hop.source[1], hop.target[1]))) for hop in way.hops)
    return bare(way.event.key), f"{way.probability:.9g}", chain.data, chain.users, hops


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _key(way: Way) -> object:
    return way.event.key, f"{way.probability:.9g}", tuple(_conditions(way.hops))


def _conditions(hops: Iterable[Hop]) -> Iterator[object]:
    """What a hop rests on; the first flow counts by where it goes, since each group has its own."""
    for hop in hops:
        yield hop.target if hop.source[0] == "people" else (hop.kind, hop.address, hop.source, hop.target)
