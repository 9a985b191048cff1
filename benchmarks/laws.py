"""Time of turning over the facts of a law on a map, against asking every law once."""

from __future__ import annotations

import os
from time import perf_counter

from assessments.results.laws import turned_facts
from benchmarks.questions import map_of
from benchmarks.timing import Row, alone
from laws.verdicts import Verdict, verdicts

MAPS = (("wechat-2020", 0), ("realistic", 200))
WITHIN = 600.0


def measured(quick: bool) -> Row:
    """Each map in a process of its own; the case alone where time is short."""
    return {"maps": [of_map(*case) for case in (MAPS[:1] if quick else MAPS)]}


def of_map(name: str, systems: int) -> Row:
    """One map, and how busy the machine was."""
    figures = alone("benchmarks.laws:whole", name, systems, within=WITHIN)
    return {"map": name, "systems": systems, "load": os.getloadavg()[0], **figures}


def whole(name: str, systems: int) -> Row:
    """Seconds of asking all laws, and of turning over the facts of the slowest for the first time."""
    data_map = map_of(name, systems)
    begun = perf_counter()
    judged = verdicts(data_map)
    asking = perf_counter() - begun
    turning = {verdict.regime: turned(verdict) for verdict in judged if verdict.judged}
    slowest = max(turning, key=lambda regime: turning[regime])
    things = sum(len(verdict.judged) for verdict in judged)
    return {"things": things, "asking": asking, "law": slowest, "turning": turning[slowest]}


def turned(verdict: Verdict) -> float:
    """Seconds in which the facts of a law are turned over on everything that it looks at."""
    begun = perf_counter()
    for judged in verdict.judged:
        turned_facts(judged, verdict.day)
    return perf_counter() - begun
