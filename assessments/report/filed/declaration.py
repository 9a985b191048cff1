"""Declaration of an expert in numbered paragraphs, with what the witness and counsel have still to state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, row
from assessments.report.estimate_words import basis_words, cited, estimate_words
from assessments.report.filed import notes
from assessments.report.filed.brief import states
from assessments.report.filed.full import moving
from assessments.report.filed.opening import blank
from assessments.report.option_words import owner_words, verdict_words
from assessments.report.power_words import ASSUMED, FROM_MEMORY
from assessments.report.questions import question
from assessments.report.sections import claims
from assessments.report.sections.freshness import fact_title
from assessments.report.sections.method import CONDITIONS, EVENTS, LIMITS, PEOPLE, STATES
from assessments.report.sections.page_one import summary
from assessments.report.sections.placebo import joint_statement
from assessments.report.sentences import as_read, chance_words, figures, in_brackets, interval, per_100, the_state
from assessments.results.freshness import of_memory, rested_on
from assessments.results.ledger import ledger_rows
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.report.sections.order import SectionMaker
    from assessments.results.reach_parts import Summary
    from assessments.run import Run

WITNESS, COUNSEL = "the witness", "counsel"
WITHIN = (
    "I declare under penalty of perjury that the foregoing is true and correct. (28 USC 1746(2), if executed within "
    "the United States.)"
)
WITHOUT = (
    "I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and "
    "correct. (28 USC 1746(1), if executed without the United States. The one that does not apply is struck out.)"
)
CONSIDERED = (
    "I considered the map of which the hash stands at the end; the {sources} sources that it names, listed below; the "
    "catalogue of defaults and the record of known acts that ship with the program; and the laws that it holds. That "
    "is complete as far as the result goes: whatever is in none of these is in no number here."
)
SUMMARIES = (
    "The tables are summaries of the result, which is too voluminous to be examined in court (Federal Rule of Evidence "
    "1006). The result is a file that the command below makes again, to the byte, with the same numbers unrounded."
)
RULES_OF_COURT = (
    "The words of 28 USC 1746 and of the Federal Rules of Evidence that stand in this declaration were not read at "
    f"their source: they are {ASSUMED}. Counsel holds them against the texts in force."
)
RECALLED = (Column("Rule or power"), Column("Text"), Column("Not read at its source"))
CHANGED = (
    Column("Number"),
    Column("Used, and the default"),
    Column("Who says so, and why"),
)
NOT_KNOWN = "the map says that it is not known"
NOT_CHANGED = "No default is replaced: the map states nothing that the catalogue has a default for."
DeclaredPiece = str | Cell | Block
"""A paragraph, one that somebody has still to state, or what stands between paragraphs."""


def caption(run: Run) -> Section:
    """The caption of the case, as blanks."""
    rows = (
        ("Court", blank(COUNSEL, "which court?")),
        ("Parties", blank(COUNSEL, "who against whom?")),
        ("Case number", blank(COUNSEL, "under which number?")),
        ("Declaration of", blank(WITNESS, "full name?")),
        ("About", Cell(run.data_map.title)),
    )
    return Section("caption", "Caption", (NamedCells(rows),))


def _witness(_: Run) -> Iterator[DeclaredPiece]:
    for ask in (
        "name, occupation, and for whom do you work?",
        "which qualifications have you to give these opinions?",
        "which publications have you written in the last ten years?",
        "in which cases have you testified at trial or by deposition in the last four years?",
        "what are you paid for study and testimony, and by whom?",
    ):
        yield blank(WITNESS, ask)


def _assignment(run: Run) -> Iterator[DeclaredPiece]:
    data_map, made = run.data_map, summary(run)
    asked = data_map.question
    if asked and asked.text:
        yield f"I was asked: “{asked.text}”{f' The question is that of {asked.by}.' if asked.by else ''}"
    else:
        yield blank(COUNSEL, "which question was put to the witness?")
    yield (
        f"Facts and laws are those of {data_map.as_of}; the people are {as_read(made.people, figures)} in "
        f"{the_state(data_map.viewpoint)}."
    )
    yield blank(COUNSEL, "which facts or data did you provide, and which assumptions did you give to be relied on?")
    for side in data_map.readings.values():
        yield f"Reading “{side.title}”, from {cited(data_map, side.source)}{f': {side.why}' if side.why else ''}."


def _opinions(run: Run) -> Iterator[DeclaredPiece]:
    """Each opinion with its basis, how certain it is, and what it is not."""
    made = summary(run)
    lead = next((state for state in made.table if state.foreign), None)
    certain = f"{chance_words(lead.chance)}{in_brackets(lead.chance, per_100)}" if lead else "no state has a tie"
    basis = f"Basis: {' '.join(_basis(made))} The states with their numbers stand in the table below."
    verdict, use = " ".join(verdict_words(made.verdict)[:2]), made.use.foreign_states
    owner = " ".join(owner_words(made))
    for number, (opinion, basis_, certainty, not_) in enumerate(
        (
            (made.may_say[0], basis, f"a chance of {certain}; people with their 90% intervals", made.may_not_say[0]),
            (made.may_say[1], "Basis: as for opinion 1, by the same method.", "as in the table", made.may_not_say[3]),
            (owner, "Basis: the same map with another owner.", "chances as stated", made.may_not_say[1]),
            (verdict, "Basis: all options of the map and ready ones.", _sure(made), "That a choice is owed."),
            (made.may_say[3], "Basis: the record of known acts.", interval(use, figures), made.may_not_say[4]),
        ),
        1,
    ):
        yield f"Opinion {number}. {opinion or 'None is given.'}"
        yield f"{basis_} Certainty: {certainty}. It is no opinion {not_.replace('That', 'that', 1)}"
    yield states(made)


def _basis(made: Summary) -> Iterator[str]:
    for change in made.would_change[:3]:
        yield f"It turns on this: {made.questions[change.address]}"


def _sure(made: Summary) -> str:
    at = made.verdict.per[0] if made.verdict and made.verdict.per else None
    return "not computed" if at is None or at.probability is None else f"{per_100(at.probability)} of 100 simulations"


def _facts(run: Run) -> Iterator[DeclaredPiece]:
    yield CONSIDERED.format(sources=len(run.data_map.sources))
    yield from (Text(f"S{text.text}") for text in notes.all_of_them(run).blocks if isinstance(text, Text))
    if not all(source.accessed for source in run.data_map.sources.values()):
        yield blank(WITNESS, "on which days were these sources read?")
    yield RULES_OF_COURT
    yield recalled(run)


def recalled(run: Run) -> Table:
    """The rules and powers that the result rests on and that are from memory, wholly or in part."""
    day = run.data_map.as_of
    rows = tuple(
        row(fact_title(fact.fact), fact.citation, "the whole" if fact.read is None else "a part, as it says")
        for fact in of_memory(rested_on(day, run.data_map))
    )
    caption = f"Law that the result rests on, {FROM_MEMORY}"
    return Table(caption, RECALLED, rows, "Every rule and power that the result rests on was read at its source.")


def _method(run: Run) -> Iterator[DeclaredPiece]:
    yield from (EVENTS, CONDITIONS, f"{STATES} {PEOPLE}", " ".join(LIMITS))
    for block in claims.rule_702(run).blocks:
        if isinstance(block, NamedCells):
            yield from (f"{name}: {cell.text}" for name, cell in block.rows)


def _agreed(run: Run) -> Iterator[DeclaredPiece]:
    data_map = run.data_map
    if not data_map.agreed:
        yield "No number is said to be agreed."
    for address, number in data_map.agreed.items():
        by, source = (number.agreed.by, number.agreed.source) if number.agreed else ((), None)
        sides = " and ".join(data_map.readings[side].title if side in data_map.readings else side for side in by)
        yield (
            f"{question(data_map, address)} {figures(number.best or 0.0)}, as pleaded by {sides}: "
            f"{cited(data_map, source)}."
        )
    # What each side comes to stands among the opinions, by the same measure as all else there.
    disputes = tuple(joint_statement(run))[1:]
    if not disputes:
        yield "The map has no readings: nothing is said of what is disputed."
    yield from disputes


def _changed(run: Run) -> Iterator[DeclaredPiece]:
    """Every default that the map or a setting replaces, with what it was and why."""
    numbers = [entry.number for entry in ledger_rows(run)]
    rows = tuple(
        row(
            question(run.data_map, number.address),
            Cell(f"{estimate_words(number)}, not {estimate_words(number.replaces)}", number.best),
            basis_words(run.data_map, number.estimate) or NOT_KNOWN,
        )
        for number in numbers
        if number.replaces is not None
    )
    yield Table("Every default that is replaced, and why", CHANGED, rows, NOT_CHANGED)


def _ledger(run: Run) -> Iterator[DeclaredPiece]:
    yield SUMMARIES
    yield blank(COUNSEL, "when and where was the underlying result made available to the other side?")
    yield moving(run)


def _signature(_: Run) -> Iterator[DeclaredPiece]:
    yield from (WITHIN, WITHOUT)
    yield blank(WITNESS, "executed on which day, at which place?")
    yield blank(WITNESS, "signature?")


PARTS: tuple[tuple[str, str, Callable[[Run], Iterator[DeclaredPiece]]], ...] = (
    ("witness", "Witness", _witness),
    ("assignment", "Assignment and assumptions", _assignment),
    ("opinions", "Opinions", _opinions),
    ("considered", "Facts and data considered", _facts),
    ("method", "Method and known error", _method),
    ("agreed", "Numbers agreed and disputed", _agreed),
    ("changed", "Defaults replaced", _changed),
    ("summaries", "Summaries and their numbers", _ledger),
    ("signature", "Signature", _signature),
)


@kept
def _numbered(run: Run) -> tuple[Section, ...]:
    """The parts with their paragraphs numbered through."""
    numbers = count(1)
    return tuple(
        Section(id, title, tuple(_paragraph(piece, numbers) for piece in pieces(run))) for id, title, pieces in PARTS
    )


def _paragraph(piece: DeclaredPiece, numbers: Iterator[int]) -> Block:
    if isinstance(piece, str):
        return Text(f"{next(numbers)}. {piece}")
    return Text(f"{next(numbers)}. {piece.text}", blank=True) if isinstance(piece, Cell) else piece


def _maker(place: int) -> SectionMaker:
    def part(run: Run) -> Section:
        return _numbered(run)[place]

    return part


MAKERS: tuple[SectionMaker, ...] = tuple(_maker(place) for place in range(len(PARTS)))
"""What makes each part."""
