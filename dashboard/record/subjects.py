"""Names of the things of a review on its page: questions for numbers, words for what somebody did."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assessments.record.errors import Trouble, minute
from assessments.record.text import DEEDS
from assessments.report.questions import question
from assessments.review.acts import Act
from assessments.review.recording import Review
from dashboard import background

HEADLINE, WHOLE = "headline.harm", "The result as a whole"
Called = Callable[[str], str]


def called(review: Review, acts: Iterable[Act]) -> Called:
    """The words for each address that a review speaks about; what it has no words for is called by its address."""
    words = {HEADLINE: WHOLE, **_asked(review), **{question.name: question.ask for question in review.questions}}
    for act in acts:
        words[act.id] = deed(act)
        words |= {id_: question.what for id_, question in zip(act.condition_ids(), act.conditions, strict=True)}
    return lambda address: words.get(address, address)


def deed(act: Act) -> str:
    """What somebody did, with its beginning and when: enough to tell it from all else."""
    words = f": {act.said[:60]}" if act.said else ""
    return f"{act.by} {DEEDS[act.did]}{words} ({minute(act.at)})"


def _asked(review: Review) -> dict[str, str]:
    """The question that each number of the assessment answers; none where this version cannot read its map."""
    entry = review.entry

    def make() -> dict[str, str]:
        return {address: question(review.data_map, address) for address in review.numbers}

    try:
        return background.cached("Reading the map", ("asked", entry.id, entry.fingerprint), make)
    except Trouble:
        return {}
