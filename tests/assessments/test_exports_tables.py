"""Workbooks, tables and code review files, each opened by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from assessments.assessment import result_of
from assessments.exports import json as json_export
from assessments.exports import xlsx as sheets_export
from assessments.exports.characters import inert
from assessments.exports.csv import QUOTE
from assessments.exports.sarif import SarifFinding, log, uri
from assessments.results.frames import QUANTITY, frames, tidy
from assessments.run import Settings, assess
from data_maps.problems import Place
from tests.support.assessed import case_map, drawn_case
from tests.support.exported import exported, made, small

DIGITS = 1e-15  # a workbook keeps sixteen digits


@cache
def numbers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_export.export(small()))
    return found


def test_a_workbook_has_a_sheet_for_each_frame_frozen_filtered_and_with_the_numbers_of_the_result() -> None:
    book = load_workbook(io.BytesIO(made("xlsx")))
    with_rows = [name for name, frame in frames(result_of(small())).items() if not frame.empty]
    assert book.sheetnames == ["readme", *with_rows]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref is not None
    rows = rows_of(book["ledger"])
    for row, item in zip(rows, numbers()["ledger"], strict=True):
        assert row["address"] == item["address"]
        assert row["assumed"] is item["assumed"]
        for part in ("median", "low", "high"):
            assert row[f"estimate.{part}"] == pytest.approx(item["estimate"][part], rel=DIGITS)
        assert row["elasticity"] == pytest.approx(item["elasticity"], rel=DIGITS)
    found = [row["persons_per_year.3.median"] for row in rows_of(book["actors"])]
    assert found == pytest.approx([row["persons_per_year"]["3"]["median"] for row in numbers()["actors"]], rel=DIGITS)


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_no_sheet_has_more_columns_than_are_read_and_the_first_says_where_the_others_are() -> None:
    book = load_workbook(io.BytesIO(exported(drawn_case("wechat-2020"), "xlsx")))
    assert {sheet.title: sheet.max_column for sheet in book if sheet.max_column > 15} == {}
    titles = [cell.value for cell in book["options"][1]]
    assert titles == [
        *("option", "title", "frontier"),
        *(f"reach.expected_data.{part}" for part in ("median", "low", "high")),
        *(f"reach.share_of_data.{part}" for part in ("median", "low", "high")),
        *(f"cut_off.{part}" for part in ("median", "low", "high")),
        *(f"burden.{part}" for part in ("median", "low", "high")),
    ]
    rest = [row["meaning"] for row in rows_of(book["readme"]) if row["sheet"] == "options" and not row["column"]]
    whole = frames(result_of(drawn_case("wechat-2020")))["options"]
    assert rest == [f"More columns are in the CSV and Parquet files, {len(whole.columns) - 15} of them."]


def test_a_workbook_says_of_a_number_that_it_has_no_end() -> None:
    file = io.BytesIO()
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": {"in_memory": True}}) as writer:
        sheets_export._write(writer, "prices", pd.DataFrame({"price": [1.5, float("inf")]}))
    page = load_workbook(file)["prices"]
    assert [row[0].value for row in page.iter_rows()] == ["price", 1.5, "inf"]


def test_a_workbook_says_first_what_each_column_holds_and_in_which_unit() -> None:
    rows = rows_of(load_workbook(io.BytesIO(made("xlsx")))["readme"])
    assert rows[0]["meaning"] == small().data_map.title
    by_column = {(row["sheet"], row["column"]): (row["meaning"], row["unit"]) for row in rows}
    assert by_column["choke_points", "harm_if_closed"] == (
        "Severe equivalents a year that all actors leave, at the best values.",
        "severe equivalents a year",
    )
    assert by_column["steps", "address"] == ("The address of the number that says how likely it is open.", None)
    assert by_column["actors", "persons_per_year.3"] == (
        "Persons a year, by severity level or higher.",
        "persons a year",
    )


def test_frames_have_a_row_for_each_item_and_units_for_their_numbers() -> None:
    tables = frames(result_of(small()))
    found = {name: len(tables[name]) for name in ("actors", "events", "routes", "ledger", "options", "regimes")}
    assert found == {name: len(numbers()[name]) for name in found}
    assert len(tables["steps"]) == sum(len(route["steps"]) for route in numbers()["routes"])
    assert tables["actors"].attrs["units"]["harm.median"] == "severe equivalents a year"
    assert tables["actors"]["foreign"].dtype == "boolean"


def values_in(value: Any) -> Iterator[Any]:
    """Every quantity, number and text of a result, in its order."""
    if isinstance(value, dict) and not (value and set(value) <= set(QUANTITY)):
        value = list(value.values())
    if isinstance(value, list):
        yield from (found for part in value for found in values_in(part))
    else:
        yield value


def test_a_table_has_every_value_of_the_result() -> None:
    rows = list(csv.DictReader(io.StringIO(made("csv").decode(), newline="")))
    for row, value in zip(rows, values_in(numbers()), strict=True):
        drawn = {part: float(row[part]) for part in QUANTITY if row[part]}
        if isinstance(value, dict):
            assert drawn == value
        elif isinstance(value, bool):
            assert (row["text"], drawn) == (str(value).lower(), {})
        elif isinstance(value, int | float):
            assert drawn == {"point": value}
        else:
            assert (row["text"].removeprefix(QUOTE), drawn) == (inert(value), {})
    harm = next(row for row in rows if (row["table"], row["measure"]) == ("headline", "harm"))
    assert harm["unit"] == "severe equivalents a year"
    assert next(row["item"] for row in rows if row["table"] == "actors") == "state:XB"


def test_a_parquet_file_is_the_table_with_types() -> None:
    table = pd.read_parquet(io.BytesIO(made("parquet")))
    pd.testing.assert_frame_equal(table, tidy(result_of(small())))


def shaped(**properties: Any) -> dict[str, Any]:
    """The schema of an object that has all these properties."""
    return {"type": "object", "required": list(properties), "properties": properties}


RULE = shaped(id={}, name={}, shortDescription={}, fullDescription={})
DRIVER = shaped(name={}, version={}, rules={"type": "array", "uniqueItems": True, "items": RULE})
RESULT = shaped(
    ruleId={},
    level={"enum": ["none", "note", "warning", "error"]},
    message=shaped(text={}),
    locations={"type": "array", "minItems": 1},
)
RUN = shaped(tool=shaped(driver=DRIVER), results={"type": "array", "items": RESULT})
SARIF = shaped(version={"const": "2.1.0"}, runs={"type": "array", "items": RUN})


def test_checks_alone_are_at_lines_of_the_map_for_a_code_host() -> None:
    found = json.loads(made("sarif"))
    Draft202012Validator(SARIF).validate(found)
    (run,) = found["runs"]
    assert [r["message"]["text"] for r in run["results"]] == [check["message"] for check in numbers()["checks"]]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {r["ruleId"] for r in run["results"]}
    lines = {r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run["results"]}
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("my map.yaml", "my%20map.yaml"),
        ("maps/a.yaml", "maps/a.yaml"),
        ("case:harbour", "case%3Aharbour"),
        ("/elsewhere/ä.yaml", "%C3%A4.yaml"),
        (str(Path.cwd() / "maps" / "b.yaml"), "maps/b.yaml"),
    ],
)
def test_a_file_is_named_as_sarif_has_it(file: str, expected: str) -> None:
    assert uri(file) == expected
    (found,) = json.loads(log([SarifFinding("x", "note", "y", Place(file, 2, 3))]))["runs"][0]["results"]
    assert found["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": expected}, "region": {"startLine": 2, "startColumn": 3}}}
    ]


def test_a_workbook_says_first_that_a_result_is_simulated() -> None:
    meanings = {
        nodes: list(
            sheets_export.sheets(result_of(assess(case_map("harbour"), Settings(nodes=nodes))))["readme"]["meaning"]
        )
        for nodes in (2, Settings().nodes)
    }
    assert meanings[2][1].startswith("This map is too wide for an exact result")
    assert [text for text in meanings[Settings().nodes] if text.startswith("This map is too wide")] == []
