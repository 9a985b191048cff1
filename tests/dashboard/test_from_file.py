"""A file of another tool is a map in one step, and says what became of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from tests.conftest import enter, settle
from tests.support.dashboards import notices, said, shown, visited

SHIPPED = Path(__file__).parents[2] / "docs" / "exchange"


def chosen(form: str, content: bytes, name: str) -> AppTest:
    """The page once a file of a format was uploaded."""
    at = visited("describe")
    at.selectbox(key="import:form").set_value(form).run()
    return at.file_uploader(key="import:files").set_value([(name, content, "text/plain")]).run()


def test_a_file_says_what_became_of_each_element_and_what_has_to_be_asked() -> None:
    at = chosen("otm", (SHIPPED / "otm.yaml").read_bytes(), "otm.yaml")
    assert " elements = " in said(at)
    assert "Open this map" in [button.label for button in at.button]


def test_a_file_that_cannot_be_read_has_its_problems_at_their_places() -> None:
    at = chosen("otm", b"otmVersion: [", "broken.yaml")
    assert any(words.startswith("broken.yaml:2:1: ") for words in notices(at))
    assert "Open this map" not in [button.label for button in at.button]


def test_an_uploaded_record_of_processing_is_open_as_a_map_after_one_press(page: Page) -> None:
    enter(page, "/describe")
    shown(page)
    page.get_by_text("Or start from a file that you have").click()
    settle(page)
    page.locator("input[type=file]").set_input_files(SHIPPED / "ropa.csv")
    settle(page)
    page.get_by_role("button", name="Open this map").click()
    expect(page.get_by_role("heading", name="Who could?")).to_be_visible()
