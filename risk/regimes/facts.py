"""Records of facts that laws are asked about: what each states, and what it leaves open."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from data_maps.caching import cached_property
from data_maps.problems import Path
from risk.regimes.decision import NO, YES, Answer, opened
from risk.regimes.parameters import applied_day

NOT_KNOWN = "unknown"
MOST_REMEMBERED = 10_000

Others = ParamSpec("Others")


@dataclass(frozen=True)
class NamedParties:
    """What the mentions of each named party of a record state together, by its name."""

    stated: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The parties as text, written once for a record."""
        return json.dumps(self.stated, default=repr)


@dataclass(frozen=True, slots=True)
class Facts:
    """One value of a record with the path that leads to it; null and absent are the same: not stated.

    Parties with one name are one party: what any mention of it states, each of them knows.
    """

    value: Any
    path: Path = ()
    named: NamedParties = field(default_factory=NamedParties, repr=False)

    @property
    def text(self) -> tuple[str, str]:
        """The value with its place, and the named parties, as text: the same for the same facts."""
        return json.dumps([self.path, self.value], default=repr), self.named.text

    @property
    def stated(self) -> bool:
        """True where the record says anything here."""
        return self.value is not None

    def only(self, *keys: str) -> Facts:
        """The record with these keys alone."""
        return Facts({key: self.value[key] for key in keys if key in self.value}, self.path, self.named)

    def at(self, key: str | int) -> Facts:
        """The value under a key."""
        return self._inner(key, self._under(key))

    def _under(self, key: str | int) -> Any:
        """The value under a key as it is stated, without its place."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def along(self, path: Path) -> Facts:
        """The value at the end of a path from here."""
        inner = self
        for step in path:
            listed = isinstance(step, int) and isinstance(inner.value, list)
            inner = inner._inner(step, inner.value[step]) if listed else inner.at(step)
        return inner

    def _inner(self, key: str | int, value: Any) -> Facts:
        if isinstance(value, dict) and value.get("name") in self.named.stated:
            own = {name: fact for name, fact in value.items() if fact is not None}
            value = {**self.named.stated[value["name"]], **own}
        return Facts(value, (*self.path, key), self.named)

    def items(self, key: str) -> tuple[Facts, ...]:
        """The items of a list; none where the list is not stated."""
        listed = self.at(key)
        return tuple(listed._inner(index, item) for index, item in enumerate(listed.value or ()))

    def word(self, key: str) -> str | None:
        """The word stated under a key, `unknown` included."""
        value = self._under(key)
        return value if isinstance(value, str) else None

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a list; none where it is not stated."""
        return tuple(self._under(key) or ())

    def number(self, key: str) -> float | None:
        """The number stated under a key."""
        value: float | None = self._under(key)
        return value

    def day(self, key: str) -> date | None:
        """The day stated under a key; None where none is stated."""
        stated = self.word(key)
        return date.fromisoformat(stated) if stated else None

    def true(self, key: str, absent: bool | None = False) -> Answer:
        """The answer of a three-valued fact.

        `unknown` is open; what is not stated is `absent` (None: open).
        """
        value = self._under(key)
        return self._answer(key, value, value is True, absent)

    def one_of(self, key: str, words: Collection[str], absent: bool | None = False) -> Answer:
        """Yes where the word stated is one of these."""
        value = self._under(key)
        return self._answer(key, value, value in words, absent)

    def any_of(self, key: str, words: Collection[str], absent: bool | None = False) -> Answer:
        """Yes where a list has one of these words; open where it has none of them and says that more is not known."""
        value = self._under(key)
        holds = not set(words).isdisjoint(value or ())
        return self._answer(key, NOT_KNOWN if not holds and NOT_KNOWN in (value or ()) else value, holds, absent)

    def over(self, key: str, bound: float, absent: bool | None = None) -> Answer:
        """Yes where a number is more than the bound."""
        value = self._under(key)
        return self._answer(key, value, (value or 0) > bound, absent)

    def reaches(self, key: str, bound: float, absent: bool | None = None) -> Answer:
        """Yes where a number is the bound or more."""
        value = self._under(key)
        return self._answer(key, value, (value or 0) >= bound, absent)

    def asked(self, key: str) -> Answer:
        """An open answer that this fact would settle."""
        return opened((*self.path, key))

    def _answer(self, key: str, value: Any, holds: bool, absent: bool | None) -> Answer:
        """Whether the fact under a key holds, if it is stated and known."""
        if value == NOT_KNOWN or (value is None and absent is None):
            return self.asked(key)
        if value is None:
            return YES if absent else NO
        return Answer(holds, path=(*self.path, key))


def remembered(test: Callable[Concatenate[Facts, Others], Answer]) -> Callable[Concatenate[Facts, Others], Answer]:
    """A test worked out once for facts that are described alike, for a day on which the law is applied.

    A fact of a deal that is turned over leaves its parties and data as they are.
    """
    answers: dict[tuple[object, ...], Answer] = {}

    @wraps(test)
    def looked_up(facts: Facts, /, *others: Others.args, **named: Others.kwargs) -> Answer:
        key = facts.text, others, applied_day()
        if key not in answers:
            if len(answers) >= MOST_REMEMBERED:
                answers.clear()
            answers[key] = test(facts, *others, **named)
        return answers[key]

    return looked_up


def record(values: Mapping[str, Any]) -> Facts:
    """A record of facts, read with its named parties joined."""
    named: dict[str, dict[str, Any]] = {}
    for party in _parties(values):
        merged = named.setdefault(party["name"], {})
        for key, value in party.items():
            if value is not None:
                merged.setdefault(key, value)
    return Facts(values, named=NamedParties(named))


def _parties(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("name"), str) and "kind" in value:
            yield value
        for inner in value.values():
            yield from _parties(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parties(inner)


def with_value(facts: Any, path: Path, value: Any) -> Any:
    """Facts with another value at the end of a path; the facts themselves stay as they are."""
    if not path:
        return value
    step, *rest = path
    if isinstance(facts, list) and isinstance(step, int):
        return [with_value(inner, tuple(rest), value) if index == step else inner for index, inner in enumerate(facts)]
    mapping = facts if isinstance(facts, Mapping) else {}
    return {**mapping, step: with_value(mapping.get(step), tuple(rest), value)}
