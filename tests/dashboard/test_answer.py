"""Answer: the widest reach in a sentence, what is known in the first screen, with the way to its reasons."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from assessments.report.blocks import Text
from assessments.report.sections import options as told
from assessments.report.sections import page_one
from assessments.report.sections.actors import lists
from assessments.results.options.table import options_of
from tests.conftest import enter, settle
from tests.support.assessed import shown_case
from tests.support.dashboards import FIVE, another_number, editor, go, said, shown, text_at, turn, visited

CASE = "case:eu-saas"
INTERVAL = re.compile(r"\(\d[^)]*–[^)]*\)")


SEEN = """
window.seen = new Map();
new MutationObserver(() => {
  const lead = document.querySelector(".dr p.lead");
  const map = document.querySelector(".st-key-answer-flows");
  const list = document.querySelector(".dr .meters");
  const report = document.querySelector(".st-key-answer-report");
  if (!lead || !map || !list || !report) return;
  const state = lead.textContent.includes("being computed") ? "points" : "intervals";
  if (state === "intervals" && !window.seen.has("points")) return;
  window.seen.set(state, [map, list, report].map((part) => Math.round(part.getBoundingClientRect().top)));
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

FOCUSED = """
window.focused = null;
new MutationObserver(() => {
  const number = document.querySelector(".dr .meters button");
  if (window.focused || !number || !document.querySelector(".dr p.lead").textContent.includes("being computed")) return;
  number.focus();
  window.focused = number.dataset.about;
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def set_number(page: Page, said: str) -> None:
    """Have the dashboard use another number than the map's, and wait until the address has it."""
    another_number(page).fill(said)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(quote(said, safe=""))))


def test_the_sentences_are_those_of_every_report() -> None:
    text = text_at(map=CASE)
    sentences = [block.text for block in page_one.section(shown_case("eu-saas")).blocks if isinstance(block, Text)]
    assert [sentence for sentence in sentences if sentence and sentence not in text] == []
    assert "90% interval" in text
    assert "being computed" not in text


def test_the_options_that_nothing_else_beats_stand_last_with_what_they_cost() -> None:
    text = text_at(map=CASE)
    options = options_of(shown_case("eu-saas"))
    assert options is not None
    table = told.frontier(options)
    assert table.caption == "What would change it: best trade-offs of 7 options, over 2 years"
    cells = [cell.text for row in table.rows for cell in row]
    assert [cell for cell in cells if cell not in text] == []
    assert text.index("Most worth finding out") < text.index(table.caption)


def test_a_year_that_standing_access_carries_is_headed_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = f"{FIVE}standing: [{{state: CN, at: service, estimate: 0.9, why: a line that is read}}]\n"
    (tmp_path / "watched.yaml").write_text(watched, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "watched.yaml"))
    at = said(visited("", map="file:watched.yaml"))
    assert "Content taken, with standing access as stated" in at
    assert "at rates on record" not in at


def test_what_it_rests_on_adds_up_as_in_documents() -> None:
    parts = re.search(r"Rests on numbers((?: +[a-z]+ \d+%)+)", text_at(map=CASE))
    assert parts
    assert sum(map(int, re.findall(r"(\d+)%", parts[1]))) == 100


def test_states_and_others_stand_in_two_lists_and_no_total_over_both() -> None:
    text = text_at(map=CASE)
    tables = lists(shown_case("eu-saas"))
    captions = ["Foreign states", "Their own state, apart", "Criminals, insiders, buyers"]
    assert [table.caption for table in tables] == captions
    cells = [cell.text for table in tables for row in table.rows for cell in row]
    assert [cell for cell in cells if cell not in text] == []
    assert "total" not in text.lower()


def test_points_come_first_intervals_follow_in_the_same_places_and_a_focused_number_keeps_the_focus(page: Page) -> None:
    go(page, "Answer", f"map={CASE}")
    expect(page.locator(".dr p.lead").first).to_contain_text(INTERVAL)
    page.evaluate(SEEN)
    set_number(page, "interest.US=0.37")
    page.wait_for_function("window.seen.has('intervals')")
    settle(page)
    seen = page.evaluate("Object.fromEntries(window.seen)")
    assert seen["points"] == seen["intervals"]
    page.evaluate(FOCUSED)
    set_number(page, "interest.US=0.38")
    page.wait_for_function("window.focused")
    expect(page.locator(".dr p.lead").first).to_contain_text(INTERVAL)
    settle(page)
    about = page.evaluate("window.focused")
    number = page.locator(f'.dr .meters button[data-about="{about}"]').first
    expect(number).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/numbers\?.*about={quote(about, safe='')}"))


def test_a_newer_change_does_not_wait_for_the_intervals_of_the_older_and_each_is_a_number_of_its_own(
    page: Page,
) -> None:
    enter(page, "/?map=case:wechat-five-lines&set=interest.US%3D0.41")
    expect(page.locator(".dr p.lead").first).to_be_visible()
    set_number(page, "interest.US=0.42")
    shown(page)
    expect(page.locator(".dr p.lead").first).to_contain_text(INTERVAL)
    another_number(page).focus()
    for number in ("interest.US=0.37", "interest.CN=0.2", "half"):
        page.keyboard.type(number, delay=20)
        if number != "half":
            page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # what was only begun is not used
    expect(page).to_have_url(re.compile("set=interest.US%3D0.37&set=interest.CN%3D0.2"))
    settle(page)
    expect(page).not_to_have_url(re.compile("half"))
    expect(another_number(page)).to_have_value("half")


def test_the_sentence_on_top_has_the_widest_reach_in_at_most_25_words() -> None:
    lead = page_one.lead_sentence(page_one.summary(shown_case("eu-saas")))
    assert lead.lead
    assert len(lead.text.split()) <= 25
    assert lead.text in re.sub(r"\s+", " ", text_at(map=CASE))


def test_three_figures_of_use_and_the_evidence_stand_beside_the_reach() -> None:
    text = re.sub(r"\s+", " ", text_at(map=CASE))
    assert "Rests on numbers stated" in text
    for title in (
        "People a year whose content foreign states would take",
        "By criminals and others",
        "Bulk taking by a foreign state within five years",
        "Own state, apart:",
    ):
        assert title in text


def test_every_number_in_a_table_is_a_way_to_its_reasons() -> None:
    bodies = "".join(element.proto.body for element in visited(map=CASE).get("html"))
    cells = re.findall(r'<td[^>]*class="number[^"]*">(.*?)</td>', bodies)
    assert len(cells) > 20
    assert [cell for cell in cells if re.search("[1-9]", cell) and "<button" not in cell] == []


def test_what_the_map_leaves_out_is_said_before_any_number() -> None:
    text = text_at(map="case:example-chat")
    assert text.index("Left out:") < text.index("could order text")


def test_what_stands_there_leads_to_its_row_and_its_line_and_back_and_stays_in_grey_above_problems(page: Page) -> None:
    go(page, "Answer", "map=case:wechat-five-lines")
    help_is_for_the_ear_alone = re.compile("Arrow keys walk along the flows")
    expect(page.get_by_role("group", name="Flow of data: WeChat")).to_have_accessible_description(
        help_is_for_the_ear_alone
    )
    assert box_of(page.locator(".help"))["width"] <= 1
    numbers_lead_to_their_line_and_back(page)
    expect(page.locator(".dr p.lead").first).to_contain_text(INTERVAL)
    shown(page)
    numbers_and_marks_lead_to_their_rows(page)
    expect(page).to_have_url(re.compile(r"/numbers\?.*about=state%3ACN"))
    shown(page)
    result, problem = a_map_with_problems_keeps_its_last_result_in_grey_above_them(page)
    assert result < problem
    expect(page.locator(".cm-activeLine")).to_have_text("ownr: x")


def box_of(part: Locator) -> FloatRect:
    """Where a part that is shown stands."""
    box = part.bounding_box()
    assert box is not None
    return box


def numbers_lead_to_their_line_and_back(page: Page) -> None:
    page.get_by_role("button", name="What these numbers rest on").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What these numbers rest on", exact=True)).to_be_visible()
    expect(dialog.get_by_role("row", name=re.compile("How many people are there in the group"))).to_contain_text(
        "19 million"
    )
    expect(dialog.get_by_role("row", name=re.compile("Can what is held at Tencent be read"))).to_contain_text("assumed")
    dialog.get_by_role("button", name="line 3").focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text("users: {US: 19M}")
    page.get_by_role("button", name="Back to Answer").click()


def numbers_and_marks_lead_to_their_rows(page: Page) -> None:
    page.locator(".dr .meters button[data-about]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The numbers behind the forecast for foreign states")).to_be_visible()
    shown(page)
    expect(page.get_by_test_id("stMain")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-testid=stMain]') !== null")
    page.locator("label.choice", has_text="How many people are there in the group").click()
    page.get_by_role("button", name="To its line in the map (3)").click()
    expect(page.locator(".cm-activeLine")).to_have_text("users: {US: 19M}")
    page.get_by_role("button", name="Back to Numbers").click()
    expect(page.get_by_text("The numbers behind the forecast for foreign states")).to_be_visible()
    page.get_by_role("button", name="Back to Answer").click()
    expect(page.locator(".dr p.lead").first).to_be_visible()
    settle(page)
    page.locator(".js-plotly-plot .bars .point").first.click(force=True)  # what hears the mouse lies above it


def a_map_with_problems_keeps_its_last_result_in_grey_above_them(page: Page) -> tuple[float, float]:
    """How far down the result and its problem stand; the problem is pressed in the end."""
    turn(page, "Flows", "Text of the map")
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("ownr: x")
    expect(page.get_by_text("The map has 2 problems. What is shown in grey")).to_be_visible()
    turn(page, "Answer")
    expect(page.locator(".st-key-answer-stale .dr").first).to_have_css("filter", "grayscale(1)")
    result = box_of(page.get_by_text("Most worth finding out"))
    problem = box_of(page.get_by_role("button", name="ownr: unknown key"))
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("button", name="All differences, or two apps").click()
    expect(page).to_have_url(re.compile("/compare"))
    shown(page)
    expect(page.get_by_text('The map has 2 problems. "Now" is the text before, of')).to_be_visible()
    page.get_by_role("button", name="ownr: unknown key").click()
    return result["y"], problem["y"]
