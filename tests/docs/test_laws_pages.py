"""The pages of the laws say what the data says."""

from __future__ import annotations

import runpy
from pathlib import Path

from laws import NAMES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_law_has_a_page_that_is_made_from_its_data() -> None:
    made = runpy.run_path(str(DOCS / "make_regimes.py"))["pages"]()
    kept = {page.name: page.read_text(encoding="utf-8") for page in (DOCS / "regimes").glob("*.md")}
    assert kept == made, "run `python docs/make_regimes.py`"
    assert set(kept) == {"README.md", *(f"{name}.md" for name in NAMES)}
