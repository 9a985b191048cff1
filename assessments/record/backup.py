"""Copies of a whole record, row by row, from one store into another that is empty, of either kind of database."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing, suppress
from glob import escape
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from assessments.files import locked, locked_where_possible
from assessments.record import audit_log
from assessments.record.audit_log import LastLine, last_seen, note
from assessments.record.database import WRITING, in_words
from assessments.record.errors import Trouble
from assessments.record.migrations.append_only import NOT_NEXT
from assessments.record.models import AUDIT, RECORDED
from assessments.record.store import Store, open_store
from assessments.record.verify import guard_faults, verified_in

AT_ONCE = 50
HELD = "-held"
TAKEN = "{}: there is such a file already; a backup never takes the place of anything"
EMPTY_ALONE = "a backup is restored into a new store alone"
GIVEN_UP = "the record does not hold, and the copy was given up"
HOW_TO_GO_ON = "datareach verify says more, and backup --up-to LINE copies what holds"
TABLES = (AUDIT, *RECORDED)


def back_up(store: Store, file: Path, up_to: int | None = None) -> LastLine:
    """Copy a record, as it is at one moment, into a new file of SQLite; the last line that the copy has.

    Others may go on writing meanwhile. `up_to` is the last line that is copied, of a record whose end does not hold.
    Raises Trouble where the file is there already, or what is copied does not hold.
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
                line = _copied(store, copy, up_to)
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
        try:
            finished.replace(file)
        except OSError as error:
            raise Trouble(f"{file}: the backup cannot be given its name ({error.strerror})") from None


def restore(file: Path, store: Store) -> LastLine:
    """Copy a backup into a store that has no line yet; the last line that it has then.

    Raises Trouble where the store is not empty, or the backup does not hold. A line that this machine saw there and
    that the backup does not have stays noted, for `verify` to miss it.
    """
    with open_store(str(file), make=False) as backup:
        line = _copied(backup, store)
    names = store.names()
    if not store.has_lost(last_seen(names)):
        note(names, line)
    return line


def _copied(source: Store, target: Store, up_to: int | None = None) -> LastLine:
    """All rows of a record, or of its lines up to one, in another store that is empty, checked before they count."""
    engine = target.engine.execution_options(**{WRITING: True})
    with source.reading() as reading, in_words(target.url), engine.begin() as writing:
        audit_log.lock(writing)
        if writing.execute(select(func.count()).select_from(AUDIT)).scalar_one():
            raise Trouble(f"the store {target.name} has a record already; {EMPTY_ALONE}")
        for table in TABLES:
            with closing(_batches(source, reading.connection(), table, up_to)) as batches:
                _copy(batches, writing, table)
        copied = verified_in(writing)
        if faults := (*guard_faults(writing), *copied.altered):
            raise Trouble(f"{GIVEN_UP}: {faults[0]} ({HOW_TO_GO_ON})")
        if up_to is not None and copied.lines != up_to:
            raise Trouble(f"the record has no line {up_to:,}: its last is {copied.lines:,}")
    return target.last_line()


def _batches(source: Store, connection: Connection, table: Table, up_to: int | None) -> Generator[list[dict[str, Any]]]:
    """The rows of a table as the database has them, a few at once, in the order of their lines."""
    which = "" if up_to is None else "WHERE serial BETWEEN 1 AND :last "
    every = text(f"SELECT {', '.join(table.columns.keys())} FROM {table.name} {which}ORDER BY serial")  # noqa: S608 - names of our own tables
    last = {} if up_to is None else {"last": up_to}
    with in_words(source.url), connection.execute(every, last, execution_options={"yield_per": AT_ONCE}) as rows:
        while batch := rows.mappings().fetchmany(AT_ONCE):
            yield [dict(row) for row in batch]


def _copy(batches: Iterable[list[dict[str, Any]]], target: Connection, table: Table) -> None:
    names = table.columns.keys()
    columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    into = text(f"INSERT INTO {table.name} ({columns}) VALUES ({values})")  # noqa: S608 - names of our own tables
    try:
        for batch in batches:
            target.execute(into, batch)
    except DBAPIError as error:
        if NOT_NEXT not in str(error.orig):
            raise
        fault = "a line of its audit does not follow from the one before it"
        raise Trouble(f"{GIVEN_UP}: {fault} ({HOW_TO_GO_ON})") from None
