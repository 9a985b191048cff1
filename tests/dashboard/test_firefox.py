"""In Firefox too: places open with their figures, nothing is complained of, and nothing is asked of anybody else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.firefox import CONTROL, Firefox, firefox

NO_FIREFOX = (
    "the pages are tested in Firefox and there is none: install it with `apt-get install firefox-esr`, "
    "or name another with FIREFOX=/path/to/firefox"
)
PLACES = {"answer": ".main-svg", "flows": "[data-testid^=stBidiComponent]", "law": ".main-svg"}
"""What is on each place once all of it is there."""
AT_REST = """document.documentElement.dataset.hears === ""
  && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
  && !document.querySelector("[data-testid=stSkeleton]") && document.querySelector(".dr h1")"""


def opened(window: Firefox, address: str, part: str) -> None:
    """Enter a place and wait until all of it is there."""
    window.goto(address)
    window.wait(f"{AT_REST} && document.querySelector({part!r})")


def test_places_open_with_their_figures_the_finder_is_typed_into_and_nobody_else_is_asked(
    server: str, tmp_path: Path
) -> None:
    program = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.fail(NO_FIREFOX, pytrace=False)
    with firefox(program, tmp_path) as window:
        for place, part in PLACES.items():
            opened(window, f"{server}/{place}?map=case:harbour", part)
        window.press("k", held=CONTROL)
        window.wait("document.activeElement.closest('.st-key-finder')")
        assert window.complaints == []
        assert [each for each in window.requests if not each.startswith((server, "data:", "blob:"))] == []
