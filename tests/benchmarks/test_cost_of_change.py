"""The cost of a change is counted as it says, and does not rise."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks import cost_of_change
from benchmarks.cost_of_change import FIGURES, NUMBER, Walk, function_lengths, modules_in_a_commit, table, worse

MODULE = '''
LESS = 0.9

def wide(row):
    """Say whether."""
    return _half(row.middle) > LESS

def _half(x):
    return x / 2

def _twice(x):
    return _half(x) * 4

SIZES: dict = {"persons_per_year.2": 1}
'''


def test_no_figure_is_worse_than_the_one_that_is_kept() -> None:
    assert worse() == [], (
        "make it as good again, or write the figure into benchmarks/cost_of_change.json and say why in the commit; "
        "what is better now is kept by `python -m benchmarks.cost_of_change --write`"
    )


def test_figures_are_counted_from_the_code_of_a_module() -> None:
    tree = ast.parse(MODULE)
    assert list(function_lengths(tree)) == [2, 2, 2]
    assert cost_of_change._private_once(tree) == 0  # _half is named twice, _twice never
    assert list(cost_of_change._conclusions(tree)) == ["wide"]
    assert "persons_per_year" in set(cost_of_change._declared(tree))


@pytest.mark.parametrize(("value", "heard"), [(NUMBER, 1), ({NUMBER: 0.5}, 1), (("a", NUMBER), 1), ("power.CN", 0)])
def test_a_function_holds_a_number_where_an_argument_is_its_address_or_has_it(value: object, heard: int) -> None:
    assert Walk(NUMBER)._holds(value) is bool(heard)


def test_without_a_history_no_commit_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_of_change, "ROOT", tmp_path)
    assert modules_in_a_commit() is None


def test_the_table_has_a_row_for_each_figure_that_was_measured() -> None:
    now = {name: figure.aim for name, figure in FIGURES.items() if name != "modules_in_a_commit"}
    assert sum(line.startswith("| ") for line in table(now)) == 2 + len(now)
