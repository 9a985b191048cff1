"""Tables of apps: CSV, Parquet and XLSX files of which each row is a map in five lines, any address a column."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from numbers import Real
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

import numpy as np

from assessments.portfolio.maps import ListedMap, SharedParts, WrittenMap
from assessments.portfolio.parquet_pages import spelled_out, unpacked
from data_maps.addresses import by_form
from data_maps.expansion import SERVICE, as_id
from data_maps.places import file_itself, flow_text, parsed, scalar_text
from data_maps.problems import did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow.parquet import ColumnSchema

COLUMNS = (
    "app",
    "as_of",
    "viewpoint",
    "data",
    "owner",
    "jurisdiction",
    "operator",
    "operator_jurisdiction",
    "system_in",
    "keys",
)
NAMES = ("app", "owner")
FIRST_ROW = 2
"""The number of the first row below the titles."""
MOST_ROWS = 2**20
"""As many rows as a sheet of a workbook has at most."""
MOST_COLUMNS = 2**14
"""As many columns as a sheet of a workbook has at most."""
MOST_CELLS = 20_000_000
"""Cells of a table, those that are empty among them: a hundred thousand apps with two hundred columns."""
MOST_UNPACKED = 300_000_000
"""Bytes of a workbook, or of the pages of a Parquet file, once unpacked: three million cells."""
LETTERS = 7
"""Letters of a column that are read: so many stand for more columns than fit, whichever they are."""
USERS = re.compile(r"users\.[A-Za-z]{2}")
BETWEEN = re.compile(r"\s*[,;|]\s*")
SEPARATORS = (",", ";", "\t")
BEYOND = "beyond the titles"
MORE_CELLS = "the row has more cells than there are titles (put a cell with commas between quotes)"
UNCLOSED = "a quote that opens in this row is not closed (write one inside a cell twice)"
NO_NAME = "column app: is missing (name the app in it)"
EXAMPLE = "a table of apps has app, as_of, users.US, data, owner, jurisdiction"
TableRow = tuple[str, str]
"""A line of YAML, and the column that stands on it; empty where none does."""


@dataclass
class TableOfApps:
    """The maps of a table's rows, with what was left aside and why the table cannot be read, if it cannot."""

    maps: list[ListedMap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def rows_of(file: Path, shared: SharedParts) -> TableOfApps:
    """Each row of a table as a map, under what stands in `parties.yaml` beside it; raises OSError."""
    itself = file_itself(file)
    try:
        frame = _frame(itself)
    except UnicodeDecodeError:
        unread = "not UTF-8 text (save the file as UTF-8)"
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise
        unread = f"this is not a table that can be read ({_first_line(error)})"
    else:
        return rows_of_frame(frame, str(file), shared, FIRST_ROW)
    return TableOfApps(unusable=[*shared.problems, f"{file}: {unread}"])


def rows_of_frame(frame: pd.DataFrame, name: str, shared: SharedParts, first: int) -> TableOfApps:
    """Each row of a frame as a map, under what is shared; problems call it by a name, its top row by a number."""
    table, frame = TableOfApps(unusable=list(shared.problems)), frame.rename(columns=lambda title: str(title).strip())
    if "app" not in frame.columns or frame.empty:
        lacking = "column 'app'" if "app" not in frame.columns else "row below the titles"
        table.unusable.append(f"{name}: there is no {lacking} ({EXAMPLE})")
        return table
    twice = frame.columns[frame.columns.duplicated()]
    table.remarks += [f"{name}: the column '{column}' is there twice: the first of them is read" for column in twice]
    frame = frame.loc[:, ~frame.columns.duplicated()]
    unknown = [column for column in frame.columns if not (column == BEYOND or _is_column(column))]
    table.remarks += [_unknown(name, column) for column in unknown]
    columns = [column for column in frame.columns if column not in unknown]
    table.maps = list(_Rows(name, frame[columns], shared, first).listed_maps())
    return table


@dataclass(frozen=True)
class _Rows:
    """The rows of a table, each of which becomes a map when it is needed."""

    name: str
    frame: pd.DataFrame
    shared: SharedParts
    first: int

    def listed_maps(self) -> Iterator[ListedMap]:
        """Every row that is not empty, to be read again when it is needed."""
        for place, values in enumerate(self.frame.itertuples(index=False, name=None)):
            if cells := self._cells(values):
                one = self._map(place, cells)
                yield ListedMap(one.path, one.digest, partial(self.map, place), likeness(cells))

    def map(self, place: int) -> WrittenMap:
        """A row as a map."""
        return self._map(place, self._cells(self.frame.iat[place, column] for column in range(self.frame.shape[1])))

    def _cells(self, values: Iterable[Any]) -> dict[str, Any]:
        """The cells of a row that are not empty, by column."""
        cells = zip(self.frame.columns, map(cell_value, values), strict=True)
        return {column: cell for column, cell in cells if cell is not None}

    def _map(self, place: int, cells: Mapping[str, Any]) -> WrittenMap:
        row = place + self.first
        path = f"{self.name} row {row}"
        if BEYOND in cells or "app" not in cells:
            unread = NO_NAME if BEYOND not in cells else UNCLOSED if cells[BEYOND] == UNCLOSED else MORE_CELLS
            return WrittenMap(path, b"", unread=unread)
        return map_of_row(path, row, cells, self.shared)


def likeness(cells: Mapping[str, Any]) -> str:
    """A key that rows share that differ in names, in numbers of people and in the order of data alone."""
    alike = {column: cell for column, cell in cells.items() if column not in NAMES}
    people = {column: "" for column in alike if USERS.fullmatch(column)}
    return repr(sorted((alike | people | {"data": sorted(_words(cells.get("data", "")))}).items()))


def _frame(file: Path) -> pd.DataFrame:
    """The cells of a table, those of text as they are written; raises ValueError and csv.Error."""
    import pandas as pd

    kind = file.suffix.lower()
    if kind == ".parquet":
        frame = _parquet_frame(file)
    elif kind == ".xlsx":
        with ZipFile(file) as workbook:
            # A file inside is never read beyond the size that it claims.
            _unpacks_to(sum(part.file_size for part in workbook.infolist()))
            for part in workbook.infolist():
                sheet = _SheetSpan()
                with suppress(ExpatError), workbook.open(part) as content:
                    sheet.read(content)
                _fits(sheet.rows, sheet.columns)
        frame = pd.read_excel(file, dtype=object, keep_default_na=False, na_values=[""])
    else:
        frame = _csv_frame(file)
    return frame


def _fits(rows: int, columns: int) -> None:
    """Raises ValueError for more cells than are read: what is empty takes no room in a file, but in memory it does."""
    if rows > MOST_ROWS:
        raise ValueError(f"it has {rows:,} rows, and {MOST_ROWS:,} are read at most")
    if rows * columns > MOST_CELLS:
        raise ValueError(f"it has {rows:,} rows of {columns:,} cells, and {MOST_CELLS:,} cells are read at most")
    if columns > MOST_COLUMNS:
        raise ValueError(f"it has {columns:,} columns, and {MOST_COLUMNS:,} are read at most")


def _parquet_frame(file: Path) -> pd.DataFrame:
    """The cells of a Parquet file that is small enough to be read; a text that many rows have is held once."""
    from pyarrow import types
    from pyarrow.parquet import ParquetFile

    with ParquetFile(file) as opened:
        _fits(opened.metadata.num_rows, opened.metadata.num_columns)
        for size, values in unpacked(file, opened.metadata):
            _unpacks_to(size)
            if values > MOST_CELLS:
                raise ValueError(f"it has {values:,} values or more, and {MOST_CELLS:,} are read at most")
        texts = [column.path for column in map(opened.schema.column, range(len(opened.schema))) if _is_text(column)]
    with ParquetFile(file, read_dictionary=texts) as opened:
        table = opened.read()
    nested = [column for column in table.columns if types.is_nested(column.type)]
    _unpacks_to(sum(spelled_out(part) for column in nested for part in column.chunks))
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _is_text(column: ColumnSchema) -> bool:
    return bool(column.physical_type == "BYTE_ARRAY" and column.logical_type.type != "DECIMAL")


def _unpacks_to(size: float) -> None:
    """Raises ValueError for more bytes than are read."""
    if size > MOST_UNPACKED:
        raise ValueError(f"it unpacks to {size / 1e6:,.0f} MB or more, and {MOST_UNPACKED / 1e6:,.0f} are read at most")


class _SheetSpan:
    """The rows and columns that a sheet of a workbook spans, if the cells between those that it has are counted too."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def read(self, content: IO[bytes]) -> None:
        """Look at every cell; raises ExpatError for what is no XML."""
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.ParseFile(content)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind, at = name.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            self._row, self._column = int(at) if at.isdecimal() else self._row + 1, 0
        elif kind == "c":
            # A cell is called like BC7; one that has no such name stands beside the one before it.
            number = 0
            for letter in at.rstrip("0123456789")[:LETTERS].upper():
                number = 26 * number + ord(letter) - ord("A") + 1
            self._column = number or self._column + 1
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)


def _csv_frame(file: Path) -> pd.DataFrame:
    """The cells of a CSV file as text, whichever of the usual marks stands between them.

    What a row has beyond the titles stands in a column of its own, and there too that its last quote is not closed.
    """
    import pandas as pd

    with file.open(newline="", encoding="utf-8-sig") as stream:
        title_line = stream.readline()
        stream.seek(0)
        separator = max(SEPARATORS, key=title_line.count)
        ended = chain(stream, ["\n"])  # an empty row, unless a quote that is open takes it in
        rows = csv.reader(ended, delimiter=separator, skipinitialspace=True)
        row = titles = next(rows)
        if not titles:
            raise ValueError("it is empty")
        many = len(titles)
        cells = list[list[str]]()
        for row in rows:
            _fits(len(cells), many)
            cells.append([*row[:many], *[""] * (many - len(row)), "".join(row[many:]).strip()])
    if not row:
        cells.pop()
    elif cells:
        cells[-1][-1] = UNCLOSED
    return pd.DataFrame(cells, columns=[*titles, BEYOND], dtype=str)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _is_column(column: str) -> bool:
    if column in COLUMNS or USERS.fullmatch(column):
        return True
    try:
        by_form(column)
    except ValueError:
        return False
    return True


def _unknown(name: str, column: str) -> str:
    people = f"users.{column[-2:].upper()}"
    words = (*COLUMNS, people) if USERS.fullmatch(people) else COLUMNS
    hint = str(did_you_mean(column, words, "a column is users.US, an address, or one of " + ", ".join(COLUMNS)))
    return f"{name}: the column '{column}' is not read ({hint})"


def cell_value(value: Any) -> Any:
    """The value of a cell: a text, a number, or a list of texts; None for an empty one."""
    import pandas as pd

    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Iterable):
        return [str(item) for item in value] or None
    if pd.isna(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real | Decimal):
        return str(value).lower()
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    return int(number) if number.is_integer() else number


def map_of_row(path: str, row: int, cells: Mapping[str, Any], shared: SharedParts) -> WrittenMap:
    """The map of one row: a line for each column, so that each problem finds its own."""
    owner, operator = _party(cells.get("owner"), shared), _party(cells.get("operator"), shared)
    lines = [
        *_app(cells, owner if owner in shared.parties else None),
        *((f"{key}: {scalar_text(str(cells[key]))}", key) for key in ("as_of", "viewpoint") if key in cells),
        *_section("users", {column: column.partition(".")[2] for column in cells if USERS.fullmatch(column)}, cells),
        *([(f"data: {flow_text(_words(cells['data']))}", "data")] if "data" in cells else []),
        *([] if owner in shared.parties else _owner(cells)),
        *_service(cells, operator, shared),
        *_section("estimates", {column: column for column in cells if _is_estimate(column)}, cells),
    ]
    beside = shared.text_for({id_ for id_ in (owner, operator) if id_ in shared.parties})
    text = "".join(f"{line}\n" for line, _ in lines)
    return WrittenMap(path, text.encode("utf-8", "surrogatepass"), beside, tuple(column for _, column in lines), row)


def _party(cell: Any, shared: SharedParts) -> str:
    """The id of a party that a cell names."""
    name = str(cell or "")
    return name if name in shared.parties else as_id(name)


def _app(cells: Mapping[str, Any], operator: str | None) -> Iterator[TableRow]:
    name = scalar_text(str(cells["app"]))
    yield (f"app: {{name: {name}, operator: {operator}}}", "app") if operator else (f"app: {name}", "app")


def _words(cell: Any) -> list[str]:
    return cell if isinstance(cell, list) else [word for word in BETWEEN.split(str(cell)) if word]


def _section(name: str, keys: Mapping[str, str], cells: Mapping[str, Any]) -> Iterator[TableRow]:
    """A mapping with the cell of each column under its key."""
    if keys:
        yield f"{name}:", ""
    for column, key in keys.items():
        yield f"  {scalar_text(key)}: {flow_text(_value(cells[column]))}", column


def _value(cell: Any) -> Any:
    """A cell as YAML has it: a number, a range in brackets, or a text."""
    if not isinstance(cell, str):
        return cell
    source = parsed(cell, "")
    return cell if source.problems or source.value is None else source.value


def _owner(cells: Mapping[str, Any]) -> Iterator[TableRow]:
    keys = {column: key for column, key in (("owner", "name"), ("jurisdiction", "jurisdiction")) if column in cells}
    if keys:
        yield "owner:", "owner"
    for column, key in keys.items():
        yield f"  {key}: {scalar_text(str(cells[column]))}", column


def _service(cells: Mapping[str, Any], operator: str, shared: SharedParts) -> Iterator[TableRow]:
    """The system that people's data go to, where a row says who runs it, where it stands, or who has its keys."""
    stated = {"operator": operator or None, "in": cells.get("system_in"), "keys": cells.get("keys")}
    if not any(stated.values()):
        return
    if operator and operator not in shared.parties:
        country = {"jurisdiction": cells["operator_jurisdiction"]} if "operator_jurisdiction" in cells else {}
        yield f"parties: {flow_text({operator: {'name': str(cells['operator']), **country}})}", "operator"
    yield "systems:", ""
    yield f"  {SERVICE}:", ""
    for key, column in (("operator", "operator"), ("in", "system_in"), ("keys", "keys")):
        if stated[key]:
            yield f"    {key}: {scalar_text(str(stated[key]))}", column
    groups = [f"users-{column.partition('.')[2].lower()}" for column in cells if USERS.fullmatch(column)]
    flow = {"from": groups, "to": SERVICE, "data": _words(cells.get("data", ""))}
    yield f"flows: [{flow_text(flow)}]", "data"


def _is_estimate(column: str) -> bool:
    return column not in COLUMNS and not USERS.fullmatch(column)
