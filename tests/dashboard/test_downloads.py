"""The report that a page gives away is the one that the command line writes."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from playwright.sync_api import Page, Route, expect

from assessments import exports
from assessments.exports import EXPORTS, csv, html
from dashboard import downloads
from tests.conftest import OpenPage
from tests.support.assessed import shown_case
from tests.support.dashboards import go, turn, visited


def test_every_format_has_a_button_that_is_called_by_its_label() -> None:
    """A module of `assessments/exports` with a SUFFIX is a format; one that makes other files has none."""
    names = [f"assessments.exports.{info.name}" for info in iter_modules(exports.__path__)]
    modules = [module for module in map(import_module, names) if hasattr(module, "SUFFIX")]
    missing = [module.__name__ for module in modules if module not in EXPORTS]
    assert missing == [], f"EXPORTS of assessments/exports/__init__.py lacks {missing}"
    unnamed = [module.__name__ for module in modules if not getattr(module, "LABEL", "")]
    assert unnamed == [], f"{unnamed} say in no LABEL how their button is called"
    assert len({module.LABEL for module in EXPORTS}) == len(EXPORTS)


def test_each_button_makes_the_format_that_it_names_in_whatever_order_they_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "EXPORTS", (csv, html))
    buttons = visited("answer", map="case:harbour").get("download_button")
    assert [button.proto.label for button in buttons if "download:" in button.proto.id] == ["CSV", "HTML"]


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
    labels = "|".join(module.LABEL for module in EXPORTS)
    buttons = page.get_by_role("button", name=re.compile(f"^({labels})$"))
    expect(buttons).to_have_count(len(EXPORTS))
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
