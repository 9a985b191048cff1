"""PDF and Word documents, each opened by a reader that is not ours, and what holds of every format."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PageObject, PdfReader

from assessments.assessment import result_of
from assessments.exports import formats
from assessments.exports import pdf as pdf_export
from assessments.exports.archives import normalised
from assessments.exports.characters import line
from assessments.files import write_text
from assessments.record.drafts import keep
from assessments.report.blocks import Cell, Column, Section, Table, Text
from assessments.report.documents import Document, report
from assessments.run import Settings, assess
from benchmarks.same_bytes import digests
from tests.support.assessed import case_map, written
from tests.support.exported import (
    FOLDER,
    every_table,
    exported,
    made,
    pages_of,
    pdf_root,
    pdf_text,
    slide_parts,
    small,
    squeezed,
    with_one_option,
    word_text,
)
from tests.support.recorded import draft

ROOT = Path(__file__).parents[2]


# The same bytes everywhere.

DIGESTS = """
import hashlib, json
from assessments.exports import formats
from benchmarks.same_bytes import digests
from tests.support.exported import exported, with_one_option
run = with_one_option()
files = {name: hashlib.sha256(exported(run, name)).hexdigest() for name in formats()}
print(json.dumps(files | digests(["simulated in part"])))
"""


@cache
def here(suffix: str) -> bytes:
    """The file of the smallest map with an option in one format."""
    return exported(with_one_option(), suffix)


@cache
def elsewhere() -> dict[str, str]:
    """Digests of files and results made by another process, in another language, where it is tomorrow already.

    The map lies in another folder there; sets are in another order, and there is one thread.
    """
    there = {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "1",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "HOME": "/",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-c", DIGESTS]
    done = subprocess.run(command, cwd="/usr", env={**os.environ, **there}, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", formats())
def test_a_format_is_the_same_bytes_whatever_the_machine_and_wherever_the_map_lies(name: str) -> None:
    assert hashlib.sha256(here(name)).hexdigest() == elsewhere()[name]


def test_simulating_gives_the_same_bytes_whatever_the_order_of_sets_and_the_number_of_threads() -> None:
    name = "simulated in part"
    assert digests([name]) == {name: elsewhere()[name]}


def test_another_seed_gives_other_bytes() -> None:
    first, second = (exported(assess(case_map("harbour"), Settings(draws=100, seed=seed)), "json") for seed in (1, 2))
    assert first != second
    assert first.count(b"\n") == second.count(b"\n")


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


def test_fingerprints_are_copied_whole() -> None:
    mark = report(small()).stamp.rpartition(" ")[2]
    pages = pages_of(made("pdf"))
    assert [mark in text for text in pages] == [True] * len(pages)
    assert sum(text.count(mark) for text in pages) == len(pages) + 1


def test_each_character_of_a_text_is_one_glyph_on_paper() -> None:
    said = "A share of 83–>99% on 2020-09-25 by break-ins, 5 - 4, 5–6, 5 > 4"
    document = Document("Title", "About", (Section("s", "Section", (Text(said),)),), "stamp")
    (page,) = PdfReader(io.BytesIO(pdf_export.rendered(document))).pages
    assert said in page.extract_text()
    resources: Any = page["/Resources"]
    for font in resources["/Font"].values():
        codes = re.findall(
            r"<[0-9A-F]{4}> <([0-9A-F]+)>\n", font.get_object()["/ToUnicode"].get_object().get_data().decode()
        )
        assert len(codes) == len(set(codes)) > 0
        assert {len(code) for code in codes} == {4}


def test_a_long_word_breaks_in_a_narrow_column_instead_of_running_off_the_page() -> None:
    place = "case:wechat-2020:523:30"
    columns = tuple(Column(f"Column {n}") for n in range(6))
    wide = tuple(Cell("word " * 60) for _ in columns[1:])
    table = Table("Numbers", columns, ((Cell(place), *wide),))
    content = pdf_export.rendered(Document("A title", "about it", (Section("numbers", "Numbers", (table,)),), "stamp"))
    page = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert place not in page
    assert place in re.sub(r"\s", "", page)


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


def test_no_format_says_where_a_map_lies() -> None:
    files = {suffix: here(suffix) for suffix in formats()}
    assert [suffix for suffix, content in files.items() if FOLDER.encode() in content] == []
    stated = next(entry for entry in result_of(with_one_option()).ledger if entry.address == "power.XB.parent")
    assert stated.place == "map.yaml:13:48"


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


def test_a_file_is_as_open_as_the_account_says_and_a_private_one_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        open_one, own = write_text(tmp_path / "a", "a"), write_text(tmp_path / "b", "b", private=True)
    finally:
        os.umask(before)
    assert [file.stat().st_mode & 0o777 for file in (open_one, own)] == [0o640, 0o600]


def test_kept_work_is_its_owners_alone(tmp_path: Path) -> None:
    assert keep(draft(), tmp_path).stat().st_mode & 0o777 == 0o600


def test_the_contents_of_a_word_file_name_the_page_of_each_section() -> None:
    word = docx.Document(io.BytesIO(made("docx"))).element
    fields = [part.text or "" for part in word.iter(qn("w:instrText"))]
    marks = [part.get(qn("w:name")) for part in word.iter(qn("w:bookmarkStart"))]
    assert [text.split()[1] for text in fields if "PAGEREF" in text] == marks
    assert [text.strip() for text in fields if "TOC" in text] == [r'TOC \o "1-1" \h \z']
    stale = [part for part in word.iter(qn("w:fldChar")) if part.get(qn("w:dirty")) == "true"]
    assert len(stale) == len(marks)
