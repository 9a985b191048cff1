"""The audit log of the record: lines that each hold the digest of the last, and the last that this machine saw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, text

from assessments.files import locked_where_possible
from assessments.record.errors import Damaged
from assessments.record.folder import data_folder, note_down, notes_in
from assessments.record.models import AUDIT, AuditLine, Recorded, column_values

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RowValues = Mapping[str, Any]

BEGINNING = "0" * 64
LOCK = 0x44617461  # any number, the same for every writer
SKEW = timedelta(minutes=5)
"""How far the clocks of those who write may be apart: within it a line is dated as the one before."""
FILE, LAST_LOCK = "last-lines.json", "last-lines.lock"


def lock(connection: Connection) -> None:
    """Let nobody else write until this transaction ends; SQLite has that from its BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def append(session: Session, line: AuditLine, rows: Sequence[Recorded] = ()) -> None:
    """Write a line and the rows that come with it, which get its serial.

    To be called once in a transaction that has the lock.
    """
    last = last_line(session)
    line.serial, line.previous = last.serial + 1, last.digest
    line.at = moment(not_before(last.at))
    for row in rows:
        row.serial = line.serial
    line.content = content((row.__tablename__, column_values(row)) for row in rows)
    line.digest = digest(column_values(line))
    session.add(line)
    session.flush()
    session.add_all(rows)


def last_line(session: Session) -> LastLine:
    """The last line of the audit, as a session sees it."""
    last = select(AuditLine.serial, AuditLine.digest, AuditLine.at).order_by(AuditLine.serial.desc()).limit(1)
    last_row = session.execute(last).one_or_none()
    return LastLine(*last_row) if last_row else LastLine(0, BEGINNING)


def holds(session: Session) -> bool:
    """True where the last line of the audit is as it was written and follows from the one before it."""
    last, before = (*session.scalars(select(AuditLine).order_by(AuditLine.serial.desc()).limit(2)), None, None)[:2]
    if last is None:
        return True
    follows = (before.serial + 1, before.digest) if before else (1, BEGINNING)
    return (last.serial, last.previous, last.digest) == (*follows, digest(column_values(last)))


def utc_day() -> date:
    """The day it is by the record's clock, which is UTC."""
    return datetime.now(UTC).date()


def not_before(earlier: str) -> datetime:
    """The time by this machine's clock, or an earlier moment of the record that the clock has nearly reached."""
    now = datetime.now(UTC)
    return now if is_behind(earlier, SKEW) or not is_behind(earlier) else _time(earlier)


def is_behind(earlier: str, by: timedelta = timedelta(0)) -> bool:
    """True where this machine's clock is before a moment of the record, by more than that."""
    return bool(earlier) and datetime.now(UTC) + by < _time(earlier)


def _time(moment: str) -> datetime:
    """A moment of the record as a time; raises Damaged where it is none."""
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        raise Damaged from None


def moment(time: datetime) -> str:
    """A time in UTC as the record writes it, to the microsecond."""
    return time.isoformat(timespec="microseconds").removesuffix("+00:00")


def content(rows: Iterable[tuple[str, RowValues]]) -> str:
    """A digest for each table of rows with all columns that are not empty, in any order: `table:digest table:…`.

    Each row comes with the name of its table.
    """
    by_table: dict[str, list[bytes]] = {}
    for table, values in rows:
        by_table.setdefault(table, []).append(_row(table, values))
    return " ".join(f"{name}:{_sha256(sorted(by_table[name]))}" for name in sorted(by_table))


def digest(line: RowValues) -> str:
    """The digest of a line of the audit, of all its columns but this one."""
    return _sha256([_row(AUDIT.name, {name: value for name, value in line.items() if name != "digest"})])


def _row(table: str, values: RowValues) -> bytes:
    parts = [item for name in sorted(values) if values[name] is not None for item in (name, values[name])]
    return b"".join(_with_length(item) for item in (table, *parts))


def _with_length(value: Any) -> bytes:
    """A value with its kind and length before it, so that no two lists of values look the same."""
    kind, plain = _value_as_bytes(value)
    return kind + str(len(plain)).encode() + b":" + plain


def _value_as_bytes(value: Any) -> tuple[bytes, bytes]:
    if isinstance(value, int):
        return b"i", str(value).encode()
    if isinstance(value, str):
        return b"s", value.encode("utf-8", "surrogatepass")
    return (b"b", bytes(value)) if isinstance(value, bytes | memoryview) else (b"?", repr(value).encode())


def _sha256(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for item in parts:
        whole.update(_with_length(item))
    return whole.hexdigest()


@dataclass(frozen=True)
class LastLine:
    """The last line of a record at some moment: its number in the audit, 0 of an empty record, its digest and time.

    `accepted` is one that a person took for the last, whatever this machine saw before, and whatever its time.
    """

    serial: int
    digest: str
    at: str = ""
    accepted: bool = False

    @property
    def words(self) -> str:
        """The line as it is printed, for people to note down elsewhere."""
        return f"line {self.serial} of the audit: {self.digest}"


def first_digest(session: Session) -> str | None:
    """The digest of the first line of the audit, by which a record is known wherever it lies; None of an empty one."""
    return session.scalar(select(AuditLine.digest).order_by(AuditLine.serial).limit(1))


def last_seen(names: Iterable[str]) -> tuple[LastLine, ...]:
    """The last lines that this machine saw of a record, by each name it is known by."""
    with suppress(OSError):
        notes = notes_in(data_folder() / FILE)
        return tuple(dict.fromkeys(line for name in names if (line := _noted(notes, name))))
    return ()


def _noted(notes: Mapping[str, Any], store: str) -> LastLine | None:
    match notes.get(store):
        case [int(serial), str(digest), *accepted]:
            return LastLine(serial, digest, accepted=bool(accepted))
    return None


def note(names: Iterable[str], line: LastLine) -> None:
    """Note the last line of a record by each of its names, unless a later one is noted and nobody accepted this one.

    A line that somebody accepted stays accepted where it is seen again. A machine that cannot keep it goes on without.
    """
    with suppress(OSError), locked_where_possible(data_folder() / LAST_LOCK):
        notes = notes_in(data_folder() / FILE)
        for name in names:
            later = _noted(notes, name)
            if line.accepted or later is None or later.serial <= line.serial:
                accepted = line.accepted or later == LastLine(line.serial, line.digest, accepted=True)
                notes[name] = [line.serial, line.digest, *(["accepted"] if accepted else ())]
        note_down(data_folder() / FILE, notes)
