"""Severity of exposed data for a person: levels 1 to 4 of sets of data, and what a person counts for at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data_maps.model import DataMap
from data_maps.names import group_of
from data_maps.vocabulary import CONTENT_TYPES, data_type, pairs

WORST = 4
LEVELS = (1, 2, 3, 4)
CONTENT_LEVEL = 3
WHEREABOUTS_TYPES = ("location", "contacts", "metadata")
A_YEAR = 1.0


def base_level(data_map: DataMap, data: str) -> int:
    """The level of a type of data by itself, 1 to 4; credentials inherit the highest of the others, at least 2."""
    own = data_type(data_map.data[data].type)
    if not own.inherits:
        return own.level
    others = (data_type(item.type) for item in data_map.data.values())
    return max([own.level, *(other.level for other in others if not other.inherits)])


def is_content(data_map: DataMap, data: str) -> bool:
    """True for content: text, images, video, audio, and all whose stated or base level is 3 or more."""
    item = data_map.data[data]
    return (
        item.type in CONTENT_TYPES
        or (base_level(data_map, data) if item.level is None else item.level) >= CONTENT_LEVEL
    )


def is_whereabouts(data_map: DataMap, data: str) -> bool:
    """True where people are, whom they know and what they do, that is no content: location, contacts, activity."""
    return data_map.data[data].type in WHEREABOUTS_TYPES and not is_content(data_map, data)


def level(data_map: DataMap, data: str, holding: str, group: str) -> int:
    """The level of a group's data held somewhere: raised by a year of history, and by one if the group is at risk."""
    item = data_map.data[data]
    own = item.level if item.level is not None else _by_history(data_map, data, holding)
    return min(WORST, own + ("at_risk" in data_map.users[group_of(group)].exposure))


def _by_history(data_map: DataMap, data: str, holding: str) -> int:
    system = data_map.systems.get(holding)
    years = 0.0 if system is None else system.keeps.get(data, 0.0)
    base = base_level(data_map, data)
    grown = data_type(data_map.data[data].type).kept_a_year
    return max(base, grown) if grown is not None and years >= A_YEAR else base


def joined(data_map: DataMap, data: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs among `data` whose joining reveals more than either alone."""
    by_type: dict[str, list[str]] = {}
    for d in data:
        by_type.setdefault(data_map.data[d].type, []).append(d)
    return tuple((a, b) for one, other in pairs() for a in by_type.get(one, ()) for b in by_type.get(other, ()))


def weights(ratio: float | None) -> Mapping[int, float]:
    """The weight of a person at each level: ratio ** (level - 4), or level / 4 where `ratio` is None (linear).

    >>> weights(4.0)
    {1: 0.015625, 2: 0.0625, 3: 0.25, 4: 1.0}
    """
    return {n: n / WORST if ratio is None else ratio ** (n - WORST) for n in LEVELS}
