"""Numbers in words: two figures, an interval beside each, no word of likelihood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.report.sentences import (
    actor_name,
    as_read,
    as_sure,
    chance,
    enumerated,
    figures,
    interval,
    number,
    people,
    percent,
    percent_of,
    percents,
    persons,
    rests_sentence,
    signed,
    span,
    the_actor,
    with_interval,
)
from assessments.results.part import NumberOrigin, Quantity

POINT = Quantity(0.0846)


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (0, "0"),
        (1e-40, "almost 0"),
        (0.0012, "0.0012"),
        (0.00034, "3.4 in 10,000"),
        (-3e-8, "−3 in 100 million"),
        (9.99e-6, "1 in 100,000"),
        (0.144, "0.14"),
        (2.04, "2"),
        (2.44, "2.4"),
        (99.6, "100"),
        (1234.5, "1,200"),
        (60207, "60,000"),
        (999_999, "1 million"),
        (1_960_000, "2 million"),
        (19_000_000, "19 million"),
        (2.4e9, "2.4 billion"),
    ],
)
def test_a_number_has_two_significant_figures(x: float, shown: str) -> None:
    assert figures(x) == shown


def test_percentages_of_one_whole_add_up_to_100() -> None:
    assert percents([0.053, 0.064, 0.685, 0.198]) == ["5%", "6%", "69%", "20%"]
    assert percents([0.005, 0.004, 0.991]) == ["1%", "less than 1%", "99%"]
    assert percents([0.004, 0.996]) == ["less than 1%", "more than 99%"]
    assert percents([1.0]) == percents([1.0 - 1e-12]) == percents([sum([0.1] * 10)]) == ["100%"]


def test_people_are_about_so_many() -> None:
    assert [people(x) for x in (0, 0.004, 0.4, 1234.5)] == ["none", "fewer than 0.01", "about 0.4", "about 1,200"]


def test_a_small_number_is_below_a_bound() -> None:
    assert [number(x) for x in (0, 0.0044, -0.0044, 212.283)] == ["0", "below 0.01", "just below 0", "210"]


def test_a_chance_is_so_many_in_100() -> None:
    assert [chance(p) for p in (0, 0.0099, 0.0846, 0.125, 0.135, 0.995, 1)] == [
        "none",
        "less than 1 in 100",
        "about 8 in 100",
        "about 13 in 100",
        "about 14 in 100",
        "more than 99 in 100",
        "certain",
    ]


def test_people_are_counted_with_the_noun_that_fits() -> None:
    assert [persons(x) for x in (0.0, 0.004, 0.5, 1.04, 1.06, 1234.0)] == [
        "nobody",
        "fewer than 0.01 persons",
        "about 0.5 persons",
        "about 1 person",
        "about 1.1 people",
        "about 1,200 people",
    ]


def test_a_share_has_two_figures_at_most() -> None:
    assert [percent(s) for s in (0, 0.001, 0.309, 0.996, 1)] == ["0%", "less than 1%", "31%", "more than 99%", "100%"]


def test_what_a_forecast_rests_on_is_said_from_the_least_to_the_most_certain_and_what_is_nothing_is_left_out() -> None:
    split: dict[NumberOrigin, float] = {"stated": 0.16, "counted": 0.47, "bracketed": 0.16, "judged": 0.21}
    assert rests_sentence(split) == (
        "Of the forecast, 21% rests on judged numbers, 16% on bracketed, 47% on counted and 16% on stated ones."
    )
    assert rests_sentence({**dict.fromkeys(split, 0.0), "stated": 1.0}) == (
        "Of the forecast, 100% rests on stated numbers."
    )
    assert rests_sentence(dict.fromkeys(split, 0.0)) == "The forecast is nobody, and rests on no number."


def test_an_interval_that_is_not_computed_says_so() -> None:
    assert interval(POINT) == "interval not computed"
    assert with_interval(Quantity(1234.5), people) == "about 1,200 (interval not computed)"


def test_an_interval_stands_beside_the_median_once_it_is_there() -> None:
    q = Quantity(3641.9, mean=5470.2, median=3543.0, low=1166.0, high=15910.0)
    assert with_interval(q, people) == "about 3,500 (90% interval 1,200–16,000)"
    assert with_interval(Quantity(1.0, low=1.0, median=1.0, high=1.0), chance) == "certain"
    assert with_interval(Quantity(1.0, low=1.0, median=1.0, high=1.0), number) == "1 (90% interval 1)"
    assert interval(Quantity(0.5, 0.6, 0.5, 0.002, 4.0), people) == "90% interval fewer than 0.01 to 4"
    assert interval(Quantity(0.5, 0.6, 0.5, 0.25, 0.9), percent) == "90% interval 25–90%"
    assert interval(Quantity(0.5, 0.6, 0.5, 0.25, 0.999), percent) == "90% interval 25 to more than 99%"
    assert interval(Quantity(0.0, 0.0, 0.0, 0.0, 0.0), people) == "90% interval none"
    assert with_interval(Quantity(0.0, 0.0, 0.0, 0.0, 0.0), people) == "none"
    assert interval(Quantity(1e-3, 1e-3, 1e-3, 1e-4, 2e-3), people) == "90% interval fewer than 0.01"
    assert interval(Quantity(1e-3, 1e-3, 1e-3, 1e-4, 2e-3), chance) == "90% interval less than 1 in 100"


@pytest.mark.parametrize(
    ("median", "error", "told"),
    [
        (0.64, 0.001, 0.64),
        (0.64, 0.02, 0.6),
        (45_000.0, 900.0, 45_000.0),
        (45_400.0, 4_100.0, 50_000.0),
        (-2.4, 0.2, -2.0),
        (0.0, 0.1, 0.0),
        (7_400.0, 2_000.0, 10_000.0),
        (4_400.0, 9_000.0, 4_000.0),
        (17e6, None, 17e6),
    ],
)
def test_a_number_has_one_figure_where_its_error_is_above_one_in_the_second(
    median: float, error: float | None, told: float
) -> None:
    assert as_sure(Quantity(1.0, median=median, error=error)) == told


@pytest.mark.parametrize(
    ("median", "error", "told"),
    [
        (0.43, 0.01, "about 43 in 100"),
        (0.43, 0.011, "about 45 in 100"),
        (0.43, 0.06, "about 40 in 100"),
        (0.43, 0.3, "about 40 in 100"),
        (0.98, 0.05, "about 98 in 100"),
        (0.02, 0.05, "about 2 in 100"),
        (0.43, None, "about 43 in 100"),
    ],
)
def test_a_chance_is_told_in_steps_that_are_no_smaller_than_its_error(
    median: float, error: float | None, told: str
) -> None:
    assert as_read(Quantity(0.5, median=median, error=error), chance) == told


def test_a_share_is_told_as_a_chance_is_and_a_difference_that_may_be_none_as_none() -> None:
    removed = Quantity(0.2, median=-0.187, low=-0.3, high=0.1, error=0.02)
    assert as_read(removed, percent) == "−20%"
    moved = Quantity(0.0, median=-3.07, low=-520.0, high=490.0, error=7.0)
    assert as_read(moved, number) == "0"
    assert as_read(Quantity(0.0, median=7_400.0, low=0.0, high=9_000.0, error=9_000.0)) == "7,000"
    assert with_interval(replace(moved, error=0.2)) == "−3 (90% interval −520 to 490)"


def test_no_rounding_takes_a_number_out_of_its_interval_and_parts_removed_are_shares() -> None:
    assert as_read(Quantity(5.3, median=5.3, low=5.3, high=5.8, error=0.25)) == "5.3"
    assert as_read(Quantity(0.97, median=0.97, low=0.96, high=0.99, error=0.02), percent) == "97%"
    assert as_read(Quantity(0.97, median=0.97, low=0.93, high=0.99, error=0.02), percent_of) == "95%"
    assert as_read(Quantity(0.146, median=0.146, low=-0.1, high=0.3, error=0.03), percent_of) == "15%"
    assert as_read(Quantity(400.0, median=400.0, low=0.0, high=9_000.0, error=900.0)) == "400"


def test_no_end_can_be_read_with_the_unit_of_the_other() -> None:
    assert span(2.0, 5e6) == "2–5,000,000"
    assert span(200.0, 999_000.0) == "200–1,000,000"
    assert span(-85e6, 1.2e6, signed) == "−85 million to +1.2 million"
    assert span(-85.0, 1.2e6, signed) == "−85 to +1,200,000"
    assert span(-5e6, 2e6) == "−5 million to 2 million"
    assert span(-5.0, 2e6) == "−5 to 2,000,000"


def test_ends_far_below_one_are_so_many_in_a_round_number_which_both_say_once() -> None:
    assert span(2e-6, 5e-6) == "2–5 in a million"
    assert span(3e-8, 4e-5) == "3 in 100 million to 4 in 100,000"
    assert span(1e-5, 0.003) == "1–300 in 100,000"
    assert span(3e-5, 0.02) == "3–2,000 in 100,000"
    assert span(5e-4, 0.999) == "5 in 10,000 to 1"
    assert span(2e6, 5e6) == "2–5 million"
    assert span(0.0, 5e6) == "0–5 million"
    assert span(5e5, 3e6) == "500,000–3 million"
    assert span(0.0, 3e-5) == "0–3 in 100,000"
    assert span(1e-12, 3e-5) == "almost 0 to 3 in 100,000"


def test_a_list_is_parted_by_semicolons_where_a_name_has_a_comma() -> None:
    assert [enumerated(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"], ["a, b", "c", "d"])] == [
        "none",
        "a",
        "a and b",
        "a, b and c",
        "a, b; c; and d",
    ]
    assert enumerated(["a", "b", "c"], 1) == "a and 2 more"


def test_every_state_is_named_the_same_way() -> None:
    names = ["China (CN)", "United States (US)", "Taiwan (TW)", "XB", "Criminals"]
    actors = ("state:CN", "state:US", "state:TW", "state:XB", "criminals")
    assert [actor_name(a) for a in actors] == names
    assert [the_actor(a) for a in actors] == ["China (CN)", "the United States (US)", "Taiwan (TW)", "XB", "criminals"]
