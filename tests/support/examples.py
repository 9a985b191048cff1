"""Many examples of one claim as one test, which names every example that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]


def for_every(
    name: str | tuple[str, ...], examples: Iterable[Any], label: Callable[[Any], str] = str
) -> Callable[[Test], Test]:
    """A decorator: the test is run on every example, given as its argument `name`, and fails for all that fail at once.

    Of several names each is given its part of an example. The failures are raised as one group, each with a traceback
    of its own and a note of its example. Raises ValueError where there are no examples: such a test could not fail.
    """
    every, names = tuple(examples), (name,) if isinstance(name, str) else name
    if not every:
        raise ValueError(f"there is no {name} to run the test on")

    def given(example: Any) -> dict[str, Any]:
        return dict(zip(names, (example,) if isinstance(name, str) else example, strict=True))

    def decorated(test: Test) -> Test:
        whole = signature(test)

        @wraps(test)
        def test_of_all(**fixtures: Any) -> None:
            failures = dict[str, BaseException]()
            for example in every:
                try:
                    test(**given(example), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - all failures are raised below
                    failures[label(example)] = failure
                    failure.add_note(f"{name}: {label(example)}")
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} fail: {', '.join(failures)}", list(failures.values()))

        others = [parameter for parameter in whole.parameters.values() if parameter.name not in names]
        test_of_all.__signature__ = whole.replace(parameters=others)  # type: ignore[attr-defined]
        return test_of_all

    return decorated
