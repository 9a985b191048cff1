"""What is to be known first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Facts, Notice, Section, Text
from assessments.report.questions import question
from assessments.report.reasons import way_words
from assessments.report.sentences import (
    chance,
    figures,
    interval,
    likelihood,
    listed,
    middle,
    number,
    people,
    percent,
    persons,
    score_sentence,
    state_name,
    the_actor,
    the_state,
    with_interval,
    within,
)
from assessments.results.breakdown import mostly_assumed, rests_on_assumed
from assessments.results.evidence import LOW, MODERATE, confidence, otherwise_pooled, rests_on_weak, weak_spread
from assessments.results.exposed import others_together, people_counted, states_together
from assessments.results.headline import headline_numbers
from assessments.results.legal_sensitivity import Conditional, conditional
from assessments.results.quantity import from_spread
from assessments.run import by_horizon

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.results.rows import Exposed
    from assessments.run import Assessment, Simulation
    from risk.uncertainty.propagation import Spread

LEVEL = 3
FAR = 2.0
VISIBLE = 0.005
SIMULATED = "results are simulated, not exact"
SAMPLED = "At the best values it is known to ± {off} in 100, as states of the world too many to count were sampled."
WEAK = "rests on evidence graded C/3 or worse, or on none"
STATES = "states, foreign and own alike,"
OTHERS = "criminals, insiders and buyers"
YEARS = {1: "a year", 5: "five years"}


def section(assessment: Assessment) -> Section:
    """The headline, how likely, how sure, and what it is about."""
    return Section("summary", "Summary", tuple(_blocks(assessment)))


def _blocks(assessment: Assessment) -> Iterator[Block]:
    if said := first_line(assessment):
        yield Notice(said, "assumed" if mostly_assumed(assessment) else "limit")
    if pool := otherwise_pooled(assessment):
        yield Notice(pools_sentence(assessment, pool))
    if assessment.events.left_out:
        yield Notice(left_out(assessment))
    yield Text(states_sentence(assessment), lead=True)
    yield Text(others_sentence(assessment))
    if said := once_sentence(assessment):
        yield Text(said)
    yield Text(bulk_sentence(assessment))
    if assessment.harm > 0.0:
        yield Text(confidence_sentence(assessment))
    yield from map(Text, law_sentences(assessment))
    yield Facts(tuple(_facts(assessment)))


def first_line(assessment: Assessment) -> str:
    """What nobody may miss: that a result is simulated, has few draws, or rests mostly on assumptions; else empty."""
    said = [simulated(assessment.simulation)] if assessment.simulation else []
    said += [fewer_draws(assessment), assumed_sentence(assessment) if mostly_assumed(assessment) else ""]
    return " ".join(filter(None, said))


def pools_sentence(assessment: Assessment, found: Spread) -> str:
    """How far apart the two ways of pooling what several people say are."""
    return (
        "Several people say different things of the same numbers, and the harm index hangs on how they are pooled: "
        f"{with_interval(headline_numbers(assessment).harm)} severe equivalents a year if each is as likely to be "
        f"right, {with_interval(from_spread(found.median, found))} if all have to agree."
    )


def assumed_sentence(assessment: Assessment) -> str:
    """The sentence that comes first where most of a result rests on what nobody stated."""
    found = rests_on_assumed(assessment)
    return (
        f"This result rests mostly on assumptions: {percent(found.point)} of it ({within(found, percent)}) comes from "
        "numbers that nobody stated. Read it as a list of what to find out."
    )


def simulated(simulation: Simulation) -> str:
    """How far the result may be off where it is simulated, and between which values it certainly lies."""
    low, high = number(simulation.low), number(simulation.high)
    where = f"is about {low}" if low == high else f"lies from {low} to {high}"
    return (
        f"This map is too wide for an exact result, so the harm index is simulated: with 95% confidence it {where} "
        f"severe equivalents a year, and certainly from {number(simulation.lower)} to {number(simulation.upper)}."
    )


def fewer_draws(assessment: Assessment) -> str:
    """From how many draws the intervals come where they are fewer than were asked for, and why; else empty."""
    made, asked = assessment.most_draws, assessment.settings.draws
    why = "more would not fit into memory" if assessment.model.reach.exact else "each takes long on a simulated map"
    return f"Intervals come from {made:,} draws, not from the {asked:,} asked for: {why}." if made < asked else ""


def left_out(assessment: Assessment) -> str:
    """How many events the map leaves out, and all of which actors."""
    keys = assessment.events.left_out
    looked_at = {event.actor for event in assessment.events.events}
    whole = dict.fromkeys(actor for actor in (key.partition("/")[0] for key in keys) if actor not in looked_at)
    named = f", all of {listed([the_actor(actor) for actor in whole])} among them" if whole else ""
    count = "one event" if len(keys) == 1 else f"{len(keys)} events"
    return f"The map leaves out {count}{named}: what they would add is in no number here."


def states_sentence(assessment: Assessment) -> str:
    """How many people's data states get at, and mostly how."""
    mostly = _mostly(assessment, states=True)
    return f"On the assumptions listed, {_reached(STATES, states_together(assessment), mostly)}"


def others_sentence(assessment: Assessment) -> str:
    """The same of criminals, insiders and buyers, kept apart."""
    mostly = _mostly(assessment, states=False)
    return f"Apart from that, {_reached(OTHERS, others_together(assessment), mostly)}"


def once_sentence(assessment: Assessment, years: Sequence[int] = (1, 5)) -> str:
    """How many different people are behind exposures of which one person may have several; empty where there are none.

    The larger event is taken to contain the smaller: the fewest people that it can be.
    """
    unique = headline_numbers(assessment).unique_persons
    different = [f"{with_interval(unique[t], people)} in {YEARS[t]}" for t in years]
    if assessment.harm <= 0.0:
        return ""
    return (
        f"A person counts there once for each event. Different people, reached by anyone and at any level, are "
        f"{' and '.join(different)}, if larger events contain the smaller ones."
    )


def _reached(who: str, exposed: Exposed, mostly: str) -> str:
    level = next((n for n in (LEVEL, 2, 1) if middle(exposed.persons_per_year[n]) > 0), None)
    if level is None:
        return f"none of the events looked at lets {who.rstrip(',')} get at anyone's data."
    q = exposed.persons_per_year[level]
    kind = "our estimate at the best values is" if q.median is None else "our middle estimate is"
    reached = f"get at the data of {persons(middle(q))} a year at level {level} or higher"
    return f"{kind} that {who} {reached} ({_range(q)}){mostly}."


def _range(q: Quantity) -> str:
    return interval(q, people) + _average(q)


def _average(q: Quantity) -> str:
    if q.mean is None or q.median is None:
        return ""
    far = ", is pulled up by the high ends of the ranges" if q.mean >= FAR * q.median else ""
    return f"; the average, {number(q.mean)}{far}" if far else f"; the average is {number(q.mean)}"


def _mostly(assessment: Assessment, *, states: bool) -> str:
    pairs = zip(assessment.events.events, assessment.harms.tolist(), strict=True)
    by_way: dict[str, dict[str, float]] = {}
    for event, harm in pairs:
        if bool(event.interest) == states and harm > 0:
            by_actor = by_way.setdefault(way_words(event.threat), {})
            by_actor[event.actor] = by_actor.get(event.actor, 0.0) + harm
    if not by_way:
        return ""
    way, actors = max(by_way.items(), key=lambda pair: (math.fsum(pair[1].values()), pair[0]))
    actor, most = max(actors.items(), key=lambda pair: (pair[1], pair[0]))
    named = states and most > math.fsum(actors.values()) / 2
    return f", mostly through {way}" + (f" by {the_state(actor.removeprefix('state:'))}" if named else "")


def bulk_sentence(assessment: Assessment) -> str:
    """How likely any state is to acquire data in bulk, without a word on how sure that is."""
    said = likelihood(
        "At least one bulk acquisition by a state within five years", headline_numbers(assessment).bulk[5]
    )
    off = by_horizon(assessment.bulk_likely.error)[5]
    return f"{said} {SAMPLED.format(off=figures(100.0 * off))}" if off >= VISIBLE else said


def law_sentences(assessment: Assessment) -> tuple[str, ...]:
    """The legal question that the result hangs on most, if it hangs on one."""
    found = conditional(assessment, LEVEL)
    return () if found is None else (pair_sentence(assessment, found),)


def pair_sentence(assessment: Assessment, found: Conditional) -> str:
    """The result in either case of the legal question it hangs on most, and what we put on it."""
    asked = question(assessment.data_map, found.address)
    return (
        f"{asked} If so, orders by {the_state(found.state)} expose {_exposed(found.if_so)} a year at level "
        f"{LEVEL} or higher; if not, "
        f"{_exposed(found.if_not)}. We put {with_interval(found.probability, chance)} on the first."
    )


def _exposed(q: Quantity) -> str:
    """How many persons, with the interval unless it is sure that it is nobody."""
    return persons(middle(q)) + (f" ({interval(q, people)})" if q.point > 0.0 else "")


def confidence_sentence(assessment: Assessment) -> str:
    """How far the estimate can be trusted and on what evidence it rests, in a sentence without a likelihood.

    What the word rests on comes first: the harm, or its spread where more of that has weak evidence.
    """
    found, spread = rests_on_weak(assessment), weak_spread(assessment)
    share = found.point
    sure = f" ({within(found, percent)})" if 0.0 < share < 1.0 else ""
    of_harm, of_spread = f"of it{sure}", "of its spread"
    if spread is None:
        because = f"{_only(share)} {of_harm} {WEAK}, and no interval has been computed"
    elif _band(spread) > _band(share):
        because = f"{_only(spread)} {of_spread} {WEAK}, though {_only(share)} {of_harm} does"
    else:
        but = "and" if _band(spread) == _band(share) else "though"
        because = f"{_only(share)} {of_harm} {WEAK}, {but} {_part(spread)} {of_spread} does"
    return f"Confidence in this estimate is {confidence(assessment)} because {because}."


def _band(part: float) -> int:
    """0 where little rests on weak evidence, 1 where some does, 2 where most does."""
    return (part > MODERATE) + (part > LOW)


def _only(part: float) -> str:
    return f"only {_part(part)}" if 0.0 < part <= MODERATE else _part(part)


def _part(share: float) -> str:
    return "all" if share >= 1 else "none" if share <= 0 else percent(share)


def _facts(assessment: Assessment) -> Iterator[tuple[str, Cell]]:
    data_map, headline = assessment.data_map, headline_numbers(assessment)
    counted = people_counted(assessment)
    ends = "" if counted.low == counted.high else f" ({interval(counted)})"
    whose = f"{state_name(data_map.viewpoint)}: {persons(counted.point).removeprefix('about ')}{ends}"
    yield "Map", Cell(data_map.title)
    yield "Facts and laws as of", Cell(str(data_map.as_of))
    yield "Whose people", Cell(whose, counted.point)
    yield (
        "Score of all events",
        Cell(score_sentence(headline.score, assessment.settings.severity_ratio), middle(headline.score)),
    )
    yield "Harm index", Cell(f"{with_interval(headline.harm)} severe equivalents a year", middle(headline.harm))
    per_users = f"{with_interval(headline.harm_per_100k_users)} severe equivalents a year"
    yield "Per 100,000 users", Cell(per_users, middle(headline.harm_per_100k_users))
