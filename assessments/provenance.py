"""Fingerprint of a result: its inputs, facts, laws and settings as one number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from assessments.versions import fact_files
from risk.record.of_maps import record_of_map

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap


def fingerprint(run: Run) -> str:
    """SHA-256 over the map as read, the catalogue, the record, the rules and the settings."""
    parts = {
        "map": map_hash(run.data_map),
        "facts": facts_hash(),
        "record": record_of_map(run.data_map).fingerprint,
        "settings": asdict(run.settings),
    }
    return _sha256(parts)


def map_hash(data_map: DataMap) -> str:
    """SHA-256 of a full map: of what it says, not of how it is written, and of the tables of its own record."""
    own = {"tables": data_map.own_tables} if data_map.own_tables and not data_map.other_record else {}
    return _sha256(data_map.model_dump(exclude={"places"}) | own)


@cache
def facts_hash() -> str:
    """SHA-256 of the data files that ship: catalogue, record and rules."""
    return _sha256({name: hashlib.sha256(content).hexdigest() for name, content in fact_files().items()})


def _sha256(value: Any) -> str:
    text = json.dumps(_ordered(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(value: Any) -> Any:
    """Plain values with sets in order, so that equal maps give equal texts."""
    if isinstance(value, Mapping):
        return {str(key): _ordered(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return [_ordered(item) for item in value] if isinstance(value, list | tuple) else value
