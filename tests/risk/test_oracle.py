"""The oracle gives every number of the second version of the method that was published or worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.oracle import options
from tests.support.oracle.expand import expand
from tests.support.oracle.map import read_map
from tests.support.oracle.measures import Oracle
from tests.support.oracle.record import shipped_record

CONFORMANCE = Path(__file__).parents[1] / "conformance"
EXAMPLE_EVENTS = (
    "state:XB/compelled/targeted/holding",
    "state:XB/compelled/whole/holding",
    "criminals/intrusion/bulk/second-host",
)


def written(name: str) -> dict[str, Any]:
    text = (CONFORMANCE / f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def published(number: str) -> Any:
    return next(case["expected"] for case in written("method")["cases"] if case["id"] == number)


def five_lines(people: str = "US", owner: str = "CN", as_of: str = "2020-09-25") -> Oracle:
    return Oracle(
        expand(
            {
                "app": "WeChat",
                "as_of": as_of,
                "users": {people: "19M"},
                "data": ["text", "images", "video", "audio"],
                "owner": {"name": "Tencent", "jurisdiction": owner},
            }
        )
    )


# Five lines.


def test_the_record_in_full_has_the_printed_means() -> None:
    known = shipped_record().known_by(read_map({**written("harbour"), "as_of": "2026-11-01"}).as_of)
    means = {state: known.covert(state, []) for state in ("CN", "US", "IR", "RU", "GB", "KP", "VN", "NZ", "others")}
    printed = {"CN": 0.871, "US": 0.346, "IR": 0.264, "RU": 0.232, "GB": 0.229, "KP": 0.103, "VN": 0.0127}
    assert {state: means[state] for state in printed} == pytest.approx(printed, abs=5e-4)
    assert means["NZ"] == pytest.approx(0.00009, abs=5e-6)
    recorded = sum(known.covert(state, []) for state in known.recorded)
    assert recorded + means["others"] == pytest.approx(2.16, abs=5e-3)
    assert known.years == 13


def test_the_record_is_cut_at_the_day_of_the_map() -> None:
    known = five_lines().known_record
    assert known.years == pytest.approx(10 + 269 / 366, rel=1e-15)
    assert {state: known.takings.count(state) for state in ("CN", "US", "GB", "IR", "RU", "KP")} == {
        "CN": 9, "US": 6, "GB": 4, "IR": 3, "RU": 2, "KP": 1,
    }  # fmt: skip
    assert known.placed == ("SA",)


def test_five_lines_have_the_printed_harm_by_event() -> None:
    harm = five_lines().harm_by_event
    orders = {key: value for key, value in harm.items() if "/compelled/" in key}
    covert = {key.split("/")[0][6:]: value for key, value in harm.items() if "/covert/" in key}
    assert orders == pytest.approx(
        {
            "state:CN/compelled/targeted/tencent": 37.278,
            "state:CN/compelled/many/tencent": 12.243,
            "state:CN/compelled/whole/tencent": 260.95,
            "state:US/compelled/targeted/tencent": 3343.74,
            "state:US/compelled/many/tencent": 21.058,
            "state:US/compelled/whole/tencent": 77.797,
        },
        abs=0.005,
    )
    assert covert == pytest.approx(
        {"US": 211.19, "GB": 140.05, "IR": 153.52, "KP": 63.91, "RU": 147.37, "SA": 4.68, "others": 68.76}, abs=0.005
    )
    assert sum(value for key, value in harm.items() if "/placed/" in key) == pytest.approx(0.0051, abs=5e-5)
    assert harm["criminals/intrusion/bulk/tencent"] == pytest.approx(700.79, abs=0.005)
    assert harm["insiders/insider/targeted/tencent"] == pytest.approx(0.1125, rel=1e-12)


def test_five_lines_have_the_printed_headline() -> None:
    oracle = five_lines()
    assert oracle.harm == pytest.approx(5243.44, abs=0.005)
    assert oracle.score == pytest.approx(37.20, abs=0.005)
    assert oracle.persons_per_year == pytest.approx([20_974, 20_974, 20_974, 0], abs=0.5)
    assert oracle.chance_of_any(1) == pytest.approx(0.489, abs=5e-4)
    assert oracle.chance_in_bulk(5) == pytest.approx(0.0546, abs=5e-5)


EXACT = ("taken.targeted.", "success.intrusion.", "success.insider.", "share.")
DERIVED = ("takings.", "placed.")


def test_the_assumed_share_of_five_lines_is_the_printed_one() -> None:
    oracle = five_lines()
    assert oracle.harm > 0
    uncertain = {a: v for a, v in oracle.numbers.used.items() if not a.startswith((*EXACT, *DERIVED))}
    weight = {address: abs(elasticity(oracle, address, number)) for address, number in uncertain.items()}
    assert 1 - weight["users.users-us.count"] / sum(weight.values()) == pytest.approx(0.85, abs=0.005)


def elasticity(oracle: Oracle, address: str, number: float) -> float:
    """The elasticity of harm at an address; harm is linear in each number, but for what it is divided by."""
    step = 1e-5
    more, less = (Oracle(oracle.written, {address: number * (1 + sign * step)}).harm for sign in (1, -1))
    return (more - less) / (2 * step * oracle.harm)


def test_five_lines_reach_the_printed_people() -> None:
    reach = five_lines().reach
    assert [reach.persons("CN", of_class) for of_class in ("content", "any")] == pytest.approx(
        [8_771_350] * 2, rel=1e-12
    )
    assert [reach.persons("US", of_class) for of_class in ("content", "any")] == pytest.approx(
        [6_350_750] * 2, rel=1e-12
    )


def test_the_parts_by_tie_are_those_by_hand() -> None:
    reach = five_lines().reach
    both, home, soil = 0.9233 * 0.5, 0.98 * 0.9 * 0.5, 0.35 * 0.5
    assert reach.by_tie("CN", "content") == pytest.approx(
        {
            "home": 19e6 * (home + both - soil) / 2,
            "soil": 19e6 * (soil + both - home) / 2,
            "owner": 0,
            "access": 0,
            "service": 0,
        },
        rel=1e-12,
    )
    by_service, together = 0.98 * 0.5 * 0.5, (1 - 0.65 * (1 - 0.98 * 0.5)) * 0.5
    assert reach.by_tie("US", "content")["service"] == pytest.approx(
        19e6 * (by_service + together - soil) / 2, rel=1e-12
    )


@pytest.mark.parametrize(
    ("people", "harm", "actors", "reached"),
    [
        ("EU", 4269.7, {"EU": 2307, "US": 300, "CN": 464}, {"EU": 6_350_750, "US": 8_771_350}),
        ("CN", 2195.8, {"CN": 692, "US": 300}, {"CN": 5_443_025, "US": 8_771_350}),
        ("US", 13_215.7, {"US": 11_547, "CN": 464}, {"US": 8_771_350}),
    ],
)
def test_five_lines_of_an_american_owner_have_the_printed_numbers(
    people: str, harm: float, actors: dict[str, float], reached: dict[str, float]
) -> None:
    oracle = five_lines(people, "US", "2026-11-01")
    assert oracle.harm == pytest.approx(harm, abs=0.05)
    assert {x: oracle.harm_by_actor[f"state:{x}"] for x in actors} == pytest.approx(actors, abs=0.5)
    assert oracle.harm_by_actor["criminals"] == pytest.approx(700.8, abs=0.05)
    assert {x: oracle.reach.persons(x, "content") for x in oracle.organisations.named} == pytest.approx(
        reached, rel=1e-12
    )


def test_another_owner_takes_the_owners_reach_along() -> None:
    swiss = Oracle(options.placebo(five_lines().written, "CH"))
    assert {x: swiss.reach.persons(x, "content") for x in swiss.organisations.named} == pytest.approx(
        {"CH": 8_771_350, "US": 6_350_750}, rel=1e-12
    )
    own = Oracle(options.placebo(five_lines().written, "US"))
    assert {x: own.reach.persons(x, "content") for x in own.organisations.named} == pytest.approx(
        {"US": 8_771_350}, rel=1e-12
    )


# One map by hand.


def test_the_harbour_exposes_as_many_people_as_by_hand() -> None:
    persons = {key: by_group["people"] for key, by_group in Oracle(written("harbour")).persons.items()}
    assert persons.keys() == {"state:XB/compelled/targeted/parent", "state:XB/compelled/whole/parent"}
    assert persons["state:XB/compelled/targeted/parent"] == pytest.approx([28.944, 28.944, 23.328, 0], rel=1e-12)
    assert persons["state:XB/compelled/whole/parent"] == pytest.approx([964.8, 964.8, 777.6, 0], rel=1e-12)


def test_the_harbour_has_the_headline_worked_out_by_hand() -> None:
    oracle = Oracle(written("harbour"))
    assert list(oracle.harm_by_event.values()) == pytest.approx([6.183, 206.1], rel=1e-12)
    assert oracle.harm == pytest.approx(212.283, rel=1e-12)
    assert oracle.score == pytest.approx(23.29, abs=0.005)
    assert oracle.inherent_harm == pytest.approx(453.492, rel=1e-12)
    assert oracle.chance_of_any(5) == pytest.approx(0.3214, abs=5e-5)
    assert oracle.chance_in_bulk(5) == pytest.approx(0.01568, abs=5e-6)


def test_the_harbour_is_within_the_reach_worked_out_by_hand() -> None:
    reach = Oracle(written("harbour")).reach
    reached = {(x, c): reach.persons(x, c) for x in ("XA", "XB") for c in ("content", "any")}
    assert reached == pytest.approx(
        {("XB", "content"): 324_000, ("XB", "any"): 402_000, ("XA", "content"): 882_900, ("XA", "any"): 989_550},
        rel=1e-12,
    )


def test_the_harbours_most_probable_route_is_the_log_through_the_operator() -> None:
    oracle = Oracle(written("harbour"))
    event, chance, route = oracle.most_probable_route()
    assert event.key == "state:XB/compelled/targeted/parent"
    assert chance == pytest.approx(0.216, rel=1e-12)
    assert route == {
        "custody.harbour.pier", "control.parent.harbour", "power.XB.parent", "interest.XB", "share.people.pier"
    }  # fmt: skip


# The worked example of the method.


def example() -> Oracle:
    return Oracle(written("example-chat"))


def test_w01_rates_and_harm() -> None:
    expected, oracle = published("W-01"), example()
    assert list(oracle.harm_by_event) == list(EXAMPLE_EVENTS)
    harm = list(oracle.harm_by_event.values())
    assert harm == pytest.approx(expected["H"], rel=1e-12)
    assert [h / rate for h, rate in zip(harm, expected["rates"], strict=True)] == pytest.approx(
        expected["weighted_per_event"], rel=1e-12
    )
    assert oracle.harm == pytest.approx(expected["H_total"], rel=1e-12)
    assert oracle.score == pytest.approx(expected["score"], rel=1e-12)


def test_w02_persons_by_level() -> None:
    expected, (at1, at2, at3, at4) = published("W-02"), example().persons_per_year
    assert (at4, at3 - at4, at2 - at3, at1) == pytest.approx(
        (expected["level4"], expected["level3"], expected["level2"], expected["total"]), rel=1e-12
    )


def test_w03_inherent() -> None:
    expected, oracle = published("W-03"), example()
    assert oracle.inherent_harm == pytest.approx(expected["H_total"], rel=1e-12)
    assert 1 - oracle.harm / oracle.inherent_harm == pytest.approx(expected["reduction"], abs=1e-6)


def test_w04_size_curve() -> None:
    expected, oracle = published("W-04"), example()
    sizes = (1_050, 100_000, 540_000)
    at_least = {size: oracle.chance(oracle.events, 1, size - 1e-6) for size in sizes}
    assert at_least == pytest.approx({size: expected[f"P_ge_{size}"] for size in sizes}, abs=1e-12)
    assert oracle.unique_persons(1) == pytest.approx(expected["expected_unique_nested"], rel=1e-12)


def test_w05_states_and_trials_are_not_mixed() -> None:
    expected, oracle = published("W-05"), example()
    targeted, _, breach = (oracle.chance([event], 5) for event in oracle.events)
    chances = (oracle.chance_of_any(1), oracle.chance_of_any(5), targeted, oracle.chance_in_bulk(5), breach)
    names = ("P1_any", "P5_any", "P5_targeted", "P5_bulk", "P5_breach")
    assert chances == pytest.approx([expected[name] for name in names], abs=1e-12)


def test_w06_strategic_track() -> None:
    expected, oracle = published("W-06"), example()
    officials = [by_group["officials"][0] for by_group in oracle.persons.values()]
    assert officials == pytest.approx(expected["per_year"], rel=1e-12)
    assert oracle.strategic_per_year == pytest.approx(expected["total"], rel=1e-12)


def test_w07_shapley_shares() -> None:
    expected, oracle = published("W-07"), example()
    by_data = oracle.harm_by_data(oracle.events[1])
    power_and_custody = 0.9 * 0.8
    assert {d: value / power_and_custody for d, value in by_data.items()} == pytest.approx(
        {"content": expected["content"], "metadata": expected["metadata"], "address-book": 0}, rel=1e-12
    )


def mean_over_two_years(starts: float, changed: Oracle) -> tuple[float, float]:
    """Harm and exposures of strategic people, before and after an option starts."""
    before, part = example(), starts / 2
    return (
        part * before.harm + (1 - part) * changed.harm,
        part * before.strategic_per_year + (1 - part) * changed.strategic_per_year,
    )


def e2ee(chat: dict[str, Any]) -> dict[str, Any]:
    return options.set_estimates(
        options.user_keys(chat, ["main"], ["content"]), {"clear.main.users": {"beta": [1, 19]}}
    )


def custody(chat: dict[str, Any]) -> dict[str, Any]:
    by_trustee = options.set_estimates(chat, {"control.chat-group.chat-operator": {"beta": [2.5, 7.5]}})
    return options.audit(by_trustee, ["main", "second"], 0.8)


def divestiture(chat: dict[str, Any]) -> dict[str, Any]:
    licence = {"owner": "holding", "of": "chat-group", "via": "contract", "control": {"beta": [1, 17]}}
    return options.divest(chat, "chat-group", "buyer", [licence])


def custody_and_e2ee(chat: dict[str, Any]) -> dict[str, Any]:
    return e2ee(custody(chat))


@pytest.mark.parametrize(
    ("name", "starts", "change"),
    [
        ("e2ee", 0.5, e2ee),
        ("custody_audit", 0.5, custody),
        ("divest", 0.75, divestiture),
        ("custody_e2ee", 0.5, custody_and_e2ee),
    ],
)
def test_w08_changed_maps(name: str, starts: float, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    expected = published("W-08")[name]
    harm, strategic = mean_over_two_years(starts, Oracle(change(written("example-chat"))))
    assert harm == pytest.approx(expected["H"], abs=1e-6)
    assert strategic == pytest.approx(expected["strategic"], abs=1e-6)


def test_w08_bans() -> None:
    expected, chat = published("W-08"), written("example-chat")
    everyone = ("general", "diaspora", "officials")
    unpatched = options.stop_updates(chat, years=2, patch_debt=0.25)
    stayed = options.active_without_joiners(
        2, new_per_year=0.25, leave_per_year=0.25, added_leaving=0.15, side_load=0.1
    )
    bans = {
        "gov_device": Oracle(chat, in_force={"officials": options.within_reach(0.2, retained=0)}),
        "download_ban": Oracle(unpatched, in_force=dict.fromkeys(everyone, options.within_reach(stayed, retained=0.5))),
        "full_ban": Oracle(unpatched, in_force=dict.fromkeys(everyone, options.within_reach(2 / 25, retained=0.5))),
    }
    assert {name: oracle.harm for name, oracle in bans.items()} == pytest.approx(
        {name: expected[name]["H"] for name in bans}, abs=1e-6
    )
    assert {name: oracle.strategic_per_year for name, oracle in bans.items()} == pytest.approx(
        {name: expected[name]["strategic"] for name in bans}, abs=1e-6
    )


def test_t02_users_who_stay_under_a_download_ban() -> None:
    stayed = options.active_without_joiners(
        2, new_per_year=0.25, leave_per_year=0.25, added_leaving=0.15, side_load=0.1
    )
    expected = published("T-02")
    assert stayed == pytest.approx(expected["mean_fraction"], rel=1e-12)
    assert options.within_reach(stayed, 0.5) == pytest.approx(expected["effective_exposure_base"], rel=1e-12)


def test_d02_a_step_shared_by_two_routes_counts_once() -> None:
    text = """
    app: {name: Routes, operator: first}
    as_of: 2026-03-01
    viewpoint: XA
    users: {people: {in: XA, count: 1000}}
    data: {notes: text}
    parties: {first: {organised_in: XB}, second: {organised_in: XC}, above: {organised_in: XD}}
    ownership:
      - {owner: above, of: first, via: board, control: 0.5}
      - {owner: above, of: second, via: board, control: 0.5}
    systems: {store: {operator: first, in: XA, keys: none}}
    flows: [{from: people, to: store, data: notes}]
    access: [{party: second, to: store}]
    estimates: {power.XD.above: 0.6, custody.first.store: 0.8, custody.second.store: 0.4,
      clear.notes.store: {best: 1, exact: true}}
    """
    reached = Oracle(yaml.safe_load(text)).reach.persons("XD", "any")
    assert reached / 1000 == pytest.approx(published("D-02")["exact"], rel=1e-12)
