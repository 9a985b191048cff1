"""Laws on what the United States buy and use, and on children's privacy, asked of maps."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.report.law_words import verdicts_text
from data_maps.model import DataMap
from laws.verdicts import Verdict, verdict
from tests.support.assessed import case_map as case
from tests.support.maps import map_of as written

DAY = date(2026, 12, 2)
AGENCY = """\
app: {name: Rota, operator: office}
as_of: 2026-12-02
users: {staff: {in: US, count: 60k}}
data: {places: location, pay: financial}
parties:
  office: {kind: state, organised_in: US, name: Office of Rotas}
  vendor: {name: VENDOR, organised_in: US}
systems: {store: {operator: vendor, in: US, keys: operator}}
flows: [{from: staff, to: store, data: [places, pay], for: hosting}]
"""
FIVE_LINES = """\
app: NAME
as_of: 2026-12-02
users: {US: 8M}
data: [DATA]
owner: {name: OWNER, jurisdiction: CN}
"""


def short(name: str, owner: str = "Own", data: str = "device, text") -> DataMap:
    """A map of five lines."""
    return written(FIVE_LINES.replace("NAME", name).replace("OWNER", owner).replace("DATA", data))


def asked(found: Verdict) -> list[str]:
    """The questions of a law."""
    return [missing.ask for judged in found.judged for missing in judged.decision.unknown]


@pytest.mark.parametrize(
    ("name", "owner", "standing"),
    [
        ("TikTok", "ByteDance", "facts_missing"),
        ("Other", "ByteDance", "facts_missing"),
        ("WeChat", "Tencent", "does_not_concern"),
    ],
)
def test_tiktok_and_what_its_makers_own_are_asked_about_and_other_apps_are_not(
    name: str, owner: str, standing: str
) -> None:
    found = verdict("us_tiktok_devices", short(name, owner), DAY)
    assert found.standing == standing
    questions = asked(found)
    assert (questions == []) == (standing == "does_not_concern")
    if name == "Other":
        assert questions[0].startswith("is the app a successor of TikTok")


def test_tiktok_of_a_joint_venture_is_asked_about_under_both_readings_of_the_definition() -> None:
    found = verdict("us_tiktok_devices", case("tiktok-2026"), DAY)
    assert found.standing == "facts_missing"
    assert any(ask.startswith("do people of an executive agency") for ask in asked(found))


def test_what_a_body_of_the_state_buys_is_asked_about_and_no_vendor_is_cleared_by_silence() -> None:
    data_map = written(AGENCY.replace("VENDOR", "Rota Inc"))
    for name, first in (
        ("us_section_889", "is the body an executive agency of the United States"),
        ("us_fascsa", "is any product or service of Acronis"),
    ):
        found = verdict(name, data_map, DAY)
        assert [judged.matter.about for judged in found.judged] == ["what Office of Rotas buys or uses for the app"]
        assert found.standing == "facts_missing"
        assert asked(found)[0].startswith(first)


@pytest.mark.parametrize(
    ("name", "vendor", "determined"),
    [
        ("us_section_889", "Huawei Cloud", "what Huawei Cloud makes or runs"),
        ("us_fascsa", "Acronis International", "what Acronis International provides"),
    ],
)
def test_a_named_producer_on_a_map_is_a_matter_of_its_own(name: str, vendor: str, determined: str) -> None:
    found = verdict(name, written(AGENCY.replace("VENDOR", vendor)), DAY)
    assert determined in [judged.matter.about for judged in found.judged]
    assert found.standing == "facts_missing"


def test_an_owner_that_bears_a_named_producers_name_makes_its_firm_one() -> None:
    text = AGENCY.replace("VENDOR", "Cloud Inc").replace(
        "systems:", "  above: {name: ZTE Corp, organised_in: CN}\nsystems:"
    )
    text += "ownership: [{owner: above, of: vendor, via: shares, share: 60%}]\n"
    found = verdict("us_section_889", written(text), DAY)
    assert "what Cloud Inc makes or runs" in [judged.matter.about for judged in found.judged]


def test_where_no_body_of_the_state_is_drawn_that_is_said_and_nothing_is_cleared() -> None:
    for name in ("us_section_889", "us_fascsa"):
        found = verdict(name, short("ShopHK"), DAY)
        assert found.standing == "nothing_drawn"
        assert found.decision.because[0].text.startswith("no body of the United States, no users on whom")


@pytest.mark.parametrize("data", ["device, text", "text", "location"])
def test_an_app_of_which_a_map_does_not_say_for_whom_it_is_is_asked_for_children(data: str) -> None:
    found = verdict("us_coppa", short("Quizzes", data=data), DAY)
    assert found.standing == "facts_missing"
    assert (
        asked(found)[0]
        == "is the app, or a part of it, meant for children under 13: first of all, among others, or not?"
    )
    assert any("know of users under 13" in ask for ask in asked(found))


def test_an_app_of_the_state_is_not_run_for_commercial_purposes() -> None:
    found = verdict("us_coppa", written(AGENCY.replace("VENDOR", "Rota Inc")), DAY)
    assert found.standing == "does_not_concern"
    assert found.decision.because[-1].citation == "16 CFR 312.2, operator"


def test_on_a_day_of_the_earlier_rule_no_child_is_said_to_be_out_of_it() -> None:
    found = verdict("us_coppa", short("Quizzes"), date(2024, 12, 1))
    assert found.standing == "text_not_read"
    assert asked(found) == ["what did the text in force on that day say of this (16 CFR Part 312 (1999 and 2013))?"]
    assert found.lacking is found.judged[0]


def test_a_duty_that_was_written_from_memory_is_marked() -> None:
    data_map = written(AGENCY.replace("VENDOR", "Acronis International"))
    told = verdicts_text(data_map, (verdict("us_fascsa", data_map, DAY),))
    assert "within 3 business days, and more on what was done within 10 business days" in told
    assert "[FAR 52.204-30(c)(3), from memory]" in told
    assert "at least once every three months [FAR 52.204-30(c)(1)]" in told
