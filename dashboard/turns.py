"""Whose long work goes first where many people are served: as much at once as there are processors, by its turn."""

from __future__ import annotations

import heapq
import os
import threading
from collections.abc import Callable
from enum import IntEnum
from itertools import count


class Turn(IntEnum):
    """When work begins: at once, as what a page says first; before all that is later, as intervals; or later."""

    NOW = 0
    NEXT = 1
    LATER = 2


class Turns:
    """A queue for so many pieces of work at once: the earliest of the lowest turn goes first."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._queue: list[tuple[Turn, int]] = []
        self._numbers = count()
        self._changed = threading.Condition()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._queue)

    def take(self, turn: Turn, unless: Callable[[], bool]) -> bool:
        """Wait for a turn; False where it is not wanted any more, which `look` has those who wait find out."""
        with self._changed:
            place = (turn, next(self._numbers))
            heapq.heappush(self._queue, place)
            self._changed.wait_for(lambda: unless() or (self._free > 0 and self._queue[0] == place))
            self._queue.remove(place)
            heapq.heapify(self._queue)
            self._changed.notify_all()
            if unless():
                return False
            self._free -= 1
            return True

    def leave(self) -> None:
        """Give a turn back."""
        with self._changed:
            self._free += 1
            self._changed.notify_all()

    def look(self) -> None:
        """Have all who wait see whether they still want to."""
        with self._changed:
            self._changed.notify_all()


TURNS = Turns(os.cpu_count() or 1)
