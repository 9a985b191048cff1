"""Maps for tests: of a text, random small ones, and one with more routes than are listed."""

from __future__ import annotations

import json
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from data_maps.model import DataMap
from data_maps.reading import case_path, read
from tests.support.oracle import maps

HARBOUR = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
"""
"""A map of one app, whose owner is run from another state."""
ALONE = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
"""
"""The same without an owner."""
TESTS = Path(__file__).parents[1]


def table(name: str) -> list[Any]:
    """The rows of a table of cases beside the tests: what is written, and what is to come of it."""
    text = (TESTS / f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[Any] = yaml.load(text, yaml.CSafeLoader)
    return rows


@cache
def every_key() -> str:
    """The text of the case that has every key of a map."""
    return case_path("every-key").read_text(encoding="utf-8")


def map_of(text: str) -> DataMap:
    """The map of a text that has no mistakes."""
    reading = read(text, "test.yaml")
    assert reading.data_map is not None, (reading.problems, text)
    return reading.data_map


@cache
def small_map(seed: int) -> DataMap:
    """A random map with so few uncertain conditions that all their outcomes can be gone through."""
    return map_of(small_text(seed))


@cache
def small_text(seed: int) -> str:
    """The text of that map: the next of the oracle's random maps that has no mistake."""
    texts = (json.dumps(maps.small_map(other), indent=1) for other in count(seed, 10_000))
    return next(text for text in texts if read(text, "test.yaml").data_map is not None)


@cache
def with_many_routes() -> DataMap:
    """A map with 35 ways in to one system that 35 foreign parties reach: 1,225 routes, more than are listed."""
    names = [str(n) for n in range(35)]
    written = {
        "app": {"name": "App", "operator": "firm"},
        "as_of": "2026-03-01",
        "viewpoint": "XA",
        "users": {"people": {"in": "XA", "count": 1_000_000}},
        "data": {"chats": "text"},
        "parties": {"firm": {"organised_in": "XA"}, **{f"p{n}": {"organised_in": "XB"} for n in names}},
        "systems": {s: {"operator": "firm", "in": "XA"} for s in ("last", *(f"s{n}" for n in names))},
        "flows": [
            {"from": start, "to": end, "data": "chats", "share": "50%"}
            for n in names
            for start, end in (("people", f"s{n}"), (f"s{n}", "last"))
        ],
        "access": [{"party": f"p{n}", "to": "last"} for n in names],
        "leave_out": [
            {"event": event, "why": "apart"}
            for event in ("state:XA/*", "*/covert/*", "*/placed/*", "*/targeted/*", "*/many/*", "criminals/*")
        ],
    }
    return map_of(json.dumps(written))
