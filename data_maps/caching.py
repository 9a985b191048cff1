"""Caches on an object: values that it computes once and keeps, without a lock.

Before Python 3.12 `functools.cached_property` holds one lock for all objects of a class. Two sessions of the dashboard
would then compute one after the other, and could wait for each other for ever.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast

Instance = TypeVar("Instance")
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


class OwnedView(Generic[Instance]):
    """A view of an object whose cached values can be kept on the object without naming it.

    Two objects that name each other are freed by the garbage collector alone. `kept` keeps a view without its owner, so
    that this is freed as soon as nobody needs it.
    """

    __slots__ = ("__dict__", "__weakref__", "about")

    def __init__(self, about: Instance) -> None:
        self.about = about

    def of_owner(self, owner: Any) -> Self:
        """The same view of an owner, of None to be kept on it: what either of them finds both have."""
        view = type(self).__new__(type(self))
        view.about, view.__dict__ = owner, self.__dict__
        return view


def share_cached(before: object, after: object, names: Collection[str]) -> None:
    """Give another object the cached properties of these names that one has: both would compute the same."""
    vars(after).update({name: value for name, value in vars(before).items() if name in names})


def what_is_kept(owner: object, make: Callable[..., object]) -> tuple[tuple[Any, ...], ...]:
    """The arguments after the first with which the values of a function are kept on an object by now."""
    kept_by_now = tuple(vars(owner).get("kept", {}))
    return tuple(arguments for made, arguments, _ in kept_by_now if made is inspect.unwrap(make))


def kept(make: Callable[Concatenate[Instance, Arguments], Value]) -> Callable[Concatenate[Instance, Arguments], Value]:
    """A cached property with arguments: its values are kept on the first of them, one for each set of the others.

    The function is pure: what it says follows from its arguments, never from what was asked before, and nobody changes
    it. Arguments that are left to their defaults, or given by name, are the same as those that are spelt out in order.
    A view of its owner is kept without it.
    """
    _, *others = inspect.signature(make).parameters.values()
    taking_any = any(other.kind in (other.VAR_POSITIONAL, other.VAR_KEYWORD) for other in others)
    usual = None if taking_any else {other.name: other.default for other in others}

    @functools.wraps(make)
    def value(owner: Instance, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Value:
        values: dict[object, object] = vars(owner).setdefault("kept", {})
        spelt_out = usual is not None and not named and len(arguments) == len(usual)
        key = (make, arguments, ()) if spelt_out else (make, *_spelt_out(usual, arguments, named))
        if key not in values:
            made = make(owner, *arguments, **named)
            values[key] = made.of_owner(None) if isinstance(made, OwnedView) else made
        there = values[key]
        return cast(Value, there.of_owner(owner) if isinstance(there, OwnedView) else there)

    return value


def _spelt_out(
    usual: Mapping[str, object] | None, arguments: tuple[object, ...], named: Mapping[str, object]
) -> tuple[tuple[object, ...], tuple[tuple[str, object], ...]]:
    """All arguments in order and none by name; as they are given where a function takes any, or not these."""
    left = [] if usual is None else list(usual)[len(arguments) :]
    if usual is None or not named.keys() <= {*left}:
        return arguments, tuple(sorted(named.items()))
    return (*arguments, *({**usual, **named}[name] for name in left)), ()
