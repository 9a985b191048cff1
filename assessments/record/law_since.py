"""The law that a saved assessment rests on: what says otherwise since it was made, and what is due to be read again."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from assessments.record.drafts import data_map_of, looked_at
from assessments.results.freshness import LastRead, LawSince, changed_since, laws_changing, stale_on

if TYPE_CHECKING:
    from assessments.record.entries import AssessmentRequest
    from assessments.record.models import Saved
    from data_maps.model import DataMap


def law_since(saved: Saved, today: date) -> tuple[LawSince, ...]:
    """The laws that say otherwise of a saved assessment's map since it was made.

    Raises Unsavable or Unusable where a law changed and its map cannot be read, or looked at as it was asked.
    """
    made = date.fromisoformat(saved.entry.saved_at[:10])
    if not laws_changing(max(made, date.fromisoformat(saved.entry.as_of)), today):
        return ()
    return tuple(changed_since(map_looked_at(saved), made, today))


def due_again(saved: Saved, today: date) -> tuple[LastRead, ...]:
    """The rules and powers that a saved assessment rests on and that are due to be read again; raises as the other."""
    return stale_on(today, map_looked_at(saved))


def map_looked_at(saved: Saved) -> DataMap:
    """The map of a saved assessment as it was asked about."""
    return _looked_at(saved.entry.map, tuple(saved.files.items()), saved.entry.asked)


@lru_cache(maxsize=64)
def _looked_at(name: str, files: tuple[tuple[str, bytes], ...], request: AssessmentRequest) -> DataMap:
    return looked_at(data_map_of(name, dict(files)), request)
