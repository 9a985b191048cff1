"""The record that ships, and a folder in place of it or beside it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data_maps.reading import read_path
from risk.record.evidence import sources
from risk.record.loading import TABLES, record_in, record_of, shipped_record, with_record_beside
from risk.record.rates import accounts_a_year, order_rate
from risk.record.record import Record

EVIDENCE = Path(__file__).parents[2] / "conformance" / "evidence"
BY_STATE = yaml.safe_load((EVIDENCE / "state_record.yaml").read_text(encoding="utf-8"))
TAKING = "id,sponsor,what,start,end,first_attribution,source\nmine,XA,a clinic,2019-05-01,2019-06-01,2020-02-03,me\n"


def folder_of(path: Path, files: Mapping[str, str]) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def record(files: Mapping[str, str]) -> Record:
    loaded = record_of(files, "mine")
    assert loaded.record is not None, loaded.problems
    return loaded.record


def takings_by_state() -> dict[str, set[str]]:
    rows = shipped_record().takings
    return {state: {row.id for row in rows if row.sponsor == state} for state in {row.sponsor for row in rows}}


def test_takings_by_state_are_those_counted_by_hand() -> None:
    by_hand = {
        state: {row.replace("E", "eurepoc-") for row in counted["rows"]}
        for state, counted in BY_STATE["strict"].items()
    }
    assert takings_by_state() == by_hand


def test_operations_by_state_are_those_counted_by_hand() -> None:
    counted = Counter(row.sponsor for row in shipped_record().operations)
    assert {state: counted[state] for state in BY_STATE["operations"]} == BY_STATE["operations"]
    assert counted.total() == 375


def test_orders_by_state_are_those_of_the_table_made_by_hand() -> None:
    """The table by hand missed Apple's rows of Pakistan and Thailand; both are far below what a rate needs."""
    by_hand, summed = {}, {}
    for row in csv.DictReader((EVIDENCE / "state_orders.csv").read_text(encoding="utf-8").splitlines()):
        accounts = (int(row["google_2020_22_accounts"]), int(row["apple_account_2020_24_accounts"]))
        by_hand[row["state"]] = accounts
        a_year = accounts_a_year(shipped_record(), {row["state"]})
        summed[row["state"]] = (round(a_year["Google"] * 3), round(a_year["Apple"] * 5))
    differ = {state: summed[state] for state in by_hand if summed[state] != by_hand[state]}
    assert differ == {"PK": (310, 10), "TH": (21, 16)}
    assert len(by_hand) == 31


def test_every_row_names_a_source_that_is_described() -> None:
    named = {row.source for name in TABLES for row in getattr(shipped_record(), name)}
    assert named - sources().keys() == set()


def test_every_taking_has_an_address_and_all_but_two_a_doubt() -> None:
    rows = (*shipped_record().takings, *shipped_record().placed)
    assert [row.id for row in rows if not row.address] == []
    assert {row.id for row in rows if not row.doubt} == {"eurepoc-1020", "eurepoc-574"}


def test_a_table_in_a_folder_stands_in_place_of_ours(tmp_path: Path) -> None:
    loaded = record_in(folder_of(tmp_path / "mine", {"takings.csv": TAKING, "README.md": "why"}))
    assert loaded.record is not None
    assert [row.id for row in loaded.record.takings] == ["mine"]
    assert loaded.record.operations == shipped_record().operations
    own = loaded.record.files.keys() - shipped_record().files.keys()
    assert (own, shipped_record().files.keys() - loaded.record.files.keys()) == ({"own takings.csv"}, {"takings.csv"})


def test_rows_beside_ours_are_added_and_one_with_our_key_takes_its_place() -> None:
    yahoo = next(row for row in shipped_record().takings if row.id == "eurepoc-574")
    later = "eurepoc-574,RU,Yahoo,2014-01-01,2014-01-01,2017-03-15,court\n"
    merged = record({"takings-more.csv": TAKING + later})
    changed = {"eurepoc-574": date(2017, 3, 15), "mine": date(2020, 2, 3)}
    assert len(merged.takings) == len(shipped_record().takings) + 1
    assert {row.id: row.public_from for row in merged.takings if row not in shipped_record().takings} == changed
    assert yahoo.public_from == date(2017, 1, 1)


def test_a_fingerprint_tells_records_apart_and_not_the_ends_of_lines() -> None:
    ours = shipped_record()
    one, same = record({"takings.csv": TAKING}), record({"takings.csv": TAKING.replace("\n", "\r\n")})
    others = [record({"takings-more.csv": TAKING}), record({"placed.csv": TAKING}), ours, ours.read_as("equal states")]
    assert one.fingerprint == same.fingerprint
    assert len({made.fingerprint for made in (one, *others)}) == 5
    assert replace(ours).fingerprint == ours.fingerprint


def test_problems_of_a_folder_do_not_say_where_it_lies(tmp_path: Path) -> None:
    broken = {"takings.csv": "id\n", "taking.csv": TAKING, "inhabitants-more.csv": ""}
    loaded = record_in(folder_of(tmp_path / "mine", broken))
    assert loaded.record is None
    assert str(tmp_path) not in "".join(map(str, loaded.problems))
    assert [str(problem) for problem in loaded.problems if "column" not in problem.message] == [
        "mine/taking.csv:1:1: 'taking.csv' is no table of a record (did you mean 'takings.csv'?)",
        "mine/inhabitants-more.csv:1:1: an empty table (start with source,state,inhabitants_2021_m)",
    ]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (None, "mine:1:1: no folder whose tables can be read (name a folder of tables, such as takings.csv)"),
        ({}, "mine:1:1: no table in this folder (such as takings.csv, or takings-more.csv for rows beside ours)"),
    ],
    ids=["no folder", "an empty folder"],
)
def test_a_folder_that_changes_nothing_is_a_problem(files: dict[str, str] | None, problem: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine" if files is None else folder_of(tmp_path / "mine", files)
    assert [str(each) for each in record_in(folder).problems] == [problem]


def test_a_table_that_is_no_text_is_told_at_its_first_wrong_byte(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", {})
    (folder / "takings.csv").write_bytes(b"id,sponsor\nx,\xff\n")
    assert [str(problem) for problem in record_in(folder).problems] == [
        "mine/takings.csv:2:3: not UTF-8 text from here on (save the file as UTF-8)"
    ]


@given(st.dictionaries(st.sampled_from([f"{name}.csv" for name in TABLES]), st.text(max_size=80), min_size=1))
def test_any_folder_is_a_record_or_problems(files: dict[str, Any]) -> None:
    loaded = record_of(files, "mine")
    assert (loaded.record is None) == bool(loaded.problems)


def test_orders_without_inhabitants_give_no_rate() -> None:
    without = replace(shipped_record(), inhabitants=())
    assert (order_rate(shipped_record(), "US") is None, order_rate(without, "US")) == (False, None)


MAP = "app: A\nas_of: 2026-03-01\nusers: {US: 1M}\ndata: [text]\nowner: {name: B, jurisdiction: CN}\n"


def test_a_folder_that_is_a_link_out_of_that_of_the_map_is_not_followed_and_one_that_stays_is(tmp_path: Path) -> None:
    """Whoever checks maps of strangers would print the titles of their own tables."""
    maps, outside, inside = tmp_path / "maps", tmp_path / "outside", tmp_path / "maps" / "rows"
    for folder in (outside, inside):
        folder.mkdir(parents=True)
        (folder / "takings.csv").write_text("SECRET\n", encoding="utf-8")
    (maps / "out").symlink_to(outside)
    (maps / "in").symlink_to(inside)
    for record, said in (("out", "'out' is a link out of the folder of the map"), ("in", "unknown column 'SECRET'")):
        file = maps / f"{record}.yaml"
        file.write_text(f"{MAP}record: {record}\n", encoding="utf-8")
        problems = with_record_beside(read_path(file), str(file)).problems
        assert said in problems[0].message
        assert record == "in" or "SECRET" not in str(problems)
