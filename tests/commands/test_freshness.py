"""`datareach freshness` says when each law was last read, what is due again and what changes on known days."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from assessments.report.blocks import Cell, Table
from assessments.report.law_words import title
from assessments.report.sections.freshness import for_a_page, since_words
from assessments.results.freshness import Answered, Freshness, changed_since, freshness, laws_changing, stale_on
from assessments.scenario import viewed
from laws import NAMES
from laws.parameters import law
from laws.verdicts import speaks, verdicts
from tests.support.assessed import case_map
from tests.support.commanded import Desk, run, said
from tests.support.maps import map_of

UNDATED = "First day not known"


def tables(fresh: Freshness) -> dict[str, tuple[tuple[Cell, ...], ...]]:
    """The rows of each table, by its caption."""
    return {block.caption: block.rows for block in for_a_page(fresh)[1] if isinstance(block, Table)}


TODAY, LATER = date(2026, 11, 25), date(2028, 1, 1)


def test_no_law_is_stale_today() -> None:
    assert freshness(TODAY, LATER).stale == ()


def test_what_rests_on_memory_and_what_on_secondary_texts_are_told_apart() -> None:
    fresh = freshness(TODAY, LATER)
    weak = {f"{name}.{key}" for name in NAMES for key, *_ in law(name).weak(("summary", "recall"))}
    rules = {name for name in (*fresh.from_memory, *fresh.in_secondary_texts) if name.split(".")[0] in NAMES}
    assert rules == weak
    assert {"us_2020_orders.lists", "us_padfa.adult_age"} & set(fresh.from_memory) == {"us_2020_orders.lists"}
    assert "us_icts.connected_vehicles" in fresh.in_secondary_texts
    by_fact = [fact for fact in fresh.facts if fact.fact in fresh.in_secondary_texts and not fact.stale]
    assert any(fact.rests_on == "summary" and fact.read_in for fact in by_fact)
    titles = [block.caption for block in for_a_page(fresh)[1] if isinstance(block, Table)]
    assert titles[:2] == ["Written at least in part from memory", "Read in secondary texts alone"]


def test_every_rule_and_power_that_was_read_falls_due_one_day() -> None:
    fresh = freshness(date(2099, 1, 1), date(2100, 1, 1))
    rules = sum(len(one.versions) for name in NAMES for one in law(name).parameters.values())
    assert len(fresh.facts) > rules
    assert {fact.rests_on for fact in fresh.facts if not fact.stale} == {"recall"}
    assert {fact.read for fact in fresh.facts if not fact.stale} == {None}


def test_rules_fall_due_on_their_own_days() -> None:
    assert {fact.fact for fact in freshness(date(2027, 3, 1), LATER).stale} == {
        "us_pafaca.prohibition",
        "us_pafaca.enforcement",
        "us_pafaca.divestitures",
        "us_pafaca.determinations",
        "eu_adequacy.decisions",
        "eu_adequacy.doubts",
        "gb_adequacy.decisions",
        "ch_adequacy.destinations",
        "br_transfer.destinations",
        "kr_transfer.destinations",
        "jp_transfer.destinations",
        "au_transfer.exceptions",
    }


def test_a_rule_that_is_to_be_read_leads_to_its_text_wherever_that_has_an_address() -> None:
    fresh = freshness(date(2028, 6, 1), date(2029, 1, 1))
    links = {cells[1].text: cells[1].link for cells in tables(fresh)["Due to be read"]}
    assert links["GDPR Art. 99(2)"] == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
    assert [text for text, link in links.items() if link is None] == ["Letter of the EDPB of 31 July 2026"]
    (began,) = [each for each in freshness(date(2025, 1, 1), LATER).changes if each.fact == "us_pafaca.prohibition"]
    assert began.address == law("us_pafaca").address(began.citation)


def test_days_on_which_law_begins_and_ends_are_listed_in_order() -> None:
    changes = freshness(date(2025, 12, 1), date(2026, 3, 1)).changes
    assert [change.on for change in changes] == sorted(change.on for change in changes)
    assert (date(2026, 1, 24), "us_pafaca.enforcement", "ends") in [
        (change.on, change.fact, change.what) for change in changes
    ]
    assert not [change for change in changes if not date(2025, 12, 1) <= change.on < date(2026, 3, 1)]


def test_a_day_on_which_a_power_begins_that_was_not_read_is_marked() -> None:
    [begins] = [change for change in freshness(TODAY, LATER).changes if change.fact == "JP.active-cyber-defence-act"]
    assert (begins.on, begins.what) == (date(2027, 11, 22), "begins")
    assert begins.citation == "Act on Active Cyber Defence, Art. 17, 32, 33 (2025) [from recall: first day]"


def test_the_calendar_has_the_model_years_of_the_rules_on_connected_vehicles() -> None:
    changes = freshness(TODAY, date(2031, 1, 1)).changes
    days = [(change.on, change.what) for change in changes if change.fact == "us_icts.connected_vehicles"]
    assert days == [(date(year, 1, 1), "begins") for year in (2027, 2029, 2030)]


def test_the_calendar_says_of_each_line_what_it_is_and_that_a_model_year_begins_earlier() -> None:
    rows = tables(freshness(TODAY, date(2031, 1, 1)))["Known changes before 2031-01-01"]
    vehicles = [[cell.text for cell in row] for row in rows if "connected vehicles" in row[1].text]
    named = [
        "software of model year 2027 and later",
        "hardware units without a model year",
        "hardware of model year 2030",
    ]
    assert [name in row[1] for name, row in zip(named, vehicles, strict=True)] == [True] * 3
    early = "cars of that model year are covered, also those sold before this day."
    assert [(row[0], early in row[2]) for row in vehicles] == [
        ("2027-01-01", True),
        ("2029-01-01", False),
        ("2030-01-01", True),
    ]
    assert {row[2].text in ("begins", "ends") for row in rows} == {False}


@pytest.mark.parametrize("day", ["2026-11-28", "2027-12-31", "2099-01-01"])
def test_no_two_lines_are_alike_and_each_names_its_rule_in_words(day: str) -> None:
    for caption, rows in tables(freshness(date.fromisoformat(day), date(2100, 1, 1))).items():
        told = [" | ".join(cell.text for cell in row) for row in rows]
        assert sorted({one for one in told if told.count(one) > 1}) == [], caption
        assert [one for one in told if any(f"{name}." in one for name in NAMES)] == []


def test_a_first_day_from_memory_is_marked_where_the_rest_was_read() -> None:
    facts = {fact.fact: fact for fact in freshness(TODAY, LATER).facts}
    assert facts["cn_export.collection_from_abroad"].citation.endswith(" [from recall: first day]")


def test_of_a_map_only_what_it_rests_on_is_told() -> None:
    facts = [fact.fact.split(".")[0] for fact in freshness(TODAY, LATER, case_map("wechat-2020")).facts]
    assert "us_2020_orders" in facts
    assert {"CN", "US", "HK"} <= set(facts)
    assert not {"us_pafaca", "RU", "eu_dpia"} & set(facts)


def test_of_a_map_only_values_and_powers_that_hold_on_its_day_are_told() -> None:
    told = {fact.fact for fact in freshness(TODAY, LATER, case_map("tiktok-2026")).facts}
    assert {"us_pafaca.divestitures", "US.fisa-702-certifications"} <= told
    assert not {"us_pafaca.enforcement", "US.fisa-702"} & told


def test_of_a_map_those_laws_are_told_that_look_at_something_on_it() -> None:
    for name in ("wechat-2020", "tiktok-2026", "eu-saas"):
        judged = [one.regime for one in verdicts(case_map(name)) if one.judged]
        assert [regime for regime in NAMES if speaks(regime, case_map(name))] == judged


def test_what_is_due_of_a_map_is_what_its_laws_and_states_are_due_of() -> None:
    tiktok = case_map("tiktok-2026")
    assert stale_on(TODAY, tiktok) == ()
    for day in (TODAY, date(2027, 3, 1), date(2027, 12, 1)):
        assert stale_on(day, tiktok) == freshness(day, LATER, tiktok).stale


TIKTOK = """\
app: TikTok
as_of: 2025-01-19
users: {US: 1M}
data: [text]
owner: {name: ByteDance, jurisdiction: CN}
"""
SUSPENDED = Answered(outcome="prohibited", enforcement="suspended")


@pytest.mark.parametrize(
    ("today", "on", "after"),
    [
        ("2025-01-19", None, None),
        ("2025-01-20", "2025-01-20", SUSPENDED),
        ("2026-01-21", "2025-01-20", SUSPENDED),
        ("2026-11-28", "2026-01-22", Answered(outcome="unknown")),
    ],
)
def test_a_law_that_says_otherwise_since_a_map_was_made_is_told(
    today: str, on: str | None, after: Answered | None
) -> None:
    since = list(changed_since(map_of(TIKTOK), date(2025, 1, 19), date.fromisoformat(today)))
    found = [(str(one.on), one.after) for one in since if one.regime == "us_pafaca"]
    assert found == ([(on, after)] if on else [])


CLOUD = """\
app: {name: Puls, operator: puls}
as_of: 2026-06-01
viewpoint: DE
users: {patients: {in: DE, count: 400k}}
data: {letters: text}
parties: {puls: {organised_in: DE}, cloud: {organised_in: US}}
systems: {store: {operator: cloud, in: DE}}
flows: [{from: patients, to: store, data: [letters]}]
agreements: [{id: hosting, between: [puls, cloud], kind: processing, transfer_tool: privacy_framework}]
"""


def test_a_law_that_says_the_same_by_other_texts_is_told_with_them() -> None:
    since = {one.regime: one for one in changed_since(map_of(CLOUD), date(2026, 6, 1), date(2026, 7, 30))}
    assert list(since) == ["eu_adequacy"]
    assert since["eu_adequacy"].before == since["eu_adequacy"].after
    assert since_words(since["eu_adequacy"]) == (
        f"{title('eu_adequacy')} is adequate by other texts since 2026-06-29 "
        "(Trump v. Slaughter (US Supreme Court, 29 June 2026))"
    )


def test_a_law_that_begins_and_does_not_concern_a_map_is_no_change_of_it() -> None:
    assert laws_changing(date(2026, 11, 28), date(2027, 5, 13)) == ("us_icts", "in_transfer")
    assert list(changed_since(map_of(CLOUD), date(2026, 11, 28), date(2027, 5, 13))) == []


@pytest.mark.parametrize(("made", "told"), [("2025-06-01", []), ("2020-09-25", ["us_2020_orders"])])
def test_of_a_map_of_the_past_nothing_is_told_nor_what_had_changed_when_it_was_made(made: str, told: list[str]) -> None:
    wechat = viewed(case_map("wechat-2020"), as_of="2020-09-25")
    since = changed_since(wechat, date.fromisoformat(made), date(2021, 6, 9) if told else date(2031, 1, 1))
    assert [one.regime for one in since if one.regime == "us_2020_orders"] == told


def test_every_first_day_that_is_not_known_is_listed() -> None:
    lead, blocks = for_a_page(freshness(date(2026, 11, 28), LATER))
    rows = {block.caption: block.rows for block in blocks if isinstance(block, Table)}[UNDATED]
    assert {"[first day not known]" in row[1].text or "; first day" in row[1].text for row in rows} == {True}
    assert re.search(f"The first day of {len(rows)} of all [0-9]+ is not known[.]$", lead.text)


def test_where_there_is_nothing_to_read_that_is_said_in_words() -> None:
    nowhere = map_of("app: A\nas_of: 2026-03-01\nusers: {XA: 1M}\ndata: [text]\nowner: {name: B, jurisdiction: XB}\n")
    lead, _ = for_a_page(freshness(TODAY, LATER, nowhere))
    assert lead.text == "The map meets no law and names no state of which texts are held here."
    lead, _ = for_a_page(freshness(TODAY, LATER, case_map("wechat-2020")))
    assert lead.text.startswith(f"On {TODAY}, 2 of 33 rules and powers are due to be read. Of the others, ")


def test_what_was_saved_is_named_by_its_id(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.run("save", "case:wechat-2020", "--by", "Ada", "--draws", "0")[0] == 0
    code, printed, _ = desk.run("freshness", "wechat-2020/1", "--as-of", "2026-11-28", "--json")
    assert (code, [fact["fact"] for fact in json.loads(printed)["facts"] if fact["stale"]]) == (
        1,
        ["us_icts", "us_coppa"],
    )
    assert desk.run("freshness", "wechat-2020/2")[0] == 2
    assert "2 rules and powers that it rests on are due to be read" in desk.run("show", "wechat-2020/1")[1]


def test_a_text_that_was_not_read_is_not_due_for_a_map_that_it_cannot_reach() -> None:
    for name, due in (("harbour", []), ("wechat-2020", ["us_icts", "us_coppa"])):
        assert [fact.fact for fact in stale_on(TODAY, case_map(name))] == due


def test_what_is_stale_ends_with_1_and_what_is_fresh_with_0() -> None:
    fresh = run("freshness", "case:harbour", "--as-of", "2026-11-25", "--json")
    told = json.loads(fresh.stdout)
    assert (fresh.returncode, told["on"]) == (0, "2026-11-25")
    assert {"from_memory", "in_secondary_texts"} <= told.keys()
    stale = run("freshness", "--as-of", "2099-01-01")
    assert stale.returncode == 1
    assert "are due to be read" in stale.stdout
    assert "Read in secondary texts alone" in run("freshness", "--as-of", "2026-11-25").stdout


def test_days_are_understood_as_by_every_command() -> None:
    command = ("freshness", "case:harbour", "--json")
    same = run(*command, "--as-of", "2026-11-25", "--before", "2028-01-31").stdout
    assert run(*command, "--as-of", "25 Nov 2026", "--before", "end of January 2028").stdout == same
    command = ("regimes", "case:harbour", "--json")
    assert run(*command, "--as-of", "25 Sep 2020").stdout == run(*command, "--as-of", "2020-09-25").stdout != ""


def test_a_day_or_a_map_that_cannot_be_read_ends_with_2() -> None:
    assert said(run("freshness", "--before", "soon")) == (2, ["--before: 'soon' is not a date (write 2020-09-25)"])
    two = "--as-of: '3/4/2026' can be two days (write 2026-03-04 or 2026-04-03)"
    assert said(run("freshness", "--as-of", "3/4/2026")) == (2, [two])
    assert run("freshness", "case:nowhere").returncode == 2


def test_a_calendar_that_ends_before_it_begins_is_refused() -> None:
    told = "--before: changes are listed from 2026-11-25 on, and 2026-11-25 is not after it"
    assert said(run("freshness", "--as-of", "2026-11-25", "--before", "2026-11-25")) == (2, [told])
