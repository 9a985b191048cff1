"""The state of a review: what follows from all acts, from the basis of its decision as it is now, and from the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from assessments.record.drafts import data_map_of
from assessments.record.errors import Unsavable, minute
from assessments.record.folder import identity
from assessments.record.recompute import changed_facts
from assessments.versions import map_hash
from casework.acts import Act

if TYPE_CHECKING:
    from assessments.record.models import Entry, Saved
    from assessments.record.store import Store

ReviewStatus = Literal["draft", "in review", "accepted", "accepted with conditions", "rejected", "lapsed"]
DECIDED: tuple[ReviewStatus, ...] = ("accepted", "accepted with conditions", "rejected")
ACCEPTED = ("accepted", "accepted with conditions")
MAP = "map"
MOST_TOLD = 10


@dataclass(frozen=True)
class ReviewQuestion:
    """Something worth finding out: what acts call it by, what is asked, and the addresses it is about."""

    name: str
    ask: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class ReviewState:
    """A review as it stands: its state and why, the acts in force, the decision, and the questions still open."""

    state: ReviewStatus
    why: tuple[str, ...]
    acts: tuple[Act, ...] = field(repr=False)
    decision: Act | None
    open_questions: tuple[ReviewQuestion, ...]

    def acts_of(self, *did: str) -> tuple[Act, ...]:
        """The acts in force of some kinds, in the order they were done."""
        return tuple(act for act in self.acts if act.did in did)

    @property
    def signatures(self) -> tuple[Act, ...]:
        """The people who stand by the decision: whoever took it, and those who signed it."""
        if self.decision is None:
            return ()
        signed = (act for act in self.acts_of("sign") if act.about == self.decision.id)
        return (self.decision, *signed)

    @property
    def dissents(self) -> tuple[Act, ...]:
        """The people who do not stand by it, and why."""
        return tuple(act for act in self.acts_of("dissent") if self.decision and act.about == self.decision.id)


def standing(acts: Iterable[Act], questions: Iterable[ReviewQuestion], lost: Iterable[str], today: date) -> ReviewState:
    """The standing of a review.

    `questions` are those of the assessment, `lost` sentences on what a decision rested on and is no longer as it was.
    """
    done = tuple(acts)
    valid = in_force(done)
    decision: Act | None = None
    for act in valid:
        if act.did == "decide":
            decision = act
        elif act.did in ("submit", "return"):
            # A review that is begun again after its decision has none.
            decision = None
    left = tuple(still_open(valid, questions, today))
    moves = [act.did for act in valid if act.did in ("submit", "return")]
    undecided: ReviewStatus = "in review" if moves and moves[-1] == "submit" else "draft"
    state = decision.outcome if decision and decision.outcome else undecided
    why = tuple(_fallen(valid, decision, lost, today)) if state in ACCEPTED else ()
    return ReviewState("lapsed" if why else state, why, valid, decision, left)


def in_force(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that were not withdrawn."""
    done = tuple(acts)
    withdrawn = {act.about for act in done if act.did == "withdraw"}
    return tuple(act for act in done if act.id not in withdrawn)


def still_open(acts: Iterable[Act], questions: Iterable[ReviewQuestion], today: date) -> Iterator[ReviewQuestion]:
    """The questions that nobody answered, and whose staying open nobody accepts on this day."""
    settled = _settled(acts, today)
    return (question for question in questions if question.name not in settled)


def _settled(acts: Iterable[Act], today: date) -> frozenset[str | None]:
    """The names of questions that are answered, or accepted on this day."""
    return frozenset(
        act.about for act in acts if act.did == "answer" or (act.did == "accept" and not _past(act.until, today))
    )


def _past(until: date | None, today: date) -> bool:
    return until is not None and until < today


def _fallen(acts: Iterable[Act], decision: Act | None, lost: Iterable[str], today: date) -> Iterator[str]:
    """The reason why a decision no longer holds."""
    done = tuple(acts)
    yield from lost
    settled = _settled(done, today)
    latest = {act.about: act for act in done if act.did == "accept"}
    for subject, act in latest.items():
        if subject not in settled:
            yield f"{act.by} accepted until {act.until} that {subject} stays open; nobody has answered it since"
    met = {act.about for act in done if act.did == "meet"}
    if decision:
        for name, condition in zip(decision.condition_ids(), decision.conditions, strict=True):
            if name not in met and _past(condition.until, today):
                yield f"the condition '{condition.what}' was to be met by {condition.owner} until {condition.until}"


def seen_by(acts: Iterable[Act], person: str) -> tuple[Act, ...]:
    """The acts a person may see: estimates of others, and their withdrawal, only once they were opened."""
    done = tuple(acts)
    hidden = {act.id for act in blind(done) if identity(act.by) != identity(person)}
    return tuple(act for act in done if act.id not in hidden and not (act.did == "withdraw" and act.about in hidden))


def blind(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The estimates that nobody but who made them may see: since then their address was not opened, nothing decided."""
    waiting: list[Act] = []
    for act in acts:
        if act.did == "estimate":
            waiting.append(act)
        elif act.did == "open":
            waiting = [estimate for estimate in waiting if estimate.about != act.about]
        elif act.did == "decide":
            waiting = []
    return tuple(waiting)


def estimates(acts: Iterable[Act], address: str) -> Mapping[str, Act]:
    """The latest estimate of each person of one address, in the order of their first ones."""
    by_person: dict[str, Act] = {}
    for act in acts:
        if act.did == "estimate" and act.about == address:
            by_person[identity(act.by)] = act
    return by_person


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
    from assessments.record.recompute import law_since
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
    if one.asked.about != other.asked.about:
        yield f"it was about {one.asked.about or 'its own state'} and is about {other.asked.about or 'its own state'}"
    yield from _changed("set from outside", sorted(one.asked.numbers), sorted(other.asked.numbers))
    yield from _changed("in force", sorted(one.asked.options), sorted(other.asked.options))
    ratios = (entry.asked.severity_ratio for entry in (one, other))
    yield from _changed("the severity ratio", *(["linear" if ratio is None else f"{ratio:g}"] for ratio in ratios))


def _changed(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if before != after:
        yield f"{what} was {', '.join(before) or 'nothing'} and is {', '.join(after) or 'nothing'}"


def _differences(saved: Saved, theirs: Saved) -> list[str]:
    from assessments.results.comparison.differences import differences, value_text

    one, other = (data_map_of(version.entry.map, version.files) for version in (saved, theirs))
    sentences = []
    for difference in differences(one, other):
        if difference.kind == "changed":
            before, after = (value_text(difference.key, value) for value in (difference.before, difference.after))
            sentences.append(f"{difference.name} was {before} and is {after}")
        else:
            sentences.append(f"{difference.name} is {difference.kind}")
    more = len(sentences) - MOST_TOLD
    return [*sentences[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]


def _map_hash(saved: Saved) -> str:
    return _hash_of(saved.entry.map, tuple(saved.files.items()))


@lru_cache(maxsize=256)
def _hash_of(name: str, files: tuple[tuple[str, bytes], ...]) -> str:
    return map_hash(data_map_of(name, dict(files)))
