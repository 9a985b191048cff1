"""Saved results as far as they are read, whichever format they were written in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assessments.results.interval import Quantity
from assessments.results.result import MapRead, OpenQuestion


class Part(BaseModel):
    """A part of a saved result; what this version does not read of it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Headline(Part):
    """The first numbers of a saved result."""

    harm: Quantity
    score: Quantity
    persons_per_year: dict[int, Quantity]
    assumed_share: float
    assumed_share_interval: Quantity | None = None
    simulation: dict[str, tuple[float, float]] | None = None


class Strategic(Part):
    """The strategic numbers of a saved result."""

    persons_per_year: Quantity


class Number(Part):
    """A number that a saved result rests on."""

    address: str
    estimate: Quantity


class Law(Part):
    """What a law said when a result was saved."""

    regime: str
    outcome: str


class Dominated(Part):
    """How surely another option did as much with no more burden."""

    probability: float | None = None


class Option(Part):
    """An option of a saved result."""

    option: str
    reduction: Quantity
    strategic: Quantity
    burden: Quantity
    dominated: Dominated
    frontier: bool


class Departures(Part):
    """The differences of a saved result from one of its map as written, in sentences and in one line."""

    says: str = ""
    short: str = ""


class SavedResult(Part):
    """What is read of a saved result."""

    scenario: Departures = Departures()
    datareach: str
    map: MapRead
    fingerprint: str
    headline: Headline
    strategic: Strategic
    ledger: tuple[Number, ...]
    regimes: tuple[Law, ...]
    options: tuple[Option, ...] = ()
    questions: tuple[OpenQuestion, ...]


def read(text: bytes) -> SavedResult:
    """A saved result of format 1 or 2; raises ValueError where it is none."""
    return SavedResult.model_validate_json(text)
