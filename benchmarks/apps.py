"""The place Apps measured: `python -m benchmarks.apps --rows 100000` filters, sorts, draws around apps and opens one.

The apps are made up by the schema of a portfolio. Each time is from the key or button of a hand to the frame that
shows what it does, by the clock of the page in Chromium, and of processors until then; the aim is by the clock.
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
WATCH = """
const small = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const table = () => {  // its picture, on few pixels; none while it is blank
  const canvas = document.querySelector("[data-testid=stDataFrame] canvas[data-testid=data-grid-canvas]");
  if (!canvas?.width) return "";
  small.drawImage(canvas, 0, 0, 64, 64);
  const pixels = new Uint32Array(small.getImageData(0, 0, 64, 64).data.buffer);
  return pixels.every((pixel) => pixel === pixels[0]) ? "" : pixels.join();
};
const answer = () => location.pathname.endsWith("/answer") && document.querySelector(".dr p.lead")?.textContent;
window.await = (what) => {
  const look = { table, answer }[what], before = look();
  const wait = (begun) => requestAnimationFrame(() => {
    const now = look();
    if (now && now !== before) window.seen = performance.now() - begun;
    else wait(begun);
  });
  const hear = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    for (const kind of ["keydown", "pointerup"]) removeEventListener(kind, hear, true);
    wait(event.timeStamp);
  };
  window.seen = 0;
  for (const kind of ["keydown", "pointerup"]) addEventListener(kind, hear, true);
};
"""
ORDERS = ("Severe", "Name", "Rank", "People a year whose data", "Severe")


def measured(rows: int) -> Row:
    """The middle of the seconds that each act takes."""
    with tempfile.TemporaryDirectory() as name:
        made_up(Path(name), rows)
        with dashboard(case_path("wechat-2020"), "--portfolio", name) as address, chromium_page() as page:
            page.add_init_script(WATCH)
            first = _spent(partial(_begin, page, urljoin(address, "/apps")))
            acts: dict[str, Callable[[int], Row]] = {
                "filter": lambda run: _chosen(page, "Owner's state", STATES[run]),
                "sort": lambda run: _chosen(page, "Sorted by", ORDERS[run]),
                "draw around some": lambda run: _drawn_around(page, run),
                "open one": lambda run: _opened(page, urljoin(address, "/apps"), run),
            }
            times = {name: _middle([act(run) for run in range(RUNS)]) for name, act in acts.items()}
    return {"rows": rows, "first": first, **times, "aim": AIM, "load": os.getloadavg()[0]}


def _spent(work: Callable[[], float | None]) -> Row:
    """Seconds of some work by the clock, or as it says, and of processors by the dashboard and by the browser."""
    used, begun = _processors(), time.perf_counter()
    clock = work() or time.perf_counter() - begun
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
    return _until(page, "table", lambda: page.keyboard.press("Enter"))


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
    return _until(page, "table", page.mouse.up)


def _until(page: Page, what: str, act: Callable[[], object]) -> Row:
    """What it takes from the key or button of an act until a frame shows another table, or the answer."""
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    page.evaluate("(what) => window.await(what)", what)

    def until_seen() -> float:
        act()
        page.wait_for_function("window.seen", timeout=PATIENCE)
        return float(page.evaluate("window.seen")) / 1000

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
    return _until(page, "answer", button.click)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.apps", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many apps")
    chosen = parser.parse_args()
    print(json.dumps({"machine": machine(), **measured(chosen.rows)}, indent=1))


if __name__ == "__main__":
    main()
