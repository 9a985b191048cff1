"""How slides are made: one plain template, native charts with their intervals, tables, pictures and notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from assessments.exports.characters import Glyphs, font_folders, line
from assessments.exports.layout import shares
from assessments.exports.typesetting import png, size
from assessments.report.blocks import Table
from assessments.report.figures.chart import Chart, x_values
from assessments.report.figures.palette import LIGHT
from assessments.report.figures.scale import scale

FONT, LANGUAGE = "Arial", "en-GB"
LARGE, MIDDLE, SMALL = Pt(26), Pt(16), Pt(12)
LONG, SMALLER, MANY, TIGHT = 90, Pt(20), 700, Pt(14)
WIDTH, HEIGHT, SIDE = Inches(13.333), Inches(7.5), Inches(0.6)
BODY_TOP, BODY_HEIGHT, FOOT = Inches(1.75), Inches(4.95), Inches(6.95)
ACROSS = WIDTH - 2 * SIDE
DOTS, EMU_A_POINT, CHARACTERS = 200.0, 12_700, 120
LONGEST_CELL, LONGEST_NAME, STEPS = 160, 60, 4
FEW, SLIM, WIDE = 5, 150, 45
LONGEST_TITLE, LONGEST_HEADER = 255, 150
KEPT = "Title Only"
THEME = {
    "dk1": LIGHT.text,
    "lt1": LIGHT.page,
    "dk2": LIGHT.quiet,
    "lt2": LIGHT.panel,
    **{f"accent{n}": colour for n, colour in enumerate(LIGHT.series, 1)},
    "hlink": LIGHT.link,
    "folHlink": LIGHT.quiet,
}


class Deck:
    """A presentation that is written slide by slide."""

    def __init__(self, title: str, stamp: str, header: str) -> None:
        self.presentation = Presentation()
        self.glyphs = Glyphs(font_folders())
        self.stamp = stamp
        self.header = header
        self.page: Any = None
        self._begin(title)

    def _begin(self, title: str) -> None:
        about = self.presentation.core_properties
        about.title, about.author, about.last_modified_by = title[:LONGEST_TITLE], "Datareach", "Datareach"
        about.language, about.revision, about.comments = LANGUAGE, 1, ""
        self.presentation.slide_width, self.presentation.slide_height = WIDTH, HEIGHT
        self.presentation.element.sldSz.attrib.pop("type", None)
        _template(self.presentation)

    def slide(self, title: str, *, opening: bool) -> None:
        """Begin a slide under its title."""
        self.page = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        shape = self.page.shapes.title
        shape.text_frame.text = title
        if len(title) > LONG:
            shape.text_frame.paragraphs[0].runs[0].font.size = SMALLER
        if opening:
            shape.top, shape.left, shape.width, shape.height = Inches(0.9), SIDE, ACROSS, Inches(1.1)
        self._accent(Inches(0.75) if opening else Inches(0.42))
        if self.header:
            text = self._box(SIDE, Inches(0.05), ACROSS, Inches(0.35)).paragraphs[0]
            _run(text, _cut(self.header, LONGEST_HEADER), SMALL, LIGHT.warning)
        self._foot()

    def _accent(self, top: int) -> None:
        bar = self.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, SIDE, top, Inches(0.9), Inches(0.06))
        bar.fill.solid()
        bar.fill.fore_color.rgb = _colour(LIGHT.accent)
        bar.line.fill.background()
        bar.shadow.inherit = False
        _decorative(bar)

    def _foot(self) -> None:
        text = self._box(SIDE, FOOT, ACROSS, Inches(0.35)).paragraphs[0]
        _run(text, f"{self.stamp}  ·  ", SMALL, LIGHT.quiet)
        text._p.append(parse_xml(NUMBER))

    def _box(self, left: int, top: int, width: int, height: int) -> Any:
        frame = self.page.shapes.add_textbox(left, top, width, height).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        return frame

    def lines(self, said: Sequence[str], *, opening: bool) -> None:
        """A few lines; on the opening slide the first is quiet and the others large enough to be read out."""
        points = MIDDLE if sum(map(len, said)) <= MANY else TIGHT
        frame = self._box(SIDE, Inches(2.0) if opening else BODY_TOP, ACROSS, BODY_HEIGHT - Inches(0.25))
        for at, text in enumerate(said):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(0.6 * points.pt)
            _run(paragraph, text, points, LIGHT.quiet if at == 0 else LIGHT.text)

    def chart(self, chart: Chart, at: int, count: int) -> None:
        """A native bar chart, one of several side by side."""
        width = (ACROSS - (count - 1) * Inches(0.3)) // count
        left = SIDE + at * (width + Inches(0.3))
        heading = self._box(left, BODY_TOP - Inches(0.2), width, Inches(0.35)).paragraphs[0]
        _run(heading, line(chart.title), SMALL, LIGHT.quiet)
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = [_name(bar.name, bar.text) for bar in chart.marks]
        data.add_series(line(chart.title), [bar.x for bar in chart.marks])
        height = BODY_HEIGHT - Inches(0.1)
        frame = self.page.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, left, BODY_TOP + Inches(0.15), width, height, data
        )
        _described(frame, chart.title, line(chart.alt))
        _look(frame.chart, chart, STEPS // count)
        frame.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(chart))

    def picture(self, svg: str, alt: str) -> None:
        """A picture as large as fits, with its alternative text."""
        wide, high = size(svg)
        width = min(ACROSS, int(BODY_HEIGHT * wide / high))
        dots = png(svg, width / EMU_A_POINT, DOTS, self.glyphs)
        left = SIDE + (ACROSS - width) // 2
        shape = self.page.shapes.add_picture(io.BytesIO(dots), left, BODY_TOP, width=width)
        _described(shape, "Flow of data", alt)

    def table(self, table: Table) -> None:
        """A table with a row of titles."""
        if not table.rows:
            self.lines([line(table.empty)], opening=False)
            return
        rows, columns = len(table.rows) + 1, len(table.columns)
        frame = self.page.shapes.add_table(rows, columns, SIDE, BODY_TOP, ACROSS, Inches(0.4) * rows)
        _described(frame, line(table.caption), f"{line(table.caption)}, {rows - 1} rows.")
        _plain_table(frame)
        for column, share in zip(frame.table.columns, shares(table, CHARACTERS), strict=True):
            column.width = int(share * ACROSS)
        texts = [[column.title for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        for at, (row, cells) in enumerate(zip(frame.table.rows, texts, strict=True)):
            for cell, text, column in zip(row.cells, cells, table.columns, strict=True):
                _cell(cell, _cut(line(text), LONGEST_CELL), head=at == 0, right=column.numeric)

    def notes(self, said: Sequence[str]) -> None:
        """What whoever presents it should know."""
        text = [*said, *([self.glyphs.note] if self.glyphs.note else []), self.stamp]
        self.page.notes_slide.notes_text_frame.text = "\n".join(text)


NUMBER = (
    f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
    f'<a:rPr lang="{LANGUAGE}" sz="1200"><a:solidFill><a:srgbClr val="{LIGHT.quiet[1:]}"/></a:solidFill></a:rPr>'
    "<a:t>‹#›</a:t></a:fld>"
)


def _template(presentation: Any) -> None:
    """The plain template: one layout, one family, our colours."""
    for layout in list(presentation.slide_layouts):
        if layout.name != KEPT:
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_master
    for holder in (master, presentation.slide_layouts[0]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type is not None and shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        title = next(shape for shape in holder.placeholders if shape.placeholder_format.idx == 0)
        title.left, title.top, title.width, title.height = SIDE, Inches(0.5), ACROSS, Inches(1.05)
        title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        title.text_frame.margin_left = 0
    _title_style(master)
    _theme(master)


def _title_style(master: Any) -> None:
    style = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle"))
    level = style.find(qn("a:lvl1pPr"))
    level.set("algn", "l")
    about = level.find(qn("a:defRPr"))
    about.set("sz", str(int(LARGE.pt * 100)))
    about.set("b", "1")
    about.set("lang", LANGUAGE)


def _theme(master: Any) -> None:
    """Family and colours of the theme, which charts and new slides follow."""
    (part,) = (each.target_part for each in master.part.rels.values() if each.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for name, colour in THEME.items():
        found = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", found, text, flags=re.DOTALL)
    part._blob = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\1{FONT}", text).encode()


def _look(chart: Any, about: Chart, steps: int) -> None:
    """Bars from the top down, colours by level, thin grey lines, intervals as error bars."""
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name, chart.font.color.rgb = SMALL, FONT, _colour(LIGHT.text)
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order, names.crosses = True, XL_AXIS_CROSSES.MAXIMUM
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = _colour(LIGHT.outline)
    values.major_gridlines.format.line.color.rgb = _colour(LIGHT.line)
    values.format.line.fill.background()
    for axis in (names, values):
        axis.major_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    values.minimum_scale, values.maximum_scale, values.major_unit = _scale(about, steps)
    (plot,) = chart.plots
    plot.gap_width, plot.vary_by_categories = SLIM if len(about.marks) < FEW else WIDE, False
    (series,) = plot.series
    series.invert_if_negative = False
    for at, bar in enumerate(about.marks):
        fill = series.points[at].format.fill
        fill.solid()
        fill.fore_color.rgb = _colour(LIGHT.level(bar.level) if bar.level else LIGHT.outline)
    if any(bar.x_low is not None for bar in about.marks):
        _errors(series, about)


def _scale(about: Chart, steps: int) -> tuple[float, float, float]:
    """From where to where the axis runs and in which steps: all bars and intervals are on it, and so is 0."""
    ticks = scale(x_values(about.marks), steps=steps).ticks
    return ticks[0], ticks[-1], ticks[1] - ticks[0]


def _errors(series: Any, about: Chart) -> None:
    """The distances from each middle to the ends of its interval."""
    ends = [(bar.x if end is None else end) - bar.x for bar in about.marks for end in (bar.x_high, bar.x_low)]
    bars = f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
    bars += f"<c:plus>{_literal(ends[::2])}</c:plus><c:minus>{_literal([-end for end in ends[1::2]])}</c:minus>"
    bars += f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{LIGHT.text[1:]}"/></a:solidFill></a:ln></c:spPr>'
    series._element.find(qn("c:cat")).addprevious(parse_xml(bars + "</c:errBars>"))


def _literal(values: Sequence[float]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{max(0.0, v)!r}</c:v></c:pt>' for at, v in enumerate(values))
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'


def _workbook(chart: Chart) -> bytes:
    """The numbers behind a chart, with the ends of the intervals; no text in it can become a formula."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(made, settings) as book:
        page = book.add_worksheet("Sheet1")
        for column, title in enumerate(("", line(chart.title), "low", "high")):
            page.write_string(0, column, title)
        for at, bar in enumerate(chart.marks, 1):
            page.write_string(at, 0, _name(bar.name, bar.text))
            for column, value in enumerate((bar.x, bar.x_low, bar.x_high), 1):
                if value is not None:
                    page.write_number(at, column, value)
    return made.getvalue()


def _name(name: str, text: str) -> str:
    """What a bar is called, with its number."""
    return f"{_cut(line(name), LONGEST_NAME)}: {line(text)}"


def _plain_table(frame: Any) -> None:
    """A table without bands, whose first row holds titles."""
    about = frame._element.graphic.graphicData.tbl.tblPr
    about.set("bandRow", "0")
    about.set("firstRow", "1")
    for style in about.findall(qn("a:tableStyleId")):
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _cell(cell: Any, text: str, *, head: bool, right: bool) -> None:
    paragraph = cell.text_frame.paragraphs[0]
    _run(paragraph, text, SMALL, LIGHT.text, bold=head)
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    cell.margin_left, cell.margin_right = 0, Inches(0.15)
    cell.margin_top = cell.margin_bottom = Inches(0.06)
    colour = LIGHT.outline if head else LIGHT.line
    edge = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(edge))


def _run(paragraph: Any, text: str, points: Pt, colour: str, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.name, run.font.bold, run.font.color.rgb = points, FONT, bold, _colour(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _described(shape: Any, name: str, alt: str) -> None:
    """The name and the alternative text of a shape."""
    for about in _about(shape):
        about.set("name", name)
        about.set("descr", alt)


def _decorative(shape: Any) -> None:
    for about in _about(shape):
        about.set("descr", "")
        about.set("name", "Accent")


def _about(shape: Any) -> Iterator[Any]:
    yield from list(shape._element.iter(qn("p:cNvPr")))[:1]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _colour(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
