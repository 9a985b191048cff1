"""What holds on every page: no barrier, nothing cut off, nothing of a map but its text, nobody else's map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from assessments.report.sections import page_one
from tests.conftest import ROOT, WINDOW, enter, settle
from tests.support.component_pages import RULES, serious_findings
from tests.support.dashboards import another_number, go, palettes, shown, turn, upload

MOST_WORDS, MOST_NUMERALS = 150, 40
MOST_ON_ANSWER = {"wechat-2020": (122, 15), "tiktok-2026": (119, 16), "every-key": (143, 17)}
"""Words and numerals of the first screen of Answer, by case; the last says what it leaves out. Of others below."""
WORDS_ON_ANSWER, NUMERALS_ON_ANSWER = 132, 16
SEEN = """() => {
  const walker = document.createTreeWalker(document.querySelector("[data-testid=stApp]"), NodeFilter.SHOW_TEXT);
  const seen = [], range = document.createRange();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.matches("[data-testid=stIconMaterial]")) continue;
    range.selectNodeContents(walker.currentNode);
    const box = range.getClientRects()[0];
    const above = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const inSight = element.closest(".js-plotly-plot") ?? element;  // a figure lays something over its words
    if (above && inSight.contains(above)) seen.push(walker.currentNode.textContent);
  }
  return seen.join(" ");
}"""
"""Texts in sight; lists and the flow map are components that scroll by themselves, and are not among them."""
CUT = "fields => fields.filter(field => field.scrollWidth > field.clientWidth).map(field => field.value)"
WIDER = "parts => parts.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.outerHTML)"
PAGES = re.findall(r'title="(\w+)", url_path="\w+"\)', (ROOT / "app.py").read_text("utf-8"))
MADE = (
    ".dr :is(b, code:has-text('h'), [href^=javascript]), "
    "[data-testid=stMain] img:not([src^='data:image/svg+xml;base64,'])"
)
OUTER = "parts => parts.map(part => part.outerHTML)"
HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><b>b</b> **c** :red[d] [e](javascript:f) $g$ `h` &amp;"
QUOTED = json.dumps(HOSTILE)
ENDLESS = f"{HOSTILE} {'Endless' * 25}"
EVIL = f"""\
title: {QUOTED}
as_of: 2020-09-25
viewpoint: US
notes: {QUOTED}
app: {{name: {QUOTED}, operator: firm}}
sources: {{s: {{title: {QUOTED}, publisher: {QUOTED}, url: "https://example.org/<b>?a=%22&b=c", grade: C3}}}}
users: {{people: {{in: US, count: 19M, source: s, why: {QUOTED}}}}}
data: {{texts: {{type: text, name: {QUOTED}, why: {QUOTED}}}}}
parties: {{firm: {{name: {QUOTED}, organised_in: CN, source: s}}, parent: {{name: {QUOTED}, organised_in: CN}}}}
ownership: [{{owner: parent, of: firm, via: shares, share: 100%, why: {QUOTED}}}]
systems: {{store: {{name: {QUOTED}, operator: firm, in: US, keys: operator}}}}
flows: [{{from: people, to: store, data: [texts], purpose: {QUOTED}, source: s}}]
access: [{{party: parent, to: store, how: {QUOTED}}}]
estimates: {{interest.CN: {{best: 0.9, why: {QUOTED}, by: {QUOTED}, source: s}}}}
questions: [{{ask: {QUOTED}, about: [interest.CN]}}]
"""
WITH_OPTIONS = f"""\
{EVIL}prepared_by: {QUOTED}
purpose: {QUOTED}
agreements: [{{id: deal, between: [firm, parent], kind: vendor, gives: {{system: store}}, why: {QUOTED}}}]
standing: [{{state: CN, at: store, source: s, why: {QUOTED}}}]
screened: [{{by: firm, data: [texts], for: automatic analysis, why: {QUOTED}}}]
functions: {{talk: 3}}
readings: {{reply: {{title: {QUOTED}, why: {QUOTED}, set: {{interest.CN: 0.5}}}}}}
options:
  keys: {{title: {QUOTED}, why: {QUOTED}, loses: {{talk: 10%}}, do: [{{user_keys: {{systems: [store]}}}}]}}
  other: {{title: {QUOTED}, do: [{{set: {{power.CN.firm: 0.2}}}}]}}
combinations: [[keys, other]]
"""


def first_screen(page: Page) -> tuple[int, int]:
    """How many words and how many numerals are in sight before anything is scrolled."""
    text: str = page.evaluate(SEEN)
    return len(re.findall(r"[A-Za-z][\w’'-]*", text)), len(re.findall(r"\d[\d,.]*", text))


def assert_short(page: Page, case: str, place: str) -> None:
    """The first screen of a place has no more words and numerals than may be."""
    words, numerals = first_screen(page)
    most = (MOST_WORDS, MOST_NUMERALS)
    if place == "Answer":
        most = MOST_ON_ANSWER.get(case, (WORDS_ON_ANSWER, NUMERALS_ON_ANSWER))
    assert (case, place, words <= most[0], numerals <= most[1]) == (case, place, True, True), (words, numerals)


def all_text(page: Page) -> str:
    return page.get_by_test_id("stMain").inner_text()


def walked(page: Page, address: str) -> Iterator[str]:
    """All pages, one after the other: the first by its address, each other by its link."""
    go(page, PAGES[0], address)
    yield PAGES[0]
    for to in PAGES[1:]:
        turn(page, to)
        yield to


FULL = {
    "Options": "map=case:example-chat&options=custody&burden=5000",
    "Law": "map=case:tiktok-2020&as_of=2025-01-19&law=us_pafaca",
    "Compare": "map=case:harbour&set=interest.XB%3D0.4&set=swept.XB%3D10",
}
"""Pages that are fuller at an address of their own."""


def full(page: Page) -> Iterator[str]:
    """All pages with as much on them as they can have, one after the other."""
    go(page, PAGES[0], "map=case:wechat-five-lines&as_of=2021-05-05&viewpoint=UK")
    yield PAGES[0]
    for to in PAGES[1:]:
        if to not in FULL:
            turn(page, to)
            yield to
    for to, address in FULL.items():
        go(page, to, address)
        yield to


IN_BOTH = ("Answer", "Numbers", "Law")
"""Pages that between them have every kind of element; their colours are looked at in both palettes."""


def test_no_page_is_a_serious_barrier_in_light_or_in_dark(page: Page) -> None:
    for to in full(page):
        for palette in palettes(page) if to in IN_BOTH else ("light",):
            assert (to, palette, serious_findings(page, "[data-testid=stApp]", *RULES[palette])) == (to, palette, [])
            if to == "Answer":
                assert (palette, findings_in_reasons(page, palette)) == (palette, [])
        page.emulate_media(color_scheme="light")


def findings_in_reasons(page: Page, palette: str) -> list[str]:
    """Each serious finding in the dialog with what numbers rest on, which is open meanwhile."""
    page.get_by_role("button", name="What these numbers rest on").click()
    expect(page.get_by_role("dialog").get_by_role("rowheader").first).to_be_visible()
    settle(page)
    findings = serious_findings(page, "[data-testid=stDialog]", *RULES[palette])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    return findings


def test_a_first_screen_is_short_nothing_is_cut_off_and_a_narrow_window_shows_every_link_and_the_focus(
    page: Page,
) -> None:
    for to in walked(page, "map=case:eu-saas"):
        for width in (390, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert (to, page.get_by_role("combobox", name="Whose people").evaluate_all(CUT)) == (to, [])
            if width == 390:
                assert (to, page.locator("[data-testid=stMain], .dr .stacked").evaluate_all(WIDER)) == (to, [])
                continue
            assert (to, page.locator("[data-testid=stMain], .dr, .dr .wide").evaluate_all(WIDER)) == (to, [])
        assert_short(page, "eu-saas", to)
        if to == "Options":
            option = page.get_by_role("columnheader", name="Option", exact=True).first.bounding_box()
            assert option is not None
            assert option["width"] > WINDOW["width"] / 5, "the longest words have the most room"
    expect(page.get_by_role("combobox", name="App", exact=True)).to_have_css("text-overflow", "ellipsis")
    page.set_viewport_size({"width": 1024, "height": 800})
    links = page.get_by_test_id("stTopNavLink")
    expect(links.filter(visible=True)).to_have_text(PAGES)
    page.get_by_role("link", name="Answer").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Flows")).to_be_focused()
    expect(page.get_by_role("link", name="Flows")).to_have_css("outline-style", "solid")
    expect(page.get_by_role("link", name="Flows")).to_have_css("outline-width", "2px")
    expect(page.get_by_role("link", name="Law")).to_have_css("outline-style", "none")


FULLEST = {
    "every-key": "Answer",
    "tiktok-2026": "Options",
    "harbour": "Numbers",
    "harbour&set=interest.XB%3D0.4": "Compare",
}
"""The shipped cases whose first screens have the most words and numerals, each with the place of that."""


def test_the_first_screen_of_answer_asks_six_questions_each_a_heading_and_is_short(page: Page) -> None:
    for case in ("wechat-2020", "tiktok-2026"):
        go(page, "Answer", f"map=case:{case}")
        asked = [heading for heading in page.get_by_role("heading", level=3).all_inner_texts() if heading.endswith("?")]
        assert asked == [page_one.WHO, page_one.HAS, page_one.OWNER, page_one.END, page_one.BARRED, page_one.SURE]
        assert_short(page, case, "Answer")


def test_the_fullest_first_screens_of_the_shipped_cases_are_short(page: Page) -> None:
    for case, place in FULLEST.items():
        go(page, place, f"map=case:{case}")
        assert_short(page, case, place)


def test_every_page_of_the_dashboard_is_tested_here() -> None:
    assert PAGES == ["Apps", "Answer", "Flows", "Numbers", "Options", "Law", "Record"]


def test_whatever_stands_in_a_map_stays_text_and_makes_no_page_wider(page: Page) -> None:
    """Names without an end among it; what was saved the meeting's tests look at."""
    go(page, "Apps", "map=case:wechat-five-lines")
    upload(page, "evil <b>.yaml", WITH_OPTIONS.replace(QUOTED, json.dumps(ENDLESS)).encode())
    expect(page.locator(".dr h1")).to_have_text(ENDLESS)
    settle(page)
    for to in PAGES:
        turn(page, to)
        expect(page).to_have_url(re.compile(r"\.yaml"))
        assert to in ("Apps", "Record") or HOSTILE[:60] in all_text(page)
        assert [part for part in page.locator(MADE).evaluate_all(OUTER) if "evil" not in part] == []
        assert page.title() != "hacked"
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            settle(page)
            assert (to, page.get_by_test_id("stMain").evaluate_all(WIDER)) == (to, [])
    turn(page, "Answer")
    page.get_by_role("button", name="What these numbers rest on").click()
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE)


TICKS_THAT_TOUCH = """plots => plots.flatMap(plot => {
  const ticks = [...plot.querySelectorAll(".xtick text")], boxes = ticks.map(tick => tick.getBoundingClientRect());
  return ticks.filter((tick, place) => place && boxes[place].left < boxes[place - 1].right + 1
    || /rotate\\((?!0[,)])/.test(tick.getAttribute("transform"))).map(tick => tick.textContent);
})"""


def test_in_a_narrow_window_numbers_below_a_figure_stand_upright_and_clear_of_each_other(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, "Answer", "map=case:wechat-2020")
    expect(page.locator(".js-plotly-plot .xtick").first).to_be_attached()
    assert page.locator(".js-plotly-plot").evaluate_all(TICKS_THAT_TOUCH) == []


def test_addresses_of_before_lead_to_the_places_of_today(page: Page) -> None:
    enter(page, "/review?map=case:wechat-five-lines")
    expect(page).to_have_url(re.compile("/record[?]map=case%3Awechat-five-lines"))
    shown(page)
    expect(page.get_by_role("radio", name="Review")).to_be_checked()


def test_going_back_in_the_browser_goes_back_once_in_the_places_and_in_the_settings(page: Page) -> None:
    go(page, "Law", "map=case:harbour")
    turn(page, "Record")
    turn(page, "Answer")
    page.go_back()
    expect(page).to_have_url(re.compile("/record[?]map=case%3Aharbour"))
    expect(page.get_by_role("radio", name="Review")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/law[?]map=case(%3A|:)harbour"))
    shown(page)
    another_number(page).fill("interest.XB=0.9")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("set=interest.XB"))
    settle(page)
    page.go_back()
    expect(page).not_to_have_url(re.compile("set=interest.XB"))
    expect(page.get_by_role("button", name="Remove interest.XB=0.9")).to_have_count(0)
