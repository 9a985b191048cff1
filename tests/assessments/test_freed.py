"""An assessment that nobody needs any longer is freed at once: nothing that is kept on it names it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import ref

import pytest

from assessments.exports import contents
from assessments.results.options.questions import option_questions
from assessments.results.value_of_information import stated_choice
from assessments.run import Rate, Settings, assess, with_draws
from risk.options.search import Limits
from tests.support.assessed import case_map


@contextmanager
def no_collection_of_garbage() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize("options", [(), ("custody",)])
def test_an_assessment_is_freed_once_nobody_needs_it_after_all_was_told(options: tuple[str, ...]) -> None:
    settings = Settings(draws=60, options=options, exchange_rate=Rate(5.0, "Ada Lovelace"))
    with no_collection_of_garbage():
        run = assess(case_map("example-chat"), settings)
        other = with_draws(run, 100)
        gone: list[ref[Any]] = [ref(run), ref(other), ref(run.model), ref(run.events)]
        for each in (run, other):
            contents(each, ("html", "json", "csv"))
        del run, other, each
        assert [one() is None for one in gone] == [True] * 4


def test_an_assessment_is_freed_after_questions_on_its_options() -> None:
    with no_collection_of_garbage():
        run = assess(case_map("example-chat"), Settings(draws=60, exchange_rate=Rate(5.0, "Ada Lovelace")))
        gone = ref(run)
        assert option_questions(run, ["full-ban=6"], Limits(None, None, 2), ["state:XB"], 0.0, 10.0)
        assert stated_choice(run) is not None
        del run
        assert gone() is None
