"""Precision of places in metres, where a map writes it as 10 m or 1.5 km."""

from __future__ import annotations

import re

UNITS = {"m": 1.0, "metre": 1.0, "metres": 1.0, "meters": 1.0, "km": 1000.0, "ft": 0.3048, "feet": 0.3048}
WRITTEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)\s*")


def metres(text: str | None) -> float | None:
    """The number of metres; None for what is not a number with one of these units."""
    found = WRITTEN.fullmatch(text or "")
    if found is None or found[2] not in UNITS:
        return None
    return round(float(found[1]) * UNITS[found[2]], 6)
