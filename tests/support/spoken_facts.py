"""Facts of which a record could speak: every fact of the schema in each thing that it mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from laws.facts import schema

Path = tuple[Any, ...]


def resolved(part: Mapping[str, Any], regime: str) -> Mapping[str, Any]:
    if "oneOf" in part:
        return resolved(part["oneOf"][0], regime)
    reference = part.get("$ref", "")
    if reference.startswith("#/$defs/"):
        return dict(schema(regime)["$defs"][reference.rpartition("/")[2]])
    return schema("party") if reference else part


def spoken(value: Any, part: Mapping[str, Any], regime: str, path: Path = ()) -> Iterator[tuple[Path, tuple[Any, ...]]]:
    """Each unstated fact that holds or not, or is one of some words, with its answers; parties stay as they are."""
    part = resolved(part, regime)
    if part.get("title") == "Party":
        return
    if "enum" in part and value is None:
        yield path, tuple(word for word in part["enum"] if word not in ("unknown", None))
    elif isinstance(value, list) and "items" in part:
        for index, inner in enumerate(value):
            yield from spoken(inner, part["items"], regime, (*path, index))
    elif isinstance(value, dict):
        for key, inner in part.get("properties", {}).items():
            if not key.startswith("stated_"):
                yield from spoken(value.get(key), inner, regime, (*path, key))
