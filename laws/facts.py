"""Facts that laws are asked about: what a record states and leaves open, its faults by the schema, and questions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from pathlib import Path as File
from typing import Any, TypeVarTuple

from data_maps.caching import cached_property
from data_maps.countries import CODES, country_hint
from data_maps.problems import MISSING, Fault, KeyPath, did_you_mean, path_text, shown
from data_maps.quantities import is_date
from laws.decision import NO, YES, Answer, opened
from laws.parameters import applied_day

NOT_KNOWN = "unknown"
MOST_REMEMBERED = 10_000

Others = TypeVarTuple("Others")
HERE = File(__file__).parent
DAY = r"^\d{4}-\d{2}-\d{2}$"
COUNTRY = "^[A-Z]{2}$"
WHOLE = 100
FactSchema = Mapping[str, Any]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: dict[str, tuple[Callable[[Any], bool], str, str]] = {
    "object": (lambda value: isinstance(value, Mapping), "a mapping of keys to values", "write key: value"),
    "array": (lambda value: isinstance(value, list), "a list", "write [first, second]"),
    "string": (lambda value: isinstance(value, str), "text", "put it in quotes if it looks like a number"),
    "integer": (lambda value: _is_number(value) and value == value // 1, "a whole number", ""),
    "number": (_is_number, "a number", ""),
    "boolean": (lambda value: isinstance(value, bool), "true or false", ""),
}
"""The test of a value of each kind in a schema, the kind in words, and a hint at how it is written."""


@dataclass(frozen=True)
class NamedParties:
    """The facts that the mentions of each named party of a record state together, by its name."""

    stated: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The parties as text, written once for a record."""
        return json.dumps(self.stated, default=repr)


@dataclass(frozen=True, slots=True)
class Facts:
    """One value of a record with the path that leads to it; null and absent are the same: not stated.

    Parties with one name are one party: what any mention of it states, each of them knows.
    """

    value: Any
    path: KeyPath = ()
    named: NamedParties = field(default_factory=NamedParties, repr=False)

    @property
    def text(self) -> tuple[str, str]:
        """The value with its place, and the named parties, as text: the same for the same facts."""
        return json.dumps([self.path, self.value], default=repr), self.named.text

    @property
    def stated(self) -> bool:
        """True where the record says anything here."""
        return self.value is not None

    def only(self, *keys: str) -> Facts:
        """The record with these keys alone."""
        return Facts({key: self.value[key] for key in keys if key in self.value}, self.path, self.named)

    def at(self, key: str | int) -> Facts:
        """The value under a key."""
        return self._inner(key, self._under(key))

    def _under(self, key: str | int) -> Any:
        """The value under a key as it is stated, without its place."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def along(self, path: KeyPath) -> Facts:
        """The value at the end of a path from here."""
        inner = self
        for step in path:
            listed = isinstance(step, int) and isinstance(inner.value, list)
            inner = inner._inner(step, inner.value[step]) if listed else inner.at(step)
        return inner

    def _inner(self, key: str | int, value: Any) -> Facts:
        if isinstance(value, dict) and value.get("name") in self.named.stated:
            own = {name: fact for name, fact in value.items() if fact is not None}
            value = {**self.named.stated[value["name"]], **own}
        return Facts(value, (*self.path, key), self.named)

    def items(self, key: str) -> tuple[Facts, ...]:
        """The items of a list; none where the list is not stated."""
        listed = self.at(key)
        return tuple(listed._inner(index, item) for index, item in enumerate(listed.value or ()))

    def word(self, key: str) -> str | None:
        """The word stated under a key, `unknown` included."""
        value = self._under(key)
        return value if isinstance(value, str) else None

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a list; none where it is not stated."""
        return tuple(self._under(key) or ())

    def number(self, key: str) -> float | None:
        """The number stated under a key."""
        value: float | None = self._under(key)
        return value

    def day(self, key: str) -> date | None:
        """The day stated under a key; None where none is stated."""
        stated = self.word(key)
        return date.fromisoformat(stated) if stated else None

    def true(self, key: str, absent: bool | None = False) -> Answer:
        """The answer of a three-valued fact.

        `unknown` is open; what is not stated is `absent` (None: open).
        """
        value = self._under(key)
        return self._answer(key, value, value is True, absent)

    def one_of(self, key: str, words: Collection[str], absent: bool | None = False) -> Answer:
        """Yes where the word stated is one of these."""
        value = self._under(key)
        return self._answer(key, value, value in words, absent)

    def any_of(self, key: str, words: Collection[str], absent: bool | None = False) -> Answer:
        """Yes where a list has one of these words; open where it has none of them and says that more is not known."""
        value = self._under(key)
        holds = not set(words).isdisjoint(value or ())
        return self._answer(key, NOT_KNOWN if not holds and NOT_KNOWN in (value or ()) else value, holds, absent)

    def over(self, key: str, bound: float, absent: bool | None = None) -> Answer:
        """Yes where a number is more than the bound."""
        value = self._under(key)
        return self._answer(key, value, (value or 0) > bound, absent)

    def reaches(self, key: str, bound: float, absent: bool | None = None) -> Answer:
        """Yes where a number is the bound or more."""
        value = self._under(key)
        return self._answer(key, value, (value or 0) >= bound, absent)

    def asked(self, key: str) -> Answer:
        """An open answer that this fact would settle."""
        return opened((*self.path, key))

    def _answer(self, key: str, value: Any, holds: bool, absent: bool | None) -> Answer:
        """Whether the fact under a key holds, if it is stated and known."""
        if value == NOT_KNOWN or (value is None and absent is None):
            return self.asked(key)
        if value is None:
            return YES if absent else NO
        return Answer(holds, path=(*self.path, key))


def remembered(test: Callable[[Facts, *Others], Answer]) -> Callable[[Facts, *Others], Answer]:
    """A test worked out once for facts that are described alike, for a day on which the law is applied.

    A fact of a deal that is turned over leaves its parties and data as they are. Whatever else is asked stands in a
    place of its own: a test takes nothing by name.
    """
    answers: dict[tuple[object, ...], Answer] = {}

    @wraps(test)
    def looked_up(facts: Facts, /, *others: *Others) -> Answer:
        key = facts.text, others, applied_day()
        if key not in answers:
            if len(answers) >= MOST_REMEMBERED:
                answers.clear()
            answers[key] = test(facts, *others)
        return answers[key]

    return looked_up


def record(values: Mapping[str, Any]) -> Facts:
    """A record of facts, read with its named parties joined."""
    named: dict[str, dict[str, Any]] = {}
    for party in _parties(values):
        merged = named.setdefault(party["name"], {})
        for key, value in party.items():
            if value is not None:
                merged.setdefault(key, value)
    return Facts(values, named=NamedParties(named))


def _parties(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("name"), str) and "kind" in value:
            yield value
        for inner in value.values():
            yield from _parties(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parties(inner)


def with_value(facts: Any, path: KeyPath, value: Any) -> Any:
    """Facts with another value at the end of a path; the facts themselves stay as they are."""
    if not path:
        return value
    step, *rest = path
    if isinstance(facts, list) and isinstance(step, int):
        return [with_value(inner, tuple(rest), value) if index == step else inner for index, inner in enumerate(facts)]
    mapping = facts if isinstance(facts, Mapping) else {}
    return {**mapping, step: with_value(mapping.get(step), tuple(rest), value)}


@cache
def schema(name: str) -> FactSchema:
    """The JSON Schema of the facts of a regime, or of the party that all share."""
    file = HERE / ("party.schema.json" if name == "party" else f"{name}/facts.schema.json")
    loaded: FactSchema = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def faults(regime: str, values: Any) -> tuple[Fault, ...]:
    """Faults of a record by the regime's schema."""
    return tuple(_faults(values, schema(regime), schema(regime), ()))


def contradictions(values: Any) -> tuple[Fault, ...]:
    """Facts of a record that cannot all be so: a party that is in two states, or of which more than all is held."""
    told: dict[str, tuple[KeyPath, Mapping[str, Any]]] = {}
    return tuple(_contradicted(values, (), told))


def _contradicted(value: Any, path: KeyPath, told: dict[str, tuple[KeyPath, Mapping[str, Any]]]) -> Iterator[Fault]:
    """The faults of a part of a record; `told` are the named parties before it, each with where it stands first."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _contradicted(item, (*path, index), told)
    elif isinstance(value, Mapping):
        if isinstance(name := value.get("name"), str) and "kind" in value:
            first, before = told.setdefault(name, (path, value))
            for key, fact in value.items():
                if isinstance(fact, str) and isinstance(before.get(key), str) and before[key] != fact:
                    said = f"{shown(fact)} here, and {shown(before[key])} at {path_text((*first, key))}"
                    yield Fault((*path, key), f"the party {shown(name)} is {said}", "keep one, or name it otherwise")
        owners = (owner for owner in value.get("owners") or () if isinstance(owner, Mapping))
        held = sum(float(owner["percent"]) for owner in owners if _is_number(owner.get("percent")))
        if round(held, 6) > WHOLE:
            yield Fault((*path, "owners"), f"the owners hold {held:g} % together, which is more than all", "check them")
        for key, inner in value.items():
            yield from _contradicted(inner, (*path, key), told)


def three_valued(regime: str, path: KeyPath) -> bool:
    """True where the fact at a path is one that holds, does not, or is not known."""
    return True in _subschema(regime, path).get("enum", ())


def words(regime: str, path: KeyPath) -> tuple[str, ...]:
    """The words that a fact can have; none where it is a number, a text or three-valued."""
    allowed = _subschema(regime, path).get("enum", ())
    return () if True in allowed else tuple(word for word in allowed if isinstance(word, str) and word != "unknown")


@cache
def levers(regime: str) -> tuple[KeyPath, ...]:
    """The paths of the three-valued facts of a regime, outside lists and parties; none that repeats its source."""
    return tuple(_levers(schema(regime), ()))


def _levers(node: FactSchema, path: KeyPath) -> Iterator[KeyPath]:
    for key, inner in node.get("properties", {}).items():
        if key.startswith("stated_"):
            continue
        if True in inner.get("enum", ()):
            yield (*path, key)
        else:
            yield from _levers(inner, (*path, key))


def _subschema(regime: str, path: KeyPath) -> FactSchema:
    node = root = schema(regime)
    for step in path:
        node, root = _inner(node, root, step)
    return node


def question(regime: str, path: KeyPath) -> str:
    """The question for the fact at a path, in the words of the schema."""
    node = _subschema(regime, path)
    text = re.sub(
        r"\s*(Three-valued:|An empty list |null = |ISO |List of ISO|Any of:|Values:).*", "", node.get("description", "")
    )
    return f"{'is this so' if three_valued(regime, path) else 'what is to be stated here'}? {text.strip()}"


def _inner(node: FactSchema, root: FactSchema, step: str | int) -> tuple[FactSchema, FactSchema]:
    node, root = _resolved(node, root)
    inner = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
    return inner, root


def _resolved(node: FactSchema, root: FactSchema) -> tuple[FactSchema, FactSchema]:
    """A part of a schema with its reference followed, and the document it is part of; null is no alternative."""
    if "oneOf" in node:
        return _resolved(next(alternative for alternative in node["oneOf"] if alternative != {"type": "null"}), root)
    reference = node.get("$ref")
    if reference is None:
        return node, root
    document, _, pointer = reference.partition("#")
    root = schema("party") if document else root
    referenced: Any = root
    for step in pointer.strip("/").split("/") if pointer else ():
        referenced = referenced[step]
    return referenced, root


def _faults(value: Any, node: FactSchema, root: FactSchema, path: KeyPath) -> Iterator[Fault]:
    if value is None and {"type": "null"} in node.get("oneOf", ()):
        return
    node, root = _resolved(node, root)
    kinds = node.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if "enum" in node:
        # In Python 1 == True, and here they are two answers: what is no text has to be the word itself.
        if not any(value is word or (isinstance(word, str) and value == word) for word in node["enum"]):
            spelt = {None: "null", True: "true", False: "false"}
            choices = tuple(spelt.get(word, word) for word in node["enum"])
            hint = did_you_mean(str(value), choices, "one of " + ", ".join(choices))
            yield Fault(path, f"{shown(value)} is none of the words for this", hint)
    elif value is None and "null" in kinds:
        return
    elif kinds and not any(_KINDS[kind][0](value) for kind in kinds if kind != "null"):
        _, name, how = next(_KINDS[kind] for kind in kinds if kind != "null")
        yield Fault(path, f"{shown(value) if value is not None else 'nothing'} is not {name}", how)
    elif isinstance(value, Mapping):
        properties = node.get("properties", {})
        for key in node.get("required", ()):
            if key not in value:
                yield Fault((*path, key), MISSING, f"add {key}: …", on_key=True)
        for key, inner in value.items():
            if key in properties:
                yield from _faults(inner, properties[key], root, (*path, key))
            else:
                yield Fault((*path, key), "unknown key", did_you_mean(key, tuple(properties)), on_key=True)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, node.get("items", {}), root, (*path, index))
            if node.get("uniqueItems") and item in value[:index]:
                yield Fault((*path, index), f"{shown(item)} is listed already", "keep one of them")
    else:
        pattern = node.get("pattern")
        if pattern == DAY and not is_date(value, whole=True):
            yield Fault(path, f"{shown(value)} is not a date", "write 2026-11-25")
        elif pattern and not re.search(pattern, value):
            how = "write a two-letter code such as US or CN"
            yield Fault(path, f"{shown(value)} is not written as it should be", how)
        elif pattern == COUNTRY and value not in CODES:
            yield Fault(path, f"{shown(value)} is the code of no country", country_hint(value) or "")
        if "minimum" in node and value < node["minimum"]:
            yield Fault(path, f"{shown(value)} is out of bounds", f"at least {node['minimum']}")
        if "maximum" in node and value > node["maximum"]:
            yield Fault(path, f"{shown(value)} is out of bounds", f"at most {node['maximum']}")
