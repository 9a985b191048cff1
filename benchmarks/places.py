"""Times of the places of the dashboard: `python -m benchmarks.places` opens, turns, changes and compares on WeChat.

Each is printed with what dashboard.md asks for beside it: the first sentence and the first figure on a fresh server, a
turn of the page, a changed number to points and to intervals, and the comparison of two apps.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.pages import CASE, NUMBERS, PATIENCE, chromium_page, dashboard
from data_maps.reading import case_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = ("Options", "Numbers", "Flows", "Law", "Answer")
CHANGES = 5
LEAD = ".dr p.lead"
ENDED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
AIMS = {
    "first sentence on a fresh server": 3.0,
    "first figure on a fresh server": None,
    "page turn, first time": None,
    "page turn, again": 0.5,
    "changed number, points": 0.3,
    "changed number, intervals": 1.0,
    "two apps compared, first time": 3.0,
    "two apps compared, again": None,
}


def measured() -> Iterator[tuple[str, float]]:
    """Each time with its name, in seconds; the median where something is done several times."""
    with dashboard(case_path(CASE)) as address, chromium_page() as page:
        start = urljoin(address, f"/?map=case:{CASE}")
        began = time.perf_counter()
        page.goto(start)
        page.locator(LEAD).first.wait_for(timeout=PATIENCE)
        yield "first sentence on a fresh server", time.perf_counter() - began
        page.locator(".js-plotly-plot").first.wait_for(timeout=PATIENCE)
        yield "first figure on a fresh server", time.perf_counter() - began
        _rest(page)
        for name in ("page turn, first time", "page turn, again"):
            yield name, statistics.median(_timed(partial(_turn, page, place)) for place in PLACES)
        changes = [_changed(page, n) for n in range(CHANGES)]
        for stage in ("points", "intervals"):
            yield f"changed number, {stage}", statistics.median(change[stage] / 1000 for change in changes)
        compared = urljoin(address, "/compare?before=case:wechat-2020&after=case:tiktok-2020")
        for name in ("two apps compared, first time", "two apps compared, again"):
            yield name, _timed(partial(_compare, page, compared))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _turn(page: Page, place: str) -> None:
    """Press the link of a place and wait for its first words."""
    page.get_by_test_id("stHeader").get_by_role("link", name=place).click()
    page.wait_for_url(f"**/{place.lower()}?*", timeout=PATIENCE)
    page.locator(f'[class*="st-key-{_container(place)}-fresh"] .dr').first.wait_for(timeout=PATIENCE)


def _container(place: str) -> str:
    return {"Flows": "routes"}.get(place, place.lower())


def _changed(page: Page, number: int) -> dict[str, float]:
    """Milliseconds from the key that sets another number to its points and to its intervals in Answer."""
    _rest(page)
    field = page.get_by_role("textbox", name=NUMBERS)
    if not field.is_visible():
        page.get_by_role("button", name="What if").click()
    field.fill(f"interest.US={(number + 1) / 10}")
    page.keyboard.press("Enter")
    page.wait_for_function("window.changed.points && window.changed.intervals", timeout=PATIENCE)
    milliseconds: dict[str, float] = page.evaluate("window.changed")
    return milliseconds


def _compare(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.locator(LEAD).first.wait_for(timeout=PATIENCE)


def _rest(page: Page) -> None:
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    print(
        f"| what | seconds | asked for |\n| --- | --- | --- |  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    for what, seconds in measured():
        aim = AIMS[what]
        print(f"| {what} | {seconds:.2f} | {'' if aim is None else f'{aim:g}'} |", flush=True)
