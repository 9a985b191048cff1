"""Concentration: how many people over all apps one party or state could have the content of, nobody counted twice.

Who uses two apps is not known. People of different countries are different people; of one country all people of the
smaller app may be among those of the larger. So at least as many are within reach, in each simulation, as the largest
app has in each country, added up over countries (`persons`); at most as many as all apps have together (`at_most`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.portfolio.rows import KEPT
from assessments.results.part import Quantity
from assessments.results.portfolio import AppGroup, Concentration
from risk.uncertainty.propagation import ENDS, quantiles

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Shared = tuple[str, str, str]
"""Kind (state or party), id, and the state that a party is run from."""
NAMES = ("kind", "id", "name", "state", "place")
GROUPS = ("owner_state", "data", "laws")
MOST = 1_000
"""Parties and states that a result tells of, those with most people."""


@dataclass
class Overlap:
    """The people of some apps in each simulation: those of the largest in each country, and of all of them."""

    largest: dict[str, Floats] = field(default_factory=dict)
    together: Floats = field(default_factory=lambda: np.zeros(KEPT))
    apps: set[str] = field(default_factory=set)
    _of_app: dict[tuple[str, str], Floats] = field(default_factory=dict)

    def add(self, app: str, place: str, persons: Floats, *, several: bool = False) -> None:
        """Count the people of an app in a country, shape (simulations,); the same once where it has several maps."""
        self.largest[place] = np.maximum(self.largest.get(place, np.zeros(KEPT)), persons)
        before = self._of_app.get((app, place), np.zeros(KEPT)) if several else 0.0
        if several:
            self._of_app[app, place] = np.maximum(before, persons)
        self.together = self.together + (self._of_app[app, place] - before if several else persons)
        self.apps.add(app)

    @property
    def persons(self) -> Quantity:
        """How many different people these are at least."""
        return _known(sum(self.largest.values(), np.zeros(KEPT)))

    @property
    def at_most(self) -> Quantity:
        """How many they are at most, if nobody uses two of the apps."""
        return _known(self.together)


def _known(persons: Floats) -> Quantity:
    low, median, high = quantiles(persons, ENDS).tolist()
    return Quantity(median, float(persons.mean()), median, low, high)


@dataclass(frozen=True)
class SharedPeople:
    """The people within reach by party and state, and by group of apps."""

    shared: Mapping[Shared, Overlap]
    names: Mapping[Shared, str]
    groups: Mapping[tuple[str, str], Overlap]


def overlaps(parts: Mapping[str, Path], frame: pd.DataFrame) -> SharedPeople:
    """The people that apps of a ranked frame have in common, read part by part."""
    told = frame[["fingerprint", "app", "widest", *GROUPS]].assign(several=frame["app"].duplicated(keep=False))
    apps = {row["fingerprint"]: row for row in told.to_dict("records")}
    shared: dict[Shared, Overlap] = {}
    names: dict[Shared, str] = {}
    groups: dict[tuple[str, str], Overlap] = {}
    for fingerprint, one, persons in _reached({key: parts[key] for key in apps}):
        app = apps[fingerprint]
        key = (one["kind"], one["id"], one["state"])
        names[key] = one["name"] or one["id"]
        shared.setdefault(key, Overlap()).add(app["app"], one["place"], persons, several=app["several"])
        if one["kind"] == "state" and one["id"] == app["widest"]:
            for group in _groups_of(app):
                overlap = groups.setdefault(group, Overlap())
                overlap.add(app["app"], one["place"], persons, several=app["several"])
    return SharedPeople(shared, names, groups)


def _reached(parts: Mapping[str, Path]) -> Iterator[tuple[str, Mapping[str, str], Floats]]:
    """Who could have the content of whom, with the fingerprint of the map and the people in each simulation."""
    for file in sorted(set(parts.values())):
        table = pq.read_table(file, columns=["fingerprint", "reached"]).combine_chunks()
        lists = table["reached"].combine_chunks()
        fingerprints = table["fingerprint"].take(pc.list_parent_indices(lists)).to_pylist()
        rows = lists.flatten()
        persons = rows.field("persons").flatten().to_numpy().reshape(-1, KEPT)
        names = {name: [text or "" for text in rows.field(name).to_pylist()] for name in NAMES}
        for number, fingerprint in enumerate(fingerprints):
            if parts.get(fingerprint) == file:
                yield fingerprint, {name: names[name][number] for name in NAMES}, persons[number]


def _groups_of(app: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """The groups that an app is in: of its owner's state, of each type of data, and of each law that applies."""
    for group in GROUPS:
        values: Iterable[str] = [app[group]] if isinstance(app[group], str) else app[group]
        yield from ((group, str(value)) for value in values)


def concentration(counted: SharedPeople) -> tuple[Concentration, ...]:
    """The parties and states that could have the content of people of several apps, those with most people first."""
    rows = [
        Concentration(
            **{key[0]: key[1]},
            name=counted.names[key],
            run_from=key[2] or None,
            apps=len(overlap.apps),
            persons=overlap.persons,
            at_most=overlap.at_most,
        )
        for key, overlap in counted.shared.items()
        if len(overlap.apps) > 1
    ]
    return tuple(sorted(rows, key=lambda row: (-row.persons.middle, row.name))[:MOST])


def grouped(counted: SharedPeople) -> dict[str, tuple[AppGroup, ...]]:
    """The apps by owner's state, data, and law that applies: those with most people first."""
    rows: dict[str, list[AppGroup]] = {group: [] for group in GROUPS}
    for (group, value), overlap in counted.groups.items():
        rows[group].append(AppGroup(of=value, apps=len(overlap.apps), persons=overlap.persons, at_most=overlap.at_most))
    return {group: tuple(sorted(some, key=lambda row: (-row.persons.middle, row.of))) for group, some in rows.items()}
