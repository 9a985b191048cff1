"""Which inputs, facts, laws and settings a result comes from, as one number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from data_maps.model import DataMap

ROOT = Path(__file__).parents[1]
FOLDERS = ("data_maps/vocabulary", "risk")


def fingerprint(assessment: Assessment) -> str:
    """SHA-256 over the map as read, the vocabulary, the catalogue, the laws and the settings."""
    parts = {"map": map_hash(assessment.data_map), "facts": facts_hash(), "settings": asdict(assessment.settings)}
    return _sha256(parts)


def map_hash(data_map: DataMap) -> str:
    """SHA-256 of a full map: of what it says, not of how it is written."""
    return _sha256(data_map.model_dump(exclude={"places"}))


@cache
def facts_hash() -> str:
    """SHA-256 of the data files that ship: vocabulary, catalogue and laws."""
    return _sha256({path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in _files()})


def _files() -> Iterator[str]:
    for folder in FOLDERS:
        yield from (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).rglob("*.yaml")))


def _sha256(value: Any) -> str:
    text = json.dumps(_ordered(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(value: Any) -> Any:
    """Plain values with sets in order, so that equal maps give equal texts."""
    if isinstance(value, Mapping):
        return {str(key): _ordered(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return [_ordered(part) for part in value] if isinstance(value, list | tuple) else value
