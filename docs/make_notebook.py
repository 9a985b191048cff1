"""The notebook of the docs: `python docs/make_notebook.py` writes it, without outputs, from the cells below."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parent / "notebook.ipynb"
CELLS: tuple[tuple[str, str], ...] = (
    (
        "markdown",
        """# WeChat, from the file to the trade-off

The map is the one that ships: WeChat in the United States on 25 September 2020, from documents of the time.
Run the cells in an environment that has Datareach (`make run` builds one). Name a file of yours in the place
of `case:wechat-2020`.""",
    ),
    (
        "code",
        """import datareach

draws = 20_000
wechat = datareach.read("case:wechat-2020")
assessment = datareach.assess(wechat, draws=draws)
print(assessment.summary)""",
    ),
    (
        "markdown",
        """## Whose content each state could order

Every frame is a pandas DataFrame with a row for each item. `attrs["units"]` says in what each column is counted. A
frame makes only what it shows; `assessment.wide("reach")` has all columns.""",
    ),
    (
        "code",
        """content = assessment.reach.query("`class` == 'content'").set_index("actor")
content.filter(regex=r"^(persons|share)\\.(point|median|low|high)$")""",
    ),
    ("code", """{column: unit for column, unit in content.attrs["units"].items() if column.startswith("persons")}"""),
    ("markdown", "## What each number rests on"),
    ("code", """assessment.ledger[["address", "elasticity", "basis", "grade", "source"]].head(10)"""),
    (
        "markdown",
        """## What an option removes, and what people lose by it

Right is more lost, up is more removed. Lines are 90 % intervals; hollow marks are dominated by another option.""",
    ),
    ("code", """tradeoff = assessment.figure("tradeoff")\ntradeoff"""),
    (
        "code",
        """assessment.options.set_index("option").filter(regex=r"^(reduction|burden|cut_off)\\.(point|median|low|high)$")""",
    ),
    (
        "markdown",
        """## What if the owner were from Switzerland

Maps never change: each question is a map of its own.""",
    ),
    (
        "code",
        """elsewhere = datareach.assess(wechat.with_(owner="CH"), draws=draws)
elsewhere.figure("actors")""",
    ),
    ("markdown", "## What to hand over\n\nThe same bytes that the command line writes."),
    (
        "code",
        """workbook = assessment.document(form="xlsx")
f"{len(workbook):,} bytes, to be written with pathlib.Path('wechat.xlsx').write_bytes(workbook)\"""",
    ),
)


def notebook() -> dict[str, Any]:
    """The notebook in format 4.5 of Jupyter, no cell of it run."""
    return {
        "cells": [_cell(number, kind, text) for number, (kind, text) in enumerate(CELLS, 1)],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def text_of(made: dict[str, Any]) -> str:
    """A notebook as its file has it."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


if __name__ == "__main__":
    NOTEBOOK.write_text(text_of(notebook()), encoding="utf-8")
    print(NOTEBOOK)
