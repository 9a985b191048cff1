"""A test of many examples fails for each that fails, by name, and has at least one."""

from __future__ import annotations

import pytest

from tests.support.examples import for_every


def test_every_example_that_fails_is_named_and_the_others_are_run() -> None:
    run: list[int] = []

    @for_every("number", range(5))
    def is_odd(number: int) -> None:
        run.append(number)
        assert number % 2

    with pytest.raises(BaseExceptionGroup, match=r"^3 fail: 0, 2, 4$") as failed:
        is_odd()
    assert run == [0, 1, 2, 3, 4]
    assert [each.__notes__ for each in failed.value.exceptions] == [["number: 0"], ["number: 2"], ["number: 4"]]


def test_a_test_without_an_example_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no seed to run the test on"):
        for_every("seed", ())


@pytest.mark.parametrize("limit", [3, 4])
@for_every("number", range(3))
def test_other_parameters_and_fixtures_are_given_as_ever(number: int, limit: int, tmp_path_factory: object) -> None:
    assert number < limit
    assert tmp_path_factory is not None


@for_every(("first", "second"), [(1, 2), (3, 4)])
def test_each_of_several_names_is_given_its_part_of_an_example(first: int, second: int) -> None:
    assert second == first + 1
