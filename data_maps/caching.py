"""Cached properties: values that an object computes once and keeps, without a lock.

Before Python 3.12 `functools.cached_property` holds one lock for all objects of a class. Two sessions of the dashboard
would then compute one after the other, and could wait for each other for ever.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

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
