"""Forecasts for services: laws of the draws that they share, and rates by hand."""

from __future__ import annotations

import numpy as np
import pytest

from risk.backtest.forecasts import DRAWS, Forecast, forecasts, map_of, years_in
from risk.backtest.units import Unit, units_of

UNIT = """\
- id: {id}
  name: Mail
  frame: A
  kind: mail
  holds_content: {content}
  observed: {{start: '{start}', end: '2032-12-31', years: {years}}}
  users: {{low: {people}, high: {people}, basis: filing}}
  owner: {{jurisdiction: {owner}, basis: filing}}
  systems: {{where: '{where}', basis: filing}}
  orders: [{{period: 2019 H2, requests: 20, accounts: 40, source: a}}, {{period: 2019 to 2020, requests: 9, source: a}}]
"""
LATE = "2023-01-01"
"""A first day on which the whole record is known."""


def unit(
    id: str = "a",
    *,
    people: float = 1e6,
    owner: str = "CN",
    where: str = "US",
    years: float = 10,
    content: str = "true",
    start: str = LATE,
) -> Unit:
    text = UNIT.format(id=id, people=people, owner=owner, where=where, years=years, content=content, start=start)
    made = units_of({"a.yaml": f"units:\n{text}"})
    assert made.problems == ()
    return made.units[0]


def forecast(of: Unit) -> Forecast:
    (made,) = forecasts([of])
    return made


def test_services_share_what_is_not_known() -> None:
    """A service of 16 times as many people and half the years: in every draw 16^0.15 ÷ 2 times as many thefts."""
    small, large = forecasts([unit("a"), unit("b", people=16e6, years=5)])
    assert small.public("intrusion").shape == (DRAWS,)
    assert large.public("intrusion") / small.public("intrusion") == pytest.approx(np.full(DRAWS, 16**0.15 / 2))


def test_known_thefts_are_the_true_rate_times_the_share_known() -> None:
    """At a million people 0.015 a year in the middle, of which 0.48 become known, for ten years."""
    assert np.median(forecast(unit()).public("intrusion")) == pytest.approx(0.015 * 0.48 * 10, rel=0.05)


def test_known_takings_are_those_of_all_states_on_record_that_are_not_at_home() -> None:
    """Means in full: all together 2.16 a year, of which CN 0.871. The share known of all cancels."""
    by_owner = {owner: forecast(unit(owner=owner, where=owner)).public("covert").mean() for owner in ("CN", "NZ")}
    assert by_owner["CN"] / by_owner["NZ"] == pytest.approx((2.16 - 0.871) / 2.16, rel=0.01)


def test_what_was_not_known_on_the_first_day_is_not_counted() -> None:
    early, late = (forecast(unit(owner="NZ", start=day)).public("covert").mean() for day in ("2010-06-01", LATE))
    assert early < late / 2


def test_insiders_are_counted_from_what_is_known() -> None:
    """A thousand staff unless somebody says otherwise, 3e-4 each a year, for ten years."""
    assert np.median(forecast(unit()).public("insider")) == pytest.approx(1_000 * 3e-4 * 10, rel=0.01)


def test_orders_are_forecast_for_each_report_that_gives_accounts() -> None:
    """The half-year's 40 accounts are 80 a year; a report of another kind of period, or without accounts, is none."""
    (told,) = forecast(unit()).orders
    assert (told.unit, told.period, told.published) == ("a", "2019 H2", 80.0)
    assert (years_in("2019 H2"), years_in("2019")) == (0.5, 1.0)


def test_orders_of_the_home_state_on_its_own_people_lead() -> None:
    """A home state outside the orders table: 1e-4 a person and year for a million people; the rest adds little."""
    (told,) = forecast(unit(owner="NZ", where="NZ")).orders
    assert np.median(told.accounts) == pytest.approx(100, rel=0.5)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"content": "true"}, (["text", "images", "profile", "metadata"], "operator")),
        ({"content": "end-to-end encrypted"}, (["text", "images", "profile", "metadata"], "users")),
        ({"content": "false"}, (["profile", "metadata"], "operator")),
    ],
)
def test_a_service_is_drawn_with_the_data_and_keys_that_it_has(
    changed: dict[str, str], expected: tuple[list[str], str]
) -> None:
    made = map_of(unit(**changed))  # type: ignore[arg-type]
    assert (list(made.data), made.systems["at-us"].keys["profile"]) == expected


def test_a_service_stands_where_its_systems_are_and_belongs_to_its_owners() -> None:
    made = map_of(unit(owner="CN/GB", where="US, SG"))
    assert {system.place for system in made.systems.values()} == {"US", "SG"}
    assert (made.parties["owner"].run_from, made.parties["owner"].organised_in) == ("CN", "GB")


def test_a_service_of_which_little_is_known_makes_a_map_too() -> None:
    made = map_of(unit(owner="unknown", where="unknown"))
    assert (made.users["people"].place, made.systems["at-unknown"].place) == ("XZ", "unknown")
