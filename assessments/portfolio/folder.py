"""Folder of a portfolio: its parts on disk, the apps of its last run, and how far a run under way has come.

A folder holds `parts/`, with the rows of every map that was ever computed there, and `apps.parquet`, with the rows of
the last run, ranked. Both are Parquet tables of one documented schema (docs/portfolio.md). Each part is written whole,
and found again by the fingerprints of its maps.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.files import write_file, write_text
from assessments.measures import measures_on
from assessments.portfolio.maps import PARTIES
from assessments.portfolio.rows import QUANTITY
from data_maps.expansion import as_id

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

STOOD = "stood"
PARTS, APPS, BEFORE = "parts", "apps.parquet", "before.parquet"
ROWS_TOGETHER = 5_000
"""Ranked rows in one group of a file: whoever reads a hundred of them reads few groups."""
TEXTS = pa.list_(pa.string())
NUMBER = pa.struct([(part, pa.float64()) for part in QUANTITY])
DRAWS = pa.list_(pa.float32())
REACHED = pa.list_(
    pa.struct([*((name, pa.string()) for name in ("kind", "id", "name", "state", "place")), ("persons", DRAWS)])
)
SPLIT = "BYTE_STREAM_SPLIT"


def columns() -> tuple[tuple[str, pa.DataType, str], ...]:
    """The columns of a part, with their types and meanings."""
    ranks = [measure.key for measure in measures_on("ranks")]
    return (
        ("fingerprint", pa.string(), "SHA-256 over the map, the program, its facts, and the settings"),
        ("app", pa.string(), "the name of the app"),
        ("as_of", pa.date32(), "the day whose facts and laws count"),
        ("viewpoint", pa.string(), "whose people are counted"),
        ("owner", pa.string(), "the top of the organisation that runs the app"),
        ("owner_state", pa.string(), "the state that this is run from"),
        ("data", TEXTS, "the types of data"),
        ("laws", TEXTS, "the laws that apply"),
        ("widest", pa.string(), "the foreign state with the widest reach to content, of equals to any data"),
        *((measure.key, NUMBER, measure.of_an_app) for measure in measures_on("apps")),
        *((f"{name}_draws", DRAWS, f"`{name}` in every simulation") for name in ranks),
        ("reached", REACHED, "who could have the content of how many in which country, in the first 200 simulations"),
        ("numbers", TEXTS, "the random numbers that it rests on"),
        ("problems", TEXTS, "what is wrong with the map; it has no numbers then"),
        ("seconds", pa.float64(), "how long it took"),
        ("map", pa.string(), "the text of the map"),
        ("beside", pa.string(), "the text of `parties.yaml` that is merged into it"),
        (STOOD, pa.string(), "where the map stood when it was computed, as `problems` call it"),
    )


RANKING: Mapping[str, str] = {
    "path": "where the map stands",
    "part": "the file of `parts` that holds the rest of its row",
    "label": "the name of the app, with its path where several have that name",
    "rank_low": "the 5 % end of its ranks",
    "rank_median": "the middle of its ranks",
    "rank_high": "the 95 % end of its ranks",
    "tier": "its tier",
    "above_next": "the share of simulations in which it is above the next",
}
"""The columns of `apps.parquet` beside those of a part: it leaves out simulations, and a quantity has five columns."""

LEFT_OUT = ("reached", "numbers", "map", "beside", STOOD)
LISTS = ("data", "laws", "problems")
PROGRESS = "progress.json"
SILENT = 120.0
"""Seconds after its last note in which a run is taken to be at work."""


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
        """The condition of a query on an app; raises KeyError for a column that there is not."""
        conditions = [_condition(column) for column in self.where]
        conditions += [] if self.among is None else ["file_row_number IN (SELECT unnest(?))"]
        conditions += [] if self.sound is None else [f"(len(problems) = 0) = {self.sound}"]
        return " AND ".join(conditions) or "true"

    @property
    def values(self) -> list[Any]:
        """The values in the slots of the condition."""
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


def app_count(folder: Path, which: Which) -> int:
    """The number of apps of the last run that are meant; raises KeyError and OSError as `selected`."""
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
    if column not in {*RANKING, *_columns_without_draws()}:
        raise KeyError(column)
    return f'"{column}"'


def _columns_without_draws() -> list[str]:
    """The columns of a part that are kept for all apps together, a quantity as five: `harm.point` and so on."""
    told = [(name, kind) for name, kind, _ in columns() if kind != DRAWS and name not in LEFT_OUT]
    return [column for name, kind in told for column in _columns_of(name, kind)]


def _columns_of(name: str, kind: pa.DataType) -> tuple[str, ...]:
    return tuple(f"{name}.{part}" for part in QUANTITY) if kind == NUMBER else (name,)


def part_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as the content of a Parquet file."""
    content = io.BytesIO()
    schema = pa.schema([(name, kind) for name, kind, _ in columns()])
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    draws = [f"{name}.list.element" for name, kind, _ in columns() if kind == DRAWS]
    pq.write_table(
        table, content, compression="zstd", use_dictionary=False, column_encoding=dict.fromkeys(draws, SPLIT)
    )
    return content.getvalue()


def save_part(folder: Path, fingerprints: Iterable[str], content: bytes) -> Path:
    """Write a part whole, under a name that follows from what is in it."""
    name = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()[:24]
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    return write_file(folder / PARTS / f"{name}.parquet", content)


def computed(folder: Path) -> dict[str, Path]:
    """The part that holds the row of each fingerprint; a part that cannot be read holds none."""
    places: dict[str, Path] = {}
    for file in sorted((folder / PARTS).glob("*.parquet")):
        try:
            fingerprints = columns_in(file, "fingerprint")["fingerprint"].to_pylist()
        except (pa.ArrowInvalid, OSError):
            continue
        places |= dict.fromkeys(fingerprints, file)
    return places


class DamagedPart(OSError):
    """A part that cannot be read, as a sentence."""


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """A context in which the parts of a folder are read.

    Raises:
        DamagedPart: A part is damaged, whatever the reader says of it.
        MemoryError: The parts are whole, and do not fit into memory.
    """
    import duckdb

    try:
        yield
    except (duckdb.Error, pa.ArrowInvalid, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        places = [str(file) for file in sorted((folder / PARTS).glob("*.parquet")) if not _is_whole(file)]
        if places:
            named = ", ".join(places)
            raise DamagedPart(f"{named}: cannot be read; remove it, and its apps are computed again") from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise MemoryError(str(error)) from error
        raise


def _is_whole(file: Path) -> bool:
    try:
        pq.read_table(file)
    except (pa.ArrowInvalid, OSError):
        return False
    return True


def draws_in(places: Mapping[str, Path], measure: str) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The draws of a measure of some maps by fingerprint, part by part; maps with problems have none."""
    for file in sorted(set(places.values())):
        table = columns_in(file, "fingerprint", f"{measure}_draws")
        lists = table[f"{measure}_draws"].combine_chunks()
        values, bounds = lists.values.to_numpy(), pairwise(lists.offsets.to_pylist())
        for fingerprint, (first, end) in zip(table["fingerprint"].to_pylist(), bounds, strict=True):
            if first < end and places.get(fingerprint) == file:
                yield fingerprint, values[first:end]


def columns_in(file: Path, *names: str) -> pa.Table:
    """Some columns of a part; raises OSError and ArrowInvalid where it cannot be read."""
    with pq.ParquetFile(file) as part:
        return part.read(columns=list(names))


def rows_in(files: Iterable[Path]) -> pd.DataFrame:
    """The rows of some parts without their draws, one for each fingerprint; each part of a quantity in its column.

    Beside the columns of `apps.parquet` they have where each map stood.
    """
    import duckdb
    import pandas as pd

    columns = [*_columns_without_draws(), STOOD]
    names = [str(file) for file in sorted(set(files))]
    if not names:
        return pd.DataFrame(columns=columns, dtype="object")
    chosen = ", ".join(f'{column} AS "{column}"' for column in columns)
    with duckdb.connect() as reader:
        rows = reader.execute(f"SELECT {chosen} FROM read_parquet(?)", [names]).df()  # noqa: S608 - names of our own
    return rows.drop_duplicates("fingerprint")


def save_apps(folder: Path, frame: pd.DataFrame) -> Path:
    """Write the ranked rows of a run whole; those of the run before are kept beside them."""
    content = io.BytesIO()
    frame.to_parquet(content, index=False, row_group_size=ROWS_TOGETHER)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / APPS).exists():
        write_file(folder / BEFORE, (folder / APPS).read_bytes())
    return write_file(folder / APPS, content.getvalue())


@dataclass(frozen=True)
class Progress:
    """Progress of a portfolio: maps done of all that have to be computed, those with problems, and workers there."""

    done: int
    total: int
    problems: int
    workers: int


@dataclass(frozen=True)
class Noted:
    """A progress as a folder has it: the seconds that the run has taken, and whether it is at work still."""

    progress: Progress
    seconds: float
    at_work: bool

    @property
    def rate(self) -> float:
        """Maps done a second."""
        return self.progress.done / self.seconds if self.seconds > 0.0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all are done at this rate; None before any is."""
        return (self.progress.total - self.progress.done) / self.rate if self.rate else None


def note(folder: Path, progress: Progress, begun: float) -> None:
    """Note in the folder how far a run is that began at a moment."""
    now = time.time()
    write_text(folder / PROGRESS, json.dumps({**asdict(progress), "seconds": now - begun, "at": now}))


def forget(folder: Path) -> None:
    """Note nothing any more: all is done."""
    (folder / PROGRESS).unlink(missing_ok=True)


def noted(folder: Path) -> Noted | None:
    """The progress of the run in a folder; None where none is under way, or was stopped."""
    try:
        notes = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        seconds, at = float(notes.pop("seconds")), float(notes.pop("at"))
        return Noted(Progress(**notes), seconds, time.time() - at < SILENT)
    except (OSError, ValueError, TypeError, KeyError):
        return None
