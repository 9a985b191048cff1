"""Two assessments side by side: chosen, linked to, explained in parts that sum, each difference at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.sentences import number, with_interval
from assessments.results.actors import totals_by_side
from tests.conftest import settle, unfold
from tests.support.assessed import shown_case
from tests.support.commanded import run
from tests.support.dashboards import (
    FIVE,
    address,
    editor,
    go,
    line_led_to,
    notices,
    opened_own,
    press_in_lists,
    said,
    shown,
    visited,
)

CASE = "case:harbour"
EVERY = "Every difference"
MOST_FRAMES = 7_200  # two minutes of pictures: only what hangs takes so many
SET = "map=case:harbour&set=interest.XB%3D0.4&set=swept.XB%3D10"


class Late:
    """What a dashboard sends reaches a page up to the message with some bytes in it; once asked to, the rest waits."""

    def __init__(self, page: Page, until: bytes) -> None:
        self.holds, self._until, self._page = False, until, page
        self._held: list[tuple[WebSocketRoute, str | bytes]] | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._between)
        # What stands there late may name files that its server has let go of since; no test of these downloads any.
        page.route("**/media/**", lambda route: route.fulfill(status=200, body=""))

    def _between(self, route: WebSocketRoute) -> None:
        route.connect_to_server().on_message(lambda said: self._pass_on(route, said))

    def _pass_on(self, route: WebSocketRoute, said: str | bytes) -> None:
        if self._held is not None:
            self._held.append((route, said))
            return
        route.send(said)
        if self.holds and isinstance(said, bytes) and self._until in said:
            self._held = []

    def release(self) -> None:
        """Let through what waits, once there is any, and all that follows."""
        for _ in range(MOST_FRAMES):
            if self._held:
                break
            self._page.evaluate("() => new Promise(requestAnimationFrame)")
        assert self._held, "nothing was late"
        self.holds, held, self._held = False, self._held, None
        for route, late in held:
            route.send(late)


def test_a_link_opens_two_days_of_one_map_with_the_numbers_of_every_report() -> None:
    at = visited("compare", before=CASE, after=CASE, after_as_of="2020-01-01")
    text = said(at)
    harm = totals_by_side(shown_case("harbour"))["foreign_states"].harm
    stay = f"People seriously harmed (equivalent) a year by foreign states stay at {with_interval(harm, number)}."
    assert f"1 changed. {stay}" in text
    assert "the day changed" in text
    assert "What changed" in text
    assert address(at)["after_as_of"] == ["2020-01-01"]
    assert notices(at) == []


def test_the_open_map_is_compared_with_how_it_was_opened() -> None:
    text = said(visited("compare", map=CASE, set=["interest.XB=0.4", "swept.XB=10"]))
    ends = r"from \d+ \(90% interval \d+–\d+\) to \d+ \(\d+–\d+\)"
    fewer = rf"2 changed\. {re.escape(HARMED_FIRST)} a year by foreign states go {ends}: (?:about )?\d+ less"
    assert re.search(fewer, text)
    assert "number interest.XB changed (Do the authorities of XB care about this app's data at all?)" in text
    assert "{best: 0.4, exact: true, why: set from outside the map}" in text
    assert "Together" in text


def test_two_apps_are_chosen_among_all_and_compared() -> None:
    at = visited("apps")
    press = next(button for button in at.button if button.label == "Compare them")
    assert "Choose two of them first." in notices(press.click().run())
    next(each for each in at.multiselect if each.label == "Compare two apps").set_value(
        [CASE, "case:wechat-five-lines"]
    )
    next(button for button in at.button if button.label == "Compare them").click().run()
    assert address(at) == {"before": [CASE], "after": ["case:wechat-five-lines"]}
    assert "puts content of" in said(at)
    assert ("Two apps compared" in said(at), "What changed" in said(at)) == (True, False)


def test_two_apps_that_are_chosen_are_in_the_address_before_they_are_compared() -> None:
    at = visited("apps")
    two = [CASE, "case:wechat-five-lines"]
    next(each for each in at.multiselect if each.label == "Compare two apps").set_value(two[:1]).run()
    assert address(at) == {"before": two[:1]}
    next(each for each in at.multiselect if each.label == "Compare two apps").set_value(two).run()
    assert address(at) == {"before": two[:1], "after": two[1:]}
    again = visited("apps", **{name: values[0] for name, values in address(at).items()})
    assert next(each for each in again.multiselect if each.label == "Compare two apps").value == two


def test_two_apps_that_were_compared_are_chosen_on_return_each_from_its_own_day() -> None:
    two = [CASE, "case:wechat-five-lines"]
    at = visited("apps", before=two[0], after=two[1], after_as_of="2020-01-01")
    assert next(each for each in at.multiselect if each.label == "Compare two apps").value == two
    next(button for button in at.button if button.label == "Compare them").click().run()
    assert address(at) == {"before": [two[0]], "after": [two[1]]}


def test_no_app_is_asked_for_where_two_are_compared_and_none_is_open() -> None:
    two = {"before": CASE, "after": "case:wechat-five-lines"}
    asked = [visited("compare", **sides).selectbox for sides in (two, {**two, "map": CASE}, {"before": CASE})]
    assert ["App" in [field.label for field in fields] for fields in asked] == [False, True, True]


def test_nothing_changed_and_nothing_chosen_both_say_what_the_page_is_for() -> None:
    for at in (visited("compare"), visited("compare", map=CASE)):
        assert "This page sets two assessments side by side: what is new, gone and changed" in said(at)
    assert "Nothing changed: both say the same, by the same rules." in said(visited("compare", map=CASE))
    broken = opened_own(visited("compare"), "own.yaml", b"app: [")
    assert notices(broken)[-1] == "The open map has problems: they stand below."


def test_two_viewpoints_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "two.yaml"
    named.write_text(FIVE.replace("US: 19M", "US: 19M, DE: 2M") + "viewpoint: US\n", encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(named))
    assert "whose people changed" in said(visited("compare", map="file:two.yaml", after_viewpoint="DE"))


def test_what_the_address_gets_wrong_is_said_and_left_aside() -> None:
    found = notices(visited("compare", before="case:harbor", after=CASE, after_as_of="soon", after_viewpoint="ZZ"))
    assert "There is nothing called 'case:harbor' (did you mean 'case:harbour'?). It is left aside." in found
    found = notices(visited("compare", before=CASE, after=CASE, after_as_of="soon", after_viewpoint="XC"))
    assert "To: 'soon' is not a date (write 2020-09-25). It is left aside." in found
    assert any(said_.startswith("To: no user group of this map is in XC (its people are in") for said_ in found)


def test_a_saved_assessment_is_a_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    assert run("save", CASE, "--by", "Ada", "--draws", "0").returncode == 0
    text = said(visited("compare", before="harbour/1", after=CASE, after_as_of="2020-01-01"))
    assert "harbour/1: Harbour; people in XA, as of 2026-03-01" in text
    assert "the day changed" in text


def test_what_a_set_number_does_is_led_to_and_sides_are_chosen_by_keyboard_and_by_mouse(page: Page) -> None:
    go(page, "Answer", SET)
    page.get_by_role("button", name="What did this change?").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/compare"))
    expect(page.get_by_role("figure", name=re.compile(f"From 190 .*to .* {re.escape(HARMED)} a year"))).to_be_visible()
    cut_off = "tables => tables.filter(table => table.scrollWidth > table.clientWidth).map(table => table.ariaLabel)"
    assert page.locator(".dr .wide").evaluate_all(cut_off) == []
    page.locator(".st-key-compare-after").get_by_role("combobox").click()
    page.get_by_role("option", name="As opened: Harbour").click()
    expect(page).to_have_url(re.compile("after=opened"))
    expect(page.get_by_text("Nothing changed: both say the same")).to_be_visible()
    settle(page)
    page.locator(".st-key-compare-after").get_by_role("combobox").focus()
    page.keyboard.type("Now")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("after=now"))


def test_a_difference_leads_to_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    press_in_lists(monkeypatch, "the day changed")
    assert line_led_to(visited("compare", map=CASE, after_as_of="2020-01-01")) == "as_of: 2026-03-01"


def test_a_press_in_a_window_that_shows_what_stood_before_takes_no_change_back_and_leads_to_reasons(page: Page) -> None:
    late = Late(page, until=b"head:compare")
    go(page, "Flows", "part=text&map=case:wechat-five-lines")
    expect(page.get_by_role("button", name="What did this change?")).to_have_count(0)
    late.holds = True
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(FIVE.replace("Tencent, jurisdiction: CN", "Acme, jurisdiction: US"))
    page.get_by_role("button", name="What did this change?").click()
    late.release()
    expect(page.get_by_text("People seriously harmed (equivalent) a year by foreign states go from")).to_be_visible()
    unfold(page, EVERY)
    expect(page.get_by_role("rowheader", name="party acme").first).to_be_visible()
    settle(page)
    page.get_by_role("row", name="Together").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(r"/numbers\?.*about=all"))
    settle(page)
    page.get_by_role("button", name="Back to Compare").click()
    expect(page).to_have_url(re.compile("/compare"))
    settle(page)
    page.get_by_role("button", name="Back to Flows").click()
    expect(editor(page)).to_contain_text("Acme")


def test_numbers_of_two_maps_that_are_not_open_lead_to_their_rows_and_to_either_map_and_back(page: Page) -> None:
    go(page, "Compare", "map=case:harbour&before=case:harbour&after=case:example-chat&after_as_of=2026-02-01")
    expect(page.locator(".dr p.lead").first).to_contain_text("Per 100,000 users foreign states would harm seriously")
    expect(page.get_by_text("ExampleChat puts content of about 2.4 times as many people")).to_be_visible()
    expect(page.get_by_text("By foreign states ExampleChat does more harm")).to_be_visible()
    page.get_by_role("row", name="Together").first.get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    reasons = page.get_by_role("dialog")
    expect(reasons.get_by_role("rowheader").first).to_be_visible()
    expect(reasons).to_contain_text(re.compile(r"line [0-9]+"))
    expect(reasons.get_by_role("cell", name=re.compile(r"^[0-9.]+ \([0-9.]+–[0-9.]+\)$")).first).to_be_visible()
    settle(page)
    reasons.get_by_role("button", name="Open this map at its numbers").click()
    expect(page).to_have_url(re.compile(r"/numbers\?.*about=all"))
    shown(page)
    assert "map=case:example-chat" in page.url.replace("%3A", ":")
    assert "as_of=2026-02-01" in page.url
    page.get_by_role("button", name="Back to Compare").click()
    expect(page).to_have_url(re.compile("/compare.*after=case(:|%3A)example-chat"))
    settle(page)
