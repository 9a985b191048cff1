"""Roots written over the equations of a map: what is certain is left out, and what is alike has the same name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from risk.engine.equations import Alternative, Equations


class RootWriter:
    """Writes names of what is true when all of some terms are, or any of some names is, beside the equations below.

    `ways` are the equations written so far: those that the terms rest on, made shorter by what is certain. The names of
    "any of some names" begin with `prefix`, which tells those of two writers over the same equations apart.
    """

    def __init__(
        self, base: Equations, terms: Iterable[str], constants: Mapping[str, bool], prefix: str = "any"
    ) -> None:
        self.prefix = prefix
        chosen = tuple(terms)
        small = base.reduced([term for term in chosen if term in base.alternatives], constants)
        self.first = small.representatives
        self.ways = dict(small.merged().alternatives)
        self.short = {term: self._shortened(term, constants) for term in chosen}
        self._ways: dict[Alternative, str] = {}
        self._any: dict[frozenset[str], str] = {}

    def _shortened(self, term: str, constants: Mapping[str, bool]) -> Alternative | None:
        """The term, or nothing where it is certainly true; None where it is certainly false."""
        if term not in self.first:
            value = constants.get(term)
            return (term,) if value is None else () if value else None
        name = self.first[term]
        ways = self.ways[name]
        return None if not ways else () if ways == ((),) else (name,)

    def way(self, terms: Alternative) -> Alternative | None:
        """The uncertain terms; None where one is certainly false."""
        uncertain: Alternative = ()
        for term in terms:
            short = self.short[term]
            if short is None:
                return None
            uncertain += short
        return uncertain

    def exposure(self, name: str, way: Alternative) -> str:
        """The name of what is true when all terms of one way are: that of its only one, or its first."""
        if len(way) == 1 and way[0] in self.ways:
            return way[0]
        if way not in self._ways:
            self.ways[name] = (way,)
            self._ways[way] = name
        return self._ways[way]

    def any(self, members: Iterable[str]) -> str:
        """The name of what is true when any of some names is."""
        names = dict.fromkeys(members)
        if len(names) == 1:
            return next(iter(names))
        key = frozenset(names)
        if key not in self._any:
            self._any[key] = f"{self.prefix}/{len(self._any)}"
            self.ways[self._any[key]] = tuple((name,) for name in names)
        return self._any[key]
