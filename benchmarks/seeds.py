"""Scatter of every printed median over seeds, group by group: how far each may be off for its draws.

Run as `python -m benchmarks.seeds [CASE …]`: it prints the table of docs/method.md on errors.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from assessments.assessment import assessed
from assessments.results.result import schema
from assessments.run import Settings, assess
from benchmarks.questions import map_of
from benchmarks.timing import machine
from data_maps.model import DataMap
from risk.arrays import Floats
from risk.reach import TIES

Path = tuple[str, ...]

CASE = "wechat-2020"
SEEDS = 12
DRAWS = 20_000
SURE = 0.01
NAMES = ("event", "actor", "address", "id", "option", "data", "reading", "by", "persons")
BESIDE = ("class", "data", "users")
OF_ONE = frozenset(
    (
        *("share", "share_interval", "data_interval", "removed", "at_least_one", "any", "bulk", "bulk_at_least"),
        *("probability_interval", "assumed_share_interval", "share_if_closed", "side_share_if_closed"),
    )
)
"""Fields of a result that hold shares of a whole, or chances."""
A_FIELD = re.compile("[a-z_]+")


def medians(data_map: DataMap, seed: int, draws: int = DRAWS) -> dict[Path, float]:
    """The median of every number of a result that is drawn, by its place in it."""
    result = assessed(assess(data_map, Settings(draws=draws, seed=seed)))
    return dict(_medians(result.model_dump(mode="json", exclude_none=True), ()))


def _medians(part: Any, place: Path) -> Iterator[tuple[Path, float]]:
    """The medians of a part of a result with their places: rows by their names, as their order may change."""
    if isinstance(part, Mapping):
        if "n" in part and "median" in part:
            yield place, float(part["median"])
        for key, value in part.items():
            yield from _medians(value, (*place, str(key)))
    elif isinstance(part, list):
        for number, row in enumerate(part):
            yield from _medians(row, (*place, _name(row, number)))


def _name(row: Any, number: int) -> str:
    """The name of a row of a list: who or what it is about, or its number."""
    known = next((name for name in NAMES if isinstance(row, Mapping) and name in row), None)
    if known is None:
        return f"#{number}"
    named = (known, *(name for name in BESIDE if isinstance(row.get(name), str | list)))
    return "#" + " ".join(str(row[name]) for name in named)


def group(place: Path) -> str:
    """The group of a number: the fields of the result that it stands in, without whose it is."""
    return ".".join(step for step in place if step in fields())


@cache
def fields() -> frozenset[str]:
    """The names of all fields of a result; those of ties tell whose a number is."""
    whole = schema()
    models = (whole, *whole["$defs"].values())
    names = (name for model in models for name in model.get("properties", {}) if A_FIELD.fullmatch(name))
    return frozenset(names) - frozenset(TIES)


@dataclass(frozen=True)
class OverSeeds:
    """A median over seeds: its middle, and its standard deviation as a share of that and of the whole it is part of."""

    middle: float
    of_itself: float
    of_whole: float | None


def scatter(by_seed: Sequence[Mapping[Path, float]]) -> dict[Path, OverSeeds]:
    """The scatter of each median that every seed has, by its place."""
    places = [place for place in by_seed[0] if all(place in found for found in by_seed)]
    values = {place: np.array([found[place] for found in by_seed]) for place in places}
    return {place: _scatter(place, values) for place in places}


def _scatter(place: Path, values: Mapping[Path, Floats]) -> OverSeeds:
    middle, off = float(np.median(values[place])), float(values[place].std(ddof=1))
    whole = _whole(place, values)
    return OverSeeds(middle, abs(off / middle) if middle else 0.0, off / whole if whole else None)


def _whole(place: Path, values: Mapping[Path, Floats]) -> float | None:
    """What a number is part of: certainty or all there is, or the people whose ties are told; None of any other."""
    if OF_ONE.intersection(place):
        return 1.0
    people = (*place[:-2], "persons")
    return float(np.median(values[people])) if "by_tie" in place and people in values else None


def table(found: Mapping[Path, OverSeeds]) -> Iterator[str]:
    """The groups as a Markdown table, line by line."""
    yield "| group | medians | within 1 % | the middle one | the worst | of a whole | which is worst | its median |"
    yield "|---|---:|---:|---:|---:|---:|---|---:|"
    groups: dict[str, list[Path]] = {}
    for place in found:
        groups.setdefault(group(place), []).append(place)
    for name, places in groups.items():
        yield _row(name, {place: found[place] for place in places})


def _row(name: str, found: Mapping[Path, OverSeeds]) -> str:
    rising = sorted(found, key=lambda place: found[place].of_itself)
    off, worst = [found[place].of_itself for place in rising], rising[-1]
    of_whole = max((one.of_whole for one in found.values() if one.of_whole is not None), default=None)
    which = " ".join(step.removeprefix("#") for step in worst if step not in fields())
    counts = f"{len(off)} | {sum(o < SURE for o in off)}"
    errors = f"{off[len(off) // 2]:.2%} | {off[-1]:.2%} | {'' if of_whole is None else f'{of_whole:.2%}'}"
    return f"| {name} | {counts} | {errors} | {which} | {found[worst].middle:.3g} |"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.seeds", description=__doc__)
    options.add_argument("case", nargs="*", default=[CASE], help="which cases")
    options.add_argument("--seeds", type=int, default=SEEDS)
    chosen = options.parse_args()
    on = machine()
    print(f"{on['processor']}, Python {on['python']}, {DRAWS:,} draws, {chosen.seeds} seeds", flush=True)
    for name in chosen.case:
        data_map = map_of(name, 0)
        print(f"\n{name}\n")
        for line in table(scatter([medians(data_map, seed) for seed in range(chosen.seeds)])):
            print(line, flush=True)


if __name__ == "__main__":
    main()
