"""The report that a page gives away is the one that the command line writes."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect
from streamlit.testing.v1 import AppTest

from assessments import exports
from assessments.exports import EXPORTS, csv, html
from assessments.exports.bundle import checked
from assessments.exports.filed import filed_content
from assessments.record.store import open_store
from dashboard import downloads
from dashboard.downloads import File
from tests.conftest import OpenPage
from tests.support.assessed import shown_case
from tests.support.dashboards import go, turn, visited
from tests.support.reviewed import accepted, begun


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


TO_FILE = [
    "Brief",
    "Memo for counsel",
    "Transfer impact assessment",
    "Declaration",
    "Data protection impact assessment",
    "Report",
    "Bundle (ZIP)",
]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, File]:
    """The files that are offered on the pages visited, by their labels: AppTest presses no button that takes one."""
    found: dict[str, File] = {}
    button = downloads._button

    def noted(file: File, *look: Literal["primary", "secondary"]) -> None:
        found[file.label] = file
        button(file, *look)

    monkeypatch.setattr(downloads, "_button", noted)
    return found


def filed(at: AppTest) -> list[str]:
    """The labels of the buttons for documents to file."""
    return [each.proto.label for each in at.get("download_button") if "filed:" in each.proto.id]


def in_markdown(at: AppTest) -> None:
    """Choose the format of documents."""
    at.session_state["filed:format"] = "Markdown"
    at.run()


def text_of(file: File) -> str:
    content = file.make()
    return content if isinstance(content, str) else content.decode()


def test_answer_has_a_button_for_each_kind_of_document_and_makes_what_the_command_writes(
    offered: dict[str, File],
) -> None:
    at = visited("answer", map="case:harbour")
    assert filed(at) == TO_FILE
    assert offered["Brief"].name == "harbour-brief.pdf"
    assert offered["Brief"].make() == filed_content(shown_case("harbour"), "brief")
    in_markdown(at)
    assert filed(at) == TO_FILE
    assert [offered[label].name for label in ("Declaration", "Bundle (ZIP)")] == [
        "harbour-declaration.md",
        "harbour-bundle.zip",
    ]
    assert offered["Declaration"].make() == filed_content(shown_case("harbour"), "declaration", ".md")
    bundle = offered["Bundle (ZIP)"].make()
    assert isinstance(bundle, bytes)
    assert "map/harbour.yaml" in checked(bundle).files


def test_record_has_a_button_for_each_kind_and_for_minutes_with_who_saved_and_what_was_decided(
    offered: dict[str, File], folder: Path
) -> None:
    with open_store(str(folder / "record.db")) as store:
        condition = {"what": "Name who holds the keys", "owner": "Cy", "until": date(2027, 1, 1)}
        accepted(begun(store), outcome="accepted with conditions", conditions=(condition,))
    at = visited("record", saved="harbour/1")
    assert filed(at) == [*TO_FILE, "Minutes"]
    in_markdown(at)
    for label in ("Brief", "Data protection impact assessment"):
        told = text_of(offered[label])
        assert re.search(r"Saved as: harbour/1, saved by Ada on ", told)
        assert "Decision: Accepted with conditions, by Ben on " in told
        assert r"Conditions: Name who holds the keys \(Cy, until 2027-01-01\)" in told
    assert text_of(offered["Minutes"]).startswith("# Minutes: Harbour")
    assert offered["Minutes"].name == "harbour-1-minutes.md"


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
    page.get_by_role("button", name="Report", exact=True).click()
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
