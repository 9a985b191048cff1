"""The routes: filtered, told step by step, lit in the picture, and what remains when a step is switched off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from assessments.report.sections.choke_points import closing_sentence, first_choke_points, remaining
from assessments.report.sentences import chance, with_interval
from assessments.results.quantity import route_quantity
from assessments.results.routes import by_actor
from assessments.run import Run
from dashboard.flows.routes import ALONG
from tests.conftest import settle
from tests.support.assessed import shown_case
from tests.support.dashboards import address, go, notices, said, visited

CASE = "case:wechat-five-lines"
NOT_HERE = (
    "Nothing on this map is called 'power.CN.tencnt' (did you mean 'power.CN.tencent'?): it cannot be switched off."
)
START = f"map={CASE}"
# China may order each of five operators, and for the systems of four of them the app's operator too, in three ways.
FIVE_OPERATORS = f"""\
app: {{name: Quay, operator: p0}}
as_of: 2026-03-01
viewpoint: US
users: {{people: {{in: US, count: 1M}}}}
data: {{chats: text}}
parties: {{{", ".join(f"p{n}: {{organised_in: CN}}" for n in range(5))}}}
systems: {{{", ".join(f"s{n}: {{operator: p{n}, in: US, keys: operator}}" for n in range(5))}}}
flows: [{", ".join(f"{{from: people, to: s{n}, data: [chats]}}" for n in range(5))}]
"""


@pytest.fixture(scope="module")
def run() -> Run:
    return shown_case("wechat-five-lines")


def test_a_filter_is_in_the_address_and_a_link_filters() -> None:
    at = visited("flows", map=CASE)
    at.selectbox(key="select:actor").select("state:CN").run()
    assert address(at) == {"map": [CASE], "actor": ["state:CN"]}
    link = visited("flows", **address(at))
    assert link.selectbox(key="select:actor").value == "state:CN"
    assert "by China (CN) at Tencent" in said(link)


def test_what_a_filter_does_not_know_is_said_and_left_aside() -> None:
    found = notices(visited("flows", map=CASE, actor="state:CM", data="txt", users="us", off="power.CN.tencnt"))
    assert found == [
        "From whom: 'us' is none of its choices. It is left aside.",
        "To whom: 'state:CM' is none of its choices (did you mean 'state:CN'?). It is left aside.",
        "Which data: 'txt' is none of its choices (did you mean 'text'?). It is left aside.",
        NOT_HERE,
    ]


def test_what_remains_without_a_step_is_what_the_method_says(run: Run) -> None:
    at = visited("flows", map=CASE, off="power.CN.tencent")
    assert remaining(run, ["power.CN.tencent"]).text in said(at)
    assert run.left_without(["power.CN.tencent"]).best < run.harm
    assert "90% interval" in remaining(run, ["power.CN.tencent"]).text


def test_a_route_says_its_chance_with_its_interval(run: Run) -> None:
    at = visited("flows", map=CASE, actor="state:CN")
    first = by_actor(run)["state:CN"].routes[0]
    assert with_interval(route_quantity(run, first.first), chance) in said(at)


def test_without_a_filter_every_actor_has_its_most_probable_routes_and_the_rest_is_counted() -> None:
    at = visited("flows", map=CASE)
    assert counted(at) == ["20 of 28 routes shown, of each actor its most probable."]
    assert "Orders about many people by China (CN) at Tencent" in said(at)
    at.button(key="routes:more").click().run()
    assert counted(at) == ["28 of 28 routes shown, of each actor its most probable."]


def test_of_a_filter_all_routes_can_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "five.yaml").write_text(FIVE_OPERATORS, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "five.yaml"))
    at = visited("flows", map="file:five.yaml", actor="state:CN")
    assert counted(at) == ["12 of 27 routes shown, of each actor its most probable."]
    at.button(key="routes:more").click().run()
    assert counted(at) == ["27 of 27 routes shown, of each actor its most probable."]
    assert not [button for button in at.button if button.key == "routes:more"]


def counted(at: AppTest) -> list[str]:
    """What is said of how many routes are shown."""
    return [caption.value for caption in at.caption if "routes shown" in caption.value]


def test_routes_are_searched_through_a_place_and_played_step_by_step() -> None:
    at = visited("flows", map=CASE, actor="state:CN", through="service")
    first = at.selectbox(key="select:through")
    assert (first.label, first.value) == ("Through", "service")
    assert "These data can be read at service" in said(at)
    at.select_slider(key="routes:play:1").set_value(1).run()
    assert "users in the United States → service." in said(at)
    assert "These data can be read at service" not in said(at)


def test_what_is_selected_in_the_picture_is_said_beside_the_filters_and_told_before_the_steps() -> None:
    at = visited("flows", map=CASE)
    assert ALONG not in said(at)
    at.session_state["routes:flows"] = {"selected": "n:system:service"}
    at.run()
    told = said(at)
    assert ALONG in told
    assert told.index(ALONG) < told.index("through it") < told.index("Open, given an attempt")


def test_the_map_is_not_touched_by_switching_off() -> None:
    before = visited("flows", part="text", map=CASE)
    after = visited("flows", map=CASE, off="power.CN.tencent")
    assert after.session_state["opened"].files == before.session_state["opened"].files


def test_a_choke_point_says_what_it_closes_and_what_harm_is_left(run: Run) -> None:
    first = first_choke_points(run, "state:CN")[0]
    assert closing_sentence(first).startswith("Closing this one closes everything to China (CN); ")


def test_a_route_is_chosen_lit_and_switched_off_by_keyboard_and_a_choke_point_by_mouse(page: Page) -> None:
    go(page, "Flows", START + "&actor=state:CN")
    lit = page.locator("svg .lit")
    expect(lit.first).to_be_attached()
    page.get_by_role("button", name="Switch off").last.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Full map")).to_be_in_viewport()  # the picture stays beside the steps
    page.locator(".picker").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("route=2"))
    expect(page.locator(".picker").get_by_role("radio").nth(1)).to_be_checked()
    settle(page)
    page.get_by_role("button", name="Switch off").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("With this step switched off")).to_be_visible()
    expect(page).to_have_url(re.compile("off="))
    settle(page)
    page.get_by_role("button", name="closes everything to China (CN)").first.click()
    expect(page.get_by_text("No open route matches.")).to_be_visible()


def test_routes_alike_say_so_choosing_one_lights_the_picture_and_the_picture_narrows_the_list(page: Page) -> None:
    go(page, "Flows", START)
    radios = page.locator(".picker").get_by_role("radio")
    expect(radios.first).to_be_attached()
    other = page.locator("label.choice", has_text="Covert access by Russia (RU) to Tencent")
    expect(other).to_contain_text("Step by step as by Iran (IR): ")
    everyone = radios.count()
    page.locator("label.choice", has_text="Insiders").click()
    expect(page.locator('svg [id="n:actor:insiders"]')).to_have_class(re.compile("lit"))
    settle(page)
    page.locator('svg [id="n:state:CN"]').click()
    expect(page.get_by_role("heading", name="China (CN)", exact=True)).to_be_visible()
    expect(page.locator("label.choice", has_text="Insiders")).to_have_count(0)
    settle(page)
    assert 0 < radios.count() < everyone
    expect(page.locator('svg [id="n:state:CN"]')).to_have_class(re.compile("lit"))
    page.locator('svg [id="n:state:CN"]').focus()
    page.keyboard.press("Escape")
    expect(radios).to_have_count(everyone)
