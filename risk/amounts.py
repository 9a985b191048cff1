"""Amounts of data: how many items of a type a person leaves, by how often and for how long they are kept."""

from __future__ import annotations

from data_maps.model import DataMap

MONTHLY = {"yearly": 1.0 / 12.0, "monthly": 1.0, "weekly": 52.18 / 12.0, "daily": 365.25 / 12.0}
OFTEN = {"profile": "once", "public": "weekly", "device": "daily", "metadata": "daily", "contacts": "monthly", "location": "daily", "text": "daily", "image": "weekly", "video": "weekly", "audio": "weekly", "financial": "weekly", "identity": "once", "health": "monthly", "biometric": "once", "genetic": "once", "sensitive": "monthly", "credentials": "once"}


def amount(data_map: DataMap, data: str, months: float) -> float:
    """The items of a type of data that a person leaves where they are kept so many months; one of what is sent once."""
    often = OFTEN[data_map.data[data].type]
    return 1.0 if often == "once" else MONTHLY[often] * months
