"""Routes: the flow diagram, and the most probable routes: how likely each is open, and its steps with their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assessments.report.blocks import Figure, Notice, NumberedStep, Section, StepByStep, Text
from assessments.report.figures.flow_map import described, picture
from assessments.report.reasons import StepReason, data_name, event_words, explained, group_name
from assessments.report.sentences import actor_name, as_read, chance, enumerated, interval, the_actor, with_interval
from assessments.results.parts import RouteStep
from assessments.results.quantity import of_number, route_quantity
from assessments.results.routes import (
    Ends,
    MergedRoute,
    as_one_list,
    by_actor,
    leading_routes,
    of_any,
    read_bounds,
    read_single,
    repeated_routes,
)
from assessments.run import Run
from risk.routes import EventRoute

ONCE_TRIED = (
    "The chance is that of the whole route being open once an attempt is made; it leaves out how often attempts are "
    "made and how many people one takes."
)
NOTE = f"The most probable routes of the actors with the most harm, actor by actor. {ONCE_TRIED}"
MOST_PROBABLE = f"The most probable routes. {ONCE_TRIED}"
NONE = "No route leads to anyone's data."


def flows(run: Run) -> Section:
    """The flow diagram."""
    caption = (
        "From left to right: people, data, systems, parties, owners, states and other actors. The coloured lines are "
        "the routes told below; the thicker a line, the larger the share of harm that passes along it. Dashed is "
        "assumed. Covert access by states could start at any system and is not drawn."
    )
    return Section("flows", "Flow of data", (Figure(picture(run), described(run.data_map), caption),))


def section(run: Run) -> Section:
    """Five routes, each chain of conditions once."""
    routes = leading_routes(run)
    if not routes:
        return Section("routes", "Routes", (Notice(NONE),))
    return Section("routes", "Routes", (Text(f"{NOTE} {_count_words(run, routes)}"), *step_by_step(run, routes)))


def chosen_routes(run: Run, *, actor: str | None, data: str | None, users: str | None, most: int) -> Section:
    """The most probable routes of an actor, of one data type or one group, and how many there are."""
    listing = as_one_list(by_actor(run, actor, data, users).values())
    note = Text(f"{MOST_PROBABLE} Shown: {len(listing.routes[:most]):,} of {listing.count}.")
    shown = tuple(step_by_step(run, listing.routes[:most]))
    return Section("routes", "Routes", (note, *shown) if shown else (Notice(NONE),))


def _count_words(run: Run, routes: Sequence[MergedRoute]) -> str:
    """The number of routes of each actor that are told, of how many."""
    every = by_actor(run)
    by_actor_shown = Counter(route.first.event.actor for route in routes)
    return f"Shown: {', '.join(f'{actor_name(a)} {n} of {every[a].count}' for a, n in by_actor_shown.items())}."


def step_by_step(run: Run, routes: Sequence[MergedRoute]) -> Iterator[StepByStep]:
    """Chains as blocks, with their steps and the boxes and lines of the diagram they run along."""
    from assessments.report.figures.flow_map import parts

    same = repeated_routes(routes)
    for number, chain in enumerate(routes, 1):
        words = event_words(run.data_map, chain.first.event)
        data = enumerated([data_name(run.data_map, d) for d in chain.data])
        groups = enumerated([group_name(run.data_map, g) for g in chain.users])
        open_ = f"Data of {groups}: {data}. {open_words(run, chain.first)}"
        if number - 1 in same:
            open_ = f"{as_the_other(routes, same[number - 1], number - 1)} {open_}"
        several = "these data" if len(chain.data) > 1 else None
        steps = tuple(step(run, reason, groups) for reason in explained(run.events, chain.first, several))
        yield StepByStep(f"{number}. {words[:1].upper()}{words[1:]}", open_, steps, parts(run, chain.first))


def _chance_words(run: Run, address: str) -> str:
    """The chance of a condition, with its interval where it has one."""
    number = of_number(run, address)
    ends = "" if number.low is None or number.low == number.high else f" ({interval(number, chance)})"
    return as_read(number, chance) + ends


def as_the_other(routes: Sequence[MergedRoute], first: int, at: int) -> str:
    """The sentence that a chain is an earlier one in all but the actor."""
    actor_there, instead = (the_actor(routes[place].first.event.actor) for place in (at, first))
    return f"As route {first + 1}, step by step and just as open, by {actor_there} instead of {instead}."


def step(run: Run, reason: StepReason, people: str) -> NumberedStep:
    """A reason as a step of a route of some people's data."""
    likely = "" if reason.address is None or reason.probability == 1.0 else _chance_words(run, reason.address)
    source = people if reason.from_people else reason.source_name
    because = f"{reason.because[:1].upper()}{reason.because[1:]}"
    evidence = (*reason.laws, reason.evidence)
    place = reason.place.cited if reason.place else ""
    return NumberedStep(source, reason.target_name, because, likely, evidence, place, reason.assumed, reason.links)


def open_words(run: Run, route: EventRoute) -> str:
    """The chance that all conditions of a way hold together, and that of any way to the same data, with bounds."""
    alone = f"Open, given an attempt: {with_interval(route_quantity(run, route), chance)}."
    low, high = read_bounds(run, route)
    if chance(low) != chance(high):
        alone += f" Where its conditions depend on each other it may be anything {_bracket_words((low, high))}."
    return f"{alone}{_any(run, route)}"


def _any(run: Run, route: EventRoute) -> str:
    """The chance that any way at all is open; empty where no other way makes a difference."""
    any_way, probability = of_any(run, route)
    alone = chance(route.probability) if probability is None else as_read(route_quantity(run, route), chance)
    if (chance(any_way.bracket[1]) if probability is None else as_read(probability, chance)) == alone:
        return ""
    likely = f"{_bracket_words(any_way.bracket)} (at our best estimates)"
    if probability is not None:
        likely = with_interval(probability, chance)
    single = _bracket_words(read_single(run, any_way))
    return f" Open by any way at all: {likely}, and whatever the ways have in common {single}."


def _bracket_words(ends: Ends) -> str:
    low, high = map(_bare, ends)
    if low == high:
        return chance(ends[1])
    return f"from {low.removesuffix(' in 100') if high.endswith(' in 100') else low} to {high}"


def _bare(p: float) -> str:
    return chance(p).removeprefix("about ") if p else "0"


def steps(run: Run, route: EventRoute) -> tuple[RouteStep, ...]:
    """Every step of a route in the order in which it is followed."""
    return tuple(_step(run, reason) for reason in explained(run.events, route))


def _step(run: Run, reason: StepReason) -> RouteStep:
    return RouteStep(
        start=reason.source,
        end=reason.target,
        because=reason.because,
        address=reason.address,
        probability=reason.probability,
        probability_interval=None if reason.address is None else of_number(run, reason.address),
        evidence="; ".join((*reason.laws, reason.evidence)),
        place=reason.place.cited if reason.place else None,
    )
