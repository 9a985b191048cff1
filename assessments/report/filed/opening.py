"""First part of a document that is filed: the question, who asks and answers it, its days, and what is still blank."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, NamedCells, Section, Table, Text
from assessments.report.documents import Document
from assessments.report.sentences import as_read, figures, the_state
from assessments.results.summary import summary_numbers

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap

EPOCH = "SOURCE_DATE_EPOCH"
OPENING, ASKER = "opening", "whoever asks"
TO_BE_STATED = "To be stated"
NamedRows = tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class RecordedAs:
    """A saved assessment as a document names it: its id, who saved it when, and what was decided on it.

    `differs` says how what is told here may differ from what was saved; empty where it is the same.
    """

    id: str
    saved: str
    decision: str
    conditions: tuple[str, ...] = ()
    differs: str = ""


def blank(who: str, ask: str) -> Cell:
    """Something that somebody has still to state, as the question that is put to them."""
    return Cell(f"[to be stated by {who}: {ask}]", blank=True)


def told_or_blank(text: object, who: str, ask: str) -> Cell:
    """What the map says, else the question to whom it is put."""
    return Cell(str(text)) if text else blank(who, ask)


def made_on(data_map: DataMap) -> date | None:
    """The day on which a document is made: that of SOURCE_DATE_EPOCH, else the map's own; None where neither is."""
    with suppress(KeyError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(int(os.environ[EPOCH]), UTC).date()
    return data_map.made_on


def section(run: Run) -> Section:
    """The question in the asker's words, who asks and who answers it, the days, and of how many people it is."""
    return Section(OPENING, "Question", (NamedCells(tuple(_rows(run))),))


def _rows(run: Run) -> Iterator[tuple[str, Cell]]:
    data_map = run.data_map
    asked, day = data_map.question, made_on(data_map)
    text = f"“{asked.text}”" if asked and asked.text else ""
    yield "Question", told_or_blank(text, ASKER, "which state, whose data, and what is to be decided?")
    by, purpose = asked and asked.by, data_map.purpose or (asked and asked.purpose)
    if by or purpose:
        yield "Asked by", Cell(f"{by}, for {purpose}") if by and purpose else told_or_blank(by, ASKER, "who asks?")
    else:
        yield "Asked by", blank(ASKER, "who asks, for whom and for which decision?")
    if bool(by) != bool(purpose):
        yield "For", told_or_blank(purpose, ASKER, "for whom and for which decision?")
    yield "Prepared by", told_or_blank(data_map.prepared_by, "whoever answers for it", "who made the map?")
    yield "Made on", told_or_blank(day, "whoever files it", "on which day?")
    yield "Facts and laws", Cell(f"as of {data_map.as_of}")
    numbers = summary_numbers(run)
    agreed = "agreed by the sides; " if numbers.people_agreed else ""
    where = the_state(data_map.viewpoint)
    yield "People counted", Cell(f"{as_read(numbers.people, figures)} in {where}; {agreed}shares are of them")


def blanks(sections: Iterable[Section]) -> list[str]:
    """What is still to be stated in some sections."""
    return [text for section in sections for block in section.blocks for text in _blanks_of(block)]


def _blanks_of(block: Block) -> Iterator[str]:
    if isinstance(block, Text) and block.blank:
        yield block.text
    elif isinstance(block, NamedCells):
        yield from (cell.text for _, cell in block.rows if cell.blank)
    elif isinstance(block, Table):
        yield from (cell.text for cells in block.rows for cell in cells if cell.blank)


def opened(document: Document, recorded: RecordedAs | None) -> Document:
    """A document whose first part names the saved assessment that it is of, and counts what is still to be stated."""
    first, *others = document.sections
    count = len(blanks(document.sections))
    fields = "1 field" if count == 1 else f"{count} fields"
    left = f"{fields}, each in square brackets with its question" if count else "nothing"
    rows = (*(recorded_rows(recorded) if recorded else ()), (TO_BE_STATED, Cell(left)))
    changed = f"{document.banner} {recorded.differs}".strip() if recorded else document.banner
    opening = replace(first, blocks=tuple(_with_rows(block, rows) for block in first.blocks))
    return replace(document, sections=(opening, *others), banner=changed)


def _with_rows(block: Block, rows: NamedRows) -> Block:
    """Facts with more facts behind them; any other block as it is."""
    return NamedCells((*block.rows, *rows)) if isinstance(block, NamedCells) else block


def recorded_rows(recorded: RecordedAs) -> NamedRows:
    """Which saved assessment it is, who saved it when, and what was decided on which conditions."""
    conditions = "; ".join(recorded.conditions) or "none"
    return (
        ("Saved as", Cell(f"{recorded.id}, {recorded.saved}")),
        ("Decision", Cell(recorded.decision)),
        *((("Conditions", Cell(conditions)),) if recorded.conditions else ()),
    )
