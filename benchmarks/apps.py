"""The place Apps measured: `python -m benchmarks.apps --rows 100000` filters, sorts, draws around apps and opens one.

The apps are made up by the schema of a portfolio. Each time is from what a hand does to what an eye sees in Chromium,
by the clock and of processors, which other work on the machine makes little longer; the aim is by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.pages import ENDED, PATIENCE, chromium_page, dashboard
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
            first = _spent(partial(_begin, page, urljoin(address, "/apps")))
            acts: dict[str, Callable[[int], Row]] = {
                "filter": lambda run: _chosen(page, "Owner's state", STATES[run]),
                "sort": lambda run: _chosen(page, "Sorted by", ORDERS[run]),
                "draw around some": lambda run: _drawn_around(page, run),
                "open one": lambda run: _opened(page, urljoin(address, "/apps"), run),
            }
            times = {name: _middle([act(run) for run in range(RUNS)]) for name, act in acts.items()}
    return {"rows": rows, "first": first, **times, "aim": AIM, "load": os.getloadavg()[0]}


def _spent(work: Callable[[], object]) -> Row:
    """Seconds of some work by the clock, and of processors by the dashboard and by the browser until it is seen."""
    used, begun = _processors(), time.perf_counter()
    work()
    clock = time.perf_counter() - begun
    return {"clock": clock, **{name: seconds - used[name] for name, seconds in _processors().items()}}


def _processors() -> Row:
    """Seconds of processors that the dashboard and the browser have used up to now."""
    import psutil

    used = {"dashboard": 0.0, "browser": 0.0}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            command, times = process.cmdline(), process.cpu_times()
            name = "browser" if "chrom" in command[0] else "dashboard" if "dashboard" in command else ""
            used |= {name: used[name] + times.user + times.system} if name else {}
    return used


def _middle(rows: Sequence[Row]) -> Row:
    return {name: median(row[name] for row in rows) for name in rows[0]}


def _begin(page: Page, address: str) -> None:
    """Open Apps and wait for its cloud."""
    page.goto(address)
    page.locator(PLOT).wait_for(timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)


def _chosen(page: Page, field: str, choice: str) -> Row:
    """What it takes from the key that takes a choice until the table shows what it changes."""
    box = page.get_by_role("combobox", name=field)
    box.click()
    box.fill(choice)
    page.wait_for_timeout(500)
    return _until_changed(page, lambda: page.keyboard.press("Enter"))


def _drawn_around(page: Page, run: int) -> Row:
    """What it takes from the end of a line around some apps until the table has them."""
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


def _until_changed(page: Page, act: Callable[[], object]) -> Row:
    """What it takes from an act until the table, or the sentence on it, is another."""
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    before = page.evaluate(SEEN)

    def until_seen() -> None:
        act()
        page.wait_for_function(f"(before) => ({SEEN})() !== before", arg=before, timeout=PATIENCE)

    return _spent(until_seen)


def _opened(page: Page, address: str, row: int) -> Row:
    """What it takes from the button that opens the app of a row to its answer in a sentence."""
    _begin(page, address)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    if place is None:
        raise LookupError("there is no table")
    page.mouse.click(place["x"] + 16, place["y"] + 52 + 35 * row)
    button = page.get_by_role("button", name="Open the app")
    page.wait_for_function("() => !document.querySelector('[class*=ranked-open] button').disabled", timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    button.scroll_into_view_if_needed()

    def until_seen() -> None:
        button.click()
        page.locator(".dr p.lead").first.wait_for(timeout=PATIENCE)

    return _spent(until_seen)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.apps", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many apps")
    chosen = parser.parse_args()
    print(json.dumps({"machine": machine(), **measured(chosen.rows)}, indent=1))


if __name__ == "__main__":
    main()
