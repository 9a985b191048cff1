"""Laws on days before and after their texts: what was not read in is said and asked, and no day is an all-clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from assessments.report.law_words import short_answer, verdicts_text
from laws import NAMES
from laws.deciding import decide_on
from laws.parameters import law
from laws.verdicts import CLOSED, verdict, verdicts
from tests.support.maps import map_of as written

EVERYWHERE = """\
app: Talk
as_of: 2026-12-02
viewpoint: US
users: {US: 1M, DE: 1M, GB: 1M, JP: 1M, KR: 1M, IN: 1M, BR: 1M, AU: 1M, CH: 1M, CN: 1M}
data: [profile, text, location]
owner: {name: Own, jurisdiction: OWNER}
"""
BEFORE_ALL = date(1980, 1, 1)
UNREAD = [(name, text) for name in NAMES for text in law(name).unread]


def days_of(name: str) -> Iterator[date]:
    """The first day of each text of a law and the day before it."""
    for text in (*law(name).unread, *law(name).parameters["in_force"].versions):
        if text.first:
            yield from (text.first - timedelta(days=1), text.first)


@pytest.mark.parametrize(("name", "text"), UNREAD, ids=[f"{name}-{text.last}" for name, text in UNREAD])
def test_on_a_day_whose_text_was_not_read_in_a_law_says_so_and_asks(name: str, text: object) -> None:
    (unread,) = (each for each in law(name).unread if each is text)
    assert unread.last is not None
    found = decide_on(name, {}, unread.last)
    assert (found.outcome, found.because[0].text) == ("unknown", unread.says)
    assert [missing.ask for missing in found.unknown] == [
        f"what did the text in force on that day say of this ({unread.citation})?"
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("owner", ["CN", "US"])
def test_no_day_without_a_text_that_was_read_clears_what_is_drawn(name: str, owner: str) -> None:
    data_map = written(EVERYWHERE.replace("OWNER", owner))
    today = verdict(name, data_map)
    for day in days_of(name):
        found = verdict(name, data_map, day)
        if law(name).unread_on(day) and today.judged:
            assert (day, found.standing) == (day, "text_not_read")
        if law(name).unread_on(day) and found.standing in CLOSED:
            assert "the text of that day was not read in" in found.decision.because[0].text


@pytest.mark.parametrize("name", NAMES)
def test_a_law_answers_on_any_day_and_before_its_first_text_names_that(name: str) -> None:
    texts = (*law(name).unread, *law(name).parameters["in_force"].versions)
    first = min(text.beginning for text in texts)
    found = decide_on(name, {}, BEFORE_ALL)
    assert found.outcome == ("unknown" if first == date.min else "not_in_force")
    if first != date.min:
        assert str(first) in found.because[0].text
    assert decide_on(name, {}, date(2090, 1, 1)).because


def test_the_short_answer_names_the_texts_that_counsel_has_to_read() -> None:
    data_map = written(EVERYWHERE.replace("OWNER", "CN"))
    day = date(2025, 6, 1)
    found = verdicts(data_map, day)
    assert list(short_answer(data_map, found))[-1] == (
        "Texts of 2025-06-01 that were not read in, for counsel to read: "
        "US Children's Online Privacy Protection Rule (COPPA)."
    )
    assert "not known: text_of_that_day: what did the text in force on that day say" in verdicts_text(data_map, found)
