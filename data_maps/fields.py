"""Fields of a map's models: types by what an analyst writes, numbers too; and claims, which name their source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import core_schema

from data_maps.addresses import NO_CATALOGUE, estimate_at, stated_address
from data_maps.checking import custom, raised
from data_maps.markers import (
    DATA,
    DEVICE,
    AnyText,
    Calendar,
    Checked,
    Country,
    FolderPath,
    Id,
    Matching,
    Ref,
    Schema,
    TimeSpan,
)
from data_maps.names import ID_PATTERN, Names
from data_maps.problems import Fault, shown
from data_maps.quantities import (
    ESTIMATE_KEYS,
    GRADE_PATTERN,
    MOST_ALIVE,
    Against,
    Agreed,
    Estimate,
    NotANumber,
    NumberKind,
    Persistence,
    days_of,
    estimate,
    is_date,
    is_of_our_time,
)
from data_maps.quantities.numerals import pointed

REST = "rest"
SIZES = ("low", "best", "high", "median", "at_least", "at_most")
FEW = 1_000
"""Below so many a count of people with a fraction is taken for a slip: 12.345 are twelve thousand in many countries."""


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


def _as_tuple(value: Any) -> Any:
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


MapText = Annotated[str, AnyText()]
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
FolderText = Annotated[str, FolderPath()]
Day = Annotated[date, Calendar()]
CountryCode = Annotated[str, Country()]
PlaceOrUnknown = Annotated[str, Country(words=("unknown",))]
SystemPlace = Annotated[str, Country(words=("unknown", DEVICE))]
Years = Annotated[float, TimeSpan()]
SomeYears = Annotated[float, TimeSpan(some=True)]
Retention = Annotated[float, TimeSpan(endless=True)]
DateOrYears = Annotated[date | float, TimeSpan(or_day=True)]
GroupRef = Annotated[str, Ref("user group", ("groups",))]
DataRef = Annotated[str, DATA]
PartyRef = Annotated[str, Ref("party", ("parties",))]
OperatorRef = Annotated[str, Ref("party", ("parties",), ("unknown", "users"))]
SystemRef = Annotated[str, Ref("system", ("systems",))]
StoreRef = Annotated[str, Ref("system", ("stores",))]
FlowEnd = Annotated[str, Ref("system or party", ("systems", "parties"))]
FlowStart = Annotated[str, Ref("user group, system or party", ("groups", "systems", "parties"))]
SubjectRef = Annotated[str, Ref("party, system or user group", ("parties", "systems", "groups"), ("owner",))]
FlowRef = Annotated[str, Ref("flow", ("flows",))]
SourceRef = Annotated[str, Ref("source", ("sources",))]
FunctionRef = Annotated[str, Ref("function", ("functions",))]
ChannelRef = Annotated[str, Ref("channel", ("channels",))]
OptionRef = Annotated[str, Ref("option", ("options",))]
AgreementRef = Annotated[str, Ref("agreement", ("agreements",))]
LISTED = BeforeValidator(_as_tuple)
ALL_OF = BeforeValidator(_all_of)
DataList = Annotated[tuple[DataRef, ...], LISTED, AfterValidator(_distinct)]


@dataclass(frozen=True)
class NumberField(Checked):
    """A quantity, range or mapping that stands for an estimate of one kind."""

    kind: NumberKind
    persists: Persistence | None = None
    needed: bool = False
    at_most: float | None = None

    @property
    def written_keys(self) -> Mapping[str, Any]:
        """The keys its mapping may have."""
        return {**dict.fromkeys(ESTIMATE_KEYS), "against": tuple[Against, ...], "agreed": Agreed}

    def read(self, value: Any, names: Names | None) -> Any:
        """The estimate; raises with all faults."""
        if isinstance(value, Estimate):
            return value
        try:
            number = estimate(value, self.kind, persists=self.persists, sources=names.sources if names else None)
        except NotANumber as error:
            raise raised(error.faults, value) from None
        if self.needed and number.form == "unknown":
            return Fault((), NO_CATALOGUE, "give a wide range, such as [1k, 1M]")
        return self._beyond(number) or self._in_two_ways(value) or number

    def _in_two_ways(self, value: Any) -> Fault | None:
        """A number of people or orders of which a point may mark thousands."""
        if self.at_most is None:
            return None
        sizes = [value.get(key) for key in SIZES] if isinstance(value, dict) else value
        numbers = (pointed(str(size)) for size in (sizes if isinstance(sizes, list) else [sizes]))
        if (number := next(filter(None, numbers), None)) is None:
            return None
        hint = f"write {number.replace('.', '_')} where the point is to mark thousands, else {float(number):g}"
        return Fault((), f"{number} can be read in two ways", hint)

    def _beyond(self, number: Estimate) -> Fault | None:
        """A number of people or orders of which there cannot be so many or less than one, or a part of one."""
        if self.at_most is None:
            return None
        if 0 < (number.best or 0.0) < 1:
            return Fault((), "less than one", "look at the unit")
        if number.form == "plain" and (number.best or 0.0) < FEW and (number.best or 0.0) % 1:
            return Fault((), f"{number.best:g} is no whole number", "write 12_345 where a point is to mark thousands")
        if number.largest <= self.at_most:
            return None
        return Fault((), f"more than {self.at_most:,.0f}, and nobody has as many", "look at the unit")

    def schema(self) -> Schema:
        """Every way of writing it."""
        return {"named": self.kind}


class PartOrRest(NumberField):
    """A part of all people, or `rest` for what the other parts leave."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The estimate, or the word."""
        return value if value == REST else super().read(value, names)

    def schema(self) -> Schema:
        """Every way of writing a part, and the word."""
        return {"anyOf": [{"const": REST}, super().schema()]}


class Addressed(Checked):
    """Estimates by their addresses."""

    def read(self, value: Any, names: Names | None) -> Any:
        """Each estimate as its address takes it; raises with all faults."""
        if not isinstance(value, dict):
            message = f"{shown(value)} is not a mapping of addresses to estimates"
            return Fault((), message, "write power.CN.tencent: 0.7")
        estimates: dict[str, Estimate] = {}
        faults: list[Fault] = []
        for text, written in value.items():
            try:
                estimates[text] = written if isinstance(written, Estimate) else self._estimate(text, written, names)
            except NotANumber as error:
                faults += [fault.under(text) for fault in error.faults]
        if faults:
            raise raised(faults, value)
        return estimates

    def _estimate(self, text: str, written: Any, names: Names | None) -> Estimate:
        named = stated_address(text, names or Names())
        if isinstance(named, Fault):
            raise NotANumber(named)
        return estimate_at(named, written, names.sources if names else None)

    def schema(self) -> Schema:
        """Addresses and quantities."""
        return {"named": "estimates"}


MOST_STAFF = 1e7
"""Three times as many as the largest employers have at all, a ministry of defence and an army."""

CountEstimate = Annotated[Estimate, NumberField("count", "count", needed=True, at_most=MOST_ALIVE)]
Amount = Annotated[Estimate, NumberField("count")]
ShareEstimate = Annotated[Estimate, NumberField("share")]
PersonShare = Annotated[Estimate, NumberField("share", "person")]
StateShare = Annotated[Estimate, NumberField("share", "state")]
ShareOrRest = Annotated[Estimate | Literal["rest"], PartOrRest("part", "count")]
Proportion = Annotated[Estimate, NumberField("proportion")]
Turnover = Annotated[Estimate, NumberField("turnover", "rate")]
Staff = Annotated[Estimate, NumberField("count", at_most=MOST_STAFF)]
PeopleEstimate = Annotated[Estimate, NumberField("count", at_most=MOST_ALIVE)]


class Claim(Words):
    """A statement that may name its source, its grade and its reason."""

    source: SourceRef | None = Field(default=None, description="The id of the source that says so")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )
    why: MapText | None = Field(default=None, description="The reason, in a sentence")


class Source(Words):
    """A document, register or person that claims may name; graded once.

    One that repeats what another says names it as its `origin`; a source of several origins is listed once for each.
    """

    title: MapText = Field(description="What it is called")
    publisher: MapText | None = Field(default=None, description="Who published it")
    date: DateText | None = Field(default=None, description="When: a day, a month or a year")
    url: WebAddress | None = Field(default=None, description="Where it can be read")
    accessed: DateText | None = Field(default=None, description="When it was read there: a day, a month or a year")
    origin: SourceRef | None = Field(default=None, description="The source that it has this from")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )
    graded_by: MapText | None = Field(default=None, description="Who gave it that grade")
