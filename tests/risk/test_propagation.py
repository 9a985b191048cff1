"""The worked example with its ranges, from the map that ships; what draws say and how far they may be off."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.results.actors import all_events
from assessments.results.headline import headline_numbers
from assessments.results.part import Quantity
from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.reading import case_path, read, with_setting
from risk.arrays import Floats
from risk.measures import score
from risk.options.timeline import with_options
from risk.record.loading import with_reading_of_record
from risk.uncertainty import spreads
from risk.uncertainty.distributions import Beta, Gamma, Lognormal, Point
from risk.uncertainty.draws import drawn_values, slices
from risk.uncertainty.propagation import MOST, STRATEGIC, Uncertain, enough, whole_batches
from risk.uncertainty.spreads import BATCHES, ENDS, Spread, errors_of_ratio, known_spread, spread
from tests.risk.test_distributions import case
from tests.support.maps import ALONE, map_of

DRAWS = 20_000
EXAMPLE_EVENTS = (
    "state:XB/compelled/targeted/holding",
    "state:XB/compelled/whole/holding",
    "criminals/intrusion/bulk/second-host",
)
ADDRESSES = {
    "lambda_E2": "demand.whole.XB",
    "r_go_E2": "carried_out.whole.XB",
    "phi_E2": "taken.whole.XB",
    "q_pcc": "custody.chat-operator.main",
    "q_power": "power.XB.holding",
    "lambda_E1": "demand.targeted.XB",
}

ONE_EVENT = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: {median: 621k, ratio: 2}}}
data: {chats: text}
parties: {harbour: {organised_in: XB}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
leave_out:
- {event: "state:XA/*", why: another event}
- {event: "*/covert/*", why: another event}
- {event: "*/targeted*", why: another event}
- {event: "*/many/*", why: another event}
- {event: "criminals/*", why: another event}
estimates:
  interest.XB: {best: 1, exact: true, why: given}
  power.XB.harbour: {best: 1, exact: true, why: given}
  custody.harbour.pier: {best: 1, exact: true, why: given}
  clear.pier.operator: {best: 1, exact: true, why: given}
  demand.whole.XB: {median: 0.05, ratio: 5, per: year}
  carried_out.whole.XB: {best: 0.36, exact: true, why: given}
  taken.whole.XB: {best: 1, exact: true, why: given}
  identified.state:XB: {best: 1, exact: true, why: given}
"""

NO_EVENTS = ALONE + 'leave_out: [{event: "*", why: an empty map}]\n'


def shipped(name: str) -> DataMap:
    reading = read(case_path(name).read_text(encoding="utf-8"), name)
    assert reading.data_map is not None
    return reading.data_map


@cache
def example(seed: int = 0, draws: int = DRAWS) -> Run:
    return assess(shipped("example-chat"), Settings(draws=draws, seed=seed))


def draws_of(run: Run) -> Uncertain:
    assert run.uncertain is not None
    return run.uncertain


def four(values: Floats) -> tuple[float, ...]:
    """Mean, 5 %, 50 % and 95 % points."""
    return float(values.mean()), *np.quantile(values, (0.05, 0.5, 0.95)).tolist()


# The worked example.


@pytest.mark.parametrize("seed", [0, 1])
def test_u01_harm_and_score(seed: int) -> None:
    expected = case("U-01")["expected"]
    harm = draws_of(example(seed)).harm("")
    found = np.quantile(harm, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert found.tolist() == pytest.approx([expected[f"q{p}"] for p in ("05", "25", "50", "75", "95")], rel=0.02)
    assert harm.mean() == pytest.approx(expected["mean_exact"], rel=0.015)
    scores = np.quantile(np.asarray(score(harm)), (0.05, 0.5, 0.95))
    assert scores.tolist() == pytest.approx(expected["score_q05_q50_q95"], abs=0.1)


def errors_off(found: Quantity, exact: float) -> float:
    """By how many of its standard errors a mean differs from the exact one."""
    assert found.mean is not None
    assert found.mean_error
    return abs(found.mean - exact) / found.mean_error


@pytest.mark.parametrize("seed", [0, 1])
def test_u01_means_are_the_exact_ones_within_their_errors(seed: int) -> None:
    expected, run = case("U-01")["expected"], example(seed)
    assert errors_off(headline_numbers(run).harm, expected["mean_exact"]) < 4.0
    harm = {event.event: event.harm for event in all_events(run)}
    exact = dict(zip(EXAMPLE_EVENTS, expected["mean_components_exact"], strict=True))
    assert {key for key in exact if errors_off(harm[key], exact[key]) >= 4.0} == set()


@pytest.mark.parametrize("seed", [0, 1])
def test_u01_inherent_means_leave_the_means_of_trials_out(seed: int) -> None:
    """The trials of the three events are Betas of mean 0.75, 0.5 and 0.3, and everything is readable."""
    expected = case("U-01")["expected"]["mean_components_exact"]
    by_hand = expected[0] / 0.75 + expected[1] / 0.5 + expected[2] / 0.3
    assert errors_off(headline_numbers(example(seed)).inherent_harm, by_hand) < 4.0


@pytest.mark.parametrize("seed", [0, 1])
def test_u02_chances(seed: int) -> None:
    u02, run = case("U-02"), example(seed)
    draws = draws_of(run)
    one, five = draws.at_least_one(run.events.events)
    bulk = draws.at_least_one(run.bulk_events)[1]
    for name, values in (("P1_any", one), ("P5_any", five), ("P5_bulk", bulk)):
        expected = [u02["expected"][name][key] for key in ("mean", "q05", "q50", "q95")]
        assert four(values) == pytest.approx(expected, abs=u02["tolerance"]), name
    masses = np.histogram(bulk, (0, 0.05, 0.2, 0.55, 1))[0] / bulk.size
    levels = u02["expected"]["likelihood_level_mass"]
    assert masses.tolist() == pytest.approx(list(levels.values()), abs=u02["tolerance"])


def test_u04_which_number_spreads_the_score() -> None:
    u04, found = case("U-04"), example().variance_shares
    shares = {name: found[address] for name, address in ADDRESSES.items()}
    assert shares == pytest.approx(u04["expected"]["S1"], abs=u04["tolerance"])
    assert max(share for address, share in found.items() if address not in ADDRESSES.values()) < 0.02


@pytest.mark.parametrize("name", ["example-chat", "harbour", "wechat-2020"])
def test_numbers_by_themselves_carry_no_more_than_the_whole_spread(name: str) -> None:
    """Of noise alone, a hundred slices of 20,000 draws would show each of 190 numbers to carry half a percent."""
    draws = draws_of(assess(shipped(name), Settings(draws=DRAWS)))
    shares = draws.variance_shares().values()
    assert 0.5 < math.fsum(shares) <= 1.0
    assert min(shares) >= 0.0


def test_u06_a_product_of_two_ranges_is_their_lognormal() -> None:
    u06 = case("U-06")["expected"]
    run = assess(map_of(ONE_EVENT), Settings(draws=DRAWS))
    harm = headline_numbers(run).harm
    assert harm.point == pytest.approx(u06["median"], rel=1e-12)
    assert errors_off(harm, u06["mean"]) < 4.0
    assert (harm.low, harm.median, harm.high) == pytest.approx((u06["q05"], u06["median"], u06["q95"]), rel=0.02)
    shares = run.variance_shares
    found = shares["demand.whole.XB"], shares["users.people.count"]
    assert found == pytest.approx(tuple(u06["variance_share"]), abs=0.01)
    sigma = float(np.log(draws_of(run).harm("")).std())
    assert sigma == pytest.approx(u06["sigma"], rel=0.01)


# Draws.


def test_the_harm_of_a_draw_is_that_of_the_map_with_its_numbers() -> None:
    draws = draws_of(example())
    for place in (0, 777, DRAWS - 1):
        alone = draws.model.measured(draws.x[:, place]).harm(4.0).sum()
        assert draws.harm("")[place] == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020"])
def test_totals_are_the_sums_over_events(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.measures.CELLS", 2**12)
    data_map = read(case_path(name).read_text(encoding="utf-8"), name).data_map
    assert data_map is not None
    uncertain = Uncertain(assess(data_map).model, 100, 0, 4.0)
    model = uncertain.model
    whole = model.measured(uncertain.x)
    np.testing.assert_allclose(uncertain.persons(""), whole.by_level(), rtol=1e-12)
    np.testing.assert_allclose(uncertain.persons(STRATEGIC), whole.by_level(groups=model.strategic), rtol=1e-12)
    np.testing.assert_allclose(uncertain.joined, whole.joined.sum(axis=(0, 1)), rtol=1e-12)
    for actor in {event.actor for event in model.events.events}:
        own = [i for i, event in enumerate(model.events.events) if event.actor == actor]
        np.testing.assert_allclose(uncertain.persons(actor), whole.by_level(own), rtol=1e-12)
    for i, event in enumerate(model.events.events):
        harm, content, *persons = uncertain.exposed_by(event)
        np.testing.assert_allclose(harm, whole.harm(4.0)[i], rtol=1e-12)
        np.testing.assert_allclose(content, whole.content[i].sum(axis=0), rtol=1e-12)
        np.testing.assert_allclose(persons, whole.by_level([i]), rtol=1e-12)


def test_what_a_map_holds_besides_moves_no_draw() -> None:
    text = case_path("example-chat").read_text(encoding="utf-8")
    aside = "  aside: {name: Another firm, organised_in: XA}\n  app-shop:"
    larger = assess(map_of(text.replace("  app-shop:", aside, 1)), Settings(draws=DRAWS))
    assert len(larger.data_map.parties) == len(example().data_map.parties) + 1
    assert draws_of(larger).harm("").tobytes() == draws_of(example()).harm("").tobytes()


def test_one_changed_number_leaves_the_draws_of_all_others() -> None:
    changed = with_setting(shipped("example-chat"), "power.XB.holding=[0.2, 0.5, 0.8]")
    assert isinstance(changed, DataMap)
    draws, other = draws_of(assess(changed, Settings(draws=DRAWS))), draws_of(example())
    same = [a for a, row, was in zip(draws.model.addresses, draws.x, other.x, strict=True) if (row == was).all()]
    assert set(draws.model.addresses) - set(same) == {"power.XB.holding"}


def test_what_moves_the_harm_down_moves_it_down_in_each_draw() -> None:
    changed = with_setting(shipped("example-chat"), "carried_out.whole.XB={beta: [4, 6]}")
    assert isinstance(changed, DataMap)
    assert (draws_of(assess(changed, Settings(draws=DRAWS))).harm("") <= draws_of(example()).harm("")).all()


def test_a_map_without_events_is_certain_of_nothing_happening() -> None:
    run = assess(map_of(NO_EVENTS), Settings(draws=100))
    assert run.events.events == ()
    draws = draws_of(run)
    assert four(draws.harm("")) == (0.0, 0.0, 0.0, 0.0)
    assert draws.at_least_one(()).tolist() == np.zeros((2, 100)).tolist()
    assert (draws.error, run.variance_shares) == (0.0, {})


def test_worse_evidence_widens_the_interval() -> None:
    """Of a number without a range: a range is used as it stands, whoever states it."""
    widths = []
    for grade in ("A1", "C3", "D4", "E5"):
        setting = f"demand.whole.XB={{best: 0.05, grade: {grade}}}"
        changed = with_setting(shipped("example-chat"), setting)
        assert isinstance(changed, DataMap)
        harm = headline_numbers(assess(changed, Settings(draws=2_000))).harm
        assert harm.low is not None
        assert harm.high is not None
        widths.append(harm.high / harm.low)
    assert widths == sorted(widths)
    assert widths[-1] > 1.2 * widths[0]


# What draws say, and how far they may be off.


def test_a_spread_has_mean_median_and_ends_as_worked_out_by_hand() -> None:
    found = spread(np.arange(101.0))
    assert (found.mean, found.median, found.low, found.high) == (50.0, 50.0, 5.0, 95.0)


def test_a_spread_is_multiplied_with_its_ends_and_errors_by_nothing_below_0() -> None:
    values = Spread(1.0, 1.5, 0.5, 2.0, 0.1, 0.2, 0.3, 400, 0.4)
    assert spreads.scaled_spread(values, 2.0) == Spread(2.0, 3.0, 1.0, 4.0, 0.2, 0.4, 0.6, 400, 0.8)
    assert spreads.scaled_spread(values, 0.0) == Spread(0.0, 0.0, 0.0, 0.0, draws=400)
    with pytest.raises(ValueError, match="a spread is multiplied by 0 or more, not by -1"):
        spreads.scaled_spread(values, -1.0)


def test_what_is_the_same_in_every_draw_is_its_own_mean_and_has_no_error() -> None:
    assert spread(np.full(20_000, 0.1)) == Spread(0.1, 0.1, 0.1, 0.1, draws=20_000)


@pytest.mark.parametrize("draws", [1, 7, 10, 30, 990, 1_000])
@pytest.mark.parametrize("kinds", [0, 1, 3, 10_000])
def test_ends_of_all_draws_and_of_batches_are_those_of_numpy_to_the_last_digit(draws: int, kinds: int) -> None:
    """Draws that are all zero, all the same, often the same, and all different."""
    values = np.random.default_rng(draws + kinds).integers(min(1, kinds), kinds + 1, draws) / 7.0
    found = spread(values)
    assert [found.low, found.median, found.high] == np.quantile(values, ENDS).tolist()
    if draws % BATCHES == 0:
        off = np.quantile(values.reshape(BATCHES, -1), ENDS, axis=1).std(axis=1, ddof=1) / np.sqrt(BATCHES)
        assert [found.low_error, found.error, found.high_error] == off.tolist()
        of_mean = values.reshape(BATCHES, -1).mean(axis=1).std(ddof=1) / np.sqrt(BATCHES)
        assert found.mean_error == pytest.approx(of_mean, rel=1e-9, abs=1e-15)


def test_a_spread_is_of_its_own_draws_however_many_were_found_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreads, "KEPT_SPREADS", 3)
    rows = np.random.default_rng(0).random((8, 200))
    fresh = [spreads._spread(row, None) for row in rows]
    for _ in range(2):
        assert [spread(row) for row in rows] == fresh
    assert spread(rows[0]) == fresh[0]
    changed = rows[0].copy()
    assert spread(changed) == fresh[0]
    changed[0] += 1e-9
    assert spread(changed) != fresh[0]


def test_draws_that_were_put_in_order_before_are_not_put_in_order_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(1).random((2, 200))
    known = spread(rows[0])
    monkeypatch.setattr(spreads, "_spread", lambda values, _of: known if (values == rows[1]).all() else None)
    assert spread(rows[0].copy()) is known


@pytest.mark.parametrize("of", [Beta(2, 5), Gamma(0.5, 10), Lognormal(1, 2), Point(0.3)])
def test_the_spread_of_a_number_needs_no_draws(of: Beta | Gamma | Lognormal | Point) -> None:
    assert known_spread(of) == Spread(of.mean, of.median, of.quantile(0.05), of.quantile(0.95))


def test_the_stated_error_of_the_median_holds_it() -> None:
    true = case("U-01")["expected"]["q50"]
    found = [spread(draws_of(example(seed, 1_000)).harm("")) for seed in range(30)]
    off = [(each.median - true) / each.error for each in found]
    assert np.abs(off).max() < 4.5
    assert 0.5 < np.std(off) < 2.0


def test_no_more_draws_are_made_than_can_be_kept() -> None:
    model = example().model
    few = 25 * (len(model.addresses) + len(model.events.numbers))
    assert enough(model, 1_000, 0, 4.0, within=1e-9, held=few).draws == 20
    assert enough(model, 1_000, 0, 4.0, held=1).draws == 10


def test_draws_are_added_until_the_error_is_small_enough() -> None:
    model = example().model
    few = Uncertain(model, 1_000, 0, 4.0)
    assert few.error > 0.005
    found = enough(model, 1_000, 0, 4.0, within=0.005)
    assert found.error <= 0.005
    assert found.draws in (2_000, 4_000, 8_000, 16_000, 32_000)
    halved = Uncertain(model, found.draws // 2, 0, 4.0)
    assert halved.error > 0.005


def test_draws_stop_at_the_limit_and_say_what_was_reached() -> None:
    found = enough(example().model, 1_000, 0, 4.0, within=1e-9, most=5_000)
    assert found.draws == 4_000
    assert 1e-9 < found.error == Uncertain(example().model, 4_000, 0, 4.0).error


def test_the_draws_by_default_are_enough_for_the_example() -> None:
    found = enough(example().model, DRAWS, 0, 4.0)
    assert (found.draws, found.error < 0.01) == (DRAWS, True)
    assert MOST == 80_000


@given(st.integers(1, 100_000))
def test_draws_are_rounded_up_to_whole_batches(draws: int) -> None:
    assert 0 <= whole_batches(draws) - draws < BATCHES
    assert whole_batches(draws) % BATCHES == 0


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 60))
def test_any_number_of_draws_gives_intervals(draws: int) -> None:
    harm = headline_numbers(example(0, draws)).harm
    assert harm.low is not None
    assert harm.median is not None
    assert harm.high is not None
    assert 0 < harm.low <= harm.median <= harm.high


def test_chances_take_all_draws_where_states_are_few() -> None:
    draws = draws_of(example())
    assert draws.x_for_worlds.shape == draws.x.shape
    wide = draws_of(assess(shipped("wechat-2020"), Settings(draws=4_000)))
    assert wide.x_for_worlds.shape == (len(wide.model.addresses), 1_000)


def test_chances_of_an_actor_take_all_draws_where_the_states_of_its_own_events_are_few() -> None:
    draws = draws_of(assess(shipped("wechat-2020"), Settings(draws=4_000)))
    events = draws.model.events.events
    assert draws.at_least_one([event for event in events if event.actor == "state:CN"]).shape == (2, draws.draws)
    assert draws.at_least_one(events).shape == (2, 1_000)


def test_in_fewer_draws_a_number_still_takes_each_of_its_slices_in_every_batch() -> None:
    draws = draws_of(example(0, 4_000))
    few, of_few = draws.in_few(500), draws.few_of(draws.distributions, 500)
    free = [
        a
        for a, known in draws.distributions.items()
        if a in draws.model.underived_rows and not isinstance(known, Point)
    ]
    assert free
    for address in free:
        batches = np.sort(of_few[address].reshape(BATCHES, -1))
        np.testing.assert_array_equal(batches, np.tile(slices(draws.distributions[address], 50), (BATCHES, 1)))
        np.testing.assert_array_equal(of_few[address], few[draws.model.places[address]])
    assert draws.in_few(10 * draws.draws) is draws.x


def test_the_error_of_a_part_is_that_of_its_ratio_to_the_whole() -> None:
    """Medians of ten batches that are 0.9 and 1.1 of the whole by turns: a deviation of √(10·0.01 ÷ 9), over √10."""
    whole = np.repeat(np.geomspace(1.0, 1e6, BATCHES), 3)
    part = whole * np.repeat([0.9, 1.1] * (BATCHES // 2), 3)
    assert errors_of_ratio(part, whole) == pytest.approx([math.sqrt(0.1 / 9.0 / 10.0)] * 3)


def test_a_part_that_is_always_the_same_share_has_no_error() -> None:
    whole = np.random.default_rng(1).lognormal(0.0, 3.0, 50 * BATCHES)
    assert errors_of_ratio(whole * 0.3, whole) == pytest.approx([0.0] * 3, abs=1e-12)
    assert errors_of_ratio(whole * 0.0, whole) == (0.0, 0.0, 0.0)


def test_numbers_that_are_drawn_already_are_taken_from_there_and_others_drawn_as_ever() -> None:
    """One stands in the draws by itself, of one something else is known, and one is in no event."""
    draws = Uncertain(example().model, 100, 3, 4.0)
    here, other = "custody.chat-operator.main", "power.XB.holding"
    asked = {other: Beta(2, 5), here: draws.distributions[here], "interest.ZZ": Beta(1, 1)}
    found = draws.draws_of(asked)
    assert list(found) == list(asked)
    assert np.array_equal(list(found.values()), drawn_values(asked, 100, 3, BATCHES))
    assert np.shares_memory(found[here], draws.x)
    assert not np.array_equal(found[other], draws.numbers([other])[0])


def test_another_map_has_every_number_as_the_first_draws_have_it() -> None:
    """Numbers that stand at no address by themselves too, which a median may leave out of the draws."""
    data_map = shipped("wechat-five-lines")
    other = assess(with_reading_of_record(data_map, "equal states")).model
    draws = Uncertain(assess(data_map).model, 200, 0, 4.0)
    beside = draws.paired_with(other, 60)
    apart = {name: known for name, known in beside.distributions.items() if name not in other.underived_rows}
    assert {"record.covert.KP"} < apart.keys()
    for name, row in beside.draws_of(apart).items():
        assert np.array_equal(row, draws.draws_of(apart)[name][:60]), name


@pytest.mark.parametrize("name", ["every-key", "example-chat", "eu-saas", "wechat-2020"])
def test_with_an_option_in_force_each_number_has_the_draws_that_it_has_by_name(name: str) -> None:
    """An option puts numbers of its own in the place of others; every place is written to, and from those."""
    data_map = shipped(name)
    for option in data_map.options:
        uncertain = Uncertain(assess(with_options(data_map, (option,)), Settings(draws=0)).model, 200, 0, 4.0)
        rows = dict(zip(uncertain.distributions, drawn_values(uncertain.distributions, 200, 0, BATCHES), strict=True))
        assert uncertain.x.tobytes() == uncertain.model.address_values(rows).tobytes(), option
