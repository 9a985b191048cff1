"""Indices against the published function, bars and alternatives against their definition."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from assessments.run import assess
from data_maps.quantities import Estimate
from data_maps.reading import case_path, read
from risk.arrays import Floats
from risk.inputs import Effects, Input, changeable
from risk.measures import score
from risk.uncertainty.distributions import Beta, Lognormal
from risk.uncertainty.draws import drawn_values, slices
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.sensitivity import (
    CORRELATIONS,
    RATIOS,
    Harm,
    Score,
    by_correlation,
    by_ratio,
    common_errors,
    correlated,
    drawn_numbers,
    harm,
    known_otherwise,
    sobol,
    sobol_of_score,
    tornado,
    without_event,
)
from risk.uncertainty.spreads import BATCHES, Spread, spread
from tests.risk.test_distributions import case
from tests.support.maps import map_of

DRAWS = 2_000
BULK = "state:XB/compelled/whole/holding"


@cache
def uncertain(name: str, draws: int = DRAWS) -> Uncertain:
    reading = read(case_path(name).read_text(encoding="utf-8"), name)
    assert reading.data_map is not None
    found = Uncertain(assess(reading.data_map).model, draws, 0, 4.0)
    assert found is not None
    return found


def of_text(text: str) -> Uncertain:
    found = Uncertain(assess(map_of(text)).model, DRAWS, 0, 4.0)
    assert found is not None
    return found


# Sobol indices.


@dataclass(frozen=True, eq=False)
class OfFunction:
    """A function of numbers x, shape (numbers, draws), as an outcome."""

    function: Callable[[Floats], Floats]
    x: Floats

    @property
    def values(self) -> Floats:
        return self.function(self.x)

    def swapped(self, number: int, values: Floats) -> Floats:
        changed = self.x.copy()
        changed[number] = values
        return self.function(changed)


def ishigami(uniform: Floats) -> Floats:
    inputs = case("V-04")["inputs"]
    x, y, z = (2 * uniform - 1) * np.pi
    return np.asarray(np.sin(x) + inputs["a"] * np.sin(y) ** 2 + inputs["b"] * z**4 * np.sin(x))


def test_v04_the_indices_of_the_ishigami_function() -> None:
    v04 = case("V-04")
    known = {name: Beta(1, 1) for name in "xyz"}
    one, other = (drawn_values(known, 20_000, seed) for seed in (1, 2))
    found = sobol(OfFunction(ishigami, one), other, ishigami(other), range(3))
    close = v04["tolerance"]["estimator"]
    assert [each.first for each in found] == pytest.approx(v04["expected"]["S1"], abs=close)
    assert [each.total for each in found] == pytest.approx(v04["expected"]["ST"], abs=close)
    assert ishigami(one).var() == pytest.approx(v04["expected"]["variance"], rel=0.01)


def test_the_stated_errors_of_indices_hold_them() -> None:
    v04 = case("V-04")["expected"]
    known = {name: Beta(1, 1) for name in "xyz"}
    alone, together = [], []
    for seed in range(20):
        one, other = (drawn_values(known, 1_000, 2 * seed + side) for side in (0, 1))
        found = sobol(OfFunction(ishigami, one), other, ishigami(other), range(3))
        alone += [(each.first - true) / each.first_error for each, true in zip(found, v04["S1"], strict=True)]
        together += [(each.total - true) / each.total_error for each, true in zip(found, v04["ST"], strict=True)]
    for off in (alone, together):
        assert np.abs(off).max() < 4
        assert 0.3 < np.std(off) < 1.5


def test_what_does_not_vary_has_no_indices() -> None:
    x = np.ones((2, 10))
    (found,) = sobol(OfFunction(lambda at: at[0] * 0.0, x), x, np.zeros(10), [0])
    assert (found.first, found.total) == (0.0, 0.0)


def test_u04_total_and_first_order_indices_of_the_worked_example() -> None:
    u04 = case("U-04")
    found = sobol_of_score(uncertain("example-chat"), draws=20_000)
    addresses = {
        "lambda_E2": "demand.whole.XB",
        "r_go_E2": "carried_out.whole.XB",
        "phi_E2": "taken.whole.XB",
        "q_pcc": "custody.chat-operator.main",
        "q_power": "power.XB.holding",
        "lambda_E1": "demand.targeted.XB",
    }
    first = {name: found[addresses[name]].first for name in u04["expected"]["S1"]}
    assert first == pytest.approx(u04["expected"]["S1"], abs=u04["tolerance"])
    assert all(each.total >= each.first - 3 * (each.first_error + each.total_error) for each in found.values())
    assert 1.0 < math.fsum(each.total for each in found.values()) < 1.1


def test_an_outcome_with_one_number_changed_is_the_outcome_of_the_changed_numbers() -> None:
    at = uncertain("harbour")
    found, rows = harm(at), drawn_numbers(at)
    assert found.values == pytest.approx(at.harm(""), rel=1e-12)
    for number, values in enumerate(rows[:, ::-1]):
        changed = rows.copy()
        changed[number] = values
        placed = at.model.address_values(dict(zip(at.distributions, changed, strict=True)))
        whole = at.model.measured(placed).harm(at.ratio).sum(axis=0)
        assert found.swapped(number, values) == pytest.approx(whole, rel=1e-12)
        assert Score(found).swapped(number, values) == pytest.approx(score(whole), rel=1e-12)


# One at a time.


def test_a_bar_is_the_harm_with_one_number_at_the_ends_of_its_range() -> None:
    at = uncertain("example-chat")
    bars = tornado(at)
    by_hand = 3_641.925 - 2_794.5
    ends = {bar.address: (bar.low, bar.high) for bar in bars}
    assert ends["demand.whole.XB"] == pytest.approx((by_hand + 2_794.5 / 5, by_hand + 2_794.5 * 5), rel=1e-12)
    assert bars[0].address == "demand.whole.XB"
    assert bars[0].scores == pytest.approx(tuple(10 * np.log10(1 + np.array(ends["demand.whole.XB"]))), rel=1e-12)


def test_of_many_numbers_those_left_out_would_have_had_narrower_bars() -> None:
    at = uncertain("wechat-2020", draws=10)
    bars = tornado(at)
    best = np.array([number.best for number in at.model.events.numbers.values()])
    found = Harm(at.model, np.repeat(best[:, None], 2, axis=1), at.ratio)
    shown = {bar.address for bar in bars}
    left_out = [(i, of) for i, (name, of) in enumerate(at.distributions.items()) if name not in shown]
    ends = (found.swapped(i, of.quantiles(np.array([0.05, 0.95]))) for i, of in left_out)
    assert len(bars) == 60 < len(left_out)
    assert max(high - low for low, high in ends) < bars[20].high - bars[20].low


def test_bars_fall_in_width_and_leave_out_what_is_exact() -> None:
    at = uncertain("example-chat")
    bars = tornado(at)
    widths = [bar.high - bar.low for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert {bar.address for bar in bars} == {a for a, number in at.model.events.inputs.items() if not number.exact}


# Structural alternatives.


def assert_of(found: Spread, values: Floats) -> None:
    """A spread is that of some draws; its median, which leaves one number out of them, lies within what they err by."""
    plain = spread(values)
    ends = (plain.mean, plain.low, plain.high)
    assert (found.mean, found.low, found.high) == pytest.approx(ends, rel=1e-9)
    assert abs(found.median - plain.median) < 3 * plain.error


def test_without_an_event_the_others_remain() -> None:
    at = uncertain("example-chat")
    keys = [event.key for event in at.model.events.events]
    harms = dict(zip(keys, harm(at).by_event, strict=True))
    for key in keys:
        others = sum((each for other, each in harms.items() if other != key), np.zeros(DRAWS))
        assert_of(without_event(at, key), others)


def test_other_severity_ratios_weigh_the_same_people() -> None:
    at = uncertain("example-chat")
    found = by_ratio(at)
    assert tuple(found) == RATIOS
    for ratio, each in found.items():
        weighed = at.model.measured(at.x).harm(ratio).sum(axis=0)
        assert_of(each, weighed)


def test_a_number_known_otherwise_moves_the_harm_as_if_the_map_had_said_so() -> None:
    at = uncertain("example-chat")
    same = known_otherwise(at, {"demand.whole.XB": at.distributions["demand.whole.XB"]})
    assert same == pytest.approx(at.harm(""), rel=1e-12)
    doubled = known_otherwise(at, {"demand.whole.XB": Lognormal(np.log(0.1), np.log(5) / 1.6448536269514722)})
    bulk = harm(at).by_event[[event.key for event in at.model.events.events].index(BULK)]
    assert doubled == pytest.approx(at.harm("") + bulk, rel=1e-9)


# Correlated errors.

SHARED = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
sources: {report: {title: A report, publisher: A bureau, date: 2026-01-01, grade: B2}}
users: {people: {in: XA, count: {best: 1M, exact: true, why: counted}}}
data: {chats: text}
parties: {harbour: {organised_in: XA, run_from: XB}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
leave_out:
- {event: "state:XA/*", why: kept short}
- {event: "*/covert/*", why: kept short}
- {event: "*/targeted*", why: kept short}
- {event: "*/many/*", why: kept short}
- {event: "criminals/*", why: kept short}
estimates:
  interest.XB: {low: 0.2, best: 0.5, high: 0.8, source: report}
  power.XB.harbour: {low: 0.2, best: 0.5, high: 0.8, source: report, by: ada}
  custody.harbour.pier: {low: 0.2, best: 0.5, high: 0.8, by: ada}
  clear.pier.operator: {low: 0.2, best: 0.5, high: 0.8, by: bo}
  demand.whole.XB: {low: 0.1, best: 0.2, high: 0.4}
  carried_out.whole.XB: {best: 1, exact: true, why: given}
"""


def test_numbers_of_one_source_or_assessor_err_together() -> None:
    assert common_errors(of_text(SHARED).model.events) == (
        ("custody.harbour.pier", "interest.XB", "power.XB.harbour"),
        ("identified.state:XB", "taken.whole.XB"),
    )


def test_who_retells_a_source_errs_with_it() -> None:
    paper = "sources: {paper: {title: A paper, origin: report, grade: C3}, "
    text = SHARED.replace("sources: {", paper).replace("by: bo", "by: bo, source: paper")
    together = ("clear.pier.operator", "custody.harbour.pier", "interest.XB", "power.XB.harbour")
    assert common_errors(of_text(text).model.events)[0] == together


@pytest.mark.parametrize("rho", CORRELATIONS)
def test_errors_are_as_correlated_as_asked_and_ranges_stay(rho: float) -> None:
    at = of_text(SHARED)
    groups = common_errors(at.model.events)
    x = correlated(at, groups, rho)
    each = DRAWS // BATCHES
    for address in groups[0]:
        row = x[at.model.addresses.index(address)].reshape(BATCHES, each)
        assert np.sort(row, axis=1) == pytest.approx(
            np.tile(slices(at.distributions[address], each), (BATCHES, 1)), abs=0
        )
    logits = [np.log(row / (1 - row)) for row in (x[at.model.addresses.index(a)] for a in groups[0][:2])]
    assert np.corrcoef(logits)[0, 1] == pytest.approx(rho, abs=0.05)


def test_no_correlation_is_the_same_draws() -> None:
    at = of_text(SHARED)
    assert correlated(at, common_errors(at.model.events), 0.0).tobytes() == at.x.tobytes()
    assert by_correlation(at)[0.0] == spread(harm(at).values)


def test_errors_in_one_direction_widen_the_interval() -> None:
    found = by_correlation(of_text(SHARED))
    widths = [found[rho].high / found[rho].low for rho in CORRELATIONS]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]


def test_without_a_shared_source_nothing_errs_together() -> None:
    assert common_errors(uncertain("example-chat").model.events) == ()


def test_numbers_that_others_follow_from_have_bars_and_indices_too() -> None:
    reading = read(case_path("example-chat").read_text(encoding="utf-8"), "example-chat")
    assert reading.data_map is not None
    factor = Input("trust", Estimate(form="beta", best=0.25, parameters=(2.5, 7.5)), "map", kind="probability")
    changed = changeable(reading.data_map).with_effects(Effects(factors={"custody.chat-operator.main": (factor,)}))
    at = Uncertain(assess(changed).model, DRAWS, 0, 4.0)
    assert at is not None
    assert not at.model.has_no_derived_numbers
    found, rows = harm(at), drawn_numbers(at)
    assert found.values == pytest.approx(at.harm(""), rel=1e-12)
    for number, values in enumerate(rows[:, ::-1]):
        moved = rows.copy()
        moved[number] = values
        assert found.swapped(number, values) == pytest.approx(Harm(at.model, moved, at.ratio).values, rel=1e-12)
    bar = next(bar for bar in tornado(at) if bar.address == "trust")
    ends = (215.625 + 3_426.3 * Beta(2.5, 7.5).quantile(p) for p in (0.05, 0.95))
    assert (bar.low, bar.high) == pytest.approx(tuple(ends), rel=1e-9)
    assert 0.2 < sobol_of_score(at)["trust"].total < 0.4
    assert sobol_of_score(at, of=["trust"]) == {"trust": sobol_of_score(at)["trust"]}
