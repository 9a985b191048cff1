"""The result for programs: its shape as promised, its numbers those worked by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessments.assessment import assessed
from assessments.exports.json import export, export_all
from assessments.results.result import Result, schema
from assessments.run import Settings, assess
from assessments.scenario_runs import looked_at
from data_maps.places import written as read_yaml
from data_maps.reading import case_path
from data_maps.writing import expanded_text
from tests.support.assessed import CASES, case, case_map, hostile, written
from tests.support.maps import map_of

METHOD = Path(__file__).parents[1] / "conformance" / "method.yaml"


@cache
def of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export(case(name)))
    return found


@cache
def worked(id: str) -> dict[str, Any]:
    """The numbers of one worked case."""
    cases = read_yaml(METHOD.read_text(encoding="utf-8"), METHOD.name).value["cases"]
    found: dict[str, Any] = next(c["expected"] for c in cases if c["id"] == id)
    return found


def faults(text: str) -> list[str]:
    """What the published schema finds wrong with a result."""
    return [error.message for error in Draft202012Validator(schema()).iter_errors(json.loads(text))]


@pytest.mark.parametrize("name", CASES)
def test_a_result_is_as_its_schema_says_and_reads_back_as_it_was(name: str) -> None:
    text = export(case(name))
    assert faults(text) == []
    assert Result.model_validate_json(text) == assessed(case(name))


def test_the_schema_is_one_and_takes_no_key_but_its_own() -> None:
    Draft202012Validator.check_schema(schema())
    changed = {**of("harbour"), "headlines": {}, "format": 3}
    assert faults(json.dumps(changed)) == [
        "Additional properties are not allowed ('headlines' was unexpected)",
        "2 was expected",
    ]


def test_every_key_of_the_schema_says_what_it_is() -> None:
    parts = {"Result": schema(), **schema()["$defs"]}
    unsaid = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, about in part.get("properties", {}).items()
        if not about.get("description")
    ]
    assert unsaid == []


def test_with_draws_every_quantity_has_its_interval_around_its_median() -> None:
    drawn = assess(case_map("example-chat"), Settings(draws=2_000))
    found = json.loads(export(drawn))
    assert faults(export(drawn)) == []
    assert Result.model_validate_json(export(drawn)) == assessed(drawn)
    quantities = list(quantities_in(found))
    assert len(quantities) > 50
    ends = [[q.get(end, math.inf) for end in ("low", "median", "high")] for q in quantities]
    assert [found for found in ends if found != sorted(found)] == []
    free = [row for row in found["ledger"] if row["estimate"]["low"] < row["estimate"]["high"]]
    assert sum(row["variance_share"] for row in free) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("settings", "options", "points"),
    [
        ((), (), [0.8, 0.5]),
        (("interest.XB=0.4",), (), [0.4, 0.8]),
        ((), ("doubt",), [0.3, 0.8]),
        (("interest.XB=0.4",), ("doubt",), [0.4, 0.8]),
    ],
)
def test_a_number_replaces_the_maps_own_where_it_has_one_and_else_the_catalogues(
    settings: tuple[str, ...], options: tuple[str, ...], points: list[float]
) -> None:
    text = case_path("harbour").read_text(encoding="utf-8") + "options: {doubt: {do: [{set: {interest.XB: 0.3}}]}}\n"
    found = looked_at({"m": map_of(text)}, Settings(draws=0, options=options), settings=settings)
    ledger = json.loads(export(found["m"]))["ledger"]
    row, *_ = [row for row in ledger if row["address"].endswith("interest.XB")]
    assert [row["estimate"]["point"], row["replaces"]["point"]] == points


def quantities_in(value: Any) -> Iterator[dict[str, float]]:
    """Every quantity of a result that comes from draws."""
    if isinstance(value, dict) and "median" in value:
        yield value
    elif isinstance(value, dict):
        yield from (q for inner in value.values() for q in quantities_in(inner))
    elif isinstance(value, list):
        yield from (q for inner in value for q in quantities_in(inner))


def test_what_has_not_been_computed_is_absent_and_a_check_says_so() -> None:
    found = of("harbour")
    assert found["headline"]["harm"] == {"point": 212.283}
    assert found["checks"][0] == {
        "check": "intervals-not-computed",
        "severity": "note",
        "message": "Intervals have not been computed: every number stands at the best values of its inputs.",
    }


def test_equal_maps_give_equal_bytes() -> None:
    again = assess(case_map("harbour"))
    assert export(again) == export(case("harbour"))


def test_several_results_are_a_list() -> None:
    found = json.loads(export_all([case("harbour"), case("own-state")]))
    assert [one["map"]["title"] for one in found] == ["Harbour", case_map("own-state").title]


def test_hostile_text_stays_text() -> None:
    assert json.loads(export(hostile()))["map"]["title"] == hostile().data_map.title


def test_linear_weights_are_named() -> None:
    found = assessed(assess(case_map("harbour"), Settings(severity_ratio=None)))
    assert found.settings.severity_ratio == "linear"


def test_the_example_gives_rates_harm_and_shares_worked_by_hand() -> None:
    """W-01"""
    found, by_hand = of("example-chat"), worked("W-01")
    events = found["events"]
    assert [e["rate"]["point"] for e in events] == pytest.approx([2.16, 0.018, 0.03], abs=1e-6)
    assert [e["harm"]["point"] for e in events] == pytest.approx(by_hand["H"], abs=1e-6)
    assert [e["share"] for e in events] == pytest.approx(by_hand["shares"], abs=1e-6)
    assert found["headline"]["harm"]["point"] == pytest.approx(by_hand["H_total"], abs=1e-6)
    assert found["headline"]["score"]["point"] == pytest.approx(by_hand["score"], abs=1e-6)
    assert found["headline"]["harm_per_100k_users"]["point"] == pytest.approx(by_hand["per_100k_users"], abs=1e-6)


def test_the_example_gives_people_by_level_worked_by_hand() -> None:
    """W-02"""
    by_hand = worked("W-02")
    at_least = [of("example-chat")["headline"]["persons_per_year"][n]["point"] for n in "4321"]
    exact = [by_hand["level4"], by_hand["level3"], by_hand["level2"]]
    assert at_least == pytest.approx([exact[0], sum(exact[:2]), sum(exact), by_hand["total"]], abs=1e-6)


def test_the_example_gives_inherent_harm_worked_by_hand() -> None:
    """W-03"""
    inherent, by_hand = of("example-chat")["headline"]["inherent"], worked("W-03")
    assert inherent["harm"]["point"] == pytest.approx(by_hand["H_total"], abs=1e-6)
    assert inherent["score"]["point"] == pytest.approx(by_hand["score"], abs=1e-6)


def test_the_example_gives_the_size_curve_worked_in_closed_form() -> None:
    """W-04"""
    found, by_hand = of("example-chat"), worked("W-04")
    curve = {round(row["persons"]): row["probability"]["1"] for row in found["sizes"]}
    assert [curve[n] for n in (1050, 100_000, 540_000)] == pytest.approx(
        [by_hand["P_ge_1050"], by_hand["P_ge_100000"], by_hand["P_ge_540000"]], abs=1e-9
    )
    unique = found["headline"]["unique_persons"]["1"]["point"]
    assert unique == pytest.approx(by_hand["expected_unique_nested"], abs=1e-6)


def test_the_example_keeps_states_and_trials_apart() -> None:
    """W-05"""
    found, by_hand = of("example-chat"), worked("W-05")
    chances = found["headline"]["at_least_one"]
    five = {e["event"].split("/")[2]: e["at_least_one"]["5"]["point"] for e in found["events"][:2]}
    assert chances["any"]["1"]["point"] == pytest.approx(by_hand["P1_any"], abs=1e-9)
    assert chances["any"]["5"]["point"] == pytest.approx(by_hand["P5_any"], abs=1e-9)
    assert chances["bulk"]["5"]["point"] == pytest.approx(by_hand["P5_bulk"], abs=1e-9)
    assert five == pytest.approx({"targeted": by_hand["P5_targeted"], "bulk": by_hand["P5_bulk"]}, abs=1e-9)
    assert found["events"][2]["at_least_one"]["5"]["point"] == pytest.approx(by_hand["P5_breach"], abs=1e-9)


def test_the_example_gives_the_strategic_track_worked_by_hand() -> None:
    """W-06"""
    found = of("example-chat")["strategic"]["persons_per_year"]["point"]
    assert found == pytest.approx(worked("W-06")["total"], abs=1e-9)


def test_the_example_gives_the_shares_of_data_worked_by_hand() -> None:
    """W-07"""
    bulk, by_hand = of("example-chat")["events"][1]["data"], worked("W-07")
    whole = sum(by_hand.values())
    assert bulk == pytest.approx({name: value / whole for name, value in by_hand.items()}, abs=1e-9)


def test_the_map_worked_by_hand_gives_its_numbers() -> None:
    found = of("harbour")
    headline = found["headline"]
    assert headline["harm"]["point"] == pytest.approx(212.283)
    assert headline["score"]["point"] == pytest.approx(23.29, abs=0.005)
    assert headline["at_least_one"]["any"]["5"]["point"] == pytest.approx(0.3214, abs=5e-5)
    assert headline["at_least_one"]["bulk"]["5"]["point"] == pytest.approx(0.01568, abs=5e-6)
    assert headline["inherent"]["harm"]["point"] == pytest.approx(453.49, abs=0.005)
    assert found["routes_in_all"] == {"count": 6, "complete": True}
    best = found["routes"][0]
    assert best["probability"] == pytest.approx(0.216)
    assert [step["address"] for step in best["steps"]] == [
        "share.people.pier",
        "custody.harbour.pier",
        "control.parent.harbour",
        "power.XB.parent",
        "interest.XB",
        "carried_out.targeted.XB",
    ]
    assert {row["actor"]: row["foreign"] for row in found["actors"]} == {"state:XB": True}


def test_foreign_states_the_own_state_and_others_are_told_apart() -> None:
    found = of("wechat-five-lines")
    by_actor = {row["actor"]: row["harm"]["point"] for row in found["actors"]}
    totals = {kind: total["harm"]["point"] for kind, total in found["totals"].items()}
    assert totals == pytest.approx(
        {
            "foreign_states": by_actor["state:CN"],
            "own_state": by_actor["state:US"],
            "others": by_actor["criminals"] + by_actor["insiders"],
        }
    )


def test_five_lines_give_their_numbers() -> None:
    found = of("wechat-five-lines")
    by_actor = {row["actor"]: row["harm"]["point"] for row in found["actors"]}
    harms = {row["event"]: row["harm"]["point"] for row in found["events"]}
    by_hand = {
        "state:CN/compelled/targeted": 657.85,
        "state:US/compelled/targeted": 476.31,
        "state:CN/compelled/bulk": 1074.49,
        "state:US/compelled/bulk": 777.96,
        "state:CN/covert/bulk/service": 2470.0,
        "state:US/covert/bulk/service": 2470.0,
        "criminals/intrusion/bulk/service": 7125.0,
        "insiders/insider/targeted/service": 0.14,
    }
    assert harms == pytest.approx(by_hand, abs=0.01)
    headline = found["headline"]
    assert sum(by_actor.values()) == pytest.approx(headline["harm"]["point"])
    assert headline["harm"]["point"] == pytest.approx(15051.8, abs=0.05)
    assert headline["score"]["point"] == pytest.approx(41.78, abs=0.005)
    assert headline["persons_per_year"]["3"]["point"] == pytest.approx(60207, abs=0.5)
    assert headline["harm_per_100k_users"]["point"] == pytest.approx(79.2, abs=0.05)
    assert headline["at_least_one"]["any"]["1"]["point"] == pytest.approx(0.344, abs=5e-4)
    assert headline["at_least_one"]["bulk"]["5"]["point"] == pytest.approx(0.037, abs=5e-4)
    assert headline["assumed_share"] == pytest.approx(0.85, abs=0.005)


def told(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain value in a result with where it stands."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from (found for key, part in parts for found in told(part, (*path, str(key))))
    if not isinstance(value, dict | list):
        yield path, value


@pytest.mark.parametrize("name", CASES)
def test_a_map_written_out_in_full_gives_the_same_result(name: str) -> None:
    def said(found: dict[str, Any]) -> dict[tuple[str, ...], Any]:
        marks = ("; the flow itself is assumed", "; this is assumed")
        plain = {path: value for path, value in told(found) if path[-1] != "place"}
        return {
            path: value.removesuffix(marks[0]).removesuffix(marks[1]) if isinstance(value, str) else value
            for path, value in plain.items()
        }

    again = written(expanded_text(case_map(name)))
    assert said(json.loads(export(again))) == said(of(name))


def test_a_map_on_which_nothing_can_happen_has_intervals_at_0() -> None:
    nothing = written("""
app: Quiet
as_of: 2026-03-01
users: {XA: 1M}
data: [text]
owner: {name: Quiet, jurisdiction: XA}
leave_out: [{event: "*", why: to see what nothing looks like}]
""")
    found = json.loads(export(assess(nothing.data_map, Settings(draws=1_000))))
    numbers = dict(told({key: found[key] for key in ("headline", "strategic")}))
    assert {path: value for path, value in numbers.items() if value != 0.0} == {("headline", "draws"): 1_000}
    assert ("headline", "at_least_one", "bulk", "5", "high") in numbers
