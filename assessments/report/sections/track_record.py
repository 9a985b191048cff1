"""Track record: how good the defaults have been on real services, in three sentences, and in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.conclusions.forecast import failing_defaults, holds, leans, least_skill, orders_fail, tells_apart
from assessments.report.blocks import Block, Cell, Column, Figure, Section, Table, Text, row
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.sentences import enumerated, figures, number, percent, span, state_name
from assessments.results.track_record import (
    BacktestResult,
    Between,
    Grouping,
    KindScores,
    ReachScores,
    ReliabilityBin,
    ResidualOf,
    RowGrouping,
    RowsAlike,
    TrackRecord,
    shipped_scores,
)
from risk.backtest.units import earlier_scores

if TYPE_CHECKING:
    from assessments.run import Run

TITLE = "How good have these defaults been?"
KINDS = {
    "intrusion": "Thefts by outsiders",
    "with_scraping": "Thefts and scrapes",
    "covert": "Takings by states",
    "insider": "Look-ups by insiders",
    "placed": "Insiders for a state",
}
REACH = {
    "content": "Content, ever",
    "routine": "Content, in a twentieth of requests",
    "any": "Any data, ever",
}
REACH_SCORES = (
    Column("What a state got"),
    Column("Rows", True),
    Column("Services", True),
    Column("Forecast", True),
    Column("Got it", True),
    Column("Brier", True),
    Column("By tie and keys", True),
    Column("One rate", True),
    Column("Skill over tie and keys", True),
    Column("Skill over one rate", True),
    Column("Log score", True),
    Column("Log by tie and keys", True),
    Column("Log of one rate", True),
)
ROWS = (
    Column("Group"),
    Column("Rows", True),
    Column("Services", True),
    Column("Forecast", True),
    Column("Got it", True),
    Column("90% interval"),
    Column("Brier", True),
    Column("By tie and keys", True),
)
BY: Mapping[RowGrouping, str] = {"tie": "tie", "keys": "keys", "word": "word of law on companies abroad"}
REACH_BINS = (Column("Forecast chance", True), Column("Got it", True), Column("90% interval"), Column("Rows", True))
REACH_NOTES = (
    "A row is a state that asked a service, and what it got. A short map of each says how likely it could order that.",
    "Both rates it is held against are those of other services. All rows of a service share one weight.",
    "An owner's state and users' keys are easy to tell; the rows by tie show how well the rest is told apart.",
    "What was given is not all that could be ordered. Requests by treaty count as the giving state's.",
    "A nought from fewer than ten requests tells nothing and is left out; so shares run high.",
    "These rows were read when defaults of ties were set: their scores are in sample.",
    "Words of law set no number. Of states with a partial word so few rows tell that no skill of words can be shown.",
)
NUMBERS = (
    Column("Kind"),
    Column("Expected", True),
    Column("Number, chance included", True),
    Column("Known", True),
)
SCORES = (
    Column("Kind"),
    Column("Brier", True),
    Column("Brier of own rate", True),
    Column("Brier of all alike", True),
    Column("Skill over own rate", True),
    Column("Skill over all alike", True),
    Column("Log score", True),
    Column("Log of own rate", True),
    Column("Log of all alike", True),
)
SCORES_NOTE = (
    "Of chances of at least one known event; 0 is perfect. Own rate: the rate of all other services. "
    "All alike: the mean rate for every service. Skill: 1 is perfect, 0 no better, below 0 worse."
)
BINS = (Column("Forecast chance", True), Column("Had one", True), Column("90% interval"), Column("Services", True))
ORDERS = (Column("Service"), Column("Period"), Column("Forecast accounts a year", True), Column("Published", True))
RESIDUALS = (
    Column("Group"),
    Column("Services", True),
    Column("Expected", True),
    Column("90% interval", True),
    Column("Known", True),
    Column("Lean"),
)
GROUPS: Mapping[Grouping, str] = {
    "owner": "Thefts by the owner's state",
    "kind": "Thefts by kind of service",
    "size": "Thefts by size",
}
EARLIER = (Column("Version"), Column("Kind"), Column("Map"), Column("Expected at", True), Column("Known at", True))
EARLIER_NOTE = "Earlier versions: services at which an event was expected to be known, and at which one is."
IN_SAMPLE = (
    "The rate of thefts and the share of people taken were set on the services that ship: their scores are in sample."
)
OVERLAPS = (
    IN_SAMPLE,
    "The share of takings that one organisation has lies between that of large firms and of these services.",
    "Look-ups by insiders were counted at Facebook and Google; Facebook owned Instagram, one of these services, then.",
    "One case of staff who worked for a state, and one of insiders, are at these services and among the cases counted.",
    "The share of thefts that the lists know was judged in part by a check of services chosen in the same way.",
    "Orders a user were fitted to twelve services, these among them; left out one at a time eleven lie inside.",
    "Takings by states are of others.",
    "So only services that nobody looked at before decide.",
)
INSIDERS_DIFFER = (
    "Look-ups are counted as the employer knew them, staff dismissed one by one, and told years later in one sum.",
    "What is known of these services is what was reported, a case at a time. So the two do not count the same.",
)
ORDERS_DIFFER = (
    "The rate is that of the provider most asked, for each inhabitant of the state that asks, times a factor.",
    "All people of a service are put in its owner's state, as the file does not say where they are.",
)
NOT_SHOWN = (
    "This is a record of defaults on short maps, not of anybody's own numbers.",
    "It holds for large, well-known services only. Smaller apps are attacked, defended and written about differently.",
    "The file does not say where people are, nor how many staff: people are put with the owner, staff at 1,000.",
    "Where nothing is known, nothing may have happened, or nobody noticed.",
    "No event in so many years can show that a high rate is wrong, not that a low one is right.",
    "The lists know best what was published in English. No list tells of insiders: those that were looked for count.",
)


def section(run: Run) -> Section:
    """Three sentences and one figure on the services that ship; the same whatever map is assessed."""
    scores = shipped_scores()
    return Section("track-record", TITLE, (*(Text(text) for text in in_short(scores)), reliability(scores)))


def in_one(scores: BacktestResult) -> str:
    """The number of thefts that the defaults expected and the number known, in a sentence."""
    thefts = scores.kinds.intrusion
    return (
        f"These defaults expected {_ends(thefts.expected)} known thefts at {scores.units} services; "
        f"{thefts.observed} are known."
    )


def in_short(scores: BacktestResult) -> tuple[str, str, str]:
    """The expected and the known numbers; whether services are told apart; what this does not test."""
    thefts, covert, insider = scores.kinds.intrusion, scores.kinds.covert, scores.kinds.insider
    first = (
        f"For {scores.units} large services over {figures(scores.unit_years)} service-years these defaults expected "
        f"{_ends(thefts.expected)} known thefts; {thefts.observed} are known."
    )
    second = (
        f"They expected {_ends(covert.expected)} known takings by states and {_ends(insider.expected)} look-ups by "
        f"insiders; {covert.observed} and {insider.observed} are known."
    )
    third = (
        f"For thefts their skill against one rate for all is {figures(thefts.skill)} (1 is perfect); "
        "only services not used to set them can test it."
    )
    return first, second, third


def failing_words(scores: TrackRecord) -> str:
    """The kinds of defaults that fail at real services, by their names; empty where none does."""
    names = {**KINDS, **{f"reach.{name}": f"reach of {words}" for name, words in REACH.items()}, "orders": "orders"}
    return enumerated([names[name].split(",")[0].lower() for name in failing_defaults(scores)])


def every_kind(scores: TrackRecord) -> str:
    """Every kind that was tested in few words, the failing ones first."""
    kinds, failing = scores.kinds, failing_defaults(scores)
    told = {name: f"{KINDS[name].lower()} ({_few(kind)})" for name, kind in kinds.of_events().items()}
    for name, asked in (kinds.reach.questions() if kinds.reach else {}).items():
        told[f"reach.{name}"] = f"reach, {REACH[name].lower()} (skill {figures(least_skill(asked))})"
    if orders := kinds.orders:
        told["orders"] = f"orders ({_within_interval(orders.inside_90, orders.n)} reports inside the interval)"
    holding = [words for name, words in told.items() if name not in failing]
    fails = f"Fail: {enumerated([told[name] for name in failing])}. " if failing else ""
    return f"{fails}Hold: {enumerated(holding)}." if holding else fails.rstrip()


def _few(kind: KindScores) -> str:
    return f"{number(kind.expected.median)} expected, {kind.observed or 'none'} known"


def known_error(scores: BacktestResult) -> str:
    """The expected and the known number of each kind of event, how often intervals held, and which fail."""
    kinds = [f"{name}: {_ends(kind.expected)} expected, {kind.observed} known." for name, kind in _kinds(scores)]
    failing = [name for name, kind in _kinds(scores) if not holds(kind)]
    orders, sizes = scores.kinds.orders, scores.sizes
    if orders:
        kinds.append(
            f"Orders: {_within_interval(orders.inside_90, orders.n)} published counts lie within 90% intervals."
        )
    if sizes:
        kinds.append(f"Sizes of thefts: {_within_interval(sizes.inside_90, sizes.n)} lie within them.")
    for name, asked in (scores.kinds.reach.questions() if scores.kinds.reach else {}).items():
        brier, by_tie, one_rate = (_score(value).text for value in (asked.brier, asked.tie_brier, asked.frame_brier))
        kinds.append(f"Reach, {REACH[name].lower()}: Brier {brier}; by tie and keys {by_tie}, by one rate {one_rate}.")
    fails = f"Outside their intervals, chance included: {enumerated(failing).lower()}." if failing else ""
    parts = (f"At {scores.units} real services, with 90% intervals.", *kinds, fails, IN_SAMPLE)
    return " ".join(filter(None, parts))


def _within_interval(share: float, n: int) -> str:
    """How many of some lie within an interval, by their share."""
    return f"{round(share * n)} of {n}"


def _ends(between: Between) -> str:
    """A middle with its 90 % interval."""
    return f"{number(between.median)} ({span(between.low, between.high, number)})"


def all_sections(scores: BacktestResult) -> tuple[Section, ...]:
    """Everything about the scores on some services."""
    return (
        Section("short", TITLE, tuple(Text(text) for text in _summary(scores))),
        Section("numbers", "Expected and known numbers", (_numbers(scores), *_missed(scores))),
        Section("scores", "Chances", (_scores(scores), Text(SCORES_NOTE), reliability(scores), _bins(scores))),
        Section("sizes", "Sizes and orders", tuple(_sizes(scores))),
        Section("reach", "Reach: what states that asked got", tuple(_reach(scores))),
        Section("leans", "Leans", tuple(_residuals(scores))),
        Section("versions", "Versions of the catalogue", (_earlier(scores), Text(EARLIER_NOTE))),
        Section("overlaps", "Classes that overlap with these services", tuple(map(Text, OVERLAPS))),
        Section("not-shown", "What this does not show", tuple(map(Text, NOT_SHOWN))),
    )


def _summary(scores: BacktestResult) -> tuple[str, ...]:
    return (f"Version {scores.catalogue} of the catalogue.", *in_short(scores))


def _numbers(scores: BacktestResult) -> Table:
    rows = (
        row(name, _ends(kind.expected), _ends(kind.predicted), Cell(str(kind.observed), kind.observed))
        for name, kind in _kinds(scores)
    )
    return Table("Events expected to become known, with 90% intervals, and those known", NUMBERS, tuple(rows))


def _missed(scores: BacktestResult) -> Iterator[Text]:
    """The kinds of which the known number lies outside what was forecast, chance included, and why insiders do."""
    for name, kind in _kinds(scores):
        if not holds(kind):
            yield Text(f"{name}: this default fails here. The known number, {kind.observed}, is outside its interval.")
            yield from map(Text, INSIDERS_DIFFER if name == KINDS["insider"] else ())


def _kinds(scores: BacktestResult) -> Iterator[tuple[str, KindScores]]:
    for kind, name in KINDS.items():
        yield name, getattr(scores.kinds, kind)


def _scores(scores: BacktestResult) -> Table:
    rows = (
        row(
            name,
            *map(_score, (kind.brier, kind.frame_brier, kind.alike_brier)),
            *map(_score, (kind.skill, kind.skill_over_alike)),
            *map(_score, (kind.log, kind.frame_log, kind.alike_log)),
        )
        for name, kind in _kinds(scores)
    )
    return Table("Scores of chances", SCORES, tuple(rows))


def _score(value: float) -> Cell:
    """A score with two significant figures, as a decimal however small: it is no share of anything."""
    return Cell(format(Decimal(f"{value:.2g}"), "f"), value)


def reliability(scores: BacktestResult) -> Figure:
    """The reliability curve of thefts: forecast chances against the share of services that had one."""
    marks = tuple(
        Mark(
            f"{group.n} services",
            100 * group.forecast,
            y=100 * group.observed,
            y_low=100 * group.low,
            y_high=100 * group.high,
            text=f"forecast {percent(group.forecast)}, had one {percent(group.observed)}",
        )
        for group in scores.kinds.intrusion.bins
    )
    title = "Thefts: forecast chance of one becoming known, and services that had one"
    chart = Chart("scatter", title, marks, Axis("forecast chance in 100"), Axis("services with one, in 100"))
    return Figure(chart, chart.alt, f"{title}; services in groups of rising forecast, with 90% intervals.")


def _bins(scores: BacktestResult) -> Table:
    return Table("Thefts, by forecast", BINS, _bin_rows(scores.kinds.intrusion.bins))


def _bin_rows(bins: Sequence[ReliabilityBin]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        row(
            percent(group.forecast),
            percent(group.observed),
            span(group.low, group.high, percent),
            Cell(str(group.n), group.n),
        )
        for group in bins
    )


def _sizes(scores: BacktestResult) -> Iterator[Block]:
    if sizes := scores.sizes:
        yield Text(_inside("shares of people taken in a theft or scrape", sizes.n, sizes.inside_50, sizes.inside_90))
    if orders := scores.kinds.orders:
        yield Text(_inside("reports on orders", orders.n, orders.inside_50, orders.inside_90))
        if orders_fail(orders):
            yield from map(Text, ("Orders: this default fails here.", *ORDERS_DIFFER))
        rows = (
            row(report.unit, report.period, _ends(report.forecast), Cell(number(report.published), report.published))
            for report in orders.reports
        )
        yield Table("Accounts a year named in orders", ORDERS, tuple(rows))
    if not scores.sizes and not scores.kinds.orders:
        yield Text("Neither a size nor a number of orders is known.")


def _reach(scores: BacktestResult) -> Iterator[Block]:
    if not (reach := scores.kinds.reach):
        return
    out = "".join(f" {n}: {why}." for why, n in reach.left_out.items())
    yield Text(f"Of {reach.rows} rows {sum(reach.left_out.values())} are in no score.{out}")
    for name, asked in reach.questions().items():
        if not tells_apart(asked):
            yield Text(f"{REACH[name]}: this default fails here. It tells rows apart no better than a rate.")
    rows = (_reach_row(REACH[name], asked) for name, asked in reach.questions().items())
    yield Table("Chances that a state could order it, and what states got", REACH_SCORES, tuple(rows))
    yield from map(Text, REACH_NOTES)
    if reach.from_memory:
        yield Table("Rows from memory, any data", REACH_SCORES, (_reach_row("From memory", reach.from_memory),))
    for name, asked in reach.questions().items():
        yield Table(f"{REACH[name]}, by forecast", REACH_BINS, _bin_rows(asked.bins))
        for way, words in BY.items():
            groups = (asked.groups or {}).get(way, {})
            yield Table(f"{REACH[name]}, by {words}", ROWS, tuple(_alike(name, rows) for name, rows in groups.items()))


def _reach_row(name: str, asked: ReachScores) -> tuple[Cell, ...]:
    scored = (asked.brier, asked.tie_brier, asked.frame_brier, asked.skill_over_tie, asked.skill)
    return row(*_alike(name, asked.whole)[:5], *map(_score, (*scored, asked.log, asked.tie_log, asked.frame_log)))


def _alike(name: str, rows: RowsAlike) -> tuple[Cell, ...]:
    counts = (Cell(str(rows.rows), rows.rows), Cell(str(rows.services), rows.services))
    got = (percent(rows.forecast), percent(rows.got), span(rows.low, rows.high, percent))
    return row(name, *counts, *got, _score(rows.brier), _score(rows.tie_brier))


def _inside(what: str, n: int, inside_50: float, inside_90: float) -> str:
    return f"Of {n} {what}, {percent(inside_50)} lie within the 50% interval and {percent(inside_90)} within the 90%."


def _residuals(scores: BacktestResult) -> Iterator[Table]:
    for way, caption in GROUPS.items():
        groups = scores.residuals[way]
        names = {name: state_name(name) if way == "owner" and name != "unknown" else name for name in groups}
        yield Table(caption, RESIDUALS, tuple(_residual(names[name], group) for name, group in groups.items()))


def _residual(name: str, group: ResidualOf) -> tuple[Cell, ...]:
    lean = {-1: "fewer known", 0: "", 1: "more known"}[leans(group)]
    return row(
        name,
        Cell(str(group.units), group.units),
        Cell(number(group.expected), group.expected),
        f"{group.low:g}" if group.low == group.high else f"{group.low:g}–{group.high:g}",
        Cell(str(group.observed), group.observed),
        lean,
    )


def _earlier(scores: BacktestResult) -> Table:
    rows = [
        row(
            scored.catalogue,
            KINDS[scored.kind],
            scored.map,
            Cell(figures(scored.expected), scored.expected),
            str(scored.observed),
        )
        for scored in earlier_scores()
    ]
    return Table("Earlier versions on the 70 services that ship", EARLIER, tuple(rows))
