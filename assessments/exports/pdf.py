"""Documents as PDF that a screen reader can read: tags, bookmarks, alternative texts, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessments.exports import typesetting
from assessments.exports.characters import Glyphs, font_folders, line
from assessments.exports.markdown import is_link
from assessments.exports.typesetting import laid, room, shares, soft
from assessments.report.blocks import (
    Block,
    Cell,
    Figure,
    Heading,
    NamedCells,
    Notice,
    NumberedStep,
    Section,
    StepByStep,
    Table,
    Text,
)
from assessments.report.documents import Document, Layout, Paper, report

if TYPE_CHECKING:
    from assessments.run import Run

SUFFIX = ".pdf"
LABEL = "PDF"
TEMPLATE = "report.typ"
PAPERS: Mapping[Paper, str] = {"a4": "a4", "letter": "us-letter"}
Json = dict[str, Any]


def export(run: Run) -> bytes:
    """The whole report as one PDF file."""
    return rendered(report(run))


def rendered(document: Document, *, archived: bool = False) -> bytes:
    """A document as one PDF file: as PDF/UA-1, or to be archived as PDF/A-2, which needs the day it was made."""
    setting = _Setting(document.layout)
    typeset = setting.on_one_line
    values = {
        "name": setting.unmarked(document.title),
        "title": typeset(document.title),
        "about": typeset(document.about),
        "first": [typeset(text) for text in (document.banner, document.first) if text],
        "header": setting.unmarked(document.header),
        "stamp": setting.unmarked(document.stamp),
        "paper": PAPERS[document.layout.paper],
        "points": document.layout.points,
        "short": document.layout.short,
        "made_on": document.made_on.timetuple()[:3] if document.made_on else None,
        "sections": [setting.section(section) for section in document.sections],
    }
    standard = typesetting.ARCHIVED if archived and document.made_on else typesetting.ACCESSIBLE
    return typesetting.pdf(TEMPLATE, {**values, "unshown": setting.glyphs.note}, setting.pictures, standard)


class _Setting:
    """Blocks as plain values; gathers the pictures they show and the characters that no font draws."""

    def __init__(self, layout: Layout) -> None:
        self.glyphs = Glyphs(font_folders())
        self.pictures: dict[str, str] = {}
        self.layout = layout
        self.room = room(layout, across=False)

    def on_one_line(self, text: str) -> str:
        """A text on one line, of characters that are drawn, its long words breakable."""
        return self.glyphs.drawn(soft(line(text)))

    def unmarked(self, text: str) -> str:
        """A text without marks between its letters, for metadata, alternative texts and fingerprints."""
        return self.glyphs.drawn(line(text))

    def section(self, section: Section) -> Json:
        """A section with its blocks: first those that lie `across`, if any, then those on `upright` pages."""
        title = f"Appendix: {section.title}" if section.appendix else section.title
        across, upright = laid(section.blocks, self.layout)
        return {
            "title": self.on_one_line(title),
            "appendix": section.appendix,
            "across": self.blocks(across, across=True),
            "upright": self.blocks(upright, across=False),
        }

    def blocks(self, blocks: Sequence[Block], *, across: bool) -> list[Json]:
        """Blocks on pages of one kind."""
        self.room = room(self.layout, across=across)
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> Json:
        """A block under the name of its kind."""
        return {"kind": type(block).__name__, **self._made[type(block)](self, block)}

    def text(self, block: Text) -> Json:
        """A paragraph."""
        return {"text": self.on_one_line(block.text), "lead": block.lead, "blank": block.blank}

    def heading(self, block: Heading) -> Json:
        """A title inside a section."""
        return {"text": self.on_one_line(block.text)}

    def notice(self, block: Notice) -> Json:
        """Something to know first."""
        return {"text": self.on_one_line(block.text), "assumed": block.kind == "assumed"}

    def facts(self, block: NamedCells) -> Json:
        """Names with what stands for each."""
        return {"rows": [{"name": self.on_one_line(name), "cell": self.cell(cell)} for name, cell in block.rows]}

    def table(self, block: Table) -> Json:
        """Rows under a caption, with the share of the width that each column takes."""
        columns = [{"title": self.on_one_line(column.title), "numeric": column.numeric} for column in block.columns]
        rows = [[self.cell(cell) for cell in row] for row in block.rows]
        captions = {"caption": self.on_one_line(block.caption), "empty": self.on_one_line(block.empty)}
        return {**captions, "columns": columns, "rows": rows, "shares": list(shares(block, self.room))}

    def cell(self, cell: Cell) -> Json:
        """The text of a cell, and where it leads."""
        link = cell.link if is_link(cell.link) else None
        return {"text": self.on_one_line(cell.text), "assumed": cell.assumed, "blank": cell.blank, "link": link}

    def figure(self, block: Figure) -> Json:
        """A picture by the name of its file."""
        name = f"picture-{len(self.pictures) + 1}.svg"
        self.pictures[name] = typesetting.on_paper(block.svg, self.glyphs)
        width, height = typesetting.size(block.svg)
        words = {"alt": self.unmarked(block.alt), "caption": self.on_one_line(block.caption)}
        return {"picture": name, **words, "width": width, "height": height}

    def route(self, block: StepByStep) -> Json:
        """A chain of steps."""
        steps = [self.step(step) for step in block.steps]
        return {"title": self.on_one_line(block.title), "summary": self.on_one_line(block.summary), "steps": steps}

    def step(self, step: NumberedStep) -> Json:
        """A step, its ends where they differ."""
        ends = f"{step.source} → {step.target}" if step.source != step.target else ""
        evidence = [self.on_one_line(text) for text in (*step.evidence, *([step.place] if step.place else []))]
        words = {
            "ends": self.on_one_line(ends),
            "because": self.on_one_line(step.because),
            "likely": self.on_one_line(step.likely),
        }
        return {**words, "assumed": step.assumed, "evidence": evidence}

    _made: Mapping[type[Block], Callable[[_Setting, Any], Json]] = {
        Text: text,
        Heading: heading,
        Notice: notice,
        NamedCells: facts,
        Table: table,
        Figure: figure,
        StepByStep: route,
    }
