"""A dashboard and a Chromium to measure it in: the window tells when a changed number is answered and painted."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
CASE = "wechat-2020"
NUMBERS = "Another number"
KNOWN = re.compile(r"\(\d")
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
