"""Ways to begin in Apps: three cards on a first visit, and the tour through the places."""

from __future__ import annotations

from itertools import groupby, pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessments.record.store import open_store
from dashboard import picker
from dashboard.show import as_label
from dashboard.tour import STOPS
from tests.support.dashboards import address, said, visited
from tests.support.recorded import ADA, draft

WAYS = [as_label("Open WeChat in the United States, September 2020"), "Describe an app", "Take the tour"]
CARD = "See first what an answer looks like"


def press(at: AppTest, label: str) -> AppTest:
    next(each for each in at.button if each.label == label).click().run()
    assert not at.exception
    return at


def test_three_cards_say_how_to_begin_until_something_was_saved(folder: Path) -> None:
    first = visited("apps")
    assert [each.label for each in first.button if each.label in WAYS] == WAYS
    assert CARD in said(first)
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
    later = visited("apps")
    assert [each.label for each in later.button if each.label in WAYS] == WAYS
    assert CARD not in said(later)


def test_maps_stand_once_under_the_heading_of_their_kind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
    listed = list[picker.Choice]()
    monkeypatch.setattr(picker, "pressed_choice", lambda items, **_: listed.extend(items))
    visited("apps")
    groups = [group for group, _ in groupby(item.group for item in listed)]
    assert (groups, {item.mark for item in listed}) == (["Maps that ship", "Saved"], {""})


def test_the_tour_leads_through_the_places_in_at_most_a_hundred_words_and_can_be_ended(folder: Path) -> None:
    at, places = press(visited("apps"), "Take the tour"), list(STOPS)
    assert f"1 of {len(places)}, Answer: {STOPS['answer']}" in said(at)
    for number, (place, after) in enumerate(pairwise(places), 2):
        at = press(visited(place, map="case:wechat-five-lines", tour="on"), f"Next: {after.capitalize()}")
        assert f"{number} of {len(places)}, {after.capitalize()}: {STOPS[after]}" in said(at)
        assert address(at)["tour"] == ["on"]
    at = press(visited(places[-1], map="case:wechat-five-lines", tour="on"), "End the tour")
    assert "tour" not in address(at)
    assert STOPS[places[-1]] not in said(at)
    assert sum(len(sentence.split()) for sentence in STOPS.values()) <= 100
