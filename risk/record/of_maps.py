"""Record of a map: the one that ships, or what tables of a folder make of it, in one of its readings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import cast

from data_maps.model import DataMap
from data_maps.problems import Problem
from risk.record.loading import record_of, shipped_record, tables_in
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
    """The map with the tables of a folder as its record, or every problem in them."""
    tables = tables_in(folder)
    problems = tables.problems or record_of(dict(tables.texts), folder.resolve().name).problems
    return problems or data_map.model_copy(update={"own_tables": tables.texts})


def with_reading_of_record(data_map: DataMap, reading: Reading) -> DataMap:
    """The map with its record read in another way."""
    return data_map.model_copy(update={"record_reading": reading})
