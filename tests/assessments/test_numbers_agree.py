"""A walk over all that people read of an assessment: no number outside its interval, and one number for one thing."""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessments.exports import html as html_export
from assessments.exports import markdown as markdown_export
from assessments.exports import pdf as pdf_export
from assessments.record import record_text
from assessments.record.drafts import drafted
from assessments.record.entries import AssessmentRequest
from assessments.record.store import open_store
from assessments.report.blocks import Cell, Figure, Table, Text
from assessments.report.cells import tightly, with_ends
from assessments.report.figures.chart import Chart, Mark
from assessments.report.glossary import HARMED
from assessments.report.number_cards import card, card_of, in_short
from assessments.report.questions import question
from assessments.report.sections import actors, comparison, second_looks, sensitivity
from assessments.report.sections.choke_points import closing_sentence, first_choke_points, remaining
from assessments.report.sections.order import SECTIONS, sections
from assessments.report.sentences import (
    actor_name,
    as_read,
    by_percent,
    chance,
    figures,
    number,
    rests_sentence,
    with_interval,
)
from assessments.report.slides import slides
from assessments.results.actors import all_actors, totals_by_side
from assessments.results.breakdown import moved_by
from assessments.results.comparison.compared import ComparedMap, comparison_of, measures_of
from assessments.results.headline import headline, headline_numbers
from assessments.results.ledger import ledger_rows
from assessments.results.quantity import route_quantity
from assessments.results.routes import as_one_list, by_actor, leading_routes
from assessments.run import Run, Settings
from casework import meeting_screens
from casework.recording import Review
from dashboard.pages import answer
from tests.support.assessed import case_map, drawn_case
from tests.support.recorded import ADA

FIRST_SCREEN = (answer._headline, answer._asked, answer._reach, answer._use)
ANSWERS = (*FIRST_SCREEN, answer._page_one, answer._numbers, answer._confidence, answer._finding_out)
CASES = ("example-chat", "wechat-five-lines")
WORDS = {"none": 0.0, "certain": 100.0, "without end": math.inf, "no limit": math.inf}
LOOSE = ("less than ", "fewer than ", "just below ", "below ", "above ", "more than ", "<", ">")
SIZES = {"million": 1e6, "billion": 1e9}
NUMBER = r"[\d.,]*\d(?: million| billion)?"
END = rf"(?:{'|'.join(LOOSE)})?(?:[+−-]?[\d.,]*\d(?: million| billion)?|none|certain|without end|no limit)"
UNIT = r"%| in 100"
KNOWN = re.compile(
    rf"(?P<number>{END})(?P<unit>{UNIT})?(?: people| persons?)? "
    rf"\((?:90% interval )?(?P<low>{END})(?P<low_unit>{UNIT})?(?:–| to )(?P<high>{END})(?P<high_unit>{UNIT})?[;)]"
)
HARMS = ("People seriously harmed (equivalent) a year", "People seriously harmed (equivalent)")
HALF = 0.499
"""What is rounded lies less than half a step of its last figure away."""

Ends = tuple[float, float]


def ends(text: str, step: float) -> Ends:
    """Between which values lies what is written as a number of two figures, rounded to no less than a step."""
    loose = next((word for word in LOOSE if text.startswith(word)), "")
    plain = text.removeprefix(loose).replace("−", "-").removeprefix("+")
    digits, _, size = plain.partition(" ")
    value = WORDS[plain] if plain in WORDS else float(digits.replace(",", "")) * SIZES.get(size, 1.0)
    if loose:
        return (
            (-math.inf, value)
            if loose.strip() in ("less than", "fewer than", "just below", "below", "<")
            else (value, math.inf)
        )
    if value == 0.0 or math.isinf(value):
        return value, value
    slack = HALF * max(step, 10.0 ** (math.floor(math.log10(abs(value))) - 1))
    return value - slack, value + slack


def is_inside(found: re.Match[str]) -> bool:
    """Whether a number as it is written may lie between two ends as they are written; hundredths are whole."""
    step = 1.0 if found["high_unit"] else 0.0
    (least, most), (bottom, _), (_, top) = (ends(found[name], step) for name in ("number", "low", "high"))
    return most >= bottom and least <= top


@cache
def read(name: str) -> tuple[object, ...]:
    """Everything that is made of a case for people to read: sections, slides, and blocks of pages alone."""
    run = drawn_case(name)
    leading = all_actors(run)[0].actor
    pages: list[object] = [make(run) for make in ANSWERS]
    pages += [sensitivity.moving(run), second_looks.short_section(run)]
    pages += [card_of(run, row) for row in ledger_rows(run)[:5]]
    pages += [in_short(run, row) for row in ledger_rows(run)]
    pages += [remaining(run, chain.first.addresses[:1]) for chain in leading_routes(run)]
    pages += [closing_sentence(one) for one in first_choke_points(run, leading)]
    every = as_one_list(by_actor(run).values())
    pages += [card(run, f"n:{part}", every) for part in _parts(run)]
    return (*sections(run, SECTIONS), *slides(run), *pages)


def _parts(run: Run) -> Iterator[str]:
    yield from (f"people:{group}" for group in run.data_map.users)
    yield from (f"system:{system}" for system in run.data_map.systems)


def within(value: object) -> Iterator[object]:
    """A value and everything in it, to any depth."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from within(each)


@cache
def texts(name: str) -> tuple[str, ...]:
    """Every text of a case but the pictures, whose words are in `alt`."""
    pictures = {found.svg for found in within(read(name)) if isinstance(found, Figure)}
    return tuple(text for text in within(read(name)) if isinstance(text, str) and text not in pictures)


@cache
def tables(name: str) -> tuple[Table, ...]:
    return tuple(found for found in within(read(name)) if isinstance(found, Table))


def pairs(table: Table) -> Iterator[tuple[Cell, Cell]]:
    """The cells of numbers with the cells of intervals to their right."""
    titles = [column.title for column in table.columns]
    beside = [at for at, title in enumerate(titles) if at and title.startswith("90%")]
    yield from ((row[at - 1], row[at]) for row in table.rows for at in beside if row[at - 1].value is not None)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("380,000 (90% interval 390,000–5.5 million)", False),
        ("390,000 (90% interval 390,000–5.5 million)", True),
        ("80,000 (90% interval 183,000–510,000)", False),
        ("about 560,000 people (90% interval 82,000–4.7 million)", True),
        ("58% (<1–52%)", False),
        ("about 8 in 100 (90% interval less than 1–33 in 100)", True),
        ("−12 (+1 to +30)", False),
        ("1.2 million (1–3)", False),
    ],
)
def test_the_walk_tells_numbers_inside_from_those_outside(text: str, inside: bool) -> None:
    (found,) = KNOWN.finditer(text)
    assert is_inside(found) == inside


@pytest.mark.parametrize("name", CASES)
def test_no_number_in_a_text_stands_outside_the_interval_behind_it(name: str) -> None:
    found = [match for text in texts(name) for match in KNOWN.finditer(text)]
    outside = [each[0] for each in found if not is_inside(each)]
    assert outside == []
    assert len(found) > 100


@pytest.mark.parametrize("name", CASES)
def test_no_number_of_a_table_stands_outside_the_interval_beside_it(name: str) -> None:
    """Where both ends are said alike they stand once, and the number is as they are."""
    told = [
        (number.text.removeprefix("about "), known.text) for table in tables(name) for number, known in pairs(table)
    ]
    found = [(each, KNOWN.fullmatch(f"{each[0]} ({each[1]})")) for each in told]
    assert [number for (number, known), match in found if match is None and number != known] == []
    matches = [match for _, match in found if match]
    assert [each[0] for each in matches if not is_inside(each)] == []
    assert len(matches) > 30


@pytest.mark.parametrize("name", CASES)
def test_every_bar_ends_within_its_interval(name: str) -> None:
    marks = [mark for mark in within(read(name)) if isinstance(mark, Mark)]
    known = [
        (m.x_low, m.x, m.x_high) for m in marks if m.x_low is not None and m.x_high is not None and m.start is None
    ]
    assert [ends for ends in known if not ends[0] <= ends[1] <= ends[2]] == []
    assert len(known) > 10


def first_cells(name: str, head: str, column: int = 1) -> set[str]:
    """What stands in one column of all rows that begin so."""
    return {row[column].text for table in tables(name) for row in table.rows if row[0].text.startswith(head)}


def matching(name: str, words: str) -> set[str]:
    """What every text says where words have a group for it."""
    return {match for text in texts(name) for match in re.findall(words, text)}


@pytest.mark.parametrize("name", CASES)
def test_what_there_is_now_is_one_number_everywhere(name: str) -> None:
    """Beside the inherent harm, among other choices, over the years, where steps are switched off; by side above."""
    now = headline_numbers(drawn_case(name)).harm
    number, interval = as_read(now, figures), tightly(now)
    of_sides = {as_read(total.harm, figures) for total in totals_by_side(drawn_case(name)).values()}
    assert matching(name, rf"^({NUMBER}) \(90% interval [^)]*\) {re.escape(HARMED)} a year$") == of_sides
    assert first_cells(name, "Residual: as the map says") == first_cells(name, "nothing is changed") == {number}
    assert matching(name, rf" of ({NUMBER}) \(90% interval [^)]*\) by ") == of_sides
    over_years = matching(name, r"^Nothing is done: (.*?) at first, ") | matching(
        name, r"; Nothing is done: (.*?) at last"
    )
    if drawn_case(name).data_map.options:
        assert f"{number} ({interval.partition('(')[2]}" in {each.replace("90% interval ", "") for each in over_years}


@pytest.mark.parametrize("name", CASES)
def test_an_actor_has_one_harm_everywhere(name: str) -> None:
    """In both tables of actors, in the words of the figure and on the slide."""
    for actor in all_actors(drawn_case(name)):
        shown, head = with_ends(actor.harm), re.escape(actor_name(actor.actor))
        rows = [row for table in tables(name) if table.columns[-1].title in HARMS for row in table.rows]
        assert {(row[-1].text, row[-1].value) for row in rows if row[0].text == actor_name(actor.actor)} == {
            (shown.text, shown.value)
        }
        assert matching(name, rf"(?:^|; ){head}: ({NUMBER}(?: \([^)]*\))?)(?=, own state|;|$)") <= {shown.text}


@pytest.mark.parametrize("name", CASES)
def test_actors_stand_in_the_order_of_the_harm_that_is_shown(name: str) -> None:
    """In each list, in the figure and on the slide."""
    lists = [table for table in tables(name) if table.columns[-1].title in HARMS and len(table.rows) > 1]
    shown = [[row[-1].value or 0.0 for row in table.rows] for table in lists]
    title = actors.title(drawn_case(name))
    charts = [found for found in within(read(name)) if isinstance(found, Chart) and found.title == title]
    shown += [[mark.x for mark in chart.marks] for chart in charts]
    assert shown == [sorted(values, reverse=True) for values in shown]
    assert len(charts) == 2


@pytest.mark.parametrize("name", CASES)
def test_what_the_forecast_rests_on_is_one_sentence_everywhere(name: str) -> None:
    """In the first line, the section, the slide, what may be said and the second looks."""
    rests = rests_sentence(headline(drawn_case(name)).rests_on.harm)
    assert matching(name, r"(Of the forecast, [^.]*\.)") == {rests}


@pytest.mark.parametrize("name", CASES)
def test_what_a_number_moves_is_one_number_everywhere(name: str) -> None:
    """In the table of assumptions, the ledger, on the slide and beside the estimate."""
    run = drawn_case(name)
    for row in ledger_rows(run)[:10]:
        quantity = moved_by(run, row.number.address)
        moved = with_ends(quantity, by_percent).text
        assert moved.partition(" (")[0] == as_read(quantity, by_percent)
        assert first_cells(name, row.number.address, 3) == {moved}
        assert re.findall(r" · moves harm (.*?)(?: · |$)", in_short(run, row)) == [moved]
    (assumed,) = (table for table in tables(name) if table.caption.startswith("Numbers that nobody states"))
    moving = {question(run.data_map, row.number.address): moved_by(run, row.number.address) for row in ledger_rows(run)}
    assert [cells[2].text for cells in assumed.rows] == [
        with_ends(moving[cells[0].text], by_percent).text for cells in assumed.rows
    ]


@pytest.mark.parametrize("name", CASES)
def test_a_route_is_as_open_everywhere(name: str) -> None:
    """In its section, on the slide and on the cards of the flow map."""
    run = drawn_case(name)
    found = [(one.first.event, route_quantity(run, one.first)) for one in leading_routes(run)]
    told = [with_interval(open_, chance) for _, open_ in found]
    assert matching(name, r"Open, given an attempt: (.*?\))\.") == set(told)
    (slide,) = (table for table in tables(name) if table.caption == "Routes told first")
    assert [f"{row[1].text} (90% interval {row[2].text})" for row in slide.rows] == told


@pytest.mark.parametrize("name", CASES)
def test_what_is_saved_met_about_and_compared_is_the_same_number(name: str, tmp_path: Path) -> None:
    run = drawn_case(name)
    draft = drafted(run, f"{name}.yaml", {}, AssessmentRequest(draws=200))
    with open_store(str(tmp_path / "record.db")) as store:
        saved = store.load(store.save(draft, name, ADA).id)
        shown = [
            record_text.saved_section(saved, (), date(2026, 11, 28), {}),
            *meeting_screens.question_screen(saved, run, Review(store, saved).standing()),
        ]
    shown += [*meeting_screens.speaks_for(saved), *meeting_screens.speaks_against(saved)]
    shown += [*meeting_screens.routes(saved, run), *meeting_screens.frontier(saved)]
    one = ComparedMap("saved", case_map(name), Settings(draws=200))
    found = comparison_of(one, ComparedMap("other", case_map(name), Settings(draws=200, severity_ratio=10.0)))
    assert found.before == measures_of(run)
    shown += [*comparison.blocks(found), meeting_screens.changed(found)[0]]
    said = [text for text in within(tuple(shown)) if isinstance(text, str)]
    harm = with_interval(headline_numbers(run).harm, number)
    by_side = {with_interval(total.harm, number) for total in totals_by_side(run).values()}
    words = (rf"^([^a-z]*\(90% interval .*\)) {re.escape(HARMED)}$", r"(?:states?|buyers) go from (.*?\)) to ")
    found_in_words = [{match for text in said for match in re.findall(each, text)} for each in words]
    assert found_in_words[0] == {harm}
    assert {unlabelled(words) for words in found_in_words[1]} == {unlabelled(words) for words in by_side}
    (now,) = (text for text in said if text.startswith(f"If nothing is done, {HARMED} a year: "))
    assert all(each in now for each in by_side)
    assert [match[0] for text in said for match in KNOWN.finditer(text) if not is_inside(match)] == []


def unlabelled(words: str) -> str:
    """A number with its interval in brackets: what they hold is said once where several stand in a row."""
    return words.replace("90% interval ", "")


def squeezed(text: str) -> str:
    return re.sub(r"\s+|\u200b", "", text)


@pytest.mark.parametrize("name", CASES)
def test_files_say_each_number_with_its_interval_as_the_page_does(name: str) -> None:
    """On paper the interval of a number may stand on the next page."""
    run = drawn_case(name)
    paper = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_export.export(run))).pages))
    page = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", "", html_export.export(run), flags=re.DOTALL)
    plain = re.sub(r"\\(.)", r"\1", markdown_export.export(run))
    told = [block.text for block in within(sections(run, SECTIONS)) if isinstance(block, Text | Cell)]
    numbers = {squeezed(match[0]) for text in told for match in KNOWN.finditer(text)}
    for file in (page, plain):
        whole = squeezed(html.unescape(file))
        assert [number for number in sorted(numbers) if number not in whole] == []
    parts = {part for number in numbers for part in number.split("(")}
    assert [part for part in sorted(parts) if part not in paper] == []
    assert len(numbers) > 50
