"""Worlds by a second program: estimates drawn from what a map states, then facts, then what an order yields.

It shares no code with the first: the definition tells the ways to data, ranges are read as the docs describe them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk.engine.worlds import is_person_level
from risk.reach import CLASSES, Class, Reach
from risk.uncertainty.draws import distributions, drawn_values
from risk.uncertainty.spreads import BATCHES
from risk.yields import yields
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle
from tests.support.oracle.quantities import from_logit, logit
from tests.support.oracle.ways import Ways
from tests.support.reached import reach_of

MAPS = tuple(range(10))
FIRST, SECOND = 20_000, 2_000
"""Worlds of the first program, from which the interval is, and of the second, which are held against it."""
TO_THE_END = 1.6448536269514722
"""From the middle of a normal to its 95 % point, in standard deviations."""
Stated = Mapping[str, Any]


def stated_map(seed: int) -> dict[str, Any]:
    """A random map that states a range, a Beta distribution or nothing known of every number its reach rests on."""
    written, draw = small_map(seed), random.Random(seed)
    for part in (*written["flows"], *written.get("ownership", ())):
        for key in ("share", "control"):
            if not isinstance(part.get(key), str | None) or "owner" not in part:
                part.pop(key, None)
    written.pop("people", None)
    for group in written["users"].values():
        group["count"] = draw.choice((["100k", "300k", "900k"], ["1M", "2M", "9M"], ["400k", "500k", "600k"]))
    stated: dict[str, Any] = {}
    written["estimates"] = stated
    while more := [a for a in _used(written) if a not in stated and not a.startswith("users.")]:
        stated |= {address: _stated(draw) for address in more}
    return written


def _stated(draw: random.Random) -> Any:
    best = round(draw.uniform(0.05, 0.95), 3)
    low, high = round(best * draw.uniform(0.3, 0.95), 4), round(best + (1 - best) * draw.uniform(0.05, 0.7), 4)
    return draw.choice(([low, best, high], [low, best, high], [low, best, high], {"beta": [3, 2]}, "unknown"))


def _used(written: Stated) -> list[str]:
    oracle = Oracle(written).reach
    for x in oracle.organisations.named:
        for g in oracle.map.counted:
            oracle.within(x, g)
    return list(oracle.numbers.used)


def drawn(written: Any, draw: random.Random, *, count: bool = False) -> float:
    """One value of what a map states: two halves of a normal on the log, or the log of odds, or as it is named."""
    if written == "unknown":
        return draw.random()
    if isinstance(written, Mapping):
        return draw.betavariate(*written["beta"])
    units = {"k": 1e3, "M": 1e6}
    ends = [float(end[:-1]) * units[end[-1]] if isinstance(end, str) else end for end in written]
    low, best, high = (math.log(end) if count else logit(end) for end in ends)
    away = draw.gauss(0, 1)
    value = best + away * ((best - low) if away < 0 else (high - best)) / TO_THE_END
    return math.exp(value) if count else from_logit(value)


@dataclass(frozen=True)
class SecondProgram:
    """The ways of every state to data of every group, by class, and what the map states of their numbers."""

    written: Stated

    def yielded(self, questions: Sequence[tuple[str, Class]], worlds: int, seed: int) -> np.ndarray[Any, Any]:
        """The people that each order yields in each world, shape (questions, worlds)."""
        oracle, draw = Oracle(self.written).reach, random.Random(seed)
        ways = {
            (x, c, g): oracle.some(oracle.within(x, g), c) for x, c in questions for g in oracle.map.counted
        }  # fmt: skip
        names = sorted({name for some in ways.values() for way in some for name in way})
        persons = np.zeros((len(questions), worlds))
        for world in range(worlds):
            chances = {name: drawn(self.written["estimates"][name], draw) for name in names if "." in name}
            people = {g: drawn(self.written["users"][g]["count"], draw, count=True) for g in oracle.map.counted}
            facts = {name: draw.random() < chances.get(name, 1.0) for name in names if not is_person_level(name)}
            oracle.graph.chances.update(chances)
            for place, (x, c) in enumerate(questions):
                for g, many in people.items():
                    left = {
                        frozenset(name for name in way if is_person_level(name))
                        for way in ways[x, c, g]
                        if all(facts.get(name, True) for name in way)
                    }
                    persons[place, world] += many * oracle.chance(Ways(left))
        return persons


@dataclass(frozen=True)
class Covered:
    """The share of a second program's worlds inside the interval of persons, of each question about a map."""

    seed: int
    inside: Mapping[tuple[str, Class], float]
    unstated: frozenset[str]


def covered(seed: int, worlds: int = SECOND) -> Covered | None:
    """How often worlds of the second program lie inside the interval of the first; None where the map has problems."""
    written = stated_map(seed)
    found = reach_of(written)
    if found is None:
        return None
    made = yields(found.reached_at(_draws(found)), 0, BATCHES)
    questions = [question for question in made if question[1] in CLASSES]
    told = SecondProgram(written).yielded(questions, worlds, seed)
    inside = {}
    for question, persons in zip(questions, told, strict=True):
        low, high = np.quantile(made[question].persons, [0.05, 0.95])
        inside[question] = float(np.mean((persons >= low * (1 - 1e-9) - 1e-9) & (persons <= high * (1 + 1e-9) + 1e-9)))
    stated = {*written["estimates"], *(f"users.{g}.count" for g in written["users"])}
    return Covered(seed, inside, frozenset(found.numbers) - stated)


def _draws(found: Reach) -> dict[str, Any]:
    ranges = distributions(found)
    return dict(zip(ranges, drawn_values(ranges, FIRST, 0, BATCHES), strict=True))
