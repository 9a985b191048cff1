"""The benchmarks measure what they say, on maps that are what they should be."""

from __future__ import annotations

import json
import os
import re
import select
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from assessments.portfolio.folder import Progress
from assessments.portfolio.maps import reading_of
from assessments.portfolio.portfolio import maps_in
from benchmarks import backtest, engine, forecasts, laws, reading, report, rivals, start, uncertainty, versions
from benchmarks.__main__ import HERE
from benchmarks.maps import FAMILIES, SIZES, generated, of_lines
from benchmarks.portfolios import Phases, full_maps
from benchmarks.questions import question
from benchmarks.report import page
from benchmarks.tables import time_text
from benchmarks.timing import ROOT, alone, machine
from data_maps.reading import read

SMALL = 20


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


def test_the_memory_of_a_portfolio_is_noted_at_each_tenth_of_the_work() -> None:
    phases = Phases()
    for done in range(41):
        phases.hear(Progress(done, 40, 0, workers=2))
    noted = phases.seconds()["megabytes_of_command_and_worker"]
    assert list(noted) == [f"{tenth} tenths" for tenth in range(11)]
    assert all(command > 0 for command, _ in noted.values())


def test_the_same_seed_gives_the_same_map_and_another_seed_another() -> None:
    assert generated("hard", SMALL, 1) == generated("hard", SMALL, 1) != generated("hard", SMALL, 2)


def test_a_map_of_so_many_lines_has_them_and_reads() -> None:
    text = of_lines(2_000)
    assert 2_000 <= text.count("\n") < 3_000
    assert read(text, "map.yaml").problems == ()


def test_every_tool_gives_the_same_value_on_a_map_worked_out_by_hand() -> None:
    """Harbour: interest and power 0.4; the log one way 0.72, the other 0.3; three attempts in four are carried out."""
    by_hand = 0.75 * 0.4 * (1 - (1 - 0.8 * 0.9) * (1 - 0.6 * 0.5))
    assert engine.one_value("harbour", 0)["value"] == pytest.approx(by_hand, abs=1e-12)
    assert rivals.inclusion_exclusion("harbour", 0)["value"] == pytest.approx(by_hand, abs=1e-12)
    assert rivals.simulation("harbour", 0)["value"] == pytest.approx(by_hand, abs=0.05)


def test_routes_taken_as_independent_or_added_up_say_too_much() -> None:
    found = rivals.routes("harbour", 0)
    exact = engine.one_value("harbour", 0)["value"]
    assert found["routes"] == 3
    assert found["best"] < exact < found["independent"] < found["sum"]


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


def test_a_task_that_does_not_end_is_stopped_and_said_to_be() -> None:
    assert alone("time:sleep", 60, within=0.5) == {"stopped": "no end after 0.5 s"}


def test_what_a_task_has_started_is_ended_with_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    started = ["sh", "-c", f"exec 3>{pipe}; echo begun >&3; sleep 600"]
    said = b""
    for within in (3, 30, 300):  # a slow machine has not begun yet after a short time
        said = said or stopped_after(within, started, end)
    assert said == b"begun\n"
    assert select.select([end], [], [], 60)[0] == [end]  # nobody holds the other end any more
    assert os.read(end, 100) == b""
    os.close(end)


def stopped_after(within: float, started: list[str], end: int) -> bytes:
    """What a command has written into a pipe before it was stopped."""
    assert alone("subprocess:call", started, within=within) == {"stopped": f"no end after {within} s"}
    try:
        return os.read(end, 100)
    except BlockingIOError:
        return b""


def test_a_task_that_fails_says_why() -> None:
    assert alone("math:sqrt", -1, within=600) == {"stopped": "ValueError: math domain error"}


def test_each_part_measures_and_the_page_shows_it() -> None:
    """The easy map of 20 systems has 426 events at its 20 organisations.

    Each is at home in one of three states and is ordered there in three scopes; two are the app's too, which a second
    state can order: 66. Three named states, five more on record and all others have covert events and placed staff,
    but not at home: 2 · (9 · 20 − 20) = 320. Criminals and insiders: 40.
    """
    readers = {name: getattr(reading, name)(reading.FEW) for name in reading.READERS}
    starts = {
        "python": start.of_command(("-c", "pass"), 2),
        start.CHECK: start.of_command(start.COMMANDS[start.CHECK], 1),
    }
    asked = {name: getattr(rivals, name)("harbour", 0) for name in engine.RIVALS if name != "problog"}
    asked["problog"] = {"stopped": "it is not here"}
    question_row = {"map": "harbour", "systems": 0, "datareach": engine.one_value("harbour", 0), **asked}
    map_row = engine.of_map("easy", SMALL)
    drawn_row = {"map": "harbour", "systems": 0, "draws": 500, "megabytes": 1.0, **uncertainty.whole("harbour", 0, 500)}
    results = {
        "made": "2026-03-01",
        "quick": True,
        "machine": machine(),
        "load_at_end": 0.0,
        "since": {"start": "2026-03-02", "engine": "2026-03-03"},
        "reading": {"lines": reading.FEW, "readers": readers},
        "start": starts,
        "engine": {"maps": [map_row], "questions": [question_row]},
        "uncertainty": {"maps": [drawn_row, {"map": "hard", "systems": 20, "draws": 10, "stopped": "no end"}]},
        "backtest": {**backtest.measured(quick=True)},
        "versions": versions.measured(ROOT, "itself", (("harbour", 0),), runs=1),
        "laws": {"maps": [{"map": "eu-saas", "systems": 0, **laws.whole("eu-saas", 0)}]},
    }
    written = page(json.loads(json.dumps(results)))
    assert "Measured again since: engine on 2026-03-03, start on 2026-03-02." in written
    assert "| easy | 20 | 308 | 426 |" in written
    assert "| `harbour` |  | 0.241200 | 3 |" in written
    assert "| `harbour` |  | 2 | 17 | 500 |" in written
    assert "## Laws" in written
    assert re.search(r"\n\| 70 services \| 2 services \| ratio \|\n.*\n\| [\d.]+ m?s, once \| ", written)
    assert re.search(r"\n\| `harbour` \|  \| reach \| (\d+) \| \1 \| [\d.]+ [mµ]?s, once \| ", written)
    assert drawn_row["apart"] < 1e-9
    assert map_row["megabytes"] > 0
    assert [readers["datareach"]["runs"], starts["python"]["runs"], map_row["once_more"]["runs"]] == [5, 2, 20]
    assert "median" in starts[start.CHECK]


def test_a_version_without_reach_has_none_on_the_page_and_what_is_no_checkout_is_refused(tmp_path: Path) -> None:
    old = versions.together(({"events": 3.0, "points": 1.0, "reach": None, "draws": 4.0},))
    new = versions.together(({"events": 2.0, "points": 2.0, "reach": 0.5, "draws": 1.0},))
    row = {"map": "easy", "systems": 20, "old": old, "new": new}
    measured = {"old": "it", "made": "2026-03-01", "processor": "one", "load": 0.0, "maps": [row]}
    assert "## Beside it" in list(report.versions({"versions": measured}))
    assert list(report.versions({"versions": measured}))[-3:] == [
        "| easy | 20 | points | 3 | 2 | 1.0 s, once | 2.0 s, once | 2 |",
        "| easy | 20 | reach | 3 | 2 | has none | 500 ms, once |  |",
        "| easy | 20 | draws | 3 | 2 | 4.0 s, once | 1.0 s, once | 0.25 |",
    ]
    with pytest.raises(SystemExit, match=f"^{tmp_path}: no checkout of Datareach$"):
        versions.probed(tmp_path, "harbour", 0)


def test_a_command_that_ends_without_first_numbers_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("no map", encoding="utf-8")
    with pytest.raises(CalledProcessError, match="non-zero exit status 1"):
        forecasts._first_numbers(tmp_path)


def test_the_page_that_ships_is_made_from_the_results_that_ship() -> None:
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    assert (HERE / "README.md").read_text(encoding="utf-8") == page(results)


def test_every_cell_of_the_table_on_records_says_what_was_measured_or_that_it_was_not() -> None:
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split(" | ") for line in lines if line.startswith(("| SQLite |", "| PostgreSQL |"))]
    assert [len(row) for row in cells] == [14, 14]
    assert all(cell.strip(" |") for row in cells for cell in row)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(12.34, "12 s"), (1.0, "1.0 s"), (0.9996, "1.0 s"), (0.0421, "42 ms"), (0.00099961, "1.0 ms"), (3.21e-5, "32 µs")],
)
def test_a_time_is_said_with_two_digits(seconds: float, said: str) -> None:
    assert time_text(seconds) == said
