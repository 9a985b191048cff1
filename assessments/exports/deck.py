"""Slides that are written one by one in the layouts of their template: native charts, tables, pictures and notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from assessments.exports.archives import normalised
from assessments.exports.characters import Glyphs, font_folders, line
from assessments.exports.typesetting import png, shares, size
from assessments.report.blocks import Figure, Table
from assessments.report.figures.chart import Chart, scale, x_values
from assessments.report.figures.palette import LIGHT

TEMPLATE = Path(__file__).parent / "templates" / "slides.pptx"
LINES = 10
STAMP = 11
HEADER = 12
HEADING = 20
CHART = 30
TABLE = 40
PICTURE = 50
"""The placeholders of the layouts, by their numbers; a second heading and chart have the next ones."""

LANGUAGE = "en-GB"
SMALL, SMALLER, TIGHT = Pt(12), Pt(20), Pt(14)
LONG, MANY = 90, 700
DOTS, CHARACTERS, STEPS = 200.0, 120, 4
LONGEST_CELL = 160
LONGEST_NAME = 60
LONGEST_TITLE = 255
LONGEST_HEADER = 150
FEW, SLIM, WIDE = 5, 150, 45
PLAIN_TABLE = "{DA7A4EAC-4E00-4A00-8A00-000000000001}"


class Deck:
    """A presentation with a title in its properties; the stamp stands below each slide, the header above."""

    def __init__(self, title: str, stamp: str, header: str) -> None:
        self.presentation = Presentation(str(TEMPLATE))
        self.presentation.core_properties.title = title[:LONGEST_TITLE]
        self.glyphs = Glyphs(font_folders())
        self.stamp = stamp
        self.header = cut(header, LONGEST_HEADER)
        self.page: Any = None

    def slide(self, title: str, layout: str) -> None:
        """Begin a slide under its title, in a layout of the template."""
        self.page = self.presentation.slides.add_slide(self.presentation.slide_layouts.get_by_name(layout))
        frame = self.page.shapes.title.text_frame
        frame.text = title
        if len(title) > LONG:
            _set_size(frame.paragraphs[0], SMALLER)
        self._holder(STAMP).text = self.stamp
        self._holder(HEADER).text = self.header
        if not self.header:
            self._remove(HEADER)

    def _holder(self, number: int) -> Any:
        return self.page.placeholders[number]

    def _remove(self, number: int) -> None:
        shape = self._holder(number)._element
        shape.getparent().remove(shape)

    def lines(self, texts: Sequence[str]) -> None:
        """A few lines, the first of them quiet; many are set smaller."""
        frame = self._holder(LINES).text_frame
        frame.text = "\n".join(texts)
        frame.paragraphs[0].level = 1
        if sum(map(len, texts)) > MANY:
            for paragraph in frame.paragraphs:
                _set_size(paragraph, TIGHT)

    def chart(self, chart: Chart, place: int, count: int) -> None:
        """A native bar chart under its heading, one of several side by side."""
        from xlsxwriter import Workbook

        self._holder(HEADING + place).text = line(chart.title)
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = [_name(bar.name, bar.text) for bar in chart.marks]
        data.add_series(line(chart.title), [bar.x for bar in chart.marks])
        frame = self._holder(CHART + place).insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, data)
        _describe(frame, chart.title, line(chart.alt))
        _look(frame.chart, chart, STEPS // count)
        made = io.BytesIO()
        # Text comes from a map: none of it may become a formula or a link.
        settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(made, settings) as book:
            page = book.add_worksheet("Sheet1")
            for column, title in enumerate(("", line(chart.title), "low", "high")):
                page.write_string(0, column, title)
            for row, bar in enumerate(chart.marks, 1):
                page.write_string(row, 0, _name(bar.name, bar.text))
                for column, value in enumerate((bar.x, bar.x_low, bar.x_high), 1):
                    if value is not None:
                        page.write_number(row, column, value)
        frame.chart.part.chart_workbook.update_from_xlsx_blob(made.getvalue())

    def picture(self, figure: Figure) -> None:
        """A picture as large as fits, in the middle, with its alternative text."""
        room = self._holder(PICTURE)
        left, top, across, tall = room.left, room.top, room.width, room.height
        wide, high = size(figure.svg)
        width = min(across, int(tall * wide / high))
        dots = png(figure.svg, width / Pt(1), DOTS, self.glyphs)
        self._remove(PICTURE)
        shape = self.page.shapes.add_picture(io.BytesIO(dots), left + (across - width) // 2, top, width=width)
        _describe(shape, "Flow of data", line(figure.alt))

    def table(self, table: Table) -> None:
        """A table with a row of titles."""
        frame = self._holder(TABLE).insert_table(len(table.rows) + 1, len(table.columns))
        _describe(frame, line(table.caption), f"{line(table.caption)}, {len(table.rows)} rows.")
        properties = frame._element.graphic.graphicData.tbl.tblPr
        properties.set("bandRow", "0")
        properties.set("firstRow", "1")
        properties.find(qn("a:tableStyleId")).text = PLAIN_TABLE
        across = frame.width
        for column, share in zip(frame.table.columns, shares(table, CHARACTERS), strict=True):
            column.width = int(share * across)
        texts = [[column.title for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        for row, cells in zip(frame.table.rows, texts, strict=True):
            for cell, text, column in zip(row.cells, cells, table.columns, strict=True):
                cell.text = cut(line(text), LONGEST_CELL)
                paragraph = cell.text_frame.paragraphs[0]
                _set_size(paragraph, SMALL)
                paragraph.alignment = PP_ALIGN.RIGHT if column.numeric else PP_ALIGN.LEFT

    def content(self) -> bytes:
        """The bytes of the presentation, its texts said to be in its language."""
        for slide in self.presentation.slides:
            for run in slide.element.iter(qn("a:r")):
                run.get_or_add_rPr().set("lang", LANGUAGE)
        content = io.BytesIO()
        self.presentation.save(content)
        return normalised(content.getvalue())

    def notes(self, texts: Sequence[str]) -> None:
        """The notes for whoever presents it."""
        unshown = [self.glyphs.note] if self.glyphs.note else []
        self.page.notes_slide.notes_text_frame.text = "\n".join([*texts, *unshown, self.stamp])


def _look(chart: Any, content: Chart, steps: int) -> None:
    """Bars from the top down, colours by level, thin grey lines, intervals as error bars."""
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.color.rgb = SMALL, _colour(LIGHT.text)
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order, names.crosses = True, XL_AXIS_CROSSES.MAXIMUM
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = _colour(LIGHT.outline)
    values.major_gridlines.format.line.color.rgb = _colour(LIGHT.line)
    values.format.line.fill.background()
    for axis in (names, values):
        axis.major_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    ticks = scale(x_values(content.marks), steps=steps).ticks
    values.minimum_scale = ticks[0]
    values.maximum_scale = ticks[-1]
    values.major_unit = ticks[1] - ticks[0]
    (plot,) = chart.plots
    plot.gap_width, plot.vary_by_categories = SLIM if len(content.marks) < FEW else WIDE, False
    (series,) = plot.series
    series.invert_if_negative = False
    for place, bar in enumerate(content.marks):
        fill = series.points[place].format.fill
        fill.solid()
        fill.fore_color.rgb = _colour(LIGHT.level(bar.level) if bar.level else LIGHT.outline)
    if any(bar.x_low is not None for bar in content.marks):
        _errors(series, content)


def _errors(series: Any, content: Chart) -> None:
    """The distances from each middle to the ends of its interval."""
    ends = [(bar.x if end is None else end) - bar.x for bar in content.marks for end in (bar.x_high, bar.x_low)]
    bars = f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
    bars += f"<c:plus>{_literal(ends[::2])}</c:plus><c:minus>{_literal([-end for end in ends[1::2]])}</c:minus>"
    bars += f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{LIGHT.text[1:]}"/></a:solidFill></a:ln></c:spPr>'
    series._element.find(qn("c:cat")).addprevious(parse_xml(bars + "</c:errBars>"))


def _literal(values: Sequence[float]) -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{max(0.0, v)!r}</c:v></c:pt>' for place, v in enumerate(values))
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'


def _name(name: str, text: str) -> str:
    """The name of a bar, with its number."""
    return f"{cut(line(name), LONGEST_NAME)}: {line(text)}"


def _set_size(paragraph: Any, points: Pt) -> None:
    """Set the words of a paragraph in one size: PowerPoint takes no notice of the size of a paragraph."""
    for run in paragraph.runs:
        run.font.size = points


def _describe(shape: Any, name: str, alt: str) -> None:
    """Give a shape its name and alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", alt)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters, with a mark where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _colour(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
