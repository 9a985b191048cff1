"""Turns of pages in one window, alone and while another works on a mesh: `python -m benchmarks.turns [SYSTEMS]`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from benchmarks.maps import generated
from benchmarks.pages import ENDED, chromium_page, dashboard
from benchmarks.timing import Row, spread

if TYPE_CHECKING:
    from playwright.sync_api import Page

SYSTEMS = 1_000
PLACES = ("Law", "Answer", "Options", "Flows")
ROUNDS, WARM = 6, 3
WITHIN = 24.0
"""Seconds in which pages are turned beside the mesh."""
TURNED = f"document.querySelector('{ENDED}') && document.querySelector('.dr h1')"


def measured(systems: int = SYSTEMS) -> Row:
    """Seconds that a page of a map of five lines takes to turn, alone and from the moment a mesh is opened."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mesh.yaml"
        file.write_text(generated("mesh", systems), encoding="utf-8")
        with dashboard(file) as address, chromium_page() as page:
            page.goto(urljoin(address, "/answer?map=case:wechat-five-lines"))
            page.wait_for_function(TURNED)
            alone = [seconds for _ in range(WARM + ROUNDS) for seconds in _turns(page)][WARM * len(PLACES) :]
            browser = page.context.browser
            assert browser is not None
            browser.new_page().goto(urljoin(address, "/answer?map=file:mesh.yaml"), wait_until="commit")
            begun, beside = time.monotonic(), list[float]()
            while time.monotonic() - begun < WITHIN:
                beside += _turns(page)
    return {"load": os.getloadavg()[0], "alone": spread(alone), "beside": spread(beside)}


def _turns(page: Page) -> list[float]:
    """Seconds from a click on each place until its page stands there."""
    seconds = list[float]()
    for place in PLACES:
        begun = time.perf_counter()
        page.get_by_test_id("stHeader").get_by_role("link", name=place).click()
        page.wait_for_url(f"**/{place.lower()}?*")
        page.wait_for_function(TURNED)
        seconds.append(time.perf_counter() - begun)
    return seconds


if __name__ == "__main__":
    print(measured(*map(int, sys.argv[1:2])))
