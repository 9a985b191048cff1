"""The laws: each with its outcome, why, what is missing to tell, what would change it, and how it was over time."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments import run
from assessments.report.law_words import as_question, title, told_and_folded
from assessments.report.sections.freshness import fact_title, for_a_page
from assessments.report.sections.law import calendar
from assessments.results.freshness import freshness
from data_maps.reading import case_path, read_path
from laws import NAMES
from laws.decision import outcome_words
from laws.verdicts import standing, verdict, verdicts
from risk.engine.roots import root_chances
from tests.conftest import settle
from tests.support.assessed import case_map
from tests.support.dashboards import FIVE, address, editor, go, notices, opened_own, said, text_at, visited

CASE = "case:wechat-2020"
CUT = """() => [...document.querySelectorAll(".found button *")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent)"""


def test_every_law_stands_there_with_what_it_says() -> None:
    data_map = read_path(CASE).data_map
    assert data_map is not None
    text = text_at("law", map=CASE)
    assert "Outcomes are in each law's own terms: evidence for counsel, not advice." in text
    (first,) = [each for each in verdicts(data_map) if standing(each.decision) == "applies"]
    assert f"{title(first.regime)}: applies ({outcome_words(first.decision.outcome)})" in text
    assert f"Of {len(NAMES)} laws: " in text
    assert "4 of 9 laws that concern the app, or may, are in force on 2020-09-25" in text
    assert "N.D. Cal. 20-cv-05910-LB, 19 September 2020" in text
    for found in ("Why: enjoined", "What would change it: a single fact", "Over time: enjoined from 2020-09-19"):
        assert found in text
    assert f'stand in the docs, in "{title(first.regime)}".' in text
    assert len(verdicts(data_map)) == len(NAMES)


def test_the_page_leads_with_a_short_answer_and_has_a_calendar_of_duties() -> None:
    at = visited("law", map="case:tiktok-2026")
    text = said(at)
    assert text.index("Barred: nothing that is read here.") < text.index("Open: US Data Security Program (unknown)")
    laws = verdicts(case_map("tiktok-2026"))
    rows = calendar(laws).rows
    assert [fold.label for fold in at.expander if fold.label.startswith("What is owed by when")] == [
        f"What is owed by when, beside which outcomes: {len(rows)}"
    ]
    owed = {(row[0].text, row[2].text) for row in rows}
    assert (
        title("us_section_889"),
        "within one business day, and more on what was done within 10 business days",
    ) in owed
    assert (title("us_fascsa"), "at least once every three months") in owed
    assert title("us_padfa") not in {law for law, _ in owed}


def test_a_short_map_is_asked_who_runs_its_cloud_and_a_question_ends_as_one() -> None:
    german = FIVE.replace("US: 19M", "DE: 300k").replace("as_of: 2020-09-25", "as_of: 2026-11-01")
    text = said(opened_own(visited("law"), "five.yaml", german.encode()))
    assert "From which country is the firm run that runs the system service?" in text
    assert "?." not in text


def test_a_link_opens_a_law_on_a_day() -> None:
    at = visited("law", map="case:tiktok-2020", as_of="2025-01-19", law="us_pafaca")
    text = said(at)
    assert "Foreign Adversary Controlled Applications Act: applies (prohibited)" in text
    assert "distribution by Apple; distribution by Google; hosting of Servers in Virginia: prohibited" in text
    assert address(at)["law"] == ["us_pafaca"]


def test_what_is_missing_to_tell_and_what_would_change_it_are_said() -> None:
    text = text_at("law", map="case:eu-saas", law="eu_supplementary_measures")
    assert "Authorities there have powers of access that go beyond what is necessary and proportionate." in text
    assert "no supplementary measure needed" in text.partition("What would change it")[2]


def test_questions_that_decide_stand_open_and_those_that_tell_only_with_others_are_folded() -> None:
    at = visited("law", map="case:eu-saas", law="eu_dpia")
    data_map = case_map("eu-saas")
    (judged,) = verdict("eu_dpia", data_map).judged
    told, folded = (
        [as_question(question.ask) for question in side] for side in told_and_folded(judged, data_map.as_of)
    )
    folds = [
        fold for fold in at.expander if fold.label == f"What tells only with other answers: {len(folded)} questions"
    ]
    inside = " ".join(element.proto.body for fold in folds for element in fold.get("html"))
    assert (len(folds), len(told), len(folded)) == (2, 10, 8)  # of the law that is chosen, and of all laws
    assert [ask for ask in folded if inside.count(html.escape(ask)) != 2] == []
    assert [ask for ask in told if html.escape(ask) in inside or ask not in said(at)] == []


def test_below_its_title_a_page_says_that_results_are_simulated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "wide.yaml"
    file.write_text(case_path("harbour").read_text(encoding="utf-8").replace("Harbour", "Wide"), encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(file))
    with monkeypatch.context() as wide:
        wide.setattr(run, "root_chances", lambda events, budget: root_chances(events, budget=min(budget, 3)))
        assert "results are simulated, not exact" in said(visited("law", map="file:wide.yaml"))
    assert "simulated" not in text_at("law", map=CASE)


def test_a_law_that_looks_at_nothing_says_so() -> None:
    text = text_at("law", map=CASE, law="us_padfa")
    assert "these rules apply from 2024-06-23 (PADFA s. 2(d))." in text
    assert "from 2024-06-23" in text


def test_a_law_whose_text_of_that_day_was_not_read_says_so() -> None:
    text = text_at("law", map=CASE, law="us_icts")
    assert "Executive Order 13873 applied without these rules, and it has not been read in" in text


def test_a_law_that_is_not_there_is_said_and_left_aside() -> None:
    assert "There is no law 'us_pafa' (did you mean 'us_padfa'?). It is left aside." in notices(
        visited("law", map=CASE, law="us_pafa")
    )


def test_by_keyboard_alone_a_law_is_chosen_no_question_is_cut_in_the_finder_and_a_line_is_opened(page: Page) -> None:
    go(page, "Law", f"map={CASE}")
    reason = page.get_by_role("button", name="a court order bars enforcement on that day")
    laws = page.locator(".picker").get_by_role("radio")
    assert page.locator(".picker .group").all_text_contents() == [
        "Apply",
        "May apply, facts or the text are open",
        "Are not in force on that day",
        "Have nothing drawn to judge",
    ]
    laws.first.focus()
    page.keyboard.press("ArrowDown")
    expect(laws.nth(1)).to_be_checked()
    expect(page).to_have_url(re.compile("law="))
    second = page.url
    settle(page)
    laws.nth(1).focus()
    page.keyboard.press("ArrowUp")
    expect(laws.first).to_be_checked()
    expect(page).not_to_have_url(second)
    settle(page)
    page.keyboard.press("Control+k")
    page.locator(".st-key-finder input:focus").wait_for()
    page.keyboard.type("does the United States")
    expect(page.locator(".found button").first).to_contain_text("does the United States")
    assert page.evaluate(CUT) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    reason.focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_contain_text("as_of: 2020-09-25")


def test_how_many_people_a_law_counts_is_about_the_numbers_of_people() -> None:
    near_the_bound = "users.users-us.count=[0.9M,1.2M,2M]"
    at = visited("law", map="case:wechat-five-lines", as_of="2025-02-03", law="us_icts", set=near_the_bound)
    bodies = "".join(element.proto.body for element in at.get("html"))
    assert re.search(r'data-about="people">[^<]*it is over 1,000,000 in 85 of 100 simulations', bodies)


def test_how_fresh_the_laws_of_the_map_are_is_said_with_what_changes_when() -> None:
    today = datetime.now().astimezone().date()
    fresh = freshness(today, today + timedelta(days=730), case_map("tiktok-2020"))
    text = text_at("law", map="case:tiktok-2020")
    assert for_a_page(fresh)[0].text in text
    assert [fact_title(change.fact) for change in fresh.changes if fact_title(change.fact) not in text] == []
    assert [change.fact for change in fresh.changes if change.fact in text] == []
