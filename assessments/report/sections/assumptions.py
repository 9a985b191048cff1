"""Defaults that a result rests on, and what to find out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessments.report.blocks import Block, Cell, Column, Notice, Section, Table, Text, row
from assessments.report.cells import drawn_words, with_ends
from assessments.report.estimate_words import estimate_words
from assessments.report.questions import nobody_looked, question, worth_words
from assessments.report.reasons import place_name
from assessments.report.sections.summary import origins_sentence
from assessments.report.sentences import by_percent, enumerated
from assessments.results.breakdown import moved_by
from assessments.results.ledger import LedgerRow, assumed, ledger_rows
from assessments.results.value_of_information import worth
from assessments.run import Run
from data_maps.model import DataMap

MOST = 10
ENCRYPTED = "{} taken to be encrypted on the way, since the map does not say."
COLUMNS = (
    Column("Question"),
    Column("Default (range)", numeric=True),
    Column("Moves harm", numeric=True),
    Column("Why this value"),
)
MOST_QUESTIONS = 10
MOST_ALONE = 3
UNKNOWN = "unknown"
FROM_THE_CATALOGUE = (
    "What the map does not state comes from the catalogue, the same for every state. "
    "A share that the map calls unknown may be anything from 0 to 100%."
)
QUESTIONS = (Column("Ask"), Column("It is about"))
WORTH = Column("Worth", numeric=True)


def section(run: Run) -> Section:
    """The split of the forecast by where its numbers come from, and the defaults that move it most."""
    lead = f"{origins_sentence(run)} {FROM_THE_CATALOGUE}"
    rows = tuple(_row(run, entry) for entry in assumed(run, MOST))
    table = Table(
        "Numbers that nobody states, the ones that move most first", COLUMNS, rows, "The map states every number."
    )
    note = Text(
        f"Moves harm: by how many percent the harm rises when the number rises by one percent{drawn_words(run)}."
    )
    return Section("assumptions", "What rests on defaults", (Text(lead), *_supplied(run), table, note))


def _supplied(run: Run) -> tuple[Block, ...]:
    """The additions of the reader to the map: whole parts by name, and how many flows were taken to be encrypted."""
    supplied, data_map = run.data_map.assumed, run.data_map
    parts = [f"systems.{id}" for id in data_map.systems] + [f"flows.{flow.id}" for flow in data_map.flows]
    whole = [path for path in parts if path in supplied]
    unsaid = sum(f"{path}.in_transit" in supplied for path in parts)
    texts = [f"Supplied because the map does not say it: {enumerated(whole)}."] if whole else []
    texts += [ENCRYPTED.format("One flow is" if unsaid == 1 else f"{unsaid} flows are")] if unsaid else []
    return tuple(Notice(text, "assumed") for text in texts)


def _row(run: Run, entry: LedgerRow) -> tuple[Cell, ...]:
    value = Cell(estimate_words(entry.number), entry.number.best, assumed=True)
    moves = with_ends(moved_by(run, entry.number.address), by_percent)
    return row(question(run.data_map, entry.number.address), value, moves, entry.number.estimate.why or "")


def questions(run: Run) -> Section:
    """The map's own open questions, then the assumed numbers that move most; with draws, what each is worth."""
    own = tuple(_question_row(run, q.ask, q.about) for q in run.data_map.questions)
    open_ = [r.number.address for r in assumed(run, MOST_QUESTIONS)]
    numbers = tuple(_question_row(run, question(run.data_map, a), (a,)) for a in open_)
    columns = (*QUESTIONS, WORTH) if run.settings.draws else QUESTIONS
    return Section(
        "questions",
        "What to find out",
        (
            Table("Questions the map itself asks", columns, own, "The map asks none."),
            *(Text(text) for text in (*_unsaid(run.data_map), *_nobody_looked(run))),
            Table("Defaults that move the result most, in order", columns, numbers, "The map states every number."),
        ),
    )


def _unsaid(data_map: DataMap) -> Iterator[str]:
    """The systems of which the map does not say who runs them, where they stand or who has the keys."""
    systems = [(id_, system) for id_, system in data_map.systems.items() if not system.device]
    unsaid = {
        "who runs": [id_ for id_, system in systems if system.operator == UNKNOWN],
        "the place of": [id_ for id_, system in systems if system.place == UNKNOWN],
        "who has the keys at": [id_ for id_, system in systems if UNKNOWN in system.keys.values()],
    }
    texts = [
        f"{phrase} {enumerated([place_name(data_map, id_) for id_ in ids], 3)}" for phrase, ids in unsaid.items() if ids
    ]
    if texts:
        yield f"Not known, and wide: {enumerated(texts)}."


def _nobody_looked(run: Run) -> Iterator[str]:
    """The stated numbers that move the result most of those that nobody looked for a claim against."""
    alone = [row for row in ledger_rows(run) if row.elasticity and nobody_looked(row)]
    if alone:
        first = [row.number.address for row in alone[:MOST_ALONE]]
        more = f", and {len(alone) - len(first)} more" if len(alone) > len(first) else ""
        yield f"Nobody looked for a claim against these stated numbers: {', '.join(first)}{more}."


def _question_row(run: Run, ask: str, about: Sequence[str]) -> tuple[Cell, ...]:
    cells = row(ask, ", ".join(about))
    if not run.settings.draws:
        return cells
    value = worth(run, about)
    return (*cells, Cell(worth_words(value.value, value.unit), value.value) if value else Cell("no number here"))
