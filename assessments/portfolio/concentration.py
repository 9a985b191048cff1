"""Concentration: how many people over all apps one party or state could have the content of, nobody counted twice.

Who uses two apps is not known. People of different countries are different people; of one country all people of the
smaller app may be among those of the larger. So at least as many are within reach, in each simulation, as the largest
app has in each country, added up over countries (`persons`); at most as many as all apps have together (`at_most`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from assessments.portfolio.folder import columns_in
from assessments.portfolio.rows import KEPT
from assessments.results.part import Quantity
from assessments.results.portfolio import AppGroup, Concentration
from risk.arrays import Floats
from risk.uncertainty.spreads import ENDS, quantiles

if TYPE_CHECKING:
    import pandas as pd

SharedKey = tuple[str, str, str]
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

    def add(self, apps: Sequence[Mapping[Any, Any]], place: str, persons: Floats) -> None:
        """Count the people of some apps in a country, shape (apps, simulations); once where one has several maps."""
        self.largest[place] = np.maximum(self.largest.get(place, np.zeros(KEPT)), persons.max(axis=0))
        self.apps.update(app["app"] for app in apps)
        alone = [not app["several"] for app in apps]
        self.together = self.together + persons[alone].sum(axis=0, dtype=np.float64)
        for app, of_app in zip(apps, persons, strict=True):
            if app["several"]:
                self._add_map(app["app"], place, of_app)

    def _add_map(self, app: str, place: str, persons: Floats) -> None:
        """Count what one of several maps of an app adds to the people of the others."""
        before = self._of_app.get((app, place), np.zeros(KEPT))
        self._of_app[app, place] = np.maximum(before, persons)
        self.together = self.together + (self._of_app[app, place] - before)

    @property
    def persons(self) -> Quantity:
        """The number of different people that these are at least."""
        return _with_interval(sum(self.largest.values(), np.zeros(KEPT)))

    @property
    def at_most(self) -> Quantity:
        """The number of people that these are at most, if nobody uses two of the apps."""
        return _with_interval(self.together)


def _with_interval(persons: Floats) -> Quantity:
    low, median, high = quantiles(persons, ENDS).tolist()
    return Quantity(median, float(persons.mean()), median, low, high)


class ReachedPeople(NamedTuple):
    """The app and country of people whose content somebody could have, and who that is, in the order of `NAMES`."""

    app: Mapping[Any, Any]
    kind: str
    id: str
    name: str
    state: str
    place: str


class SharedPeople:
    """The people within reach by party and state, and by group of apps."""

    def __init__(self) -> None:
        self.shared: dict[SharedKey, Overlap] = {}
        self.names: dict[SharedKey, str] = {}
        self.groups: dict[tuple[str, str], Overlap] = {}

    def add(self, reached: Sequence[ReachedPeople], persons: Floats) -> None:
        """Count the people of each, shape (reached, simulations), those of the same party, state or group together."""
        of_shared: dict[tuple[SharedKey, str], list[int]] = {}
        of_groups: dict[tuple[tuple[str, str], str], list[int]] = {}
        for number, party in enumerate(reached):
            key = (party.kind, party.id, party.state)
            self.names[key] = party.name or party.id
            of_shared.setdefault((key, party.place), []).append(number)
            if party.kind == "state" and party.id == party.app["widest"]:
                for group in _groups_of(party.app):
                    of_groups.setdefault((group, party.place), []).append(number)
        for (key, place), rows in of_shared.items():
            self.shared.setdefault(key, Overlap()).add([reached[row].app for row in rows], place, persons[rows])
        for (group, place), rows in of_groups.items():
            self.groups.setdefault(group, Overlap()).add([reached[row].app for row in rows], place, persons[rows])


def overlaps(parts: Mapping[str, Path], frame: pd.DataFrame) -> SharedPeople:
    """The people that apps of a ranked frame have in common, read part by part."""
    ranked = frame[["fingerprint", "app", "widest", *GROUPS]].assign(several=frame["app"].duplicated(keep=False))
    by_part: dict[Path, dict[str, Any]] = {}
    for app in ranked.to_dict("records"):
        by_part.setdefault(parts[app["fingerprint"]], {})[app["fingerprint"]] = app
    counted = SharedPeople()
    for file in sorted(by_part):
        counted.add(*_reached(file, by_part[file]))
    return counted


def _reached(file: Path, apps: Mapping[str, Any]) -> tuple[list[ReachedPeople], Floats]:
    """The states with the people whose content they could have by some apps of a part, in each simulation."""
    table = columns_in(file, "fingerprint", "reached")
    lists = table["reached"].combine_chunks()
    keys = table["fingerprint"].combine_chunks().take(pc.list_parent_indices(lists)).to_pylist()
    rows = lists.flatten()
    persons = rows.field("persons").flatten().to_numpy().reshape(-1, KEPT)
    names = zip(*([text or "" for text in rows.field(name).to_pylist()] for name in NAMES), strict=True)
    meant = [number for number, key in enumerate(keys) if key in apps]
    reached = [
        ReachedPeople(apps[key], *reach_of_app) for key, reach_of_app in zip(keys, names, strict=True) if key in apps
    ]
    return reached, persons[meant]


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
    return {
        group: tuple(sorted(rows_of_group, key=lambda row: (-row.persons.middle, row.of)))
        for group, rows_of_group in rows.items()
    }
