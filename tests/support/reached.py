"""Reach of maps in tests, at the best value of every number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from data_maps.reading import read
from risk.catalogue import catalogue
from risk.events import events
from risk.reach import CLASSES, Class, Reach, reach

CASES = Path(__file__).parents[2] / "data_maps" / "cases"
Written = dict[str, Any]
Persons = dict[tuple[str, Class], float]


def reach_of(written: Mapping[str, Any]) -> Reach | None:
    """The reach of a map, from plain mappings; None where the map has problems."""
    data_map = read(json.dumps(written, default=str), "test.yaml").data_map
    return None if data_map is None else reach(events(data_map, catalogue()))


def case_written(name: str) -> Written:
    """A case that ships, as plain mappings."""
    written: Written = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return written


def persons_of(written: Mapping[str, Any]) -> Persons:
    """The people within reach of each state, by class; of a map that has no problems."""
    found = reach_of(written)
    assert found is not None, written
    return {(x, c): float(found.at_best.persons(x, c)[0]) for x in found.states for c in CLASSES}
