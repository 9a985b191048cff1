"""What is in force when, and what it comes to over the horizon."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.results.options.plans import time_of
from assessments.results.options.switching_values import Flips
from assessments.results.options.table import Options
from assessments.run import Settings, assess
from data_maps.writing import plain_map
from risk.catalogue import catalogue
from risk.events import Events, events
from risk.inputs import ChangedMap, held_share
from risk.options.changes.people import Staying
from risk.options.timeline import (
    ActingTime,
    InForce,
    Piece,
    acting_time,
    averaged,
    horizon_steps,
    in_force,
    pieces,
    with_options,
    years_after,
)
from tests.risk.test_conformance import published
from tests.support.assessed import case_map
from tests.support.maps import map_of, small_map

HARBOUR = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
horizon: 4 years
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
"""
TIMES = (
    HARBOUR
    + """options:
  now: {do: [{cease_service: {remaining: 0.5}}]}
  past: {starts: 2020-01-01, do: [{cease_service: {remaining: 0.5}}]}
  day: {starts: 2027-03-01, do: [{cease_service: {remaining: 0.5}}]}
  ramped: {starts: 1 year, ramp: 6 months, ends: 3 years, do: [{cease_service: {remaining: 0.5}}]}
  late: {starts: 5 years, do: [{cease_service: {remaining: 0.5}}]}
  long: {starts: 2 years, ends: 9 years, do: [{stop_new_users: {}}, {stop_updates: {}}]}
"""
)


def test_an_option_acts_from_half_its_ramp_to_its_end_within_the_horizon() -> None:
    data_map = map_of(TIMES)
    assert {option: acting_time(data_map, option) for option in data_map.options} == {
        "now": ActingTime(0.0, 4.0),
        "past": ActingTime(0.0, 4.0),
        "day": ActingTime(365 / 365.25, 4.0),
        "ramped": ActingTime(1.25, 3.0),
        "late": ActingTime(4.0, 4.0),
        "long": ActingTime(2.0, 4.0),
    }


BEGUN = (
    HARBOUR
    + """options:
  whole: {starts: 2024-03-01, ramp: 1 year, do: [{cease_service: {remaining: 0.5}}]}
  half: {starts: 2025-03-01, ramp: 2 years, do: [{cease_service: {remaining: 0.5}}]}
  partly: {starts: 2025-03-01, ramp: 4 years, do: [{cease_service: {remaining: 0.5}}]}
"""
)


@pytest.mark.parametrize(
    ("option", "later", "starts", "full"),
    [
        ("whole", 0.0, 0.5, 1.0),
        ("whole", 0.25, 0.75, 1.25),
        ("half", 0.0, 1.0, 2.0),
        ("partly", 0.25, 2.25, 4.25),
    ],
)
def test_a_start_before_the_day_of_the_map_counts_as_that_day(
    option: str, later: float, starts: float, full: float
) -> None:
    data_map = map_of(BEGUN)
    assert acting_time(data_map, option, later).starts == pytest.approx(starts, abs=1e-12)
    assert acting_time(data_map, option, later).ends == 4.0
    assert time_of(data_map, [option], later).full == pytest.approx(full, abs=1e-12)


def test_a_date_counts_from_the_day_of_the_map() -> None:
    data_map = map_of(TIMES)
    assert [years_after(data_map, at, 9.0) for at in (None, 0.5, date(2028, 3, 1))] == [9.0, 0.5, 731 / 365.25]


def test_the_horizon_is_cut_at_every_start_and_end() -> None:
    data_map = map_of(TIMES)
    assert pieces(data_map, ["long", "ramped", "late"]) == (
        Piece(0.0, 1.25, ()),
        Piece(1.25, 2.0, (("ramped", 0.0, 1.75),)),
        Piece(2.0, 3.0, (("ramped", 0.0, 1.75), ("long", 0.0, 2.0))),
        Piece(3.0, 4.0, (("long", 0.0, 2.0),)),
    )
    assert pieces(data_map, []) == (Piece(0.0, 4.0, ()),)


def test_a_delay_moves_the_start_and_shortens_the_time_it_acts() -> None:
    assert pieces(map_of(TIMES), ["long"], 0.5) == (Piece(0.0, 2.5, ()), Piece(2.5, 4.0, (("long", 0.0, 1.5),)))


def test_moments_look_at_the_years_of_each_step() -> None:
    assert horizon_steps(map_of(TIMES), ["long"], 2) == (Piece(0.0, 2.0, ()), Piece(2.0, 4.0, (("long", 0.0, 2.0),)))
    assert [piece.in_force for piece in horizon_steps(map_of(TIMES), ["long"], 4)] == [
        (),
        (),
        (("long", 0.0, 1.0),),
        (("long", 1.0, 2.0),),
    ]


def test_the_installed_base_under_a_download_ban_is_the_published_one() -> None:
    expected = published()["T-02"]
    one = np.ones(1)[0]
    values = [one, 0.25 * one, 0.25 * one, 0.1 * one, 0.15 * one]
    assert float(Staying(0.0, 2.0)(values)) == pytest.approx(expected["mean_fraction"], abs=1e-12)
    assert float(Staying(2.0, 2.0)(values)) == pytest.approx(expected["end_fraction"], abs=1e-12)
    after = with_options(case_map("example-chat"), ["download-ban"])
    share = held_share(after, "general")
    assert share is not None
    assert share.best == pytest.approx(expected["effective_exposure_base"], abs=1e-12)


def test_the_parts_of_the_time_average_to_the_whole() -> None:
    values = [np.asarray(v) for v in (0.8, 0.3, 0.2, 0.1, 0.5)]
    parts = [float(Staying(t / 10, (t + 1) / 10)(values)) for t in range(20)]
    assert math.fsum(parts) / 20 == pytest.approx(float(Staying(0.0, 2.0)(values)), rel=1e-12)


@given(*(st.floats(0.0, 1.0) for _ in range(2)), *(st.floats(0.0, 3.0) for _ in range(3)))
def test_a_ban_on_downloads_adds_nobody(
    stopped: float, side_load: float, new: float, leave: float, added: float
) -> None:
    values = [np.asarray(v) for v in (stopped, new, leave, side_load, added)]
    assert 0.0 <= float(Staying(0.0, 2.0)(values)) <= 1.0 + 1e-12


def test_what_changes_nothing_averages_to_exactly_the_same() -> None:
    data_map, base = map_of(TIMES), np.array([0.1, 1 / 3, 1e9 / 7])
    spans = pieces(data_map, ["long", "ramped"])
    assert (averaged(data_map, spans, base, [base] * 4) == base).all()


def test_nothing_in_force_is_the_map_itself() -> None:
    data_map = map_of(TIMES)
    assert in_force(data_map, ()) is data_map
    assert isinstance(in_force(data_map, (("now", 0.0, 1.0),)), ChangedMap)


quick = settings(max_examples=6, deadline=None, derandomize=True)


@quick
@given(st.integers(0, 59))
def test_an_option_equal_to_the_map_makes_no_difference_in_any_draw(seed: int) -> None:
    written = json.loads(json.dumps(plain_map(small_map(seed))))
    system, about = next(iter(written["systems"].items()))
    moved = re.compile(rf"power\.\w+\.{system}")  # a system that moves takes along no power over it
    written["estimates"] = {a: n for a, n in written["estimates"].items() if not moved.fullmatch(a)}
    certain = {"best": 1, "exact": True, "why": "nobody stops"}
    nothing = {
        "do": [
            {"cease_service": {"remaining": certain}},
            {"move_system": {"system": system, "to": about["in"]}},
            {"audit": {"systems": [system], "leaves": certain}},
        ],
        "starts": "5 months",
        "ends": "19 months",
    }
    options = Options(assess(map_of(json.dumps({**written, "options": {"it": nothing}})), Settings(draws=50)))
    base, same = options.drawn(()), options.drawn(("it",))
    assert base is not None
    assert same is not None
    assert (same.outcome.persons == base.outcome.persons).all()
    assert (same.outcome.strategic == base.outcome.strategic).all()


def test_one_more_option_changes_no_other_figure() -> None:
    data_map = case_map("example-chat")
    few = data_map.model_copy(
        update={"options": {o: data_map.options[o] for o in ("full-ban", "custody")}, "combinations": ()}
    )
    with_all, with_few = (Options(assess(m, Settings(draws=500))) for m in (data_map, few))
    for name in ("status-quo", "full-ban", "custody"):
        one, other = with_all.row(name), with_few.row(name)
        for part in ("harm", "score", "persons_per_year", "reduction", "strategic", "burden", "cut_off"):
            assert getattr(one, part) == getattr(other, part)
    assert with_all.row("custody").less_risk_than["full-ban"] == with_few.row("custody").less_risk_than["full-ban"]
    assert Flips(with_all).between("full-ban", "custody") == Flips(with_few).between("full-ban", "custody")


def test_the_order_in_which_options_are_combined_does_not_matter() -> None:
    data_map = case_map("wechat-2020")
    harms = [
        assess(with_options(data_map, o)).harm for o in (("download-ban", "us-custody"), ("us-custody", "download-ban"))
    ]
    assert harms[0] == harms[1]


def _forces(table: Options) -> list[InForce]:
    """Every way in which the options of a map are in force at some time in the horizon."""
    data_map, chosen = table.data_map, table.combinations.values()
    times = (
        piece for options in chosen for piece in (*pieces(data_map, options), *horizon_steps(data_map, options, 6, 0.0))
    )
    return list(dict.fromkeys(table.outcomes.without_idle_spans(piece.in_force) for piece in times))


@pytest.mark.parametrize("name", ["every-key", "example-chat"])
def test_events_in_other_spans_are_those_of_the_map_with_the_options_in_force(name: str) -> None:
    """To the last digit, with every number that is drawn; one of the maps has all kinds of option."""
    table = Options(assess(case_map(name)))
    for force in _forces(table):
        found = table.outcomes.model(force).events
        alone = events(in_force(case_map(name), force), catalogue())
        assert (found.events, found.cores, found.equations) == (alone.events, alone.cores, alone.equations)
        assert list(found.numbers.items()) == list(alone.numbers.items())
        assert {a: (n.estimate, n.leaves) for a, n in found.inputs.items()} == {
            a: (n.estimate, n.leaves) for a, n in alone.inputs.items()
        }


def test_events_are_made_once_for_options_that_only_multiply_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Options(assess(case_map("wechat-2020")))
    forces = [force for force in _forces(table) if force and not table.outcomes.structural(force)]
    made: list[object] = []

    def counted(*given: Any) -> Events:
        made.append(given)
        return events(*given)

    monkeypatch.setattr("risk.options.outcomes.events", counted)
    for force in forces:
        table.outcomes.model(force)
    assert len(made) == len({tuple(option for option, _, _ in force) for force in forces}) < len(forces)


def test_events_of_other_options_are_not_taken_for_those_in_other_spans() -> None:
    data_map = map_of(TIMES)
    one, other = (in_force(data_map, ((option, 0.0, 1.0),)) for option in ("now", "long"))
    assert events(one, catalogue()).in_other_spans(other) is None
    nobody = map_of(TIMES.replace("remaining: 0.5", "remaining: {best: 0, exact: true, why: given}"))
    none, later = (in_force(nobody, ((option, 0.0, years),)) for option, years in (("now", 1.0), ("now", 2.0)))
    assert events(none, catalogue()).in_other_spans(later) is not None
