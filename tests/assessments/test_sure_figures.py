"""No printed median has more figures than its simulations make sure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.seeds import numbers, scatter
from tests.support.assessed import case_map

SEEDS, DRAWS = 8, 1_000
PRINTED = ("assessments/report", "assessments/exports", "assessments/record", "assessments/review")
PAGES = ("dashboard", "commands")
SAYERS = {"figures", "number", "people", "persons", "percent", "chance", "change", "signed", "by_percent", "say"}


@pytest.mark.parametrize("name", ["example-chat", "own-state"])
def test_no_printed_median_is_finer_than_it_scatters_over_seeds(name: str) -> None:
    """A deviation of eight values is off by a quarter, and so is one of ten batches: they agree to a factor of two."""
    found = scatter([numbers(case_map(name), seed, DRAWS) for seed in range(SEEDS)])
    assert {place: one for place, one in found.items() if one.told_finer > 2.0} == {}
    assert len(found) > 500


def median_said(path: Path) -> Iterator[str]:
    """The places where a median is put into words without its error."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYERS:
            of = [part for value in node.args for part in ast.walk(value)]
            if any(isinstance(part, ast.Attribute) and part.attr == "middle" for part in of) or any(
                isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "middle"
                for part in of
            ):
                yield f"{path}:{node.lineno}"


def test_no_median_is_put_into_words_without_its_error() -> None:
    """In reports, exports, the record, reviews, pages and the terminal."""
    files = [path for room in (*PRINTED, *PAGES) for path in Path(room).rglob("*.py")]
    assert [place for path in files for place in median_said(path)] == []
    assert len(files) > 100


def test_the_search_for_medians_in_words_finds_one(tmp_path: Path) -> None:
    path = tmp_path / "section.py"
    path.write_text("figures(q.middle)\nfigures(middle(q))\nas_read(q, figures)\nmiddle(q) > 1.0\n", encoding="utf-8")
    assert list(median_said(path)) == [f"{path}:1", f"{path}:2"]
