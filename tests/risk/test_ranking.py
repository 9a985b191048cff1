"""How sure an order is: a published chance, and small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr

from risk.arrays import Floats
from risk.uncertainty.distributions import Z_HIGH, Distribution, Lognormal
from risk.uncertainty.draws import drawn_values
from risk.uncertainty.ranking import RankInterval, order_chance, rank_intervals, ranks, word
from tests.risk.test_distributions import case

RESULTS = arrays(np.float64, (4, 30), elements=st.integers(0, 5).map(float))


def test_u06_the_chance_that_one_product_is_above_another() -> None:
    u06 = case("U-06")
    bulk, other = u06["inputs"], u06["inputs"]["compare_with"]
    known: dict[str, Distribution] = {
        name: Lognormal(float(np.log(of["median"])), float(np.log(of["q95_over_q50"])) / Z_HIGH)
        for name, of in (("rate", bulk["lambda"]), ("persons", bulk["weighted_persons"]), ("other", other))
    }
    rate, persons, rest = drawn_values(known, 200_000, 0, 10)
    found = order_chance(rate * bulk["success"] * persons, rest)
    assert found.chance == pytest.approx(u06["expected"]["P_greater"], abs=0.002)
    assert abs(found.chance - u06["expected"]["P_greater"]) < 4 * found.error
    assert found.word == "stable"


def test_what_differs_by_rounding_alone_has_no_order() -> None:
    one = np.array([0.3, 0.0, 7e9, 1e-12, 5.0])
    other = np.array([0.1 + 0.2, 0.0, 7e9 * (1.0 + 2e-16), 1e-12, 5.0])
    found = order_chance(one, other)
    assert (found.chance, found.tied, found.word) == (0.5, 1.0, "no order")
    assert ranks(np.stack([one, other])).tolist() == [[1.5] * 5] * 2


def test_one_draw_that_differs_is_an_order_that_cannot_be_told() -> None:
    found = order_chance(np.array([1.0, 1.0, 2.0, 1.0]), np.ones(4))
    assert (found.chance, found.tied, found.word) == (0.625, 0.75, "not distinguishable on this evidence")


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "stable"),
        (0.9, "stable"),
        (0.0, "stable"),
        (0.1, "stable"),
        (0.8999, "leaning"),
        (0.75, "leaning"),
        (0.2, "leaning"),
        (0.7499, "not distinguishable on this evidence"),
        (0.5, "not distinguishable on this evidence"),
    ],
)
def test_the_words_have_their_limits(chance: float, said: str) -> None:
    assert word(chance) == said


def test_what_is_the_same_in_every_draw_has_no_order() -> None:
    same = np.arange(20.0)
    found = order_chance(same, same.copy())
    assert (found.chance, found.error, found.tied, found.word) == (0.5, 0.0, 1.0, "no order")


def test_draws_that_are_no_whole_batches_have_no_error() -> None:
    assert order_chance(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0])).error == 0.0


def test_the_stated_error_holds_the_chance() -> None:
    off = []
    for seed in range(40):
        one, other = np.random.default_rng(seed).normal(size=(2, 1_600))
        found = order_chance(one + 0.3, other)
        off.append((found.chance - ndtr(0.3 / 2**0.5)) / found.error)
    assert np.abs(off).max() < 4.5
    assert 0.5 < np.std(off) < 2.0


def test_ranks_of_equal_values_are_shared_as_worked_out_by_hand() -> None:
    values = np.array([[3.0, 1.0], [1.0, 1.0], [2.0, 5.0]])
    assert ranks(values).tolist() == [[1.0, 2.5], [3.0, 2.5], [2.0, 1.0]]


def test_an_actor_lies_between_the_places_that_draws_leave_it() -> None:
    """One above all others in every draw; of the two others the first above the second in three of four."""
    values = np.stack([np.full(20, 99.0), np.arange(20.0), np.full(20, 4.5)])
    assert rank_intervals(values) == (RankInterval(1, 1, 1), RankInterval(2, 2, 3), RankInterval(2, 3, 3))


@given(RESULTS)
def test_the_chances_of_both_orders_are_one(values: Floats) -> None:
    one, other = values[:2]
    assert order_chance(one, other).chance + order_chance(other, one).chance == pytest.approx(1.0, abs=1e-12)


@given(RESULTS)
def test_a_rank_interval_holds_its_middle(values: Floats) -> None:
    assert all(1 <= each.low <= each.median <= each.high <= 4 for each in rank_intervals(values))


def test_numbers_too_small_to_be_evened_rank_below_all_others() -> None:
    assert ranks(np.array([[1e-310], [1.0], [1e-305]])).ravel().tolist() == [3.0, 1.0, 2.0]
