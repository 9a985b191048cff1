"""Section on the worth of finding a number out."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.conclusions.options import of_use
from assessments.report.blocks import Block, Cell, Column, Heading, Section, Table, Text, row
from assessments.report.estimate_words import grade_words, said_by
from assessments.report.glossary import ONE_HARMED, WITHOUT_APP
from assessments.report.questions import question
from assessments.report.sections.tornado import NONE
from assessments.report.sentences import figures, percent
from assessments.results.ledger import LedgerRow, by_spread
from assessments.results.options.table import options_of
from assessments.results.value_of_information import Choosing, choosing
from assessments.run import Rate, Run
from risk.inputs import Input

MOST = 10
TITLE = "What finding out is worth"
COLUMNS = (
    Column("If this were known"),
    Column("so much of the uncertainty would go", numeric=True),
    Column("Grade now"),
    Column("Who says so now"),
)
TO_A_CHOICE = (
    Column("If this were known"),
    Column("the choice would be better by", numeric=True),
    Column("Grade now"),
    Column("Who says so now"),
)
NOTE = (
    "Uncertainty here is the variance of the score over all simulations; the share of a number is what would go if it "
    "alone became known. What is left over arises from numbers acting together."
)
NO_RATE = (
    "The worth of a number to a choice between the options depends on a rate. The rate says what avoiding "
    f"{ONE_HARMED} is worth to whoever decides, in {WITHOUT_APP}. We never say that. Once somebody states it "
    "(--exchange-rate K --by NAME, or on the page of the estimates), what each number is worth to the choice stands "
    "here."
)
NO_DRAWS = "What a rate means for a choice is worked out from simulations, and there are none."
NO_BURDEN = "No option has a burden, so no rate changes what is best."
OTHERS = (
    f"In {WITHOUT_APP}, on average over the simulations: how much better the best choice would be. All other "
    "numbers would not change the choice, or make it better by no more than the noise of {draws:,} simulations. The "
    "rate is a value judgement of {by}; officials exposed are not in it."
)


def section(run: Run) -> Section:
    """The numbers that spread the score most, and who says them now; at a stated rate, their worth to a choice."""
    choice = to_a_choice(run, run.settings.exchange_rate)
    return Section("worth", TITLE, (*by_shares(run), *choice))


def by_shares(run: Run) -> tuple[Block, ...]:
    """The amount finding each number out would take off the uncertainty of the score."""
    if not run.settings.draws:
        return (Text(NONE),)
    rows = tuple(_row(run, entry) for entry in by_spread(run)[:MOST])
    table = Table(f"{TITLE}: shares of the uncertainty of the score", COLUMNS, rows, "No number moves it.")
    return table, Text(NOTE)


def to_a_choice(run: Run, rate: Rate | None) -> Iterator[Block]:
    """The worth of single numbers to the choice between options at somebody's rate; without one, what it takes."""
    if options_of(run) is None:
        return
    if rate is not None:
        yield from at_a_rate(run, choosing(run, rate))
    elif run.settings.draws:
        yield Text(NO_RATE)


def at_a_rate(run: Run, choosing: Choosing | None) -> Iterator[Block]:
    """The outcome of a choice at a rate and the worth of finding out to it; why there is none."""
    if choosing is None:
        yield Text(NO_BURDEN if run.settings.draws else NO_DRAWS)
        return
    rate, best = choosing.rate, choosing.best
    yield Heading(f"To a choice at {figures(rate.value)} {WITHOUT_APP} for {ONE_HARMED}, as {rate.by} states it")
    yield Text(
        f"“{choosing.options.row(choosing.options.stated[best.best]).title}” is best on average, and in "
        f"{percent(best.chance)} of simulations. Knowing everything before choosing would be worth "
        f"{figures(best.worth)} {WITHOUT_APP}."
    )
    numbers = {number.address: number for number in choosing.options.turning}
    worth_knowing = [(numbers[address], value) for address, value in of_use(choosing.by_number).items()][:MOST]
    rows = tuple(_what_is_known(run, number, value) for number, value in worth_knowing)
    yield Table(f"{TITLE}: to the choice", TO_A_CHOICE, rows, "No single number would change the choice.")
    yield Text(OTHERS.format(draws=choosing.benefit.shape[1], by=rate.by))


def _what_is_known(run: Run, number: Input, value: float) -> tuple[Cell, ...]:
    mark = grade_words(run.data_map, number)
    wording = Cell(question(run.data_map, number.address), assumed=number.assumed)
    return row(wording, Cell(f"up to {figures(value)}", value), mark, said_by(run.data_map, number))


def _row(run: Run, entry: LedgerRow) -> tuple[Cell, ...]:
    share = entry.variance_share or 0.0
    mark = grade_words(run.data_map, entry.number)
    wording = Cell(question(run.data_map, entry.number.address), assumed=entry.assumed)
    return row(wording, Cell(percent(share), share), mark, said_by(run.data_map, entry.number))
