"""Parts of a portfolio on disk: Parquet files of rows, each written whole, found again by the fingerprints of its maps.

A folder holds `parts/`, with the rows of every map that was ever computed there, and `apps.parquet`, with the rows of
the last run, ranked. Both are tables of one documented schema (docs/portfolio.md).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.files import write_file
from assessments.portfolio.rows import MEASURES, QUANTITY, SIZES

if TYPE_CHECKING:
    import pandas as pd

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
COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("fingerprint", pa.string(), "SHA-256 over the map, the program, its facts, and the settings"),
    ("app", pa.string(), "the name of the app"),
    ("as_of", pa.date32(), "the day whose facts and laws count"),
    ("viewpoint", pa.string(), "whose people are counted"),
    ("owner", pa.string(), "the top of the organisation that runs the app"),
    ("owner_state", pa.string(), "the state that this is run from"),
    ("data", TEXTS, "the types of data"),
    ("laws", TEXTS, "the laws that apply"),
    ("widest", pa.string(), "the foreign state with the widest reach to content"),
    *((name, NUMBER, meaning) for name, meaning in {**SIZES, **MEASURES}.items()),
    *((f"{name}_draws", DRAWS, f"`{name}` in every simulation") for name in MEASURES),
    ("reached", REACHED, "who could have the content of how many in which country, in the first 200 simulations"),
    ("numbers", TEXTS, "the random numbers that it rests on"),
    ("problems", TEXTS, "what is wrong with the map; it has no numbers then"),
    ("seconds", pa.float64(), "how long it took"),
    ("map", pa.string(), "the text of the map"),
    ("beside", pa.string(), "the text of `parties.yaml` that is merged into it"),
    (STOOD, pa.string(), "where the map stood when it was computed, as `problems` call it"),
)
"""The columns of a part, with their types and meanings."""

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

LEFT_OUT = (*(f"{name}_draws" for name in MEASURES), "reached", "numbers", "map", "beside", STOOD)
LISTS = ("data", "laws", "problems")
SCHEMA = pa.schema([(name, kind) for name, kind, _ in COLUMNS])


def columns_of_apps() -> tuple[str, ...]:
    """The columns of `apps.parquet`."""
    return (*RANKING, *(column for name in SCHEMA.names if name not in LEFT_OUT for column in _columns_of(name)))


def part_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as the content of a Parquet file."""
    content = io.BytesIO()
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA)
    draws = [f"{name}_draws.list.element" for name in MEASURES]
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

    columns = [column for name in SCHEMA.names if name not in LEFT_OUT for column in _columns_of(name)]
    columns.append(STOOD)
    names = [str(file) for file in sorted(set(files))]
    if not names:
        return pd.DataFrame(columns=columns, dtype="object")
    chosen = ", ".join(f'{column} AS "{column}"' for column in columns)
    with duckdb.connect() as reader:
        rows = reader.execute(f"SELECT {chosen} FROM read_parquet(?)", [names]).df()  # noqa: S608 - names of our own
    return rows.drop_duplicates("fingerprint")


def _columns_of(name: str) -> tuple[str, ...]:
    """The columns that stand for one of a part where nothing is nested: `harm.point`, `harm.median` and so on."""
    return tuple(f"{name}.{part}" for part in QUANTITY) if name in {**SIZES, **MEASURES} else (name,)


def save_apps(folder: Path, frame: pd.DataFrame) -> Path:
    """Write the ranked rows of a run whole; those of the run before are kept beside them."""
    content = io.BytesIO()
    frame.to_parquet(content, index=False, row_group_size=ROWS_TOGETHER)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / APPS).exists():
        write_file(folder / BEFORE, (folder / APPS).read_bytes())
    return write_file(folder / APPS, content.getvalue())
