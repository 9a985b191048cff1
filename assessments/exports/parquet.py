"""The tidy table of a result as Parquet, for statistics programs: its types need no guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.run import Run

SUFFIX = ".parquet"
LABEL = "Parquet"


def export(run: Run) -> bytes:
    """The result as one table with typed columns."""
    from assessments.assessment import result_of
    from assessments.results.frames import tidy

    return bytes(tidy(result_of(run)).to_parquet(index=False, engine="pyarrow"))
