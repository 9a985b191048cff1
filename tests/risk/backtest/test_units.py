"""Units of a backtest: the visible services as they were counted, and files of one's own with their mistakes."""

from __future__ import annotations

import pytest

from risk.backtest.units import (
    KINDS,
    Unit,
    fractions_taken,
    groups_of,
    observed_counts,
    units_of,
    visible_units,
    years_of,
)
from tests.support.maps import table

MAIL = """\
units:
- id: mail
  name: Mail
  frame: A
  kind: mail+portal
  holds_content: true
  observed: {start: '2014-01-01', end: '2023-12-31', years: 10}
  users: {low: 1000000, high: 4000000, basis: filing}
  owner: {jurisdiction: CN/GB, basis: filing}
  systems: {where: 'US, CN from 2020', basis: unknown}
  events:
  - {when: 2016-12, kind: criminal_theft, persons: 500000, in_period: true, found_by: lists,
     confidence: high, sources: [a]}
  - {when: 2017, kind: scrape, in_period: true, found_by: lists, confidence: low, sources: [a]}
  - {when: 2018, kind: criminal_theft, in_period: true, found_by: recalled, confidence: high, sources: [a]}
  - {when: 2013, kind: criminal_theft, in_period: false, found_by: lists, confidence: high, sources: [a]}
  - {when: 2019, kind: insider, in_period: true, found_by: targeted reading, confidence: high, sources: [a]}
"""


def mail() -> tuple[Unit, ...]:
    made = units_of({"mine.yaml": MAIL})
    assert made.problems == ()
    return made.units


def test_the_visible_services_are_those_counted_in_the_evidence() -> None:
    units = visible_units()
    known = {kind: int(observed_counts(units, kind).sum()) for kind in KINDS}
    assert (len(units), float(years_of(units).sum())) == pytest.approx((70, 656.7))
    assert known == {"intrusion": 10, "with_scraping": 13, "covert": 0, "insider": 1, "placed": 1}


def test_shares_taken_from_the_visible_services_are_those_in_the_evidence() -> None:
    shares = sorted(fractions_taken(visible_units(), "with_scraping").values())
    printed = [0.002, 0.013, 0.017, 0.05, 0.05, 0.08, 0.27, 0.37, 0.41, 0.61, 0.76, 0.92]
    assert shares == pytest.approx(printed, abs=0.0055)


def test_an_event_counts_in_its_time_and_if_all_units_were_looked_up_alike() -> None:
    counts = {kind: observed_counts(mail(), kind).tolist() for kind in KINDS}
    assert counts == {"intrusion": [1], "with_scraping": [2], "covert": [0], "insider": [1], "placed": [0]}
    assert fractions_taken(mail(), "intrusion") == {"mail 2016-12": 0.25}


def test_a_unit_is_in_the_groups_of_its_owners_its_kinds_and_its_size() -> None:
    groups = {"owner": groups_of(mail(), "owner"), "kind": groups_of(mail(), "kind"), "size": groups_of(mail(), "size")}
    assert groups == {"owner": (("CN", "GB"),), "kind": (("mail", "portal"),), "size": (("under 10M",),)}
    assert mail()[0].systems.states == ("US", "CN")


@pytest.mark.parametrize(("written", "instead", "problem"), table("risk/backtest/mistakes"))
def test_each_mistake_in_a_file_of_units_is_told_at_its_place(written: str, instead: str, problem: str) -> None:
    made = units_of({"mine.yaml": MAIL.replace(written, instead)})
    assert (made.units, [str(each) for each in made.problems]) == ((), [problem])


def test_a_unit_has_one_entry_in_all_files() -> None:
    twice = MAIL + MAIL.removeprefix("units:\n")
    assert [str(each) for each in units_of({"a.yaml": twice}).problems] == [
        "a.yaml:1:1: more than one unit called mail"
    ]
    assert [str(each) for each in units_of({"a.yaml": MAIL, "b.yaml": MAIL}).problems] == [
        "a.yaml:1:1: more than one unit called 'mail' (name each unit once)"
    ]
