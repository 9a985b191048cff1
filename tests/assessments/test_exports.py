"""Reports as files: what is in them, that text in them stays text, and that they are written whole or not at all."""

from __future__ import annotations

import itertools
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Dialog
from rich.console import Console

from assessments.exports import DOCUMENTS, EXPORTS, UnknownFormat, exports, formats, html, markdown, write
from assessments.exports.terminal import full_page, one_page, routes_page
from assessments.files import write_text
from assessments.report.blocks import Block, Figure, Heading, Notice, Section, Text
from assessments.report.documents import Document, report
from assessments.report.glossary import GLOSSARY
from assessments.report.sections.order import SECTIONS
from assessments.report.sections.summary import origins_sentence
from assessments.run import Settings, assess
from tests.support.assessed import FEW, HOSTILE, case, case_map, drawn_case, hostile
from tests.support.component_pages import RULES, serious_findings
from tests.support.exported import with_one_option

TEMPLATES = Path(html.__file__).parent / "templates"


@pytest.mark.parametrize("template", ["report.html.j2", "report.typ"])
@pytest.mark.parametrize("block", get_args(Block))
def test_each_kind_of_block_has_its_place_in_the_templates(block: type, template: str) -> None:
    assert f'kind == "{block.__name__}"' in (TEMPLATES / template).read_text(encoding="utf-8")


class Parsed(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@cache
def page_of(name: str) -> str:
    """The page on a shipped case with its intervals."""
    return html.export(drawn_case(name))


@cache
def terminal(name: str) -> str:
    console = Console(width=100, record=True, file=None, highlight=False, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(full_page(drawn_case(name)))
    return captured.get()


def test_the_formats_are_those_of_the_modules() -> None:
    assert formats() == ("html", "pdf", "docx", "xlsx", "pptx", "md", "json", "csv", "parquet", "sarif")
    assert formats(DOCUMENTS) == ("html", "pdf", "docx", "md")
    assert exports(("json", "html", "json")) == (EXPORTS[6], EXPORTS[0])


@pytest.mark.parametrize("name", ["doc", "odt", "PDF", ""])
def test_a_format_that_nothing_writes_is_refused_by_naming_those_there_are(name: str) -> None:
    with pytest.raises(UnknownFormat, match=f"there is no format '{name}': the formats are {', '.join(formats())}"):
        exports(("html", name))


def test_an_item_is_written_as_a_document_only(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="there is no format 'xlsx': the formats are html, pdf, docx, md"):
        write(case("harbour"), tmp_path / "new", "harbour", ("xlsx",), "system:pier")
    assert not (tmp_path / "new").exists()


def test_a_report_is_one_file_for_each_format(tmp_path: Path) -> None:
    written = write(case("harbour"), tmp_path / "new", "harbour", ("html", "md", "json"))
    assert [path.name for path in written] == ["harbour.html", "harbour.md", "harbour.json"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["harbour.html", "harbour.json", "harbour.md"]


def test_nothing_is_written_where_one_format_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat):
        write(case("harbour"), tmp_path / "new", "harbour", ("json", "doc"))
    assert not (tmp_path / "new").exists()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write_text(path, "first")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "second \ud800")
    assert path.read_text() == "first"
    assert [found.name for found in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.parametrize("name", FEW)
def test_the_page_needs_nothing_but_itself(name: str) -> None:
    page = Parsed(page_of(name))
    names = {tag for tag, _ in page.tags}
    assert names & {"script", "link", "img", "iframe", "object", "embed", "base", "form"} == set()
    assert {tag for tag, about in page.tags if any(key.startswith("on") or key == "src" for key in about)} == set()
    assert "url(" not in page_of(name)


@pytest.mark.parametrize("name", FEW)
def test_the_page_has_landmarks_headings_in_order_and_captions(name: str) -> None:
    page = Parsed(page_of(name))
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(tag) for tag in ("main", "nav", "header", "h1")] == [1, 1, 1, 1]
    assert tags.count("h2") == len([*SECTIONS, "the glossary"])
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert tags.count("table") == tags.count("caption")
    assert tags.count("figure") == tags.count("figcaption") == (12 if case_map(name).options else 7)
    ids = [about["id"] for _, about in page.tags if "id" in about]
    assert len(ids) == len(set(ids))
    targets = [
        (about.get("href") or "")[1:]
        for tag, about in page.tags
        if tag == "a" and (about.get("href") or "").startswith("#")
    ]
    assert set(targets) <= set(ids)


def test_hostile_text_stays_text_in_html() -> None:
    page = Parsed(html.export(hostile()))
    assert [tag for tag, _ in page.tags if tag in ("script", "b", "img")] == []
    assert "".join(page.text).count(HOSTILE) >= 8
    links = [about["href"] for tag, about in page.tags if tag == "a" and not (about.get("href") or "").startswith("#")]
    assert "https://example.org/<b>?a=%22&b=c" in links
    assert all((link or "").startswith("http") for link in links)


def test_hostile_text_stays_text_in_markdown() -> None:
    text = markdown.export(hostile())
    assert "<script" not in text
    assert "](javascript:" not in text
    assert r"\[d\](javascript" not in text
    assert r"&lt;script&gt;alert\(" in text.replace(r"\(", r"\(")
    tables = [line for line in text.splitlines() if line.startswith("|")]
    rows = [len(re.findall(r"(?<!\\)\|", line)) for line in tables]
    assert rows
    assert "<https://example.org/%3Cb%3E?a=%22&b=c>" in text


def test_markdown_has_every_section_and_its_tables_their_columns() -> None:
    text = markdown.export(drawn_case("example-chat"))
    assert text.count("\n## ") == len(SECTIONS)
    lines = text.splitlines()
    for before, line in itertools.pairwise(lines):
        if line.startswith("|") and before.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == len(re.findall(r"(?<!\\)\|", before))


@pytest.mark.parametrize("name", FEW)
def test_what_the_forecast_rests_on_stands_in_the_first_lines_of_files(name: str) -> None:
    said = origins_sentence(drawn_case(name))
    page = "".join(Parsed(page_of(name).split("<main")[0]).text)
    starts = (page, markdown.export(drawn_case(name))[:400])
    assert [said in start for start in starts] == [True] * 2


def test_a_simulated_map_says_so_and_from_how_many_draws_in_the_first_lines_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assessments.run.DRAWS_IF_SIMULATED", 100)
    found = assess(case_map("wechat-five-lines"), Settings(draws=200, nodes=1))
    console = Console(width=100)
    with console.capture() as captured:
        console.print(one_page(found))
    page = "".join(Parsed(html.export(found).split("<main")[0]).text).partition("To the report")[2]
    starts = [" ".join(start.split())[:600] for start in (page, markdown.export(found), captured.get())]
    assert ["the harm is simulated: with 95% confidence it is about" in start for start in starts] == [True] * 3
    fewer = "Intervals come from 100 simulations, not from the 200 asked for: each takes long on a simulated map."
    assert [fewer in start for start in starts] == [True] * 3
    assert [block for block in report(found).sections[0].blocks if isinstance(block, Notice)] == []


@pytest.mark.parametrize("name", FEW)
def test_a_terminal_page_is_a_hundred_columns_wide(name: str) -> None:
    page = terminal(name)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= 100
    for title in ("PEOPLE BY LEVEL", "ACTORS", "ROUTES", "WHAT RESTS ON DEFAULTS", "WHAT TO FIND OUT"):
        assert title in page


def test_hostile_text_cannot_drive_a_terminal() -> None:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(full_page(hostile()))
    assert "\x1b" not in captured.get()
    assert HOSTILE[:20] in captured.get()


def test_a_page_of_routes_has_only_the_routes_asked_for() -> None:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(routes_page(case("harbour"), actor="state:XB", data="chats", users="people", most=1))
    assert "1. Orders about named people by XB" in captured.get()
    assert "2. " not in captured.get()
    assert "What closes every route to XB" in captured.get()


def test_the_page_is_readable_in_a_browser_in_light_and_in_dark(browser: Browser, tmp_path: Path) -> None:
    (path,) = write(with_one_option(), tmp_path, "report", ("html",))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    assert serious_findings(page, "body", *RULES["light"]) == []
    page.emulate_media(color_scheme="dark")
    assert serious_findings(page, "body", *RULES["dark"]) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= 1280
    assert requests == [path.as_uri()]


def test_charts_of_an_interactive_page_are_drawn_by_a_script_inside_it_and_hostile_text_stays_text(
    browser: Browser, tmp_path: Path
) -> None:
    (path,) = write(hostile(), tmp_path, "report", ("html",), interactive=True)
    (plain,) = write(hostile(), tmp_path, "plain", ("html",))
    charts = sum(
        isinstance(block, Figure) and block.chart is not None
        for section in report(hostile()).sections
        for block in section.blocks
    )
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []

    def hear(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", hear)
    page.goto(path.as_uri())
    drawn = page.locator(".plot .js-plotly-plot").count()
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert (drawn, wide <= 1280) == (charts, True)
    assert charts > 0
    assert (requests, errors) == ([path.as_uri()], [])
    assert plain.read_text(encoding="utf-8").count("<script") == 0


def test_a_section_links_each_term_where_it_says_it_first_to_the_glossary() -> None:
    document = Document(
        "Map", "About", (Section("one", "One", (Text("A score, no score."), Heading("Levels"), Text("Reach."))),), "x"
    )
    page = html.rendered(document)
    assert page.count('<a class="term" href="#term-score"') == 1
    assert f'<dt id="term-score"><dfn>Score</dfn></dt><dd>{GLOSSARY["Score"]}</dd>' in page
    assert "term-simulation" not in page
    assert "<p>A <a" in page
    assert "</a>, no score.</p>" in page


def test_hostile_text_beside_a_term_stays_text() -> None:
    document = Document("Map", "About", (Section("one", "One", (Text("<b>score</b>"),)),), "x")
    assert "&lt;b&gt;<a" in html.rendered(document)
    assert "<b>" not in html.rendered(document)


def test_at_390_pixels_a_table_is_whole_each_cell_under_the_title_of_its_column(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(page_of("example-chat"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    wide = "[...document.querySelectorAll('td, tbody th')].filter(c => c.getBoundingClientRect().right > 390.5).length"
    assert page.evaluate(wide) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    told = "getComputedStyle(document.querySelector('td[data-title]'), '::before').content"
    assert page.evaluate(told) not in ("none", "normal")
    page.close()
