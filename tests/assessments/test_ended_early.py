"""A run never changes: one that ended early is another, and no question changes the answer to the next."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from assessments.assessment import begin, ended_early, made_part_by_part, result_of
from assessments.exports import contents
from assessments.report.sections.order import SECTIONS, lacking, sections
from assessments.run import MadeByThen, Run, Settings, assess, ended_with, with_draws
from tests.support.assessed import case_map

QUESTIONS: dict[str, Callable[[Run], object]] = {
    "end": lambda run: result_of(ended_early(run)),
    "begin": begin,
    "parts": lambda run: next(made_part_by_part(run)),
    "sections": lambda run: sections(run, SECTIONS[:3]),
    "draws": lambda run: result_of(with_draws(run, 20)),
    "files": lambda run: contents(ended_early(run), ("json", "md")),
    "routes": lambda run: run.likeliest_routes(k=3),
    "left": lambda run: run.left_without(run.by_moving[:1]),
    "uncertain": lambda run: run.uncertain,
}


def harbour(draws: int = 0) -> Run:
    return assess(case_map("harbour"), Settings(draws=draws))


def test_a_whole_result_stays_whole_though_the_work_is_ended_after_it() -> None:
    run = harbour()
    before = result_of(run)
    ended = ended_early(run)
    assert (result_of(run), before.ended_early) == (before, None)
    assert (lacking(run), len(sections(run))) == ((), len(SECTIONS))
    assert (result_of(ended), len(lacking(ended))) == (before, len(SECTIONS))


def test_a_result_that_ended_early_stays_so_though_the_rest_is_made_after_it() -> None:
    run = harbour()
    begin(run)
    ended = ended_early(run)
    early = result_of(ended)
    assert result_of(run).ended_early is None
    assert result_of(ended) == early
    assert early.ended_early is not None
    assert (early.routes, "routes" in early.ended_early.left_out) == ((), True)


def test_what_ended_early_follows_from_what_was_made_alone() -> None:
    made = MadeByThen(frozenset({"routes"}), frozenset(SECTIONS[:2]))
    after_all, before_all = harbour(), harbour()
    result_of(after_all)
    one, other = (ended_with(run, made) for run in (after_all, before_all))
    assert result_of(one) == result_of(other)
    assert (sections(one), lacking(one)) == (sections(other), lacking(other))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("draws", [0, 40])
def test_a_run_answers_the_same_whatever_was_asked_before(seed: int, draws: int) -> None:
    run, order = harbour(draws), [*QUESTIONS]
    random.Random(seed).shuffle(order)
    for asked in order:
        QUESTIONS[asked](run)
    assert result_of(run) == result_of(harbour(draws))
    assert result_of(with_draws(run, 30)) == result_of(harbour(30))
