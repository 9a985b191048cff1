"""The dashboard in Chromium: opened, turned, changed, saved and compared, beside a page that is there already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from benchmarks.maps import generated
from benchmarks.measuring import Benchmark
from benchmarks.pages import CASE, ENDED, KNOWN, NUMBERS, PATIENCE, chromium_page, dashboard
from benchmarks.portfolios import STATES, made_up
from benchmarks.sessions import of_sessions
from data_maps.reading import case_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = ("Law", "Answer", "Options", "Flows")
LEAD = ".dr p.lead"
TURNED = f"document.querySelector('{ENDED}') && document.querySelector('.dr h1')"


Opened = tuple["Page", str]


@pytest.fixture(params=[CASE, "realistic-200"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """A window of a fresh server on the WeChat case or on a generated map, and the address of its map."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    (large := tmp_path / "large.yaml").write_text(generated("realistic", 200), encoding="utf-8")
    file = case_path(CASE) if request.param == CASE else large
    with dashboard(file) as address, chromium_page() as page:
        yield page, address


def show(page: Page, address: str) -> None:
    """Open Answer and wait for its intervals."""
    page.goto(address)
    page.locator(LEAD, has_text=KNOWN).first.wait_for(timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)


def turn(page: Page, place: str) -> None:
    """Press the link of a place and wait until its page stands there."""
    page.get_by_test_id("stHeader").get_by_role("link", name=place).click()
    page.wait_for_url(f"**/{place.lower()}?*", timeout=PATIENCE)
    page.wait_for_function(TURNED, timeout=PATIENCE)


@pytest.mark.parametrize("way", ["on a fresh server", "again"])
def test_the_first_sentence_comes(benchmark: Benchmark, opened: Opened, way: str) -> None:
    benchmark.group = "first sentence"
    page, address = opened
    if way == "again":
        show(page, address)
        page.goto("about:blank")

    def first() -> None:
        page.goto(address)
        page.locator(LEAD).first.wait_for(timeout=PATIENCE)

    benchmark.pedantic(first, rounds=1)


@pytest.mark.parametrize("way", ["the first time", "again"])
def test_a_page_is_turned(benchmark: Benchmark, opened: Opened, way: str) -> None:
    benchmark.group = "a turn of a page"
    page, address = opened
    show(page, address)
    for place in PLACES if way == "again" else ():
        turn(page, place)
    places = cycle(PLACES)
    benchmark.pedantic(lambda: turn(page, next(places)), rounds=len(PLACES))


@pytest.mark.parametrize("until", ["points", "intervals"])
def test_a_number_is_changed(benchmark: Benchmark, opened: Opened, until: str) -> None:
    benchmark.group = "a changed number"
    page, address = opened
    show(page, address)
    numbers = count(1)

    def typed() -> None:
        page.locator(ENDED).wait_for(timeout=PATIENCE)
        page.wait_for_timeout(1_000)  # nobody changes anything meanwhile
        field = page.get_by_role("textbox", name=NUMBERS)
        if not field.is_visible():
            page.get_by_role("button", name="What if").click()
        field.fill(f"interest.US={next(numbers) / 50}")

    def changed() -> None:
        page.keyboard.press("Enter")
        page.wait_for_function(f"window.changed.{until}", timeout=PATIENCE)

    benchmark.pedantic(changed, setup=typed, rounds=5)


@pytest.mark.parametrize("until", ["points", "intervals"])
def test_a_lever_is_moved(benchmark: Benchmark, opened: Opened, until: str) -> None:
    """The owner is said to be from elsewhere, in words; the sentence is that of the answer."""
    benchmark.group = "a lever"
    page, address = opened
    show(page, address)
    owners = cycle(("Switzerland", "Germany", "France", "Norway", "Japan"))

    def typed() -> None:
        page.locator(ENDED).wait_for(timeout=PATIENCE)
        page.wait_for_timeout(1_000)  # nobody changes anything meanwhile
        field = page.get_by_role("textbox", name=NUMBERS)
        if not field.is_visible():
            page.get_by_role("button", name="What if").click()
        field.fill(f"owner {next(owners)}")

    def moved() -> None:
        page.keyboard.press("Enter")
        page.wait_for_function(f"window.changed.{until}", timeout=PATIENCE)

    benchmark.pedantic(moved, setup=typed, rounds=5)


def test_something_is_found(benchmark: Benchmark, opened: Opened) -> None:
    """From the last letter that is typed until what is found for it stands there."""
    benchmark.group = "typing to what is found"
    page, address = opened
    show(page, address)
    page.keyboard.press("Control+k")
    finder = page.locator(".st-key-finder input")
    finder.wait_for(timeout=PATIENCE)
    asked = cycle(("China", "ban", "owner", "GDPR", "servers"))

    def found() -> None:
        words = next(asked)
        finder.fill(words)
        page.locator(f'.found[data-for="{words}"]').wait_for(timeout=PATIENCE)

    found()
    benchmark.pedantic(found, rounds=10)


def test_a_map_is_saved(benchmark: Benchmark, opened: Opened) -> None:
    benchmark.group = "a save"
    page, address = opened
    show(page, address)

    def save() -> None:
        page.get_by_role("button", name="Save", exact=False).first.click()
        page.get_by_role("textbox", name="Your name").fill("Ada")
        page.get_by_role("button", name="Save this version").click()
        page.wait_for_url("**saved=**", timeout=PATIENCE)

    benchmark.pedantic(save, rounds=1)


@pytest.mark.parametrize("way", ["the first time", "again"])
def test_two_apps_are_compared(benchmark: Benchmark, way: str) -> None:
    benchmark.group = "two apps compared"
    with dashboard(case_path(CASE)) as address, chromium_page() as page:
        show(page, urljoin(address, f"/?map=case:{CASE}"))

        def compare() -> None:
            page.goto("about:blank")
            page.goto(urljoin(address, f"/compare?before=case:{CASE}&after=case:tiktok-2020"))
            page.locator(LEAD).first.wait_for(timeout=PATIENCE)

        if way == "again":
            compare()
        benchmark.pedantic(compare, rounds=1)


@pytest.mark.parametrize("way", ["alone", "beside a mesh"])
def test_pages_are_turned_beside_work(benchmark: Benchmark, way: str, systems: int, tmp_path: Path) -> None:
    """Turns of a map of five lines, while another window opens a mesh."""
    benchmark.group = f"turns beside a mesh of {systems:,} systems"
    (file := tmp_path / "mesh.yaml").write_text(generated("mesh", systems), encoding="utf-8")
    with dashboard(file) as address, chromium_page() as page:
        page.goto(urljoin(address, "/answer?map=case:wechat-five-lines"))
        page.wait_for_function(TURNED, timeout=PATIENCE)
        for place in PLACES * 2:
            turn(page, place)
        browser = page.context.browser
        if way == "beside a mesh" and browser:
            browser.new_page().goto(urljoin(address, "/answer?map=file:mesh.yaml"), wait_until="commit")
        places = cycle(PLACES)
        benchmark.pedantic(lambda: turn(page, next(places)), rounds=24)


@pytest.mark.parametrize("act", ["opened", "filtered"])
def test_the_place_apps_is_used(benchmark: Benchmark, act: str, rows: int, tmp_path: Path) -> None:
    benchmark.group = f"the place Apps, {rows:,} rows"
    made_up(tmp_path, rows)
    with dashboard(case_path(CASE), "--portfolio", str(tmp_path)) as address, chromium_page() as page:

        def begin() -> None:
            page.goto(urljoin(address, "/apps"))
            page.locator(".js-plotly-plot .nsewdrag").wait_for(timeout=PATIENCE)
            page.locator(ENDED).wait_for(timeout=PATIENCE)

        states = iter(STATES)

        def choose() -> None:
            box = page.get_by_role("combobox", name="Owner's state")
            box.click()
            box.fill(next(states))
            page.wait_for_timeout(500)

        def filtered() -> None:
            page.keyboard.press("Enter")
            page.wait_for_timeout(1)
            page.locator(ENDED).wait_for(timeout=PATIENCE)

        if act == "opened":
            benchmark.pedantic(begin, rounds=2)
        else:
            begin()
            benchmark.pedantic(filtered, setup=choose, rounds=5)


def test_sessions_at_once_see_their_own_map(benchmark: Benchmark, sessions: int, seconds: int) -> None:
    """Fails where one is shown another's; the seconds of each pace stand in `extra_info` of `--benchmark-json`."""
    benchmark.group = f"{sessions} sessions on {os.cpu_count()} processors"
    benchmark.extra_info |= benchmark.pedantic(of_sessions, (sessions, float(seconds)), rounds=1)
