"""Cases of the laws, as sources state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data_maps.places import parsed
from laws import NAMES

LAWS = Path(__file__).parents[2] / "laws"


class Stated(NamedTuple):
    """A case of a law: facts, and what its source says of them."""

    regime: str
    case: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.regime}: {self.case['id']}"


def all_stated() -> Iterator[Stated]:
    """The official examples of every law, then our own cases of it."""
    for name in NAMES:
        for file in ("cases.yaml", "own_cases.yaml"):
            suite = parsed((LAWS / name / file).read_text(encoding="utf-8"), f"laws/{name}/{file}")
            assert (suite.problems, suite.value["suite"]) == ((), name)
            yield from (Stated(name, case) for case in suite.value["cases"])


ALL = list(all_stated())
