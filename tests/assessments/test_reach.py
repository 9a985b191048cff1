"""Reach as it is written: the numbers of the engine with intervals from the same draws, and the record beside them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from assessments.assessment import result_of
from assessments.exports.json import reach_text
from assessments.report.blocks import Table
from assessments.report.sections import reach as section
from assessments.results.frames import frames
from assessments.results.reach import reach_of, reach_rows, sides_of
from assessments.results.reach_parts import ReachRow
from assessments.run import Run, Settings, assess
from benchmarks.maps import generated
from risk.reach import CLASSES, TIES_AT_ONCE, reach_on_map
from risk.uncertainty import draw_counts
from risk.uncertainty.draw_counts import PART_DRAWS, TIE_DRAWS, TIE_STEPS, tie_draws
from risk.uncertainty.draws import distributions
from tests.support.assessed import case, drawn_case, written

HISTORY = """
app: {name: Harbour, operator: harbour, record: {since: 2020-01-01, why: ours, events: [
  {kind: covert, state: XB, on: 2022-05-01, source: report},
  {kind: intrusion, on: 2021-05-01},
  {kind: orders, state: XB, on: 2023, requests: 4, accounts: 6, per: year}]}}
sources: {report: {title: A report}}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: chats}]
"""


def rows(run: Run) -> dict[tuple[str, str], ReachRow]:
    return {(row.actor, row.of_class): row for row in reach_rows(run)}


def test_the_widest_reach_to_content_comes_first_and_each_state_has_every_class() -> None:
    found = reach_rows(case("harbour"))
    assert [(row.actor, row.of_class, row.foreign, row.asked) for row in found] == [
        *(("state:XA", of_class, False, False) for of_class in CLASSES),
        *(("state:XB", of_class, True, True) for of_class in CLASSES),
    ]
    expected = [882_900, 989_550, 0, 989_550, 324_000, 402_000, 0, 402_000]
    assert [row.expected.point for row in found] == pytest.approx(expected, rel=1e-12)
    assert [row.chance.point for row in found] == pytest.approx([people / 1e6 for people in expected], rel=1e-12)
    assert [row.share.point for row in found] == pytest.approx([people / 1e6 for people in expected], rel=1e-12)


def test_ties_and_groups_add_up_to_the_people_within_reach() -> None:
    for row in reach_rows(case("wechat-2020")):
        assert sum(q.point for q in row.by_tie.values()) == pytest.approx(row.expected.point, rel=1e-9)
        assert sum(q.point for q in row.by_group.values()) == pytest.approx(row.expected.point, rel=1e-9)


def test_ties_of_many_draws_are_those_of_each_by_itself() -> None:
    """So many draws that they are told apart in several pieces."""
    run = drawn_case("wechat-five-lines", 2 * TIES_AT_ONCE)
    assert run.uncertain is not None
    reached = reach_of(run)
    numbers = run.uncertain.few_of(distributions(reached), 2 * TIES_AT_ONCE)
    together = reached.reached_at(numbers).by_tie("CN", "content")
    for draw in (0, TIES_AT_ONCE - 1, TIES_AT_ONCE, 2 * TIES_AT_ONCE - 1):
        alone = reached.reached_at({address: values[[draw]] for address, values in numbers.items()}).by_tie(
            "CN", "content"
        )
        assert {tie: people[draw] for tie, people in together.items()} == {tie: p[0] for tie, p in alone.items()}
    assert any(people.any() for people in together.values())


def test_ties_are_from_more_draws_than_shares_of_data() -> None:
    row = reach_rows(drawn_case("wechat-five-lines", TIE_DRAWS + 1_000))[0]
    assert {q.n for q in row.by_tie.values() if q.median} == {TIE_DRAWS}


def test_where_there_are_no_more_draws_ties_take_the_reach_that_is_there() -> None:
    sides = sides_of(drawn_case("wechat-five-lines"))
    assert sides.drawn is not None
    assert sides.in_fewer_draws is sides.drawn


def test_ties_of_wechat_and_of_a_map_of_sixty_systems_take_all_of_their_draws() -> None:
    sixty = reach_on_map(written(generated("realistic", 60)).data_map)
    assert {tie_draws(found.tie_steps) for found in (reach_of(case("wechat-2020")), sixty)} == {TIE_DRAWS}


def test_ties_of_a_larger_map_take_as_many_draws_as_keep_to_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(written(generated("realistic", 60)).data_map, Settings(draws=TIE_DRAWS))
    large = reach_of(run)
    monkeypatch.setattr(draw_counts, "TIE_STEPS", 2_000 * large.tie_steps)
    few = sides_of(run).in_fewer_draws
    assert few is not None
    assert {people.size for people in few.by_tie(large.states[0], "content").values()} == {2_000}


def test_however_many_steps_a_draw_takes_ties_have_as_many_draws_as_shares() -> None:
    assert tie_draws(10 * TIE_STEPS) == PART_DRAWS
    assert tie_draws(0) == TIE_DRAWS


def test_intervals_are_from_the_draws_of_all_other_results() -> None:
    run = drawn_case("wechat-five-lines")
    draws = run.uncertain
    assert draws is not None
    found = reach_of(run)
    shared = [address for address in found.numbers if address in draws.model.places]
    assert shared
    numbers = dict(zip(found.numbers, _same(run), strict=True))
    for address in shared:
        assert np.array_equal(numbers[address], draws.numbers([address])[0]), address
    row = rows(run)["state:CN", "content"]
    persons = found.reached_at(numbers).persons("CN", "content")
    assert (row.expected.low, row.expected.median, row.expected.high) == tuple(np.quantile(persons, (0.05, 0.5, 0.95)))


def _same(run: Run) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """The numbers that reach rests on, drawn by the seed of the run."""
    from risk.uncertainty.draws import distributions, drawn_values
    from risk.uncertainty.spreads import BATCHES

    draws = run.uncertain
    assert draws is not None
    return list(drawn_values(distributions(reach_of(run)), draws.draws, run.settings.seed, BATCHES))


def test_what_is_known_here_is_told_by_the_titles_of_its_sources() -> None:
    found = rows(written(HISTORY))
    assert found["state:XB", "content"].known == ("A report", "no source given")
    assert found["state:XA", "content"].known == ()


def test_the_record_is_that_of_the_day_of_the_map() -> None:
    found = {row.actor: row.record for row in reach_rows(case("wechat-five-lines"))}
    assert {actor: (record.takings, record.placed) for actor, record in found.items()} == {
        "state:CN": (9.0, 0.0),
        "state:US": (6.0, 0.0),
    }
    assert found["state:US"].orders > 100 * found["state:CN"].orders > 0.0


def test_json_has_the_rows_under_their_published_keys() -> None:
    run = case("harbour")
    alone = json.loads(reach_text(run))["reach"]
    assert alone == json.loads(result_of(run).model_dump_json(exclude_none=True))["reach"]
    assert list(alone[0]) == [
        "actor", "foreign", "class", "asked", "chance", "if_so", "persons", "expected", "share_of_data", "curve",
        "share", "by_tie", "by_group", "standing", "person_months", "readings", "record", "known",
    ]  # fmt: skip


def test_a_frame_has_a_row_for_each_state_and_class() -> None:
    frame = frames(result_of(case("harbour")))["reach"]
    assert list(zip(frame["actor"], frame["class"], strict=True)) == [
        (row.actor, row.of_class) for row in reach_rows(case("harbour"))
    ]
    assert frame.attrs["units"]["persons.point"] == "persons"


def test_person_months_and_groups_stand_beside_the_reach_to_content() -> None:
    """Nobody says how long Harbour keeps chats: 24 months of the 324,000 people within reach of XB."""
    *_, table = section.section(case("harbour")).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in cells] for cells in table.rows] == [
        ["XB", "7.8 million", "people 100%"],
        ["XA", "21 million", "people 100%"],
    ]


def test_chance_and_people_stand_apart_in_the_table_and_no_mean_of_nobody_and_everybody() -> None:
    """XB could order content of all million people with a chance of 0.324, and nobody would ever see 324,000."""
    _, others, *_ = section.section(case("harbour")).blocks
    assert isinstance(others, Table)
    (cells,) = others.rows
    assert [cell.text for cell in cells[:5]] == ["XB", "32", "about 1 million", "40", "about 1 million"]


def test_the_people_of_each_reading_stand_behind_its_chance() -> None:
    *_, table = section.section(case("wechat-2020")).blocks
    assert isinstance(table, Table)
    cayman = next(cells for cells in table.rows if cells[0].text == "Cayman Islands (KY)")
    assert [re.sub(r"^[\d.]+", "n", cell.text) for cell in cayman[3:]] == ["n in 100, if so about 19 million"] * 2


def test_the_own_state_stands_in_a_table_of_its_own() -> None:
    _, others, own, *_ = section.section(case("wechat-2020")).blocks
    assert isinstance(others, Table)
    assert isinstance(own, Table)
    assert [cells[0].text for cells in own.rows] == ["United States (US)"]
    assert others.rows[0][0].text == "China (CN)"
    assert "United States (US)" not in [cells[0].text for cells in others.rows]
