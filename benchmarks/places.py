"""Times of the places of the dashboard: `python -m benchmarks.places` opens, turns, changes, saves and compares.

WeChat and a generated map of 200 systems, each on a fresh server. Beside each time stand the seconds that the server
computed meanwhile, which other work on the machine leaves as they are. Plotly's script is timed in the browser's clock.
"""

from __future__ import annotations

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.maps import generated
from benchmarks.pages import CASE, ENDED, LARGE, NUMBERS, PATIENCE, chromium_page, dashboard
from data_maps.reading import case_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = ("Options", "Numbers", "Flows", "Law", "Answer")
CHANGES = 5
LEAD = ".dr p.lead"
AIMS = {
    "first sentence on a fresh server": 3.0,
    "page turn, again": 0.5,
    "changed number, points": 0.3,
    "changed number, intervals": 1.0,
    "save": 5.0,
    "two apps compared, first time": 3.0,
}
TICKS = os.sysconf("SC_CLK_TCK")
PAINTED = """async () => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const script = performance.getEntriesByType("resource").find((each) => /plotly/i.test(each.name));
  return { paint: paint / 1000, lead: window.lead / 1000, script: script ? script.responseEnd / 1000 : null };
}"""
LEAD_SEEN = """
new MutationObserver((_, seen) => {
  if (!document.querySelector(".dr p.lead")) return;
  window.lead = performance.now();
  seen.disconnect();
}).observe(document, { subtree: true, childList: true });
"""
PlaceTime = tuple[str, float, float]
"""A time with its name, in seconds, and the seconds that the server computed."""


def measured(file: Path, start: str) -> Iterator[PlaceTime]:
    """Each time with its name, in seconds, and the seconds of the processor; the median of what is done several times.

    A map that ships is compared with TikTok too.
    """
    with dashboard(file) as address, chromium_page() as page:
        page.add_init_script(LEAD_SEEN)
        yield from _opened(page, urljoin(address, start))
        _rest(page)
        for name in ("page turn, first time", "page turn, again"):
            yield _median(name, [_timed(partial(_turn, page, place)) for place in PLACES])
        yield from _changes(page)
        yield ("save", *_timed(partial(_save, page)))
        if start.endswith(CASE):
            compared = urljoin(address, "/compare?before=case:wechat-2020&after=case:tiktok-2020")
            for name in ("two apps compared, first time", "two apps compared, again"):
                yield (name, *_timed(partial(_compare, page, compared)))


def _opened(page: Page, start: str) -> Iterator[PlaceTime]:
    """The first sentence and figure, and in the browser's clock the first paint and the end of Plotly's script."""
    began, before = time.perf_counter(), _computed()
    page.goto(start)
    page.locator(LEAD).first.wait_for(timeout=PATIENCE)
    yield "first sentence on a fresh server", time.perf_counter() - began, _computed() - before
    page.locator(".js-plotly-plot").first.wait_for(timeout=PATIENCE)
    yield "first figure on a fresh server", time.perf_counter() - began, _computed() - before
    painted = page.evaluate(PAINTED)
    yield "browser: first paint", painted["paint"], 0.0
    yield "browser: first sentence", painted["lead"], 0.0
    if painted["script"] is not None:
        yield "browser: Plotly's script has come", painted["script"], 0.0


def _changes(page: Page) -> Iterator[PlaceTime]:
    before = _computed()
    changes = [_changed(page, n) for n in range(CHANGES)]
    computed = (_computed() - before) / CHANGES
    for stage in ("points", "intervals"):
        yield f"changed number, {stage}", statistics.median(change[stage] / 1000 for change in changes), computed


def _median(name: str, times: list[tuple[float, float]]) -> PlaceTime:
    seconds, computed = zip(*times, strict=True)
    return name, statistics.median(seconds), statistics.median(computed)


def _computed() -> float:
    """The seconds that the server has computed until now."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    servers = [pid for pid in children if b"dashboard" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    stats = [Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split() for pid in servers]
    return sum(int(ticks) for stat in stats for ticks in stat[11:15]) / TICKS


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, before = time.perf_counter(), _computed()
    work()
    return time.perf_counter() - began, _computed() - before


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


def _save(page: Page) -> None:
    """Save the open map in Record, until it is told that it is saved."""
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.get_by_role("button", name="Save this version").click()
    page.wait_for_url(re.compile("saved="), timeout=PATIENCE)


def _compare(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.locator(LEAD).first.wait_for(timeout=PATIENCE)


def _rest(page: Page) -> None:
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")


def main() -> None:
    """Print a table of each map, as docs/dashboard.md holds it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_DATA_HOME": folder, "DATAREACH_STORE": str(Path(folder) / "record.db")}
        large = Path(folder) / "large.yaml"
        large.write_text(generated("realistic", LARGE), encoding="utf-8")
        for file, start in ((case_path(CASE), f"/?map=case:{CASE}"), (large, "/?map=file:large.yaml")):
            print(f"\n{file.stem}, load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores\n")
            print("| what | seconds | asked for | server computed |\n| --- | --- | --- | --- |")
            for what, seconds, computed in measured(file, start):
                aim = AIMS.get(what)
                shown = "" if what.startswith("browser") else f"{computed:.1f}"
                print(f"| {what} | {seconds:.2f} | {'' if aim is None else f'{aim:g}'} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
