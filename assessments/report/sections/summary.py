"""Summary: the findings to be known first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.conclusions.forecast import (
    LEVEL,
    all_or_none,
    is_fewer,
    is_pulled_up,
    is_small,
    is_weaker,
    largest,
    level_told,
    weight,
)
from assessments.conclusions.sure import sure_mean
from assessments.report.blocks import Block, Cell, NamedCells, Notice, Section, Span, Text, sentence
from assessments.report.glossary import HARMED
from assessments.report.questions import question
from assessments.report.sentences import (
    Say,
    as_read,
    as_sure,
    chance,
    ended_words,
    enumerated,
    interval,
    middle,
    number,
    people,
    percent,
    persons,
    rests_sentence,
    state_name,
    the_actor,
    the_state,
    with_interval,
)
from assessments.results.about import harm_left_out
from assessments.results.actors import people_counted, persons_at_best, totals, totals_by_side
from assessments.results.evidence import (
    confidence,
    harm_by_origin,
    otherwise_pooled,
    rests_on_weak,
    weak_spread,
)
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity
from assessments.results.sensitivity import Conditional, conditional
from assessments.run import Run, Simulation
from risk.catalogue import Side

SIMULATED = "results are simulated, not exact"
WEAK = "evidence graded C/3 or worse, or not graded, carries"
NAMED = 3  # actors at most whose names a sentence on what is left out has
OTHERS = "criminals, insiders and buyers"
HARM_OF: Mapping[Side, str] = {
    "foreign_states": "Harm by foreign states",
    "own_state": "Harm by their own state",
    "others": "Harm by criminals, insiders, buyers",
}


def section(run: Run) -> Section:
    """The rest of the summary: actors other than states, how sure all is, and what it is about."""
    return Section("summary", "Summary", tuple(_blocks(run)))


def _blocks(run: Run) -> Iterator[Block]:
    if headline_numbers(run).harm.point:
        yield Notice(origins_sentence(run), "assumed")
    if pool := otherwise_pooled(run):
        yield Notice(pools_sentence(run, pool))
    yield others_sentence(run)
    if headline_numbers(run).harm.point:
        yield confidence_sentence(run)
    yield from law_sentences(run)
    yield NamedCells(tuple(_facts(run)))


def limits(run: Run) -> tuple[Notice, ...]:
    """The limits of a result whatever it says: that it is simulated, has few draws, or leaves events out."""
    simulation = headline_numbers(run).simulation
    texts = [simulated(simulation) if simulation else "", fewer_draws(run)]
    texts.append(left_out(run) if run.events.left_out else "")
    return tuple(Notice(text) for text in texts if text)


def first_line(run: Run, lacking: Sequence[str] = ()) -> str:
    """The first line: what a report lacks, that it is simulated or has few draws, what the forecast rests on."""
    texts = [ended_words(lacking)]
    texts += [simulated(simulation)] if (simulation := headline_numbers(run).simulation) else []
    texts += [fewer_draws(run), origins_sentence(run) if headline_numbers(run).harm.point else ""]
    return " ".join(filter(None, texts))


def pools_sentence(run: Run, agreed: Quantity) -> str:
    """The sentence on the distance between the two ways of pooling statements of several people."""
    return (
        "Several people say different things of the same numbers, and the harm hangs on how they are pooled. If each "
        f"is as likely to be right, it is {with_interval(headline_numbers(run).harm)} {HARMED} a year. If all have to "
        f"agree, it is {with_interval(agreed)}."
    )


def origins_sentence(run: Run) -> str:
    """The sentence on what the forecast rests on, at the best values."""
    return rests_sentence(harm_by_origin(run))


def simulated(simulation: Simulation) -> str:
    """The possible error of the result where it is simulated, and between which values it certainly lies."""
    low, high = number(simulation.low), number(simulation.high)
    where = f"is about {low}" if low == high else f"lies from {low} to {high}"
    return (
        f"This map is too wide for an exact result, so the harm is simulated: with 95% confidence it {where} "
        f"{HARMED} a year, and certainly from {number(simulation.lower)} to {number(simulation.upper)}."
    )


def fewer_draws(run: Run) -> str:
    """From how many draws the intervals come where they are fewer than were asked for, and why; else empty."""
    numbers, wanted = headline_numbers(run), run.settings.draws
    made = numbers.draws_made
    why = "more would not fit into memory" if numbers.exact else "each takes long on a simulated map"
    few = f"Intervals come from {made:,} simulations, not from the {wanted:,} asked for: {why}."
    return few if is_fewer(made, wanted) else ""


def left_out(run: Run) -> str:
    """The number of events the map leaves out, the actors of which all are, and the harm that would be added."""
    keys = run.events.left_out
    actors = {event.actor for event in run.events.events}
    whole = dict.fromkeys(actor for actor in (key.partition("/")[0] for key in keys) if actor not in actors)
    names = enumerated([the_actor(actor) for actor in whole]) if len(whole) <= NAMED else f"{len(whole)} actors"
    named = f", all of {names} among them" if whole else ""
    count = "one event" if len(keys) == 1 else f"{len(keys)} events"
    added = f"{number(harm_left_out(run))} {HARMED} a year"
    return f"Left out: {count}{named}; {added}."


def others_sentence(run: Run) -> Text:
    """The number of people whose data criminals, insiders and buyers would take, and mostly how."""
    exposed = totals(run).others
    level = level_told(exposed)
    if exposed is None or level is None:
        return sentence(f"Apart from states, no event looked at would let {OTHERS} take anyone's data.")
    q = exposed.persons_per_year[level]
    return sentence(
        f"Apart from states, if such rates held, {OTHERS} would take data of ",
        Span(as_read(q, persons), "others"),
        " (",
        _interval(q, people),
        f"{_average(q)}) a year at level {level} or higher{_mostly(run, level)}.",
    )


def _with_interval(q: Quantity, say: Say, about: str) -> tuple[Span | str, ...]:
    """A middle value that is about something, with its interval in brackets."""
    return Span(as_read(q, say), about), " (", _interval(q, say), ")"


def _interval(q: Quantity, say: Say) -> Span:
    return Span(interval(q, say), missing=q.low is None)


def _average(q: Quantity) -> str:
    mean = sure_mean(q)
    if mean is None or q.median is None:
        return ""
    if is_pulled_up(q):
        return f"; the average, {number(mean)}, is pulled up by the high ends of the ranges"
    return f"; the average is {number(mean)}"


def _mostly(run: Run, level: int) -> str:
    """The way by which others than states expose most people at a level or higher; empty where they expose nobody."""
    by_way: dict[str, float] = {}
    for event, people_a_year in persons_at_best(run, level):
        if not event.is_of_a_state:
            way = event.threat.way
            by_way[way] = by_way.get(way, 0.0) + people_a_year
    return f", mostly through {most}" if (most := largest(by_way)) else ""


def law_sentences(run: Run) -> tuple[Text, ...]:
    """The legal question that the result hangs on most, if it hangs on one that exposes anybody either way."""
    pair = conditional(run, LEVEL)
    if pair is None or not any(q.high or q.point for q in (pair.if_so, pair.if_not)):
        return ()
    return (pair_sentence(run, pair),)


def pair_sentence(run: Run, pair: Conditional) -> Text:
    """The result in either case of the legal question it hangs on most, and what we put on it."""
    wording = question(run.data_map, pair.address)
    return sentence(
        f"{wording} If so, orders by {the_state(pair.state)} would expose ",
        *_exposed(pair.if_so, f"state:{pair.state}"),
        f" a year at level {LEVEL} or higher; if not, ",
        *_exposed(pair.if_not, f"state:{pair.state}"),
        ". We put ",
        *_with_interval(pair.probability, chance, pair.address),
        " on the first.",
    )


def _exposed(q: Quantity, actor: str) -> Iterator[Span | str]:
    """The number of persons, with the interval unless it is sure that it is nobody."""
    yield Span(as_read(q, persons), actor if q.high or q.point else "")
    if q.high or q.point:
        yield from (" (", _interval(q, people), ")")


def confidence_sentence(run: Run) -> Text:
    """The confidence in the estimate, and how much of it weak evidence carries, without a word of likelihood.

    What the word rests on comes first: the harm, or its spread where more of that has weak evidence.
    """
    weak, spread = rests_on_weak(run), weak_spread(run)
    share = as_sure(weak, percent)
    sure = "" if all_or_none(share) is not None else f" ({interval(weak, percent)})"
    of_harm, of_spread = f" of the forecast{sure}", " of its uncertainty"
    if spread is None:
        carried: tuple[Span | str, ...] = (_linked_span(_only(share)), of_harm, "; no interval has been computed")
    elif is_weaker(spread, share):
        carried = (_linked_span(_share_words(spread)), of_spread, ", though ", _linked_span(_only(share)), of_harm)
    else:
        but = " and " if weight(spread) == weight(share) else ", though "
        carried = (_linked_span(_only(share)), of_harm, but, _linked_span(_share_words(spread)), of_spread)
    return sentence(f"Confidence in this forecast is {confidence(run)}: {WEAK} ", *carried, ".")


def _linked_span(part: str) -> Span:
    return Span(part, "all")


def _only(part: float) -> str:
    return f"only {_share_words(part)}" if is_small(part) else _share_words(part)


def _share_words(share: float) -> str:
    whole = all_or_none(share)
    return percent(share) if whole is None else "all" if whole else "none"


def _facts(run: Run) -> Iterator[tuple[str, Cell]]:
    data_map, counted = run.data_map, people_counted(run)
    ends = "" if counted.low == counted.high else f" ({interval(counted)})"
    whose = f"{state_name(data_map.viewpoint)}: {as_read(counted, persons).removeprefix('about ')}{ends}"
    yield "Map", Cell(data_map.title)
    yield "Facts and laws as of", Cell(str(data_map.as_of))
    yield "Whose people", Cell(whose, middle(counted))
    for side, total in totals_by_side(run).items():
        yield HARM_OF[side], Cell(f"{with_interval(total.harm)} {HARMED} a year", middle(total.harm))
