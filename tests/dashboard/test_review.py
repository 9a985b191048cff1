"""The review on its page: what two people do there, by mouse and by keyboard."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.record.store import open_store
from casework.acts import Condition
from casework.recording import review_of
from tests.conftest import WINDOW, OpenPage, Serve, enter, settle, shut, unfold
from tests.support.component_pages import serious_findings
from tests.support.dashboards import notices, said, shown, visited
from tests.support.recorded import ADA, draft
from tests.support.reviewed import ANN, BEN, FAR, NUMBER, accepted

HOSTILE = "<img src=x onerror=alert(1)> & 'note'"
CUT_TABS = """tabs => {
  const end = (part) => part.getBoundingClientRect().right;
  return tabs.filter((tab) => end(tab) > end(tab.closest("[role=tablist]")) + 1).map((tab) => tab.textContent);
}"""
"""The names of tabs that reach beyond their list."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an assessment that two people estimated one number of."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    with open_store(str(tmp_path / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
        review = review_of(store, "harbour")
        review.do(ANN, "estimate", about=NUMBER, value="0.123", said=HOSTILE)
        review.do(BEN, "estimate", about=NUMBER, value="[0.3, 0.5, 0.9]")
        review.do(ANN, "comment", about="headline.harm", said=HOSTILE)
    return tmp_path


def test_without_an_assessment_the_page_says_what_it_is_for(folder: Path) -> None:
    text = said(visited("record", part="review"))
    assert "Here a saved assessment is discussed, estimated, decided and signed." in text
    (told,) = notices(visited("record", part="review", saved="harbuor/1"))
    assert told == "Nothing was saved as 'harbuor/1' (did you mean 'harbour'?)."


def test_without_an_assessment_a_button_leads_to_where_one_is_chosen(folder: Path) -> None:
    at = visited("record", part="review", map="case:harbour")
    at.button(key="review:to-saved").click().run()
    assert not at.exception
    assert "Search" in [field.label for field in at.text_input]


def test_what_is_blind_to_somebody_is_not_on_their_page(folder: Path) -> None:
    at = visited("record", part="review", saved="harbour/1")
    text = said(at)
    assert "State: draft" in text
    assert HOSTILE in text
    assert "0.123" not in text
    assert text.count("blind until it is opened") == 2
    assert "Say who you are: your name stands beside all that you do." in notices(at)
    at.text_input(key="review:person").set_value("Ann").run()
    assert "0.123" in said(at)


def test_the_number_is_asked_before_the_estimate_of_it_and_the_reason(folder: Path) -> None:
    at = visited("record", part="review", saved="harbour/1")
    at.text_input(key="review:person").set_value("Ann").run()
    asked = ["Number", "Your estimate", "Why you think so"]
    labels = [getattr(field, "label", "") for field in at.main]
    assert [label for label in labels if label in asked] == asked


def test_the_page_of_what_was_saved_says_its_state_and_why_it_lapsed(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        accepted(review_of(store, "harbour"))
    text = said(visited("record", saved="harbour/1"))
    assert "State: accepted" in text
    deeds = re.findall(r"(?:Ada|Ann|Ben)\s+(.*?)\s{2}", text.partition("What became of it")[2])
    assert deeds[-3:] == ["submitted it", "accepted that it stays open", "decided"]


def test_what_people_did_and_numbers_are_called_in_words_and_by_no_id(folder: Path) -> None:
    keys = Condition(what="Move the keys", owner="Cy", until=date(2999, 6, 30))
    with open_store(str(folder / "record.db")) as store:
        review = review_of(store, "harbour")
        accepted(review, outcome="accepted with conditions", conditions=(keys,))
        review.do(ANN, "comment", about=NUMBER, said="Is that so?")
    at = visited("record", part="review", saved="harbour/1")
    at.text_input(key="review:person").set_value("Ann").run()
    lists = {each.label: each.options for each in at.selectbox}
    words = "\n".join((said(at), *(option for each in lists.values() for option in each)))
    assert not re.search(r"\br-[0-9a-f]{12}", words)
    assert NUMBER not in words
    assert lists["Condition"] == ["Move the keys"]
    assert any(option.startswith("Ann commented: Is that so?") for option in lists["What you did"])


def test_a_task_is_given_to_somebody_and_what_is_typed_of_it_stays_until_it_is_sent(folder: Path) -> None:
    at = visited("record", part="review", saved="harbour/1", task=NUMBER)
    at.text_input(key="review:person").set_value("Ann").run()
    assert at.session_state["review:tasks:returned"] == NUMBER
    next(field for field in at.text_input if field.label == "Who is to answer it").set_value("Cy")
    next(field for field in at.date_input if field.label == "Due").set_value(date(2999, 6, 30))
    next(button for button in at.button if button.label == "Give it to them").click().run()
    assert "Cy, due 2999-06-30" in said(at)
    assert "2 comments" not in said(at)
    next(field for field in at.text_area if field.label == "Comment").set_value("Ask the counsel.").run()
    again = visited("record", part="review", saved="harbour/1", task=NUMBER)
    again.text_input(key="review:person").set_value("Ann").run()
    assert next(field for field in again.text_area if field.label == "Comment").value == "Ask the counsel."
    again.button(key=f"task:comment:{NUMBER}").click().run()
    assert "Ask the counsel." in said(again)
    fresh = visited("record", part="review", saved="harbour/1", task=NUMBER)
    fresh.text_input(key="review:person").set_value("Ann").run()
    assert next(field for field in fresh.text_area if field.label == "Comment").value == ""


def test_what_is_in_review_with_no_open_question_can_be_accepted_now(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        review = review_of(store, "harbour")
        review.do(ANN, "submit")
        review.do_each(BEN, "accept", [each.name for each in review.standing().open_questions], said="So.", until=FAR)
    assert "No question is open: it can be accepted." in said(visited("record", part="review", saved="harbour/1"))


def test_two_people_review_it_in_a_browser(folder: Path, serve: Serve, open_page: OpenPage) -> None:
    with serve(env={"XDG_DATA_HOME": str(folder), "DATAREACH_STORE": str(folder / "record.db")}) as url:
        page = open_page(url)
        enter(page, "/record?saved=harbour/1")
        shown(page)
        expect(page.get_by_text("State: draft")).to_be_visible()
        assert serious_findings(page, ".stMain") == []
        page.get_by_role("button", name="Review", exact=True).click()
        expect(page.get_by_text("Review of harbour/1")).to_be_visible()
        named(page, "Ben")
        every_tab_is_whole_in_a_narrow_window(page)
        page.get_by_role("tab", name="Decision").focus()
        for tab in ("Comments", "Estimates"):
            page.keyboard.press("ArrowRight")
            expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        page.get_by_role("button", name="Open these estimates").click()
        expect(page.get_by_role("region", name=re.compile("^Side by side and pooled: Can the law"))).to_be_visible()
        settle(page)
        assert serious_findings(page, ".stMain") == []
        page.get_by_role("tab", name="Decision").click()
        page.get_by_role("button", name="Submit for review").click()
        expect(page.get_by_text("State: in review")).to_be_visible()
        settle(page)
        page.get_by_role("tab", name="Tasks").click()
        unfold(page, re.compile("^All [0-9]+ that are open"))
        page.get_by_role("textbox", name="Reason to leave them open").fill("Not before the audit.")
        page.get_by_role("button", name="Accept all that are open").click()
        expect(page.locator("label.choice", has_text="open until").first).to_be_visible()
        page.get_by_role("tab", name="Decision").click()
        page.get_by_role("textbox", name="Reasons").fill("Fine.")
        page.get_by_role("textbox", name="Conditions, one a line").fill("Move the keys; Cy; 2999-06-30")
        page.keyboard.press("Tab")
        settle(page)
        page.get_by_role("radio", name="accepted").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Decide", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("State: accepted with conditions")).to_be_visible()
        settle(page)
        assert serious_findings(page, ".stMain") == []
        page.get_by_role("tab", name="Estimates").click()
        page.get_by_role("button", name="Take them into the map").click()
        expect(page.get_by_role("textbox", name="Data map, YAML")).to_contain_text("by: Ann")
        settle(page)
        shut(page)
    with open_store(str(folder / "record.db")) as store:
        decided = review_of(store, "harbour").standing().decision
    assert decided is not None
    assert (decided.by, decided.outcome, decided.conditions[0].owner) == ("Ben", "accepted with conditions", "Cy")


def every_tab_is_whole_in_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.get_by_role("tab").evaluate_all(CUT_TABS) == []
    page.set_viewport_size(WINDOW)


def named(page: Page, name: str) -> None:
    settle(page)
    page.get_by_role("textbox", name="Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say who you are: your name")).to_be_hidden()
    settle(page)
