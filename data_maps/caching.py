"""Caches on an object: values that it computes once and keeps, without a lock.

Before Python 3.12 `functools.cached_property` holds one lock for all objects of a class. Two sessions of the dashboard
would then compute one after the other, and could wait for each other for ever.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

Of = TypeVar("Of")
Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")

if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801 - Python's own name
        """The cached property of Python 3.12: two threads that ask one object at once may both compute its value."""

        def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
            if instance is None:
                return self
            values = vars(instance)
            if self.attrname not in values:
                values[self.attrname] = self.func(instance)
            return values[self.attrname]


def kept(make: Callable[Concatenate[Of, Arguments], Value]) -> Callable[Concatenate[Of, Arguments], Value]:
    """A function whose values are kept on its first argument, one for each set of its other arguments, all hashable."""

    @functools.wraps(make)
    def value(owner: Of, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Value:
        values: dict[object, Value] = vars(owner).setdefault("kept", {})
        key = (make, arguments, tuple(sorted(named.items())))
        if key not in values:
            values[key] = make(owner, *arguments, **named)
        return values[key]

    return value
