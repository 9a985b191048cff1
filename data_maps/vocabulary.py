"""The vocabulary: terms for data, apps, uses and agreements, with what is known of each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from data_maps.checking import validated
from data_maps.problems import Problem

HERE = Path(__file__).parent / "vocabulary"
CONTENT_TYPES = frozenset({"text", "image", "video", "audio"})
"""The types of data that are what people say and show to each other."""
Family = Literal["app_kinds", "uses", "functions", "agreement_kinds", "interests", "transfer_tools", "handlings"]

Often = Literal["once", "yearly", "monthly", "weekly", "daily"]
A_MONTH: Mapping[Often, float] = {"yearly": 1 / 12, "monthly": 1.0, "weekly": 52 / 12, "daily": 365 / 12}
"""How many items a month something is that comes so often; of what comes once there is one in all."""
DataSubject = Literal["said", "person", "doing", "special"]
"""What data are mostly about: what people say, who they are, what they do, and what needs special care."""


class ShippedEntry(BaseModel):
    """An entry of a shipped data file: frozen, strict, with no key beyond the ones named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class BrokenData(Exception):
    """Shipped data files have mistakes, so that nothing can be computed; `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Term(ShippedEntry):
    """A word with its label and what it means."""

    label: str
    description: str


class DataTerm(Term):
    """A type of personal data.

    `shows` is what such data are mostly about, by which types stand together where an app is described.
    `level` is how bad its exposure is for a person by itself, 1 to 4 (credentials: the least of what they inherit);
    `often` is how often people send such data, and `often_why` the reason to think so;
    `kept_a_year` the level a year of it reaches; `bare` says that nobody's keys cover it; `also` are other words for
    it.
    """

    level: int
    shows: DataSubject
    why: str
    often: Often
    often_why: str
    kept_a_year: int | None = None
    inherits: bool = False
    bare: bool = False
    also: tuple[str, ...] = ()


class Pair(ShippedEntry):
    """Two kinds of data whose joining reveals more than either part: any of `first` with any of `second`."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    why: str


class Terms(ShippedEntry):
    """The terms of one family."""

    terms: Mapping[str, Term]


class DataTypes(ShippedEntry):
    """The types of data and the pairs among them."""

    types: Mapping[str, DataTerm]
    pairs: tuple[Pair, ...]


class Company(ShippedEntry):
    """A common company: its names and domains, where it is organised and run from, its owner, what it does for an app.

    `domains` are registrable ones, or hosts under those of another company; `owner` is the name of its top owner.
    """

    name: str
    also: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    organised_in: str
    run_from: str | None = None
    owner: str | None = None
    does: tuple[str, ...]
    source: str
    day: str
    grade: str


class TableSource(ShippedEntry):
    """The source of a whole table, as a map names one."""

    title: str
    date: str
    grade: str


class Companies(ShippedEntry):
    """The table of common companies and where it comes from."""

    source: TableSource
    companies: tuple[Company, ...]


class CloudPlaces(ShippedEntry):
    """The regions of large clouds by country, and where that comes from."""

    source: TableSource
    places: Mapping[str, tuple[str, ...]]


class Organisation(ShippedEntry):
    """An international organisation by its names."""

    name: str
    also: tuple[str, ...] = ()


class OrganisationTable(ShippedEntry):
    """The table of international organisations and where it comes from."""

    source: TableSource
    organisations: tuple[Organisation, ...]


class StoreLabel(ShippedEntry):
    """A label of an app store, or a usual word, with the types of data it stands for.

    `ask` says that it is too wide to stand for all of them without being asked.
    """

    name: str
    types: tuple[str, ...]
    ask: bool = False


class StoreLabels(ShippedEntry):
    """The labels of app stores, and other usual words for each type of data."""

    labels: tuple[StoreLabel, ...]
    words: Mapping[str, tuple[str, ...]]


@cache
def data_types() -> Mapping[str, DataTerm]:
    """Every type of data by its term."""
    types: Mapping[str, DataTerm] = _loaded(DataTypes, "data_types").types
    return types


def data_type(term: str) -> DataTerm:
    """The type of data of a term."""
    return data_types()[term]


@cache
def data_words() -> Mapping[str, str]:
    """Every word a map may use for a type of data, with the term it stands for."""
    return {word: term for term, type_ in data_types().items() for word in (term, *type_.also)}


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """The pairs of types whose joining raises the level by one step, in the order of the file."""
    return tuple(
        (one, other) for pair in _loaded(DataTypes, "data_types").pairs for one in pair.first for other in pair.second
    )


@cache
def terms(family: Family) -> Mapping[str, Term]:
    """The terms of a family: what an app is, what data are used for, what an agreement is about, …"""
    entries: Mapping[str, Term] = _loaded(Terms, family).terms
    return entries


@cache
def companies() -> Companies:
    """The shipped table of common companies, `organisations.csv`; ends of lists are semicolons, or gaps of domains."""
    with (HERE / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    entries = tuple(
        Company(
            name=row["name"],
            also=tuple(filter(None, row["also"].split(";"))),
            domains=tuple(row["domains"].split()),
            organised_in=row["seat"],
            run_from=row["run_from"] or None,
            owner=row["owner"] or None,
            does=tuple(row["does"].split(";")),
            source=row["source"],
            day=row["day"],
            grade=row["grade"],
        )
        for row in rows
    )
    latest = max(entry.day for entry in entries)
    title = "Datareach's table of common companies, from general knowledge"
    return Companies(source=TableSource(title=title, date=latest, grade="D4"), companies=entries)


@cache
def domains() -> Mapping[str, Company]:
    """The common company of each domain that is known."""
    return {domain: entry for entry in companies().companies for domain in entry.domains}


@cache
def cloud_places() -> CloudPlaces:
    """The shipped table of regions of large clouds."""
    table: CloudPlaces = _loaded(CloudPlaces, "tables/cloud_places")
    return table


@cache
def organisations() -> OrganisationTable:
    """The shipped table of international organisations."""
    table: OrganisationTable = _loaded(OrganisationTable, "tables/organisations")
    return table


@cache
def labels() -> tuple[StoreLabel, ...]:
    """The labels of app stores and other usual words for data."""
    table: StoreLabels = _loaded(StoreLabels, "tables/store_labels")
    words = (StoreLabel(name=name, types=(term,)) for term, names in table.words.items() for name in names)
    return (*table.labels, *words)


TableType = TypeVar("TableType", DataTypes, Terms, CloudPlaces, OrganisationTable, StoreLabels)


@cache
def _loaded(model: type[TableType], name: str) -> TableType:
    path = HERE / f"{name}.yaml"
    value, problems = validated(model, path.read_text(encoding="utf-8"), f"data_maps/vocabulary/{name}.yaml")
    if value is None:
        raise BrokenData(problems)
    return value
