"""What deserves a second look stands on the page of estimates and leads to the line to mend."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.conftest import settle
from tests.support.dashboards import FIVE, editor, go, text_at, turn, upload


def test_what_has_no_line_is_said() -> None:
    text = text_at("numbers", map="case:harbour")
    assert "What deserves a second look" in text
    assert "Intervals have not been computed" not in text


def test_a_second_look_leads_to_its_line_by_keyboard_and_one_at_an_option_too(page: Page) -> None:
    go(page, "Numbers", "map=case:harbour")
    settle(page)
    look = page.get_by_role("button", name="Events of XA are left out by state:XA/*")
    look.focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_contain_text("leave_out:")
    idle = "options: {as-it-is: {title: As it is, do: [{set: {clear.tencent.unknown: 0.5}}]}}\n"
    upload(page, "idle.yaml", (FIVE + idle).encode())
    turn(page, "Options")
    page.get_by_role(
        "button", name="The option “As it is” cuts no harm of all actors together at our best estimates"
    ).click()
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_contain_text("options:")
