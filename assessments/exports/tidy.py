"""What a table of all results holds: one row for each quantity, number or text of the result for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

Plain = str | float | bool | None
QUANTITY = ("point", "mean", "median", "low", "high")
NAMES: Mapping[str, tuple[str, ...]] = {
    "sizes": ("persons",),
    "actors": ("actor",),
    "events": ("event",),
    "data": ("data",),
    "ledger": ("address",),
    "options": ("option",),
    "regimes": ("regime",),
}


@dataclass(frozen=True)
class Row:
    """One fact: which table and item it is of, what of it, and its number with interval, or its text.

    `row` counts the items of a table from 1; `item` is empty where they have no name.
    """

    table: str
    row: int
    item: str
    measure: str
    point: float | None = None
    mean: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None

    @property
    def cells(self) -> tuple[Plain, ...]:
        """The row's values in the order of the columns."""
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(field.name for field in fields(Row))


def tidy(result: Mapping[str, Any]) -> Iterator[Row]:
    """Every value of a result; a list of named items is a table, all else is one item of its own."""
    for table, found in result.items():
        if isinstance(found, list):
            for number, item in enumerate(found, 1):
                yield from _rows(table, number, named(table, item), (), item)
        else:
            yield from _rows(table, 1, "", (), found)


def named(table: str, item: Mapping[str, Any]) -> str:
    """What an item of a table is called; empty where it has no name."""
    return str(next((item[name] for name in NAMES.get(table, ())), ""))


def _rows(table: str, number: int, item: str, path: tuple[str, ...], value: Any) -> Iterator[Row]:
    measure = ".".join(path)
    if is_quantity(value):
        yield Row(table, number, item, measure, **value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _rows(table, number, item, (*path, key), part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, part in enumerate(value, 1):
            yield from _rows(table, number, item, (*path, str(at)), part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Row(table, number, item, measure, point=value)
    else:
        yield Row(table, number, item, measure, text=words(value))


def is_quantity(value: Any) -> bool:
    """Whether a value is a number with its interval."""
    return isinstance(value, Mapping) and tuple(value) == QUANTITY


def words(value: Any) -> str | None:
    """A value that is no number as text: yes or no in the words of JSON."""
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)
