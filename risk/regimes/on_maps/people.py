"""Numbers of people whose data get somewhere on a map, with the spread that the map leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from data_maps.addresses import AddressKind
from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.quantities import Estimate
from data_maps.systems import Flow
from risk.arrays import Floats
from risk.regimes.on_maps.matter import PeopleCount
from risk.uncertainty.draws import drawn, of_estimate

DRAWS, SEED = 2_000, 0
_NONE, _ALL = np.zeros(DRAWS), np.ones(DRAWS)


class PeopleReached:
    """The people of a map who are in some countries, and the share of them whose data reach each place."""

    def __init__(self, data_map: DataMap, countries: Collection[str]) -> None:
        self.data_map = data_map
        self.groups = tuple(name for name, group in data_map.users.items() if group.place in countries)

    @property
    def where(self) -> str:
        """The path of what says how many there are."""
        return f"users.{self.groups[0]}.count" if self.groups else "users"

    @cached_property
    def counts(self) -> Mapping[str, Floats]:
        """The people of each group, shape (draws,) each."""
        return {g: self._number(f"users.{g}.count", self.data_map.users[g].count, "count") for g in self.groups}

    def everyone(self) -> PeopleCount:
        """The number of all of these people."""
        return PeopleCount(_sum(self.counts.values()), self.where)

    def of(self, places: Iterable[tuple[str, str]], share: str | None = None) -> PeopleCount:
        """People of whom some data are somewhere; `places` are pairs of node and data; a flow may take a part only."""
        pairs = tuple(places)
        flow_share = 1.0 if share is None else self._flows[share]
        reached = [self.counts[g] * flow_share * self._most(g, pairs) for g in self.groups]
        return PeopleCount(_sum(reached), self.where)

    def groups_at(self, node: str, data: str) -> frozenset[str]:
        """The groups some of whose people have these data at a node."""
        return frozenset(g for g in self.groups if (g, data, node) in self._shares)

    def _most(self, group: str, places: tuple[tuple[str, str], ...]) -> Floats:
        shares = (self._shares.get((group, data, node), _NONE) for node, data in places)
        most: Floats = np.max([_NONE, *shares], axis=0)
        return most

    @cached_property
    def _flows(self) -> Mapping[str, Floats]:
        return {flow.id: self._share(flow) for flow in self.data_map.flows}

    def _share(self, flow: Flow) -> Floats:
        if flow.share is None and f"share.{flow.id}" not in self.data_map.estimates:
            return _ALL
        return self._number(f"share.{flow.id}", flow.share, "probability")

    @cached_property
    def _shares(self) -> Mapping[tuple[str, str, str], Floats]:
        """For each group, data and node the share of the group whose data get there: by the widest single way."""
        shares: dict[tuple[str, str, str], Floats] = {}
        waiting = {(flow.id, group): flow for group in self.groups for flow in self._flows_from.get(group, ())}
        while waiting:
            id_, group = next(iter(waiting))
            flow = waiting.pop((id_, group))
            if self._pass_on(shares, flow, group):
                waiting |= {(onward.id, group): onward for onward in self._flows_from.get(flow.target, ())}
        return shares

    @cached_property
    def _flows_from(self) -> Mapping[str, list[Flow]]:
        flows: dict[str, list[Flow]] = {}
        for flow in self.data_map.flows:
            flows.setdefault(flow.source_id, []).append(flow)
        return flows

    def _pass_on(self, shares: dict[tuple[str, str, str], Floats], flow: Flow, group: str) -> bool:
        """Write the shares that a flow brings to its target; True where any of them is new or has grown."""
        grown = False
        for data in flow.data:
            source = _ALL if flow.source_id == group else shares.get((group, data, flow.source_id))
            if source is not None:
                reached, key = source * self._flows[flow.id], (group, data, flow.target)
                before = shares.get(key, _NONE)
                if key not in shares or (reached > before).any():
                    shares[key], grown = np.maximum(before, reached), True
        return grown

    def _number(self, address: str, inline: Estimate | None, kind: AddressKind) -> Floats:
        """Draws of a number: the map's own estimate before the value where it stands."""
        estimate = self.data_map.estimates.get(address) or inline
        if estimate is None or (estimate.best is None and estimate.form != "unknown"):
            return _ALL
        draws: Floats = drawn({address: of_estimate(estimate, kind, self.data_map)}, DRAWS, SEED)[0]
        return draws


def _sum(parts: Iterable[Floats]) -> Floats:
    total: Floats = np.sum([_NONE, *parts], axis=0)
    return total
