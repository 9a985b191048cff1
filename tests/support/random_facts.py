"""Random records in the form of a regime's schema, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from laws.facts import schema

COUNTRIES = ("CN", "US", "DE", "HK", "MO", "RU", "VE", "PR", "SG", "GB", "JP", "CA")
DAYS = ("2019-01-01", "2020-09-19", "2021-06-09", "2024-06-23", "2025-12-27")
COUNTS = (0, 1, 20, 49, 50, 100, 1000, 1001, 100_001, 1_000_001)


def random_facts(regime: str, seed: int) -> Any:
    """A record of a regime's facts, some of them not stated and some not known."""
    return _value(schema(regime), schema(regime), Random(f"{regime} {seed}"), 0)


def _value(part: Mapping[str, Any], root: Mapping[str, Any], chance: Random, depth: int) -> Any:
    if "oneOf" in part:
        return None if chance.random() < 0.3 else _value(part["oneOf"][0], root, chance, depth)
    if "$ref" in part:
        inside = part["$ref"].startswith("#/")
        return _value(root["$defs"]["data_item"] if inside else schema("party"), root, chance, depth)
    if "enum" in part:
        return chance.choice(part["enum"])
    kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
    if "null" in kinds and chance.random() < 0.15:
        return None
    return _plain(next(kind for kind in kinds if kind != "null"), part, root, chance, depth)


def _plain(kind: str, part: Mapping[str, Any], root: Mapping[str, Any], chance: Random, depth: int) -> Any:
    if kind == "object":
        stated = 0.5 if depth < 3 else 0.12
        keys = [key for key in part["properties"] if key in part.get("required", ()) or chance.random() < stated]
        return {key: _value(part["properties"][key], root, chance, depth + 1) for key in keys}
    if kind == "array":
        items = [_value(part["items"], root, chance, depth + 1) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
        return [item for index, item in enumerate(items) if item not in items[:index]] if depth < 6 else []
    if kind == "string":
        return chance.choice(DAYS if r"\d{4}" in part.get("pattern", "") else COUNTRIES)
    if kind == "boolean":
        return chance.random() < 0.5
    return max(part.get("minimum", 0), min(chance.choice(COUNTS), part.get("maximum", COUNTS[-1])))
