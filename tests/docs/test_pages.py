"""The pictures of the dashboard in the docs: every page has its own, in light and in dark, and is shown with it."""

from __future__ import annotations

import runpy
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
MAKER = runpy.run_path(str(ROOT / "docs" / "make_pages.py"))
SHOWN = (ROOT / "docs" / "dashboard.md").read_text(encoding="utf-8")


def test_every_page_has_its_pictures_and_the_docs_show_them() -> None:
    files = {MAKER["picture"](page, scheme) for page in MAKER["pages"]() for scheme in MAKER["SCHEMES"]}
    assert set(MAKER["PICTURES"].glob("page-*.png")) == files
    assert [file.name for file in files if f"pictures/{file.name}" not in SHOWN] == []


def test_pictures_are_of_the_size_of_a_screen_and_small() -> None:
    for file in MAKER["PICTURES"].glob("page-*.png"):
        with Image.open(file) as drawn:
            assert drawn.size == (1280, 800)
        assert file.stat().st_size < 150_000


def test_the_readme_shows_the_picture_of_the_answer() -> None:
    assert "docs/pictures/page-answer-light.png" in (ROOT / "README.md").read_text(encoding="utf-8")
