"""Shipped data files as models: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from data_maps.checking import validated
from data_maps.problems import Problem
from data_maps.vocabulary import BrokenData, ShippedEntry

HERE = Path(__file__).parent
Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Field(strict=False)]


EntryModel = TypeVar("EntryModel", bound=ShippedEntry)


def texts(names: Iterable[str]) -> dict[str, str]:
    """The files of this package by their names within it ("threats/sale.yaml"), each with its text."""
    return {f"risk/{name}": (HERE / name).read_text(encoding="utf-8") for name in names}


@dataclass(frozen=True)
class EntriesRead(Generic[EntryModel]):
    """The entries of texts: one for each text without mistakes, in order, and the problems of the others."""

    entries: tuple[EntryModel, ...]
    problems: tuple[Problem, ...]


def read(model: type[EntryModel], texts: Mapping[str, str]) -> EntriesRead[EntryModel]:
    """The entries of texts (file → text), all of one model."""
    checked = [validated(model, text, file) for file, text in texts.items()]
    entries = tuple(entry for entry, _ in checked if entry is not None)
    return EntriesRead(entries, tuple(problem for _, problems in checked for problem in problems))


def refuse(problems: tuple[Problem, ...]) -> None:
    """Raises BrokenData if there are any problems."""
    if problems:
        raise BrokenData(problems)
