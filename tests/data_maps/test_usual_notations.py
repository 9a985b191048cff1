"""Usual notations, as somebody types them who has read no documentation: understood, or asked back in one question."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.countries import CODES
from data_maps.interview import BY_KEY
from data_maps.problems import Fault
from data_maps.quantities import NotANumber, estimate
from data_maps.usual_days import day
from data_maps.usual_words import country, data_of
from data_maps.vocabulary import data_types
from tests.support.examples import for_every

TODAY, NOTATIONS = date(2026, 11, 28), Path(__file__).parent / "notations"


Row = tuple[str, str, str]


def rows(name: str) -> list[Row]:
    """What is typed, whether it is understood (=) or asked back (?), and what is meant or asked: a table beside us."""
    text = (NOTATIONS / f"{name}.txt").read_text(encoding="utf-8")
    parts = [re.split(r" ([=?]) (?!.* [=?] )", line, maxsplit=1) for line in text.strip().splitlines()]
    return [(typed, sign, meant) for typed, sign, meant in parts]


def judged(answer: object, say: Callable[[Any], str], sign: str, meant: str) -> bool:
    """Whether an answer is what is meant, or asks what is asked."""
    if isinstance(answer, Fault):
        return sign == "?" and meant in f"{answer.message} ({answer.hint})"
    return sign == "=" and say(answer) == meant


@for_every(("typed", "sign", "meant"), rows("numbers"))
def test_people_in_each_notation_are_understood_or_asked_back(typed: str, sign: str, meant: str) -> None:
    expected = " to ".join(f"{float(end):.10g}" for end in meant.split(" to ")) if sign == "=" else meant
    assert judged(BY_KEY["users"].read(f"XA: {typed}"), _count, sign, expected)


def _count(people: dict[str, Any]) -> str:
    number = estimate(people["XA"], "count")
    ends = (number.best,) if number.low is None else (number.low, number.high)
    return " to ".join(f"{end:.10g}" for end in ends)


@for_every(("typed", "sign", "meant"), rows("days"))
def test_a_day_in_each_notation_is_understood_or_asked_back(typed: str, sign: str, meant: str) -> None:
    assert judged(day(typed, TODAY), str, sign, meant)


@for_every(("typed", "sign", "meant"), rows("countries"))
def test_a_country_in_each_notation_is_understood_or_asked_back(typed: str, sign: str, meant: str) -> None:
    assert judged(country(typed), str, sign, meant)


@for_every(("typed", "sign", "meant"), rows("data"))
def test_data_in_each_notation_are_understood_or_asked_back(typed: str, sign: str, meant: str) -> None:
    assert judged(data_of(typed), ", ".join, sign, meant)


PIECES = (
    *"two half a million 12 2.5 % ± - / . , ( ) of and in last next end quarter may 2025 monday ago week".split(),
    *"north georgia york aws frankfurt eu-central-1 german health data photos users at least unknown".split(),
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_whatever_is_typed_is_understood_or_asked_back(typed: str) -> None:
    assert is_day(day(typed, TODAY)) or is_asked_back(day(typed, TODAY))
    assert country(typed) in CODES or is_asked_back(country(typed))
    types = data_of(typed)
    assert is_asked_back(types) if isinstance(types, Fault) else set(types) <= set(data_types())
    people = BY_KEY["users"].read(f"XA: {typed}")
    assert is_asked_back(people) or all(estimate(count, "count").best for count in people.values())


def is_day(answer: date | Fault) -> bool:
    return isinstance(answer, date) and 1950 <= answer.year <= 2100


def is_asked_back(answer: object) -> bool:
    """Whether an answer is a sentence that can be shown, with one question or an example."""
    return isinstance(answer, Fault) and answer.message.isprintable() and str(answer.hint) != ""


@pytest.mark.parametrize("words", ["health " + "data " * 2000, "data " * 2000])
def test_a_long_chain_of_kinds_of_data_is_read(words: str) -> None:
    assert data_of(words) == ("health",) if words.startswith("health") else isinstance(data_of(words), Fault)


def test_a_list_in_brackets_is_one_entry_and_many_entries_are_little_work() -> None:
    assert BY_KEY["users"].read("US: [1, 2, 3]; DE: 2M") == {"US": ["1", "2", "3"], "DE": "2M"}
    assert BY_KEY["users"].read("US: 1M; DE: 2M]") != BY_KEY["users"].read("US: 1M; DE: 2M")
    began = time.process_time()
    BY_KEY["users"].read("XA: 1; " * 100_000)
    assert time.process_time() - began < 1.0  # minutes where each entry looks at all that follow


def test_a_long_chain_of_ends_is_no_day() -> None:
    assert isinstance(day("end of " * 1500 + "2020", TODAY), Fault)


def test_a_map_says_how_to_write_what_is_said_in_words() -> None:
    with pytest.raises(NotANumber, match=re.escape("'two million' is not a count")) as wrong:
        estimate("two million", "count")
    assert str(wrong.value.faults[0].hint) == "write 2 million"
