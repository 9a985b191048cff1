"""Slides, and the templates of Office documents, opened by a reader that is not ours."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pptx

from assessments.exports import deck, word
from assessments.exports import pptx as slides_export
from assessments.exports.characters import line
from assessments.report.blocks import Figure
from assessments.report.cells import with_ends
from assessments.report.figures.chart import Chart
from assessments.report.figures.palette import LIGHT
from assessments.report.glossary import HARMED
from assessments.report.sections import actors, page_one
from assessments.report.slides import slides
from assessments.results.actors import all_actors, by_harm
from tests.support.assessed import drawn_case, written
from tests.support.exported import made, slide_parts, small


def test_a_presentation_is_sixteen_to_nine_and_does_not_say_otherwise() -> None:
    deck = pptx.Presentation(io.BytesIO(made("pptx")))
    size = deck.part._element.find(qn_slides("sldSz"))
    assert (round(int(size.get("cx")) / int(size.get("cy")), 2), size.get("type")) == (1.78, None)


def qn_slides(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"


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
    assert re.search(rf"leaves the least within reach: all data of {number} people, now of {number}$", titles[5])


def test_no_title_of_a_slide_says_that_a_route_is_certain_where_the_map_states_no_condition() -> None:
    titles = [slide.title for slide in slides(drawn_case("wechat-2020"))]
    assert titles[4] == (
        "The most open of the routes told: covert access by Canada (CA) to Tencent Holdings Ltd, for which the map "
        "states no condition"
    )
    assert [title for title in titles if "certain" in title] == []


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
    assert title.startswith(f"Of foreign states China (CN) comes first: {of_second} {HARMED} a year")
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
