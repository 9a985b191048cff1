"""How a number is written in a map, and what it says about what is known."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from data_maps.problems import Fault, closest, did_you_mean, shown, without_comma

Form = Literal["exact", "plain", "range", "base_rate", "beta", "lognormal", "unknown", "pooled"]
Kind = Literal["count", "share", "proportion", "rate", "turnover", "multiplier"]
Persistence = Literal["state", "trial", "person", "rate", "count"]


class Evidence(BaseModel):
    """Why a number is believed: the condition it holds under, who said it, on what grounds."""

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


class Estimate(Evidence):
    """A number with its range and its evidence.

    `best` is the point value (None only for an unknown that is no probability). `low` and `high` bound a central
    interval of mass `confidence`, given for the form "range" only. A "base_rate" holds `counted` events in `exposure`
    units, a "beta" its two parameters, a "lognormal" its median and the ratio of its 95 % point to it, as
    `parameters`. What several people say is "pooled": the estimate of each stands in `said`, the best value is the mean
    of theirs; of several that go back to one origin each is a `part` of one voice. Rates are per `per`: a year, or a
    person and year.
    """

    form: Form
    best: float | None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.9
    parameters: tuple[float, float] | None = None
    unit: str | None = None
    per: Literal["year", "person-year"] | None = None
    said: tuple[Estimate, ...] = ()
    part: float = Field(default=1.0, exclude=True, repr=False)

    @property
    def statements(self) -> tuple[Estimate, ...]:
        """What each person says of the number: itself, unless several do."""
        return self.said or (self,)

    @property
    def voices(self) -> int:
        """How many count in the pool: those who go back to one origin are one."""
        return round(math.fsum(each.part for each in self.statements))


DAYS_A_YEAR = 365.25
_YEARS = {"hour": 1 / (24 * DAYS_A_YEAR), "day": 1 / DAYS_A_YEAR, "week": 7 / DAYS_A_YEAR, "month": 1 / 12, "year": 1.0}
MOST, LEAST = 1e15, 1e-15
MOST_PEOPLE = 20
NEAREST, WIDEST, LEAST_PARAMETER = 1e-10, 1e12, 0.01
_FACTORS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "bn": 1e9}
_NUMBER = r"(?:(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_PLAIN = re.compile(_NUMBER)
_COUNT = re.compile(rf"({_NUMBER}) ?(k|K|M|bn)?")
_PERCENT = re.compile(rf"({_NUMBER}) ?%")
_RATE = re.compile(rf"({_NUMBER}) ?(k|K|M|bn)? ?(?:/|per) ?(hour|day|week|month|year|person-year)")
_COUNTED = re.compile(rf"({_NUMBER}) in ({_NUMBER})")
_OF_TIME = re.compile(r"(?:.*?[ -])??(person-)?((hour|day|week|month|year)s?)")
_DURATION = re.compile(rf"({_NUMBER}) ?(hour|day|week|month|year)s?")


@dataclass(frozen=True)
class _Sort:
    """How the numbers of one kind are called and written, and between which bounds they lie."""

    name: str
    write: str
    logit: bool = False
    percent: bool = False
    rate: bool = False
    certain: bool = False


_SORTS: Mapping[Kind, _Sort] = {
    "count": _Sort("a count", "write 19M or 19_000_000"),
    "share": _Sort("a share", "write 30% or 0.3", logit=True, percent=True),
    "proportion": _Sort("a share", "write 30% or 0.3", logit=True, percent=True, certain=True),
    "rate": _Sort("a rate", "write 2/year or 0.5/month", rate=True),
    "turnover": _Sort("a share a year", "write 25% or 0.25", percent=True, rate=True),
    "multiplier": _Sort("a factor", "write 1.25 or [1.1, 1.25, 1.5]"),
}
_PURE = _Sort("a number", "write a number such as 9 or 0.5")
_EVIDENCE = tuple(Evidence.model_fields)
_FORM_KEYS: Mapping[str, tuple[str, ...]] = {
    "range": ("low", "best", "high", "confidence", "exact"),
    "base_rate": ("counted", "in", "unit"),
    "beta": ("beta",),
    "lognormal": ("median", "ratio"),
}
ESTIMATE_KEYS = (*(key for keys in _FORM_KEYS.values() for key in keys), "per", *_EVIDENCE)
GRADE_PATTERN = re.compile("[A-F][1-6]")
DATE_PATTERN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class NotANumber(Exception):
    """What is written is no quantity of the kind that belongs here; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class _Amount:
    """One number in the unit of its kind, with the unit of time it was written with."""

    value: float
    per: str | None = None


def duration(value: Any) -> float:
    """Years of a length of time such as 5 days, 3 months or until deleted (endless); NotANumber otherwise."""
    text = value.strip() if isinstance(value, str) else ""
    if text == "until deleted":
        return math.inf
    if match := _DURATION.fullmatch(text):
        return _float(match[1]) * _YEARS[match[2]]
    raise NotANumber(Fault((), f"{shown(value)} is not a length of time", "write 5 days, 3 months or until deleted"))


def estimate(
    value: Any,
    kind: Kind,
    *,
    persists: Persistence | None = None,
    person_years: bool = False,
    sources: Mapping[str, str] | None = None,
) -> Estimate:
    """The estimate that a quantity, a list or a mapping stands for at a place that takes `kind`; NotANumber with
    every fault in it.

    `persists` is what the place says about how the number persists; `person_years` whether it may be per person and
    year; `sources` are the ids a `source` may name, each with the one that it goes back to (None: not checked).
    """
    sort = _SORTS[kind]

    def one(said: Any) -> Estimate:
        if isinstance(said, dict):
            return _from_mapping(said, sort, persists, person_years, sources)
        return _from_list(said, sort) if isinstance(said, list) else _from_scalar(said, sort, {})

    several = isinstance(value, list) and any(isinstance(part, dict) for part in value)
    found = _pooled(value, one, sources or {}) if several else one(value)
    if found.per == "person-year" and not person_years:
        raise NotANumber(Fault((), "only a demand may be per person-year", "write 2/year"))
    return found


def _pooled(value: list[Any], read: Callable[[Any], Estimate], first: Mapping[str, str]) -> Estimate:
    """What several people say of one number; NotANumber with every fault in what each says."""
    said: list[Estimate] = []
    faults = [Fault((), f"{len(value)} estimates of one number", f"give {MOST_PEOPLE} at most")][
        : len(value) > MOST_PEOPLE
    ]
    names: set[str] = set()
    for at, part in enumerate(value[:MOST_PEOPLE]):
        try:
            said.append(_of_a_person(part, read(part), names))
        except NotANumber as wrong:
            faults += [fault.under(at) for fault in wrong.faults]
    if not faults and len({each.per for each in said}) > 1:
        faults.append(Fault((), "estimates in two units", "write all of them per year or all of them per person-year"))
    if faults:
        raise NotANumber(*faults)
    if len(said) == 1:
        return said[0]
    voices = _parts(said, first)
    best = math.fsum(each.part * (each.best or 0.0) for each in voices) / math.fsum(each.part for each in voices)
    by = ", ".join(each.by or "" for each in said)
    return Estimate(form="pooled", best=best, per=said[0].per, by=by, said=voices)


def _parts(said: Sequence[Estimate], first: Mapping[str, str]) -> tuple[Estimate, ...]:
    """What each says as a part of one voice with all who go back to the same source; who names none is one alone."""
    origins = [first.get(each.source or "") or f"by {each.by}" for each in said]
    among = Counter(origins)
    return tuple(
        each.model_copy(update={"part": 1.0 / among[origin]}) for each, origin in zip(said, origins, strict=True)
    )


def _of_a_person(written: Any, found: Estimate, names: set[str]) -> Estimate:
    """One of several estimates, each of another person (`names`: of those before it), none of them certain."""
    if not isinstance(written, dict) or not found.by:
        raise NotANumber(Fault((), "one of several estimates that does not say whose it is", "add by: …"))
    if found.by in names:
        raise NotANumber(Fault(("by",), f"{shown(found.by)} has said it already", "give one estimate for each person"))
    if found.form == "exact":
        raise NotANumber(Fault((), "certain in the eyes of one of several people", "give a range, or one exact number"))
    if found.best is None:
        raise NotANumber(Fault((), "unknown says nothing beside what others say", "leave it out"))
    names.add(found.by)
    return found


def _float(text: str) -> float:
    return float(text.replace("_", ""))


def _amount(value: Any, sort: _Sort) -> _Amount:
    """One written number of this kind; NotANumber otherwise."""
    text = value.strip() if isinstance(value, str) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_bounds(_Amount(float(value)), value, sort)
    if text is not None:
        if sort.percent and (match := _PERCENT.fullmatch(text)):
            return _in_bounds(_Amount(_float(match[1]) / 100), value, sort)
        if sort.percent and _PLAIN.fullmatch(text):
            return _in_bounds(_Amount(_float(text)), value, sort)
        if not sort.logit and (match := _COUNT.fullmatch(text)):
            return _in_bounds(_Amount(_float(match[1]) * _FACTORS[match[2] or ""]), value, sort)
        if sort.rate and (match := _RATE.fullmatch(text)):
            return _in_bounds(_Amount(*_per_year(_float(match[1]) * _FACTORS[match[2] or ""], match[3])), value, sort)
    raise NotANumber(Fault((), f"{shown(value)} is not {sort.name}", _meant(text or "", sort)))


def _meant(text: str, sort: _Sort) -> str:
    """What to write in place of a text that is no number."""
    if match := _COUNTED.fullmatch(text):
        return f"write {{counted: {match[1]}, in: {match[2]}}}"
    if text == "unknown":
        return "write unknown in place of the whole, or a number"
    return "did you mean 'unknown'?" if closest(text, ("unknown",)) else without_comma(text) or sort.write


def _per_year(number: float, unit: str) -> tuple[float, str]:
    return (number, "person-year") if unit == "person-year" else (number / _YEARS[unit], "year")


def _in_bounds(amount: _Amount, value: Any, sort: _Sort) -> _Amount:
    if sort.logit and amount.value > 1:
        raise NotANumber(
            Fault((), f"{shown(value)} is more than 1", "a share or a probability lies between 0 and 1; " + sort.write)
        )
    if not amount.value <= MOST:
        raise NotANumber(Fault((), f"{shown(value)} is too large", f"{MOST:g} at most"))
    if 0 < amount.value < LEAST or _vanishes(amount.value, value):
        raise NotANumber(Fault((), f"{shown(value)} is too small", f"{LEAST:g} at least, or 0 as what is certain"))
    if amount.value < 0:
        raise NotANumber(Fault((), f"{shown(value)} is below 0", sort.write))
    return amount


def _vanishes(number: float, written: Any) -> bool:
    """Whether a number only is 0 because it is too small for a computer."""
    digits = re.split("[eE]", written)[0] if isinstance(written, str) else ""
    return number == 0 and any(digit in digits for digit in "123456789")


def _outside(sort: _Sort, number: float) -> bool:
    """Whether only something exact can have this value: 0, and for shares 1."""
    return number == 0 or (sort.logit and number == 1)


def _from_scalar(value: Any, sort: _Sort, evidence: Mapping[str, Any]) -> Estimate:
    if value == "unknown":
        return Estimate(
            form="unknown", best=0.5 if sort.logit and not sort.certain else None, **{**_per(sort, None), **evidence}
        )
    amount = _amount(value, sort)
    if _outside(sort, amount.value):
        if not sort.certain:
            raise NotANumber(_not_certain(value))
        return Estimate(form="exact", best=amount.value, **evidence)
    return Estimate(form="plain", best=amount.value, **{**_per(sort, amount.per), **evidence})


def _not_certain(value: Any) -> Fault:
    return Fault((), f"{shown(value)} says it is certain", f"write {{best: {str(value).strip()}, exact: true, why: …}}")


def _per(sort: _Sort, per: str | None) -> dict[str, Any]:
    return {"per": per or "year"} if sort.rate else {}


def _from_list(value: list[Any], sort: _Sort) -> Estimate:
    if len(value) not in (2, 3):
        point = "; decimals take a point, not a comma" if len(value) > 3 else ""
        raise NotANumber(
            Fault((), f"a list of {len(value)} is no range", "write [low, high] or [low, best, high]" + point)
        )
    amounts, faults = _amounts(dict(enumerate(value)), sort)
    if faults:
        raise NotANumber(*faults)
    pers = {amount.per for amount in amounts.values()} - {None}
    if len(pers) > 1:
        raise NotANumber(Fault((), "a range in two units", "write all of it per year or all of it per person-year"))
    low, *best, high = (amount.value for amount in amounts.values())
    return _range(
        low, best[0] if best else None, high, sort, _per(sort, next(iter(pers), None)), (0, 1, len(value) - 1)
    )


def _amounts(parts: Mapping[Any, Any], sort: _Sort) -> tuple[dict[Any, _Amount], list[Fault]]:
    amounts, faults = {}, []
    for key, part in parts.items():
        try:
            amounts[key] = _amount(part, sort)
        except NotANumber as wrong:
            faults += [fault.under(key) for fault in wrong.faults]
    return amounts, faults


def _range(
    low: float, best: float | None, high: float, sort: _Sort, rest: Mapping[str, Any], at: tuple[Any, Any, Any]
) -> Estimate:
    ends = [(at[0], low), (at[2], high)]
    faults = [
        Fault((key,), "an end of a range cannot be certain", "0 and 1 are said by {best: …, exact: true, why: …}")
        for key, end in ends
        if _outside(sort, end)
    ]
    faults += [_too_near(key, end) for key, end in ends if sort.logit and _nearer(end)]
    if low >= high:
        faults.append(
            Fault((at[0],), "the low end is not below the high end", "write [low, high] or [low, best, high]")
        )
    elif best is not None and not low <= best <= high:
        faults.append(Fault((at[1],), "the best value lies outside its range", "write [low, best, high]"))
    elif not sort.logit and high / WIDEST > low > 0.0:
        faults.append(Fault((at[0],), "a range over more than twelve orders of magnitude", "give a narrower one"))
    if faults:
        raise NotANumber(*faults)
    return Estimate(form="range", low=low, best=_middle(low, high, sort) if best is None else best, high=high, **rest)


def _nearer(end: float) -> bool:
    """Whether an end of a range of shares comes nearer to 0 or 1 than can be computed with."""
    return 0.0 < end < NEAREST or 1.0 - NEAREST < end < 1.0


def _too_near(key: Any, end: float) -> Fault:
    near = 0 if end < NEAREST else 1
    return Fault(
        (key,),
        f"nearer to {near} than the end of a range may come, which is one in ten thousand million",
        f"give a wider distance, or {{best: {near}, exact: true, why: …}} in place of the range",
    )


def _middle(low: float, high: float, sort: _Sort) -> float:
    """The middle on the log scale, or on the logit scale for shares."""
    if not sort.logit:
        return math.sqrt(low) * math.sqrt(high)
    odds = math.sqrt(low / (1 - low)) * math.sqrt(high / (1 - high))
    return odds / (1 + odds)


def _from_mapping(
    value: Mapping[str, Any], sort: _Sort, persists: Persistence | None, person_years: bool, sources: Any
) -> Estimate:
    faults = _unknown_keys(value)
    evidence, wrong = _evidence(value, sort, persists, person_years, sources)
    faults += wrong
    read = _reader(value)
    if isinstance(read, Fault):
        faults.append(read)
    else:
        try:
            found = read(value, sort, evidence)
        except NotANumber as error:
            faults += error.faults
    if faults:
        raise NotANumber(*faults)
    return found


def _unknown_keys(value: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault((key,), "unknown key", did_you_mean(key, ESTIMATE_KEYS), on_key=True)
        for key in value
        if key not in ESTIMATE_KEYS
    ]


_Reader = Callable[[Mapping[str, Any], _Sort, dict[str, Any]], Estimate]


def _reader(value: Mapping[str, Any]) -> _Reader | Fault:
    """What reads the form this mapping is in; a fault where it mixes two, or is in none."""
    forms = [form for form, keys in _FORM_KEYS.items() if any(key in value for key in keys)]
    if len(forms) == 1:
        return {"range": _range_mapping, "base_rate": _base_rate, "beta": _beta, "lognormal": _lognormal}[forms[0]]
    if len(forms) > 1:
        first, second = (next(key for key in _FORM_KEYS[form] if key in value) for form in forms[:2])
        return Fault((second,), f"'{second}' beside '{first}' says the number twice", "keep one of them", on_key=True)
    return Fault((), "no number in it", "give best, or low and high, or counted and in")


def _evidence(
    value: Mapping[str, Any], sort: _Sort, persists: Persistence | None, person_years: bool, sources: Any
) -> tuple[dict[str, Any], list[Fault]]:
    """The keys that say why a number is believed, and what is wrong with them."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key in (*_EVIDENCE, "per"):
        if key in value:
            text = str(value[key]) if isinstance(value[key], int) and not isinstance(value[key], bool) else value[key]
            fault = _evidence_fault(key, text, sort, persists, person_years, sources)
            if fault:
                faults.append(fault)
            else:
                found[key] = text
    return found, faults


def _evidence_fault(
    key: str, text: Any, sort: _Sort, persists: Persistence | None, person_years: bool, sources: Any
) -> Fault | None:
    if not isinstance(text, str):
        return Fault((key,), f"{shown(text)} is not text", "put it in quotes")
    if key == "grade" and not GRADE_PATTERN.fullmatch(text):
        return Fault(
            (key,),
            f"{shown(text)} is not a grade",
            "write two marks, A to F for the source and 1 to 6 for what it says: B2",
        )
    if key == "on" and not is_date(text):
        return Fault((key,), f"{shown(text)} is not a date", "write 2026-11-25")
    if key == "source" and sources is not None and text not in sources:
        return Fault((key,), f"no source called {shown(text)}", did_you_mean(text, sources))
    if key == "persists" and persists is not None and text != persists:
        return Fault(
            (key,),
            f"{shown(text)} contradicts what stands here, which is a {_PERSISTS[persists]}",
            f"write {persists} or leave it out",
        )
    if key == "per":
        return _per_fault(text, sort, person_years)
    return None


_PERSISTS: Mapping[str, str] = {
    "state": "state of the world",
    "trial": "trial, redrawn at each attempt",
    "person": "draw for each person",
    "rate": "rate",
    "count": "count",
}


def _per_fault(text: str, sort: _Sort, person_years: bool) -> Fault | None:
    if not sort.rate:
        return Fault(
            ("per",), f"{sort.name} is not per {shown(text)[1:-1]}", "only rates are; leave it out", on_key=True
        )
    if text == "person-year":
        return None if person_years else Fault(("per",), "only a demand may be per person-year", "write per: year")
    if text in _YEARS:
        return None
    return Fault(
        ("per",),
        f"{shown(text)} is not a unit of time",
        did_you_mean(text, (*_YEARS, "person-year"), "write year or person-year"),
    )


def is_date(text: str, *, whole: bool = False) -> bool:
    """Whether a text is a day (or, unless `whole`, a month or a year) of the calendar."""
    if not DATE_PATTERN.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return len(text) == 10 or not whole


def _scaled(amount: _Amount, evidence: Mapping[str, Any], key: Any) -> float:
    """The amount per year where the mapping's own `per` is another unit of time."""
    per = evidence.get("per")
    if per is None or per in ("year", "person-year") or amount.per is not None:
        if amount.per and per and amount.per != per:
            raise NotANumber(Fault((key,), f"a number per {amount.per} where per says {per}", "say it once"))
        return amount.value
    return amount.value / _YEARS[per] if per in _YEARS else amount.value


def _rest(sort: _Sort, evidence: Mapping[str, Any], written: str | None = None) -> dict[str, Any]:
    """The evidence, with a rate's unit made a year or a person-year."""
    rest = dict(evidence)
    per = rest.pop("per", None) or written
    return {**rest, **_per(sort, "person-year" if per == "person-year" else None)}


def _range_mapping(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> Estimate:
    if value.get("best") == "unknown":
        return _unknown_mapping(value, sort, evidence)
    amounts, faults = _amounts({key: value[key] for key in ("low", "best", "high") if key in value}, sort)
    faults += _confidence_faults(value) + _end_faults(value)
    if faults:
        raise NotANumber(*faults)
    numbers = {key: _scaled(amount, evidence, key) for key, amount in amounts.items()}
    rest = _rest(sort, evidence, next((amount.per for amount in amounts.values() if amount.per), None))
    if "low" in numbers:
        confidence = {"confidence": _confidence(value)}
        return _range(
            numbers["low"], numbers.get("best"), numbers["high"], sort, {**rest, **confidence}, ("low", "best", "high")
        )
    return _one_number(numbers["best"], value, sort, rest)


def _unknown_mapping(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> Estimate:
    beside = [key for key in ("low", "high", "confidence", "exact") if key in value]
    if beside:
        raise NotANumber(
            Fault((beside[0],), "a range beside an unknown best value", "give low and high without best", on_key=True)
        )
    return _from_scalar("unknown", sort, _rest(sort, evidence))


def _one_number(best: float, value: Mapping[str, Any], sort: _Sort, rest: dict[str, Any]) -> Estimate:
    if value.get("exact") is True:
        return Estimate(form="exact", best=best, **rest)
    if _outside(sort, best):
        if not sort.certain:
            raise NotANumber(Fault(("best",), f"{shown(value['best'])} says it is certain", "add exact: true and why"))
        return Estimate(form="exact", best=best, **rest)
    return Estimate(form="plain", best=best, **rest)


def _confidence_faults(value: Mapping[str, Any]) -> list[Fault]:
    if not 0.5 <= _confidence(value) <= 0.99:
        said = shown(value["confidence"])
        return [Fault(("confidence",), f"{said} is not a confidence", "write 80% or 0.8, from 0.5 to 0.99")]
    if "confidence" in value and "low" not in value:
        return [
            Fault(("confidence",), "a confidence without a range", "give low and high, or leave it out", on_key=True)
        ]
    return []


def _confidence(value: Mapping[str, Any]) -> float:
    """The mass of the range; 0 where what is written is none."""
    try:
        return _amount(value.get("confidence", 0.9), _SORTS["proportion"]).value
    except NotANumber:
        return 0.0


def _end_faults(value: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with which ends there are, and with what is said to be exact."""
    faults = []
    exact = value.get("exact", False)
    for here, other in (("low", "high"), ("high", "low")):
        if here in value and other not in value:
            faults.append(Fault((here,), f"a range without its {other} end", f"give {other} too", on_key=True))
    if not isinstance(exact, bool):
        faults.append(Fault(("exact",), f"{shown(exact)} is not true or false", "write exact: true"))
    elif exact and ("low" in value or "high" in value):
        faults.append(
            Fault(("exact",), "an exact number has no range", "leave out low and high, or exact", on_key=True)
        )
    elif exact and not value.get("why"):
        faults.append(Fault(("exact",), "exact without a reason", "add why: …", on_key=True))
    if "best" not in value and "low" not in value and "high" not in value:
        faults.append(Fault((), "no number in it", "give best, or low and high, or counted and in"))
    return faults


def _number(value: Mapping[str, Any], key: str, *, above: float, whole: bool = False) -> float:
    if value.get(key) is None:
        raise NotANumber(Fault((), f"no '{key}' in it", f"add {key}: …"))
    try:
        amount = _amount(value[key], _PURE).value
    except NotANumber as wrong:
        raise NotANumber(*(fault.under(key) for fault in wrong.faults)) from None
    if amount < above or (amount == above and not whole):
        raise NotANumber(_too_small(key, value[key], f"{'from' if whole else 'above'} {above:g}"))
    if whole and amount != int(amount):
        raise NotANumber(Fault((key,), f"{shown(value[key])} is not whole", "write how often it was seen, such as 3"))
    return amount


def _too_small(key: str, number: Any, least: str) -> Fault:
    return Fault((key,), f"{shown(number)} is too small", f"write a number {least}")


def _base_rate(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> Estimate:
    if not (sort.rate or sort.logit):
        raise NotANumber(Fault(("counted",), f"{sort.name} has no base rate", sort.write, on_key=True))
    counted, exposure = _number(value, "counted", above=0, whole=True), _number(value, "in", above=0)
    if sort.logit and counted > exposure:
        raise NotANumber(Fault(("counted",), "more were counted than there were", "counted is at most in"))
    unit = value.get("unit")
    if unit is not None and not isinstance(unit, str):
        raise NotANumber(Fault(("unit",), f"{shown(unit)} is not text", "write platform-years"))
    if sort.rate:
        exposure, unit, evidence = _in_years(exposure, unit, evidence)
    best = (counted + 0.5) / (exposure + 1 if sort.logit else exposure)
    return Estimate(form="base_rate", best=best, parameters=(counted, exposure), unit=unit, **_rest(sort, evidence))


def _in_years(exposure: float, unit: str | None, evidence: dict[str, Any]) -> tuple[float, str | None, dict[str, Any]]:
    """An exposure such as 40 platform-months in years, with its unit and the evidence then; NotANumber where `per`
    says another unit of time.
    """
    match, per = _OF_TIME.fullmatch(unit or ""), evidence.get("per")
    time, person = (match[3], bool(match[1])) if match else (None, False)
    if time and per in _YEARS and (person or per != time):
        raise NotANumber(Fault(("unit",), f"{shown(unit)} where per says {per}", "say it once"))
    years = exposure * _YEARS.get(time or per or "year", 1.0)
    of_years = unit[: match.start(2)] + "years" if unit and match else unit
    return years, of_years, {**evidence, "per": "person-year" if person or per == "person-year" else "year"}


def _beta(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> Estimate:
    if not sort.logit:
        raise NotANumber(
            Fault(("beta",), f"{sort.name} is not distributed as a Beta", "write {median: …, ratio: …}", on_key=True)
        )
    pair = value["beta"]
    if not isinstance(pair, list) or len(pair) != 2:
        raise NotANumber(Fault(("beta",), "a Beta has two parameters", "write {beta: [9, 1]}"))
    amounts, faults = _amounts(dict(enumerate(pair)), _PURE)
    faults += [
        Fault((key,), f"{shown(pair[key])} is too small", f"write {LEAST_PARAMETER:g} or more")
        for key, one in amounts.items()
        if one.value < LEAST_PARAMETER
    ]
    if faults:
        raise NotANumber(*(fault.under("beta") for fault in faults))
    first, second = amounts[0].value, amounts[1].value
    return Estimate(form="beta", best=first / (first + second), parameters=(first, second), **_rest(sort, evidence))


def _lognormal(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> Estimate:
    if sort.logit:
        raise NotANumber(
            Fault(("median",), f"{sort.name} is not distributed as a lognormal", "write {beta: [a, b]}", on_key=True)
        )
    ratio = _number(value, "ratio", above=1)
    if ratio > WIDEST**0.5:
        raise NotANumber(
            Fault(("ratio",), f"{shown(value['ratio'])} is too large", f"write at most {WIDEST**0.5:_.0f}")
        )
    median, rest = _median(value, sort, evidence)
    return Estimate(form="lognormal", best=median, parameters=(median, ratio), **rest)


def _median(value: Mapping[str, Any], sort: _Sort, evidence: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """The median of a lognormal, of a rate per year, and the evidence with its unit; NotANumber otherwise."""
    if value.get("median") is None:
        raise NotANumber(Fault((), "no 'median' in it", "add median: …"))
    amounts, faults = _amounts({"median": value["median"]}, sort)
    if faults:
        raise NotANumber(*faults)
    if amounts["median"].value == 0:
        raise NotANumber(_too_small("median", value["median"], "above 0"))
    return _scaled(amounts["median"], evidence, "median"), _rest(sort, evidence, amounts["median"].per)
