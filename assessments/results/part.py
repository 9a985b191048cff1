"""Part of a result: the base of its models, numbers with their intervals, and the types that they share."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import CoreSchema

from assessments.measures import Measure, MeasureTrack, measures_on

FORMAT: Literal[3] = 3


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Quantity:
    """A number with the place of its 90 % interval; what has not been computed is None."""

    point: Annotated[float, Field(description="At the best values of all numbers.")]
    mean: Annotated[float | None, Field(description="Mean of the draws.")] = None
    median: Annotated[float | None, Field(description="Median of the draws.")] = None
    low: Annotated[float | None, Field(description="5 % quantile of the draws.")] = None
    high: Annotated[float | None, Field(description="95 % quantile of the draws.")] = None
    error: Annotated[float | None, Field(description="Standard error of the median, in the unit of the number.")] = None
    low_error: Annotated[float | None, Field(description="Standard error of the low end.")] = None
    high_error: Annotated[float | None, Field(description="Standard error of the high end.")] = None
    n: Annotated[int | None, Field(description="The number of draws; absent where none are needed.")] = None
    mean_error: Annotated[float | None, Field(description="Standard error of the mean.")] = None

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


ShareOfOne = Annotated[float, Field(ge=0.0, le=1.0 + 1e-9)]
Probability = ShareOfOne
Level = Annotated[int, Field(ge=1, le=4)]
ByLevel = Annotated[dict[Level, Quantity], Field(description="Persons a year, by severity level or higher.")]
ContentPersons = Annotated[Quantity, Field(description="Persons a year whose content is exposed, at any level.")]
ByHorizon = Annotated[dict[int, Quantity], Field(description="Probability, by horizon in years.")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
NumberOrigin = Literal["stated", "counted", "bracketed", "judged"]
Tie = Literal["run", "office", "seat", "soil", "owner", "access", "service"]
ActorName = Annotated[str, Field(pattern="^(state:([A-Z]{2}|others)|criminals|insiders|buyers)$")]


class Part(BaseModel):
    """A part of a result; it never changes, and takes no keys but its own."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True, defer_build=True
    )


class Measured(Part):
    """A part that has every measure of a track: those that it does not declare follow its own keys.

    The first measures are declared, for the order of keys is part of what is published.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Quantity | dict[Level, Quantity]] = Field(init=False)
    track: ClassVar[MeasureTrack]

    @classmethod
    def added(cls) -> dict[str, Measure]:
        """The measures of its track that it does not declare, by key."""
        return {m.key: m for m in measures_on(cls.track) if m.key not in cls.model_fields}

    @model_validator(mode="after")
    def _has_no_other_keys(self) -> Measured:
        others = (self.__pydantic_extra__ or {}).keys() - self.added().keys()
        if others:
            raise ValueError(f"there are no such measures: {', '.join(sorted(others))}")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made = handler(core_schema)
        whole = handler.resolve_ref_schema(made)
        one, by_level = whole["additionalProperties"]["anyOf"]
        whole["additionalProperties"] = False
        for key, measure in cls.added().items():
            whole["properties"][key] = {**(by_level if measure.levels else one), "description": measure.meaning}
        return made


class OnRecord(Part):
    """The publicly known acts of a state anywhere, on the day of the map."""

    takings: float = Field(description="Takings of data at civilian providers.")
    doubted: int = Field(default=0, description="Rows of these against which something speaks, as they say themselves.")
    placed: float = Field(description="Cases of staff who worked for it.")
    orders: float = Field(description="Accounts ordered a year, at the provider with the most.")
