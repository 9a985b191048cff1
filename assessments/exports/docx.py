"""Documents as Word files: real headings, captions, header rows, lists and alternative texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from assessments.exports.characters import Glyphs, font_folders, line
from assessments.exports.markdown import is_link
from assessments.exports.typesetting import laid, png, room, shares, size
from assessments.report.blocks import (
    Block,
    Cell,
    Figure,
    Heading,
    NamedCells,
    Notice,
    Section,
    Step,
    StepByStep,
    Table,
    Text,
)
from assessments.report.documents import Document, report

if TYPE_CHECKING:
    from assessments.run import Run

SUFFIX = ".docx"
CONTENTS = 6
TEMPLATE = Path(__file__).parent / "templates" / "document.docx"
DOTS, POINTS_A_PIXEL = 220.0, 0.75
TALLEST = Mm(140)
LONGEST_TITLE = 255


def export(run: Run) -> bytes:
    """The whole report as one Word document."""
    return of(report(run))


def of(document: Document) -> bytes:
    """A document as a Word document."""
    from assessments.exports.archives import normalised

    word = Word(line(document.title), line(document.header), line(document.stamp))
    word.paragraph("Title", line(document.title))
    word.paragraph("Quiet", line(document.about))
    for text in filter(None, (document.banner, document.first)):
        word.paragraph("Assumed", line(text))
    titles = [_title(section) for section in document.sections]
    for number, (section, title) in enumerate(zip(document.sections, titles, strict=True)):
        across, upright = laid(section.blocks)
        word.turn(across=bool(across))
        word.heading(1, title)
        for block in across:
            _BLOCKS[type(block)](word, block)
        if upright:
            word.turn(across=False)
        for block in upright:
            _BLOCKS[type(block)](word, block)
        if number == 0 and len(titles) > CONTENTS:
            word.contents(titles)
    if word.glyphs.note:
        word.paragraph("Quiet", f"In pictures: {word.glyphs.note}")
    made = io.BytesIO()
    word.document.save(made)
    return normalised(made.getvalue())


def _title(section: Section) -> str:
    return line(f"Appendix: {section.title}" if section.appendix else section.title)


def _text(word: Word, block: Text) -> None:
    word.paragraph("Lead" if block.lead else "Normal", line(block.text))


def _heading(word: Word, block: Heading) -> None:
    word.heading(2, line(block.text))


def _notice(word: Word, block: Notice) -> None:
    word.paragraph("Assumed" if block.kind == "assumed" else "Limit", line(block.text))


def _facts(word: Word, block: NamedCells) -> None:
    for name, cell in block.rows:
        paragraph = word.paragraph("Fact")
        word.run(paragraph, f"{line(name)}\t", quiet=True)
        _cell(word, paragraph, cell)


def _table(word: Word, block: Table) -> None:
    if not block.rows:
        paragraph = word.paragraph("Normal")
        word.run(paragraph, f"{line(block.caption)}. ", bold=True)
        word.run(paragraph, line(block.empty))
        return
    word.caption("Table", line(block.caption))
    numeric = [column.numeric for column in block.columns]
    widths = word.widths(shares(block, room(across=word.across)))
    head, *rows = word.table(len(block.rows) + 1, widths)
    for paragraph, column in zip(word.cells(head, numeric, widths), block.columns, strict=True):
        word.run(paragraph, line(column.title), bold=True)
    for empty, cells in zip(rows, block.rows, strict=True):
        for paragraph, cell in zip(word.cells(empty, numeric, widths), cells, strict=True):
            _cell(word, paragraph, cell)
    word.paragraph("After")


def _cell(word: Word, paragraph: Any, cell: Cell) -> None:
    if is_link(cell.link) and cell.link:
        word.link(paragraph, line(cell.text), cell.link)
    else:
        word.run(paragraph, line(cell.text))
    if cell.assumed:
        word.run(paragraph, " (assumed)", quiet=True)


def _figure(word: Word, block: Figure) -> None:
    word.picture(block.svg, line(block.alt))
    word.caption("Figure", line(block.caption))


def _route(word: Word, block: StepByStep) -> None:
    word.heading(2, line(block.title))
    word.paragraph("Normal", line(block.summary))
    number = word.numbering()
    for step in block.steps:
        _step(word, step, number)


def _step(word: Word, step: Step, number: int) -> None:
    paragraph = word.item(number)
    if step.source != step.target:
        word.run(paragraph, line(f"{step.source} → {step.target}"), bold=True)
        word.run(paragraph, ": ")
    word.run(paragraph, line(step.because))
    if step.likely:
        word.run(paragraph, " – ")
        word.run(paragraph, line(step.likely), bold=True)
    if step.assumed:
        word.run(paragraph, " (assumed)", quiet=True)
    _evidence_of(word, (*step.evidence, *([step.place] if step.place else [])))


def _evidence_of(word: Word, evidence: Sequence[str]) -> None:
    for text in evidence:
        word.paragraph("Evidence", line(text))


_BLOCKS: Mapping[type[Block], Callable[[Word, Any], None]] = {
    Text: _text,
    Heading: _heading,
    Notice: _notice,
    NamedCells: _facts,
    Table: _table,
    Figure: _figure,
    StepByStep: _route,
}


class Word:
    """A document with a title in its properties, and a header and a stamp on each page."""

    def __init__(self, title: str, header: str, stamp: str) -> None:
        self.document = docx.Document(str(TEMPLATE))
        self.glyphs = Glyphs(font_folders())
        self._headings = 0
        self._pictures = 0
        self._counts = {"Table": 0, "Figure": 0}
        self.document.core_properties.title = title[:LONGEST_TITLE]
        page = self.document.sections[0]
        page.header.paragraphs[0].add_run(header)
        page.footer.paragraphs[0].runs[0].text = f"{stamp} · page "

    def paragraph(self, style: str, text: str = "") -> Any:
        """A paragraph in a style."""
        return self.document.add_paragraph(text, style=style)

    def run(self, paragraph: Any, text: str, *, bold: bool = False, quiet: bool = False) -> None:
        """Some words of a paragraph."""
        words = paragraph.add_run(text, style="Quiet Words" if quiet else None)
        if bold:
            words.bold = True

    def heading(self, level: int, text: str) -> None:
        """A heading; those of level 1 can be led to."""
        paragraph = self.document.add_heading(text, level)
        if level == 1:
            self._headings += 1
            number = str(self._headings)
            paragraph.runs[0]._r.addprevious(_element("bookmarkStart", id=number, name=_mark(self._headings)))
            paragraph._p.append(_element("bookmarkEnd", id=number))

    def contents(self, titles: Sequence[str]) -> None:
        """The titles of the sections, each leading there, on a new page: contents that Word can make again."""
        self.paragraph("Quiet", "Contents").paragraph_format.page_break_before = True
        for number, title in enumerate(titles, 1):
            paragraph = self.paragraph("Contents")
            if number == 1:
                _begin_field(paragraph, r'TOC \o "1-1" \n \h \z')
            paragraph._p.append(_element("hyperlink", _run(title), anchor=_mark(number)))
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


def _begin_field(paragraph: Any, instruction: str) -> None:
    """Begin something that Word works out; what follows is shown until then."""
    begin, separate = (_element("fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    for element in (begin, _element("instrText", text=f" {instruction} "), separate):
        paragraph.add_run()._r.append(element)


def _end_field(paragraph: Any) -> None:
    paragraph.add_run()._r.append(_element("fldChar", fldCharType="end"))
