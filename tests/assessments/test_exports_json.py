"""The result for programs: its shape as promised, its numbers those worked by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessments import assessment
from assessments.assessment import PARTS, result_of
from assessments.exports.json import export, export_all
from assessments.results.result import Result, schema
from assessments.run import Run, Settings, assess
from assessments.scenario_runs import runs_in_scenario
from data_maps.reading import case_path
from data_maps.writing import expanded_text
from tests.support.assessed import FEW, case, case_map, drawn_case, written
from tests.support.maps import map_of


@cache
def of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export(case(name)))
    return found


def faults(text: str) -> list[str]:
    """What the published schema finds wrong with a result."""
    return [error.message for error in Draft202012Validator(schema()).iter_errors(json.loads(text))]


@pytest.mark.parametrize("name", FEW)
def test_a_result_is_as_its_schema_says_and_reads_back_as_it_was(name: str) -> None:
    text = export(case(name))
    assert faults(text) == []
    assert Result.model_validate_json(text) == result_of(case(name))


def test_the_schema_is_one_and_takes_no_key_but_its_own() -> None:
    Draft202012Validator.check_schema(schema())
    changed = {**of("harbour"), "headlines": {}, "format": 2}
    assert faults(json.dumps(changed)) == [
        "Additional properties are not allowed ('headlines' was unexpected)",
        "3 was expected",
    ]


def test_each_part_of_the_schema_has_a_name_of_its_own() -> None:
    assert [name for name in schema()["$defs"] if "__" in name] == []


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
    drawn = drawn_case("example-chat", 2_000)
    found = json.loads(export(drawn))
    assert faults(export(drawn)) == []
    assert Result.model_validate_json(export(drawn)) == result_of(drawn)
    quantities = list(quantities_in(found))
    assert len(quantities) > 50
    ends = [[q.get(end, math.inf) for end in ("low", "median", "high")] for q in quantities]
    assert [found for found in ends if found != sorted(found)] == []
    free = [row for row in found["ledger"] if row["estimate"]["low"] < row["estimate"]["high"]]
    assert sum(row["variance_share"] for row in free) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("settings", "options", "points"),
    [
        ((), (), [0.8, 1.0]),
        (("interest.XB=0.4",), (), [0.4, 0.8]),
        ((), ("doubt",), [0.3, 0.8]),
        (("interest.XB=0.4",), ("doubt",), [0.4, 0.8]),
    ],
)
def test_a_number_replaces_the_maps_own_where_it_has_one_and_else_the_catalogues(
    settings: tuple[str, ...], options: tuple[str, ...], points: list[float]
) -> None:
    """The catalogue has no doubt about an interest: unstated it is no condition of anything."""
    text = case_path("harbour").read_text(encoding="utf-8") + "options: {doubt: {do: [{set: {interest.XB: 0.3}}]}}\n"
    found = runs_in_scenario({"m": map_of(text)}, Settings(draws=0, options=options), settings=settings)
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
        "message": "Intervals have not been computed: every number stands at our best estimates of its inputs.",
    }


def test_several_results_are_a_list() -> None:
    found = json.loads(export_all([case("harbour"), case("own-state")]))
    assert [one["map"]["title"] for one in found] == ["Harbour", case_map("own-state").title]


def test_linear_weights_are_named() -> None:
    found = result_of(assess(case_map("harbour"), Settings(severity_ratio=None)))
    assert found.settings.severity_ratio == "linear"


def test_foreign_states_the_own_state_and_others_are_told_apart() -> None:
    found = of("wechat-five-lines")
    by_actor = {row["actor"]: row["harm"]["point"] for row in found["actors"]}
    totals = {kind: total["harm"]["point"] for kind, total in found["totals"].items()}
    foreign = ("CN", "GB", "IR", "KP", "RU", "SA", "others")
    assert by_actor.keys() == {*(f"state:{state}" for state in foreign), "state:US", "criminals", "insiders"}
    assert totals == pytest.approx(
        {
            "foreign_states": sum(by_actor[f"state:{state}"] for state in foreign),
            "own_state": by_actor["state:US"],
            "others": by_actor["criminals"] + by_actor["insiders"],
        }
    )


def told(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain value in a result with where it stands."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from (found for key, part in parts for found in told(part, (*path, str(key))))
    if not isinstance(value, dict | list):
        yield path, value


@pytest.mark.parametrize("name", FEW)
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
    others = {path: value for path, value in numbers.items() if path[-1] != "n"}
    assert {path: value for path, value in others.items() if value != 0.0} == {("headline", "draws"): 1_000}
    assert ("headline", "at_least_one", "bulk", "5", "high") in numbers


def test_parts_asked_for_are_those_of_the_whole_and_nothing_else_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads(export(assess(case_map("harbour"))))
    made: list[str] = []
    watched = {name: _noting(name, make, made) for name, make in assessment.PARTS.items()}
    monkeypatch.setattr(assessment, "PARTS", watched)
    some = json.loads(export(assess(case_map("harbour")), ("reach", "summary")))
    assert some == {name: whole[name] for name in some}
    assert whole.keys() - some.keys() == set(PARTS) & whole.keys() - {"summary", "reach"}
    assert made == ["summary", "reach"]


def _noting(name: str, make: Callable[[Run], object], made: list[str]) -> Callable[[Run], object]:
    """A function that makes a part, and notes that it did."""

    def noted(run: Run) -> object:
        made.append(name)
        return make(run)

    return noted
