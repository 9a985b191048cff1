"""Cases of the laws, as sources state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data_maps.places import parsed

CASES = Path(__file__).parents[1] / "regimes"


class Stated(NamedTuple):
    """A case of tests/regimes: facts under a law, and what its source says of them."""

    regime: str
    case: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.regime}: {self.case['id']}"


def all_stated() -> Iterator[Stated]:
    for file in sorted(CASES.glob("*.yaml")):
        suite = parsed(file.read_text(encoding="utf-8"), file.name)
        assert suite.problems == ()
        yield from (Stated(suite.value["suite"], case) for case in suite.value["cases"])


ALL = list(all_stated())
