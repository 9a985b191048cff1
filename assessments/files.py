"""Files that get onto the disk whole or not at all, each under a name of its own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from secrets import token_hex


def write_text(path: Path, text: str, *, private: bool = False) -> Path:
    """Write a text so that nobody ever sees half of it, and where it is private nobody but its owner any of it."""
    return write_file(path, text, private=private)


def write_file(path: Path, content: str | bytes, *, private: bool = False) -> Path:
    """Write a file so that nobody ever sees half of it; text as UTF-8, its lines ended as they are.

    Who may read it is as for any new file of this account (its umask); a private one is its owner's alone.
    """
    beside = path.with_name(f".{path.name}.{token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise
    return path


def free_name(stem: str, taken: Collection[str], ending: str = "") -> str:
    """A name that no other file has, also on a system that takes no notice of capitals: numbered where one has it.

    >>> free_name("x", ["X", "x-2"])
    'x-3'
    """
    others = {name.casefold() for name in taken}
    names = (f"{stem}{f'-{number}' if number > 1 else ''}{ending}" for number in count(1))
    return next(name for name in names if name.casefold() not in others)


@contextmanager
def locked(lock: Path, wait: float = 5.0) -> Iterator[None]:
    """Hold a lock that one holds at a time, of all threads and processes; it ends with its process, however that ends.

    Args:
        lock: An empty file that stands for it, made where it is not there.
        wait: Seconds until it is given up.

    Raises:
        OSError: Where the file cannot be made, or another holds the lock.
    """
    try:
        connection = sqlite3.connect(lock, timeout=wait, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            raise OSError(str(error)) from None
        yield


@contextmanager
def locked_where_possible(lock: Path) -> Iterator[None]:
    """Hold a lock in a folder of this account alone; without one where it cannot be had."""
    with ExitStack() as locks:
        with suppress(OSError):
            lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            locks.enter_context(locked(lock))
        yield
