"""Readings of results: each side's numbers side by side, and what each dispute is worth."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

import pytest

from assessments.record.drafts import run_of_request
from assessments.record.entries import asked_from, asked_of
from assessments.report.sections.placebo import joint_statement
from assessments.results.actors import totals_by_side
from assessments.results.reach import reach_of, reach_rows, read_as, sides_under_readings
from assessments.results.readings import joint, reading_rows
from assessments.run import Run, Settings, assess
from data_maps.problems import Problem
from data_maps.reading import read, with_reading
from risk.inputs import changeable
from risk.options.timeline import with_options
from risk.reach import reach_on_map
from risk.uncertainty.draw_counts import BESIDE_DRAWS
from risk.uncertainty.draws import distributions
from tests.support.assessed import case, case_map, written

SIDES = """
readings:
  government:
    title: The motion
    source: motion
    set: {power.XB.parent: 0.9, clear.pier.operator: 0.75, custody.harbour.pier: 0.9}
  plaintiffs: {title: The complaint, set: {power.XB.parent: 0.1, custody.harbour.pier: 0.9}}
"""
MAP = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
sources: {motion: {title: The motion}}
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: chats}]
options: {half: {title: Half the power, do: [{set: {power.XB.parent: 0.2}}]}}
estimates: {power.XB.parent: 0.5, control.parent.harbour: 0.8, custody.harbour.pier: 0.8, clear.pier.operator: 0.5}
"""


@cache
def disputed() -> Run:
    """A map with two readings, in few draws."""
    reading = read(MAP + SIDES, "map.yaml")
    assert reading.data_map is not None, reading.problems
    return assess(reading.data_map, Settings(draws=200))


def test_the_reading_in_force_has_the_harm_of_the_run_with_its_interval() -> None:
    """A map beside itself is taken in all draws, of which another map has fewer."""
    reading = read(MAP + SIDES, "map.yaml").data_map
    assert reading is not None
    in_force = with_reading(reading, "government")
    assert not isinstance(in_force, Problem)
    run = assess(in_force, Settings(draws=2 * BESIDE_DRAWS))
    row = reading_rows(run)[0]
    foreign = totals_by_side(run)["foreign_states"].harm
    assert (row.foreign_harm.low, row.foreign_harm.high) == pytest.approx((foreign.low, foreign.high), rel=1e-9)


def test_each_reading_has_its_reach_and_its_harm() -> None:
    rows = reading_rows(disputed())
    assert [(row.id, row.title, row.source) for row in rows] == [
        ("government", "The motion", "motion"),
        ("plaintiffs", "The complaint", None),
    ]
    persons = [row.content_persons["state:XB"].point for row in rows]
    assert persons == pytest.approx([1e6 * 0.9 * 0.8 * 0.9 * 0.75, 1e6 * 0.1 * 0.8 * 0.9 * 0.5])
    stated = "power.XB.parent: 0.1, control.parent.harbour: 0.8, custody.harbour.pier: 0.9, clear.pier.operator: 0.5"
    other = written(f"{MAP[: MAP.index('estimates:')]}estimates: {{{stated}}}")
    assert rows[1].harm.point == pytest.approx(other.harm)
    totals = totals_by_side(other)
    assert rows[1].foreign_harm.point == pytest.approx(totals["foreign_states"].harm.point)
    assert totals["others"].harm.point > 0.0


def test_reach_has_the_people_under_each_reading() -> None:
    row = next(row for row in reach_rows(disputed()) if (row.actor, row.of_class) == ("state:XB", "content"))
    assert row.readings == {row_.id: row_.content_persons["state:XB"] for row_ in reading_rows(disputed())}


def test_a_joint_statement_tells_agreed_numbers_from_disputed_ones_and_what_each_is_worth() -> None:
    found = joint(disputed())
    assert found is not None
    assert (found.actor, found.narrowest, found.widest, found.exact) == ("state:XB", "plaintiffs", "government", True)
    assert {"custody.harbour.pier", "control.parent.harbour", "users.people.count"} <= set(found.agreed)
    by_address = {row.address: row for row in found.disputed}
    assert list(by_address) == ["power.XB.parent", "clear.pier.operator"]
    others = 1e6 * 0.8 * 0.9
    assert by_address["power.XB.parent"].persons == pytest.approx(others * 0.8 * (0.5 + 0.75) / 2)
    assert by_address["clear.pier.operator"].persons == pytest.approx(others * 0.25 * (0.1 + 0.9) / 2)
    values = by_address["clear.pier.operator"].values
    assert {id_: value.best for id_, value in values.items()} == {"government": 0.75, "plaintiffs": 0.5}
    whole = [row.content_persons["state:XB"].point for row in reading_rows(disputed())]
    assert sum(row.persons for row in found.disputed) == pytest.approx(whole[0] - whole[1])


def test_of_many_disputes_the_worth_is_the_mean_of_what_each_adds_first_and_last() -> None:
    more = "power.XB.parent: 0.9, clear.pier.operator: 0.9, custody.harbour.pier: 0.9, control.parent.harbour: 0.9"
    found = joint(written(f"{MAP}readings: {{motion: {{title: M, set: {{{more}, share.people.pier: 0.9}}}}}}"))
    assert found is not None
    assert (found.exact, found.narrowest, found.widest) == (False, None, "motion")
    power = next(row for row in found.disputed if row.address == "power.XB.parent")
    first, last = 1e6 * 0.8 * 0.8 * 0.5 * 0.4, 1e6 * 0.9**4 * 0.4
    assert power.persons == pytest.approx((first + last) / 2)


@pytest.mark.parametrize("name", ["eu-saas", "own-state", "tiktok-2020", "tiktok-2026", "wechat-2020"])
def test_disputes_are_worth_what_a_map_for_each_set_of_them_says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found = joint(assess(case_map(name)))
    monkeypatch.setattr("assessments.results.readings._each_set", lambda *_: None)
    one_by_one = joint(assess(case_map(name)))
    assert found is not None
    assert one_by_one is not None
    assert found.model_copy(update={"disputed": ()}) == one_by_one.model_copy(update={"disputed": ()})
    by_address = {row.address: row for row in one_by_one.disputed}
    assert by_address.keys() == {row.address for row in found.disputed}
    for row in found.disputed:
        other = by_address[row.address]
        assert (row.persons, row.harm) == pytest.approx((other.persons, other.harm), rel=1e-9, abs=1e-6)
        assert row.foreign_harm == pytest.approx(other.foreign_harm, rel=1e-9, abs=1e-6)


def test_disputes_between_certain_numbers_are_told_apart_on_one_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: of a power that one side has at none and the other as sure, with a key that one side has."""
    monkeypatch.setattr("assessments.results.readings._between", lambda *_: pytest.fail("a map was made for a set"))
    sure = "power.XB.parent: {best: 1, exact: true, why: given}, clear.pier.operator: 0.75"
    never = "power.XB.parent: {best: 0, exact: true, why: given}, clear.pier.operator: 0.5"
    sides = f"readings: {{a: {{title: A, set: {{{sure}}}}}, b: {{title: B, set: {{{never}}}}}}}"
    found = joint(written(f"{MAP}{sides}"))
    assert found is not None
    persons = {row.address: row.persons for row in found.disputed}
    assert persons["power.XB.parent"] == pytest.approx(1e6 * 0.8 * 0.8 * (0.5 + 0.75) / 2)
    assert persons["clear.pier.operator"] == pytest.approx(1e6 * 0.8 * 0.8 * 0.25 / 2)


def test_a_map_without_readings_has_no_joint_statement() -> None:
    assert (reading_rows(case("harbour")), joint(case("harbour"))) == ((), None)


def test_what_an_option_in_force_sets_stays_under_every_reading() -> None:
    data_map = with_options(disputed().data_map, ("half",))
    assert changeable(data_map) is data_map
    rows = reading_rows(assess(data_map, Settings(options=("half",))))
    assert [row.content_persons["state:XB"].point for row in rows] == pytest.approx(
        [1e6 * 0.2 * 0.8 * 0.9 * 0.75, 1e6 * 0.2 * 0.8 * 0.9 * 0.5]
    )


def test_a_saved_question_keeps_its_reading() -> None:
    asked = asked_of(Settings(draws=0), None, None, (), "plaintiffs")
    assert asked_from(asdict(asked)) == asked
    assert run_of_request(disputed().data_map, asked).data_map == read_as(disputed().data_map, "plaintiffs")


def test_the_joint_statement_is_the_same_whichever_reading_is_in_force() -> None:
    read = assess(read_as(disputed().data_map, "plaintiffs"), disputed().settings)
    assert read.harm != pytest.approx(disputed().harm)
    assert joint(read) == joint(disputed())
    assert list(joint_statement(read)) == list(joint_statement(disputed()))


def test_a_single_reading_in_force_is_still_held_against_the_maps_own_numbers() -> None:
    motion = "readings: {motion: {title: M, set: {power.XB.parent: 0.9}}}"
    read = assess(read_as(written(f"{MAP}{motion}").data_map, "motion"))
    found = joint(read)
    assert found is not None
    assert [row.address for row in found.disputed] == ["power.XB.parent"]
    assert found.disputed[0].persons == pytest.approx(1e6 * 0.4 * 0.8 * 0.8 * 0.5)


def test_sides_who_say_the_same_of_a_number_agree_whoever_they_cite() -> None:
    """Both sides count a million, each from its own paper; of the key nothing is known, which is no statement."""
    one = "users.people.count: {best: 1M, source: motion, why: as pleaded}"
    other = "users.people.count: {best: 1M, why: as the complaint has it}"
    sides = f"readings: {{a: {{title: A, set: {{{one}, power.XB.parent: 0.9}}}}, b: {{title: B, set: {{{other}}}}}}}"
    unknown = MAP.replace("clear.pier.operator: 0.5", "clear.pier.operator: unknown")
    found = joint(written(unknown + sides))
    assert found is not None
    assert [row.address for row in found.disputed] == ["power.XB.parent"]
    assert "users.people.count" in found.agreed
    assert "clear.pier.operator" not in found.agreed


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020", "eu-saas", "every-key", "own-state"])
def test_the_reach_under_a_reading_is_that_of_the_map_read_so(name: str) -> None:
    """Whether it is found from the map's own diagrams, at other values, or anew."""
    run = assess(case_map(name))
    for reading, sides in sides_under_readings(run).items():
        anew = reach_on_map(read_as(run.data_map, reading))
        found = sides.best.reach
        assert distributions(found) == distributions(anew)
        assert (found.within, found.could, found.standing) == (anew.within, anew.could, anew.standing)
        assert {s: found.at_best.persons(s, "any").tolist() for s in found.states} == {
            s: anew.at_best.persons(s, "any").tolist() for s in anew.states
        }


def test_readings_of_conditions_alone_are_found_without_another_diagram() -> None:
    run = assess(case_map("wechat-2020"))
    own = reach_of(run).exposure
    assert [sides.best.reach.exposure is own for sides in sides_under_readings(run).values()] == [True, True]
