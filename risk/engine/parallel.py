"""Parallel work: pieces that each write what no other reads, on all processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Barrier, local

from risk.engine.interruption import checkpoint

MOST_THREADS = 4
_HERE = local()


def threads() -> int:
    """The number of pieces worked on at once: one for each processor that may be used, but not many."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_THREADS, usable)


def in_pieces(work: Callable[[slice], object], count: int, step: int) -> None:
    """Do the work for every `step` of `count` things.

    Each piece is to write what no other piece writes or reads: then the result is the same for any number of threads.
    What a piece raises is raised here, and pieces not begun by then are left out. Between two, work can be interrupted.
    """
    pieces = [slice(start, min(start + step, count)) for start in range(0, count, step)]
    at_once = min(threads(), len(pieces))
    if at_once < 2 or getattr(_HERE, "is_piece", False):  # a piece that waited for others would take their thread
        for piece in pieces:
            checkpoint()
            work(piece)
        return
    for _ in _pool(threads()).map(work, pieces):
        checkpoint()


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Work in pieces one after another in this thread, for whoever keeps the other processors busy anyway."""
    before = getattr(_HERE, "is_piece", False)
    _HERE.is_piece = True
    try:
        yield
    finally:
        _HERE.is_piece = before


def start_threads() -> None:
    """Have all threads begin that pieces will need, so that whoever asks for work in pieces begins none.

    While a thread begins another, CPython 3.11 knows both by one number, and what is raised in the one by that number
    may end the other before its first step: then the one waits for it for ever.
    """
    _pool(threads())


@cache
def _pool(at_once: int) -> ThreadPoolExecutor:
    """Threads for the life of the process, all of them begun: each waits until there are as many.

    Where this is interrupted none goes on waiting: the process could not end.
    """
    pool, all_there = ThreadPoolExecutor(at_once, initializer=_begin), Barrier(at_once)
    try:
        for _ in pool.map(lambda _: all_there.wait(), range(at_once)):
            pass
    except BaseException:
        all_there.abort()
        raise
    return pool


def _begin() -> None:
    _HERE.is_piece = True
