"""Peeks: each answer of the first screen opens its proof in place, by press and by address, and Esc closes it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.report.blocks import Table, Text
from dashboard.find import PEEKS
from dashboard.peeks import proof
from tests.conftest import settle
from tests.support.assessed import shown_case
from tests.support.component_pages import serious_findings
from tests.support.dashboards import go, said, shown, visited

CASE = "wechat-2020"


def test_the_people_who_can_be_ordered_are_opened_as_people_shares_and_conditions_without_a_rate() -> None:
    tables = [block for block in proof(shown_case(CASE), "who") if isinstance(block, Table)]
    groups, people, shares, conditions = tables
    assert groups.caption.endswith("people counted, by group")
    assert {row[0].text for row in groups.rows} >= {"Chinese-speaking users", "officials"}
    assert people.rows[0][0].text == "How many people are there in the groups that are counted together?"
    assert {row[0].text.split(" of ")[0] for row in shares.rows} == {"What share", "What part"}
    assert any("Can the law or practice of China make" in row[0].text for row in conditions.rows)
    assert [row[0].text for table in tables for row in table.rows if row[0].text.startswith("How often")] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("has", "On record worldwide"),
        ("owner", "Switzerland"),
        ("end", "In full effect"),
        ("barred", "laws"),
        ("sure", "Most worth finding out"),
    ],
)
def test_an_address_opens_the_proof_of_an_answer(name: str, words: str) -> None:
    assert words in said(visited("answer", map="case:harbour", peek=name)) or name == "end"
    told = " ".join(str(block) for block in proof(shown_case(CASE), name))
    assert words in told


def test_each_question_is_a_way_to_its_proof_and_what_is_no_question_opens_nothing() -> None:
    at = visited("answer", map="case:harbour", peek="nothing")
    inside = "".join(element.proto.body for element in at.get("html"))
    opened = set(re.findall(r'data-about="go:answer\?peek=(\w+)"', inside))
    assert opened >= set(PEEKS.values()) - {"end"}


def test_a_press_opens_it_in_place_esc_closes_it_and_its_address_brings_it_back(page: Page) -> None:
    go(page, "Answer", "map=case:harbour")
    settle(page)
    page.locator(".dr p.lead button").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Conditions of who can order")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/answer\?.*peek=who"))
    settle(page)
    assert serious_findings(page, "[role=dialog]") == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("peek="))
    settle(page)
    page.get_by_role("button", name="Is any of it barred?").click()
    expect(dialog).to_contain_text("laws")
    address = page.url
    settle(page)
    page.goto(address)
    shown(page)
    expect(page.get_by_role("dialog")).to_contain_text("Is any of it barred?")
    settle(page)


def test_the_proof_of_what_would_end_it_says_nothing_twice() -> None:
    texts = [block.text for block in proof(shown_case(CASE), "end") if isinstance(block, Text)]
    assert len(texts) > 1
    assert [text for number, text in enumerate(texts) if text in " ".join(texts[:number])] == []
