"""What a report says of options: what they cut, what people lose, and what would turn an order round."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest

from assessments.conclusions.options import by_reach
from assessments.report.blocks import Figure, Heading, Table, Text
from assessments.report.figures.option_figures import scatter_figures
from assessments.report.glossary import ONE_HARMED
from assessments.report.option_words import TRACK, in_picture
from assessments.report.sections import options as told
from assessments.report.sentences import change
from assessments.report.slides import slides
from assessments.results.options.table import options_of
from assessments.run import Run, Settings, assess
from data_maps.reading import case_path, read
from risk.options.timeline import with_options
from tests.assessments.test_sections import cells, our_words
from tests.support.assessed import case, case_map, drawn_case, section, stated
from tests.support.maps import map_of
from tests.support.words import FORBIDDEN

WITH_OPTIONS = ("example-chat", "own-state")
CUSTODY = "A domestic trustee holds the administrator accounts, with audit"


@cache
def drawn() -> Run:
    """The worked example with draws."""
    return drawn_case("example-chat", 2_000)


def table(run: Run, number: int) -> dict[str, list[str]]:
    """A table of the section, its rows by their first cell."""
    found = [block for block in told.section(run).blocks if isinstance(block, Table)][number]
    return {cells[0].text: [cell.text for cell in cells[1:]] for cells in found.rows}


def test_the_worked_table_comes_out_to_two_figures() -> None:
    removed, lost, beside = (table(case("example-chat"), number) for number in range(1, 4))
    assert removed["Bar downloads and updates"] == ["500", "0", "−15", "6", "0"]
    assert lost["Bar downloads and updates"] == [
        "310,000",
        "not computed",
        "general 89%, diaspora 10% and officials less than 1%",
        "talk 100%",
        "290,000",
        "not computed",
        "store",
    ]
    assert beside["Bar downloads and updates"] == [
        "at once",
        "at once",
        "not said",
        "not said",
        "not computed",
        "harm: 73 (interval not computed); officials: 4,800 (interval not computed)",
        "harm: no; officials: no",
    ]
    assert beside[CUSTODY][:2] == ["after 6 months", "after 6 months"]


def test_beside_a_mark_of_the_frontier_stands_in_which_share_of_draws_it_holds() -> None:
    marks = [row[-1] for row in table(drawn(), 3).values()]
    share = r"(?:yes|no) \((?:\d+%|less than 1%|more than 99%)\)"
    assert [mark for mark in marks if not re.fullmatch(f"harm: {share}; officials: {share}", mark)] == []
    least = told.in_short(options_of(drawn()))[2]  # type: ignore[arg-type]
    assert re.search(r"; nothing listed beats it on harm and burden in .+ of simulations\.$", least)


def test_every_option_and_combination_is_a_row_of_every_table() -> None:
    rows = [row.title for row in by_reach(options_of(drawn()))]  # type: ignore[arg-type]
    assert set(rows) == {row.title for row in options_of(drawn()).rows[1:]}  # type: ignore[union-attr]
    assert [list(table(drawn(), number)) for number in range(4)] == [["Nothing is done", *rows], rows, rows, rows]


def test_a_dominated_option_is_named_with_its_probability_and_its_flip() -> None:
    said = [block.text for block in told.section(drawn()).blocks if isinstance(block, Text)]
    (found,) = [text for text in said if text.startswith("Users hold the keys to content: ")]
    assert "of simulations another listed option cuts at least as much risk on both tracks with no more burden" in found
    assert "By harm, this reverses if “" in found
    assert "our range" in found


def test_where_a_dominated_option_stops_being_it_is_told_of_both_tracks() -> None:
    said = [block.text for block in told.section(drawn()).blocks if isinstance(block, Text)]
    (found,) = [text for text in said if text.startswith("Bar the service: in ")]
    assert re.search(
        r"is above 0\.23 \(our range .*\); by officials exposed, it reverses if that is above 0\.19 \(we put .* "
        r"on that\)\.$",
        found,
    )


def test_each_option_says_where_it_comes_from_and_what_its_numbers_rest_on() -> None:
    said = table(case("tiktok-2020"), 4)
    assert list(said) == [row.title for row in options_of(case("tiktok-2020")).rows[1:-1]]  # type: ignore[union-attr]
    assert said["Disclose where data go, and set an age limit"][0].startswith("TikTok v. Garland, 604 U.S. __ (2025)")
    assert said["Disclose where data go, and set an age limit"][1].startswith("The Supreme Court in 2025: disclosure")
    assert said["Disclose where data go, and set an age limit"][2] == "2 judged and 1 by default"
    assert said["Users hold the keys (to messages and drafts; for comparison)"] == [
        told.NO_SOURCE,
        "In none of the documents seen, so no party states an effect",
        "none",
    ]


def test_each_order_says_how_sure_it_is_on_each_track() -> None:
    *_, names, harm, strategic = [block for block in told.section(drawn()).blocks if isinstance(block, Table)]
    assert names.caption == "What pictures call the options"
    assert harm.caption == "Which leaves less risk, and how sure that is"
    assert strategic.caption == "Which leaves fewer officials exposed, and how sure that is"
    assert [len(table.rows) for table in (harm, strategic)] == [7, 7]
    first = [cell.text for cell in harm.rows[0]]
    assert first[:2] == [
        f"{CUSTODY} + Users hold the keys to content",
        "The group is sold, the seller keeps a licence contract",
    ]
    assert first[3] in ("stable", "leaning", "not distinguishable on this evidence")
    assert {cells[3].text for table in (harm, strategic) for cells in table.rows} >= {"stable"}
    assert list(told.orders(options_of(case("example-chat")))) == []  # type: ignore[arg-type]


def test_options_that_leave_the_same_in_every_draw_are_in_no_order() -> None:
    same = "{do: [{end_access: {party: helpers, to: pier}}]}"
    text = case_path("harbour").read_text(encoding="utf-8") + f"options: {{one: {same}, two: {same}}}\n"
    (found,) = told.orders(options_of(assess(map_of(text), Settings(draws=1_000))))  # type: ignore[arg-type]
    assert [[cell.text for cell in cells] for cells in found.rows] == [
        ["one", "two", "0%", "none: both leave the same in every simulation"],
        ["two", "Nothing is done", "100%", "stable"],
    ]


def test_each_ban_has_a_sentence_for_each_milder_option_and_its_price() -> None:
    blocks = told.section(case("example-chat")).blocks
    start = blocks.index(Heading("What would have to be true for this to be the better choice: Bar the service"))
    said = [block.text for block in blocks[start + 1 :] if isinstance(block, Text)]
    assert said[0].startswith(
        "On average about 920,000 people can no longer use the app (interval not computed); about "
    )
    assert said[0].endswith("over 2 years, borne by general 89%, diaspora 10% and officials less than 1%.")
    assert said[1] == "Beside “Bar the app from government devices”:"
    at = said.index(f"Beside “{CUSTODY}”:")
    assert said[at + 1] == (
        f"It leaves less risk if “With ‘{CUSTODY}’ in force: Can Example Chat Group make Example Chat Operations hand "
        "data over?” is above 0.37 (our range 0.067 to 0.49; we put about 18 in 100 on that)."
    )
    assert said[-2] == (
        f"Choosing it over “Bar the app from government devices” makes sense only if {ONE_HARMED} is "
        "worth more than 270 person-years without the app (interval not computed). That is a choice, not "
        "a finding. Choosing it over doing nothing makes sense, by officials exposed alone, only if one official "
        "exposed is worth more than 20,000 person-years without the app (interval not computed). That is "
        "a choice, not a finding."
    )


def test_a_map_without_options_says_so() -> None:
    assert section("harbour", told.section).blocks == (Text(told.NOTHING),)


def test_an_assessment_with_options_in_force_says_which() -> None:
    data_map = with_options(case_map("example-chat"), ["custody"])
    found = assess(data_map, Settings(options=("custody",)))
    (said,) = told.section(found).blocks
    assert isinstance(said, Text)
    assert said.text.startswith(f"Everything here is assessed with this in force, as if it all acted now: {CUSTODY}.")
    assert options_of(found) is None


@pytest.mark.parametrize("name", WITH_OPTIONS)
def test_no_comparison_uses_a_forbidden_word(name: str) -> None:
    found = options_of(case(name))
    assert found is not None
    said = [text for block in told.compared(found).blocks for text in our_words(block)]
    said += told.in_short(found)
    said += [text for block in section(name, told.section).blocks for text in our_words(block)]
    assert [text for text in said if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("name", ["eu-saas", "example-chat", "wechat-2020"])
def test_a_picture_has_those_hollow_that_are_off_the_frontier_of_its_own_track(name: str) -> None:
    options = options_of(case(name))
    assert options is not None
    figures = [block for block in section(name, told.section).blocks if isinstance(block, Figure)]
    of_track = [{r.option: r.frontier for r in options.rows}, {r.option: r.strategic_frontier for r in options.rows}]
    hollow = [{mark.name: mark.hollow for mark in figure.chart.marks} for figure in figures[:2] if figure.chart]
    for marks, frontier in zip(hollow, of_track, strict=False):
        drawn = {in_picture(options, r): not frontier[r.option] for r in options.rows}
        assert marks == {name: drawn[name] for name in marks}
        assert len(marks) > 1


@pytest.mark.parametrize(("name", "which"), [("wechat-2020", " with a stated loss"), ("example-chat", "")])
def test_a_picture_that_leaves_options_out_says_which_it_counts(name: str, which: str) -> None:
    """Beside it a table counts all of them."""
    figure = next(block for block in section(name, told.section).blocks if isinstance(block, Figure))
    assert figure.chart is not None
    many = len(figure.chart.marks)
    assert re.fullmatch(f"[0-9]+ of {many} options{which} are best trade-offs on harm: .*", figure.chart.title)


def test_the_table_of_best_trade_offs_says_on_which_track_each_is_as_many_as_the_pictures_count() -> None:
    options = options_of(case("eu-saas"))
    assert options is not None
    on = [row[-1].text for row in told.frontier(options).rows]
    counted = [f"{sum(track in tracks for tracks in on)} of 4" for track in ("harm", "officials exposed")]
    titles = [figure.chart.title for figure in scatter_figures(options) if figure.chart]
    assert [title.partition(" options")[0] for title in titles] == counted
    assert [f"trade-offs on {track}:" in title for track, title in zip(TRACK.values(), titles, strict=True)] == [
        True
    ] * 2


def test_a_picture_leaves_out_those_of_which_the_table_says_that_what_people_lose_is_not_stated() -> None:
    options = options_of(case("eu-saas"))
    assert options is not None
    table, (figure, *_) = told.in_one(options), scatter_figures(options)
    at = [column.title for column in table.columns].index("Loss borne by")
    unstated = sum(row[at].text == "not stated" for row in table.rows)
    assert unstated > 0
    assert figure.caption.endswith(f" Of {unstated} more, what people lose is not stated.")
    assert "Cut off from the app" in [column.title for column in table.columns]


def test_the_pictures_name_every_option_and_say_their_numbers() -> None:
    figures = [block for block in section("example-chat", told.section).blocks if isinstance(block, Figure)]
    harm, strategic, *over_time = figures
    for scatter in (harm, strategic):
        assert scatter.svg.count("<circle") == 7
        assert "does as much for less." in scatter.caption
    no = "(interval not computed)"
    assert f"A domestic trustee holds…: 54% {no} removed, 4,200 {no} lost" in harm.alt
    assert f"A domestic trustee holds…: 51% {no} removed, 4,200 {no} lost" in strategic.alt
    assert [figure.caption.partition(":")[0] for figure in over_time] == [
        "People seriously harmed (equivalent) a year, over the years",
        "Officials exposed a year, over the years",
        "Person-years without the app a year, over the years",
    ]
    assert over_time[0].alt.startswith(f"Nothing is done: 3,600 {no} at first, 3,600 {no} at last; Bar downloads and ")
    assert over_time[2].alt.startswith(f"Nothing is done: 0 {no} at first, 0 {no} at last; Bar downloads and ")


def test_a_figure_over_time_of_which_anything_is_nothing_starts_at_nothing() -> None:
    """On a logarithmic axis 0 person-years would stand at the lowest number that is drawn, such as 100,000."""
    figures = [block for block in section("example-chat", told.section).blocks if isinstance(block, Figure)]
    harm, _, burden = (stated(figure.chart) for figure in figures[2:])
    assert [bool(mark.y) for mark in harm.marks].count(False) == 0
    assert (harm.y.log, harm.y.words[-11:]) == (True, " (log axis)")
    assert {mark.y for mark in burden.marks if mark.series == "Nothing is done"} == {0.0}
    assert (burden.y.log, burden.y.words) == (False, "person-years without the app a year")


def test_the_short_form_is_four_sentences() -> None:
    blocks = told.short_section(case("example-chat")).blocks
    assert [type(block) for block in blocks] == [Text, Text, Text, Text]
    assert list(cells(blocks[0])) == []


def test_a_burden_beside_a_least_of_0_has_no_limit_in_words() -> None:
    assert (told._times(2.5), told._times(math.inf)) == ("2.5", "no limit")
    assert [column.title for column in told.BESIDE if column.title.endswith("(no limit: that least is 0)")]


def test_what_is_too_small_to_tell_from_nothing_is_nothing() -> None:
    shown = [change(x) for x in (1e-12, -1e-12, 0.004, -0.004, -31.4)]
    assert shown == ["0", "0", "below 0.01", "just below 0", "−31"]


def test_options_of_which_nobody_says_what_people_lose_make_no_picture_of_burdens_and_can_be_exported() -> None:
    text = case_path("harbour").read_text(encoding="utf-8")
    reading = read(f"{text}options: {{doubt: {{do: [{{set: {{interest.XB: 0.3}}}}]}}}}\n", "map.yaml")
    assert reading.data_map is not None, reading.problems
    run = assess(reading.data_map)
    options = options_of(run)
    assert options is not None
    assert scatter_figures(options) == ()
    assert [len(slide.shown) for slide in slides(run) if "leaves the least within reach" in slide.title] == [1]


def test_a_side_that_does_not_act_is_said_not_to_in_place_of_a_number() -> None:
    options = options_of(drawn_case("example-chat"))
    assert options is not None
    cells_of_own_state = {tuple(cell.text for cell in row[3:5]) for row in told.frontier(options).rows}
    assert cells_of_own_state == {("does not act here", "")}
