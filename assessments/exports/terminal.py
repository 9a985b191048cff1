"""What a terminal shows: one page that can be read without knowing the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Line

from assessments.blocks import Block, Cell, Facts, Figure, Heading, Notice, Route, Section, Step, Table, Text

if TYPE_CHECKING:
    from assessments.assessment import Assessment
    from assessments.option_questions import OptionQuestions

WIDTH = 100
EVIDENCE = 1
LISTS, LISTED = ("assumptions", "questions"), 5


class Page:
    """Sections as a terminal shows them; pictures are left to the files."""

    def __init__(self, title: str, sections: Iterable[Section]) -> None:
        self.title = title
        self.sections = tuple(sections)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Everything on the page, from top to bottom."""
        yield Line(_plain(self.title), style="bold")
        for section in self.sections:
            yield Line("")
            if section.id != "summary":
                yield Line(section.title.upper(), style="bold")
            for block in section.blocks:
                most = LISTED if section.id in LISTS else None
                yield from _table(block, most) if isinstance(block, Table) else _block(block)


def one_page(assessment: Assessment) -> Page:
    """The page that `datareach assess` prints."""
    from assessments.sections import ONE_PAGE, options, second_looks, sections

    told = sections(assessment, ONE_PAGE)
    compared = (options.short(assessment),) if assessment.data_map.options else ()
    return Page(assessment.data_map.title, (*told, *compared, second_looks.short(assessment)))


def options_page(assessment: Assessment, asked: OptionQuestions | None = None) -> Page:
    """The page that `datareach options` prints: the comparison, then the answers to what is asked."""
    from assessments.option_questions import OptionQuestions, answers, compared
    from assessments.sections import option_answers, options

    if assessment.options is None:
        return Page(assessment.data_map.title, (options.section(assessment),))
    about = asked or OptionQuestions()
    found = compared(assessment, about)
    told = option_answers.told(found, answers(found, about))
    more = (Section("asked", "What was asked", told),) if told else ()
    return Page(assessment.data_map.title, (options.compared(found), *more, option_answers.second_looks(found)))


def routes_page(assessment: Assessment, *, actor: str | None, data: str | None, users: str | None, most: int) -> Page:
    """The page that `datareach routes` prints."""
    from assessments.sections import choke_points, routes

    found = routes.chosen(assessment, actor=actor, data=data, users=users, most=most)
    return Page(assessment.data_map.title, (found, choke_points.of_actors(assessment, actor)))


def _plain(text: str) -> str:
    """Text without what could drive a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Text():
            yield Line(_plain(block.text), style="bold" if block.lead else "")
        case Heading():
            yield Line(_plain(block.text), style="bold")
        case Notice():
            yield Line(
                ("! " if block.kind == "assumed" else "") + _plain(block.text),
                style="yellow" if block.kind == "assumed" else "",
            )
        case Facts():
            yield _facts(block)
        case Table():
            yield from _table(block)
        case Route():
            yield from _route(block)
        case Figure():
            return


def _facts(facts: Facts) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for name, cell in facts.rows:
        grid.add_row(Line(name, style="dim"), _cell(cell))
    return grid


def _cell(cell: Cell) -> Line:
    return Line(_plain(cell.text) + (" (assumed)" if cell.assumed else ""))


def _table(table: Table, most: int | None = None) -> Iterator[RenderableType]:
    if not table.rows:
        yield Line(f"{_plain(table.caption)}: {table.empty}")
        return
    grid = Grid(
        title=_plain(table.caption),
        title_justify="left",
        title_style="dim",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for column in table.columns:
        grid.add_column(Line(column.title), justify="right" if column.numeric else "left", overflow="fold")
    for row in table.rows[:most]:
        grid.add_row(*map(_cell, row))
    yield Padding(grid, (1, 0, 0, 0))
    if most is not None and len(table.rows) > most:
        yield Line(f"… and {len(table.rows) - most} more in the full report (--out DIR)", style="dim")


def _route(route: Route) -> Iterator[RenderableType]:
    yield Line("")
    yield Line(_plain(route.title), style="bold")
    yield Padding(Line(_plain(route.summary)), (0, 0, 0, 3))
    for step in route.steps:
        yield from _step(step)


def _step(step: Step) -> Iterator[RenderableType]:
    likely = f" – {step.likely}" if step.likely else ""
    mark = " (assumed)" if step.assumed else ""
    yield Padding(Line(f"• {_plain(step.because)}{likely}{mark}"), (0, 0, 0, 3))
    shown = [*step.evidence[:EVIDENCE], *step.evidence[-1:]] if len(step.evidence) > EVIDENCE + 1 else step.evidence
    for told in (*shown, *([step.place] if step.place else [])):
        yield Padding(Line(_plain(told), style="dim"), (0, 0, 0, 5))
