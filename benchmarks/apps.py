"""The place Apps measured: `python -m benchmarks.apps --rows 100000` filters, sorts, draws around apps and opens one.

The apps are made up by the schema of a portfolio. Each time is from what a hand does to what an eye sees in Chromium,
printed with what dashboard.md asks for beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.pages import PATIENCE, chromium_page, dashboard
from benchmarks.places import ENDED
from benchmarks.portfolios import STATES, made_up
from benchmarks.timing import Row, machine
from data_maps.reading import case_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

AIM, RUNS = 0.3, 5
PLOT = ".js-plotly-plot .nsewdrag"
SEEN = """() => [...document.querySelectorAll("[data-testid=stDataFrame], [data-testid=stHtml]")]
  .map((part) => part.textContent).join(" ")"""
ORDERS = ("Severe", "Name", "Rank", "People whose", "Severe")


def measured(rows: int) -> Row:
    """The middle of the seconds that each act takes."""
    with tempfile.TemporaryDirectory() as name:
        made_up(Path(name), rows)
        with dashboard(case_path("wechat-2020"), "--portfolio", name) as address, chromium_page() as page:
            first = _seconds(partial(_begin, page, urljoin(address, "/apps")))
            acts: dict[str, Callable[[int], float]] = {
                "filter": lambda run: _chosen(page, "Owner's state", STATES[run]),
                "sort": lambda run: _chosen(page, "Sorted by", ORDERS[run]),
                "draw around some": lambda run: _drawn_around(page, run),
            }
            times = {name: median([act(run) for run in range(RUNS)]) for name, act in acts.items()}
            opened = median([_opened(page, urljoin(address, "/apps")) for _ in range(RUNS)])
    return {"rows": rows, "first": first, **times, "open one": opened, "aim": AIM, "load": os.getloadavg()[0]}


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _begin(page: Page, address: str) -> None:
    """Open Apps and wait for its cloud."""
    page.goto(address)
    page.locator(PLOT).wait_for(timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)


def _chosen(page: Page, field: str, choice: str) -> float:
    """Seconds from the key that takes a choice until the table shows what it changes."""
    box = page.get_by_role("combobox", name=field)
    box.click()
    box.fill(choice)
    page.wait_for_timeout(500)
    return _until_changed(page, lambda: page.keyboard.press("Enter"))


def _drawn_around(page: Page, run: int) -> float:
    """Seconds from the end of a line around some apps until the table has them."""
    page.locator(PLOT).scroll_into_view_if_needed()
    box = page.locator(PLOT).bounding_box()
    if box is None:
        raise LookupError("there is no cloud")
    x, y, side = box["x"] + (0.3 + 0.1 * run) * box["width"], box["y"] + 0.4 * box["height"], 50.0
    page.mouse.move(x, y)
    page.mouse.down()
    for across, down in ((side, 0.0), (side, side), (0.0, side), (0.0, 1.0)):
        page.mouse.move(x + across, y + down, steps=2)
    return _until_changed(page, page.mouse.up)


def _until_changed(page: Page, act: Callable[[], object]) -> float:
    """Seconds from an act until the table, or the sentence on it, is another."""
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    before = page.evaluate(SEEN)
    begun = time.perf_counter()
    act()
    page.wait_for_function(f"(before) => ({SEEN})() !== before", arg=before, timeout=PATIENCE)
    return time.perf_counter() - begun


def _opened(page: Page, address: str) -> float:
    """Seconds from the button that opens the app that is ticked to its answer in a sentence."""
    _begin(page, address)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    if place is None:
        raise LookupError("there is no table")
    page.mouse.click(place["x"] + 16, place["y"] + 52)
    button = page.get_by_role("button", name="Open the app")
    page.wait_for_function("() => !document.querySelector('[class*=ranked-open] button').disabled", timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    button.scroll_into_view_if_needed()
    begun = time.perf_counter()
    button.click()
    page.locator(".dr p.lead").first.wait_for(timeout=PATIENCE)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.apps", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many apps")
    chosen = parser.parse_args()
    print(json.dumps({"machine": machine(), **measured(chosen.rows)}, indent=1))


if __name__ == "__main__":
    main()
