"""How a number stands in a table: in words, with its interval in the next column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.blocks import Cell, Column
from assessments.wording import Say, chance, interval, middle, number, people, percent

if TYPE_CHECKING:
    from assessments.quantity import Quantity

INTERVAL = Column("90% interval")


def pair(q: Quantity, say: Say = number) -> tuple[Cell, Cell]:
    """A number and its interval."""
    known = interval(q, say).removeprefix("90% interval ").removeprefix("interval ")
    return Cell(say(middle(q)), middle(q)), Cell(known)


def people_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A number of people and its interval."""
    return pair(q, people)


def chance_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A probability and its interval."""
    return pair(q, chance)


def share(value: float) -> Cell:
    """A share as a percentage."""
    return Cell(percent(value), value)
