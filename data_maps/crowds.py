"""Crowds: groups of a map with more people of a country than live there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from data_maps.countries import ROOM_TO_GROW, people_in
from data_maps.model import DataMap


@dataclass(frozen=True)
class Crowd:
    """Groups in a country with more people than live there, at their best values or at the top of a range."""

    state: str
    groups: tuple[str, ...]
    counted: float
    living: int


def crowds(data_map: DataMap) -> Iterator[Crowd]:
    """Countries in which groups of a map have more people than live there by far: accounts are not people."""
    by_state: dict[str, list[str]] = {}
    for group, users in data_map.users.items():
        by_state.setdefault(users.place, []).append(group)
    for state, groups in by_state.items():
        living = people_in(state, data_map.as_of)
        counted = math.fsum(_most_people(data_map, group) for group in groups)
        if living and counted > ROOM_TO_GROW * living:
            yield Crowd(state, tuple(groups), counted, living)


def _most_people(data_map: DataMap, group: str) -> float:
    """The people of a group at the top of its range, or its best value where it has none."""
    count = data_map.estimates.get(f"users.{group}.count", data_map.users[group].count)
    return max(data_map.people_in(group), count.high or 0.0)
