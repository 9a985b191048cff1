"""Places for the words of lines in a diagram: in a gap of their line or beside it, clear of all that is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Which = NDArray[np.bool_]

CLEAR, GAP, NEAR = 1.0, 2.5, 3.0
ALONG, STEPS, FINE = 25, 48, 400
OFF_MIDDLE, CROWDED, ASIDE = 1.0, 2.0, 0.3
MOST_OPEN = 0.6
BESIDE = ((0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1), (1, 0), (-1, 0))
SIDES = (*BESIDE, (0, 0))


class Box(NamedTuple):
    """A rectangle, as its left, top, right and lower end."""

    left: float
    top: float
    right: float
    bottom: float


class Label(NamedTuple):
    """The words of a line, with their width and height."""

    line: str
    width: float
    height: float


class DrawnLine(NamedTuple):
    """A drawn line: the numbers of a chain of cubic curves, a start and three points each, and how thick it is."""

    curve: Sequence[float]
    thick: float


class Placed(NamedTuple):
    """The place of some words, and the curves left of their line: one, or two where they stand in a gap."""

    box: Box
    curves: tuple[Sequence[float], ...]


def placed(lines: Mapping[str, DrawnLine], words: Sequence[Label], boxes: Sequence[Box]) -> dict[str, Placed]:
    """A place for the words of each line, the first ones first; words that no place is left for have none.

    Of the free places, one near the middle of its line with little drawn around it; one in a gap rather than beside it.
    """
    import numpy as np

    sheet = _Sheet.of(lines, boxes)
    labels: dict[str, Placed] = {}
    for label in words:
        line = lines[label.line]
        places, ill, in_gap = _places(line, label)
        free = np.isfinite(ill) & sheet.holds(places) & (in_gap | (sheet.drawn(places, CLEAR) == 0))
        free[free] = sheet.is_alone(places[free], label.line)
        left, top, right, bottom = (side[:, None] for side in places.T)
        others = np.array([other.box for other in labels.values()], dtype=np.float64).reshape(-1, 4).T
        beside = (left > others[2] + GAP) | (others[0] > right + GAP)
        free &= np.asarray((beside | (top > others[3] + GAP) | (others[1] > bottom + GAP)).all(axis=1))
        if free.any():
            best = int(np.argmin(np.where(free, ill + CROWDED * sheet.crowd(places), np.inf)))
            box = Box(*places[best].tolist())
            labels[label.line] = Placed(box, _outside_box(line.curve, box) if in_gap[best] else (line.curve,))
    return labels


def _places(line: DrawnLine, words: Label) -> tuple[Points, Points, Which]:
    """Boxes of some words along a line, shape (places, 4), how ill each reads, and which stand in a gap of it."""
    import numpy as np

    points, lengths = _measured(line.curve)
    parts = np.linspace(0.0, 1.0, ALONG + 2)[1:-1]
    on = np.stack([np.interp(parts * lengths[-1], lengths, points[:, axis]) for axis in (0, 1)], axis=1)
    half = np.array([words.width, words.height]) / 2.0
    away = np.array(SIDES) * (half + GAP + line.thick / 2.0)
    middles = (on[:, None, :] + away).reshape(-1, 2)
    in_gap = np.tile(~np.array(SIDES).any(axis=1), ALONG)
    ill = OFF_MIDDLE * np.repeat(np.abs(parts - 0.5), len(SIDES)) + ASIDE * ~in_gap
    with np.errstate(divide="ignore"):
        gaps = np.min([words.width, words.height] / np.abs(_directions(on)), axis=1)
    ill[in_gap & np.repeat(gaps > MOST_OPEN * lengths[-1], len(SIDES))] = np.inf
    return np.concatenate([middles - half, middles + half], axis=1), ill, in_gap


def _directions(points: Points) -> Points:
    """The directions of a line at points on it, as vectors one long."""
    import numpy as np

    steps = np.gradient(points, axis=0)
    return np.asarray(steps / np.maximum(np.hypot(*steps.T), 1e-9)[:, None])


def _measured(curve: Sequence[float], steps: int = STEPS) -> tuple[Points, Points]:
    """Points on a chain of curves, shape (points, 2), and how far along it each lies."""
    import numpy as np

    ends = np.asarray(curve, dtype=np.float64).reshape(-1, 2)
    t = np.linspace(0.0, 1.0, steps)[:, None]
    parts = [
        (1 - t) ** 3 * ends[first]
        + 3 * (1 - t) ** 2 * t * ends[first + 1]
        + 3 * (1 - t) * t**2 * ends[first + 2]
        + t**3 * ends[first + 3]
        for first in range(0, len(ends) - 3, 3)
    ]
    points = np.concatenate(parts)
    return points, np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])


def _outside_box(curve: Sequence[float], box: Box) -> tuple[Sequence[float], ...]:
    """The rest of a chain of curves outside a box and a little room around it."""
    import numpy as np

    points, _ = _measured(curve, FINE)
    x, y = points.T
    inside = (x > box.left - GAP) & (x < box.right + GAP) & (y > box.top - GAP) & (y < box.bottom + GAP)
    first, last = np.flatnonzero(inside)[[0, -1]]
    return _piece_of_chain(curve, 0, first), _piece_of_chain(curve, last, len(points) - 1)


def _piece_of_chain(curve: Sequence[float], first: int, last: int) -> list[float]:
    """A chain of curves from one of its finely measured points to another."""
    import numpy as np

    ends = np.asarray(curve, dtype=np.float64).reshape(-1, 2)
    pieces = []
    for curve_number in range(first // FINE, last // FINE + 1):
        since, until = (np.clip((place - curve_number * FINE) / (FINE - 1), 0.0, 1.0) for place in (first, last))
        pieces.append(_between(ends[3 * curve_number : 3 * curve_number + 4], float(since), float(until)))
    return list(map(float, np.concatenate([pieces[0][:1], *(piece[1:] for piece in pieces)]).ravel()))


def _between(ends: Points, since: float, until: float) -> Points:
    """One cubic curve between two of its parameters, from 0 to 1, by de Casteljau's construction."""
    import numpy as np

    def blossom(*at: float) -> Points:
        left = ends
        for t in at:
            left = (1.0 - t) * left[:-1] + t * left[1:]
        return np.asarray(left[0])

    return np.asarray([blossom(*(until if n < k else since for n in range(3))) for k in range(4)])


@dataclass(frozen=True)
class _Sheet:
    """The amount drawn at each place, in squares of one point.

    `sums[y, x]` counts what is drawn above and left of a corner, each box and line once for each square it touches;
    `inked` are the squares of each line, shape (squares, 2).
    """

    start: Points
    sums: NDArray[np.int32]
    inked: Mapping[str, NDArray[np.int64]]

    @classmethod
    def of(cls, lines: Mapping[str, DrawnLine], boxes: Sequence[Box]) -> _Sheet:
        """A sheet with everything on it."""
        import numpy as np

        points = {name: _inked(line) for name, line in lines.items()}
        ends = np.concatenate([np.array(boxes).reshape(-1, 2), *points.values(), np.zeros((0, 2))])
        start = np.floor([side.min() for side in ends.T]) if len(ends) else np.zeros(2)
        size = [int(side.max()) + 1 for side in (ends - start).T] if len(ends) else [1, 1]
        inked = {name: _squares(on - start) for name, on in points.items()}
        sums = np.zeros((size[1] + 1, size[0] + 1), dtype=np.int32)
        drawn = sums[1:, 1:]
        for box in boxes:
            left, top, right, bottom = (np.array(box) - np.tile(start, 2)).astype(int)
            drawn[top : bottom + 1, left : right + 1] += 1
        for squares in inked.values():
            drawn[squares[:, 1], squares[:, 0]] += 1
        for axis in (0, 1):
            np.cumsum(drawn, axis=axis, out=drawn)
        return cls(start, sums, inked)

    def holds(self, places: Points) -> Which:
        """True for the places on the sheet."""
        import numpy as np

        end = self.start + self.sums.shape[::-1]
        return np.asarray((places[:, :2] >= self.start).all(axis=1) & (places[:, 2:] <= end).all(axis=1))

    def drawn(self, places: Points, around: float) -> NDArray[np.int32]:
        """The amount drawn in each place and so many points around it."""
        import numpy as np

        left, top, right, bottom = self._ends(places, around)
        sums = self.sums
        return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])

    def crowd(self, places: Points) -> Points:
        """The amount drawn in and near to each place, for each square of it."""
        import numpy as np

        left, top, right, bottom = self._ends(places, NEAR)
        return np.asarray(self.drawn(places, NEAR) / np.maximum((right - left) * (bottom - top), 1))

    def is_alone(self, places: Points, line: str) -> Which:
        """True for places that have nothing near but one line, so that nobody takes the words for another's."""
        import numpy as np

        left, top, right, bottom = (side[:, None] for side in self._ends(places, NEAR))
        x, y = self.inked[line].T
        own = np.count_nonzero((x >= left) & (x < right) & (y >= top) & (y < bottom), axis=1)
        return np.asarray(own == self.drawn(places, NEAR))

    def _ends(self, places: Points, around: float) -> NDArray[np.int64]:
        """The first and the last but one square of each place and of what is around it, shape (4, places)."""
        import numpy as np

        ends = np.concatenate([np.floor(places[:, :2] - around), np.ceil(places[:, 2:] + around)], axis=1)
        most = np.tile(self.sums.shape[::-1], 2) - 1
        return np.asarray(np.clip(ends - np.tile(self.start, 2), 0, most).astype(np.int64).T)


def _squares(points: Points) -> NDArray[np.int64]:
    """The squares that some points lie in, each once, shape (squares, 2)."""
    import numpy as np

    x, y = points.astype(np.int64).T
    hit = np.zeros((np.ptp(y) + 1, np.ptp(x) + 1), dtype=np.bool_)
    hit[y - y.min(), x - x.min()] = True
    return np.asarray(np.argwhere(hit)[:, ::-1] + [x.min(), y.min()])


def _inked(line: DrawnLine) -> Points:
    """Points all over a line as thick as it is, less than one apart."""
    import numpy as np

    points, lengths = _measured(line.curve)
    steps = np.linspace(0.0, lengths[-1], int(lengths[-1]) + 2)
    on = np.stack([np.interp(steps, lengths, points[:, axis]) for axis in (0, 1)], axis=1)
    wide = np.linspace(-line.thick / 2.0, line.thick / 2.0, int(line.thick) + 1)
    square = np.stack(np.meshgrid(wide, wide), axis=-1).reshape(-1, 2)
    return np.asarray((on[:, None, :] + square).reshape(-1, 2))
