"""The pictures of every page in the docs: `python docs/make_pages.py` opens each in Chromium, in light and in dark.

`python docs/make_pages.py record` draws that page alone. They show the dashboard as it is on the WeChat case, saved
once and under review, and compared with itself at another number. A browser draws letters as its machine does, so no
test compares their bytes; that every page has its pictures is tested.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from benchmarks.pages import ENDED, dashboard  # noqa: E402 - the script runs from anywhere
from data_maps.reading import case_path  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = DOCS / "pictures"
CASE = "wechat-2020"
CHANGED = {"compare": "&set=interest.CN%3D0.3"}
SCHEMES = ("light", "dark")
WIDTH, HEIGHT = 1280, 800
COLOURS = 128
PATIENCE = 180_000
DRAWN = """() => document.fonts.status === 'loaded' && !document.body.innerText.includes('being computed')
  && !document.querySelector('[data-testid="stSkeleton"]')"""


def pages() -> tuple[str, ...]:
    """The pages of the dashboard by their names in the address, as app.py lists them."""
    text = (DOCS.parent / "app.py").read_text(encoding="utf-8")
    return tuple(re.findall(r'url_path="([a-z]+)"(?!, default)', text))


def picture(page: str, scheme: str) -> Path:
    """The file of a page's picture."""
    return PICTURES / f"page-{page}-{scheme}.png"


def saved(folder: Path) -> None:
    """Save the case into a store of its own, and have two people begin its review."""
    from assessments.record.entries import AssessmentRequest
    from assessments.record.folder import Person, Role, keep_name, store_named
    from assessments.record.saving import draft_of
    from assessments.record.store import open_store
    from casework.recording import review_of
    from data_maps.reading import map_files

    os.environ |= {"HOME": str(folder), "XDG_DATA_HOME": "", "DATAREACH_STORE": ""}
    keep_name("Ben")
    ada, ben = Person("Ada", Role.ANALYST), Person("Ben", Role.REVIEWER)
    with open_store(store_named()) as store:
        store.save(draft_of(*map_files(f"case:{CASE}"), AssessmentRequest()), CASE, ada, "For the board.")
        review = review_of(store, CASE)
        review.do(ada, "submit", said="Ready.")
        review.do(ben, "comment", about="headline.harm", said="Which routes carry most of it?")
        for person, value in ((ada, "[0.3, 0.5, 0.8]"), (ben, "[0.1, 0.3, 0.5]")):
            review.do(person, "estimate", about="interest.CN", value=value)


def pictures(chosen: Sequence[str]) -> Iterator[tuple[Path, bytes]]:
    """Every picture of some pages with its file."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright, dashboard(case_path(CASE)) as address:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for scheme in SCHEMES:
            yield from _pictures(browser, address.partition("?")[0], scheme, chosen)
        browser.close()


def _pictures(browser: Browser, address: str, scheme: str, chosen: Sequence[str]) -> Iterator[tuple[Path, bytes]]:
    theme: Literal["light", "dark"] = "dark" if scheme == "dark" else "light"
    window = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme)
    for page in chosen:
        window.goto(f"{address}{page}?map=case:{CASE}&saved={CASE}/1{CHANGED.get(page, '')}")
        window.locator(".dr h1").first.wait_for(timeout=PATIENCE)
        window.locator(ENDED).wait_for(timeout=PATIENCE)
        window.wait_for_function(DRAWN, timeout=PATIENCE)
        window.wait_for_load_state("networkidle")
        yield picture(page, scheme), small(window.screenshot(animations="disabled"))
    window.close()


def small(png: bytes) -> bytes:
    """The same picture in few colours, which is all that pages have."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        saved(Path(folder))
        for file, drawn in pictures(sys.argv[1:] or pages()):
            file.write_bytes(drawn)
            print(file.relative_to(DOCS), len(drawn) // 1024, "kB", flush=True)
