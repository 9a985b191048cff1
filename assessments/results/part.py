"""Part of a result: the base of its models, and the types that they share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assessments.results.quantity import Quantity

FORMAT: Literal[2] = 2
Share = Annotated[float, Field(ge=0.0, le=1.0 + 1e-9)]
Probability = Share
Level = Annotated[int, Field(ge=1, le=4)]
ByLevel = Annotated[dict[Level, Quantity], Field(description="Persons a year, by severity level or higher.")]
ByHorizon = Annotated[dict[int, Quantity], Field(description="Probability, by horizon in years.")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
ActorName = Annotated[str, Field(pattern="^(state:[A-Z]{2}|criminals|insiders|buyers)$")]


class Part(BaseModel):
    """A part of a result; it never changes, and takes no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)
