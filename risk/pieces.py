"""Work that falls into pieces, on all processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

MOST_THREADS = 4


def threads() -> int:
    """How many pieces are worked on at once: one for each processor that may be used, but not many."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_THREADS, usable)


def in_pieces(work: Callable[[slice], object], count: int, step: int) -> None:
    """Do the work for every `step` of `count` things.

    Each piece is to write what no other piece writes or reads: then the result is the same for any number of threads.
    What a piece raises is raised here, and pieces not begun by then are left out.
    """
    pieces = [slice(start, min(start + step, count)) for start in range(0, count, step)]
    at_once = min(threads(), len(pieces))
    if at_once < 2:
        for piece in pieces:
            work(piece)
        return
    with ThreadPoolExecutor(at_once) as pool:
        for _ in pool.map(work, pieces):
            pass
