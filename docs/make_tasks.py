"""The five tasks of the dashboard, walked in Chromium: `python docs/make_tasks.py` writes tasks.md and its pictures.

Each task begins in a fresh window at the address that the dashboard opens with. Clicks are counted, typing runs at ten
letters a second, and seconds run from the first click until the answer is on the screen. `--again` walks all twice.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from key_walks import TASKS as KEY_TASKS  # noqa: E402 - the script runs from anywhere
from key_walks import KeyWalk  # noqa: E402
from make_pages import small  # noqa: E402

from benchmarks.pages import ENDED, PATIENCE, dashboard  # noqa: E402
from data_maps.reading import case_path  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PICTURES = DOCS / "pictures" / "tasks"
CASE = "wechat-2020"
WIDTH, HEIGHT = 1280, 800
A_LETTER = 100  # milliseconds
MOST_CLICKS, MOST_SECONDS, MOST_SECONDS_OF_A_MAP = 6, 60.0, 300.0
HEAD = """# Five tasks

People come to the dashboard with one of these. `python docs/make_tasks.py` walks each in Chromium, in a fresh
window at the first address, and writes this page. Typing runs at ten letters a second. Seconds run from the first click
until the answer is on the screen, without the time in which somebody reads. Each may take {clicks} clicks and
{seconds:.0f} seconds. For (d) there is no limit of clicks, but one of five minutes. The machine had a load of
{load:.0f} on {cores} cores. Keys are those of the same task by keyboard alone: each letter that is typed, each press of
Tab, of an arrow or of Enter; Ctrl+K is one.

| task | clicks | fields typed | seconds, each time | holds | keys |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass
class TaskWalk:
    """One task as it is walked: what is done, how many clicks and words that took, and for how long."""

    page: Page
    name: str
    clicks: int = 0
    typed: int = 0
    steps: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    _start: float | None = None
    seconds: float = 0.0

    def click(self, part: Locator, words: str) -> None:
        """Press a part of the page."""
        self._begin()
        part.click()
        self.clicks += 1
        self.steps.append(words)

    def type(self, field_: Locator, text: str, *, enter: bool = True) -> None:
        """Type into a field as somebody does, and take it over."""
        self._begin()
        field_.press_sequentially(text, delay=A_LETTER)
        if enter:
            field_.press("Enter")
        self.typed += 1
        self.steps.append(f"type “{text}”")

    def see(self, part: Locator) -> str:
        """The words of a part of the page, once they are there and the page is at rest."""
        part.wait_for(timeout=PATIENCE)
        self.page.locator(ENDED).wait_for(timeout=PATIENCE)
        return re.sub(r"\s+", " ", part.inner_text()).strip()

    def picture(self) -> None:
        """Keep what is now on the screen; the clock stands meanwhile."""
        before = time.perf_counter()
        file = PICTURES / f"{self.name}-{len(self.pictures) + 1}.png"
        file.write_bytes(small(self.page.screenshot(animations="disabled")))
        self.pictures.append(file.name)
        self._start = (self._start or before) + time.perf_counter() - before

    def stop(self) -> None:
        """Stop the clock: the answer is on the screen."""
        self.seconds = time.perf_counter() - (self._start or time.perf_counter())

    def _begin(self) -> None:
        self._start = time.perf_counter() if self._start is None else self._start


def least_burdensome(walk: TaskWalk) -> str:
    """Is a ban the least burdensome way?"""
    page = walk.page
    walk.click(page.get_by_role("link", name="Options"), "*Options*")
    answer = walk.see(page.locator(".st-key-options-fresh .dr p.lead").first)
    walk.stop()
    walk.picture()
    return answer


def weakest_number(walk: TaskWalk) -> str:
    """What is the weakest number? Change it."""
    page = walk.page
    walk.click(page.get_by_role("link", name="Numbers"), "*Numbers*")
    weakest = page.locator("dt", has_text="Weakest").locator("..").locator("dd button").first
    question = walk.see(weakest)
    walk.click(weakest, "the weakest number")
    page.wait_for_url(re.compile("number="), timeout=PATIENCE)
    walk.see(page.get_by_role("textbox", name="Value"))
    walk.picture()
    walk.type(page.get_by_role("textbox", name="Value"), "0.001 to 0.005", enter=False)
    walk.click(page.get_by_role("button", name="Try it in this view"), "*Try it in this view*")
    change = walk.see(page.locator(".dr p", has_text=re.compile("by foreign states: .*→")).first)
    walk.stop()
    walk.picture()
    return f"{question} {change}"


def another_owner(walk: TaskWalk) -> str:
    """Change who owns it: what does that do, and why so little?"""
    page = walk.page
    walk.click(page.get_by_role("button", name="What if"), "*What if*")
    walk.click(page.get_by_role("combobox", name="Options in force"), "*Options in force*")
    walk.click(page.get_by_role("option", name="Sell the US service"), "*Sell the US service*")
    use = walk.see(page.locator(".dr .big", has_text="→").first)
    for _ in ("the list", "the window"):
        page.keyboard.press("Escape")
    stays = walk.see(page.locator(".dr p", has_text="What stays:").first)
    walk.picture()
    walk.click(page.get_by_role("link", name="Flows"), "*Flows*, where the most probable way is lit")
    page.wait_for_url(re.compile("/flows"), timeout=PATIENCE)
    way = walk.see(page.locator(".st-key-routes-fresh .dr h3").first)
    steps = [walk.see(step) for step in page.locator(".st-key-routes-fresh .dr .step strong").all()]
    walk.stop()
    walk.picture()
    taken = f"People a year whose content foreign states would take: {use}."
    return f"{taken} {stays} The most probable way: {way}, by {' '.join(steps)}"


def own_app(walk: TaskWalk) -> str:
    """A German health app with two million people on a cloud of the United States: from nothing to a saved assessment.

    With a list of laws that names EU transfers, and a PDF of one page.
    """
    page = walk.page
    walk.click(page.get_by_role("link", name="Apps"), "*Apps*")
    walk.click(page.get_by_role("button", name="Describe an app"), "*Describe an app*")
    walk.type(page.get_by_role("textbox", name="What is the app called?"), "Gesundheit")
    page.wait_for_url(re.compile("Gesundheit"), timeout=PATIENCE)
    _described(walk)
    _saved(walk)
    walk.click(page.get_by_role("link", name="Law"), "*Law*")
    transfers = walk.see(page.get_by_text("EU transfers to third countries").first)
    walk.picture()
    walk.click(page.get_by_role("link", name="Answer"), "*Answer*")
    walk.see(page.locator(".dr p.lead").first)
    with page.expect_download(timeout=PATIENCE) as download:
        walk.click(page.get_by_role("button", name="One-page PDF"), "*One-page PDF*")
    name = download.value.suggested_filename
    walk.stop()
    walk.picture()
    return f"Saved as gesundheit/1; Law names {transfers}; {name}."


def _described(walk: TaskWalk) -> None:
    """Answer the steps that the app needs, and pass over the others."""
    page = walk.page
    _next(walk)
    walk.type(page.get_by_role("combobox", name="In which countries"), "Germany")
    page.keyboard.press("Escape")
    walk.type(page.get_by_role("textbox", name="How many people in Germany?"), "2 million")
    walk.see(page.get_by_text(re.compile("could order")).first)
    walk.picture()
    _next(walk)
    walk.click(page.get_by_role("button", name="Health", exact=True), "*Health*")
    page.wait_for_url(re.compile("data%3Dhealth"), timeout=PATIENCE)
    _next(walk)
    for question, firm in (("Which company runs it?", "Gesund GmbH"), ("Which firm runs those servers", "Azure")):
        walk.type(page.get_by_role("combobox", name=question), firm)
        walk.see(page.get_by_role("combobox", name=question))
    page.wait_for_url(re.compile("cloud%3D.*Azure"), timeout=PATIENCE)
    walk.type(page.get_by_role("combobox", name="In which country is that company organised?"), "Germany")
    page.wait_for_url(re.compile("operator_in%3DDE"), timeout=PATIENCE)


def _saved(walk: TaskWalk) -> None:
    """Open the map of what was answered, and save it."""
    page = walk.page
    walk.click(page.get_by_text("6 What people rely on it for"), "the sixth step")
    walk.picture()
    walk.click(page.get_by_role("button", name="Open this map"), "*Open this map*")
    page.wait_for_url(re.compile("/answer"), timeout=PATIENCE)
    walk.click(page.get_by_role("button", name="Save ●"), "*Save ●*")
    walk.type(_name(walk), "Ada", enter=False)
    walk.click(page.get_by_role("button", name="Save this version"), "*Save this version*")
    page.wait_for_url(re.compile("saved=gesundheit"), timeout=PATIENCE)


def _name(walk: TaskWalk) -> Locator:
    """The field for the name of whoever saves."""
    return walk.page.get_by_role("textbox", name="Your name")


def _next(walk: TaskWalk) -> None:
    walk.click(walk.page.get_by_role("button", name="Next"), "*Next*")


def two_apps(walk: TaskWalk) -> str:
    """WeChat or TikTok: which reaches more, per user too, and how sure?"""
    page = walk.page
    walk.click(page.get_by_role("link", name="Apps"), "*Apps*")
    field_ = page.get_by_role("combobox", name="Compare two apps")
    walk.click(field_, "*Compare two apps*")
    for app in ("WeChat in the United States, September 2020", "TikTok in the United States, September 2020"):
        walk.click(page.get_by_role("option", name=app, exact=True), app)
    page.keyboard.press("Escape")
    walk.click(page.get_by_role("button", name="Compare them"), "*Compare them*")
    lead = page.locator(".dr p.lead").first
    verdict = walk.see(lead)
    more = walk.see(page.get_by_text("Per 100,000 users").first)
    walk.stop()
    walk.picture()
    return f"{verdict} {more}"


TASKS: dict[str, Callable[[TaskWalk], str]] = {
    "a": least_burdensome,
    "b": weakest_number,
    "c": another_owner,
    "d": own_app,
    "e": two_apps,
}


@dataclass(frozen=True)
class Walked:
    """A task that was walked: the answer at the end, and the seconds of each time."""

    walk: TaskWalk
    question: str
    answer: str
    seconds: tuple[float, ...]
    keys: int

    @property
    def holds(self) -> bool:
        """True where it took no more clicks and seconds than it may."""
        if self.walk.name == "d":
            return max(self.seconds) <= MOST_SECONDS_OF_A_MAP
        return self.walk.clicks <= MOST_CLICKS and max(self.seconds) <= MOST_SECONDS


def walked(chosen: list[str], times: int) -> Iterator[Walked]:
    """Each task, walked so many times by mouse on one dashboard, then once by keyboard on another."""
    with _browser() as browser:
        with _first_page() as start:
            rounds = [[_task(browser, start, name) for name in chosen] for _ in range(times)]
        with _first_page() as start:
            keys = {name: _by_keys(browser, start, name) for name in chosen}
    for same in zip(*rounds, strict=True):
        walk, answer = same[-1]
        question = " ".join((TASKS[walk.name].__doc__ or "").split())
        yield Walked(walk, question, answer, tuple(each.seconds for each, _ in same), keys[walk.name])


@contextmanager
def _first_page() -> Iterator[str]:
    """The address that a dashboard opens with, whose record is empty at first."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_DATA_HOME": folder, "DATAREACH_STORE": str(Path(folder) / "record.db")}
        with dashboard(case_path(CASE)) as address:
            yield urljoin(address, f"/?map=case:{CASE}")


def _by_keys(browser: Browser, start: str, name: str) -> int:
    """How many keys a task takes by keyboard alone."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(start)
    walk = KeyWalk(page)
    walk.see(page.locator(".dr p.lead"))
    KEY_TASKS[name](walk)
    page.close()
    print(f"({name}) {walk.presses} keys", flush=True)
    return walk.presses


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _task(browser: Browser, start: str, name: str) -> tuple[TaskWalk, str]:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(PATIENCE)
    page.goto(start)
    walk = TaskWalk(page, name)
    walk.see(page.locator(".dr p.lead").first)
    answer = TASKS[name](walk)
    page.close()
    print(f"({name}) {walk.clicks} clicks, {walk.seconds:.1f} s: {answer}", flush=True)
    return walk, answer


def tasks_page(tasks: list[Walked]) -> str:
    """The page with a table of all tasks, then each with its steps and its pictures."""
    load = os.getloadavg()[0]
    rows = "\n".join(
        f"| ({task.walk.name}) | {task.walk.clicks} | {task.walk.typed} | "
        f"{', '.join(f'{seconds:.0f}' for seconds in task.seconds)} | {'yes' if task.holds else 'no'} | "
        f"{task.keys} |"
        for task in tasks
    )
    head = HEAD.format(clicks=MOST_CLICKS, seconds=MOST_SECONDS, load=load, cores=os.cpu_count())
    return head + rows + "\n\n" + "\n".join(map(_section, tasks))


def _section(task: Walked) -> str:
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(task.walk.steps, 1))
    pictures = "\n".join(f"![Step of task {task.walk.name}](pictures/tasks/{name})" for name in task.walk.pictures)
    return f"## ({task.walk.name}) {task.question}\n\n{steps}\n\n> {task.answer}\n\n{pictures}\n"


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    chosen_tasks = [name for name in sys.argv[1:] if name in TASKS] or list(TASKS)
    all_walked = list(walked(chosen_tasks, 2 if "--again" in sys.argv else 1))
    if chosen_tasks == list(TASKS):
        (DOCS / "tasks.md").write_text(tasks_page(all_walked), encoding="utf-8")
