"""What all sessions have in common: what was made of a map for one of them is there for any other with the same map."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

Result = TypeVar("Result")

MOST = 300


class Common:
    """The results that were asked for last, at most so many, each by all that it follows from.

    Nothing in it is changed after it was made, and a key holds the name and the contents of a map and every setting: so
    whoever asks for a result could make it, and nobody learns what another session has open.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> tuple[object] | None:
        """What is kept under a key, by itself; None where there is nothing."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return (self._kept[key],)

    def of(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What is kept under a key; made where there is nothing, by several at once where they ask at once."""
        if (found := self.get(key)) is not None:
            return cast("Result", found[0])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()


COMMON = Common(MOST)
