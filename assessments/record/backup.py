"""Copies of a whole record, row by row, from one store into another that is empty, of either kind of database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from assessments.files import locked, locked_where_possible
from assessments.record import audit_log
from assessments.record.audit_log import LastLine, last_seen, note
from assessments.record.database import WRITING, in_words
from assessments.record.errors import Trouble
from assessments.record.models import AUDIT, RECORDED
from assessments.record.store import Store, open_store
from assessments.record.verify import guard_faults, verified_in

AT_ONCE = 50
HELD = "-held"
TAKEN = "{}: there is such a file already; a backup never takes the place of anything"
EMPTY_ALONE = "a backup is restored into a new store alone"
TABLES = (AUDIT, *RECORDED)


def back_up(store: Store, file: Path) -> LastLine:
    """Copy a record, as it is at one moment, into a new file of SQLite; the last line that the copy has.

    Others may go on writing meanwhile. Raises Trouble where the file is there already, or the record does not hold.
    """
    if file.exists():
        raise Trouble(TAKEN.format(file))
    # What backups left that were ended before they could remove it; the lock of one that is at work is held.
    for lock in file.parent.glob(f".{escape(file.name)}.*.part{HELD}"):
        with suppress(OSError):
            with locked(lock, wait=0.0):
                pass
            _remove(lock.with_name(lock.name.removesuffix(HELD)))
    unfinished = file.with_name(f".{file.name}.{token_hex(8)}.part")  # its own: another backup may be at work
    try:
        with locked_where_possible(_lock_of(unfinished)):
            with open_store(str(unfinished)) as copy:
                line = _copied(store, copy)
                copy.settle()
            _name_finished(unfinished, file)
    finally:
        _remove(unfinished)
    return line


def _lock_of(unfinished: Path) -> Path:
    """The lock that whoever makes a copy holds until it is done."""
    return unfinished.with_name(f"{unfinished.name}{HELD}")


def _remove(unfinished: Path) -> None:
    """Remove a copy with all files beside it; its lock last, by which it would be found."""
    beside = unfinished.parent.glob(f"{escape(unfinished.name)}-*")
    lock = _lock_of(unfinished)
    for left in (unfinished, *(other for other in beside if other != lock), lock):
        with suppress(NotADirectoryError):
            left.unlink(missing_ok=True)


def _name_finished(finished: Path, file: Path) -> None:
    """Give a finished copy its name, unless something has that by now."""
    try:
        file.hardlink_to(finished)
    except FileExistsError:
        raise Trouble(TAKEN.format(file)) from None
    except OSError:  # a file system that has no links
        if file.exists():
            raise Trouble(TAKEN.format(file)) from None
        finished.replace(file)


def restore(file: Path, store: Store) -> LastLine:
    """Copy a backup into a store that has no line yet; the last line that it has then.

    Raises Trouble where the store is not empty, or the backup does not hold. A line that this machine saw there and
    that the backup does not have stays noted, for `verify` to miss it.
    """
    with open_store(str(file), make=False) as backup:
        line = _copied(backup, store)
    if not store.has_lost(last_seen(store.place)):
        note(store.place, line)
    return line


def _copied(source: Store, target: Store) -> LastLine:
    """All rows of a record in another store that is empty, checked there before they count."""
    engine = target.engine.execution_options(**{WRITING: True})
    with source.reading() as reading, in_words(target.url), engine.begin() as writing:
        audit_log.lock(writing)
        if writing.execute(select(func.count()).select_from(AUDIT)).scalar_one():
            raise Trouble(f"the store {target.name} has a record already; {EMPTY_ALONE}")
        for table in TABLES:
            _copy(_batches(source, reading.connection(), table), writing, table)
        if faults := (*guard_faults(writing), *verified_in(writing).altered):
            raise Trouble(f"the record does not hold, and the copy was given up: {faults[0]}")
    return target.last_line()


def _batches(source: Store, connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table as the database has them, a few at once."""
    every = text(f"SELECT {', '.join(table.columns.keys())} FROM {table.name}")  # noqa: S608 - names of our own tables
    with in_words(source.url):
        rows = connection.execute(every, execution_options={"yield_per": AT_ONCE}).mappings()
        while batch := rows.fetchmany(AT_ONCE):
            yield [dict(row) for row in batch]


def _copy(batches: Iterable[list[dict[str, Any]]], target: Connection, table: Table) -> None:
    names = table.columns.keys()
    columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    into = text(f"INSERT INTO {table.name} ({columns}) VALUES ({values})")  # noqa: S608 - names of our own tables
    for batch in batches:
        target.execute(into, batch)
