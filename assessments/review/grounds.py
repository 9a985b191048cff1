"""What a decision rests on, and what of that is no longer as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from assessments.fingerprint import map_hash
from assessments.record.drafts import data_map_of
from assessments.record.recomputing import changed_facts
from assessments.record.troubles import minute
from assessments.review.standing import Question

if TYPE_CHECKING:
    from assessments.differences import Difference
    from assessments.record.entries import Saved
    from assessments.record.store import Store

MAP = "map"
MOST_TOLD = 10


def questions_of(saved: Saved) -> tuple[Question, ...]:
    """What a saved assessment says is worth finding out, each called by its first address that is not taken yet."""
    found: dict[str, Question] = {}
    for number, each in enumerate(json.loads(saved.result)["questions"], 1):
        about = tuple(each["about"])
        name = next((address for address in about if address not in found), f"question.{number}")
        found[name] = Question(name, each["ask"], about)
    return tuple(found.values())


def grounds_of(saved: Saved) -> dict[str, str]:
    """What a decision on a saved assessment rests on: its map, and each file of facts, as digests by name."""
    kept = saved.versions
    return {MAP: _map_hash(saved), **kept["vocabulary"], **kept["catalogue"], **kept["laws"]}


def lost(store: Store, saved: Saved, rests_on: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each thing that a decision rested on and that has changed since."""
    from assessments.record.versions import versions

    yield from _newer_map(store, saved, rests_on)
    before = {name: digest for name, digest in rests_on.items() if name != MAP}
    for change in changed_facts(store, before, versions().facts):
        yield f"{change.what} was {change.before} and is {change.after}"


def _newer_map(store: Store, saved: Saved, rests_on: Mapping[str, str]) -> Iterator[str]:
    latest = store.latest(saved.entry.subject)
    if latest is None or latest.id == saved.entry.id:
        return
    theirs = store.load(latest.id)
    if _map_hash(theirs) != rests_on.get(MAP):
        yield (
            f"{latest.id}, saved by {latest.person} at {minute(latest.saved_at)}, says something else: "
            f"{'; '.join(_differences(saved, theirs))}"
        )


def _differences(saved: Saved, theirs: Saved) -> list[str]:
    from assessments.differences import differences

    one, other = (data_map_of(each.entry.map, each.files) for each in (saved, theirs))
    told = [_told(difference) for difference in differences(one, other)]
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]


def _told(found: Difference) -> str:
    from assessments.differences import said

    if found.kind != "changed":
        return f"{found.name} is {found.kind}"
    return f"{found.name} was {said(found.key, found.before)} and is {said(found.key, found.after)}"


def _map_hash(saved: Saved) -> str:
    return _hash_of(saved.entry.map, tuple(saved.files.items()))


@lru_cache(maxsize=256)
def _hash_of(name: str, files: tuple[tuple[str, bytes], ...]) -> str:
    return map_hash(data_map_of(name, dict(files)))
