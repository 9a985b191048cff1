"""Numbers beside what they were: blocks of a page with the value of the pinned baseline before each that changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.report.blocks import Block, Cell, Figure, NamedCells, Span, Table, Text
from assessments.report.cells import INTERVAL
from assessments.report.figures.chart import Mark
from assessments.run import Run
from dashboard import session
from dashboard.show import Content, Dressed, Meters, QuestionHeading, Shares

OUT_OF = " in "
LONGEST = 60  # letters of a number with its interval; what is longer is a sentence


def computed_with_base(
    what: str, make: Callable[[Run], Sequence[Content]], *, given: Hashable | None = None, drawn: bool = False
) -> Sequence[Content]:
    """Blocks computed of the open map as `session.computed` does, each changed number beside that of the baseline."""
    now = session.computed(what, make, given=given, drawn=drawn)
    before = session.computed_before(make, given=given, drawn=drawn)
    return now if before is None else tuple(with_old_values(before, now))


def with_old_values(before: Sequence[Content], now: Sequence[Content]) -> Iterator[Content]:
    """The blocks of now, each changed number in them after the one that stood in its place before."""
    # A block has no name: its counterpart is the block of its kind that comes as often before it.
    by_place = dict(zip(_places(before), before, strict=True))
    for block, same_place in zip(now, (by_place.get(place) for place in _places(now)), strict=True):
        yield block if same_place is None else _block(same_place, block)


def old_to_new(old: str, new: str) -> str:
    """A value after the one it had: both where they differ."""
    return new if old == new else f"{old} → {new}"


def _places(blocks: Iterable[Content]) -> Iterator[tuple[type, int]]:
    counts: dict[type, int] = {}
    for block in blocks:
        counts[type(block)] = counts.get(type(block), 0) + 1
        yield type(block), counts[type(block)]


def _block(before: Content, now: Content) -> Content:
    match before, now:
        case Text(), Text():
            numbers: dict[str, list[str]] = {}
            for span in before.spans:
                numbers.setdefault(span.about, []).append(span.text)
            return replace(now, spans=tuple(_span(numbers, span) for span in now.spans))
        case NamedCells(), NamedCells():
            cells = dict(before.rows)
            return NamedCells(tuple((name, _cell(cells.get(name), cell)) for name, cell in now.rows))
        case Table(), Table():
            return _table(before, now)
        case Figure(), Figure() if before.chart is not None and now.chart is not None:
            marks = {mark.name: mark for mark in before.chart.marks}
            moved = tuple(_mark(marks.get(mark.name), mark) for mark in now.chart.marks)
            return replace(now, content=replace(now.chart, marks=moved))
        case Dressed(), Dressed():
            return replace(now, blocks=tuple(map(_own, with_old_values(before.blocks, now.blocks))))
        case Meters(), Meters():
            meters = {meter.title: meter for meter in before.meters}
            old = [meters.get(meter.title, meter).number for meter in now.meters]
            numbers_of = zip(now.meters, old, strict=True)
            return Meters(tuple(replace(meter, number=old_to_new(was, meter.number)) for meter, was in numbers_of))
        case Shares(), Shares():
            words = {name: text for name, _, text in before.parts}
            parts = ((name, size, old_to_new(words.get(name, text), text)) for name, size, text in now.parts)
            return replace(now, parts=tuple(parts))
        case _:
            return now


def _own(content: Content) -> Block:
    """A block of a report, which is all that is dressed."""
    if isinstance(content, Dressed | Meters | Shares | QuestionHeading):
        raise TypeError("blocks are dressed once")
    return content


def _span(numbers: Mapping[str, list[str]], span: Span) -> Span:
    same = numbers.get(span.about, []) if span.about else []
    old = same.pop(0) if same else span.text
    # A chance and a number of people are no two values of one thing.
    return span if (OUT_OF in old) != (OUT_OF in span.text) else replace(span, text=old_to_new(old, span.text))


def _cell(before: Cell | None, now: Cell) -> Cell:
    """A number after the one about the same that stood in its place; a sentence with a number in it stays alone."""
    if before is None or now.value is None or before.value is None or before.about != now.about:
        return now
    if len(now.text) > LONGEST:
        return now
    return replace(now, text=old_to_new(before.text, now.text))


def _table(before: Table, now: Table) -> Table:
    """A table whose rows are matched by their first cell, their numbers by the titles of their columns."""
    titles = [column.title for column in before.columns]
    old = {row[0].text: dict(zip(titles, row, strict=True)) for row in before.rows if row}
    rows = (
        tuple(
            cell if column == INTERVAL else _cell(old.get(row[0].text, {}).get(column.title), cell)
            for column, cell in zip(now.columns, row, strict=True)
        )
        for row in now.rows
    )
    return replace(now, rows=tuple(rows))


def _mark(before: Mark | None, now: Mark) -> Mark:
    """A mark that keeps the place along the axis that it had before, where it moved."""
    if before is None or before.x == now.x:
        return now
    return replace(now, before=before.x, text=old_to_new(before.text, now.text))
