"""What reports say of every shipped case, and what they may not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import signature, unwrap
from itertools import pairwise
from pkgutil import iter_modules

import numpy as np
import pytest

from assessments.conclusions.forecast import likelihood_level, severity_level
from assessments.report import sections as folder
from assessments.report.blocks import Block, Cell, Column, Figure, Heading, NamedCells, Notice, StepByStep, Table, Text
from assessments.report.documents import report
from assessments.report.glossary import HARMED
from assessments.report.option_words import NOT_STATED
from assessments.report.sections import (
    actors,
    assumptions,
    law,
    left_out,
    page_one,
    people,
    routes,
    sizes,
    summary,
    tornado,
)
from assessments.report.sections.order import IN_FULL, SECTIONS, sections
from assessments.report.sentences import number, rests_sentence
from assessments.results.actors import all_actors, likelihood_bands, totals, totals_by_side
from assessments.results.headline import headline, headline_numbers
from assessments.results.part import Quantity
from assessments.results.parts import Total
from assessments.run import Run, Settings, Simulation, assess
from data_maps.reading import case_path
from risk.catalogue import catalogue
from tests.support.assessed import FEW, blocks, case, drawn_case, section, stated, told, written

TWO_FIGURES = re.compile(r"0*([1-9])?([0-9])?0*\Z|99[1-9]\Z")
"""Of a chance near one in 100 the first figure of what it lacks stands too: 99.7."""
NOTHING = """
app: Quiet
as_of: 2026-03-01
users: {XA: 1M}
data: [text]
owner: {name: Quiet, jurisdiction: XA}
leave_out: [{event: "*", why: to see what nothing looks like}]
"""


SOLD = """
app: {name: Salon, operator: salon}
as_of: 2026-03-01
viewpoint: DE
users: {people: {in: DE, count: 3M}}
data: {posts: text, ads: metadata}
parties: {salon: {organised_in: DE}, network: {organised_in: IE}}
systems: {core: {operator: salon, in: DE, keys: operator}}
flows:
  - {from: people, to: core, data: [posts, ads]}
  - {from: core, to: network, data: [ads], for: sale}
"""


def our_words(block: Block) -> Iterator[str]:
    """What we say in a block; titles and reasons of sources and laws are others' words."""
    match block:
        case Text() | Heading() | Notice():
            yield block.text
        case NamedCells():
            yield from (name for name, _ in block.rows)
        case Figure():
            yield from (block.caption, block.alt)
        case Table():
            yield from (block.caption, block.empty, *(column.title for column in block.columns))
        case StepByStep():
            yield from (block.title, block.summary, *(step.because for step in block.steps))


def cells(block: Block) -> Iterator[tuple[Column, Cell]]:
    if isinstance(block, Table):
        for row in block.rows:
            assert len(row) == len(block.columns), block.caption
            yield from zip(block.columns, row, strict=True)


@pytest.mark.parametrize("name", FEW)
def test_no_number_in_a_table_has_more_than_two_significant_figures(name: str) -> None:
    shown = [
        (column.title, cell.text)
        for block in blocks(name)
        for column, cell in cells(block)
        if column.numeric and "range" not in column.title
    ]
    numbers = [
        (title, text, n) for title, text in shown for n in re.findall(r"[0-9][0-9,.]*", text.replace("in 100", ""))
    ]
    assert numbers
    assert [found for found in numbers if not TWO_FIGURES.match(found[2].replace(",", "").replace(".", ""))] == []


@pytest.mark.parametrize("name", FEW)
def test_every_place_of_an_interval_says_that_it_is_not_computed(name: str) -> None:
    pairs = [pair for block in blocks(name) for pair in pairwise(cells(block))]
    shown = {
        interval.text
        for (_, number), (column, interval) in pairs
        if column.title == "90% interval" and (number.text, interval.text) != (NOT_STATED, "")
    }
    assert shown == {"not computed"}


@pytest.mark.parametrize("name", FEW)
def test_every_section_has_a_title_of_its_own(name: str) -> None:
    found = told(name)
    assert len({part.id for part in found}) == len({part.title for part in found}) == len(SECTIONS)


@pytest.mark.parametrize("name", FEW)
def test_a_report_says_first_what_the_forecast_rests_on(name: str) -> None:
    assert report(case(name)).first == rests_sentence(headline(case(name)).rests_on.harm)


def test_what_a_map_leaves_out_is_said_before_any_number() -> None:
    blocks = section("example-chat", page_one.section).blocks
    run = case("example-chat")
    whole = assess(run.data_map.model_copy(update={"leave_out": ()}), Settings())
    said = (
        f"Left out: {len(run.events.left_out)} events, all of 10 actors among them; "
        f"{number(whole.harm - run.harm)} {HARMED} a year."
    )
    assert blocks[0] == Notice(said)
    assert blocks[1] == Heading(page_one.WHO)
    assert Notice(said) not in section("example-chat", summary.section).blocks


def test_the_five_line_map_says_how_much_of_it_is_judged() -> None:
    first = section("wechat-five-lines", summary.section).blocks[0]
    assert first == Notice(
        "Of the forecast, 36% rests on judged numbers, 9% on bracketed, 40% on counted and 15% on stated ones.",
        "assumed",
    )


def test_the_summary_tells_of_others_than_states() -> None:
    others = next(block for block in section("example-chat", summary.section).blocks if isinstance(block, Text))
    assert others.text == (
        "Apart from states, if such rates held, criminals, insiders and buyers would take data of about 150 people "
        "(interval not computed) a year at level 3 or higher, mostly through break-ins."
    )


def test_others_than_states_are_told_by_the_way_that_exposes_people_at_the_level_that_is_told() -> None:
    """What is sold about many people, at a low level, is not how contents come to be taken."""
    run = written(SOLD)
    buyers = next(actor for actor in all_actors(run) if actor.actor == "buyers")
    assert buyers.persons_per_year[3].point == 0.0
    assert buyers.harm.point > totals_by_side(run)["others"].harm.point / 2
    assert summary.others_sentence(run).text.endswith(" a year at level 3 or higher, mostly through break-ins.")


def test_a_sentence_carries_its_numbers_and_what_they_are_about() -> None:
    others = summary.others_sentence(case("example-chat"))
    assert "".join(span.text for span in others.spans) == others.text
    assert [(span.text, span.about, span.missing) for span in others.spans if span.about or span.missing] == [
        ("about 150 people", "others", False),
        ("interval not computed", "", True),
    ]


@pytest.mark.parametrize(
    ("mean", "error", "words"),
    [
        (160.0, 3.0, "; the average is 160"),
        (360.0, 9.0, "; the average, 360, is pulled up by the high ends of the ranges"),
        (360.0, 40.0, "; the average, 400, is pulled up by the high ends of the ranges"),
        (360.0, 200.0, ""),
    ],
)
def test_an_average_stands_beside_the_median_as_far_as_simulations_make_it_sure(
    mean: float, error: float, words: str
) -> None:
    run = case("example-chat")
    others = stated(totals(run).others)
    persons = {
        **others.persons_per_year,
        3: Quantity(152.0, mean=mean, median=148.0, low=40.0, high=520.0, mean_error=error),
    }
    shown = _with_others(run, others.model_copy(update={"persons_per_year": persons}))
    assert f"about 150 people (90% interval 40–520{words}) a year" in summary.others_sentence(shown).text


def _with_others(run: Run, others: Total) -> Run:
    copy = Run(run.data_map, run.settings, run.events, run.model)
    vars(copy)["kept"] = {(unwrap(totals_by_side), (), ()): {**totals_by_side(run), "others": others}}
    return copy


def test_own_and_foreign_states_stand_in_columns_of_their_own() -> None:
    apart = ["By foreign states", "By their own state", "By criminals, insiders, buyers"]
    for part in (people.section, sizes.section, people.strategic):
        table = next(block for block in section("own-state", part).blocks if isinstance(block, Table))
        assert [column.title for column in table.columns[1:] if column.title != "90% interval"] == apart


def test_the_legal_question_that_moves_most_is_told_as_a_pair() -> None:
    said = [block.text for block in section("harbour", summary.section).blocks if isinstance(block, Text)]
    assert said[-1] == (
        "Can the law or practice of XB make parent hand data over? If so, orders by XB would expose about 1,600 people "
        "(interval not computed) a year at level 3 or higher; if not, nobody. We put about 50 in 100 (interval not "
        "computed) on the first."
    )


NEVER_IN_OUR_WORDS = re.compile(
    r"\b(?:gets? at|irreversible|foreign and own alike|(?:un)?likely|almost (?:certain|no chance)|roughly even)\b"
)


@pytest.mark.parametrize("name", FEW)
def test_no_word_of_likelihood_or_of_harm_done_is_in_a_report(name: str) -> None:
    words = [text for block in blocks(name) for text in our_words(block)]
    assert [text for text in words if NEVER_IN_OUR_WORDS.search(text)] == []


def test_confidence_is_said_in_a_sentence_of_its_own() -> None:
    said = [block.text for name in FEW for block in blocks(name) if isinstance(block, Text)]
    assert any("Confidence in this forecast is low" in text for text in said)


def test_foreign_states_the_own_state_and_others_are_in_lists_of_their_own() -> None:
    foreign, own, others = (block for block in section("eu-saas", actors.section).blocks if isinstance(block, Table))
    names = [row[0].text for row in foreign.rows]
    recorded = {"China (CN)", "Iran (IR)", "North Korea (KP)", "Russia (RU)", "Saudi Arabia (SA)"}
    named = {"Ireland (IE)", "Luxembourg (LU)", "United States (US)"}
    assert set(names) == named | recorded | {"United Kingdom (GB)", "All other states"}
    assert [row[0].text for row in own.rows] == ["Germany (DE)"]
    assert [row[0].text for row in others.rows] == ["Criminals", "Insiders"]


def test_ways_that_differ_in_data_or_group_only_are_one_route() -> None:
    listed = [block for block in section("eu-saas", routes.section).blocks if isinstance(block, StepByStep)]
    assert len(listed) == 5
    assert len({(route.title, *((step.because, step.likely) for step in route.steps)) for route in listed}) == 5
    assert any(" and " in route.summary for route in listed)


def test_a_route_to_a_state_is_told_with_reason_law_source_and_place() -> None:
    page = routes.chosen_routes(case("wechat-2020"), actor="state:CN", data=None, users=None, most=1)
    (china,) = (block for block in page.blocks if isinstance(block, StepByStep))
    power = next(step for step in china.steps if step.target == "China (CN)" and step.source != "China (CN)")
    assert any("in force since" in told and "grade" in told for told in power.evidence)
    assert power.place.startswith("case:wechat-2020:")
    assert power.likely.startswith("about ")
    told = [block for block in section("wechat-2020", routes.section).blocks if isinstance(block, StepByStep)]
    assert all(step.because and step.evidence for route in (china, *told) for step in route.steps)


def test_what_to_find_out_starts_with_the_maps_own_questions() -> None:
    own, assumed = (block for block in section("wechat-2020", assumptions.questions).blocks if isinstance(block, Table))
    assert [row[0].text for row in own.rows] == [q.ask for q in case("wechat-2020").data_map.questions]
    assert len(assumed.rows) == 10


def test_a_map_on_which_nothing_can_happen_has_a_report() -> None:
    found = sections(written(NOTHING))
    assert len(found) == len(SECTIONS)
    text = " ".join(t for part in found for block in part.blocks for t in our_words(block))
    assert "no event looked at would let criminals, insiders and buyers take anyone's data." in text
    assert "Confidence in this forecast" not in text
    assert "No route leads to anyone's data." in text


def test_what_a_terminal_prints_in_full_is_a_part_of_the_report() -> None:
    assert [part.id for part in sections(case("harbour"), IN_FULL)] == [
        "page-one",
        "may-be-said",
        "would-change",
        "reach",
        "summary",
        "people",
        "actors",
        "placebo",
        "routes",
        "uses",
        "assumptions",
        "questions",
        "moving",
        "law",
        "track-record",
        "notes",
        "rule-702",
    ]


def test_a_terminal_prints_in_full_the_laws_that_apply_or_may() -> None:
    part = section("wechat-2020", law.short_section)
    lead, table, more = part.blocks
    assert isinstance(lead, Text)
    assert "are not in force on that day" in lead.text
    assert isinstance(table, Table)
    assert [cells[0].text for cells in table.rows] == [
        "US orders of 2020 on WeChat, TikTok and other apps",
        "US procurement ban on telecommunications equipment (section 889)",
        "US rules on information and communications technology and services",
        "US Children's Online Privacy Protection Rule (COPPA)",
    ]
    assert more == Text("datareach regimes says why, with the texts and what would tell.")


def test_likelihood_levels_are_cut_at_5_20_and_55_in_100() -> None:
    assert [likelihood_level(p) for p in (0.0, 0.0499, 0.05, 0.1999, 0.20, 0.5499, 0.55, 1.0)] == [
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
    ]


def test_simulations_are_told_by_level_and_one_at_a_cut_is_in_the_level_above() -> None:
    run = drawn_case("example-chat")
    by_criminals = [run.events.events[place] for place in run.of_actor("criminals")]
    chances = stated(run.uncertain).at_least_one(by_criminals)[-1]
    cuts = tuple(np.sort(chances)[[10, 50, 50]].tolist())
    levels = [sum(chance >= cut for cut in cuts) for chance in chances.tolist()]
    assert likelihood_bands(run, "criminals", cuts) == [levels.count(level) / len(levels) for level in range(4)]
    assert likelihood_bands(run, "criminals", (2.0,)) == [1.0, 0.0]
    assert likelihood_bands(case("example-chat"), "criminals", cuts) is None


def test_severity_is_the_highest_level_of_a_hundredth_or_of_a_hundred_people() -> None:
    def exposed(*persons: float) -> Total:
        by_level = {n: Quantity(p) for n, p in enumerate(persons, 1)}
        return Total(
            harm=Quantity(1.0), persons_per_year=by_level, content_persons_per_year=Quantity(1.0), at_least_one={}
        )

    assert severity_level(exposed(1e6, 1e5, 99.0, 0.0)) == 2
    assert severity_level(exposed(1e6, 1e5, 100.0, 0.0)) == 3
    assert severity_level(exposed(1000.0, 10.0, 9.9, 0.0)) == 2
    assert severity_level(exposed(0.0, 0.0, 0.0, 0.0)) == 0


def test_the_report_read_out_of_the_example_is_level_2_for_bulk() -> None:
    assert likelihood_level(headline_numbers(case("example-chat")).bulk[5].point) == 2


def test_a_section_left_with_nothing_says_what_that_means() -> None:
    columns = (Column("Event"), Column("Why it is left out"))
    empty = Table("Events left out by the map", columns, (), "The map leaves nothing out.")
    assert section("wechat-2020", left_out.section).blocks[0] == empty


@pytest.mark.parametrize(
    ("low", "high", "where"), [(259e3, 261e3, "is about 260,000"), (240e3, 261e3, "lies from 240,000 to 260,000")]
)
def test_an_interval_that_two_figures_cannot_tell_apart_is_one_number(low: float, high: float, where: str) -> None:
    assert f"with 95% confidence it {where} {HARMED} a year" in summary.simulated(
        Simulation(low, high, 250e3, 730e3, (high - low) / 2.0)
    )


def test_a_kind_of_event_that_a_map_has_none_of_is_named_beside_those_it_has() -> None:
    tables = {block.caption: block for block in section("harbour", left_out.section).blocks if isinstance(block, Table)}
    kinds = tables["Kinds of event that were looked for"]
    said = {row[0].text: row[1].text for row in kinds.rows}
    events = case("harbour").events.events
    assert said["Orders about named people"] == str(sum("/compelled/targeted/" in e.key for e in events))
    assert said["The sale of data"] == "none"
    assert len(said) == len(catalogue().threats)


def test_a_question_of_law_that_exposes_nobody_either_way_is_not_asked() -> None:
    text = case_path("wechat-five-lines").read_text("utf-8")
    assert summary.law_sentences(written(text)) != ()
    assert summary.law_sentences(written(text.replace("19M", "{best: 0, exact: true, why: it is not offered}"))) == ()


def test_every_section_of_a_run_is_in_a_report() -> None:
    """The tornado is a part of the section on sensitivity."""
    in_reports = {make.__module__ for make in (*SECTIONS, *IN_FULL)} | {tornado.__name__}
    modules = [import_module(f"assessments.report.sections.{info.name}") for info in iter_modules(folder.__path__)]
    told_apart = [module for module in modules if hasattr(module, "section")]
    of_a_run = [module for module in told_apart if "run" in signature(module.section).parameters]
    missing = [module.__name__ for module in of_a_run if module.__name__ not in in_reports]
    assert missing == [], f"no tuple of assessments/report/sections/order.py has {missing}"
