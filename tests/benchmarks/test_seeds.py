"""The scatter of medians over seeds is told by group, and rows are the same whatever their order."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assessments.results.part import Quantity
from benchmarks.questions import map_of
from benchmarks.seeds import Path, as_told, group, numbers, scatter, step, table

TIE = ("reach", "#state:XB content", "by_tie", "owner")
PERSONS = ("reach", "#state:XB content", "persons")
CHANCE = ("actors", "#criminals", "at_least_one", "5")


def known(medians: Mapping[Path, float], error: float = 0.0) -> dict[Path, Quantity]:
    """Numbers as one seed has them."""
    return {place: Quantity(median, median=median, error=error, n=10) for place, median in medians.items()}


def test_the_scatter_of_a_median_is_told_of_itself_and_of_the_whole_it_is_part_of() -> None:
    found = scatter([known({PERSONS: 90.0, TIE: 1.0, CHANCE: 0.1}), known({PERSONS: 110.0, TIE: 3.0, CHANCE: 0.1})])
    assert found[PERSONS].of_itself == pytest.approx(0.2**0.5 * 10**0.5 / 10, rel=1e-9)
    assert found[PERSONS].of_whole is None
    assert found[TIE].of_itself == pytest.approx(2**0.5 / 2)
    assert found[TIE].of_whole == pytest.approx(2**0.5 / 100)
    assert (found[CHANCE].of_itself, found[CHANCE].of_whole) == (0.0, 0.0)


def test_numbers_stand_in_groups_by_the_fields_of_a_result_whosever_they_are() -> None:
    assert [group(place) for place in (TIE, PERSONS, CHANCE)] == [
        "reach.by_tie",
        "reach.persons",
        "actors.at_least_one",
    ]
    row = next(line for line in table(scatter([known({TIE: 1.0}), known({TIE: 3.0})])) if "by_tie" in line)
    assert "state:XB content" in row


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("45,000", 1e3),
        ("1.2 million", 1e5),
        ("0.32", 0.01),
        ("3.4 in 10,000", 1e-5),
        ("12%", 0.01),
        ("2 in a million", 1e-6),
    ],
)
def test_a_step_is_one_in_the_last_figure_of_a_text(text: str, one: float) -> None:
    assert step(text) == pytest.approx(one)


def test_what_is_told_finer_than_it_scatters_is_counted_and_what_its_error_rounds_is_not() -> None:
    """Medians of 460 and 560 scatter by 71: two figures would tell tens of them."""
    by_seed = ({PERSONS: 460.0, CHANCE: 0.41}, {PERSONS: 560.0, CHANCE: 0.44})
    blind, sure = (scatter([known(medians, error) for medians in by_seed]) for error in (0.0, 71.0))
    assert (blind[PERSONS].told_finer > 1.0, sure[PERSONS].told_finer > 1.0) == (True, False)
    assert as_told(PERSONS, known(by_seed[0], 71.0)[PERSONS]) == "500"
    counted = next(line for line in table({PERSONS: blind[PERSONS]}) if "persons" in line)
    assert counted.startswith("| reach.persons | 1 | 0 | 1 |")


def test_every_median_of_a_case_has_one_place_under_all_seeds() -> None:
    one, other = (numbers(map_of("wechat-five-lines", 0), seed, 1_000) for seed in (1, 2))
    assert set(one) == set(other)
    assert {"reach", "actors", "events", "summary"} <= {place[0] for place in one}
    assert any(one[place].median != other[place].median for place in one)
