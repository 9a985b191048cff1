"""The record on its page: saving, finding, verifying, making again, and what two people who save are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox, TextInput

from assessments.record.recompute import recomputed
from assessments.record.store import open_store
from assessments.run import Run
from dashboard import saving
from dashboard.saving import worker
from dashboard.strip import KEPT_FOR_YOU
from tests.support.dashboards import address, notices, opened_own, said, visited
from tests.support.recorded import ADA, GRACE, MAP, NAME, draft

CASE = "case:wechat-five-lines"
HOSTILE = "<img src=x onerror=alert(1)> & 'note'"


def filled(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA, HOSTILE)
        store.save(draft(), "harbour", GRACE, "After the merger")
        store.save(draft(), "quay", GRACE)


def test_before_anything_is_saved_the_page_says_what_it_is_for(folder: Path) -> None:
    text = said(visited("record"))
    assert "Nothing was saved yet" in text
    assert "This page keeps assessments for good" in text
    assert not (folder / "record.db").exists()


def test_an_assessment_stands_there_with_its_line_and_hostile_text_stays_text(folder: Path) -> None:
    filled(folder)
    text = said(visited("record", saved="harbour/1"))
    assert "3 assessments in" in text
    assert "harbour/1: Harbour" in text
    assert HOSTILE in text
    assert "Over 2 versions the score stayed at" in text
    assert re.search(r"2 .* Grace +draft +nothing +nobody", text.partition("The line of harbour")[2])
    assert "fingerprint" not in text.partition("What became of it")[0]


def test_what_was_not_saved_is_said_and_left_aside(folder: Path) -> None:
    filled(folder)
    assert "Nothing was saved as 'harbuor/1' (did you mean 'harbour'?). It is left aside." in notices(
        visited("record", saved="harbuor/1")
    )


def test_a_store_that_cannot_be_read_is_a_sentence(folder: Path) -> None:
    (folder / "record.db").write_bytes(b"not a database" * 100)
    (told,) = notices(visited("record"))
    assert told.endswith("the file is no store, or is damaged; put back a copy of it, or name another store.")


def pressed(at: AppTest, **texts: str) -> AppTest:
    """The page once some fields are filled in and its save has begun."""
    for field in at.text_input:
        if text := texts.get(field.label.replace(" ", "_")):
            field.set_value(text)
    return next(each for each in at.button if each.label == "Save this version").click().run()


def ended(at: AppTest) -> AppTest:
    """The page once the save that it began has ended, well or not."""
    wait([at.session_state["saving"].outcome])
    at.run()
    assert not at.exception
    return at


def test_a_map_is_saved_and_the_second_person_is_told(folder: Path) -> None:
    at, second = visited("record", map=CASE), visited("record", map=CASE)
    assert "wechat-five-lines/1: WeChat" in said(ended(pressed(at, Your_name="Ada", Note="by Ada")))
    ended(pressed(second, Your_name="Grace", Note="by Grace"))
    assert [told for told in notices(second) if "Ada saved wechat-five-lines/1 meanwhile, at " in told] != []
    next(iter(second.selectbox)).select("case:harbour").run()
    assert [told for told in notices(second) if "meanwhile" in told] == []
    next(iter(second.selectbox)).select(CASE).run()
    ended(pressed(second))
    with open_store(str(folder / "record.db")) as store:
        assert [entry.person for entry in store.lines("wechat-five-lines")] == ["Ada", "Grace"]
        assert recomputed(store, store.load("wechat-five-lines/2")).same


def test_a_save_goes_on_while_its_window_turns_pages_and_is_told_where_it_is(folder: Path) -> None:
    at, going = opened_own(visited("record"), NAME, MAP), Event()
    worker().submit(going.wait)
    pressed(at, Your_name="Ada").switch_page("dashboard/pages/law.py").run()
    assert [bar.proto.text for bar in at.get("progress")] == ["Saving harbour: 0%"]
    assert at.button(key="strip:record").label == "Save ●"
    at.switch_page("dashboard/pages/record.py").run()
    again = next(each for each in at.button if each.label == "Save this version")
    going.set()
    assert again.disabled
    assert [toast.value for toast in ended(at).toast] == ["Saved as version 1 of harbour."]
    assert at.get("progress") == []
    assert at.button(key="strip:record").label == "Save"
    assert address(at) == {"map": ["saved:harbour/1"], "saved": ["harbour/1"]}


@pytest.mark.parametrize("own", [True, False])
def test_what_is_typed_while_a_save_is_on_its_way_stays_for_the_next_version(folder: Path, own: bool) -> None:
    at, going = opened_own(visited("record"), NAME, MAP) if own else visited("record", map=CASE), Event()
    worker().submit(going.wait)
    pressed(at, Your_name="Ada", Subject="harbour", Note="The first.")
    field(at, "Note").set_value("The second.").run()
    going.set()
    assert "harbour/1" in said(ended(at))
    assert field(at, "Note").value == "The second."
    pressed(at, Subject="harbour")
    assert "harbour/2" in said(ended(at))
    assert field(at, "Note").value == ""
    with open_store(str(folder / "record.db")) as store:
        assert [entry.note for entry in store.lines("harbour")] == ["The first.", "The second."]


def field(at: AppTest, label: str) -> TextInput:
    """The field of one line that has a label."""
    return next(each for each in at.text_input if each.label == label)


def test_the_result_is_begun_while_the_form_is_filled_in_and_gives_way_to_who_saves(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, going = Event(), Event()
    parts: list[tuple[Run, float]] = []

    def made_part_by_part(run: Run) -> Iterator[float]:
        for share in (0.5, 1.0):
            parts.append((run, share))
            begun.set()
            going.wait()
            yield share

    monkeypatch.setattr(saving, "made_part_by_part", made_part_by_part)
    at = visited("record", map=CASE)
    assert saving.AHEAD not in at.session_state
    at.button(key="strip:record").click().run()
    begun.wait()
    pressed(at, Your_name="Ada")
    going.set()
    assert "wechat-five-lines/1" in said(ended(at))
    assert [share for _, share in parts] == [0.5, 0.5, 1.0]
    assert len({id(run) for run, _ in parts}) == 1


def test_the_bar_opens_the_map_of_a_saved_assessment_as_the_page_does(folder: Path) -> None:
    filled(folder)
    at = visited("record", saved="quay/1", map=CASE)
    next(each for each in at.button if each.label == "Open its map").click().run()
    other = visited("numbers", map=CASE, viewpoint="CN")
    assert _label("quay/1") in _box(other).options
    _box(other).select("saved:quay/1").run()
    assert address(other) == address(at) == {"map": ["saved:quay/1"]}
    assert [_box(each).value for each in (other, at)] == ["saved:quay/1"] * 2
    assert [each.session_state["saved:opened"][2, "quay"] for each in (other, at)] == [1, 1]
    assert not other.exception


def test_a_link_to_a_saved_map_opens_it_anywhere_as_it_was_seen(folder: Path) -> None:
    filled(folder)
    at = visited(map="saved:harbour/1", as_of="2025-02-03", set="interest.DE=0.9")
    assert [told for told in notices(at) if "opened" in told or "left aside" in told] == []
    assert str(at.date_input(key="strip:as_of").value) == "2025-02-03"
    assert address(at) == {"map": ["saved:harbour/1"], "as_of": ["2025-02-03"], "set": ["interest.DE=0.9"]}
    assert at.session_state["saved:opened"][1, "harbour"] == 1
    again = visited(**{name: values[0] for name, values in address(at).items()})
    assert said(again) == said(at)


def test_a_link_to_what_was_not_saved_is_said_and_opens_nothing(folder: Path) -> None:
    filled(folder)
    at = visited(map="saved:harbuor/1")
    assert notices(at) == ["harbuor/1 is not opened: nothing was saved as 'harbuor/1' (did you mean 'harbour'?)."]
    assert "No map is open" in said(at)
    assert address(at) == {}


def test_what_is_changed_of_a_saved_map_is_ones_own_and_its_link_is_said_to_open_for_nobody_else(folder: Path) -> None:
    filled(folder)
    at = visited("numbers", map="saved:quay/1", number="power.DE.harbour-ltd")
    assert at.button(key="strip:record").label == "Save"
    for field, text in (("Value", "0.2"), ("Said by", "Ann"), ("Why", "As told.")):
        next(box for box in at.text_input if box.label == field).set_value(text)
    next(button for button in at.button if button.label == "Write it into the map").click().run()
    assert address(at)["map"] == ["own:quay-1.yaml"]
    assert at.button(key="strip:record").label == "Save ●"
    assert at.button(key="strip:record").help == KEPT_FOR_YOU
    assert at.session_state["saved:opened"][1, "quay"] == 1


def test_options_in_force_are_saved_with_the_map_and_in_force_when_it_is_opened(folder: Path) -> None:
    at = visited("record", map="case:example-chat", options="custody")
    inputs = {each.label: each for each in at.text_input}
    inputs["Your name"].set_value("Ada")
    assert "option “A domestic trustee holds the administrator accounts, with audit” in force" in said(at)
    ended(pressed(at))
    with open_store(str(folder / "record.db")) as store:
        assert recomputed(store, store.load("example-chat/1")).same
    next(each for each in at.button if each.label == "Open its map").click().run()
    assert address(at) == {"map": ["saved:example-chat/1"], "options": ["custody"]}


def test_a_saved_assessment_that_is_gone_by_now_is_said_and_the_open_map_stays(folder: Path) -> None:
    filled(folder)
    at = visited(map=CASE)
    (folder / "record.db").unlink()
    _box(at).select("saved:quay/1").run()
    assert not at.exception
    assert address(at) == {"map": [CASE]}
    assert notices(at)[0].startswith("quay/1 is not opened: there is no store at ")
    assert _label("quay/1") not in _box(at).options


def test_a_record_that_cannot_be_read_leaves_pages_and_their_bar_as_they_are(folder: Path) -> None:
    (folder / "record.db").write_bytes(b"not a database" * 100)
    at = visited(map=CASE)
    assert [told for told in notices(at) if "store" in told] == []
    assert [each for each in _box(at).options if each.startswith("Saved: ")] == []


def _box(at: AppTest) -> Selectbox[str]:
    """The box of the strip that says which map is open."""
    return next(each for each in at.selectbox if each.label == "App")


def _label(saved: str) -> str:
    return f"Saved: {saved}, Harbour"


def test_the_record_is_searched_verified_made_again_and_its_map_is_given_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(folder)
    files: dict[str, tuple[object, ...]] = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, *file, **_: files.update({label: file}))
    at = visited("record")
    assert "quay/1: Harbour" in said(at)
    next(each for each in at.text_input if each.label == "Search").set_value("merger").run()
    assert address(at) == {"words": ["merger"]}
    assert "harbour/2: Harbour" in said(at)
    assert files["Map"] == (MAP, "harbour-2.yaml", "application/yaml")
    assert "Nothing was altered: 3 lines of the audit" in said(at.button(key="saved:verify").click().run())
    again = said(at.button(key="saved:recompute").click().run())
    assert "harbour/2 comes out the same today, byte for byte." in again
