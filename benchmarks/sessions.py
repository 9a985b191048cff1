"""Browser sessions at once on one dashboard: whether each is shown its own map, and how soon.

Each session opens its own map, which no other has: another title, another number of people. Whatever it is then shown
is held against what that map says when it is assessed alone; anything else ends the measurement with an error. The
clock starts once every page is open. First the sessions change a number in turn, as people do who look at what came
out; then all of them at once, each again as soon as its whole page has been answered.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

import numpy as np

from assessments.report.sections.page_one import widest_sentence
from assessments.results.summary import summary_numbers
from assessments.run import Settings, assess
from assessments.scenario import viewed
from benchmarks.pages import CASE, ENDED, KNOWN, NUMBERS, WATCH, dashboard
from dashboard import show
from data_maps.reading import case_path, read
from risk.uncertainty.draw_counts import DRAWS

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

OPENED_AT_ONCE = 2
LONG = 600_000
SELDOM = 250
UNKNOWN = "interval not computed"
LEAD = ".dr p.lead"
STEP, STEPS = 0.02, 40
PEOPLE, APART = (1.2, 4.2, 11.4), 1.15
ALL_SEEN = f"""
window.leads = new Set();
new MutationObserver(() => {{
  const said = document.querySelector("{LEAD}")?.textContent;
  if (said) window.leads.add(said);
}}).observe(document, {{ subtree: true, childList: true, characterData: true }});
"""
SHOWN = """() => ({
  leads: [...window.leads],
  text: document.body.innerText + [...document.querySelectorAll("input")].map((box) => box.value).join(" "),
})"""


class Mixed(Exception):
    """A session was shown what belongs to another."""


class Shown(NamedTuple):
    """The texts that one session showed after one change, and how many seconds that took; `pace` as in `PACES`."""

    pace: str
    session: int
    before: tuple[str, ...]
    change: str
    leads: tuple[str, ...]
    points: float
    intervals: float
    all: float


def of_sessions(sessions: int, seconds: float) -> dict[str, float]:
    """The middle and 95 % point of seconds at each pace, of so many sessions; Mixed where one saw another's map."""
    with dashboard(case_path(CASE)) as address:
        seen = asyncio.run(_together(address, sessions, seconds))
    for answer in seen:
        _hold(answer)
    return {
        f"{pace}: {name}, {label}": float(
            np.quantile([getattr(answer, name) for answer in seen if answer.pace == pace], q)
        )
        for pace in PACES
        for name in ("points", "intervals", "all")
        for label, q in (("median", 0.5), ("p95", 0.95))
    }


def title(number: int) -> str:
    """The title of the map of one session; none is a part of another."""
    return f"Session-{number:03d}-only"


def text_of(number: int) -> str:
    """The map of one session: the case with a title of its own and, in steps of 15 %, with more people."""
    text = case_path(CASE).read_text(encoding="utf-8")
    named = re.sub(r"^title: .*$", f"title: {title(number)}", text, flags=re.MULTILINE)
    return named.replace(_count(0), _count(number), 1)


def _count(number: int) -> str:
    return "count: {{low: {:.4g}M, best: {:.4g}M, high: {:.4g}M,".format(*(APART**number * people for people in PEOPLE))


@cache
def expected(number: int, *changes: str) -> tuple[str, str]:
    """The first sentence on the map of one session, assessed alone: before its interval is known, and with it."""
    data_map = read(text_of(number), "map.yaml").data_map
    if data_map is None:
        raise ValueError(f"the map of session {number} cannot be read")
    runs = [assess(viewed(data_map, settings=changes), Settings(draws=draws)) for draws in (0, DRAWS)]
    points, intervals = (widest_sentence(summary_numbers(run)) for run in runs)
    return points.partition(UNKNOWN)[0], intervals


def _hold(seen: Shown) -> None:
    """Raise Mixed unless all that a session saw is of its own map: as it was before the change, or is after it."""
    own = {*expected(seen.session, *seen.before), *expected(seen.session, seen.change)}
    if foreign := {lead.partition(show.COMPUTING)[0] for lead in seen.leads} - own:
        raise Mixed(f"session {seen.session}, {seen.change}: shown {sorted(foreign)}, its own are {sorted(own)}")


async def _together(address: str, sessions: int, seconds: float) -> list[Shown]:
    """What each session was shown at every pace, all of them in one Chromium."""
    from playwright.async_api import async_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        few = asyncio.Semaphore(OPENED_AT_ONCE)
        pages = await asyncio.gather(*(_opened(chromium, few, address, number) for number in range(sessions)))
        seen: list[list[Shown]] = [[] for _ in pages]
        for pace, begins in PACES.items():
            start = time.monotonic()
            await asyncio.gather(
                *(
                    _work(page, number, pace, begins(number / sessions, start, seconds), seen[number])
                    for number, page in enumerate(pages)
                )
            )
        await chromium.close()
    return [answer for of_one in seen for answer in of_one]


async def _opened(chromium: Browser, few: asyncio.Semaphore, address: str, number: int) -> Page:
    """The page of one session, with cookies and a window of its own; only a few are being opened at any time."""
    async with few:
        context = await chromium.new_context(viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        await _open(page, address, number)
    return page


async def _open(page: Page, address: str, number: int) -> None:
    """Open the map of one session by its file, as people do, and wait for its intervals."""
    page.set_default_timeout(LONG)
    await page.add_init_script(WATCH + ALL_SEEN)
    await page.goto(urljoin(address, "/apps"))
    await page.get_by_role("button", name="Open a file").click()
    file: Any = {"name": f"{title(number)}.yaml", "mimeType": "text/yaml", "buffer": text_of(number).encode()}
    await page.locator("input[type=file]").set_input_files(file)
    await page.wait_for_url(re.compile("map=own"))
    await page.keyboard.press("Escape")
    await page.locator(LEAD, has_text=KNOWN).first.wait_for()
    await page.locator(ENDED).wait_for()


async def _work(page: Page, number: int, pace: str, begins: Iterable[float], seen: list[Shown]) -> None:
    """Change a number at each of the moments, or as soon after it as the one before has been answered."""
    for begin in begins:
        await asyncio.sleep(begin - time.monotonic())
        before = tuple(answer.change for answer in seen[-1:])
        seen.append(await _changed(page, number, pace, before, f"interest.US={0.1 + STEP * (len(seen) % STEPS):.2f}"))


def _in_turn(place: float, start: float, seconds: float) -> Iterator[float]:
    yield start + seconds * place


def _without_a_pause(_: float, start: float, seconds: float) -> Iterator[float]:
    yield start
    while time.monotonic() < start + seconds:
        yield start


PACES = {"in turn": _in_turn, "without a pause": _without_a_pause}
"""When a session begins its changes: one session after the other, evenly; or all at once, each again when answered."""


async def _changed(page: Page, number: int, pace: str, before: tuple[str, ...], change: str) -> Shown:
    await page.evaluate("window.leads.clear()")
    field = page.get_by_role("textbox", name=NUMBERS)
    if not await field.is_visible():
        await page.get_by_role("button", name="What if").click()
    await field.fill(change)
    await page.keyboard.press("Enter")
    await page.wait_for_function("window.changed.ended", polling=SELDOM)
    times, shown = await page.evaluate("window.changed"), await page.evaluate(SHOWN)
    titles = set(re.findall(r"Session-\d{3}-only", shown["text"]))
    if titles != {title(number)}:
        raise Mixed(f"session {number} was shown the titles {sorted(titles)}")
    took = {name: times.get(name, times["ended"]) / 1000 for name in ("points", "intervals", "all")}
    return Shown(pace, number, before, change, tuple(shown["leads"]), **took)
