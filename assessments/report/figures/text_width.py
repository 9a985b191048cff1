"""Widths of texts in the typeface that ships: Graphviz does not know it, and boxes have to hold it."""

from __future__ import annotations

import math
from functools import cache
from unicodedata import east_asian_width

_WIDE, _OTHER = 1.0, 0.7


def width(text: str, size: float) -> float:
    """The width of a line of text at a size, in the unit of the size; letters of other scripts as wide as most are."""
    advances = _advances()
    return math.fsum(advances.get(ord(char)) or _unknown(char) for char in text) * size


def fitting(text: str, size: float, room: float) -> str:
    """A text cut to the room there is for it, in the unit of the size; what is cut ends in an ellipsis."""
    if width(text, size) <= room:
        return text
    shorter = (f"{text[:count]}…" for count in range(len(text) - 1, 0, -1))
    return next((cut for cut in shorter if width(cut, size) <= room), "…")


def _unknown(char: str) -> float:
    return _WIDE if east_asian_width(char) in "WF" else _OTHER


@cache
def _advances() -> dict[int, float]:
    """The width of each character that Inter has, in parts of its size."""
    from pathlib import Path

    import fontpkg_inter
    from fontTools.ttLib import TTFont

    path = next((Path(fontpkg_inter.__file__).parent / "files").rglob("*.ttf"))
    with TTFont(path, lazy=True) as font:
        units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
