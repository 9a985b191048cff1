"""Paths of a portfolio: every map that files, folders and tables hold, and what is left aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assessments.portfolio.maps import PARTIES, WrittenMap
from assessments.portfolio.parties import Shared, shared_in
from assessments.portfolio.tables import rows_of
from data_maps.places import first_bytes
from data_maps.reading import CASE, map_files, why_unread

YAML = (".yaml", ".yml")
TABLES = (".csv", ".parquet", ".xlsx")
NO_MAPS = "name folders of maps, YAML files, or tables (.csv, .parquet, .xlsx)"


@dataclass
class Maps:
    """The maps that some paths name; `remarks` say what was left aside, `unusable` what could not be read at all."""

    maps: list[WrittenMap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def maps_in(paths: Iterable[str]) -> Maps:
    """All maps that some paths name: folders of maps and of folders of maps, files, tables, and shipped cases."""
    found = Maps()
    for path in paths:
        if path.startswith(CASE):
            _add_case(found, path)
        else:
            _add(found, Path(path))
    return found


def _add_case(found: Maps, name: str) -> None:
    try:
        _, files = map_files(name)
    except KeyError:
        found.unusable.append(f"{name}: there is no such case")
        return
    found.maps += [WrittenMap(name, text) for text in files.values()]


def _add(found: Maps, path: Path) -> None:
    try:
        if path.is_dir():
            _add_folder(found, path)
        elif path.suffix.lower() in TABLES:
            table = rows_of(path, shared_in(path.parent))
            found.maps += table.maps
            found.remarks += table.remarks
            found.unusable += table.unusable
        elif path.suffix.lower() in YAML or not path.exists():
            text, shared = first_bytes(path), shared_in(path.parent)
            found.maps.append(WrittenMap(str(path), text, shared.for_map(text)))
            found.unusable += shared.problems
        else:
            found.unusable.append(f"{path}: neither a map nor a table ({NO_MAPS})")
    except OSError as error:
        found.unusable.append(f"{path}: {why_unread(error)}")


def _add_folder(found: Maps, folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    inside = [file for file in files if file.suffix.lower() in YAML and file.name != PARTIES]
    others = [file for file in files if file.suffix.lower() not in YAML]
    shared: dict[Path, Shared] = {}
    for file in inside:
        if file.parent not in shared:
            shared[file.parent] = shared_in(file.parent, folder)
        text = first_bytes(file)
        found.maps.append(WrittenMap(str(file), text, shared[file.parent].for_map(text)))
    found.unusable += [problem for parties in shared.values() for problem in parties.problems]
    if not inside:
        found.unusable.append(f"{folder}: no map in this folder ({NO_MAPS})")
    elif others:
        names = ", ".join(file.name for file in others[:3]) + (", …" if len(others) > 3 else "")
        found.remarks.append(f"{folder}: {_counted(len(others), 'file')} left aside, which are no maps ({names})")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
