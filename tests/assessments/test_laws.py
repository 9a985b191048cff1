"""What is said of laws: for people and programs, what would change an outcome, and how it changes over time."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache

import pytest

from assessments.report.blocks import Block, Heading, Table, Text
from assessments.report.figures.chart import Chart
from assessments.report.items import item_document
from assessments.report.law_words import as_question, meaning, outcome_of, title, verdicts_text
from assessments.report.sections import law as section
from assessments.report.slides import LISTED, SLIDES, Shown
from assessments.results.laws import as_json, deciding, regime, turned_facts
from assessments.run import Run, assess
from assessments.scenario import viewed
from data_maps.reading import case_names
from laws import NAMES
from laws.deciding import decide_on
from laws.decision import NOTE
from laws.facts import with_value
from laws.uncertain_facts import over_text
from laws.verdicts import verdict, verdicts
from tests.support.assessed import case, case_map
from tests.support.maps import map_of

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("name", case_names())
def test_no_word_of_a_verdict_calls_anything_lawful_or_illegal(name: str) -> None:
    data_map = case_map(name)
    for day in (data_map.as_of, TODAY):
        text = verdicts_text(data_map, verdicts(data_map, day))
        assert NOTE in text
        assert "lawful" not in text.lower()
        assert "illegal" not in text.lower()


def test_a_result_has_the_keys_that_scripts_rely_on() -> None:
    found = regime(verdict("us_2020_orders", case_map("wechat-2020"))).model_dump(mode="json", exclude_none=True)
    matter = found["matters"][0]
    assert {
        key: found[key] for key in ("regime", "outcome", "enjoined", "item", "effective_from", "as_of", "note")
    } == {
        "regime": "us_2020_orders",
        "outcome": "enjoined",
        "enjoined": True,
        "item": 1,
        "effective_from": "2020-09-20",
        "as_of": "2020-09-25",
        "note": NOTE,
    }
    assert matter["about"] == "distribution by Apple"
    assert matter["because"] == found["because"]


def test_a_flip_leads_where_it_says() -> None:
    found = verdict("us_pafaca", case_map("wechat-2020"), TODAY).judged[0]
    turned = turned_facts(found, TODAY)
    assert ("presidential_determination",) in [flip.path for flip in turned]
    for flip in turned:
        changed = with_value(found.matter.facts, flip.path, flip.after)
        assert decide_on("us_pafaca", changed, TODAY).outcome == flip.outcome != found.decision.outcome


def test_an_open_word_is_tried_at_each_there_is() -> None:
    found = verdict("us_cfius_data", case_map("tiktok-2020"), TODAY).judged[0]
    assert [(flip.before, flip.after, flip.outcome) for flip in turned_facts(found, TODAY)][:2] == [
        ("unknown", False, "not_covered"),
        (None, True, "not_covered"),
    ]


@pytest.mark.parametrize(
    ("regime", "name", "expected"),
    [
        (
            "us_2020_orders",
            "wechat-2020",
            [
                ("2020-08-06", "not identified"),
                ("2020-09-18", "not yet effective"),
                ("2020-09-19", "enjoined"),
                ("2021-06-09", "revoked"),
            ],
        ),
        (
            "us_pafaca",
            "tiktok-2020",
            [
                ("2020-09-27", "not in force"),
                ("2024-04-24", "controlled application"),
                ("2025-01-19", "prohibited"),
                ("2025-01-20", "prohibited, enforcement suspended"),
                ("2026-01-22", "unknown"),
            ],
        ),
    ],
)
def test_an_outcome_changes_on_the_days_of_the_law(regime: str, name: str, expected: list[tuple[str, str]]) -> None:
    figure, _ = section.over_time(verdict(regime, case_map(name)), case_map(name), TODAY)
    assert isinstance(figure.content, Chart)
    assert [(mark.text.removeprefix("from "), mark.name) for mark in figure.content.marks] == expected


def test_what_was_revoked_is_not_in_force_in_the_figure_either() -> None:
    figure = section.in_time(verdicts(case_map("tiktok-2026")), date(2026, 8, 1))
    assert isinstance(figure.content, Chart)
    hollow = [mark.name for mark in figure.content.marks if mark.hollow]
    assert (figure.content.title, hollow) == (
        "8 of 9 laws that concern the app, or may, are in force on 2026-08-01",
        [title("us_2020_orders")],
    )


def test_an_answer_over_time_names_the_text_of_its_own_days() -> None:
    _, table = section.over_time(verdict("us_cfius_data", case_map("tiktok-2026")), case_map("tiktok-2026"), TODAY)
    assert [[cell.text for cell in cells] for cells in table.rows] == [
        ["1988-08-23", "unknown", "31 CFR Part 800 of 2008 and before; 31 CFR Part 801 of 2018", ""],
        ["2020-02-13", "unknown", "31 CFR Part 800, text of January 2025", "holds on 2026-08-01"],
    ]


def test_of_each_kind_of_data_one_sentence_says_how_often_its_count_is_over_the_bounds() -> None:
    found = verdict("us_bulk_data", case_map("tiktok-2026")).judged[-1]
    told = [text for count in found.counts for text in over_text("us_bulk_data", count)]
    assert [re.findall(r"\((.*)\)", text) for text in told] == [["personal financial"], ["biometric identifiers"]]
    assert told[0].endswith(
        ": it is over 100 in 99, over 1,000 in 99, over 10,000 in 99, over 100,000 in 98 of 100 simulations"
    )


def test_the_section_names_every_law_and_tells_those_that_look_at_something() -> None:
    found = section.section(case("wechat-2020"))
    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert len(tables[0].rows) == len(NAMES)
    counted = section.groups_sentence(verdicts(case_map("wechat-2020")))
    assert next(block.text for block in found.blocks if isinstance(block, Text)) == (
        f"Facts and laws as of 2020-09-25. {counted}"
    )
    not_read = "may apply, the text of that day was not read (unknown)"
    assert [block.text for block in found.blocks if isinstance(block, Heading)] == [
        "US orders of 2020 on WeChat, TikTok and other apps: applies (enjoined)",
        "US procurement ban on telecommunications equipment (section 889): may apply, facts missing (unknown)",
        f"US rules on information and communications technology and services: {not_read}",
        f"US Children's Online Privacy Protection Rule (COPPA): {not_read}",
        "Access in general to the content of communications",
    ]
    texts = [cell.text for table in tables for cells in table.rows for cell in cells]
    assert "N.D. Cal. 20-cv-05910-LB, 19 September 2020" in texts


def test_a_report_leaves_the_days_of_a_law_on_many_things_to_the_document_on_it_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(section, "DATED", 0)
    run = case("tiktok-2026")
    days = [
        block for block in section.section(run).blocks if isinstance(block, Table) and block.columns == section.TIME
    ]
    alone = item_document(run, "regime:us_bulk_data").sections[0].blocks
    assert days == []
    assert any(isinstance(block, Table) and block.columns == section.TIME for block in alone)


def test_a_report_has_the_days_on_which_a_law_that_applies_or_may_says_otherwise() -> None:
    found = section.section(case("tiktok-2026"))
    days = [block for block in found.blocks if isinstance(block, Table) and block.columns == section.TIME]
    told = [each for each in section.that_may_apply(verdicts(case_map("tiktok-2026"))) if each.judged]
    assert [table.caption for table in days] == [f"Over time: {title(each.regime)}" for each in told]
    assert [cells[3].text for cells in days[0].rows if cells[3].text] == ["holds on 2026-08-01"]


CLOSED = ("not_in_force", "ended", "does_not_concern", "nothing_drawn")


@pytest.mark.parametrize("name", case_names())
def test_slides_list_the_laws_that_apply_or_may_and_no_other(name: str) -> None:
    run = case(name)
    (law_slide,) = SLIDES[-1](run)
    told = [each for each in verdicts(run.data_map) if each.standing not in CLOSED]
    (table,) = [block for block in law_slide.shown if isinstance(block, Table)]
    assert law_slide.title.startswith(f"{len(told)} of {len(NAMES)} laws looked at apply or may apply to this map")
    assert {cells[0].text for cells in table.rows} <= {title(each.regime) for each in told}
    assert len(table.rows) == min(len(told), LISTED)


def test_a_report_leads_from_each_text_that_a_law_cites_to_where_it_can_be_read() -> None:
    found = verdict("eu_transfer", case_map("eu-saas"))
    (why, *_) = [block for block in section.detail(found) if isinstance(block, Table)]
    links = {cells[2].text: cells[2].link for cells in why.rows}
    assert links["GDPR Art. 3"] == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
    assert [text for text, link in links.items() if link is None] == []
    (days,) = [each for each in section.over_time(found, case_map("eu-saas"), TODAY) if isinstance(each, Table)]
    assert [cells[2].text for cells in days.rows if cells[2].link is None] == []


def test_a_report_says_when_the_rules_of_the_day_were_read_and_when_they_are_due_again() -> None:
    read = section.detail(verdict("us_2020_orders", case_map("wechat-2020")))
    assert [block.text for block in read if isinstance(block, Text)] == [
        "The rules of 2020-09-25 were last read between 2026-11-25 and 2026-11-28, and are due again from 2027-11-25."
    ]
    unread = section.detail(verdict("us_icts", case_map("wechat-2020")))
    assert [block for block in unread if isinstance(block, Text)] == []


SUSPENDED = "prohibited, enforcement suspended"


@cache
def suspended() -> Run:
    """TikTok as of a day on which the statute stood and was not enforced."""
    return assess(viewed(case_map("tiktok-2020"), as_of="2025-06-01"))


def headings(blocks: Iterable[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def tables_of(blocks: Iterable[Block | Shown]) -> list[str]:
    return [cell.text for block in blocks if isinstance(block, Table) for cells in block.rows for cell in cells]


def test_wherever_a_law_heads_something_its_enforcement_is_said_with_its_outcome() -> None:
    run = suspended()
    told = section.section(run).blocks
    assert f"{title('us_pafaca')}: applies ({SUSPENDED})" in headings(told)
    assert SUSPENDED in tables_of(told)
    acts = "distribution by Apple; distribution by Google; hosting of Servers in Virginia"
    assert f"{acts}: {SUSPENDED}" in tables_of(told)
    alone = item_document(run, "regime:us_pafaca").sections[0].blocks
    assert f"Applies ({SUSPENDED})" in headings(alone)
    assert next(block.caption for block in alone if isinstance(block, Table)) == f"Why: {SUSPENDED}"
    (law_slide,) = SLIDES[-1](run)
    assert SUSPENDED in tables_of(law_slide.shown)
    assert SUSPENDED in tables_of(item_document(run, "system:virginia-servers").sections[-2].blocks)
    assert f"us_pafaca: applies: {SUSPENDED} (" in verdicts_text(run.data_map, verdicts(run.data_map))
    assert regime(verdict("us_pafaca", run.data_map)).outcome == "prohibited"


def test_a_sale_that_an_order_recognised_heads_the_answer_of_its_law() -> None:
    found = verdict("us_pafaca", case_map("tiktok-2026"), TODAY)
    assert found.decision.outcome == "not_prohibited"
    heading = f"{title('us_pafaca')}: applies (not prohibited while the order stands"
    assert any(text.startswith(heading) for text in headings(section.detail(found)))
    assert "Executive Order 14352 (25 September 2025), section 2(c)" in tables_of(section.detail(found))


def test_a_name_of_the_map_stays_text() -> None:
    text = "app: <b>x\nas_of: 2026-01-01\nusers: {US: 2M}\ndata: [text]\nowner: {name: y, jurisdiction: CN}\n"
    data_map = map_of(text)
    found = section.section(assess(data_map))
    assert "the app <b>x" in [
        row[0].text.partition(":")[0] for b in found.blocks if isinstance(b, Table) for row in b.rows
    ]


def test_what_a_law_looks_at_is_named_once_for_all_that_is_said_of_it() -> None:
    judged = [found for name in case_names() for found in verdicts(case_map(name)) if found.judged]
    tables = [block for found in judged for block in section.detail(found) if isinstance(block, Table)]
    firsts = [[cells[0].text for cells in table.rows] for table in tables]
    assert any(section.SAME in column for column in firsts)
    for column in firsts:
        named = [text for text in column if text != section.SAME]
        assert column[:1] == named[:1]
        assert all(one != other for one, other in itertools.pairwise(named))


def test_what_an_unknown_outcome_hangs_on_is_said_beside_it() -> None:
    found = {each.regime: each for each in verdicts(case_map("eu-saas"))}["eu_adequacy"]
    assert found.decision.outcome == "unknown"
    assert meaning(found) == (
        "what is not known leaves more than one outcome possible; to be found out: "
        "is the receiver on the list of the Data Privacy Framework? (and 2 more)"
    )


def test_a_text_that_was_not_read_in_is_the_meaning_of_an_unknown_outcome() -> None:
    found = verdict("us_icts", case_map("wechat-2020"), date(2020, 9, 25))
    assert "applied without these rules, and it has not been read in" in meaning(found)


def test_a_value_whose_first_day_alone_is_from_memory_says_so() -> None:
    found = verdict("cn_export", case_map("eu-saas"))
    rests = [block for block in section.detail(found) if isinstance(block, Table) and block.columns == section.WEAK]
    told = {row[2].text for block in rests for row in block.rows}
    assert "the text, read on 2026-11-25; its first day from recall" in told


def test_of_what_was_not_wholly_read_a_report_lists_what_holds_on_its_day() -> None:
    found = verdict("eu_adequacy", case_map("eu-saas"))
    (weak,) = [block for block in section.detail(found) if isinstance(block, Table) and block.columns == section.WEAK]
    told = " ".join(row[0].text for row in weak.rows)
    assert "as amended by (EU) 2025/2574" in told
    assert [number for number in ("2016/1250", "2025/1226") if number in told] == []


def test_no_outcome_is_printed_as_its_code() -> None:
    told = section.section(case("eu-saas"))
    assert told.title == "Laws that may apply"
    texts = [cell.text for block in told.blocks if isinstance(block, Table) for row in block.rows for cell in row]
    assert [text for text in texts if re.search(r"\b(not_|dpia_|controller_|no_)\w+", text)] == []


def test_questions_stand_under_a_heading_that_asks_nothing_itself() -> None:
    table, _ = section.questions_tables(verdicts(case_map("eu-saas")))
    assert [column.title for column in table.columns] == ["Law", "Question"]
    assert any(row[1].text.endswith("?") for row in table.rows)


def test_what_differs_in_nothing_but_names_is_turned_over_alike() -> None:
    """Data of people in Germany go to two firms of one state: the same facts about two names."""
    text = (
        "app: {name: Puls, operator: puls}\nas_of: 2026-11-01\nviewpoint: DE\n"
        "users: {patients: {in: DE, count: 400k}}\n"
        "data: {pulse: health}\nparties: {puls: {organised_in: DE}, one: {organised_in: US}, two: {organised_in: US}}\n"
        "systems: {first: {operator: one, in: DE}, second: {operator: two, in: DE}}\n"
        "flows: [{from: patients, to: [first, second], data: [pulse]}]\n"
    )
    data_map = map_of(text)
    found = verdict("eu_transfer", data_map)
    one, two = (turned_facts(judged, found.day) for judged in found.judged)
    assert one == two
    assert "no_transfer" in [fact.outcome for fact in one]
    assert one is two


def test_every_entry_in_the_column_of_questions_is_one() -> None:
    told, folded = section.questions_tables(verdicts(case_map("eu-saas")))
    asked = [cells[1].text for cells in (*told.rows, *folded.rows)]
    assert told.rows
    assert folded.rows
    assert [ask for ask in asked if "?" not in ask or not ask[0].isupper()] == []


SHORT = """\
app: Puls
as_of: 2026-11-01
users: {DE: 300k}
data: [health, text]
owner: {name: Puls, jurisdiction: DE}
"""


def test_questions_that_tell_only_with_others_share_a_line_with_their_number_and_none_is_lost() -> None:
    data_map = map_of(SHORT)
    found = verdict("eu_dpia", data_map)
    alone, together = deciding(found.judged[0], data_map.as_of)
    assert {question.path for question in (*alone, *together)} == {each.path for each in found.decision.unknown}
    assert ("scale",) in {question.path for question in alone}
    lines = verdicts_text(data_map, [found]).splitlines()
    assert sum(line.startswith("    not known: ") for line in lines) == len(alone)
    (folded,) = [line for line in lines if line.startswith("    not known either")]
    assert f"({len(together)}): " in folded
    assert [question for question in together if question.ask not in folded] == []


def test_a_page_folds_the_questions_that_the_terminal_folds_and_a_report_has_them_in_one_row() -> None:
    data_map = map_of(SHORT)
    found = verdict("eu_dpia", data_map)
    alone, together = ([as_question(each.ask) for each in side] for side in deciding(found.judged[0], data_map.as_of))
    assert [[cells[1].text for cells in table.rows] for table in section.open_tables(found)] == [alone, together]
    (missing,) = [block for block in section.detail(found) if isinstance(block, Table) and "missing" in block.caption]
    *told, last = [cells[1].text for cells in missing.rows]
    assert told == alone
    assert last == f"What tells only with other answers ({len(together)}): {' '.join(together)}"
    assert "What is missing to tell" not in str(section.detail(found, alone=True, asked=False))


def test_a_law_that_waits_for_a_determination_says_so_with_its_day_wherever_it_is_told() -> None:
    data_map = case_map("wechat-five-lines")
    found = verdict("us_pafaca", data_map, date(2026, 11, 25))
    words = "may apply on a determination; none known on 2026-11-25"
    assert f"us_pafaca: {words}: unknown" in verdicts_text(data_map, [found])
    (for_programs,) = json.loads(as_json([found]))
    assert {each["standing"] for each in (for_programs, *for_programs["matters"])} == {"awaits_determination"}
    (cells,) = section.overview([found]).rows
    assert [cell.text for cell in cells[1:]] == [words, "unknown", meaning(found)]
    assert section.detail(found)[0] == Heading(f"{title('us_pafaca')}: {words} (unknown)")


@pytest.mark.parametrize("name", case_names())
def test_what_a_law_takes_as_so_is_told_once_a_law_in_the_terminal_and_in_a_report(name: str) -> None:
    data_map = case_map(name)
    for found in verdicts(data_map):
        if found.judged:
            lines = verdicts_text(data_map, [found]).splitlines()
            tables = [block for block in section.detail(found) if isinstance(block, Table)]
            cells = [cell.text for table in tables for row in table.rows for cell in row]
            for finding in found.presumed:
                assert lines.count(f"    {finding.text} [{finding.citation}]") == 1
                assert cells.count(finding.text) == 1


def test_of_an_order_whose_list_is_still_to_come_it_is_told_what_is_in_force_and_what_not() -> None:
    data_map = case_map("wechat-2020")
    lines = verdicts_text(data_map, [verdict("us_2020_orders", data_map, date(2020, 9, 1))]).splitlines()
    told = "an order bars what a list names, and none was published before 2020-09-18"
    assert f"us_2020_orders: not in force: not identified ({told})" in lines
    assert "    text in force: yes" in lines
    assert "    on the list of the order: no" in lines
    assert not any(line.strip().startswith("in force:") for line in lines)


@pytest.mark.parametrize("name", case_names())
def test_programs_and_people_are_told_the_same_of_whether_a_law_applies(name: str) -> None:
    data_map = case_map(name)
    for found, told in zip(verdicts(data_map), json.loads(as_json(verdicts(data_map))), strict=True):
        assert told["standing"] == found.standing
        assert (told["outcome"] == "does_not_concern") <= (found.standing == "does_not_concern")
        words = outcome_of(found.decision)
        assert words == told["outcome"].replace("_", " ") or words.startswith(
            (told["outcome"].replace("_", " "), "divested")
        )
