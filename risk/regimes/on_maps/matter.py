"""Matters of a law on a map: the facts about one thing that it is asked about, and where the map says each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from typing import Any

import numpy as np

from data_maps.model import DataMap
from data_maps.problems import Path, Place
from risk.arrays import Floats
from risk.regimes.decision import Finding
from risk.regimes.facts import NOT_KNOWN, Facts, with_value
from risk.regimes.parameters import law
from risk.regimes.schema import levers


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
    places: Mapping[Path, Place] = field(default_factory=dict)
    counts: Mapping[Path, Floats] = field(default_factory=dict)
    asks: Mapping[Path, str] = field(default_factory=dict)
    first: tuple[Path, ...] = ()
    leads: tuple[Path, ...] = ()
    beside: tuple[Finding, ...] = ()
    ranges: Mapping[Path, tuple[float, float]] = field(default_factory=dict)

    def place(self, path: Path | None) -> Place | None:
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
    asks: Mapping[Path, str] | None = None,
    first: tuple[Path, ...] = (),
) -> MapMatter:
    """A matter from a tree of facts; what is None, and what would be empty for that, is not stated."""
    leaves = dict(_leaves(tree, ()))
    places = {path: place for path, leaf in leaves.items() if (place := _place(data_map, leaf.where))}
    counts = {path: leaf.draws for path, leaf in leaves.items() if isinstance(leaf, PeopleCount)}
    ranges = {path: leaf.ends for path, leaf in leaves.items() if isinstance(leaf, MapRange)}
    return MapMatter(title, _plain(tree) or {}, places, counts, asks or {}, first, ranges=ranges)


def _leaves(tree: Any, path: Path) -> Iterator[tuple[Path, MapValue | PeopleCount]]:
    if isinstance(tree, MapValue | PeopleCount):
        yield path, tree
    elif isinstance(tree, Mapping):
        for key, inner in tree.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(tree, list):
        for index, inner in enumerate(tree):
            yield from _leaves(inner, (*path, index))


def _plain(tree: Any) -> Any:
    """The tree without what is not stated; a list keeps its items, so that paths stay what they are."""
    if isinstance(tree, PeopleCount):
        return tree.middle
    if isinstance(tree, MapValue):
        return tree.value
    if isinstance(tree, Mapping):
        return {key: plain for key, inner in tree.items() if (plain := _plain(inner)) is not None} or None
    return [_plain(inner) for inner in tree] if isinstance(tree, list) else tree


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
def _unpresumed(regime: str) -> tuple[Path, ...]:
    """The facts that hold or not on whose silence a law presumes nothing."""
    return tuple(path for path in levers(regime) if not is_presumed(regime, path))


def is_presumed(regime: str, path: Path) -> bool:
    """True where a law takes a fact, or what it is part of, for so while nobody says otherwise."""
    presumed = {tuple(name.split(".")) for presumption in law(regime).presumed for name in presumption.facts}
    named = tuple(step for step in path if isinstance(step, str))
    return any(named[:length] in presumed for length in range(1, len(named) + 1))
