"""The meeting on its page: a screen a step, everything by keyboard, and a document at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from assessments.record.drafts import data_map_of, drafted, run_of_request
from assessments.record.entries import AssessmentRequest
from assessments.record.store import Store, open_store
from casework.meeting_screens import STEPS
from casework.recording import Review, review_of
from dashboard.meeting_decision import Meeting, hindrance
from tests.conftest import OpenPage, Serve, enter, settle
from tests.dashboard.test_pages import EVIL, HOSTILE, MADE, OUTER
from tests.support.component_pages import RULES, serious_findings
from tests.support.dashboards import FIVE, notices, opened_own, palettes, said, used, visited
from tests.support.recorded import ADA
from tests.support.reviewed import ANN, BEN, FAR, RITA, accepted, begun

LONG = f"{HOSTILE} " * 20
DIFFERS = "What is open differs from this version. Save it to present it as it is now."
OF_A_DRAFT = 5
"""The step that asks most of a draft: what is not known, with the fields to answer it."""
SIZES = ((1280, 800), (1920, 1080))
IN_FRAME = """plots => plots.map(plot => {
  const [frame, drawn] = [plot, plot.querySelector(".main-svg")].map(part => part.getBoundingClientRect());
  return drawn.right <= frame.right + 1 && drawn.bottom <= frame.bottom + 1;
})"""
BELOW = "part => [part.scrollHeight > part.clientHeight + 1, part.scrollWidth > part.clientWidth + 1]"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(str(folder / "record.db")) as made:
        yield made


def met(review: Review) -> Meeting:
    return Meeting(review, review.standing(), review.acts())


def at(step: int, saved: str = "harbour/1") -> AppTest:
    return visited("present", saved=saved, step=str(step))


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def hostile(store: Store) -> None:
    """A meeting at which every text is as long and as hostile as it may be."""
    files, what = {"evil.yaml": EVIL.encode()}, AssessmentRequest(draws=0)
    made = drafted(run_of_request(data_map_of("evil.yaml", files), what), "evil.yaml", files, what)
    store.save(made, "evil", ADA, LONG[:2000])
    review = review_of(store, "evil")
    conditions = tuple({"what": LONG[:500], "owner": HOSTILE[:80], "until": FAR} for _ in range(4))
    for _ in range(4):
        review.do(ADA, "comment", about="headline.harm", said=LONG)
    review.do(ADA, "attend", said=HOSTILE[:80])
    decision = accepted(review, outcome="accepted with conditions", said=LONG, conditions=conditions)
    for _ in range(3):
        review.do(ADA, "dissent", about=decision.id, said=LONG)
    review.do(ADA, "comment", about="headline.harm", said=json.dumps(LONG))


def test_before_anything_is_saved_the_page_says_what_it_is_for(folder: Path) -> None:
    text = said(visited("present"))
    assert "Nothing was saved yet" in text
    assert "It needs a saved assessment" in text
    assert [each.label for each in visited("present").button if "Record" in each.label] == ["Go to Record"]
    assert not (folder / "record.db").exists()


def test_a_store_without_assessments_says_the_same(store: Store) -> None:
    assert "Nothing was saved yet" in said(visited("present"))


def test_the_open_map_is_presented_and_where_it_was_not_saved_it_is_saved_there(store: Store) -> None:
    begun(store)
    found = visited("present", map="case:wechat-five-lines")
    assert "Nothing saved yet of “WeChat”" in said(found)
    next(each for each in found.text_input if each.label == "Your name").set_value("Ada")
    press(found, "Save this version")
    wait([found.session_state["saving"].outcome])
    found.run()
    assert "1. What is it about? wechat-five-lines/1: WeChat" in re.sub(r"\s+", " ", said(found))
    assert DIFFERS not in notices(found)
    assert DIFFERS in notices(used(found, "interest.CN=0.2"))
    assert "People a year whose content foreign states would take: about" in said(found)


def test_what_was_saved_with_other_draws_and_seed_is_what_is_open(store: Store) -> None:
    files, what = {"five.yaml": FIVE.encode()}, AssessmentRequest(draws=0, seed=7)
    store.save(drafted(run_of_request(data_map_of("five.yaml", files), what), "five.yaml", files, what), "five", ADA)
    found = opened_own(visited("present"), "five.yaml", FIVE.encode())
    assert "1. What is it about? five/1: WeChat" in re.sub(r"\s+", " ", said(found))
    assert DIFFERS not in notices(found)
    assert DIFFERS in notices(used(found, "interest.CN=0.2"))


def test_present_in_the_strip_leaves_what_was_looked_at_in_the_record(store: Store) -> None:
    begun(store)
    found = visited("law", map="case:wechat-five-lines", saved="harbour/1", step="5")
    found.button(key="strip:present").click().run()
    assert "Nothing saved yet of “WeChat”" in said(found)
    other = visited("record", map="case:wechat-five-lines", saved="harbour/1")
    other.button(key="saved:present").click().run()
    assert "harbour/1: Harbour" in said(other)


def test_a_step_and_an_assessment_that_are_not_there_are_said_and_left_aside(store: Store) -> None:
    begun(store)
    found = visited("present", saved="harbuor/1", step="9")
    assert "Nothing was saved as 'harbuor/1' (did you mean 'harbour'?). It is left aside." in notices(found)
    assert "There is no step '9' (there are 1 to 7). It is left aside." in notices(found)
    assert "1. What is it about?" in said(found)


def test_a_draft_is_handed_in_with_what_is_asked(store: Store) -> None:
    review = begun(store)
    page = at(7)
    assert any(told.startswith("This is a draft: nothing can be decided") for told in notices(page))
    inputs = {each.label: each for each in page.text_input}
    inputs["Your name"].set_value("Ada")
    inputs["What is asked of the meeting"].set_value("May it go on?")
    press(page, "Submit for review")
    assert [(act.did, act.by, act.said) for act in review.acts()] == [("submit", "Ada", "May it go on?")]
    assert "Asked: May it go on?" in said(page)


def test_what_is_missing_is_said_and_nothing_is_recorded(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "submit")
    page = press(at(7), "Record the decision")
    assert "It is not recorded: choose an outcome." in notices(page)
    page.radio[0].set_value("rejected")
    assert "It is not recorded: say why." in notices(press(page, "Record the decision"))
    page.text_area[0].set_value("Too much is open.")
    assert "It is not recorded: say who you are." in notices(press(page, "Record the decision"))
    assert [act.did for act in review.acts()] == ["submit"]


def decided(store: Store, outcome: str) -> AppTest:
    """The last step of a meeting about what was submitted, with an outcome chosen and a reason."""
    begun(store).do(ANN, "submit")
    page = at(7)
    page.radio[0].set_value(outcome)
    page.text_area[0].set_value("It can wait.")
    return page


def name_condition(page: AppTest) -> None:
    next(each for each in page.text_input if each.label == "Condition").set_value("Move the keys.")


def test_a_condition_needs_an_owner_and_a_date(store: Store) -> None:
    page = decided(store, "accepted with conditions")
    assert "It is not recorded: name a condition." in notices(press(page, "Record the decision"))
    name_condition(page)
    wanted = "It is not recorded: condition 1 needs what is to be done, its owner and a date."
    assert wanted in notices(press(page, "Record the decision"))


def test_conditions_of_another_outcome_are_not_left_out_unsaid(store: Store) -> None:
    page = decided(store, "accepted")
    name_condition(page)
    wanted = "It is not recorded: choose “Accepted with conditions”, or empty the fields of the condition."
    assert wanted in notices(press(page, "Record the decision"))


def test_what_stands_in_the_way_of_an_acceptance_is_said_before_it_is_tried(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "submit")
    assert hindrance(met(review), RITA) == "Rita is a reader here; deciding takes a reviewer."
    assert hindrance(met(review), ANN) == "Ann is an analyst here; deciding takes a reviewer."
    assert hindrance(met(review), BEN).startswith(
        f"{len(review.questions)} questions are open: it can be accepted once"
    )
    names = [question.name for question in review.questions]
    review.do_each(BEN, "accept", names, said="Later.", until=FAR)
    assert hindrance(met(review), BEN) == ""


def test_a_refusal_is_a_sentence(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "submit")
    page = at(7)
    {each.label: each for each in page.text_input}["Your name"].set_value("Ada")
    page.radio[0].set_value("accepted")
    page.text_area[0].set_value("Fine.")
    (told,) = [told for told in notices(press(page, "Record the decision")) if told.startswith("It is not recorded")]
    assert f"{len(review.questions)} questions are open" in told


def test_a_decision_that_has_lapsed_says_why_and_offers_to_begin_again(store: Store) -> None:
    hostile(store)
    assert not any(told.startswith("The decision has lapsed") for told in notices(at(7, "evil/1")))
    files = {"evil.yaml": EVIL.replace("19M", "24M").encode()}
    newer = drafted(
        run_of_request(data_map_of("evil.yaml", files), AssessmentRequest(draws=0)),
        "evil.yaml",
        files,
        AssessmentRequest(draws=0),
    )
    store.save(newer, "evil", ADA)
    page = at(7, "evil/1")
    assert any(told.startswith("The decision has lapsed: evil/2, saved by Ada") for told in notices(page))
    assert "Submit again" in [button.label for button in page.button]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a draft, and a meeting that was held, of the person who is at work here."""
    folder = tmp_path_factory.mktemp("kept")
    with open_store(str(folder / "record.db")) as store:
        begun(store)
        hostile(store)
    (folder / "datareach").mkdir()
    (folder / "datareach" / "name").write_text("Ada\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def served(kept: Path, serve: Serve) -> Iterator[str]:
    with serve(env={"XDG_DATA_HOME": str(kept), "DATAREACH_STORE": str(kept / "record.db")}) as url:
        yield url


def stepped(page: Page, step: int) -> None:
    """Wait until a step is shown whole."""
    expect(page).to_have_url(re.compile(f"step={step}"))
    expect(page.locator(".dr h1").first).to_have_text(f"{step}. {STEPS[step - 1][1]}")
    expect(page.get_by_role("button", name=re.compile("Next|Back")).first).to_be_visible()
    settle(page)


def typed(page: Page, field: Locator, text: str) -> None:
    settle(page)
    field.focus()
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def entered(page: Page, control: Locator, then: str) -> None:
    """Press a button by its key, and wait for what it says."""
    control.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(then)).to_be_visible()
    settle(page)


def test_a_meeting_is_led_by_keyboard_alone_and_ends_in_a_document(
    served: str, open_page: OpenPage, kept: Path
) -> None:
    page = open_page(served)
    enter(page, "/present?saved=harbour/1&step=1")
    stepped(page, 1)
    for step in range(2, 8):
        page.keyboard.press("PageDown")
        stepped(page, step)
        assert step != OF_A_DRAFT or serious_findings(page, "[data-testid=stApp]") == []
    find = page.get_by_role
    typed(page, find("textbox", name="What is asked of the meeting"), "May it go on?")
    entered(page, find("button", name="Submit for review"), "Recorded: submission for review, by Ada.")
    for step in (6, 5):
        page.keyboard.press("PageUp")
        stepped(page, step)
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    typed(page, find("textbox", name="The answer, or why it may stay open"), "Not before the audit.")
    page.keyboard.type("20990101")
    entered(page, find("button", name="Accept as open"), "Recorded: accepting that a question stays open")
    for step in (6, 7):
        page.keyboard.press("PageDown")
        stepped(page, step)
    typed(page, find("textbox", name="Who is here"), "Ada, Grace Hopper")
    entered(page, find("button", name="Note as present"), "Here: Ada and Grace Hopper.")
    find("radio", name="Accepted", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(find("textbox", name="Condition")).to_be_visible()
    typed(page, find("textbox", name="Because"), "It can wait.")
    typed(page, find("textbox", name="Condition"), "Move the keys.")
    page.keyboard.type("Cy")
    page.keyboard.press("Tab")
    page.keyboard.type("20990601")
    entered(page, find("button", name="Record the decision"), "Accepted with conditions, by Ada on")
    typed(page, find("textbox", name="Who dissents"), "Edsger")
    page.keyboard.type("It is too early.")
    entered(page, find("button", name="Note the dissent"), "Dissent, noted by Ada: Edsger: It is too early.")
    with page.expect_download() as download:
        find("button", name="PDF", exact=True).focus()
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "harbour-1-minutes.pdf"
    printed = "".join(each.extract_text() for each in PdfReader(download.value.path()).pages)
    wanted = ("It can wait.", "Move the keys.", "2099-06-01", "Edsger: It is too early.", "Grace Hopper")
    assert [part for part in wanted if part not in printed] == []
    with open_store(str(kept / "record.db")) as store:
        acts = review_of(store, "harbour/1").acts()
    assert {act.by for act in acts} == {"Ada"}
    assert [act.said for act in acts if act.did == "attend"] == ["Ada", "Grace Hopper"]


def test_every_screen_fits_both_projectors_hostile_text_stays_text_there_and_in_the_record_and_the_last_is_no_barrier(
    served: str, open_page: OpenPage
) -> None:
    page = open_page(served)
    enter(page, "/present?saved=evil/1&step=1")
    for step in range(1, 8):
        stepped(page, step)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.get_by_test_id("stMain").evaluate(BELOW) == [False, False], (step, width)
            settle(page)
            assert all(page.locator("[data-testid=stPlotlyChart]").evaluate_all(IN_FRAME)), (step, width)
        assert page.locator(MADE).count() == 0
        assert page.title() != "hacked"
        page.keyboard.press("PageDown")
    expect(page.get_by_test_id("stMain")).to_contain_text("<img src=x onerror=")
    for palette in palettes(page):
        assert (palette, serious_findings(page, "[data-testid=stApp]", *RULES[palette])) == (palette, [])
    enter(page, "/record?saved=evil/1")
    expect(page.get_by_test_id("stMain")).to_contain_text(HOSTILE)
    settle(page)
    assert [part for part in page.locator(MADE).evaluate_all(OUTER) if "evil" not in part] == []
    assert page.title() != "hacked"
