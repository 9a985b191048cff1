"""The worked numbers of the method come out of the shipped maps, to the digits in which they are published."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.results.actors import all_actors, all_events
from assessments.results.headline import headline_numbers, strategic_numbers
from assessments.run import Run, assess
from risk.measures import score
from risk.probabilities import all_fail, chain_bounds, probability, rate, union_bounds, years_until
from tests.support.assessed import case
from tests.support.maps import map_of

NUMBERS = Path(__file__).parents[1] / "conformance" / "method.yaml"

FIVE_LINES = """
app: WeChat
as_of: {as_of}
users: {{{people}: 19M}}
data: [text, images, video, audio]
owner: {{name: Tencent, jurisdiction: {owner}}}
"""

TWO_ROUTES = """
app: {name: Two routes, operator: app}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1000}}
data: {chats: text}
parties: {app: {organised_in: XA}, one: {organised_in: XA}, two: {organised_in: XA}}
systems: {store: {operator: app, in: XA, keys: operator}}
flows: [{from: people, to: store, data: [chats]}]
access: [{party: one, to: store}, {party: two, to: store}]
leave_out:
- {event: "state:XA/*", why: another event}
- {event: "*/covert/*", why: another event}
- {event: "*/targeted/*", why: another event}
- {event: "*/many/*", why: another event}
- {event: "criminals/*", why: another event}
estimates:
  interest.XB: {best: 1, exact: true, why: by construction}
  custody.one.store: 0.8
  power.XB.one: 0.5
  custody.two.store: 0.4
  power.XB.two: 0.5
  clear.store.operator: 0.6
  demand.whole.XB: 1/year
  carried_out.whole.XB: {best: 1, exact: true, why: by construction}
  taken.whole.XB: {best: 1, exact: true, why: by construction}
  identified.state:XB: {best: 1, exact: true, why: by construction}
"""

EXAMPLE_EVENTS = (
    "state:XB/compelled/targeted/holding",
    "state:XB/compelled/whole/holding",
    "criminals/intrusion/bulk/second-host",
)


@cache
def published() -> dict[str, Any]:
    cases = yaml.safe_load(NUMBERS.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case["expected"] for case in cases}


@cache
def assessed(text: str) -> Run:
    return assess(map_of(text))


def harms(run: Run) -> dict[str, float]:
    return {row.event: row.harm.point for row in all_events(run)}


def five_lines(people: str = "US", owner: str = "CN", as_of: str = "2020-09-25") -> Run:
    return assessed(FIVE_LINES.format(people=people, owner=owner, as_of=as_of))


# Five lines.


def test_five_lines_do_the_printed_harm_by_event() -> None:
    by_event = harms(five_lines())
    covert = {key.split("/")[0][6:]: harm for key, harm in by_event.items() if "/covert/" in key}
    placed = math.fsum(harm for key, harm in by_event.items() if "/placed/" in key)
    others = {key: harm for key, harm in by_event.items() if "/covert/" not in key and "/placed/" not in key}
    assert others == pytest.approx(
        {
            "state:CN/compelled/targeted/tencent": 37.278,
            "state:CN/compelled/many/tencent": 12.243,
            "state:CN/compelled/whole/tencent": 260.95,
            "state:US/compelled/targeted/tencent": 3369.34,
            "state:US/compelled/many/tencent": 16.322,
            "state:US/compelled/whole/tencent": 60.302,
            "criminals/intrusion/bulk/tencent": 700.79,
            "insiders/insider/targeted/tencent": 0.1125,
        },
        abs=0.005,
    )
    assert covert == pytest.approx(
        {"US": 211.19, "GB": 140.05, "IR": 153.52, "KP": 63.91, "RU": 147.37, "SA": 4.68, "others": 68.76}, abs=0.005
    )
    assert placed == pytest.approx(0.0051, abs=0.00005)


def test_five_lines_come_to_the_printed_harm_and_chances() -> None:
    head = headline_numbers(five_lines())
    assert head.harm.point == pytest.approx(5246.81, abs=0.005)
    assert head.score.point == pytest.approx(37.20, abs=0.005)
    assert head.any[1].point == pytest.approx(0.4856, abs=0.0005)
    assert head.bulk[5].point == pytest.approx(0.0474, abs=0.00005)
    assert five_lines().assumed_share == pytest.approx(0.85, abs=0.005)


def test_five_lines_expose_everyone_at_level_three() -> None:
    persons = {n: q.point for n, q in headline_numbers(five_lines()).persons_per_year.items()}
    assert persons == pytest.approx({1: 20_987, 2: 20_987, 3: 20_987, 4: 0}, abs=0.5)


@pytest.mark.parametrize(
    ("people", "harm", "states"),
    [
        ("EU", 3771.0, {"EU": 1808.4, "US": 300, "CN": 464}),
        ("CN", 2130.4, {"CN": 626.4, "US": 300}),
        ("US", 16_580.4, {"US": 14_912, "CN": 464}),
    ],
)
def test_five_lines_with_an_american_owner_do_the_printed_harm(
    people: str, harm: float, states: dict[str, float]
) -> None:
    run = five_lines(people, "US", "2026-11-01")
    actors = {row.actor: row.harm.point for row in all_actors(run)}
    assert run.harm == pytest.approx(harm, abs=0.05)
    assert {state: actors[f"state:{state}"] for state in states} == pytest.approx(states, abs=0.5)
    assert actors["criminals"] == pytest.approx(700.8, abs=0.05)


# One map by hand.


def test_the_harbour_exposes_as_many_people_as_by_hand() -> None:
    rows = {row.event: row for row in all_events(case("harbour"))}
    persons = {key: [q.point for q in exposed.persons_per_year.values()] for key, exposed in rows.items()}
    assert persons.keys() == {"state:XB/compelled/targeted/parent", "state:XB/compelled/whole/parent"}
    assert persons["state:XB/compelled/targeted/parent"] == pytest.approx([28.944, 28.944, 23.328, 0], rel=1e-12)
    assert persons["state:XB/compelled/whole/parent"] == pytest.approx([964.8, 964.8, 777.6, 0], rel=1e-12)
    assert rows["state:XB/compelled/targeted/parent"].harm.point == pytest.approx(6.183, rel=1e-12)
    assert rows["state:XB/compelled/whole/parent"].harm.point == pytest.approx(206.1, rel=1e-12)


def test_the_harbour_has_the_headline_worked_out_by_hand() -> None:
    head = headline_numbers(case("harbour"))
    assert head.harm.point == pytest.approx(212.283, rel=1e-12)
    assert head.score.point == pytest.approx(23.29, abs=0.005)
    assert head.inherent_harm.point == pytest.approx(453.492, rel=1e-12)
    assert head.any[5].point == pytest.approx(0.3214, abs=0.00005)
    assert head.bulk[5].point == pytest.approx(0.01568, abs=0.000005)


def test_the_harbours_most_probable_route_is_the_log_through_the_operator() -> None:
    way = case("harbour").routes[0]
    assert (way.event.key, way.data, way.users) == ("state:XB/compelled/targeted/parent", "log", "people")
    assert way.probability == pytest.approx(0.216, rel=1e-12)
    assert {a for a in way.addresses if a != "share.people.pier"} == {
        "custody.harbour.pier",
        "control.parent.harbour",
        "power.XB.parent",
        "interest.XB",
        "carried_out.targeted.XB",
    }


# The worked example of the method.


def test_w01_rates_and_harm() -> None:
    expected, run = published()["W-01"], case("example-chat")
    rows = {row.event: row for row in all_events(run)}
    assert rows.keys() == set(EXAMPLE_EVENTS)
    assert [rows[key].rate.point for key in EXAMPLE_EVENTS] == pytest.approx(expected["rates"], rel=1e-12)
    assert [rows[key].harm.point for key in EXAMPLE_EVENTS] == pytest.approx(expected["H"], rel=1e-12)
    assert [rows[key].share_interval.point for key in EXAMPLE_EVENTS] == pytest.approx(expected["shares"], abs=1e-8)
    per_event = [rows[key].harm.point / rows[key].rate.point for key in EXAMPLE_EVENTS]
    assert per_event == pytest.approx(expected["weighted_per_event"], rel=1e-12)


def test_w01_headline() -> None:
    expected, head = published()["W-01"], headline_numbers(case("example-chat"))
    assert head.harm.point == pytest.approx(expected["H_total"], rel=1e-12)
    assert head.score.point == pytest.approx(expected["score"], rel=1e-12)
    assert head.harm_per_100k_users.point == pytest.approx(expected["per_100k_users"], rel=1e-12)


def test_w02_persons_by_level() -> None:
    expected, persons = published()["W-02"], headline_numbers(case("example-chat")).persons_per_year
    at = {n: q.point for n, q in persons.items()}
    assert (at[4], at[3] - at[4], at[2] - at[3], at[1]) == pytest.approx(
        (expected["level4"], expected["level3"], expected["level2"], expected["total"]), rel=1e-12
    )


def test_w03_inherent() -> None:
    expected, head = published()["W-03"], headline_numbers(case("example-chat"))
    assert head.inherent_harm.point == pytest.approx(expected["H_total"], rel=1e-12)
    assert head.inherent_score.point == pytest.approx(expected["score"], rel=1e-12)
    assert 1 - head.harm.point / head.inherent_harm.point == pytest.approx(expected["reduction"], abs=1e-6)


def test_w04_size_curve() -> None:
    expected, run = published()["W-04"], case("example-chat")
    at = {size: float(run.curve.at_least(size)[0]) for size in (1_050, 100_000, 540_000)}
    assert at == pytest.approx({size: expected[f"P_ge_{size}"] for size in at}, abs=1e-12)
    unique = headline_numbers(run).unique_persons[1].point
    assert unique == pytest.approx(expected["expected_unique_nested"], rel=1e-12)


def test_w05_states_and_trials_are_not_mixed() -> None:
    expected, run = published()["W-05"], case("example-chat")
    rows = {row.event: row.at_least_one for row in all_events(run)}
    targeted, _, breach = (rows[key][5].point for key in EXAMPLE_EVENTS)
    head = headline_numbers(run)
    found = (head.any[1].point, head.any[5].point, targeted, head.bulk[5].point, breach)
    names = ("P1_any", "P5_any", "P5_targeted", "P5_bulk", "P5_breach")
    assert found == pytest.approx([expected[name] for name in names], abs=1e-12)


def test_w06_strategic_track() -> None:
    expected, run = published()["W-06"], case("example-chat")
    officials, persons = run.measures.groups.index("officials"), run.measures.persons
    by_key = dict(zip(run.measures.keys, persons[:, officials, 0].tolist(), strict=True))
    assert [by_key[key] for key in EXAMPLE_EVENTS] == pytest.approx(expected["per_year"], rel=1e-12)
    assert strategic_numbers(run).persons_per_year.point == pytest.approx(expected["total"], rel=1e-12)


def test_w07_shapley_shares() -> None:
    expected, run = published()["W-07"], case("example-chat")
    row = next(row for row in all_events(run) if row.event == EXAMPLE_EVENTS[1])
    per_event = row.harm.point / row.rate.point
    found = {data: share * per_event for data, share in row.data.items()}
    assert found == pytest.approx(expected, rel=1e-12)


# Dependence, rates and the score.


def test_d01_redundant_controls_share_a_cause() -> None:
    expected = published()["D-01"]
    assert all_fail([0.2, 0.2]) == pytest.approx(expected["dependent"], abs=1e-12)
    assert all_fail([0.2, 0.2], common=0) == pytest.approx(expected["independent"], abs=1e-12)
    assert all_fail([0.2, 0.2], common=1) == pytest.approx(expected["fully_dependent"], abs=1e-12)


def test_d02_a_step_shared_by_two_routes_counts_once() -> None:
    expected, run = published()["D-02"], assessed(TWO_ROUTES)
    head = headline_numbers(run)
    assert head.persons_per_year[1].point / 1000 == pytest.approx(expected["exact"], abs=1e-12)
    ways = [way.probability for way in run.routes]
    assert ways == pytest.approx([0.24, 0.12], abs=1e-12)
    assert union_bounds(ways) == pytest.approx((expected["lower_bound"], expected["upper_bound"]), abs=1e-12)
    independent = 1 - (1 - ways[0]) * (1 - ways[1])
    assert independent == pytest.approx(expected["wrong_independent_paths"], abs=1e-4)


def test_d03_a_chain_lies_within_its_bounds() -> None:
    expected = published()["D-03"]
    assert chain_bounds([0.9, 0.8, 0.75]) == pytest.approx((expected["lower"], expected["upper"]), abs=1e-12)
    assert pytest.approx(expected["product"], abs=1e-12) == 0.9 * 0.8 * 0.75


def test_r01_a_probability_over_years_is_a_rate() -> None:
    expected = published()["R-01"]
    per_year = rate(0.0074, 5)
    assert per_year == pytest.approx(expected["lambda"], abs=1e-9)
    assert probability(per_year, 1) == pytest.approx(expected["annual_p"], abs=1e-9)
    assert years_until(0.9, per_year) == pytest.approx(expected["years_to_90pct"], abs=0.01)


def test_ten_percent_over_five_years_is_a_rate_of_two_point_one() -> None:
    assert rate(0.1, 5) == pytest.approx(0.0210721, abs=1e-7)
    assert probability(rate(0.1, 5), 5) == pytest.approx(0.1, abs=1e-15)


def test_what_never_happens_takes_for_ever() -> None:
    assert years_until(0.9, 0.0) == float("inf")


def test_s01_scores_of_harms_are_those_published() -> None:
    expected = published()["S-01"]["S"]
    harms_ = (0, 1, 9, 99, 999, 9999, 47_500, 19_000_000, 8_000_000_000)
    assert [float(score(harm)) for harm in harms_] == pytest.approx(expected, abs=1e-9)
