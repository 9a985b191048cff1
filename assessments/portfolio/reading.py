"""Reading of a portfolio's folder: the apps of its last run, all of them or those that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.portfolio.parts import APPS, LISTS, columns_of_apps

if TYPE_CHECKING:
    import pandas as pd


def read(folder: Path) -> pd.DataFrame:
    """The apps of the last run in a folder, a row each, ranked ones first; raises OSError where there is none."""
    import pandas as pd

    return pd.read_parquet(folder / APPS)


def selected(
    folder: Path,
    where: Mapping[str, str] | None = None,
    *,
    order: str = "rank_median",
    descending: bool = False,
    rows: int = 100,
    first: int = 0,
) -> pd.DataFrame:
    """Some apps of the last run in a folder, filtered and sorted by DuckDB as it reads them.

    Args:
        folder: Where the portfolio is kept.
        where: The value that a column has, or that a list in it holds; of `label` a piece of it.
        order: The column to sort by, such as `harm.median`.
        descending: Whether the largest comes first.
        rows: How many apps.
        first: How many of them are passed over.

    Raises:
        KeyError: For a column that there is not.
        OSError: Where there is no portfolio.
    """
    import duckdb

    conditions = [_condition(column) for column in where or {}]
    filtered = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    way = "DESC" if descending else "ASC"
    numbers = f"SELECT file_row_number FROM apps {filtered} ORDER BY {_named(order)} {way} NULLS LAST, path"  # noqa: S608
    file = folder / APPS
    if not file.is_file():
        raise FileNotFoundError(file)
    with duckdb.connect() as reader:
        reader.read_parquet(str(file), file_row_number=True).create_view("apps")
        wanted = reader.execute(f"{numbers} LIMIT ? OFFSET ?", [*(where or {}).values(), rows, first]).fetchnumpy()
        places = wanted["file_row_number"].tolist()
        frame = reader.execute("SELECT * FROM apps WHERE file_row_number IN (SELECT unnest(?))", [places]).df()
    return frame.set_index("file_row_number").loc[places].reset_index(drop=True)


def _condition(column: str) -> str:
    if column in LISTS:
        return f"list_contains({_named(column)}, ?)"
    return f"contains(lower({_named(column)}), lower(?))" if column == "label" else f"{_named(column)} = ?"


def _named(column: str) -> str:
    """A column as a query names it; raises KeyError for any other text."""
    if column not in columns_of_apps():
        raise KeyError(column)
    return f'"{column}"'
