"""How far off each middle value of the headline is for its draws, and whether that is as close as is aimed at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assessments.report.blocks import Facts
from assessments.report.sections import method
from assessments.results.headline import errors, headline_numbers
from assessments.run import Settings, assess
from tests.support.assessed import case_map


def drawn(name: str, draws: int, seed: int = 0) -> dict[str, str]:
    """What the report says of its own run."""
    section = method.section(assess(case_map(name), Settings(draws=draws, seed=seed)))
    (facts,) = (block for block in section.blocks if isinstance(block, Facts))
    return {title: cell.text for title, cell in facts.rows}


def test_the_stated_errors_hold_the_medians_of_other_seeds() -> None:
    found = [assess(case_map("example-chat"), Settings(draws=2_000, seed=seed)) for seed in range(12)]
    stated = [off for off in map(errors, found) if off is not None]
    for of, medians in (
        ([off.persons_per_year[3] for off in stated], [headline_numbers(a).persons_per_year[3].median for a in found]),
        ([off.bulk[5] for off in stated], [headline_numbers(a).bulk[5].median for a in found]),
        ([off.score for off in stated], [headline_numbers(a).score.median for a in found]),
    ):
        values = np.array(medians, dtype=float)
        scatter = float(values.std(ddof=1) / values.mean())
        assert 0.5 * scatter < float(np.mean(of)) < 2.0 * scatter


def test_the_report_says_how_far_off_each_headline_is_and_whether_that_is_enough() -> None:
    said = drawn("example-chat", 20_000)
    assert said["Draws"].startswith("20,000; for it the middle estimate of the harm index is off by less than 1%,")
    assert said["Draws"].endswith("within the 1% aimed at")
    off = said["Other middle estimates are off"]
    for name in ("people a year at level 3 or higher", "the score", "the chance of any event within five years"):
        assert f"{name} by " in off


def test_a_limit_that_was_reached_is_said() -> None:
    said = drawn("wechat-five-lines", 200)["Draws"]
    assert said.endswith("more than the 1% aimed at, at which draws are added no longer")
    assert said.startswith("800;")


def test_without_draws_there_are_no_errors() -> None:
    assert errors(assess(case_map("harbour"))) is None
    assert drawn("harbour", 0)["Draws"] == "none: intervals have not been computed"


def test_a_chance_of_events_there_are_none_of_is_not_off() -> None:
    found = assess(case_map("harbour"), Settings(draws=100))
    rest = replace(found.events, events=tuple(e for e in found.events.events if not e.in_bulk_by_a_state))
    off = errors(replace(found, events=rest))
    assert off is not None
    assert off.bulk == {1: 0.0, 5: 0.0}
