"""The finder: sixty searches with what comes first, whole words alone, and the way from what is typed to there."""

from __future__ import annotations

import re
from functools import cache
from time import perf_counter
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from benchmarks.maps import generated
from dashboard.find import MOST, Findable, Index, Kind, asked_words, index_of, words
from tests.conftest import settle
from tests.support.assessed import shown_case, written
from tests.support.dashboards import FIVE, go, said, shown, visited

PLACES = tuple((name.lower(), name) for name in ("Apps", "Answer", "Numbers", "Options", "Law", "Compare", "Present"))


class Search(NamedTuple):
    """What is typed, and what must come first: its kind, how its name begins, where it leads."""

    typed: str
    kind: Kind
    title: str
    goal: str = ""


END, OWNER = "What would end it, and at what price?", "Because of the owner?"
SEARCHES = (
    Search("ban", "Answer", END, "answer?peek=end"),
    Search("bans", "Answer", END),
    Search("a ban", "Answer", END),
    Search("What would end it?", "Answer", END),
    Search("least burdensome", "Answer", END),
    Search("how sure", "Answer", "How sure?", "answer?peek=sure"),
    Search("who could", "Answer", "Who could?", "answer?peek=who"),
    Search("has it", "Answer", "Has it?", "answer?peek=has"),
    Search("barred", "Answer", "Is any of it barred?", "answer?peek=barred"),
    Search("because of the owner", "Answer", OWNER, "answer?peek=owner"),
    Search("Switzerland", "Answer", OWNER),
    Search("China", "Answer", "Who could?"),
    Search("Tencent Holdings", "Party", "Tencent Holdings Ltd", "flows?through=tencent-holdings&part=party"),
    Search("tencent HOLDINGS ltd", "Party", "Tencent Holdings Ltd"),
    Search("Ma Huateng", "Party", "Ma Huateng"),
    Search("Tenpay", "Party", "Tenpay"),
    Search("Prosus", "Party", "Prosus (MIH TC)"),
    Search("Ontario", "System", "Servers in Ontario", "flows?through=ontario-servers&part=system"),
    Search("Servers in Hong Kong", "System", "Servers in Hong Kong"),
    Search("Weixin systems", "System", "Weixin systems in the PRC"),
    Search("payment systems", "System", "Payment systems"),
    Search("WeChat users", "Number", "Users of WeChat: How many people", "numbers?number=people.total"),
    Search("officials", "People", "officials", "flows?users=officials"),
    Search("people at risk", "People", "people at risk"),
    Search("Chinese-speaking users", "People", "Chinese-speaking users"),
    Search("GDPR 46", "Law", "EU supplementary measures", "law?law=eu_supplementary_measures"),
    Search("GDPR Art. 45", "Law", "EU adequacy decisions"),
    Search("article 35", "Law", "EU data protection impact assessment"),
    Search("adequacy", "Law", "EU adequacy decisions"),
    Search("PAFACA", "Law", "US Protecting Americans from Foreign Adversary"),
    Search("CFIUS", "Law", "US review of foreign investment"),
    Search("data security program", "Law", "US Data Security Program"),
    Search("Swiss list", "Law", "Swiss list of adequate places"),
    Search("transfers to third countries", "Law", "EU transfers to third countries"),
    Search("downloads", "Option", "Bar downloads and updates"),
    Search("government devices", "Law", "US No TikTok on Government Devices Act", "law?law=us_tiktok_devices"),
    Search("users hold the keys", "Option", "Users hold the keys to all content", "options"),
    Search("independent audit", "Option", "Independent audit of all systems"),
    Search("sell", "Option", "Sell the app to an owner"),
    Search("store data at home", "Option", "Store people's data at home"),
    Search("30 days", "Option", "Keep data for 30 days at most"),
    Search("messages", "Data", "Chat messages", "flows?data=messages"),
    Search("location", "Data", "Location sent in chats"),
    Search("severity ratio", "Word", "Severity ratio", "help"),
    Search("90% interval", "Word", "90% interval"),
    Search("own state", "Word", "Own state"),
    Search("track record", "Word", "Track record"),
    Search("apps", "Place", "Apps", "apps"),
    Search("law", "Place", "Law", "law"),
    Search("compare", "Place", "Compare"),
    Search("present", "Place", "Present"),
    Search("open a file", "Place", "Open a file"),
    Search("save", "Place", "Save the open map", "save"),
    Search("glossary", "Place", "Keys and glossary", "help"),
    Search("text of the map", "Place", "Text of the map", "flows?part=text"),
    Search("routes to China", "Routes", "Routes to China", "flows?actor=state%3ACN"),
    Search("Fernpost", "Case", "Fernpost, an invented", "answer?map=case%3Aown-state"),
    Search(
        "what part of covert takings becomes known",
        "Number",
        "What part of covert takings",
        "numbers?number=known.covert",
    ),
    Search("one large order by China", "Number", "How many people is one large order by China"),
    Search(
        "Huateng make Tencent",
        "Number",
        "Can Ma Huateng make Tencent",
        "numbers?number=control.founder.tencent-holdings",
    ),
)


@cache
def index() -> Index:
    return index_of(shown_case("wechat-2020"), PLACES)


def test_there_are_sixty_searches() -> None:
    assert len({search.typed for search in SEARCHES}) == 60


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.typed)
def test_what_is_meant_comes_first_and_nothing_comes_without_a_hit_in_it(search: Search) -> None:
    found = index().found(search.typed)
    assert (found[0].kind, found[0].title[: len(search.title)]) == (search.kind, search.title)
    assert search.goal in ("", found[0].goal)
    asked = asked_words(search.typed)
    assert [entry for entry in found if not set(asked) <= entry.words] == []


def test_users_of_an_app_are_found_by_its_name() -> None:
    telegram = written(FIVE.replace("WeChat", "Telegram").replace("Tencent", "Harbour Group"))
    found = index_of(telegram, PLACES).found("Telegram users")
    assert (found[0].title[:18], found[0].goal) == ("Users of Telegram:", "numbers?number=users.users-us.count")


def test_the_last_word_may_be_begun_and_a_begun_word_gives_way_to_whole_ones() -> None:
    entries = (Findable("Place", "Urban bank", "", "a"), Findable("Place", "Banking", "", "b"))
    assert [entry.goal for entry in Index(entries).found("ban")] == ["b", "a"]
    whole = Findable("Word", "A ban, at length", "", "c")
    assert [entry.goal for entry in Index((*entries, whole)).found("ban")] == ["c"]
    assert Index(entries).found("rban") == Index(entries).found("") == Index(entries).found("bank urban x") == []


@pytest.mark.parametrize("typed", ["x" * 10_000, "a " * 5000, "ban " * 2500, "(" * 10_000, "\u0301\x00\ufdfa" * 3000])
def test_ten_thousand_letters_do_no_harm(typed: str) -> None:
    begin = perf_counter()
    found = index().found(typed)
    assert perf_counter() - begin < 0.2
    assert len(found) <= MOST


def test_a_map_of_200_systems_is_searched_within_a_fifth_of_a_second() -> None:
    large = index_of(written(generated("mesh", 200)), PLACES)
    large.found("ban")
    begin = perf_counter()
    found = [large.found(typed) for typed in ("system 17", "china", "s", "ban", "order")]
    assert perf_counter() - begin < 5 * 0.2
    assert all(found)


def test_words_are_the_same_in_any_case_with_any_accent_one_or_several() -> None:
    assert list(words("Users’ KEYS, Zürich")) == ["user", "key", "zurich"]


def test_the_finder_says_where_nothing_holds_the_words_and_labels_stay_text() -> None:
    at = visited("law", map="case:harbour")
    at.button(key="strip:find").click().run()
    at.text_input(key="finder").set_value("<b>zzz</b>").run()
    assert "Nothing here holds all of these words." in said(at)
    assert not any("<b>zzz" in element.proto.body for element in at.get("html"))


def test_what_is_typed_leads_to_the_first_by_enter_and_to_another_by_arrows(page: Page) -> None:
    go(page, "Law", "map=case:wechat-2020")
    page.keyboard.press("Control+k")
    page.locator(".st-key-finder input:focus").wait_for()
    page.keyboard.type("Tencent Holdings")
    expect(page.locator('.found[data-for="Tencent Holdings"] button').first).to_contain_text("Tencent Holdings Ltd")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/flows\?.*through=tencent-holdings"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    shown(page)
    page.keyboard.press("Control+k")
    page.locator(".st-key-finder input:focus").wait_for()
    page.keyboard.type("GDPR 46")
    expect(page.locator('.found[data-for="GDPR 46"] button').first).to_contain_text("EU supplementary measures")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".found button:focus")).to_contain_text("UK restricted transfers")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/law\?.*law=gb_transfer"))
    settle(page)


def test_ten_thousand_letters_are_not_taken_into_the_finder_which_finds_on(page: Page) -> None:
    go(page, "Law", "map=case:harbour")
    page.keyboard.press("Control+k")
    finder = page.locator(".st-key-finder input")
    finder.fill("x" * 10_000)
    expect(finder).to_have_value("")
    finder.fill("Law")
    expect(page.locator('.found[data-for="Law"] button').first).to_contain_text("Law")
    settle(page)


def test_enter_before_anything_is_found_goes_to_the_first_once_it_stands(page: Page) -> None:
    go(page, "Law", "map=case:wechat-2020")
    page.keyboard.press("Control+k")
    page.locator(".st-key-finder input:focus").wait_for()
    page.keyboard.type("Tencent Holding")
    page.locator('.found[data-for="Tencent Holding"]').evaluate("list => list.classList.remove('found')")
    page.keyboard.type("s")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/flows\?.*through=tencent-holdings"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
