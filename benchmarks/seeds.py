"""Scatter of every printed median over seeds, group by group: how far each may be off for its draws.

Run as `python -m benchmarks.seeds [CASE …]`: it prints the table of docs/method.md on errors.
"""

from __future__ import annotations

import argparse
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from assessments.assessment import result_of
from assessments.report.sentences import WORTH, as_read, figures, percent
from assessments.results.part import Quantity
from assessments.results.result import schema
from assessments.run import Settings, assess
from benchmarks.questions import map_of
from data_maps.model import DataMap
from risk.reach import TIES

Path = tuple[str, ...]

CASE = "wechat-2020"
SEEDS = 12
DRAWS = 20_000
SURE = 0.01
ALMOST_NOTHING = 1e-9
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
OF_ROUND = re.compile(r" in ([\d,]+|a)(?: (million|billion))?$")


def numbers(data_map: DataMap, seed: int, draws: int = DRAWS) -> dict[Path, Quantity]:
    """Every number of a result that is drawn, by its place in it."""
    result = result_of(assess(data_map, Settings(draws=draws, seed=seed)))
    return dict(_numbers(result.model_dump(mode="json", exclude_none=True), ()))


def _numbers(part: Any, place: Path) -> Iterator[tuple[Path, Quantity]]:
    """The numbers of a part of a result with their places: rows by their names, as their order may change."""
    if isinstance(part, Mapping):
        if "n" in part and "median" in part:
            yield place, Quantity(**part)
        for key, value in part.items():
            yield from _numbers(value, (*place, str(key)))
    elif isinstance(part, list):
        for number, row in enumerate(part):
            yield from _numbers(row, (*place, _name(row, number)))


def _name(row: Any, number: int) -> str:
    """The name of a row of a list: who or what it is about, or its number."""
    known = next((name for name in NAMES if isinstance(row, Mapping) and isinstance(row.get(name), str)), None)
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


def as_told(place: Path, number: Quantity) -> str:
    """A number as people read it: shares and chances in hundredths, all others to two figures, or as far as is sure."""
    return as_read(number, percent if OF_ONE.intersection(place) else figures)


def step(text: str) -> float:
    """What one in the last figure of a text comes to.

    >>> step("45,000"), step("1.2 million"), step("0.32"), step("3.4 in 10,000"), step("12%")
    (1000.0, 100000.0, 0.01, 1e-05, 0.01)
    """
    digits = re.sub("[^0-9.]", "", text.split(" ", maxsplit=1)[0])
    if text.endswith("%"):
        return 0.01 * last_place(digits)
    if whole := OF_ROUND.search(text):
        of = float(whole[1].replace(",", "")) if whole[1] != "a" else 1.0
        return last_place(digits) / (of * WORTH.get(whole[2], 1.0))
    return last_place(digits) * WORTH.get(text.rsplit(" ", 1)[-1], 1.0)


def last_place(digits: str) -> float:
    """The worth of the last figure of a number that is not a nought in the place of another."""
    whole, _, decimals = digits.partition(".")
    return 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))


@dataclass(frozen=True)
class OverSeeds:
    """A median over seeds: its middle, its standard deviation, the whole it is part of, and one in its last figure."""

    middle: float
    off: float
    whole: float | None
    step: float

    @property
    def of_itself(self) -> float:
        """The standard deviation as a share of the middle."""
        return abs(self.off / self.middle) if self.middle else 0.0

    @property
    def of_whole(self) -> float | None:
        """The standard deviation as a share of the whole."""
        return self.off / self.whole if self.whole else None

    @property
    def told_finer(self) -> float:
        """The standard deviation as a multiple of one in the last figure told; nothing of what is almost nothing."""
        return self.off / self.step if abs(self.middle) > ALMOST_NOTHING else 0.0


def scatter(by_seed: Sequence[Mapping[Path, Quantity]]) -> dict[Path, OverSeeds]:
    """The scatter of each median that every seed has, by its place."""
    places = [place for place in by_seed[0] if all(place in found for found in by_seed)]
    found = {place: [of_seed[place] for of_seed in by_seed] for place in places}
    return {place: _scatter(place, found) for place in places}


def _scatter(place: Path, found: Mapping[Path, Sequence[Quantity]]) -> OverSeeds:
    middles, whole = [q.middle for q in found[place]], _whole(place, found)
    in_parts = whole if "by_tie" in place else None
    one = 0.01 * in_parts if in_parts else float(np.median([step(as_told(place, q)) for q in found[place]]))
    return OverSeeds(float(np.median(middles)), float(np.std(middles, ddof=1)), whole, one)


def _whole(place: Path, found: Mapping[Path, Sequence[Quantity]]) -> float | None:
    """What a number is part of: certainty or all there is, or the people whose ties are told; None of any other."""
    if OF_ONE.intersection(place):
        return 1.0
    people = (*place[:-2], "persons")
    if "by_tie" not in place or people not in found:
        return None
    return float(np.median([q.middle for q in found[people]]))


HEADS = ("group", "medians", "within 1 %", "told finer", "the middle one", "the worst", "of a whole", "which", "median")


def table(found: Mapping[Path, OverSeeds]) -> Iterator[str]:
    """The groups as a Markdown table, line by line."""
    yield f"| {' | '.join(HEADS)} |"
    yield f"|---|{'---:|' * 6}---|---:|"
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
    finer = sum(one.told_finer > 1.0 for one in found.values())
    counts = f"{len(off)} | {sum(o < SURE for o in off)} | {finer or ''}"
    errors = f"{off[len(off) // 2]:.2%} | {off[-1]:.2%} | {'' if of_whole is None else f'{of_whole:.2%}'}"
    return f"| {name} | {counts} | {errors} | {which} | {found[worst].middle:.3g} |"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.seeds", description=__doc__)
    options.add_argument("case", nargs="*", default=[CASE], help="which cases")
    options.add_argument("--seeds", type=int, default=SEEDS)
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, {DRAWS:,} draws, {chosen.seeds} seeds", flush=True)
    for name in chosen.case:
        data_map = map_of(name, 0)
        print(f"\n{name}\n")
        for line in table(scatter([numbers(data_map, seed) for seed in range(chosen.seeds)])):
            print(line, flush=True)


if __name__ == "__main__":
    main()
