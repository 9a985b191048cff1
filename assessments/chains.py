"""Which routes to tell first: each chain of conditions once, with all the data and people it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from risk.ways import Hop, Way

MOST = 5
ENOUGH = 60


@dataclass(frozen=True)
class Chain:
    """Ways that differ in nothing but their data or their group, told by the first of them."""

    way: Way
    data: tuple[str, ...]
    users: tuple[str, ...]


def chains(assessment: Assessment, most: int = MOST) -> tuple[Chain, ...]:
    """The most probable chains, taking turns among the actors with the largest share of harm.

    So that none hides the others.
    """
    ranked = sorted(assessment.actors, key=lambda row: (-row.exposed.harm.point, row.actor))[:most]
    states_first = sorted(ranked, key=lambda row: row.foreign is None)
    by_actor = [distinct(assessment.ways(actor=row.actor, k=ENOUGH)) for row in states_first]
    in_turn = chain.from_iterable(zip_longest(*by_actor))
    return tuple(found for found in in_turn if found is not None)[:most]


def distinct(ways: Iterable[Way]) -> tuple[Chain, ...]:
    """Ways with the same event and the same conditions as one chain each, in the order of the first of each."""
    alike: dict[object, list[Way]] = {}
    for way in ways:
        alike.setdefault(_key(way), []).append(way)
    return tuple(Chain(same[0], _once(w.data for w in same), _once(w.users for w in same)) for same in alike.values())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _key(way: Way) -> object:
    return way.event.key, f"{way.probability:.9g}", tuple(_conditions(way.hops))


def _conditions(hops: Iterable[Hop]) -> Iterator[object]:
    """What a hop rests on; the first flow counts by where it goes, since each group has its own."""
    for hop in hops:
        yield hop.target if hop.source[0] == "people" else (hop.kind, hop.address, hop.source, hop.target)
