"""The examples in docstrings give what they show."""

from __future__ import annotations

import doctest
import importlib
from types import ModuleType

import pytest

WITH_EXAMPLES = (
    "commands.usage",
    "data_maps.addresses",
    "data_maps.edits",
    "data_maps.problems",
    "data_maps.quantities",
    "data_maps.quantities.estimates",
    "data_maps.quantities.notation",
    "data_maps.writing",
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_give_what_they_show(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    assert doctest.testmod(module) == doctest.TestResults(0, _examples(module))


def _examples(module: ModuleType) -> int:
    """How many examples there are, at least one."""
    found = sum(len(each.examples) for each in doctest.DocTestFinder(exclude_empty=True).find(module))
    assert found
    return found
