"""What a meeting is shown of an assessment: at most ten slides, each of which says one finding in its title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Table, row
from assessments.report.cells import best_and_known, share_known
from assessments.report.figures.charts import Bar
from assessments.report.questions import question
from assessments.report.sentences import (
    LEVELS,
    actor_name,
    by_percent,
    chance,
    figures,
    interval,
    listed,
    middle,
    number,
    people,
    percent,
    within,
)
from assessments.results.breakdown import rests_on_assumed
from assessments.results.exposed import others_together, states_together
from assessments.results.options.switching_values import flips_of
from assessments.results.options.table import options_of
from assessments.results.quantity import way_quantity

if TYPE_CHECKING:
    from assessments.results.leading_routes import Chain
    from assessments.results.options.table import OptionRow, Options
    from assessments.results.quantity import Quantity
    from assessments.results.rows import ActorRow, LedgerRow
    from assessments.run import Assessment

MOST, ROWS, LISTED, NAMED, BRIEF = 10, 6, 8, 60, 40
UNSURE = "Lines are 90% intervals; where there is none, intervals have not been computed."

ROUTES = (
    Column("Route"),
    Column("Open, given an attempt", numeric=True),
    Column("90% interval"),
    Column("It hangs most on"),
)
BESIDE = (
    Column("Option"),
    Column("Acts in full after", numeric=True),
    Column("Dominated, in draws", numeric=True),
    Column("Above all"),
    Column("On the frontier"),
)
LAWS = (Column("Law"), Column("Outcome"), Column("What that means"))


@dataclass(frozen=True)
class Chart:
    """Bars with their intervals, on one axis that starts at 0."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def alt(self) -> str:
        """The chart in words."""
        return f"{self.title}. " + "; ".join(f"{bar.name}: {bar.text}" for bar in self.bars)


Shown = Chart | Figure | Table


@dataclass(frozen=True)
class Slide:
    """A finding, what shows it, a few lines beside it, and what whoever presents it should know and can cite."""

    title: str
    shown: tuple[Shown, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def slides(assessment: Assessment) -> tuple[Slide, ...]:
    """The slides that apply to an assessment, in order."""
    return tuple(slide for make in SLIDES for slide in make(assessment))[:MOST]


def _opening(assessment: Assessment) -> Iterator[Slide]:
    from assessments.report.documents import stamp
    from assessments.report.sections import summary

    data_map = assessment.data_map
    about = f"Facts and laws as of {data_map.as_of}; people in {data_map.viewpoint}."
    apart = (summary.first_line, summary.states_sentence, summary.others_sentence)
    says = (*apart, summary.once_sentence, summary.bulk_sentence)
    lines = (about, *(said for say in says if (said := say(assessment))))
    notes = (summary.confidence_sentence(assessment),) if assessment.harm > 0.0 else ()
    yield Slide(data_map.title, (), lines, (*notes, stamp(assessment)))


def _people(assessment: Assessment) -> Iterator[Slide]:
    parts = (("States", states_together(assessment)), ("Others", others_together(assessment)))
    bars = tuple(
        _bar(f"{who}, level {n}+", part.persons_per_year[n], people, n) for who, part in parts for n in (4, 3, 2, 1)
    )
    states, others = (people(middle(part.persons_per_year[3])) for _, part in parts)
    title = f"At level 3 or higher, states reach {states} people a year, criminals, insiders and buyers {others}"
    levels = "; ".join(f"level {n}: {word}" for n, word in LEVELS.items())
    notes = (f"A person counts once for each event. Levels: {levels}.", UNSURE)
    yield Slide(title, (Chart("People exposed a year at each level or higher", bars),), notes=notes)


def _actors(assessment: Assessment) -> Iterator[Slide]:
    from assessments.results.leading_routes import leading

    ranked = leading(assessment)
    states = [r for r in ranked if r.foreign is not None]
    if states:
        bars = tuple(_bar(actor_name(r.actor), r.exposed.harm, number) for r in ranked[:MOST])
        chart = Chart("Severe equivalents a year", bars)
        note = "Every state is judged by the same method and the same defaults; shares are at the best values."
        yield Slide(_first_states(assessment, states), (chart,), notes=(note, UNSURE))


def _first_states(assessment: Assessment, states: Sequence[ActorRow]) -> str:
    """Which states come first, and whether their order can be told."""
    from risk.uncertainty.ranking import compared

    draws, named = assessment.uncertain, [_with_share(assessment, r) for r in states[:2]]
    if len(states) == 1:
        return f"Of all harm, {named[0]}; no other state has a way to the data"
    said = f"Of all harm, {named[0]} and {named[1]}"
    if draws is None:
        return f"{said}; how sure their order is has not been computed"
    found = compared(draws.harm(states[0].actor), draws.harm(states[1].actor))
    if found.tied == 1.0:
        return f"{said}: there is no order between the two"
    return f"{said}: the order of the two is {found.word}"


def _with_share(assessment: Assessment, found: ActorRow) -> str:
    from assessments.results.breakdown import of_actor

    share = of_actor(assessment, found.actor, found.exposed.share)
    return f"{actor_name(found.actor)} {share_known(share).text}"


def _flows(assessment: Assessment) -> Iterator[Slide]:
    from assessments.report.sections import flows

    data_map = assessment.data_map
    drawn = tuple(block for block in flows.section(assessment).blocks if isinstance(block, Figure))
    groups, systems = _count(len(data_map.users), "group"), _count(len(data_map.systems), "system")
    parties = _count(len(data_map.parties), "party runs, owns or reaches", "parties run, own or reach")
    title = f"Data of {groups} of people go to {systems} that {parties}"
    yield Slide(title, drawn, notes=tuple(f"{figure.caption} {figure.alt}" for figure in drawn))


def _routes(assessment: Assessment) -> Iterator[Slide]:
    from assessments.report.reasons import event_words
    from assessments.results.leading_routes import chains

    found = chains(assessment)
    if found:
        likely = max(found, key=lambda one: one.way.probability)
        words = event_words(assessment.data_map, likely.way.event)
        open_ = chance(middle(way_quantity(assessment, likely.way)))
        rows = tuple(route_row(assessment, one) for one in found)
        notes = tuple(_reasons(assessment, one) for one in found)
        title = f"The most open of the routes told: {words}, {open_} once attempted"
        yield Slide(title, (Table("Routes told first", ROUTES, rows),), notes=notes)


def route_row(assessment: Assessment, one: Chain) -> tuple[Cell, ...]:
    """A route, how open it is, and the condition that is the least likely of it."""
    from assessments.report.reasons import data_name, event_words, explained

    q = way_quantity(assessment, one.way)
    reasons = [r for r in explained(assessment.events, one.way) if r.probability is not None]
    weakest = min(reasons, key=lambda r: r.probability or 0.0, default=None)
    least = question(assessment.data_map, weakest.address) if weakest and weakest.address else ""
    data = listed([data_name(assessment.data_map, each) for each in one.data], 2)
    words = f"{_upper(event_words(assessment.data_map, one.way.event))}: {data}"
    return row(words, Cell(chance(middle(q)), middle(q)), _range(q, chance), least)


def _reasons(assessment: Assessment, one: Chain) -> str:
    """A route told step by step, with who says so."""
    from assessments.report.reasons import event_words, explained

    steps = (f"({n}) {r.because}: {r.evidence}." for n, r in enumerate(explained(assessment.events, one.way), 1))
    return f"{_upper(event_words(assessment.data_map, one.way.event))}. {' '.join(steps)}"


def _options(assessment: Assessment) -> Iterator[Slide]:
    from assessments.report.sections.options import CHOICE, by_name, change

    options = options_of(assessment)
    if options is None or len(options.rows) == 1:
        return
    ranked = sorted(options.rows[1:], key=lambda r: -middle(r.reduction))[:MOST]
    most, cost = change(middle(ranked[0].reduction)), change(middle(ranked[0].burden))
    charts = (
        Chart("Severe equivalents removed a year", tuple(_bar(by_name(r), r.reduction, change) for r in ranked)),
        Chart("Lifeline person-years lost", tuple(_bar(by_name(r), r.burden, change) for r in ranked)),
    )
    title = f"“{_short(ranked[0].title)}” removes most: {most} a year, for {cost} person-years"
    over = f"Averages over {figures(options.data_map.horizon)} years from the day of the map."
    notes = (over, UNSURE, CHOICE)
    yield Slide(title, charts, notes=notes)
    yield _beside(options)


def _beside(options: Options) -> Slide:
    """Which options another one does better than, and when each acts."""
    from assessments.report.sections.options import dominance

    rows, flips = options.rows[1:], flips_of(options)
    beaten = [r for r in rows if r.dominated.by]
    table = Table("Options beside each other", BESIDE, tuple(_option(options, r) for r in rows[:MOST]))
    title = f"For {len(beaten)} of {len(rows)} options another cuts at least as much risk with no more burden"
    return Slide(title, (table,), notes=tuple(dominance(options, r, flips) for r in beaten))


def _option(options: Options, found: OptionRow) -> tuple[Cell, ...]:
    from assessments.report.sections.options import by_name

    surely = found.dominated.probability
    most = max(found.dominated.by, key=lambda one: one.probability or 0.0, default=None)
    above = by_name(options.row(most.option)) if most else ""
    named = by_name(found) if len(found.options) > 1 else f"{by_name(found)}: {_short(found.title, BRIEF)}"
    share = Cell("not computed") if surely is None else Cell(percent(surely), surely)
    return row(named, _when(found), share, above, "yes" if found.frontier else "no")


def _when(found: OptionRow) -> str:
    if not found.timing.years:
        return "never"
    full = figures(found.timing.full)
    return "at once" if full == "0" else f"{full} year{'' if full == '1' else 's'}"


def _assumptions(assessment: Assessment) -> Iterator[Slide]:
    from assessments.results.ledger import assumed

    rows = assumed(assessment, ROWS)
    if not rows:
        return
    bars = tuple(_moving(assessment, found) for found in rows)
    rests = rests_on_assumed(assessment)
    sure = f"{percent(rests.point)} ({within(rests, percent)})"
    title = f"{sure} of the result rests on numbers that nobody stated; these move it most"
    chart = Chart("Percent by which the harm index moves when a number moves by one percent", bars)
    notes = tuple(f"{r.number.address}: {r.number.estimate.why or 'no reason given'}." for r in rows)
    yield Slide(title, (chart,), notes=notes)


def _moving(assessment: Assessment, found: LedgerRow) -> Bar:
    """How far a number moves the result, whichever way."""
    from assessments.results.breakdown import moved_by

    moved = moved_by(assessment, found)
    low, high = (
        sorted((abs(moved.low), abs(moved.high))) if moved.low is not None and moved.high is not None else (None, None)
    )
    return Bar(
        question(assessment.data_map, found.number.address),
        abs(moved.point),
        best_and_known(moved, by_percent).text,
        low,
        high,
    )


def _questions(assessment: Assessment) -> Iterator[Slide]:
    from assessments.results.ledger import by_spread

    data_map = assessment.data_map
    own = [(asked.ask, ", ".join(asked.about)) for asked in data_map.questions]
    assumed = [row.number.address for row in by_spread(assessment) if row.assumed]
    asked = tuple(dict([*own, *((question(data_map, address), address) for address in assumed)]).items())[:LISTED]
    if asked:
        rows = tuple(row(*pair) for pair in asked)
        table = Table("What to find out", (Column("Ask"), Column("It is about")), rows)
        yield Slide(f"To find out first: {asked[0][0]}", (table,))


def _law(assessment: Assessment) -> Iterator[Slide]:
    from assessments.report.sections import sources
    from assessments.results.laws import NOTE, as_of_text, meaning, outcome_words, title, verdicts

    found = verdicts(assessment.data_map)
    judged = [each for each in found if each.judged]
    rows = tuple(row(title(each.regime), outcome_words(each.decision.outcome), meaning(each)) for each in judged)
    table = Table("Laws that look at something on the map", LAWS, rows[:LISTED], "No law looked at does.")
    tables = (block for block in sources.section(assessment).blocks if isinstance(block, Table))
    cited = ("; ".join(cell.text for cell in cells if cell.text) for each in tables for cells in each.rows)
    notes = (f"{as_of_text(assessment.data_map, assessment.data_map.as_of)} This is {NOTE}.", "Sources:", *cited)
    said = f"{len(judged)} of {len(found)} laws looked at say something of this map"
    yield Slide(said, (table,), notes=notes)


def _bar(name: str, q: Quantity, say: Callable[[float], str], level: int | None = None) -> Bar:
    known = "" if q.low is None else f" ({_range(q, say)})"
    return Bar(name, middle(q), f"{say(middle(q))}{known}", q.low, q.high, level)


def _range(q: Quantity, say: Callable[[float], str]) -> str:
    return interval(q, say).removeprefix("90% interval ")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str, most: int = NAMED) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


SLIDES: tuple[Callable[[Assessment], Iterable[Slide]], ...] = (
    _opening,
    _people,
    _actors,
    _flows,
    _routes,
    _options,
    _assumptions,
    _questions,
    _law,
)
