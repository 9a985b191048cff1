"""The benchmarks measure what they say, on maps that are what they should be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest

from assessments.portfolio.maps import reading_of
from assessments.portfolio.portfolio import maps_in
from benchmarks import bench_engine, bench_options, bench_portfolio, bench_reading, bench_record, forecasts, rivals
from benchmarks.maps import FAMILIES, SIZES, generated, of_lines
from benchmarks.portfolios import full_maps, table
from benchmarks.questions import map_of, question
from data_maps.reading import read
from risk.engine.passes import Passes
from risk.options.timeline import clashes

ROOT = Path(__file__).parents[2]
SMALL = 20


class Once:
    """A stand-in for the measuring: it does the work once, takes no time, and keeps what each work gave."""

    def __init__(self) -> None:
        self.group: str | None = None
        self.extra_info: dict[str, Any] = {}
        self.given: list[Any] = []

    def __call__(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.given.append(work(*arguments))
        return self.given[-1]

    def pedantic(self, work: Callable[..., Any], arguments: tuple[Any, ...] = (), **_: object) -> Any:
        return self(work, *arguments)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("systems", SIZES[:4])
def test_a_generated_map_reads_without_a_problem(family: str, systems: int) -> None:
    made = read(generated(family, systems), "map.yaml")
    assert made.problems == ()
    assert made.data_map is not None
    assert len(made.data_map.systems) == systems


def test_full_maps_of_a_portfolio_read_without_a_problem(tmp_path: Path) -> None:
    read_again = [reading_of(one.read()) for one in maps_in([str(full_maps(tmp_path / "maps", 8))]).maps]
    assert [one.problems for one in read_again] == [()] * 8
    assert len({one.data_map.app.name for one in read_again if one.data_map}) == 8


def test_the_same_seed_gives_the_same_map_and_another_seed_another() -> None:
    assert generated("hard", SMALL, 1) == generated("hard", SMALL, 1) != generated("hard", SMALL, 2)


def test_a_map_of_so_many_lines_has_them_and_reads() -> None:
    text = of_lines(2_000)
    assert 2_000 <= text.count("\n") < 3_000
    assert read(text, "map.yaml").problems == ()


def test_every_tool_gives_the_same_value_on_a_map_worked_out_by_hand() -> None:
    """Harbour: interest and power 0.4; the log one way 0.72, the other 0.3; three attempts in four are carried out."""
    by_hand = 0.75 * 0.4 * (1 - (1 - 0.8 * 0.9) * (1 - 0.6 * 0.5))
    asked = question("harbour", 0)
    passes = rivals.diagram(asked)
    assert passes.values(rivals.numbers(asked, passes))[0] == pytest.approx(by_hand, abs=1e-12)
    assert rivals.at_least_one(rivals.routes(asked), asked.chance) == pytest.approx(by_hand, abs=1e-12)
    assert rivals.simulation(asked) == pytest.approx(by_hand, abs=0.05)


def test_routes_taken_as_independent_or_added_up_say_too_much() -> None:
    asked = question("harbour", 0)
    exact = rivals.at_least_one(rivals.routes(asked), asked.chance)
    shortcuts = rivals.shortcuts(asked)
    assert len(rivals.routes(asked)) == 3
    assert shortcuts["best"] < exact < shortcuts["independent"] < shortcuts["sum"]


def test_a_probability_of_routes_counts_what_they_share_once() -> None:
    chance = {"a": 0.5, "b": 0.5, "c": 0.25}
    assert rivals.at_least_one((frozenset("ab"), frozenset("ac")), chance) == pytest.approx(0.5 * (1 - 0.5 * 0.75))


def test_a_problog_program_says_every_condition_and_every_alternative() -> None:
    asked = question("harbour", 0)
    program, called = rivals.program_of(asked)
    facts = [line for line in program.splitlines() if "::" in line]
    rules = [line for line in program.splitlines() if ":-" in line]
    assert len(facts) == len(asked.chance) == 8
    assert len(rules) == sum(len(ways) for ways in asked.equations.alternatives.values())
    assert program.splitlines()[-1] == f"query({called[asked.root]})."


def test_the_parsers_that_are_compared_read_one_text_alike() -> None:
    text = of_lines(600)
    plain = [read for name, read in bench_reading.READERS.items() if name.startswith("PyYAML")]
    assert plain[0](text) == plain[1](text)
    assert bench_reading.READERS["Datareach: a checked map with places"](text) is not None


def test_derivatives_are_those_that_differences_come_to() -> None:
    assert bench_engine.differences(bench_engine.points(map_of("harbour", 0))) < 1e-9


def test_a_changed_number_moves_the_result_that_is_measured() -> None:
    data_map = map_of("wechat-2020", 0)
    bench_engine.forget()
    assert bench_engine.with_one_number_changed(data_map).harm != bench_engine.points(data_map).harm


def test_another_owner_has_another_first_sentence_and_asking_again_works_nothing_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data_map = map_of("harbour", 0)
    moved, own = bench_engine.of_another_owner(data_map, 0), bench_engine.points(data_map)
    sentence = bench_engine.first_sentence(moved)
    assert sentence != bench_engine.first_sentence(own)
    monkeypatch.setattr(Passes, "values", None)
    assert bench_engine.first_sentence(moved) == sentence


def test_all_pairs_of_options_are_those_that_do_not_contradict_themselves() -> None:
    data_map = map_of("wechat-2020", 0)
    pairs = set(bench_options.with_all_pairs(data_map).combinations)
    against = {(clash.one, clash.other) for clash in clashes(data_map, data_map.options)}
    assert against
    assert pairs | against >= set(combinations(data_map.options, 2))
    assert pairs & against == set()


@pytest.mark.parametrize("act", ["one more", *bench_record.READS, "backup", "restore", "upgrade"])
def test_a_record_is_saved_read_copied_and_upgraded(act: str, tmp_path: Path) -> None:
    once = Once()
    bench_record.test_a_record_is_used(once, act, "SQLite", 8, tmp_path)
    assert len(once.given) == 1
    assert (tmp_path / "backup.db").exists() == (act in ("backup", "restore"))


def test_both_ways_of_a_portfolio_rank_the_same_apps(tmp_path: Path) -> None:
    path = table(tmp_path / "apps.csv", 3)
    bench_portfolio.one_by_one(path, tmp_path / "serial")
    assert [len(chunk) for chunk in bench_portfolio.chunks_of(path)] == [3]
    assert (tmp_path / "serial" / "apps.parquet").is_file()


@pytest.mark.parametrize("way", bench_portfolio.READS)
def test_every_way_of_reading_ranked_rows_finds_some(way: str, tmp_path: Path) -> None:
    once = Once()
    bench_portfolio.test_ranked_rows_are_read(once, way, 200, tmp_path)
    (found,) = once.given
    assert found is not None


def test_a_command_that_ends_without_first_numbers_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("no map", encoding="utf-8")
    with pytest.raises(CalledProcessError, match="non-zero exit status 1"):
        forecasts._first_numbers(tmp_path)


def test_the_page_names_every_file_of_benchmarks() -> None:
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert [
        file.name for file in sorted((ROOT / "benchmarks").glob("bench_*.py")) if f"`{file.name}`" not in page
    ] == []
