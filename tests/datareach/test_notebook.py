"""The notebook in the docs is the one that its script writes, and its cells run."""

from __future__ import annotations

import json
import runpy
from typing import Any

import pytest

from assessments.report.option_words import in_picture
from assessments.results.options.table import options_of
from tests.support.commanded import ROOT

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
AS_WRITTEN, WITHOUT_DRAWS = "draws = 20_000", "draws = 0"


def cells(kind: str) -> list[str]:
    """The text of each cell of a kind."""
    made = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == kind]


def test_the_notebook_is_what_its_script_writes() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_notebook.py"))
    assert NOTEBOOK.read_text(encoding="utf-8") == made["text_of"](made["notebook"]()), "run docs/make_notebook.py"


def test_the_notebook_goes_from_the_file_to_the_trade_off() -> None:
    """Without draws, which would take a minute."""
    names: dict[str, Any] = {}
    code = cells("code")
    assert sum(AS_WRITTEN in text for text in code) == 1
    for text in code:
        exec(text.replace(AS_WRITTEN, WITHOUT_DRAWS), names)
    stated = names["assessment"].options.set_index("option")["burden.point"].dropna().drop("status-quo")
    options = options_of(names["assessment"].run)
    assert options is not None
    in_words = {in_picture(options, options.row(name)): burden for name, burden in stated.items()}
    (marks,) = (trace for trace in names["tradeoff"].data if trace.mode == "markers")
    drawn = zip((words.split("<br>")[0] for words in marks.hovertext), marks.x, strict=True)
    assert dict(drawn) == pytest.approx(in_words)
    assert "full-ban" in stated
