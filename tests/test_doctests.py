"""The examples in docstrings give what they show."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("data_maps", "risk", "laws", "assessments", "casework", "dashboard", "commands", "datareach")
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "node_modules" not in path.parts and ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_give_what_they_show(name: str) -> None:
    failed, attempted = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert attempted
    assert not failed


def test_the_examples_on_the_page_of_the_library_give_what_they_show() -> None:
    page = str(ROOT / "docs" / "library.md")
    failed, attempted = doctest.testfile(page, module_relative=False, optionflags=doctest.ELLIPSIS)
    assert attempted
    assert not failed
