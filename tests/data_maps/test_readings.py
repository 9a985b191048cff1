"""Readings: disputed numbers as each side of a dispute has them."""

from __future__ import annotations

import pytest

from data_maps.model import DataMap
from data_maps.problems import Problem
from data_maps.quantities import Estimate
from data_maps.reading import read, with_reading, with_setting
from tests.support.maps import table

MAP = """\
app: {name: A, operator: p}
as_of: 2026-01-01
users: {XA: 5k}
data: [metadata]
parties: {p: {organised_in: XA}, q: {organised_in: XB}}
sources: {motion: {title: The motion}}
estimates: {power.XB.p: 0.5}
readings:
  government: {title: The motion, source: motion, set: {power.XB.p: [0.7, 0.9, 0.98], interest.XB: 0.9}}
  reply: {title: The complaint, set: {power.XB.p: 0.1}}
"""


def the_map() -> DataMap:
    data_map = read(MAP, "m.yaml").data_map
    assert data_map is not None
    return data_map


def under(data_map: DataMap, reading: str) -> DataMap:
    changed = with_reading(data_map, reading)
    assert isinstance(changed, DataMap), str(changed)
    return changed


def test_a_reading_sets_its_numbers_in_place_of_the_maps_own() -> None:
    changed = under(the_map(), "government")
    assert changed.estimates == {
        "power.XB.p": Estimate(form="range", low=0.7, best=0.9, high=0.98),
        "interest.XB": Estimate(form="plain", best=0.9),
    }
    assert changed.overruled == {"power.XB.p": Estimate(form="plain", best=0.5)}
    assert (the_map().reading, changed.reading) == (None, "government")
    assert str(changed.places["estimates.power.XB.p"]) == "m.yaml:9:69"


@pytest.mark.parametrize(
    ("address", "old", "new"),
    [
        ("power.XB.p", "power.XB.p: 0.5", "power.XB.p: {best: 0.5, agreed: {by: both}}"),
        ("users.users-xa.count", "users: {XA: 5k}", "users: {XA: {best: 5k, agreed: {by: both}}}"),
    ],
)
def test_an_agreed_number_is_the_same_in_every_reading(address: str, old: str, new: str) -> None:
    text = MAP.replace("interest.XB: 0.9", "users.users-xa.count: 7k")
    problems = [problem for problem in read(text.replace(old, new), "m.yaml").problems if problem.path]
    assert {(problem.message, problem.hint) for problem in problems} == {
        (f"{address} is agreed, and this reading has it otherwise", "leave it out here, or leave out agreed there")
    }
    readings = 2 if address == "power.XB.p" else 1
    assert [problem.path.startswith("readings.") for problem in problems] == [True] * readings


def test_a_reading_takes_the_place_of_another() -> None:
    again = under(under(the_map(), "government"), "reply")
    assert again == under(the_map(), "reply")
    assert again.overruled == {"power.XB.p": Estimate(form="plain", best=0.5)}


def test_what_is_set_from_outside_stays_under_a_reading_and_goes_before_it_after() -> None:
    outside = Estimate(form="exact", best=0.3, why="set from outside the map")
    first = with_setting(the_map(), "power.XB.p=0.3")
    assert isinstance(first, DataMap)
    assert under(first, "government").estimates["power.XB.p"] == outside
    after = with_setting(under(the_map(), "government"), "power.XB.p=0.3")
    assert isinstance(after, DataMap)
    assert after.estimates["power.XB.p"] == outside
    assert after.estimates == under(first, "government").estimates


def test_a_reading_that_the_map_lacks_is_a_problem() -> None:
    assert str(with_reading(the_map(), "goverment")) == (
        "--reading:1:1: no reading called 'goverment' (did you mean 'government'?)"
    )
    assert str(with_reading(the_map(), "judge")) == (
        "--reading:1:1: no reading called 'judge' (one of government, reply)"
    )
    none = with_reading(the_map().model_copy(update={"readings": {}}), "judge")
    assert isinstance(none, Problem)
    assert none.hint == "the map has no readings"


@pytest.mark.parametrize(("old", "new", "sentence"), table("data_maps/mistakes/readings"))
def test_a_reading_with_a_mistake_is_a_problem_at_its_place(old: str, new: str, sentence: str) -> None:
    assert MAP.count(old) == 1
    assert [str(problem) for problem in read(MAP.replace(old, new), "m.yaml").problems] == [sentence]


def test_more_people_than_live_in_a_country_cannot_be_set_from_outside() -> None:
    text = MAP.replace("users: {XA: 5k}", "users: {DE: 5k}")
    data_map = read(text, "m.yaml").data_map
    assert data_map is not None
    assert str(with_setting(data_map, "users.users-de.count=200M")) == (
        "--set:1:22: users.users-de.count: 200,000,000 people are more than the 82,927,922 "
        "who live there (look at the unit: accounts are not people)"
    )
    assert isinstance(with_setting(data_map, "users.users-de.count=100M"), DataMap)
