"""The pictures of every page in the docs: `python docs/make_pages.py` opens each in Chromium, in light and in dark.

They show the dashboard as it is on the WeChat case. A browser draws letters as its machine does, so no test compares
their bytes; that every page has its pictures is tested.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from benchmarks.pages import dashboard  # noqa: E402 - the script runs from anywhere
from data_maps.reading import case_path  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = DOCS / "pictures"
CASE = "wechat-2020"
SCHEMES = ("light", "dark")
WIDTH, HEIGHT = 1280, 800
COLOURS = 128
PATIENCE = 180_000
ENDED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DRAWN = "() => document.fonts.status === 'loaded' && !document.body.innerText.includes('being computed')"


def pages() -> tuple[str, ...]:
    """The pages of the dashboard by their names in the address, as app.py lists them."""
    text = (DOCS.parent / "app.py").read_text(encoding="utf-8")
    return tuple(re.findall(r'url_path="([a-z]+)"', text))


def picture(page: str, scheme: str) -> Path:
    """The file of a page's picture."""
    return PICTURES / f"page-{page}-{scheme}.png"


def pictures() -> Iterator[tuple[Path, bytes]]:
    """Every picture with its file."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright, dashboard(case_path(CASE)) as address:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for scheme in SCHEMES:
            yield from _pictures(browser, address.partition("?")[0], scheme)
        browser.close()


def _pictures(browser: Browser, address: str, scheme: str) -> Iterator[tuple[Path, bytes]]:
    theme: Literal["light", "dark"] = "dark" if scheme == "dark" else "light"
    window = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme)
    for page in pages():
        window.goto(f"{address}{page if page != 'overview' else ''}?map=case:{CASE}")
        window.locator(".dr h1").first.wait_for(timeout=PATIENCE)
        window.locator(ENDED).wait_for(timeout=PATIENCE)
        window.wait_for_function(DRAWN, timeout=PATIENCE)
        window.wait_for_load_state("networkidle")
        yield picture(page, scheme), _small(window.screenshot(animations="disabled"))
    window.close()


def _small(png: bytes) -> bytes:
    """The same picture in few colours, which is all that pages have."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for file, drawn in pictures():
        file.write_bytes(drawn)
        print(file.relative_to(DOCS), len(drawn) // 1024, "kB", flush=True)
