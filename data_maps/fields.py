"""Fields: how each kind of value in a map is read, and how an editor's schema describes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic_core import core_schema

from data_maps.address_forms import HOLDERS
from data_maps.addresses import address
from data_maps.checking import custom, raised
from data_maps.countries import CODES, meant
from data_maps.names import ID_PATTERN, RESERVED, Names
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities import (
    GRADE_PATTERN,
    NotANumber,
    duration,
    is_date,
)
from data_maps.vocabulary import Family, data_words, terms

Schema = dict[str, Any]
FOR_ALL = ""


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
            {"anyOf": [{key: part for key, part in short.items() if key not in ("default", "title")}, resolved_copy]}
        )
        return full


@dataclass(frozen=True)
class Checked:
    """A marker for Annotated.

    The value goes through `read(value, names)`, which returns what it stands for or raises or returns a Fault.
    """

    def read(self, value: Any, names: Names | None) -> Any:
        """What a written value stands for, or a Fault."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """What an editor is told about it."""
        return {"type": "string"}

    def _validated(self, value: Any, info: ValidationInfo) -> Any:
        stands_for = self.read(value, info.context)
        if isinstance(stands_for, Fault):
            raise custom(stands_for) if not stands_for.path else raised([stands_for], value)
        return stands_for

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self._validated)

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        return self.schema()


def _text(value: Any) -> str | Fault:
    """Text, or a whole number standing for its digits; a Fault otherwise."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    hint = "put it in quotes" if isinstance(value, float | bool) else ""
    return Fault((), f"{shown(value)} is not text", hint)


class AnyText(Checked):
    """Free text; whole numbers may stand unquoted."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The text itself."""
        return _text(value)

    def schema(self) -> Schema:
        """Text or a whole number."""
        return {"type": ["string", "integer"]}


@dataclass(frozen=True)
class Matching(Checked):
    """Text of one form."""

    name: str
    write: str
    fits: Callable[[str], Any]
    pattern: str | None = None

    def read(self, value: Any, names: Names | None) -> Any:
        """The text where it fits."""
        text = _text(value)
        if isinstance(text, Fault) or self.fits(text):
            return text
        return Fault((), f"{shown(value)} is not {self.name}", self.write)

    def schema(self) -> Schema:
        """The pattern, where there is one."""
        return {"type": ["string", "integer"], **({"pattern": self.pattern} if self.pattern else {})}


class Id(Checked):
    """An id the author chooses."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The id where it is one."""
        if value in RESERVED:
            return Fault(
                (), f"'{value}' has a meaning of its own here and cannot be an id", f"write {value}-1 or another word"
            )
        if isinstance(value, str) and ID_PATTERN.fullmatch(value):
            return value
        return Fault((), f"{shown(value)} is not an id", "lower-case letters, digits and hyphens, a letter first")

    def schema(self) -> Schema:
        """The pattern of ids."""
        return {"type": "string", "pattern": f"^(?!(?:{'|'.join(RESERVED)})$){ID_PATTERN.pattern}$"}


@dataclass(frozen=True)
class Ref(Checked):
    """The id of something else in the map, of one of the kinds named."""

    what: str
    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()

    def read(self, value: Any, names: Names | None) -> Any:
        """The id where the map has it; not looked up without names."""
        if not isinstance(value, str):
            return Fault((), f"{shown(value)} is not an id ({self.what})")
        if names is None:
            return value
        ids = names.known(*self.kinds, words=self.words)
        if value in ids:
            return value
        return Fault((), f"no {self.what} called {shown(value)}", did_you_mean(value, ids))

    def schema(self) -> Schema:
        """Any text; the special words are offered."""
        return {"anyOf": [{"enum": list(self.words)}, {"type": "string"}]} if self.words else {"type": "string"}


@dataclass(frozen=True)
class Country(Checked):
    """A country code, and `unknown` where that is an answer."""

    unknown: bool = False

    def read(self, value: Any, names: Names | None) -> Any:
        """The code where it is one."""
        if isinstance(value, str) and (value in CODES or (self.unknown and value == "unknown")):
            return value
        return Fault((), f"{shown(value)} is not a country code", meant(str(value)))

    def schema(self) -> Schema:
        """The codes."""
        return {"named": "Place" if self.unknown else "Country"}


class DataWord(Checked):
    """A word for a type of data, read as the vocabulary's term."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The term."""
        if isinstance(value, str) and value in data_words():
            return data_words()[value]
        return Fault(
            (),
            f"no data type called {shown(value)}",
            did_you_mean(str(value), data_words(), "datareach schema lists the types"),
        )

    def schema(self) -> Schema:
        """The words."""
        return {"named": "DataWord"}


@dataclass(frozen=True)
class TermOf(Checked):
    """A term of one family of the vocabulary."""

    family: Family
    what: str

    def read(self, value: Any, names: Names | None) -> Any:
        """The term where it is one."""
        family = terms(self.family)
        if isinstance(value, str) and value in family:
            return value
        return Fault(
            (), f"no {self.what} called {shown(value)}", did_you_mean(str(value), family, "one of " + ", ".join(family))
        )

    def schema(self) -> Schema:
        """The terms with what they mean."""
        return {
            "anyOf": [
                {"const": term, "title": entry.label, "description": entry.description}
                for term, entry in terms(self.family).items()
            ]
        }


class Calendar(Checked):
    """A day."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The day as a date."""
        if type(value) is date:
            return value
        if isinstance(value, str) and is_date(value, whole=True):
            return date.fromisoformat(value)
        return Fault((), f"{shown(value)} is not a date", "write 2026-11-25")

    def schema(self) -> Schema:
        """A date in ISO 8601."""
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True)
class Span(Checked):
    """A length of time in years; a day too where `or_day`, endless where `endless`."""

    or_day: bool = False
    endless: bool = False

    def read(self, value: Any, names: Names | None) -> Any:
        """Years, or the day as a date."""
        if isinstance(value, float) or (self.or_day and type(value) is date):
            return value
        if self.or_day and isinstance(value, str) and is_date(value, whole=True):
            return date.fromisoformat(value)
        try:
            years = duration(value)
        except NotANumber as error:
            return self._worded(error.faults[0])
        if years == float("inf") and not self.endless:
            return Fault((), f"{shown(value)} has no end", "write 5 days, 3 months or 2 years")
        return years

    def _worded(self, fault: Fault) -> Fault:
        if self.or_day:
            message = fault.message.replace("a length of time", "a date or a length of time")
            return Fault((), message, "write 2026-11-25 or 6 months")
        return fault if self.endless else Fault((), fault.message, "write 5 days, 3 months or 2 years")

    def schema(self) -> Schema:
        """A number with its unit."""
        forms = [
            r"[0-9][0-9_.]* ?(?:hour|day|week|month|year)s?",
            *(["until deleted"] if self.endless else []),
            *(["[0-9]{4}-[0-9]{2}-[0-9]{2}"] if self.or_day else []),
        ]
        return {"type": "string", "pattern": f"^(?:{'|'.join(forms)})$"}


class KeyHolders(Checked):
    """Who holds the keys: one holder for everything, or one for each data type, the operator where nothing is said.

    One holder for everything is kept under FOR_ALL until it is known which data flows bring.
    """

    _ref = Ref("key holder", ("parties",), HOLDERS)

    def read(self, value: Any, names: Names | None) -> Any:
        """The holders that are said."""
        if not isinstance(value, dict):
            holder = self._ref.read(value, names)
            return holder if isinstance(holder, Fault) else {FOR_ALL: holder}
        faults = list(self._faults(value, names))
        if faults:
            raise raised(faults, value)
        return value

    def _faults(self, value: dict[str, Any], names: Names | None) -> Iterator[Fault]:
        for key, part in value.items():
            data, holder = DATA.read(key, names), self._ref.read(part, names)
            if isinstance(data, Fault):
                yield Fault((key,), data.message, data.hint, on_key=True)
            if isinstance(holder, Fault):
                yield holder.under(key)

    def schema(self) -> Schema:
        """One holder or a mapping."""
        return {"anyOf": [self._ref.schema(), {"type": "object", "additionalProperties": self._ref.schema()}]}


class Folder(Checked):
    """A folder beside the map, by a path that does not lead out of the map's own."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The path where it stays beside the map."""
        text = _text(value)
        if isinstance(text, Fault):
            return text
        pieces = text.split("/")
        if all(FOLDER_PATTERN.fullmatch(piece) for piece in pieces):
            return text
        if text.startswith(("/", "~")) or ".." in pieces or "\\" in text or ":" in text:
            return Fault(
                (), f"{shown(value)} leads out of the folder of the map", "name a folder beside the map: my-rows"
            )
        return Fault((), f"{shown(value)} is not the name of a folder", "name a folder beside the map: my-rows")

    def schema(self) -> Schema:
        """Names joined by slashes."""
        return {"type": "string", "pattern": f"^{FOLDER_PATTERN.pattern}(?:/{FOLDER_PATTERN.pattern})*$"}


class About(Checked):
    """What a question is about: a part of the map (users.community) or an address."""

    sections: ClassVar[Mapping[str, str]] = {
        "users": "groups",
        "data": "data",
        "systems": "systems",
        "parties": "parties",
        "flows": "flows",
        "functions": "functions",
        "distribution": "channels",
        "options": "options",
        "sources": "sources",
        "agreements": "agreements",
        "readings": "readings",
    }

    def read(self, value: Any, names: Names | None) -> Any:
        """The path or address where it leads somewhere."""
        if not isinstance(value, str):
            message = f"{shown(value)} is not a part of the map or an address"
            return Fault((), message, "write users.community or power.CN.tencent")
        section, _, rest = value.partition(".")
        if names is None or (not rest and section in self.sections):
            return value
        if rest and section in self.sections:
            return self._named(value, section, rest, names.known(self.sections[section]))
        named = address(value, names)
        return Fault((), named.message, named.hint) if isinstance(named, Fault) else value

    def _named(self, value: str, section: str, rest: str, ids: tuple[str, ...]) -> str | Fault:
        pieces = rest.split(".", 3)
        if any(".".join(pieces[:count]) in ids for count in (1, 2)):
            return value
        return Fault((), f"{section} has nothing called {shown(rest)}", did_you_mean(rest, ids))


def _listed(value: Any) -> Any:
    """A tuple of what a list holds, or of the one thing that stands for a list."""
    if isinstance(value, list):
        if not value:
            raise custom(Fault((), "an empty list", "name at least one, or leave the key out"))
        return tuple(value)
    return value if isinstance(value, tuple) else (value,)


def _all_of(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, tuple):
        return value
    raise custom(Fault((), f"{shown(value)} is not a list", "start each item with '- '"))


FOLDER_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*")
DATA = Ref("data", ("data",))
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
DateText = Annotated[
    str, Matching("a date", "write 2026-11-25, 2026-11 or 2026", is_date, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
]
FlowId = Annotated[
    str,
    Matching(
        "a flow's id",
        "lower-case letters, digits and hyphens, a letter first",
        lambda text: (
            all(ID_PATTERN.fullmatch(part) and part != "transit" for part in text.split(".")) and text.count(".") < 2
        ),
    ),
]
FolderText = Annotated[str, Folder()]
Day = Annotated[date, Calendar()]
State = Annotated[str, Country()]
PlaceOrUnknown = Annotated[str, Country(unknown=True)]
Years = Annotated[float, Span()]
Retention = Annotated[float, Span(endless=True)]
Moment = Annotated[date | float, Span(or_day=True)]
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
