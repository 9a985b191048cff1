"""The engine's numbers of a random map beside the oracle's.

    python -m tests.support.agreement 0 1000

goes through as many maps as are asked for and prints where the two differ.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assessments.run import Run, assess
from data_maps.reading import read
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle

CLOSE = 1e-12
Numbers = Mapping[str, float]
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


def over_years(run: Run, oracle: Oracle) -> Pair:
    """The chances over five years, of anything and in bulk by a state, and the different people."""
    theirs = {
        "any": oracle.chance_of_any(5.0),
        "bulk": oracle.chance_in_bulk(5.0),
        "people": oracle.unique_persons(5.0),
    }
    ours = {
        "any": run.likely.probability[1],
        "bulk": run.bulk_likely.probability[1],
        "people": run.curve.unique_persons[1],
    }
    return ours, theirs


def differences(pair: Pair, close: float = CLOSE) -> dict[str, tuple[float, float]]:
    """What is not the same in both, by name: ours and theirs."""
    ours, theirs = pair
    both = {name: (ours.get(name, 0.0), theirs.get(name, 0.0)) for name in (*ours, *theirs)}
    return {name: (a, b) for name, (a, b) in both.items() if not math.isclose(a, b, rel_tol=close, abs_tol=1e-15)}


def main(first: str, last: str) -> Any:
    """Prints each map on which the harm of an event differs, and an exit code: 1 if there is any."""
    seeds = range(int(first), int(last))
    unlike = {seed: found for seed, run, oracle in runs(seeds) if (found := differences(harms(run, oracle)))}
    for seed, found in unlike.items():
        print(seed, found)
    print(f"{len(unlike)} of {len(seeds)} maps differ")
    return min(len(unlike), 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
