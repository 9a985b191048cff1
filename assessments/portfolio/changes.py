"""Changes since the last run: apps that came, went, or moved."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from assessments.results.portfolio import Changes, MovedApp

if TYPE_CHECKING:
    import pandas as pd

MOVED = 0.01
"""The part of its middle that an app's number has to move by to be told."""
MOST = 1_000


def changes(before: pd.DataFrame, now: pd.DataFrame) -> Changes:
    """The apps of two runs, told from each other by their paths."""
    was, is_now = _sound(before), _sound(now)
    both = [(was[path], is_now[path]) for path in is_now if path in was]
    moved = [_moved(old, new) for old, new in both if _differs(old, new)]
    moved.sort(key=lambda app: -abs(app.content_persons - app.content_persons_before))
    return Changes(
        added=tuple(row["label"] for path, row in is_now.items() if path not in was),
        gone=tuple(row["label"] for path, row in was.items() if path not in is_now),
        moved=tuple(moved[:MOST]),
        same_settings=before.attrs == now.attrs,
    )


def _sound(frame: pd.DataFrame) -> dict[str, Mapping[Hashable, Any]]:
    """The ranked rows by path."""
    return {row["path"]: row for row in frame[frame["problems"].map(len) == 0].to_dict("records")}


def _differs(old: Mapping[Hashable, Any], new: Mapping[Hashable, Any]) -> bool:
    before, after = old["content_persons.median"], new["content_persons.median"]
    return bool(abs(after - before) > MOVED * max(before, after) or old["tier"] != new["tier"])


def _moved(old: Mapping[Hashable, Any], new: Mapping[Hashable, Any]) -> MovedApp:
    return MovedApp(
        app=new["label"],
        path=new["path"],
        content_persons_before=old["content_persons.median"],
        content_persons=new["content_persons.median"],
        rank_before=old["rank_median"],
        rank=new["rank_median"],
        tier_before=old["tier"],
        tier=new["tier"],
    )
