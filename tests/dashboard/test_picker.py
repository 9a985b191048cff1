"""Choosing from a list whose rows need more than a line: by mouse, by keyboard, and with names that mean harm."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import OpenPage, enter
from tests.support.component_pages import serious_findings


def test_a_row_is_chosen_or_leads_somewhere_once_for_each_press_and_text_stays_text(
    open_page: OpenPage, components: str
) -> None:
    page = open_page(components)
    enter(page, "/picker_page")
    expect(held(page)).to_have_text("a")
    text_stays_text(page)
    what_leads_somewhere_is_told_once_for_each_press(page)
    a_press_is_told_though_the_run_that_it_began_is_broken_off(page)
    one_stays_chosen_by_mouse_by_arrow_keys_and_by_the_page(page)


def held(page: Page) -> Locator:
    return page.get_by_test_id("stCode").first


def led(page: Page) -> Locator:
    return page.get_by_test_id("stCode").last


def text_stays_text(page: Page) -> None:
    texts = page.locator("label.choice").nth(1).locator("span").all_text_contents()
    assert texts == ["0.32", "<img src=x onerror=alert(1)> & **bold**", "<script>alert(2)</script>"]
    assert page.locator(".picker").first.locator(".group").all_text_contents() == ["Near", "<b>Far</b>"]
    assert page.locator(".picker :is(img, script, b)").count() == 0
    title, below = (page.locator(f".choice:first-of-type {part}").first for part in (".title", ".below"))
    first, second = title.bounding_box(), below.bounding_box()
    assert first is not None
    assert second is not None
    assert second["y"] == pytest.approx(first["y"] + first["height"], abs=1)
    assert serious_findings(page, ".stMain") == []


def what_leads_somewhere_is_told_once_for_each_press(page: Page) -> None:
    page.get_by_role("group", name="Ways on").get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(led(page)).to_have_text("a")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(led(page)).to_have_text("a b")
    page.get_by_role("button", name="Hold the last").click()
    expect(held(page)).to_have_text("c")
    expect(led(page)).to_have_text("a b")


def a_press_is_told_though_the_run_that_it_began_is_broken_off(page: Page) -> None:
    """Before the list is drawn."""
    page.get_by_text("Work for long").click()
    expect(page.get_by_text("at work")).to_be_visible()
    page.get_by_role("group", name="Ways on").get_by_role("button").nth(1).click()
    expect(page.get_by_role("checkbox", name="Work for long")).to_be_checked()
    page.get_by_text("Work for long").click()
    expect(page.get_by_role("checkbox", name="Work for long")).not_to_be_checked()
    expect(led(page)).to_have_text("a b b")
    page.get_by_role("button", name="Hold the last").click()
    expect(held(page)).to_have_text("c")
    expect(led(page)).to_have_text("a b b")


def one_stays_chosen_by_mouse_by_arrow_keys_and_by_the_page(page: Page) -> None:
    page.locator("label.choice").nth(1).click()
    expect(held(page)).to_have_text("b")
    page.keyboard.press("ArrowUp")
    expect(held(page)).to_have_text("a")
    page.get_by_role("button", name="Hold the last").click()
    expect(held(page)).to_have_text("c")
    rows = page.get_by_role("radiogroup", name="Routes").get_by_role("radio")
    assert rows.evaluate_all("all => all.map(each => each.checked)") == [False, False, True]
