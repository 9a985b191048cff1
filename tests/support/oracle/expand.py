"""The full map that five lines stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def expand(five_lines: Mapping[str, Any]) -> dict[str, Any]:
    """A full map: one group a country, one system at an unknown place run by the owner, one flow a group."""
    countries = list(five_lines["users"])
    owner = five_lines["owner"]
    party, state = as_id(owner["name"]), owner["jurisdiction"]
    groups = {f"users-{country.lower()}": country for country in countries}
    data = {as_id(term): term for term in five_lines["data"]}
    return {
        "as_of": five_lines["as_of"],
        "viewpoint": countries[0] if len(countries) == 1 else five_lines["viewpoint"],
        "app": {"name": five_lines["app"], "operator": party},
        "users": {g: {"in": country, "count": five_lines["users"][country]} for g, country in groups.items()},
        "data": data,
        "parties": {party: {"organised_in": state, "run_from": state}},
        "systems": {"service": {"operator": party, "in": "unknown", "keys": "unknown"}},
        "flows": [{"from": g, "to": "service", "data": list(data)} for g in groups],
    }


def as_id(name: str) -> str:
    """A name as an id."""
    return "-".join(name.lower().split())
