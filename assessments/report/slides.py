"""Slides of an assessment for a meeting: at most ten slides, each of which says one finding in its title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.conclusions.forecast import all_or_none
from assessments.conclusions.routes import likeliest, weakest
from assessments.conclusions.sure import is_any, sizes_between
from assessments.report.blocks import Cell, Column, Figure, Table, row
from assessments.report.cells import tightly, with_ends
from assessments.report.figures.chart import Axis, Chart, Mark, spread_axis
from assessments.report.glossary import HARMED, WITHOUT_APP_FIRST
from assessments.report.questions import question
from assessments.report.sentences import (
    NOT_COMPUTED,
    as_read,
    by_percent,
    capital,
    chance,
    enumerated,
    figures,
    interval_words,
    middle,
    number,
    people,
    percent,
    the_actor,
)
from assessments.results.actors import by_harm
from assessments.results.options.switching_values import flips_of
from assessments.results.options.table import Options, options_of
from assessments.results.quantity import Quantity, route_quantity
from assessments.results.sensitivity import above

if TYPE_CHECKING:
    from assessments.results.ledger import LedgerRow
    from assessments.results.options.models import OptionResult
    from assessments.results.result import Actor
    from assessments.results.routes import MergedRoute
    from assessments.run import Run
    from laws.verdicts import Verdict

MOST, ROWS, LISTED = 10, 6, 8
UNCONDITIONAL = "for which the map states no condition"
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
    Column("Beaten by another, in simulations", numeric=True),
    Column("Above all"),
    Column("Best trade-off"),
)
LAWS = (Column("Law"), Column("Does it apply?"), Column("Outcome"), Column("What that means"))


Shown = Chart | Figure | Table


@dataclass(frozen=True)
class Slide:
    """A finding, what shows it, a few lines beside it, and what whoever presents it should know and can cite."""

    title: str
    shown: tuple[Shown, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def slides(run: Run) -> tuple[Slide, ...]:
    """The slides that apply to an assessment, in order."""
    return tuple(slide for make in SLIDES for slide in make(run))[:MOST]


def _opening(run: Run) -> Iterator[Slide]:
    from assessments.report.departures import scenario
    from assessments.report.documents import stamp
    from assessments.report.sections import page_one, summary

    data_map, changed = run.data_map, scenario(run)
    subject = f"Facts and laws as of {data_map.as_of}; people in {data_map.viewpoint}."
    lines = (subject, changed.banner, summary.first_line(run), *page_one.sentences(page_one.summary(run)))
    yield Slide(changed.titled(data_map.title), (), tuple(filter(None, lines)), (stamp(run),))


def _reach(run: Run) -> Iterator[Slide]:
    from assessments.report.filed.brief import states
    from assessments.report.sections import page_one

    made = page_one.summary(run)
    title, notes = page_one.widest_sentence(made), page_one.sentences(made)
    yield Slide(title, (states(made),), notes=notes)


def _actors(run: Run) -> Iterator[Slide]:
    from assessments.report.sections.actors import harm_mark, title

    ranked = [actor for actor in by_harm(run) if is_any(actor.harm)]
    if ranked:
        bars = tuple(harm_mark(actor) for actor in ranked[:MOST])
        chart = Chart("bars", title(run), bars, spread_axis(f"{HARMED} a year", bars))
        note = "Every state is judged by the same method and the same defaults."
        yield Slide(_first_actors(run, ranked), (chart,), notes=(note, UNSURE))


def _first_actors(run: Run, ranked: Sequence[Actor]) -> str:
    """The foreign state with the most harm, and whether its place can be told; the own state and others apart."""
    foreign = [actor for actor in ranked if actor.foreign]
    if not foreign:
        return f"No foreign state has a way to the data; {the_actor(ranked[0].actor)}: {_harm(ranked[0])} a year"
    first = foreign[0]
    return f"Of foreign states {the_actor(first.actor)} comes first: {_harm(first)} a year{_order(run, foreign)}"


def _order(run: Run, foreign: Sequence[Actor]) -> str:
    """How sure the order of the first two foreign states is; empty where there are no two."""
    if len(foreign) == 1:
        return ""
    order = above(run, *foreign[:2])
    if order is None:
        return "; how sure that order is has not been computed"
    return f"; before {the_actor(foreign[1].actor)}: {order.word}"


def _harm(actor: Actor) -> str:
    return f"{_with_range(actor.harm, number)} {HARMED}"


def _flows(run: Run) -> Iterator[Slide]:
    from assessments.report.sections import routes

    data_map = run.data_map
    figures = tuple(block for block in routes.flows(run).blocks if isinstance(block, Figure))
    groups, systems = _count(len(data_map.users), "group"), _count(len(data_map.systems), "system")
    parties = _count(len(data_map.parties), "party runs, owns or reaches", "parties run, own or reach")
    title = f"Data of {groups} of people go to {systems} that {parties}"
    yield Slide(title, figures, notes=tuple(f"{figure.caption} {figure.alt}" for figure in figures))


def _routes(run: Run) -> Iterator[Slide]:
    from assessments.report.reasons import event_words
    from assessments.results.routes import leading_routes

    routes = leading_routes(run)
    if routes:
        likely = likeliest(routes)
        words = event_words(run.data_map, likely.first.event)
        quantity = route_quantity(run, likely.first)
        # Where the map states nothing that stands in the way, that is no finding that the route is sure.
        open_ = UNCONDITIONAL if all_or_none(middle(quantity)) else f"{_with_range(quantity, chance)} once attempted"
        rows = tuple(route_row(run, route) for route in routes)
        notes = tuple(_reasons(run, route) for route in routes)
        title = f"The most open of the routes told: {words}, {open_}"
        yield Slide(title, (Table("Routes told first", ROUTES, rows),), notes=notes)


def route_row(run: Run, route: MergedRoute) -> tuple[Cell, ...]:
    """A route, how open it is, and the condition that is the least likely of it."""
    from assessments.report.reasons import data_name, event_words, explained

    q = route_quantity(run, route.first)
    reasons = explained(run.events, route.first)
    place = weakest(reason.probability for reason in reasons)
    address = None if place is None else reasons[place].address
    least = question(run.data_map, address) if address else ""
    data = enumerated([data_name(run.data_map, name) for name in route.data], 2)
    words = f"{capital(event_words(run.data_map, route.first.event))}: {data}"
    return row(words, Cell(as_read(q, chance), middle(q)), interval_words(q, chance) or NOT_COMPUTED, least)


def _reasons(run: Run, route: MergedRoute) -> str:
    """A route told step by step, with who says so."""
    from assessments.report.reasons import event_words, explained

    steps = (f"({n}) {r.because}: {r.evidence}." for n, r in enumerate(explained(run.events, route.first), 1))
    return f"{capital(event_words(run.data_map, route.first.event))}. {' '.join(steps)}"


def _options(run: Run) -> Iterator[Slide]:
    from assessments.conclusions.options import by_reach
    from assessments.report.option_words import in_picture
    from assessments.report.sections.options import CHOICE, DATA_LEFT
    from assessments.report.sentences import change

    options = options_of(run)
    if options is None or len(options.rows) == 1:
        return
    ranked = by_reach(options)[:MOST]
    reaches = [(row, row.reach.expected_data) for row in (*ranked, options.rows[0]) if row.reach]
    left = tuple(_bar(in_picture(options, row), reached, people) for row, reached in reaches[:-1])
    lost = tuple(_bar(in_picture(options, row), row.burden, change) for row in ranked if row.burden)
    burden = (_chart(f"{WITHOUT_APP_FIRST}, where somebody says what people lose", lost),) if lost else ()
    charts = (*((_chart(DATA_LEFT, left),) if left else ()), *burden)
    title = "No foreign state has anything within reach"
    if reaches:
        least, before = (_with_range(reached, people) for _, reached in (reaches[0], reaches[-1]))
        said = f"all data of {least} people, now of {before}"
        title = f"“{in_picture(options, ranked[0])}” leaves the least within reach: {said}"
    over = f"Averages over {figures(options.data_map.horizon)} years from the day of the map."
    notes = (over, UNSURE, CHOICE)
    yield Slide(title, charts, notes=notes)
    yield _standing_notes(options)


def _standing_notes(options: Options) -> Slide:
    """Which options another one does better than, and when each acts."""
    from assessments.report.option_words import dominance

    rows, flips = options.rows[1:], flips_of(options)
    beaten = [r for r in rows if r.dominated and r.dominated.by]
    table = Table("Options beside each other", BESIDE, tuple(_option(options, r) for r in rows[:MOST]))
    title = f"For {len(beaten)} of {len(rows)} options another cuts at least as much risk with no more burden"
    return Slide(title, (table,), notes=tuple(dominance(options, r, flips) for r in beaten))


def _option(options: Options, option: OptionResult) -> tuple[Cell, ...]:
    from assessments.conclusions.options import beaten_by
    from assessments.report.option_words import NOT_STATED, in_picture

    surely = option.dominated.probability if option.dominated else None
    most = beaten_by(option)
    above = in_picture(options, options.row(most.option)) if most else ""
    unknown = Cell("not computed") if option.burden else Cell(NOT_STATED, missing=True)
    share = unknown if surely is None else Cell(percent(surely), surely)
    on_frontier = NOT_STATED if option.frontier is None else "yes" if option.frontier else "no"
    return row(in_picture(options, option), _when(option), share, above, on_frontier)


def _when(option: OptionResult) -> str:
    if not option.timing.years:
        return "never"
    full = figures(option.timing.full)
    return "at once" if full == "0" else f"{full} year{'' if full == '1' else 's'}"


def _assumptions(run: Run) -> Iterator[Slide]:
    from assessments.report.sections.summary import origins_sentence
    from assessments.results.ledger import assumed

    rows = assumed(run, ROWS)
    if not rows:
        return
    bars = tuple(_moving(run, entry) for entry in rows)
    chart = _chart("Percent by which the harm moves when a number moves by one percent", bars)
    notes = tuple(f"{r.number.address}: {r.number.estimate.why or 'no reason given'}." for r in rows)
    yield Slide(origins_sentence(run), (chart,), notes=notes)


def _moving(run: Run, entry: LedgerRow) -> Mark:
    """The amount by which a number moves the result, whichever way."""
    from assessments.results.breakdown import moved_by

    moved = moved_by(run, entry.number.address)
    wording, words = question(run.data_map, entry.number.address), with_ends(moved, by_percent).text
    if moved.low is None or moved.high is None:
        return Mark(wording, abs(moved.point), text=words)
    low, furthest = sizes_between(moved.low, moved.high)
    return Mark(wording, abs(middle(moved)), x_low=low, x_high=furthest, text=words)


def _questions(run: Run) -> Iterator[Slide]:
    from assessments.results.ledger import by_spread

    data_map = run.data_map
    own = [(entry.ask, ", ".join(entry.about)) for entry in data_map.questions]
    assumed = [row.number.address for row in by_spread(run) if row.assumed]
    questions = tuple(dict([*own, *((question(data_map, address), address) for address in assumed)]).items())[:LISTED]
    if questions:
        rows = tuple(row(*pair) for pair in questions)
        table = Table("What to find out", (Column("Ask"), Column("It is about")), rows)
        yield Slide(f"To find out first: {questions[0][0]}", (table,))


def _law(run: Run) -> Iterator[Slide]:
    from assessments.report.law_words import as_of_text, meaning, outcome_of, standing_words, title
    from assessments.report.sections import law, sources
    from laws.decision import NOTE
    from laws.verdicts import verdicts

    laws = verdicts(run.data_map)
    applying = law.that_may_apply(laws)
    rows = tuple(
        row(title(verdict.regime), standing_words(verdict), outcome_of(verdict.decision), meaning(verdict))
        for verdict in applying
    )
    table = Table("Laws that apply or may apply", LAWS, rows[:LISTED], "No law looked at does.")
    tables = (block for block in sources.section(run).blocks if isinstance(block, Table))
    cited = ("; ".join(cell.text for cell in cells if cell.text) for table in tables for cells in table.rows)
    notes = (f"{as_of_text(run.data_map, run.data_map.as_of)} This is {NOTE}.", "Sources:", *cited)
    title_ = f"{len(applying)} of {len(laws)} laws looked at apply or may apply to this map{_open_laws(applying)}"
    yield Slide(title_, (table,), notes=notes)


def _open_laws(verdicts: Sequence[Verdict]) -> str:
    """For how many of the laws facts are missing; empty where for none."""
    from laws.verdicts import LACKS_FACTS

    missing = sum(verdict.standing in LACKS_FACTS for verdict in verdicts)
    return f"; for {missing} of them facts are missing" if missing else ""


def _chart(title: str, bars: tuple[Mark, ...]) -> Chart:
    """Bars with their intervals on one axis from 0, whose title says what it measures."""
    return Chart("bars", title, bars, Axis(title))


def _bar(name: str, q: Quantity, say: Callable[[float], str], level: int | None = None) -> Mark:
    return Mark(name, middle(q), x_low=q.low, x_high=q.high, text=_with_range(q, say), level=level)


def _with_range(q: Quantity, say: Callable[[float], str]) -> str:
    """The middle value, with its interval in brackets if there is one."""
    return as_read(q, say) if q.low is None else tightly(q, say)


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


SLIDES: tuple[Callable[[Run], Iterable[Slide]], ...] = (
    _opening,
    _reach,
    _actors,
    _flows,
    _routes,
    _options,
    _assumptions,
    _questions,
    _law,
)
