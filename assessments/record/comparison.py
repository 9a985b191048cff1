"""A saved assessment as one side of a comparison: its map, how it was asked for, and what it came to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assessments.record.drafts import data_map_of
from assessments.record.entries import SUBJECT

if TYPE_CHECKING:
    from assessments.record.models import Saved
    from assessments.record.results import SavedResult, SavedTotals
    from assessments.results.comparison.compared import Side
    from assessments.results.quantity import Quantity

BEHIND = ("vocabulary", "catalogue", "laws")


def is_id(name: str) -> bool:
    """True where a name has the form of an id of the record: SUBJECT or SUBJECT/NUMBER."""
    subject, slash, number = name.partition("/")
    return bool(SUBJECT.fullmatch(subject)) and (not slash or number.isdecimal())


def side_of(saved: Saved, *, as_of: str | None = None, viewpoint: str | None = None) -> Side:
    """A saved assessment to compare, perhaps looked at otherwise: what it came to counts only as it was asked for.

    Raises Unsavable or Unusable where its map cannot be read or looked at so.
    """
    from assessments.results.comparison.compared import Side
    from assessments.run import Settings
    from assessments.scenario import viewed
    from assessments.versions import versions
    from risk.options.ready import with_ready_options

    request = saved.entry.asked
    data_map = with_ready_options(data_map_of(saved.entry.map, saved.files), request.options)
    day, place = as_of or request.as_of, viewpoint or request.viewpoint
    view = viewed(data_map, as_of=day, viewpoint=place, settings=request.numbers, reading=request.reading)
    settings = Settings(
        draws=request.draws, seed=request.seed, severity_ratio=request.severity_ratio, options=request.options
    )
    if as_of or viewpoint:
        return Side(saved.entry.id, view, settings)
    then, now = (_digest(recorded) for recorded in (saved.versions, asdict(versions())))
    return Side(saved.entry.id, view, settings, "" if then == now else then, _recorded(saved.content))


def _digest(versions: Mapping[str, Any]) -> str:
    """The facts and laws behind a result, as one word; another program shows in what the result came to."""
    facts = json.dumps([versions.get(name) for name in BEHIND], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def _recorded(result: SavedResult) -> dict[str, Quantity]:
    """The measures of a saved result, with its intervals."""
    persons = {f"persons.{level}": quantity for level, quantity in result.headline.persons_per_year.items()}
    by_side = _harm_by_side(result.totals)
    return {"harm": result.headline.harm, "strategic": result.strategic.persons_per_year, **persons, **by_side}


def _harm_by_side(totals: SavedTotals) -> dict[str, Quantity]:
    """The severe equivalents of each side of actors; nothing of a result of an older format."""
    from assessments.results.comparison.compared import HARM_BY_SIDE
    from assessments.results.quantity import NOBODY

    acting = {side: total.harm for side, total in totals.by_side.items()}
    return {measure: acting.get(side, NOBODY) for side, measure in HARM_BY_SIDE.items()} if acting else {}
