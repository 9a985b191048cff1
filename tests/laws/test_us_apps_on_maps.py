"""US laws on apps and their technology, by maps."""

from __future__ import annotations

from datetime import date

import pytest

from laws.deciding import decide
from laws.parameters import law
from laws.verdicts import standing, verdict
from tests.support.assessed import case_map as case
from tests.support.law_maps import DEAL, IN_CHINA, MINORITY, TODAY
from tests.support.maps import map_of as written


@pytest.mark.parametrize(
    ("operator", "day", "users", "expected"),
    [
        ("US", "2025-02-04", "5M", "does_not_concern"),
        ("DE", "2026-11-01", "5M", "supplier_test_not_met"),
        ("CN", "2025-02-04", "5M", "reviewable"),
        ("MO", "2026-11-01", "5M", "reviewable"),
        ("RU", "2026-11-01", "20k", "unknown"),
        ("DE", "2026-11-01", "20k", "does_not_concern"),
        ("US", "2020-02-01", "5M", "unknown"),
    ],
)
def test_the_text_in_force_is_asked_of_a_supplier_with_a_tie_and_never_without_a_question(
    operator: str, day: str, users: str, expected: str
) -> None:
    text = IN_CHINA.replace("STORE", "in: US").replace("US}, ", f"{operator}}}, ").replace("500k", users)
    decision = verdict("us_icts", written(text), date.fromisoformat(day)).decision
    assert decision.outcome == expected
    if (expected, day) == ("unknown", "2026-11-01"):
        (missing,) = decision.unknown
        assert missing.ask.startswith("do paragraphs (a)(4) and (b) of 15 CFR 791.3, as in force since February 2025")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"product": "network_or_satellite_equipment"}, "reviewable"),
        ({"product": "network_or_satellite_equipment", "reviewed_by_cfius": True}, "unknown"),
        ({"product": "artificial_intelligence"}, "unknown"),
        ({"product": "artificial_intelligence", "within_text_in_force": True}, "reviewable"),
        ({"product": "artificial_intelligence", "within_text_in_force": False}, "out_of_scope"),
        ({"product": "other", "used_in_critical_infrastructure": True}, "unknown"),
    ],
)
def test_what_the_copies_of_the_text_in_force_do_not_show_is_asked(facts: dict[str, object], outcome: str) -> None:
    stated = {"us_jurisdiction": True, "foreign_interest": True, "act_date": "2026-12-02"}
    found = decide("us_icts", {**stated, **facts, "supplier": {"kind": "entity", "organised_in": ["CN"]}})
    assert found.outcome == outcome
    assert [missing.path for missing in found.unknown] == ([("within_text_in_force",)] if outcome == "unknown" else [])


@pytest.mark.parametrize(("fund", "share"), [("CN", "49%"), ("CN", "1%"), ("MO", "1%")])
def test_an_owner_from_an_adversary_leaves_it_open_whether_it_directs(fund: str, share: str) -> None:
    text = MINORITY.replace("SHARE", share).replace("MORE", "").replace("CN", fund)
    found = verdict("us_icts", written(text), date(2026, 11, 1)).decision
    assert [missing.path[-1] for missing in found.unknown] == ["directs"]
    assert verdict("us_icts", written(text.replace(fund, "GB")), date(2026, 11, 1)).standing == "does_not_concern"


@pytest.mark.parametrize(("name", "told"), [("Run", 0), ("Run for cars", 3)])
def test_the_rules_on_vehicles_are_told_where_the_map_speaks_of_vehicles(name: str, told: int) -> None:
    text = IN_CHINA.replace("STORE", "in: US").replace("US}, ", "CN}, ").replace("name: Run,", f"name: {name},")
    found = verdict("us_icts", written(text.replace("500k", "5M")), date(2027, 2, 1)).decision
    assert sum(finding.citation == "15 CFR Part 791 subpart D" for finding in found.because) == told


@pytest.mark.parametrize(("day", "suspended"), [("2025-01-19", False), ("2025-06-01", True), ("2026-01-21", True)])
def test_what_is_prohibited_says_whether_it_was_enforced(day: str, suspended: bool) -> None:
    decision = verdict("us_pafaca", case("tiktok-2020"), date.fromisoformat(day)).decision
    assert decision.outcome == "prohibited"
    assert (decision.determinations.get("enforcement") == "suspended") is suspended
    assert (decision.because[-1].text == "enforcement suspended by executive order") is suspended


def test_a_sale_that_an_order_recognised_ends_the_prohibition() -> None:
    decision = verdict("us_pafaca", case("tiktok-2026"), date(2026, 11, 1)).decision
    assert (decision.outcome, decision.determinations["qualified_divestiture"]) == ("not_prohibited", True)
    assert [finding.citation for finding in decision.because[:2]] == [
        "PAFACA (Pub. L. 118-50 Div. H) s. 2(g)(6)",
        "Executive Order 14352 (25 September 2025), section 2(c)",
    ]


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("wechat-2020", "2020-08-06", "not_in_force"),
        ("wechat-2020", "2020-09-17", "not_in_force"),
        ("tiktok-2020", "2020-09-01", "not_in_force"),
        ("wechat-2020", "2020-09-19", "applies"),
        ("harbour", "2020-09-01", "nothing_drawn"),
    ],
)
def test_an_order_that_names_an_app_is_not_in_force_for_it_until_its_list_is(
    name: str, day: str, expected: str
) -> None:
    found = verdict("us_2020_orders", case(name), date.fromisoformat(day))
    assert standing(found.decision) == expected
    if expected == "not_in_force":
        assert found.decision.determinations["effective_from"] > day
        assert "an order bars what a list names" in found.decision.because[-1].text


def test_the_orders_of_2020_are_asked_of_distribution_and_of_payment_by_people_in_the_country() -> None:
    found = verdict("us_2020_orders", case("wechat-2020"), date(2020, 9, 25))
    assert [(judged.matter.about, judged.decision.outcome) for judged in found.judged] == [
        ("distribution by Apple", "enjoined"),
        ("distribution by Google", "enjoined"),
        ("payment through Payment systems", "enjoined"),
    ]
    assert found.judged[-1].matter.facts["act"] == "funds_transfer"
    assert "payment" not in " ".join(j.matter.about for j in verdict("us_2020_orders", case("tiktok-2020")).judged)


def test_an_app_on_which_the_president_has_not_determined_is_not_reached() -> None:
    decision = verdict("us_pafaca", case("wechat-2020"), TODAY).decision
    assert (decision.outcome, standing(decision)) == ("needs_determination", "awaits_determination")
    assert "without one the Act does not reach the app" in " ".join(finding.text for finding in decision.because)


@pytest.mark.parametrize(("day", "told"), [("2025-01-18", True), ("2025-01-19", False), ("2025-06-01", False)])
def test_a_controlled_application_says_from_when_the_prohibition_begins(day: str, told: bool) -> None:
    found = verdict("us_pafaca", case("tiktok-2020"), date.fromisoformat(day))
    for judged in found.judged:
        assert ("the prohibition begins on 2025-01-19" in {f.text for f in judged.decision.because}) is told


@pytest.mark.parametrize(("name", "tied"), [("tiktok-2020", True), ("tiktok-2026", False)])
def test_a_tie_on_the_map_beyond_what_the_order_recognised_leaves_it_open(name: str, tied: bool) -> None:
    decision = verdict("us_pafaca", case(name), date(2026, 11, 1)).decision
    assert (decision.outcome, decision.divestiture) == (
        ("unknown", None) if tied else ("not_prohibited", "recognised_by_order")
    )
    assert any(finding.text.startswith("open: ") for finding in decision.because) is tied
    assert any(finding.citation.startswith("Executive Order 14352") for finding in decision.because)


@pytest.mark.parametrize(
    ("app", "operator", "outcome"),
    [
        ("TikTok", "TikTok USDS Joint Venture", "not_prohibited"),
        ("Another", "TikTok USDS Joint Venture", "unknown"),
        ("Another", "ByteDance Ltd.", "prohibited"),
    ],
)
def test_the_order_is_of_the_apps_it_names_and_perhaps_of_others_that_the_buyer_runs(
    app: str, operator: str, outcome: str
) -> None:
    text = DEAL.replace("COUNT", "10M").replace("name: Harbour, operator: here", f"name: {app}, operator: buyer")
    place = "CN" if operator.startswith("ByteDance") else "US"
    text = text.replace("parties:\n", f"parties:\n  buyer: {{organised_in: {place}, name: {operator}}}\n")
    assert verdict("us_pafaca", written(text), date(2026, 2, 15)).decision.outcome == outcome


@pytest.mark.parametrize("name", ["tiktok-2020", "tiktok-2026"])
def test_what_a_map_does_not_say_of_customers_with_security_duties_is_not_taken_for_no(name: str) -> None:
    for judged in verdict("us_cfius_data", case(name)).judged:
        assert "targets_or_tailors" not in judged.decision.determinations
        assert not [finding for finding in judged.decision.because if finding.citation == "31 CFR 800.247"]


@pytest.mark.parametrize("app", ["TikTok", "CapCut", "Lemon8"])
@pytest.mark.parametrize(
    ("day", "outcome", "asked"),
    [("2026-01-21", "prohibited", []), ("2026-02-15", "unknown", [("divestiture", "ownership_sold")])],
)
def test_an_app_that_its_old_owner_still_runs_is_asked_whether_it_was_sold(
    app: str, day: str, outcome: str, asked: list[tuple[str, str]]
) -> None:
    text = DEAL.replace("COUNT", "10M").replace("name: Harbour, operator: here", f"name: {app}, operator: above")
    text = text.replace("organised_in: CN}", "organised_in: CN, name: ByteDance Ltd.}").replace(
        "in: US, keys", "in: CN, keys"
    )
    decision = verdict("us_pafaca", written(text), date.fromisoformat(day)).decision
    assert (decision.outcome, [missing.path for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(("name", "day"), [("tiktok-2020", "2026-01-21"), ("wechat-2020", "2026-11-01")])
def test_no_sale_is_recognised_before_it_closed_or_for_another_app(name: str, day: str) -> None:
    decision = verdict("us_pafaca", case(name), date.fromisoformat(day)).decision
    assert "Executive Order 14352 (25 September 2025), section 2(c)" not in {
        finding.citation for finding in decision.because
    }


def test_that_a_sale_closed_is_read_in_a_report_of_it_and_not_in_an_earlier_order() -> None:
    closing, related = law("us_pafaca").parameters["divestitures"].versions
    read_in, of_related = (law("us_pafaca").sources[version.read.text or ""] for version in (closing, related))
    assert (read_in.kind, of_related.kind) == ("summary", "summary")
    assert read_in.url == case("tiktok-2026").sources["closing-note"].url


def test_the_court_order_is_cited_with_its_day() -> None:
    (first, *_) = verdict("us_2020_orders", case("wechat-2020")).decision.because
    assert (first.text, first.citation) == (
        "a court order bars enforcement on that day",
        "N.D. Cal. 20-cv-05910-LB, 19 September 2020",
    )


def test_the_prohibition_is_of_acts_and_the_app_is_what_it_is() -> None:
    found = verdict("us_pafaca", case("tiktok-2020"), date(2025, 1, 19))
    assert [(each.matter.about, each.decision.outcome) for each in found.judged] == [
        ("distribution by Apple", "prohibited"),
        ("distribution by Google", "prohibited"),
        ("hosting of Servers in Virginia", "prohibited"),
        ("the app TikTok", "controlled_application"),
    ]
