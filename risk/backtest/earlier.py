"""Scores of earlier versions of the catalogue on the services that ship, kept for comparison."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from risk.backtest.units import Kind
from risk.shipped import Many, ShippedEntry, read, refuse, texts


class EarlierScore(ShippedEntry):
    """Services at which an earlier version expected an event to become known, and those at which one is known.

    `map` says how finely the maps were drawn, on which that version's numbers depended.
    """

    catalogue: str
    kind: Kind
    map: str
    expected: Annotated[float, Field(ge=0)]
    observed: Annotated[int, Field(ge=0)]


class EarlierScores(ShippedEntry):
    """The scores of all earlier versions, the oldest first."""

    scores: Many[EarlierScore]


@cache
def earlier_scores() -> tuple[EarlierScore, ...]:
    """The scores that ship; raises BrokenData on a mistake."""
    checked = read(EarlierScores, texts(["backtest/earlier.yaml"]))
    refuse(checked.problems)
    return checked.entries[0].scores
