"""Silence of a matter: what a law asks for and nobody states is not known, but for what the law presumes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, reduce

from data_maps.problems import Path
from risk.regimes.facts import NOT_KNOWN, Facts
from risk.regimes.on_maps.matter import MapMatter, with_value
from risk.regimes.parameters import law
from risk.regimes.schema import levers


def asking(regime: str, matter: MapMatter) -> MapMatter:
    """The matter with what it is silent on not known, as far as the matter speaks of the thing at all."""
    stated = Facts(matter.facts)
    silent = [path for path in unpresumed(regime) if stated.along(path[:-1]).stated and not stated.along(path).stated]
    return replace(matter, facts=reduce(lambda facts, path: with_value(facts, path, NOT_KNOWN), silent, matter.facts))


@cache
def unpresumed(regime: str) -> tuple[Path, ...]:
    """The facts that hold or not on whose silence a law presumes nothing."""
    return tuple(path for path in levers(regime) if not is_presumed(regime, path))


def is_presumed(regime: str, path: Path) -> bool:
    """True where a law takes a fact, or what it is part of, for so while nobody says otherwise."""
    presumed = {tuple(name.split(".")) for presumption in law(regime).presumed for name in presumption.facts}
    named = tuple(step for step in path if isinstance(step, str))
    return any(named[:length] in presumed for length in range(1, len(named) + 1))
