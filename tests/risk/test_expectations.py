"""Expected values without draws: by hand, by known formulas, and beside draws of every shipped case."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import norm

from assessments.results.headline import headline_numbers
from assessments.run import Settings, assess
from data_maps.quantities import Estimate
from risk.event_numbers import AtMost, PartOfTotal
from risk.inputs import Derived, Input, derived, product, quotient
from risk.options.timeline import with_options
from risk.uncertainty.distributions import Beta, Cut, Distribution, Gamma, Lognormal, Point, TwoPiece
from risk.uncertainty.expectations import SIMULATED, expected_measures, expected_together, factors, independent
from risk.uncertainty.pooling import LinearPool
from risk.uncertainty.quadrature import NoExactMeanError, mean_of_power, mean_up_to
from tests.support.assessed import CASES, case_map, drawn_case, stated
from tests.support.maps import map_of

ANY = Estimate(form="plain", best=1.0, why="given")
TARGETS, SWEPT, THERE = Lognormal(2.0, 0.8), Lognormal(1.5, 1.5), Lognormal(4.0, 1.0)


def number(name: str) -> Input:
    return Input(name, ANY, "map")


def people(terms: tuple[str, ...], most: str = "there") -> Derived:
    """The product of some numbers, but no more than another."""
    names = (*terms, most)
    return derived("people", AtMost(((1.0, terms),), ((1.0, (most,)),), names), [number(name) for name in names])


def mean(known: Mapping[str, Distribution], *numbers: Input) -> float:
    return math.prod(expected_together(part, known) for part in independent(factors(numbers), known))


def smaller(a: Lognormal, b: Lognormal) -> float:
    """The expected value of the smaller of two: what an option to exchange one for the other leaves (Margrabe 1978)."""
    apart = math.hypot(a.sigma, b.sigma)
    far = (math.log(b.mean / a.mean)) / apart
    return a.mean * float(norm.cdf(far - apart / 2.0)) + b.mean * float(norm.cdf(-far - apart / 2.0))


# Numbers that follow from others.


def test_what_becomes_known_over_its_part_has_the_mean_of_one_and_that_of_one_over_the_other() -> None:
    known = {"record": Gamma(2.5, 5.0), "known": Beta(3.0, 5.0)}
    rate = derived("takings", quotient, [number("record"), number("known")])
    assert mean(known, rate) == pytest.approx(0.5 * 7.0 / 2.0, rel=1e-12)


def test_a_product_has_the_product_of_the_means() -> None:
    known = {"large": Gamma(2.0, 4.0), "abroad": Lognormal(0.0, 1.0), "power": Beta(1.0, 3.0)}
    orders = derived("orders", product, [number("large"), number("abroad")])
    assert mean(known, orders, number("power")) == pytest.approx(0.5 * math.exp(0.5) * 0.25, rel=1e-12)


def test_a_number_that_counts_twice_has_the_mean_of_its_square() -> None:
    assert mean({"there": THERE}, number("there"), number("there")) == pytest.approx(math.exp(8.0 + 2.0), rel=1e-12)


def test_people_limited_by_those_there_are_have_the_mean_of_the_smaller() -> None:
    known = {"swept": SWEPT, "there": THERE}
    assert mean(known, people(("swept",))) == pytest.approx(smaller(SWEPT, THERE), rel=1e-9)


def test_two_numbers_may_add_to_the_people() -> None:
    known = {"targets": TARGETS, "swept": SWEPT, "there": THERE}
    both = Lognormal(3.5, math.hypot(0.8, 1.5))
    assert mean(known, people(("targets", "swept"))) == pytest.approx(smaller(both, THERE), rel=1e-9)


def test_a_rate_by_heads_counts_those_who_limit_the_people_too() -> None:
    """A lognormal number as a weight moves every lognormal by its variance: N·min(T, N) is E(N)·min of T and N·e^σ²."""
    known = {"swept": SWEPT, "there": THERE}
    moved = Lognormal(THERE.mu + THERE.sigma**2, THERE.sigma)
    found = mean(known, number("there"), people(("swept",)))
    assert found == pytest.approx(THERE.mean * smaller(SWEPT, moved), rel=1e-9)


def test_a_part_of_a_total_has_the_mean_of_the_total_times_that_of_the_part() -> None:
    known: dict[str, Distribution] = {"total": THERE, "part": Beta(2.0, 3.0)}
    part = derived("count", PartOfTotal(("one", "rest"), ("one",), "rest"), [number("total"), number("part")])
    assert mean(known, part) == pytest.approx(THERE.mean * 0.6, rel=1e-9)


def test_what_several_say_is_right_by_their_weights() -> None:
    pool = LinearPool((SWEPT, Point(3.0)), (0.25, 0.75))
    known: dict[str, Distribution] = {"swept": pool, "there": THERE}
    expected = 0.25 * smaller(SWEPT, THERE) + 0.75 * float(mean_up_to(THERE, np.array(3.0)))
    assert mean(known, people(("swept",))) == pytest.approx(expected, rel=1e-9)


RANGES = [
    SWEPT, Gamma(1.5, 0.2), Beta(2.0, 5.0), TwoPiece(1.0, 0.5, 2.0, logit=False), Cut(SWEPT, 1.0, 20.0),
    Cut(TwoPiece(1.0, 0.5, 2.0, logit=False), None, 9.0), Cut(Beta(2.0, 5.0), 0.1, None),
]  # fmt: skip


@pytest.mark.parametrize("of", RANGES)
def test_a_limited_number_has_the_mean_that_its_own_quantiles_have(of: Distribution) -> None:
    values = of.quantiles((np.arange(200_000) + 0.5) / 200_000)
    limits = np.array([0.05, 0.4, 2.0, 15.0, 100.0])
    expected = [np.minimum(values, most).mean() for most in limits]
    assert mean_up_to(of, limits).tolist() == pytest.approx(expected, rel=2e-4)


# No expected value.


def test_one_over_a_number_that_may_be_0_has_no_mean() -> None:
    for of in (Beta(1.0, 1.0), Gamma(0.5, 2.0), LinearPool((Beta(1.0, 1.0), Beta(5.0, 5.0)), (0.5, 0.5))):
        with pytest.raises(NoExactMeanError, match="has no mean"):
            mean_of_power(of, -1)


def test_too_many_numbers_that_hang_together_have_no_mean_without_draws() -> None:
    known = {"targets": TARGETS, "swept": SWEPT, "more": SWEPT, "there": THERE}
    with pytest.raises(NoExactMeanError, match="4 numbers with ranges hang together"):
        mean(known, people(("targets", "swept", "more")))


SHARED_AUDIT = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, watch: {organised_in: XA}}
systems:
  pier: {operator: harbour, in: XA, keys: operator}
  quay: {operator: harbour, in: XA, keys: operator}
flows:
- {from: people, to: pier, data: [chats]}
- {from: people, to: quay, data: [chats]}
options: {watched: {do: [{audit: {systems: [pier, quay], by: watch}}]}}
"""


def test_conditions_that_rest_on_one_number_are_not_independent_and_the_result_says_so() -> None:
    """An audit leaves the same part of either system's breaches, so that the two are not independent in draws."""
    run = assess(with_options(map_of(SHARED_AUDIT), ["watched"]), Settings(draws=100))
    reason = "several of its conditions rest on one number"
    assert run.expected is not None
    assert run.expected.reasons["criminals/intrusion/bulk/harbour"] == reason
    compelled = [key for key in run.expected.reasons if "compelled" in key]
    assert compelled == []


def test_a_simulated_map_has_no_mean_and_says_why() -> None:
    run = assess(case_map("harbour"), Settings(draws=100, nodes=0))
    assert run.expected is not None
    assert set(run.expected.reasons.values()) == {SIMULATED}
    assert (headline_numbers(run).harm.mean, headline_numbers(run).inherent_harm.mean) == (None, None)


# Shipped cases.

WITHOUT_MEANS = {"every-key", "wechat-2020"}
"""Cases in which more than three numbers with ranges hang together: the people of the second are parts of one total."""


def test_parts_of_one_total_of_people_hang_together_and_every_event_says_so() -> None:
    expected = stated(drawn_case("wechat-2020").expected)
    assert set(expected.reasons) == set(expected.measures.keys)
    assert {reason[1:] for reason in expected.reasons.values()} == {" numbers with ranges hang together"}
    assert headline_numbers(drawn_case("wechat-2020")).harm.mean is None


@pytest.mark.parametrize("name", [name for name in CASES if name not in WITHOUT_MEANS])
def test_draws_have_the_expected_mean(name: str) -> None:
    """Within five standard errors of the mean of 2,000 draws, from the scatter of ten batches."""
    run = assess(case_map(name), Settings(draws=2_000))
    assert run.expected is not None
    assert run.uncertain is not None
    for drawn, exact in (
        (run.uncertain.harm(""), stated(headline_numbers(run).harm.mean)),
        (run.uncertain.inherent_harm, stated(headline_numbers(run).inherent_harm.mean)),
        (run.uncertain.content(""), stated(headline_numbers(run).content_persons_per_year.mean)),
    ):
        batches = drawn.reshape(10, -1).mean(axis=1)
        assert abs(drawn.mean() - exact) < 5.0 * batches.std(ddof=1) / math.sqrt(10.0)


@pytest.mark.parametrize("name", ["harbour", "own-state"])
def test_means_are_the_same_whatever_the_draws(name: str) -> None:
    model, known = drawn_case(name).model, drawn_case(name).distributions
    again = expected_measures(model, known).measures
    assert stated(drawn_case(name).expected).measures.persons.tolist() == again.persons.tolist()
    more = assess(case_map(name), Settings(draws=500, seed=7))
    assert headline_numbers(more).harm.mean == headline_numbers(drawn_case(name)).harm.mean
