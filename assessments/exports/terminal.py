"""Pages of a terminal, which can be read without knowing the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Line

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
from assessments.report.departures import scenario
from assessments.report.sentences import ended_words
from data_maps.problems import printable

if TYPE_CHECKING:
    from assessments.results.default_evidence import EvidenceResult
    from assessments.results.freshness import Freshness
    from assessments.results.options.questions import OptionQuestions
    from assessments.results.portfolio import PortfolioResult
    from assessments.results.track_record import BacktestResult
    from assessments.run import Run

EVIDENCE = 1
GAP = 2
FIRST = "page-one"
THE_REST = (
    "The rest: --full prints it here, --out DIR writes a report, --json a result for programs. "
    "datareach reach, routes, options and regimes each say more."
)
LISTS, LISTED = ("assumptions", "questions"), 5


class Page:
    """Sections under a title and a banner, if any, as a terminal shows them; pictures are left to the files."""

    def __init__(self, title: str, sections: Iterable[Section], banner: str = "") -> None:
        self.title = title
        self.sections = tuple(sections)
        self.banner = banner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Everything on the page, from top to bottom."""
        yield Line(printable(self.title), style="bold")
        if self.banner:
            yield from _block(Notice(self.banner, "assumed"))
        for section in self.sections:
            yield Line("")
            if section.id != FIRST and section.title != self.title:
                yield Line(section.title.upper(), style="bold")
            for block in section.blocks:
                most = LISTED if section.id in LISTS else None
                yield from _table(block, most) if isinstance(block, Table) else _block(block)


def _page(run: Run, sections: Iterable[Section], lacking: Sequence[str] = ()) -> Page:
    """Sections on an assessment, under the names of those it lacks and what differs from the map as written."""
    changed = scenario(run)
    banner = " ".join(filter(None, (ended_words(lacking), changed.banner)))
    return Page(changed.titled(run.data_map.title), sections, banner)


def one_page(run: Run) -> Page:
    """The page that `datareach assess` prints: the answer, and where the rest is."""
    from assessments.report.sections import page_one

    return _page(run, (page_one.section(run), Section("rest", "More", (Text(THE_REST),))))


def plain(page: Page) -> str:
    """A page as text of 100 columns, without colours."""
    on = Console(width=100, highlight=False, markup=False, emoji=False)
    with on.capture() as printed:
        on.print(page)
    return printed.get()


def full_page(run: Run) -> Page:
    """The page that `datareach assess --full` prints."""
    from assessments.report.sections import options, second_looks
    from assessments.report.sections.order import IN_FULL, lacking, sections

    compared = (options.short_section,) if run.data_map.options else ()
    makes = (*IN_FULL, *compared, second_looks.short_section)
    return _page(run, sections(run, makes), lacking(run, makes))


def reach_page(run: Run) -> Page:
    """The page that `datareach reach` prints."""
    from assessments.report.sections import reach

    return _page(run, (reach.section(run),))


def evidence_page(result: EvidenceResult) -> Page:
    """The page that `datareach evidence` prints."""
    from assessments.report.sections import default_evidence

    subject = "all defaults" if result.address is None else result.address
    return Page(f"Evidence of {subject}", (default_evidence.section(result),))


def freshness_page(fresh: Freshness) -> Page:
    """The page that `datareach freshness` prints."""
    from assessments.report.sections import freshness

    return Page(f"Law on {fresh.on}", (freshness.section(fresh),))


def backtest_page(result: BacktestResult) -> Page:
    """The page that `datareach backtest` prints."""
    from assessments.report.sections import track_record

    return Page(f"{result.units} services over {result.unit_years:,.1f} years", track_record.all_sections(result))


def portfolio_page(result: PortfolioResult) -> Page:
    """The page that `datareach portfolio` prints."""
    from assessments.report.sections import portfolio

    return Page("Portfolio", portfolio.sections(result, portfolio.SHOWN))


def options_page(run: Run, questions: OptionQuestions | None = None) -> Page:
    """The page that `datareach options` prints: the comparison, then the answers to what is asked."""
    from assessments.report.sections import option_answers, options
    from assessments.results.options.questions import OptionQuestions, answers, options_compared
    from assessments.results.options.table import options_of

    if options_of(run) is None:
        return _page(run, (options.section(run),))
    wanted = questions or OptionQuestions()
    comparison = options_compared(run, wanted)
    answered = option_answers.blocks(comparison, answers(comparison, wanted))
    more = (Section("asked", "What was asked", answered),) if answered else ()
    return _page(run, (options.compared(comparison), *more, option_answers.second_looks(comparison)))


def routes_page(run: Run, *, actor: str | None, data: str | None, users: str | None, most: int) -> Page:
    """The page that `datareach routes` prints."""
    from assessments.report.sections import choke_points, routes

    chosen = routes.chosen_routes(run, actor=actor, data=data, users=users, most=most)
    return _page(run, (chosen, choke_points.of_actors(run, actor)))


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Text():
            yield Line(printable(block.text), style="bold" if block.lead else "")
        case Heading():
            yield Line(printable(block.text), style="bold")
        case Notice():
            yield Line(
                ("! " if block.kind == "assumed" else "") + printable(block.text),
                style="yellow" if block.kind == "assumed" else "",
            )
        case NamedCells():
            grid = Grid.grid(padding=(0, 2, 0, 0))
            grid.add_column()
            grid.add_column(overflow="fold")
            for name, cell in block.rows:
                grid.add_row(Line(name, style="dim"), _cell(cell))
            yield grid
        case Table():
            yield from _table(block)
        case StepByStep():
            yield Line("")
            yield Line(printable(block.title), style="bold")
            yield Padding(Line(printable(block.summary)), (0, 0, 0, 3))
            for step in block.steps:
                yield from _step(step)
        case Figure():
            return


def _cell(cell: Cell) -> Line:
    return Line(printable(cell.text) + (" (assumed)" if cell.assumed else ""))


def _table(table: Table, most: int | None = None) -> Iterator[RenderableType]:
    if not table.rows:
        yield Line(f"{printable(table.caption)}: {table.empty}")
        return
    yield _Columns(table, table.rows[:most])
    if most is not None and len(table.rows) > most:
        yield Line(f"… and {len(table.rows) - most} more in the full report (--out DIR)", style="dim")


class _Columns:
    """A table in as many parts as its columns take so that no word is broken; each part names its rows."""

    def __init__(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        self._columns = table.columns
        self._caption = printable(table.caption)
        self._cells = [[_cell(cell) for cell in row] for row in rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Each part below the one before."""
        least = [
            max(cell_len(word) for text in self._texts(place) for word in (*text.split(), "")) for place in self._places
        ]
        most = [max(map(cell_len, self._texts(place))) for place in self._places]
        # The first column says what a row is of, so that it is in each part.
        parts = [[0]]
        for place in range(1, len(least)):
            taken = sum(least[other] + GAP for other in parts[-1])
            if len(parts[-1]) > 1 and taken + least[place] > options.max_width:
                parts.append([0])
            parts[-1].append(place)
        for number, places in enumerate(parts):
            caption = f"{self._caption} (continued)" if number else self._caption
            room = options.max_width - GAP * (len(places) - 1)
            widths = _shared([least[place] for place in places], [most[place] for place in places], room)
            yield Padding(Line(caption, style="dim"), (1, 0, 0, 0))
            yield self._grid(dict(zip(places, widths, strict=True)))

    @property
    def _places(self) -> range:
        return range(len(self._columns))

    def _texts(self, place: int) -> list[str]:
        return [self._columns[place].title, *(row[place].plain for row in self._cells)]

    def _grid(self, widths: Mapping[int, int]) -> Grid:
        grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
        for place, width in widths.items():
            justify: JustifyMethod = "right" if self._columns[place].numeric else "left"
            grid.add_column(Line(self._columns[place].title), justify=justify, overflow="fold", width=width)
        for row in self._cells:
            grid.add_row(*(row[place] for place in widths))
        return grid


def _shared(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """The widths of columns that take `least`: what room is left goes to them in turn, until each has the `most`."""
    widths = list(least)
    while (left := room - sum(widths)) > 0 and (
        narrow := [place for place, width in enumerate(widths) if width < most[place]]
    ):
        for place in narrow[:left]:
            widths[place] += 1
    return widths


def _step(step: NumberedStep) -> Iterator[RenderableType]:
    likely = f" – {step.likely}" if step.likely else ""
    mark = " (assumed)" if step.assumed else ""
    yield Padding(Line(f"• {printable(step.because)}{likely}{mark}"), (0, 0, 0, 3))
    evidence = [*step.evidence[:EVIDENCE], *step.evidence[-1:]] if len(step.evidence) > EVIDENCE + 1 else step.evidence
    for text in (*evidence, *([step.place] if step.place else [])):
        yield Padding(Line(printable(text), style="dim"), (0, 0, 0, 5))
