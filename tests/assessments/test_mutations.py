"""For every map that `check` passes, all commands end in a result: a few mutations of maps, of the many of a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.report.blocks import Table
from assessments.report.sections.placebo import joint_statement
from assessments.results.reach import reach_rows
from assessments.results.summary import summary_numbers
from assessments.run import Settings, assess
from data_maps.reading import read
from tests.support.mutation_search import (
    FAULTS,
    POINTS,
    PRINTED,
    WRITTEN,
    faults,
    first_of_each,
    for_eyes,
    points,
    through,
)
from tests.support.mutations import changed, mutated

SEEDS = 27
UNION = """
app: A
as_of: 2026-03-01
viewpoint: US
users: {US: 1M}
data: [text]
owner: {name: B, jurisdiction: EU}
"""
STORE = """
app: {name: A, operator: b}
as_of: 2026-03-01
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {b: {organised_in: US}}
systems: {store: {operator: b, in: US}}
flows: [{from: people, to: store, data: [chats]}]
standing: [{state: EU, at: store}]
"""


def test_whatever_check_passes_is_assessed_and_printed() -> None:
    accepted = {seed: reading.data_map for seed in range(SEEDS) if (reading := read(mutated(seed), "m.yaml")).data_map}
    assert len(accepted) >= 3
    failed = {seed: found for seed, data_map in accepted.items() if data_map and (found := faults(data_map, PRINTED))}
    assert failed == {}


@pytest.mark.parametrize("seed", [0, 7])
def test_a_mutation_is_the_same_for_the_same_seed(seed: int) -> None:
    assert mutated(seed) == mutated(seed) != mutated(seed + 1)


def test_a_search_that_was_ended_goes_on_where_it_was_and_two_searches_agree(tmp_path: Path) -> None:
    whole, ended = tmp_path / "whole", tmp_path / "ended"
    whole.mkdir()
    ended.mkdir()
    found = points(0, 60, whole)
    assert len(found) >= 5
    points(0, 25, ended)
    with (ended / POINTS).open("a", encoding="utf-8") as file:
        file.write("26\t1.")
    assert points(0, 60, ended) == found
    assert (ended / POINTS).read_text(encoding="utf-8") == (whole / POINTS).read_text(encoding="utf-8")


def test_of_each_kind_of_change_one_map_goes_through_and_is_listed_for_eyes(tmp_path: Path) -> None:
    found = points(0, 40, tmp_path)
    firsts = first_of_each(found)
    kinds = {kind for one in found for kind in one.kinds}
    assert {kind for one in found if one.seed in firsts for kind in one.kinds} == kinds
    broken = {"expand": lambda run: run.nothing}
    pointed = through(dict.fromkeys(firsts[:2], broken), tmp_path)
    assert through({seed: {} for seed in firsts[:2]}, tmp_path) == pointed
    assert (tmp_path / FAULTS).read_text(encoding="utf-8").count("AttributeError") == 2
    listed = for_eyes(found, pointed).splitlines()[2:]
    change = changed(firsts[0])[1][0]
    where, _, what = str(change).partition(": ")
    assert len(listed) == len(kinds)
    assert any(row.startswith(f"| {where} | {what} | ") for row in listed)


def test_an_owner_from_a_union_that_nothing_else_is_in_reaches_nobody_and_is_told_so() -> None:
    data_map = read(UNION, "m.yaml").data_map
    assert data_map is not None
    assert faults(data_map, PRINTED) == {}
    summary = summary_numbers(assess(data_map, Settings(draws=0)))
    left = summary.ownership_specific.left
    assert (left.actor, left.chance.point, left.data_removed.point, left.ties) == ("state:EU", 0.0, 0.0, {})


def test_standing_access_of_a_union_that_nothing_else_is_in_is_counted_and_told() -> None:
    data_map = read(STORE, "m.yaml").data_map
    assert data_map is not None
    assert faults(data_map, {".md": WRITTEN[".md"]}) == {}
    reached = {row.actor: row.standing.middle for row in reach_rows(assess(data_map, Settings(draws=0)))}
    assert reached["state:EU"] > 100_000


def test_two_readings_that_are_called_alike_stand_in_two_columns() -> None:
    numbers = {"a": 0.1, "b": 0.9}
    sides = [
        f"{id_}: {{title: Alike, why: so, set: {{standing.EU.store: {number}}}}}" for id_, number in numbers.items()
    ]
    data_map = read(f"{STORE}readings: {{{', '.join(sides)}}}\n", "m.yaml").data_map
    assert data_map is not None
    assert faults(data_map, {form: WRITTEN[form] for form in (".html", ".docx")}) == {}
    under, *_ = (block for block in joint_statement(assess(data_map, Settings(draws=0))) if isinstance(block, Table))
    assert [column.title for column in under.columns[2:]] == ["Alike", "Alike"]
    assert all(len(row) == len(under.columns) for row in under.rows)
    assert under.rows[-1][2] != under.rows[-1][3]  # the harm


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("functions: {family: 1e308}", "m.yaml:8:21: functions.family: '1e+308' is out of bounds (at most 1e+06)"),
        (
            "options: {stop: {do: [{stop_updates: {channels: [a], patch_debt: 1e15}}]}}",
            "patch_debt: '1000000000000000.0' is more than 1000% a year (write 25% or 0.25)",
        ),
    ],
)
def test_a_weight_and_a_debt_that_no_arithmetic_holds_are_refused(more: str, said: str) -> None:
    assert any(str(problem).endswith(said) for problem in read(f"{UNION}{more}\n", "m.yaml").problems)
