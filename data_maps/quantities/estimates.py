"""Estimates: numbers with their range and their evidence; and those written as one number or as a list."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from data_maps.problems import Fault, shown
from data_maps.quantities.notation import NotANumber, Notation, amount_of, amounts_in, only_exact

Form = Literal["exact", "plain", "range", "base_rate", "beta", "lognormal", "unknown", "pooled"]
Persistence = Literal["state", "trial", "person", "rate", "count"]
NEAREST, WIDEST = 1e-10, 1e12


class Evidence(BaseModel):
    """The grounds for a number: the condition it holds under, who said it, on what basis."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    given: str | None = None
    persists: str | None = None
    basis: str | None = None
    source: str | None = None
    grade: str | None = None
    by: str | None = None
    on: str | None = None
    why: str | None = None
    measure: str | None = None


class Against(BaseModel):
    """The best claim on the other side of a number, for people to read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    say: str = Field(description="What the other side says")
    source: str | None = Field(default=None, description="The id of the source that says so")
    why: str | None = Field(default=None, description="The reason, in a sentence")


class Agreed(BaseModel):
    """The sides that take a number as it stands: ids of readings, or names; and where that can be read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    by: tuple[str, ...] = Field(description="Who agree: ids of readings, or names")
    source: str | None = Field(default=None, description="The id of the source that says so")


class Estimate(Evidence):
    """A number with its range and its evidence.

    `best` is the point value (None only for an unknown that is no probability). `low` and `high` bound a central
    interval of mass `confidence`, given for the form "range" only. `at_least` and `at_most` cut the distribution of any
    form; the best value lies between them. A "base_rate" holds `counted` events in `exposure` units, a "beta" its two
    parameters, a "lognormal" its median and the ratio of its 95 % point to it, as `parameters`. What several people say
    is "pooled": the estimate of each stands in `said`, the best value is the mean of theirs; of several that go back to
    one origin each is a `part` of one voice. Rates are per `per`: a year, or a person and year. `against` is what the
    other side says, which is never computed with. An `agreed` number is "exact", whatever is thought of its source.
    """

    form: Form
    best: float | None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.9
    at_least: float | None = None
    at_most: float | None = None
    parameters: tuple[float, float] | None = None
    unit: str | None = None
    per: Literal["year", "person-year"] | None = None
    said: tuple[Estimate, ...] = ()
    against: tuple[Against, ...] = ()
    agreed: Agreed | None = None
    part: float = Field(default=1.0, exclude=True, repr=False)

    @property
    def statements(self) -> tuple[Estimate, ...]:
        """Each person's estimate of the number: itself, unless there are several."""
        return self.said or (self,)

    @property
    def largest(self) -> float:
        """The largest number that is written in it."""
        sizes = (
            self.best,
            self.low,
            self.high,
            self.at_least,
            self.at_most,
            *(statement.largest for statement in self.said),
        )
        return max(filter(None, sizes), default=0.0)

    def scaled(self, factor: float) -> Estimate:
        """An estimate of a count that is a factor as large, 0 < factor; counted events have no such count.

        Whoever agrees on the whole has not agreed on its part.
        """
        sizes = ("best", "low", "high", "at_least", "at_most")
        scaled: dict[str, Any] = {name: value * factor for name in sizes if (value := getattr(self, name)) is not None}
        if self.parameters:
            scaled["parameters"] = (self.parameters[0] * factor, self.parameters[1])
        said = tuple(statement.scaled(factor) for statement in self.said)
        return self.model_copy(update={**scaled, "said": said, "agreed": None})

    @property
    def voices(self) -> int:
        """The number of people who count in the pool: those who go back to one origin are one."""
        return round(math.fsum(statement.part for statement in self.statements))


def single(value: Any, notation: Notation, evidence: Mapping[str, Any]) -> Estimate:
    """The estimate that one number or `unknown` stands for; raises NotANumber for anything else.

    >>> from data_maps.quantities.notation import NOTATIONS
    >>> single("2/month", NOTATIONS["rate"], {}).best
    24.0
    """
    if value == "unknown":
        return Estimate(
            form="unknown",
            best=0.5 if notation.logit and (notation.exact or not notation.certain) else None,
            **{**rate_unit(notation, None), **evidence},
        )
    amount = amount_of(value, notation)
    if only_exact(notation, amount.value) and not notation.certain:
        raise NotANumber(_not_certain(value))
    if notation.exact or only_exact(notation, amount.value):
        return Estimate(form="exact", best=amount.value, **evidence)
    return Estimate(form="plain", best=amount.value, **{**rate_unit(notation, amount.per), **evidence})


def _not_certain(value: Any) -> Fault:
    return Fault((), f"{shown(value)} says it is certain", f"write {{best: {str(value).strip()}, exact: true, why: …}}")


def rate_unit(notation: Notation, per: str | None) -> dict[str, Any]:
    """The field of an estimate that says what a rate counts per; none for what is no rate."""
    return {"per": per or "year"} if notation.rate else {}


def estimate_of_list(value: list[Any], notation: Notation) -> Estimate:
    """The range that a list of its two ends, or of those and a best value between, stands for; raises NotANumber."""
    if len(value) not in (2, 3):
        point = "; decimals take a point, not a comma" if len(value) > 3 else ""
        raise NotANumber(
            Fault((), f"a list of {len(value)} is no range", "write [low, high] or [low, best, high]" + point)
        )
    amounts, faults = amounts_in(dict(enumerate(value)), notation)
    if faults:
        raise NotANumber(*faults)
    pers = {amount.per for amount in amounts.values()} - {None}
    if len(pers) > 1:
        raise NotANumber(Fault((), "a range in two units", "write all of it per year or all of it per person-year"))
    low, *best, high = (amount.value for amount in amounts.values())
    return ranged(
        low,
        best[0] if best else None,
        high,
        notation,
        rate_unit(notation, next(iter(pers), None)),
        (0, 1, len(value) - 1),
    )


def ranged(
    low: float, best: float | None, high: float, notation: Notation, rest: Mapping[str, Any], keys: tuple[Any, Any, Any]
) -> Estimate:
    """A range, its best value the middle unless one is given; raises NotANumber with every fault in it.

    Args:
        rest: The other fields of the estimate.
        keys: Where the low end, the best value and the high end are written.
    """
    ends = [(keys[0], low), (keys[2], high)]
    faults = [
        Fault((key,), "an end of a range cannot be certain", "0 and 1 are said by {best: …, exact: true, why: …}")
        for key, end in ends
        if only_exact(notation, end)
    ]
    faults += [_too_near(key, end) for key, end in ends if notation.logit and _nearer(end)]
    if low >= high:
        faults.append(
            Fault((keys[0],), "the low end is not below the high end", "write [low, high] or [low, best, high]")
        )
    elif best is not None and not low <= best <= high:
        faults.append(Fault((keys[1],), "the best value lies outside its range", "write [low, best, high]"))
    elif not notation.logit and high / WIDEST > low > 0.0:
        faults.append(Fault((keys[0],), "a range over more than twelve orders of magnitude", "give a narrower one"))
    if faults:
        raise NotANumber(*faults)
    return Estimate(
        form="range", low=low, best=_middle(low, high, notation) if best is None else best, high=high, **rest
    )


def _nearer(end: float) -> bool:
    """True where an end of a range of shares comes nearer to 0 or 1 than can be computed with."""
    return 0.0 < end < NEAREST or 1.0 - NEAREST < end < 1.0


def _too_near(key: Any, end: float) -> Fault:
    near = 0 if end < NEAREST else 1
    message = f"nearer to {near} than the end of a range may come, which is one in ten thousand million"
    hint = f"give a wider distance, or {{best: {near}, exact: true, why: …}} in place of the range"
    return Fault((key,), message, hint)


def _middle(low: float, high: float, notation: Notation) -> float:
    """The middle on the log scale, or on the logit scale for shares."""
    if not notation.logit:
        return math.sqrt(low) * math.sqrt(high)
    odds = math.sqrt(low / (1 - low)) * math.sqrt(high / (1 - high))
    return odds / (1 + odds)
