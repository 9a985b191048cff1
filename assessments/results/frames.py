"""The tables of a result as pandas frames: one for each of its lists, and one tidy table of all its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import Any, TypeAlias, get_args

import pandas as pd
from pydantic import BaseModel, TypeAdapter

from assessments import measures
from assessments.results.comparison.result import ComparisonResult
from assessments.results.quantity import Quantity
from assessments.results.result import Result, schema

Leaf: TypeAlias = str | float | bool | None
ColumnPath: TypeAlias = tuple[str, ...]

QUANTITY = ("point", "mean", "median", "low", "high", "error", "low_error", "high_error", "mean_error", "n")
TIDY = ("table", "row", "item", "measure", "unit", *QUANTITY, "text")
MORE_AT_BEST = "point above high: at the best values it is more than in nearly all simulations, where they vary"
LESS_AT_BEST = "point below low: at the best values it is less than in nearly all simulations, where they vary"
"""Why the value at the best values is not between the ends of the simulations."""
ITEMS: Mapping[str, str] = {
    "reach": "actor",
    "sizes": "persons",
    "actors": "actor",
    "events": "event",
    "data": "data",
    "ledger": "address",
    "options": "option",
    "regimes": "regime",
}
"""What an item of a list is called, where it has a name."""

WITHIN: Mapping[str, ColumnPath] = {
    "readings_of_the_map": ("readings",),
    "disputed": ("joint", "disputed"),
    "placebo": ("placebo", "neutral"),
    "placebo_reach": ("placebo", "neutral", "reach"),
    "steps": ("routes", "steps"),
    "statements": ("ledger", "said"),
    "dominated_by": ("options", "dominated", "by"),
    "matters": ("regimes", "matters"),
    "reasons": ("regimes", "because"),
    "readings": ("regimes", "alternatives"),
    "open_facts": ("regimes",),
}
"""Where the parts are in a result that have a frame of their own."""

UNITS: Mapping[str, str] = {
    "foreign_harm_moved": "severe equivalents a year",
    "content_moved": "persons",
    "content_reach": "persons",
    "any_reach": "persons",
    "reduction": "severe equivalents a year",
    "reduction_error": "severe equivalents a year",
    "harm_if_closed": "severe equivalents a year",
    "harm_if_closed_interval": "severe equivalents a year",
    "harm_per_100k_users": "severe equivalents a year for 100,000 people",
    "joined_per_year": "persons a year",
    "unique_persons": "persons",
    "persons": "persons",
    "by_tie": "persons",
    "by_group": "persons",
    "standing": "persons",
    "person_months": "months of a person's data",
    "orders": "accounts a year",
    "worst_years": "persons in a year",
    "strategic_reduction": "persons a year",
    "strategic_reduction_error": "persons a year",
    "cut_off": "persons",
    "cut_off_by_group": "persons",
    "stranded": "persons",
    "rate": "events a year",
    "probability": "probability",
    "probability_interval": "probability",
    "at_least_one": "probability",
    "bulk_at_least": "probability",
    "over_years": "probability",
    "bounds": "probability",
    "bracket": "probability",
    "single_ways": "probability",
    "less_risk_than": "probability",
    "less_foreign_risk_than": "probability",
    "less_strategic_than": "probability",
    "share": "share",
    "share_interval": "share",
    "share_if_closed": "share",
    "assumed_share": "share",
    "assumed_share_interval": "share",
    "variance_share": "share",
    "removed": "share",
    "strategic_removed": "share",
    "borne_by": "share",
    "lost_of": "share",
    "data": "share",
    "data_interval": "share",
    "elasticity": "percent for a percent",
    "elasticity_interval": "percent for a percent",
    "excess": "times the least burden that cuts as much",
    "excess_interval": "times the least burden that cuts as much",
    "strategic_excess": "times the least burden that cuts as much",
    "strategic_excess_interval": "times the least burden that cuts as much",
    "burden": "lifeline person-years",
    "burden_by_group": "lifeline person-years",
    "burden_by_function": "lifeline person-years",
    "price_over": "lifeline person-years for a severe equivalent",
    "price_over_interval": "lifeline person-years for a severe equivalent",
    "strategic_price_over": "lifeline person-years for an official exposed",
    "strategic_price_over_interval": "lifeline person-years for an official exposed",
    "timing": "years after the day of the map",
}
"""In what a value that is no measure is counted, by the last key on the way to it that has a unit."""


def frames(result: Result) -> dict[str, pd.DataFrame]:
    """One frame for each list of a result, and `headline` with a row for each value that stands alone.

    Columns are named by the keys that lead to them, with dots; `attrs["units"]` has the units of those with one.
    Steps of routes, statements behind numbers, reasons of laws and open questions of laws have frames of their own.
    """
    values = _values(result)
    alone = {
        key: value for key, value in values.items() if not isinstance(value, list) and key not in ("placebo", "joint")
    }
    others = [{"map": name, **other} for name, other in values["placebo"].items() if name != "owner"]
    tables: dict[str, Sequence[Mapping[str, Any]]] = {
        "reach": values["reach"],
        "readings_of_the_map": values["readings"],
        "disputed": values.get("joint", {}).get("disputed", []),
        "screened": values["screened"],
        "placebo": [_without_lists(other, "reach") for other in others],
        "placebo_reach": list(_inside(others, "reach", ("map",))),
        "actors": values["actors"],
        "events": values["events"],
        "data": values["data"],
        "routes": [_without_lists(route, "steps") for route in values["routes"]],
        "steps": list(_inside(values["routes"], "steps", ("actor", "event", "data", "users"))),
        "choke_points": values["choke_points"],
        "sizes": values["sizes"],
        "ledger": [_without_lists(entry, "said") for entry in values["ledger"]],
        "statements": list(_inside(values["ledger"], "said", ("address",))),
        **_option_tables(values.get("options", ())),
        **_law_tables(values["regimes"]),
        "general_access": values["general_access"],
        "checks": values["checks"],
        "questions": values["questions"],
    }
    return {"headline": _headline(alone), **{name: frame_of(items) for name, items in tables.items()}}


OF_PARTS = ("reach", "events", "actors", "ledger", "options", "routes")
"""The parts of a result that are one frame each."""


def part_frame(name: str, part: Any) -> pd.DataFrame:
    """The frame of one of these parts, as it is among all frames; without rows it has the columns of its items."""
    kind: Any = Result.model_fields[name].annotation
    items = TypeAdapter(kind).dump_python(part, mode="json", exclude_none=True) or ()
    inside = {"routes": "steps", "ledger": "said"}.get(name, "")
    rows = [_option(item) if name == "options" else _without_lists(item, inside) for item in items]
    return frame_of(rows) if rows else pd.DataFrame(columns=_columns_of(kind))


def _columns_of(kind: Any) -> list[str]:
    """The columns that an item has at least: each of its fields, of a quantity its point."""
    (item,) = (inner for inner in _inner(kind) if isinstance(inner, type) and issubclass(inner, BaseModel))
    fields = item.model_fields.items()
    return [f"{name}.point" if Quantity in {*_inner(field.annotation)} else name for name, field in fields]


def _inner(kind: Any) -> Iterator[Any]:
    yield from (inner for part in get_args(kind) for inner in _inner(part)) if get_args(kind) else (kind,)


def narrow(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with what is read first: no errors, no parts of parts, of a number its point and interval."""
    first = ("point", "median", "low", "high")
    kept = [c for c in frame if (path := str(c).split(".")) and (path[1:] == [] or (path[1] in first and not path[2:]))]
    chosen = frame[kept].copy()
    chosen.attrs["units"] = {column: unit for column, unit in frame.attrs.get("units", {}).items() if column in kept}
    return chosen


def _option_tables(options: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The options of a map, and which of them dominate which."""
    return {
        "options": list(map(_option, options)),
        "dominated_by": [
            {"dominated": option["option"], **other}
            for option in options
            for other in option.get("dominated", {}).get("by", ())
        ],
    }


def _law_tables(laws: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The laws, what each looks at, its reasons and other readings, and the facts it still asks for."""
    matters = list(_matters(laws))
    return {
        "regimes": [_without_lists(law, "because", "unknown", "matters", "alternatives", "presumed") for law in laws],
        "matters": [_without_lists(matter, "because", "unknown", "alternatives", "counts") for matter in matters],
        "reasons": list(_inside(matters, "because", ("regime", "about"))),
        "readings": list(_inside(matters, "alternatives", ("regime", "about"))),
        "open_facts": [
            {"regime": matter["regime"], "about": matter["about"], "unknown": fact}
            for matter in matters
            for fact in matter["unknown"]
        ],
    }


def comparison_frames(result: ComparisonResult) -> dict[str, pd.DataFrame]:
    """The numbers of both sides of a comparison, what each group of differences explains, and the differences."""
    values = result.model_dump(mode="json", exclude_none=True)
    groups = [{"groups": "+".join(group["groups"]), **_without_lists(group, "groups")} for group in values["groups"]]
    tables: dict[str, Sequence[Mapping[str, Any]]] = {
        "numbers": [{"of": name, **values[name]} for name in ("before", "after", "difference")],
        "explained": [{"groups": group["groups"], **group["explains"]} for group in groups],
        "differences": list(_inside(groups, "differences", ("groups",))),
        "regimes": values["regimes"],
        "new_routes": values["new_routes"],
        "gone_routes": values["gone_routes"],
    }
    return {name: frame_of(items) for name, items in tables.items()}


def tidy(result: Result) -> pd.DataFrame:
    """Every value of a result in one table: a row for each quantity, number or text, with its unit."""
    return _tidy(_values(result))


def _values(result: Result) -> dict[str, Any]:
    """A result as plain values: if it ended early or departs from the map as written, that comes first."""
    values = result.model_dump(mode="json", exclude_none=True)
    return dict(sorted(values.items(), key=lambda item: item[0] not in ("ended_early", "scenario")))


def _headline(values: Mapping[str, Any]) -> pd.DataFrame:
    """A row for each value that stands alone, with its meaning and unit."""
    frame = _tidy(values)
    places = zip(frame["table"], frame["measure"].str.split("."), strict=True)
    meanings = pd.Series([meaning_of((table, *measure)) for table, measure in places], dtype="string")
    frame.insert(4, "meaning", meanings)
    return frame.drop(columns=["row", "item"])


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    return {**option, "dominated": _without_lists(option["dominated"], "by")} if "dominated" in option else dict(option)


def _matters(laws: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What each law says of each thing on the map; of a law that looks at nothing, what it says of the whole map."""
    for law in laws:
        whole = {"about": "the whole map", **_without_lists(law, "matters")}
        yield from ({"regime": law["regime"], **matter} for matter in law["matters"] or [whole])


def _inside(items: Sequence[Mapping[str, Any]], key: str, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The parts in a list inside each item, each with some keys of the item before its own."""
    for number, item in enumerate(items, 1):
        for row in item.get(key, ()):
            yield {"row": number, **{name: item[name] for name in names}, **row}


def _without_lists(item: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in keys}


def frame_of(items: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A row for each item; what is nested has a column for each part, a list stands in one cell, a line for each."""
    frame = pd.json_normalize([_lines(item) for item in items]).convert_dtypes()
    numbers = frame.select_dtypes("number").columns
    frame.attrs["units"] = {column: unit for column in numbers if (unit := unit_of(column.split(".")))}
    return frame


def _lines(value: Any) -> Any:
    """A value with each list in it as text, a line for each part; two ends of a range as low and high."""
    if isinstance(value, Mapping):
        return {key: _lines(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 2 and all(isinstance(item, float) for item in value):
        return dict(zip(("low", "high"), value, strict=True))
    return "\n".join(map(str, value))


def _tidy(values: Mapping[str, Any]) -> pd.DataFrame:
    rows = [row for table, content in values.items() for row in _rows_of_table(table, content)]
    frame = pd.DataFrame(rows, columns=list(TIDY))
    numbers = dict.fromkeys(QUANTITY, "Float64")
    texts = dict.fromkeys(("table", "item", "measure", "unit", "text"), "string")
    return frame.astype({"row": "Int64", **numbers, **texts})


def _rows_of_table(table: str, part: Any) -> Iterator[dict[str, Leaf]]:
    if not isinstance(part, list):
        yield from _rows(table, 1, "", (), part)
        return
    for number, item in enumerate(part, 1):
        yield from _rows(table, number, str(item.get(ITEMS.get(table), "")), (), item)


def _rows(table: str, number: int, item: str, path: ColumnPath, value: Any) -> Iterator[dict[str, Leaf]]:
    """A row for each quantity, number or text in a value."""
    if isinstance(value, Mapping) and not (value and value.keys() <= set(QUANTITY)):
        for key, item_value in value.items():
            yield from _rows(table, number, item, (*path, key), item_value)
        return
    if isinstance(value, list):
        for place, item_value in enumerate(value, 1):
            yield from _rows(table, number, item, (*path, str(place)), item_value)
        return
    unit = None if isinstance(value, str | bool) else unit_of((table, *path))
    yield {"table": table, "row": number, "item": item, "measure": ".".join(path), "unit": unit, **_cells(value)}


def _cells(value: Any) -> Mapping[str, Leaf]:
    """What a quantity, a number or a text says; yes or no in the words of JSON, and why a point is not between ends."""
    if isinstance(value, Mapping):
        point, low, high = (value.get(part) for part in ("point", "low", "high"))
        if point is None or low is None or high is None or isclose(point, low) or isclose(point, high):
            return value
        return value if low < point < high else {**value, "text": MORE_AT_BEST if point > high else LESS_AT_BEST}
    if isinstance(value, bool):
        return {"text": str(value).lower()}
    return {"point": value} if isinstance(value, int | float) else {"text": value}


def meaning_of(path: Sequence[str]) -> str:
    """Meaning of a value, as the published schema says it of the last key on the way to it; empty where it does not."""
    whole, meaning = schema(), ""
    schema_part: Mapping[str, Any] = whole
    for key in (*WITHIN.get(path[0], path[:1]), *path[1:]):
        schema_part = _resolved(whole, schema_part)
        if key.isdecimal():
            continue
        inside = schema_part.get("properties", {}).get(key) or schema_part.get("additionalProperties")
        if not isinstance(inside, dict):
            return ""
        schema_part, meaning = inside, inside.get("description", meaning)
    return meaning


def _resolved(whole: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema, its reference followed; of a list or of what may be absent, what is in it."""
    if "anyOf" in part:
        return _resolved(whole, part["anyOf"][0])
    if "items" in part:
        return _resolved(whole, part["items"])
    if "$ref" in part:
        return _resolved(whole, whole["$defs"][part["$ref"].rpartition("/")[2]])
    return part


def unit_of(path: Sequence[str]) -> str | None:
    """The unit that a value is counted in; None where it is no number with a unit."""
    units = {**UNITS, **{measure.key: measure.unit for measure in measures.MEASURES}}
    return next((units[key] for key in reversed(path) if key in units), None)
