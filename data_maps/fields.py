"""Fields of a map's models: their types by what an analyst writes, and the base class that reads short forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic_core import core_schema

from data_maps.checking import custom, raised
from data_maps.markers import DATA, AnyText, Calendar, Country, Folder, Id, Matching, Ref, Schema, TimeSpan
from data_maps.names import ID_PATTERN
from data_maps.problems import Fault, shown
from data_maps.quantities import GRADE_PATTERN, days_of, is_date, is_of_our_time


class Words(BaseModel):
    """Whatever an analyst writes: frozen, strict, with no key beyond the ones named.

    `short_for` names the key that a value without keys stands for; `short_keys` are keys that `expansion` writes out.
    """

    # Deferred, a model is built only where it is read by itself: most are read as parts of a whole map.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True)
    short_for: ClassVar[str | None] = None
    short_keys: ClassVar[Mapping[str, Any]] = {}

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:
        short = cls.short_for is not None and not isinstance(value, dict | BaseModel)
        return {cls.short_for: value} if short else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        full = handler(schema)
        if cls.short_for is None:
            return full
        resolved = handler.resolve_ref_schema(full)
        short = resolved["properties"][cls.short_for]
        resolved_copy = dict(resolved)
        resolved.clear()
        resolved.update(
            {"anyOf": [{key: value for key, value in short.items() if key not in ("default", "title")}, resolved_copy]}
        )
        return full


def _listed(value: Any) -> Any:
    """A tuple of what a list holds, or of the one thing that stands for a list."""
    if isinstance(value, list):
        if not value:
            raise custom(Fault((), "an empty list", "name at least one, or leave the key out"))
        return tuple(value)
    return value if isinstance(value, tuple) else (value,)


def _distinct(value: tuple[str, ...]) -> tuple[str, ...]:
    faults = [
        Fault((index,), f"{shown(item)} stands here twice", "once is enough")
        for index, item in enumerate(value)
        if item in value[:index]
    ]
    if faults:
        raise raised(faults, value)
    return value


def _all_of(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, tuple):
        return value
    raise custom(Fault((), f"{shown(value)} is not a list", "start each item with '- '"))


def _is_dated(text: str) -> bool:
    return is_date(text) and all(map(is_of_our_time, days_of(text)))


UNITS = {"m": 1.0, "metre": 1.0, "metres": 1.0, "meters": 1.0, "km": 1000.0, "ft": 0.3048, "feet": 0.3048}
DISTANCE = re.compile(rf"([0-9]+(?:\.[0-9]+)?) ?({'|'.join(UNITS)})")
FARTHEST = 2e7
"""Metres that two places on earth can be apart: half of its girth."""


def metres(text: str | None) -> float | None:
    """The number of metres in a text such as 10 m or 1.5 km; None for what is no number with a known unit.

    >>> metres("1.5 km"), metres("10 ft"), metres("10")
    (1500.0, 3.048, None)
    """
    match = DISTANCE.fullmatch(text or "")
    return round(float(match[1]) * UNITS[match[2]], 6) if match else None


def _is_precision(text: str) -> bool:
    """True of a distance that places on earth can be apart."""
    return 0.0 < (metres(text) or 0.0) <= FARTHEST


Text = Annotated[str, AnyText()]
IdText = Annotated[str, Id()]
Grade = Annotated[
    str,
    Matching(
        "a grade",
        "write two marks, A to F for the source and 1 to 6 for what it says: B2",
        GRADE_PATTERN.fullmatch,
        "^[A-F][1-6]$",
    ),
]
WebAddress = Annotated[
    str, Matching("an address", "write https://example.org/page", re.compile(r"https?://[^\s/]+(?:/\S*)?").fullmatch)
]
Precision = Annotated[
    str,
    Matching("a precision", "write 10 m or 2 km", _is_precision),
]
DateText = Annotated[
    str,
    Matching(
        "a date", "write 2026-11-25, 2026-11 or 2026, from 1950 on", _is_dated, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
    ),
]
FlowId = Annotated[
    str,
    Matching(
        "a flow's id",
        "lower-case letters, digits and hyphens, a letter first",
        lambda text: (
            all(ID_PATTERN.fullmatch(piece) and piece != "transit" for piece in text.split(".")) and text.count(".") < 2
        ),
    ),
]
FolderText = Annotated[str, Folder()]
Day = Annotated[date, Calendar()]
State = Annotated[str, Country()]
PlaceOrUnknown = Annotated[str, Country(unknown=True)]
Years = Annotated[float, TimeSpan()]
SomeYears = Annotated[float, TimeSpan(some=True)]
Retention = Annotated[float, TimeSpan(endless=True)]
Moment = Annotated[date | float, TimeSpan(or_day=True)]
GroupRef = Annotated[str, Ref("user group", ("groups",))]
DataRef = Annotated[str, DATA]
PartyRef = Annotated[str, Ref("party", ("parties",))]
OperatorRef = Annotated[str, Ref("party", ("parties",), ("unknown",))]
SystemRef = Annotated[str, Ref("system", ("systems",))]
StoreRef = Annotated[str, Ref("system", ("stores",))]
FlowEnd = Annotated[str, Ref("system or party", ("systems", "parties"))]
FlowStart = Annotated[str, Ref("user group, system or party", ("groups", "systems", "parties"))]
FlowRef = Annotated[str, Ref("flow", ("flows",))]
SourceRef = Annotated[str, Ref("source", ("sources",))]
FunctionRef = Annotated[str, Ref("function", ("functions",))]
ChannelRef = Annotated[str, Ref("channel", ("channels",))]
OptionRef = Annotated[str, Ref("option", ("options",))]
AgreementRef = Annotated[str, Ref("agreement", ("agreements",))]
LISTED = BeforeValidator(_listed)
ALL_OF = BeforeValidator(_all_of)
DataList = Annotated[tuple[DataRef, ...], LISTED, AfterValidator(_distinct)]
