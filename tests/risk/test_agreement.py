"""The engine and the oracle agree on random maps, with and without options in force."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest

from assessments.results.headline import strategic_numbers
from assessments.run import Run, assess
from data_maps.reading import read
from risk.options.timeline import with_options
from tests.support.agreement import MEASURES, differences, furthest, harms, main, runs, unlike
from tests.support.examples import for_every
from tests.support.oracle import options
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle

Written = dict[str, Any]


@cache
def both(seed: int) -> tuple[Run, Oracle] | None:
    """The engine's and the oracle's assessment of a random map; None of one that has a problem."""
    return next(((run, oracle) for _, run, oracle in runs([seed])), None)


@pytest.mark.parametrize(
    ("kind", "seeds"), [("harm", 12), ("persons", 12), ("data", 12), ("reach", 12), ("chances", 2), ("sizes", 2)]
)
def test_numbers_are_those_of_the_definition(kind: str, seeds: int) -> None:
    pairs = {seed: pair for seed in range(seeds) if (pair := both(seed))}
    assert pairs
    assert {seed: others for seed, pair in pairs.items() if (others := unlike(kind, MEASURES[kind](*pair)))} == {}


def with_contacts_of_strategic_people(written: Written) -> Written:
    """A random map whose people are all strategic, and whose first two data are contacts and what joins with them."""
    first, second = list(written["data"])[:2]
    users = {group: {**stated, "exposure": "strategic"} for group, stated in written["users"].items()}
    return {**written, "users": users, "data": {**written["data"], first: "contacts", second: "location"}}


def test_strategic_people_whose_contacts_are_joined_are_those_of_the_definition() -> None:
    joined = []
    for seed in range(3):
        written = with_contacts_of_strategic_people(small_map(seed))
        data_map = read(json.dumps(written), "random.yaml").data_map
        assert data_map is not None
        run, oracle = assess(data_map), Oracle(written)
        joined.append(oracle.joined_per_year)
        assert strategic_numbers(run).joined_per_year.point == pytest.approx(joined[-1], rel=1e-12, abs=1e-15)
    assert max(joined) > 0.0


def test_hardly_any_of_these_maps_has_a_problem_and_nearly_all_do_harm() -> None:
    pairs = [pair for seed in range(12) if (pair := both(seed))]
    assert len(pairs) >= 11
    assert sum(run.harm > 0.0 for run, _ in pairs) >= 11


def test_how_far_two_are_apart_is_said_as_a_part_of_the_larger_and_leaves_out_what_is_too_small() -> None:
    ours, theirs = {"a": 4.0, "b": 1e-20, "c": 2.0}, {"a": 4.0, "c": 2.5, "d": 1e-20}
    assert furthest((ours, theirs)) == 0.2
    assert furthest((ours, {**theirs, "c": 2.0})) == 0.0


def test_the_search_says_how_many_maps_agree_and_fails_where_one_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main("0", "2", "harm") == 0
    assert re.fullmatch(r"2 of 2 maps agree to 1e-12 in harm\nlargest .* \S+; \d+ s\n", capsys.readouterr().out)
    monkeypatch.setitem(MEASURES, "harm", lambda run, oracle: ({"a": run.harm}, {"a": 2.0 * oracle.harm}))
    assert main("0", "1", "harm") == 1
    assert "0 of 1 maps agree" in capsys.readouterr().out


# With an option in force.

Change = tuple[dict[str, Any], Callable[[Written], Written]]


def changes(written: Written, draw: random.Random) -> dict[str, Change]:
    """A change of each kind that a map admits: as a step of an option, and as the oracle makes it."""
    systems, parties = list(written["systems"]), list(written["parties"])
    held = {s: sorted({d for f in written["flows"] if f["to"] == s for d in f["data"]}) for s in systems}
    system = draw.choice([s for s in systems if held[s]])
    party, other = draw.sample(parties, 2)
    place, some = draw.choice(("US", "XB", "GB")), held[system]
    line = written["flows"][-1]
    flow = line.get("id", f"{line['from']}.{line['to']}")
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
        "end_flow": (flow, partial(options.end_flow, flow=flow)),
        "shorten_retention": (
            {"systems": [system], "data": some, "to": "5 days", "leaves": 0.25},
            partial(options.shorten_retention, systems=[system], data=some, to="5 days", leaves=0.25),
        ),
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
         "end_flow", "shorten_retention", "stop_updates", "set", "end_access", "end_agreement")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@for_every("seed", range(6))
def test_a_change_leaves_the_harm_that_the_definition_says(kind: str, seed: int) -> None:
    written = small_map(seed)
    step, changed = changes(written, random.Random(seed)).get(kind, (None, None))
    key = kind.partition(" ")[0]
    data_map = read(json.dumps({**written, "options": {"it": {"do": [{key: step}]}}}), "random.yaml").data_map
    if changed is not None and data_map is not None:
        assert differences(harms(assess(with_options(data_map, ["it"])), Oracle(changed(written)))) == {}
