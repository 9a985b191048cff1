"""Matters of a law on a map: the facts about one thing that it is asked about, where the map says each, of whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from typing import Any

import numpy as np

from data_maps.addresses import AddressKind
from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.problems import KeyPath, Place
from data_maps.quantities import Estimate
from data_maps.systems import Flow
from laws.decision import Finding
from laws.facts import NOT_KNOWN, Facts, levers, with_value
from laws.parameters import law
from risk.arrays import Floats
from risk.uncertainty.draws import drawn_values, of_estimate

DRAWS, SEED = 2_000, 0
_NONE, _ALL = np.zeros(DRAWS), np.ones(DRAWS)


@dataclass(frozen=True)
class MapValue:
    """A value that a map says, with the path of what says it."""

    value: Any
    where: str = ""


@dataclass(frozen=True)
class MapRange(MapValue):
    """A share in percent of which a map states a range: its best value, and the two ends."""

    ends: tuple[float, float] = (0.0, 100.0)


@dataclass(frozen=True, eq=False)
class PeopleCount:
    """A number of people, as drawn from what the map says of the numbers."""

    draws: Floats
    where: str = ""

    @property
    def middle(self) -> int:
        """The median, as a whole number."""
        return round(float(np.median(self.draws)))


@dataclass(frozen=True, eq=False)
class MapMatter:
    """One thing on a map that a law is asked about: its facts, where the map says them, the counts and ranges in them.

    `asks` are questions in the words of a map for facts that a law may ask for; `first` are asked before others, and
    `leads` lead the others where the law asks for them. `beside` is what the law says of the thing beside its rule.
    """

    about: str
    facts: Mapping[str, Any]
    places: Mapping[KeyPath, Place] = field(default_factory=dict)
    counts: Mapping[KeyPath, Floats] = field(default_factory=dict)
    asks: Mapping[KeyPath, str] = field(default_factory=dict)
    first: tuple[KeyPath, ...] = ()
    leads: tuple[KeyPath, ...] = ()
    beside: tuple[Finding, ...] = ()
    ranges: Mapping[KeyPath, tuple[float, float]] = field(default_factory=dict)

    def place(self, path: KeyPath | None) -> Place | None:
        """The place where the map says a fact, or the nearest that it is part of."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return None


def matter(
    data_map: DataMap,
    title: str,
    tree: Mapping[str, Any],
    asks: Mapping[KeyPath, str] | None = None,
    first: tuple[KeyPath, ...] = (),
) -> MapMatter:
    """A matter from a tree of facts; what is None, and what would be empty for that, is not stated."""
    leaves = dict(_leaves(tree, ()))
    places = {path: place for path, leaf in leaves.items() if (place := _place(data_map, leaf.where))}
    counts = {path: leaf.draws for path, leaf in leaves.items() if isinstance(leaf, PeopleCount)}
    ranges = {path: leaf.ends for path, leaf in leaves.items() if isinstance(leaf, MapRange)}
    return MapMatter(title, _stated_tree(tree) or {}, places, counts, asks or {}, first, ranges=ranges)


def _leaves(tree: Any, path: KeyPath) -> Iterator[tuple[KeyPath, MapValue | PeopleCount]]:
    if isinstance(tree, MapValue | PeopleCount):
        yield path, tree
    elif isinstance(tree, Mapping):
        for key, inner in tree.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(tree, list):
        for index, inner in enumerate(tree):
            yield from _leaves(inner, (*path, index))


def _stated_tree(tree: Any) -> Any:
    """The tree without what is not stated; a list keeps its items, so that paths stay what they are."""
    if isinstance(tree, PeopleCount):
        return tree.middle
    if isinstance(tree, MapValue):
        return tree.value
    if isinstance(tree, Mapping):
        return {key: plain for key, inner in tree.items() if (plain := _stated_tree(inner)) is not None} or None
    return [_stated_tree(inner) for inner in tree] if isinstance(tree, list) else tree


def _place(data_map: DataMap, where: str) -> Place | None:
    """The place of a path in the text, or of the nearest part of it that stands there."""
    while where:
        if where in data_map.places:
            return data_map.places[where]
        where = where.rpartition(".")[0]
    return None


def with_silence_unknown(regime: str, matter: MapMatter) -> MapMatter:
    """The matter with what it is silent on not known, as far as the matter speaks of the thing at all."""
    stated = Facts(matter.facts)
    silent = [path for path in _unpresumed(regime) if stated.along(path[:-1]).stated and not stated.along(path).stated]
    return replace(matter, facts=reduce(lambda facts, path: with_value(facts, path, NOT_KNOWN), silent, matter.facts))


@cache
def _unpresumed(regime: str) -> tuple[KeyPath, ...]:
    """The facts that hold or not on whose silence a law presumes nothing."""
    return tuple(path for path in levers(regime) if not is_presumed(regime, path))


def is_presumed(regime: str, path: KeyPath) -> bool:
    """True where a law takes a fact, or what it is part of, for so while nobody says otherwise."""
    presumed = {tuple(name.split(".")) for presumption in law(regime).presumed for name in presumption.facts}
    named = tuple(step for step in path if isinstance(step, str))
    return any(named[:length] in presumed for length in range(1, len(named) + 1))


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
        # What reaches several of the places is of the same people: the largest share counts, not their sum.
        widest = {
            g: np.max([_NONE, *(self._shares.get((g, data, n), _NONE) for n, data in pairs)], 0) for g in self.groups
        }
        reached = [self.counts[g] * flow_share * widest[g] for g in self.groups]
        return PeopleCount(_sum(reached), self.where)

    def groups_at(self, node: str, data: str) -> frozenset[str]:
        """The groups some of whose people have these data at a node."""
        return frozenset(g for g in self.groups if (g, data, node) in self._shares)

    @cached_property
    def _flows(self) -> Mapping[str, Floats]:
        return {flow.id: self._number(f"share.{flow.id}", flow.share, "probability") for flow in self.data_map.flows}

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
        draws: Floats = drawn_values({address: of_estimate(estimate, kind, self.data_map)}, DRAWS, SEED)[0]
        return draws


def _sum(parts: Iterable[Floats]) -> Floats:
    total: Floats = np.sum([_NONE, *parts], axis=0)
    return total
