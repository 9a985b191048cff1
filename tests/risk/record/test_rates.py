"""Counted defaults: each number of the catalogue again, from the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.countries import members
from risk.record.loading import shipped_record
from risk.record.rates import (
    all_known_takings,
    all_large_orders,
    bulk_operations,
    known_large_orders,
    known_placed,
    known_takings,
    order_rate,
    whole_years,
)
from risk.record.record import READINGS, STATES, KnownRecord
from risk.record.rows import Orders
from risk.uncertainty.distributions import Gamma

IN_FULL = date(2026, 3, 1)
WECHAT = date(2020, 9, 25)
STATES_OF_THE_EU = members("EU", date(2026, 11, 1))


def known(as_of: date) -> KnownRecord:
    return KnownRecord(shipped_record(), as_of)


def test_known_takings_in_full_are_those_printed() -> None:
    printed = {"CN": 0.871, "US": 0.346, "IR": 0.264, "RU": 0.232, "GB": 0.229, "KP": 0.103, "VN": 0.0127}
    means = {state: known_takings(known(IN_FULL).counts(state)).mean for state in printed}
    assert means == pytest.approx(printed, rel=0.005)
    assert known_takings(known(IN_FULL).counts("NZ")).mean == pytest.approx(0.00009, abs=0.000005)
    assert all_known_takings(known(IN_FULL)) == pytest.approx(2.16, abs=0.005)


def test_what_was_known_on_25_september_2020_is_what_is_printed() -> None:
    record = known(WECHAT)
    assert record.takings == {"CN": 9, "US": 6, "GB": 4, "IR": 3, "RU": 2, "KP": 1}
    assert record.placed == {"SA": 1}
    assert record.recorded == {"CN", "US", "GB", "IR", "RU", "KP", "SA"}
    assert record.counts("CN").years == pytest.approx(10 + 269 / 366)


def test_a_row_counts_from_the_day_it_became_known() -> None:
    before, on = known(date(2019, 11, 5)), known(date(2019, 11, 6))
    assert (before.placed, on.placed) == ({}, {"SA": 1})
    assert (before.recorded >= {"SA"}, on.recorded >= {"SA"}) == (False, True)


@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        (date(2009, 12, 31), 0.0),
        (date(2010, 1, 1), 1 / 365),
        (date(2012, 12, 31), 3.0),
        (date(2022, 12, 31), 13.0),
        (date(2026, 3, 1), 13.0),
    ],
)
def test_years_watched_run_by_days_from_2010_through_2022(as_of: date, years: float) -> None:
    assert known(as_of).counts("CN").years == pytest.approx(years, abs=1e-9)


def test_known_cases_of_staff_are_added_to_a_fourteenth_of_the_expected_takings() -> None:
    counts = known(IN_FULL).counts("SA")
    expected = 0.0758 * (4 + 0.056) / (13 + 0.38)
    assert bulk_operations(counts) == pytest.approx(expected)
    assert known_placed(counts) == Gamma(1 + 5 * bulk_operations(counts) / 14, 18.0)


def test_a_state_that_is_named_takes_what_it_had_among_the_others() -> None:
    record = known(IN_FULL)
    for state in ("VN", "NZ"):
        together = known_takings(record.others(record.recorded)).mean
        alone = known_takings(record.counts(state)).mean
        left = known_takings(record.others({*record.recorded, state})).mean
        assert alone + left == pytest.approx(together, rel=1e-12)


def test_a_union_has_the_rows_of_its_members_that_are_no_actors_of_their_own() -> None:
    union = known(IN_FULL).counts("EU")
    members_apart = known(IN_FULL).counts("EU", apart={"DE"})
    assert (union.states, union.operations) == (27, 5)
    assert (members_apart.states, members_apart.operations) == (26, 4)
    assert known(date(2019, 12, 31)).counts("EU").takings == 4  # those of GB


def test_large_orders_are_those_printed_and_all_others_share_one_rate() -> None:
    record = shipped_record()
    rates = {state: known_large_orders(record, state) for state in ("CN", "US", "IE", "DE", "EU", "XA")}
    assert rates["CN"] == Gamma(6.5, 12.5)
    assert (rates["US"], rates["IE"]) == (Gamma(1.5, 25.0), Gamma(1.5, 25.0))
    assert {rates["DE"], rates["EU"], rates["XA"], all_large_orders(record)} == {Gamma(8.5, 1386.0)}


def test_orders_for_each_inhabitant_are_those_of_the_table() -> None:
    record = shipped_record()
    us, eu = order_rate(record, "US"), order_rate(record, "EU", STATES_OF_THE_EU)
    assert us is not None
    assert us.for_each == pytest.approx(599_500 / 3 / 332.1e6)
    assert us.range == pytest.approx([times * us.for_each for times in (0.0003, 1.3, 3.4)])
    assert eu is not None
    assert (eu.accounts, eu.inhabitants) == pytest.approx((392_814 / 3, 327.5e6))
    assert order_rate(record, "RU").for_each == pytest.approx(4_052 / 3 / 144.7e6)  # type: ignore[union-attr]
    assert order_rate(record, "CN").accounts == pytest.approx(6_869 / 5)  # type: ignore[union-attr]


def test_too_few_orders_or_none_give_no_rate() -> None:
    assert [order_rate(shipped_record(), state) for state in ("SA", "VN", "KY", "XA", "AT")] == [None] * 5


def test_only_years_told_whole_are_averaged() -> None:
    half = Orders(provider="Mail", state="US", year=2021, half=1, requests=9, accounts=10**9, met=9)
    record = shipped_record()
    assert whole_years([half]) == frozenset()
    assert whole_years([half, replace(half, half=2)]) == {2021}
    assert whole_years([replace(half, year=2019), replace(half, year=2019, half=2)]) == frozenset()
    assert whole_years(record.orders) == {2020, 2021, 2022, 2023, 2024}


def test_leak_years_change_the_two_states_that_the_leak_told_of() -> None:
    recorded = {state: known(IN_FULL).counts(state) for state in ("CN", "US", "GB", "NZ")}
    leak = KnownRecord(shipped_record().read_as("leak years"), IN_FULL)
    assert {state: leak.counts(state) for state in ("CN", "NZ")} == {state: recorded[state] for state in ("CN", "NZ")}
    assert [(leak.counts(state).takings, leak.counts(state).years) for state in ("US", "GB")] == [(6, 7.0), (4, 7.0)]
    assert known_takings(leak.counts("US")).mean > known_takings(recorded["US"]).mean


def test_equal_states_share_the_whole_record() -> None:
    equal = KnownRecord(shipped_record().read_as("equal states"), IN_FULL)
    assert equal.counts("CN") == equal.counts("NZ")
    assert known_takings(equal.counts("CN")).mean * STATES == pytest.approx(all_known_takings(known(IN_FULL)))
    assert equal.recorded == known(IN_FULL).recorded


@given(
    st.dates(date(2005, 1, 1), date(2030, 1, 1)),
    st.dates(date(2005, 1, 1), date(2030, 1, 1)),
    st.sampled_from(READINGS),
)
def test_a_later_day_never_knows_less(one: date, other: date, reading: str) -> None:
    early, late = (
        KnownRecord(shipped_record().read_as(reading), day)  # type: ignore[arg-type]
        for day in sorted((one, other))
    )
    assert early.recorded <= late.recorded
    for before, after in ((early.takings, late.takings), (early.operations, late.operations)):
        assert before <= after
