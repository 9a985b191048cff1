"""Markers of fields: how one written value of each kind is read, and how an editor's schema describes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import core_schema

from data_maps.address_forms import HOLDERS
from data_maps.addresses import address
from data_maps.checking import custom, raised
from data_maps.countries import CODES, country_hint
from data_maps.names import ID_PATTERN, RESERVED, Names
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities import OUR_TIME, NotANumber, duration, is_date, is_of_our_time
from data_maps.vocabulary import Family, data_words, terms

Schema = dict[str, Any]
FOR_ALL = ""
DEVICE = "device"
"""The place of what lies on people's own devices."""
LONGEST = 100.0  # years: nobody keeps, plans or looks ahead for longer
FOLDER_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*")


@dataclass(frozen=True)
class Checked:
    """A marker for Annotated.

    The value goes through `read(value, names)`, which returns what it stands for or raises or returns a Fault.
    """

    def read(self, value: Any, names: Names | None) -> Any:
        """The value that a written one stands for, or a Fault."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """The JSON Schema by which an editor checks it."""
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
        """The text itself where it says something."""
        text = _text(value)
        return text if isinstance(text, Fault) or text.strip() else Fault((), "blank text", "write it out")

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
        ids = names.known_names(*self.kinds, words=self.words)
        if value in ids:
            return value
        return Fault((), f"no {self.what} called {shown(value)}", did_you_mean(value, ids))

    def schema(self) -> Schema:
        """Any text; the special words are offered."""
        return {"anyOf": [{"enum": list(self.words)}, {"type": "string"}]} if self.words else {"type": "string"}


@dataclass(frozen=True)
class Country(Checked):
    """A country code, or one of the words that are an answer too."""

    words: tuple[str, ...] = ()

    def read(self, value: Any, names: Names | None) -> Any:
        """The code where it is one."""
        if isinstance(value, str) and (value in CODES or value in self.words):
            return value
        return Fault((), f"{shown(value)} is not a country code", country_hint(str(value)))

    def schema(self) -> Schema:
        """The codes."""
        place = {"named": "Place" if self.words else "Country"}
        return {"anyOf": [place, {"const": DEVICE}]} if DEVICE in self.words else place


class DataWord(Checked):
    """A word for a type of data, read as the vocabulary's term."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The term."""
        if isinstance(value, str) and value in data_words():
            return data_words()[value]
        message = f"no data type called {shown(value)}"
        return Fault((), message, did_you_mean(str(value), data_words(), "datareach schema lists the types"))

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
        if isinstance(value, str) and is_date(value, whole=True):
            value = date.fromisoformat(value)
        if type(value) is not date:
            return Fault((), f"{shown(value)} is not a date", "write 2026-11-25")
        return value if is_of_our_time(value) else Fault((), f"{value} is not of our time", OUR_TIME)

    def schema(self) -> Schema:
        """A date in ISO 8601."""
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True)
class TimeSpan(Checked):
    """A length of time in years; a day too where `or_day`, endless where `endless`, some time at least where `some`."""

    or_day: bool = False
    endless: bool = False
    some: bool = False

    def read(self, value: Any, names: Names | None) -> Any:
        """Years, or the day as a date."""
        if self.or_day and (type(value) is date or (isinstance(value, str) and is_date(value, whole=True))):
            return Calendar().read(value, names)
        try:
            years = value if isinstance(value, float) else duration(value)
        except NotANumber as error:
            fault = error.faults[0]
            if self.or_day:
                message = fault.message.replace("a length of time", "a date or a length of time")
                return Fault((), message, "write 2026-11-25 or 6 months")
            return fault if self.endless else Fault((), fault.message, "write 5 days, 3 months or 2 years")
        if not years >= 0.0:
            return Fault((), f"{shown(value)} is not a length of time", "write 5 days, 3 months or 2 years")
        if years == float("inf") and not self.endless:
            return Fault((), f"{shown(value)} has no end", "write 5 days, 3 months or 2 years")
        if self.some and years == 0.0:
            return Fault((), f"{shown(value)} is no time at all", "write 5 days, 3 months or 2 years")
        return years if years <= LONGEST or (self.endless and years == float("inf")) else self._too_long(value)

    def _too_long(self, value: Any) -> Fault:
        hint = "write until deleted" if self.endless else "write 5 days, 3 months or 2 years"
        return Fault((), f"{shown(value)} is longer than {LONGEST:g} years", hint)

    def schema(self) -> Schema:
        """A number with its unit."""
        forms = [
            r"[0-9][0-9_.]* ?(?:hour|day|week|month|year)s?",
            *(["until deleted"] if self.endless else []),
            *(["[0-9]{4}-[0-9]{2}-[0-9]{2}"] if self.or_day else []),
        ]
        return {"type": "string", "pattern": f"^(?:{'|'.join(forms)})$"}


DATA = Ref("data", ("data",))


class KeyHolders(Checked):
    """Holders of the keys: one for everything, or one for each data type, the operator where nothing is said.

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
        for key, written in value.items():
            data, holder = DATA.read(key, names), self._ref.read(written, names)
            if isinstance(data, Fault):
                yield Fault((key,), data.message, data.hint, on_key=True)
            if isinstance(holder, Fault):
                yield holder.under(key)

    def schema(self) -> Schema:
        """One holder or a mapping."""
        return {"anyOf": [self._ref.schema(), {"type": "object", "additionalProperties": self._ref.schema()}]}


class FolderPath(Checked):
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


class QuestionSubject(Checked):
    """The subject of a question: a part of the map (users.community) or an address."""

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
            ids = names.known_names(self.sections[section])
            pieces = rest.split(".", 3)
            if any(".".join(pieces[:count]) in ids for count in (1, 2)):
                return value
            return Fault((), f"{section} has nothing called {shown(rest)}", did_you_mean(rest, ids))
        named = address(value, names)
        return Fault((), named.message, named.hint) if isinstance(named, Fault) else value
