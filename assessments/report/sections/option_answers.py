"""Answers on options beyond how they compare, and the library of ready options with what each would act on here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessments.conclusions.options import idle
from assessments.conclusions.verdict import ranked
from assessments.report.blocks import Block, Cell, Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, with_ends
from assessments.report.glossary import HARMED, HARMED_FIRST, WITHOUT_APP, WITHOUT_APP_FIRST
from assessments.report.option_words import NOT_STATED, in_draws, removal, years
from assessments.report.reasons import group_name, place_name
from assessments.report.sections import worth
from assessments.report.sections.options import BURDEN, CHOICE, DATA_LEFT
from assessments.report.sentences import as_read, capital, change, enumerated, figures, interval, people, the_actor
from assessments.results.options.models import (
    AnswersOnOptions,
    BestSet,
    ClosingSets,
    DelayOf,
    LeastBurdensome,
    LimitsAsked,
)
from assessments.results.options.plans import months_later
from assessments.results.options.switching_values import FlipTrack
from assessments.results.options.table import Options
from assessments.results.value_of_information import choice_at_rate
from assessments.run import Run
from data_maps.changes import Option, OptionStep
from data_maps.model import DataMap
from data_maps.writing import span_text
from risk.options.ready import ReadyOption, shipped

WHY_LITTLE = (Column("Option"), Column("What stays once it acts in full"))
LATER = (Column("What changes by it"), Column("Number", numeric=True), INTERVAL)
SETS = (
    Column("Which leaves least"),
    Column("Set of options"),
    Column("Left a year", numeric=True),
    BURDEN[1],
    Column("Costs", numeric=True),
)
UNITS = {"harm": HARMED_FIRST, "strategic": "Officials exposed"}
LEVEL = 3
CAPTION = "Ready options, for any map to which they apply; their numbers are judged and wide"
COLUMNS = (Column("Option"), Column("What it is"), Column("Acts on"), Column("Starts"), Column("Can be taken back"))
EVERY = (
    Column("Option"),
    Column("In full effect", numeric=True),
    Column("Cut off from the app", numeric=True),
    Column("Does it cut?"),
    Column("Whose option"),
)
NOT_NOW = "not told while options are in force, or nothing is within reach."
WHOLE_APP = "the whole app"
OWN = "The map has an option of this name already."
AT_ONCE = "at once"
MOST = 3


def blocks(options: Options, answers: AnswersOnOptions) -> tuple[Block, ...]:
    """The answers, in the order of the questions."""
    return tuple(_sentences_of(options, answers))


def why_little(options: Options) -> Table:
    """The options that do little, each with what the state could still order, and by which ties."""
    rows = tuple(row(option.title, capital(removal(option.reach))) for option in idle(options))
    return Table("Why an option does little", WHY_LITTLE, rows, "each option listed takes something away.")


def second_looks(options: Options) -> Section:
    """The sentences on everything about the options that deserves a second look."""
    from assessments.report.checks.options import option_checks
    from assessments.report.sections.second_looks import looks

    return Section("option-checks", "Second looks at the options", (looks(option_checks(options), "Nothing does."),))


def _sentences_of(options: Options, answers: AnswersOnOptions) -> Iterator[Block]:
    if answers.delays:
        yield from (_later(options, delay) for delay in answers.delays)
        yield Text(f"A later start leaves more of one and takes less of the other. {CHOICE}")
    if answers.best and answers.limits:
        rows = tuple(_best(options, track, best) for track, best in answers.best.items())
        yield Table(f"Best sets {_limit_words(answers.limits)}", SETS, rows)
        yield Text(_how(tuple(answers.best.values())))
    yield from (Text(_closing(options, closing)) for closing in answers.close or ())
    if answers.least_burdensome:
        yield Text(_least(options, answers.least_burdensome))
    if answers.worth:
        yield from worth.at_a_rate(options.run, choice_at_rate(options))


def _later(options: Options, delay: DelayOf) -> Table:
    rows = (
        row(f"More exposures of people at level {LEVEL} or higher", *pair(delay.persons[LEVEL], change)),
        row(f"More {HARMED}", *pair(delay.harm, change)),
        row("More officials exposed", *pair(delay.strategic, change)),
        *((row(f"{WITHOUT_APP_FIRST} saved", *pair(delay.burden_saved, change)),) if delay.burden_saved else ()),
    )
    later = months_later(delay.months)
    return Table(f"“{options.row(delay.option).title}” if it starts {later}, over {years(options)}", LATER, rows)


def _limit_words(limits: LimitsAsked) -> str:
    limit_words = (
        (limits.burden, f"{{}} {WITHOUT_APP}"),
        (limits.costs, "costs of {}"),
        (limits.measures, "{} options"),
    )
    parts = [words.format(figures(most)) for most, words in limit_words if most is not None]
    return f"for {enumerated(parts)} at most"


def _best(options: Options, track: FlipTrack, best: BestSet) -> tuple[Cell, ...]:
    quantities = (best.left_interval, best.burden_interval, best.costs_interval)
    cells = (with_ends(q, change) if q else Cell(NOT_STATED, missing=True) for q in quantities)
    return row(UNITS[track], _option_titles(options, best.options), *cells)


def _option_titles(options: Options, chosen: Sequence[str]) -> str:
    titles = [f"“{options.data_map.options[option].title or option}”" for option in chosen]
    return enumerated(titles) if titles else "no option at all"


def _how(sets: Sequence[BestSet]) -> str:
    exact = all(best.exact for best in sets)
    how = "every set was looked at" if exact else "a solver found them and may miss better ones"
    return (
        f"Chosen by our best estimates, averaged over the horizon, with 90% intervals in brackets; {how}. No set holds "
        "options that contradict each other."
    )


def _closing(options: Options, closing: ClosingSets) -> str:
    actor, under = the_actor(closing.actor), closing.under
    little = f"leave {actor} {figures(under)} {HARMED} a year or less"
    aim = little if under else f"close every way to {actor}"
    shares = closing.chances or (None,) * len(closing.sets)
    if any(not names for names in closing.sets):
        return f"Nothing has to be done to {aim} at our best estimates{in_draws(shares[0])}."
    if not closing.sets:
        return f"No set of the options looked at would {aim} at our best estimates, once all in it act."
    sets = zip(closing.sets, shares, strict=True)
    named = "; or ".join(f"{_option_titles(options, names)}{in_draws(share)}" for names, share in sets)
    return f"The smallest sets that {aim} at our best estimates, once all in them act: {named}."


def _least(options: Options, least: LeastBurdensome) -> str:
    surely = "at our best estimates" if options.columns is None else "in 90% of simulations"
    aim = f"{figures(least.target)} {HARMED} a year or less {surely}"
    if least.option is None:
        return f"No option listed leaves {aim}."
    chosen = options.row(least.option)
    if chosen.burden is None:
        return f"No option whose burden is stated leaves {aim}."
    lost = f"{as_read(chosen.burden, change)} {WITHOUT_APP} ({interval(chosen.burden, change)})"
    return f"The least burdensome that leaves {aim}: “{chosen.title}”, for {lost}."


def library(data_map: DataMap) -> Table:
    """All ready options; those that do not apply to the map say why."""
    return Table(CAPTION, COLUMNS, tuple(line for ready in shipped() for line in _rows(data_map, ready)))


def every_option(run: Run) -> Table:
    """All options that apply, ready ones too, each alone: what it leaves the state asked about and whom it cuts off."""
    rows = (
        row(
            over.title,
            with_ends(over.expected_data, people),
            with_ends(full.expected_data, people),
            with_ends(full.cut_off, people),
            "yes" if over.cuts or full.cuts else "not shown",
            "ready" if over.ready else "the map's",
        )
        for over, full in ranked(run)
    )
    titles = (Column(f"{DATA_LEFT}: over {span_text(run.data_map.horizon)}", numeric=True), *EVERY[1:])
    return Table("Every option that applies, what leaves least first", (EVERY[0], *titles), tuple(rows), NOT_NOW)


def _rows(data_map: DataMap, ready: ReadyOption) -> Iterator[tuple[Cell, ...]]:
    options = ready.on_map(data_map)
    if not options or ready.id in data_map.options:
        reason = OWN if ready.id in data_map.options else f"Does not apply. {ready.idle or ''}"
        yield row(ready.title, ready.why, reason.strip(), "", "")
        return
    starts = AT_ONCE if ready.starts is None else f"after {span_text(ready.starts)}"
    for id_, option in options.items():
        acts_on = OWN if id_ in data_map.options else _acts_on(data_map, option)
        yield row(option.title or id_, ready.why, acts_on, starts, _reversible(ready))


def _reversible(ready: ReadyOption) -> str:
    return {True: "yes", False: "no", None: "not said"}[ready.reversible]


def _acts_on(data_map: DataMap, option: Option) -> str:
    """What the steps of an option change, by name."""
    names = dict.fromkeys(name for step in option.do for name in _changed(data_map, step))
    return enumerated(list(names), MOST) if names else WHOLE_APP


def _changed(data_map: DataMap, step: OptionStep) -> Iterator[str]:
    """The systems, parties, groups or flow that a step changes; of a step about the app or its numbers none."""
    if step.bar_use_by:
        yield from (group_name(data_map, group) for group in step.bar_use_by.groups)
    elif step.end_flow:
        flow = next(flow for flow in data_map.flows if flow.id == step.end_flow.flow)
        yield f"{place_name(data_map, flow.source_id)} to {place_name(data_map, flow.target)}"
    elif step.end_access:
        yield f"{place_name(data_map, step.end_access.party)} into {place_name(data_map, step.end_access.to)}"
    elif step.divest:
        yield place_name(data_map, step.divest.party)
    elif step.move_system:
        yield place_name(data_map, step.move_system.system)
    elif systems := step.user_keys or step.move_keys or step.shorten_retention or step.audit:
        yield from (place_name(data_map, system) for system in systems.systems)
