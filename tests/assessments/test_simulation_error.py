"""How far off each middle value of the headline is for its draws, and whether that is as close as is aimed at."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from assessments.report.blocks import NamedCells
from assessments.report.sections import method
from assessments.report.sections.options import noise
from assessments.report.sentences import by_percent
from assessments.results.breakdown import of_actors
from assessments.results.headline import errors, headline_numbers
from assessments.results.options.table import options_of
from assessments.results.quantity import ERRORS, Quantity, of_number
from assessments.results.reach import persons_within_reach
from assessments.run import Run, Settings, assess
from risk.reach import CLASSES
from risk.uncertainty.propagation import WITHIN
from tests.support.assessed import case_map, shown_case, stated


def drawn(name: str, draws: int, seed: int = 0) -> dict[str, str]:
    """What the report says of its own run."""
    section = method.section(assess(case_map(name), Settings(draws=draws, seed=seed)))
    (facts,) = (block for block in section.blocks if isinstance(block, NamedCells))
    return {title: cell.text for title, cell in facts.rows}


SEEDS = 12


def quantities(run: Run) -> dict[str, Quantity]:
    """Numbers of each kind that a result gives: sums, chances, shares, reach, and what an option leaves and removes."""
    head, row = headline_numbers(run), stated(options_of(run)).row("e2ee")
    return {
        "harm": head.harm,
        "score": head.score,
        "inherent": head.inherent_harm,
        "persons": head.persons_per_year[3],
        "chance": head.bulk[5],
        "share": of_actors(run)["criminals"],
        "reach": persons_within_reach(run, "XB", "content"),
        "left": row.harm,
        "score left": row.score,
        "reduction": row.reduction,
        "removed": row.removed,
    }


@cache
def of_other_seeds() -> tuple[dict[str, Quantity], ...]:
    return tuple(
        quantities(assess(case_map("example-chat"), Settings(draws=2_000, seed=seed))) for seed in range(SEEDS)
    )


@pytest.mark.parametrize("end", ERRORS)
def test_the_errors_of_every_kind_of_number_are_its_scatter_over_seeds(end: str) -> None:
    """A deviation of twelve values is off by a fifth, and so is one of ten batches: they agree to a factor of two."""
    for name in of_other_seeds()[0]:
        found = [quantities_of_seed[name] for quantities_of_seed in of_other_seeds()]
        scatter = float(np.std([getattr(q, end) for q in found], ddof=1))
        off = float(np.mean([getattr(q, ERRORS[end]) for q in found]))
        assert 0.5 * scatter < off < 2.0 * scatter, name


def test_every_number_says_of_how_many_draws_it_is() -> None:
    """Two thousand are asked for, and doubled once, for the error of the harm would be above one percent."""
    assert {name: q.n for name, q in of_other_seeds()[0].items()} == dict.fromkeys(of_other_seeds()[0], 4_000)


def test_a_range_that_takes_no_draws_has_no_error() -> None:
    run = assess(case_map("harbour"), Settings(draws=100))
    written = of_number(run, "power.XB.parent")
    assert written.median == pytest.approx(0.5)
    assert (written.error, written.low_error, written.high_error, written.n) == (None, None, None, None)


def test_the_report_says_how_far_off_each_headline_is_and_whether_that_is_enough() -> None:
    said = drawn("example-chat", 20_000)
    made = said["Simulations"]
    assert made.startswith("20,000; for it the middle estimate of the harm is off by less than 1%,")
    assert made.endswith("within the 1% aimed at")
    off = said["Other middle estimates are off"]
    for name in ("people a year at level 3 or higher", "the score", "the chance of any event within five years"):
        assert f"{name} by " in off


@pytest.mark.parametrize("name", ["harbour", "wechat-2020"])
def test_with_draws_by_default_the_headline_and_every_reach_are_known_to_one_percent(name: str) -> None:
    run = shown_case(name)
    off = stated(errors(run))
    chances = (stated(off.at_least_one.any), stated(off.at_least_one.bulk))
    assert max(off.harm, off.score, *(max(of.values()) for of in (off.persons_per_year, *chances))) < WITHIN
    reach = [persons_within_reach(run, state, of) for state in run.events.exposure.states for of in CLASSES]
    assert [q for q in reach if stated(q.error) > WITHIN * stated(q.median)] == []


def test_the_data_that_an_option_leaves_are_known_to_two_percent_and_what_it_removes_to_what_is_said() -> None:
    """A difference of few people may be off by several percent of itself: the largest error stands below the table."""
    options = stated(options_of(shown_case("own-state")))
    left = [stated(row.reach).expected_data for row in options.rows[1:]]
    assert [q for q in left if stated(q.error) > 2.0 * WITHIN * stated(q.median)] == []
    largest = max(stated(row.reduction.error) / stated(row.reduction.median) for row in options.rows[1:])
    assert WITHIN < largest < 0.05
    (said,) = noise(options)
    assert said.text == (
        "Middle values of the risk removed come from 6,000 simulations; "
        f"their error is {by_percent(100.0 * largest)} at most."
    )


def test_a_limit_that_was_reached_is_said() -> None:
    said = drawn("wechat-five-lines", 200)["Simulations"]
    assert said.endswith("more than the 1% aimed at, at which simulations are added no longer")
    assert said.startswith("800;")


def test_without_draws_there_are_no_errors() -> None:
    assert errors(assess(case_map("harbour"))) is None
    assert drawn("harbour", 0)["Simulations"] == "none: intervals have not been computed"


def test_a_chance_of_events_there_are_none_of_is_not_off() -> None:
    found = assess(case_map("harbour"), Settings(draws=100))
    rest = replace(found.events, events=tuple(e for e in found.events.events if not e.in_bulk_by_a_state))
    off = errors(replace(found, events=rest))
    assert off is not None
    assert off.at_least_one.bulk == {1: 0.0, 5: 0.0}
