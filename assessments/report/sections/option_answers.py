"""What is asked of the options beyond how they compare: later starts, best sets, what closes ways, what is worth it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, with_ends
from assessments.report.sections import worth
from assessments.report.sections.options import BURDEN, CHOICE, change, years
from assessments.report.sentences import figures, interval, listed, middle, percent, the_actor
from assessments.results.options.table import months_later

if TYPE_CHECKING:
    from assessments.results.options.delays import Delay
    from assessments.results.options.questions import Answers, Chosen, Enough
    from assessments.results.options.switching_values import Track
    from assessments.results.options.table import Options

LATER = (Column("What changes by it"), Column("Number", numeric=True), INTERVAL)
SETS = (
    Column("Which leaves least"),
    Column("Set of options"),
    Column("Left a year", numeric=True),
    BURDEN[1],
    Column("Costs", numeric=True),
)
UNITS = {"harm": "Severe equivalents", "strategic": "Strategic exposures"}
LEVEL = 3


def told(options: Options, found: Answers) -> tuple[Block, ...]:
    """The answers, in the order of the questions."""
    return tuple(_told(options, found))


def second_looks(options: Options) -> Section:
    """What about the options deserves a second look."""
    from assessments.report.checks.options import option_checks
    from assessments.report.sections.second_looks import looks

    return Section("option-checks", "Second looks at the options", (looks(option_checks(options)),))


def _told(options: Options, found: Answers) -> Iterator[Block]:
    if found.delays:
        yield from (_later(options, delay) for delay in found.delays)
        yield Text(f"A later start leaves more of one and takes less of the other. {CHOICE}")
    if found.best:
        yield Table(
            f"Best sets {_within(found)}", SETS, tuple(_best(options, track, one) for track, one in found.best.items())
        )
        yield Text(_how(tuple(found.best.values())))
    yield from (Text(_closing(options, found, actor)) for actor in found.close)
    if found.asked.target is not None:
        yield Text(_least(options, found, found.asked.target))
    if found.rate is not None:
        yield from worth.at_a_rate(options.run, found.worth)


def _later(options: Options, delay: Delay) -> Table:
    rows = (
        row(f"More exposures of people at level {LEVEL} or higher", *pair(delay.persons[LEVEL], change)),
        row("More severe equivalents", *pair(delay.harm, change)),
        row("More strategic exposures", *pair(delay.strategic, change)),
        row("Lifeline person-years saved", *pair(delay.burden_saved, change)),
    )
    later = months_later(delay.months)
    return Table(f"“{options.row(delay.option).title}” if it starts {later}, over {years(options)}", LATER, rows)


def _within(found: Answers) -> str:
    limits = found.asked.limits
    said = (
        (limits.burden, "{} lifeline person-years"),
        (limits.costs, "costs of {}"),
        (limits.measures, "{} options"),
    )
    parts = [words.format(figures(most)) for most, words in said if most is not None]
    return f"for {listed(parts)} at most"


def _best(options: Options, track: Track, found: Chosen) -> tuple[Cell, ...]:
    return row(
        UNITS[track],
        _named(options, found.options),
        *(with_ends(q, change) for q in (found.left, found.burden, found.costs)),
    )


def _named(options: Options, chosen: Sequence[str]) -> str:
    titles = [f"“{options.data_map.options[option].title or option}”" for option in chosen]
    return listed(titles) if titles else "no option at all"


def _how(found: Sequence[Chosen]) -> str:
    exact = all(one.exact for one in found)
    how = "every set was looked at" if exact else "a solver found them and may miss better ones"
    return (
        f"Chosen by the best values, averaged over the horizon, with 90% intervals in brackets; {how}. No set holds "
        "options that contradict each other."
    )


def _closing(options: Options, found: Answers, actor: str) -> str:
    under, sets = found.asked.under, found.close[actor]
    aim = f"leave {the_actor(actor)} {figures(under)} severe equivalents a year or less" if under else ""
    aim = aim or f"close every way to {the_actor(actor)}"
    if any(not one.options for one in sets):
        return f"Nothing has to be done to {aim} at the best values{_in_draws(sets[0])}."
    if not sets:
        return f"No set of the options looked at would {aim} at the best values, once all in it act."
    named = "; or ".join(f"{_named(options, one.options)}{_in_draws(one)}" for one in sets)
    return f"The smallest sets that {aim} at the best values, once all in them act: {named}."


def _in_draws(found: Enough) -> str:
    return "" if found.chance is None else f" (in {percent(found.chance)} of draws)"


def _least(options: Options, found: Answers, target: float) -> str:
    surely = "at the best values" if options.columns is None else "in 90% of draws"
    if found.least is None:
        return f"No option listed leaves {figures(target)} severe equivalents a year or less {surely}."
    lost = found.least.burden
    return (
        f"The least burdensome that leaves {figures(target)} severe equivalents a year or less {surely}: "
        f"“{found.least.title}”, for {change(middle(lost))} lifeline person-years ({interval(lost, change)})."
    )
