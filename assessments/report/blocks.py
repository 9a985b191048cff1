"""Blocks: the few kinds of part that a report is made of, whatever shows it, a page, a file or a terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from assessments.report.figures.chart import Chart


@dataclass(frozen=True)
class Span:
    """A piece of a sentence: plain words, a number that is `about` what a cell's is, or a `missing` interval."""

    text: str
    about: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph; the `lead` is the one to read first. Its `spans`, if it has any, are the text piece by piece.

    A `blank` is what somebody has still to state.
    """

    text: str
    lead: bool = False
    spans: tuple[Span, ...] = ()
    blank: bool = False


@dataclass(frozen=True)
class Heading:
    """A title inside a section."""

    text: str


@dataclass(frozen=True)
class Notice:
    """Something to know before the numbers are used: that they rest on assumptions, or what was left aside."""

    text: str
    kind: Literal["assumed", "limit"] = "limit"


@dataclass(frozen=True)
class Cell:
    """One entry of a table or of a list of facts: what is shown, the number behind it, and where it leads.

    A number is `about` an actor, `foreign_states`, `own_state`, `others`, `all`, how many `people` there are, or an
    address of the ledger.
    `missing` stands for an interval that was not computed, `blank` for what somebody has still to state.
    """

    text: str
    value: float | None = None
    assumed: bool = False
    link: str | None = None
    about: str = ""
    missing: bool = False
    blank: bool = False


@dataclass(frozen=True)
class Column:
    """The title of a column, and whether it holds numbers."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells under a caption; `empty` is said where there are no rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "None."


@dataclass(frozen=True)
class NamedCells:
    """Names with what stands for each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Figure:
    """A figure: a chart as data or a drawing as SVG, with its words for those who do not see it."""

    content: Chart | str
    alt: str
    caption: str

    @property
    def svg(self) -> str:
        """The figure as SVG, for paper."""
        from assessments.report.figures.svg import svg

        return self.content if isinstance(self.content, str) else svg(self.content)

    @property
    def chart(self) -> Chart | None:
        """The data of a chart; None of a drawing."""
        return None if isinstance(self.content, str) else self.content


@dataclass(frozen=True)
class NumberedStep:
    """One step of a route: where from and to, why it is open, how likely, who says so and where the map says it.

    `links` are the addresses at which the evidence can be read, entry by entry; empty where one has none.
    """

    source: str
    target: str
    because: str
    likely: str = ""
    evidence: tuple[str, ...] = ()
    place: str = ""
    assumed: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepByStep:
    """A chain of steps with a title and how likely it is that the whole of it is open."""

    title: str
    summary: str
    steps: tuple[NumberedStep, ...]
    parts: tuple[str, ...] = ()


Block = Text | Heading | Notice | Table | NamedCells | Figure | StepByStep


@dataclass(frozen=True)
class Section:
    """A titled part of a report; an `appendix` comes last and is left out where there is room for one page only."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False


def sentence(*parts: Span | str) -> Text:
    """A paragraph of pieces, of which each plain text is one without a number."""
    spans = tuple(piece if isinstance(piece, Span) else Span(piece) for piece in parts if piece)
    return Text("".join(span.text for span in spans), spans=spans)


def row(*cells: Cell | str) -> tuple[Cell, ...]:
    """Cells, with plain text where no more is known of one."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def cells_about(who: str, *cells: Cell) -> tuple[Cell, ...]:
    """Cells whose numbers are about somebody."""
    return tuple(replace(cell, about=who) if cell.value is not None else cell for cell in cells)
