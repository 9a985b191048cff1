"""The map that whoever started the dashboard named: a case that ships, or a file or folder of this machine.

The environment carries it from the command to the pages. An address can ask for this map and for no other path.
"""

from __future__ import annotations

import os
from pathlib import Path

from data_maps.problems import Problem
from data_maps.reading import CASE, read_path
from data_maps.uploads import files_at

FILE = "file:"
USUAL = CASE + "wechat-2020"
_VARIABLE = "DATAREACH_MAP"


def offer(said: str) -> Problem | None:
    """Offer a map to every page of this process; the problem of one that cannot be read from this machine."""
    if not said.startswith(CASE):
        found = files_at(Path(said))
        if isinstance(found, Problem):
            return found
        said = str(Path(said).resolve())
    os.environ[_VARIABLE] = said
    return None


def name() -> str:
    """What the offered map is called in an address."""
    said = os.environ.get(_VARIABLE, USUAL)
    return said if said.startswith(CASE) else FILE + Path(said).name


def title() -> str:
    """What the offered map is called where people choose it: one that ships by its title, a file by its name."""
    offered = name()
    data_map = read_path(offered).data_map if offered.startswith(CASE) else None
    return data_map.title if data_map else offered.removeprefix(FILE)


def contents() -> dict[str, bytes] | Problem | None:
    """The files of the offered map as they now are, by name; None where no file was offered."""
    said = os.environ.get(_VARIABLE, USUAL)
    return None if said.startswith(CASE) else files_at(Path(said))
