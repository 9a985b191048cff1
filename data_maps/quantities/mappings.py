"""Mappings: estimates written with keys, as a range, a base rate, a Beta or a lognormal, with their evidence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities.estimates import (
    WIDEST,
    Against,
    Agreed,
    Estimate,
    Evidence,
    Persistence,
    ranged,
    rate_unit,
    single,
)
from data_maps.quantities.notation import (
    MOST_A_YEAR,
    NOTATIONS,
    PURE,
    YEARS,
    NotANumber,
    Notation,
    WrittenAmount,
    amount_of,
    amounts_in,
    days_of,
    is_date,
    is_of_our_time,
    only_exact,
)
from data_maps.quantities.numerals import MULTIPLES

LEAST_PARAMETER = 0.01
MOST_WATCHED = 1e13
"""A thousand years of everybody who lives."""
GRADE_PATTERN = re.compile("[A-F][1-6]")
_OF_TIME = re.compile(r"(?:.*?[ -])??(person-)?((hour|day|week|month|year)s?)")
_OF_PEOPLE = frozenset(
    "people person persons human humans man men woman women child children user users account accounts customer "
    "customers client clients consumer consumers subscriber subscribers member members citizen citizens".split()
)
_EVIDENCE = tuple(Evidence.model_fields)
_FORM_KEYS: Mapping[str, tuple[str, ...]] = {
    "range": ("low", "best", "high", "confidence", "exact"),
    "base_rate": ("counted", "in", "unit"),
    "beta": ("beta",),
    "lognormal": ("median", "ratio"),
}
_BOUNDS = ("at_least", "at_most")
_NOT_AGREED = tuple(key for keys in _FORM_KEYS.values() for key in keys if key != "best")
ESTIMATE_KEYS = (
    *(key for keys in _FORM_KEYS.values() for key in keys),
    *_BOUNDS,
    "per",
    *_EVIDENCE,
    "against",
    "agreed",
)


@dataclass(frozen=True)
class Accepted:
    """The kind of number that is accepted somewhere, and what its evidence may name.

    `persists` is how it persists there; `person_years` whether it may be per person and year; `sources` are the ids
    that its `source` may name, each with the one that it goes back to (None: any).
    """

    notation: Notation
    persists: Persistence | None = None
    person_years: bool = False
    sources: Mapping[str, str] | None = None


def mapped(value: Mapping[str, Any], accepted: Accepted) -> Estimate:
    """The estimate that a mapping stands for; raises NotANumber with every fault in it."""
    evidence = {key: _plain_text(value[key]) for key in (*_EVIDENCE, "per") if key in value}
    wrong = [fault for key, text in evidence.items() if (fault := _evidence_fault(key, text, accepted))]
    against, wrong_against = _against(value["against"], accepted) if "against" in value else ((), [])
    agreed, wrong_agreed = _agreed(value, accepted) if "agreed" in value else (None, [])
    faults = [*_unknown_keys(value, ESTIMATE_KEYS), *wrong, *wrong_against, *wrong_agreed]
    # The number is read without what is wrong around it, so that all its faults are told at once.
    evidence = {key: text for key, text in evidence.items() if (key,) not in {fault.path for fault in wrong}}
    if wrong_agreed:
        raise NotANumber(*faults)
    read = _reader(value)
    if isinstance(read, Fault):
        faults.append(read)
    else:
        try:
            estimate = read(value, accepted.notation, evidence)
            bounded = "at_least" in value or "at_most" in value
            bounds = _bounds(estimate, value, accepted.notation, evidence) if bounded else {}
        except NotANumber as error:
            faults += error.faults
    if faults:
        raise NotANumber(*faults)
    if agreed:
        why = estimate.why or f"agreed by {', '.join(agreed.by)}"
        estimate = estimate.model_copy(update={"form": "exact", "why": why, "agreed": agreed})
    return estimate.model_copy(update={**bounds, "against": against}) if bounds or against else estimate


def _agreed(value: Mapping[str, Any], accepted: Accepted) -> tuple[Agreed | None, list[Fault]]:
    """The sides that agree on a number, and every fault of saying so."""
    written, keys = value["agreed"], tuple(Agreed.model_fields)
    if not isinstance(written, dict):
        return None, [Fault(("agreed",), f"{shown(written)} does not say who agree", "write {by: [one, other]}")]
    faults = _unknown_keys(written, keys)
    by = written.get("by")
    names = tuple(map(_plain_text, by if isinstance(by, list) else [by]))
    if not all(isinstance(name, str) and name.strip() for name in names) or not names:
        faults.append(Fault(("by",), "nobody is named who agrees", "write by: [one, other]"))
    source = written.get("source")
    if source is not None and (fault := _evidence_fault("source", source, accepted)):
        faults.append(fault)
    faults = [fault.under("agreed") for fault in faults]
    ranged = next((key for key in (*_NOT_AGREED, *_BOUNDS) if key in value), None)
    if ranged:
        hint = "keep best alone, or leave out agreed"
        faults.append(Fault((ranged,), f"agreed is one number, and '{ranged}' makes it another", hint, on_key=True))
    elif value.get("best") in (None, "unknown"):
        faults.append(Fault(("agreed",), "agreed is one number, and none stands here", "add best: 19M", on_key=True))
    return (None, faults) if faults else (Agreed(by=names, source=source), [])


def _unknown_keys(value: Mapping[str, Any], keys: tuple[str, ...]) -> list[Fault]:
    return [Fault((key,), "unknown key", did_you_mean(key, keys), on_key=True) for key in value if key not in keys]


def _bounds(
    estimate: Estimate, value: Mapping[str, Any], notation: Notation, evidence: Mapping[str, Any]
) -> dict[str, float]:
    """The numbers that nobody claims to be passed; raises NotANumber where the estimate itself passes them."""
    amounts, faults = amounts_in({key: value[key] for key in _BOUNDS if key in value}, notation)
    bounds = {key: _scaled(amount, evidence, key) for key, amount in amounts.items()}
    if bounds and estimate.form == "exact":
        faults.append(Fault((next(iter(bounds)),), "an exact number needs no bounds", "leave it out", on_key=True))
    elif estimate.best is not None:
        faults += _passed(estimate, bounds)
    if faults:
        raise NotANumber(*faults)
    return bounds


def _passed(estimate: Estimate, bounds: Mapping[str, float]) -> Iterator[Fault]:
    """The bounds beyond which the estimate has its best value, or its whole range."""
    best = estimate.best or 0.0
    low, high = (best if end is None else end for end in (estimate.low, estimate.high))
    at_least, at_most = bounds.get("at_least", 0.0), bounds.get("at_most", math.inf)
    for bound, word in ((at_most, "most"), (at_least, "least")):
        if bound == best:
            beyond = "below" if word == "most" else "above"
            hint = f"say agreed, or a best {beyond} it"
            yield Fault((f"at_{word}",), f"the best value is also the {word}", hint)
    if at_most < best or at_most <= low < high:
        end = "low end" if at_most <= low < high else "best value"
        yield Fault(("at_most",), f"at_most lies below the {end}", "write what nobody claims to be passed")
    if at_least > best or at_least >= high > low:
        end = "high end" if at_least >= high > low else "best value"
        yield Fault(("at_least",), f"at_least lies above the {end}", "write what nobody claims to be missed")


def _against(written: Any, accepted: Accepted) -> tuple[tuple[Against, ...], list[Fault]]:
    """The claims of the other side on a number, one or a list of them, and the faults of each."""
    claims: list[Against] = []
    faults: list[Fault] = []
    for index, claim in enumerate(written if isinstance(written, list) else [written]):
        path = ("against", index) if isinstance(written, list) else ("against",)
        fields = claim if isinstance(claim, dict) else {"say": claim}
        wrong = _claim_faults(fields, accepted)
        faults += [fault.under(*path) for fault in wrong]
        claims += [] if wrong else [Against(**{key: str(text) for key, text in fields.items()})]
    return tuple(claims), faults


def _claim_faults(claim: Mapping[str, Any], accepted: Accepted) -> list[Fault]:
    keys = tuple(Against.model_fields)
    faults = [
        fault for key in keys if key in claim if (fault := _evidence_fault(key, _plain_text(claim[key]), accepted))
    ]
    missing = [] if "say" in claim else [Fault((), "no 'say' in it", "add say: …")]
    return [*_unknown_keys(claim, keys), *faults, *missing]


def _plain_text(value: Any) -> Any:
    """A whole number as the text of its digits; anything else as it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Reader = Callable[[Mapping[str, Any], Notation, dict[str, Any]], Estimate]


def _reader(value: Mapping[str, Any]) -> _Reader | Fault:
    """The reader of the form this mapping is in; a fault where it mixes two, or is in none."""
    forms = [form for form, keys in _FORM_KEYS.items() if any(key in value for key in keys)]
    if len(forms) == 1:
        return {"range": _range_mapping, "base_rate": _base_rate, "beta": _beta, "lognormal": _lognormal}[forms[0]]
    if len(forms) > 1:
        first, second = (next(key for key in _FORM_KEYS[form] if key in value) for form in forms[:2])
        return Fault((second,), f"'{second}' beside '{first}' says the number twice", "keep one of them", on_key=True)
    return Fault((), "no number in it", "give best, or low and high, or counted and in")


def _evidence_fault(key: str, text: Any, accepted: Accepted) -> Fault | None:
    if not isinstance(text, str):
        return Fault((key,), f"{shown(text)} is not text", "put it in quotes")
    if key == "grade" and not GRADE_PATTERN.fullmatch(text):
        message = f"{shown(text)} is not a grade"
        return Fault((key,), message, "write two marks, A to F for the source and 1 to 6 for what it says: B2")
    if key == "on" and not (is_date(text) and all(map(is_of_our_time, days_of(text)))):
        return Fault((key,), f"{shown(text)} is not a date", "write 2026-11-25")
    if key == "source" and accepted.sources is not None and text not in accepted.sources:
        return Fault((key,), f"no source called {shown(text)}", did_you_mean(text, accepted.sources))
    if key == "persists" and accepted.persists is not None and text != accepted.persists:
        message = f"{shown(text)} contradicts what stands here, which is a {_PERSISTS[accepted.persists]}"
        return Fault((key,), message, f"write {accepted.persists} or leave it out")
    if key == "per":
        return _per_fault(text, accepted.notation, accepted.person_years)
    return None


_PERSISTS: Mapping[str, str] = {
    "state": "state of the world",
    "trial": "trial, redrawn at each attempt",
    "person": "draw for each person",
    "rate": "rate",
    "count": "count",
}


def _per_fault(text: str, notation: Notation, person_years: bool) -> Fault | None:
    if not notation.rate:
        return Fault(
            ("per",), f"{notation.name} is not per {shown(text)[1:-1]}", "only rates are; leave it out", on_key=True
        )
    if text == "person-year":
        return None if person_years else Fault(("per",), "only a demand may be per person-year", "write per: year")
    if text in YEARS:
        return None
    message = f"{shown(text)} is not a unit of time"
    return Fault(("per",), message, did_you_mean(text, (*YEARS, "person-year"), "write year or person-year"))


def _scaled(amount: WrittenAmount, evidence: Mapping[str, Any], key: Any) -> float:
    """The amount per year where the mapping's own `per` is another unit of time."""
    per = evidence.get("per")
    if per is None or per in ("year", "person-year") or amount.per is not None:
        if amount.per and per and amount.per != per:
            raise NotANumber(Fault((key,), f"a number per {amount.per} where per says {per}", "say it once"))
        return amount.value
    return amount.value / YEARS[per] if per in YEARS else amount.value


def _other_keys(notation: Notation, evidence: Mapping[str, Any], written: str | None = None) -> dict[str, Any]:
    """The evidence, with a rate's unit made a year or a person-year."""
    rest = dict(evidence)
    per = rest.pop("per", None) or written
    return {**rest, **rate_unit(notation, "person-year" if per == "person-year" else None)}


def _range_mapping(value: Mapping[str, Any], notation: Notation, evidence: dict[str, Any]) -> Estimate:
    if value.get("best") == "unknown":
        beside = [key for key in ("low", "high", "confidence", "exact") if key in value]
        if beside:
            raise NotANumber(
                Fault(
                    (beside[0],), "a range beside an unknown best value", "give low and high without best", on_key=True
                )
            )
        return single("unknown", notation, _other_keys(notation, evidence))
    amounts, faults = amounts_in({key: value[key] for key in ("low", "best", "high") if key in value}, notation)
    faults += _confidence_faults(value)
    exact = value.get("exact", False)
    for end, other in (("low", "high"), ("high", "low")):
        if end in value and other not in value:
            faults.append(Fault((end,), f"a range without its {other} end", f"give {other} too", on_key=True))
    if not isinstance(exact, bool):
        faults.append(Fault(("exact",), f"{shown(exact)} is not true or false", "write exact: true"))
    elif exact and ("low" in value or "high" in value):
        hint = "leave out low and high, or exact"
        faults.append(Fault(("exact",), "an exact number has no range", hint, on_key=True))
    elif exact and not str(value.get("why") or "").strip():
        faults.append(Fault(("exact",), "exact without a reason", "add why: …", on_key=True))
    if not {"low", "best", "high"} & value.keys():
        faults.append(Fault((), "no number in it", "give best, or low and high, or counted and in"))
    if faults:
        raise NotANumber(*faults)
    numbers = {key: _scaled(amount, evidence, key) for key, amount in amounts.items()}
    rest = _other_keys(notation, evidence, next((amount.per for amount in amounts.values() if amount.per), None))
    if "low" in numbers:
        confidence = {"confidence": _confidence(value)}
        return ranged(
            numbers["low"],
            numbers.get("best"),
            numbers["high"],
            notation,
            {**rest, **confidence},
            ("low", "best", "high"),
        )
    best = numbers["best"]
    if value.get("exact") is True:
        return Estimate(form="exact", best=best, **rest)
    if only_exact(notation, best):
        if not notation.certain:
            raise NotANumber(Fault(("best",), f"{shown(value['best'])} says it is certain", "add exact: true and why"))
        return Estimate(form="exact", best=best, **rest)
    return Estimate(form="exact" if notation.exact else "plain", best=best, **rest)


def _confidence_faults(value: Mapping[str, Any]) -> list[Fault]:
    if not 0.5 <= _confidence(value) <= 0.99:
        written = shown(value["confidence"])
        return [Fault(("confidence",), f"{written} is not a confidence", "write 80% or 0.8, from 0.5 to 0.99")]
    if "confidence" in value and "low" not in value:
        return [
            Fault(("confidence",), "a confidence without a range", "give low and high, or leave it out", on_key=True)
        ]
    return []


def _confidence(value: Mapping[str, Any]) -> float:
    """The mass of the range; 0 where what is written is none."""
    try:
        return amount_of(value.get("confidence", 0.9), NOTATIONS["proportion"]).value
    except NotANumber:
        return 0.0


def _number(value: Mapping[str, Any], key: str, *, above: float, whole: bool = False) -> float:
    if value.get(key) is None:
        raise NotANumber(Fault((), f"no '{key}' in it", f"add {key}: …"))
    try:
        amount = amount_of(value[key], PURE).value
    except NotANumber as wrong:
        raise NotANumber(*(fault.under(key) for fault in wrong.faults)) from None
    if amount < above or (amount == above and not whole):
        raise NotANumber(_too_small(key, value[key], f"{'from' if whole else 'above'} {above:g}"))
    if whole and amount != int(amount):
        raise NotANumber(Fault((key,), f"{shown(value[key])} is not whole", "write how often it was seen, such as 3"))
    return amount


def _too_small(key: str, number: Any, least: str) -> Fault:
    return Fault((key,), f"{shown(number)} is too small", f"write a number {least}")


def _base_rate(value: Mapping[str, Any], notation: Notation, evidence: dict[str, Any]) -> Estimate:
    if not (notation.rate or notation.percent):
        raise NotANumber(Fault(("counted",), f"{notation.name} has no base rate", notation.write, on_key=True))
    counted, exposure = _number(value, "counted", above=0, whole=True), _number(value, "in", above=0)
    if notation.at_most is not None and counted > exposure:
        raise NotANumber(Fault(("counted",), "more were counted than there were", "counted is at most in"))
    unit = value.get("unit")
    if unit is not None and not isinstance(unit, str):
        raise NotANumber(Fault(("unit",), f"{shown(unit)} is not text", "write platform-years"))
    if unit and not _is_in_words(unit):
        raise NotANumber(Fault(("unit",), f"{shown(unit)} is not a unit in words", "write platform-years, or orders"))
    if notation.rate:
        exposure, unit, evidence = _in_years(exposure, unit, evidence)
        if exposure > MOST_WATCHED:
            raise NotANumber(Fault(("in",), f"{shown(value['in'])} is more than was ever watched", "look at the unit"))
    elif exposure < 1.0:
        raise NotANumber(_too_small("in", value["in"], "from 1"))
    best = (counted + 0.5) / (exposure + 1 if notation.logit else exposure)
    if notation.rate and best > MOST_A_YEAR:
        raise NotANumber(Fault(("in",), f"{best:g} a year is too often", f"{MOST_A_YEAR:,.0f} a year at most"))
    return Estimate(
        form="base_rate", best=best, parameters=(counted, exposure), unit=unit, **_other_keys(notation, evidence)
    )


def _is_in_words(unit: str) -> bool:
    """True where a unit is letters, spaces and hyphens that are seen: a number in it would count for nothing."""
    has_number = any(mark.isdigit() for mark in unit) or MULTIPLES & _words(unit)
    return unit[:1].isalpha() and unit.isprintable() and not has_number


def _words(unit: str) -> set[str]:
    return set(re.split(r"\W+", unit.casefold()))


def _in_years(exposure: float, unit: str | None, evidence: dict[str, Any]) -> tuple[float, str | None, dict[str, Any]]:
    """An exposure such as 40 platform-months in years, with its unit and the evidence then; NotANumber where the unit
    is none of time, or of people in other words, or where `per` says another one.
    """
    match, per = _OF_TIME.fullmatch(unit or ""), evidence.get("per")
    if unit and not match:
        whose, dash, _ = unit.rpartition("-")
        times = tuple(f"{whose}{dash}{time}s" for time in YEARS)
        hint = did_you_mean(unit, times, f"write {times[-1]}")
        raise NotANumber(Fault(("unit",), f"{shown(unit)} is not a unit of time", hint))
    if unit and match and not match[1] and per != "person-year" and _OF_PEOPLE & _words(unit):
        message = f"{shown(unit)} may be of each person or of all together"
        raise NotANumber(Fault(("unit",), message, "write person-years, or platform-years"))
    time, person = (match[3], bool(match[1])) if match else (None, False)
    if time and per in YEARS and (person or per != time):
        raise NotANumber(Fault(("unit",), f"{shown(unit)} where per says {per}", "say it once"))
    years = exposure * YEARS.get(time or per or "year", 1.0)
    of_years = unit[: match.start(2)] + "years" if unit and match else unit
    return years, of_years, {**evidence, "per": "person-year" if person or per == "person-year" else "year"}


def _beta(value: Mapping[str, Any], notation: Notation, evidence: dict[str, Any]) -> Estimate:
    if not notation.logit:
        message = f"{notation.name} is not distributed as a Beta"
        raise NotANumber(Fault(("beta",), message, "write {median: …, ratio: …}", on_key=True))
    pair = value["beta"]
    if not isinstance(pair, list) or len(pair) != 2:
        raise NotANumber(Fault(("beta",), "a Beta has two parameters", "write {beta: [9, 1]}"))
    amounts, faults = amounts_in(dict(enumerate(pair)), PURE)
    faults += [
        Fault((key,), f"{shown(pair[key])} is too small", f"write {LEAST_PARAMETER:g} or more")
        for key, amount in amounts.items()
        if amount.value < LEAST_PARAMETER
    ]
    if faults:
        raise NotANumber(*(fault.under("beta") for fault in faults))
    first, second = amounts[0].value, amounts[1].value
    return Estimate(
        form="beta", best=first / (first + second), parameters=(first, second), **_other_keys(notation, evidence)
    )


def _lognormal(value: Mapping[str, Any], notation: Notation, evidence: dict[str, Any]) -> Estimate:
    if notation.logit:
        message = f"{notation.name} is not distributed as a lognormal"
        raise NotANumber(Fault(("median",), message, "write {beta: [a, b]}", on_key=True))
    ratio = _number(value, "ratio", above=1)
    if ratio > WIDEST**0.5:
        hint = f"write at most {WIDEST**0.5:_.0f}"
        raise NotANumber(Fault(("ratio",), f"{shown(value['ratio'])} is too large", hint))
    if value.get("median") is None:
        raise NotANumber(Fault((), "no 'median' in it", "add median: …"))
    amounts, faults = amounts_in({"median": value["median"]}, notation)
    if faults:
        raise NotANumber(*faults)
    if amounts["median"].value == 0:
        raise NotANumber(_too_small("median", value["median"], "above 0"))
    median, rest = (
        _scaled(amounts["median"], evidence, "median"),
        _other_keys(notation, evidence, amounts["median"].per),
    )
    return Estimate(form="lognormal", best=median, parameters=(median, ratio), **rest)
