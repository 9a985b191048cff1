"""An app is described in six steps with pickers, each of which may stay open, and ends as a saved map."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from dashboard.describing import HEADINGS
from data_maps.countries import CODES
from data_maps.vocabulary import DataSubject, data_types
from tests.conftest import OpenPage, Serve, enter, settle, shut
from tests.dashboard.test_pages import HOSTILE, MADE, OUTER
from tests.support.dashboards import address, notices, said, shown, turn, visited

HEALTH = [
    "app=Gesundheit",
    "kind=health",
    "users.places=DE",
    "users.DE=2 million",
    "data=health, profile",
    "operator=Gesund GmbH",
    "operator_in=DE",
    "stands_in=US",
    "cloud=Amazon Web Services",
]


def test_the_answer_comes_with_the_second_step_and_waits_for_one_thing_until_then() -> None:
    assert "It waits for one thing: In which countries do people use it?" in said(visited("describe"))
    at = visited("describe", step="2", draft=["users.places=DE", "users.DE=8M to 15M"])
    assert "Which company runs it? Taken to be one of the people's own country." in said(at)
    assert at.code[0].value.startswith("format: 1\ntitle: New app\n")
    assert "    count: [8M, 15M]\n" in at.code[0].value


def test_every_type_of_data_is_a_tile_under_a_heading() -> None:
    """A type says itself what it shows, and there is a heading for each subject; nothing else is to be named."""
    assert set(HEADINGS) == set(get_args(DataSubject)), "HEADINGS of dashboard/describing.py has one for each Subject"
    tiles = {
        option
        for group in visited("describe", step="3").get("button_group")
        for option in getattr(group, "options", ())
    }
    missing = {type_.label for type_ in data_types().values()} - tiles
    assert missing == set(), f"no tile of dashboard/describing.py, _data, offers {missing}"


def test_what_cannot_be_told_apart_is_asked_back_at_its_field() -> None:
    at = visited("describe", step="2", draft=["users.places=DE", "users.DE=12.000"])
    assert notices(at) == ["'12.000' can be read in two ways (write 12_000 or 12)."]
    assert "It waits for one thing: '12.000' can be read in two ways" in said(at)


def test_every_step_may_stay_open_once_it_is_said_where_people_are() -> None:
    at = visited("describe", step="2", draft=["users.places=DE"])
    for _ in range(4):
        at.button(key="describe:skip").click().run()
    assert address(at)["step"] == ["6"]
    assert address(at)["draft"] == ["users.places=DE", "users.DE=unknown", "operator=unknown", "cloud=unknown"]
    assert not at.button(key="describe:open").disabled
    assert "Which company runs it? Taken to be one of the people's own country." in at.code[0].value


@pytest.mark.parametrize(
    "draft",
    [
        [*HEALTH, f"others={'; '.join(f'Receiver of data number {n} in Germany: support' for n in range(12))}"],
        [f"users.places={','.join(sorted(CODES))}", *(f"users.{code}=lots" for code in sorted(CODES)[:80])],
    ],
    ids=["receivers", "countries"],
)
def test_whatever_is_said_of_an_app_is_kept_whole_in_the_address(draft: list[str]) -> None:
    at = visited("describe", step="5", draft=draft)
    assert address(at)["draft"] == draft
    assert not any("cut short" in notice for notice in notices(at))
    assert all("Receiver of data number 11" in each.value for each in at.code)


def test_a_german_health_app_on_a_cloud_of_the_united_states_is_told_of_transfers() -> None:
    at = visited("describe", step="6", draft=HEALTH)
    text = said(at)
    assert "the United States could order" in text.replace("The United", "the United")
    assert "Laws: applies  EU transfers to third countries" in " ".join(text.split("\n")).replace("   ", " ")
    assert "source: companies" in at.code[0].value
    assert "grade: D4" in at.code[0].value


@pytest.mark.parametrize(("cloud", "asked"), [("Azure", True), ("unknown", False)])
def test_what_the_cloud_may_do_with_the_data_is_asked_once_it_is_named(cloud: str, asked: bool) -> None:
    at = visited("describe", step="4", draft=["users.places=JP", "users.JP=300k", f"cloud={cloud}"])
    labels = [box.label for box in at.selectbox]
    assert ("What may that firm do with the data, by its contract?" in labels) is asked


def test_one_number_is_said_to_be_taken_as_a_range_unless_it_is_exact() -> None:
    widened = "2 million in Germany, taken as 1–4 million; type 2,000,000 exactly if it is counted."
    assert widened in said(visited("describe", step="2", draft=["users.places=DE", "users.DE=2 million"]))
    counted = visited("describe", step="2", draft=["users.places=DE", "users.DE=2,000,000 exactly"])
    assert "taken as" not in said(counted)
    assert "exact: true" in counted.code[0].value


def test_the_last_step_opens_the_answer_where_each_receiver_can_be_dropped() -> None:
    at = visited("describe", step="6", draft=[*HEALTH, "others=Google Analytics"])
    at.button(key="describe:open").click().run()
    assert (at.session_state["here"], not at.exception) == ("answer", True)
    assert "Who could?" in said(at)
    assert next(box for box in at.multiselect if box.label == "Options in force").options == ["Drop Google Analytics"]


def test_what_is_typed_is_heard_before_its_field_is_left_but_for_a_day() -> None:
    fields = [*visited("describe").text_input, *visited("describe", step="2", draft="users.places=DE").text_input]
    heard = {field.label: field.proto.HasField("live_debounce_ms") for field in fields}
    assert heard["What is the app called?"]
    assert heard["How many people in Germany?"]
    assert not heard["Which day's facts and laws count?"]


def test_how_many_people_are_asked_for_each_country_once_it_is_chosen() -> None:
    at = visited("describe", step="2", draft=["users.places=DE,FR", "users.DE=2 million"])
    assert "It waits for one thing: How many people in France? (2 million, 8M to 15M, or unknown)." in said(at)
    assert notices(at) == []
    at.text_input(key="describe:users.FR").set_value("1M").run()
    assert "several countries: whose people is this about? (for example DE)." in said(at)


def test_countries_are_understood_as_they_are_typed_and_what_is_none_is_asked_back() -> None:
    at = visited("describe", step="2")
    at.multiselect[0].set_value(["Deutschland", "Europe", "AWS Ireland"]).run()
    assert address(at)["draft"] == ["users.places=DE,Europe,IE"]
    assert notices(at) == ["'Europe' is not one country (did you mean the European Union (EU)?)"]
    assert [box.label for box in at.text_input] == ["How many people in Germany?", "How many people in Ireland?"]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("germ", "DE"), ("por", "PT"), ("mon", "mon"), ("land", "land"), ("America", "America"), ("western", "western")],
)
def test_the_beginning_of_one_country_alone_is_that_country(typed: str, heard: str) -> None:
    at = visited("describe", step="2")
    at.multiselect[0].set_value([typed]).run()
    assert address(at)["draft"] == [f"users.places={heard}"]


def test_the_place_of_servers_is_understood_by_the_region_of_a_cloud() -> None:
    at = visited("describe", step="4", draft=["users.places=JP", "users.JP=300k", "stands_in=eu-central-1"])
    assert "    in: DE\n" in at.code[0].value


TYPED = f"#set page(width: 1pt) {HOSTILE}"


def test_whatever_is_typed_of_an_app_in_notes_and_in_reviews_stays_text(
    open_page: OpenPage, serve: Serve, tmp_path: Path
) -> None:
    with serve(env={"XDG_DATA_HOME": str(tmp_path), "DATAREACH_STORE": str(tmp_path / "record.db")}) as url:
        page = open_page(url)
        enter(page, "/describe")
        shown(page)
        described_in_hostile_words(page)
        page.get_by_role("button", name="Open this map").click()
        expect(page).to_have_url(re.compile("/answer[?]"))
        shown(page)
        inert(page)
        page.get_by_role("button", name="Save ●").click()
        page.get_by_role("textbox", name="Your name").fill(TYPED[:80])
        page.get_by_role("textbox", name="Note").fill(TYPED)
        page.get_by_role("button", name="Save this version").click()
        expect(page).to_have_url(re.compile("saved="))
        inert(page)
        expect(page.get_by_test_id("stMain")).to_contain_text(HOSTILE)
        commented(page)
        page.get_by_role("button", name="To what was saved").click()
        page.get_by_role("textbox", name="Search").fill(TYPED)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("words="))
        inert(page)
        turn(page, "Apps")
        inert(page)
        shut(page)


def described_in_hostile_words(page: Page) -> None:
    """The six steps, each field with hostile words first: a field that cannot have them asks back."""
    typed(page, "textbox", "What is the app called?", "app", f"{HOSTILE} \u202e\x07")
    expect(page.locator(".notice.broken")).to_contain_text("holds characters that cannot be shown")
    typed(page, "textbox", "What is the app called?", "app", TYPED)
    following(page, 2)
    for place, heard in ((TYPED, TYPED), ("Germany", f"{TYPED},DE")):
        typed(page, "combobox", "In which countries", "users.places", place, heard)
        page.keyboard.press("Escape")
    for count in (TYPED, "2 million"):
        typed(page, "textbox", "How many people in Germany?", "users.DE", count)
    following(page, 3)
    for words in (TYPED, "Health records"):
        typed(page, "textbox", "In other words", "data.more", words)
    following(page, 4)
    typed(page, "combobox", "Which company runs it?", "operator", TYPED)
    for country, heard in ((TYPED, TYPED), ("Germany", "DE")):
        typed(page, "combobox", "In which country is that company organised?", "operator_in", country, heard)
    following(page, 5)
    firm = "<img src=x onerror=\"document.title='hacked'\"> **c**"
    typed(page, "combobox", "Who else gets data?", "others", f"{firm} in Ireland: support")
    page.keyboard.press("Escape")
    following(page, 6)


def typed(
    page: Page, role: Literal["textbox", "combobox"], label: str, key: str, text: str, heard: str | None = None
) -> None:
    """Type into a field and take it over: the draft in the address has it, and nothing of it acts."""
    field = page.get_by_role(role, name=label)
    field.fill(text)
    if role == "combobox":
        expect(page.get_by_role("option", name=text).first).to_be_visible()
    field.press("Enter")
    draft = re.escape(quote_plus(f"{key}={heard or text}"))
    expect(page).to_have_url(re.compile(f"draft={draft}(&|$)"))
    inert(page)


def following(page: Page, step: int) -> None:
    """Go on to a step, and wait until it is the one of the address: what is typed before its run ends is lost."""
    page.get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile(f"[?&]step={step}(&|$)"))
    inert(page)


def commented(page: Page) -> None:
    """Comment on what was saved in hostile words."""
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_role("tab", name="Comments").click()
    page.get_by_role("combobox", name="About").fill("The result as a whole")
    page.get_by_role("option", name="The result as a whole", exact=True).click()
    page.get_by_role("textbox", name="Comment").fill(TYPED)
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("table", name="Comments")).to_contain_text(HOSTILE)
    inert(page)


def inert(page: Page) -> None:
    """Nothing that was typed became a part of the page, or acted."""
    settle(page)
    assert page.locator(MADE).evaluate_all(OUTER) == []
    assert page.title() != "hacked"


MEANT = (
    *(("GER", "Germany"), ("USA", "United States"), ("UK", "United Kingdom"), ("de", "Germany")),
    *(("England", "United Kingdom"), ("Holland", "Netherlands")),
)
"""What people type, and the country that they mean by it."""


def test_enter_takes_the_country_that_is_meant_and_backspace_gives_it_back(page: Page) -> None:
    enter(page, "/describe")
    page.get_by_role("radio", name="2 People").click()
    places = page.get_by_role("combobox", name="In which countries do people use it?")
    for typed, chosen in MEANT:
        places.press_sequentially(typed)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")  # the list stays open for more
        people = page.get_by_role("textbox", name=f"How many people in {chosen}?")
        expect(people).to_be_visible()
        settle(page)
        places.press("Backspace")
        expect(people).to_have_count(0)
        settle(page)
