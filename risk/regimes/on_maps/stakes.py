"""Facts for the review of foreign investment: who from abroad holds or directs a US business."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.parties import Ownership
from risk.regimes.on_maps.apps import us
from risk.regimes.on_maps.deals import held
from risk.regimes.on_maps.matter import Matter, Said, matter
from risk.regimes.on_maps.parties import HELD, called, party
from risk.regimes.on_maps.people import Spread

CATEGORIES = {
    "health": "health",
    "text": "private_communications",
    "audio": "private_communications",
    "location": "geolocation",
    "biometric": "biometric_templates",
    "genetic": "genetic_test_results",
}


def investments(data_map: DataMap, day: date) -> Iterator[Matter]:
    """Each stake or control from abroad in a business in the United States that runs a system or the app."""
    operators = {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
    for line in data_map.ownership:
        owned, owner = data_map.parties[line.of], data_map.parties[line.owner]
        abroad = not {owner.organised_in, owner.run_from} <= us()
        if line.of in operators and owned.organised_in in us() and abroad:
            title = f"{called(data_map, line.owner)} in {called(data_map, line.of)}"
            yield matter(data_map, title, _stake(data_map, line))


def _stake(data_map: DataMap, line: Ownership) -> dict[str, Any]:
    told: set[str] = set()
    where = f"ownership.{line.owner}.{line.of}"
    share = line.share.best if line.share and line.via in HELD else None
    return {
        "us_business": {"party": party(data_map, line.of, told), "data": list(_data(data_map, line.of)) or None},
        "investment": {
            "investor": party(data_map, line.owner, told),
            "percent": Said(round(100 * share, 6), where) if share is not None else None,
        },
    }


def _data(data_map: DataMap, name: str) -> Iterator[dict[str, Any]]:
    """The listed categories of data in the business's systems, with the people they are of."""
    people = Spread(data_map, [group.place for group in data_map.users.values()])
    nodes = [key for key, system in data_map.systems.items() if system.operator == name]
    at = [(node, data) for node in nodes for data in held(data_map, node)]
    for category in dict.fromkeys(CATEGORIES.values()):
        own = [(node, data) for node, data in at if CATEGORIES.get(data_map.data[data].type) == category]
        if own:
            where = f"data.{own[0][1]}"
            yield {
                "category": Said(category, where),
                "peak_past_12_months": people.of(own),
                "identifiable": Said(True, where),
                "about": Said("customers", where),
            }
