"""Loading of a record: the rows that ship, a folder of tables in place of them or beside them, and that of a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from data_maps.model import DataMap
from data_maps.places import decoded, first_bytes
from data_maps.problems import Place, Problem, did_you_mean, shown
from data_maps.reading import CASE, CASES
from data_maps.reading import Reading as MapReading
from data_maps.uploads import TABLE
from risk.record.record import ReadingOfRecord, Record
from risk.record.rows import (
    AppleOrders,
    GoogleOrders,
    Inhabitants,
    LargeOrder,
    NotCounted,
    Operation,
    Row,
    RowsRead,
    Taking,
    table,
)
from risk.shipped import refuse, texts

TABLES: Mapping[str, type[Row]] = {
    "takings": Taking,
    "placed": Taking,
    "operations": Operation,
    "orders_google": GoogleOrders,
    "orders_apple": AppleOrders,
    "large_orders": LargeOrder,
    "inhabitants": Inhabitants,
    "not_counted": NotCounted,
}
BESIDE = "-more"
"""What the name of a file ends in whose rows stand beside ours: takings-more.csv."""

Rows = tuple[Row, ...]
OF_BACKTEST = "reach_orders"
KEPT = 16
OWN = "record"
"""How problems name the folder of a record of which only the tables are known."""

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Loaded:
    """A record, or every problem in its files."""

    record: Record | None
    problems: tuple[Problem, ...] = ()


@cache
def shipped_record() -> Record:
    """The record that ships, read once; raises BrokenData with every problem in it."""
    files = texts(f"record/{name}.csv" for name in TABLES)
    tables = {Path(file).stem: table(TABLES[Path(file).stem], text, file) for file, text in files.items()}
    refuse(_problems(tables))
    return _record(_rows(tables), _digests({Path(file).name: text for file, text in files.items()}))


@dataclass(frozen=True)
class Tables:
    """The names and texts of the tables of a folder, or every problem in reading them."""

    texts: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()


def record_in(folder: Path) -> Loaded:
    """The record that a folder makes of ours, or every problem in its tables.

    takings.csv in the folder stands in place of our takings. takings-more.csv stands beside them: its rows are added,
    and one with the key of a row of ours takes its place. So with every other table; those that the folder does not
    have are ours. Files that are no tables are not read. Problems name the folder by its last part alone.
    """
    tables = tables_in(folder)
    return Loaded(None, tables.problems) if tables.problems else record_of(dict(tables.texts), folder.resolve().name)


def tables_in(folder: Path) -> Tables:
    """The tables of a folder, in the order of their names."""
    name = folder.resolve().name
    try:
        contents = {path.name: first_bytes(path) for path in sorted(folder.iterdir()) if path.suffix == ".csv"}
    except OSError:
        hint = "name a folder of tables, such as takings.csv"
        return Tables((), (Problem(Place(name, 1, 1), "", "no folder whose tables can be read", hint),))
    return tables_from(contents, name)


def tables_from(contents: Mapping[str, bytes], folder: str) -> Tables:
    """The tables that some files hold (name of the file → bytes); `folder` is how problems name where they lie."""
    decoded_files = {file: decoded(content, f"{folder}/{file}") for file, content in contents.items()}
    unreadable = tuple(text for text in decoded_files.values() if isinstance(text, Problem))
    return Tables(tuple((file, text) for file, text in decoded_files.items() if isinstance(text, str)), unreadable)


def record_of(files: Mapping[str, str], folder: str) -> Loaded:
    """The record that tables (name of the file → text) make of ours, or every problem in them.

    `folder` is how problems name the tables' folder. No table at all is a problem, for it would change nothing.
    """
    if not files:
        hint = "such as takings.csv, or takings-more.csv for rows beside ours"
        return Loaded(None, (Problem(Place(folder, 1, 1), "", "no table in this folder", hint),))
    tables = {file: table(TABLES[_name(file)], text, f"{folder}/{file}") for file, text in files.items() if _name(file)}
    problems = (*_strangers(files, folder), *_problems(tables))
    return Loaded(None, problems) if problems else Loaded(_merged(_rows(tables), files))


def _name(file: str) -> str:
    """The table that a file is or adds to; empty for a file that is none."""
    name = file.removesuffix(".csv").removesuffix(BESIDE)
    return name if name in TABLES else ""


def _strangers(files: Mapping[str, str], folder: str) -> Iterator[Problem]:
    """The problem of each file that is no table of a record, nor one that the backtest alone reads."""
    expected = tuple(f"{name}.csv" for name in TABLES)
    for file in files:
        if not _name(file) and not file.startswith(OF_BACKTEST):
            hint = str(did_you_mean(file, expected, f"the tables are {', '.join(expected)}"))
            yield Problem(Place(f"{folder}/{file}", 1, 1), "", f"{shown(file)} is no table of a record", hint)


def _merged(own: Mapping[str, Rows], files: Mapping[str, str]) -> Record:
    """Our record with a user's tables (name of the file → rows) in place of ours or beside them."""
    ours = shipped_record()
    instead = {file.removesuffix(".csv"): rows for file, rows in own.items() if file.removesuffix(".csv") in TABLES}
    rows: dict[str, Rows] = {name: getattr(ours, name) for name in TABLES} | instead
    for file, more in own.items():
        if _name(file) != file.removesuffix(".csv"):
            rows[_name(file)] = merged_rows(rows[_name(file)], more)
    used = {file: digest for file, digest in ours.files.items() if file.removesuffix(".csv") not in instead}
    return _record(rows, used | _digests({f"own {file}": text for file, text in files.items()}))


def merged_rows(rows: Rows, more: Rows) -> Rows:
    """The rows with more of them added; one with the key of an earlier row stands in its place."""
    return tuple(({row.key: row for row in rows} | {row.key: row for row in more}).values())


def _record(rows: Mapping[str, Any], files: Mapping[str, str]) -> Record:
    return Record(**rows, files=files)


def _rows(tables: Mapping[str, RowsRead[Any]]) -> dict[str, Rows]:
    return {name: read.rows for name, read in tables.items()}


def _problems(tables: Mapping[str, RowsRead[Any]]) -> tuple[Problem, ...]:
    return tuple(problem for read in tables.values() for problem in read.problems)


def _digests(files: Mapping[str, str]) -> dict[str, str]:
    """The SHA-256 of each text, whatever ends its lines."""
    return {file: sha256("\n".join(text.splitlines()).encode()).hexdigest() for file, text in sorted(files.items())}


def record_of_map(data_map: DataMap) -> Record:
    """The record whose rows a map's numbers are counted from.

    Raises ValueError where the map's own tables have mistakes, which `with_record` refuses.
    """
    return _read_as(data_map.own_tables, cast("ReadingOfRecord", data_map.record_reading))


@lru_cache(maxsize=KEPT)
def _read_as(tables: Texts, reading: ReadingOfRecord) -> Record:
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


def with_reading_of_record(data_map: DataMap, reading: ReadingOfRecord) -> DataMap:
    """The map with its record read in another way."""
    return data_map.model_copy(update={"record_reading": reading})
