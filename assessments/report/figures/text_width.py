"""How wide is a text in the typeface that ships: Graphviz does not know it, and boxes have to hold it."""

from __future__ import annotations

import math
from unicodedata import east_asian_width

# Advances of the characters from space to tilde in Inter 4.0 Regular, in thousandths of its size.
_ADVANCES = (
    *(281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360),
    *(631, 407, 610, 618, 646, 593, 620, 566, 619, 620, 288, 302, 662, 662, 662, 511),
    *(966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903, 753, 765),
    *(639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456),
    *(323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600),
    *(612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426, 333, 426, 662),
)
_WIDE, _OTHER = 1000, 700


def width(text: str, size: float) -> float:
    """The width of a line of text at a size, in the unit of the size; letters of other scripts as wide as most are."""
    return math.fsum(_advance(char) for char in text) * size / 1000.0


def _advance(char: str) -> int:
    at = ord(char) - 32
    if 0 <= at < len(_ADVANCES):
        return _ADVANCES[at]
    return _WIDE if east_asian_width(char) in "WF" else _OTHER
