"""People as one total with parts: the counts that follow, and what is said of parts that cannot be."""

from __future__ import annotations

import pytest

from data_maps.quantities import Estimate
from data_maps.reading import read
from data_maps.writing import expanded_text
from tests.support.maps import table

MAP = """\
app: {name: A, operator: p}
as_of: 2026-01-01
users: {few: {in: XA}, many: {in: XA, exposure: at_risk}, apart: {in: XA, count: 7}}
data: [metadata]
parties: {p: {organised_in: XA}}
people: {total: {low: 2M, best: 7M, high: 19M, at_most: 19M}, groups: {few: 25%, many: rest}}
"""


def said(groups: str) -> list[str]:
    text = MAP.replace("{few: 25%, many: rest}", groups)
    return [str(problem) for problem in read(text, "m.yaml").problems]


def test_the_count_of_a_part_is_the_total_scaled() -> None:
    data_map = read(MAP, "m.yaml").data_map
    assert data_map is not None
    assert {group: said_of.count for group, said_of in data_map.users.items()} == {
        "few": Estimate(form="range", low=0.5e6, best=1.75e6, high=4.75e6, at_most=4.75e6),
        "many": Estimate(form="range", low=1.5e6, best=5.25e6, high=14.25e6, at_most=14.25e6),
        "apart": Estimate(form="plain", best=7.0),
    }
    assert str(data_map.places["users.few.count"]) == "m.yaml:6:77"


def test_a_part_is_exact_and_written_out_as_it_was_said() -> None:
    data_map = read(MAP, "m.yaml").data_map
    assert data_map is not None
    assert data_map.people is not None
    assert data_map.people.groups["few"].share == Estimate(form="exact", best=0.25)
    assert data_map.people.groups["many"].share == "rest"
    text = expanded_text(data_map)
    assert "groups: {few: {share: 0.25}, many: {share: rest}}" in text
    again = read(text, "m.yaml").data_map
    assert again is not None
    assert again.model_copy(update={"assumed": data_map.assumed}) == data_map


def test_parts_without_a_rest_are_scaled_to_the_whole() -> None:
    data_map = read(MAP.replace("{few: 25%, many: rest}", "{few: 20%, many: {share: 60%}}"), "m.yaml").data_map
    assert data_map is not None
    assert [data_map.users[group].count.best for group in ("few", "many")] == [1.75e6, pytest.approx(5.25e6)]
    assert [data_map.people_in(group) for group in ("few", "many")] == [1.75e6, pytest.approx(5.25e6)]


@pytest.mark.parametrize(("groups", "sentences"), table("data_maps/mistakes/people"))
def test_parts_that_cannot_be_are_problems_at_their_places(groups: str, sentences: list[str]) -> None:
    assert said(groups) == sentences


def test_a_part_that_nobody_knows_is_any_part() -> None:
    data_map = read(MAP.replace("few: 25%", "few: unknown"), "m.yaml").data_map
    assert data_map is not None
    assert data_map.people is not None
    assert data_map.people.groups["few"].share == Estimate(form="unknown", best=0.5)
    assert [data_map.users[group].count.best for group in ("few", "many")] == [3.5e6, 3.5e6]


def test_a_reading_whose_parts_come_to_more_than_all_people_is_a_problem_where_it_says_so() -> None:
    reading = "readings: {theirs: {title: Theirs, set: {people.few: 60%}}}\n"
    written = MAP.replace("{few: 25%, many: rest}", "{few: 20%, many: 60%}") + reading
    (problem,) = read(written, "m.yaml").problems
    said_there = "the parts of the people add up to 1.2, more than 100 % (check the parts)"
    assert str(problem) == f"m.yaml:7:54: readings.theirs.set.people.few: {said_there}"
    assert read(MAP + reading, "m.yaml").problems == ()
