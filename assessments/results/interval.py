"""Numbers with the place of their 90 % interval, as they are kept and written."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Quantity:
    """A number with the place of its 90 % interval; what has not been computed is None."""

    point: Annotated[float, Field(description="At the best values of all numbers.")]
    mean: Annotated[float | None, Field(description="Mean of the draws, or the exact one.")] = None
    median: Annotated[float | None, Field(description="Median of the draws.")] = None
    low: Annotated[float | None, Field(description="5 % quantile of the draws.")] = None
    high: Annotated[float | None, Field(description="95 % quantile of the draws.")] = None

    @property
    def middle(self) -> float:
        """The median, or the value at the best values of all inputs while there is none."""
        return self.point if self.median is None else self.median


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class OpenQuantity:
    """A number that may have no end: what has none is absent, as is what has not been computed."""

    point: Annotated[float | None, Field(description="At the best values of all numbers.")] = None
    median: Annotated[float | None, Field(description="Median of the draws.")] = None
    low: Annotated[float | None, Field(description="5 % quantile of the draws.")] = None
    high: Annotated[float | None, Field(description="95 % quantile of the draws.")] = None
