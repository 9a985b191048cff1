"""Schemas of the facts of laws: faults of a record, and questions for what it does not state."""

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
    loaded: Schema = json.loads((HERE / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def faults(regime: str, values: Any) -> tuple[Fault, ...]:
    """Faults of a record by the regime's schema."""
    return tuple(_faults(values, schema(regime), schema(regime), ()))


def three_valued(regime: str, path: Path) -> bool:
    """True where the fact at a path is one that holds, does not, or is not known."""
    return True in _part(regime, path).get("enum", ())


def words(regime: str, path: Path) -> tuple[str, ...]:
    """The words that a fact can have; none where it is a number, a text or three-valued."""
    allowed = _part(regime, path).get("enum", ())
    return () if True in allowed else tuple(word for word in allowed if isinstance(word, str) and word != "unknown")


@cache
def levers(regime: str) -> tuple[Path, ...]:
    """The paths of the three-valued facts of a regime, outside lists and parties; none that repeats its source."""
    return tuple(_levers(schema(regime), ()))


def _levers(node: Schema, path: Path) -> Iterator[Path]:
    for key, inner in node.get("properties", {}).items():
        if key.startswith("stated_"):
            continue
        if True in inner.get("enum", ()):
            yield (*path, key)
        else:
            yield from _levers(inner, (*path, key))


def _part(regime: str, path: Path) -> Schema:
    node = root = schema(regime)
    for step in path:
        node, root = _inner(node, root, step)
    return node


def question(regime: str, path: Path) -> str:
    """The question for the fact at a path, in the words of the schema."""
    node = _part(regime, path)
    text = re.sub(
        r"\s*(Three-valued:|An empty list |null = |ISO |List of ISO|Any of:|Values:).*", "", node.get("description", "")
    )
    return f"{'is this so' if three_valued(regime, path) else 'what is to be stated here'}? {text.strip()}"


def _inner(node: Schema, root: Schema, step: str | int) -> tuple[Schema, Schema]:
    node, root = _resolved(node, root)
    inner = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
    return inner, root


def _resolved(node: Schema, root: Schema) -> tuple[Schema, Schema]:
    """A part of a schema with its reference followed, and the document it is part of; null is no alternative."""
    if "oneOf" in node:
        return _resolved(next(alternative for alternative in node["oneOf"] if alternative != {"type": "null"}), root)
    reference = node.get("$ref")
    if reference is None:
        return node, root
    document, _, pointer = reference.partition("#")
    root = schema(document.removesuffix(".schema.json")) if document else root
    referenced: Any = root
    for step in pointer.strip("/").split("/") if pointer else ():
        referenced = referenced[step]
    return referenced, root


def _faults(value: Any, node: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    if value is None and {"type": "null"} in node.get("oneOf", ()):
        return
    node, root = _resolved(node, root)
    kinds = node.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if "enum" in node:
        yield from _word_faults(value, node["enum"], path)
    elif value is None and "null" in kinds:
        return
    elif kinds and not any(_is(value, kind) for kind in kinds):
        name, hint = next(_KINDS[kind] for kind in kinds if kind != "null")
        yield Fault(path, f"{shown(value) if value is not None else 'nothing'} is not {name}", hint)
    elif isinstance(value, Mapping):
        yield from _mapping_faults(value, node, root, path)
    elif isinstance(value, list):
        yield from _list_faults(value, node, root, path)
    else:
        yield from _scalar_faults(value, node, path)


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
    choices = tuple("null" if word is None else str(word).lower() if isinstance(word, bool) else word for word in words)
    several = "one of " + ", ".join(choices)
    yield Fault(path, f"{shown(value)} is none of the words for this", did_you_mean(str(value), choices, several))


def _mapping_faults(value: Mapping[str, Any], node: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    properties = node.get("properties", {})
    for key in node.get("required", ()):
        if key not in value:
            yield Fault((*path, key), "is missing", f"add {key}: …", on_key=True)
    for key, inner in value.items():
        if key in properties:
            yield from _faults(inner, properties[key], root, (*path, key))
        else:
            yield Fault((*path, key), "unknown key", did_you_mean(key, tuple(properties)), on_key=True)


def _list_faults(value: list[Any], node: Schema, root: Schema, path: Path) -> Iterator[Fault]:
    for index, item in enumerate(value):
        yield from _faults(item, node.get("items", {}), root, (*path, index))
        if node.get("uniqueItems") and item in value[:index]:
            yield Fault((*path, index), f"{shown(item)} is listed already", "keep one of them")


def _scalar_faults(value: Any, node: Schema, path: Path) -> Iterator[Fault]:
    pattern = node.get("pattern")
    if pattern == DAY and not _is_day(value):
        yield Fault(path, f"{shown(value)} is not a date", "write 2026-11-25")
    elif pattern and not re.search(pattern, value):
        yield Fault(path, f"{shown(value)} is not written as it should be", "write a two-letter code such as US or CN")
    if "minimum" in node and value < node["minimum"]:
        yield Fault(path, f"{shown(value)} is out of bounds", f"at least {node['minimum']}")
    if "maximum" in node and value > node["maximum"]:
        yield Fault(path, f"{shown(value)} is out of bounds", f"at most {node['maximum']}")


def _is_day(text: str) -> bool:
    try:
        return bool(re.search(DAY, text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False
