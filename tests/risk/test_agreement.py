"""The engine and the oracle agree on random maps, with and without options in force."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from assessments.run import assess
from data_maps.reading import read
from risk.options.timeline import with_options
from tests.support.agreement import differences, harms, over_years, runs
from tests.support.examples import for_every
from tests.support.oracle import options
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle

Written = dict[str, Any]
TEN_AT_A_TIME = [range(first, first + 10) for first in range(0, 500, 10)]


@for_every("seeds", TEN_AT_A_TIME)
def test_every_event_does_the_harm_that_the_definition_says(seeds: range) -> None:
    unlike = {seed: different for seed, run, oracle in runs(seeds) if (different := differences(harms(run, oracle)))}
    assert unlike == {}


@for_every("seed", range(40))
def test_chances_over_years_and_different_people_are_those_of_the_definition(seed: int) -> None:
    for _, run, oracle in runs([seed]):
        assert differences(over_years(run, oracle), 1e-9) == {}


def test_hardly_any_random_map_has_a_problem() -> None:
    read_well = [seed for seed in range(200) if read(json.dumps(small_map(seed)), "random.yaml").data_map]
    assert len(read_well) >= 180


# With an option in force.

Change = tuple[dict[str, Any], Callable[[Written], Written]]


def changes(written: Written, draw: random.Random) -> dict[str, Change]:
    """A change of each kind that a map admits: as a step of an option, and as the oracle makes it."""
    systems, parties = list(written["systems"]), list(written["parties"])
    held = {s: sorted({d for f in written["flows"] if f["to"] == s for d in f["data"]}) for s in systems}
    system = draw.choice([s for s in systems if held[s]])
    party, other = draw.sample(parties, 2)
    place, some = draw.choice(("US", "XB", "GB")), held[system]
    found: dict[str, Change] = {
        "user_keys": ({"systems": [system]}, partial(options.user_keys, systems=[system])),
        "user_keys of data": (
            {"systems": [system], "data": some},
            partial(options.user_keys, systems=[system], data=some),
        ),
        "move_keys": ({"systems": [system], "to": party}, partial(options.move_keys, systems=[system], to=party)),
        "move_system": (
            {"system": system, "to": place, "operator": party},
            partial(options.move_system, system=system, to=place, operator=party),
        ),
        "divest": ({"party": party, "to": other}, partial(options.divest, party=party, to=other)),
        "audit": ({"systems": [system]}, partial(options.audit, systems=[system])),
        "audit of all": ({"systems": systems}, partial(options.audit, systems=systems)),
        "stop_updates": ({}, partial(options.stop_updates, years=2.0)),
        "set": ({"known.covert": 0.5}, partial(options.set_estimates, estimates={"known.covert": 0.5})),
    }
    if written["access"]:
        line = draw.choice(written["access"])
        ends = {"party": line["party"], "to": line["to"]}
        found["end_access"] = (ends, partial(options.end_access, **ends))
    if written["agreements"]:
        agreement = draw.choice(written["agreements"])["id"]
        found["end_agreement"] = (agreement, partial(options.end_agreement, agreement=agreement))
    return found


KINDS = ("user_keys", "user_keys of data", "move_keys", "move_system", "divest", "audit", "audit of all",
         "stop_updates", "set", "end_access", "end_agreement")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@for_every("seeds", [range(first, first + 10) for first in range(0, 60, 10)])
def test_a_change_leaves_the_harm_that_the_definition_says(kind: str, seeds: range) -> None:
    unlike: dict[int, Any] = {}
    for seed in seeds:
        written = small_map(seed)
        step, changed = changes(written, random.Random(seed)).get(kind, (None, None))
        if changed is None:
            continue
        key = kind.partition(" ")[0]
        data_map = read(json.dumps({**written, "options": {"it": {"do": [{key: step}]}}}), "random.yaml").data_map
        if data_map is not None:
            pair = harms(assess(with_options(data_map, ["it"])), Oracle(changed(written)))
            unlike |= {seed: different} if (different := differences(pair)) else {}
    assert unlike == {}
