"""The scatter of medians over seeds is told by group, and rows are the same whatever their order."""

from __future__ import annotations

import pytest

from benchmarks.questions import map_of
from benchmarks.seeds import group, medians, scatter, table

TIE = ("reach", "#state:XB content", "by_tie", "owner")
PERSONS = ("reach", "#state:XB content", "persons")
CHANCE = ("actors", "#criminals", "at_least_one", "5")


def test_the_scatter_of_a_median_is_told_of_itself_and_of_the_whole_it_is_part_of() -> None:
    found = scatter([{PERSONS: 90.0, TIE: 1.0, CHANCE: 0.1}, {PERSONS: 110.0, TIE: 3.0, CHANCE: 0.1}])
    assert found[PERSONS].of_itself == pytest.approx(0.2**0.5 * 10**0.5 / 10, rel=1e-9)
    assert found[PERSONS].of_whole is None
    assert found[TIE].of_itself == pytest.approx(2**0.5 / 2)
    assert found[TIE].of_whole == pytest.approx(2**0.5 / 100)
    assert (found[CHANCE].of_itself, found[CHANCE].of_whole) == (0.0, 0.0)


def test_numbers_stand_in_groups_by_the_fields_of_a_result_whosever_they_are() -> None:
    assert [group(place) for place in (TIE, PERSONS, CHANCE)] == [
        "reach.by_tie",
        "reach.persons",
        "actors.at_least_one",
    ]
    row = next(line for line in table(scatter([{TIE: 1.0}, {TIE: 3.0}])) if "by_tie" in line)
    assert "state:XB content" in row


def test_every_median_of_a_case_has_one_place_under_all_seeds() -> None:
    one, other = (medians(map_of("wechat-five-lines", 0), seed, 1_000) for seed in (1, 2))
    assert set(one) == set(other)
    assert {"reach", "actors", "events", "summary"} <= {place[0] for place in one}
    assert any(one[place] != other[place] for place in one)
