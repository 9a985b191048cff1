"""A folder of tables is another reading of history: with --record, or as `record:` of a map beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commanded import run, said

HEADER = "id,sponsor,what,start,end,first_attribution,source"
ROW = "mine,NZ,Mail,2015-01-01,2015-02-01,2016-01-01,own"
MAP = """\
app: Chat
as_of: 2023-03-01
users: {US: 1M}
data: [text]
owner: {name: Owner, jurisdiction: CN}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a map, and beside it a folder with one taking by NZ instead of all of ours."""
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "recorded.yaml").write_text(f"{MAP}record: mine\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "takings.csv").write_text(f"{HEADER}\n{ROW}\n")
    return tmp_path


def assessed(folder: Path, *arguments: str) -> Any:
    done = run("assess", *arguments, "--json", "--draws", "0", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def takers(result: Any) -> set[str]:
    return {event["actor"] for event in result["events"] if event["event"].split("/")[1] == "covert"}


def test_the_states_on_record_are_those_of_the_folder(folder: Path) -> None:
    ours, theirs = assessed(folder, "map.yaml"), assessed(folder, "map.yaml", "--record", "mine")
    assert {"state:RU", "state:IR"} <= takers(ours)
    assert takers(theirs) == {"state:US", "state:NZ", "state:SA", "state:others"}


def test_the_fingerprint_of_the_record_is_part_of_the_result(folder: Path) -> None:
    ours, theirs = assessed(folder, "map.yaml"), assessed(folder, "map.yaml", "--record", "mine")
    assert ours["settings"]["record"] != theirs["settings"]["record"]
    assert ours["fingerprint"] != theirs["fingerprint"]
    assert theirs["scenario"]["short"] == "another record"


def test_a_map_names_a_folder_beside_it(folder: Path) -> None:
    named, given = assessed(folder, "recorded.yaml"), assessed(folder, "map.yaml", "--record", "mine")
    assert named["settings"]["record"] == given["settings"]["record"]
    assert named["actors"] == given["actors"]
    assert "scenario" not in named


def test_a_map_with_a_record_says_so_where_it_is_assessed_on_another(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "takings-more.csv").write_text(f"{HEADER}\n{ROW}\n")
    other = assessed(folder, "recorded.yaml", "--record", "other")
    assert other["scenario"]["short"] == "another record"
    assert "scenario" not in assessed(folder, "recorded.yaml", "--record", "mine")
    written = run("assess", "recorded.yaml", "--record", "other", "--draws", "0", "--out", "out", "--formats", "json",
                  cwd=folder)  # fmt: skip
    assert written.returncode == 0, written.stderr
    assert [path.name for path in (folder / "out").iterdir()] == ["recorded-another-record.json"]


def test_what_is_saved_keeps_the_tables_and_is_made_again_without_the_folder(folder: Path) -> None:
    store = ("--store", "record.db")
    saved = run("save", "recorded.yaml", *store, "--by", "Ada", "--draws", "0", cwd=folder)
    assert saved.returncode == 0, saved.stderr
    table = (folder / "mine" / "takings.csv").read_bytes()
    (folder / "mine" / "takings.csv").unlink()
    again = run("recompute", "recorded/1", *store, cwd=folder)
    assert (again.returncode, "the same today, byte for byte" in again.stdout) == (0, True), again.stdout + again.stderr
    assert run("show", "recorded/1", *store, "--out", "elsewhere", cwd=folder).returncode == 0
    assert (folder / "elsewhere" / "mine" / "takings.csv").read_bytes() == table
    assert takers(assessed(folder, "elsewhere/recorded.yaml")) == {"state:US", "state:NZ", "state:SA", "state:others"}


def test_reach_is_untouched_but_for_what_is_on_record(folder: Path) -> None:
    done = [json.loads(run("reach", "map.yaml", *more, "--json", "--draws", "0", cwd=folder).stdout)["reach"]
            for more in ([], ["--record", "mine"])]  # fmt: skip
    assert [row["persons"] for row in done[0]] == [row["persons"] for row in done[1]]
    assert [{row["record"]["takings"] for row in rows if row["actor"] == "state:CN"} for rows in done] == [{12}, {0}]


def test_routes_and_options_are_of_the_record_that_is_named(folder: Path) -> None:
    refused = run("routes", "map.yaml", "--actor", "state:NZ", "--draws", "0", cwd=folder)
    assert refused.returncode == 1, "no taking by New Zealand is on our record"
    routes = run("routes", "map.yaml", "--actor", "state:NZ", "--record", "mine", "--draws", "0", "--json", cwd=folder)
    assert {route["actor"] for route in json.loads(routes.stdout)["routes"]} == {"state:NZ"}
    ours, theirs = (
        json.loads(run("options", "map.yaml", *more, "--json", "--draws", "0", cwd=folder).stdout)["settings"]["record"]
        for more in ([], ["--record", "mine"])
    )
    assert ours != theirs


def test_what_is_saved_takes_the_record_that_its_map_names(folder: Path) -> None:
    """With another one the saved map would not give the saved result again."""
    refused = run("save", "map.yaml", "--record", "mine", "--by", "Ada", cwd=folder)
    assert refused.returncode == 2
    assert "--record" in refused.stderr


@pytest.mark.parametrize(
    "command",
    [
        *((command, "map.yaml", "--record", "mine") for command in ("assess", "reach", "routes", "options")),
        ("check", "recorded.yaml"),
    ],
)
def test_a_broken_row_is_a_problem_at_its_line(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "mine" / "takings.csv").write_text(f"{HEADER}\n{ROW.replace('NZ', 'ZZ')}\n")
    code, lines = said(run(*command, cwd=folder))
    assert (code, lines) == (
        1,
        ["mine/takings.csv:2:6: sponsor: 'ZZ' is no country code (write a two-letter code such as US, CN or EU)"],
    )


def test_a_folder_that_is_not_there_is_a_problem(folder: Path) -> None:
    problem = "gone:1:1: no folder whose tables can be read (name a folder of tables, such as takings.csv)"
    assert said(run("assess", "map.yaml", "--record", "gone", cwd=folder)) == (1, [problem])
