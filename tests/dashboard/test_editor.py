"""Writing a map in the browser: nothing typed is lost, problems are at their place, the format offers itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import enter, windows
from tests.support.component_pages import serious_findings
from tests.support.dashboards import editor, palettes

START = "title: Messenger\nparties:\n  tencent:\n    kind: company\nflows:\n  - from: users\n    to: hk\n"

OFFERED = {
    "": ["flows", "parties", "title"],
    "title: Map\n": ["flows", "parties"],
    "parties:\n  tencent:\n    ": ["kind", "name", "run_from"],
    "parties:\n  tencent:\n    name: T\n    ": ["kind", "run_from"],
    "parties:\n  tencent: {name: T, ": ["kind", "run_from"],
    "parties:\n  tencent:\n    kind: ": ["company", "person", "state"],
    "parties: {tencent: {kind: c": ["company"],
    "flows:\n  - ": ["from", "in_transit", "live", "to"],
    "flows:\n- from: a\n  to: b\n- to: c\n  ": ["from", "in_transit", "live"],
    "flows:\n  - from: a\n    in_transit: ": ["clear", "encrypted", "unknown"],
    "flows: [{live: ": ["false", "true"],
}


@pytest.fixture(scope="module")
def window(profile: BrowserContext, components: str) -> Iterator[Page]:
    """One window for all tests, each of which finds the first text in it."""
    with windows(profile) as open_window:
        page = open_window(components)
        enter(page, "/editor_page")
        expect_in_python(page, START)
        yield page


@pytest.fixture
def page(window: Page) -> Page:
    write(window, START)
    expect_in_python(window, START)
    return window


def expect_in_python(page: Page, text: str) -> None:
    expect(page.get_by_test_id("stCode")).to_have_text(text.strip())


def at_end(page: Page) -> None:
    editor(page).click()
    page.keyboard.press("Control+End")


def write(page: Page, text: str) -> None:
    """Make `text` all there is, as pasted; the cursor is at its end."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def offered(page: Page) -> list[str]:
    """What completion offers at the cursor."""
    page.keyboard.press("Control+Space")
    options = page.get_by_role("listbox", name="Completions").get_by_role("option")
    options.first.wait_for()
    return options.locator(".cm-completionLabel").all_inner_texts()


def accept(page: Page, *before: str) -> None:
    """Take the option that these keys lead to."""
    page.wait_for_timeout(100)  # the list takes no key in its first 75 ms, lest it catch one meant for the text
    for key in [*before, "Enter"]:
        page.keyboard.press(key)


def shown(page: Page) -> str:
    """The text in the editor, as it is seen."""
    return "\n".join(line.rstrip("\n") for line in editor(page).locator(".cm-line").all_inner_texts())


def test_text_is_sent_by_typing_by_ctrl_enter_and_by_leaving_it_and_no_key_of_it_is_a_shortcut(page: Page) -> None:
    at_end(page)
    page.keyboard.type("# c r")
    expect_in_python(page, START + "# c r")
    expect(page.get_by_role("dialog")).to_have_count(0)
    write(page, "title: Sent")
    page.keyboard.press("Control+Enter")
    expect_in_python(page, "title: Sent")
    assert shown(page) == "title: Sent"
    write(page, "title: Left")
    page.get_by_role("heading", name="Editor").click()
    expect_in_python(page, "title: Left")


def test_typing_during_a_rerun_is_not_lost(page: Page) -> None:
    page.get_by_role("button", name="Rerun slowly").click()
    write(page, "title: ")
    page.keyboard.type("one two three four five", delay=40)
    expect_in_python(page, "title: one two three four five")
    assert shown(page) == "title: one two three four five"


def test_a_raised_revision_replaces_the_text_and_undo_takes_back_that_and_what_was_typed(page: Page) -> None:
    at_end(page)
    page.keyboard.type("# more")
    expect_in_python(page, START + "# more")
    page.keyboard.press("Control+z")
    expect_in_python(page, START)
    write(page, "title: Mine")
    expect_in_python(page, "title: Mine")
    page.get_by_role("button", name="Replace").click()
    expect_in_python(page, "title: Other map")
    expect(editor(page)).to_have_text("title: Other map")
    editor(page).click()
    page.keyboard.press("Control+z")
    expect_in_python(page, "title: Mine")


def test_a_problem_is_marked_at_its_word_even_after_wide_characters_until_it_is_mended(page: Page) -> None:
    write(page, "title: 🙂🙂 is wrong here")
    expect(editor(page).locator(".cm-lintRange-error")).to_have_text("wrong")
    expect(page.get_by_role("button", name="1 problem")).to_be_enabled()
    write(page, "title: right")
    expect(page.get_by_role("button", name="No problems")).to_be_disabled()
    expect(editor(page).locator(".cm-lintRange")).to_have_count(0)


def test_problems_are_listed_with_their_lines_and_reached_by_keyboard(page: Page) -> None:
    write(page, "title: wrong\n# fine\nwrong: too")
    expect(page.get_by_role("button", name="2 problems")).to_be_enabled()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="2 problems")).to_be_focused()
    page.keyboard.press("Enter")
    rows = page.get_by_role("listbox", name="Diagnostics").get_by_role("option")
    expect(rows).to_have_text(["is wrong (say right)line 1", "is wrong (say right)line 3"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-activeLine")).to_have_text("wrong: too")


def test_completion_offers_what_the_schema_allows_here(page: Page) -> None:
    found = {}
    for text in OFFERED:
        write(page, text)
        found[text] = sorted(offered(page))
    assert found == OFFERED


def test_a_completed_key_asks_for_its_value_at_once(page: Page) -> None:
    write(page, "parties:\n  tencent:\n    ki")
    assert offered(page) == ["kind"]
    accept(page)
    options = page.get_by_role("listbox", name="Completions").get_by_role("option")
    expect(options.locator(".cm-completionLabel")).to_have_text(["company", "person", "state"])
    accept(page, "ArrowDown", "ArrowDown")
    expect_in_python(page, "parties:\n  tencent:\n    kind: state")


def test_pointing_at_a_key_says_what_it_means(page: Page) -> None:
    write(page, "title: Map\nflows:\n  - from: a\n    in_transit: clear\n")
    for word, said in {
        "in_transit": "in_transit · stringHow data is protected on its way.One of: encrypted, clear, unknown",
        "title": "title · stringThe name of this map.",
    }.items():
        editor(page).get_by_text(word, exact=True).hover()
        expect(page.locator(".note")).to_have_text(said)


def test_ctrl_f_finds_tab_indents_and_esc_then_tab_leaves_either_way_as_a_screen_reader_is_told(page: Page) -> None:
    expect(editor(page)).to_have_accessible_description(
        "Ctrl+Space completes, Ctrl+F finds, F8 goes to the next problem. Tab indents; Esc, then Tab leaves the text."
    )
    editor(page).click()
    page.keyboard.press("Control+f")
    page.keyboard.type("kind")
    expect(editor(page).locator(".cm-searchMatch")).to_have_text("kind")
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_focused()
    write(page, "title: Map")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(editor(page)).to_be_focused()
    assert shown(page) == "  title: Map"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Jump")).to_be_focused()


def test_a_jump_puts_the_cursor_at_the_place_once(page: Page) -> None:
    page.get_by_role("button", name="Jump").click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type("# ")
    expect_in_python(page, START.replace("kind: company", "# kind: company"))
    assert "    # kind: company" in shown(page)


def test_nothing_in_the_editor_is_a_serious_barrier(page: Page) -> None:
    for palette in palettes(page):
        write(page, "title: wrong # note\nparties:\n  tencent:\n    kind: ")
        page.get_by_role("button", name="1 problem").click()
        assert (palette, serious_findings(page, "[data-testid=stBidiComponentIsolated]")) == (palette, [])
        at_end(page)
        offered(page)
        assert (palette, serious_findings(page, "[data-testid=stBidiComponentIsolated]")) == (palette, [])
