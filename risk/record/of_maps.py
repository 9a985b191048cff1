"""Record of a map: the one that ships, or what tables of a folder make of it, in one of its readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from data_maps.model import DataMap
from data_maps.problems import Place, Problem, shown
from data_maps.reading import CASE, CASES
from data_maps.reading import Reading as MapReading
from data_maps.uploads import TABLE
from risk.record.loading import Tables, record_of, shipped_record, tables_from, tables_in
from risk.record.record import Reading, Record

KEPT = 16
OWN = "record"
"""How problems name the folder of a record of which only the tables are known."""

Texts = tuple[tuple[str, str], ...]


def record_of_map(data_map: DataMap) -> Record:
    """The record whose rows a map's numbers are counted from.

    Raises ValueError where the map's own tables have mistakes, which `with_record` refuses.
    """
    return _read_as(data_map.own_tables, cast("Reading", data_map.record_reading))


@lru_cache(maxsize=KEPT)
def _read_as(tables: Texts, reading: Reading) -> Record:
    return (_own(tables) if tables else shipped_record()).read_as(reading)


@lru_cache(maxsize=KEPT)
def _own(tables: Texts) -> Record:
    loaded = record_of(dict(tables), OWN)
    if loaded.record is None:
        raise ValueError("\n".join(map(str, loaded.problems)))
    return loaded.record


def with_record(data_map: DataMap, folder: Path) -> DataMap | tuple[Problem, ...]:
    """The map with the tables of its folder as its own record, or every problem in them.

    A folder that is a link out of that of the map is not followed: what it leads to was never meant to be read.
    """
    named = data_map.record or folder.name
    beside = folder.parents[len(Path(named).parts) - 1]
    if not folder.resolve().is_relative_to(beside.resolve()):
        place = data_map.places.get("record", Place(named, 1, 1))
        hint = "put the tables into a folder beside the map"
        return (Problem(place, "record", f"{shown(named)} is a link out of the folder of the map", hint),)
    return _with_tables(data_map, tables_in(folder), folder.resolve().name)


def with_record_beside(reading: MapReading, name: str) -> MapReading:
    """A map that was read from a file, folder or case, with the tables of its own record, or every problem in them."""
    data_map = reading.data_map
    if data_map is None or data_map.record is None:
        return reading
    return _changed(reading, with_record(data_map, folder_of_record(name, data_map.record)))


def on_record(data_map: DataMap, folder: Path) -> DataMap | tuple[Problem, ...]:
    """The map on the record of a folder, whatever its own is, or every problem in the folder's tables."""
    changed = _with_tables(data_map, tables_in(folder), folder.resolve().name)
    if isinstance(changed, tuple):
        return changed
    return changed.model_copy(update={"other_record": changed.own_tables != data_map.own_tables})


def with_record_of(reading: MapReading, files: Mapping[str, bytes]) -> MapReading:
    """A map that was read, with the tables of its own record among its files, or every problem in them."""
    data_map = reading.data_map
    if data_map is None or data_map.record is None:
        return reading
    ends = {name: f"/{name}".rpartition("/") for name in files if name.endswith(TABLE)}
    own = {end[2]: files[name] for name, end in ends.items() if end[0].endswith(f"/{data_map.record}")}
    if not own:
        return reading
    folder = data_map.record.rpartition("/")[2]
    return _changed(reading, _with_tables(data_map, tables_from(dict(sorted(own.items())), folder), folder))


def _changed(reading: MapReading, changed: DataMap | tuple[Problem, ...]) -> MapReading:
    """A reading with another map, or with problems in the place of its map."""
    if isinstance(changed, tuple):
        return replace(reading, data_map=None, problems=changed)
    return replace(reading, data_map=changed)


def files_of_record(data_map: DataMap) -> dict[str, bytes]:
    """The tables of a map's own record as files beside it, by the names that `with_record_of` finds them under."""
    return {f"{data_map.record}/{name}": text.encode() for name, text in data_map.own_tables}


def folder_of_record(name: str, record: str) -> Path:
    """The folder that a map calls its record, beside a file, in a folder, or beside the cases for one that ships."""
    if name.startswith(CASE):
        return CASES / record
    path = Path(name)
    return (path if path.is_dir() else path.parent) / record


def _with_tables(data_map: DataMap, tables: Tables, folder: str) -> DataMap | tuple[Problem, ...]:
    problems = tables.problems or record_of(dict(tables.texts), folder).problems
    return problems or data_map.model_copy(update={"own_tables": tables.texts})


def with_reading_of_record(data_map: DataMap, reading: Reading) -> DataMap:
    """The map with its record read in another way."""
    return data_map.model_copy(update={"record_reading": reading})
