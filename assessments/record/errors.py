"""Errors of the record: why something cannot be saved, found or opened, each a sentence for whoever has to act."""

from __future__ import annotations

import sqlite3


def minute(moment: str) -> str:
    """The time of something, to the minute."""
    return f"{moment[:10]} {moment[11:16]} UTC"


class Trouble(Exception):
    """The store cannot do what was asked, for a reason that its user can act on."""


class NoStore(Trouble):
    """There is no store where one was looked for."""


class NewerStore(Trouble):
    """The store was made by a later version of Datareach."""


class OlderStore(Trouble):
    """The store was made by an earlier version of Datareach, and cannot be brought up to date."""


class Busy(Trouble):
    """Somebody else writes to the store and did not finish in time."""


class NotSaved(Trouble):
    """A name under which nothing was saved."""


class Damaged(Trouble):
    """A value on record is not what Datareach wrote."""

    def __init__(self) -> None:
        super().__init__("a value on record cannot be read; datareach verify says what was altered")


class Unsavable(Trouble):
    """An assessment that cannot be saved: it lacks something, or is none."""


LITE = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "it may not be written to: the file or its folder is read-only",
    "SQLITE_CANTOPEN": "it cannot be opened: the folder is not there, is read-only, or its files may not be read",
    "SQLITE_PERM": "its files may not be read",
    "SQLITE_AUTH": "its files may not be read",
    "SQLITE_BUSY": "somebody else is writing to it and did not finish in time; try again",
    "SQLITE_LOCKED": "somebody else is writing to it and did not finish in time; try again",
    "SQLITE_CORRUPT": "the file is damaged; put back a copy of it, or name another store",
    "SQLITE_NOTADB": "the file is no store, or is damaged; put back a copy of it, or name another store",
    "SQLITE_IOERR": "the disk is full, or cannot be written to",
    "SQLITE_TOOBIG": "what was to be saved is too large for it",
}
SERVER = {
    "28": "the server refuses the name or the password",
    "3D": "the server has no database of that name",
    "53100": "the server's disk is full",
    "53": "the server has no room for one more connection or for the work",
    "57": "the server is stopping",
    "08": "the connection to the server broke off",
    "25006": "the server may only be read",
    "42501": "the server does not allow this user to do that",
    "40": "somebody else was writing to it at the same time; try again",
    "55": "somebody else is writing to it and did not finish in time; try again",
    "XX": "the server says that its data are damaged",
}
DAMAGED = "what is in it is not what Datareach made; put back a copy of it, or name another store"
AT_THE_DOOR = {
    "root certificate file": "the certificate that sslrootcert names cannot be read",
    "certificate": "the server's certificate is not of that host, or of no authority that is trusted here",
    "no encryption": "the server takes encrypted connections alone; add ?sslmode=verify-full",
    "password": "the server refuses the name or the password",
    "role": "the server refuses the name or the password",
    "does not exist": "the server has no database of that name",
    "SSL": "the server and its address do not agree on encryption",
    "invalid": "its address is not written as PostgreSQL takes it",
}
UNREACHED = "the server cannot be reached"


def trouble(named: str, cause: BaseException | None) -> Trouble:
    """The trouble of a store, by what its database said."""
    kind = Busy if str(getattr(cause, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) else Trouble
    return kind(f"the store {named}: {database_fault(cause)}")


def database_fault(cause: BaseException | None) -> str:
    """The fault of a store, by what its database said."""
    name = str(getattr(cause, "sqlite_errorname", "") or "")
    if name or isinstance(cause, sqlite3.Error):
        return next((fault for prefix, fault in LITE.items() if name.startswith(prefix)), DAMAGED)
    state = str(getattr(cause, "sqlstate", "") or "")
    if state:
        return next((SERVER[state[:n]] for n in (5, 2) if state[:n] in SERVER), DAMAGED)
    return next((fault for word, fault in AT_THE_DOOR.items() if word in str(cause)), UNREACHED)
