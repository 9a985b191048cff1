"""The rows of an assessment: what an actor, an event, a number or a closing amounts to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessments.results.quantity import Quantity
from data_maps.caching import cached_property
from risk.events import Event
from risk.inputs import Input


@dataclass(frozen=True)
class Exposed:
    """What an actor or an event amounts to: harm and persons a year, its share of all harm."""

    harm: Quantity
    share: float
    persons_per_year: Mapping[int, Quantity]
    chances: Callable[[], Mapping[int, Quantity]] = field(repr=False, compare=False)

    @cached_property
    def at_least_one(self) -> Mapping[int, Quantity]:
        """The chance of at least one event, by horizon."""
        return self.chances()


@dataclass(frozen=True)
class ActorRow:
    """One actor with what it amounts to; `foreign` is None where the actor is no state."""

    actor: str
    foreign: bool | None
    exposed: Exposed


@dataclass(frozen=True)
class EventRow:
    """One event: `rate` a year of those that expose anyone, and the share of each data type in its harm."""

    event: Event
    rate: Quantity
    exposed: Exposed
    data: Mapping[str, float]


@dataclass(frozen=True)
class LedgerRow:
    """One number used: where it came from, its distribution, what it moves, and its share of the score's variance.

    `elasticity` is that at the best values: by how many percent the harm index moves with one percent of the number.
    """

    number: Input
    estimate: Quantity
    elasticity: float
    variance_share: float | None
    assumed: bool


@dataclass(frozen=True)
class Left:
    """What is left when some conditions are closed: severe equivalents a year, and which share of those there are."""

    harm: Quantity
    share: Quantity


@dataclass(frozen=True)
class Closing:
    """A smallest set of conditions that leaves an actor no way, and the harm that would remain."""

    actor: str
    closes: tuple[str, ...]
    harm_if_closed: float
