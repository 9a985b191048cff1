"""Decisions of a law on a record of facts, and the three-valued logic by which they are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from data_maps.problems import KeyPath

UNKNOWN, COUNSEL, NOT_IN_FORCE = "unknown", "counsel_review", "not_in_force"
NOTE = "evidence for counsel, not advice"
TEXT_OF_DAY: KeyPath = ("text_of_that_day",)
"""What is asked of a law whose text of the day was not read in; no fact of its schema answers it."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the reasoning: what holds, by which text, resting on which fact."""

    text: str
    citation: str
    path: KeyPath | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or open (None), with the reasons for it.

    `asks` are the facts that would settle an open answer, `disputed` the points on which the text itself is silent.
    """

    value: bool | None
    because: tuple[Finding, ...] = ()
    asks: tuple[KeyPath, ...] = ()
    disputed: tuple[str, ...] = ()
    path: KeyPath | None = None

    def says(self, citation: str, yes: str = "", no: str = "") -> Answer:
        """The answer with its finding in words; an open answer finds nothing."""
        text = {True: yes, False: no, None: ""}[self.value]
        if not text:
            return self
        because = (*self.because, Finding(text, citation, self.path))
        return Answer(self.value, because, self.asks, self.disputed, self.path)

    def resting_on(self, path: KeyPath) -> Answer:
        """The answer, resting on this fact where it names none."""
        return self if self.path is not None else Answer(self.value, self.because, self.asks, self.disputed, path)

    def __invert__(self) -> Answer:
        if self.value is None:
            return self
        return Answer(not self.value, self.because, self.asks, self.disputed, self.path)


YES, NO = Answer(True), Answer(False)


def opened(*asks: KeyPath, disputed: Iterable[str] = ()) -> Answer:
    """An open answer that these facts, or a reading of these points, would settle."""
    return Answer(None, asks=asks, disputed=tuple(disputed), path=asks[0] if asks else None)


def read_as(answer: Answer, point: str, readings: Mapping[str, str], yes: str) -> Answer:
    """A yes that one reading of a disputed point gives and any other does not; open while nobody reads the point."""
    if not answer.value:
        return answer
    if point not in readings:
        return opened(disputed=[point])
    return answer if readings[point] == yes else NO


def all_of(*answers: Answer) -> Answer:
    """Yes when every answer is; no as soon as one is; else open on what is open."""
    return _joined(answers, decisive=False)


def any_of(*answers: Answer) -> Answer:
    """Yes as soon as one answer is; no when every one is; else open on what is open."""
    return _joined(answers, decisive=True)


def at_least(number: int, answers: Iterable[Answer]) -> Answer:
    """Yes where at least so many of the answers are yes."""
    answers = tuple(answers)
    certain = [answer for answer in answers if answer.value]
    possible = [answer for answer in answers if answer.value is not False]
    if len(certain) >= number:
        return all_of(*certain)
    return all_of(*possible) if len(possible) >= number else NO


def _joined(answers: tuple[Answer, ...], decisive: bool) -> Answer:
    place = next((index for index, answer in enumerate(answers) if answer.value is decisive), None)
    if place is not None:
        # A yes needs no other reason; a no is told with what was found on the way to it.
        deciding = answers[place]
        if deciding.value:
            return deciding
        findings = [finding for answer in answers[:place] if answer.value for finding in answer.because]
        because = unique((*findings, *deciding.because))
        return Answer(deciding.value, because, deciding.asks, deciding.disputed, deciding.path)
    unsettled = [answer for answer in answers if answer.value is None]
    return Answer(
        None if unsettled else not decisive,
        because=unique(finding for answer in answers for finding in answer.because),
        asks=unique(path for answer in unsettled for path in answer.asks),
        disputed=unique(point for answer in unsettled for point in answer.disputed),
        path=next((answer.path for answer in unsettled or answers if answer.path is not None), None),
    )


def unique(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each item once, in the order of its first appearance."""
    return tuple(dict.fromkeys(items))


@dataclass(frozen=True)
class PossibleOutcomes:
    """The outcomes that remain possible, in the order of the rules, and what would settle which."""

    outcomes: tuple[str, ...]
    because: tuple[Finding, ...]
    asks: tuple[KeyPath, ...] = ()
    disputed: tuple[str, ...] = ()


def first_that_fits(*rules: tuple[Answer, str], otherwise: str) -> PossibleOutcomes:
    """The outcome of the first rule whose condition is yes; several where open conditions stand before it.

    What cannot change the outcome is not asked.
    """
    ways: list[tuple[Answer, str]] = []
    passed: list[Finding] = []
    for condition, outcome in (*rules, (YES, otherwise)):
        if condition.value is not False:
            ways.append((condition, outcome))
        if condition.value is True:
            break
        passed += condition.because
    deciding = ways[-1][0].because
    because = unique((*(finding for finding in passed if finding not in deciding), *deciding))
    while len(ways) > 1 and ways[-2][1] == ways[-1][1]:
        del ways[-2]
    unsettled = all_of(*(condition for condition, _ in ways if condition.value is None))
    return PossibleOutcomes(unique(outcome for _, outcome in ways), because, unsettled.asks, unsettled.disputed)


def settled(answers: Mapping[str, Answer]) -> dict[str, bool]:
    """The answers that are yes or no, by name."""
    return {name: answer.value for name, answer in answers.items() if answer.value is not None}


def outcome_words(outcome: str) -> str:
    """An outcome as people read it: not adequate for not_adequate."""
    return outcome.replace("_", " ")


@dataclass(frozen=True)
class MissingFact:
    """A fact that would settle the outcome, by its path, and how to ask for it."""

    path: KeyPath
    ask: str


@dataclass(frozen=True)
class AlternativeGround:
    """The outcome under one named reading of a disputed point."""

    point: str
    reading: str
    says: str
    citation: str
    outcome: str


@dataclass(frozen=True)
class Decision:
    """The outcome in the regime's own terms, what it determined on the way, the reasons, and the open questions.

    `possible` are the outcomes that are left where none is settled.
    """

    regime: str
    outcome: str
    determinations: Mapping[str, Any]
    because: tuple[Finding, ...]
    unknown: tuple[MissingFact, ...] = ()
    alternatives: tuple[AlternativeGround, ...] = ()
    possible: tuple[str, ...] = ()
    note: str = NOTE

    @property
    def is_unread(self) -> bool:
        """True where the text of the day was not read in, so that only somebody who reads it can tell."""
        return any(missing.path == TEXT_OF_DAY for missing in self.unknown)

    @property
    def enforcement(self) -> str | None:
        """The state of enforcement where it is not as usual, such as suspended."""
        return self.determinations.get("enforcement")

    @property
    def divestiture(self) -> str | None:
        """What ended a prohibition by a sale, such as recognised by order."""
        return self.determinations.get("divestiture")

    @property
    def headline(self) -> tuple[str, str | None, str | None]:
        """The outcome with its enforcement and the sale that led to it; a law answers otherwise where any differs."""
        return self.outcome, self.enforcement, self.divestiture


@dataclass(frozen=True)
class Ruling:
    """The ruling on facts under given readings: the outcomes left, and what is determined, worked out when asked."""

    choice: PossibleOutcomes
    determine: Callable[[], Mapping[str, Any]] = dict

    @property
    def determinations(self) -> Mapping[str, Any]:
        """The determinations by name."""
        return self.determine()


def ruling(choice: PossibleOutcomes, answers: Mapping[str, Answer], **others: Any) -> Ruling:
    """A ruling whose determinations are the settled answers and what else is known; None and empty text are absent."""
    return Ruling(choice, lambda: determined(answers, **others))


def determined(answers: Mapping[str, Answer], **others: Any) -> dict[str, Any]:
    """The settled answers by name, and what else is known."""
    return settled(answers) | {name: value for name, value in others.items() if value is not None}
