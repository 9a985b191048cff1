"""Orders on supply chains on a map: the sources that they name, and what bodies of the state buy and use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter
from laws.on_maps import OnMap
from laws.procurement import procured

SOURCES = {"acronis": r"\bacronis\b"}
PLAIN = {
    "source": "is any product or service of Acronis, or of an affiliate of it, in the app or its systems?",
    "other_order": "does another order, in the System for Award Management or the contract, name a supplier of it?",
    "agency": "for which part is it: the intelligence community, defense, another executive agency, or none?",
    "role": "is it provided to the agency, used in performing its contract, used elsewhere alone, or none of these?",
}


def articles(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """What a source that an order names provides, and what each body of the state buys or uses for the app."""
    return procured(data_map, day, SOURCES, "source", "provides")


ON_MAP = OnMap(
    articles,
    "no body of the United States, no users on whom the state relies, and no source that an order names is drawn",
    plain=PLAIN,
)
