"""Levels of data, of data at a system, and of a set that somebody gets."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.oracle.model import BASES, CONTENT, KEPT_A_YEAR, PAIRS, ReadMap
from tests.support.oracle.outcomes import Outcomes
from tests.support.oracle.ways import Ways

LEVELS = (1, 2, 3, 4)
A_YEAR_IN_DAYS = 365.0
Exposed = Mapping[tuple[str, str], Ways]


def base_level(data_map: ReadMap, d: str) -> int:
    """The level of data by their type; of credentials, the highest of the others, at least 2."""
    if data_map.data[d].type != "credentials":
        return BASES[data_map.data[d].type]
    return max([2, *(BASES[other.type] for other in data_map.data.values() if other.type != "credentials")])


def stated_or_base_level(data_map: ReadMap, d: str) -> int:
    """The level the author gives, else that of the type."""
    stated = data_map.data[d].level
    return base_level(data_map, d) if stated is None else stated


def is_content(data_map: ReadMap, d: str) -> bool:
    """Data are content: by type, or by a level of 3 or more, stated or of the type."""
    return data_map.data[d].type in CONTENT or stated_or_base_level(data_map, d) >= 3


def level(data_map: ReadMap, d: str, s: str, g: str) -> int:
    """The level of data of a group at a system (or on a flow, where nothing is kept)."""
    found = stated_or_base_level(data_map, d)
    system = data_map.systems.get(s)
    if data_map.data[d].level is None and system is not None and system.keeps.get(d, 0.0) >= A_YEAR_IN_DAYS:
        found = KEPT_A_YEAR.get(data_map.data[d].type, found)
    return min(4, found + data_map.groups[g].at_risk)


def rows_by_level(data_map: ReadMap, g: str, exposed: Exposed, outcomes: Outcomes) -> list[int]:
    """The outcomes in which the set exposed of a group has level 1, 2, 3 and 4 or more."""
    rows = {place: outcomes.rows(ways) for place, ways in exposed.items()}
    of_level = [0] * 6
    for (d, s), true in rows.items():
        for lower in range(1, level(data_map, d, s, g) + 1):
            of_level[lower] |= true
    joined = 0
    for first, second in PAIRS:
        joined |= rows_of_types(data_map, rows, first) & rows_of_types(data_map, rows, second)
    return [of_level[1], *(of_level[n] | (joined & of_level[n - 1]) for n in LEVELS[1:])]


def rows_with_content(data_map: ReadMap, exposed: Exposed, outcomes: Outcomes) -> int:
    """The outcomes in which some content is in the set exposed of a group."""
    some = 0
    for (d, _), ways in exposed.items():
        if is_content(data_map, d):
            some |= outcomes.rows(ways)
    return some


def rows_with_contacts_joined(data_map: ReadMap, exposed: Exposed, outcomes: Outcomes) -> int:
    """The outcomes in which contacts are in the set exposed of a group together with location or content."""
    rows = {place: outcomes.rows(ways) for place, ways in exposed.items()}
    contacts = rows_of_types(data_map, rows, frozenset({"contacts"}))
    return contacts & rows_of_types(data_map, rows, CONTENT | {"location"})


def rows_of_types(data_map: ReadMap, rows: Mapping[tuple[str, str], int], types: frozenset[str]) -> int:
    """The outcomes in which some data of some types are in the set."""
    some = 0
    for (d, _), true in rows.items():
        if data_map.data[d].type in types:
            some |= true
    return some
