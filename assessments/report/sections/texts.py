"""Sections on the texts of the map: what people use the app for, and its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.reasons import as_words, group_name
from assessments.report.sentences import enumerated
from assessments.results.about import map_texts
from assessments.results.parts import UsedFunction
from assessments.run import Run
from data_maps.changes import Option
from data_maps.model import DataMap

COLUMNS = (Column("Use"), Column("People"), Column("Why, as the map says"), Column("Source"))
CUT = (Column("Option"), Column("Uses of which some is lost under it"))
USES_NOTE = "How many people use the app for it, and how far another could serve, stand in the ledger."
NO_REASON = "none of its own; those of its numbers stand in the ledger"
NOTES_TITLE = "Notes to the map"
NOTES_NOTE = "In the words of the map's author, with the names that its sources have in the map:"
PARTS = re.compile(r"\n\s*\n|\n(?=\s*\d+\. )")
"""Between paragraphs, and before each number of a list."""


def uses(run: Run) -> Section:
    """The uses of the app, why they count as the map has it, and which options cut them."""
    used = map_texts(run.data_map).uses
    together: dict[tuple[str, str, str], list[str]] = {}
    for use in used:
        together.setdefault((use.function, use.why or NO_REASON, use.source or ""), []).append(use.users)
    rows = tuple(_use(run.data_map, use, groups) for use, groups in together.items())
    cut = tuple(_cut(used, id_, option) for id_, option in run.data_map.options.items() if _cuts(used, id_))
    tables = (Table("What people use the app for", COLUMNS, rows, "The map does not say."),)
    losses = (Table("Uses that options cut", CUT, cut),) if cut else ()
    return Section("uses", "What people use it for", (*tables, *losses, *((Text(USES_NOTE),) if rows else ())))


def notes(run: Run) -> Section:
    """The notes of the map, paragraph by paragraph."""
    paragraphs = tuple(map(Text, _paragraphs(map_texts(run.data_map).notes or "")))
    blocks = (Text(NOTES_NOTE), *paragraphs) if paragraphs else (Text("The map has none."),)
    return Section("notes", NOTES_TITLE, blocks)


def _paragraphs(notes: str) -> Iterator[str]:
    """Paragraphs and points of a list, each on one line."""
    yield from (" ".join(paragraph.split()) for paragraph in PARTS.split(notes) if paragraph.strip())


def _use(data_map: DataMap, use: tuple[str, str, str], groups: list[str]) -> tuple[Cell, ...]:
    function, why, source = use
    names = [group_name(data_map, group) for group in groups]
    return row(as_words(function), enumerated(names, len(names)), why, source)


def _cut(used: tuple[UsedFunction, ...], id_: str, option: Option) -> tuple[Cell, ...]:
    return row(option.title or id_, enumerated(list(map(as_words, _cuts(used, id_)))))


def _cuts(used: tuple[UsedFunction, ...], option: str) -> list[str]:
    """The functions that an option cuts, each once."""
    return list(dict.fromkeys(use.function for use in used if option in use.options))
