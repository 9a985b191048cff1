"""Types of what pytest-benchmark hands to a benchmark, as far as it is used here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Benchmark(Protocol):
    """The fixture that measures some work; works of one group stand in one table, with their ratios."""

    group: str | None
    extra_info: dict[str, Any]

    def __call__(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Measure some work as often as it takes; what it returned."""

    def pedantic(
        self,
        work: Callable[..., Any],
        arguments: tuple[Any, ...] = ...,
        *,
        setup: Callable[[], Any] | None = ...,
        rounds: int = ...,
        warmup_rounds: int = ...,
    ) -> Any:
        """Measure some work so many times, each after a setup that is not measured; what it returned."""
