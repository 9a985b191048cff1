"""Schema of the facts of a law: whether a record has its form, and how to ask for what it does not state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path as File
from typing import Any

from data_maps.problems import Fault, Path, did_you_mean, shown

HERE = File(__file__).parent / "facts"
DAY = r"^\d{4}-\d{2}-\d{2}$"
Schema = Mapping[str, Any]
_KINDS: dict[str, tuple[str, str]] = {
    "object": ("a mapping of keys to values", "write key: value"),
    "array": ("a list", "write [first, second]"),
    "string": ("text", "put it in quotes if it looks like a number"),
    "integer": ("a whole number", ""),
    "number": ("a number", ""),
    "boolean": ("true or false", ""),
}


@cache
def schema(name: str) -> Schema:
    """The JSON Schema of the facts of a regime, or of the party that all share."""
    found: Schema = json.loads((HERE / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def faults(regime: str, values: Any) -> tuple[Fault, ...]:
    """What in a record is not as the regime's schema says."""
    return tuple(_faults(values, schema(regime), schema(regime), ()))


def three_valued(regime: str, path: Path) -> bool:
    """Whether the fact at a path is one that holds, does not, or is not known."""
    return True in _part(regime, path).get("enum", ())


def words(regime: str, path: Path) -> tuple[str, ...]:
    """The words that a fact can have; none where it is a number, a text or three-valued."""
    allowed = _part(regime, path).get("enum", ())
    return () if True in allowed else tuple(word for word in allowed if isinstance(word, str) and word != "unknown")


@cache
def levers(regime: str) -> tuple[Path, ...]:
    """The paths of the three-valued facts of a regime, outside lists and parties; none that repeats its source."""
    return tuple(_levers(schema(regime), ()))


def _levers(part: Schema, path: Path) -> Iterator[Path]:
    for key, inner in part.get("properties", {}).items():
        if key.startswith("stated_"):
            continue
        if True in inner.get("enum", ()):
            yield (*path, key)
        else:
            yield from _levers(inner, (*path, key))


def _part(regime: str, path: Path) -> Schema:
    part = root = schema(regime)
    for step in path:
        part, root = _inner(part, root, step)
    return part


def question(regime: str, path: Path) -> str:
    """How to ask for the fact at a path, in the words of the schema."""
    part = _part(regime, path)
    text = re.sub(
        r"\s*(Three-valued:|An empty list |null = |ISO |List of ISO|Any of:|Values:).*", "", part.get("description", "")
    )
    return f"{'is this so' if three_valued(regime, path) else 'what is to be stated here'}? {text.strip()}"


def _inner(part: Schema, root: Schema, step: str | int) -> tuple[Schema, Schema]:
    part, root = _resolved(part, root)
    inner = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
    return inner, root


def _resolved(part: Schema, root: Schema) -> tuple[Schema, Schema]:
    """A part of a schema with its reference followed, and the document it is part of; null is no alternative."""
    if "oneOf" in part:
        return _resolved(next(each for each in part["oneOf"] if each != {"type": "null"}), root)
    reference = part.get("$ref")
    if reference is None:
        return part, root
    document, _, pointer = reference.partition("#")
    root = schema(document.removesuffix(".schema.json")) if document else root
    found: Any = root
    for step in pointer.strip("/").split("/") if pointer else ():
        found = found[step]
    return found, root


def _faults(value: Any, part: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    if value is None and {"type": "null"} in part.get("oneOf", ()):
        return
    part, root = _resolved(part, root)
    kinds = part.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if "enum" in part:
        yield from _word_faults(value, part["enum"], path)
    elif value is None and "null" in kinds:
        return
    elif kinds and not any(_is(value, kind) for kind in kinds):
        name, hint = next(_KINDS[kind] for kind in kinds if kind != "null")
        yield Fault(path, f"{shown(value) if value is not None else 'nothing'} is not {name}", hint)
    elif isinstance(value, Mapping):
        yield from _mapping_faults(value, part, root, path)
    elif isinstance(value, list):
        yield from _list_faults(value, part, root, path)
    else:
        yield from _scalar_faults(value, part, path)


def _is(value: Any, kind: str) -> bool:
    if kind == "object":
        return isinstance(value, Mapping)
    if kind == "array":
        return isinstance(value, list)
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return not isinstance(value, bool) and isinstance(value, int | float) and value == value // 1
    return kind == "number" and isinstance(value, int | float) and not isinstance(value, bool)


def _word_faults(value: Any, words: list[Any], path: Path) -> Iterator[Fault]:
    if any(value is word or (isinstance(word, str) and value == word) for word in words):
        return
    known = tuple("null" if word is None else str(word).lower() if isinstance(word, bool) else word for word in words)
    several = "one of " + ", ".join(known)
    yield Fault(path, f"{shown(value)} is none of the words for this", did_you_mean(str(value), known, several))


def _mapping_faults(value: Mapping[str, Any], part: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    known = part.get("properties", {})
    for key in part.get("required", ()):
        if key not in value:
            yield Fault((*path, key), "is missing", f"add {key}: …", on_key=True)
    for key, inner in value.items():
        if key in known:
            yield from _faults(inner, known[key], root, (*path, key))
        else:
            yield Fault((*path, key), "unknown key", did_you_mean(key, tuple(known)), on_key=True)


def _list_faults(value: list[Any], part: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    for index, item in enumerate(value):
        yield from _faults(item, part.get("items", {}), root, (*path, index))
        if part.get("uniqueItems") and item in value[:index]:
            yield Fault((*path, index), f"{shown(item)} is listed already", "keep one of them")


def _scalar_faults(value: Any, part: Schema, path: Path) -> Iterator[Fault]:
    pattern = part.get("pattern")
    if pattern == DAY and not _is_day(value):
        yield Fault(path, f"{shown(value)} is not a date", "write 2026-11-25")
    elif pattern and not re.search(pattern, value):
        yield Fault(path, f"{shown(value)} is not written as it should be", "write a two-letter code such as US or CN")
    if "minimum" in part and value < part["minimum"]:
        yield Fault(path, f"{shown(value)} is out of bounds", f"at least {part['minimum']}")
    if "maximum" in part and value > part["maximum"]:
        yield Fault(path, f"{shown(value)} is out of bounds", f"at most {part['maximum']}")


def _is_day(text: str) -> bool:
    try:
        return bool(re.search(DAY, text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False
