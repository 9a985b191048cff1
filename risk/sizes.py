"""Sizes of organisations: the millions of people some of whose data they hold, by best counts and shares.

Exact by the engine's diagrams; the middle of certified bounds where those are too wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from data_maps.model import DataMap
from data_maps.systems import Flow
from risk.engine.bounds import bounds
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import variable_order
from risk.engine.passes import Passes
from risk.organisations import Organisations

ROOT = "held"
MILLION = 1e6
LEAST, MOST = 0.01, 1000.0
BUDGET, NODES, WORK = 20_000, 1_000, 1e6
CHANCES = 4_096
"""How many chances are kept for the next map that has the same flows."""
MAPS = 64
"""Of how many maps all sizes are kept."""


def people_at(data_map: DataMap, organisations: Organisations) -> Mapping[str, float]:
    """The millions of people, of all groups, some of whose data each organisation has; from 0.01 to 1 000."""
    moved, shares = tuple(_moved(data_map)), tuple(dict(_shares(data_map)).items())
    people, data = tuple((g, data_map.people_in(g)) for g in data_map.users), tuple(data_map.data)
    places = tuple((name, tuple(place.id for place in held)) for name, held in organisations.places.items())
    return _sizes(people, places, data, moved, shares)


@lru_cache(maxsize=MAPS)
def _sizes(
    people: tuple[tuple[str, float], ...],
    places: tuple[tuple[str, tuple[str, ...]], ...],
    data: tuple[str, ...],
    moved: tuple[_Moved, ...],
    shares: tuple[tuple[str, float], ...],
) -> Mapping[str, float]:
    """The sizes of organisations by their places, from the people of each group and how data move."""
    groups = tuple(group for group, _ in people)
    sizes = {}
    for organisation, ids in places:
        held = sum(count * _chance(_Asked(g, groups, ids, data, moved, shares)) for g, count in people)
        sizes[organisation] = min(max(held / MILLION, LEAST), MOST)
    return sizes


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


class _Asked(NamedTuple):
    """All that the chance rests on that some data of a member of a group are at any of some places.

    Maps that differ in nothing of this have the same chance, such as those of most options.
    """

    group: str
    groups: tuple[str, ...]
    places: tuple[str, ...]
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
def _chance(question: _Asked) -> float:
    """The chance that some data of a member of the group are at any of the places."""
    equations, shares = Equations(dict(_ways(question))), dict(question.shares)
    certain = {address: share >= 1.0 for address, share in shares.items() if not 0.0 < share < 1.0}
    small = equations.reduced([ROOT], certain)
    if not small.alternatives[ROOT]:
        return 0.0
    return 1.0 if () in small.alternatives[ROOT] else _probability(small, shares)


def _ways(question: _Asked) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
    """The equations of: some data of a member of the group are at one of the places."""
    yield ROOT, tuple((f"at/{data}/{place}",) for place in question.places for data in question.data)
    for store in dict.fromkeys((*(moved.target for moved in question.moved), *question.places)):
        for data in question.data:
            arriving = (moved for moved in question.moved if (moved.data, moved.target) == (data, store))
            ways = (_arriving(question, moved) for moved in arriving)
            yield f"at/{data}/{store}", tuple(way for way in ways if way is not None)


def _arriving(question: _Asked, moved: _Moved) -> Alternative | None:
    if moved.source in question.groups:
        return (moved.share,) if moved.source == question.group else None
    return (f"at/{moved.data}/{moved.source}", moved.share)


def _probability(equations: Equations, shares: Mapping[str, float]) -> float:
    try:
        table = Diagrams(variable_order(equations, [ROOT]), budget=BUDGET)
        passes = Passes(table, (compiled(equations, table, roots=[ROOT])[ROOT],))
    except TooWide:
        ends = bounds(equations, [ROOT], shares, nodes=NODES, work=WORK)[ROOT]
        return (ends.lower + ends.upper) / 2.0
    return float(passes.values(np.array([shares[address] for address in passes.variables]))[0])
