"""Which sessions keep draws: those that used theirs last, for draws are large and soon made again."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable

from assessments.run import Assessment

MOST = 8


class Draws:
    """A place for one assessment with its draws, which is emptied once so many others have been used since."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, Assessment] | None = None

    def of(self, key: Hashable, make: Callable[[], Assessment]) -> Assessment:
        """What is kept under a key; made where that is something else or nothing."""
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = (key, make())
        _used(self)
        return kept[1]

    def forget(self) -> None:
        """Keep no assessment."""
        self._kept = None


_recent: OrderedDict[int, weakref.ref[Draws]] = OrderedDict()
_turn = threading.Lock()


def _used(draws: Draws) -> None:
    """Note that these were used last, and empty those that were not for longest."""
    with _turn:
        _recent.pop(id(draws), None)
        _recent[id(draws)] = weakref.ref(draws)
        while len(_recent) > MOST:
            _, oldest = _recent.popitem(last=False)
            if (left := oldest()) is not None:
                left.forget()
