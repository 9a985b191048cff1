"""Charts: bars and curves whose numbers are written beside their marks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from assessments.report.figures.charts import (
    LEFT,
    SPOT_HEIGHT,
    WIDTH,
    Bar,
    Fall,
    bars,
    curve,
    round_ticks,
    steps,
    waterfall,
)
from assessments.report.figures.text_width import width


def test_a_bar_is_as_long_as_its_value() -> None:
    svg = bars("People", [Bar("a", 50.0, "about 50"), Bar("b", 100.0, "about 100", level=4)], "people a year")
    widths = [float(w) for w in re.findall(r'class="bar[^"]*" x="\d+" y="\d+" width="([0-9.]+)"', svg)]
    assert widths[1] == 2 * widths[0]
    assert 'class="bar level-4"' in svg


def test_an_interval_is_drawn_where_there_is_one() -> None:
    assert 'class="span"' not in bars("People", [Bar("a", 50.0, "about 50")], "")
    spans = re.findall(
        r'class="span" d="M([0-9.]+) 17.0H([0-9.]+)"|class="span" d="M([0-9.]+) 17H([0-9.]+)"',
        bars("People", [Bar("a", 50.0, "", 25.0, 100.0)], ""),
    )
    low, high = (float(part) for part in spans[0] if part)
    assert (high - LEFT) == 4 * (low - LEFT)


def test_numbers_stand_in_one_column_that_no_interval_reaches() -> None:
    svg = bars("People", [Bar("a", 50.0, "about 50", 25.0, 100.0), Bar("b", 1.0, "about 1")], "")
    root = ET.fromstring(svg)
    texts = {text.text: float(text.get("x", "0")) for text in root.iter("{http://www.w3.org/2000/svg}text")}
    ends = [float(end) for end in re.findall(r'class="span" d="M[0-9. ]+H([0-9.]+)"', svg)]
    assert texts["about 50"] == texts["about 1"] > max(ends)
    assert texts["about 50"] + width("about 560,000 (82,000–4.7 million)", 13.0) <= WIDTH


def test_nothing_to_show_is_a_chart_without_marks() -> None:
    assert "<rect" not in bars("People", [], "people a year")
    assert 'class="line"' not in curve("Sizes", [], [("within 1 year", [])])


def test_the_curve_steps_down_along_a_log_axis() -> None:
    svg = curve("Sizes", [1.0, 100.0, 10_000.0], [("within 5 years", [0.8, 0.4, 0.1])])
    path = re.findall(r'class="line" d="([^"]+)"', svg)[0]
    xs = [float(x) for x in re.findall(r"H([0-9.]+)", path)]
    assert xs[2] - xs[1] == xs[1] - xs[0]
    assert ">10,000</text>" in svg
    assert ">80</text>" in svg


def test_a_curve_with_intervals_runs_straight_inside_its_shaded_band() -> None:
    bands = [([0.6, 0.2, 0.0], [1.0, 0.8, 0.4])]
    svg = curve("Sizes", [1.0, 100.0, 10_000.0], [("within 5 years", [0.8, 0.4, 0.1])], bands)
    line, band = (re.findall(f'class="{kind}" d="M([^"]+)"', svg)[0] for kind in ("line", "band"))
    at = [tuple(map(float, point.split())) for point in line.split("L")]
    edge = [tuple(map(float, point.split())) for point in band.removesuffix("Z").split("L")]
    low, high = edge[:3], edge[:2:-1]
    assert [x for x, _ in low] == [x for x, _ in high] == [x for x, _ in at]
    assert [h[1] < a[1] < b[1] for h, a, b in zip(high, at, low, strict=True)] == [True] * 3
    assert ">100</text>" in svg


def test_the_lines_of_a_curve_are_named_beside_it_and_their_axis_is_without_exponents() -> None:
    svg = curve("Sizes", [1.0, 10.0], [("within 5 years", [1.0, 0.9]), ("within 1 year", [0.999, 0.5])])
    assert re.findall(r'text-anchor="end">([^<]+)<', svg) == ["0", "50", "100"]
    names = re.findall(r'<text x="([0-9.]+)" y="([0-9.]+)">within', svg)
    (x, y), (other_x, other_y) = ((float(x), float(y)) for x, y in names)
    assert x == other_x > max(float(end) for end in re.findall(r"H([0-9.]+)", svg))
    assert other_y - y >= 16


def test_text_is_escaped() -> None:
    root = ET.fromstring(bars("<b>", [Bar("<script>", 1.0, "&")], "<i>"))
    assert [element.tag.split("}")[1] for element in root][:1] == ["title"]
    assert "<script>" in [element.text for element in root.iter()]


def test_names_and_numbers_of_a_waterfall_are_not_cut_off_at_its_edges() -> None:
    name, said = (
        "ownership tencent-holdings.tencent-international.management new",
        "−650,000 (−12 million to +2.5 million)",
    )
    svg = waterfall("From a to b", (Fall("From a", 9.0, "9"), Fall("To b", 3.0, "3")), [Fall(name, -6.0, said)], "")
    texts = {t.text or "": t for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
    (short,) = (text for text in texts if text.endswith("…"))
    assert len(short) > 30
    assert float(texts[short].get("x", "0")) - width(short, 13.0) >= 0.0
    assert float(texts[said].get("x", "0")) + width(said, 13.0) <= WIDTH
    assert "To b" in texts


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 0.0, (0.0, 1.0)),
        (0.0, 4.7e6, (0.0, 2e6, 4e6, 6e6)),
        (-11.0, 66.0, (-20.0, 0.0, 20.0, 40.0, 60.0, 80.0)),
        (0.0, 80.0, (0.0, 20.0, 40.0, 60.0, 80.0)),
    ],
)
def test_ticks_are_round_and_hold_both_ends(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert round_ticks(low, high) == ticks


def test_steps_stand_on_a_log_axis_that_holds_their_intervals() -> None:
    lines = [("status-quo", [(0.0, 2.0, 580_000.0)]), ("ban", [(0.0, 1.0, 580_000.0), (1.0, 2.0, 0.0)])]
    svg = steps("Harm", lines, ("years", "harm"), [(83_000.0, 580_000.0, 4.7e6)])
    spans = re.findall(r'class="span" d="M[0-9.]+ ([0-9.]+)V([0-9.]+)"', svg)
    ((lower, upper),) = [(float(low), float(high)) for low, high in spans]
    assert 14.0 < upper < lower < 14.0 + SPOT_HEIGHT
    texts = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[3:7] == ["0", "10,000", "100,000", "1 million"]
    assert texts[7] == "10 million"


def test_a_waterfall_holds_the_intervals_of_its_steps() -> None:
    ends = (Fall("From a", 9.0, "9", 2.0, 30.0), Fall("To b", 3.0, "3", 1.0, 8.0))
    svg = waterfall("From a to b", ends, [Fall("keys", -6.0, "-6", -40.0, 2.0)], "harm")
    spans = re.findall(r'class="span" d="M([0-9.]+) [0-9.]+H([0-9.]+)"', svg)
    edges = [float(x) for x in re.findall(r'class="grid" d="M([0-9.]+) ', svg)]
    assert len(spans) == 3
    assert all(edges[0] <= float(low) < float(high) <= edges[-1] for low, high in spans)
    texts = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:5] == ["−40", "−20", "0", "20", "40"]
