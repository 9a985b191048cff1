"""Every option of a map beside the status quo: the worked numbers, and what is said of real cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from assessments.conclusions.options import is_ban, milder
from assessments.results.headline import headline_numbers
from assessments.results.ledger import ledger_rows_of_options
from assessments.results.options.questions import best_options, delayed, enough_options, least_burdensome, series
from assessments.results.options.questions import choice as choice_of
from assessments.results.options.standing import TRACKS
from assessments.results.options.switching_values import Flip, Flips
from assessments.results.options.table import STATUS_QUO, Options
from assessments.run import Settings, assess
from data_maps.model import DataMap
from data_maps.settings import with_setting
from risk.options.search import Limits
from risk.uncertainty.value_of_information import choice, evppi
from tests.risk.test_conformance import published
from tests.support.assessed import FEW, case_map, stated

CASES_AT = Path(__file__).parents[2] / "data_maps" / "cases"
RATIOS = {"order_r2": 2.0, "order_r4": 4.0, "order_r10": 10.0, "order_linear": None}
NAMES = {
    "status_quo": STATUS_QUO,
    "gov_device": "device-ban",
    "download_ban": "download-ban",
    "full_ban": "full-ban",
    "e2ee": "e2ee",
    "custody_audit": "custody",
    "divest": "divestiture",
    "custody_e2ee": "custody+e2ee",
}
NUMBERS = {
    "lambda_E2": "demand.whole.XB",
    "custody_ratio": "option.custody.control.chat-group.chat-operator",
    "loss_e2ee": "option.e2ee.loses.talk",
    "s_general": "users.general.relies_on.talk.substitutable",
    "r_go_E2": "carried_out.whole.XB",
    "divest_ratio": "option.divestiture.control.holding.chat-group",
    "q_clear_e2ee": "option.e2ee.clear.main.users",
}
WITH_STATED_BURDENS = ("example-chat", "tiktok-2020")
DRAWS = 20_000
MANY_DRAWS = 50_000
RATE = 10.0


@cache
def worked(draws: int = 0) -> Options:
    """The options of the worked example."""
    return Options(assess(case_map("example-chat"), Settings(draws=draws)), draws=draws)


@cache
def flips() -> Flips:
    return Flips(worked())


@cache
def of_case(name: str, draws: int = 0) -> Options:
    return Options(assess(case_map(name), Settings(draws=draws)))


def tolerance(case: str) -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "conformance" / "method.yaml").read_text(encoding="utf-8")
    return next(one["tolerance"] for one in yaml.safe_load(text)["cases"] if one["id"] == case)


# The worked example at the best values.


def test_what_an_option_removes_of_foreign_states_stands_apart_from_others() -> None:
    """The full ban leaves 8% of the people and half of the data of the rest: it removes 0.92 · 0.5 of 3,426.3."""
    row = Options(assess(case_map("example-chat"))).row("full-ban")
    by_side = {side: removed.point for side, removed in row.reduction_by_side.items()}
    assert by_side["foreign_states"] == pytest.approx(0.92 * 0.5 * 3_426.3)
    assert sum(by_side.values()) == pytest.approx(row.reduction.point)
    assert list(by_side) == ["foreign_states", "others"]
    assert row.removed_by_side["foreign_states"].point == pytest.approx(0.92 * 0.5)


def test_rows_are_the_status_quo_the_options_and_the_combinations() -> None:
    assert worked().names == (
        "status-quo",
        "device-ban",
        "download-ban",
        "full-ban",
        "e2ee",
        "custody",
        "divestiture",
        "custody+e2ee",
    )


@pytest.mark.parametrize("key", list(NAMES))
def test_the_worked_options_come_out(key: str) -> None:
    expected, row, allowed = published()["W-08"][key], worked().row(NAMES[key]), tolerance("W-08")
    assert row.harm.point == pytest.approx(expected["H"], abs=allowed["H"])
    assert row.reduction.point == pytest.approx(expected["dR"], abs=allowed["H"])
    assert stated(row.burden).point == pytest.approx(expected["burden"], abs=allowed["burden"])
    assert row.score.point == pytest.approx(expected["score"], abs=allowed["score"])
    assert row.strategic.point == pytest.approx(expected["strategic"], abs=allowed["H"])


def test_the_worked_dominance_comes_out() -> None:
    expected, rows = published()["W-09"], {key: stated(worked().row(name).dominated) for key, name in NAMES.items()}
    both = {key: {one.option for one in found.by} for key, found in rows.items() if found.by}
    alone = {key: set(found.by_harm_only) for key, found in rows.items() if found.by_harm_only}
    assert both == {key: {NAMES[k] for k in keys} for key, keys in expected["dominated_both_tracks"].items()}
    assert alone == {key: {NAMES[k] for k in keys} for key, keys in expected["dominated_H_and_B"].items()}
    excess = {key: worked().row(NAMES[key]).excess for key in expected["excess_factor_eps_0.10"]}
    assert excess == pytest.approx(expected["excess_factor_eps_0.10"], abs=tolerance("W-09")["factor"])


def test_the_worked_prices_come_out() -> None:
    """To one in a thousand: the second is published rounded, 17 000 / (2 · 457.732266) being 18.5698."""
    prices = published()["W-09"]["k_star"]
    found = {
        "gov_device->custody_audit": stated(worked().row("custody").price_over)["device-ban"],
        "custody_audit->custody_e2ee": stated(worked().row("custody+e2ee").price_over)["custody"],
    }
    assert found == pytest.approx(prices, rel=tolerance("W-09")["k_star"])


def test_excess_and_prices_have_intervals_from_the_same_draws() -> None:
    """As the burden of each draw over what it cuts in it; a draw that cuts no more has no price that is enough."""
    options = worked(draws=DRAWS)
    row, base = options.row("full-ban"), options.row(STATUS_QUO)
    before, after = options.drawn(()), options.drawn(("full-ban",))
    assert before is not None
    assert after is not None
    cut = before.outcome.harm(4.0) - after.outcome.harm(4.0)
    worth = np.where(cut > 0.0, after.burden / (2.0 * np.where(cut > 0.0, cut, 1.0)), np.inf)
    found, times = options.standing.prices("full-ban", "harm")[STATUS_QUO], options.excess("full-ban", "harm")
    assert (found.low, found.median, found.high) == tuple(np.quantile(worth, (0.05, 0.5, 0.95), method="inverted_cdf"))
    assert (options.excess(STATUS_QUO, "harm"), base.excess_interval) == (None, None)
    assert times is not None
    assert times.point == row.excess
    assert (times.low or 0.0) < times.point < (times.high or 0.0)


def test_each_track_has_its_own_excess_and_prices() -> None:
    """The device ban is the least that cuts as many strategic exposures, for 64 lifeline person-years."""
    ban = worked().row("download-ban")
    assert ban.strategic_excess == pytest.approx(stated(ban.burden).point / 64.0)
    price = stated(ban.burden).point / (2.0 * ban.strategic_reduction.point)
    assert stated(ban.strategic_price_over)[STATUS_QUO] == pytest.approx(price)
    assert list(stated(ban.strategic_price_over)) == [STATUS_QUO, "e2ee"]


def test_custody_stops_cutting_more_than_a_full_ban_where_the_method_says() -> None:
    """The published value is a share of custody of 0.8, which the map says apart from what the option leaves of it."""
    flip = flips().first("full-ban", "custody")
    assert flip is not None
    assert (flip.address, flip.of, flip.above) == ("option.custody.control.chat-group.chat-operator", "harm", True)
    assert 0.8 * flip.value == pytest.approx(published()["W-09"]["flip_q_pcc_custody_vs_full_ban"], abs=1e-10)


@pytest.mark.parametrize("name", WITH_STATED_BURDENS)
def test_at_a_flip_both_options_are_equal_when_the_map_is_assessed_anew(name: str) -> None:
    """On each track those that a report names first, each set in the map as anybody would set it."""
    options = of_case(name)
    found = list(told_flips(options))
    assert found
    for one, other, flip in found:
        per = "/person-year" if flip.per == "person-year" else ""
        changed = with_setting(case_map(name), f"{flip.address}={flip.value!r}{per}")
        assert isinstance(changed, DataMap), changed
        anew = Options(assess(changed))
        first, second = (tracks(anew, anew.combinations[row])[flip.of] for row in (one, other))
        assert first == pytest.approx(second, rel=1e-9), flip


def told_flips(options: Options) -> Iterator[tuple[str, str, Flip]]:
    """Pairs of rows with the first flip of each track, for every dominated row and every ban; of each track four."""
    flips, left = Flips(options), {"harm": 4, "strategic": 4, "burden": 2}
    bans = [row.option for row in options.rows[1:] if is_ban(options, row)]
    pairs = [(row.option, other.option) for row in options.rows if row.dominated for other in row.dominated.by[:1]]
    pairs += [(one, other) for ban in bans for row in milder(options) for one, other in permuted(ban, row.option)]
    for one, other in dict.fromkeys(pairs):
        firsts = {flip.of: flip for flip in reversed(flips.between(one, other))}
        for track, flip in firsts.items():
            if left[track]:
                left[track] -= 1
                yield one, other, flip


def permuted(one: str, other: str) -> tuple[tuple[str, str], ...]:
    return (one, other), (other, one)


def tracks(options: Options, chosen: Sequence[str]) -> dict[str, float]:
    found = options.at_best(chosen)
    return {
        "harm": float(options.harm(found)),
        "strategic": float(found.outcome.strategic),
        "burden": float(found.burden),
    }


def test_persons_by_level_and_orders_by_weights_come_out() -> None:
    expected, options = published()["W-10"], worked()
    for key, persons in expected["cum_ge4_ge3_ge2"].items():
        row = options.row(NAMES[key]).persons_per_year
        assert [row[n].point for n in (4, 3, 2)] == pytest.approx(persons, abs=0.01)
    for key, ratio in RATIOS.items():
        order = [name for name in options.order(ratio) if name != "device-ban"]
        assert order == [NAMES[one] for one in expected[key]]
    custody, e2ee, ban = (options.row(name).persons_per_year for name in ("custody", "e2ee", "full-ban"))
    assert all(custody[level].point <= ban[level].point for level in ban)  # whatever the weights
    assert not all(e2ee[level].point <= ban[level].point for level in ban)


def test_a_download_ban_raises_exposures_at_level_two() -> None:
    base, ban = (worked().row(name).persons_per_year for name in (STATUS_QUO, "download-ban"))
    only_two = [row[2].point - row[3].point for row in (base, ban)]
    assert only_two == pytest.approx([2850.0, 3042.05], abs=0.01)


# The same over draws.


def test_the_published_comparisons_come_out() -> None:
    expected, options = published()["U-03"], worked(DRAWS)
    below = {row.option: row.less_risk_than for row in options.rows}
    found = {
        "P_custody_below_full_ban": below["custody"]["full-ban"],
        "P_e2ee_below_full_ban": below["e2ee"]["full-ban"],
        "P_custody_below_e2ee": below["custody"]["e2ee"],
        "P_combo_below_full_ban": below["custody+e2ee"]["full-ban"],
        "P_divest_below_custody": below["divestiture"]["custody"],
    }
    assert found == pytest.approx({key: expected[key] for key in found}, abs=0.01)
    dominated = {
        key: stated(options.row(NAMES[key]).dominated).probability_by_harm_only for key in expected["P_dominated"]
    }
    assert dominated == pytest.approx(expected["P_dominated"], abs=0.01)


def test_on_both_tracks_domination_is_never_likelier_than_by_harm_alone() -> None:
    for row in worked(DRAWS).rows:
        found = stated(row.dominated)
        assert found.probability is not None
        assert found.probability_by_harm_only is not None
        assert found.probability <= found.probability_by_harm_only
        assert all((one.probability or 0.0) <= found.probability for one in found.by)


def test_what_finding_out_is_worth_comes_out() -> None:
    """The worth of one number is an average over bins of draws, which few draws overstate."""
    expected, options = published()["U-05"], worked(MANY_DRAWS)
    names = [name for name in options.names if name != "device-ban"]
    benefit = options.benefit(RATE, names)
    best = choice(benefit)
    assert names[best.best] == NAMES[expected["best"]]
    assert best.chance == pytest.approx(expected["P_best_is_optimal"], abs=0.01)
    assert best.worth == pytest.approx(expected["EVPI"], rel=0.03)
    numbers = options.numbers()
    found = {key: evppi(benefit, numbers[address]) for key, address in NUMBERS.items()}
    assert found == {key: pytest.approx(value, rel=0.08, abs=150) for key, value in expected["EVPPI"].items()}


def test_the_status_quo_row_is_the_headline() -> None:
    options = worked(DRAWS)
    row, head = options.row(STATUS_QUO), headline_numbers(options.run)
    for one, other in ((row.harm, head.harm), (row.score, head.score)):
        assert (one.point, one.mean, one.median, one.low, one.high) == pytest.approx(
            (other.point, other.mean, other.median, other.low, other.high), rel=1e-9
        )


def test_the_least_burdensome_option_that_surely_meets_a_target_is_named() -> None:
    options = worked(DRAWS)
    found = least_burdensome(options, 10_000.0)
    assert found is not None
    assert found.option == "custody"
    assert least_burdensome(options, 1.0) is None


def test_one_more_combination_is_a_row_beside_the_others() -> None:
    options = worked()
    more = Options(options.run, [("full-ban", "device-ban")], options)
    assert more.names == (*options.names, "device-ban+full-ban")
    assert more.row("custody").harm == options.row("custody").harm
    assert more.outcomes is options.outcomes
    assert more.row("device-ban+full-ban").harm.point == Options(options.run, more.more).rows[-1].harm.point


# What happens when.


def test_the_series_of_an_option_makes_up_its_averages() -> None:
    options = worked()
    for name in ("custody", "e2ee", "divestiture"):
        found = series(options, name)
        assert (found[0].starts, found[-1].ends) == (0.0, 2.0)
        harm = sum(m.harm.point * (m.ends - m.starts) for m in found) / 2.0
        burden = sum(stated(m.burden).point * (m.ends - m.starts) for m in found)
        assert harm == pytest.approx(options.row(name).harm.point, rel=1e-9)
        assert burden == pytest.approx(stated(options.row(name).burden).point, rel=1e-9)


def test_under_a_download_ban_people_leave_and_holes_stay_open() -> None:
    found = series(worked(DRAWS), "download-ban", steps=4)
    assert [m.harm.point for m in found] == sorted((m.harm.point for m in found), reverse=True)
    assert [stated(m.burden).point for m in found] == sorted(stated(m.burden).point for m in found)
    assert all(m.harm.low is not None and m.harm.high is not None and m.harm.low < m.harm.high for m in found)


def test_a_delay_costs_exposures_and_saves_burden() -> None:
    options = worked(DRAWS)
    delay = delayed(options, "full-ban", 6.0)
    assert delay.harm.point == pytest.approx(2.0 * options.row("full-ban").reduction.point / 4, rel=0.05)
    assert delay.persons[4].point > 0.0
    assert delay.strategic.point > 0.0
    assert stated(stated(delay.burden_saved).low) > 0.0
    assert delayed(options, "full-ban", 0.0).harm.point == 0.0
    never = delayed(options, "custody", 18.0)
    assert never.harm.point == pytest.approx(2.0 * options.row("custody").reduction.point)
    assert stated(never.burden_saved).point == pytest.approx(stated(options.row("custody").burden).point)


def test_a_row_that_starts_later_is_an_option_like_any_other() -> None:
    base = worked()
    options = Options(base.run, other=base, delays=[("full-ban", 6.0), ("custody+e2ee", 1.0)])
    assert options.names == (*base.names, "full-ban (6 months later)", "custody+e2ee (1 month later)")
    later, now = options.row("full-ban (6 months later)"), options.row("full-ban")
    delay = delayed(base, "full-ban", 6.0)
    assert later.title == "Bar the service, 6 months later"
    assert (later.timing.starts, later.timing.full, later.timing.years) == (0.5, 0.5, 1.5)
    assert 2.0 * (later.harm.point - now.harm.point) == pytest.approx(delay.harm.point, rel=1e-12)
    assert stated(now.burden).point - stated(later.burden).point == pytest.approx(
        stated(delay.burden_saved).point, rel=1e-12
    )
    assert stated(later.dominated).by
    moments = series(options, later.option)
    assert stated(moments[0].burden).point == 0.0
    assert stated(moments[-1].burden).point > 0.0
    flip = Flips(options).first(later.option, "custody")
    assert flip is not None
    number = next(n for n in options.turning if n.address == flip.address)
    gap = Flips(options).difference(number, flip.value, later.option, "custody")[0]
    assert gap == pytest.approx(0.0, abs=1e-6)
    assert [r.harm for r in options.rows[:8]] == [r.harm for r in base.rows]


# Sets of options.


def test_the_best_sets_of_the_worked_example() -> None:
    options = worked()
    assert best_options(options, Limits(measures=1)).options == {"divestiture"}
    assert best_options(options, Limits(measures=1), "strategic").options == {"device-ban"}
    assert best_options(options, Limits(burden=5000.0)).options == {"custody", "device-ban"}
    assert best_options(options, Limits(burden=21_300.0, measures=2)).options == {"custody", "divestiture"}


@pytest.mark.parametrize("name", ["example-chat", "every-key"])
def test_many_sets_at_once_leave_what_each_leaves_by_itself(name: str) -> None:
    options = of_case(name)
    sets = [frozenset(chosen) for chosen in options.combinations.values()]
    together = choice_of(options).left(sets)
    alone = [float(options.at_best(chosen).outcome.harm(4.0)) for chosen in options.combinations.values()]
    assert together == pytest.approx(np.array(alone), rel=1e-9)


def test_the_smallest_sets_that_bring_an_actor_under_a_limit() -> None:
    found = enough_options(worked(), "state:XB", 700.0, 2)
    assert {"divestiture"} in found
    assert all(not one < other for one in found for other in found)


# Shipped cases.


@pytest.mark.parametrize("name", FEW)
def test_every_option_of_a_shipped_case_gives_sound_figures(name: str) -> None:
    options = of_case(name, 200)
    base = options.row(STATUS_QUO)
    for row in options.rows:
        assert 0.0 <= row.harm.point < 3.0 * base.harm.point + 1e-9
        assert row.reduction.point == pytest.approx(base.harm.point - row.harm.point, abs=1e-6 * base.harm.point)
        if row.burden is not None:
            assert row.burden.point == pytest.approx(sum(q.point for q in stated(row.burden_by_group).values()))
            assert 0.0 <= stated(row.stranded).point <= row.cut_off.point + 1e-9
            assert stated(row.burden.low) >= 0.0


def test_real_bans_cut_people_off_and_storage_at_home_does_not() -> None:
    options = of_case("wechat-2020")
    people = {row.option: row.cut_off.point for row in options.rows}
    assert people["full-ban"] > people["download-ban"] > people["device-ban"] > 0.0 == people["us-storage"]
    assert options.row("full-ban").closes == ("service",)
    assert options.row("download-ban").closes == ("apple-app-store", "google-play")
    assert options.row("sale").reversible is False


def test_a_row_is_on_a_frontier_in_the_draws_in_which_no_other_row_beats_it() -> None:
    options = Options(assess(case_map("example-chat"), Settings(draws=200)))
    draws = options.standing.draws
    assert draws is not None
    burden = draws.burden
    shares = [[options.standing.frontier_chance(name, track) for track in TRACKS] for name in options.names]
    for track, risk in enumerate((draws.harm, draws.strategic)):
        on = np.ones(risk.shape)
        for row, other, draw in np.ndindex(len(risk), *risk.shape):
            mine, its = (risk[row, draw], burden[row, draw]), (risk[other, draw], burden[other, draw])
            if (
                its[0] <= mine[0] * (1 + 1e-9)
                and its[1] <= mine[1] * (1 + 1e-9)
                and not np.allclose(its, mine, 1e-9, 0)
            ):
                on[row, draw] = 0.0
        assert [found[track] for found in shares] == pytest.approx(on.mean(axis=1).tolist(), abs=1e-12)
    assert {share for pair in shares for share in pair} - {0.0, 1.0}


def test_without_draws_no_share_of_them_is_told() -> None:
    options = Options(assess(case_map("example-chat"), Settings(draws=0)))
    assert [options.standing.frontier_chance(options.names[1], track) for track in TRACKS] == [None, None]


def test_numbers_of_the_comparison_stand_in_a_ledger_of_their_own() -> None:
    options = worked(DRAWS)
    ledger = {row.number.address: row for row in ledger_rows_of_options(options.run)}
    loses, talk = ledger["option.e2ee.loses.talk"], ledger["users.general.relies_on.talk.substitutable"]
    assert (loses.assumed, loses.elasticity, loses.estimate.point) == (False, 0.0, 0.02)
    assert talk.estimate.low is not None
    assert talk.estimate.low < 0.6 < (talk.estimate.high or 0.0)
    assert not ledger.keys() & options.run.events.numbers.keys()
    set_to = with_setting(case_map("example-chat"), "users.general.relies_on.talk.substitutable=0.9")
    assert isinstance(set_to, DataMap)
    less = stated(Options(assess(set_to)).row("full-ban").burden).point
    assert less == pytest.approx(2e6 * 0.96 * (0.95 * 0.1 + 0.05 * 0.9))
