"""Caps of time and memory for the work behind a page: past one it ends, and first numbers stand in its place.

`python -m dashboard --time SECONDS --memory MB` sets them for all pages of a server, through its environment.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from risk.engine.interruption import checked

TIME, MEMORY = "DATAREACH_TIME", "DATAREACH_MEMORY"
LEAST = {TIME: 1.0, MEMORY: 100.0}
MOST = 1e7
UNITS = {TIME: "seconds", MEMORY: "megabytes"}
_AT_WORK: ContextVar[bool] = ContextVar("at work", default=False)


class PastCap(Exception):
    """A piece of work has taken all the time or memory that this server gives to one.

    `key` is that of the view whose own result it is, None of other work.
    """

    def __init__(self, why: str, key: str | None) -> None:
        super().__init__(why)
        self.key = key


def wrong() -> str:
    """A sentence on what is wrong with the caps in the environment; empty where nothing is."""
    for name, least in LEAST.items():
        written = os.environ.get(name, "")
        if written and not least <= _number(written) <= MOST:
            return f"{name}: '{written}' is no cap. Write {UNITS[name]}, {least:g} or more, or leave it out."
    return ""


def any_set() -> bool:
    """True of a server that gives each piece of work so much time or memory only."""
    return any(os.environ.get(name) for name in LEAST)


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return math.nan


@contextmanager
def capped(key: str | None = None) -> Iterator[None]:
    """Work that ends at the caps of this server; work inside of it counts as a part of it.

    Memory is how far the whole server has grown meanwhile, by whoever's work.

    Args:
        key: that of the view whose own result it is, if it is one.

    Raises:
        PastCap: it is past a cap.
    """
    if _AT_WORK.get():
        yield
        return
    ends = time.monotonic() + _cap(TIME)
    most = _cap(MEMORY)
    full = _megabytes() + most if most < math.inf else math.inf

    def check() -> None:
        if time.monotonic() > ends:
            raise PastCap(f"after {_cap(TIME):g} seconds", key)
        if full < math.inf and _megabytes() > full:
            raise PastCap(f"when the server had grown by {most:g} MB", key)

    before = _AT_WORK.set(True)
    try:
        with checked(check):
            yield
    finally:
        _AT_WORK.reset(before)


def _cap(name: str) -> float:
    written = os.environ.get(name, "")
    return _number(written) if written else math.inf


def _megabytes() -> float:
    """The memory that this process holds now."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6
