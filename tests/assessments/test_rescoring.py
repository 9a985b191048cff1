"""A changed number gives exactly what a new assessment would, on the old structure where that is the same."""

from __future__ import annotations

import random
from functools import cache

import pytest

from assessments.exports.json import export
from assessments.results.exposed import actor_rows
from assessments.results.headline import headline_numbers
from assessments.run import Assessment, Settings, assess, rescored, with_draws
from data_maps.model import DataMap
from data_maps.quantities import Estimate
from data_maps.reading import case_names, read_path
from data_maps.settings import with_setting
from tests.support.maps import small_map

SEEDS = 60
STATED = 15
VALUES = (0.0, 1.0, 0.2, 0.49, 0.5, 0.7)


@cache
def case(name: str) -> DataMap:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    return data_map


def stated(data_map: DataMap, values: dict[str, float]) -> DataMap:
    """The map with exact numbers at some addresses."""
    for address, value in values.items():
        changed = with_setting(data_map, f"{address}={value!r}")
        assert isinstance(changed, DataMap), changed
        data_map = changed
    return data_map


def loose(assessment: Assessment) -> list[str]:
    """Addresses of probabilities."""
    found = assessment.events.inputs.items()
    return [a for a, n in found if a.split(".")[0] in ("interest", "power", "control", "custody", "clear", "success")]


def structure(assessment: Assessment) -> tuple[object, ...]:
    """Everything events consist of, in its order."""
    found = assessment.events
    inputs = list(found.inputs.items())
    return found.data_map, found.equations, found.cores, found.events, found.left_out, inputs


def test_every_case_is_rescored_exactly() -> None:
    for name in case_names():
        before = assess(case(name))
        address = loose(before)[0]
        one, other = (stated(case(name), {address: value}) for value in (0.3, 0.41))
        found, whole = rescored(assess(one), other), assess(other)
        assert found is not None, name
        assert structure(found) == structure(whole), name
        assert export(found) == export(whole), name


def test_intervals_are_rescored_exactly() -> None:
    settings = Settings(draws=500)
    one, other = (stated(case("wechat-five-lines"), {"interest.CN": value}) for value in (0.3, 0.41))
    found = rescored(assess(one, settings), other)
    assert found is not None
    assert export(found) == export(assess(other, settings))


def test_random_maps_are_rescored_exactly_or_not_at_all() -> None:
    kept = 0
    for seed in range(SEEDS):
        draw = random.Random(seed)
        known = loose(assess(small_map(seed)))
        chosen = draw.sample(known, min(3, len(known)))
        one, other = (stated(small_map(seed), {a: draw.choice(VALUES) for a in chosen}) for _ in range(2))
        found, whole = rescored(assess(one), other), assess(other)
        if found is not None:
            kept += 1
            assert structure(found) == structure(whole)
            assert headline_numbers(found).harm == headline_numbers(whole).harm
            assert actor_rows(found) == actor_rows(whole)
    assert SEEDS // 10 < kept < SEEDS


def test_a_number_of_the_catalogue_that_is_stated_is_rescored_exactly_or_not_at_all() -> None:
    kept = 0
    for seed in range(STATED):
        draw = random.Random(seed)
        before = assess(small_map(seed))
        address = draw.choice(loose(before))
        other = stated(small_map(seed), {address: draw.choice(VALUES)})
        found, whole = rescored(before, other), assess(other)
        if found is not None:
            kept += 1
            assert structure(found) == structure(whole), address
            assert export(found) == export(whole), address
    assert STATED // 5 < kept < STATED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"power.CN.tencent": 0.4}, {"power.CN.tencent": 0.0}),
        ({"power.CN.tencent": 1.0}, {"power.CN.tencent": 0.4}),
        ({"power.CN.tencent": 0.4}, {}),
        ({}, {"share.users-us.service": 0.4}),
        ({}, {"interest.JP": 0.4}),
        ({"users.users-us.count": 10.0}, {"users.users-us.count": 20.0}),
    ],
)
def test_what_may_change_the_structure_is_not_rescored(one: dict[str, float], other: dict[str, float]) -> None:
    five = case("wechat-five-lines")
    assert rescored(assess(stated(five, one)), stated(five, other)) is None


def test_control_that_crosses_one_half_is_not_rescored() -> None:
    data_map = case("wechat-2020")
    address = next(a for a in assess(data_map).events.inputs if a.startswith("control."))
    below, above, more = (stated(data_map, {address: value}) for value in (0.49, 0.5, 0.6))
    assert rescored(assess(below), above) is None
    assert rescored(assess(above), more) is not None


def test_what_a_rate_counts_per_is_not_rescored() -> None:
    five = case("wechat-five-lines")
    yearly, each = (with_setting(five, f"demand.targeted.CN={rate}") for rate in ("2/year", "1e-6/person-year"))
    assert isinstance(yearly, DataMap)
    assert isinstance(each, DataMap)
    assert rescored(assess(yearly), each) is None


def test_another_map_is_not_rescored() -> None:
    assert rescored(assess(case("own-state")), case("wechat-five-lines")) is None


def test_the_range_of_a_number_that_is_certain_decides_whether_it_is_fixed() -> None:
    exact = Estimate(form="exact", best=1.0)
    wide = Estimate(form="range", low=0.5, best=1.0, high=1.0)
    five = case("wechat-five-lines")
    one, other = (five.model_copy(update={"estimates": {"power.CN.tencent": each}}) for each in (exact, wide))
    assert rescored(assess(one), other) is None


@pytest.mark.parametrize("address", ["interest.CN", "power.CN.tencent"])
def test_states_that_were_counted_before_are_those_of_the_new_numbers(address: str) -> None:
    before = assess(stated(case("wechat-five-lines"), {address: 0.4}))
    assert headline_numbers(before).bulk[5].point > 0.0
    other = stated(case("wechat-five-lines"), {address: 0.7})
    found = rescored(before, other)
    assert found is not None
    assert export(found) == export(assess(other))


def test_draws_are_added_to_what_was_found_without_them() -> None:
    points = assess(case("wechat-five-lines"))
    assert headline_numbers(points).bulk[5].low is None
    drawn = with_draws(points, 200)
    assert export(drawn) == export(assess(case("wechat-five-lines"), Settings(draws=200)))
    assert headline_numbers(points).bulk[5].low is None
