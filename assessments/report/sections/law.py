"""Laws that the map meets: outcomes, reasons, open questions, and states with access in general."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby, repeat
from typing import NamedTuple

from assessments.conclusions.law_texts import first_and_last, held_since, in_force_between, ordered_by
from assessments.report.blocks import Block, Cell, Column, Figure, Heading, Section, Table, Text, row
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.law_words import (
    PRESUMED,
    STANDING,
    as_of_text,
    as_question,
    fact_value,
    marked,
    meaning,
    not_held,
    outcome_beside,
    outcome_of,
    standing_words,
    stands,
    title,
    told_and_folded,
)
from assessments.report.reasons import data_name
from assessments.report.sentences import actor_name, enumerated
from assessments.results.actors import general_access
from assessments.results.laws import TurnedFact, decisions_over_time, turned_facts
from assessments.run import Run
from data_maps.model import DataMap
from data_maps.problems import KeyPath, path_text
from laws.decision import NOTE, outcome_words
from laws.facts import question
from laws.parameters import Duty, UnreadText, Version, law
from laws.uncertain_facts import JudgedMatter, over_text
from laws.verdicts import CLOSED, LawStanding, Verdict, verdicts
from risk.jurisdictions import SourceBasis

LAWS = (Column("Law"), Column("Does it apply?"), Column("Outcome"), Column("What that means, or what would tell"))
FINDINGS = (Column("Looked at"), Column("Finding"), Column("Text"), Column("Where"))
OPEN = (Column("Looked at"), Column("What would tell"))
QUESTIONS = (Column("Law"), Column("Question"))
MISSING, TOGETHER = "What is missing to tell", "What tells only with other answers"
TextRow = tuple[str, tuple[Cell | str, ...]]
"""The thing looked at, and what is said of it."""
LawQuestions = list[tuple[str, str]]
"""The same with a question each."""
CHANGES = (
    Column("Looked at"),
    Column("Were this otherwise"),
    Column("Now"),
    Column("Then"),
    Column("Outcome"),
)
TIME = (Column("From"), Column("Outcome"), Column("Text"), Column("Day looked at"))
SAME = "the same"
MORE = "datareach regimes says why, with the texts and what would tell."
DATED = 20  # of so many things a report says what a law said of them over time; a document on the law alone, of all
BEYOND = 2.0  # years that a figure goes on after the last day in it
IN_TIME = (
    "The upright line is the day that is looked at; what is not in force on it is hollow. "
    "A law without an end reaches the edge. Laws that do not concern the app are left out."
)
WEAK = (Column("Text"), Column("Number, day or list"), Column("Rests on"))
GROUNDS: Mapping[SourceBasis, str] = {
    "official": "the text, read on {}",
    "copy": "a copy, read on {}",
    "summary": "a summary, read on {}",
    "recall": "recall, read by nobody",
}
TAKEN = (Column("Taken as so"), Column("Text"))
DUTIES = (Column("Duty"), Column("When"), Column("Beside"), Column("Text"))
CALENDAR = (Column("Law"), *DUTIES)
READINGS = (Column("Looked at"), Column("Read as"), Column("Outcome"), Column("Text"))
GENERAL_ACCESS = "Access in general to the content of communications"
ACCESS = (Column("State"), Column("Is a way open on this map?"), Column("To what"))
ACCESS_NOTE = (
    "By orders for everybody's data, by standing access, or by reading a line. This is a yes or no: no chance makes a "
    "yes smaller, and nothing here is part of an average. Where a court asks after the essence of a right, the "
    "answer is the court's. The Court of Justice of the European Union did so in the first Schrems judgment."
)


def section(run: Run) -> Section:
    """Every law with its outcome; of those that look at something on the map, findings, open questions and days."""
    laws = verdicts(run.data_map)
    lead = f"{as_of_text(run.data_map, run.data_map.as_of)} {groups_sentence(laws)}"
    terms = Text(f"Outcomes are in each law's own terms: {NOTE}.")
    unread = not_held(run.data_map, run.data_map.as_of)
    blocks: list[Block] = [Text(lead), terms, *([Text(unread)] if unread else []), overview(laws)]
    open_ones = that_may_apply(laws)
    for verdict in (verdict for verdict in laws_by_standing(laws) if verdict.judged):
        blocks += detail(verdict)
        if verdict in open_ones and len(verdict.judged) <= DATED:
            blocks += over_time(verdict, run.data_map, run.data_map.as_of)[1:]
    blocks += [Heading(GENERAL_ACCESS), *general_access_blocks(run)]
    return Section("law", "Laws that may apply", tuple(blocks))


def short_section(run: Run) -> Section:
    """The laws that apply or may, for a page, and how many others there are."""
    laws = verdicts(run.data_map)
    open_ones = that_may_apply(laws)
    lead = f"{as_of_text(run.data_map, run.data_map.as_of)} {groups_sentence(laws)}"
    return Section(
        "law", "Laws that may apply", (Text(lead), *([overview(open_ones)] if open_ones else []), Text(MORE))
    )


def general_access_blocks(run: Run) -> tuple[Block, ...]:
    """The answer for each state, and what kind of answer it is."""
    names = {data: data_name(run.data_map, data) for data in run.data_map.data}
    rows = tuple(
        row(
            actor_name(access.actor),
            "yes" if access.data else "no",
            enumerated([names[data] for data in access.data]),
        )
        for access in general_access(run)
    )
    empty = "No state has anything to do with this map."
    return Table("Each state, yes or no", ACCESS, rows, empty), Text(ACCESS_NOTE)


def laws_by_standing(laws: Iterable[Verdict]) -> list[Verdict]:
    """The laws, those that apply first, then those that may."""
    return ordered_by(((verdict, verdict.standing) for verdict in laws), list(STANDING))


def that_may_apply(laws: Iterable[Verdict]) -> list[Verdict]:
    """The laws that apply or may, in that order."""
    return [verdict for verdict in laws_by_standing(laws) if verdict.standing not in CLOSED]


def overview(laws: Sequence[Verdict]) -> Table:
    """Every law with whether it applies and its outcome; those that apply first, then those that may."""
    rows = (
        row(
            title(verdict.regime),
            standing_words(verdict),
            outcome_beside(verdict),
            _means(verdict),
        )
        for verdict in laws_by_standing(laws)
    )
    return Table("Laws and what each says of this map", LAWS, tuple(rows))


GROUPS: Mapping[tuple[str, str], tuple[LawStanding, ...]] = {
    ("applies", "apply"): ("applies", "applies_open"),
    ("may apply, facts or the text are open", "may apply, facts or the text are open"): (
        "facts_missing",
        "text_open",
        "text_not_read",
    ),
    ("waits for a determination", "wait for a determination"): ("awaits_determination",),
    ("is not in force on that day", "are not in force on that day"): ("not_in_force",),
    ("ended", "ended"): ("ended",),
    ("does not concern what is drawn, as a test failed", "do not concern what is drawn, as a test failed"): (
        "does_not_concern",
    ),
    ("has nothing drawn to judge", "have nothing drawn to judge"): ("nothing_drawn",),
}


def group_of(verdict: Verdict) -> str:
    """The name of the laws that stand as this one does, as a heading."""
    return next(as_question(several) for (_, several), group in GROUPS.items() if verdict.standing in group)


def groups_sentence(laws: Sequence[Verdict]) -> str:
    """The number of laws that apply, may apply, are not in force, and do not concern the app."""
    standings = [verdict.standing for verdict in laws]
    counts = {words: sum(standings.count(standing) for standing in group) for words, group in GROUPS.items()}
    texts = [f"{count} {one if count == 1 else several}" for (one, several), count in counts.items() if count]
    return f"Of {len(laws)} laws: {'; '.join(texts)}."


def questions_tables(laws: Sequence[Verdict]) -> tuple[Table, Table]:
    """The questions whose answers would tell whether a law applies, or what follows, and those to fold, a row each."""
    questions, folded = _questions((title(verdict.regime), verdict.lacking, verdict.day) for verdict in laws)
    facts = Table("Facts that would tell", QUESTIONS, _question_rows(questions), "No fact is missing.")
    return facts, Table(TOGETHER, QUESTIONS, _question_rows(folded))


def not_ruled_out(laws: Iterable[Verdict]) -> list[Verdict]:
    """The laws that concern the app or may, on this day or on another."""
    return [verdict for verdict in laws if verdict.standing not in ("does_not_concern", "nothing_drawn")]


def in_time(laws: Iterable[Verdict], day: date) -> Figure:
    """The time in force of each law that concerns the app or may, with the day of the map as a line."""
    spans = [(verdict, _texts(verdict)) for verdict in not_ruled_out(laws)]
    days = (limit for _, texts in spans for text in texts for limit in (text.first, text.last) if limit)
    ends = first_and_last((day, *days))
    edge = _year(ends[1] if ends else day) + BEYOND
    marks = tuple(mark for verdict, texts in spans for mark in _in_force(verdict, texts, day, edge))
    holding = sum(not mark.hollow for mark in marks)
    finding = f"{holding} of {len(marks)} laws that concern the app, or may, are in force on {day}"
    chart = Chart("ranges", finding, marks, Axis("year", years=True), rule=_year(day))
    return Figure(chart, chart.alt, IN_TIME)


def _texts(verdict: Verdict) -> tuple[Version | UnreadText, ...]:
    """The texts of a law over time, first those that were not read in, as far as their first day is known."""
    terms = law(verdict.regime)
    unread = (text for text in terms.unread if text.first or text.holds(verdict.day))
    return *unread, *terms.parameters["in_force"].versions


def _in_force(verdict: Verdict, texts: Sequence[Version | UnreadText], day: date, edge: float) -> Iterator[Mark]:
    """The time from a law's first text to its last, up to the edge of the figure where it has no end.

    It is hollow where the law is not in force on the day, be it by revocation.
    """
    between = in_force_between(texts)
    if between is None:
        return
    first, last = between
    words = f"from {first}{f' to {last}' if last else ''}"
    start, end = _year(first), _year(last) if last else edge
    hollow = verdict.standing in ("not_in_force", "ended") or not any(text.holds(day) for text in texts)
    yield Mark(title(verdict.regime), start, x_low=start, x_high=end, text=words, hollow=hollow)


def _year(day: date) -> float:
    """A day as a year with its fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _means(verdict: Verdict) -> str:
    return (
        meaning(verdict)
        if verdict.judged
        else f"{verdict.decision.because[0].text} ({verdict.decision.because[0].citation})"
    )


def cited(regime: str, citation: str, day: date | None = None) -> Cell:
    """A citation, marked where it is from memory, which leads to its text where that has an address."""
    return Cell(marked(regime, citation, day) if day else citation, link=law(regime).address(citation))


def nothing(verdict: Verdict, *, alone: bool = False) -> tuple[Block, ...]:
    """The sentence on a law that looks at nothing on the map; without its name where it stands alone."""
    return _heading(verdict, alone), Text(f"{_means(verdict)}.")


def detail(verdict: Verdict, *, alone: bool = False, asked: bool = True) -> tuple[Block, ...]:
    """The findings of one law, what is missing to tell, and other readings.

    Where it stands `alone`, without its name; `asked` is no where `open_tables` stand beside it.
    """
    why = _table_subject(verdict, "Why", alone, outcome_of(verdict.decision))
    blocks: list[Block] = [_heading(verdict, alone), Table(why, FINDINGS, tuple(_findings(verdict)))]
    blocks += _missing(verdict, alone) if asked else ()
    if readings := tuple(_readings(verdict)):
        other = _table_subject(verdict, "Where the text can be read in more than one way", alone)
        blocks.append(Table(other, READINGS, readings))
    if asked_for := tuple(_duty(verdict, duty) for duty in verdict.duties):
        blocks.append(Table(_table_subject(verdict, "Duties beside the outcome", alone), DUTIES, asked_for))
    texts = ((finding.text, cited(verdict.regime, finding.citation)) for finding in verdict.presumed)
    if presumed := tuple(row(*text) for text in texts):
        blocks.append(Table(_table_subject(verdict, as_question(PRESUMED), alone), TAKEN, presumed))
    blocks += _when_read(verdict)
    if weak := tuple(_weak(verdict)):
        blocks.append(
            Table(_table_subject(verdict, "Not wholly read in the official text or a copy of it", alone), WEAK, weak)
        )
    return tuple(blocks)


def _duty(verdict: Verdict, duty: Duty) -> tuple[Cell, ...]:
    beside = enumerated([outcome_words(outcome) for outcome in duty.outcomes])
    return row(duty.says, duty.due, beside, cited(verdict.regime, duty.citation, verdict.day))


def calendar(laws: Sequence[Verdict]) -> Table:
    """What laws that apply or may ask for beside their outcomes, and by when; those that apply stand first."""
    owed = [(verdict, duty) for verdict in that_may_apply(laws) for duty in verdict.duties]
    rows = tuple((*row(title(verdict.regime)), *_duty(verdict, duty)) for verdict, duty in owed)
    return Table("What is owed by when, beside which outcomes", CALENDAR, rows, "No duty is known beside these laws.")


def _when_read(verdict: Verdict) -> tuple[Text, ...]:
    """The days on which the rules of the day that is looked at were last read, and when they are due again."""
    terms = law(verdict.regime)
    holding = [version for parameter in terms.parameters.values() for version in parameter.on(verdict.day)]
    days = first_and_last(version.read.day for version in holding if version.read.day)
    due = first_and_last(version.review_by for version in holding if version.review_by)
    if not (days and due) or terms.unread_on(verdict.day):
        return ()
    between = f"on {days[0]}" if days[0] == days[1] else f"between {days[0]} and {days[1]}"
    return (Text(f"The rules of {verdict.day} were last read {between}, and are due again from {due[0]}."),)


def _weak(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    """The values of a law on the day looked at that rest on a summary or on recall, each once."""
    terms = law(verdict.regime)
    values = (
        (version.citation, (terms.parameters[name].what, _rests_on(version, ground)))
        for name, version, ground in terms.weak()
        if version.holds(verdict.day)
    )
    yield from (row(citation, *cells) for citation, cells in _joined_answers(values))


def _rests_on(version: Version, ground: SourceBasis) -> str:
    """The ground of a value in words, its first day apart where that was written from memory."""
    words = GROUNDS[ground].format(version.read.day)
    return f"{words}; its first day from recall" if version.recall else words


def _heading(verdict: Verdict, alone: bool) -> Heading:
    return Heading(as_question(stands(verdict)) if alone else f"{title(verdict.regime)}: {stands(verdict)}")


def _table_subject(verdict: Verdict, what: str, alone: bool, finding: str = "") -> str:
    """What a table is of: the law where others stand beside it, else what was found."""
    return f"{what}: {title(verdict.regime)}" if not alone else f"{what}: {finding}" if finding else what


def changes(verdict: Verdict, *, alone: bool = False) -> Table:
    """The facts that, were they otherwise, would change what the law says."""
    facts = (
        (judged.matter.about, _changed_fact(verdict.regime, fact))
        for judged in verdict.judged
        for fact in turned_facts(judged, verdict.day)
    )
    rows = tuple(row(name, *cells) for name, cells in _joined_answers(facts))
    flipping = f"any of {len(rows)} facts" if len(rows) > 1 else "a single fact"
    name = _table_subject(verdict, "What would change it", alone, flipping if rows else "")
    return Table(name, CHANGES, rows, "No single fact would.")


def _changed_fact(regime: str, fact: TurnedFact) -> tuple[str, ...]:
    values = fact_value(fact.before), fact_value(fact.after)
    return _fact(regime, fact.path), *values, outcome_words(fact.outcome)


def _fact(regime: str, path: KeyPath) -> str:
    """A fact in the words of its schema, without the question."""
    words = question(regime, path).partition("? ")[2]
    return words or path_text(path)


class DatedAnswer(NamedTuple):
    """An answer of a law over time: since when, by which text, and whether it holds on the day looked at."""

    since: str
    outcome: str
    text: Cell
    now: bool


def over_time(verdict: Verdict, data_map: DataMap, today: date, *, alone: bool = False) -> tuple[Figure, Table]:
    """The answers of the law over time: as a picture, and as a table beside it with the texts that give them."""
    answers = _answers(verdict, data_map, today)
    spans = [list(run) for _, run in groupby(answers, key=lambda answer: answer.outcome)]
    outcome, since = next((run[0].outcome, run[0].since) for run in spans if any(answer.now for answer in run))
    name = _table_subject(
        verdict, "Over time", alone, f"{outcome} from {since}" if len(spans) > 1 else f"{outcome} throughout"
    )
    alt = "; ".join(f"from {run[0].since} {run[0].outcome}" for run in spans)
    marks = tuple(
        Mark(run[0].outcome, float(place), text=f"from {run[0].since}", hollow=not any(answer.now for answer in run))
        for place, run in enumerate(spans)
    )
    day = f"holds on {verdict.day}"
    rows = tuple(row(answer.since, answer.outcome, answer.text, day if answer.now else "") for answer in answers)
    figure = Figure(Chart("spans", name, marks, Axis("")), f"Over time: {alt}", "Over time; widths are no measure.")
    return figure, Table(name, TIME, rows)


def _answers(verdict: Verdict, data_map: DataMap, today: date) -> tuple[DatedAnswer, ...]:
    """The answers of a law, each from the day on which it, or the text that gives it, is another than before."""
    dated = decisions_over_time(verdict.regime, data_map, today)
    rows = [(str(day), outcome_of(decision), decision.because[-1].citation) for day, decision in dated]
    firsts = [next(run) for _, run in groupby(rows, key=lambda answer: answer[1:])]
    now = held_since([since for since, *_ in firsts], str(verdict.day))
    return tuple(
        DatedAnswer(since, outcome, cited(verdict.regime, citation), since == now)
        for since, outcome, citation in firsts
    )


def _findings(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    """The findings; things of which a law says the same for the same reasons stand together."""
    alike: dict[Hashable, list[JudgedMatter]] = {}
    for judged in verdict.judged:
        reasons = tuple((finding.text, finding.citation) for finding in judged.decision.because)
        alike.setdefault((judged.decision.outcome, reasons, tuple(_counts_over_bounds(judged))), []).append(judged)
    for several in alike.values():
        names = f"{'; '.join(judged.matter.about for judged in several)}: {outcome_of(several[0].decision)}"
        abouts = chain((names,), repeat(SAME))
        for number, finding in enumerate(several[0].decision.because):
            places = dict.fromkeys(like.matter.place(like.decision.because[number].path) for like in several)
            where = ", ".join(place.cited for place in places if place)
            yield row(next(abouts), finding.text, cited(verdict.regime, finding.citation, verdict.day), where)
        for text_ in _counts_over_bounds(several[0]):
            yield row(next(abouts), Cell(text_, about="people"), "from the numbers of people on the map", "")


def _counts_over_bounds(judged: JudgedMatter) -> Iterator[str]:
    for count in judged.counts:
        yield from over_text(judged.decision.regime, count)


def open_tables(verdict: Verdict) -> tuple[Table, Table]:
    """The questions whose answers would tell of each thing, and those to fold, a row each."""
    questions, folded = _questions_of(verdict)
    return Table(MISSING, OPEN, _question_rows(questions)), Table(TOGETHER, OPEN, _question_rows(folded))


def _missing(verdict: Verdict, alone: bool) -> tuple[Block, ...]:
    """Questions in one table: those to fold share a row, with their number."""
    questions, folded = _questions_of(verdict)
    shared: dict[str, list[str]] = {}
    for name, ask in folded:
        shared.setdefault(name, []).append(ask)
    ends = [(name, f"{TOGETHER} ({len(asks)}): {' '.join(asks)}") for name, asks in shared.items()]
    rows = _question_rows([*questions, *ends])
    return (Table(_table_subject(verdict, MISSING, alone), OPEN, rows),) if rows else ()


def _questions_of(verdict: Verdict) -> tuple[LawQuestions, LawQuestions]:
    return _questions((judged.matter.about, judged, verdict.day) for judged in verdict.judged)


def _questions(named: Iterable[tuple[str, JudgedMatter | None, date]]) -> tuple[LawQuestions, LawQuestions]:
    """What is asked of each thing under its name: to tell one by one, and to fold."""
    answered: LawQuestions = []
    folded: LawQuestions = []
    for name, judged, day in named:
        sides = told_and_folded(judged, day) if judged else ()
        for side, questions in zip((answered, folded), sides, strict=False):
            side += [(name, as_question(question.ask)) for question in questions]
    return answered, folded


def _question_rows(questions: LawQuestions) -> tuple[tuple[Cell, ...], ...]:
    return tuple(row(name, *cells) for name, cells in _joined_answers((name, (ask,)) for name, ask in questions))


def _readings(verdict: Verdict) -> Iterator[tuple[Cell, ...]]:
    read = (
        (judged.matter.about, (other.says, outcome_words(other.outcome), cited(verdict.regime, other.citation)))
        for judged in verdict.judged
        for other in judged.decision.alternatives
    )
    return (row(name, *cells) for name, cells in _joined_answers(read))


def _joined_answers(answers: Iterable[TextRow]) -> Iterator[TextRow]:
    """What is said of several things is said once of all; the things are named once where the next is said of them."""
    named: dict[tuple[Cell | str, ...], dict[str, None]] = {}
    for name, what in answers:
        named.setdefault(what, {})[name] = None
    before = ""
    for what, abouts in named.items():
        joined = "; ".join(abouts)
        yield SAME if joined == before else joined, what
        before = joined
