"""What would change it, and what would people lose by it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from assessments.report.blocks import Block, Cell, Column, Figure, Heading, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, share_known, tightly
from assessments.report.estimate_words import cited
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.questions import question
from assessments.report.reasons import group_name
from assessments.report.sentences import (
    NOT_COMPUTED,
    chance,
    figures,
    interval,
    listed,
    middle,
    number,
    people,
    percent,
    with_interval,
)
from assessments.results.options.switching_values import flips_of
from assessments.results.options.table import options_of
from risk.uncertainty.ranking import LEANING, word

if TYPE_CHECKING:
    from assessments.results.options.delays import Moment
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Dominator, OptionRow, Options
    from assessments.results.quantity import Quantity
    from assessments.run import Run

TITLE = "What would change it"
MOST_LINES = 5
SHOWN, NEXT_TO_NOTHING = 0.1, 1e-9
BANS = frozenset({"stop_new_users", "cease_service"})
NOTHING = "This map has no options, so nothing is compared."
NOTE = (
    "All options are compared on the same numbers: in each draw a number has one value in all of them. Combinations "
    "are run together, never added. Risk removed is below zero where an option adds to it. Harm to people, strategic "
    "exposures and what people lose are three different things: nothing here turns one into another."
)
PERSON_YEAR = (
    "One lifeline person-year is one person without any substitute for all that the app does for them, for a year. "
    "What people may say and to whom is not in it: how many are cut off, and which channels close, stand beside it."
)
CHOICE = "What is worth which loss is a choice, not a finding."
NOTHING_TURNS = "No single number, within what is thought possible for it, turns that order round."
Risk = Literal["harm", "strategic"]
UNITS: Mapping[Risk, str] = {"harm": "severe equivalents", "strategic": "strategic exposures"}
UNIT: Mapping[Risk, str] = {"harm": "severe-equivalent exposure", "strategic": "strategic exposure"}
RISKS: Mapping[Risk, str] = {"harm": "less risk", "strategic": "fewer strategic exposures"}
OPTION = Column("Option")
RISK = (
    OPTION,
    Column("Severe equivalents removed a year", numeric=True),
    INTERVAL,
    Column("Share of the present (90% interval)", numeric=True),
    Column("Strategic exposures removed a year", numeric=True),
    INTERVAL,
)
FRONTIER = (
    OPTION,
    Column("Severe equivalents removed a year", numeric=True),
    INTERVAL,
    Column("Strategic exposures removed a year", numeric=True),
    INTERVAL,
    Column("Lifeline person-years lost", numeric=True),
    INTERVAL,
)
BURDEN = (
    OPTION,
    Column("Lifeline person-years lost", numeric=True),
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
    Column("Dominated, in % of draws", numeric=True),
    Column("Burden, in times the least that cuts as much (∞: that is 0)", numeric=True),
    Column("On the frontier at the best values (in % of draws)"),
)
SAID = (OPTION, Column("Who says so"), Column("What is said of it"), Column("Its own numbers"))
NOT_FINDINGS = (
    "What somebody says an option would do is theirs, and no number is taken from it. A judged number is an "
    "assumption, as a default is: neither is a finding."
)
NO_SOURCE = "no source: it stands here for comparison"
ORDER = (OPTION, Column("Leaves less than"), Column("In % of draws", numeric=True), Column("This order is"))
Name = Callable[["OptionRow"], str]


def section(run: Run) -> Section:
    """Every option and allowed combination beside the status quo."""
    return Section("options", TITLE, tuple(_blocks(run)))


def short(run: Run) -> Section:
    """The same in three sentences, for a page."""
    options = options_of(run)
    return Section("options", TITLE, tuple(map(Text, in_short(options))) if options else tuple(_blocks(run)))


def compared(options: Options) -> Section:
    """The tables and sentences alone, each option by its name in the map."""
    beside = (Text(PERSON_YEAR), *sources(options, by_name))
    told = (Text(NOTE), *tables(options, by_name), *beside, *sentences(options))
    return Section("options", TITLE, (_named(options, "The options"), *told))


def _named(options: Options, title: str) -> Table:
    """What each option is that is called by its name in the map."""
    return Table(title, (OPTION, Column("What it is")), tuple(row(by_name(r), r.title) for r in options.rows))


def _blocks(run: Run) -> Iterator[Block]:
    options = options_of(run)
    if options is not None:
        yield Text(NOTE)
        yield from tables(options, by_title)
        yield Text(PERSON_YEAR)
        yield from sources(options, by_title)
        yield _named(options, "What pictures call the options")
        yield from scatter_figures(options)
        yield from sentences(options)
        yield from over_time_figures(options, lines(options))
    else:
        yield Text(_in_force(run) if run.settings.options else NOTHING)


def _in_force(run: Run) -> str:
    options = run.data_map.options
    titles = [options[option].title or option for option in run.settings.options]
    return (
        f"Everything here is assessed with this in force, as if it all acted now: {listed(titles)}. How it compares "
        "with the other options stands in an assessment without it."
    )


def by_title(row: OptionRow) -> str:
    """An option as a report calls it."""
    return row.title


def by_name(row: OptionRow) -> str:
    """An option as the map calls it, a combination as a sum that can be broken over lines."""
    return " + ".join(row.options) or row.option


def in_short(options: Options) -> tuple[str, ...]:
    """What cuts most, what cuts most without more burden than any other, and what is dominated."""
    rows = options.rows[1:]
    most = max(rows, key=lambda r: middle(r.reduction))
    bearable = [r for r in rows if r.frontier and middle(r.reduction) > 0.0]
    least = min(bearable, key=lambda r: middle(r.burden), default=None)
    beaten = [r for r in rows if r.dominated.by]
    over = f"over {years(options)}"
    first = f"Of {len(rows)} options and combinations, {_cuts(most)} {over}."
    second = (
        f"The least burden on the frontier: {_cuts(least)}{_surely(least)}."
        if least and least is not most
        else "No option on the frontier has less burden."
    )
    names = listed([f"{by_name(r)}{_in_draws(r.dominated.probability)}" for r in beaten])
    return first, second, f"Dominated by another listed option: {names}. {CHOICE}"


def frontier(options: Options) -> Table:
    """The options that nothing else listed beats, with what they remove and what people lose by them."""
    rows = options.rows[1:]
    best = [found for found in rows if found.frontier or found.strategic_frontier]
    return Table(
        f"What would change it: {len(best)} of {len(rows)} options are on the frontier, over {years(options)}",
        FRONTIER,
        tuple(_on_frontier(found) for found in best),
        "None of the options removes anything that doing nothing does not.",
    )


def _on_frontier(found: OptionRow) -> tuple[Cell, ...]:
    told = (found.reduction, found.strategic_reduction, found.burden)
    return row(by_title(found), *(cell for quantity in told for cell in pair(quantity, change)))


def _cuts(row: OptionRow) -> str:
    cut, lost = (f"{change(middle(q))} ({interval(q, change)})" for q in (row.reduction, row.burden))
    fewer = f"{change(middle(row.strategic_reduction))} ({interval(row.strategic_reduction, change)})"
    return (
        f"{by_name(row)} cuts {cut} severe equivalents a year, counted apart {fewer} strategic exposures a year, and "
        f"costs people {lost} lifeline person-years"
    )


def _surely(row: OptionRow) -> str:
    share = row.on_frontier[0]
    return "" if share is None else f"; nothing listed beats it on harm and burden in {percent(share)} of draws"


def _in_draws(probability: float | None) -> str:
    return "" if probability is None else f" (in {percent(probability)} of draws)"


def years(options: Options) -> str:
    """The horizon in words."""
    horizon = options.data_map.horizon
    return f"{figures(horizon)} year{'' if horizon == 1.0 else 's'}"


def change(x: float) -> str:
    """A change in words, where what is too small to matter is nothing."""
    if abs(x) < NEXT_TO_NOTHING:
        return "0"
    return number(x) if x > 0 else "above -0.01" if x > -0.01 else f"-{number(-x)}"


def tables(options: Options, name: Name) -> tuple[Table, ...]:
    """What each option removes, what people lose by it, and what else is to be known of it."""
    over, rows = years(options), options.rows[1:]
    return (
        Table(f"Risk removed, averaged over {over}", RISK, tuple(_risk(r, name) for r in rows)),
        Table(f"What people would lose over {over}", BURDEN, tuple(_burden(options, r, name) for r in rows)),
        Table("Time, way back, dominance", BESIDE, tuple(_beside(r, name) for r in rows)),
    )


def _risk(found: OptionRow, name: Name) -> tuple[Cell, ...]:
    share = share_known(found.removed)
    return row(name(found), *pair(found.reduction, change), share, *pair(found.strategic_reduction, change))


def _burden(options: Options, found: OptionRow, name: Name) -> tuple[Cell, ...]:
    closes = listed([_channel(options, channel) for channel in found.closes]) if found.closes else "none"
    return row(
        name(found), *pair(found.burden, change), borne_by(found), _lost_of(found), *pair(found.cut_off, change), closes
    )


def _channel(options: Options, channel: str) -> str:
    groups = options.data_map.users
    return f"{group_name(channel)} (group)" if channel in groups else channel


def borne_by(found: OptionRow) -> str:
    """Which groups bear the burden, the largest part first."""
    return _shares({group_name(group): part for group, part in found.borne_by.items()}) or "nobody"


def _lost_of(found: OptionRow) -> str:
    """Which functions are lost, the largest part first."""
    return _shares(found.lost_of) or "nothing"


def _shares(parts: Mapping[str, Quantity]) -> str:
    most = sorted((name for name in parts if middle(parts[name]) > 0.0), key=lambda name: (-middle(parts[name]), name))
    return listed([f"{name} {share_known(parts[name]).text}" for name in most], 3) if most else ""


def _beside(found: OptionRow, name: Name) -> tuple[Cell, ...]:
    surely = found.dominated.probability
    return row(
        name(found),
        _from(found.timing.starts) if found.timing.years else "never within the horizon",
        _from(found.timing.full) if found.timing.years else "never within the horizon",
        {True: "yes", False: "no", None: "not said"}[found.reversible],
        Cell("not said") if found.costs is None else Cell(tightly(found.costs, change), middle(found.costs)),
        Cell("not computed") if surely is None else Cell(percent(surely), surely),
        Cell(_excess(found), found.excess),
        _frontiers(found),
    )


def _excess(found: OptionRow) -> str:
    """On each track by itself, once where both say the same."""
    harm, strategic = (None if q is None else tightly(q, _times) for q in (found.times, found.strategic_times))
    return f"{harm}" if strategic in (harm, None) else f"harm: {harm}; strategic: {strategic}"


def _times(x: float) -> str:
    return figures(x) if math.isfinite(x) else "∞"


def _frontiers(found: OptionRow) -> str:
    """On which tracks nothing leaves as little with no more burden, and in how many draws."""
    tracks = zip(("harm", "strategic"), (found.frontier, found.strategic_frontier), found.on_frontier, strict=True)
    return "; ".join(f"{track}: {'yes' if is_on else 'no'}{_times_in_100(share)}" for track, is_on, share in tracks)


def _times_in_100(share: float | None) -> str:
    return "" if share is None else f" ({percent(share)})"


def _from(moment: float) -> str:
    if moment <= 0.0:
        return "at once"
    return f"after {figures(moment)} year{'' if moment == 1.0 else 's'}" if moment >= 1.0 else _months(moment)


def _months(moment: float) -> str:
    said = figures(moment * 12.0)
    return f"after {said} month{'' if said == '1' else 's'}"


def sources(options: Options, name: Name) -> tuple[Block, ...]:
    """Who says of each option what it would do, and what its numbers rest on."""
    single = [found for found in options.rows if len(found.options) == 1 and not options.later(found.option)]
    told = tuple(_said(options, found, name) for found in single)
    return Table("Where the options come from", SAID, told), Text(NOT_FINDINGS)


def _said(options: Options, found: OptionRow, name: Name) -> tuple[Cell, ...]:
    about = options.data_map.options[found.options[0]]
    who = cited(options.data_map, about.source, about.grade)
    named = Cell(who or NO_SOURCE, assumed=not who)
    return row(name(found), named, about.why or "nothing", _own_numbers(options, found))


def _own_numbers(options: Options, found: OptionRow) -> Cell:
    """How many numbers with a range an option brings along, by what they rest on."""
    own = [number for number in options.turning if number.address.startswith(f"option.{found.option}.")]
    kinds = ["by default" if n.assumed else "judged" if n.estimate.basis == "judgement" else "stated" for n in own]
    said = listed([f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)])
    return Cell(said if own else "none", assumed=bool(own) and "stated" not in kinds)


# Sentences.


def sentences(options: Options) -> Iterator[Block]:
    """Which options are dominated and what would turn that round; what would make a ban the better choice."""
    flips = flips_of(options)
    yield Heading("Dominated options")
    told = [Text(dominance(options, found, flips)) for found in options.rows[1:] if _is_dominated(found)]
    yield from told or [Text("No listed option is dominated by another one.")]
    yield from orders(options)
    for ban in (found for found in options.rows[1:] if is_ban(options, found)):
        yield Heading(f"What would have to be true for this to be the better choice: {ban.title}")
        yield Text(lost(options, ban))
        yield from map(Text, better_if(options, ban, flips))
    yield Text(
        "A value at which an order turns round is found with all other numbers at their best values. Beyond what the "
        f"sentences above say, the order of options rests on all numbers together. {CHOICE}"
    )


def orders(options: Options) -> Iterator[Table]:
    """How sure it is that each option leaves less than the next, on each track by itself; nothing without draws."""
    for track in RISKS:
        rows = sorted(options.rows, key=lambda found: middle(_present(found, track)))
        if options.columns and _present(options.rows[0], track).point > 0.0:
            told = tuple(_order(one, other, track) for one, other in pairwise(rows))
            yield Table(f"Which leaves {RISKS[track]}, and how sure that is", ORDER, told)


def _order(one: OptionRow, other: OptionRow, track: Risk) -> tuple[Cell, ...]:
    """Two rows next to each other in an order; draws in which both leave as much count half."""
    share = (one.less_risk_than if track == "harm" else one.less_strategic_than)[other.option]
    if other.option in (one.same_risk_as if track == "harm" else one.same_strategic_as):
        return row(one.title, other.title, Cell("0%", 0.0), "none: both leave the same in every draw")
    turned = ", the other way round" if share <= 1.0 - LEANING else ""
    return row(one.title, other.title, Cell(percent(share), share), f"{word(share)}{turned}")


def lost(options: Options, found: OptionRow) -> str:
    """How many people can no longer use the app, how many have no other for it, and who bears the burden."""
    return (
        f"On average {people(middle(found.cut_off))} people can no longer use the app ({interval(found.cut_off)}); "
        f"{people(middle(found.stranded))} of them have no workable substitute ({interval(found.stranded)}); "
        f"{change(middle(found.burden))} lifeline person-years are lost over {years(options)}, borne by "
        f"{borne_by(found)}."
    )


def _is_dominated(found: OptionRow) -> bool:
    return bool(found.dominated.by) or (found.dominated.probability or 0.0) >= SHOWN


def is_ban(options: Options, found: OptionRow) -> bool:
    """Whether an option, or a part of a combination, takes the app away from people."""
    steps = [step for option in found.options for step in options.data_map.options[option].do]
    return any(step.key in BANS for step in steps)


def dominance(options: Options, found: OptionRow, flips: Flips) -> str:
    """How surely an option is dominated, by what above all, and what turns the order of their harms round."""
    surely, by = found.dominated.probability, found.dominated.by
    same = "another listed option cuts at least as much risk on both tracks with no more burden"
    when = "at the best values" if surely is None else f"in {percent(surely)} of draws"
    said = f"{found.title}: {when} {same}"
    if not by:
        return f"{said}; at the best values none does."
    most = max(by, key=lambda one: one.probability or 0.0)
    return f"{said}, above all {titled(options, most)}. {_ends(options, found, most, flips)}"


def _ends(options: Options, found: OptionRow, most: Dominator, flips: Flips) -> str:
    """What turns the order of two options round by harm, and by strategic exposures, which may be sooner."""
    harm, strategic = (flips.first(found.option, most.option, track) for track in RISKS)
    said = f"By harm, this reverses if {beyond(options, harm)}" if harm else f"By harm, n{NOTHING_TURNS[1:-1]}"
    if strategic is None:
        return f"{said}."
    again = harm is not None and (harm.address, harm.above) == (strategic.address, strategic.above)
    where = f"that is {_beyond(strategic)} (we put {chance(strategic.probability)} on that)"
    return f"{said}; by strategic exposures, it reverses if {where if again else beyond(options, strategic)}."


def titled(options: Options, found: Dominator) -> str:
    """The option that dominates, and in which share of draws it does."""
    return f"“{options.row(found.option).title}”{_in_draws(found.probability)}"


def beyond(options: Options, flip: Flip) -> str:
    """A number beyond its flip point, beside its range and how likely it is to be there."""
    asked = question(options.data_map, flip.address)
    about = "" if asked.startswith("What is ") else f" ({asked})"
    return (
        f"{flip.address}{about} is {_beyond(flip)} (our range {figures(flip.low)} to "
        f"{figures(flip.high)}; we put {chance(flip.probability)} on that)"
    )


def _beyond(flip: Flip) -> str:
    per = {"year": " a year", "person-year": " per person and year"}.get(flip.per or "", "")
    return f"{'above' if flip.above else 'below'} {figures(flip.value)}{per}"


def better_if(options: Options, ban: OptionRow, flips: Flips) -> tuple[str, ...]:
    """One sentence for each value at which the order of a ban and a milder option turns round, on either track."""
    others = milder(options)
    told = [
        said
        for other in others
        for said in (
            f"Beside “{other.title}”:",
            *(said for track in RISKS for said in _turned(options, ban, other, flips, track)),
        )
    ]
    return (*told, _burdens(options, ban, others))


def milder(options: Options) -> list[OptionRow]:
    """The options on the frontier that take the app from nobody; of several with the same figures the first."""
    found: dict[tuple[float, ...], OptionRow] = {}
    for one in options.rows[1:]:
        if one.frontier and not is_ban(options, one):
            figured = (one.harm.point, one.strategic.point, one.burden.point)
            found.setdefault(tuple(float(f"{x:.9g}") for x in figured), one)
    return list(found.values())


def _turned(options: Options, ban: OptionRow, other: OptionRow, flips: Flips, track: Risk) -> Iterator[str]:
    """What turns round which of two leaves less on a track; nothing where nobody is exposed on it."""
    mine, theirs = ((row.harm if track == "harm" else row.strategic).point for row in (ban, other))
    less = RISKS[track]
    if mine == theirs == 0.0:
        return
    ahead = mine < theirs
    pair = (other.option, ban.option) if ahead else (ban.option, other.option)
    found = [flip for flip in flips.between(*pair) if flip.of == track]
    joined = ", unless" if ahead else " if"
    yield from (f"It leaves {less}{joined} {beyond(options, flip)}." for flip in found)
    if not found:
        first = "It leaves" if ahead else "It does not leave"
        yield f"{first} {less}. {NOTHING_TURNS}"


def _burdens(options: Options, ban: OptionRow, others: Sequence[OptionRow]) -> str:
    """What one exposure has to be worth in burden for the ban to be the choice, on each track by itself."""
    over = {"harm": ban.prices, "strategic": ban.strategic_prices}
    told = [_price(options, over[track], others, track) for track in RISKS]
    return " ".join(said for said in told if said) or "It cuts no more risk for its burden than the options above."


def _price(options: Options, over: Mapping[str, Quantity], others: Sequence[OptionRow], track: Risk) -> str:
    """Over the milder option that it has to be worth most against; over nothing where it cuts less than all of them."""
    prices = [(f"“{other.title}”", over[other.option]) for other in others if other.option in over]
    base = [("doing nothing", over[options.names[0]])] if options.names[0] in over else []
    if not prices and not base:
        return ""
    than, price = max(prices or base, key=lambda pair: middle(pair[1]))
    alone = "" if track == "harm" else ", by strategic exposures alone,"
    if not math.isfinite(middle(price)):
        return f"It cuts no more than {than}{alone} in most draws, so that no worth is enough ({_known(price)})."
    return (
        f"Choosing it over {than} makes sense{alone} only if one {UNIT[track]} is worth more than "
        f"{figures(middle(price))} lifeline person-years ({_known(price)}). That is a choice, not a finding."
    )


def _known(price: Quantity) -> str:
    """The interval of a price; one without end is told what that means."""
    said = interval(price, figures)
    never = price.high is not None and not math.isfinite(price.high)
    return f"{said}: at its upper end it cuts no more, so that no worth is enough" if never else said


# Pictures.


def scatter_figures(options: Options) -> tuple[Figure, ...]:
    """Burden against the part of the risk removed, a picture for each track on which anybody is exposed."""
    tracks = [track for track in RISKS if _present(options.rows[0], track).point > 0.0]
    return tuple(_scatter(options, track) for track in tracks)


def _present(found: OptionRow, track: Risk) -> Quantity:
    return found.harm if track == "harm" else found.strategic


def _scatter(options: Options, track: Risk) -> Figure:
    """Each option with its intervals; those that another one dominates on this track are hollow and named."""
    rows = options.rows[1:]
    beaten = {r.option for r in rows if r.dominated.by}
    removed = {r.option: r.removed if track == "harm" else r.strategic_removed for r in rows}
    marks = tuple(_point(r, removed[r.option], hollow=r.option in beaten) for r in rows)
    unit = UNITS[track]
    title = f"Burden against {unit} removed: {len(beaten)} of {len(rows)} options are dominated"
    across = Axis("lifeline person-years lost (log axis; those below 1 side by side at its left end)", log=True)
    upward = Axis(f"% of the present {unit} removed")
    said = "; ".join(
        f"{r.option}: {with_interval(removed[r.option], percent_of)} removed, {with_interval(r.burden, change)} lost"
        for r in rows
    )
    names = f": {listed(sorted(beaten))}" if beaten else ": none"
    caption = (
        f"{title}. Lines are 90% intervals{'' if options.columns else ', which are not computed'}, of the part removed "
        f"in the same draw; hollow marks are dominated on both tracks at the best values{names}."
    )
    return Figure(Chart("scatter", title, marks, across, upward), said, caption)


def percent_of(part: float) -> str:
    """A part removed as a percentage; below zero it is added."""
    return percent(part) if part >= 0.0 else f"-{percent(-part)}" if part <= -0.01 else "above -1%"


def _point(option: OptionRow, removed: Quantity, *, hollow: bool) -> Mark:
    """An option by its burden, of which less than one stands at 1, and by the percentage it removes."""
    low, lost, high = (max(1.0, end) for end in _span(option.burden))
    y_low, y, y_high = (100.0 * end for end in _span(removed))
    return Mark(option.option, lost, y=y, x_low=low, x_high=high, y_low=y_low, y_high=y_high, hollow=hollow)


def _span(q: Quantity) -> tuple[float, float, float]:
    """The lower end, the middle and the upper end; the middle alone where no interval is known."""
    return (middle(q) if q.low is None else q.low, middle(q), middle(q) if q.high is None else q.high)


def _steps(option: str, moments: Sequence[Moment], part: Callable[[Moment], Quantity]) -> Iterator[Mark]:
    """The spans of an option's line; the last of them with its interval."""
    for moment in moments:
        q = part(moment)
        low, high = (q.low, q.high) if moment is moments[-1] else (None, None)
        yield Mark("", moment.ends, y=middle(q), y_low=low, y_high=high, start=moment.starts, series=option)


def lines(options: Options) -> tuple[str, ...]:
    """The options that a chart over time shows: the status quo, bans, then the frontier."""
    bans = [r.option for r in options.rows[1:] if is_ban(options, r)]
    bearable = sorted((r for r in options.rows[1:] if r.frontier), key=lambda r: middle(r.harm))
    chosen = [options.names[0], *bans[:2], *(r.option for r in bearable)]
    return tuple(dict.fromkeys(chosen))[:MOST_LINES]


def over_time_figures(options: Options, names: Sequence[str]) -> tuple[Figure, ...]:
    """What stands a year over the horizon, a picture each for harm, strategic exposures and burden, if there is any."""
    from assessments.results.options.delays import series

    found = {name: series(options, name) for name in names}
    parts: tuple[tuple[str, Callable[[Moment], Quantity]], ...] = (
        ("severe equivalents", lambda m: m.harm),
        ("strategic exposures", lambda m: m.strategic),
        ("lifeline person-years lost", lambda m: m.burden),
    )
    return tuple(
        _over_time(unit, part, found)
        for unit, part in parts
        if any(middle(part(moment)) for moments in found.values() for moment in moments)
    )


def _over_time(unit: str, part: Callable[[Moment], Quantity], found: Mapping[str, Sequence[Moment]]) -> Figure:
    """One stepped line for each option, with the interval of its last step as a line across it."""
    title = f"{unit[0].upper()}{unit[1:]} a year, over the years"
    marks = tuple(mark for name, moments in found.items() for mark in _steps(name, moments, part))
    ends = {name: (part(moments[0]), part(moments[-1])) for name, moments in found.items()}
    said = "; ".join(
        f"{name}: {with_interval(first, change)} at first, {with_interval(last, change)} at last"
        for name, (first, last) in ends.items()
    )
    known = any(last.low is not None for _, last in ends.values())
    last = "; ".join(f"{name} {tightly(last, change)}" for name, (_, last) in ends.items())
    drawn = f"upright lines are 90% intervals of the last step: {last}"
    axes = (Axis("years from the day of the map"), Axis(f"{unit} a year (log axis)", log=True))
    return Figure(
        Chart("steps", title, marks, *axes), said, f"{title}: middle values, {drawn if known else NOT_COMPUTED}."
    )
