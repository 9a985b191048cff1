"""What a stated number becomes as a distribution, and what is drawn of it."""

from __future__ import annotations

import hashlib
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betainc

from data_maps.addresses import AddressKind
from data_maps.quantities import NotANumber, NumberKind, estimate
from data_maps.reading import read
from risk.uncertainty.distributions import Beta, Distribution, Gamma, Lognormal, Point, distribution
from risk.uncertainty.draw_counts import KEPT_ORDERS
from risk.uncertainty.draws import bins, draw, drawn_values, first_drawn, slice_order, slice_orders, slices
from tests.risk.test_distributions import case

ROOT = Path(__file__).parents[2]
KINDS: tuple[tuple[NumberKind, AddressKind], ...] = (("share", "probability"), ("rate", "rate"), ("count", "count"))
SHARES = st.floats(0.001, 0.999)
FORMS = [Beta(2, 5), Beta(0.5, 10.5), Beta(1, 1), Lognormal(3, 2), Gamma(0.5, 10), Gamma(7.5, 2)]


def of(
    value: Any, kind: AddressKind = "probability", grade: str | None = None, *, stretched: float = 1.0
) -> Distribution:
    quantity: NumberKind = "share" if kind == "probability" else kind
    return distribution(estimate(value, quantity), kind, grade, stretched=stretched)


def ends(of: Distribution) -> tuple[float, float]:
    return of.quantile(0.05), of.quantile(0.95)


# From what is written to a distribution.


def test_f03_a_range_of_a_rate() -> None:
    f03 = case("F-03")
    found = of([f03["inputs"]["low"], f03["inputs"]["high"]], "count")
    assert isinstance(found, Lognormal)
    loss = f03["inputs"]["frequency"] * found.mean
    expected = f03["expected"]
    assert (found.mu, found.sigma) == pytest.approx((expected["mu"], expected["sigma"]), abs=f03["tolerance"])
    assert loss == pytest.approx(expected["annualized_loss"], abs=f03["tolerance"])


def test_f04_the_mean_of_a_wide_range() -> None:
    f04 = case("F-04")
    found = of([f04["inputs"]["low"], f04["inputs"]["high"]], "count")
    assert found.mean == pytest.approx(f04["expected"]["mean"], abs=f04["tolerance"])


def test_e03_a_range_may_be_stretched_as_those_of_people_without_a_record_need_it() -> None:
    expected = case("E-03")["expected"]["widen_logit_0.05_0.40_by_1.587"]
    best = estimate([0.05, 0.4], "share").best
    assert best == pytest.approx(math.sqrt(1 / 19 * 2 / 3) / (1 + math.sqrt(1 / 19 * 2 / 3)))
    assert ends(of([0.05, 0.4], stretched=1.587)) == pytest.approx(tuple(expected), abs=2e-5)


def test_e06_no_event_in_ten_years_is_not_never() -> None:
    found = of({"counted": 0, "in": 10}, "rate")
    assert found == Gamma(0.5, 10)
    assert (found.median, found.quantile(0.95)) == pytest.approx((0.0227, 0.192), abs=0.0005)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ({"best": 0.3, "exact": True, "why": "given"}, "probability", Point(0.3)),
        ("unknown", "probability", Beta(1, 1)),
        ({"beta": [9, 1]}, "probability", Beta(9, 1)),
        ({"counted": 3, "in": 10}, "probability", Beta(3.5, 7.5)),
        ({"counted": 3, "in": 10}, "rate", Gamma(3.5, 10)),
        ({"best": 0, "exact": True, "why": "none"}, "rate", Point(0.0)),
    ],
)
def test_every_form_has_its_distribution(value: Any, kind: AddressKind, expected: Distribution) -> None:
    assert of(value, kind) == expected


def test_a_median_and_a_ratio_are_a_lognormal() -> None:
    found = of({"median": 0.05, "ratio": 5}, "rate")
    assert (found.median, found.quantile(0.95)) == pytest.approx((0.05, 0.25), rel=1e-12)


@pytest.mark.parametrize(("grade", "factor"), [("A1", 1.05), ("C2", 1.25), ("B4", 2.0), (None, 2.0), ("F1", 4.0)])
def test_a_single_number_is_as_wide_as_the_worse_mark_of_its_grade(grade: str | None, factor: float) -> None:
    assert ends(of(40, "count", grade)) == pytest.approx((40 / factor, 40 * factor), rel=1e-9)
    low, high = ends(of(0.2, "probability", grade))
    assert (low / (1 - low), high / (1 - high)) == pytest.approx((0.25 / factor, 0.25 * factor), rel=1e-6)


@given(st.tuples(SHARES, SHARES, SHARES).map(sorted), st.sampled_from(["probability", "rate", "count"]))
def test_a_range_is_used_as_it_stands_and_its_best_value_is_the_median(three: list[float], kind: AddressKind) -> None:
    low, best, high = three
    assume(high - low > 0.001)
    assert of(three, kind).quantiles(np.array([0.05, 0.5, 0.95])) == pytest.approx((low, best, high), rel=1e-9)


def test_a_grade_moves_no_range() -> None:
    assert len({of([0.05, 0.1, 0.4], "probability", grade) for grade in (None, "A1", "F6")}) == 1


def test_a_confidence_is_the_mass_of_the_range() -> None:
    found = of({"low": 0.05, "best": 0.1, "high": 0.4, "confidence": 0.5})
    assert found.quantiles(np.array([0.25, 0.5, 0.75])) == pytest.approx((0.05, 0.1, 0.4), rel=1e-9)


@given(SHARES, SHARES, st.floats(0.5, 0.98))
def test_less_confidence_never_narrows_a_range(one: float, other: float, confidence: float) -> None:
    low, high = sorted((one, other))
    if high - low < 0.001:
        return
    surer, wider = (of({"low": low, "high": high, "confidence": c}, "count") for c in (0.99, confidence))
    assert ends(wider)[0] <= ends(surer)[0] * (1 + 1e-9)
    assert ends(wider)[1] >= ends(surer)[1] * (1 - 1e-9)


FIVE_LINES = """app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Tencent, jurisdiction: CN}
"""


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[0.6, 0.2]", "the low end is not below the high end"),
        ("[0.2, 0.7, 0.6]", "the best value lies outside its range"),
        ("[0, 0.5]", "an end of a range cannot be certain"),
        ("[0.5, 1.2]", "'1.2' is more than 1"),
        ("[0.00000000001, 0.5]", "nearer to 0 than the end of a range may come"),
        ("[0.5, 0.999999999999]", "nearer to 1 than the end of a range may come"),
        ("{low: 0.2, high: 0.5, confidence: 0.4}", "'0.4' is not a confidence"),
        ("{beta: [0, 1]}", "'0' is too small"),
        ("{counted: 5, in: 3}", "more were counted than there were"),
    ],
)
def test_a_range_that_cannot_be_is_a_problem_at_its_line(written: str, message: str) -> None:
    reading = read(FIVE_LINES + f"estimates:\n  interest.CN: {written}\n", "map.yaml")
    assert reading.data_map is None
    assert [(problem.place.line, message in problem.message) for problem in reading.problems] == [(7, True)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[0.0000001, 1000000]", "a range over more than twelve orders of magnitude"),
        ("{median: 0.1, ratio: 2000000}", "'2000000' is too large"),
        ("[2, 1]", "the low end is not below the high end"),
        ("[-1, 1]", "'-1' is below 0"),
    ],
)
def test_a_rate_that_cannot_be_is_a_problem_at_its_line(written: str, message: str) -> None:
    reading = read(FIVE_LINES + f"estimates:\n  demand.whole.CN: {written}\n", "map.yaml")
    assert [(problem.place.line, message in problem.message) for problem in reading.problems] == [(7, True)]


def test_a_number_without_a_value_has_no_distribution() -> None:
    with pytest.raises(ValueError, match="an estimate without a best value has no distribution"):
        distribution(estimate("unknown", "count").model_copy(update={"form": "plain"}), "count")


EDGES = (1e-15, 1e-12, 1e-10, 1.00001e-10, 1e-6, 0.05, 0.050001, 0.5, 0.97, 1 - 1e-6, 1 - 1.1e-10, 1 - 1.2e-16)


@pytest.mark.parametrize("grade", ["A1", "F6"])
@pytest.mark.parametrize(("quantity", "kind"), KINDS)
def test_whatever_a_map_may_say_can_be_drawn(quantity: NumberKind, kind: AddressKind, grade: str) -> None:
    ranges = [{"low": a, "high": b, "confidence": 0.5} for a, b in itertools.combinations(EDGES, 2)]
    extremes = [{"median": 1e-9, "ratio": 1e6}, {"beta": [0.01, 1e9]}, {"beta": [1000, 1e9]}, {"counted": 0, "in": 1e9}]
    drawn_of = 0
    for value in (*EDGES, *ranges, *extremes):
        try:
            stated = estimate(value, quantity)
        except NotANumber:
            continue
        found = distribution(stated, kind, grade)
        values = np.array([found.value]) if isinstance(found, Point) else slices(found, 500)
        assert np.isfinite([*values, found.mean]).all()
        assert (np.diff(values) >= 0).all()
        assert kind != "probability" or ((values >= 0) & (values <= 1)).all()
        drawn_of += 1
    assert drawn_of > 40


def test_quantiles_that_the_library_gets_wrong_are_right() -> None:
    p = np.array([0.001, 0.05, 0.5, 0.75, 0.95, 0.999])
    next_to_one = 1 + 3 * 2.2e-16, 1 + 2.2e-16
    for alpha, beta in ((1000, 1e9), (1000, 1e7), (1e9, 1000), next_to_one):
        assert betainc(alpha, beta, Beta(alpha, beta).quantiles(p)) == pytest.approx(p, abs=1e-6)


# Draws.


@pytest.mark.parametrize("found", FORMS, ids=str)
def test_slices_are_the_exact_quantiles(found: Distribution) -> None:
    at = (np.arange(2_000) + 0.5) / 2_000
    assert slices(found, 2_000)[:-1] == pytest.approx(found.quantiles(at)[:-1], rel=2e-5)


@pytest.mark.parametrize("found", FORMS, ids=str)
@pytest.mark.parametrize("draws", [100, 2_000])
def test_the_mean_of_slices_is_the_expected_value(found: Distribution, draws: int) -> None:
    assert slices(found, draws).mean() == pytest.approx(found.mean, rel=0.005)


def test_the_highest_slice_stands_for_its_mean() -> None:
    lognormal = stats.lognorm(2, scale=math.exp(3))
    beyond = lognormal.expect(lambda x: x, lb=float(lognormal.ppf(0.99)), conditional=True)
    assert slices(Lognormal(3, 2), 100)[-1] == pytest.approx(beyond, rel=0.01)
    assert slices(Beta(1, 1), 100)[-1] == pytest.approx(0.995, abs=1e-5)


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (Beta(2, 5), stats.beta(2, 5)),
        (Gamma(2.5, 10), stats.gamma(2.5, scale=0.1)),
        (Lognormal(1, 0.5), stats.lognorm(0.5, scale=math.e)),
    ],
)
def test_means_and_medians_are_those_of_scipy(found: Distribution, known: stats.rv_continuous) -> None:
    assert (found.mean, found.median) == pytest.approx((known.mean(), known.median()), rel=1e-9)


def test_each_batch_takes_every_slice_once() -> None:
    (row,) = drawn_values({"interest.CN": Beta(2, 5)}, 1_000, 7, 10)
    batches = np.sort(row.reshape(10, 100), axis=1)
    assert (batches == slices(Beta(2, 5), 100)).all()
    assert (np.diff(row.reshape(10, 100)[0]) < 0).any()


@pytest.mark.parametrize("rows", [1, 3])
def test_every_number_has_a_place_of_its_own_to_be_drawn_into(rows: int) -> None:
    with pytest.raises(ValueError, match="places"):
        draw({"one": Point(1.0), "two": Point(2.0)}, np.empty((rows, 8)), 0, 1)


@pytest.mark.parametrize(("first", "batches"), [(1, 1), (20, 1), (50, 3), (60, 3), (200, 10)])
def test_the_first_draws_are_those_of_all_without_the_batches_after_them(
    first: int, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranges: dict[str, Distribution] = {"power.XB.holding": Beta(2, 5), "users.u.count": Lognormal(1, 2)}
    whole, asked = drawn_values(ranges, 200, 3, 10), list[int]()

    def counted(*arguments: Any) -> Any:
        asked.append(arguments[-1])
        return slice_orders(*arguments)

    monkeypatch.setattr("risk.uncertainty.draws.slice_orders", counted)
    assert np.array_equal(first_drawn(ranges, first, 200, 3, 10), whole[:, :first])
    assert asked == [batches] * len(ranges)


def test_a_number_without_a_range_is_the_same_in_every_draw() -> None:
    assert drawn_values({"a": Point(0.25)}, 20, 0).tolist() == [[0.25] * 20]


@settings(deadline=None)
@given(st.lists(st.sampled_from("bcdefgh"), unique=True), st.integers(0, 2**32))
def test_a_number_has_the_same_draws_whatever_else_is_drawn(others: list[str], seed: int) -> None:
    (alone,) = drawn_values({"a": Beta(2, 5)}, 100, seed, 10)
    together = drawn_values({**{other: Beta(1, 3) for other in others}, "a": Beta(2, 5)}, 100, seed, 10)
    assert together[-1].tobytes() == alone.tobytes()


def test_another_range_keeps_the_order_of_the_draws() -> None:
    (one,), (other,) = (drawn_values({"a": known}, 1_000, 3, 10) for known in (Beta(2, 5), Lognormal(3, 2)))
    assert (np.argsort(one[:100]) == np.argsort(other[:100])).all()


def test_two_numbers_and_two_seeds_are_drawn_independently() -> None:
    rows = [
        *drawn_values({"a": Beta(1, 1), "b": Beta(1, 1)}, 20_000, 0, 10),
        *drawn_values({"a": Beta(1, 1)}, 20_000, 1, 10),
    ]
    off = np.corrcoef(rows) - np.eye(3)
    assert np.abs(off).max() < 4 / math.sqrt(20_000)


def test_bins_say_in_which_part_of_its_range_a_number_is_drawn() -> None:
    (row,) = drawn_values({"a": Beta(1, 1)}, 1_000, 5, 10)
    assert (bins("a", 1_000, 5, 10, 4) == np.floor(row * 4)).all()


@pytest.mark.parametrize("draws", [KEPT_ORDERS[0] // 10, KEPT_ORDERS[1] // 10, KEPT_ORDERS[1]])
def test_orders_of_as_many_draws_as_are_usual_are_kept_and_cannot_be_changed(draws: int) -> None:
    usual, found = KEPT_ORDERS[1], [slice_orders("a", draws, 5, 10) for _ in range(2)]
    assert all(each.tolist() == [slice_order("a", draws, 5, batch).tolist() for batch in range(10)] for each in found)
    assert (found[0] is found[1]) == (draws < usual)
    assert found[0].flags.writeable == (draws == usual)


def test_an_order_is_a_permutation_of_its_own() -> None:
    orders = [slice_order(name, 50, seed, batch).tolist() for name in "ab" for seed in (0, 1) for batch in (0, 1)]
    assert all(sorted(each) == list(range(50)) for each in orders)
    assert len({tuple(each) for each in orders}) == 8


@pytest.mark.parametrize("seed", [0, 7, 2**32, 2**70])
def test_an_order_follows_from_seed_batch_and_address_as_numpy_takes_them_one_by_one(seed: int) -> None:
    words = np.frombuffer(hashlib.blake2b(b"interest.CN", digest_size=16).digest(), dtype="<u4").tolist()
    stream = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 3, *words])))
    assert slice_order("interest.CN", 50, seed, 3).tolist() == stream.permutation(50).tolist()


@settings(max_examples=30)
@given(st.integers(1, 400), st.integers(0, 1_000))
def test_every_draw_lies_within_what_is_possible(each: int, seed: int) -> None:
    rows = drawn_values({"a": Beta(0.01, 0.02), "b": Lognormal(-3, 5), "c": Gamma(0.5, 1e9)}, each * 10, seed, 10)
    assert rows.shape == (3, each * 10)
    assert ((rows[0] >= 0) & (rows[0] <= 1)).all()
    assert (rows[1:] > 0).all()
