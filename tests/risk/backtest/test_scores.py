"""Scores of forecasts on examples worked by hand, and their laws."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.arrays import Floats
from risk.backtest.scores import (
    ForecastScore,
    Interval,
    alike_chances,
    chances,
    coverage,
    frame_chances,
    number,
    reliability,
    report,
    residuals,
    score,
)
from risk.backtest.units import groups_of, observed_counts, visible_units, years_of

LN2 = math.log(2)
TWO_DRAWS = np.array([[LN2, LN2, 2 * LN2], [0.0, LN2, 0.0]])
"""Expected events of three units in two simulations: chances a half and none, a half twice, three quarters and none."""


def test_a_chance_is_the_mean_over_what_units_share() -> None:
    assert chances(TWO_DRAWS) == pytest.approx([0.25, 0.5, 0.375])


def test_brier_and_logarithmic_score_by_hand() -> None:
    """Errors 3/4, 1/2, 3/8; chances of what came 1/4, 1/2, 5/8."""
    happened = np.array([True, True, False])
    scored = score(chances(TWO_DRAWS), happened)
    assert scored.brier == pytest.approx((9 / 16 + 1 / 4 + 9 / 64) / 3)
    assert scored.log == pytest.approx(-(math.log(1 / 4) + math.log(1 / 2) + math.log(5 / 8)) / 3)


def test_skill_is_what_is_left_of_another_forecasts_score() -> None:
    assert astuple(ForecastScore(0.1, 0.3).skill_over(ForecastScore(0.2, 0.2))) == pytest.approx((0.5, -0.5))


def test_a_forecast_that_was_certain_and_wrong_is_bad_and_finite() -> None:
    scored = score(np.array([0.0, 1.0]), np.array([True, False]))
    assert astuple(scored) == pytest.approx((1.0, 12 * math.log(10)))


def test_the_frames_own_rate_leaves_each_unit_out() -> None:
    """One event in unit 1: the others see (0 + ½) ÷ 6 years, units 2 and 3 see (1 + ½) ÷ 7 and ÷ 5 years."""
    rates = np.array([0.5 / 6, 1.5 / 7, 1.5 / 5])
    made = frame_chances(np.array([1, 0, 0]), np.array([3.0, 2.0, 4.0]))
    assert made == pytest.approx(1 - np.exp(-rates * [3, 2, 4]))


def test_every_service_alike_has_the_forecasts_mean_rate() -> None:
    """Three events expected in six years: half an event a year."""
    made = alike_chances(np.array([[3.0, 0.0]]), np.array([2.0, 4.0]))
    assert made == pytest.approx([1 - math.exp(-1), 1 - math.exp(-2)])


def test_the_whole_number_has_the_spread_of_what_units_share_and_that_of_chance() -> None:
    """Two simulations alike but for the total, 1 or 3: at most none in (e^-1 + e^-3) ÷ 2 of all."""
    made = number(np.array([[0.5, 0.5], [1.0, 2.0]]), np.array([0, 0]))
    assert (made.mean, made.observed) == (2.0, 0)
    assert astuple(made.expected) == pytest.approx((2.0, 1.1, 2.9))
    assert made.predicted == Interval(2.0, 0.0, 5.0)
    assert made.pit == pytest.approx((math.exp(-1) + math.exp(-3)) / 4)


def test_a_reliability_curve_counts_equal_forecasts_together() -> None:
    forecast = np.array([0.1, 0.1, 0.1, 0.1, 0.4, 0.6])
    happened = np.array([False, False, True, False, True, True])
    first, second = reliability(forecast, happened, bins=3)
    assert astuple(first) == pytest.approx((0.1, 0.25, 4))
    assert astuple(second) == pytest.approx((0.5, 1.0, 2))


def test_coverage_counts_the_values_inside_each_interval_as_worked_out_by_hand() -> None:
    """Of 0 to 100: 50 inside both, 10 inside 90 % alone, 99 inside none."""
    values = np.arange(101.0)
    made = coverage([values] * 3, [50.0, 10.0, 99.0])
    assert (made.inside_50, made.inside_90, made.n) == pytest.approx((1 / 3, 2 / 3, 3))
    assert made.pit == pytest.approx((50.5 / 101, 10.5 / 101, 99.5 / 101))


def test_nothing_observed_covers_nothing() -> None:
    with pytest.raises(ValueError, match="at least one observation"):
        coverage([], [])


def test_residuals_tell_a_lean_for_or_against_a_group() -> None:
    """Expected 4 a unit: none in CN is outside its interval, 1 to 8; 4 of 8 of both together are inside theirs."""
    made = residuals(np.full((1, 2), 4.0), np.array([0, 4]), [("CN", "all"), ("US", "all")])
    rows = {name: (each.expected, each.observed, each.low, each.high, each.units) for name, each in made.items()}
    assert rows == {"CN": (4.0, 0, 1.0, 8.0, 1), "US": (4.0, 4, 1.0, 8.0, 1), "all": (8.0, 4, 4.0, 13.0, 2)}
    assert [name for name, each in made.items() if each.outside] == ["CN"]


def test_a_report_on_the_visible_services_has_every_score() -> None:
    """A forecast of the frame's mean rate with a shared factor: no better than the frame, and far from perfect."""
    units = visible_units()
    years, observed = years_of(units), observed_counts(units, "intrusion")
    factors = np.random.default_rng(1).lognormal(0.0, 0.5, 20_000)
    made = report(
        np.multiply.outer(factors, years * 10 / 656.7),
        observed,
        years,
        {"owner": groups_of(units, "owner"), "kind": groups_of(units, "kind"), "size": groups_of(units, "size")},
    )
    assert made.number.observed == 10
    assert made.number.mean == pytest.approx(10 * math.exp(0.125), rel=0.02)
    assert made.number.predicted.low <= 10 <= made.number.predicted.high
    assert astuple(made.skill_over_alike) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert abs(made.skill_over_frame.brier) < 0.05
    assert sum(each.n for each in made.bins) == 70
    assert sum(each.observed for each in made.residuals["size"].values()) == 10
    assert made.residuals["owner"]["CN"].units == 16


@pytest.mark.parametrize(
    ("expected", "observed", "years", "says"),
    [
        (np.ones((2, 3)), [0, 0], [1.0, 1.0], "not of the same units"),
        (np.ones(2), [0, 0], [1.0, 1.0], "not of the same units"),
        (np.ones((0, 2)), [0, 0], [1.0, 1.0], "not of the same units"),
        (np.ones((2, 1)), [0], [1.0], "fewer than two units"),
        (np.array([[1.0, -1.0]]), [0, 0], [1.0, 1.0], "0 or above"),
        (np.array([[1.0, math.nan]]), [0, 0], [1.0, 1.0], "0 or above"),
    ],
)
def test_what_cannot_be_scored_is_refused(expected: Floats, observed: list[int], years: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        report(expected, np.array(observed), np.array(years), {})


OUTCOMES = st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=40)


@given(OUTCOMES)
def test_the_truth_scores_best_and_moving_towards_it_helps(outcomes: list[tuple[float, bool]]) -> None:
    forecast = np.array([chance for chance, _ in outcomes])
    happened = np.array([came for _, came in outcomes])
    nearer = (forecast + happened) / 2
    assert score(happened.astype(float), happened) == ForecastScore(0.0, 0.0)
    assert score(nearer, happened).brier < score(forecast, happened).brier
    assert score(nearer, happened).log < score(forecast, happened).log


@given(OUTCOMES, st.integers(1, 8))
def test_bins_hold_every_unit_once_and_rise(outcomes: list[tuple[float, bool]], bins: int) -> None:
    forecast = np.array([chance for chance, _ in outcomes])
    happened = np.array([came for _, came in outcomes])
    made = reliability(forecast, happened, bins)
    assert sum(each.n for each in made) == len(outcomes)
    assert sum(each.observed * each.n for each in made) == pytest.approx(happened.sum())
    assert [each.forecast for each in made] == sorted(each.forecast for each in made)
