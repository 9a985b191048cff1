"""Readings of the record: what each does to the harm and to the order of states."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from assessments.report.blocks import Table, Text
from assessments.report.sections import sensitivity as words
from assessments.results.headline import headline_numbers
from assessments.results.record_readings import RecordReading, record_readings
from assessments.results.routes import choke_points
from assessments.run import Run, Settings, assess
from data_maps.reading import read_path
from risk.record.loading import shipped_record, with_reading_of_record
from risk.record.rates import known_takings
from risk.record.record import READINGS, KnownRecord, ReadingOfRecord
from risk.uncertainty import propagation
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS

DAY = date(2020, 9, 25)


def five_lines(draws: int = 0, reading: ReadingOfRecord = "as recorded") -> Run:
    data_map = read_path("case:wechat-five-lines").data_map
    assert data_map is not None
    return assess(with_reading_of_record(data_map, reading), Settings(draws=draws))


def points(reading: RecordReading) -> dict[str, float]:
    return {state.actor: state.harm.point for state in reading.states}


def test_the_reading_in_force_is_the_result_as_it_stands() -> None:
    run = five_lines(draws=1_000)
    as_recorded, leak, equal = record_readings(run)
    assert (as_recorded.reading, leak.reading, equal.reading) == READINGS
    assert as_recorded.harm.point == pytest.approx(run.harm)
    assert as_recorded.harm.median == headline_numbers(run).harm.median


def test_the_few_draws_of_a_run_are_the_first_of_all_and_no_number_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = five_lines(draws=3_000)
    assert run.uncertain is not None
    all_of_them = run.uncertain.x
    monkeypatch.delattr(propagation, "draw")
    assert run.in_fewer_draws is not None
    assert np.array_equal(run.in_fewer_draws.x, all_of_them[:, :WHAT_IF_DRAWS])
    assert len(choke_points(run)) > 0


def test_a_states_takings_follow_its_rows_on_each_reading() -> None:
    """GB has neither people, power nor soil in the five lines: takings alone, but for a thousandth by placed staff."""
    as_recorded, leak, _ = map(points, record_readings(five_lines()))
    rates = [
        known_takings(KnownRecord(shipped_record().read_as(reading), DAY).counts("GB")).mean
        for reading in ("as recorded", "leak years")
    ]
    assert as_recorded["state:GB"] == pytest.approx(140.05, abs=0.01)
    assert leak["state:GB"] / as_recorded["state:GB"] == pytest.approx(rates[1] / rates[0], rel=1e-3)
    assert leak["state:CN"] == as_recorded["state:CN"]


def test_states_that_only_take_are_alike_where_all_states_are_equal() -> None:
    *_, equal = map(points, record_readings(five_lines()))
    alike = [equal[f"state:{code}"] for code in ("GB", "IR", "KP", "RU", "SA")]
    assert alike == pytest.approx([alike[0]] * 5)


def test_another_reading_is_what_an_assessment_on_it_gives() -> None:
    *_, equal = record_readings(five_lines())
    on_it = five_lines(reading="equal states")
    assert equal.harm.point == pytest.approx(on_it.harm)
    assert record_readings(on_it)[2].harm.point == pytest.approx(on_it.harm)


def test_a_report_says_which_state_comes_first_on_every_reading() -> None:
    _, table, text = words.record_blocks(five_lines())
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == list(words.READINGS.values())
    assert table.rows[0][3].text == (
        "China (CN) 310; Iran (IR) 150; Russia (RU) 150; United Kingdom (GB) 140; North Korea (KP) 64"
    )
    assert text == Text(
        "China (CN) comes first on every reading. The record is what became known, never what a state is. "
        "Whose data a state could order rests on no rate, so no reading of the record changes it."
    )
