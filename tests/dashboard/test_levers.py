"""Levers: owner, servers, keys, who gets data and people are changed where the answer stands, in words or by lists."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.run import assess
from dashboard.changes import KINDS, changed, people_setting, recipients
from data_maps.model import DataMap
from data_maps.problems import Fault
from data_maps.reading import read
from risk.placebo import owner_state
from tests.conftest import OpenPage, settle
from tests.support.assessed import case_map, stated
from tests.support.dashboards import address, another_number, go, notices, said, used, visited

CASE = "wechat-2020"


def made(words: str, case: str = CASE) -> DataMap:
    there = changed(case_map(case), words)
    assert not isinstance(there, Fault), there
    return there


def test_another_owner_is_the_placebo_of_the_map_and_its_title_says_so() -> None:
    there = made("owner Switzerland")
    assert (owner_state(case_map(CASE)), owner_state(there)) == ("CN", "CH")
    assert there.title == "WeChat in the United States, September 2020, owner from Switzerland"
    assert made("OWNERS  ch") == there


def test_one_server_or_all_of_them_stand_elsewhere() -> None:
    assert {system.place for system in made("servers US").systems.values()} == {"US"}
    moved = made("server ontario-servers Germany").systems
    before = case_map(CASE).systems
    assert {id_: system.place for id_, system in moved.items() if system != before[id_]} == {"ontario-servers": "DE"}


def test_the_keys_go_to_the_users_for_all_that_keys_can_cover() -> None:
    keys = made("keys users").systems["ontario-servers"].keys
    assert (keys["messages"], keys["registration"]) == ("users", "operator")


def test_one_who_gets_data_is_dropped_with_every_way_to_it() -> None:
    there = made("drop Scribe Inc.", "eu-saas")
    assert "scribe" in recipients(case_map("eu-saas"))
    assert "scribe" not in recipients(there)
    assess(there)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("owner Atlantis", "'Atlantis' is not a country", "did you mean 'Albania'?"),
        (
            "owner Tencent-Singapore",
            "Tencent International Service Pte. Ltd. cannot own itself",
            "name another party, or a country",
        ),
        ("server Mars", "'Mars' is not a country", ""),
        ("keys nobody", "'nobody' is no key holder", ""),
        ("drop Acme", "nobody on this map is called 'Acme'", ""),
        ("drop Tencent Holdings Ltd", "Tencent Holdings Ltd cannot be dropped: no flow or access leads to it", ""),
        ("onwer US", "'onwer US' is no change that is known here", "did you mean 'owner'?"),
        ("owner", "'owner' is no change that is known here", ""),
        ("owner " + "x" * 10_000, "", ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: str, message: str, hint: str) -> None:
    fault = changed(case_map(CASE), words)
    assert isinstance(fault, Fault)
    assert message in ("", fault.message)
    assert hint in ("", str(fault.hint))


def test_one_who_an_agreement_gives_data_is_not_dropped() -> None:
    text = """\
format: 1
title: Quay
as_of: 2026-01-01
viewpoint: DE
app: {name: Quay, operator: quay}
users: {people: {in: DE, count: 1M}}
data: {text: text}
parties: {quay: {organised_in: DE}, desk: {organised_in: US}}
systems: {service: {operator: quay, in: DE}}
flows: [{from: people, to: service, data: [text]}, {from: service, to: desk, data: [text]}]
agreements: [{id: support, between: [quay, desk], gives: [service]}]
"""
    fault = changed(stated(read(text, "quay").data_map), "drop desk")
    assert isinstance(fault, Fault)
    assert fault.message == "the agreement 'support' gives desk data"


def test_a_number_of_people_is_understood_as_people_say_it_and_what_cannot_be_is_refused() -> None:
    data_map = case_map(CASE)
    assert people_setting(data_map, "8-15 million") == "people.total=[8million, 15million]"
    fault = people_setting(data_map, "650 billion")
    assert isinstance(fault, Fault)
    assert fault.message == "'650 billion' is more than the 327,167,434 who live there"
    assert isinstance(people_setting(case_map("tiktok-2026"), "2 million"), Fault)


def test_words_in_what_if_change_it_in_every_place() -> None:
    at = used(visited("answer", map=f"case:{CASE}"), "owner Switzerland")
    assert (address(at)["change"], address(at)["pin"]) == (["owner Switzerland"], ["opened"])
    text = said(at)
    assert "What stays: China could still order" in text
    assert "Before: China could order about nine tenths of the text and images of 19 million people" in text
    assert "owner from Switzerland" in said(visited("law", **address(at)))


def test_of_changes_in_what_if_one_of_the_same_comes_in_its_place_and_each_can_be_taken_back() -> None:
    at = used(used(visited("law", map="case:harbour", change=["owner CH"]), "owner DE"), "keys users")
    assert address(at)["change"] == ["owner DE", "keys users"]
    at.button(key="strip:remove:owner DE").click().run()
    assert address(at)["change"] == ["keys users"]
    used(at, "people 500,000")
    assert address(at)["set"] == ["users.people.count=500,000"]


def test_what_is_refused_in_what_if_is_said_there_and_changes_nothing() -> None:
    at = used(visited("answer", map=f"case:{CASE}"), "owner Atlantis")
    assert "'Atlantis' is not a country (did you mean 'Albania'?)." in notices(at)
    assert "change" not in address(at)
    at = used(at, "demand.targeted.CN.tencent-holdings=8-15 million")
    assert any("is too often (1,000,000 a year at most)" in told for told in notices(at))


def test_a_change_in_the_address_that_cannot_be_is_said_and_left_aside_and_none_is_saved() -> None:
    at = visited("answer", map="case:harbour", change=["owner Atlantis", "keys users"])
    assert "A change: 'Atlantis' is not a country (did you mean 'Albania'?). It is left aside." in notices(at)
    assert "keys held by the people themselves" in said(at)
    assert set(KINDS) == {"owner", "server", "keys", "drop", "people"}


def test_the_owner_is_changed_in_two_presses_and_what_stays_is_said(page: Page) -> None:
    go(page, "Answer", f"map=case:{CASE}")
    settle(page)
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_role("combobox", name="Owner from").fill("Switz")
    page.get_by_role("option", name="Switzerland").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".dr p.lead").first).to_contain_text("Whether China could order text and images")
    expect(page.locator(".dr p", has_text="What stays: China could still order")).to_be_attached()
    expect(page).to_have_url(re.compile("change=owner"))
    expect(page.locator(".dr p.lead").first).to_contain_text(re.compile(r"in 100 \(\d+–\d+\)"))
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove owner CH").first.click()
    expect(page.locator(".dr p.lead").first).to_contain_text("China could order about nine tenths of the text")
    settle(page)


def test_the_levers_of_a_part_pressed_in_the_flow_map_stand_in_sight_beside_it(page: Page) -> None:
    go(page, "Flows", f"map=case:{CASE}")
    page.locator('g[id="n:system:hong-kong-servers"]').click()
    expect(page.get_by_role("combobox", name="Stands in")).to_be_in_viewport()
    expect(page.get_by_role("combobox", name="Run by")).to_be_in_viewport()
    settle(page)


def test_two_tabs_on_one_map_do_not_change_each_other(open_page: OpenPage, server: str) -> None:
    first, second = open_page(server), open_page(server)
    for tab in (first, second):
        go(tab, "Answer", "map=case:harbour")
    before = second.locator(".dr p.lead").first.inner_text()
    another_number(first).fill("owner Switzerland")
    first.keyboard.press("Enter")
    expect(first).to_have_url(re.compile("change=owner"))
    settle(first)
    second.get_by_role("button", name="What if").click()
    settle(second)
    expect(second.locator(".dr p.lead").first).to_have_text(before)
    expect(second.get_by_role("button", name=re.compile("Remove owner"))).to_have_count(0)
