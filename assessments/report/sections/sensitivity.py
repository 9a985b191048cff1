"""Numbers and choices that move the result, and how sure the order of actors is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from assessments.report.blocks import Block, Cell, Column, Heading, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, tightly
from assessments.report.questions import question
from assessments.report.reasons import event_words
from assessments.report.sections import record_readings, tornado
from assessments.report.sentences import actor_name, figures, percent, the_actor
from assessments.results.actors import all_actors
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.results.result import Actor
    from assessments.run import Run, Simulation
    from risk.uncertainty.propagation import Spread, Uncertain
    from risk.uncertainty.ranking import OrderChance, RankInterval

TITLE = "Sensitivity"
NONE = "Nothing was simulated, so nothing can be said here."
MOST = 10
SHARES = (Column("Question"), Column("By itself", numeric=True), Column("With all it acts with", numeric=True))
CHOICES = (Column("If"), Column("Severe equivalents a year", numeric=True), INTERVAL)
ORDER = (
    Column("Actor"),
    Column("Place", numeric=True),
    Column("Between places", numeric=True),
    Column("Simulations in which it is above the next", numeric=True),
    Column("So this order is"),
)
ALL_ACTORS = (
    "The score and the harm index in this section are those of all actors together. Foreign states, their own state "
    "and others stand apart in the summary."
)
SPREAD_NOTE = (
    "Uncertainty here is the variance of the score over all simulations. By itself: the part that would go away if the "
    "number became known. With all it acts with: the part that would stay if all others became known. The second comes "
    "from {draws:,} simulations and is off by up to about {off}."
)
CHOICES_NOTE = (
    "Correlated errors: whoever is behind several numbers is off in the same direction in all of them, over {draws:,} "
    "simulations, scaled by how far these are off for the result as it stands. The severity ratio is a value "
    "judgement; with another one a severe equivalent means something else."
)
ORDER_NOTE = "Stable: the order holds in at least 90% of simulations. Leaning: in at least 75%."
MOVING = "What moves it most"


def section(run: Run) -> Section:
    """One number at a time, shares of the spread, other choices of ours, and the order of actors."""
    draws = run.uncertain
    blocks = (Notice(NONE),) if draws is None else tuple(_blocks(run, draws))
    return Section("sensitivity", TITLE, blocks)


def _blocks(run: Run, draws: Uncertain) -> Iterator[Block]:
    yield from in_short(run)
    if run.simulation is not None:
        yield Notice(simulated(run, run.simulation))
    yield Text(ALL_ACTORS)
    yield Heading("One number at a time")
    yield from tornado.section(run).blocks
    yield Heading("Shares of the uncertainty")
    yield from _shares(run, draws)
    yield Heading("Other choices")
    yield from _choices(run, draws)
    yield Heading(record_readings.HEADING)
    yield from record_readings.blocks(run)
    yield Heading("How sure the order of actors is")
    yield from _orders(run, draws)


def in_short(run: Run) -> Iterator[Text]:
    """Three sentences: what moves the score most, what spreads it most, and how sure the first places are."""
    draws, bars = run.uncertain, run.bars
    if draws is None or not bars:
        return
    low, high = (tightly(scores, figures) for scores in tornado.at_ends(run, bars[0].address))
    wording = question(run.data_map, bars[0].address)
    moved = f"From {low} at the low end of its range to {high} at the high end."
    yield Text(f"The score moves most with one number: {wording} {moved}")
    address, share = max(run.variance_shares.items(), key=lambda pair: (pair[1], pair[0]))
    wording = question(run.data_map, address)
    yield Text(f"The uncertainty comes most from one number: {wording} It carries {percent(share)} of it by itself.")
    several = [rows for rows in _lists(run, draws) if len(rows) > 1]
    yield from (Text(_first_two(draws, rows)) for rows in several[:1])


def _first_two(draws: Uncertain, rows: list[Actor]) -> str:
    """In how many of the draws the first of a list is above the second."""
    from risk.uncertainty.ranking import compared

    first, second = rows[:2]
    order = compared(draws.harm(first.actor), draws.harm(second.actor))
    if order.tied == 1.0:
        both = f"{the_actor(first.actor)} and {the_actor(second.actor)}"
        return f"The harm index of {both} is the same in every simulation: there is no order between them."
    most = "all" if order.chance == 1.0 else f"{percent(order.chance)} of"
    names = f"of {the_actor(first.actor)} is above that of {the_actor(second.actor)}"
    return f"In {most} simulations the harm index {names}: {order.word}."


def simulated(run: Run, found: Simulation) -> str:
    """The possible error of these sentences on a simulated map."""
    half = (found.high - found.low) / 2.0 / run.harm if run.harm else 0.0
    return (
        "The map is simulated, so every result here carries the error of its trials too: the harm index is known to "
        f"within {percent(half)} by its trials, and a result of a single simulation, of which each has fewer, less "
        "well. Smaller differences say nothing."
    )


def _shares(run: Run, draws: Uncertain) -> Iterator[Block]:
    from risk.uncertainty.sensitivity import sobol_of_score

    alone = sorted(run.variance_shares.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    indices_by_address = sobol_of_score(draws, of=[address for address, _ in alone])
    rows = tuple(
        row(
            Cell(question(run.data_map, address), assumed=run.events.numbers[address].assumed),
            Cell(percent(share), share),
            _share(max(share, indices_by_address[address].total)),
        )
        for address, share in alone
    )
    yield Table("The numbers that spread the score most", SHARES, rows, "No number spreads it.")
    off = max((2.0 * indices.total_error for indices in indices_by_address.values()), default=0.0)
    yield Text(SPREAD_NOTE.format(draws=WHAT_IF_DRAWS, off=percent(off)))


def _share(value: float) -> Cell:
    return Cell(percent(min(1.0, value)), value)


def _choices(run: Run, draws: Uncertain) -> Iterator[Block]:
    rows = tuple(row(words, *pair(_quantity(spread))) for words, spread in _alternatives(run, draws))
    yield Table("The harm index if we had chosen otherwise", CHOICES, rows)
    yield Text(CHOICES_NOTE.format(draws=min(WHAT_IF_DRAWS, draws.draws)))


def _alternatives(run: Run, draws: Uncertain) -> Iterator[tuple[str, Spread]]:
    """The result as it stands, and under each other choice."""
    from risk.uncertainty.distributions import HIT_RATE, widening
    from risk.uncertainty.draws import log_pools, stretched
    from risk.uncertainty.propagation import Uncertain, scaled, spread
    from risk.uncertainty.sensitivity import by_correlation, by_ratio, known_otherwise, without_event

    events = run.events.events
    now = spread(draws.harm(""))
    yield "nothing is changed", now
    for ratio, found in by_ratio(draws).items():
        yield "weights are linear" if ratio is None else f"the severity ratio is {ratio:g}", found
    if events:
        leading = events[int(np.argmax(run.harms))]
        words = event_words(run.data_map, leading)
        yield f"the leading event is left out: {words}", without_event(draws, leading.key)
    if pools := log_pools(run.events):
        yield "what several people say has to agree in all of it (log pool)", spread(known_otherwise(draws, pools))
    if ranges := stretched(run.events):
        words = f"stated ranges are stretched by {widening(HIT_RATE):.1f}, as people's turn out too narrow"
        yield words, spread(known_otherwise(draws, ranges))
    few = Uncertain(run.model, min(WHAT_IF_DRAWS, draws.draws), draws.seed, draws.ratio)
    independent, *correlated = by_correlation(few).items()
    scale = now.median / independent[1].median if independent[1].median else 1.0
    yield from ((f"errors are correlated by {rho:g}", scaled(found, scale)) for rho, found in correlated)


def _quantity(found: Spread) -> Quantity:
    from assessments.results.quantity import from_spread

    return from_spread(found.median, found)


def _lists(run: Run, draws: Uncertain) -> tuple[list[Actor], list[Actor]]:
    """Foreign states, and others than states, each by the middle of their harm; the own state is in no order."""
    medians = {r.actor: float(np.median(draws.harm(r.actor))) for r in all_actors(run)}
    ranked = sorted(all_actors(run), key=lambda r: (-medians[r.actor], r.actor))
    return [r for r in ranked if r.foreign], [r for r in ranked if r.foreign is None]


def _orders(run: Run, draws: Uncertain) -> Iterator[Block]:
    captions = ("Foreign states, by severe equivalents", "Criminals, insiders, buyers")
    for caption, rows in zip(captions, _lists(run, draws), strict=True):
        yield Table(caption, ORDER, tuple(_order(draws, rows)), "None has a way to the data.")
    yield Text(ORDER_NOTE)


def _places(found: RankInterval) -> str:
    return f"{found.low:g}–{found.high:g}" if found.low < found.high else f"{found.low:g}"


def _sure(found: OrderChance) -> tuple[Cell, str]:
    """The share of draws in which one is above the next, and what that says of their order."""
    if found.tied == 1.0:
        return Cell("0%", 0.0), "none: both have the same in every simulation"
    return Cell(percent(found.chance), found.chance), found.word


def _order(draws: Uncertain, rows: list[Actor]) -> Iterator[tuple[Cell, ...]]:
    from risk.uncertainty.ranking import compared, rank_intervals

    values = np.array([draws.harm(actor.actor) for actor in rows]).reshape(len(rows), draws.draws)
    places = rank_intervals(values) if rows else ()
    for i, (actor, place) in enumerate(zip(rows, places, strict=True)):
        last = i + 1 == len(rows)
        next_to = None if last else compared(values[i], values[i + 1])
        sure = (Cell(""), "") if next_to is None else _sure(next_to)
        yield row(actor_name(actor.actor), Cell(str(i + 1), i + 1), _places(place), *sure)


def moving(run: Run) -> Section:
    """The sensitivities for a page with little room."""
    texts = tuple(in_short(run))
    return Section("moving", MOVING, texts or (Notice(NONE),))
