"""A Word document that is written from its first paragraph to its last, in the styles of its template."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Length, Mm, Pt

from assessments.exports.characters import Glyphs, font_folders
from assessments.exports.typesetting import png, size

if TYPE_CHECKING:
    from assessments.report.documents import Layout, Paper

TEMPLATE = Path(__file__).parent / "templates" / "document.docx"
DOTS, POINTS_A_PIXEL = 220.0, 0.75
TALLEST = Mm(140)
TIGHT = 0.1
LONGEST_TITLE = 255
PAPERS: Mapping[Paper, tuple[Length, Length]] = {"a4": (Mm(210), Mm(297)), "letter": (Inches(8.5), Inches(11))}


class WordText:
    """A document with a title in its properties, and a header and a stamp on each page."""

    def __init__(self, title: str, header: str, stamp: str, layout: Layout) -> None:
        self.document = docx.Document(str(TEMPLATE))
        self.layout = layout
        self.glyphs = Glyphs(font_folders())
        self._headings = 0
        self._pictures = 0
        self._counts = {"Table": 0, "Figure": 0}
        self.document.core_properties.title = title[:LONGEST_TITLE]
        page = self.document.sections[0]
        page.page_width, page.page_height = PAPERS[layout.paper]
        self._enlarged(layout.points)
        if layout.short:
            page.left_margin, page.right_margin, page.top_margin = Mm(12), Mm(12), Mm(9)
            page.bottom_margin, page.header_distance, page.footer_distance = Mm(12), Mm(4), Mm(6)
            self._tightened()
        page.header.paragraphs[0].add_run(header)
        page.footer.paragraphs[0].runs[0].text = f"{stamp} · page "

    def _enlarged(self, points: float) -> None:
        """Set every style whose letters are smaller to a size."""
        for style in self.document.styles:
            font = getattr(style, "font", None)
            if font is not None and font.size is not None and font.size.pt < points:
                font.size = Pt(points)

    def _tightened(self) -> None:
        """Leave every style less room between its lines, and above and below."""
        for style in self.document.styles:
            room = getattr(style, "paragraph_format", None)
            if room is not None:
                room.line_spacing = 1.0
                room.space_before = Pt(TIGHT * (room.space_before.pt if room.space_before else 0.0))
                room.space_after = Pt(TIGHT * (room.space_after.pt if room.space_after else 0.0))

    def paragraph(self, style: str, text: str = "") -> Any:
        """A paragraph in a style."""
        return self.document.add_paragraph(text, style=style)

    def run(self, paragraph: Any, text: str, *, bold: bool = False, quiet: bool = False) -> None:
        """Some words of a paragraph."""
        words = paragraph.add_run(text, style="Quiet Words" if quiet else None)
        if bold:
            words.bold = True

    def heading(self, level: int, text: str, *, on_a_new_page: bool = False) -> None:
        """A heading; those of level 1 can be led to."""
        paragraph = self.document.add_heading(text, level)
        if on_a_new_page:
            paragraph.paragraph_format.page_break_before = True
        if level == 1:
            self._headings += 1
            number = str(self._headings)
            paragraph.runs[0]._r.addprevious(_element("bookmarkStart", id=number, name=_mark(self._headings)))
            paragraph._p.append(_element("bookmarkEnd", id=number))

    def contents(self, titles: Sequence[str]) -> None:
        """The titles of the sections, each leading there, with its page, on a new page: contents that Word makes again.

        Word and LibreOffice fill in the pages when they open the file.
        """
        self.paragraph("Quiet", "Contents").paragraph_format.page_break_before = True
        for number, title in enumerate(titles, 1):
            paragraph = self.paragraph("Contents")
            if number == 1:
                _begin_field(paragraph, r'TOC \o "1-1" \h \z')
            paragraph._p.append(_element("hyperlink", _run(f"{title}, page "), anchor=_mark(number)))
            _begin_field(paragraph, rf"PAGEREF {_mark(number)} \h", stale=True)
            paragraph.add_run("–")
            _end_field(paragraph)
            if number == len(titles):
                _end_field(paragraph)

    @property
    def across(self) -> bool:
        """True where pages lie across from here on."""
        return self.document.sections[-1].orientation == WD_ORIENT.LANDSCAPE

    def turn(self, *, across: bool) -> None:
        """Go on on pages that lie across, or stand upright."""
        if across != self.across:
            page = self.document.add_section()
            page.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
            page.page_width, page.page_height = page.page_height, page.page_width

    @property
    def width(self) -> Length:
        """The width of a line."""
        page = self.document.sections[-1]
        return Length((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0))

    def caption(self, kind: str, text: str) -> None:
        """A caption with its number, which Word counts."""
        self._counts[kind] += 1
        paragraph = self.paragraph("Caption", f"{kind} ")
        _begin_field(paragraph, f"SEQ {kind} \\* ARABIC")
        paragraph.add_run(str(self._counts[kind]))
        _end_field(paragraph)
        paragraph.add_run(f". {text}")

    def table(self, rows: int, widths: Sequence[int]) -> Sequence[Any]:
        """The rows of an empty table, which are not broken over pages; the first is repeated on each."""
        grid = self.document.add_table(rows, len(widths), style="Rows")
        grid.autofit = False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(_element("cantSplit"))
        grid.rows[0]._tr.get_or_add_trPr().append(_element("tblHeader"))
        return tuple(grid.rows)

    def widths(self, shares: Sequence[float]) -> tuple[int, ...]:
        """Shares of a line as widths."""
        return tuple(int(share * self.width) for share in shares)

    def cells(self, row: Any, numeric: Sequence[bool], widths: Sequence[int]) -> Iterator[Any]:
        """The paragraphs of a row's cells; numbers stand to the right."""
        for cell, width, is_number in zip(row.cells, widths, numeric, strict=True):
            cell.width = width
            cell.paragraphs[0]._p.style = "Number" if is_number else "Cell"
            yield cell.paragraphs[0]

    def link(self, paragraph: Any, text: str, address: str) -> None:
        """Words that lead to a page."""
        link = _element("hyperlink", _run(text, style="Hyperlink"))
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)

    def picture(self, svg: str, alt: str) -> None:
        """A picture with its alternative text."""
        wide, high = size(svg)
        points = min(wide * POINTS_A_PIXEL, self.width.pt, TALLEST.pt * wide / high)
        run = self.paragraph("Picture").add_run()
        shape = run.add_picture(io.BytesIO(png(svg, points, DOTS, self.glyphs)), width=Pt(points))
        self._pictures += 1
        properties = shape._inline.docPr
        properties.set("id", str(self._pictures))
        properties.set("name", f"Figure {self._pictures}")
        properties.set("descr", alt)

    def numbering(self) -> int:
        """A numbered list that starts at 1."""
        style = self.document.styles["List Number"]
        numbering = self.document.part.numbering_part.numbering_definitions._numbering
        kind = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
        numbers = numbering.add_num(kind)
        numbers.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(numbers.numId)

    def item(self, number: int) -> Any:
        """An item of a numbered list."""
        paragraph = self.paragraph("List Number")
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number
        return paragraph


def _mark(number: int) -> str:
    return f"_Toc{number:08d}"


def _element(tag: str, *children: Any, text: str = "", **attributes: str) -> Any:
    """An element of a document with attributes, a text whose spaces are kept, and what is inside it."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    if text:
        element.set(qn("xml:space"), "preserve")
        element.text = text
    element.extend(children)
    return element


def _run(text: str, style: str = "") -> Any:
    properties = [_element("rPr", _element("rStyle", val=style))] if style else []
    return _element("r", *properties, _element("t", text=text))


def _begin_field(paragraph: Any, instruction: str, *, stale: bool = False) -> None:
    """Begin something that Word works out; what follows is shown until then. What is stale, it works out at once."""
    begin, separate = (_element("fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    if stale:
        begin.set(qn("w:dirty"), "true")
    for element in (begin, _element("instrText", text=f" {instruction} "), separate):
        paragraph.add_run()._r.append(element)


def _end_field(paragraph: Any) -> None:
    paragraph.add_run()._r.append(_element("fldChar", fldCharType="end"))
