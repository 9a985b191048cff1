"""A walk over all files of an assessment: each number of each file is the one that the result has at its address."""

from __future__ import annotations

import html as plain_html
import io
import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from csv import DictReader
from functools import cache
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from assessments.exports import csv, html, parquet, sarif, xlsx
from assessments.exports import json as json_export
from assessments.exports.characters import inert
from assessments.report.blocks import Cell, Table
from assessments.report.documents import Document, report
from assessments.report.filed.kinds import KINDS, filed
from assessments.results.frames import LESS_AT_BEST, MORE_AT_BEST, QUANTITY
from tests.support.assessed import drawn_case

CASES = ("harbour", "own-state", "wechat-five-lines", "eu-saas")
Address = tuple[str, str, str]
NOT_IN_THE_RESULT = {"sensitivity", "strategic", "sizes", "over-years", "options", "left-out"}
"""Sections of the whole report with numbers of their own: what would be if numbers, weights or orders were others."""
BEST = "Best trade-off"
"""The head of columns with the share of simulations in which an option is the best: it is on pages alone."""
DIGITS = 1e-15  # a workbook keeps sixteen digits
UNITS = (1.0, 1e6, 1e5, 1e-2, -1.0)
"""The units in which pages tell numbers: one, millions, 100,000 users, hundredths; what is removed is negative."""


@cache
def result(name: str) -> Any:
    return json.loads(json_export.export(drawn_case(name)))


@cache
def csv_rows(name: str) -> list[dict[str, str]]:
    return list(DictReader(io.StringIO(csv.export(drawn_case(name)), newline="")))


def leaves(table: str, row: int, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Address, Any]]:
    """Every quantity, number and text of a part of a result by its address."""
    if isinstance(value, dict) and not (value and set(value) <= set(QUANTITY)):
        for key, part in value.items():
            yield from leaves(table, row, part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value, 1):
            yield from leaves(table, row, part, (*path, str(place)))
    else:
        yield (table, str(row), ".".join(path)), value


@cache
def addresses(name: str) -> dict[Address, Any]:
    """The whole result by address."""
    found: dict[Address, Any] = {}
    for table, part in result(name).items():
        for row, item in enumerate(part, 1) if isinstance(part, list) else [(1, part)]:
            found |= dict(leaves(table, row, item))
    return found


def quantity_at(name: str, address: Address) -> dict[str, float]:
    """What the result has at an address as parts of a quantity; of a text none."""
    value = addresses(name)[address]
    if isinstance(value, dict):
        return value
    return {} if isinstance(value, str | bool) else {"point": value}


@pytest.mark.parametrize("name", CASES)
def test_a_csv_and_a_parquet_file_have_the_numbers_of_the_result_at_their_addresses(name: str) -> None:
    rows = csv_rows(name)
    typed = pd.read_parquet(io.BytesIO(parquet.export(drawn_case(name))))
    at = [(row["table"], row["row"], row["measure"]) for row in rows]
    assert set(at) == set(addresses(name))
    for address, row in zip(at, rows, strict=True):
        assert {part: float(row[part]) for part in QUANTITY if row[part]} == quantity_at(name, address), address
    for part in QUANTITY:
        told = [quantity_at(name, address).get(part) for address in at]
        assert [None if pd.isna(value) else value for value in typed[part]] == told


@pytest.mark.parametrize("name", CASES)
def test_a_row_of_which_the_point_lies_outside_its_interval_says_why(name: str) -> None:
    outside = 0
    for row in csv_rows(name):
        if row["point"] and row["low"] and row["high"]:
            point, low, high = (float(row[part]) for part in ("point", "low", "high"))
            near = math.isclose(point, low) or math.isclose(point, high)
            expected = "" if near or low < point < high else MORE_AT_BEST if point > high else LESS_AT_BEST
            assert row["text"] == expected
            outside += bool(expected)
    assert outside or name in ("harbour", "own-state")


@pytest.mark.parametrize("name", CASES)
def test_a_workbook_has_the_numbers_of_the_result_at_their_addresses(name: str) -> None:
    """Of each list with a sheet of its own: a column is an address, a row an item."""
    seen = 0
    for sheet in load_workbook(io.BytesIO(xlsx.export(drawn_case(name)))).worksheets:
        items = result(name).get(sheet.title)
        if not isinstance(items, list) or sheet.title in ("readings", "placebo"):
            continue
        titles, *rows = sheet.iter_rows(values_only=True)
        assert len(rows) == len(items)
        for number, cells in enumerate(rows, 1):
            for title, cell in zip(titles, cells, strict=True):
                measure, _, part = str(title).rpartition(".")
                quantity = addresses(name).get((sheet.title, str(number), measure))
                if isinstance(quantity, dict) and part in QUANTITY:
                    assert cell == pytest.approx(quantity.get(part), rel=DIGITS)
                    seen += 1
    assert seen > 50


@cache
def documents(name: str) -> dict[str, Document]:
    """The whole report, and each kind of document that is filed."""
    run = drawn_case(name)
    return {"whole": report(run), **{kind: filed(run, kind) for kind in KINDS}}


def told(document: Document) -> Iterator[tuple[str, Table, tuple[Cell, ...], int]]:
    """The section, the table, the row and the place of each cell with a number."""
    for section in document.sections:
        for table in (block for block in section.blocks if isinstance(block, Table)):
            for cells in table.rows:
                for place, cell in enumerate(cells):
                    if cell.value is not None:
                        yield section.id, table, cells, place


@pytest.mark.parametrize("name", CASES)
def test_each_number_in_a_table_of_a_document_is_one_of_the_result(name: str) -> None:
    """Unrounded, behind what is said of it: of all kinds, and of the report but where it tells what would be."""
    known = sorted({x for address in addresses(name) for x in quantity_at(name, address).values()})
    strange = [
        (kind, id, cells[0].text, table.columns[place].title, cells[place].text)
        for kind, document in documents(name).items()
        for id, table, cells, place in told(document)
        if not (kind == "whole" and id in NOT_IN_THE_RESULT)
        and not table.columns[place].title.startswith(BEST)
        and not is_among(known, cells[place].value or 0.0)
    ]
    assert strange == []


def is_among(known: list[float], value: float) -> bool:
    """Whether a number is one of those that are known, in a unit in which numbers are told."""
    for unit in UNITS:
        at = bisect_left(known, value * unit)
        if any(math.isclose(one, value * unit, rel_tol=1e-9) for one in known[max(0, at - 1) : at + 1]):
            return True
    return value == 0.0


@pytest.mark.parametrize("name", CASES)
def test_what_several_documents_tell_in_a_table_of_one_caption_is_said_alike(name: str) -> None:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for kind, document in documents(name).items():
        for _, table, cells, place in told(document):
            head = [cell.text for cell in cells if cell.value is None]
            key = (table.caption, table.columns[place].title, *head)
            found.setdefault(key, {})[kind] = cells[place].text
    assert {key: kinds for key, kinds in found.items() if len(set(kinds.values())) > 1} == {}
    assert sum(len(kinds) > 1 for kinds in found.values()) > 5


@pytest.mark.parametrize("name", CASES)
def test_a_page_has_each_number_of_its_document_and_checks_are_those_of_the_result(name: str) -> None:
    page = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", "", html.rendered(documents(name)["report"]), flags=re.DOTALL)
    text = squeezed(plain_html.unescape(page))
    cells = [cells[place].text for _, _, cells, place in told(documents(name)["report"])]
    assert [cell for cell in cells if squeezed(cell) not in text] == []
    findings = json.loads(sarif.export(drawn_case(name)))["runs"][0]["results"]
    checks = {inert(check["message"]) for check in result(name)["checks"]}
    assert {finding["message"]["text"] for finding in findings} <= checks


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u200d]", "", text)
