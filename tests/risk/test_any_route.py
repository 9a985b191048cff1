"""Any way at all, beside single ways: held against every outcome of the conditions and against Fréchet's bounds."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from assessments.report.sections.routes import open_words
from assessments.results.part import Quantity
from assessments.results.routes import of_any
from assessments.run import Run, Settings, assess
from risk import any_route
from risk.any_route import routes_together
from risk.routes import EventRoute
from tests.support.assessed import CASES, case, case_map
from tests.support.maps import map_of

ENOUGH = 1000
CERTAIN = """
as_of: 2026-03-01
viewpoint: XA
app: {{name: Game, operator: us}}
users: {{players: {{in: XA, count: 1M}}}}
data: {{scores: metadata}}
parties: {{us: {{organised_in: XA}}, buyer: {{organised_in: XB}}}}
systems: {{service: {{operator: us, in: XA}}}}
flows:
  - {{from: players, to: service, data: [scores]}}
  - {{from: service, to: buyer, data: [scores], for: {purpose}}}
"""


def same(run: Run, way: EventRoute) -> list[EventRoute]:
    """All ways of the same event to the same data of the same people."""
    place = run.events.events.index(way.event)
    return list(run.routes_of([place], data=way.data, users=way.users, k=ENOUGH))


def enumerated(run: Run, ways: list[EventRoute]) -> float:
    """The share of the outcomes of all conditions, weighed by their probability, in which all of some way hold."""
    best = {a: run.events.inputs[a].best for way in ways for a in way.addresses}
    free = [address for address, p in best.items() if 0.0 < p < 1.0]
    sets = [set(way.addresses) & set(free) for way in ways]
    outcomes = product((False, True), repeat=len(free))
    hold = [{a for a, is_so in zip(free, outcome, strict=True) if is_so} for outcome in outcomes]
    return math.fsum(
        math.prod(best[a] if a in here else 1.0 - best[a] for a in free)
        for here in hold
        if any(one <= here for one in sets)
    )


@pytest.mark.parametrize("name", ["harbour", "example-chat"])
def test_any_way_is_open_in_as_many_outcomes_as_are_counted(name: str) -> None:
    run = case(name)
    for way in run.likeliest_routes(k=60):
        counted = enumerated(run, same(run, way))
        assert routes_together(run.events, way).bracket == pytest.approx((counted, counted), rel=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_any_way_lies_between_the_most_probable_way_and_all_added_up(name: str) -> None:
    run = case(name)
    for way in run.likeliest_routes(k=12):
        found, chances = routes_together(run.events, way), [each.probability for each in same(run, way)]
        assert found.single == pytest.approx((max(chances), min(1.0, math.fsum(chances))), rel=1e-12)
        assert found.single[0] - 1e-12 <= found.bracket[0] <= found.bracket[1] <= found.single[1] + 1e-12


def test_in_draws_any_way_is_what_it_is_at_each_of_them() -> None:
    run = case("harbour")
    found = routes_together(run.events, run.likeliest_routes(k=1)[0])
    best = {address: np.array([run.events.inputs[address].best] * 2) for address in found.addresses}
    assert found.values(best, 2) == pytest.approx([found.bracket[0]] * 2, rel=1e-12)


@pytest.mark.parametrize("purpose", ["sale", "advertising"])
def test_a_way_without_an_uncertain_condition_is_open_in_every_draw(purpose: str) -> None:
    """CERTAIN: everyone's data is sold, since the flow says no share."""
    run = assess(map_of(CERTAIN.format(purpose=purpose)), Settings(draws=200))
    (way,) = run.likeliest_routes(actor="buyers")
    certain = routes_together(run.events, way)
    assert certain.addresses == ()
    assert certain.values({}, 3).tolist() == [1.0, 1.0, 1.0]
    assert of_any(run, way)[1] == Quantity(1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 200, mean_error=0.0)


def test_any_way_has_its_interval_where_there_are_draws() -> None:
    """The log is had by the operator that the parent controls or by the helpers, if XB cares, can and is obeyed.

    A number without a grade has a 90 % interval of a factor of two on the odds.
    """
    normal = np.random.default_rng(1).standard_normal((7, 100_000))
    odds = np.array([[p / (1 - p)] for p in (0.8, 0.5, 0.75, 0.8, 0.9, 0.6, 0.5)]) * 2.0 ** (normal / 1.6449)
    cares, can, obeyed, controls, has, controls_helpers, helpers_have = odds / (1 + odds)
    any_open = cares * can * obeyed * (1 - (1 - controls * has) * (1 - controls_helpers * helpers_have))
    low, median, high = np.quantile(any_open, (0.05, 0.5, 0.95))
    run = assess(case_map("harbour"), Settings(draws=1000))
    (way,) = run.likeliest_routes(k=1)
    found = of_any(run, way)[1]
    assert found is not None
    assert (found.low, found.median, found.high) == pytest.approx((low, median, high), rel=0.04)
    assert (
        f"Open by any way at all: about {100 * median:.0f} in 100 "
        f"(90% interval {100 * low:.0f}–{100 * high:.0f} in 100), and"
    ) in open_words(run, way)


def test_with_draws_any_way_lies_within_what_single_ways_allow() -> None:
    """Each end is the median of that end in the same draws, so that no number can stand outside."""
    run = assess(case_map("harbour"), Settings(draws=1000))
    (way,) = run.likeliest_routes(k=1)
    found, known = of_any(run, way)
    drawn = run.draws_at(found.addresses)
    assert known is not None
    assert drawn is not None
    least, most = found.single_values(drawn, 1000)
    values = found.values(drawn, 1000)
    assert (least <= values * (1.0 + 1e-12)).all()
    assert (values <= most * (1.0 + 1e-12)).all()
    best = {address: np.array([run.events.inputs[address].best]) for address in found.addresses}
    assert np.concatenate(found.single_values(best, 1)) == pytest.approx(found.single)
    ends = f"from {100 * np.median(least):.0f} to {100 * np.median(most):.0f} in 100."
    assert open_words(run, way).endswith(f"whatever the ways have in common {ends}")


def test_what_is_too_wide_is_held_in_a_bracket_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case_map("harbour"))
    (way,) = run.likeliest_routes(k=1)
    exact = routes_together(run.events, way).bracket[0]
    monkeypatch.setattr(any_route, "BUDGET", 1)
    found, known = of_any(run, way)
    assert known is None
    assert found.bracket[0] - 1e-12 <= exact <= found.bracket[1] + 1e-12
    assert "Open by any way at all: about 24 in 100 (at our best estimates)" in open_words(run, way)
    with pytest.raises(ValueError, match="too wide"):
        routes_together(run.events, way).values({}, 2)


def test_nothing_exact_is_attempted_of_a_way_that_is_known_to_be_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case_map("harbour"), Settings(nodes=2))
    (way,) = run.likeliest_routes(k=1)
    monkeypatch.setattr(any_route, "exact_chances", lambda *_: pytest.fail("something exact is attempted"))
    assert of_any(run, way)[1] is None


def test_all_ways_of_an_attempt_are_looked_at_once_for_all_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case_map("harbour"))
    (way,) = run.likeliest_routes(k=1)
    first = of_any(run, way)
    monkeypatch.setattr(any_route, "exact_chances", lambda *_: pytest.fail("they are looked at again"))
    assert of_any(run, way) == first
    assert run.likeliest_routes(k=1) is run.likeliest_routes(k=1)


def test_a_route_with_no_other_beside_it_says_nothing_of_others() -> None:
    run = case("example-chat")
    assert "any way" not in open_words(run, run.likeliest_routes(k=1)[0])
    harbour = case("harbour")
    words = open_words(harbour, harbour.likeliest_routes(k=1)[0])
    assert "and whatever the ways have in common from 22 to 31 in 100." in words
