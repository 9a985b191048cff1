"""Options of a saved assessment side by side, as it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.record.drafts import data_map_of
from assessments.record.errors import Unsavable
from assessments.report.sentences import listed
from risk.options.tradeoffs import frontier

if TYPE_CHECKING:
    from assessments.record.models import Saved
    from assessments.record.results import Option
    from assessments.results.quantity import Quantity


@dataclass(frozen=True)
class Weighed:
    """One option or combination: a year's severe equivalents removed, strategic exposures left, what people lose.

    `on` are the tracks on whose frontier it is: nothing leaves as little there with no more burden.
    """

    option: str
    title: str
    removed: Quantity
    strategic: Quantity
    burden: Quantity
    beaten: float | None
    on: tuple[str, ...]

    @property
    def frontiers(self) -> str:
        """Of which tracks it is on the frontier, in words."""
        return listed(self.on) if self.on else "neither"


def weighed(saved: Saved) -> tuple[Weighed, ...]:
    """The options of a saved assessment, the present first; none where it compares none."""
    rows = saved.content.options
    titles = _titles(saved) if rows else {}
    least = _least(rows)
    return tuple(_weighed(one, titles, on) for one, on in zip(rows, least, strict=True))


def _weighed(one: Option, titles: Mapping[str, str], strategic: bool) -> Weighed:
    on = [track for track, is_on in (("harm", one.frontier), ("strategic exposures", strategic)) if is_on]
    return Weighed(
        one.option,
        " + ".join(titles.get(each, each) for each in one.option.split("+")),
        one.reduction,
        one.strategic,
        one.burden,
        one.dominated.probability,
        tuple(on),
    )


def _least(rows: Sequence[Option]) -> list[bool]:
    """Which are on the frontier of strategic exposures and burden, at the best values."""
    left = np.array([one.strategic.point for one in rows])
    burden = np.array([one.burden.point for one in rows])
    return [bool(is_on) for is_on in frontier(left, burden)] if rows else []


def _titles(saved: Saved) -> Mapping[str, str]:
    """What the map calls its options; nothing where this version cannot read the map any longer."""
    try:
        options = data_map_of(saved.entry.map, saved.files).options
    except Unsavable:
        return {}
    return {name: option.title or name for name, option in options.items()} | {"status-quo": "Nothing is done"}
