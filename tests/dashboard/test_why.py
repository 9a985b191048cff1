"""Pressing a number: what it is about is told once, by mouse and by keyboard, whatever its name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.report.blocks import Span, sentence
from dashboard import show
from tests.conftest import ROOT, OpenPage, enter, settle
from tests.support.component_pages import serious_findings

HOSTILE = "\"><img src=x onerror=alert(1)> 'x'"
AT_FIRST_SIGHT = """
const sight = new MutationObserver(() => {
  const number = document.querySelector(".dr button[data-about]");
  if (!number?.checkVisibility({ visibilityProperty: true })) return;
  sight.disconnect();
  number.click();
});
sight.observe(document, { subtree: true, childList: true, attributes: true });
"""


def test_a_press_is_told_once_from_the_moment_a_number_is_seen_and_no_other_press_is(
    open_page: OpenPage, components: str
) -> None:
    page = open_page(components)
    page.add_init_script(AT_FIRST_SIGHT)
    enter(page, "/why_page")
    told = page.get_by_test_id("stCode")
    expect(told).to_have_text("states")
    page.get_by_text("States take").click(position={"x": 2, "y": 2})
    page.get_by_role("button", name="560,000").click()
    expect(told).to_have_text("states | states")
    page.get_by_role("button", name="Once more").click()
    settle(page)
    page.get_by_role("button", name="12").focus()
    page.keyboard.press("Enter")
    expect(told).to_have_text(f"states | states | {HOSTILE}")
    assert page.locator(".dr img").count() == 0
    assert serious_findings(page, ".dr") == []


MOUNTED_TWICE = """async (source) => {
  const { default: mount } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const told = [];
  delete document.documentElement.dataset.hears;
  const mounted = (name) => {
    const parentElement = document.body.appendChild(document.createElement("i"));
    const setTriggerValue = (_, about) => told.push(name + about);
    return () => mount({ parentElement, data: { page: "one" }, setTriggerValue });
  };
  const [older, newer] = [mounted("older "), mounted("newer ")];
  older();
  const [, away] = [newer(), older()];
  away();
  document.querySelector(".dr button[data-about]").click();
  return [told, "hears" in document.documentElement.dataset];
}"""
"""A page is heard though a mount that is going away is drawn after the one that stays."""


MOUNTED_ANEW = """async (source) => {
  const { default: mount } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const parentElement = document.body.appendChild(document.createElement("i"));
  const mounted = () => mount({ parentElement, data: { page: "one" }, setTriggerValue: () => {} });
  const away = mounted();
  document.querySelector(".st-key-strip-find button").click();
  away();
  const field = '<div role="dialog"><div class="st-key-finder"><input></div></div>';
  const comes = () => document.body.insertAdjacentHTML("beforeend", field);
  if (%s) comes();
  mounted();
  if (!%s) comes();
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return document.activeElement.localName;
}"""
"""The finder comes before the page is mounted anew, or after it."""


@pytest.mark.parametrize("before", ["true", "false"])
def test_the_finder_has_the_focus_where_the_page_is_mounted_anew_before_or_after_it_comes(
    open_page: OpenPage, components: str, before: str
) -> None:
    page = open_page(components)
    page.set_content('<div data-testid="stApp"></div><div class="st-key-strip-find"><button>Find</button></div>')
    source = (ROOT / "dashboard" / "why" / "why.js").read_text("utf-8")
    assert page.evaluate(MOUNTED_ANEW % (before, before), source) == "input"


def test_a_table_is_one_stop_what_is_written_anew_keeps_focus_and_press_and_a_page_is_mounted_twice(
    open_page: OpenPage, components: str
) -> None:
    page = open_page(components)
    enter(page, "/why_page")
    expect(page.get_by_test_id("stCode")).to_have_text("none")
    arrows_go_through_the_numbers_of_a_table(page)
    the_focus_stays_when_intervals_come(page)
    a_number_written_anew_between_the_halves_of_a_press_is_pressed_once(page)
    source = (ROOT / "dashboard" / "why" / "why.js").read_text("utf-8")
    assert page.evaluate(MOUNTED_TWICE, source) == [["newer states"], True]


def arrows_go_through_the_numbers_of_a_table(page: Page) -> None:
    """They are one stop of the tab key."""
    first, second, third = (page.get_by_role("button", name=name, exact=True) for name in ("12", "13", "14"))
    page.get_by_role("region", name="Actors").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(third).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(second).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Once more")).to_be_focused()
    second.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("region", name="Actors")).to_be_focused()
    settle(page)


def the_focus_stays_when_intervals_come(page: Page) -> None:
    people = page.get_by_role("button", name="2,000")
    people.focus()
    page.get_by_role("button", name="Intervals").dispatch_event("click")
    expect(page.get_by_text("900–1,100")).to_be_visible()
    expect(people).to_be_focused()
    people.blur()
    page.get_by_role("button", name="Once more").dispatch_event("click")
    expect(page.get_by_text("900–1,100")).to_have_count(0)
    expect(page.locator("body")).to_be_focused()


def a_number_written_anew_between_the_halves_of_a_press_is_pressed_once(page: Page) -> None:
    settle(page)
    page.get_by_role("button", name="2,000").hover()
    page.mouse.down()
    page.get_by_role("button", name="Intervals").dispatch_event("click")
    expect(page.get_by_text("900–1,100")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_have_text("none")
    page.mouse.up()
    expect(page.get_by_test_id("stCode")).to_have_text("states")
    settle(page)


def test_only_the_numbers_of_a_sentence_are_buttons_and_an_interval_on_its_way_says_so() -> None:
    interval = Span("interval not computed", missing=True)
    likely = sentence("It is likely (", Span("about 87 in 100", "<b>"), "; ", interval, ").")
    button = '<button type="button" title="What it rests on" data-about="&lt;b&gt;">about 87 in 100</button>'
    bracketed = f'<span class="whole">({button};</span>'
    assert show._sentence(likely, pending=False) == f"It is likely {bracketed} interval not computed)."
    assert (
        show._sentence(likely, pending=True)
        == f'It is likely {bracketed} <span class="coming">{show.COMPUTING}</span>).'
    )
