"""What each data type adds to the harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.breakdown import of_data
from assessments.results.result import DataType

if TYPE_CHECKING:
    from assessments.run import Run


def data_types(run: Run) -> tuple[DataType, ...]:
    """Each data type with its share of all harm, the largest first."""
    types = run.data_map.data
    return tuple(
        DataType(data=name, type=types[name].type, share=share.middle, share_interval=share)
        for name, share in of_data(run).items()
    )
