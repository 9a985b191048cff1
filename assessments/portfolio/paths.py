"""Paths of a portfolio: every map that files, folders and tables hold, and what is left aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.portfolio.maps import PARTIES, ListedMap, Shared, WrittenMap, listed, shared_in
from assessments.portfolio.tables import TableOfApps, rows_of, rows_of_frame
from data_maps.places import first_bytes
from data_maps.reading import CASE, map_files, why_unread

if TYPE_CHECKING:
    import pandas as pd

    Source = str | WrittenMap | pd.DataFrame
YAML = (".yaml", ".yml")
TABLES = (".csv", ".parquet", ".xlsx")
NO_MAPS = "name folders of maps, YAML files, or tables (.csv, .parquet, .xlsx)"


@dataclass
class Maps:
    """The maps that some paths name; `remarks` say what was left aside, `unusable` what could not be read at all."""

    maps: list[ListedMap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def maps_in(paths: Iterable[Source]) -> Maps:
    """All maps that some paths name: folders of maps and of folders of maps, files, tables, and shipped cases.

    A map that is there already stands for itself, a table for its rows, which are counted from 0.
    """
    maps_read = Maps()
    for number, path in enumerate(paths, 1):
        if isinstance(path, WrittenMap):
            maps_read.maps.append(listed(partial(_itself, path)))
        elif not isinstance(path, str):
            _add_table(maps_read, rows_of_frame(path, f"table {number}", Shared(), 0))
        elif path.startswith(CASE):
            _add_case(maps_read, path)
        else:
            _add(maps_read, Path(path))
    return maps_read


def _add_table(into: Maps, table: TableOfApps) -> None:
    into.maps += table.maps
    into.remarks += table.remarks
    into.unusable += table.unusable


def _add_case(into: Maps, name: str) -> None:
    try:
        _, files = map_files(name)
    except KeyError:
        into.unusable.append(f"{name}: there is no such case")
        return
    into.maps += [listed(partial(WrittenMap, name, text)) for text in files.values()]


def _itself(written: WrittenMap) -> WrittenMap:
    return written


def _add(into: Maps, path: Path) -> None:
    try:
        if path.is_dir():
            _add_folder(into, path)
        elif path.suffix.lower() in TABLES:
            _add_table(into, rows_of(path, shared_in(path.parent)))
        elif path.suffix.lower() in YAML or not path.exists():
            first_bytes(path)
            shared = shared_in(path.parent)
            into.maps.append(listed(partial(_in_file, path, shared)))
            into.unusable += shared.problems
        else:
            into.unusable.append(f"{path}: neither a map nor a table ({NO_MAPS})")
    except OSError as error:
        into.unusable.append(f"{path}: {why_unread(error)}")


def _in_file(file: Path, shared: Shared) -> WrittenMap:
    """The map in a file as it is now."""
    try:
        text = first_bytes(file)
    except OSError as error:
        return WrittenMap(str(file), b"", unread=why_unread(error))
    return WrittenMap(str(file), text, shared.for_map(text))


def _add_folder(into: Maps, folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    inside = [file for file in files if file.suffix.lower() in YAML and file.name != PARTIES]
    others = [file for file in files if file.suffix.lower() not in YAML]
    shared: dict[Path, Shared] = {}
    for file in inside:
        if file.parent not in shared:
            shared[file.parent] = shared_in(file.parent, folder)
        into.maps.append(listed(partial(_in_file, file, shared[file.parent])))
    into.unusable += [problem for parties in shared.values() for problem in parties.problems]
    if not inside:
        into.unusable.append(f"{folder}: no map in this folder ({NO_MAPS})")
    elif others:
        names = ", ".join(file.name for file in others[:3]) + (", …" if len(others) > 3 else "")
        many = (
            f"{len(others)} files left aside, which are no maps" if others[1:] else "a file left aside, which is no map"
        )
        tables = "; name tables by themselves" if any(file.suffix.lower() in TABLES for file in others) else ""
        into.remarks.append(f"{folder}: {many} ({names}{tables})")
