"""Saved results as far as they are read, whichever format they were written in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assessments.results.part import NumberOrigin, Quantity
from assessments.results.parts import MapRead
from assessments.results.result import OpenQuestion
from risk.catalogue import Side


class SavedPart(BaseModel):
    """A part of a saved result; what this version does not read of it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SavedRestsOn(SavedPart):
    """The split of the harm by where its numbers come from."""

    harm: dict[NumberOrigin, float]


class SavedHeadline(SavedPart):
    """The first numbers of a saved result."""

    harm: Quantity
    score: Quantity
    persons_per_year: dict[int, Quantity]
    rests_on: SavedRestsOn | None = None
    simulation: dict[str, tuple[float, float]] | None = None


class SavedTotal(SavedPart):
    """The harm of foreign states, of the viewpoint's own state or of all others, and the people by level."""

    harm: Quantity
    persons_per_year: dict[int, Quantity]


class SavedTotals(SavedPart):
    """The harm of foreign states, of the viewpoint's own state and of all others, in no sum with each other."""

    foreign_states: SavedTotal | None = None
    own_state: SavedTotal | None = None
    others: SavedTotal | None = None

    @property
    def by_side(self) -> dict[Side, SavedTotal]:
        """Each side that acts; none of a result of an older format."""
        sides: dict[Side, SavedTotal | None] = {
            "foreign_states": self.foreign_states,
            "own_state": self.own_state,
            "others": self.others,
        }
        return {side: total for side, total in sides.items() if total is not None}


class SavedStrategic(SavedPart):
    """The strategic numbers of a saved result."""

    persons_per_year: Quantity


class SavedNumber(SavedPart):
    """A number that a saved result rests on."""

    address: str
    estimate: Quantity


class SavedLaw(SavedPart):
    """The statement of a law when a result was saved."""

    regime: str
    outcome: str


class Dominated(SavedPart):
    """The share of draws in which another option did as much with no more burden."""

    probability: float | None = None


class SavedOption(SavedPart):
    """An option of a saved result."""

    option: str
    reduction: Quantity
    reduction_by_side: dict[Side, Quantity] = {}
    strategic: Quantity
    burden: Quantity | None = None
    dominated: Dominated | None = None
    frontier: bool | None = None


class Departures(SavedPart):
    """The differences of a saved result from one of its map as written, in sentences and in one line."""

    says: str = ""
    short: str = ""


class SavedResult(SavedPart):
    """The fields read of a saved result."""

    scenario: Departures = Departures()
    datareach: str
    map: MapRead
    fingerprint: str
    headline: SavedHeadline
    totals: SavedTotals = SavedTotals()
    strategic: SavedStrategic
    ledger: tuple[SavedNumber, ...]
    regimes: tuple[SavedLaw, ...]
    options: tuple[SavedOption, ...] = ()
    questions: tuple[OpenQuestion, ...]


def read(text: bytes) -> SavedResult:
    """A saved result of format 1 or 2; raises ValueError where it is none."""
    return SavedResult.model_validate_json(text)
