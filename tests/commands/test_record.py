"""The commands of the record, one after the other as somebody would use them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.support.commanded import ROOT, Desk
from tests.support.recorded import MAP, NAME, change_by_force


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def test_who_saves_is_asked_and_a_missing_store_is_said(desk: Desk) -> None:
    assert desk.run("save", NAME) == (
        1,
        "",
        ["say who you are: --by NAME (it is kept on this machine, and asked for no more)"],
    )
    missing = f"there is no store at {desk.store} (datareach save makes one; --store or DATAREACH_STORE name another)"
    assert desk.run("list") == (1, "", [missing])


def last_line(desk: Desk, serial: int) -> str:
    """What is printed of a line of the audit, once it is written."""
    with sqlite3.connect(desk.store) as raw:
        (digest,) = raw.execute("SELECT digest FROM audit WHERE serial = ?", (serial,)).fetchone()
    return f"line {serial} of the audit: {digest}"


def test_a_map_is_saved_found_shown_checked_and_made_again(desk: Desk) -> None:
    first = desk.run("save", NAME, "--by", "Ada", "--note", "First look.", "--draws", "0")
    assert first == (0, "saved: harbour/1\n", [f"made a new store: {desk.store}", last_line(desk, 1)])
    second = desk.run("save", NAME, "--draws", "0", "--set", "interest.DE=0.9")
    assert second == (0, "saved: harbour/2\n", [last_line(desk, 2)])

    code, listed, _ = desk.run("list", "first", "--json")
    assert (code, [(row["id"], row["person"]) for row in json.loads(listed)]) == (0, [("harbour/1", "Ada")])
    assert "2 of 2 saved assessments, the newest first" in desk.run("list")[1]

    assert desk.run("show", "harbour/1", "--json") == desk.run("assess", NAME, "--draws", "0", "--json")
    shown = desk.run("show", "harbour", "--out", "out")
    assert shown[1].startswith("Harbour – changed: interest.DE set to 0.9\n")
    assert "! This is not the map as written. Set from outside: interest.DE: " in shown[1]
    assert shown[2] == ["written: out/harbour.yaml", "written: out/harbour-2.json"]
    assert (desk.folder / "out" / NAME).read_bytes() == MAP

    assert desk.run("recompute", "harbour/2")[0] == 0
    code, checked, _ = desk.run("verify")
    assert (code, "Nothing was altered: 2 lines of the audit and all that came with them." in checked) == (0, True)
    assert not any(line and line == line.upper() for line in checked.splitlines())  # its title stands once
    head = checked.split()[-1]
    assert desk.run("verify", "harbour/1", "--holds", head)[0] == 0
    assert desk.run("verify", "--head", "0" * 64)[0] == 1


def test_a_head_is_written_for_others_and_held_against_theirs(desk: Desk) -> None:
    assert desk.run("verify", "--write-head", "head.json")[2] == ["written: head.json"]
    head = json.loads((desk.folder / "head.json").read_text())
    assert last_line(desk, 2) == f"line {head['line']} of the audit: {head['digest']}"
    code, said, _ = desk.run("verify", "--against", "head.json")
    assert (code, "Theirs holds too: line 2, the last that they saw, is on record here." in said) == (0, True)
    (desk.folder / "later.json").write_text(json.dumps({**head, "line": 3, "digest": "a" * 64}))
    code, said, _ = desk.run("verify", "--against", "later.json")
    assert (code, "! audit: line 3, the last that they saw, is not here: lines were taken away" in said) == (1, True)
    (desk.folder / "none.json").write_text('{"line": "3"}')
    words = "--against: none.json: this is no head of a record (datareach verify --write-head FILE writes one)"
    assert desk.run("verify", "--against", "none.json") == (1, "", [words])


def test_a_record_is_backed_up_and_restored_elsewhere(desk: Desk) -> None:
    assert desk.run("backup", "copy.db") == (0, "backed up: copy.db\n", [last_line(desk, 2)])
    code, out, err = desk.run("restore", "copy.db", "--store", "other.db")
    assert (code, out) == (0, f"restored: {desk.folder / 'other.db'}\n")
    assert err[-1] == last_line(desk, 2)
    assert desk.run("show", "harbour/1", "--json", "--store", "other.db") == desk.run("show", "harbour/1", "--json")
    assert desk.run("verify", "--store", "other.db")[0] == 0


def test_whoever_builds_on_an_older_version_is_told_and_loses_nothing(desk: Desk) -> None:
    code, _, said = desk.run("save", NAME, "--draws", "0", "--after", "1")
    assert (code, len(said)) == (1, 3)
    (kept,) = desk.folder.glob("harbour-*.unsaved.json")
    assert desk.run("save", str(kept))[0] == 1
    for _ in range(2):
        again = desk.run("save", str(kept), "--after", "2")
        assert again == (0, "saved: harbour/3\n", [last_line(desk, 3)])


def test_problems_of_a_map_are_told_as_everywhere(desk: Desk) -> None:
    assert desk.run("save", "none.yaml") == desk.run("check", "none.yaml")
    assert desk.run("save", NAME, "--option", "x") == (
        1,
        "",
        ["--option:1:1: no option called 'x' (this map has no options)"],
    )
    assert desk.run("save", NAME, "--subject", "Two Words")[2] == [
        "--subject: 'Two Words' is no name of a line (write lower-case letters, digits and '-', such as two-words)"
    ]


def test_what_was_altered_by_force_is_named(desk: Desk) -> None:
    change_by_force(desk.store, "UPDATE assessments SET note = 'Last look.' WHERE number = 1")
    code, said, _ = desk.run("verify")
    assert (code, "! harbour/1: its entry in the list was altered" in said) == (1, True)


def test_listing_needs_nothing_that_calculates() -> None:
    program = "import sys; sys.argv = ['datareach', 'list', '--store', '/no/such']; "
    program += "from datareach.__main__ import _run; _run(); "
    program += "print(*sorted(name for name in sys.modules if '.' not in name))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"numpy", "scipy", "networkx", "alembic", "psycopg"} & set(run.stdout.split()) == set()
