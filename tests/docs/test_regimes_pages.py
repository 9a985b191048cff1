"""The pages of the laws say what the data says."""

from __future__ import annotations

import runpy
from pathlib import Path

from risk.regimes import NAMES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_law_has_a_page_that_is_made_from_its_data() -> None:
    made = runpy.run_path(str(DOCS / "make_regimes.py"))["pages"]()
    kept = {page.name: page.read_text(encoding="utf-8") for page in (DOCS / "regimes").glob("*.md")}
    assert kept == made, "run `python docs/make_regimes.py`"
    assert set(kept) == {"README.md", *(f"{name}.md" for name in NAMES)}


def test_every_law_has_its_three_files_and_its_cases() -> None:
    folder, tests = DOCS.parent / "risk" / "regimes", Path(__file__).parents[1] / "regimes"
    for name in NAMES:
        expected = [folder / f"{name}.py", folder / f"{name}.yaml", folder / "facts" / f"{name}.schema.json"]
        assert [file.exists() for file in (*expected, tests / f"{name}.yaml", tests / f"own_{name}.yaml")] == [True] * 5
