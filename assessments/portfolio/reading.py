"""Reading of a portfolio's folder: the apps of its last run, all of them or those that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessments.portfolio.maps import PARTIES
from assessments.portfolio.parts import APPS, LISTS, PARTS, columns_of_apps
from data_maps.expansion import as_id

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection


class OtherVersion(OSError):
    """A portfolio that this version cannot read: another one made it, or it is damaged."""


@dataclass(frozen=True)
class Which:
    """Some apps of a portfolio: those of which each column has a value, and of these those `among` some places.

    A list has a value if it holds it, `label` if that is a piece of it. Places are those of the file, from 0.
    `sound` ones have numbers, others problems; both are meant unless said.
    """

    where: Mapping[str, str] = field(default_factory=dict)
    among: Sequence[int] | None = None
    sound: bool | None = None

    @property
    def condition(self) -> str:
        """What a query asks of an app; raises KeyError for a column that there is not."""
        conditions = [_condition(column) for column in self.where]
        conditions += [] if self.among is None else ["file_row_number IN (SELECT unnest(?))"]
        conditions += [] if self.sound is None else [f"(len(problems) = 0) = {self.sound}"]
        return " AND ".join(conditions) or "true"

    @property
    def values(self) -> list[Any]:
        """What stands in the places of the condition."""
        return [*self.where.values(), *([] if self.among is None else [list(self.among)])]


def read(folder: Path) -> pd.DataFrame:
    """The apps of the last run in a folder, a row each, ranked ones first; raises OSError where there is none."""
    import pandas as pd

    return pd.read_parquet(folder / APPS)


def selected(
    folder: Path,
    which: Which = Which(),
    *,
    order: str = "rank_median",
    descending: bool = False,
    rows: int = 100,
    first: int = 0,
) -> pd.DataFrame:
    """Some apps of the last run in a folder, filtered and sorted by DuckDB.

    Args:
        folder: Where the portfolio is kept.
        which: The apps that are meant.
        order: The column to sort by, such as `harm.median`.
        descending: Whether the largest comes first.
        rows: How many apps.
        first: How many of them are passed over.

    Raises:
        KeyError: For a column that there is not.
        OSError: Where there is no portfolio; OtherVersion where it is one that cannot be read.
    """
    way = "DESC" if descending else "ASC"
    ordered = f"ORDER BY {_quoted(order)} {way} NULLS LAST, path"
    meant = f"SELECT file_row_number FROM apps WHERE {which.condition} {ordered} LIMIT ? OFFSET ?"  # noqa: S608 - our own
    query = f"SELECT * EXCLUDE file_row_number FROM apps WHERE file_row_number IN ({meant}) {ordered}"  # noqa: S608
    with _apps(folder) as reader:
        return reader.execute(query, [*which.values, rows, first]).df()


def counted(folder: Path, which: Which) -> int:
    """How many apps of the last run are meant; raises KeyError and OSError as `selected`."""
    with _apps(folder) as reader:
        counts = reader.execute(f"SELECT count(*) FROM apps WHERE {which.condition}", which.values)  # noqa: S608
        return int((counts.fetchone() or (0,))[0])


def choices(folder: Path, column: str) -> tuple[str, ...]:
    """The values that a column has, or that lists in it hold, the most usual first; raises as `selected`."""
    value = f"unnest({_quoted(column)})" if column in LISTS else _quoted(column)
    query = f"SELECT value FROM (SELECT {value} AS value FROM apps) WHERE value <> '' GROUP BY value"  # noqa: S608
    with _apps(folder) as reader:
        return tuple(str(value) for (value,) in reader.execute(f"{query} ORDER BY count(*) DESC, value").fetchall())


def points(folder: Path, which: Which, x: str, y: str, group: str) -> pd.DataFrame:
    """Two quantities of some apps with their intervals, in the order of their ranks; raises as `selected`.

    Columns: `place` in the file, `label`, `group` by some column, and `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high`.
    """
    ends = [
        f"{_quoted(f'{of}.{part}')}::FLOAT AS {axis}{end}"
        for axis, of in (("x", x), ("y", y))
        for end, part in (("", "median"), ("_low", "low"), ("_high", "high"))
    ]
    chosen = f'file_row_number AS place, label, {_quoted(group)} AS "group", {", ".join(ends)}'
    query = f"SELECT {chosen} FROM apps WHERE {which.condition} AND x IS NOT NULL ORDER BY place"  # noqa: S608
    with _apps(folder) as reader:
        return reader.execute(query, which.values).df()


def files_of(folder: Path, label: str) -> dict[str, bytes]:
    """The texts that the map of a sound app is, by the names of files from which they can be read again.

    Raises OSError where there is no portfolio or a part of it is gone, LookupError where it has no such app.
    """
    import pyarrow.parquet as pq

    with _apps(folder) as reader:
        row = reader.execute("SELECT fingerprint, part FROM apps WHERE label = ?", [label]).fetchone()
        if row is None:
            raise LookupError(label)
        filters = [("fingerprint", "==", row[0])]
        rows = pq.read_table(folder / PARTS / row[1], columns=["map", "beside"], filters=filters).to_pylist()
    name = f"{as_id(label) or 'app'}.yaml"
    return {name: rows[0]["map"].encode(), **({PARTIES: rows[0]["beside"].encode()} if rows[0]["beside"] else {})}


@contextmanager
def _apps(folder: Path) -> Iterator[DuckDBPyConnection]:
    """A connection in which `apps` are the rows of the last run.

    Raises FileNotFoundError where there was none, OtherVersion where they, or a part of them, cannot be read.
    """
    import duckdb
    from pyarrow import ArrowInvalid

    file = folder / APPS
    try:
        written = file.stat()
        with _rows_in_memory(file, (written.st_mtime_ns, written.st_size)).cursor() as reader:
            yield reader
    except (duckdb.Error, ArrowInvalid) as unreadable:
        raise OtherVersion(file) from unreadable


@lru_cache(maxsize=1)
def _rows_in_memory(file: Path, written: tuple[int, int]) -> DuckDBPyConnection:
    """The rows of a file, held in memory as long as it is as it was written: a query then takes a hundredth second."""
    import duckdb

    connection = duckdb.connect()
    connection.read_parquet(str(file), file_row_number=True).create("apps")
    return connection


def _condition(column: str) -> str:
    if column in LISTS:
        return f"list_contains({_quoted(column)}, ?)"
    return f"contains(lower({_quoted(column)}), lower(?))" if column == "label" else f"{_quoted(column)} = ?"


def _quoted(column: str) -> str:
    """A column as a query names it; raises KeyError for any other text."""
    if column not in columns_of_apps():
        raise KeyError(column)
    return f'"{column}"'
