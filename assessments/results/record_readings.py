"""Readings of the record: what the harm and the order of states become where its rows are counted otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from assessments.results.part import ActorName, Part, Quantity
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.uncertainty.propagation import Uncertain

EVERY_ACTOR = ""
ReadingName = Literal["as recorded", "leak years", "equal states"]


class StateOfReading(Part):
    """The harm by one state under a reading of the record."""

    actor: ActorName = Field(description="The state.")
    foreign: bool = Field(description="Whether it is not the viewpoint's own.")
    harm: Quantity = Field(description="Severe equivalents a year.")


class RecordReading(Part):
    """The harm where the rows of the record are counted in one way."""

    reading: ReadingName = Field(description="How the rows of the record are counted.")
    harm: Quantity = Field(description="Severe equivalents a year, over all actors.")
    states: tuple[StateOfReading, ...] = Field(description="Every state, the one with the most harm first.")


@kept
def record_readings(run: Run) -> tuple[RecordReading, ...]:
    """The result under each reading of the record, the one in force as it stands in the result."""
    from risk.record.record import READINGS

    return tuple(_under(_side(run, reading), reading) for reading in READINGS)


def _side(run: Run, reading: ReadingName) -> _Side:
    """The numbers of a reading; each is made when it is its turn, so that memory holds one of them."""
    from assessments.run import assess, paired_draws
    from risk.record.loading import with_reading_of_record

    if reading == run.data_map.record_reading:
        return _Side(run, run, run.uncertain)
    other = assess(with_reading_of_record(run.data_map, reading), replace(run.settings, draws=0))
    return _Side(run, other, paired_draws(other, run))


@dataclass(frozen=True)
class _Side:
    """A reading's numbers, in the first draws of the result as it stands."""

    as_it_stands: Run
    run: Run
    draws: Uncertain | None

    def harm(self, actor: str) -> Quantity:
        """Severe equivalents a year of an actor, or of all."""
        from assessments.results.beside import paired_harm

        places = range(len(self.run.events.events)) if actor == EVERY_ACTOR else self.run.of_actor(actor)
        point = float(sum(self.run.harms[place] for place in places))
        return paired_harm(self.as_it_stands, point, self.draws, [actor], [actor])


def _under(side: _Side, reading: ReadingName) -> RecordReading:
    own = {f"state:{code}" for code in side.run.events.exposure.own_states}
    actors = dict.fromkeys(event.actor for event in side.run.events.events if event.is_of_a_state)
    states = [StateOfReading(actor=actor, foreign=actor not in own, harm=side.harm(actor)) for actor in actors]
    ranked = sorted(states, key=lambda state: (-state.harm.middle, state.actor))
    return RecordReading(reading=reading, harm=side.harm(EVERY_ACTOR), states=tuple(ranked))
