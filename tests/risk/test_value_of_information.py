"""What finding out is worth: closed forms, and small cases by hand."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr, ndtri

from risk.arrays import Floats
from risk.uncertainty.value_of_information import BestOption, choice, evpi, evppi, evppi_together, net_benefit
from tests.risk.test_distributions import case

BENEFITS = arrays(np.float64, (3, 40), elements=st.integers(-20, 20).map(float))
SIDE = 1_200


def middles(count: int) -> Floats:
    """Normal scores of the middles of equally likely slices."""
    return np.asarray(ndtri((np.arange(count) + 0.5) / count))


def gain(mean: float, sd: float) -> float:
    """How much better than the better of a normal number's mean and 0 the larger of it and 0 is on average."""
    z = mean / sd
    return mean * float(ndtr(z)) + sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - max(mean, 0.0)


@cache
def squared() -> tuple[Floats, Floats, Floats]:
    """Every pair of slices of p1 and p2 once, and the net benefits of p1 − p2 and of nothing."""
    inputs = case("V-02")["inputs"]
    (_, mean1, sd1), (_, mean2, sd2) = inputs["p1"], inputs["p2"]
    p1, p2 = np.repeat(mean1 + sd1 * middles(SIDE), SIDE), np.tile(mean2 + sd2 * middles(SIDE), SIDE)
    return p1, p2, np.stack([p1 - p2, np.zeros_like(p1)])


def test_v01_knowing_everything() -> None:
    v01 = case("V-01")
    mean, sd = v01["inputs"]["nb_mean"], v01["inputs"]["nb_sd"]
    assert gain(mean, sd) == pytest.approx(v01["expected"]["evpi"], abs=v01["tolerance"])
    benefit = np.stack([mean + sd * middles(2**20), np.full(2**20, v01["inputs"]["alternative"])])
    assert evpi(benefit) == pytest.approx(v01["expected"]["evpi"], abs=1e-5)


def test_v02_knowing_one_number() -> None:
    v02 = case("V-02")
    expected = v02["expected"]["evppi_p1"], v02["expected"]["evppi_p2"]
    assert (gain(1, 1), gain(1, 2)) == pytest.approx(expected, abs=v02["tolerance"])
    p1, p2, benefit = squared()
    found = evppi(benefit, p1, bins=SIDE), evppi(benefit, p2, bins=SIDE)
    assert found == pytest.approx(expected, abs=1e-3)
    assert sum(found) < evpi(benefit)


def test_v02_a_few_bins_lose_little() -> None:
    p1, p2, benefit = squared()
    found = evppi(benefit, p1), evppi(benefit, p2)
    assert found == pytest.approx((gain(1, 1), gain(1, 2)), abs=3e-3)


def test_v02_by_regression() -> None:
    p1, p2, benefit = (each[..., ::7] for each in squared())
    found = tuple(evppi_together(benefit, p[None]) for p in (p1, p2))
    assert found == pytest.approx((gain(1, 1), gain(1, 2)), abs=3e-3)
    assert evppi_together(benefit, np.stack([p1, p2])) == pytest.approx(evpi(benefit), abs=3e-3)


def test_two_numbers_of_which_only_the_product_counts_are_worth_finding_out_together() -> None:
    """Half the mean size of the product of two standard normal numbers, 1/π; either one alone tells nothing."""
    one, other = np.repeat(middles(400), 400), np.tile(middles(400), 400)
    benefit = np.stack([one * other, np.zeros_like(one)])
    assert evppi_together(benefit, np.stack([one, other])) == pytest.approx(1 / math.pi, rel=0.01)
    assert [evppi_together(benefit, each[None]) for each in (one, other)] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_the_worth_of_a_choice_is_as_worked_out_by_hand() -> None:
    benefit = np.array([[0.0, 0.0, 0.0, 0.0], [4.0, -1.0, 0.0, -1.0]])
    assert choice(benefit) == BestOption(1, (1 + 0.5) / 4, 1.0 - 0.5)
    assert evppi(benefit, np.array([1.0, 2.0, 1.5, 3.0]), bins=2) == pytest.approx(1.0 - 0.5)
    assert evppi(benefit, np.array([1.0, 2.0, 3.0, 4.0]), bins=1) == 0.0


def test_benefit_is_what_is_avoided_over_the_years_less_what_is_lost() -> None:
    found = net_benefit(np.array([[100.0], [0.0]]), np.array([[300.0], [0.0]]), rate=10, years=2)
    assert found.tolist() == [[1_700.0], [0.0]]


@given(BENEFITS, arrays(np.float64, 40, elements=st.floats(-5, 5), unique=True))
def test_one_number_is_never_worth_more_than_everything(benefit: Floats, number: Floats) -> None:
    assert -1e-9 <= evppi(benefit, number, bins=8) <= evpi(benefit) + 1e-9


@given(BENEFITS)
def test_where_one_option_is_always_best_nothing_is_worth_finding_out(benefit: Floats) -> None:
    sure = np.concatenate([benefit, benefit.max(axis=0, keepdims=True) + 1.0])
    found = choice(sure)
    assert (found.best, found.chance) == (3, 1.0)
    assert found.worth == pytest.approx(0.0, abs=1e-9)
    assert evppi(sure, np.arange(40.0), bins=8) == pytest.approx(0.0, abs=1e-9)
