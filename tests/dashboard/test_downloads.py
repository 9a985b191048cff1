"""The report that a page gives away is the one that the command line writes."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from assessments.exports import EXPORTS, csv
from dashboard.downloads import LABELS
from tests.conftest import OpenPage
from tests.support.assessed import shown_case
from tests.support.dashboards import go, turn


def test_every_format_has_a_button() -> None:
    assert list(LABELS) == [module.SUFFIX for module in EXPORTS]


def _wait(route: Route) -> None:
    """Leave a request waiting; it goes on when nothing routes it any more."""


def test_a_report_is_downloaded_as_the_command_line_writes_it_while_others_turn_pages(
    page: Page, open_page: OpenPage, server: str
) -> None:
    go(page, "Answer", "map=case:harbour")
    with page.expect_download() as one_page:
        page.get_by_role("button", name="One-page PDF").click()
    assert one_page.value.suggested_filename == "harbour-one-page.pdf"
    assert Path(one_page.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("button", name="Whole report").click()
    buttons = page.get_by_role("button", name=re.compile(f"^({'|'.join(LABELS.values())})$"))
    expect(buttons).to_have_count(len(LABELS))
    other = open_page(server)
    go(other, "Answer", "map=case:harbour")
    page.route("**/media/**", _wait)
    with page.expect_download() as waited:
        with page.expect_request("**/media/**"):
            buttons.filter(has_text="CSV").click()
        turn(other, "Law")
        turn(other, "Answer")
        page.unroute("**/media/**")
    assert waited.value.suggested_filename == "harbour.csv"
    found = Path(waited.value.path()).read_bytes()
    assert found == csv.export(shown_case("harbour")).encode()
