"""Pools against published numbers, and against their own definition."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from assessments.run import Settings, assess
from data_maps.names import first_sources
from data_maps.reading import read
from data_maps.writing import expanded_text
from risk.arrays import Floats
from risk.catalogue import catalogue
from risk.events import events
from risk.uncertainty.distributions import (
    Beta,
    Cut,
    Distribution,
    Gamma,
    Lognormal,
    Point,
    TwoPiece,
    distribution,
)
from risk.uncertainty.draws import distributions, log_pools, slices
from risk.uncertainty.pooling import LinearPool, LogPool, cumulative, linear_pool, log_pool
from risk.uncertainty.sensitivity import common_errors
from risk.uncertainty.spreads import Spread, pools_differ
from tests.risk.test_distributions import case
from tests.support.maps import map_of

SHARES = st.floats(0.001, 0.999)
CHANCES = np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])


@dataclass(frozen=True)
class Normal(Distribution):
    """A distribution that maps do not use."""

    middle: float
    sd: float

    @property
    def mean(self) -> float:
        return self.middle

    def quantiles(self, p: Floats) -> Floats:
        return np.asarray(self.middle + self.sd * ndtri(p))


# One probability.


def test_e07_two_people_say_a_tenth_and_a_half() -> None:
    assert linear_pool([Point(0.1), Point(0.5)]).mean == pytest.approx(0.3, abs=1e-12)


def test_e08_the_pooled_chance_is_the_weighted_mean_of_the_chances() -> None:
    e08 = case("E-08")
    inputs = e08["inputs"]
    lognormal = Lognormal(float(np.log(inputs["lognormal"]["median"])), inputs["lognormal"]["sdlog"])
    stated: list[Distribution] = [Gamma(*inputs["gamma"]), Normal(*inputs["normal"]), lognormal]
    pool = linear_pool(stated, inputs["weights"])
    assert isinstance(pool, LinearPool)
    found = pool.cumulative(np.array([inputs["x"]]))
    assert found == pytest.approx([e08["expected"]["pooled_cdf"]], abs=e08["tolerance"])
    assert pool.quantile(float(found[0])) == pytest.approx(inputs["x"], rel=1e-9)


@pytest.mark.parametrize(
    ("of", "known"),
    [
        (Beta(2, 5), stats.beta(2, 5)),
        (Lognormal(1, 0.5), stats.lognorm(0.5, scale=np.e)),
        (Gamma(2.5, 10), stats.gamma(2.5, scale=0.1)),
        (Normal(0.3, 0.1), stats.norm(0.3, 0.1)),
    ],
)
def test_chances_are_those_of_scipy(of: Distribution, known: stats.rv_continuous) -> None:
    at = np.array([0.01, 0.1, 0.3, 0.9])
    assert cumulative(of, at) == pytest.approx(known.cdf(at), abs=1e-12)


def test_a_number_without_a_range_is_certain_from_its_value_on() -> None:
    assert cumulative(Point(0.3), np.array([0.2, 0.3, 0.4])).tolist() == [0.0, 1.0, 1.0]


def test_a_linear_pool_keeps_both_opinions() -> None:
    low, high = Beta(4, 130), Beta(9, 3)
    pool = linear_pool([low, high])
    assert pool.mean == pytest.approx((low.mean + high.mean) / 2, rel=1e-12)
    assert pool.quantile(0.05) < low.quantile(0.2)
    assert pool.quantile(0.95) > high.quantile(0.8)
    assert slices(pool, 20_000).mean() == pytest.approx(pool.mean, rel=1e-3)


@given(SHARES, SHARES, SHARES, SHARES)
def test_a_linear_pool_lies_between_its_parts(a: float, b: float, c: float, d: float) -> None:
    parts = [TwoPiece(math.log(x / (1 - x)), below, above, logit=True) for x, below, above in ((a, b, c), (d, c, b))]
    of_parts = np.stack([part.quantiles(CHANCES) for part in parts])
    found = linear_pool(parts).quantiles(CHANCES)
    assert (np.diff(found) > 0).all()
    assert (of_parts.min(axis=0) * (1 - 1e-9) <= found).all()
    assert (found <= of_parts.max(axis=0) * (1 + 1e-9)).all()


@pytest.mark.parametrize("of", [Beta(2, 5), Lognormal(0, 1), Gamma(2, 10), Point(0.3)])
def test_people_who_agree_are_one(of: Distribution) -> None:
    assert linear_pool([of, of, of]) == of
    assert log_pool([of, of]) == of


def test_log_pools_of_one_family_stay_in_it() -> None:
    assert log_pool([Beta(2, 8), Beta(4, 4)]) == Beta(3, 6)
    assert log_pool([Gamma(0.5, 10), Gamma(2.5, 30)], [0.25, 0.75]) == Gamma(2, 25)
    found = log_pool([Lognormal(0, 1), Lognormal(1, 2)], [0.5, 0.5])
    assert isinstance(found, Lognormal)
    assert (found.mu, found.sigma) == pytest.approx((0.2, 1.6**0.5), abs=1e-12)


def test_a_count_and_a_judged_rate_have_a_log_pool() -> None:
    gamma, lognormal = Gamma(4.5, 10), Lognormal(-0.8, 0.91)
    pool = log_pool([gamma, lognormal])
    assert isinstance(pool, LogPool)
    logs = np.linspace(-15, 5, 400_001)
    density = np.sqrt(
        stats.gamma(4.5, scale=0.1).pdf(np.exp(logs))
        * stats.lognorm(lognormal.sigma, scale=lognormal.median).pdf(np.exp(logs))
    ) * np.exp(logs)
    below = np.cumsum(density) / density.sum()
    assert pool.quantiles(CHANCES) == pytest.approx(np.exp(np.interp(CHANCES, below, logs)), rel=1e-4)
    assert pool.mean == pytest.approx(np.exp(logs) @ density / density.sum(), rel=1e-4)


def test_what_cannot_be_pooled_is_said() -> None:
    with pytest.raises(ValueError, match="nobody said anything to be pooled"):
        linear_pool([])
    with pytest.raises(ValueError, match="weights are one for each, all above 0, and together 1"):
        linear_pool([Beta(1, 2), Beta(2, 1)], [0.5, 0.6])
    with pytest.raises(ValueError, match="a log pool takes ranges of probabilities only, or of rates and counts only"):
        log_pool([Beta(1, 2), Point(0.5)])


def test_both_pools_are_shown_where_the_result_moves_by_more_than_half_its_interval() -> None:
    one = Spread(10, 10, 5, 15)
    assert not pools_differ(one, Spread(14, 14.9, 5, 25))
    assert pools_differ(one, Spread(15, 15.1, 5, 25))
    assert pools_differ(Spread(14, 15.1, 5, 25), one)


# As a map says it.

TWO = """app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Harbour, jurisdiction: XB}
sources: {paper: {title: A paper, grade: A1}}
estimates:
  interest.XB:
    - {by: Ann, low: 0.4, best: 0.6, high: 0.8, source: paper}
    - {by: Ben, low: 0.05, best: 0.1, high: 0.3, grade: E5}
"""


def test_what_two_people_say_is_pooled_as_each_says_it() -> None:
    data_map = map_of(TWO)
    found = distributions(events(data_map, catalogue()))["interest.XB"]
    said = data_map.estimates["interest.XB"].said
    of_each = (distribution(said[0], "probability", "A1"), distribution(said[1], "probability", "E5"))
    assert found == LinearPool(of_each, (0.5, 0.5))
    assert data_map.estimates["interest.XB"].best == pytest.approx(0.35)


def test_the_harm_of_two_people_is_the_mean_of_what_each_alone_would_have_led_to() -> None:
    def harm(text: str) -> float:
        return assess(map_of(text)).harm

    ann, ben = (re.sub(rf".*by: {name}.*\n", "", TWO) for name in ("Ben", "Ann"))
    assert harm(TWO) == pytest.approx((harm(ann) + harm(ben)) / 2, rel=1e-12)


THRICE = TWO.replace(
    "sources: {paper: {title: A paper, grade: A1}}",
    "sources: {firm: {title: F}, paper: {title: A paper, grade: A1, origin: firm}, blog: {title: B, origin: paper}}",
).replace(
    "source: paper}\n",
    "source: paper}\n"
    "    - {by: Cy, low: 0.3, best: 0.5, high: 0.7, source: blog, grade: A1}\n"
    "    - {by: Di, low: 0.4, best: 0.7, high: 0.9, source: firm, grade: A1}\n",
)


def test_those_who_repeat_one_origin_are_one_voice_shared_among_them() -> None:
    data_map = map_of(THRICE)
    found = data_map.estimates["interest.XB"]
    assert [each.part for each in found.said] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1.0])
    assert found.voices == 2
    assert found.best == pytest.approx(((0.6 + 0.5 + 0.7) / 3 + 0.1) / 2)
    grades = ("A1", "A1", "A1", "E5")
    alone = [each.model_copy(update={"part": 1.0}) for each in found.said]
    of_each = tuple(distribution(e, "probability", g) for e, g in zip(alone, grades, strict=True))
    pool = distributions(events(data_map, catalogue()))["interest.XB"]
    assert isinstance(pool, LinearPool)
    assert pool.parts == of_each
    assert pool.weights == pytest.approx((1 / 6, 1 / 6, 1 / 6, 1 / 2))
    logs = log_pools(events(data_map, catalogue()))["interest.XB"]
    assert logs == log_pool(of_each, pool.weights)


def test_repeating_a_source_word_for_word_changes_nothing() -> None:
    again = "".join(f"    - {{by: Echo {n}, low: 0.4, best: 0.6, high: 0.8, source: paper}}\n" for n in range(3))
    once, four_times = (assess(map_of(text)) for text in (TWO, TWO.replace("    - {by: Ben", again + "    - {by: Ben")))
    assert four_times.harm == pytest.approx(once.harm, rel=1e-12)
    assert [four_times.distributions["interest.XB"].quantile(p) for p in (0.05, 0.5, 0.95)] == pytest.approx(
        [once.distributions["interest.XB"].quantile(p) for p in (0.05, 0.5, 0.95)], rel=1e-9
    )


def test_who_names_no_source_is_a_voice_alone() -> None:
    silent = map_of(re.sub(", source: [a-z]+", "", THRICE)).estimates["interest.XB"]
    assert ([each.part for each in silent.said], silent.voices) == ([1.0] * 4, 4)


def test_sources_go_back_to_the_first_of_them() -> None:
    chain = {f"s{n}": f"s{n + 1}" for n in range(100_000)} | {"s100000": None, "other": "gone", "self": "self"}
    assert set(first_sources(chain).values()) == {"s100000", "other", "self"}


def test_one_person_in_a_list_is_that_person() -> None:
    in_a_list = re.sub(r".*by: Ben.*\n", "", TWO)
    alone = in_a_list.replace("\n    - {by: Ann", " {by: Ann")
    assert map_of(in_a_list).estimates == map_of(alone).estimates


def test_a_rate_and_counted_events_are_pooled_and_drawn_as_one_number() -> None:
    text = TWO + "  demand.whole.XB: [{by: Ann, low: 0.01, high: 0.1}, {by: Ben, counted: 0, in: 10}]\n"
    found = assess(map_of(text), Settings(draws=2_000))
    pool, x = found.distributions["demand.whole.XB"], found.uncertain
    assert x is not None
    drawn = x.numbers(["demand.whole.XB"])[0]
    assert isinstance(pool, LinearPool)
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx(pool.quantiles(np.array([0.05, 0.5, 0.95])), rel=0.05)


def test_errors_are_common_to_everyone_who_is_behind_a_number() -> None:
    more = "  clear.service.unknown: {low: 0.1, high: 0.5, by: Ben}\n  demand.whole.XB: {best: 0.1, source: paper}\n"
    groups = common_errors(events(map_of(TWO + more), catalogue()))
    assert ("clear.service.unknown", "demand.whole.XB", "interest.XB") in groups


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("[{by: Ann, best: 0.5}, 0.3]", ["7:39: one of several estimates that does not say whose it is"]),
        ("[{by: Ann, best: 0.5}, {best: 0.3}]", ["7:39: one of several estimates that does not say whose it is"]),
        ("[{by: Ann, best: 0.5}, {by: Ann, best: 0.3}]", ["7:44: 'Ann' has said it already"]),
        ("[{by: Ann, best: 0.5}, {by: Ben, low: 0.9, high: 0.1}]", ["7:54: the low end is not below the high end"]),
        (
            "[{by: Ann, bets: 0.5}, {by: Ben, best: 1, exact: true, why: so}]",
            ["7:27: unknown key", "7:39: certain in the eyes of one of several people"],
        ),
    ],
)
def test_what_is_wrong_with_one_of_several_estimates_is_a_problem_at_its_place(
    written: str, problems: list[str]
) -> None:
    text = re.sub(r"sources:.*\n", "", TWO).partition("  interest.XB")[0] + f"  interest.XB: {written}\n"
    found = read(text, "map.yaml").problems
    assert [f"{p.place.line}:{p.place.column}: {p.message}" for p in found] == problems


def test_of_a_rate_unknown_says_nothing_beside_others_and_units_agree() -> None:
    start = re.sub(r"sources:.*\n", "", TWO).partition("  interest.XB")[0]
    for written, message in (
        ("[{by: Ann, best: 0.5}, {by: Ben, best: unknown}]", "unknown says nothing beside what others say"),
        ("[{by: Ann, best: 0.5}, {by: Ben, best: 0.5/person-year}]", "estimates in two units"),
    ):
        found = read(f"{start}  demand.whole.XB: {written}\n", "map.yaml").problems
        assert [p.message for p in found] == [message]


def test_an_expanded_map_says_what_each_person_said() -> None:
    data_map = map_of(TWO)
    assert map_of(expanded_text(data_map)).estimates == data_map.estimates


@pytest.mark.parametrize(
    ("parts", "on_odds"),
    [
        ([TwoPiece(-1.0, 0.5, 1.5, logit=True), Beta(2, 5)], True),
        ([TwoPiece(0.0, 0.5, 1.5, logit=False), Gamma(2, 3)], False),
        ([Cut(Lognormal(0, 1), None, 2.0), TwoPiece(0.5, 1.0, 0.2, logit=False)], False),
    ],
)
def test_a_log_pool_of_two_halves_is_the_mean_of_their_log_densities(parts: list[Distribution], on_odds: bool) -> None:
    """The density of each by differences of its cumulative, on a fine grid of the scale."""
    grid = np.linspace(-12, 12, 480_001)
    values = 1 / (1 + np.exp(-grid)) if on_odds else np.exp(grid)
    with np.errstate(divide="ignore"):
        logs = [np.log(np.diff(cumulative(part, values))) for part in parts]
    density = np.exp((logs[0] + logs[1]) / 2)
    below = np.concatenate([[0.0], np.cumsum(density)]) / density.sum()
    expected = np.interp([0.05, 0.5, 0.95], below, values)
    assert log_pool(parts).quantiles(np.array([0.05, 0.5, 0.95])) == pytest.approx(expected, rel=5e-3)


def test_probabilities_and_rates_have_no_log_pool() -> None:
    with pytest.raises(ValueError, match="probabilities only, or of rates"):
        log_pool([TwoPiece(-1.0, 0.5, 1.5, logit=True), Gamma(2, 3)])


def test_the_cumulative_of_a_cut_undoes_its_quantiles() -> None:
    p = np.array([0.01, 0.5, 0.99])
    cut = Cut(Lognormal(0, 1), 0.5, 2.0)
    assert cumulative(cut, cut.quantiles(p)) == pytest.approx(p, abs=1e-9)
