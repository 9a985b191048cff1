"""How sure an order is: published chances of the worked example, and small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from risk.uncertainty.distributions import Distribution, lognormal_through
from risk.uncertainty.draws import drawn
from risk.uncertainty.ranking import RankInterval, compared, rank_intervals, ranks, word
from tests.risk.test_distributions import case
from tests.support.options_by_hand import OPTIONS, STATUS_QUO, harm, numbers

Floats = NDArray[np.float64]

RESULTS = arrays(np.float64, (4, 30), elements=st.integers(0, 5).map(float))


def test_u06_the_chance_that_one_product_is_above_another() -> None:
    u06 = case("U-06")
    bulk, other = u06["inputs"], u06["inputs"]["compare_with"]
    known: dict[str, Distribution] = {
        name: lognormal_through(of["median"] / of["q95_over_q50"], of["median"] * of["q95_over_q50"])
        for name, of in (("rate", bulk["lambda"]), ("persons", bulk["weighted_persons"]), ("other", other))
    }
    rate, persons, rest = drawn(known, 200_000, 0, 10)
    found = compared(rate * bulk["success"] * persons, rest)
    assert found.chance == pytest.approx(u06["expected"]["P_greater"], abs=0.002)
    assert abs(found.chance - u06["expected"]["P_greater"]) < 4 * found.error
    assert found.word == "stable"


def test_u03_the_chances_that_one_option_leaves_less_than_another() -> None:
    u03, left = case("U-03"), harm(numbers())
    pairs = {
        "P_custody_below_full_ban": ("full_ban", "custody_audit"),
        "P_e2ee_below_full_ban": ("full_ban", "e2ee"),
        "P_custody_below_e2ee": ("e2ee", "custody_audit"),
        "P_combo_below_full_ban": ("full_ban", "custody_e2ee"),
        "P_divest_below_custody": ("custody_audit", "divest"),
    }
    found = {name: compared(left[above], left[below]) for name, (above, below) in pairs.items()}
    expected = {name: u03["expected"][name] for name in pairs}
    assert {name: each.chance for name, each in found.items()} == pytest.approx(expected, abs=u03["tolerance"])
    assert [each.word for each in found.values()] == [
        *["not distinguishable on this evidence"] * 3,
        "stable",
        word(0.5),
    ]


def test_what_differs_by_rounding_alone_has_no_order() -> None:
    one = np.array([0.3, 0.0, 7e9, 1e-12, 5.0])
    other = np.array([0.1 + 0.2, 0.0, 7e9 * (1.0 + 2e-16), 1e-12, 5.0])
    found = compared(one, other)
    assert (found.chance, found.tied, found.word) == (0.5, 1.0, "no order")
    assert ranks(np.stack([one, other])).tolist() == [[1.5] * 5] * 2


def test_one_draw_that_differs_is_an_order_that_cannot_be_told() -> None:
    found = compared(np.array([1.0, 1.0, 2.0, 1.0]), np.ones(4))
    assert (found.chance, found.tied, found.word) == (0.625, 0.75, "not distinguishable on this evidence")


def test_the_places_of_the_options() -> None:
    left = harm(numbers())
    names = (STATUS_QUO, *OPTIONS)
    found = dict(zip(names, rank_intervals(np.stack([left[name] for name in names])), strict=True))
    assert found == {
        "status_quo": RankInterval(1, 1, 1),
        "download_ban": RankInterval(2, 2, 2),
        "full_ban": RankInterval(3, 3, 7),
        "e2ee": RankInterval(3, 4, 5),
        "custody_audit": RankInterval(3, 5, 6),
        "divest": RankInterval(4, 5, 6),
        "custody_e2ee": RankInterval(6, 7, 7),
    }


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
    found = compared(same, same.copy())
    assert (found.chance, found.error, found.tied, found.word) == (0.5, 0.0, 1.0, "no order")


def test_draws_that_are_no_whole_batches_have_no_error() -> None:
    assert compared(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0])).error == 0.0


def test_the_stated_error_holds_the_chance() -> None:
    off = []
    for seed in range(40):
        left = harm(numbers(1_000, seed))
        found = compared(left["full_ban"], left["custody_audit"])
        off.append((found.chance - case("U-03")["expected"]["P_custody_below_full_ban"]) / found.error)
    assert np.abs(off).max() < 4.5
    assert 0.5 < np.std(off) < 2.0


def test_ranks_by_hand() -> None:
    values = np.array([[3.0, 1.0], [1.0, 1.0], [2.0, 5.0]])
    assert ranks(values).tolist() == [[1.0, 2.5], [3.0, 2.5], [2.0, 1.0]]


@given(RESULTS)
def test_the_chances_of_both_orders_are_one(values: Floats) -> None:
    one, other = values[:2]
    assert compared(one, other).chance + compared(other, one).chance == pytest.approx(1.0, abs=1e-12)


@given(RESULTS)
def test_a_rank_interval_holds_its_middle(values: Floats) -> None:
    assert all(1 <= each.low <= each.median <= each.high <= 4 for each in rank_intervals(values))
