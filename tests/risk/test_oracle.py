"""The oracle has the numbers of the method: on maps whose numbers are printed it says what the engine says of them.

`test_conformance.py` and `test_reach.py` hold the engine to the numbers that were published or worked out by hand.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.run import Run, assess
from data_maps.reading import read
from tests.support.agreement import MEASURES, unlike
from tests.support.oracle.expand import expand
from tests.support.oracle.measures import Oracle

CONFORMANCE = Path(__file__).parents[1] / "conformance"


def five_lines(people: str, owner: str, as_of: str) -> dict[str, Any]:
    app = {"app": "WeChat", "as_of": as_of, "users": {people: "19M"}, "data": ["text", "images", "video", "audio"]}
    return expand({**app, "owner": {"name": "Tencent", "jurisdiction": owner}})


PRINTED = {
    **{name: yaml.safe_load((CONFORMANCE / f"{name}.yaml").read_text("utf-8")) for name in ("harbour", "example-chat")},
    "five lines": five_lines("US", "CN", "2020-09-25"),
    **{f"five lines, {people}": five_lines(people, "US", "2026-11-01") for people in ("US", "CN", "EU")},
}


@cache
def both(name: str) -> tuple[Run, Oracle]:
    data_map = read(json.dumps(PRINTED[name], default=str), f"{name}.yaml").data_map
    assert data_map is not None
    return assess(data_map), Oracle(PRINTED[name])


@pytest.mark.parametrize("kind", MEASURES)
@pytest.mark.parametrize("name", PRINTED)
def test_on_maps_with_printed_numbers_the_oracle_says_what_the_engine_says(name: str, kind: str) -> None:
    assert unlike(kind, MEASURES[kind](*both(name))) == {}


def test_the_oracle_has_the_most_probable_route_and_the_score_of_the_harbour() -> None:
    run, oracle = both("harbour")
    event, chance, route = oracle.most_probable_route()
    assert (event.key, route | {"carried_out.targeted.XB"}) == (
        run.routes[0].event.key,
        frozenset(run.routes[0].addresses),
    )
    assert (chance, oracle.score) == pytest.approx((run.routes[0].probability, 23.29), abs=0.005)
