"""By keyboard alone: what opens is reached, what is typed into is ready, and the focus stays through runs."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.conftest import ROOT, OpenPage, Serve, enter, shut
from tests.support.dashboards import go, shown

sys.path.append(str(ROOT / "docs"))

from key_walks import KeyWalk, described, saved


def test_from_nothing_to_a_saved_assessment(open_page: OpenPage, serve: Serve, tmp_path: Path) -> None:
    """With F5 before the last step, which loses nothing."""
    with serve(env={"XDG_DATA_HOME": str(tmp_path), "DATAREACH_STORE": str(tmp_path / "record.db")}) as url:
        page = open_page(url)
        enter(page, "/apps")
        shown(page)
        walk = KeyWalk(page, letter=0)
        described(walk)
        page.reload()
        shown(page)
        saved(walk)
        assert walk.unseen == []
        shut(page)


def test_the_finder_is_typed_into_at_once_a_window_is_reached_by_tab_and_a_file_gives_the_focus_back(
    page: Page,
) -> None:
    go(page, "Law", "map=case:harbour")
    page.keyboard.press("?")
    expect(page.locator("[role=dialog]:focus-within")).to_contain_text("Keys and glossary")  # it hears keys by now
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    walk = KeyWalk(page, letter=0)
    walk.go("Answer", "answer")
    shown(page)
    walk.reach("What if")
    walk.press("Enter")
    walk.see(page.get_by_role("textbox", name="Another number"))
    walk.reach("Another number")
    assert walk.presses < 50, "past everything on the page, not through the window that was opened"
    walk.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    with page.expect_download():
        walk.reach("One-page PDF")
        walk.press("Enter")
    expect(page.get_by_role("button", name="One-page PDF")).to_be_focused()
    expect(page).to_have_url(re.compile("/answer"))
    assert walk.unseen == []
