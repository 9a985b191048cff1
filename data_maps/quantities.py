"""How a number is written in a map, and what it says about what is known."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Form = Literal["exact", "plain", "range", "base_rate", "beta", "lognormal", "unknown"]


class Evidence(BaseModel):
    """Why a number is believed: the condition it holds under, who said it, on what grounds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    given: str | None = None
    persists: str | None = None
    basis: str | None = None
    source: str | None = None
    grade: str | None = None
    by: str | None = None
    on: str | None = None
    why: str | None = None
    measure: str | None = None


class Estimate(Evidence):
    """A number with its range and its evidence.

    `best` is the point value (None only for an unknown that is no probability). `low` and `high` bound a central interval of mass
    `confidence`, given for the form "range" only. A "base_rate" holds `counted` events in `exposure` units, a "beta" its two
    parameters, a "lognormal" its median and the ratio of its 95 % point to it, as `parameters`.
    """

    form: Form
    best: float | None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.9
    parameters: tuple[float, float] | None = None
    unit: str | None = None
    per: Literal["year", "person-year"] | None = None
