"""Options of a saved assessment side by side, as it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.record.drafts import data_map_of
from assessments.record.errors import Unsavable
from assessments.report.option_words import NOT_STATED, TRACK
from assessments.report.sentences import listed
from risk.options.tradeoffs import frontier

if TYPE_CHECKING:
    from assessments.record.models import Saved
    from assessments.record.results import SavedOption
    from assessments.results.quantity import Quantity


@dataclass(frozen=True)
class Weighed:
    """One option or combination: a year's severe equivalents removed, strategic exposures left, what people lose.

    `removed` is of foreign states; of all actors in a result of an older format, which does not tell them apart.
    `on` are the tracks on whose frontier it is: nothing leaves as little there with no more burden. Where nobody said
    what people lose, nothing is said of either.
    """

    option: str
    title: str
    removed: Quantity
    strategic: Quantity
    burden: Quantity | None
    beaten: float | None
    on: tuple[str, ...]

    @property
    def frontiers(self) -> str:
        """Of which tracks it is on the frontier, in words."""
        return NOT_STATED if self.burden is None else listed(self.on) if self.on else "neither"


def weighed(saved: Saved) -> tuple[Weighed, ...]:
    """The options of a saved assessment, the present first; none where it compares none."""
    rows = saved.content.options
    titles = _titles(saved) if rows else {}
    least = _least(rows)
    return tuple(_weighed(row, titles, on) for row, on in zip(rows, least, strict=True))


def _weighed(row: SavedOption, titles: Mapping[str, str], strategic: bool) -> Weighed:
    on = [track for track, is_on in zip(TRACK.values(), (row.frontier, strategic), strict=True) if is_on]
    return Weighed(
        row.option,
        " + ".join(titles.get(option, option) for option in row.option.split("+")),
        row.reduction_by_side.get("foreign_states", row.reduction),
        row.strategic,
        row.burden,
        row.dominated.probability if row.dominated else None,
        tuple(on),
    )


def _least(rows: Sequence[SavedOption]) -> list[bool]:
    """For each option, True on the frontier of strategic exposures and burden, at the best values."""
    stated = [(row.strategic.point, row.burden.point) for row in rows if row.burden is not None]
    left, burden = np.array(stated).reshape(-1, 2).T
    is_on = iter(frontier(left, burden))
    return [row.burden is not None and bool(next(is_on)) for row in rows]


def _titles(saved: Saved) -> Mapping[str, str]:
    """The titles of options in the map; nothing where this version cannot read the map any longer."""
    try:
        options = data_map_of(saved.entry.map, saved.files).options
    except Unsavable:
        return {}
    return {name: option.title or name for name, option in options.items()} | {"status-quo": "Nothing is done"}
