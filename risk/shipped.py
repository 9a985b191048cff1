"""How the data files of this package become models: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from data_maps.problems import Problem
from data_maps.reading import validated

HERE = Path(__file__).parent


class Entry(BaseModel):
    """What a shipped data file says: frozen, strict, with no key beyond the ones named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class BrokenData(Exception):  # noqa: N818 - the program cannot go on, though nothing it did was an error
    """Shipped data files have mistakes, so that nothing can be computed; `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


EntryModel = TypeVar("EntryModel", bound=Entry)


def texts(names: Iterable[str]) -> dict[str, str]:
    """The files of this package by their names within it ("threats/sale.yaml"), each with its text."""
    return {f"risk/{name}": (HERE / name).read_text(encoding="utf-8") for name in names}


def entries(model: type[EntryModel], texts: Mapping[str, str]) -> tuple[EntryModel, ...]:
    """One entry per text, in order; raises BrokenData with the problems of all of them."""
    read = [validated(model, text, file) for file, text in texts.items()]
    problems = tuple(problem for _, found in read for problem in found)
    if problems:
        raise BrokenData(problems)
    return tuple(entry for entry, _ in read if entry is not None)
