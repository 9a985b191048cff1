"""How the parts of a Word document are written: styles, captions that count, header rows, pictures, links."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessments.exports.characters import Glyphs, font_folders
from assessments.exports.typesetting import png, size
from assessments.report.figures.palette import LIGHT

FONT, LANGUAGE = "Arial", "en-GB"
LARGE, MIDDLE, SMALL = Pt(18), Pt(12), Pt(9.5)
SIDE, TOP, PAPER = Mm(18), Mm(18), (Mm(210), Mm(297))
DOTS, POINTS_A_PIXEL, EMU_A_POINT = 220.0, 0.75, 12_700
TALLEST = Mm(140)
LONGEST_TITLE = 255
LINE = "D5D9DF"


class Word:
    """A document that is written from its first paragraph to its last."""

    def __init__(self, title: str) -> None:
        self.document = docx.Document()
        self.glyphs = Glyphs(font_folders())
        self.across = False
        self._headings = 0
        self._pictures = 0
        self._counts = {"Table": 0, "Figure": 0}
        self._begin(title)

    def _begin(self, title: str) -> None:
        about = self.document.core_properties
        about.title, about.author, about.language = title[:LONGEST_TITLE], "Datareach", LANGUAGE
        about.comments, about.last_modified_by, about.revision = "", "Datareach", 1
        _page(self.document.sections[0], across=False)
        _styles(self.document.styles)

    def paragraph(self, style: str, text: str = "") -> Any:
        """A paragraph in a style."""
        return self.document.add_paragraph(text, style=style)

    def run(self, paragraph: Any, text: str, *, bold: bool = False, quiet: bool = False) -> None:
        """Some words of a paragraph."""
        run = paragraph.add_run(text)
        run.bold = bold or None
        if quiet:
            run.font.color.rgb = _colour(LIGHT.quiet)

    def heading(self, level: int, text: str) -> None:
        """A heading; those of level 1 can be led to."""
        paragraph = self.document.add_heading(text, level)
        if level == 1:
            self._headings += 1
            _around(paragraph, "w:bookmarkStart", id=str(self._headings), name=_mark(self._headings), first=True)
            _around(paragraph, "w:bookmarkEnd", id=str(self._headings))

    def contents(self, titles: Sequence[str]) -> None:
        """The titles of the sections, each leading there, as a table of contents that Word can make again."""
        self.paragraph("Quiet", "Contents")
        last = len(titles)
        for number, title in enumerate(titles, 1):
            paragraph = self.paragraph("Contents")
            if number == 1:
                _field_part(paragraph, "begin")
                _instruction(paragraph, r'TOC \o "1-1" \n \h \z')
                _field_part(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _mark(number))
            paragraph._p.append(link)
            link.append(_text_run(title))
            if number == last:
                _field_part(paragraph, "end")

    def turn(self, *, across: bool) -> None:
        """Go on on pages that lie across, or stand upright."""
        if across != self.across:
            _page(self.document.add_section(), across=across)
            self.across = across

    @property
    def width(self) -> int:
        """How wide a line is."""
        return int(PAPER[self.across] - 2 * SIDE)

    def caption(self, kind: str, text: str, *, above: bool) -> None:
        """A caption with its number, which Word counts."""
        self._counts[kind] += 1
        paragraph = self.paragraph("Caption", f"{kind} ")
        paragraph.paragraph_format.keep_with_next = above
        _field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        paragraph.add_run(f". {text}")

    def table(self, rows: int, widths: Sequence[int]) -> Sequence[Any]:
        """The rows of an empty table."""
        grid = self.document.add_table(rows, len(widths))
        grid.autofit = False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        return tuple(grid.rows)

    def widths(self, shares: Sequence[float]) -> tuple[int, ...]:
        """Parts of a line as widths."""
        return tuple(int(share * self.width) for share in shares)

    def row(self, row: Any, numeric: Sequence[bool], widths: Sequence[int], *, header: bool = False) -> Iterator[Any]:
        """The paragraphs of a row's cells; a header is repeated on every page."""
        about = row._tr.get_or_add_trPr()
        about.append(OxmlElement("w:cantSplit"))
        if header:
            about.append(OxmlElement("w:tblHeader"))
        for cell, width, right in zip(row.cells, widths, numeric, strict=True):
            cell.width = width
            _underline(cell, LIGHT.quiet.removeprefix("#") if header else LINE)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = "Cell"
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            yield paragraph

    def link(self, paragraph: Any, text: str, address: str) -> None:
        """Words that lead to a page."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(_text_run(text, LIGHT.link))

    def picture(self, svg: str, alt: str) -> None:
        """A picture with its alternative text."""
        wide, high = size(svg)
        points = min(wide * POINTS_A_PIXEL, self.width / EMU_A_POINT, TALLEST / EMU_A_POINT * wide / high)
        paragraph = self.paragraph("Picture")
        shown = paragraph.add_run().add_picture(io.BytesIO(png(svg, points, DOTS, self.glyphs)), width=Pt(points))
        self._pictures += 1
        about = shown._inline.docPr
        about.set("id", str(self._pictures))
        about.set("name", f"Figure {self._pictures}")
        about.set("descr", alt)

    def numbering(self) -> int:
        """A numbered list that starts at 1."""
        style = self.document.styles["List Number"]
        numbering = self.document.part.numbering_part.numbering_definitions._numbering
        kind = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
        made = numbering.add_num(kind)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def item(self, number: int) -> Any:
        """An item of a numbered list."""
        paragraph = self.paragraph("List Number")
        about = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        about.get_or_add_ilvl().val = 0
        about.get_or_add_numId().val = number
        return paragraph

    def header(self, text: str) -> None:
        """What stands above each page; nothing for an empty text."""
        for section in self.document.sections if text else ():
            section.header.is_linked_to_previous = False
            paragraph = section.header.paragraphs[0]
            paragraph.style = "Header"
            self.run(paragraph, text)

    def footer(self, stamp: str) -> None:
        """What stands below each page: what it was made from, and which page it is."""
        for section in self.document.sections:
            section.footer.is_linked_to_previous = False
            paragraph = section.footer.paragraphs[0]
            paragraph.style = "Footer"
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(PAPER[section.orientation == WD_ORIENT.LANDSCAPE] - 2 * SIDE, WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(f"{stamp}\t")
            _field(paragraph, "PAGE", "1")
            paragraph.add_run(" of ")
            _field(paragraph, "NUMPAGES", "1")


def _page(section: Any, *, across: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAPER[::-1] if across else PAPER
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = TOP


def _styles(styles: Any) -> None:
    """One family, three sizes, one accent; greys besides."""
    _language(styles.element)
    normal = _style(styles, "Normal", before=0, after=4)
    normal.paragraph_format.line_spacing = 1.15
    for name, points, before, after in (
        ("Title", LARGE, 0, 4),
        ("Heading 1", MIDDLE, 18, 6),
        ("Heading 2", SMALL, 12, 3),
        ("Lead", MIDDLE, 2, 6),
    ):
        _style(styles, name, points, before=before, after=after, bold=name != "Lead")
    _rule(styles["Title"].element, None)
    _rule(styles["Heading 1"].element, "top", LIGHT.accent, space="6")
    for name in ("Quiet", "Caption", "Evidence", "Footer", "Header"):
        _style(styles, name, colour=LIGHT.quiet, before=6 if name == "Caption" else 0, after=4)
    for name in ("Cell", "After", "Fact", "Contents", "List Number", "Picture"):
        _style(styles, name, before=4 if name == "Picture" else 2, after=2)
    for name, colour in (("Assumed", LIGHT.warning), ("Limit", LIGHT.outline)):
        _rule(_style(styles, name, before=6, after=6).element, "left", colour, size="18", space="6")
        styles[name].paragraph_format.left_indent = Pt(8)
    styles["Evidence"].paragraph_format.left_indent = Mm(6.4)
    styles["Picture"].paragraph_format.keep_with_next = True
    _without_tabs(styles["Footer"].element)
    fact = styles["Fact"].paragraph_format
    fact.left_indent, fact.first_line_indent = Mm(45), Mm(-45)
    fact.tab_stops.add_tab_stop(Mm(45))


def _style(
    styles: Any,
    name: str,
    points: Pt = SMALL,
    *,
    before: float,
    after: float,
    bold: bool = False,
    colour: str = LIGHT.text,
) -> Any:
    known = [style.name for style in styles]
    style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, points, bold, False, _colour(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _without_tabs(style: Any) -> None:
    about = style.get_or_add_pPr()
    for tabs in about.findall(qn("w:tabs")):
        about.remove(tabs)


def _language(styles: Any) -> None:
    for language in styles.iter(qn("w:lang")):
        for name in ("val", "eastAsia", "bidi"):
            language.attrib.pop(qn(f"w:{name}"), None)
        language.set(qn("w:val"), LANGUAGE)


def _rule(style: Any, side: str | None, colour: str = "", *, size: str = "6", space: str = "1") -> None:
    """A line at one side of each paragraph of a style, or none."""
    about = style.get_or_add_pPr()
    for old in about.findall(qn("w:pBdr")):
        about.remove(old)
    if side is not None:
        borders = OxmlElement("w:pBdr")
        borders.append(_border(side, colour.removeprefix("#"), size, space))
        about.insert_element_before(borders, *AFTER_BORDERS)


AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _underline(cell: Any, colour: str) -> None:
    borders = OxmlElement("w:tcBorders")
    borders.append(_border("bottom", colour, "4", "0"))
    cell._tc.get_or_add_tcPr().append(borders)


def _border(side: str, colour: str, size: str, space: str) -> Any:
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    return border


def _mark(number: int) -> str:
    return f"_Toc{number:08d}"


def _around(paragraph: Any, tag: str, *, first: bool = False, **attributes: str) -> None:
    part = OxmlElement(tag)
    for name, value in attributes.items():
        part.set(qn(f"w:{name}"), value)
    if first:
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, part)
    else:
        paragraph._p.append(part)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Something that Word works out, with what it shows until then."""
    _field_part(paragraph, "begin")
    _instruction(paragraph, instruction)
    _field_part(paragraph, "separate")
    paragraph.add_run(shown)
    _field_part(paragraph, "end")


def _field_part(paragraph: Any, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _instruction(paragraph: Any, text: str) -> None:
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = f" {text} "
    paragraph.add_run()._r.append(part)


def _text_run(text: str, colour: str | None = None) -> Any:
    run = OxmlElement("w:r")
    if colour:
        about = OxmlElement("w:rPr")
        shade = OxmlElement("w:color")
        shade.set(qn("w:val"), colour.removeprefix("#"))
        about.append(shade)
        run.append(about)
    part = OxmlElement("w:t")
    part.set(qn("xml:space"), "preserve")
    part.text = text
    run.append(part)
    return run


def _colour(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
