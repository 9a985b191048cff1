"""Brief: the answer to the question on two pages, with what it rests on and how to repeat it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.conclusions.options import does_little
from assessments.conclusions.reach import are_of_millions, in_millions
from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.filed import notes
from assessments.report.filed.notes import law_cell, laws_told, mark, read_words
from assessments.report.law_words import outcome_beside, standing_words, title
from assessments.report.option_words import NOT_STATED, by_title, cut_at_a_phrase, owner_words, removal, years
from assessments.report.page_one_length import PageRoom
from assessments.report.questions import question
from assessments.report.sections import page_one
from assessments.report.sections.method import LIMITS
from assessments.report.sections.page_one import MILLION, OWNER, in_unit, summary
from assessments.report.sections.placebo import read_as
from assessments.report.sentences import (
    as_read,
    capital,
    change,
    enumerated,
    figures,
    people,
    percent,
    the_state,
)
from assessments.results.options.table import Options, options_of
from assessments.results.quantity import Quantity
from assessments.results.reach_parts import Summary
from assessments.results.readings import joint

if TYPE_CHECKING:
    from assessments.conclusions.models import OptionLeft
    from assessments.results.options.models import OptionResult
    from assessments.run import Run
    from laws.verdicts import Verdict

ROOM = PageRoom(170)
MOST_STATES, MOST_DISPUTES, MOST_FACTS, LONGEST = 3, 2, 3, 48
NOBODY_DISPUTES = "The map has no readings: nothing is said of what anybody disputes."
MEANS = "What would end it, and at what price"
COLUMNS = (
    Column("Means"),
    Column("Left", numeric=True),
    Column("Share of data", numeric=True),
    Column("Cut off", numeric=True),
    Column("Years lost", numeric=True),
)
AMOUNTS = "Left within reach, as all data of so many people; people cut off; person-years lost"
LAW = (Column("Law"), Column("Outcome"), Column("By"), Column("Read by Datareach"))


def answer(run: Run) -> Section:
    """Page one's questions with their answers, and the states with the widest reach in a table."""
    made = summary(run)
    answers = page_one.answers(made, room=ROOM)
    rows = [(ask, Cell(" ".join(text.text for text in texts))) for ask, texts in answers.items() if ask != OWNER]
    owner = Cell(notes.joined(owner_words(made)))
    cells = NamedCells((*rows[:2], (OWNER, owner), *rows[2:]))
    return Section("answer", "Answer", (cells, states(made)))


def states(made: Summary) -> Table:
    """The foreign states with the widest reach and the people's own, in fewer columns than on page one."""
    whole = page_one.table(made)
    columns = (
        Column("State"),
        Column("Chance, in 100", numeric=True),
        Column(f"Of how many{', million' if in_millions(made) else ''}", numeric=True),
        Column("Share of data", numeric=True),
        Column("On record worldwide"),
    )
    rows: dict[bool, list[tuple[Cell, ...]]] = {True: [], False: []}
    for state, cells in zip(made.table, whole.rows, strict=True):
        rows[state.foreign].append((cells[0], cells[1], cells[2], cells[4], cells[7]))
    others = [cells[0].text for cells in rows[True][MOST_STATES:]]
    more = f"; with less: {enumerated(others)}" if others else ""
    caption = f"What each state could order; 90% intervals in brackets{more}"
    return Table(caption, columns, (*rows[True][:MOST_STATES], *rows[False]), whole.empty)


def means(run: Run) -> Section:
    """The present, the strongest ban, the means held against it, and milder ones: what each leaves and takes."""
    options, made = options_of(run), summary(run)
    if options is None:
        return Section("means", MEANS, (Text("The map compares no options."),))
    chosen = notes.options_told(options)
    more = len(options.rows) - 1 - len(chosen)
    per = made.verdict.per[0] if made.verdict and made.verdict.per else None
    ready = [per.mildest] if per and per.mildest and per.mildest.ready else []
    amounts = [each for option in (options.rows[0], *chosen) for each in _amounts(option)]
    amounts += [each for left in ready for each in (left.expected_data, left.cut_off, left.burden)]
    unit = MILLION if are_of_millions(filter(None, amounts)) else None
    rows = (
        *(_option(options, option, unit) for option in (options.rows[0], *chosen)),
        *(_ready(left, unit) for left in ready),
    )
    in_unit, beside = ", in millions" * (unit is not None), f"; {more} more in the report" * bool(more)
    caption = f"{AMOUNTS}; averaged over {years(options)}{in_unit}{beside}"
    return Section("means", MEANS, (Table(caption, COLUMNS, rows),))


def _amounts(option: OptionResult) -> tuple[Quantity | None, ...]:
    return option.reach.expected_data if option.reach else None, option.cut_off, option.burden


def _option(options: Options, option: OptionResult, unit: float | None) -> tuple[Cell, ...]:
    reach, own = option.reach, options.combinations[option.option]
    name = cut_at_a_phrase(by_title(options, option), LONGEST)
    noted = mark(options.run, options.data_map.options[own[0]].source) if own else ""
    stays = f" (does little: {removal(reach)})" if own and does_little(option) else ""
    much = Cell(as_read(reach.share_of_data, percent), reach.share_of_data.middle) if reach else Cell("–")
    left, cut_off, burden = (_amount(each, unit) for each in _amounts(option))
    return row(f"{name}{noted}{stays}", left, much, cut_off, burden)


def _ready(option: OptionLeft, unit: float | None) -> tuple[Cell, ...]:
    """A ready option that the verdict holds against a ban; its numbers are judged."""
    amounts = (option.expected_data, option.cut_off, option.burden)
    left, cut_off, burden = (_amount(each, unit) for each in amounts)
    return row(f"{option.title} (ready option, judged)", left, "–", cut_off, burden)


def _amount(amount: Quantity | None, unit: float | None) -> Cell:
    if amount is None:
        return Cell(NOT_STATED, missing=True)
    return Cell(in_unit(amount, unit), amount.middle / unit) if unit else with_ends(amount, change)


def law_told(run: Run) -> Section:
    """The laws that apply or may: the outcome, the text that gives it, and who read that when."""
    rows = tuple(
        row(title(verdict.regime), _outcome(verdict), law_cell(run, verdict), read_words(verdict))
        for verdict in laws_told(run)
    )
    caption = f"Laws that apply or may, as of {run.data_map.as_of}; legal evidence, no legal advice"
    return Section("law", "Law", (Table(caption, LAW, rows, "No law held here applies or may."),))


def _outcome(verdict: Verdict) -> str:
    return outcome_beside(verdict) or standing_words(verdict)


def disputed(run: Run) -> Section:
    """What is agreed, what is disputed and what that is worth, what is ours, what turns the answer and what not."""
    made = summary(run)
    rows = (
        ("Agreed", Cell(notes.joined(tuple(_agreed(run))) or "No number is said to be agreed.")),
        ("Disputed", Cell(notes.joined(tuple(_disputes(run))))),
        ("Ours", Cell(_ours(made))),
        ("Turns it", Cell(notes.joined(tuple(_turning(made))) or "No single number would.")),
        ("May not be said", Cell(notes.joined(made.may_not_say))),
        ("Limits", Cell(notes.joined(LIMITS[::2]))),
    )
    return Section("disputed", "How far it holds", (NamedCells(rows),))


def _agreed(run: Run) -> Iterator[str]:
    data_map = run.data_map
    for address, number in data_map.agreed.items():
        by, source = (number.agreed.by, number.agreed.source) if number.agreed else ((), None)
        who = enumerated([data_map.readings[side].title if side in data_map.readings else side for side in by])
        yield f"{question(data_map, address)} {figures(number.best or 0.0)} ({who}){mark(run, source)}."


def _disputes(run: Run) -> Iterator[str]:
    """The disputes that move the reach most, each with the value of every side; ranges of a side are the map's."""
    stated, sides = joint(run), run.data_map.readings
    if stated is None:
        yield NOBODY_DISPUTES
        return
    yield f"Ranges are ours unless a side gave them; worth in people within reach of {the_state(stated.actor[6:])}."
    for dispute in stated.disputed[:MOST_DISPUTES]:
        values = "; ".join(
            f"{side}: {read_as(dispute.values.get(side)).text}{mark(run, sides[side].source)}" for side in sides
        )
        yield f"{question(run.data_map, dispute.address)} {capital(values)}; worth {people(abs(dispute.persons))}."


def _ours(made: Summary) -> str:
    known = made.not_known
    if known is None:
        return "Everything that the map does not state is a default."
    return f"{known.judged} of the {known.numbers} numbers that reach rests on are estimated, each with its range."


def _turning(made: Summary) -> Iterator[str]:
    for change_ in made.would_change[:MOST_FACTS]:
        low, high = map(people, change_.at_ends)
        ends = ("if not", "if so") if (change_.low, change_.high) == (0.0, 1.0) else ("at its low end", "at its high")
        yield f"{made.questions[change_.address]} {capital(ends[0])} {low}, {ends[1]} {high}."


def repeat(run: Run) -> Section:
    """What made this: the hashes of map and result, the version, and the command that makes it again."""
    from assessments.run import Settings
    from assessments.versions import fingerprint, map_hash, version

    settings, data_map, usual = run.settings, run.data_map, Settings()
    first = data_map.start
    name = first.file if first and first.file.startswith("case:") else "MAP"
    words = ["datareach", "assess", name, "--draws", str(settings.draws), "--seed", str(settings.seed)]
    if settings.severity_ratio != usual.severity_ratio:
        words += ["--severity-ratio", "linear" if settings.severity_ratio is None else f"{settings.severity_ratio:g}"]
    words += ["--floor", f"{settings.floor:g}"] if settings.floor != usual.floor else []
    words += [f"--set={address}={number.best:g}" for address, number in data_map.settings.items()]
    words += ["--as-of", str(data_map.as_of), "--viewpoint", data_map.viewpoint] if data_map.own_view else []
    words += ["--reading", data_map.reading] if data_map.reading else []
    words += [word for option in settings.options for word in ("--option", option)]
    facts: tuple[Block, ...] = (
        NamedCells(
            (
                ("Map (SHA-256)", Cell(map_hash(data_map))),
                ("Result (SHA-256)", Cell(fingerprint(run))),
                (f"By Datareach {version('datareach')}", Cell(shlex.join(words))),
            )
        ),
    )
    return Section("repeat", "To repeat it", facts)
