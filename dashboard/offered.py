"""The map that the dashboard was started with: a case that ships, or a file or folder of this machine.

The environment carries it from the command to the pages, and with it the folder of a portfolio. An address can ask for
this map and for no other path.
"""

from __future__ import annotations

import os
from pathlib import Path

from data_maps.problems import Problem, shown
from data_maps.reading import CASE, read_path
from data_maps.uploads import files_at, read_files
from risk.record.loading import files_of_record, folder_of_record, with_record

FILE = "file:"
USUAL = CASE + "wechat-2020"
NO_PORTFOLIO = "This dashboard was started without a portfolio, so that it has no app of one."
OTHER_VERSION = "The portfolio was made by another version, or is damaged: run `datareach portfolio` again."
_VARIABLE, _PORTFOLIO = "DATAREACH_MAP", "DATAREACH_PORTFOLIO"


def offer(name_or_path: str) -> Problem | None:
    """Offer a map to every page of this process; the problem of one that cannot be read from this machine."""
    if not name_or_path.startswith(CASE):
        files = files_at(Path(name_or_path))
        if isinstance(files, Problem):
            return files
        name_or_path = str(Path(name_or_path).resolve())
    os.environ[_VARIABLE] = name_or_path
    return None


def name() -> str:
    """The name of the offered map in an address."""
    name_or_path = os.environ.get(_VARIABLE, USUAL)
    return name_or_path if name_or_path.startswith(CASE) else FILE + Path(name_or_path).name


def title() -> str:
    """The title of the offered map where people choose it; of a file, its name."""
    map_name = name()
    data_map = read_path(map_name).data_map if map_name.startswith(CASE) else None
    return data_map.title if data_map else map_name.removeprefix(FILE)


def contents() -> dict[str, bytes] | Problem | None:
    """The files of the offered map as they now are, by name; None where no file was offered."""
    name_or_path = os.environ.get(_VARIABLE, USUAL)
    return None if name_or_path.startswith(CASE) else with_tables(name_or_path, files_at(Path(name_or_path)))


def with_tables(name_or_path: str, files: dict[str, bytes] | Problem) -> dict[str, bytes] | Problem:
    """The files of a map with the tables of its own record, which lie in a folder beside it on this machine."""
    if isinstance(files, Problem):
        return files
    data_map = read_files(files, name_or_path).data_map
    if data_map is None or data_map.record is None:
        return files
    changed = with_record(data_map, folder_of_record(name_or_path, data_map.record))
    return changed[0] if isinstance(changed, tuple) else files | files_of_record(changed)


def offer_portfolio(folder: Path) -> str | None:
    """Offer the portfolio of a folder to every page of this process; why not, where there is no such folder."""
    if not folder.is_dir():
        return f"{folder}: no such folder (name the --out of datareach portfolio)"
    os.environ[_PORTFOLIO] = str(folder.resolve())
    return None


def portfolio() -> Path | None:
    """The folder of the offered portfolio; None where none was offered."""
    folder = os.environ.get(_PORTFOLIO)
    return Path(folder) if folder else None


def app(label: str) -> dict[str, bytes] | str:
    """The files of an app of the offered portfolio by its label; where there are none, why, in a sentence."""
    from assessments.portfolio.folder import OtherVersion, files_of

    folder = portfolio()
    if folder is None:
        return NO_PORTFOLIO
    try:
        return files_of(folder, label)
    except OtherVersion:
        return OTHER_VERSION
    except OSError:
        return f"The text of {shown(label)} is gone from the portfolio: run `datareach portfolio` again."
    except LookupError:
        return f"{shown(label)} is no app of the portfolio that this dashboard was started with."
