"""PDF, Word, slides, workbooks, tables and code review files, each opened by a reader that is not ours."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pptx
import pytest
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader

from assessments.assessment import assessed
from assessments.exports import DOCUMENTS, EXPORTS, deck, formats, word, write
from assessments.exports import json as json_export
from assessments.exports import pdf as pdf_export
from assessments.exports import pptx as slides_export
from assessments.exports import xlsx as sheets_export
from assessments.exports.archives import normalised
from assessments.exports.characters import FONTS, UNSHOWN, Glyphs, font_folders, inert, line
from assessments.exports.csv import QUOTE, guarded
from assessments.exports.sarif import SarifFinding, log, uri
from assessments.report.blocks import Figure, Section, Table, Text
from assessments.report.cells import with_ends
from assessments.report.documents import Document, report
from assessments.report.figures.chart import Chart
from assessments.report.figures.palette import LIGHT
from assessments.report.items import KINDS, UnknownItem, item_document
from assessments.report.sections import actors, page_one
from assessments.report.slides import slides
from assessments.results.actors import all_actors, by_harm
from assessments.results.frames import QUANTITY, frames, tidy
from assessments.run import Run, Settings, assess
from data_maps.problems import Place
from data_maps.reading import case_path, read_path
from tests.support.assessed import HOSTILE, case_map, hostile, written
from tests.support.maps import map_of

ROOT = Path(__file__).parents[2]
FORMULA = "=cmd|' /C calc'!A0 @SUM(1) #eval(\"1/0\") $x$ @ref <label> *b* _i_ `r` // {{7*7}} ${x} %n"
UNSEEN = "微信 عربى 😀 a\u202eexe.gnp\u2066 \ue000 b\u200dc"
LONG = "long" * 100
SEEN_AND_UNSEEN, LONG_FORMULA = f"{HOSTILE} {UNSEEN}", f"{FORMULA} {LONG}"
DIGITS = 1e-15  # a workbook keeps sixteen digits
PLACE = re.compile(r"[\s\u200b\u200d]")


@cache
def small() -> Run:
    """A map with options, assessed with few draws."""
    return assess(case_map("example-chat"), Settings(draws=200))


@cache
def with_one_option() -> Run:
    """The smallest map with an option, assessed with few draws."""
    text = case_path("harbour").read_text(encoding="utf-8") + "options: {doubt: {do: [{set: {interest.XB: 0.3}}]}}\n"
    return assess(map_of(text), Settings(draws=100))


@cache
def numbers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_export.export(small()))
    return found


@cache
def made(suffix: str) -> bytes:
    """The file of the small map in one format."""
    return exported(small(), suffix)


@cache
def attacked(attack: str, suffix: str) -> bytes:
    """The file of a map whose texts are an attack."""
    return exported(hostile(attack), suffix)


def exported(run: Run, suffix: str) -> bytes:
    content = dict(zip(formats(), EXPORTS, strict=True))[suffix].export(run)
    return content.encode() if isinstance(content, str) else content


@cache
def pages_of(content: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF."""
    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    """A text without its spaces and joiners, which a page breaks anew."""
    return PLACE.sub("", text)


def pdf_text(content: bytes) -> str:
    return squeezed("".join(pages_of(content)))


def pdf_root(content: bytes) -> Any:
    return PdfReader(io.BytesIO(content)).trailer["/Root"]


def pdf_keys(content: bytes) -> set[str]:
    """The keys of all dictionaries of a file."""
    reader = PdfReader(io.BytesIO(content))
    found: set[str] = set()
    queue: list[Any] = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    while queue:
        part = queue.pop()
        found |= set(part) if isinstance(part, dict) else set()
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        queue += [each for each in inside if isinstance(each, dict | list)]
    return found


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return squeezed("".join(part.text or "" for part in document.element.iter(qn("w:t"))))


def slide_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from ((name, archive.read(name)) for name in archive.namelist())


def cells(content: bytes) -> Iterator[Any]:
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        yield from (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def every_table() -> list[Table]:
    return [block for section in report(small()).sections for block in section.blocks if isinstance(block, Table)]


# The same bytes everywhere.

DIGESTS = """
import hashlib, json
from assessments.exports import formats
from tests.assessments.test_exports_files import exported, with_one_option
run = with_one_option()
print(json.dumps({name: hashlib.sha256(exported(run, name)).hexdigest() for name in formats()}))
"""


@cache
def elsewhere() -> dict[str, str]:
    """Digests of all formats made in another process, folder, time zone and language, where it is tomorrow already."""
    there = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": "/"}
    command = [sys.executable, "-c", DIGESTS]
    done = subprocess.run(command, cwd="/", env={**os.environ, **there}, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", formats())
def test_a_format_is_the_same_bytes_whatever_the_machine(name: str) -> None:
    assert hashlib.sha256(exported(with_one_option(), name)).hexdigest() == elsewhere()[name]


def test_equal_content_packed_at_other_times_and_in_another_order_is_the_same_archive() -> None:
    def packed(names: str, year: int) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name * 9)
        return content.getvalue()

    one, other = (normalised(packed(*each)) for each in (("ab", 2001), ("ba", 2020)))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == [("a", b"a" * 9), ("b", b"b" * 9)]


# What a reader finds.


def test_a_pdf_is_tagged_named_and_bookmarked() -> None:
    reader = PdfReader(io.BytesIO(made("pdf")))
    root = pdf_root(made("pdf"))
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean is no bool
    assert root["/Lang"] == "en"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (small().data_map.title, "Datareach")
    marks = [mark["/Title"] for mark in reader.outline[1] if isinstance(mark, dict)]
    sections = report(small()).sections
    assert marks == [f"Appendix: {s.title}" if s.appendix else s.title for s in sections]


def test_a_long_reason_is_on_paper_to_its_last_word() -> None:
    reasons = " ".join(f"reason-{number}" for number in range(400))
    text = MAP_OF_A_REASON.replace("REASONS", reasons)
    pages = PdfReader(io.BytesIO(pdf_export.export(written(text)))).pages
    told = squeezed("".join(page.extract_text().rpartition("Datareach")[0] for page in pages))
    assert [number for number in range(400) if f"reason-{number}" not in told] == []
    assert min(min(heights_of_texts(page)) for page in pages) > 0.0


MAP_OF_A_REASON = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
users: {XA: 1M}
data: [text]
parties: {harbour: {organised_in: XB}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: users-xa, to: pier, data: text}]
estimates: {power.XB.harbour: {best: 0.5, low: 0.2, high: 0.8, why: REASONS}}
"""


def heights_of_texts(page: PageObject) -> list[float]:
    """How far above the lower edge of a page each of its texts stands."""
    found: list[float] = []

    def visit(text: str, drawn: list[float], set_: list[float], *_: object) -> None:
        if text.strip():
            found.append(drawn[1] * set_[4] + drawn[3] * set_[5] + drawn[5])

    page.extract_text(visitor_text=visit)
    return found


def test_fingerprints_and_metadata_are_copied_whole() -> None:
    mark = report(small()).stamp.rpartition(" ")[2]
    pages = pages_of(made("pdf"))
    assert [mark in text for text in pages] == [True] * len(pages)
    assert sum(text.count(mark) for text in pages) == len(pages) + 1
    attack = attacked(LONG_FORMULA, "pdf")
    metadata = PdfReader(io.BytesIO(attack)).metadata
    assert metadata is not None
    assert metadata.title == LONG_FORMULA
    assert "\u200b" not in "".join(pages_of(attack))


def test_each_character_of_a_text_is_one_glyph_on_paper() -> None:
    said = "A share of 83–>99% on 2020-09-25 by break-ins, 5 - 4, 5–6, 5 > 4"
    document = Document("Title", "About", (Section("s", "Section", (Text(said),)),), "stamp")
    (page,) = PdfReader(io.BytesIO(pdf_export.of(document))).pages
    assert said in page.extract_text()
    resources: Any = page["/Resources"]
    for font in resources["/Font"].values():
        codes = re.findall(
            r"<[0-9A-F]{4}> <([0-9A-F]+)>\n", font.get_object()["/ToUnicode"].get_object().get_data().decode()
        )
        assert len(codes) == len(set(codes)) > 0
        assert {len(code) for code in codes} == {4}


@pytest.mark.parametrize("suffix", ["docx", "pptx", "xlsx"])
def test_an_office_file_says_which_program_made_it_and_no_time_of_making(suffix: str) -> None:
    parts = dict(slide_parts(made(suffix)))
    assert [name for name in parts if "thumbnail" in name] == []
    assert b"thumbnail" not in parts["_rels/.rels"]
    program, about = (parts[f"docProps/{name}.xml"].decode() for name in ("app", "core"))
    assert re.findall(r"<Application>([^<]*)</Application>", program) == ["Datareach"]
    assert re.findall(r"<dc:creator>([^<]*)</dc:creator>", about) == ["Datareach"]
    assert re.findall("created|modified|python|Microsoft|Macintosh", program + about) == []


def test_a_pdf_says_no_time_of_making() -> None:
    found = PdfReader(io.BytesIO(made("pdf")))
    assert found.metadata is not None
    assert {"/CreationDate", "/ModDate"} & set(found.metadata) == set()
    assert "Date" not in pdf_root(made("pdf"))["/Metadata"].get_data().decode()


def test_a_presentation_is_sixteen_to_nine_and_does_not_say_otherwise() -> None:
    deck = pptx.Presentation(io.BytesIO(made("pptx")))
    size = deck.part._element.find(qn_slides("sldSz"))
    assert (round(int(size.get("cx")) / int(size.get("cy")), 2), size.get("type")) == (1.78, None)


def qn_slides(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"


def test_no_format_says_or_depends_on_where_a_map_lies(tmp_path: Path) -> None:
    lying = []
    for folder in ("one", "a client of ours"):
        path = tmp_path / folder / "map.yaml"
        path.parent.mkdir()
        path.write_text(MAP_OF_A_REASON, encoding="utf-8")
        data_map = read_path(path).data_map
        assert data_map is not None
        lying.append(assess(data_map, Settings()))
    files, others = ({suffix: exported(each, suffix) for suffix in formats()} for each in lying)
    assert [suffix for suffix in files if files[suffix] != others[suffix]] == []
    assert [suffix for suffix in files if str(tmp_path).encode() in files[suffix]] == []
    stated = next(entry for entry in assessed(lying[0]).ledger if entry.address == "power.XB.harbour")
    assert stated.place == "map.yaml:9:31"


def test_every_picture_and_table_of_a_pdf_is_known_to_a_screen_reader() -> None:
    found: dict[str, list[Any]] = {}
    queue = [pdf_root(made("pdf"))["/StructTreeRoot"]]
    while queue:
        element = queue.pop()
        found.setdefault(str(element.get("/S")), []).append(element)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if isinstance(part := kid.get_object(), dict) and "/S" in part:
                queue.append(part)
    pictures = [each for each in found["/Figure"] if "/Alt" in each]
    assert len(pictures) == sum(1 for s in report(small()).sections for b in s.blocks if type(b).__name__ == "Figure")
    assert len(found["/Table"]) == sum(1 for table in every_table() if table.rows)
    assert len(found["/TH"]) == sum(len(table.columns) for table in every_table() if table.rows)


def test_a_page_says_which_of_how_many_it_is() -> None:
    pages = pages_of(made("pdf"))
    for number, text in enumerate(pages, 1):
        assert squeezed(text).endswith(f"{number}of{len(pages)}")


def test_a_pdf_brings_its_font() -> None:
    for page in PdfReader(io.BytesIO(made("pdf"))).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert described["/FontName"][8:].startswith("Inter")
            assert "/FontFile2" in described


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_every_cell_of_every_table_is_on_paper(suffix: str) -> None:
    text = pdf_text(made("pdf")) if suffix == "pdf" else word_text(made("docx"))
    wanted = {cell.text for table in every_table() for row in table.rows for cell in row if len(cell.text) < 60}
    assert {said for said in wanted if squeezed(line(said)) not in text} == set()


def test_a_word_document_has_headings_captions_header_rows_and_alternative_texts() -> None:
    document = docx.Document(io.BytesIO(made("docx")))
    sections = report(small()).sections
    titles = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert titles == [f"Appendix: {s.title}" if s.appendix else s.title for s in sections]
    tables = [table for table in every_table() if table.rows]
    captions = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Caption"]
    assert [c for c in captions if c.startswith("Table")] == [
        f"Table {n}. {line(table.caption)}" for n, table in enumerate(tables, 1)
    ]
    heads = [len(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) == 1 for table in document.tables]
    assert heads == [True] * len(tables)
    about = [found.get("descr") for found in document.element.iter(qn("wp:docPr"))]
    assert len(about) == sum(1 for s in sections for b in s.blocks if type(b).__name__ == "Figure")
    assert all(about)
    languages = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_a_word_document_has_the_numbers_of_the_sections() -> None:
    document = docx.Document(io.BytesIO(made("docx")))
    tables = [table for table in every_table() if table.rows]
    for shown, table in zip(document.tables, tables, strict=True):
        texts = [[cell.text.removesuffix(" (assumed)") for cell in row.cells] for row in shown.rows]
        links = [[line(c.text) if c.link else None for c in row] for row in table.rows]
        assert texts[0] == [column.title for column in table.columns]
        for row, cells_, linked in zip(texts[1:], table.rows, links, strict=True):
            assert [t for t, k in zip(row, linked, strict=True) if k is None] == [
                line(c.text) for c, k in zip(cells_, linked, strict=True) if k is None
            ]


def test_a_workbook_has_a_sheet_for_each_frame_frozen_filtered_and_with_the_numbers_of_the_result() -> None:
    book = load_workbook(io.BytesIO(made("xlsx")))
    with_rows = [name for name, frame in frames(assessed(small())).items() if not frame.empty]
    assert book.sheetnames == ["readme", *with_rows]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref is not None
    rows = rows_of(book["ledger"])
    for row, item in zip(rows, numbers()["ledger"], strict=True):
        assert row["address"] == item["address"]
        assert row["assumed"] is item["assumed"]
        for part in ("point", "mean", "median", "low", "high"):
            assert row[f"estimate.{part}"] == pytest.approx(item["estimate"][part], rel=DIGITS)
        assert row["elasticity"] == pytest.approx(item["elasticity"], rel=DIGITS)
    found = [row["persons_per_year.3.median"] for row in rows_of(book["actors"])]
    assert found == pytest.approx([row["persons_per_year"]["3"]["median"] for row in numbers()["actors"]], rel=DIGITS)


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_a_workbook_shows_of_a_quantity_its_median_and_interval_and_keeps_the_rest_hidden() -> None:
    sheet = load_workbook(io.BytesIO(made("xlsx")))["actors"]
    hidden = {
        number
        for columns in sheet.column_dimensions.values()
        if columns.hidden
        for number in range(columns.min or 0, (columns.max or 0) + 1)
    }
    harm = {str(cell.value): cell.column in hidden for cell in sheet[1] if str(cell.value).startswith("harm.")}
    assert harm == {
        "harm.point": True,
        "harm.mean": True,
        "harm.median": False,
        "harm.low": False,
        "harm.high": False,
        "harm.error": True,
        "harm.low_error": True,
        "harm.high_error": True,
        "harm.n": True,
    }


def test_a_workbook_says_first_what_each_column_holds_and_in_which_unit() -> None:
    rows = rows_of(load_workbook(io.BytesIO(made("xlsx")))["readme"])
    assert rows[0]["meaning"] == small().data_map.title
    by_column = {(row["sheet"], row["column"]): (row["meaning"], row["unit"]) for row in rows}
    assert by_column["choke_points", "harm_if_closed"] == (
        "Severe equivalents a year that all actors leave, at the best values.",
        "severe equivalents a year",
    )
    assert by_column["steps", "address"] == ("The address of the number that says how likely it is open.", None)
    assert by_column["actors", "persons_per_year.3"] == (
        "Persons a year, by severity level or higher.",
        "persons a year",
    )


def test_frames_have_a_row_for_each_item_and_units_for_their_numbers() -> None:
    tables = frames(assessed(small()))
    found = {name: len(tables[name]) for name in ("actors", "events", "routes", "ledger", "options", "regimes")}
    assert found == {name: len(numbers()[name]) for name in found}
    assert len(tables["steps"]) == sum(len(route["steps"]) for route in numbers()["routes"])
    assert tables["actors"].attrs["units"]["harm.median"] == "severe equivalents a year"
    assert tables["actors"]["foreign"].dtype == "boolean"


def values_in(value: Any) -> Iterator[Any]:
    """Every quantity, number and text of a result, in its order."""
    if isinstance(value, dict) and not (value and set(value) <= set(QUANTITY)):
        value = list(value.values())
    if isinstance(value, list):
        yield from (found for part in value for found in values_in(part))
    else:
        yield value


def test_a_table_has_every_value_of_the_result() -> None:
    rows = list(csv.DictReader(io.StringIO(made("csv").decode(), newline="")))
    for row, value in zip(rows, values_in(numbers()), strict=True):
        drawn = {part: float(row[part]) for part in QUANTITY if row[part]}
        if isinstance(value, dict):
            assert drawn == value
        elif isinstance(value, bool):
            assert (row["text"], drawn) == (str(value).lower(), {})
        elif isinstance(value, int | float):
            assert drawn == {"point": value}
        else:
            assert (row["text"].removeprefix(QUOTE), drawn) == (inert(value), {})
    harm = next(row for row in rows if (row["table"], row["measure"]) == ("headline", "harm"))
    assert harm["unit"] == "severe equivalents a year"
    assert next(row["item"] for row in rows if row["table"] == "actors") == "state:XB"


def test_a_parquet_file_is_the_table_with_types() -> None:
    table = pd.read_parquet(io.BytesIO(made("parquet")))
    pd.testing.assert_frame_equal(table, tidy(assessed(small())))


def test_slides_are_few_wide_and_say_their_finding() -> None:
    deck = pptx.Presentation(io.BytesIO(made("pptx")))
    shown = slides(small())
    assert len(deck.slides) == len(shown) <= 10
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles == [line(slide.title) for slide in shown]
    assert max(map(len, titles)) <= slides_export.LONGEST
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text.strip()
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_titles_of_slides_state_medians_with_their_intervals() -> None:
    titles = [slide.title for slide in slides(small())]
    assert titles[1] == page_one.widest_sentence(page_one.summary(small()))
    assert re.search(r"about 55 in 100 \(\d+–\d+ in 100\) once attempted$", titles[4])
    number = r"about [\d.,]+(?: million)? \(.+–.+\)"
    assert re.search(rf"leaves the least within reach: content of {number} people, now of {number}$", titles[5])


NO_ORDERS = """
app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Harbour, jurisdiction: DE}
leave_out: [{event: "*/compelled/*", why: nobody orders}]
"""


def test_the_largest_actor_stands_first_in_the_figure_even_if_it_is_no_state() -> None:
    """Nobody orders: criminals 0.015 · 0.17 · 0.62 · 0.12 a head, China 0.87 / 0.2 · 1e-4 · 0.5 · 0.8 · 0.4."""
    found = written(NO_ORDERS)
    first, second = by_harm(found)[:2]
    assert (first.actor, second.actor) == ("criminals", "state:CN")
    (title,) = (slide.title for slide in slides(found) if slide.title.startswith("Of foreign states"))
    of_second = with_ends(second.harm).text
    assert title.startswith(f"Of foreign states China (CN) comes first: {of_second} severe equivalents a year")
    (drawn,) = (block for block in actors.section(found).blocks if isinstance(block, Figure))
    assert drawn.alt.split(":")[0] == "Criminals"
    assert {row.actor for row in by_harm(found)} == {row.actor for row in all_actors(found)}


def test_the_first_slide_says_page_one() -> None:
    said = page_one.sentences(page_one.summary(small()))
    assert slides(small())[0].lines[-len(said) :] == said


def test_charts_of_slides_have_the_numbers_of_the_result_with_intervals() -> None:
    deck = pptx.Presentation(io.BytesIO(made("pptx")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    wanted = [shown for slide in slides(small()) for shown in slide.shown if isinstance(shown, Chart)]
    for chart, about in zip(charts, wanted, strict=True):
        assert list(chart.plots[0].series[0].values) == [bar.x for bar in about.marks]
        drawn = chart._chartSpace.findall(f".//{qn_chart('errBars')}")
        assert len(drawn) == any(bar.x_low is not None for bar in about.marks)
        ends = [[float(v.text) for v in each.iter(qn_chart("v"))] for e in drawn for each in list(e)[3:5]]
        for side, sign in zip(ends, (1, -1), strict=False):
            far = [(bar.x_high if sign > 0 else bar.x_low) for bar in about.marks]
            assert side == [
                max(0.0, sign * (f - bar.x)) if f is not None else 0.0 for f, bar in zip(far, about.marks, strict=True)
            ]


def qn_chart(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/chart}}{name}"


def shaped(**properties: Any) -> dict[str, Any]:
    """The schema of an object that has all these properties."""
    return {"type": "object", "required": list(properties), "properties": properties}


RULE = shaped(id={}, name={}, shortDescription={}, fullDescription={})
DRIVER = shaped(name={}, version={}, rules={"type": "array", "uniqueItems": True, "items": RULE})
RESULT = shaped(
    ruleId={},
    level={"enum": ["none", "note", "warning", "error"]},
    message=shaped(text={}),
    locations={"type": "array", "minItems": 1},
)
RUN = shaped(tool=shaped(driver=DRIVER), results={"type": "array", "items": RESULT})
SARIF = shaped(version={"const": "2.1.0"}, runs={"type": "array", "items": RUN})


def test_checks_and_questions_are_at_lines_of_the_map_for_a_code_host() -> None:
    found = json.loads(made("sarif"))
    Draft202012Validator(SARIF).validate(found)
    (run,) = found["runs"]
    checks = [r["message"]["text"] for r in run["results"] if r["ruleId"] != "open-question"]
    assert checks == [check["message"] for check in numbers()["checks"]]
    asked = [r for r in run["results"] if r["ruleId"] == "open-question"]
    assert len(asked) == len(numbers()["questions"])
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {r["ruleId"] for r in run["results"]}
    lines = {r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run["results"]}
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("my map.yaml", "my%20map.yaml"),
        ("maps/a.yaml", "maps/a.yaml"),
        ("case:harbour", "case%3Aharbour"),
        ("/elsewhere/ä.yaml", "%C3%A4.yaml"),
        (str(Path.cwd() / "maps" / "b.yaml"), "maps/b.yaml"),
    ],
)
def test_a_file_is_named_as_sarif_has_it(file: str, expected: str) -> None:
    assert uri(file) == expected
    (found,) = json.loads(log([SarifFinding("x", "note", "y", Place(file, 2, 3))]))["runs"][0]["results"]
    assert found["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": expected}, "region": {"startLine": 2, "startColumn": 3}}}
    ]


# Text of a map stays text.


@pytest.mark.parametrize("attack", [SEEN_AND_UNSEEN, LONG_FORMULA], ids=["html and unseen", "long formula"])
def test_hostile_text_is_inert_in_every_format(attack: str) -> None:
    shown = squeezed(line(attack))
    pdf = attacked(attack, "pdf")
    assert squeezed(Glyphs(font_folders()).drawn(line(attack))) in pdf_text(pdf)
    assert pdf_keys(pdf) & {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles"} == set()
    word = attacked(attack, "docx")
    assert shown in word_text(word)
    fields = {part.text for part in docx.Document(io.BytesIO(word)).element.iter(qn("w:instrText"))}
    assert {text.split()[0] for text in fields if text} == {"TOC", "SEQ"}
    book = attacked(attack, "xlsx")
    assert {cell.data_type for cell in cells(book)} <= {"s", "n", "b"}
    assert any(cell.value == inert(attack) for cell in cells(book))
    assert [cell.hyperlink for cell in cells(book) if cell.hyperlink] == []
    for row in csv.reader(io.StringIO(attacked(attack, "csv").decode(), newline="")):
        assert [text for text in row if text[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-\D", text)] == []
    assert json.loads(attacked(attack, "sarif"))["runs"][0]["tool"]["driver"]["name"] == "Datareach"
    presentation = attacked(attack, "pptx")
    deck = pptx.Presentation(io.BytesIO(presentation))
    assert squeezed(line(deck.slides[0].shapes.title.text))[:100] == shown[:100]
    assert_no_outside(word)
    assert_no_outside(presentation)


def assert_no_outside(content: bytes) -> None:
    """No part that runs, and nothing outside but pages of the web."""
    for name, body in slide_parts(content):
        assert not re.search(r"vba|macro|activeX|embeddings/ole", name, re.IGNORECASE), name
        if name.endswith(".rels"):
            outside = re.findall(rb'Target="([^"]*)"[^>]*TargetMode="External"', body)
            assert [each for each in outside if not each.startswith(b"https://")] == []
        if name.endswith(".xlsx"):
            assert {cell.data_type for cell in cells(body)} <= {"s", "n"}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "'", "", "  =1", "plain", "＝1", "a=1"])
def test_no_cell_starts_a_formula_and_no_text_is_lost(text: str) -> None:
    cell = guarded(text)
    assert cell.lstrip(" ")[:1] not in set("=+-@\t\r＝")
    assert cell.removeprefix(QUOTE) == inert(text)


def test_what_no_font_draws_is_said_by_code_points_on_the_page() -> None:
    text = pdf_text(attacked(SEEN_AND_UNSEEN, "pdf"))
    assert "微" not in text
    assert "NofontathanddrawsU+0628,U+0631,U+0639,U+0649,U+4FE1,U+5FAE,U+1F600;" in text


def test_a_folder_of_fonts_that_is_named_draws_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more.ttf").write_bytes(font_for("微"))
    monkeypatch.setenv(FONTS, str(tmp_path))
    text = pdf_text(pdf_export.export(hostile("微信")))
    assert "微□" in text
    assert "NofontathanddrawsU+4FE1;" in text


def font_for(char: str) -> bytes:
    """The shipped font under another name, which draws an A for one more character."""
    data = bytearray((font_folders()[0] / "Inter[opsz,wght].ttf").read_bytes())
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {
        bytes(data[at : at + 4]): struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)
    }
    cmap = tables[b"cmap"]
    (parts,) = struct.unpack_from(">H", data, cmap + 2)
    for part in range(parts):
        at = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * part)[0]
        if struct.unpack_from(">H", data, at)[0] == 12:
            (groups,) = struct.unpack_from(">I", data, at + 12)
            wanted = ord(char)
            for group in range(at + 16, at + 16 + 12 * groups, 12):
                if struct.unpack_from(">I", data, group)[0] > wanted or group == at + 16 + 12 * (groups - 1):
                    struct.pack_into(">III", data, group, wanted, wanted, 2)
                    break
    return bytes(data).replace("Inter".encode("utf-16-be"), "Other".encode("utf-16-be"))


def test_characters_that_act_are_seen_and_no_others_are_touched() -> None:
    acting = "\0\x1b\x7f\x85\u061c\u200e\u202e\u2066\u2028\ue000\ufdd0\ufffe\U0010ffff\ud800"
    assert set(inert(acting)) == {UNSHOWN, " "}
    kept = "a\n\tß\u00a0\u200c\u200d\u202f漢ع😀"
    assert inert(kept) == kept
    assert line(" a\n b\u2029c ") == "a b c"


# One item.


@pytest.mark.parametrize(
    ("item", "sections"),
    [
        ("system:main", ["item", "routes", "numbers", "law", "method"]),
        ("regime:us_bulk_data", ["item", "method"]),
    ],
)
def test_an_item_is_a_document_of_its_own(item: str, sections: list[str]) -> None:
    found = item_document(small(), item)
    assert [section.id for section in found.sections] == sections
    assert found.stamp == report(small()).stamp


def test_every_system_flow_and_law_can_be_asked_for(tmp_path: Path) -> None:
    for kind, (known, _) in KINDS.items():
        for id in known(small()):
            text = "".join(repr(section) for section in item_document(small(), f"{kind}:{id}").sections)
            assert text
    flow = small().data_map.flows[0].id
    written = write(small(), tmp_path, "chat", formats(DOCUMENTS), f"flow:{flow}")
    assert [path.name for path in written] == [f"chat-flow-{flow}.{s}" for s in ("html", "pdf", "docx", "md")]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("sistem:relay", "'sistem:relay' is no item of an assessment (did you mean 'system'?)"),
        ("relay", "'relay' is no item of an assessment (write system:ID, flow:ID, regime:ID)"),
        ("regime:us_bulk", "no regime called 'us_bulk' (did you mean 'us_bulk_data'?)"),
    ],
)
def test_an_item_that_is_not_there_is_refused(item: str, message: str) -> None:
    with pytest.raises(UnknownItem) as refused:
        item_document(small(), item)
    assert str(refused.value) == message


def test_a_workbook_says_first_that_a_result_is_simulated() -> None:
    meanings = {
        nodes: list(
            sheets_export.sheets(assessed(assess(case_map("harbour"), Settings(nodes=nodes))))["readme"]["meaning"]
        )
        for nodes in (2, Settings().nodes)
    }
    assert meanings[2][1].startswith("This map is too wide for an exact result")
    assert [text for text in meanings[Settings().nodes] if text.startswith("This map is too wide")] == []


# The templates that Office documents are written into.


def test_every_style_and_layout_is_in_the_templates_in_the_colours_of_the_palette() -> None:
    document = docx.Document(str(word.TEMPLATE))
    colours = {name: str(document.styles[name].font.color.rgb) for name in ("Normal", "Quiet", "Quiet Words", "Header")}
    text, quiet = (colour.removeprefix("#").upper() for colour in (LIGHT.text, LIGHT.quiet))
    assert colours == {"Normal": text, "Quiet": quiet, "Quiet Words": quiet, "Header": quiet}
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.language) == ("Datareach", "Datareach", "en-GB")
    template = pptx.Presentation(str(deck.TEMPLATE))
    assert {layout.name for layout in template.slide_layouts} == {
        *("Opening", "Lines", "One chart", "Two charts", "Table", "Picture")
    }
    assert (len(template.slides), template.core_properties.author) == (0, "Datareach")
    theme = next(body for name, body in slide_parts(deck.TEMPLATE.read_bytes()) if name.startswith("ppt/theme"))
    accents = re.findall(rb'<a:accent\d><a:srgbClr val="(\w+)"', theme)
    assert [accent.decode() for accent in accents] == [colour.removeprefix("#").upper() for colour in LIGHT.series]


def test_slides_use_the_layout_that_has_room_for_what_they_show() -> None:
    presentation = pptx.Presentation(io.BytesIO(made("pptx")))
    assert [slide.slide_layout.name for slide in presentation.slides] == [
        "Opening",
        *("Table", "One chart", "Picture", "Table", "Two charts", "Table", "Lines"),
    ]
    unfilled = [holder.name for slide in presentation.slides for holder in slide.placeholders if not filled(holder)]
    assert unfilled == []


def filled(holder: Any) -> bool:
    """Whether a placeholder shows something, so that no prompt of the template is left."""
    return not holder.has_text_frame or bool(holder.text_frame.text.strip())
