"""How every change is written down so that none can be altered unseen: lines that each hold the digest of the last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, text

from assessments.record.tables import audit

if TYPE_CHECKING:
    from sqlalchemy import Connection

Values = Mapping[str, Any]
Rows = Sequence[tuple[Table, Values]]

BEGINNING = "0" * 64
LOCK = 0x44617461  # any number, the same for every writer


@dataclass(frozen=True)
class Line:
    """What is to be written down: who did what, to which assessment (`subject` and `number`), in words."""

    person: str
    action: str
    subject: str | None = None
    number: int | None = None
    said: str = ""


def lock(connection: Connection) -> None:
    """Let nobody else write until this transaction ends; SQLite has that from its BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def append(connection: Connection, line: Line, rows: Rows) -> int:
    """Write a line and the rows that come with it, which get its serial; gives the serial.

    To be called once in a transaction that has the lock.
    """
    last, previous = _last(connection)
    serial = last + 1
    whole = [(table, {**values, "serial": serial}) for table, values in rows]
    values = {
        "serial": serial,
        "at": datetime.now(UTC).isoformat(timespec="microseconds").removesuffix("+00:00"),
        "person": line.person,
        "action": line.action,
        "subject": line.subject,
        "number": line.number,
        "said": line.said,
        "content": content(whole),
        "previous": previous,
    }
    connection.execute(insert(audit), {**values, "digest": digest(values)})
    for table, each in whole:
        connection.execute(insert(table), each)
    return serial


def _last(connection: Connection) -> tuple[int, str]:
    newest = select(audit.c.serial, audit.c.digest).order_by(audit.c.serial.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    return (found.serial, found.digest) if found else (0, BEGINNING)


def content(rows: Iterable[tuple[Table, Values]]) -> str:
    """A digest for each table of rows with all columns that are not empty, in any order: `table:digest table:…`."""
    by_table: dict[str, list[bytes]] = {}
    for table, values in rows:
        by_table.setdefault(table.name, []).append(_row(table.name, values))
    return " ".join(f"{name}:{_sha256(sorted(by_table[name]))}" for name in sorted(by_table))


def digest(line: Values) -> str:
    """The digest of a line of the audit, of all its columns but this one."""
    return _sha256([_row(audit.name, {name: value for name, value in line.items() if name != "digest"})])


def _row(table: str, values: Values) -> bytes:
    parts = [part for name in sorted(values) if values[name] is not None for part in (name, values[name])]
    return b"".join(_counted(part) for part in (table, *parts))


def _counted(value: Any) -> bytes:
    """A value with its kind and length before it, so that no two lists of values look the same."""
    kind, plain = _plain(value)
    return kind + str(len(plain)).encode() + b":" + plain


def _plain(value: Any) -> tuple[bytes, bytes]:
    if isinstance(value, int):
        return b"i", str(value).encode()
    if isinstance(value, str):
        return b"s", value.encode("utf-8", "surrogatepass")
    return (b"b", bytes(value)) if isinstance(value, bytes | memoryview) else (b"?", repr(value).encode())


def _sha256(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(_counted(part))
    return whole.hexdigest()
