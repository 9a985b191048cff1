"""Propositions, each written as the ways in which it is true: a way is a set of conditions that must all hold."""

from __future__ import annotations

from collections.abc import Iterable

Way = frozenset[str]
Ways = frozenset[Way]

NEVER: Ways = frozenset()
ALWAYS: Ways = frozenset({frozenset()})


def when(condition: str) -> Ways:
    """The proposition that a condition holds."""
    return frozenset({frozenset({condition})})


def either(*propositions: Ways) -> Ways:
    """The proposition that one of some is true."""
    return shortest(way for ways in propositions for way in ways)


def both(*propositions: Ways) -> Ways:
    """The proposition that all of some are true."""
    joined = ALWAYS
    for ways in propositions:
        joined = shortest(one | other for one in joined for other in ways)
    return joined


def shortest(ways: Iterable[Way]) -> Ways:
    """The ways of which no part is a way by itself."""
    short: list[Way] = []
    for way in sorted(set(ways), key=len):
        if not any(other <= way for other in short):
            short.append(way)
    return frozenset(short)
