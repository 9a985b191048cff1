"""Writing: a full map as YAML that reads back to the same map."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from data_maps.changes import Option, OptionStep, ShortenRetention
from data_maps.checking import written_key
from data_maps.markers import DEVICE
from data_maps.model import BESIDE, DataMap
from data_maps.places import flow_text, scalar_text
from data_maps.quantities import Estimate, Evidence, Form, duration
from data_maps.quantities.numerals import ends, plain_digits
from data_maps.systems import DataItem, Flow, System

Plain = Any
_SPANS: Mapping[type[BaseModel], frozenset[str]] = {
    DataMap: frozenset({"horizon"}),
    Option: frozenset({"ramp", "starts", "ends"}),
    System: frozenset({"keeps"}),
    ShortenRetention: frozenset({"to"}),
}


HEAD = (
    "# What the map does not say was supplied; '# assumed' marks it, for people alone: whoever reads this file",
    "# takes it for said. The numbers that follow are the same.",
)


def expanded_text(data_map: DataMap) -> str:
    """The full map as YAML; a comment marks each value that the reader supplied, and the first lines say so."""
    index = {f"flows.{flow.id}": number for number, flow in enumerate(data_map.flows)}
    paths: set[tuple[str | int, ...]] = set()
    for name in data_map.assumed:
        flow = max((start for start in index if f"{name}.".startswith(f"{start}.")), key=len, default=None)
        if flow:
            paths.add(("flows", index[flow], *filter(None, name[len(flow) + 1 :].split("."))))
        else:
            paths.add(tuple(int(key) if key.isdigit() else key for key in name.split(".")))
    assumed = frozenset(paths)
    head = HEAD if assumed else ()
    return "\n".join((*head, *_section_lines(plain_map(data_map), assumed))) + "\n"


def plain_map(data_map: DataMap) -> dict[str, Plain]:
    """The full map as plain values, in the order of the format; counts that follow from a total are left out."""
    plain = _model(data_map)
    for group in data_map.people.groups if data_map.people else ():
        del plain["users"][group]["count"]
    return plain


def _model(model: BaseModel) -> dict[str, Plain]:
    entries: dict[str, Plain] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in BESIDE or field.exclude or value is None or value == {} or value == ():
            continue
        entries[written_key(name, field)] = _spans(value) if name in _SPANS.get(type(model), ()) else plain_value(value)
    # What the reader would supply alike is left out: an id that the ends give, keys that one holder has.
    if isinstance(model, Flow) and model.id == f"{model.source_id}.{model.target}":
        del entries["id"]
    if isinstance(model, System) and len(set(model.keys.values())) == 1:
        entries["keys"] = next(iter(model.keys.values()))
    if isinstance(model, DataItem) and not model.live:
        del entries["live"]
    if isinstance(model, System) and model.device:
        del entries["operator"], entries["keys"]
        entries["in"] = DEVICE
    if isinstance(model, System) and not model.apart:
        del entries["apart"]
    return entries


def plain_value(value: Any) -> Plain:
    """A part of a map as plain values."""
    if isinstance(value, Estimate):
        return quantity(value)
    if isinstance(value, OptionStep):
        return {value.key: plain_value(value.change)}
    if isinstance(value, BaseModel):
        return plain_value(value.root) if hasattr(value, "root") else _model(value)
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value) if len(value) > 1 else next(iter(value))
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return _short_number(value) if isinstance(value, float) else value


def _spans(value: Any) -> Plain:
    if isinstance(value, Mapping):
        return {key: span_text(years) for key, years in value.items()}
    return value.isoformat() if isinstance(value, date) else span_text(value)


def span_text(years: float) -> str:
    """A length of time in the unit in which it is a whole number.

    >>> span_text(0.25), span_text(1.0)
    ('3 months', '1 year')
    """
    if math.isinf(years):
        return "until deleted"
    for unit, a_year in (("year", 1.0), ("month", 12.0), ("day", 365.25), ("week", 365.25 / 7), ("hour", 24 * 365.25)):
        number = round(years * a_year)
        text = f"{number} {unit}" if number == 1 else f"{number} {unit}s"
        if number and duration(text) == years:
            return text
    return f"{years!r} years"


def quantity(estimate: Estimate) -> Plain:
    """The shortest way of writing an estimate that reads back to it."""
    if estimate.said:
        return [quantity(statement) for statement in estimate.said]
    beside = ("at_least", "at_most", *Evidence.model_fields)
    evidence = {name: plain_value(value) for name in beside if (value := getattr(estimate, name)) is not None}
    if estimate.against:
        evidence["against"] = plain_value(estimate.against)
    if estimate.agreed:
        evidence["agreed"] = plain_value(estimate.agreed)
    if estimate.per == "person-year":
        evidence = {"per": "person-year", **evidence}
    number = _NUMBERS[estimate.form](estimate)
    if not evidence or set(evidence) <= set(number if isinstance(number, dict) else ()):
        return number
    return {**as_mapping(number), **evidence}


def as_mapping(number: Plain) -> dict[str, Plain]:
    """A number, the ends of a range, or a mapping, as the mapping that says the same.

    >>> as_mapping([1, 9]), as_mapping("8-15M")
    ({'low': 1, 'high': 9}, {'low': '8M', 'high': '15M'})
    """
    if isinstance(number, str) and isinstance(both := ends(plain_digits(number, whole=True)), tuple):
        number = list(both)
    match number:
        case dict():
            return number
        case [low, best, high]:
            return {"low": low, "best": best, "high": high}
        case [low, high]:
            return {"low": low, "high": high}
    return {"best": number}


def _range(estimate: Estimate) -> Plain:
    numbers = [_short_number(number) for number in (estimate.low, estimate.best, estimate.high)]
    return numbers if estimate.confidence == 0.9 else {**as_mapping(numbers), "confidence": estimate.confidence}


def _exact(estimate: Estimate) -> Plain:
    number = _short_number(estimate.best)
    if estimate.agreed:
        return number
    return {"best": number, "exact": True, "why": estimate.why} if estimate.why else number


def _base_rate(estimate: Estimate) -> Plain:
    counted, exposure = estimate.parameters or (0.0, 0.0)
    unit = {"unit": estimate.unit} if estimate.unit else {}
    return {"counted": _short_number(counted), "in": _short_number(exposure), **unit}


def _lognormal(estimate: Estimate) -> Plain:
    median, ratio = estimate.parameters or (0.0, 0.0)
    return {"median": _short_number(median), "ratio": _short_number(ratio)}


_NUMBERS: Mapping[Form, Callable[[Estimate], Plain]] = {
    "exact": _exact,
    "plain": lambda estimate: _short_number(estimate.best),
    "range": _range,
    "base_rate": _base_rate,
    "beta": lambda estimate: {"beta": [_short_number(number) for number in estimate.parameters or ()]},
    "lognormal": _lognormal,
    "unknown": lambda estimate: "unknown",
}


def _short_number(number: float | None) -> Plain:
    """A whole number without its point, a large one in groups of three."""
    if number is None or not float(number).is_integer() or abs(number) >= 1e15:
        return number
    return int(number) if abs(number) < 10_000 else f"{int(number):_}"


_Paths = frozenset[tuple[str | int, ...]]
_ON_ONE_LINE = 110


def _section_lines(plain: Mapping[str, Plain], assumed: _Paths) -> Iterator[str]:
    for key, section in plain.items():
        if isinstance(section, dict):
            yield f"{key}:"
            yield from _entries(section, (key,), assumed, "  ")
        elif isinstance(section, list):
            yield f"{key}:"
            yield from _items(section, (key,), assumed)
        else:
            yield f"{key}: {scalar_text(section)}{_mark((key,), assumed)}"


def _entries(section: Mapping[str, Plain], path: tuple[str | int, ...], assumed: _Paths, pad: str) -> Iterator[str]:
    for key, value in section.items():
        inner_path = (*path, key)
        line = f"{pad}{scalar_text(key)}: {flow_text(value)}"
        if not isinstance(value, dict) or (len(line) <= _ON_ONE_LINE and not _inside(inner_path, assumed)):
            yield line + _mark(inner_path, assumed)
        else:
            yield f"{pad}{scalar_text(key)}:{_mark(inner_path, assumed)}"
            yield from _entries(value, inner_path, assumed, pad + "  ")


def _items(section: Iterable[Plain], path: tuple[str | int, ...], assumed: _Paths) -> Iterator[str]:
    for index, value in enumerate(section):
        inner_path = (*path, index)
        if not isinstance(value, dict) or not (_inside(inner_path, assumed) or len(flow_text(value)) > _ON_ONE_LINE):
            yield f"  - {flow_text(value)}{_mark(inner_path, assumed)}"
            continue
        lines = _entries(value, inner_path, assumed, "    ")
        yield f"  -{next(lines)[3:]}{_mark(inner_path, assumed)}"
        yield from lines


def _mark(path: tuple[str | int, ...], assumed: _Paths) -> str:
    return "  # assumed" if path in assumed else ""


def _inside(path: tuple[str | int, ...], assumed: _Paths) -> bool:
    return any(len(assumed_path) > len(path) and assumed_path[: len(path)] == path for assumed_path in assumed)
