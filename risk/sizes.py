"""Sizes of organisations: the millions of people some of whose data they hold, by best counts and shares.

Exact by the engine's diagrams; the middle of certified bounds where those are too wide; simulated, all organisations
at once, where there are so many places that a diagram for each would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.systems import Flow
from risk.engine.bounds import bounds
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import variable_order
from risk.engine.passes import Passes
from risk.engine.simulation import SimulatedChances
from risk.organisations import Organisations

ROOT = "held"
MILLION = 1e6
LEAST, MOST = 0.01, 1000.0
BUDGET, NODES, WORK = 20_000, 1_000, 1e6
MANY = 250
"""Above so many places, times the kinds of data, trials take the place of diagrams."""
WORDS = 2**10
CHANCES, FEW_CHANCES = 4_096, 16
"""How many chances are kept for the next map that has the same flows; of simulated ones fewer, of all at once."""
MAPS = 16
"""Of how many maps all sizes are kept."""


@dataclass(frozen=True)
class Sizes:
    """The sizes of all organisations of a map, found when the first is asked for."""

    data_map: DataMap
    organisations: Organisations

    def at(self, organisation: str) -> float:
        """The millions of people some of whose data an organisation has."""
        return self._people_at[organisation]

    @cached_property
    def _people_at(self) -> Mapping[str, float]:
        return people_at(self.data_map, self.organisations)


def people_at(data_map: DataMap, organisations: Organisations) -> Mapping[str, float]:
    """The millions of people, of all groups, some of whose data each organisation has; from 0.01 to 1 000."""
    moved, shares = tuple(_moved(data_map)), tuple(dict(_shares(data_map)).items())
    people, data = tuple((g, data_map.people_in(g)) for g in data_map.users), tuple(data_map.data)
    ids = tuple(tuple(place.id for place in places) for places in organisations.places.values())
    return dict(zip(organisations.places, _sizes(people, ids, data, moved, shares), strict=True))


@lru_cache(maxsize=MAPS)
def _sizes(
    people: tuple[tuple[str, float], ...],
    places: tuple[tuple[str, ...], ...],
    data: tuple[str, ...],
    moved: tuple[_Moved, ...],
    shares: tuple[tuple[str, float], ...],
) -> tuple[float, ...]:
    """The sizes of organisations by their places, from the people of each group and how data move."""
    groups, sizes = tuple(group for group, _ in people), np.zeros(len(places))
    for group, count in people:
        query = _SizeQuestion(group, groups, places, data, moved, shares)
        many = sum(map(len, places)) * len(data) > MANY
        chances = _simulated(query) if many else [_chance(query._replace(places=(place,))) for place in places]
        sizes += count * np.array(chances)
    return tuple(np.clip(sizes / MILLION, LEAST, MOST).tolist())


def share_address(data_map: DataMap, flow: Flow, data: str) -> str:
    """The address of the share of people whose data takes a flow: its own where the map states one for the data."""
    own = f"share.{flow.id}.{data}"
    return own if own in data_map.estimates else f"share.{flow.id}"


class _Moved(NamedTuple):
    """Data that moves from one place to another, of the share of people at an address."""

    source: str
    target: str
    data: str
    share: str


class _SizeQuestion(NamedTuple):
    """All that the chance rests on that some data of a member of a group are at any of some places.

    `places` are those of each organisation that is asked about. Maps that differ in nothing of this have the same
    chance, such as those of most options.
    """

    group: str
    groups: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    data: tuple[str, ...]
    moved: tuple[_Moved, ...]
    shares: tuple[tuple[str, float], ...]


def _moved(data_map: DataMap) -> Iterator[_Moved]:
    for flow in data_map.flows:
        for data in flow.data:
            yield _Moved(flow.source_id, flow.target, data, share_address(data_map, flow, data))


def _shares(data_map: DataMap) -> Iterator[tuple[str, float]]:
    """The best value of every share of a flow, by its address."""
    for flow in data_map.flows:
        for data in flow.data:
            address = share_address(data_map, flow, data)
            stated = data_map.estimates.get(address) or flow.share
            best = None if stated is None else stated.best
            yield address, 1.0 if best is None else best


@lru_cache(maxsize=CHANCES)
def _chance(question: _SizeQuestion) -> float:
    """The chance that some data of a member of the group are at any of the places of one organisation."""
    small, shares = _reduced(question)
    (root,) = small.roots
    if not small.equations.alternatives[root]:
        return 0.0
    return 1.0 if () in small.equations.alternatives[root] else _probability(small.equations, root, shares)


@lru_cache(maxsize=FEW_CHANCES)
def _simulated(question: _SizeQuestion) -> tuple[float, ...]:
    """The chance for each organisation, by trials that all of them share."""
    small, shares = _reduced(question)
    if not small.equations.variables:
        return tuple(float(() in small.equations.alternatives[root]) for root in small.roots)
    first = small.equations.representatives
    rows = {root: row for row, root in enumerate(dict.fromkeys(first[root] for root in small.roots))}
    chances = SimulatedChances(small.equations.merged().part(rows), rows, most=WORDS)
    values = chances.values(np.array([shares[address] for address in chances.variables])).tolist()
    return tuple(values[rows[first[root]]] for root in small.roots)


class _Reduced(NamedTuple):
    """Equations of which what is certain was taken out, and the name for each organisation that is asked about."""

    equations: Equations
    roots: tuple[str, ...]


def _reduced(question: _SizeQuestion) -> tuple[_Reduced, Mapping[str, float]]:
    """The equations of a question without what is certain, and the shares of all flows."""
    roots = tuple(f"{ROOT}/{number}" for number in range(len(question.places)))
    shares = dict(question.shares)
    certain = {address: share >= 1.0 for address, share in shares.items() if not 0.0 < share < 1.0}
    return _Reduced(Equations(dict(_ways(question, roots))).reduced(roots, certain), roots), shares


def _ways(question: _SizeQuestion, roots: Iterable[str]) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
    """The equations of: some data of a member of the group are at one of the places of each organisation."""
    for root, places in zip(roots, question.places, strict=True):
        yield root, tuple((f"at/{data}/{place}",) for place in places for data in question.data)
    asked_about = (place for places in question.places for place in places)
    stores = dict.fromkeys((*(moved.target for moved in question.moved), *asked_about))
    ways: dict[tuple[str, str], list[Alternative]] = {(data, store): [] for store in stores for data in question.data}
    for moved in question.moved:
        way = _arriving(question, moved)
        if way is not None:
            ways[moved.data, moved.target].append(way)
    yield from ((f"at/{data}/{store}", tuple(several)) for (data, store), several in ways.items())


def _arriving(question: _SizeQuestion, moved: _Moved) -> Alternative | None:
    if moved.source in question.groups:
        return (moved.share,) if moved.source == question.group else None
    return (f"at/{moved.data}/{moved.source}", moved.share)


def _probability(equations: Equations, root: str, shares: Mapping[str, float]) -> float:
    try:
        table = Diagrams(variable_order(equations, [root]), budget=BUDGET)
        passes = Passes(table, (compiled(equations, table, roots=[root])[root],))
    except TooWide:
        ends = bounds(equations, [root], shares, nodes=NODES, work=WORK)[root]
        return (ends.lower + ends.upper) / 2.0
    return float(passes.values(np.array([shares[address] for address in passes.variables]))[0])
