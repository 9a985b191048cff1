"""Conclusions on routes: which comes first, which condition is its weakest, and what closes most with least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.results.parts import ChokePoint
    from assessments.results.routes import MergedRoute


def fewest_first(closings: Iterable[ChokePoint]) -> list[ChokePoint]:
    """Choke points, those of fewest conditions first, then what leaves least harm."""
    return sorted(closings, key=lambda closing: (len(closing.closes), closing.harm_if_closed))


def likeliest(routes: Sequence[MergedRoute]) -> MergedRoute:
    """The most probable of some routes."""
    return max(routes, key=lambda route: route.first.probability)


def weakest(chances: Iterable[float | None]) -> int | None:
    """The place of the least of the chances that are known; None where none is."""
    known = [(chance, place) for place, chance in enumerate(chances) if chance is not None]
    return min(known, default=(0.0, None))[1]
