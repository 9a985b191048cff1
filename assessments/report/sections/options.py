"""Section on the options: what they would change, and what people would lose by them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from assessments.conclusions.options import (
    RiskTrack,
    by_reach,
    by_risk,
    is_ban,
    is_beaten,
    largest_error,
    least_burden,
    strongest_by_foreign,
)
from assessments.report.blocks import Block, Cell, Column, Heading, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, people_pair, tightly, with_ends
from assessments.report.estimate_words import cited
from assessments.report.figures.option_figures import lines, over_time_figures, scatter_figures
from assessments.report.glossary import HARMED, WITHOUT_APP, WITHOUT_APP_FIRST
from assessments.report.option_words import (
    NOT_STATED,
    RISKS,
    TRACK,
    better_if,
    borne_by,
    by_name,
    by_title,
    dominance,
    in_draws,
    in_picture,
    lost,
    mostly_borne_by,
    reached_by,
    shares_listed,
    years,
)
from assessments.report.reasons import group_name
from assessments.report.sentences import (
    after_words,
    as_read,
    by_percent,
    change,
    enumerated,
    figures,
    interval,
    middle,
    people,
    percent,
    persons,
    the_actor,
)
from assessments.results.actors import SIDES
from assessments.results.options.models import OptionResult
from assessments.results.options.standing import TRACKS
from assessments.results.options.switching_values import flips_of
from assessments.results.options.table import Options, options_of
from assessments.results.quantity import NOBODY, Quantity
from assessments.run import Run

TITLE, NOTHING = "What would change it", "This map has no options, so nothing is compared."
NOTE = (
    "All options are compared on the same numbers: in each simulation a number has one value in all of them. "
    "Combinations are run together, never added. Risk removed is below zero where an option adds to it. Harm to "
    "people, officials exposed and what people lose are three different things: nothing here turns one into another. "
    "What beats what, best trade-offs and pictures compare the risk by all actors. The table of risk tells foreign "
    "states, their own state and others apart."
)
PERSON_YEAR = (
    "One of these person-years is one person without any substitute for all that the app does for them, for a year. "
    "What people may say and to whom is not in it: how many are cut off, and which channels close, stand beside it."
)
CHOICE, NO_PART = "What is worth which loss is a choice, not a finding.", "does not act here"
OPTION = Column("Option")
REACH = (
    OPTION,
    Column("People whose content it could order", numeric=True),
    INTERVAL,
    Column("People any of whose data it could order", numeric=True),
    INTERVAL,
    Column("Which state"),
)
RISK = (
    OPTION,
    Column(f"Fewer {HARMED} a year: by foreign states", numeric=True),
    Column("By their own state", numeric=True),
    Column("By criminals, insiders, buyers", numeric=True),
    Column("Fewer officials exposed a year: by foreign states", numeric=True),
    Column("By their own state", numeric=True),
)
FRONTIER = (
    OPTION,
    Column(f"Fewer {HARMED} a year: by foreign states", numeric=True),
    INTERVAL,
    Column("By their own state", numeric=True),
    INTERVAL,
    Column(WITHOUT_APP_FIRST, numeric=True),
    INTERVAL,
    Column("Best trade-off on"),
)
BURDEN = (
    OPTION,
    Column(WITHOUT_APP_FIRST, numeric=True),
    INTERVAL,
    Column("Borne by"),
    Column("Lost of what"),
    Column("People cut off", numeric=True),
    INTERVAL,
    Column("Channels closed"),
)
BESIDE = (
    OPTION,
    Column("Acts from"),
    Column("In full from"),
    Column("Reversible"),
    Column("Costs", numeric=True),
    Column("Beaten by another, in % of simulations", numeric=True),
    Column("How many times the least burden that cuts as much (no limit: that least is 0)", numeric=True),
    Column("Best trade-off at our best estimates (in % of simulations)"),
)
IN_ONE = (
    OPTION,
    Column("Harm by foreign states removed a year", numeric=True),
    Column("Content still reached", numeric=True),
    Column("Cut off from the app", numeric=True),
    Column("Loss borne by"),
    Column("In full"),
    Column("Reversible"),
    Column("Best trade-off on harm, in 100", numeric=True),
)
SAID = (OPTION, Column("Who says so"), Column("What is said of it"), Column("Its own numbers"))
NOT_FINDINGS = (
    "What somebody says an option would do is theirs, and no number is taken from it. A judged number is an "
    "assumption, as a default is: neither is a finding."
)
NO_SOURCE = "no source: it stands here for comparison"
ORDER = (OPTION, Column("Leaves less than"), Column("In % of simulations", numeric=True), Column("This order is"))
Name = Callable[["Options", "OptionResult"], str]


def section(run: Run) -> Section:
    """Every option and allowed combination beside the status quo."""
    return Section("options", TITLE, tuple(_blocks(run)))


def short_section(run: Run) -> Section:
    """The options in four sentences, for a page."""
    options = options_of(run)
    return Section("options", TITLE, tuple(map(Text, in_short(options))) if options else tuple(_blocks(run)))


def compared(options: Options) -> Section:
    """The tables and sentences alone, each option by its name in the map."""
    beside = (*noise(options), Text(PERSON_YEAR), *sources(options, by_name))
    blocks = (Text(NOTE), *tables(options, by_name), *beside, *sentences(options))
    return Section("options", TITLE, (_title_table(options, "The options", by_name), *blocks))


def _title_table(options: Options, title: str, name: Name) -> Table:
    """What each option is that is called in short."""
    return Table(title, (OPTION, Column("What it is")), tuple(row(name(options, r), r.title) for r in options.rows))


def _blocks(run: Run) -> Iterator[Block]:
    options = options_of(run)
    if options is not None:
        yield Text(NOTE)
        yield from tables(options, by_title)
        yield from noise(options)
        yield Text(PERSON_YEAR)
        yield from sources(options, by_title)
        yield _title_table(options, "What pictures call the options", in_picture)
        yield from scatter_figures(options)
        yield from sentences(options)
        yield from over_time_figures(options, lines(options))
    else:
        yield Text(_in_force(run) if run.settings.options else NOTHING)


def _in_force(run: Run) -> str:
    options = run.data_map.options
    titles = [options[option].title or option for option in run.settings.options]
    return (
        f"Everything here is assessed with this in force, as if it all acted now: {enumerated(titles)}. "
        "How it compares with the other options stands in an assessment without it."
    )


def in_short(options: Options) -> tuple[str, ...]:
    """Options in short: what leaves the least reach, what cuts most, what has the least burden, what is dominated."""
    rows = options.rows[1:]
    most, least = strongest_by_foreign(options), least_burden(options)
    beaten = [(r, r.dominated) for r in rows if r.dominated and r.dominated.by]
    over = f"over {years(options)}"
    first = f"Of {len(rows)} options and combinations, {_cuts(options, most)} {over}."
    second = (
        f"The least burden of the best trade-offs: {_cuts(options, least)}{_surely(options, least)}."
        if least and least is not most
        else "No best trade-off has less burden."
    )
    names = enumerated([f"{_quoted(options, r)}{in_draws(dominated.probability)}" for r, dominated in beaten]) or "none"
    return _least_reach(options), first, second, f"Beaten by another listed option: {names}. {CHOICE}"


def _quoted(options: Options, option: OptionResult) -> str:
    """An option in a sentence: in quotation marks, as pictures call it."""
    return f"“{in_picture(options, option)}”"


def _least_reach(options: Options) -> str:
    """The option that leaves the least reach, beside the present."""
    status_quo, least = options.rows[0], by_reach(options)[0]
    if status_quo.content_reach_of is None or least.content_reach_of is None:
        return "This map names no foreign state that could order anything."
    if not (least.content_reach.high or least.content_reach.point):
        left = "no foreign state could order content of anybody"
    else:
        left = f"{the_actor(least.content_reach_of)} could order content of {_people_within_reach(least)}"
    return (
        f"{_quoted(options, least)} leaves the least reach: {left}, on average over {years(options)}. "
        f"Now {the_actor(status_quo.content_reach_of)} could of {_people_within_reach(status_quo)}."
    )


def _people_within_reach(option: OptionResult) -> str:
    return f"{as_read(option.content_reach, persons)} ({interval(option.content_reach)})"


def frontier(options: Options) -> Table:
    """The options that nothing else listed beats, with what they remove and what people lose by them."""
    best = [option for option in by_reach(options) if option.frontier or option.strategic_frontier]
    return Table(
        f"What would change it: best trade-offs of {len(options.rows) - 1} options, over {years(options)}",
        FRONTIER,
        tuple(_on_frontier(options, option) for option in best),
        "None of the options removes anything that doing nothing does not.",
    )


def _on_frontier(options: Options, option: OptionResult) -> tuple[Cell, ...]:
    by_states = (option.reduction_by_side.get(side) for side in ("foreign_states", "own_state"))
    risks = (cell for quantity in by_states for cell in _pair_of_side(quantity))
    return row(by_title(options, option), *risks, *_lost_by(option), _best_on(option))


def _best_on(option: OptionResult) -> str:
    """The tracks on which nothing leaves as little with no more burden, at our best estimates."""
    tracks = zip(TRACK.values(), (option.frontier, option.strategic_frontier), strict=True)
    return enumerated([track for track, is_on in tracks if is_on])


def _pair_of_side(removed: Quantity | None) -> tuple[Cell, Cell]:
    """What is removed of the risk by a side and its interval, or that the side does not act on this map."""
    return pair(removed, change) if removed else (Cell(NO_PART), Cell(""))


def _cuts(options: Options, row: OptionResult) -> str:
    foreign, own = (row.reduction_by_side.get(side) for side in ("foreign_states", "own_state"))
    of_foreign = f"means {_removed(foreign)} fewer {HARMED} a year by foreign states" if foreign else ""
    start = "By their own state" if foreign else f"means, of {HARMED} a year by their own state"
    of_own = f"{start}: {_removed(own)} fewer" if own else ""
    removes = ". ".join(filter(None, (of_foreign, of_own))) or "takes nothing away from any state"
    lost = (
        f"It costs people {_removed(row.burden)} {WITHOUT_APP}"
        if row.burden
        else "Nobody has said what people lose by it"
    )
    return f"{_quoted(options, row)} {removes}. {lost}"


def _removed(q: Quantity) -> str:
    """An amount with its interval; of a side that does not act, nothing."""
    return "0" if q is NOBODY else f"{as_read(q, change)} ({interval(q, change)})"


def _surely(options: Options, row: OptionResult) -> str:
    share = options.standing.frontier_chance(row.option, "harm")
    return "" if share is None else f"; nothing listed beats it on harm and burden in {percent(share)} of simulations"


def tables(options: Options, name: Name) -> tuple[Table, ...]:
    """The tables of options, the least reach first: what each leaves within reach, what it removes, what people lose
    by it, and what else is to be known of it.
    """
    over, rows = years(options), by_reach(options)
    return (
        Table(
            f"Within reach of the foreign state with most, averaged over {over}",
            REACH,
            tuple(_reach(options, r, name) for r in (options.rows[0], *rows)),
        ),
        Table(f"Risk removed, averaged over {over}", RISK, tuple(_risk(options, r, name) for r in rows)),
        Table(f"What people would lose over {over}", BURDEN, tuple(_burden(options, r, name) for r in rows)),
        Table("Time, way back, best trade-offs", BESIDE, tuple(_standing_cells(options, r, name) for r in rows)),
    )


def in_one(options: Options) -> Table:
    """All options in one table, the least content reach first: what each cuts, takes away, from whom, and by when.

    How often each is a best trade-off is left out where nobody says of any what people lose by it.
    """
    rows = tuple(_in_one(options, option) for option in by_reach(options))
    columns = len(IN_ONE) - all(cells[-1].missing for cells in rows)
    cut_rows = tuple(cells[:columns] for cells in rows)
    return Table(f"All options, averaged over {years(options)}", IN_ONE[:columns], cut_rows)


def _in_one(options: Options, option: OptionResult) -> tuple[Cell, ...]:
    best = options.standing.frontier_chance(option.option, "harm") if option.burden else None
    return row(
        by_title(options, option),
        with_ends(option.reduction_by_side.get("foreign_states", NOBODY), change),
        with_ends(option.content_reach, people),
        with_ends(option.cut_off, people),
        mostly_borne_by(options, option),
        after_words(option.timing.full) if option.timing.years else "never within the horizon",
        {True: "yes", False: "no", None: "not said"}[option.reversible],
        Cell(NOT_STATED, missing=True) if best is None else Cell(figures(100.0 * best), best),
    )


def noise(options: Options) -> Iterator[Text]:
    """The simulation error of the middle values of what is removed; nothing without draws."""
    error = largest_error(options)
    if error is not None and options.columns:
        yield Text(
            f"Middle values of the risk removed come from {options.columns.draws:,} simulations; their error "
            f"is {by_percent(100.0 * error)} at most."
        )


def _reach(options: Options, option: OptionResult, name: Name) -> tuple[Cell, ...]:
    content, any_data = people_pair(option.content_reach), people_pair(option.any_reach)
    return row(name(options, option), *content, *any_data, reached_by(option))


def _risk(options: Options, option: OptionResult, name: Name) -> tuple[Cell, ...]:
    harm = (option.reduction_by_side.get(side, NOBODY) for side in SIDES)
    strategic = (option.strategic_reduction_by_side.get(side, NOBODY) for side in ("foreign_states", "own_state"))
    return row(name(options, option), *(with_ends(quantity, change) for quantity in (*harm, *strategic)))


def _burden(options: Options, option: OptionResult, name: Name) -> tuple[Cell, ...]:
    closes = enumerated([_channel(options, channel) for channel in option.closes]) if option.closes else "none"
    return row(
        name(options, option),
        *_lost_by(option),
        borne_by(options, option),
        NOT_STATED if option.lost_of is None else shares_listed(option.lost_of) or "nothing",
        *pair(option.cut_off, change),
        closes,
    )


def _lost_by(option: OptionResult) -> tuple[Cell, Cell]:
    """The burden and its interval, or that nobody stated it."""
    return pair(option.burden, change) if option.burden else (Cell(NOT_STATED, missing=True), Cell("", missing=True))


def _channel(options: Options, channel: str) -> str:
    groups = options.data_map.users
    return f"{group_name(options.data_map, channel)} (group)" if channel in groups else channel


def _standing_cells(options: Options, option: OptionResult, name: Name) -> tuple[Cell, ...]:
    return row(
        name(options, option),
        after_words(option.timing.starts) if option.timing.years else "never within the horizon",
        after_words(option.timing.full) if option.timing.years else "never within the horizon",
        {True: "yes", False: "no", None: "not said"}[option.reversible],
        Cell("not said") if option.costs is None else Cell(tightly(option.costs, change), middle(option.costs)),
        *_beside_burden(options, option),
    )


def _beside_burden(options: Options, option: OptionResult) -> tuple[Cell, Cell, Cell]:
    """What rests on the burden: dominance, excess and frontiers; nothing where it is not stated."""
    if option.dominated is None:
        nothing = Cell("burden not stated", missing=True)
        return nothing, nothing, nothing
    surely = option.dominated.probability
    return (
        Cell("not computed") if surely is None else Cell(percent(surely), surely),
        Cell(_excess(options, option), option.excess),
        Cell(_frontiers(options, option)),
    )


def _excess(options: Options, option: OptionResult) -> str:
    """On each track by itself, once where both say the same."""
    harm, strategic = (
        None if q is None else tightly(q, _times) for q in (options.excess(option.option, track) for track in TRACKS)
    )
    return f"{harm}" if strategic in (harm, None) else f"harm: {harm}; officials: {strategic}"


def _times(x: float) -> str:
    return figures(x) if math.isfinite(x) else "no limit"


def _frontiers(options: Options, option: OptionResult) -> str:
    """On which tracks nothing leaves as little with no more burden, and in how many draws."""
    shares = (options.standing.frontier_chance(option.option, track) for track in TRACKS)
    tracks = zip(("harm", "officials"), (option.frontier, option.strategic_frontier), shares, strict=True)
    return "; ".join(f"{track}: {'yes' if is_on else 'no'}{_times_in_100(share)}" for track, is_on, share in tracks)


def _times_in_100(share: float | None) -> str:
    return "" if share is None else f" ({percent(share)})"


def sources(options: Options, name: Name) -> tuple[Block, ...]:
    """The sources of each option: who says what it would do, and what its numbers rest on."""
    single = [
        option
        for option in options.rows
        if len(options.combinations[option.option]) == 1 and not options.later(option.option)
    ]
    rows = tuple(_option_entry(options, option, name) for option in single)
    return Table("Where the options come from", SAID, rows), Text(NOT_FINDINGS)


def _option_entry(options: Options, option: OptionResult, name: Name) -> tuple[Cell, ...]:
    entry = options.data_map.options[options.combinations[option.option][0]]
    who = cited(options.data_map, entry.source, entry.grade)
    named = Cell(who or NO_SOURCE, assumed=not who)
    return row(name(options, option), named, entry.why or "nothing", _own_numbers(options, option))


def _own_numbers(options: Options, option: OptionResult) -> Cell:
    """The count of numbers with a range that an option brings along, by what they rest on."""
    own = [number for number in options.turning if number.address.startswith(f"option.{option.option}.")]
    kinds = [
        "by default" if n.origin == "catalogue" else "judged" if n.estimate.basis == "judgement" else "stated"
        for n in own
    ]
    words = enumerated([f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)])
    return Cell(words if own else "none", assumed=bool(own) and "stated" not in kinds)


def sentences(options: Options) -> Iterator[Block]:
    """Sentences on dominated options, what would turn that round, and what would make a ban the better choice."""
    flips = flips_of(options)
    yield Heading("Options that another beats")
    texts = [Text(dominance(options, option, flips)) for option in options.rows[1:] if is_beaten(option)]
    yield from texts or [Text("No listed option is beaten by another one.")]
    yield from orders(options)
    for ban in (option for option in options.rows[1:] if is_ban(options, option)):
        yield Heading(f"What would have to be true for this to be the better choice: {ban.title}")
        yield Text(lost(options, ban))
        yield from map(Text, better_if(options, ban, flips) if ban.burden else ())
    yield Text(
        "A value at which an order turns round is found with all other numbers at our best estimates. Beyond what the "
        f"sentences above say, the order of options rests on all numbers together. {CHOICE}"
    )


def orders(options: Options) -> Iterator[Table]:
    """The confidence that each option leaves less than the next, on each track by itself; nothing without draws."""
    for track in RISKS if options.columns else ():
        if rows := by_risk(options, track):
            ordered = tuple(_order(options, one, other, track) for one, other in pairwise(rows))
            yield Table(f"Which leaves {RISKS[track]}, and how sure that is", ORDER, ordered)


def _order(options: Options, one: OptionResult, other: OptionResult, track: RiskTrack) -> tuple[Cell, ...]:
    """Two rows next to each other in an order; draws in which both leave as much count half."""
    order = options.order_between(one, other, track)
    if order.tied == 1.0:
        return row(one.title, other.title, Cell("0%", 0.0), "none: both leave the same in every simulation")
    turned = ", the other way round" if order.turned else ""
    return row(one.title, other.title, Cell(percent(order.chance), order.chance), f"{order.word}{turned}")
