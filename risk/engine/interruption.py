"""Interruption of long work: a check that whoever asks for the work sets, made between its pieces.

A check that raises ends the work there. What was worked out before stays valid, and can be asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

StopCheck = Callable[[], object]

_CHECK: ContextVar[StopCheck] = ContextVar("check", default=lambda: None)


@contextmanager
def checked(check: StopCheck) -> Iterator[None]:
    """Make a check between the pieces of all work that is done inside, in this thread, after those made already.

    >>> def refuse() -> None:
    ...     raise TimeoutError("that is enough")
    >>> with checked(refuse):
    ...     checkpoint()
    Traceback (most recent call last):
    TimeoutError: that is enough
    """
    outer = _CHECK.get()

    def both() -> None:
        outer()
        check()

    before = _CHECK.set(both)
    try:
        yield
    finally:
        _CHECK.reset(before)


def checkpoint() -> None:
    """End the work here where the check of whoever asked for it says so."""
    _CHECK.get()()
