"""The engine's numbers of a random map beside the oracle's.

    python -m tests.support.agreement 0 1000 harm persons data reach

goes through as many maps as are asked for and prints where numbers of the kinds named differ, how many maps agree, the
largest difference and the time; all kinds, if none is named.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from assessments.results.actors import all_events
from assessments.results.headline import headline_numbers, strategic_numbers
from assessments.run import Run, assess
from data_maps.reading import read
from risk.chances import SAME_SIZE
from risk.reach import CLASSES, reach
from risk.severity import LEVELS
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle

CLOSE = 1e-12
HORIZONS = (1, 5)
TINY = 1e-15
PERSON = 1e-9
"""To what part of a person numbers of people within reach agree, beside one part in 10¹²."""
Numbers = Mapping[Any, float]
Pair = tuple[Numbers, Numbers]


def runs(seeds: Iterable[int]) -> Iterator[tuple[int, Run, Oracle]]:
    """The engine's and the oracle's assessment of each random map that reads without a problem.

    Some do not: the estimates drawn for a map may move an owner's control, and with it the names of organisations.
    """
    for seed in seeds:
        written = small_map(seed)
        data_map = read(json.dumps(written), "random.yaml").data_map
        if data_map is not None:
            yield seed, assess(data_map), Oracle(written)


def harms(run: Run, oracle: Oracle) -> Pair:
    """The harm of each event of both; events that come to nothing may be left out."""
    return dict(zip((event.key for event in run.events.events), run.harms.tolist(), strict=True)), oracle.harm_by_event


def content_persons(run: Run, oracle: Oracle) -> Pair:
    """The people a year whose content each event of both exposes."""
    ours = run.measures.content.sum(axis=1).tolist()
    return dict(zip((event.key for event in run.events.events), ours, strict=True)), oracle.content_persons


def persons(run: Run, oracle: Oracle) -> Pair:
    """The people a year of each event by level; strategic people, those whose contacts are joined; inherent harm."""
    ours = {(row.event, n): row.persons_per_year[n].point for row in all_events(run) for n in LEVELS}
    theirs = {
        (key, n): math.fsum(row[n - 1] for row in by_group.values())
        for key, by_group in oracle.persons.items()
        for n in LEVELS
    }
    more_of_ours = {
        "strategic": strategic_numbers(run).persons_per_year.point,
        "joined": strategic_numbers(run).joined_per_year.point,
        "inherent": headline_numbers(run).inherent_harm.point,
    }
    more_of_theirs = {
        "strategic": oracle.strategic_per_year,
        "joined": oracle.joined_per_year,
        "inherent": oracle.inherent_harm,
    }
    return ours | more_of_ours, theirs | more_of_theirs


def over_years(run: Run, oracle: Oracle) -> Pair:
    """The chances over years, of anything and in bulk by a state, and the different people."""
    head = headline_numbers(run)
    ours = {
        (name, years): numbers[years].point
        for name, numbers in {"any": head.any, "bulk": head.bulk, "people": head.unique_persons}.items()
        for years in HORIZONS
    }
    theirs = {
        (name, years): of(years)
        for name, of in {
            "any": oracle.chance_of_any,
            "bulk": oracle.chance_in_bulk,
            "people": oracle.unique_persons,
        }.items()
        for years in HORIZONS
    }
    return ours, theirs


def sizes(run: Run, oracle: Oracle) -> Pair:
    """The chance over years of an event of each size that is shown."""
    ours = {(size, years): chance[years] for size, chance in run.sizes for years in HORIZONS}
    theirs = {
        (size, years): oracle.chance(oracle.events, years, size * (1.0 - SAME_SIZE))
        for size, _ in run.sizes
        for years in HORIZONS
    }
    return ours, theirs


def data_shares(run: Run, oracle: Oracle) -> Pair:
    """The share of each kind of data in the harm of each event that does any."""
    ours = {(row.event, d): share for row in all_events(run) for d, share in row.data.items()}
    parts = {event.key: oracle.harm_by_data(event) for event in oracle.events if oracle.harm_by_event[event.key] > 0.0}
    theirs = {
        (key, d): part / math.fsum(by_data.values()) for key, by_data in parts.items() for d, part in by_data.items()
    }
    return ours, theirs


def reached(run: Run, oracle: Oracle) -> Pair:
    """The people within the reach of each state, by class of data."""
    found = reach(run.events)
    ours = {(x, c): float(found.at_best.persons(x, c)[0]) for x in found.states for c in CLASSES}
    return ours, {(x, c): oracle.reach.persons(x, c) for x in oracle.organisations.named for c in CLASSES}


def both_of(pair: Pair) -> dict[Any, tuple[float, float]]:
    """Each number by its name: ours and theirs, 0 where one has none."""
    ours, theirs = pair
    return {name: (ours.get(name, 0.0), theirs.get(name, 0.0)) for name in (*ours, *theirs)}


def differences(pair: Pair, close: float = CLOSE, tiny: float = TINY) -> dict[Any, tuple[float, float]]:
    """What is not the same in both, by name: ours and theirs."""
    both = both_of(pair)
    return {name: (a, b) for name, (a, b) in both.items() if not math.isclose(a, b, rel_tol=close, abs_tol=tiny)}


def furthest(pair: Pair, tiny: float = TINY) -> float:
    """The largest relative difference of the numbers that are not alike to within what is too small to count."""
    apart = ((abs(a - b), max(abs(a), abs(b))) for a, b in both_of(pair).values())
    return max((off / size for off, size in apart if off > tiny), default=0.0)


MEASURES: dict[str, Callable[[Run, Oracle], Pair]] = {
    "harm": harms,
    "persons": persons,
    "chances": over_years,
    "sizes": sizes,
    "data": data_shares,
    "reach": reached,
}
"""Each kind of number, of both."""
TOO_SMALL = {kind: PERSON if kind == "reach" else TINY for kind in MEASURES}


def unlike(kind: str, pair: Pair) -> dict[Any, tuple[float, float]]:
    """Where the two differ in one kind of number."""
    return differences(pair, tiny=TOO_SMALL[kind])


def main(first: str, last: str, *kinds: str) -> int:
    """Prints each map on which a number differs, and how far all agree; returns an exit code: 1 if any differs."""
    looked_at, failed, largest, began = 0, 0, 0.0, time.perf_counter()
    for seed, run, oracle in runs(range(int(first), int(last))):
        pairs = {kind: MEASURES[kind](run, oracle) for kind in kinds or MEASURES}
        different = {kind: apart for kind, pair in pairs.items() if (apart := unlike(kind, pair))}
        largest = max(largest, *(furthest(pair, TOO_SMALL[kind]) for kind, pair in pairs.items()))
        looked_at, failed = looked_at + 1, failed + bool(different)
        if different:
            print(seed, different)
    print(f"{looked_at - failed:,} of {looked_at:,} maps agree to {CLOSE:g} in {', '.join(kinds or MEASURES)}")
    print(f"largest relative difference {largest:.1g}; {time.perf_counter() - began:.0f} s")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
