"""Documents as Word files: real headings, captions, header rows, lists and alternative texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import line
from assessments.exports.markdown import is_link
from assessments.exports.typesetting import laid, room, shares
from assessments.report.blocks import (
    Block,
    Cell,
    Figure,
    Heading,
    NamedCells,
    Notice,
    StepByStep,
    Table,
    Text,
)
from assessments.report.documents import Document, report

if TYPE_CHECKING:
    from assessments.exports.word import WordText
    from assessments.run import Run

SUFFIX = ".docx"
LABEL = "Word"
CONTENTS = 6
LABEL_ROOM = 24
"""The letters of a name that has its fact on the same line: a longer one would push that out of its column."""


def export(run: Run) -> bytes:
    """The whole report as one Word document."""
    return rendered(report(run))


def rendered(document: Document) -> bytes:
    """A document as a Word document."""
    from assessments.exports.archives import normalised
    from assessments.exports.word import WordText

    word = WordText(line(document.title), line(document.header), line(document.stamp), document.layout)
    word.paragraph("Title", line(document.title))
    if document.about:
        word.paragraph("Quiet", line(document.about))
    for text in filter(None, (document.banner, document.first)):
        word.paragraph("Assumed", line(text))
    titles = [
        line(f"Appendix: {section.title}" if section.appendix else section.title) for section in document.sections
    ]
    for number, (section, title) in enumerate(zip(document.sections, titles, strict=True)):
        across, upright = laid(section.blocks, document.layout)
        word.turn(across=bool(across))
        word.heading(1, title, on_a_new_page=section.appendix and not document.sections[number - 1].appendix)
        for block in across:
            _BLOCKS[type(block)](word, block)
        if upright:
            word.turn(across=False)
        for block in upright:
            _BLOCKS[type(block)](word, block)
        if number == 0 and len(titles) > CONTENTS and not document.layout.short:
            word.contents(titles)
    if word.glyphs.note:
        word.paragraph("Quiet", f"In pictures: {word.glyphs.note}")
    made = io.BytesIO()
    word.document.save(made)
    return normalised(made.getvalue())


def _text(word: WordText, block: Text) -> None:
    word.paragraph("Lead" if block.lead else "Normal", line(block.text))


def _heading(word: WordText, block: Heading) -> None:
    word.heading(2, line(block.text))


def _notice(word: WordText, block: Notice) -> None:
    word.paragraph("Assumed" if block.kind == "assumed" else "Limit", line(block.text))


def _facts(word: WordText, block: NamedCells) -> None:
    for name, cell in block.rows:
        paragraph = word.paragraph("Fact")
        word.run(paragraph, line(name) + ("\t" if len(name) <= LABEL_ROOM else "\n"), quiet=True)
        _cell(word, paragraph, cell)


def _table(word: WordText, block: Table) -> None:
    if not block.rows:
        paragraph = word.paragraph("Normal")
        word.run(paragraph, f"{line(block.caption)}. ", bold=True)
        word.run(paragraph, line(block.empty))
        return
    word.caption("Table", line(block.caption))
    numeric = [column.numeric for column in block.columns]
    widths = word.widths(shares(block, room(word.layout, across=word.across)))
    head, *rows = word.table(len(block.rows) + 1, widths)
    for paragraph, column in zip(word.cells(head, numeric, widths), block.columns, strict=True):
        word.run(paragraph, line(column.title), bold=True)
    for empty, cells in zip(rows, block.rows, strict=True):
        for paragraph, cell in zip(word.cells(empty, numeric, widths), cells, strict=True):
            _cell(word, paragraph, cell)
    word.paragraph("After")


def _cell(word: WordText, paragraph: Any, cell: Cell) -> None:
    if is_link(cell.link) and cell.link:
        word.link(paragraph, line(cell.text), cell.link)
    else:
        word.run(paragraph, line(cell.text))
    if cell.assumed:
        word.run(paragraph, " (assumed)", quiet=True)


def _figure(word: WordText, block: Figure) -> None:
    word.picture(block.svg, line(block.alt))
    word.caption("Figure", line(block.caption))


def _route(word: WordText, block: StepByStep) -> None:
    word.heading(2, line(block.title))
    word.paragraph("Normal", line(block.summary))
    number = word.numbering()
    for step in block.steps:
        paragraph = word.item(number)
        if step.source != step.target:
            word.run(paragraph, line(f"{step.source} → {step.target}"), bold=True)
            word.run(paragraph, ": ")
        word.run(paragraph, line(step.because))
        if step.likely:
            word.run(paragraph, " – ")
            word.run(paragraph, line(step.likely), bold=True)
        if step.assumed:
            word.run(paragraph, " (assumed)", quiet=True)
        for text in (*step.evidence, *([step.place] if step.place else [])):
            word.paragraph("Evidence", line(text))


_BLOCKS: Mapping[type[Block], Callable[[WordText, Any], None]] = {
    Text: _text,
    Heading: _heading,
    Notice: _notice,
    NamedCells: _facts,
    Table: _table,
    Figure: _figure,
    StepByStep: _route,
}
