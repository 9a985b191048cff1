"""The overview: what is known first, in its first screen, with the way to its reasons."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from assessments.report.blocks import Text
from assessments.report.sections import options as told
from assessments.report.sections import page_one
from assessments.report.sections.actors import lists
from assessments.results.options.table import options_of
from tests.conftest import enter, settle
from tests.support.assessed import shown_case
from tests.support.dashboards import editor, go, said, shown, turn, visited

CASE = "case:eu-saas"
FIRST_SCREEN = 800


SEEN = """
window.seen = new Map();
new MutationObserver(() => {
  const lead = document.querySelector(".dr p.lead");
  const map = document.querySelector(".st-key-answer-flows");
  const list = [...document.querySelectorAll(".dr .tight")].at(-1);
  if (!lead || !map || !list) return;
  const state = lead.textContent.includes("being computed") ? "points" : "intervals";
  if (state === "intervals" && !window.seen.has("points")) return;
  window.seen.set(state, [map, list].map((part) => Math.round(part.getBoundingClientRect().top)));
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

FOCUSED = """
window.focused = null;
new MutationObserver(() => {
  const number = document.querySelector(".dr .tight button");
  if (window.focused || !number || !document.querySelector(".dr p.lead").textContent.includes("being computed")) return;
  number.focus();
  window.focused = number.dataset.about;
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def set_number(page: Page, said: str) -> None:
    """Have the dashboard use another number than the map's, and wait until the address has it."""
    page.get_by_role("textbox", name="Other numbers").fill(said)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(quote(said, safe=""))))


def test_the_sentences_are_those_of_every_report() -> None:
    text = said(visited(map=CASE))
    sentences = [block.text for block in page_one.section(shown_case("eu-saas")).blocks if isinstance(block, Text)]
    assert [sentence for sentence in sentences if sentence and sentence not in text] == []
    assert "90% interval" in text
    assert "being computed" not in text


def test_the_options_that_nothing_else_beats_stand_last_with_what_they_cost() -> None:
    text = said(visited(map=CASE))
    options = options_of(shown_case("eu-saas"))
    assert options is not None
    table = told.frontier(options)
    assert table.caption == "What would change it: 4 of 7 options are on the frontier, over 2 years"
    cells = [cell.text for row in table.rows for cell in row]
    assert [cell for cell in cells if cell not in text] == []
    assert text.index("Most worth finding out") < text.index(table.caption)


def test_states_and_others_stand_in_two_lists_and_no_total_over_both() -> None:
    text = said(visited(map=CASE))
    tables = lists(shown_case("eu-saas"))
    captions = ["Foreign states", "Their own state, apart", "Criminals, insiders, buyers"]
    assert [table.caption for table in tables] == captions
    cells = [cell.text for table in tables for row in table.rows for cell in row]
    assert [cell for cell in cells if cell not in text] == []
    assert "total" not in text.lower()


def test_points_come_first_and_intervals_follow_in_the_same_places(page: Page) -> None:
    go(page, "Answer", f"map={CASE}")
    expect(page.locator(".dr p.lead")).to_contain_text("90% interval")
    page.evaluate(SEEN)
    set_number(page, "interest.US=0.37")
    page.wait_for_function("window.seen.has('intervals')")
    settle(page)
    seen = page.evaluate("Object.fromEntries(window.seen)")
    assert seen["points"] == seen["intervals"]


def test_a_number_focused_before_its_interval_is_there_keeps_the_focus_and_leads_on(page: Page) -> None:
    go(page, "Answer", f"map={CASE}")
    page.evaluate(FOCUSED)
    set_number(page, "interest.US=0.38")
    page.wait_for_function("window.focused")
    expect(page.locator(".dr p.lead")).to_contain_text("90% interval")
    settle(page)
    about = page.evaluate("window.focused")
    number = page.locator(f'.dr .tight button[data-about="{about}"]').first
    expect(number).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/numbers\?.*about={quote(about, safe='')}"))


def test_a_number_typed_while_the_last_one_is_worked_out_is_a_number_of_its_own(page: Page) -> None:
    go(page, "Answer", f"map={CASE}")
    page.get_by_role("textbox", name="Other numbers").focus()
    for number in ("interest.US=0.37", "interest.IE=0.2", "half"):
        page.keyboard.type(number, delay=20)
        if number != "half":
            page.keyboard.press("Enter")
    page.locator(".dr h1").click()  # what was only begun is not used
    expect(page).to_have_url(re.compile("set=interest.US%3D0.37&set=interest.IE%3D0.2"))
    settle(page)
    expect(page).not_to_have_url(re.compile("half"))
    expect(page.get_by_role("textbox", name="Other numbers")).to_have_value("half")


def test_a_number_that_is_set_can_be_read_whole_and_taking_one_away_keeps_one_that_was_set_meanwhile(
    page: Page,
) -> None:
    go(page, "Answer", f"map={CASE}&set=interest.IE%3D0.2&set=interest.US%3D%5B0.125,0.25,0.375%5D")
    button = page.get_by_role("button", name="Remove interest.US=[0.125,0.25,0.375]", exact=True)
    assert button.evaluate("each => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight")
    page.get_by_role("textbox", name="Other numbers").fill("interest.US=0.37")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove interest.IE=0.2").click(force=True)
    expect(page).to_have_url(re.compile("set=interest.US%3D0.37$"))


def test_a_newer_change_does_not_wait_for_the_intervals_of_the_older(page: Page) -> None:
    enter(page, f"/?map={CASE}&set=interest.US%3D0.41")
    expect(page.locator(".dr p.lead")).to_be_visible()
    set_number(page, "interest.US=0.42")
    shown(page)
    expect(page.locator(".dr p.lead")).to_contain_text("90% interval")


def test_what_the_forecast_rests_on_is_said_first() -> None:
    text = said(visited(map="case:wechat-five-lines"))
    assert text.index("Of the forecast, 35% rests on judged numbers") < text.index("could order readable content")


def test_what_the_map_leaves_out_is_said_before_any_number() -> None:
    text = said(visited(map="case:example-chat"))
    assert text.index("The map leaves out") < text.index("could order readable content")


def test_page_one_is_in_the_first_screen(page: Page) -> None:
    go(page, "Answer", "map=case:wechat-2020")
    for what in (
        page.get_by_text("Of the forecast, "),
        page.get_by_text("China could order readable content"),
        page.get_by_role("table", name="Whose readable content each state could order, if it did"),
    ):
        box = what.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= FIRST_SCREEN


def test_the_help_of_the_flow_map_is_for_the_ear_alone_and_keys_lead_from_numbers_to_a_line(page: Page) -> None:
    go(page, "Answer", "map=case:wechat-five-lines")
    box = page.locator(".help").bounding_box()
    assert box is not None
    assert box["width"] <= 1
    expect(page.get_by_role("group", name="Flow of data: WeChat")).to_have_accessible_description(
        re.compile("Arrow keys walk along the flows")
    )
    page.get_by_role("button", name="What these numbers rest on").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="users.users-us.count")).to_contain_text("19 million")
    expect(dialog.get_by_role("row", name="clear.tencent.unknown")).to_contain_text("catalogue default, assumed")
    dialog.get_by_role("button", name="line 3").focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text("users: {US: 19M}")


@pytest.mark.parametrize("case", ["wechat-2020", "eu-saas"])
def test_every_number_in_a_table_is_a_way_to_its_reasons_and_none_runs_into_the_next_one(page: Page, case: str) -> None:
    go(page, "Answer", f"map=case:{case}")
    expect(page.locator(".dr .tight tbody .interval").first).to_be_visible()
    without = (
        "cells => cells.filter(c => /[1-9]/.test(c.textContent) && !c.querySelector('button')).map(c => c.outerHTML)"
    )
    assert page.locator(".dr td.number").count() > 20
    assert page.locator(".dr td.number").evaluate_all(without) == []
    over = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"
    assert page.locator(".dr .tight :is(td, th)").evaluate_all(over) == []
    too_far = """number => {
      number.textContent = "about 9.6 million";
      const cell = number.closest("td");
      return number.getBoundingClientRect().right - cell.getBoundingClientRect().right;
    }"""
    assert page.locator(".dr .tight tbody .number button").first.evaluate(too_far) <= -7.0


def test_a_number_leads_to_the_rows_behind_it_to_their_line_and_back(page: Page) -> None:
    go(page, "Answer", "map=case:wechat-five-lines")
    china = page.get_by_role("row", name="China (CN)")
    china.get_by_role("button", name="about").click()
    expect(page).to_have_url(re.compile(r"/numbers\?.*about=state"))
    shown(page)
    expect(page.get_by_text("The numbers behind the forecast for China (CN)")).to_be_visible()
    numbers = page.get_by_role("radio").evaluate_all("all => all.map(each => each.value)")
    assert [number for number in numbers if number.startswith("power.")] == ["power.CN.tencent", "power.CN.unknown"]
    page.locator("label.choice", has_text="users.users-us.count").click()
    page.get_by_role("button", name="To its line in the map (3)").click()
    expect(page.locator(".cm-activeLine")).to_have_text("users: {US: 19M}")
    page.get_by_role("button", name="Back to Numbers").click()
    expect(page.get_by_text("The numbers behind the forecast for China (CN)")).to_be_visible()
    page.get_by_role("button", name="Back to Answer").click()
    expect(page.get_by_role("table", name="Foreign states")).to_be_visible()
    settle(page)


def test_a_number_of_a_sentence_leads_to_the_beginning_of_a_page_by_keyboard_alone(page: Page) -> None:
    go(page, "Answer", "map=case:wechat-five-lines")
    expect(page.locator(".dr p.lead")).to_contain_text("90% interval")
    page.locator(".dr p.lead").get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The numbers behind the forecast for China (CN)")).to_be_visible()
    shown(page)
    expect(page.get_by_test_id("stMain")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-testid=stMain]') !== null")
    page.get_by_role("button", name="All numbers").focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("about="))
    settle(page)


def test_a_map_with_problems_keeps_its_last_result_in_grey_above_them(page: Page) -> None:
    go(page, "Flows", "part=text&map=case:wechat-five-lines")
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("ownr: x")
    expect(page.get_by_text("The map has 2 problems. What is shown in grey")).to_be_visible()
    turn(page, "Answer")
    expect(page.locator(".st-key-answer-stale .dr").first).to_have_css("filter", "grayscale(1)")
    result = page.get_by_text("Most worth finding out").bounding_box()
    problem = page.get_by_role("button", name="ownr: unknown key").bounding_box()
    assert result is not None
    assert problem is not None
    assert result["y"] < problem["y"]
    turn(page, "Compare")
    expect(page.get_by_text('The map has 2 problems. "Now" is the text before, of')).to_be_visible()
    page.get_by_role("button", name="ownr: unknown key").click()
    expect(page.locator(".cm-activeLine")).to_have_text("ownr: x")
