"""Sizes of organisations: the millions of people some of whose data they hold, by best counts and shares.

Exact by the engine's diagrams; the middle of certified bounds where those are too wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from data_maps.model import DataMap
from data_maps.systems import Flow
from risk.engine.bounds import bounds
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import variable_order
from risk.engine.passes import Passes
from risk.organisations import Holding, Organisations

ROOT = "held"
MILLION = 1e6
LEAST, MOST = 0.01, 1000.0
BUDGET, NODES, WORK = 20_000, 1_000, 1e6


def people_at(data_map: DataMap, organisations: Organisations) -> Mapping[str, float]:
    """The millions of people, of all groups, some of whose data each organisation has; from 0.01 to 1 000."""
    shares = dict(_shares(data_map))
    return {
        organisation: min(max(_people(data_map, places, shares) / MILLION, LEAST), MOST)
        for organisation, places in organisations.places.items()
    }


def share_address(data_map: DataMap, flow: Flow, data: str) -> str:
    """The address of the share of people whose data takes a flow: its own where the map states one for the data."""
    own = f"share.{flow.id}.{data}"
    return own if own in data_map.estimates else f"share.{flow.id}"


def _shares(data_map: DataMap) -> Iterator[tuple[str, float]]:
    """The best value of every share of a flow, by its address."""
    for flow in data_map.flows:
        for data in flow.data:
            address = share_address(data_map, flow, data)
            stated = data_map.estimates.get(address) or flow.share
            best = None if stated is None else stated.best
            yield address, 1.0 if best is None else best


def _people(data_map: DataMap, places: tuple[Holding, ...], shares: Mapping[str, float]) -> float:
    return sum(data_map.people_in(g) * _chance(data_map, g, places, shares) for g in data_map.users)


def _chance(data_map: DataMap, group: str, places: tuple[Holding, ...], shares: Mapping[str, float]) -> float:
    """The chance that some data of a member of a group are at any of some places."""
    equations = Equations(dict(_ways(data_map, group, places)))
    certain = {address: share >= 1.0 for address, share in shares.items() if not 0.0 < share < 1.0}
    small = equations.reduced([ROOT], certain)
    if not small.alternatives[ROOT]:
        return 0.0
    return 1.0 if () in small.alternatives[ROOT] else _probability(small, shares)


def _ways(data_map: DataMap, group: str, places: tuple[Holding, ...]) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
    """The equations of: some data of a member of the group are at one of the places."""
    carrying = [(flow, data) for flow in data_map.flows for data in flow.data]
    yield ROOT, tuple((f"at/{data}/{place.id}",) for place in places for data in data_map.data)
    stores = dict.fromkeys((*(flow.target for flow, _ in carrying), *(place.id for place in places)))
    for store in stores:
        for data in data_map.data:
            arriving = (flow for flow, carried in carrying if carried == data and flow.target == store)
            ways = (_arriving(data_map, group, flow, data) for flow in arriving)
            yield f"at/{data}/{store}", tuple(way for way in ways if way is not None)


def _arriving(data_map: DataMap, group: str, flow: Flow, data: str) -> Alternative | None:
    taken = share_address(data_map, flow, data)
    if flow.source_id in data_map.users:
        return (taken,) if flow.source_id == group else None
    return (f"at/{data}/{flow.source_id}", taken)


def _probability(equations: Equations, shares: Mapping[str, float]) -> float:
    try:
        table = Diagrams(variable_order(equations, [ROOT]), budget=BUDGET)
        passes = Passes(table, (compiled(equations, table, roots=[ROOT])[ROOT],))
    except TooWide:
        ends = bounds(equations, [ROOT], shares, nodes=NODES, work=WORK)[ROOT]
        return (ends.lower + ends.upper) / 2.0
    return float(passes.values(np.array([shares[address] for address in passes.variables]))[0])
