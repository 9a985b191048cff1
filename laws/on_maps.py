"""Questions of each law of a map, as the `on_map.py` in its folder says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module

from data_maps.model import DataMap
from laws import NAMES
from laws.matter import MapMatter, MapValue
from laws.passings import Passing

Criteria = Mapping[str, MapValue | None]


@dataclass(frozen=True)
class OnMap:
    """The matters of a law on a map, the words for a map that shows none, and its questions in words of a map.

    `plain` are its questions by the end of the path of a fact, numbers left out, before those that all share; `earlier`
    those in the words of its first text, each with the parameter of it. `counted` are the parameters with which
    numbers of people are compared.

    Of a law on transfers, `home` is the state or the union out of which data go, and `defined_by` the law that says
    what a transfer is, where that is another. `criteria` tell a transfer from what is none. `grounds` are its names of
    the tools of transfer that are a ground under it, and `which` says in words what would be one.
    """

    matters: Callable[[DataMap, date], Iterator[MapMatter]]
    nothing: str
    plain: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    home: str = ""
    defined_by: str = ""
    criteria: Callable[[DataMap, Passing], Criteria] | None = None
    grounds: Mapping[str, str] = field(default_factory=dict)
    which: str = ""


@cache
def on_map(regime: str) -> OnMap:
    """What a law asks of a map, from its folder; raises KeyError for a name that the tuple of laws does not have."""
    if regime not in NAMES:
        raise KeyError(regime)
    asked: OnMap = import_module(f"laws.{regime}.on_map").ON_MAP
    return asked
