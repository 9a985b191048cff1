"""The switch of readings: one choice of whose numbers are used, on every page, and the joint statement of all sides."""

from __future__ import annotations

from concurrent.futures import wait
from pathlib import Path

import pytest

from tests.support.dashboards import FIVE, address, notices, said, visited

SIDES = """
readings:
  motion: {title: The motion, set: {power.CN.tencent: 99%}}
  reply: {title: The reply, set: {power.CN.tencent: 2%}}
"""
FILE = "file:disputed.yaml"
IN_FORCE = "disputed numbers as in “The reply”"
STATEMENT = "Joint statement: what the sides agree on, and what each dispute is worth"


@pytest.fixture
def disputed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A map with two readings, offered to the dashboard."""
    (tmp_path / "disputed.yaml").write_text(FIVE + SIDES, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "disputed.yaml"))
    return FILE


@pytest.mark.parametrize("page", ["", "numbers", "law"])
def test_the_switch_holds_on_each_page_whose_head_names_the_reading(disputed: str, page: str) -> None:
    at = visited(page, map=disputed, reading="reply")
    assert at.radio(key="strip:reading").value == "reply"
    assert IN_FORCE in said(at)


def test_the_switch_turns_numbers_to_a_reading_and_back(disputed: str) -> None:
    at = visited("numbers", map=disputed, number="power.CN.tencent")
    own = said(at)
    switch = at.radio(key="strip:reading")
    assert (switch.value, switch.options) == ("", ["The map itself", "The motion", "The reply"])
    switch.set_value("reply").run()
    assert address(at)["reading"] == ["reply"]
    assert IN_FORCE in said(at)
    assert "0.02" in said(at)
    assert "0.02" not in own
    at.radio(key="strip:reading").set_value("").run()
    assert "reading" not in address(at)
    at.button(key="strip:unpin").click().run()
    assert said(at) == own


def test_a_map_without_readings_has_no_switch_and_a_reading_it_lacks_is_said_and_left_aside(disputed: str) -> None:
    at = visited("law", map="case:harbour", reading="reply")
    assert [radio.label for radio in at.radio] == []
    assert "Reading: no reading called 'reply' (the map has no readings). It is left aside." in notices(at)
    named = notices(visited("law", map=disputed, reading="repli"))
    assert "Reading: no reading called 'repli' (did you mean 'reply'?). It is left aside." in named


def test_the_joint_statement_stands_in_the_answer_the_same_under_every_reading(disputed: str) -> None:
    own, read = said(visited(map=disputed)), said(visited(map=disputed, reading="reply"))
    for text in (own, read):
        assert "What each dispute is worth" in text
        assert "Can the law or practice of China make Tencent hand data over?" in text
    assert own[own.index(STATEMENT) :] == read[read.index(STATEMENT) :]
    assert STATEMENT not in said(visited(map="case:harbour"))


def test_what_is_saved_keeps_the_reading_and_opens_with_it(
    disputed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    at = visited("record", map=disputed, reading="reply")
    next(field for field in at.text_input if field.label == "Your name").set_value("Ada")
    next(button for button in at.button if button.label == "Save this version").click().run()
    wait([at.session_state["saving"].outcome])
    at.run()
    assert "reading reply" in said(at)
    again = visited("law", map="case:harbour")
    again.selectbox(key="strip:map").set_value("saved:disputed/1").run()
    assert (address(again)["reading"], IN_FORCE in said(again)) == (["reply"], True)
