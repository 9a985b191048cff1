"""No printed median has more figures than its simulations make sure."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.seeds import numbers, scatter
from data_maps.model import DataMap
from tests.support.assessed import case_map, without_options

SEEDS, DRAWS = 8, 1_000
PRINTED = ("assessments/report", "assessments/exports", "assessments/record", "casework")
PAGES = ("dashboard", "commands")
SAYERS = {
    "figures",
    "number",
    "people",
    "persons",
    "percent",
    "chance",
    "change",
    "signed",
    "by_percent",
    "percent_of",
    "say",
}

CHOOSERS = {"sorted", "middle", "max", "min", "abs"}
"""What a median is still one after."""


@pytest.mark.parametrize(("name", "read"), [("example-chat", case_map), ("own-state", without_options)])
def test_no_printed_median_is_finer_than_it_scatters_over_seeds(name: str, read: Callable[[str], DataMap]) -> None:
    """A deviation of eight values is off by a quarter, and so is one of ten batches: they agree to a factor of two."""
    found = scatter([numbers(read(name), seed, DRAWS) for seed in range(SEEDS)])
    assert {place: one for place, one in found.items() if one.told_finer > 2.0} == {}
    assert len(found) > 500


def median_said(path: Path) -> Iterator[str]:
    """The places where a median is put into words without its error, by itself or under a local name."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.Module):
            nodes = list(within(function))
            medians = {name for node in nodes for name in median_names(node)}
            said = (node for node in nodes if isinstance(node, ast.Call) and SAYERS & set(called(node)))
            yield from (f"{path}:{node.lineno}" for node in said if any(map(partial(is_median, medians), parts(node))))


def within(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, or of a module, but for those of functions inside it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef):
            yield from (node, *within(node))


def parts(call: ast.AST) -> list[ast.AST]:
    """All parts of what a function is called with."""
    return [part for value in getattr(call, "args", ()) for part in ast.walk(value)]


def median_names(node: ast.AST) -> Iterator[str]:
    """The local names that an assignment gives to medians."""
    value = node.value if isinstance(node, ast.Assign) else None
    if value is None or isinstance(value, ast.Dict | ast.Compare | ast.BoolOp | ast.IfExp):
        return
    of = list(ast.walk(value))
    if any(map(partial(is_median, ()), of)) and {name for part in of for name in called(part)} <= CHOOSERS:
        yield from (
            part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        )


def called(part: ast.AST) -> Iterator[str]:
    """The name of the function that a part of a program calls, if it calls one by name."""
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
        yield part.func.id


def is_median(names: Collection[str], part: ast.AST) -> bool:
    """Whether a part of a program is a median: an attribute, a call of `middle`, or a local name of one."""
    return "middle" in (getattr(part, "attr", ""), *called(part)) or getattr(part, "id", "") in names


def test_no_median_is_put_into_words_without_its_error() -> None:
    """In reports, exports, the record, reviews, pages and the terminal."""
    files = [path for room in (*PRINTED, *PAGES) for path in Path(room).rglob("*.py")]
    assert [place for path in files for place in median_said(path)] == []
    assert len(files) > 100


SAID = """
figures(q.middle)
figures(middle(q))
as_read(q, figures)
middle(q) > 1.0

def told():
    share = middle(q)
    return percent(share)
"""


def test_the_search_for_medians_in_words_finds_one(tmp_path: Path) -> None:
    path = tmp_path / "section.py"
    path.write_text(SAID, encoding="utf-8")
    assert list(median_said(path)) == [f"{path}:{line}" for line in (2, 3, 9)]
