"""The engine's numbers of a random map beside the oracle's.

    python -m tests.support.agreement 0 1000 harm persons data reach

goes through as many maps as are asked for and prints where numbers of the kinds named differ; all kinds, if none is.
"""

from __future__ import annotations

import json
import math
import sys
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


def differences(pair: Pair, close: float = CLOSE, tiny: float = TINY) -> dict[Any, tuple[float, float]]:
    """What is not the same in both, by name: ours and theirs."""
    ours, theirs = pair
    both = {name: (ours.get(name, 0.0), theirs.get(name, 0.0)) for name in (*ours, *theirs)}
    return {name: (a, b) for name, (a, b) in both.items() if not math.isclose(a, b, rel_tol=close, abs_tol=tiny)}


MEASURES: Mapping[str, Callable[[Run, Oracle], dict[Any, tuple[float, float]]]] = {
    "harm": lambda run, oracle: differences(harms(run, oracle)),
    "persons": lambda run, oracle: differences(persons(run, oracle)),
    "chances": lambda run, oracle: differences(over_years(run, oracle)),
    "sizes": lambda run, oracle: differences(sizes(run, oracle)),
    "data": lambda run, oracle: differences(data_shares(run, oracle)),
    "reach": lambda run, oracle: differences(reached(run, oracle), tiny=PERSON),
}
"""Where the two differ in each kind of number."""


def main(first: str, last: str, *kinds: str) -> int:
    """Prints each map on which a number differs, and returns an exit code: 1 if there is any."""
    looked_at, unlike = 0, 0
    for seed, run, oracle in runs(range(int(first), int(last))):
        different = {kind: unequal for kind in kinds or MEASURES if (unequal := MEASURES[kind](run, oracle))}
        looked_at, unlike = looked_at + 1, unlike + bool(different)
        if different:
            print(seed, different)
    print(f"{unlike} of {looked_at} maps differ")
    return min(unlike, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
