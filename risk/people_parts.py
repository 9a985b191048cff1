"""Parts of user groups: of flows that exclude each other, each person's data take one, or none.

A group is cut into those who take each of them, as if the map had written every part as a group of its own: within a
part the flow is taken by everybody and the others by nobody, so that nobody is counted in two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import networkx as nx
import numpy as np

from data_maps.model import DataMap
from data_maps.names import BETWEEN
from data_maps.quantities import Estimate
from data_maps.systems import Flow
from risk.arrays import Floats


@dataclass(frozen=True)
class Split:
    """The alternatives of one split: the ids of all flows that exclude each other, and those of them that are there.

    `whole` where they are everybody together, so that in every draw they are.
    """

    flows: tuple[str, ...]
    there: tuple[bool, ...]
    whole: bool

    def share(self, flow: str | None, shares: Sequence[Floats]) -> Floats:
        """The share of people who take one of the flows, or for None none that is there, shape () or (draws,).

        Args:
            flow: One of the flows.
            shares: The share stated of each flow; where they come to more than everybody, all are scaled down.
        """
        total = sum(shares, np.zeros(()))
        scaled = [share / (total if self.whole else np.maximum(total, 1.0)) for share in shares]
        if flow is not None:
            return np.asarray(scaled[self.flows.index(flow)])
        if self.whole and all(self.there):
            return np.zeros_like(total)
        taken = sum((share for share, is_there in zip(scaled, self.there, strict=True) if is_there), np.zeros(()))
        return np.asarray(np.maximum(0.0, 1.0 - taken))


@dataclass(frozen=True)
class GroupPart:
    """A part of a group: what it takes of each split; the whole group where it has none.

    `passes` says of each flow of a split whether everybody takes it or nobody; other flows have shares of their own.
    """

    group: str
    taken: tuple[tuple[Split, str | None], ...] = ()
    passes: Mapping[str, bool] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The id of the part: that of the group where it is all of it."""
        return BETWEEN.join((self.group, *(flow or "" for _, flow in self.taken)))

    @property
    def flows(self) -> tuple[str, ...]:
        """The flows whose shares its people follow from, split by split."""
        return tuple(flow for split, _ in self.taken for flow in split.flows)

    def people(self, values: Sequence[Floats]) -> Floats:
        """The people of the part, shape () or (draws,), by those of its group and the share stated of each flow."""
        people, shares = np.asarray(values[0]), list(values[1:])
        for split, flow in self.taken:
            people = people * split.share(flow, shares[: len(split.flows)])
            shares = shares[len(split.flows) :]
        return np.asarray(people)


def parts_of(data_map: DataMap, groups: Iterable[str]) -> tuple[GroupPart, ...]:
    """The parts of some groups, in their order: cut by each split that any of their data come to."""
    choices = splits_of(data_map)
    if not choices:
        return tuple(map(GroupPart, groups))
    flows: nx.DiGraph[str] = nx.DiGraph((flow.source_id, flow.target) for flow in data_map.flows)
    parts = []
    for group in groups:
        come_to = {group, *nx.descendants(flows, group)} if group in flows else set[str]()
        met = [split for (source, _), split in choices.items() if source in come_to]
        for taken in product(*(((split, flow) for flow in (*there(split), None)) for split in met)):
            passes = {flow: flow == chosen for split, chosen in taken for flow in split.flows}
            parts.append(GroupPart(group, taken, passes))
    return tuple(parts)


def best_people(data_map: DataMap, part: GroupPart) -> float:
    """The people of a part at the best values of its group and of the shares stated."""
    shares = shares_stated(data_map) if part.taken else {}
    stated = [data_map.estimates.get(f"share.{id_}", shares[id_]) for id_ in part.flows]
    bests = [np.asarray(share.best if share and share.best is not None else 1.0) for share in stated]
    return float(part.people([np.asarray(data_map.people_in(part.group)), *bests]))


def shares_stated(data_map: DataMap) -> dict[str, Estimate | None]:
    """The share that each flow states, by id: those that an option ended included, where they exclude others."""
    ended = (ended for flow in data_map.flows for ended in flow.beside)
    return {**{flow.id: flow.share for flow in data_map.flows}, **dict(ended)}


def there(split: Split) -> tuple[str, ...]:
    """The flows of a split that are on the map."""
    return tuple(flow for flow, is_there in zip(split.flows, split.there, strict=True) if is_there)


def splits_of(data_map: DataMap) -> dict[tuple[str, str], Split]:
    """The choices of a map, by the place that their flows leave and the name of the split."""
    flows: dict[tuple[str, str], dict[str, Flow]] = {}
    for flow in data_map.flows:
        if flow.split is not None:
            flows.setdefault((flow.source_id, flow.split), {})[flow.id] = flow
    return {key: _split(data_map, of_split) for key, of_split in flows.items()}


def _split(data_map: DataMap, flows: Mapping[str, Flow]) -> Split:
    """The split between some flows: those that an option took away stay alternatives that nobody takes."""
    names = tuple(dict.fromkeys(name for flow in flows.values() for name in (flow.id, *dict(flow.beside))))
    shares = shares_stated(data_map)
    stated = [data_map.estimates.get(f"share.{name}", shares[name]) for name in names]
    total = math.fsum(share.best or 0.0 for share in stated if share)
    return Split(names, tuple(name in flows for name in names), math.isclose(total, 1.0, abs_tol=1e-9))
