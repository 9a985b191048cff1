"""`datareach backtest` scores the defaults on real services: those that ship, or a file of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessments.exports.track_record import files
from assessments.results.backtest import backtest
from assessments.results.track_record import shipped_scores
from risk.backtest.units import visible_units
from tests.support.commanded import ROOT, run, said

UNIT = """\
- {id: ID, name: Mail, frame: A, kind: mail, holds_content: true,
   observed: {start: '2014-01-01', end: '2023-12-31', years: 10}, users: {low: 1e6, high: 4e6, basis: filing},
   owner: {jurisdiction: US, basis: filing}, systems: {where: US, basis: filing}, events: []}
"""
TWO = "units:\n" + UNIT.replace("ID", "one") + UNIT.replace("ID", "two")


@pytest.fixture(scope="module")
def again() -> dict[str, Any]:
    return backtest(visible_units()).model_dump()


def nearly(part: Any) -> Any:
    """A part of a result, its numbers to what machines may differ by."""
    if isinstance(part, dict):
        return {key: nearly(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [nearly(value) for value in part]
    return pytest.approx(part, rel=1e-9, abs=1e-12) if isinstance(part, float) else part


def listed(part: Any) -> Any:
    """The same part with lists in place of tuples."""
    if isinstance(part, dict):
        return {key: listed(value) for key, value in part.items()}
    return [listed(value) for value in part] if isinstance(part, list | tuple) else part


def test_the_track_record_that_ships_is_what_comes_out_now(again: dict[str, Any]) -> None:
    """Where this fails a default has changed: name another version, keep the scores of this one, make them again."""
    assert listed(shipped_scores().model_dump()) == nearly(again)


def test_the_page_in_the_docs_is_that_of_the_track_record() -> None:
    made = files(shipped_scores())
    pages = {
        name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("track-record.md", "track-record.svg")
    }
    assert {name: made[name] for name in pages} == pages, "run .venv/bin/python docs/make_tables.py"


def test_what_is_known_of_the_visible_services_is_counted(again: dict[str, Any]) -> None:
    known = {kind: scores["observed"] for kind, scores in again["kinds"].items() if kind not in ("orders", "reach")}
    assert (again["units"], again["unit_years"]) == (70, pytest.approx(656.7))
    assert known == {"intrusion": 10, "with_scraping": 13, "covert": 0, "insider": 1, "placed": 1}
    assert again["kinds"]["orders"]["n"] == 5


def test_skill_is_against_the_services_own_rate_and_against_all_alike(again: dict[str, Any]) -> None:
    for kind in ("intrusion", "with_scraping", "covert", "insider", "placed"):
        scores = again["kinds"][kind]
        assert scores["skill"] == pytest.approx(1 - scores["brier"] / scores["frame_brier"])
        assert scores["log_skill_over_alike"] == pytest.approx(1 - scores["log"] / scores["alike_log"])


def test_residuals_are_by_owner_kind_and_size_and_add_up(again: dict[str, Any]) -> None:
    by_size = again["residuals"]["size"]
    assert set(again["residuals"]) == {"owner", "kind", "size"}
    assert sum(group["units"] for group in by_size.values()) == 70
    assert sum(group["observed"] for group in by_size.values()) == 10


def test_a_file_of_ones_own_is_scored(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(TWO)
    result = run("backtest", "mine.yaml", "--json", cwd=tmp_path)
    scores = json.loads(result.stdout)
    assert (result.returncode, scores["units"], scores["unit_years"]) == (0, 2, 20.0)
    assert scores["kinds"]["intrusion"]["observed"] == 0
    assert "sizes" not in scores
    assert "orders" not in scores["kinds"]


def test_the_page_its_figure_and_the_scores_are_written(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(TWO)
    result = run("backtest", "mine.yaml", "--out", "record", cwd=tmp_path)
    names = ["track-record.md", "track-record.svg", "track_record.json"]
    assert said(result) == (0, [f"written: record/{name}" for name in names])
    assert sorted(file.name for file in (tmp_path / "record").iterdir()) == names
    assert "![" in (tmp_path / "record" / "track-record.md").read_text()


def test_rows_of_a_folder_stand_in_place_of_ours_or_beside_them(tmp_path: Path) -> None:
    ours = (ROOT / "risk" / "record" / "reach_orders.csv").read_text(encoding="utf-8").splitlines()
    two = [next(line for line in ours if line.startswith(id)) for id in ("apple-CH,", "r147,")]
    (tmp_path / "mine.yaml").write_text(TWO)
    for name, rows in (("alone", 2), ("beside", 274)):
        folder = tmp_path / name
        folder.mkdir()
        file = "reach_orders.csv" if name == "alone" else "reach_orders-more.csv"
        more = two if name == "alone" else [two[0].replace("apple-CH", "mine"), two[1]]
        (folder / file).write_text("\n".join([ours[0], *more]) + "\n", encoding="utf-8")
        result = run("backtest", "mine.yaml", "--record", name, "--json", cwd=tmp_path)
        assert json.loads(result.stdout)["kinds"]["reach"]["rows"] == rows


def test_a_folder_without_rows_and_a_mistake_in_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    reason = "empty: no reach_orders.csv there (its columns are those of risk/record/reach_orders.csv)"
    assert said(run("backtest", "--record", "empty", cwd=tmp_path)) == (1, [reason])
    (tmp_path / "empty" / "reach_orders.csv").write_text("id,service\n", encoding="utf-8")
    code, (line, *_) = said(run("backtest", "--record", "empty", cwd=tmp_path))
    assert (code, line.partition(": ")[0]) == (1, "empty/reach_orders.csv:1:1")


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("years: 10", "years: 0", "3:62: units[0].observed.years: '0' is out of bounds (above 0)"),
        ("n: US", "n: UK", "4:26: units[0].owner.jurisdiction: 'UK' is no country code (did you mean 'GB'?)"),
    ],
)
def test_a_mistake_is_refused_at_its_place(tmp_path: Path, written: str, instead: str, problem: str) -> None:
    (tmp_path / "mine.yaml").write_text(TWO.replace(written, instead, 1))
    assert said(run("backtest", "mine.yaml", cwd=tmp_path)) == (1, [f"mine.yaml:{problem}"])


def test_one_service_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("units:\n" + UNIT)
    reason = "one service has no rate to be compared with: name a file with two services or more"
    assert said(run("backtest", "mine.yaml", cwd=tmp_path)) == (1, [reason])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, (line,) = said(run("backtest", "mine.yaml", cwd=tmp_path))
    assert (code, line.partition(":")[0]) == (1, "mine.yaml")
