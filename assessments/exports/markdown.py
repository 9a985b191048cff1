"""Documents as Markdown: for wikis, tickets and version control."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from assessments.exports.characters import line
from assessments.report.blocks import Cell, Figure, Heading, NamedCells, Notice, Section, StepByStep, Table, Text
from assessments.report.documents import Document, report

if TYPE_CHECKING:
    from assessments.run import Run

SUFFIX = ".md"
LABEL = "Markdown"


def export(run: Run) -> str:
    """The whole report as Markdown text."""
    return rendered(report(run))


def rendered(document: Document) -> str:
    """A document as Markdown text."""
    first = [f"**{escaped(text)}**" for text in (document.banner, document.first) if text]
    head = [f"# {escaped(document.title)}", *first]
    return "\n\n".join([*head, *(paragraph for section in document.sections for paragraph in _section(section))]) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown and the HTML it may be turned into show as it is, on one line."""
    plain = line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"([\\`*_{}\[\]()#!|~$])", r"\\\1", plain)
    plain = re.sub(r"^(\d+)([.)])", r"\1\\\2", plain)
    return re.sub(r"^([-+=])", r"\\\1", re.sub(r"(?i)(https?|ftp|mailto)(:)|(www)(\.)", r"\1\3&#8203;\2\4", plain))


def _section(section: Section) -> Iterator[str]:
    yield f"## {'Appendix: ' if section.appendix else ''}{escaped(section.title)}"
    for block in section.blocks:
        match block:
            case Text():
                yield f"**{escaped(block.text)}**" if block.lead else escaped(block.text)
            case Heading():
                yield f"### {escaped(block.text)}"
            case Notice():
                yield f"> {'Assumed: ' if block.kind == 'assumed' else ''}{escaped(block.text)}"
            case NamedCells():
                yield "\n".join(f"- {escaped(name)}: {_cell(cell)}" for name, cell in block.rows)
            case Table():
                yield f"*{escaped(block.caption)}*"
                yield _table(block) if block.rows else escaped(block.empty)
            case Figure():
                yield f"*Figure: {escaped(block.caption)}* {escaped(block.alt)}"
            case StepByStep():
                yield f"### {escaped(block.title)}"
                yield escaped(block.summary)
                yield "\n".join(_steps(block))


def _table(table: Table) -> str:
    head = "| " + " | ".join(escaped(column.title) for column in table.columns) + " |"
    rule = "|" + "|".join("---:" if column.numeric else "---" for column in table.columns) + "|"
    return "\n".join([head, rule, *("| " + " | ".join(map(_cell, row)) + " |" for row in table.rows)])


def _cell(cell: Cell) -> str:
    text = escaped(cell.text) + (" *(assumed)*" if cell.assumed else "")
    return f"[{text}](<{quote(cell.link, safe=':/?#[]@!$&*+,;=%~')}>)" if is_link(cell.link) and cell.link else text


def is_link(link: str | None) -> bool:
    """True where a link leads to a page, and to nothing that runs."""
    return bool(link) and re.match(r"https?://[^\s]+\Z", link or "") is not None


def _steps(route: StepByStep) -> Iterator[str]:
    for number, step in enumerate(route.steps, 1):
        likely = f" – {escaped(step.likely)}" if step.likely else ""
        yield f"{number}. {escaped(step.because)}{likely}{' *(assumed)*' if step.assumed else ''}"
        yield from (f"   - {escaped(text)}" for text in step.evidence)
        if step.place:
            yield f"   - {escaped(step.place)}"
