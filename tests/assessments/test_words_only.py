"""Words and pictures decide nothing: no comparison of results and no threshold stands in `assessments/report/`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

REPORT = Path(__file__).parents[2] / "assessments" / "report"
LAYOUT: Mapping[str, str] = {
    "cells": "how a share is written in a narrow cell",
    "glossary": "where a term stands in a text",
    "page_one_length": "how many words a page has room for",
    "sentences": "how numbers are written: figures, units, rounding",
    "figures.answer_figures": "which marks of a figure are hollow, and their order",
    "figures.chart": "scales, axes and ticks",
    "figures.cloud": "sizes of points and lanes of zeros",
    "figures.flow_map": "which lines of a picture are drawn, and how wide",
    "figures.flow_map_svg": "places and sizes of shapes",
    "figures.label_placement": "places of letters",
    "figures.option_figures": "where a value next to nothing stands on a log axis",
    "figures.plotly_figure": "sizes of a drawing",
    "figures.svg": "sizes of a drawing",
}
"""Modules that draw, or write a number: what they compare is room, places and digits. Each says what it decides."""
BY_NAME: Mapping[str, str] = {
    "checks.maps._keeps_unsaid": "systems and data in the order of their ids",
    "checks.maps._own_state_left_out": "states in the order of their codes",
    "checks.maps._looks_like_another": "whether all letters of a word are among others: a subset",
    "filed.memo._ahead": "days after that of the map",
    "number_cards._node": "key holders in the order of their names",
}
"""Functions that order names or days, or compare letters, none of them a number."""
ORDERINGS = (ast.Lt, ast.Gt, ast.LtE, ast.GtE)


def modules() -> dict[str, ast.Module]:
    paths = sorted(REPORT.rglob("*.py"))
    named = {".".join(path.relative_to(REPORT).with_suffix("").parts): path for path in paths}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in named.items() if name not in LAYOUT}


def is_count(node: ast.expr) -> bool:
    """True of a number of things in a list: `len(…)`, `….count(…)`, and sums and differences of these."""
    if isinstance(node, ast.BinOp):
        return is_count(node.left) and is_count(node.right)
    if isinstance(node, ast.Call):
        called = node.func
        return (isinstance(called, ast.Name) and called.id == "len") or (
            isinstance(called, ast.Attribute) and called.attr == "count"
        )
    return False


def decides(node: ast.AST) -> bool:
    """True of an order of values that are not counts, and of a choice or an order of the largest or the smallest."""
    if isinstance(node, ast.Compare):
        sides = (node.left, *node.comparators)
        return any(isinstance(op, ORDERINGS) for op in node.ops) and not any(map(is_count, sides))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"max", "min", "sorted"} and not all(map(is_room, node.args))
    return False


def is_room(node: ast.expr) -> bool:
    """True of the room for letters: a constant, a number of things, or what is reckoned of these."""
    if isinstance(node, ast.BinOp):
        return is_room(node.left) and is_room(node.right)
    return is_count(node) or (isinstance(node, ast.Name) and node.id.isupper())


def deciding(tree: ast.Module) -> Iterator[str]:
    """The functions and methods of a module that decide."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(decides, ast.walk(node))):
            yield node.name


def thresholds(tree: ast.Module) -> Iterator[str]:
    """The constants of a module, numbers all, that an order is held against."""
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and _is_number(node.value)
        for target in ast.walk(node.targets[0])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and decides(node):
            yield from (name.id for name in ast.walk(node) if isinstance(name, ast.Name) and name.id in constants)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_number, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def test_no_function_of_the_report_compares_results() -> None:
    assert {f"{module}.{function}" for module, tree in modules().items() for function in deciding(tree)} == set(BY_NAME)


def test_no_constant_of_the_report_is_a_threshold() -> None:
    assert {f"{module}.{name}" for module, tree in modules().items() for name in thresholds(tree)} == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LEAST = 0.1\ndef said(q):\n    return q.middle >= LEAST", (["said"], ["LEAST"])),
        ("def first(rows):\n    return max(rows, key=lambda row: row.harm)", (["first"], [])),
        ("MOST = 3\ndef shown(rows):\n    return len(rows) > MOST", ([], [])),
        ("def same(q):\n    return q.low == q.high", ([], [])),
    ],
)
def test_a_threshold_and_an_order_are_found_and_a_count_is_none(text: str, found: tuple[list[str], list[str]]) -> None:
    tree = ast.parse(text)
    assert (list(deciding(tree)), list(thresholds(tree))) == found


def test_each_module_that_is_let_be_is_there_and_says_why() -> None:
    assert [name for name in LAYOUT if not (REPORT / f"{name.replace('.', '/')}.py").is_file()] == []
    assert all(LAYOUT.values())
