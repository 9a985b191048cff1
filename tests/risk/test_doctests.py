"""Examples in the docstrings of the room give what they say."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from risk import inputs, measures, probabilities, severity, shapley
from risk.options.changes import people
from risk.record import own_history, rates, record
from risk.uncertainty import distributions

MODULES = (distributions, inputs, measures, own_history, people, probabilities, rates, record, severity, shapley)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_the_examples_in_docstrings_give_what_they_say(module: ModuleType) -> None:
    failed, attempted = doctest.testmod(module)
    assert attempted
    assert not failed
