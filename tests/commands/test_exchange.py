"""Maps from files of other tools, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import datareach
from data_maps.exchange.formats import IMPORTS
from tests.support.commanded import ROOT, run, said

OTM = str(ROOT / "docs" / "exchange" / "otm.yaml")
BODS = str(ROOT / "docs" / "exchange" / "bods.json")


def test_a_map_is_made_with_its_report_and_checks_and_is_assessed(tmp_path: Path) -> None:
    made = run("import", "otm", OTM, "-o", "map.yaml", "--report", "lost.json", "--users", "DE: 2M", cwd=tmp_path)
    assert said(made) == (
        0,
        [
            "written: lost.json",
            "written: map.yaml",
            "11 elements = 2 kept + 6 translated + 3 dropped; 5 questions",
        ],
    )
    report = json.loads((tmp_path / "lost.json").read_text())
    assert report["counts"] == {"elements": 11, "kept": 2, "translated": 6, "dropped": 3}
    assert said(run("check", "map.yaml", cwd=tmp_path)) == (0, [])
    assert run("assess", "map.yaml", "--draws", "0", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("form", IMPORTS)
def test_the_example_of_each_format_leads_to_a_first_answer(form: str, tmp_path: Path) -> None:
    example = next(path for path in sorted((ROOT / "docs" / "exchange").iterdir()) if path.stem == form)
    made = run("import", form, str(example), "-o", "map.yaml", "--users", "DE: 2M", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert said(run("check", "map.yaml", cwd=tmp_path)) == (0, [])
    answer = run("assess", "map.yaml", "--draws", "0", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


def test_an_import_into_a_map_tells_conflicts(tmp_path: Path) -> None:
    assert run("import", "otm", OTM, "-o", "map.yaml", cwd=tmp_path).returncode == 0
    code, lines = said(run("import", "bods", BODS, "--into", "map.yaml", "-o", "more.yaml", cwd=tmp_path))
    assert code == 0
    assert lines[-1].startswith("conflict: app.operator: the map says the-company-that-runs-it-not-known")
    assert "owner: parent-holding" in (tmp_path / "more.yaml").read_text()


def test_an_import_into_a_map_keeps_its_comments_above_what_they_are_about(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        """# Ours since 2024.
app: {name: Harbour, operator: harbour} # the name in the stores
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties:
  # Ask legal.
  harbour: {name: "Harbour # 1", organised_in: DE}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows:
  - {from: people, to: pier, data: [chats]} # measured
# The end.
"""
    )
    assert run("import", "bods", BODS, "--into", "map.yaml", "-o", "more.yaml", cwd=tmp_path).returncode == 0
    lines = (tmp_path / "more.yaml").read_text().splitlines()
    told = {line.strip(): lines[at + 1].strip() for at, line in enumerate(lines[:-1]) if line.strip()[0] == "#"}
    assert told == {
        "# Ours since 2024.": "# the name in the stores",
        "# the name in the stores": "app:",
        "# Ask legal.": "harbour:",
        "# measured": "- {from: people, to: pier, data: [chats]}",
    }
    assert lines[-1] == "# The end."
    assert said(run("check", "more.yaml", cwd=tmp_path)) == (0, [])


def test_nothing_is_written_over_and_formats_are_named(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("mine")
    assert said(run("import", "otm", OTM, "-o", "map.yaml", cwd=tmp_path)) == (
        1,
        ["map.yaml is there already: name another file"],
    )
    assert said(run("import", "bod", BODS, cwd=tmp_path)) == (1, ["no format called 'bod' (did you mean 'bods'?)"])
    assert said(run("import", "bods", "gone.json", cwd=tmp_path)) == (
        1,
        ["gone.json:1:1: no such file (name a file, a zip file or a folder)"],
    )


def test_the_library_makes_the_same_map() -> None:
    made = datareach.import_map("otm", OTM, users="DE: 2M")
    assert made.text == run("import", "otm", OTM, "--users", "DE: 2M").stdout
    assert made.report["counts"]["elements"] == 11


def test_an_owner_from_a_register_changes_who_could_reach(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        """app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: DE
users: {people: {in: DE, count: 1M}}
data: {chats: text}
parties: {harbour: {name: Harbour, organised_in: IE}}
systems: {pier: {operator: harbour, in: DE, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
"""
    )
    base = datareach.read(tmp_path / "map.yaml")
    made = datareach.import_map("bods", BODS, into=base)
    (tmp_path / "more.yaml").write_text(made.text)
    before, after = (datareach.assess(datareach.read(tmp_path / name), draws=0) for name in ("map.yaml", "more.yaml"))
    assert "state:CN" not in set(before.reach["actor"])
    assert "state:CN" in set(after.reach["actor"])
