"""Charts: data drawn alike on paper and on screen, with axes that hold every interval."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import fields, replace
from datetime import date
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.report.blocks import Figure
from assessments.report.figures import plotly_figure as on_screen
from assessments.report.figures import svg as on_paper
from assessments.report.figures.chart import (
    LOGARITHMIC,
    TITLES,
    UNREAD,
    Axis,
    Chart,
    ChartKind,
    Mark,
    scale,
    spread_axis,
)
from assessments.report.figures.palette import LIGHT
from assessments.report.figures.plotly_figure import plotly_figure
from assessments.report.figures.svg import WIDTH, fitting, svg, width
from assessments.report.law_words import title
from assessments.report.named_figures import FIGURES
from assessments.report.sections.law import in_time
from assessments.report.sections.order import sections
from laws.verdicts import verdicts
from tests.support.assessed import drawn_case
from tests.support.commanded import ROOT

PEOPLE = Axis("people a year")
SURROUNDS = 105  # in pixels: what a figure has above and below its rows
BELOW, A_LINE = 53.0, 17.0
"""Pixels that ticks and title of an axis take below a plot, and a line of names, as measured in Chromium."""
HOSTILE = '<script>alert(1)</script><a href="x">&'


def bars(*marks: Mark, axis: Axis = PEOPLE) -> Chart:
    return Chart("bars", "People", marks, axis)


def places(text: str, look: str) -> list[list[float]]:
    """The numbers in each path of one class."""
    return [
        [float(n) for n in re.findall(r"-?[0-9.]+", path)] for path in re.findall(f'class="{look}" d="([^"]+)"', text)
    ]


def test_a_bar_is_as_long_as_its_value() -> None:
    drawn = svg(bars(Mark("a", 50.0), Mark("b", 100.0, level=4)))
    short, long = (
        float(length) for length in re.findall(r'class="bar[^"]*" x="[0-9.]+" y="[0-9.]+" width="([0-9.]+)"', drawn)
    )
    assert long == 2 * short
    assert 'class="bar level-4"' in drawn


def test_the_frame_of_a_chart_holds_its_marks_units_and_finding_and_no_column_that_is_unused() -> None:
    frame = bars(Mark("a", 50.0, x_low=10.0, x_high=90.0, text="50 (10–90)"), Mark("b", 7.0)).frame
    expected = pd.DataFrame(
        {
            "name": ["a", "b"],
            "x": [50.0, 7.0],
            "x_low": [10.0, None],
            "x_high": [90.0, None],
            "text": ["50 (10–90)", ""],
        }
    )
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)
    assert frame.attrs == {"title": "People", "units": {"x": "people a year", "y": ""}}


@given(
    st.lists(st.tuples(st.floats(0.01, 1e7), st.floats(1.0, 1e4), st.floats(1.0, 1e4)), min_size=1, max_size=6),
    st.booleans(),
)
def test_every_interval_lies_inside_the_axis(triples: list[tuple[float, float, float]], log: bool) -> None:
    marks = [Mark("a", value, x_low=value / down, x_high=value * up) for value, down, up in triples]
    held = scale([end for mark in marks for end in (mark.x_low, mark.x_high)], log=log, decades=20)
    assert held.low <= min(mark.x_low or 0.0 for mark in marks) * (1 + 1e-9)
    assert held.high >= max(mark.x_high or 0.0 for mark in marks) * (1 - 1e-9)
    assert held.ticks[0] == pytest.approx(held.low)
    drawn = svg(bars(*marks, axis=Axis("people", log=log)))
    assert all(0.0 <= place <= WIDTH for path in places(drawn, "span") for place in (path[0], path[2]))


@pytest.mark.parametrize("values", [[], [0.0], [5.0, 5.0], [-3.0, 8.0], [1e-9], [float("inf"), 2.0]])
def test_an_axis_of_few_equal_or_endless_values_still_has_two_ends(values: list[float]) -> None:
    for log in (False, True):
        held = scale(values, log=log)
        assert held.low < held.high
        assert len(held.ticks) >= 2


def test_an_axis_turns_logarithmic_where_intervals_reach_far_beyond_the_values() -> None:
    assert spread_axis("people", [Mark("a", 100.0, x_low=50.0, x_high=4e6)]).log
    assert not spread_axis("people", [Mark("a", 100.0, x_low=50.0, x_high=400.0)]).log
    assert not spread_axis("change", [Mark("a", 1.0, x_low=-50.0, x_high=4e6)]).log


def test_numbers_stand_in_one_column_that_no_interval_reaches() -> None:
    drawn = svg(bars(Mark("a", 50.0, x_low=25.0, x_high=100.0, text="about 50"), Mark("b", 1.0, text="about 1")))
    texts = {
        text.text: float(text.get("x", "0")) for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    }
    assert texts["about 50"] == texts["about 1"] > max(path[2] for path in places(drawn, "span"))
    assert texts["about 50"] + width("about 560,000 (82,000–4.7 million)", 13.0) <= WIDTH


def test_nothing_to_show_is_a_chart_without_marks() -> None:
    assert "<rect" not in svg(bars())
    assert 'class="line"' not in svg(Chart("lines", "Sizes", (), Axis("people", log=True)))


def curve(*points: tuple[float, float, float | None, float | None]) -> Chart:
    marks = tuple(Mark("", x, y=y, y_low=low, y_high=high, series="within 5 years") for x, y, low, high in points)
    return Chart("lines", "Sizes", marks, Axis("people", log=True), Axis("chance in 100"))


def test_a_line_without_intervals_steps_down_along_a_log_axis() -> None:
    drawn = svg(curve((1.0, 80.0, None, None), (100.0, 40.0, None, None), (10_000.0, 10.0, None, None)))
    steps = [float(x) for x in re.findall(r"H([0-9.]+)", re.findall(r'class="line" d="([^"]+)"', drawn)[0])]
    assert steps[2] - steps[1] == pytest.approx(steps[1] - steps[0])
    assert 'class="band"' not in drawn


def test_a_line_with_intervals_runs_inside_its_shaded_band() -> None:
    drawn = svg(curve((1.0, 80.0, 60.0, 100.0), (100.0, 40.0, 20.0, 80.0), (10_000.0, 10.0, 0.0, 40.0)))
    (line,), (band,) = places(drawn, "line")[:1], places(drawn, "band")
    middle, low, high = line[1::2], band[1:6:2], band[:5:-2]
    assert all(h < m < b for h, m, b in zip(high, middle, low, strict=True))


def test_text_of_a_map_is_text_on_paper_and_on_screen() -> None:
    chart = Chart("bars", HOSTILE, (Mark(HOSTILE, 1.0, text=HOSTILE),), Axis(HOSTILE))
    root = ET.fromstring(svg(chart))
    assert [element.tag.split("}")[1] for element in root.iter() if element.tag.endswith(("script", "}a"))] == []
    layout, (trace,) = plotly_figure(chart, LIGHT).to_dict()["layout"], plotly_figure(chart, LIGHT).to_dict()["data"]
    assert all("<script" not in text for text in (layout["xaxis"]["title"]["text"], *layout["yaxis"]["ticktext"]))
    assert trace["hovertext"][0].count("<") == trace["hovertext"][0].count("<br>") == 1


def test_a_screen_shows_the_numbers_and_intervals_that_paper_shows() -> None:
    chart = bars(Mark("a", 50.0, x_low=25.0, x_high=100.0), Mark("b", 1.0, x_low=1.0, x_high=1.0, about="state:XB"))
    (trace,) = plotly_figure(chart, LIGHT).to_dict()["data"]
    assert (list(trace["x"]), list(trace["customdata"])) == ([50.0, 1.0], ["", "state:XB"])
    assert (list(trace["error_x"]["array"]), list(trace["error_x"]["arrayminus"])) == ([50.0, 0.0], [25.0, 0.0])


def test_points_are_numbered_from_the_top_where_a_list_says_their_names() -> None:
    marks = (Mark("Bar downloads", 10.0, y=20.0, text="20% removed"), Mark("Bar all use", 90.0, y=60.0))
    chart = Chart("scatter", "Trade-offs", marks, Axis("lost", log=True), Axis("%"))
    assert [mark.name for mark in chart.from_top] == ["Bar all use", "Bar downloads"]
    numbered = chart.numbered
    assert [(m.name, m.x, m.text) for m in numbered.marks] == [
        ("1", 90.0, "Bar all use"),
        ("2", 10.0, "Bar downloads: 20% removed"),
    ]
    named, by_number = (plotly_figure(c, LIGHT).to_dict()["layout"]["margin"]["r"] for c in (chart, numbered))
    assert by_number < 30 < named


def test_names_of_rows_that_are_too_long_to_stand_beside_their_bars_stand_above_them() -> None:
    long = Mark("How often a year does China order everybody's data?", 2.0, x_low=1.0, x_high=3.0)
    named, above = (
        plotly_figure(Chart("ranges", "t", (mark,), Axis("x")), LIGHT) for mark in (replace(long, name="A"), long)
    )
    assert (list(named.layout.yaxis.ticktext), len(named.layout.annotations)) == (["A"], 0)
    assert list(above.layout.yaxis.ticktext) == []
    assert [words.text for words in above.layout.annotations] == [
        "How often a year does China order everybody's<br>data?"
    ]


def test_a_name_above_its_bar_is_clear_of_it_and_of_the_bar_before() -> None:
    long = "How many people's data come along with each target of the United States, in words without end?"
    figure = plotly_figure(Chart("ranges", "When", (Mark(long, 1.0),) * 4, PEOPLE, rule=1.0), LIGHT).to_dict()
    row = (figure["layout"]["height"] - SURROUNDS) / 4
    bar, name = figure["data"][0]["width"] * row, figure["layout"]["annotations"][1]
    below = name["yshift"]
    assert name["y"] == pytest.approx(1 - bar / row / 2)
    assert below > 0
    assert row - bar - below - A_LINE * 2 > 0


def test_an_upright_line_has_another_colour_than_the_bars_it_crosses() -> None:
    chart = Chart("ranges", "When", (Mark("a", 1.0, x_low=0.0, x_high=2.0),), PEOPLE, rule=1.0)
    figure = plotly_figure(chart, LIGHT).to_dict()
    assert figure["layout"]["shapes"][0]["line"]["color"] not in figure["data"][0]["marker"]["color"]
    assert len(places(svg(chart), "span")) == 1


def test_a_tick_far_below_one_is_short_enough_to_stand_beside_the_next() -> None:
    chart = Chart("density", "t", (Mark("", 1e-7, y=0.5), Mark("", 0.1, y=1.0)), Axis("", log=True))
    assert plotly_figure(chart, LIGHT).layout.xaxis.ticktext == (
        "1 in<br>10M",
        "1 in<br>100k",
        "0.001",
        "0.1",
    )


def test_a_long_name_of_a_span_is_broken_and_stays_upright() -> None:
    marks = (Mark("prohibited, enforcement suspended", 0.0, text="from 2025-01-20"),)
    (trace,) = plotly_figure(Chart("spans", "Over time", marks, Axis("")), LIGHT).to_dict()["data"]
    assert (*trace["text"], trace["textangle"]) == ("prohibited,<br>enforcement suspended<br>from 2025-01-20", 0)


def test_a_name_that_has_no_room_ends_in_an_ellipsis_and_fits() -> None:
    name = "ownership tencent-holdings.tencent-international.management"
    cut = fitting(name, 13.0, 200.0)
    assert cut.endswith("…")
    assert width(cut, 13.0) <= 200.0 < width(name, 13.0)
    assert fitting("short", 13.0, 200.0) == "short"


TITLED = re.compile(r"[A-Z%][^_]*")


@pytest.mark.parametrize("name", ["eu-saas", "own-state"])
def test_the_table_behind_each_figure_has_a_title_in_words_for_every_column(name: str) -> None:
    """All figures of a report, and the time line of laws; each quantity stands once, without how it is drawn."""
    run = drawn_case(name)
    blocks = (block for section in sections(run) for block in section.blocks)
    laws = in_time(verdicts(run.data_map), run.data_map.as_of)
    charts = [block.chart for block in (*blocks, laws) if isinstance(block, Figure) and block.chart is not None]
    assert len(charts) > 5
    for chart in charts:
        titles = list(chart.table.columns)
        assert [title for title in titles if not TITLED.fullmatch(title) or "axis)" in title] == []
        assert len(titles) == len(set(titles))
        assert set(chart.frame.columns) <= {field.name for field in fields(Mark)}


def test_a_law_in_two_versions_is_in_force_while_either_holds() -> None:
    """India's rule 7 ends on the day before section 16 begins; the law has one bar, up to the edge."""
    laws = verdicts(drawn_case("eu-saas").data_map)
    found = next(verdict for verdict in laws if verdict.regime == "in_transfer")
    asked = replace(found, decision=replace(found.decision, outcome="unknown"))
    figure = in_time([*laws, asked], date(2027, 6, 1))
    assert figure.chart is not None
    india = next(mark for mark in figure.chart.marks if mark.name == title("in_transfer"))
    assert (india.hollow, india.text) == (False, "from 2011-04-11")
    assert {mark.x_high for mark in figure.chart.marks} == {india.x_high}
    assert figure.chart.title == "6 of 6 laws that concern the app, or may, are in force on 2027-06-01"


def test_a_law_that_may_apply_is_in_force_by_a_text_that_was_not_read_too() -> None:
    """Executive Order 13873 applied before the rules of 2021; laws that do not concern the app have no bar."""
    figure = in_time(verdicts(drawn_case("wechat-2020").data_map), date(2020, 9, 25))
    assert figure.chart is not None
    rules = next(mark for mark in figure.chart.marks if mark.name == title("us_icts"))
    assert (rules.hollow, rules.text, len(figure.chart.marks)) == (False, "from 2019-05-15", 9)


def test_what_is_hollow_is_so_on_paper_and_on_screen_in_rows_too() -> None:
    """The time line of laws says in its caption what hollow means."""
    marks = tuple(Mark(name, 1.0, x_low=1.0, x_high=2.0, hollow=name == "no") for name in ("yes", "no"))
    chart = Chart("ranges", "When", marks, PEOPLE)
    assert re.findall(r'<rect class="(\w+)"', svg(chart)) == ["bar", "hollow"]
    marker = plotly_figure(chart, LIGHT).to_dict()["data"][0]["marker"]
    assert (marker["color"], marker["line"]["color"]) == ([LIGHT.outline, LIGHT.page], LIGHT.outline)


def test_names_and_ticks_stand_aside_from_their_axes() -> None:
    layout = plotly_figure(bars(Mark("a", 50.0)), LIGHT).layout
    assert min(layout.xaxis.ticklabelstandoff, layout.yaxis.ticklabelstandoff) >= 5


def test_every_column_that_a_mark_can_fill_has_a_title_or_is_for_the_figure_alone() -> None:
    assert {*TITLES, *UNREAD} == {field.name for field in fields(Mark)}


def test_how_an_axis_is_drawn_stands_along_it_and_is_no_part_of_its_unit() -> None:
    chart = bars(Mark("One", 5_000.0), axis=Axis("people a year", log=True, drawn=LOGARITHMIC))
    assert ">people a year (log axis)<" in svg(chart)
    assert chart.frame.attrs["units"]["x"] == "people a year"
    assert "People a year" in chart.table


def test_the_highest_name_over_a_curve_has_room_in_its_figure() -> None:
    named = tuple(Mark(name, x) for name, x in (("0.7", 0.7), ("0.9", 0.9), ("0.98", 0.98)))
    chart = Chart("density", "A curve", (Mark("", 0.5, 1.0), Mark("", 0.8, 4.0), *named), Axis(""))
    drawn = plotly_figure(chart, LIGHT).to_dict()
    layout, names = drawn["layout"], drawn["data"][1]
    plot = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"] - BELOW
    above = plot * (1.0 - names["y"][0] / layout["yaxis"]["range"][1])
    assert above >= A_LINE * max(name.count("<br>") + 1 for name in names["text"])


def test_every_kind_of_chart_is_drawn_on_paper_and_on_screen() -> None:
    for file, drawn in (("svg.py", on_paper._DRAWN), ("plotly_figure.py", on_screen._TRACES)):
        missing = set(get_args(ChartKind)) - set(drawn)
        assert missing == set(), f"assessments/report/figures/{file} draws no {missing}"


def test_the_first_chart_of_each_section_has_a_name_for_the_library() -> None:
    """One that nobody can ask for by name is told to nobody who works in a notebook."""
    run = drawn_case("wechat-2020")
    charts = {section.id: [b.chart for b in section.blocks if isinstance(b, Figure)] for section in sections(run)}
    named = [figure.chart for figures in FIGURES.values() for figure in figures(run)]
    missing = [id_ for id_, drawn in charts.items() if drawn and drawn[0] not in (None, *named)]
    assert missing == [], f"FIGURES of assessments/report/named_figures.py has no name for the figure of {missing}"
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    assert [name for name in FIGURES if f'"{name}"' not in text] == [], "docs/library.md names each"
