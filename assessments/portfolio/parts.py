"""Parts of a portfolio on disk: Parquet files of rows, each written whole, found again by the fingerprints of its maps.

A folder holds `parts/`, with the rows of every map that was ever computed there, and `apps.parquet`, with the rows of
the last run, ranked. Both are tables of one documented schema (docs/portfolio.md).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from assessments.files import write_file
from assessments.portfolio.rows import MEASURES, QUANTITY

if TYPE_CHECKING:
    import pandas as pd

PARTS, APPS, BEFORE = "parts", "apps.parquet", "before.parquet"
TEXTS = pa.list_(pa.string())
NUMBER = pa.struct([(part, pa.float64()) for part in QUANTITY])
DRAWS = pa.list_(pa.float32())
REACHED = pa.list_(
    pa.struct([*((name, pa.string()) for name in ("kind", "id", "name", "state", "place")), ("persons", DRAWS)])
)
SPLIT = "BYTE_STREAM_SPLIT"
SCHEMA = pa.schema(
    [
        ("fingerprint", pa.string()),
        ("app", pa.string()),
        ("as_of", pa.date32()),
        ("viewpoint", pa.string()),
        ("owner", pa.string()),
        ("owner_state", pa.string()),
        ("data", TEXTS),
        ("laws", TEXTS),
        ("widest", pa.string()),
        ("people", NUMBER),
        *((name, NUMBER) for name in MEASURES),
        *((f"{name}_draws", DRAWS) for name in MEASURES),
        ("reached", REACHED),
        ("numbers", TEXTS),
        ("problems", TEXTS),
        ("seconds", pa.float64()),
    ]
)


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
            fingerprints = pq.read_table(file, columns=["fingerprint"])["fingerprint"].to_pylist()
        except (pa.ArrowInvalid, OSError):
            continue
        places |= dict.fromkeys(fingerprints, file)
    return places


def draws_in(places: Mapping[str, Path], measure: str) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The draws of a measure of some maps by fingerprint, part by part; maps with problems have none."""
    for file in sorted(set(places.values())):
        table = pq.read_table(file, columns=["fingerprint", f"{measure}_draws"])
        for fingerprint, draws in zip(table["fingerprint"].to_pylist(), table[f"{measure}_draws"], strict=True):
            if places.get(fingerprint) == file and draws.is_valid:
                yield fingerprint, draws.values.to_numpy()


def rows_in(files: Iterable[Path]) -> pd.DataFrame:
    """The rows of some parts without their draws, one for each fingerprint."""
    import duckdb
    import pandas as pd

    left_out = ", ".join((*(f"{name}_draws" for name in MEASURES), "reached", "numbers"))
    names = [str(file) for file in sorted(set(files))]
    if not names:
        return pd.DataFrame(columns=SCHEMA.names)
    with duckdb.connect() as reader:
        rows = reader.execute(f"SELECT * EXCLUDE ({left_out}) FROM read_parquet(?)", [names]).df()  # noqa: S608
    return rows.drop_duplicates("fingerprint")


def save_apps(folder: Path, frame: pd.DataFrame) -> Path:
    """Write the ranked rows of a run whole; those of the run before are kept beside them."""
    content = io.BytesIO()
    frame.to_parquet(content, index=False)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / APPS).exists():
        (folder / APPS).replace(folder / BEFORE)
    return write_file(folder / APPS, content.getvalue())


def read(folder: Path) -> pd.DataFrame:
    """The apps of the last run in a folder, a row each, ranked ones first; raises OSError where there is none."""
    import pandas as pd

    return pd.read_parquet(folder / APPS)
