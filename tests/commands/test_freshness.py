"""`datareach freshness` says when each law was last read, what is due again and what changes on known days."""

from __future__ import annotations

import json
from datetime import date

from assessments.results.freshness import freshness
from risk.regimes import NAMES
from risk.regimes.parameters import law
from tests.support.assessed import case_map
from tests.support.commanded import run, said

TODAY, LATER = date(2026, 11, 25), date(2028, 1, 1)


def test_of_all_law_only_a_text_that_was_not_read_in_is_stale_today() -> None:
    assert [fact.fact for fact in freshness(TODAY, LATER).stale] == ["us_icts"]


def test_every_rule_and_power_that_was_read_falls_due_one_day() -> None:
    fresh = freshness(date(2099, 1, 1), date(2100, 1, 1))
    rules = sum(len(one.versions) for name in NAMES for one in law(name).parameters.values())
    assert len(fresh.facts) > rules
    assert {fact.rests_on for fact in fresh.facts if not fact.stale} == {"recall"}
    assert {fact.read for fact in fresh.facts if not fact.stale} == {None}


def test_rules_fall_due_on_their_own_days() -> None:
    assert {fact.fact for fact in freshness(date(2027, 3, 1), LATER).stale} == {
        "us_icts",
        "us_pafaca.prohibition",
        "us_pafaca.enforcement",
        "us_pafaca.divestitures",
        "us_pafaca.determinations",
        "eu_adequacy.decisions",
        "eu_adequacy.doubts",
        "gb_adequacy.decisions",
        "ch_adequacy.destinations",
        "br_transfer.destinations",
        "kr_transfer.destinations",
        "jp_transfer.destinations",
        "au_transfer.exceptions",
    }


def test_days_on_which_law_begins_and_ends_are_listed_in_order() -> None:
    changes = freshness(date(2025, 12, 1), date(2026, 3, 1)).changes
    assert [change.on for change in changes] == sorted(change.on for change in changes)
    assert (date(2026, 1, 24), "us_pafaca.enforcement", "ends") in [
        (change.on, change.fact, change.what) for change in changes
    ]
    assert not [change for change in changes if not date(2025, 12, 1) <= change.on < date(2026, 3, 1)]


def test_a_day_on_which_a_power_begins_that_was_not_read_is_marked() -> None:
    [begins] = [change for change in freshness(TODAY, LATER).changes if change.fact == "JP.active-cyber-defence-act"]
    assert (begins.on, begins.what) == (date(2027, 11, 22), "begins")
    assert begins.citation == "Act on Active Cyber Defence, Art. 17, 32, 33 (2025) [from recall: from]"


def test_of_a_map_only_what_it_rests_on_is_told() -> None:
    facts = [fact.fact.split(".")[0] for fact in freshness(TODAY, LATER, case_map("wechat-2020")).facts]
    assert "us_2020_orders" in facts
    assert {"CN", "US", "HK"} <= set(facts)
    assert not {"us_pafaca", "RU", "eu_dpia"} & set(facts)


def test_what_is_stale_ends_with_1_and_what_is_fresh_with_0() -> None:
    fresh = run("freshness", "case:wechat-2020", "--as-of", "2026-11-25", "--json")
    assert (fresh.returncode, json.loads(fresh.stdout)["on"]) == (0, "2026-11-25")
    stale = run("freshness", "--as-of", "2099-01-01")
    assert stale.returncode == 1
    assert "are due to be read again" in stale.stdout


def test_a_day_or_a_map_that_cannot_be_read_ends_with_2() -> None:
    assert said(run("freshness", "--before", "soon")) == (2, ["--before: 'soon' is not a date (write 2020-09-25)"])
    assert run("freshness", "case:nowhere").returncode == 2
