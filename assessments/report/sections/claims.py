"""Claims of page one: what may be said and what not, what would change them, and what a court asks of the method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from assessments.conclusions.reach import counts
from assessments.report.blocks import Block, Cell, Column, Heading, NamedCells, Section, Table, Text, row
from assessments.report.cells import tightly
from assessments.report.sections.page_one import summary
from assessments.report.sections.track_record import known_error
from assessments.report.sentences import as_read, figures, is_minus, people, percent, rests_sentence, the_state
from assessments.results.headline import errors
from assessments.results.quantity import Quantity, of_number
from assessments.results.reach import reach_of
from assessments.results.reach_parts import ReachClaim, Summary, WouldChange
from assessments.results.track_record import shipped_scores
from assessments.run import Run
from risk.record.evidence import catalogue_version

CHANGES = (
    Column("Claim"),
    Column("Question"),
    Column("As it is known"),
    Column("At the low end"),
    Column("At the high end"),
    Column("Turns the claim"),
)
CHANGES_NOTE = (
    "Each number is taken to either end, with all others as they are known. What is true or false is taken as each, "
    "any other number at the ends of its 90% interval. A reach, and what is specific to the owner, turns if it halves "
    "or doubles, a lead if it is gone."
)
SPECIFIC_NOTE = "Specific to the owner: the people within reach of {owner} who would not be if it were from {instead}."
CLAIMS: Mapping[ReachClaim, str] = {
    "reach of the widest": "The widest reach",
    "apart from the others": "Its lead over all others",
    "specific to the owner": "What is specific to the owner",
}
TESTED = (
    "Probabilities against counting of all outcomes on small maps, reach against a plain search of the graph, finer "
    "and coarser drawings against the map itself. Each over maps made at random and all that ship."
)
STANDARDS = (
    "One method for every state, the own one too. Ranges are used as stated; each default says whether it was counted, "
    "bracketed or judged, from which class, and where its bias leans."
)
PUBLISHED = (
    "The program, its method, its catalogue of defaults, the record with a source for each row, and this map. Anybody "
    "can compute the result again; the fingerprint says whether it is the same."
)
UNFIT = (
    "It is no evidence that any state has acted or will act, says nothing of one person, and nothing of influence, "
    "censorship or attention. For small or new services the defaults have no track record."
)


def may_be_said(run: Run) -> Section:
    """Five sentences that the result carries, and five that it does not."""
    made = summary(run)
    may_say = (Text(f"• {claim}") for claim in made.may_say)
    may_not_say = (Text(f"• {claim}") for claim in made.may_not_say)
    blocks: tuple[Block, ...] = (Heading("You may say"), *may_say, Heading("You may not say"), *may_not_say)
    return Section("may-be-said", "What may be said", blocks)


def would_change(run: Run) -> Section:
    """The facts that would turn the claims of page one, with how much."""
    made = summary(run)
    rows = tuple(_cells(run, change, made.questions[change.address]) for change in made.would_change)
    table = Table("Facts that would move the claims of page one", CHANGES, rows, "None would.")
    return Section("would-change", "What would change our mind", (Text(CHANGES_NOTE), Text(_specific(made)), table))


def _specific(made: Summary) -> str:
    """The meaning of the claim about the owner, with the states that are exchanged."""
    specific = made.ownership_specific
    owner, instead = (the_state(actor.removeprefix("state:")) for actor in (specific.owner, specific.taken.actor))
    return SPECIFIC_NOTE.format(owner=owner, instead=instead)


def _cells(run: Run, change: WouldChange, question: str) -> tuple[Cell, ...]:
    off, told = change.errors or (0.0, 0.0), partial(_people, change.claim)
    low, high = (Quantity(people, error=error) for people, error in zip(change.at_ends, off, strict=True))
    settled = (change.low, change.high) == (0.0, 1.0)
    of_people = counts(change.high)
    used = reach_of(run).numbers.get(change.address)
    say = people if of_people else percent
    ends = ("No", "Yes") if settled else (say(change.low).capitalize(), say(change.high).capitalize())
    return row(
        CLAIMS[change.claim],
        question,
        tightly(of_number(run, change.address, used), figures if of_people else percent),
        Cell(f"{ends[0]}: {as_read(low, told)}", low.point),
        Cell(f"{ends[1]}: {as_read(high, told)}", high.point),
        "yes" if change.turns else "no",
    )


def _people(claim: ReachClaim, number: float) -> str:
    """A number of people; below 0 by how many a lead has turned, or how many more there would be elsewhere."""
    if not is_minus(number):
        return people(number)
    return f"{figures(-number)} {'behind' if claim == 'apart from the others' else 'more if elsewhere'}"


def rule_702(run: Run) -> Section:
    """One page on what a court asks of an expert's method (Federal Rule of Evidence 702)."""
    return Section("rule-702", "Rule 702 sheet", (NamedCells(tuple(_questions(run))),))


def _questions(run: Run) -> Iterator[tuple[str, Cell]]:
    made, off = summary(run), errors(run)
    simulated = "" if off is None else f" The simulation leaves the median of the harm within {percent(off.harm)}."
    yield "What was tested, and how", Cell(TESTED)
    yield "Known error", Cell(f"{known_error(shipped_scores())}{simulated}")
    yield "What it rests on", Cell(rests_sentence(made.use.rests_on))
    yield "Standards that control it", Cell(STANDARDS)
    yield "What is published", Cell(f"{PUBLISHED} Catalogue {catalogue_version()}.")
    yield "What it does not fit", Cell(UNFIT)
