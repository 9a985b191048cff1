"""The basis of a decision, and what of it is no longer as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from assessments.provenance import map_hash
from assessments.record.drafts import data_map_of
from assessments.record.errors import Unsavable, minute
from assessments.record.recompute import changed_facts
from assessments.review.state import ReviewQuestion

if TYPE_CHECKING:
    from datetime import date

    from assessments.record.models import Entry, Saved
    from assessments.record.store import Store
    from assessments.results.comparison.differences import Difference

MAP = "map"
MOST_TOLD = 10


def questions_of(saved: Saved) -> tuple[ReviewQuestion, ...]:
    """The questions that a saved assessment finds worth asking, each called by its first address not yet taken."""
    questions: dict[str, ReviewQuestion] = {}
    for number, open_question in enumerate(saved.content.questions, 1):
        name = next((address for address in open_question.about if address not in questions), f"question.{number}")
        questions[name] = ReviewQuestion(name, open_question.ask, open_question.about)
    return tuple(questions.values())


def grounds_of(saved: Saved) -> dict[str, str]:
    """The grounds of a decision on a saved assessment: its map, and each file of facts, as digests by name."""
    from assessments.versions import KINDS

    by_kind = (saved.versions.get(kind, {}) for kind in KINDS)
    return {MAP: _map_hash(saved), **{name: digest for files in by_kind for name, digest in files.items()}}


def lost(store: Store, saved: Saved, rests_on: Mapping[str, str], today: date) -> Iterator[str]:
    """A sentence for each thing that a decision rested on and that has changed since."""
    from assessments.versions import versions

    yield from _newer_map(store, saved, rests_on)
    yield from _law_since(saved, today)
    before = {name: digest for name, digest in rests_on.items() if name != MAP}
    for change in changed_facts(store, before, versions().facts):
        yield f"{change.what} was {change.before} and is {change.after}"


def _law_since(saved: Saved, today: date) -> Iterator[str]:
    """The laws that say otherwise of the map since it was assessed; where they cannot be asked, that they changed."""
    from assessments.record.law_since import law_since
    from assessments.report.sections.freshness import since_words
    from assessments.scenario import Unusable

    try:
        yield from map(since_words, law_since(saved, today))
    except (Unsavable, Unusable):
        yield "a law changed since it was made, and the map cannot be read to ask what it says now"


def _newer_map(store: Store, saved: Saved, rests_on: Mapping[str, str]) -> Iterator[str]:
    """The first later version that says something else; what was saved after that mends nothing."""
    for later in store.lines(saved.entry.subject):
        if later.number <= saved.entry.number:
            continue
        theirs = store.load(later.id)
        same_map = _map_hash(theirs) == rests_on.get(MAP)
        changes = [*([] if same_map else _differences(saved, theirs)), *_asked_otherwise(saved.entry, later)]
        if changes or not same_map:
            version_words = f"{later.id}, saved by {later.person} at {minute(later.saved_at)}"
            yield f"{version_words}, says something else: {'; '.join(changes)}"
            return


def _asked_otherwise(one: Entry, other: Entry) -> Iterator[str]:
    """The other questions to the map; a day and a viewpoint where they are not the map's own, draws not at all."""
    for name in ("as_of", "viewpoint"):
        before, after = getattr(one, name), getattr(other, name)
        if before != after and getattr(one.asked, name) != getattr(other.asked, name):
            yield f"{name} was {before} and is {after}"
    yield from _changed("set from outside", sorted(one.asked.numbers), sorted(other.asked.numbers))
    yield from _changed("in force", sorted(one.asked.options), sorted(other.asked.options))
    yield from _changed("the severity ratio", *(_ratio(entry.asked.severity_ratio) for entry in (one, other)))


def _changed(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if before != after:
        yield f"{what} was {', '.join(before) or 'nothing'} and is {', '.join(after) or 'nothing'}"


def _ratio(ratio: float | None) -> list[str]:
    return ["linear" if ratio is None else f"{ratio:g}"]


def _differences(saved: Saved, theirs: Saved) -> list[str]:
    from assessments.results.comparison.differences import differences

    one, other = (data_map_of(version.entry.map, version.files) for version in (saved, theirs))
    sentences = [_difference_words(difference) for difference in differences(one, other)]
    more = len(sentences) - MOST_TOLD
    return [*sentences[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]


def _difference_words(difference: Difference) -> str:
    from assessments.results.comparison.differences import value_text

    if difference.kind != "changed":
        return f"{difference.name} is {difference.kind}"
    before, after = (value_text(difference.key, value) for value in (difference.before, difference.after))
    return f"{difference.name} was {before} and is {after}"


def _map_hash(saved: Saved) -> str:
    return _hash_of(saved.entry.map, tuple(saved.files.items()))


@lru_cache(maxsize=256)
def _hash_of(name: str, files: tuple[tuple[str, bytes], ...]) -> str:
    return map_hash(data_map_of(name, dict(files)))
