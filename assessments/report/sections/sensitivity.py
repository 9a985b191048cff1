"""Numbers and choices that move the result, and how sure the order of actors is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessments.conclusions.forecast import at_most_all, harmful_states
from assessments.report.blocks import Block, Cell, Column, Heading, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, tightly
from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.questions import question
from assessments.report.reasons import event_words
from assessments.report.sections import tornado
from assessments.report.sentences import actor_name, as_read, figures, in_brackets, number, percent, the_actor
from assessments.results.record_readings import RecordReading, StateOfReading, record_readings
from assessments.results.result import Actor
from assessments.results.sensitivity import (
    ChoiceKind,
    OtherChoice,
    OtherChoices,
    PlaceInOrder,
    SpreadShare,
    TrialErrors,
    above,
    most_spreading,
    moved_scores,
    ordered_actors,
    other_choices,
    places_in_order,
    spread_shares,
    trial_errors,
)
from assessments.run import Run

TITLE = "Sensitivity"
NONE = "Nothing was simulated, so nothing can be said here."
SHARES = (Column("Question"), Column("By itself", numeric=True), Column("With all it acts with", numeric=True))
CHOICES = (Column("If"), Column(f"{HARMED_FIRST} a year", numeric=True), INTERVAL)
ORDER = (
    Column("Actor"),
    Column("Place", numeric=True),
    Column("Between places", numeric=True),
    Column("Simulations in which it is above the next", numeric=True),
    Column("So this order is"),
)
ALL_ACTORS = (
    "The score and the harm in this section are those of all actors together. Foreign states, their own state "
    "and others stand apart in the summary."
)
SPREAD_NOTE = (
    "Uncertainty here is the variance of the score over all simulations. By itself: the part that would go away if the "
    "number became known. With all it acts with: the part that would stay if all others became known. The second comes "
    "from {draws:,} simulations and is off by up to about {off}."
)
CHOICES_NOTE = (
    "Correlated errors: whoever is behind several numbers is off in the same direction in all of them. The errors are "
    "over {draws:,} simulations, scaled by how far these are off for the result as it stands. The severity ratio is a "
    f"value judgement; with another one the number of {HARMED} means something else."
)
ORDER_NOTE = "Stable: the order holds in at least 90% of simulations. Leaning: in at least 75%."
MOVING = "What moves it most"
CHOICE_WORDS: Mapping[ChoiceKind, str] = {
    "none": "nothing is changed",
    "ratio": "the severity ratio is {value:g}",
    "linear": "weights are linear",
    "log-pool": "what several people say has to agree in all of it (log pool)",
    "stretched": "stated ranges are stretched by {value:.1f}, as people's turn out too narrow",
    "correlation": "errors are correlated by {value:g}",
}
READINGS = {
    "as recorded": "every row counts",
    "leak years": "rows of the US and GB count over 2007 to 2013 alone, of which one leak told",
    "equal states": "every state counts as the mean of all",
}
COLUMNS = (Column("If"), Column(f"{HARMED_FIRST} a year", numeric=True), INTERVAL, Column("Foreign states in order"))
MOST = 5
NOTE = (
    "The record is what became known, never what a state is. Whose data a state could order rests on no rate, "
    "so no reading of the record changes it."
)


def section(run: Run) -> Section:
    """One number at a time, shares of the spread, other choices of ours, and the order of actors."""
    return Section("sensitivity", TITLE, tuple(_blocks(run)) if _is_drawn(run) else (Notice(NONE),))


def _is_drawn(run: Run) -> bool:
    return spread_shares(run) is not None and other_choices(run) is not None


def _blocks(run: Run) -> Iterator[Block]:
    yield from in_short(run)
    if errors := trial_errors(run):
        yield Notice(simulated(errors))
    yield Text(ALL_ACTORS)
    yield Heading("One number at a time")
    yield from tornado.section(run).blocks
    yield from together(run)
    yield from record_blocks(run)
    yield from orders(run)


def together(run: Run) -> Iterator[Block]:
    """Shares of the uncertainty with all that numbers act with, and other choices of ours; a notice without draws."""
    shares, choices = spread_shares(run), other_choices(run)
    if shares is None or choices is None:
        yield Notice(NONE)
        return
    yield Heading("Shares of the uncertainty")
    rows = tuple(_share(run, number) for number in shares.numbers)
    yield Table("The numbers that move the score most", SHARES, rows, "No number moves it.")
    yield Text(SPREAD_NOTE.format(draws=shares.draws, off=percent(shares.error)))
    yield Heading("Other choices")
    yield from _choices(run, choices)


def in_short(run: Run) -> Iterator[Text]:
    """Three sentences: what moves the score most, what spreads it most, and how sure the first places are."""
    moves, spreads = moved_scores(run, 1), most_spreading(run)
    if not moves or spreads is None:
        return
    low, high = (tightly(score, figures) for score in (moves[0].at_low, moves[0].at_high))
    wording = question(run.data_map, moves[0].address)
    moved = f"From {low} at the low end of its range to {high} at the high end."
    yield Text(f"The score moves most with one number: {wording} {moved}")
    address, share = spreads
    wording = question(run.data_map, address)
    yield Text(f"The uncertainty comes most from one number: {wording} It carries {percent(share)} of it by itself.")
    several = [actors for actors in ordered_actors(run) if len(actors) > 1]
    yield from (Text(_first_two(run, *actors[:2])) for actors in several[:1])


def _first_two(run: Run, first: Actor, second: Actor) -> str:
    """The sentence on the share of draws in which the first of a list is above the second."""
    order = above(run, first, second)
    if order is None or order.tied == 1.0:
        both = f"{the_actor(first.actor)} and {the_actor(second.actor)}"
        return f"The harm of {both} is the same in every simulation: there is no order between them."
    most = "all" if order.chance == 1.0 else f"{percent(order.chance)} of"
    names = f"of {the_actor(first.actor)} is above that of {the_actor(second.actor)}"
    return f"In {most} simulations the harm {names}: {order.word}."


def simulated(errors: TrialErrors) -> str:
    """The possible error of these sentences on a simulated map."""
    return (
        "The map is simulated, so every result here carries the error of its trials too. They tell the harm to within "
        f"{percent(errors.harm)}. A single simulation has fewer trials and tells less. Smaller differences say nothing."
    )


def _share(run: Run, number: SpreadShare) -> tuple[Cell, ...]:
    return row(
        Cell(question(run.data_map, number.address), assumed=number.assumed),
        Cell(percent(number.alone), number.alone),
        Cell(percent(at_most_all(number.total)), number.total),
    )


def _choices(run: Run, others: OtherChoices) -> Iterator[Block]:
    rows = tuple(row(_choice_words(run, choice), *pair(choice.harm)) for choice in others.choices)
    yield Table("The harm if we had chosen otherwise", CHOICES, rows)
    yield Text(CHOICES_NOTE.format(draws=others.draws))


def _choice_words(run: Run, choice: OtherChoice) -> str:
    if choice.event is not None:
        return f"the leading event is left out: {event_words(run.data_map, choice.event)}"
    return CHOICE_WORDS[choice.kind].format(value=choice.value)


def orders(run: Run) -> Iterator[Block]:
    """The actors in their order, each with how surely it is above the next; nothing without draws."""
    if not _is_drawn(run):
        return
    yield Heading("How sure the order of actors is")
    captions = (f"Foreign states, by {HARMED}", "Criminals, insiders, buyers")
    for caption, actors in zip(captions, ordered_actors(run), strict=True):
        rows = tuple(_place(number, place) for number, place in enumerate(places_in_order(run, actors), 1))
        yield Table(caption, ORDER, rows, "None has a way to the data.")
    yield Text(ORDER_NOTE)


def _place(number: int, placed: PlaceInOrder) -> tuple[Cell, ...]:
    """An actor's place, between which places it lies, and how surely it is above the next."""
    low, high = placed.places.low, placed.places.high
    between = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    return row(actor_name(placed.actor.actor), Cell(str(number), number), between, *_sure(placed))


def _sure(placed: PlaceInOrder) -> tuple[Cell, str]:
    """The share of draws in which one is above the next, and what that says of their order."""
    order = placed.above_next
    if order is None:
        return Cell(""), ""
    if order.tied == 1.0:
        return Cell("0%", 0.0), "none: both have the same in every simulation"
    return Cell(percent(order.chance), order.chance), order.word


def moving(run: Run) -> Section:
    """The sensitivities for a page with little room."""
    texts = tuple(in_short(run))
    return Section("moving", MOVING, texts or (Notice(NONE),))


def record_blocks(run: Run) -> Iterator[Block]:
    """A table of the readings, whether they change the order of foreign states, and what they leave alone."""
    yield Heading("Other readings of the record")
    readings = record_readings(run)
    yield Table("The harm and the order of states if the record is read otherwise", COLUMNS, _rows(readings))
    yield Text(f"{_order(readings)} {NOTE}")


def _rows(readings: tuple[RecordReading, ...]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        row(READINGS[reading.reading], *pair(reading.harm), "; ".join(map(_state, harmful_states(reading)[:MOST])))
        for reading in readings
    )


def _state(state: StateOfReading) -> str:
    return f"{actor_name(state.actor)} {as_read(state.harm, number)}{in_brackets(state.harm, number)}"


def _order(readings: tuple[RecordReading, ...]) -> str:
    """Whether the first foreign state is the same on every reading."""
    first = {reading.reading: harmful_states(reading)[0].actor for reading in readings if harmful_states(reading)}
    if not first:
        return "No foreign state has a way to the data."
    if len(set(first.values())) == 1:
        return f"{actor_name(next(iter(first.values())))} comes first on every reading."
    leaders = "; ".join(f"{actor_name(actor)} ({reading})" for reading, actor in first.items())
    return f"Which foreign state comes first depends on the reading: {leaders}."
