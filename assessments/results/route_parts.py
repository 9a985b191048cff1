"""The parts of a result that tell routes step by step, and what would close them."""

from __future__ import annotations

from pydantic import Field

from assessments.results.part import ActorName, Part, Probability, Quantity


class RouteStep(Part):
    """One step of a route."""

    start: str = Field(
        validation_alias="from",
        serialization_alias="from",
        description="Where it starts: an id of the map, `state:CC` or an actor.",
    )
    end: str = Field(validation_alias="to", serialization_alias="to", description="Where it leads.")
    because: str = Field(description="Why it is open, in a sentence.")
    address: str | None = Field(default=None, description="The address of the number that says how likely it is open.")
    probability: Probability | None = Field(default=None, description="That number at its best value.")
    probability_interval: Quantity | None = Field(default=None, description="That number with its interval.")
    evidence: str = Field(
        validation_alias="source", serialization_alias="source", description="Laws and sources behind it."
    )
    place: str | None = Field(default=None, description="Where the map says so: file:line:column.")


class AnyRoute(Part):
    """The chance that any way of the event to the same data is open."""

    probability: Quantity | None = Field(default=None, description="Absent where it is not exact.")
    bracket: tuple[Probability, Probability] = Field(description="Certified ends at the best values.")
    single_ways: tuple[Probability, Probability] = Field(
        description="Ends at the best values, whatever the ways have in common."
    )


class RoutesCounted(Part):
    """The number of routes a map has, of which a result tells the most probable."""

    count: int = Field(description="How many were counted.")
    complete: bool = Field(description="Whether there are no others.")


class Route(Part):
    """One way by which an actor gets at data of a user group."""

    actor: ActorName = Field(description="Who gets at the data.")
    event: str = Field(description="The key of the event.")
    data: str = Field(description="The id of the data type.")
    users: str = Field(description="The id of the user group.")
    probability: Probability = Field(description="That it is open once an attempt is made, at the best values.")
    probability_interval: Quantity = Field(description="`probability` with its interval.")
    bounds: tuple[Probability, Probability] = Field(
        description="Ends at the best values, however its conditions depend on each other."
    )
    any_way: AnyRoute = Field(description="Any way of the event to the same data.")
    steps: tuple[RouteStep, ...] = Field(description="The steps in order.")


class ChokePoint(Part):
    """A smallest set of conditions that leaves an actor no route if all fall to 0."""

    actor: ActorName = Field(description="Whose routes it closes.")
    closes: tuple[str, ...] = Field(description="The addresses of the conditions.")
    harm_if_closed: float = Field(description="Severe equivalents a year that all actors leave, at the best values.")
    harm_if_closed_interval: Quantity = Field(description="`harm_if_closed` with its interval.")
    share_if_closed: Quantity = Field(description="Share of all harm that is left.")
    side_harm_if_closed: Quantity = Field(
        description="Those left by the actor's side alone: foreign states, the own state, or all others."
    )
    side_share_if_closed: Quantity = Field(description="Share of the harm of that side that is left.")
