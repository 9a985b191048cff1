"""Evidence behind the defaults: counted, bracketed or judged, with counts, classes, sources and bias."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from data_maps.vocabulary import ShippedEntry
from risk.record.rows import MOST
from risk.shipped import Many, read, refuse, texts

Rests = Literal["counted", "bracketed", "judged"]
CountingRule = Literal["rows", "k/n", "k/(n-k)", "middle of cases", "middle of ends"]
Leans = Literal["too low", "too high", "unknown"]
Positive = Annotated[float, Field(gt=0, le=MOST)]


class Default(ShippedEntry):
    """The origin of the default of one address, or of one of its cases (`of`).

    `address` is a pattern such as `hit.<organisation>`. `range` holds the 5, 50 and 95 % points, `exact` a number by
    construction; without either the default is uniform, or a distribution that is counted from rows. Of the class, k
    were counted in n, which are `counted_in` their unit; `counted` names what k counts where it is no part of n.
    `cases` are numbers told one by one. `best_from` says how the best value follows from these, `by_hand` what was set
    without a rule.
    """

    address: Annotated[str, StringConstraints(min_length=1)]
    of: str = ""
    kind: Rests
    range: tuple[Positive, Positive, Positive] | None = Field(default=None, strict=False)
    exact: float | None = None
    per: str = ""
    unit: str = ""
    reference_class: str = Field(default="", alias="class")
    k: Annotated[float, Field(ge=0)] | None = None
    n: Positive | None = None
    counted: str = ""
    counted_in: str = ""
    cases: Many[Positive] = ()
    best_from: CountingRule | None = None
    by_hand: str = ""
    period: str = ""
    rows: str = ""
    sources: Many[str] = ()
    leans: Leans | None = None
    bias: str = ""
    between: Many[str] = ()
    chosen: str = ""
    looked: str = ""
    judged_by: str = ""

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        needed = {
            "counted": (self.reference_class, self.sources, self.leans, self.bias, self.best_from or self.by_hand),
            "bracketed": (len(self.between) == 2, self.sources, self.chosen, self.range),
            "judged": (self.looked, self.judged_by),
        }
        if not all(needed[self.kind]):
            says = {
                "counted": "class, sources, leans, bias, and best_from or by_hand",
                "bracketed": "two classes in between, sources, chosen and a range",
                "judged": "looked and judged_by",
            }
            raise ValueError(f"what is {self.kind} needs {says[self.kind]}")
        if self.range and not self.range[0] < self.range[1] < self.range[2]:
            raise ValueError("a range rises from low to high")
        return self

    @property
    def key(self) -> tuple[str, str]:
        """The address and the case."""
        return (self.address, self.of)


class RecordSource(ShippedEntry):
    """A source of rows and defaults, and how much of it was read, in which copy."""

    title: str
    publisher: str
    date: str
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    copied_in: str = Field(default="", alias="copy")
    read: Literal["whole", "page", "excerpt", "quoted"]


class Defaults(ShippedEntry):
    """The evidence of all defaults, one entry for each address and case, and the version of the whole."""

    version: Annotated[str, StringConstraints(min_length=1)]
    defaults: Many[Default]

    @model_validator(mode="after")
    def _one_entry_for_each(self) -> Self:
        keys = [default.key for default in self.defaults]
        if twice := sorted({" ".join(key) for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two entries for {', '.join(twice)}")
        return self


class Sources(ShippedEntry):
    """All sources by name."""

    sources: Mapping[str, RecordSource]


@cache
def defaults() -> Mapping[tuple[str, str], Default]:
    """The evidence of each default by address and case, in the order of the file; raises BrokenData on a mistake."""
    return {default.key: default for default in _shipped().defaults}


def catalogue_version() -> str:
    """The name of the version of the catalogue, which changes whenever a default does."""
    return _shipped().version


@cache
def _shipped() -> Defaults:
    checked = read(Defaults, texts(["record/evidence.yaml"]))
    refuse(checked.problems)
    return checked.entries[0]


@cache
def sources() -> Mapping[str, RecordSource]:
    """The sources that rows and defaults name; raises BrokenData on a mistake."""
    checked = read(Sources, texts(["record/sources.yaml"]))
    refuse(checked.problems)
    return checked.entries[0].sources
