"""What can be kept of what was found in draws when a number has changed: all that does not depend on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Protocol, TypeVar, cast

Result = TypeVar("Result")


class Keep(Protocol):
    """How something is found that depends on the numbers at some addresses: taken from what is kept, or made."""

    def __call__(self, what: Hashable, addresses: tuple[str, ...], make: Callable[[], Result]) -> Result:
        """The same as `make` makes."""


def made(what: Hashable, addresses: tuple[str, ...], make: Callable[[], Result]) -> Result:
    """Keep nothing."""
    return make()


class Remains:
    """Of each kind of thing the one that was found last, with all that it depends on. What is kept is not changed."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[object, object]] = {}

    def of(self, what: Hashable, depends_on: object, make: Callable[[], Result]) -> Result:
        """The one of a kind; made where what is kept depends on something else, and that is let go before."""
        kept = self._found.get(what)
        if kept is None or kept[0] != depends_on:
            del kept
            self._found.pop(what, None)
            kept = self._found[what] = (depends_on, make())
        return cast("Result", kept[1])

    def clear(self) -> None:
        """Keep nothing of what was found."""
        self._found.clear()


class Draws:
    """What keeps results of draws with what these depend on at each address, and holds no draws itself."""

    def __init__(self, remains: Remains, seed: int, depends_on: Mapping[str, object]) -> None:
        self._remains = remains
        self._seed = seed
        self._depends_on = depends_on

    def __call__(self, what: Hashable, addresses: tuple[str, ...], make: Callable[[], Result]) -> Result:
        """The last of a kind, made where the draws at these addresses are others."""
        return self._remains.of(what, (self._seed, [self._depends_on[each] for each in addresses]), make)
