"""Laws that the map meets: outcomes, reasons, open questions, and states with access in general."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Figure, Heading, Section, Table, Text, row
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.law_words import (
    PRESUMED,
    STANDING,
    as_of_text,
    as_question,
    fact_value,
    meaning,
    not_held,
    outcome_of,
    title,
)
from assessments.report.reasons import data_name
from assessments.report.sentences import actor_name, listed
from assessments.results.actors import general_access
from assessments.results.laws import TurnedFact, outcomes_over_time, turned_facts
from data_maps.problems import Path, path_text
from risk.regimes.decision import NOTE, outcome_words
from risk.regimes.on_maps.judging import Judged, Standing, Verdict, over_text, verdicts
from risk.regimes.parameters import law
from risk.regimes.schema import question

if TYPE_CHECKING:
    from datetime import date

    from assessments.run import Run
    from data_maps.model import DataMap
    from risk.jurisdictions import RestsOn
    from risk.regimes.parameters import Version

LAWS = (Column("Law"), Column("Does it apply?"), Column("Outcome"), Column("What that means, or what would tell"))
FINDINGS = (Column("Looked at"), Column("Finding"), Column("Text"), Column("Where"))
OPEN = (Column("Looked at"), Column("What would tell"))
CHANGES = (
    Column("Looked at"),
    Column("Were this otherwise"),
    Column("Now"),
    Column("Then"),
    Column("Outcome"),
)
TIME = (Column("From"), Column("Outcome"), Column("Day looked at"))
SAME = "the same"
MORE = "datareach regimes says why, with the texts and what would tell."
BEYOND = 2.0  # years that a figure goes on after the last day in it
IN_TIME = "The upright line is the day that is looked at. A law without an end reaches the edge."
WEAK = (Column("Text"), Column("Number, day or list"), Column("Rests on"))
GROUNDS: Mapping[RestsOn, str] = {
    "official": "the text, read on {}",
    "copy": "a copy, read on {}",
    "summary": "a summary, read on {}",
    "recall": "recall, read by nobody",
}
TAKEN = (Column("Taken as so"), Column("Text"))
READINGS = (Column("Looked at"), Column("Read as"), Column("Outcome"), Column("Text"))
GENERAL_ACCESS = "Access in general to the content of communications"
ACCESS = (Column("State"), Column("Is a way open on this map?"), Column("To what"))
ACCESS_NOTE = (
    "By orders for everybody's data, by standing access, or by reading a line. This is a yes or no: no chance makes a "
    "yes smaller, and nothing here is part of an average. Where a court asks after the essence of a right, the "
    "answer is the court's. The Court of Justice of the European Union did so in the first Schrems judgment."
)


def section(run: Run) -> Section:
    """Every law with its outcome; for those that look at something on the map, findings and open questions."""
    laws = verdicts(run.data_map)
    lead = f"{as_of_text(run.data_map, run.data_map.as_of)} Outcomes are in each law's own terms: {NOTE}."
    unread = not_held(run.data_map, run.data_map.as_of)
    blocks: list[Block] = [Text(lead), *([Text(unread)] if unread else []), overview(laws)]
    for verdict in laws:
        blocks += detail(verdict) if verdict.judged else ()
    blocks += [Heading(GENERAL_ACCESS), *general_access_blocks(run)]
    return Section("law", "Laws that may apply", tuple(blocks))


def short(run: Run) -> Section:
    """The laws that apply or may, for a page, and how many others there are."""
    laws = verdicts(run.data_map)
    closed: tuple[Standing, ...] = ("not_in_force", "does_not_concern")
    open_ones = [verdict for verdict in laws if verdict.standing not in closed]
    lead = f"{as_of_text(run.data_map, run.data_map.as_of)} {groups_sentence(laws)}"
    return Section(
        "law", "Laws that may apply", (Text(lead), *([overview(open_ones)] if open_ones else []), Text(MORE))
    )


def general_access_blocks(run: Run) -> tuple[Block, ...]:
    """The answer for each state, and what kind of answer it is."""
    names = {data: data_name(run.data_map, data) for data in run.data_map.data}
    rows = tuple(
        row(actor_name(access.actor), "yes" if access.data else "no", listed([names[data] for data in access.data]))
        for access in general_access(run)
    )
    empty = "No state has anything to do with this map."
    return Table("Each state, yes or no", ACCESS, rows, empty), Text(ACCESS_NOTE)


def overview(laws: Sequence[Verdict]) -> Table:
    """Every law with whether it applies and its outcome; those that apply first, then those that may."""
    ranks = {verdict.regime: list(STANDING).index(verdict.standing) for verdict in laws}
    rows = (
        row(
            title(verdict.regime),
            STANDING[verdict.standing],
            outcome_of(verdict.decision) if verdict.judged else "",
            _means(verdict),
        )
        for verdict in sorted(laws, key=lambda verdict: ranks[verdict.regime])
    )
    return Table("Laws and what each says of this map", LAWS, tuple(rows))


GROUPS: Mapping[tuple[str, str], tuple[Standing, ...]] = {
    ("applies", "apply"): ("applies", "applies_open"),
    ("may apply, facts or the text are open", "may apply, facts or the text are open"): (
        "facts_missing",
        "text_open",
        "text_not_read",
    ),
    ("is not in force on that day", "are not in force on that day"): ("not_in_force",),
    ("does not concern this app", "do not concern this app"): ("does_not_concern",),
}


def groups_sentence(laws: Sequence[Verdict]) -> str:
    """The number of laws that apply, may apply, are not in force, and do not concern the app."""
    standings = [verdict.standing for verdict in laws]
    counts = {words: sum(standings.count(one) for one in group) for words, group in GROUPS.items()}
    texts = [f"{count} {one if count == 1 else several}" for (one, several), count in counts.items() if count]
    return f"Of {len(laws)} laws: {'; '.join(texts)}."


def questions_table(laws: Sequence[Verdict]) -> Table:
    """The questions whose answers would tell whether a law applies, or what follows, a row each."""
    questions = dict.fromkeys(
        (title(verdict.regime), as_question(missing.ask)) for verdict in laws for missing in verdict.questions
    )
    rows = tuple(row(*pair) for pair in questions)
    return Table("Facts that would tell", (Column("Law"), Column("Question")), rows, "No fact is missing.")


def in_time(laws: Sequence[Verdict], day: date) -> Figure:
    """When each law is in force, with the day that is looked at as a line."""
    spans = {verdict.regime: law(verdict.regime).parameters["in_force"].versions for verdict in laws}
    days = (
        day,
        *(limit for versions in spans.values() for span in versions for limit in (span.first, span.last) if limit),
    )
    edge = _year(max(days)) + BEYOND
    marks = tuple(mark for regime, versions in spans.items() for mark in _in_force(regime, versions, day, edge))
    holding = sum(not mark.hollow for mark in marks)
    finding = f"{holding} of {len(marks)} laws are in force on {day}"
    chart = Chart("ranges", finding, marks, Axis("year", years=True), rule=_year(day))
    return Figure(chart, chart.alt, IN_TIME)


def _in_force(regime: str, versions: Sequence[Version], day: date, edge: float) -> Iterator[Mark]:
    """The time from a law's first version to its last; one without an end is drawn up to the edge of the figure."""
    first, last = versions[0].first, versions[-1].last
    if first is None:
        return
    words = f"from {first}{f' to {last}' if last else ''}"
    start, end = _year(first), _year(last) if last else edge
    hollow = not any(version.holds(day) for version in versions)
    yield Mark(title(regime), start, x_low=start, x_high=end, text=words, hollow=hollow)


def _year(day: date) -> float:
    """A day as a year with its fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _means(verdict: Verdict) -> str:
    return (
        meaning(verdict)
        if verdict.judged
        else f"{verdict.decision.because[0].text} ({verdict.decision.because[0].citation})"
    )


def nothing(verdict: Verdict, *, alone: bool = False) -> tuple[Block, ...]:
    """The sentence on a law that looks at nothing on the map; without its name where it stands alone."""
    return _heading(verdict, alone), Text(f"{_means(verdict)}.")


def detail(verdict: Verdict, *, alone: bool = False) -> tuple[Block, ...]:
    """The findings of one law, what is missing to tell, and other readings; without its name where it stands alone."""
    why = _of(verdict, "Why", alone, outcome_of(verdict.decision))
    blocks: list[Block] = [_heading(verdict, alone), Table(why, FINDINGS, tuple(_findings(verdict)))]
    if open_ := tuple(_open(verdict)):
        blocks.append(Table(_of(verdict, "What is missing to tell", alone), OPEN, open_))
    if readings := tuple(_readings(verdict)):
        other = _of(verdict, "Where the text can be read in more than one way", alone)
        blocks.append(Table(other, READINGS, readings))
    if presumed := tuple(row(finding.text, finding.citation) for finding in verdict.presumed):
        blocks.append(Table(_of(verdict, as_question(PRESUMED), alone), TAKEN, presumed))
    if weak := tuple(_weak(verdict.regime)):
        blocks.append(Table(_of(verdict, "Not wholly read in the official text or a copy of it", alone), WEAK, weak))
    return tuple(blocks)


def _weak(regime: str) -> Iterator[tuple[Cell, ...]]:
    """The values of a law that rest on a summary or on recall, each once."""
    terms = law(regime)
    values = (
        (version.citation, (terms.parameters[name].what, _rests_on(version, ground)))
        for name, version, ground in terms.weak()
    )
    yield from (row(citation, *what) for citation, what in _together(values))


def _rests_on(version: Version, ground: RestsOn) -> str:
    """The ground of a value in words, its first day apart where that was written from memory."""
    words = GROUNDS[ground].format(version.read.day)
    return f"{words}; its first day from recall" if version.recall else words


def _heading(verdict: Verdict, alone: bool) -> Heading:
    outcome = outcome_of(verdict.decision)
    return Heading(f"Outcome: {outcome}" if alone else f"{title(verdict.regime)}: {outcome}")


def _of(verdict: Verdict, what: str, alone: bool, finding: str = "") -> str:
    """What a table is of: the law where others stand beside it, else what was found."""
    return f"{what}: {title(verdict.regime)}" if not alone else f"{what}: {finding}" if finding else what


def changes(verdict: Verdict, *, alone: bool = False) -> Table:
    """The facts that, were they otherwise, would change what the law says."""
    facts = (
        (judged.matter.about, _turned(verdict.regime, fact))
        for judged in verdict.judged
        for fact in turned_facts(judged, verdict.day)
    )
    rows = tuple(row(name, *what) for name, what in _together(facts))
    flipping = f"any of {len(rows)} facts" if len(rows) > 1 else "a single fact"
    name = _of(verdict, "What would change it", alone, flipping if rows else "")
    return Table(name, CHANGES, rows, "No single fact would.")


def _turned(regime: str, fact: TurnedFact) -> tuple[str, ...]:
    values = fact_value(fact.before), fact_value(fact.after)
    return _fact(regime, fact.path), *values, outcome_words(fact.outcome)


def _fact(regime: str, path: Path) -> str:
    """A fact in the words of its schema, without the question."""
    words = question(regime, path).partition("? ")[2]
    return words or path_text(path)


def over_time(verdict: Verdict, data_map: DataMap, today: date, *, alone: bool = False) -> tuple[Block, ...]:
    """The answers of the law on each day on which it changed: as a picture, and as a table beside it."""
    outcomes = outcomes_over_time(verdict.regime, data_map, today)
    now = max((day for day, _ in outcomes if day <= verdict.day), default=outcomes[0][0])
    spans = [(str(day), outcome_of(decision), day == now) for day, decision in outcomes]
    holds = next(f"{outcome} from {day}" for day, outcome, holds_now in spans if holds_now)
    name = _of(verdict, "Over time", alone, holds if len(spans) > 1 else f"{spans[0][1]} throughout")
    alt = "; ".join(f"from {day} {outcome}" for day, outcome, _ in spans)
    marks = tuple(
        Mark(outcome, float(place), text=f"from {day}", hollow=not holding)
        for place, (day, outcome, holding) in enumerate(spans)
    )
    rows = tuple(row(day, outcome, f"holds on {verdict.day}" if holds_now else "") for day, outcome, holds_now in spans)
    return (
        Figure(Chart("spans", name, marks, Axis("")), f"Over time: {alt}", "Over time; widths are no measure."),
        Table(name, TIME, rows),
    )


def _findings(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    """The findings; things of which a law says the same for the same reasons stand together."""
    alike: dict[Hashable, list[Judged]] = {}
    for judged in verdict.judged:
        reasons = tuple((finding.text, finding.citation) for finding in judged.decision.because)
        alike.setdefault((judged.decision.outcome, reasons, tuple(_counted(judged))), []).append(judged)
    for several in alike.values():
        names = f"{'; '.join(judged.matter.about for judged in several)}: {outcome_of(several[0].decision)}"
        abouts = chain((names,), repeat(SAME))
        for number, finding in enumerate(several[0].decision.because):
            places = dict.fromkeys(like.matter.place(like.decision.because[number].path) for like in several)
            where = ", ".join(place.cited for place in places if place)
            yield row(next(abouts), finding.text, finding.citation, where)
        for text_ in _counted(several[0]):
            yield row(next(abouts), Cell(text_, about="people"), "from the numbers of people on the map", "")


def _counted(judged: Judged) -> Iterator[str]:
    for count in judged.counts:
        yield from over_text(judged.decision.regime, count)


def _open(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    questions = (
        (judged.matter.about, (as_question(fact.ask),)) for judged in verdict.judged for fact in judged.decision.unknown
    )
    return (row(name, *cells) for name, cells in _together(questions))


def _readings(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    read = (
        (judged.matter.about, (other.says, outcome_words(other.outcome), other.citation))
        for judged in verdict.judged
        for other in judged.decision.alternatives
    )
    return (row(name, *cells) for name, cells in _together(read))


def _together(said: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is said of several things is said once of all; the things are named once where the next is said of them."""
    named: dict[tuple[str, ...], dict[str, None]] = {}
    for name, what in said:
        named.setdefault(what, {})[name] = None
    before = ""
    for what, abouts in named.items():
        joined = "; ".join(abouts)
        yield SAME if joined == before else joined, what
        before = joined
