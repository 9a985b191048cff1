"""Rows of the record and the CSV tables that hold them: each row a model, each mistake at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from data_maps.checking import custom, keys_of, located, model_of, raised, written_key
from data_maps.countries import CODES, country_hint
from data_maps.places import Spot
from data_maps.problems import Fault, Place, Problem, did_you_mean, shown

MOST_ROWS = 100_000
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,15}")


def _state(text: Any) -> Any:
    if text not in CODES:
        raise custom(Fault((), f"{shown(text)} is no country code", country_hint(str(text))))
    return text


def read_day(text: str) -> Any:
    """The day that a text writes as 2026-11-25; raises what a model's validator may raise."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> None:
    raise custom(Fault((), f"{shown(text)} is not a date", "write 2026-11-25"))


def _number(text: str, low: int, high: int) -> int:
    if not _WHOLE.fullmatch(text):
        raise custom(Fault((), f"{shown(text)} is not a whole number", "write digits alone, such as 1200"))
    if not low <= int(text) <= high:
        raise custom(Fault((), f"{shown(text)} is out of bounds", f"from {low} to {high}"))
    return int(text)


def _percentage(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise custom(Fault((), f"{shown(text)} is no percentage", "a number from 0 to 100"))
    return number


def _words(text: Any) -> Any:
    if not text:
        raise custom(Fault((), "an empty cell", "write what it is"))
    return text


def _unless_empty(read: Callable[[str], Any]) -> BeforeValidator:
    return BeforeValidator(lambda text: read(text) if text else None)


MOST = 10**12
State = Annotated[str, BeforeValidator(_state)]
NoState = Annotated[str | None, _unless_empty(_state)]
DayCell = Annotated[date, BeforeValidator(read_day)]
YearCell = Annotated[int, BeforeValidator(lambda text: _number(text, 1900, 2200))]
CountCell = Annotated[int, BeforeValidator(lambda text: _number(text, 0, MOST))]
NotPublished = Annotated[int | None, _unless_empty(lambda text: _number(text, 0, MOST))]
Percentage = Annotated[float | None, _unless_empty(_percentage)]
WordsCell = Annotated[str, BeforeValidator(_words)]


class Row(BaseModel):
    """One row of a table, frozen; its fields are the columns, and `key` names those that tell it from all others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def key(self) -> tuple[object, ...]:
        """The cells that tell this row from all others of its table."""
        raise NotImplementedError


RowModel = TypeVar("RowModel", bound=Row)


@dataclass(frozen=True)
class RowsRead(Generic[RowModel]):
    """The rows of a text without mistakes, in order, and the problems of the others."""

    rows: tuple[RowModel, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Cells:
    """The cells of one line, each with the column where it starts, and what is wrong with their form."""

    line: int
    texts: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    fault: tuple[int, str, str] | None = None


def table(model: type[RowModel], text: str, file: str) -> RowsRead[RowModel]:
    """The rows of a CSV text with a header, or every problem in it.

    Args:
        model: The rows' model; its fields without a default are the columns that must be there.
        text: Comma-separated cells, a row a line; a cell with a comma stands in double quotes.
        file: How problems name the text.
    """
    lines = [_cells(line, number) for number, line in _lines(text)]
    if not lines:
        return RowsRead((), (Problem(Place(file, 1, 1), "", "an empty table", f"start with {_header(model)}"),))
    if len(lines) > MOST_ROWS:
        place = Place(file, lines[MOST_ROWS].line, 1)
        return RowsRead((), (Problem(place, "", f"more than {MOST_ROWS:,} rows", "split the table"),))
    faulty_header = tuple(_header_problems(model, lines[0], file))
    return RowsRead((), faulty_header) if faulty_header else _table(model, lines[0].texts, lines[1:], file)


def _table(model: type[RowModel], columns: Sequence[str], lines: Iterable[_Cells], file: str) -> RowsRead[RowModel]:
    rows: list[RowModel] = []
    problems: list[Problem] = []
    first: dict[tuple[object, ...], int] = {}
    for cells in lines:
        row, mistakes = _row(model, columns, cells, file)
        problems.extend(mistakes)
        if row is None:
            continue
        if row.key in first:
            problems.append(_twice(row, first[row.key], Place(file, cells.line, 1)))
        else:
            first[row.key] = cells.line
            rows.append(row)
    return RowsRead(tuple(rows), tuple(problems))


def _twice(row: Row, line: int, place: Place) -> Problem:
    words = " ".join(str(cell) for cell in row.key if cell)
    return Problem(place, "", f"a second row for {shown(words)}", f"the first is on line {line}")


def _row(
    model: type[RowModel], columns: Sequence[str], cells: _Cells, file: str
) -> tuple[RowModel | None, tuple[Problem, ...]]:
    """The row that one line stands for, or every problem in it."""
    start = Place(file, cells.line, 1)
    if cells.fault:
        column, message, hint = cells.fault
        return None, (Problem(Place(file, cells.line, column), "", message, hint),)
    if len(cells.texts) != len(columns):
        message = f"{len(cells.texts)} cells where the header has {len(columns)}"
        return None, (Problem(start, "", message, "put a cell with a comma in double quotes"),)
    row, faults = model_of(model, dict(zip(columns, cells.texts, strict=True)))
    return row, located(faults, _spot(columns, cells, start)) if faults else ()


def _spot(columns: Sequence[str], cells: _Cells, start: Place) -> Spot:
    """The place of each cell of a line, by the names of their columns."""
    places = (Place(start.file, start.line, column) for column in cells.columns)
    return Spot(start, start, {name: Spot(place, start) for name, place in zip(columns, places, strict=True)})


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, with their numbers."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _cells(line: str, number: int) -> _Cells:
    """The cells of a line, up to the first mistake in their form."""
    if '"' not in line and line.isprintable():
        return _plain_cells(line, number)
    cells, start = _Cells(number), 0
    if not line.isprintable():
        column = next(column for column, char in enumerate(line, 1) if not char.isprintable())
        cells.fault = (column, "a character that cannot be printed", "remove it")
    while not cells.fault:
        match = _CELL.match(line, start)
        if match is None:
            cells.fault = (
                start + 1,
                "a quote that is not closed, or text beside it",
                'write ""two"" quotes inside a cell',
            )
            break
        cells.texts.append((match[1] or "").replace('""', '"') if match[2] is None else match[2].strip())
        cells.columns.append(start + 1)
        start = match.end()
        if not match[3]:
            break
    return cells


def _plain_cells(line: str, number: int) -> _Cells:
    """The cells of a line without quotes, which nothing in its form can be wrong with."""
    written = line.split(",")
    starts = accumulate((len(cell) + 1 for cell in written[:-1]), initial=1)
    return _Cells(number, [cell.strip() for cell in written], list(starts))


def _header(model: type[Row]) -> str:
    return ",".join(keys_of(model) or {})


def _header_problems(model: type[Row], header: _Cells, file: str) -> Iterator[Problem]:
    """Problems of the columns: unknown, twice, or missing."""
    columns = keys_of(model) or {}
    if header.fault:
        yield Problem(Place(file, header.line, header.fault[0]), "", header.fault[1], header.fault[2])
        return
    for index, (name, column) in enumerate(zip(header.texts, header.columns, strict=True)):
        place = Place(file, header.line, column)
        if name not in columns:
            hint = str(did_you_mean(name, columns, f"the columns are {_header(model)}"))
            yield Problem(place, "", f"unknown column {shown(name)}", hint)
        elif name in header.texts[:index]:
            yield Problem(place, "", f"a second column {shown(name)}", "one is enough")
    for name in (written_key(name, column) for name, column in model.model_fields.items() if column.is_required()):
        if name not in header.texts:
            yield Problem(Place(file, header.line, 1), "", f"no column {shown(name)}", "add it to the header")


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://\S+", text):
        raise custom(Fault((), f"{shown(text)} is no web address", "start it with https://, or leave it empty"))
    return text


def _half_year(text: str) -> str:
    if not re.fullmatch("[12][0-9]{3} H[12]", text):
        raise custom(Fault((), f"{shown(text)} is no half-year", "write 2020 H1 or 2020 H2"))
    return text


RecordAddress = Annotated[str, BeforeValidator(_address)]
HalfYear = Annotated[str, BeforeValidator(_half_year)]
PRESERVATION = "Preservation Requests"
"""The one process of Google's table that hands nothing over; its rows are no orders."""


class Sourced(Row):
    """A row that says where it comes from: a name in sources.yaml, or a text or address of one's own."""

    source: WordsCell


class Operation(Sourced):
    """An operation of a state, or of a group that works for it, in which data were taken.

    Source: European Repository of Cyber Incidents, Global Database 1.1.
    """

    eurepoc_id: WordsCell
    sponsor: State
    start_year: YearCell
    first_attribution_year: YearCell

    @property
    def key(self) -> tuple[object, ...]:
        """The operation and the state."""
        return (self.eurepoc_id, self.sponsor)

    @property
    def public_from(self) -> date:
        """The day from which it counts as publicly known: the first of the year."""
        return date(self.first_attribution_year, 1, 1)


class Taking(Sourced):
    """A state that took data of many people at a civilian provider, or whose staff placed there took some.

    `first_attribution` is the day from which it counts as publicly known; `doubt` says what speaks against the row.
    """

    id: WordsCell
    sponsor: State
    what: WordsCell
    start: DayCell
    end: DayCell
    first_attribution: DayCell
    address: RecordAddress = ""
    doubt: str = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise raised([Fault(("end",), f"{shown(self.end)} is before the start", f"not before {self.start}")])
        return self

    @model_validator(mode="after")
    def _known_after_it_starts(self) -> Self:
        """Known in the year it started or later: where only the year is known, the first of January stands for it."""
        if self.first_attribution.year < self.start.year:
            message = f"{shown(self.first_attribution)} is in a year before the start"
            raise raised([Fault(("first_attribution",), message, f"not before {self.start.year}")])
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """The taking and the state: what two did together has a row for each."""
        return (self.id, self.sponsor)

    @property
    def public_from(self) -> date:
        """The day from which it counts as publicly known."""
        return self.first_attribution


@dataclass(frozen=True)
class Orders:
    """The requests of one state to one provider in one half-year, as the provider published them.

    `half` is 1 or 2; `accounts` are the accounts named in them; `met` how many requests were met at least in part.
    """

    provider: str
    state: str | None
    year: int
    half: int
    requests: int
    accounts: int
    met: float


class GoogleOrders(Sourced):
    """A row of Google's table; requests of one process. The country is empty for a body that is no state."""

    half_year_ending: DayCell
    country: NoState
    process: WordsCell
    requests: NotPublished
    share_disclosed: Percentage
    accounts: NotPublished

    @property
    def key(self) -> tuple[object, ...]:
        """The half-year, the state and the process."""
        return (self.half_year_ending, self.country, self.process)

    @property
    def orders(self) -> Orders | None:
        """The row in the form that all providers share; None for one that asks to keep data, not to hand them over."""
        if self.process == PRESERVATION:
            return None
        requests = self.requests or 0
        return Orders(
            provider="Google",
            state=self.country,
            year=self.half_year_ending.year,
            half=1 if self.half_year_ending.month <= 6 else 2,
            requests=requests,
            accounts=self.accounts or 0,
            met=requests * (self.share_disclosed or 0) / 100,
        )


class AppleOrders(Sourced):
    """A row of Apple's table: requests about accounts."""

    half_year: HalfYear
    country: NoState
    requests: CountCell
    accounts: CountCell
    content_provided: CountCell
    noncontent_provided: CountCell

    @model_validator(mode="after")
    def _meets_no_more_than_were_made(self) -> Self:
        met = self.content_provided + self.noncontent_provided
        if met > self.requests:
            message = f"{met} requests met of {self.requests}"
            raise raised([Fault(("content_provided",), message, "a request is met once, with content or without")])
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """The half-year and the state."""
        return (self.half_year, self.country)

    @property
    def orders(self) -> Orders:
        """The row in the form that all providers share."""
        year, half = re.split(" H", self.half_year)
        return Orders(
            provider="Apple",
            state=self.country,
            year=int(year),
            half=int(half),
            requests=self.requests,
            accounts=self.accounts,
            met=self.content_provided + self.noncontent_provided,
        )


class LargeOrder(Sourced):
    """Orders of a half-year that were large, although their accounts for each request alone do not say so."""

    provider: WordsCell
    half_year: HalfYear
    country: State
    why: WordsCell

    @property
    def key(self) -> tuple[object, ...]:
        """The provider, the half-year and the state."""
        return (self.provider, self.half_year, self.country)


class Inhabitants(Sourced):
    """The inhabitants of a state, in millions, in 2021."""

    state: State
    inhabitants_2021_m: Annotated[float, Field(gt=0, le=10_000)]

    @property
    def key(self) -> tuple[object, ...]:
        """The state."""
        return (self.state,)


class NotCounted(Sourced):
    """A case like a taking that is not counted, and why; without a sponsor where no state is named."""

    id: str
    sponsor: NoState
    what: WordsCell
    why: WordsCell

    @property
    def key(self) -> tuple[object, ...]:
        """The state and what it did."""
        return (self.sponsor, self.what)
