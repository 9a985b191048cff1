"""Times of the dashboard after a change: points, intervals, and beside them a page that is opened anew."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.run import assess
from benchmarks.maps import generated
from benchmarks.timing import ROOT, Row, spread
from data_maps.reading import case_path, read_path

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

CASE, LARGE = "wechat-2020", 200
CHANGES, FEWER = 11, 5
PAUSE = 1000  # milliseconds in which nobody changes anything, as nobody does who looks at what the last change did
NUMBERS, FORCE = "Another number", "Options in force"
KNOWN = re.compile(r"\(\d")
OPTIONS = ("Bar the app from government", "Store the data with", "Bar downloads and updates at once")
NUMBER, OPTION = ("asked", "answered", "points", "intervals", "all"), ("points", "intervals")
PATIENCE = 120_000
ENDED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
WATCH = """
window.changed = {};
const lead = () => document.querySelector(".dr p.lead")?.textContent ?? "being computed";
addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.changed = { start: performance.now(), lead: lead() };
}, true);
const passed = () => performance.now() - window.changed.start;
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => { if (!window.changed.seen) window.changed.answered = passed(); });
  }
  send(said) {
    window.changed.asked ??= passed();
    super.send(said);
  }
};
const painted = (then) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = then;
  channel.port2.postMessage(0);
});
new MutationObserver((changes) => {
  if (!window.changed.start) return;
  window.changed.states = (window.changed.states ?? 0) + changes.length;  // it runs, then it does not
  if (window.changed.states > 1 && changes[0].target.dataset.testScriptState === "notRunning") {
    window.changed.ended = passed();
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
const texts = (chosen) => [...document.querySelectorAll(chosen)].map((part) => part.textContent);
let before = "";
new MutationObserver(() => {
  const now = texts('[class*="st-key-answer-"] .dr').join(" "), changed = window.changed;
  if (now === before || !changed.start) return;
  before = now;
  const coming = lead().includes("being computed");  // all points of the page come in one go
  const known = !coming && (changed.seen || lead() !== changed.lead);  // a busy browser may paint both at once
  if (coming) changed.seen = true;
  painted(() => {
    if (coming || known) changed.points ??= passed();
    if (known) changed.intervals ??= passed();
    if (known) changed.all = passed();
  });
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def measured(quick: bool) -> Row:
    """Times of each map in a Chromium, at one address after the other."""
    texts = {CASE: case_path(CASE).read_text(encoding="utf-8"), "realistic": generated("realistic", LARGE)}
    systems, changes = {CASE: 0, "realistic": LARGE}, {CASE: CHANGES, "realistic": FEWER}
    return {
        "maps": [
            {"map": name, "systems": systems[name], **of_map(texts[name], changes[name])}
            for name in list(texts)[: 2 - quick]
        ]
    }


def of_map(text: str, changes: int = CHANGES) -> Row:
    """Seconds from a changed number to points and to intervals in Answer, and of opening the page anew.

    `stopped` in place of the points where there is no Playwright (`make test` installs it).
    """
    if find_spec("playwright") is None:
        return {"points": {"stopped": "no Playwright here"}, "intervals": {}, "opened": {}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.yaml"
        file.write_text(text, encoding="utf-8")
        with dashboard(file) as address, chromium_page() as page:
            return _of_page(page, address, changes, _lawful(file))


def _lawful(file: Path) -> str:
    """The number on whether a law reaches something that moves the result of a map most."""
    data_map = read_path(str(file)).data_map
    if data_map is None:
        raise ValueError(f"{file} has problems")
    return next(address for address in assess(data_map).by_moving if address.startswith("power."))


def _of_page(page: Page, address: str, changes: int, lawful: str) -> Row:
    opened, again = (_timed(lambda: _open(page, address)) for _ in range(2))
    page.get_by_role("button", name="What if").click()
    numbers, force = page.get_by_role("textbox", name=NUMBERS), page.get_by_role("combobox", name=FORCE)
    kinds = ("interest.US", lawful)  # a state's interest alone, and what the states of the world depend on
    changed = [_changed(page, numbers, f"{kinds[n % 2]}={n / 50}") for n in range(1, changes + 1)]
    options = [option for option in OPTIONS if force.count()]
    tried = [_changed(page, force, option) for option in options]
    measures = {name: [times[name] / 1000 for times in changed] for name in NUMBER}
    what_if = {f"option {name}": [times[name] / 1000 for times in tried] for name in OPTION}
    return {
        **{name: spread(seconds) if seconds else {} for name, seconds in {**measures, **what_if}.items()},
        "opened": spread([opened]),
        "opened again": spread([again]),
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _open(page: Page, address: str) -> None:
    """Open Answer and wait for its intervals."""
    page.goto(address)
    page.locator(".dr p.lead", has_text=KNOWN).first.wait_for(timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)


def _changed(page: Page, field: Locator, value: str) -> dict[str, float]:
    """Milliseconds from the key that sets a number or an option to what the page then shows."""
    page.wait_for_timeout(PAUSE)
    if not field.is_visible():
        page.get_by_role("button", name="What if").click()
    field.fill(value)
    page.keyboard.press("Enter")
    page.wait_for_function("window.changed.points && window.changed.intervals", timeout=PATIENCE)
    page.locator(ENDED).wait_for(timeout=PATIENCE)
    milliseconds: dict[str, float] = page.evaluate("window.changed")
    page.keyboard.press("Escape")  # the list that is still open hides the other fields
    return milliseconds


@contextmanager
def chromium_page() -> Iterator[Page]:
    """A window of Chromium that tells when a changed number is answered, by points and by intervals."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        yield page
        chromium.close()


@contextmanager
def dashboard(file: Path, *more: str) -> Iterator[str]:
    """The address of a dashboard that was started on a map, with more arguments if so."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "dashboard", str(file), "--port", str(port), *more]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DISPLAY": ""}, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}/?map=file:{file.name}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(address: str) -> None:
    for _ in range(1200):
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"{address} does not answer")
