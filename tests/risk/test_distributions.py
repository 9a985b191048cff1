"""Distributions against published and derived numbers, and against their own definition."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import strategies as st

from data_maps.quantities import estimate
from risk.uncertainty.distributions import (
    Beta,
    Cut,
    Gamma,
    Lognormal,
    Point,
    TwoPiece,
    distribution,
    widening,
)

NUMBERS = yaml.safe_load((Path(__file__).parents[1] / "conformance" / "method.yaml").read_text(encoding="utf-8"))
SHARES = st.floats(0.0001, 0.9999)


def case(name: str) -> Any:
    return next(case for case in NUMBERS["cases"] if case["id"] == name)


def test_e01_the_printed_betas_have_the_printed_ends_means_and_medians() -> None:
    e01 = case("E-01")
    for given, row in zip(e01["inputs"], e01["expected"], strict=True):
        beta = Beta(row["alpha"], row["beta"])
        found = (beta.quantile(0.05), beta.quantile(0.95), beta.mean, beta.median)
        assert found == pytest.approx((given["q05"], given["q95"], row["mean"], row["median"]), abs=e01["tolerance"])


def test_ranges_that_held_too_few_truths_are_stretched() -> None:
    e03 = case("E-03")
    factors = [widening(rate) for rate in e03["inputs"]["hit_rate"]]
    assert factors == pytest.approx(e03["expected"]["factor"], abs=e03["tolerance"])


def test_a_range_that_is_as_good_as_one_number_is_that_number() -> None:
    narrow = estimate({"low": 0.3, "best": 0.3000002, "high": 0.300001}, "share")
    found = distribution(narrow, "probability", "A1")
    assert isinstance(found, Point)
    assert found.value == pytest.approx(0.3000002)


HALVES = [
    TwoPiece(math.log(0.01), 0.4, 1.7, logit=False),
    TwoPiece(math.log(7e6), 0.76, 0.6, logit=False),
    TwoPiece(-2.0, 0.5, 2.5, logit=True),
    TwoPiece(3.0, 1.2, 0.3, logit=True),
]


@pytest.mark.parametrize("of", HALVES)
def test_the_mean_of_two_halves_is_that_of_their_quantiles(of: TwoPiece) -> None:
    z = np.linspace(-9, 9, 2_000_001)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    assert of.mean == pytest.approx(float(np.trapezoid(of.at_normal(z) * density, z)), rel=1e-6)


@pytest.mark.parametrize("of", HALVES)
def test_the_cumulative_of_two_halves_undoes_their_quantiles(of: TwoPiece) -> None:
    p = np.array([0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999])
    assert of.cumulative(of.quantiles(p)) == pytest.approx(p, abs=1e-12)


def test_halves_of_one_width_on_the_log_scale_are_a_lognormal() -> None:
    found = distribution(estimate([0.01, 0.1, 1], "rate"), "rate")
    assert isinstance(found, Lognormal)
    assert (found.mu, found.sigma) == pytest.approx((math.log(0.1), math.log(10) / 1.6448536269514722))


def test_a_best_value_at_an_end_leaves_that_half_without_width() -> None:
    found = distribution(estimate({"low": 2, "best": 2, "high": 8}, "count"), "count")
    assert found.quantiles(np.array([0.05, 0.5, 0.95])) == pytest.approx((2, 2, 8), rel=1e-9)


WHOLES = [*HALVES, Beta(2, 5), Gamma(2.5, 10), Lognormal(0, 1)]


@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize(("least", "most"), [(None, 0.8), (0.1, None), (0.1, 0.8)])
def test_what_is_left_between_two_bounds_is_scaled_up(
    whole: TwoPiece | Beta | Gamma | Lognormal, least: float | None, most: float | None
) -> None:
    """The bounds stand at quantiles of the whole: the share p of what is left lies there in the whole."""
    bounds = [None if p is None else whole.quantile(p) for p in (least, most)]
    below, under = least or 0.0, 1.0 if most is None else most
    cut = Cut(whole, *bounds)
    p = np.linspace(0.001, 0.999, 999)
    assert cut.quantiles(p) == pytest.approx(whole.quantiles(below + (under - below) * p), rel=1e-9)
    middles = (np.arange(400_000) + 0.5) / 400_000
    assert cut.mean == pytest.approx(float(cut.quantiles(middles).mean()), rel=1e-3)


def test_nothing_of_a_cut_number_lies_beyond_its_bounds() -> None:
    number = estimate({"low": "2M", "best": "7M", "high": "19M", "at_least": "1M", "at_most": "19M"}, "count")
    found = distribution(number, "count")
    assert (found.quantile(1e-9), found.quantile(1 - 1e-9)) == pytest.approx((1e6, 19e6), rel=1e-3)
    assert number.best == 7e6


def test_a_bound_beyond_all_that_can_be_changes_nothing() -> None:
    wide = distribution(estimate({"best": 0.4, "at_most": 1.0}, "share"), "probability")
    whole = distribution(estimate({"best": 0.4}, "share"), "probability")
    p = np.linspace(0.01, 0.99, 99)
    assert wide.quantiles(p) == pytest.approx(whole.quantiles(p), rel=1e-9)
    assert wide.mean == pytest.approx(whole.mean, rel=1e-9)
