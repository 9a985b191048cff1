"""Where do the words of lines stand in a diagram: on their line, clear of every box and of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

APART = 2.0
ALONG = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86)
STEPS = 16
CROSSED, OFF_MIDDLE = 1.0, 4.0


class Box(NamedTuple):
    """A rectangle, as its left, top, right and lower end."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two come nearer to each other than they should."""
        beside = self.left > other.right + APART or other.left > self.right + APART
        return not (beside or self.top > other.bottom + APART or other.top > self.bottom + APART)


class Words(NamedTuple):
    """What a line says, and how wide and high that is."""

    line: str
    width: float
    height: float


def along(curve: Sequence[float]) -> Points:
    """Points on a chain of cubic curves, shape (points, 2), from its numbers: a start and three points each."""
    import numpy as np

    ends = np.asarray(curve, dtype=np.float64).reshape(-1, 2)
    t = np.linspace(0.0, 1.0, STEPS)[:, None]
    parts = [
        (1 - t) ** 3 * ends[at]
        + 3 * (1 - t) ** 2 * t * ends[at + 1]
        + 3 * (1 - t) * t**2 * ends[at + 2]
        + t**3 * ends[at + 3]
        for at in range(0, len(ends) - 3, 3)
    ]
    return np.concatenate(parts) if parts else ends


def placed(lines: Mapping[str, Points], words: Sequence[Words], boxes: Sequence[Box]) -> dict[str, Box]:
    """A place for the words of each line, the first ones first; words that no place is left for have none.

    Of the places that are free, the one that the fewest other lines cross and that is nearest to the middle.
    """
    import numpy as np

    owners = [line for line, points in lines.items() for _ in points]
    everywhere = np.concatenate(list(lines.values())) if lines else np.zeros((0, 2))
    found: dict[str, Box] = {}
    for each in words:
        others = everywhere[np.array([owner != each.line for owner in owners], dtype=bool)]
        free = [
            (_cost(box, others, off), at, box)
            for at, (box, off) in enumerate(_places(lines[each.line], each))
            if not any(box.meets(other) for other in (*boxes, *found.values()))
        ]
        if free:
            found[each.line] = min(free)[2]
    return found


def _places(points: Points, words: Words) -> Iterator[tuple[Box, float]]:
    """Boxes of some words with their middle on a line, and how far from its middle each is, from 0 to 1."""
    import numpy as np

    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    for part in ALONG:
        x, y = (float(np.interp(part * lengths[-1], lengths, points[:, axis])) for axis in (0, 1))
        half, up = words.width / 2.0, words.height / 2.0
        yield Box(x - half, y - up, x + half, y + up), abs(part - 0.5)


def _cost(box: Box, others: Points, off: float) -> float:
    """How ill a place reads: how many points of other lines lie in it, and how far it is from the middle."""
    import numpy as np

    x, y = others[:, 0], others[:, 1]
    inside = (x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)
    return CROSSED * float(np.count_nonzero(inside)) + OFF_MIDDLE * off
