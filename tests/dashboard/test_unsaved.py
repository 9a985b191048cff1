"""Work that is not saved yet: it outlives its window and its server, and nobody but its owner sees it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessments.record.models import Work
from assessments.record.store import Store, open_store
from assessments.record.work import MOST, keep, throw_away, work_of, works_of
from tests.conftest import ROOT
from tests.support.dashboards import FIVE, address, in_force, notices, opened_own, said, used, visited

NAME = "own.yaml"
CHANGED = FIVE.replace("US: 19M", "US: 18M")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    return tmp_path


def test_a_file_of_ones_own_is_there_again_at_its_address_in_a_fresh_window(folder: Path) -> None:
    first = opened_own(visited("apps"), NAME, CHANGED.encode())
    again = visited("flows", **{name: values[0] for name, values in address(first).items()})
    assert again.session_state["opened"].contents == {NAME: CHANGED.encode()}
    assert [told for told in notices(again) if "another window" in told] == []


def test_work_is_offered_on_return_and_goes_on_where_it_was_left(folder: Path) -> None:
    used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    back = visited("apps")
    assert "Not saved yet: case:harbour, with 1 number of your own" in said(back)
    next(button for button in back.button if button.label == "Go on with it").click().run()
    assert in_force(back) == ["known.covert=0.3"]
    assert address(back)["map"] == ["case:harbour"]


def test_work_that_is_thrown_away_or_taken_back_is_offered_no_longer(folder: Path) -> None:
    at = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    at.button(key="strip:remove:known.covert=0.3").click().run()
    opened_own(visited("apps"), NAME, CHANGED.encode())
    back = visited("apps")
    assert said(back).count("Not saved yet") == 1
    next(button for button in back.button if button.label == "Throw away").click().run()
    assert "Not saved yet" not in said(back)
    assert "Not saved yet" not in said(visited("apps"))


def test_nobody_sees_the_work_of_somebody_else(folder: Path) -> None:
    assert "Not saved yet" not in said(signed_in("ada"))
    opened_own(signed_in("ada"), NAME, CHANGED.encode())
    assert f"Not saved yet: {NAME}" in said(signed_in("ada"))
    assert "Not saved yet" not in said(signed_in("ben"))
    assert f"own:{NAME}" not in str(address(signed_in("ben", map=f"own:{NAME}")))


def signed_in(person: str, **params: str) -> AppTest:
    """Apps as somebody sees it who signed in."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    at.secrets["auth"] = {"redirect_uri": "http://127.0.0.1/oauth2callback"}
    claims: dict[str, Any] = {"iss": "https://id.example", "sub": person, "name": person, "iat": time.time()}
    at.user = {"is_logged_in": True, **claims}
    for name, value in params.items():
        at.query_params[name] = value
    at.switch_page("dashboard/pages/apps.py").run()
    assert not at.exception
    return at


def test_work_changes_in_place_and_what_two_windows_made_of_it_stands_side_by_side(store: Store) -> None:
    first = keep(store, Work("ada", "map:1", "", "a map", "1"))
    second = keep(store, Work("ada", "map:1", "", "a map", "2"), first.at)
    keep(store, Work("ada", "map:1", "", "a map", "3"), first.at)
    assert [work.content for work in works_of(store, "ada")] == ["3", "2"]
    assert work_of(store, "ada", "map:1") == second
    assert works_of(store, "ben") == ()
    throw_away(store, "ben", "map:1")
    throw_away(store, "ada", "map:1")
    assert [work.content for work in works_of(store, "ada")] == ["3"]
    assert store.last_line().serial == 0


def test_the_oldest_work_gives_way(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "record.db")) as store:
        for number in range(MOST + 1):
            keep(store, Work("ada", f"map:{number}", "", "a map", str(number)))
        assert [work.content for work in works_of(store, "ada")] == [str(n) for n in range(MOST, 0, -1)]
