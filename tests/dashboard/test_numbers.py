"""The estimates: found by filters, drawn, changed in place, taken back, and led back to their line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.report.blocks import Table
from assessments.report.figures.palette import PALETTES
from assessments.report.number_cards import MAIN, Sought, sought
from assessments.report.questions import finding_out, question, worth_words
from assessments.report.sections import sensitivity, tornado, worth
from assessments.results.ledger import by_spread
from assessments.results.value_of_information import worth as worth_of
from assessments.run import Run
from dashboard.pages.numbers import BARS, _further, _of_record
from dashboard.show import as_label
from dashboard.what_if import stops
from tests.conftest import settle
from tests.support.assessed import shown_case
from tests.support.dashboards import FIVE, address, editor, go, notices, opened_own, palettes, said, text_at, visited

CASE = "case:wechat-five-lines"
START = f"map={CASE}"
ASKED = "Can the law or practice of China make Tencent hand"


@pytest.fixture(scope="module")
def run() -> Run:
    return shown_case("wechat-five-lines")


def test_the_weakest_number_is_named_first_and_is_the_one_most_worth_finding_out(run: Run) -> None:
    text = text_at("numbers", map=CASE)
    first, *_ = finding_out(run)
    assert f"Weakest   {first.text}" in re.sub(r"\s{2,}", "   ", text)
    assert first.about == by_spread(run)[0].number.address


def test_a_number_says_what_finding_it_out_is_worth(run: Run) -> None:
    first, *_ = finding_out(run)
    known = worth_of(run, (first.about,))
    assert known is not None
    text = re.sub(r"\s{2,}", "   ", said(visited("numbers", map=CASE, number=first.about)))
    assert f"Worth knowing   {worth_words(known.value, known.unit)}" in text


def test_the_numbers_of_people_behind_a_law_are_those_that_are_shown() -> None:
    at = visited("numbers", map=CASE, about="people")
    text = said(at)
    assert "The numbers behind how many people there are" in text
    assert notices(at) == []


def test_what_decides_most_comes_first(run: Run) -> None:
    shares = [row.variance_share or 0.0 for row in sought(run, Sought())]
    assert shares == sorted(shares, reverse=True)
    first, *_ = by_spread(run)
    assert sought(run, Sought())[0] == first
    assert address(visited("numbers", map=CASE)) == {"map": [CASE]}
    assert f"{question(run.data_map, first.number.address)} Value" in re.sub(r"\s+", " ", text_at("numbers", map=CASE))


def test_how_good_the_defaults_have_been_stands_above_the_numbers() -> None:
    assert re.search(
        r"Track record\s+These defaults expected .* known thefts at \d+ services; \d+ are known\.",
        text_at("numbers", map=CASE),
    )


def test_sliders_move_the_curve_and_what_they_say_is_tried() -> None:
    at = visited("numbers", map=CASE, number="power.CN.tencent")
    ends, middle = at.select_slider
    assert (ends.value, middle.value) == ((0.7, 0.98), 0.9)
    ends.set_range(0.3, 0.5).run()
    _, middle = at.select_slider
    assert isinstance(middle.value, float)
    assert 0.3 < middle.value < 0.5
    middle.set_value(0.4).run()
    assert "90% from 0.3 to 0.5, as likely above 0.4 as below" in said(at)
    next(button for button in at.button if button.label == "Try this curve in this view").click().run()
    assert address(at)["set"] == ["power.CN.tencent=[0.3, 0.4, 0.5]"]


@pytest.mark.parametrize("ends", [(0.7, 0.9, 0.98), (1e-5, 1e-4, 3e-3), (0.004, 0.2, 0.95), (2e3, 1.5e4, 3e5)])
def test_sliders_stop_at_the_present_ends_and_beyond_them_and_never_at_0_or_1(ends: tuple[float, ...]) -> None:
    low, middle, high = ends
    places = stops(low, middle, high)
    assert list(places) == sorted(set(places))
    assert {low, middle, high} <= set(places)
    assert 0.0 < places[0] < low
    assert high < places[-1]
    assert high > 1.0 or places[-1] < 1.0


@pytest.mark.parametrize("address", ["record.covert.HK", "record.covert.CA"])
def test_a_number_whose_range_no_map_can_state_has_no_sliders(address: str) -> None:
    at = visited("numbers", map="case:wechat-2020", number=address)
    assert not list(at.select_slider)
    assert notices(at) == []


def test_who_says_it_and_why_is_asked_before_it_is_written_into_the_map(folder: Path) -> None:
    at = visited("numbers", map=CASE, number="power.CN.tencent")
    next(box for box in at.text_input if box.label == "Value").set_value("0.2")
    next(button for button in at.button if button.label == "Write it into the map").click().run()
    assert "Say who says it, and why, before it is written into the map." in notices(at)
    assert address(at) == {"map": [CASE], "number": ["power.CN.tencent"]}


def test_all_families_come_first_and_a_link_opens_another() -> None:
    at = visited("numbers", map=CASE)
    assert at.selectbox(key="select:family").value == "all"
    at.selectbox(key="select:family").select("attempts").run()
    assert address(at) == {"map": [CASE], "family": ["attempts"]}
    assert "How many attempts a year" in said(at)
    assert visited("numbers", **address(at)).selectbox(key="select:family").value == "attempts"


def test_filters_find_what_they_say(run: Run) -> None:
    everything = sought(run, Sought())
    assert {row.number.address.split(".")[0] for row in sought(run, Sought(families=MAIN))} <= set(MAIN)
    assumed, stated = (sought(run, Sought(assumed=value)) for value in (True, False))
    assert {row.number.address for row in (*assumed, *stated)} == {row.number.address for row in everything}
    assert all(row.assumed for row in assumed)
    wide = sought(run, Sought(spread=0.05))
    assert list(wide) == [row for row in by_spread(run) if (row.variance_share or 0.0) >= 0.05]


def test_what_a_filter_does_not_know_is_said_and_left_aside() -> None:
    found = notices(visited("numbers", map=CASE, family="powr", spread="7", said="nobody"))
    assert found == [
        "Which numbers: 'powr' is none of its choices (did you mean 'power'?). It is left aside.",
        "Who says so: 'nobody' is none of its choices. It is left aside.",
        "Uncertainty: '7' is none of its choices. It is left aside.",
    ]


def test_what_finding_out_is_worth_is_what_the_method_says(run: Run) -> None:
    text = text_at("numbers", map=CASE)
    (table,) = (block for block in worth.section(run).blocks if isinstance(block, Table))
    assert len(table.rows) == 10
    assert [cell.text for row in table.rows for cell in row if cell.text not in text] == []


def test_other_choices_are_shown_when_they_are_asked_for() -> None:
    at = visited("numbers", map=CASE)
    assert "the severity ratio is 10" not in said(at)
    at.toggle(key="numbers:more").set_value(True).run()
    assert "the severity ratio is 10" in said(at)


def test_a_number_is_chosen_tried_taken_back_and_written_into_the_map(page: Page) -> None:
    go(page, "Numbers", START)
    page.locator("label.choice", has_text=ASKED).click()
    expect(page).to_have_url(re.compile("number=power.CN.tencent"))
    settle(page)
    figures_follow_the_palette(page)
    a_number_is_tried_and_taken_back_by_keyboard_alone(page)
    a_number_is_written_into_the_map_and_leads_to_its_line(page)


def a_number_is_tried_and_taken_back_by_keyboard_alone(page: Page) -> None:
    expect(page.get_by_role("heading", name="Can the law or practice of China make")).to_be_visible()
    chart = page.get_by_test_id("stPlotlyChart").first
    expect(chart.locator(".js-plotly-plot")).to_be_visible()
    expect(page.get_by_text("90% from 0.7 to 0.98").first).to_be_visible()
    page.get_by_role("textbox", name="Value").focus()
    page.keyboard.insert_text("[0.2, 0.3, 0.4]")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Ann")
    page.get_by_role("button", name="Try it in this view").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("set=power.CN.tencent"))
    settle(page)
    expect(page.get_by_text("0.3 (0.2–0.4)").first).to_be_visible()
    expect(page.get_by_text("by Ann").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo: Can the law or practice of China")).focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("set="))
    settle(page)
    expect(page.get_by_text("0.9 (0.7–0.98)").first).to_be_visible()


def a_number_is_written_into_the_map_and_leads_to_its_line(page: Page) -> None:
    for value, shown in (("0.2", "0.2, 90%"), ("30%", "0.3, 90%")):
        page.get_by_role("textbox", name="Value").fill(value)
        page.get_by_role("textbox", name="Said by").fill("Ann")
        page.get_by_role("textbox", name="Why").fill("As told.")
        page.get_by_role("button", name="Write it into the map").click()
        expect(page.locator("label.choice", has_text=ASKED)).to_contain_text(shown)
        settle(page)
    page.get_by_role("button", name="To its line in the map").click()
    expect(page.locator(".cm-activeLine")).to_have_text("  power.CN.tencent: {best: 30%, by: Ann, why: As told.}")
    expect(editor(page)).not_to_contain_text("power.CN.tencent: {best: 0.2")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "Write a number, or a range like [0.2, 0.5, 0.8]."),
        ("many", "power.CN.tencent: 'many' is not a share (write 30% or 0.3)."),
        ("{a: *b}", "power.CN.tencent: "),
        ("[0.9, 0.1]", "power.CN.tencent: "),
    ],
)
def test_what_is_no_number_is_said_and_changes_nothing(folder: Path, value: str, sentence: str) -> None:
    at = visited("numbers", map=CASE, number="power.CN.tencent")
    for label in ("Try it in this view", "Write it into the map"):
        for field, text in (("Value", value), ("Said by", "Ann"), ("Why", "As told.")):
            next(box for box in at.text_input if box.label == field).set_value(text)
        next(button for button in at.button if button.label == label).click().run()
        assert any(notice.startswith(sentence) for notice in notices(at))
        assert address(at) == {"map": [CASE], "number": ["power.CN.tencent"]}


def test_what_a_second_person_says_is_pooled_with_what_the_first_said() -> None:
    says = "power.CN.tencent={low: 0.6, high: 0.8, by: Ann}"
    at = visited("numbers", map=CASE, number="power.CN.tencent", set=says)
    boxes = {box.label: box for box in at.text_input}
    boxes["Value"].set_value("[0.1, 0.2, 0.3]")
    boxes["Said by"].set_value("Ben")
    next(box for box in at.checkbox if box.label.startswith("Beside what is said by Ann")).check()
    next(button for button in at.button if button.label == "Try it in this view").click().run()
    text = said(at)
    assert "(pooled from 2 people)" in text
    assert re.search(r"Ann\s+0.71 \(0.6–0.8\)", text)
    assert re.search(r"Ben\s+0.2 \(0.1–0.3\)", text)
    assert "together, each as likely to be right" in text


def test_nobody_is_put_beside_the_catalogue() -> None:
    assert not list(visited("numbers", map=CASE, number="power.CN.tencent").checkbox)


def test_the_card_of_a_default_lists_its_counts_its_rows_and_their_sources() -> None:
    text = text_at("numbers", map=CASE, number="record.covert.IR")
    assert "Rows of takings (3)" in text
    assert "3 takings, 62 operations, 13 years" in text
    assert "Rows of" not in text_at("numbers", map=CASE, number="users.users-us.count")


def test_readings_of_the_record_stand_open_and_once_and_bars_in_numbers_are_folded(run: Run) -> None:
    at = visited("numbers", map=CASE)
    (bars,) = (fold for fold in at.expander if fold.label == BARS)
    assert [tornado.HEADING in html.proto.body for html in bars.get("html")] == [True]
    table = next(block for block in sensitivity.record_blocks(run) if isinstance(block, Table))
    assert said(at).count(table.caption) == 1
    assert [cell.text for row in table.rows for cell in row if cell.text not in said(at)] == []
    at.toggle(key="numbers:more").set_value(True).run()
    assert said(at).count(table.caption) == 1
    assert "How sure the order of actors is" in said(at)


def test_parts_that_the_page_shows_apart_make_up_the_sections_of_the_report(run: Run) -> None:
    figure, *notices = tornado.picture(run)
    assert (figure, *tornado.bar_tables(run), *notices) == tornado.section(run).blocks
    parts = (*sensitivity.together(run), *sensitivity.record_blocks(run), *sensitivity.orders(run))
    assert sensitivity.section(run).blocks[-len(parts) :] == parts
    again = [block for block in _further(run) if block in (*tornado.section(run).blocks, *_of_record(run))]
    assert again == []


def test_no_name_of_whoever_estimated_is_a_picture_from_elsewhere() -> None:
    by = "![x](https://elsewhere.example/x.png)"
    text = f'{FIVE}estimates: {{power.CN.tencent: {{best: 0.3, by: "{by}"}}}}\n'
    at = opened_own(visited("numbers", number="power.CN.tencent"), "own.yaml", text.encode())
    at.session_state["params"] = {"map": ["own:own.yaml"], "number": ["power.CN.tencent"]}
    (label,) = [box.label for box in at.run().checkbox if box.label.startswith("Beside")]
    assert label == as_label(f"Beside what is said by {by}: all of it is then pooled")


def figures_follow_the_palette(page: Page) -> None:
    """Of a page that is open."""
    letters = page.locator(".js-plotly-plot .xtick text").first
    for scheme in palettes(page):
        expect(letters).to_have_css("fill", rgb(PALETTES[scheme].text))
    page.emulate_media(color_scheme="light")
    settle(page)


def rgb(colour: str) -> str:
    """A colour as a browser says it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_name_of_one_very_long_word_goes_on_in_the_next_line_of_a_table() -> None:
    """Else its column takes the whole width, and all others one letter a line."""
    name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2
    at = opened_own(visited("numbers"), "long.yaml", FIVE.replace("Tencent", name).encode())
    bodies = [element.proto.body for element in at.get("html")]
    cells = [cell for body in bodies for cell in re.findall("<t[dh][^>]*>(.*?)</t[dh]>", body, re.DOTALL)]
    assert [cell for cell in cells if name in cell.replace("<wbr>", "")] != []
    assert [cell for cell in cells if re.search(r"\w{25}", re.sub("<[^>]+>", " ", cell))] == []
