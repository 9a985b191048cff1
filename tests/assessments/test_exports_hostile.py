"""Text of a map stays text in every file, and what no font draws is said."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.exports import pdf as pdf_export
from assessments.exports.characters import FONTS, UNSHOWN, Glyphs, font_folders, inert, line
from assessments.exports.csv import QUOTE, guarded
from assessments.exports.typesetting import on_paper
from tests.support.assessed import HOSTILE, hostile
from tests.support.exported import exported, pages_of, pdf_text, slide_parts, squeezed, word_text

FORMULA = "=cmd|' /C calc'!A0 @SUM(1) #eval(\"1/0\") $x$ @ref <label> *b* _i_ `r` // {{7*7}} ${x} %n"
UNSEEN = "微信 عربى 😀 a\u202eexe.gnp\u2066 \ue000 b\u200dc"
LONG = "long" * 100
ATTACK = f"{FORMULA} {HOSTILE} {UNSEEN} {LONG}"


@cache
def attacked(suffix: str) -> bytes:
    """The file of a map whose texts are an attack."""
    return exported(hostile(ATTACK), suffix)


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


def cells(content: bytes) -> Iterator[Any]:
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        yield from (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_hostile_text_is_inert_in_every_format() -> None:
    shown = squeezed(line(ATTACK))
    pdf = attacked("pdf")
    assert squeezed(Glyphs(font_folders()).drawn(line(ATTACK))) in pdf_text(pdf)
    assert pdf_keys(pdf) & {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles"} == set()
    word = attacked("docx")
    assert shown in word_text(word)
    fields = {part.text for part in docx.Document(io.BytesIO(word)).element.iter(qn("w:instrText"))}
    assert {text.split()[0] for text in fields if text} == {"TOC", "PAGEREF", "SEQ"}
    book = attacked("xlsx")
    assert {cell.data_type for cell in cells(book)} <= {"s", "n", "b"}
    assert any(cell.value == inert(ATTACK) for cell in cells(book))
    assert [cell.hyperlink for cell in cells(book) if cell.hyperlink] == []
    for row in csv.reader(io.StringIO(attacked("csv").decode(), newline="")):
        assert [text for text in row if text[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-\D", text)] == []
    assert json.loads(attacked("sarif"))["runs"][0]["tool"]["driver"]["name"] == "Datareach"
    presentation = attacked("pptx")
    deck = pptx.Presentation(io.BytesIO(presentation))
    assert squeezed(line(deck.slides[0].shapes.title.text))[:100] == shown[:100]
    assert_no_outside(word)
    assert_no_outside(presentation)


def test_the_title_of_a_pdf_is_copied_whole() -> None:
    metadata = PdfReader(io.BytesIO(attacked("pdf"))).metadata
    assert metadata is not None
    assert metadata.title == Glyphs(font_folders()).drawn(line(ATTACK))
    assert "\u200b" not in "".join(pages_of(attacked("pdf")))


def assert_no_outside(content: bytes) -> None:
    """No part that runs, and nothing outside but pages of the web."""
    for name, body in slide_parts(content):
        assert not re.search(r"vba|macro|activeX|embeddings/ole", name, re.IGNORECASE), name
        if name.endswith(".rels"):
            outside = re.findall(rb'Target="([^"]*)"[^>]*TargetMode="External"', body)
            assert [each for each in outside if not each.startswith(b"https://")] == []
        if name.endswith(".xlsx"):
            assert {cell.data_type for cell in cells(body)} <= {"s", "n"}


@pytest.mark.parametrize("suffix", ["pdf", "docx", "pptx"])
def test_text_that_looks_like_the_styles_of_a_picture_takes_nothing_out_of_it(suffix: str) -> None:
    assert exported(hostile("} @media screen and (prefers-color-scheme:dark){"), suffix)


def test_a_picture_on_paper_has_the_colours_of_a_bright_screen_and_all_its_texts() -> None:
    style = "<style>p{font:12px Inter}@media screen and (prefers-color-scheme:dark){p{fill:#fff}}</style>"
    texts = "<text>{font:9px x</text><text>@media screen and (prefers-color-scheme:dark){</text><text>}</text>"
    assert on_paper(f"<svg>{style}{texts}</svg>", Glyphs(font_folders())) == (
        f"<svg><style>p{{font-size:12px;font-family:Inter}}</style>{texts}</svg>"
    )


def test_no_text_of_a_map_is_a_link_where_a_code_host_shows_it() -> None:
    found = json.loads(exported(hostile("[see here](https://x.example) [and](1)"), "sarif"))["runs"][0]["results"]
    said = [result["message"]["text"] for result in found]
    assert any("[see here] (https://x.example) [and] (1)" in text for text in said)
    assert [text for text in said if "](" in text] == []


@pytest.mark.parametrize("text", ["<r><t>shown</t></r>", "<r></si><si>&</r>"])
def test_text_that_looks_like_markup_of_a_workbook_is_shown_as_it_is(text: str) -> None:
    assert any(cell.value == text for cell in cells(exported(hostile(text), "xlsx")))


@pytest.mark.parametrize(
    "text", ["a;=1", "a\n+1", "a\t -1", ";;@x", "a;'=1", "a; '", "\t=1", "=1;=2\n=3", "a; b", "a,=1"]
)
def test_no_part_of_a_cell_that_a_spreadsheet_parts_otherwise_starts_a_formula(text: str) -> None:
    cell = guarded(text)
    assert [part for part in re.split(r"[;\t\n]", cell) if part.lstrip(" ")[:1] in tuple("=+-@")] == []
    assert re.sub(r"(^|[;\t\n])'", r"\1", cell) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "'", "", "  =1", "plain", "＝1", "a=1"])
def test_no_cell_starts_a_formula_and_no_text_is_lost(text: str) -> None:
    cell = guarded(text)
    assert cell.lstrip(" ")[:1] not in set("=+-@\t\r＝")
    assert cell.removeprefix(QUOTE) == inert(text)


def test_what_no_font_draws_is_said_by_code_points_on_the_page() -> None:
    text = pdf_text(attacked("pdf"))
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
