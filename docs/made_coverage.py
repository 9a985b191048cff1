"""Coverage: how often worlds of a second program lie inside the interval of the people that an order yields."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

from made_format import Lines, table  # noqa: E402


def coverage_rows(*_: str) -> Lines:
    """Each of ten made maps, with the least and the mean share of worlds inside over its states and classes."""
    from tests.support.drawn_worlds import FIRST, MAPS, SECOND, covered

    rows = []
    for made in filter(None, map(covered, MAPS)):
        shares = list(made.inside.values())
        least, mean = min(shares), sum(shares) / len(shares)
        rows.append((str(made.seed), str(len(shares)), f"{100 * least:.1f} %", f"{100 * mean:.1f} %"))
    yield from table(("map", "states and classes", "least inside", "mean inside"), rows)
    yield ""
    yield f"Of {SECOND:,} worlds each, against intervals from {FIRST:,}."
