"""A map with a record of its own comes with the tables beside it, and is saved with them."""

from __future__ import annotations

from concurrent.futures import wait
from pathlib import Path

import pytest

from assessments.record.store import open_store
from tests.support.dashboards import FIVE, notices, said, visited

TABLE = """\
id,sponsor,what,start,end,first_attribution,source
mine,NZ,Mail,2015-01-01,2015-02-01,2016-01-01,own
"""
NOT_READ = "The tables in mine were not read"
FILE = "file:recorded.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A map that names a folder of tables beside it, offered to the dashboard, which has a store of its own."""
    (tmp_path / "recorded.yaml").write_text(f"{FIVE}record: mine\n", encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "takings.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "recorded.yaml"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    return tmp_path


def test_the_tables_beside_an_offered_map_are_read_and_it_is_still_one_file(folder: Path) -> None:
    at = visited("numbers", map=FILE, number="record.covert.NZ")
    assert NOT_READ not in said(at)
    assert "record.covert.NZ" in said(at)
    assert [button.disabled for button in at.button if button.label == "Write it into the map"] == [False]
    boxes = visited("flows", part="text", map=FILE).main.selectbox
    assert [box.label for box in boxes if box.label == "File of this map"] == []


def test_a_broken_row_beside_an_offered_map_is_said_at_its_line(folder: Path) -> None:
    (folder / "mine" / "takings.csv").write_text(TABLE.replace("NZ", "ZZ"), encoding="utf-8")
    assert notices(visited("law", map=FILE)) == [
        "mine/takings.csv:2:6: sponsor: 'ZZ' is no country code (write a two-letter code such as US, CN or EU)."
    ]


def test_a_saved_map_keeps_the_tables_of_its_own_record(folder: Path) -> None:
    at = visited("record", map=FILE)
    next(field for field in at.text_input if field.label == "Your name").set_value("Ada")
    next(button for button in at.button if button.label == "Save this version").click().run()
    wait([at.session_state["saving"].outcome])
    with open_store(str(folder / "record.db")) as store:
        assert store.load("recorded/1").files == {
            "recorded.yaml": f"{FIVE}record: mine\n".encode(),
            "mine/takings.csv": TABLE.encode(),
        }
