"""Texts of the map: its notes, and what people use the app for, each with the reason that the map gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from assessments.results.part import Part

if TYPE_CHECKING:
    from data_maps.changes import Option
    from data_maps.model import DataMap


class UsedFunction(Part):
    """A function that the app has for one group; the numbers on it stand in the ledger."""

    function: str = Field(description="The id of the function.")
    users: str = Field(description="The id of the group.")
    why: str | None = Field(default=None, description="The reason the map gives.")
    source: str | None = Field(default=None, description="The title of the source it names for it.")
    options: tuple[str, ...] = Field(description="The ids of the options under which it is lost in part.")


class MapTexts(Part):
    """What the map says in its author's words; data of the map, and no finding."""

    notes: str | None = Field(default=None, description="Its notes.")
    uses: tuple[UsedFunction, ...] = Field(description="What people use the app for, by function.")


def map_texts(data_map: DataMap) -> MapTexts:
    """The notes of a map, and the uses of its app."""
    used = [
        UsedFunction(
            function=function,
            users=group,
            why=reliance.why,
            source=data_map.sources[reliance.source].title if reliance.source else None,
            options=tuple(id_ for id_, option in data_map.options.items() if _loses(option, function)),
        )
        for group, people in data_map.users.items()
        for function, reliance in people.relies_on.items()
    ]
    order = list(data_map.functions)
    return MapTexts(notes=data_map.notes, uses=tuple(sorted(used, key=lambda use: order.index(use.function))))


def _loses(option: Option, function: str) -> bool:
    """Whether an option says that some of a function is lost under it."""
    return function in option.loses or function in option.leavers_lose
