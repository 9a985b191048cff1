"""An app's own history: against closed forms, and against integration of the definition."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from risk.arrays import Floats
from risk.record.loading import shipped_record
from risk.record.rates import all_known_placed, all_known_takings
from risk.record.record import KnownRecord
from risk.uncertainty.distributions import Beta, Distribution, Gamma
from risk.uncertainty.draws import slices
from risk.updated_defaults import (
    OrdersReported,
    Range,
    Reweighted,
    demand_rate,
    posterior,
    share_carried_out,
    watched,
    watched_for_takings,
)

INTRUSION: Range = (0.0055, 0.015, 0.045)
KNOWN_INTRUSION: Range = (0.25, 0.48, 0.75)
Z_HIGH = float(ndtri(0.95))
RATES = st.tuples(st.floats(1e-3, 2), st.floats(1.05, 8), st.floats(1.05, 8)).map(
    lambda drawn: (drawn[0] / drawn[1], drawn[0], drawn[0] * drawn[2])
)
SHARES = (
    st.lists(st.floats(0.03, 0.97), min_size=3, max_size=3)
    .map(lambda drawn: tuple(sorted(drawn)))
    .filter(lambda drawn: drawn[1] - drawn[0] > 0.01 and drawn[2] - drawn[1] > 0.01)
)
GAMMAS = st.builds(Gamma, st.floats(0.1, 20), st.floats(0.5, 500))
EVENTS, YEARS = st.integers(0, 12), st.floats(0.2, 40)


def normal(z: Floats, low: float, best: float, high: float) -> Floats:
    return best + z * np.where(z < 0, best - low, high - best) / Z_HIGH


def log_rates_at(z: Floats, prior: Range) -> Floats:
    return normal(z, *(math.log(point) for point in prior))


def shares_at(z: Floats, share: Range) -> Floats:
    return 1 / (1 + np.exp(-normal(z, *(math.log(point / (1 - point)) for point in share))))


def grid(*ends: float) -> tuple[Floats, Floats]:
    """Normal scores between the ends, and the area each stands for: Gauss and Legendre's, on eight pieces of each."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    cuts = [cut for first, last in pairwise(ends) for cut in np.linspace(first, last, 9)]
    pieces = [(first, last) for first, last in pairwise(cuts) if last > first]
    scores = np.concatenate([first + (nodes + 1) / 2 * (last - first) for first, last in pieces])
    return scores, np.concatenate([weights * (last - first) / 2 for first, last in pieces])


SCORES, AREAS = grid(-25.0, 0.0, 25.0)


def mean_of(values: Floats, logs: Floats, areas: Floats = AREAS) -> float:
    """The mean of values whose densities have these logs."""
    masses = np.exp(logs - logs.max()) * areas
    return float((values * masses).sum() / masses.sum())


@given(GAMMAS, EVENTS, YEARS, st.floats(0.05, 1))
def test_a_gamma_with_a_share_that_is_known_stays_a_gamma(
    prior: Gamma, events: int, years: float, share: float
) -> None:
    after = posterior(prior, events, watched(years, share))
    assert isinstance(after, Gamma)
    assert (after.shape, after.exposure) == pytest.approx((prior.shape + events, prior.exposure + years * share))


@given(RATES, EVENTS, YEARS, st.floats(0.05, 1))
def test_a_reweighted_range_has_the_mean_of_the_integral(prior: Range, events: int, years: float, share: float) -> None:
    log_rates = log_rates_at(SCORES, prior)
    logs = events * log_rates - np.exp(log_rates) * years * share - SCORES**2 / 2
    after = posterior(prior, events, watched(years, share))
    assert after.mean == pytest.approx(mean_of(np.exp(log_rates), logs), rel=1e-6)


@given(RATES, EVENTS, YEARS, st.floats(0.05, 0.95))
def test_a_reweighted_range_has_the_points_of_the_integral(prior: Range, events: int, years: float, p: float) -> None:
    low, best, high = (math.log(point) for point in prior)
    log_rate = math.log(posterior(prior, events, watched(years)).quantile(p))
    score = Z_HIGH * (log_rate - best) / ((best - low) if log_rate < best else (high - best))
    scores, areas = grid(*sorted((-25.0, 0.0, score, 25.0)))
    log_rates = log_rates_at(scores, prior)
    logs = events * log_rates - np.exp(log_rates) * years - scores**2 / 2
    assert mean_of(np.where(scores < score, 1.0, 0.0), logs, areas) == pytest.approx(p, abs=1e-6)


@given(GAMMAS, EVENTS, YEARS, SHARES)
def test_a_gamma_with_a_share_that_is_not_known_has_the_mean_of_the_integral(
    prior: Gamma, events: int, years: float, share: Range
) -> None:
    exposures = years * shares_at(SCORES, share)
    shape, exposures_after = prior.shape + events, prior.exposure + exposures
    logs = events * np.log(exposures) - shape * np.log(exposures_after) - SCORES**2 / 2
    after = posterior(prior, events, watched(years, share))
    assert after.mean == pytest.approx(mean_of(shape / exposures_after, logs), rel=1e-6)


@given(RATES, EVENTS, YEARS, SHARES)
def test_neither_rate_nor_share_known_has_the_mean_of_the_double_integral(
    prior: Range, events: int, years: float, share: Range
) -> None:
    log_rates, exposures = log_rates_at(SCORES, prior), years * shares_at(SCORES, share)
    expected = np.multiply.outer(np.exp(log_rates), exposures)
    logs = events * np.log(expected) - expected - np.add.outer(SCORES**2, SCORES**2) / 2
    brute = mean_of(np.exp(log_rates)[:, None], logs, np.multiply.outer(AREAS, AREAS))
    assert posterior(prior, events, watched(years, share)).mean == pytest.approx(brute, rel=1e-6)


@given(st.one_of(GAMMAS, RATES), EVENTS, YEARS, st.floats(0.05, 1))
def test_each_event_raises_a_rate_and_years_without_any_lower_it(
    prior: Gamma | Range, events: int, years: float, share: float
) -> None:
    means = [posterior(prior, count, watched(years, share)).mean for count in (events, events + 1)]
    assert means[0] < means[1]
    means = [posterior(prior, 0, watched(length, share)).mean for length in (0.0, years, 2 * years)]
    assert means[2] < means[1] < means[0]


@given(st.one_of(GAMMAS, RATES), SHARES)
def test_one_event_in_few_years_raises_the_default_whatever_share_is_known(prior: Gamma | Range, share: Range) -> None:
    before = posterior(prior, 0, watched(0.0)).mean
    assert posterior(prior, 1, watched(0.01 / before, share)).mean > before


def test_points_of_a_mixture_are_those_of_its_cumulative_probability() -> None:
    after = posterior(Gamma(8.5, 1386.0), 2, watched(7.4, (0.5, 0.7, 0.9)))
    rates = after.quantiles(np.array([0.05, 0.5, 0.95]))
    assert after.cumulative(rates) == pytest.approx([0.05, 0.5, 0.95], abs=1e-9)  # type: ignore[attr-defined]
    assert rates[0] < after.mean < rates[2]


def test_a_history_without_years_leaves_the_default() -> None:
    after = posterior(INTRUSION, 0, watched(0.0))
    assert after.quantiles(np.array([0.05, 0.5, 0.95])) == pytest.approx(INTRUSION, rel=1e-6)


def test_events_in_no_time_are_refused() -> None:
    with pytest.raises(ValueError, match="events need years"):
        posterior(INTRUSION, 1, watched(0.0))


def test_very_many_events_are_followed_however_far_from_the_default() -> None:
    after = posterior(INTRUSION, 1_000_000, watched(10.0))
    assert after.mean == pytest.approx(100_000, rel=0.001)
    assert after.quantile(0.95) / after.quantile(0.05) == pytest.approx(1 + 2 * Z_HIGH / 1000, abs=1e-4)


def interval(after: Distribution) -> list[float]:
    return [after.quantile(p) for p in (0.05, 0.5, 0.95)]


def test_a_theft_in_seven_years_raises_the_default_and_none_lowers_it() -> None:
    none, one = (interval(posterior(INTRUSION, events, watched(7.4, KNOWN_INTRUSION))) for events in (0, 1))
    assert none == pytest.approx([0.00542, 0.01464, 0.04293], rel=0.001)
    assert one == pytest.approx([0.00788, 0.02222, 0.06483], rel=0.001)


def test_takings_at_an_app_are_counted_against_all_known_ones() -> None:
    record = KnownRecord(shipped_record(), date(2020, 9, 25))
    cases = 7.4 * (all_known_takings(record) + all_known_placed(record))
    assert watched_for_takings(record, 7.4).amounts.tolist() == [pytest.approx(cases)]
    well_known = watched_for_takings(record, 7.4, (0.5, 0.7, 0.9))
    assert well_known.mean > 3 * cases
    assert well_known.weights.sum() == pytest.approx(1)


def test_lines_of_a_report_become_orders_for_each_account() -> None:
    lines = [OrdersReported(4037, 8281, 0.82, 3.0), OrdersReported(100, None, None)]
    assert demand_rate(lines) == Gamma(8381.5, 4.0)
    assert share_carried_out(lines) == Beta(4037 * 0.82 + 0.5, 4037 - 4037 * 0.82 + 0.5)


def test_a_report_that_does_not_say_what_was_met_says_nothing_of_it() -> None:
    assert share_carried_out([OrdersReported(100)]) is None
    with pytest.raises(ValueError, match="at least one line"):
        demand_rate([])


def test_histories_of_different_rates_are_told_apart_by_what_keeps_draws() -> None:
    """Two that passed for equal shared the draws of whichever was drawn first."""
    often, seldom = (Reweighted(mean, np.log([mean, 2.0 * mean]), np.array([0.0, 1.0])) for mean in (0.02, 0.0003))
    assert often != seldom
    assert slices(often, 10)[5] > 50.0 * slices(seldom, 10)[5]
