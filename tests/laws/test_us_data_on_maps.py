"""US laws on data that go to others: sales, services, systems abroad, by maps."""

from __future__ import annotations

from math import log
from statistics import NormalDist

import pytest

from laws.uncertain_facts import over_text
from laws.verdicts import facts, standing, verdict
from tests.support.law_maps import DEAL, IN_CHINA, SOLD
from tests.support.maps import map_of as written


def test_a_sale_that_one_reading_prohibits_is_headed_as_open_in_the_text() -> None:
    found = verdict("us_padfa", written(SOLD.replace("MORE", "").replace("CN", "HK")))
    assert (found.decision.outcome, standing(found.decision)) == ("unknown", "text_open")
    assert [judged.decision.outcome for judged in found.judged] == ["unknown", "not_covered"]


def test_an_access_under_a_contract_is_a_vendor_deal_with_a_covered_person() -> None:
    found = verdict("us_bulk_data", written(DEAL.replace("COUNT", "1M"))).decision
    assert (found.outcome, found.determinations["transaction_type"], found.determinations["covered_person"]) == (
        "restricted",
        "vendor_agreement",
        True,
    )


@pytest.mark.parametrize(
    ("count", "outcome"),
    [
        ("{best: 9000, exact: true, why: x}", "not_covered"),
        ("[2k, 9k, 40k]", "unknown"),
        ("[9k, 30k, 100k]", "unknown"),
    ],
)
def test_a_count_that_may_be_on_either_side_of_a_bound_leaves_it_open(count: str, outcome: str) -> None:
    found = verdict("us_bulk_data", written(DEAL.replace("COUNT", count)))
    (judged,) = found.judged
    assert found.decision.outcome == outcome
    if outcome == "unknown":
        assert set(judged.shares) == {"restricted", "not_covered"}
        assert sum(judged.shares.values()) == pytest.approx(1.0)
        assert [question.path for question in found.decision.unknown] == [("data", 0, "us_persons")]
        words = list(over_text("us_bulk_data", judged.counts[0]))
        assert words
        assert all("us_persons" not in text for text in words)


def test_a_count_is_over_a_bound_in_so_many_draws() -> None:
    """5 in 100 are below a fifth of the middle one, so 3.35 in 100 below a sixth of it, which the bound is."""
    (judged,) = verdict("us_bulk_data", written(DEAL.replace("COUNT", "[12k, 60k, 300k]"))).judged
    share = judged.shares["restricted"]
    assert share == pytest.approx(NormalDist().cdf(log(6.0) / log(5.0) * NormalDist().inv_cdf(0.95)), abs=0.005)
    assert judged.counts[0].over[10_000] == pytest.approx(share)
    assert judged.decision.because[-1].text == "so it is in 97 of 100 simulations of the numbers of people"


def test_only_the_share_that_takes_a_flow_is_counted() -> None:
    text = DEAL.replace("COUNT", "{best: 100000, exact: true, why: x}").replace(
        "  - {from: people, to: store, data: [pulse]}",
        "  - {from: people, to: store, data: [pulse], share: {best: 0.05, exact: true, why: x}}",
    )
    (matter,) = facts("us_bulk_data", written(text))
    assert matter.facts["data"][0]["us_persons"] == 5_000


def test_a_daily_count_below_the_bound_does_not_settle_a_monthly_one() -> None:
    text = DEAL.replace("COUNT", "{best: 400000, exact: true, why: x, measure: daily active}")
    (matter,) = facts("us_pafaca", written(text))
    assert "monthly_users" not in matter.facts["app"]
    text = text.replace("daily", "monthly")
    (matter,) = facts("us_pafaca", written(text))
    assert matter.facts["app"]["monthly_users"] == [400_000] * 3


def test_what_lies_with_a_party_is_given_by_that_party() -> None:
    text = DEAL.replace("COUNT", "1M").replace("{from: people, to: store", "{from: people, to: here")
    text = text.replace("to: store}", "to: here}").replace("gives: {system: store}", "gives: {system: here}")
    (matter,) = facts(
        "us_bulk_data", written(text.replace("systems: {store: {operator: here, in: US, keys: operator}}", ""))
    )
    assert matter.facts["us_party"]["name"] == "here"
    assert matter.facts["same_people"] == "same"


@pytest.mark.parametrize(
    ("more", "outcome", "asked"),
    [
        ("", "prohibited", []),
        ("- {from: people, to: lists, data: [pulse]}", "unknown", ["collected_directly_from_individuals"]),
    ],
)
def test_who_sells_on_what_it_did_not_collect_is_a_broker_and_who_may_have_is_asked(
    more: str, outcome: str, asked: list[str]
) -> None:
    decision = verdict("us_padfa", written(SOLD.replace("MORE", more))).decision
    assert (decision.outcome, [missing.path[0] for missing in decision.unknown]) == (outcome, asked)


def test_a_sale_to_a_buyer_who_collects_nothing_itself_is_brokerage() -> None:
    text = SOLD.replace("  MORE\n", "")
    assert verdict("us_bulk_data", written(text)).decision.outcome == "prohibited"
    both = text.replace("flows:\n", "flows:\n  - {from: people, to: buyer, data: [pulse]}\n")
    decision = verdict("us_bulk_data", written(both)).decision
    assert [missing.path[-1] for missing in decision.unknown] == ["recipient_collected_from_individuals"]


ADVERTS = """\
app: {name: Game, operator: maker, kind: social}
as_of: 2026-03-01
users: {people: {in: US, count: 5M}}
data: {phone: device}
parties: {maker: {organised_in: US}, exchange: {organised_in: EXCHANGE}, buyer: {organised_in: CN}}
systems: {store: {operator: maker, in: US}, market: {operator: exchange, in: US}}
flows:
  - {from: people, to: store, data: [phone]}
  FLOWS
"""
PASSED_ON = "- {from: store, to: market, data: [phone], for: advertising}"
TO_BUYER = "\n  - {from: market, to: buyer, data: [phone], for: advertising}"
BUILT_IN = "- {from: people, to: market, data: [phone], for: advertising}"
SERVES = "agreements: [{id: help, between: [maker, exchange], kind: vendor, gives: {system: store}}]\n"
SUPPORTED = PASSED_ON.replace("advertising", "support").replace("from", "id: helped, from")
ADS = {"maker gives exchange access, ad space sale with user data": "prohibited"}
HELPED = {"maker gives exchange access, service by counterparty": "restricted"}
SERVED = ADS | HELPED
SOLD_TOO = HELPED | {"maker gives exchange access, data sale": "prohibited"}
EMPLOYED = ADS | {"maker gives exchange access, employment": "restricted"}


@pytest.mark.parametrize(
    ("exchange", "flows", "more", "outcomes"),
    [
        ("CN", PASSED_ON, "", {"maker gives exchange access": "prohibited"}),
        (
            "US",
            PASSED_ON + TO_BUYER,
            "",
            {"exchange gives buyer access": "prohibited", "maker gives exchange access": "not_covered"},
        ),
        ("CN", BUILT_IN, "", {"maker gives exchange access": "prohibited"}),
        ("CN", PASSED_ON, SERVES, SERVED),
        ("CN", PASSED_ON, SERVES.replace("vendor", "employment"), EMPLOYED),
        ("CN", f"{PASSED_ON}\n  {SUPPORTED}", "", SERVED),
        ("CN", f"{SUPPORTED}\n  {PASSED_ON}", "", SERVED),
        ("CN", f"{SUPPORTED}\n  {PASSED_ON.replace('advertising', 'sale')}", "", SOLD_TOO),
    ],
)
def test_data_passed_on_for_advertising_are_brokered_as_in_examples_4_5_and_7(
    exchange: str, flows: str, more: str, outcomes: dict[str, str]
) -> None:
    text = ADVERTS.replace("EXCHANGE", exchange).replace("FLOWS", flows) + more
    found = verdict("us_bulk_data", written(text))
    assert {judged.matter.about: judged.decision.outcome for judged in found.judged} == outcomes
    assert found.decision.outcome == "prohibited"


def test_whom_a_vendor_employs_by_itself_has_no_employment_with_the_firm_that_it_serves() -> None:
    """As in Example 3 of 28 CFR 202.401(c)."""
    text = DEAL.replace("COUNT", "2M").replace("  - {owner: above, of: there, via: shares, share: 60%}\n", "")
    text = text.replace("ownership:\n", "").replace(
        "above: {organised_in: CN}", "staff: {kind: person, organised_in: CN}"
    )
    text += "  - {id: hired, between: [there, staff], kind: employment, gives: {system: store}}\n"
    found = {each.matter.about: each.decision for each in verdict("us_bulk_data", written(text)).judged}
    assert found["here gives there access"].outcome == "not_covered"
    hired = found["here gives staff access"]
    assert (hired.outcome, hired.unknown[0].path) == ("unknown", ("transaction", "arrangement"))


@pytest.mark.parametrize(("home", "outcome"), [("CN", "unknown"), ("IN", "not_covered")])
def test_an_employee_who_lives_in_a_listed_country_is_asked_for_citizenship(home: str, outcome: str) -> None:
    """As in Example 2 of 28 CFR 202.256(b): a citizen is a US person wherever he or she lives."""
    text = DEAL.replace("COUNT", "2M").replace(
        "there: {organised_in: SG}", f"there: {{kind: person, organised_in: {home}}}"
    )
    text = text.replace("  - {owner: above, of: there, via: shares, share: 60%}\n", "").replace("ownership:\n", "")
    decision = verdict("us_bulk_data", written(text.replace("kind: vendor", "kind: employment"))).decision
    assert decision.outcome == outcome
    assert (("counterparty", "citizenships") in [missing.path for missing in decision.unknown]) is (home == "CN")


@pytest.mark.parametrize(
    "store",
    [
        "in: CN",
        "in: SG",
        "operator: unknown, in: HK",
        "operator: unknown, in: unknown",
        "operator: unknown, in: TW",
        "operator: unknown, in: US",
    ],
)
def test_who_runs_a_system_is_asked_wherever_it_may_be_a_covered_person(store: str) -> None:
    data_map = written(IN_CHINA.replace("STORE", store))
    found = verdict("us_bulk_data", data_map).decision
    assert (found.outcome, standing(found)) == ("unknown", "facts_missing")
    assert [missing.ask for missing in found.unknown] == ["who runs the system store, and from which country?"]
    assert set(found.possible) == {"restricted", "not_covered", "nothing_to_judge"}


@pytest.mark.parametrize(("regime", "home"), [("us_bulk_data", "US"), ("gb_adequacy", "GB"), ("eu_adequacy", "DE")])
def test_who_runs_a_system_to_which_a_firm_passes_data_on_is_asked_too(regime: str, home: str) -> None:
    text = IN_CHINA.replace("STORE", "operator: here, in: US}, copy: {in: CN").replace("US", home)
    found = verdict(regime, written(text.replace("}]", "}, {from: store, to: copy, data: [pulse], for: backup}]")))
    assert standing(found.decision) == "facts_missing"
    assert found.decision.unknown[0].ask == "who runs the system copy, and from which country?"


@pytest.mark.parametrize(
    ("store", "data", "count"),
    [
        ("operator: here, in: TW", "health", "500k"),
        ("operator: here, in: CN", "text", "500k"),
        ("operator: here, in: HK", "health", "{best: 9k, exact: true, why: x}"),
        ("operator: here, in: SG", "health", "500k"),
        ("in: US", "health", "500k"),
        ("in: CN", "text", "500k"),
        ("operator: unknown, in: US", "text", "500k"),
        ("operator: unknown, in: SG", "health", "{best: 9k, exact: true, why: x}"),
        ("in: CN", "health", "{best: 9k, exact: true, why: x}"),
    ],
)
def test_who_runs_a_system_is_not_asked_where_no_answer_could_matter(store: str, data: str, count: str) -> None:
    text = IN_CHINA.replace("STORE", store).replace("pulse: health", f"pulse: {data}").replace("500k", count)
    found = verdict("us_bulk_data", written(text)).decision
    assert standing(found) in ("does_not_concern", "nothing_drawn")
    assert found.unknown == ()


@pytest.mark.parametrize("runs", ["here", "us-cloud", "sg-cloud"])
@pytest.mark.parametrize(("place", "country"), [("CN", "China"), ("HK", "Hong Kong")])
def test_who_works_at_a_system_in_a_listed_country_is_asked_where_its_operator_is_no_covered_person(
    runs: str, place: str, country: str
) -> None:
    """As staff of a branch, which is its firm itself, in Example 5 of 28 CFR 202.506(b)."""
    text = IN_CHINA.replace("cloud: {organised_in: SG}", "us-cloud: {organised_in: US}, sg-cloud: {organised_in: SG}")
    found = verdict("us_bulk_data", written(text.replace("STORE", f"operator: {runs}, in: {place}")))
    assert (found.decision.outcome, found.standing) == ("unknown", "facts_missing")
    asked = f"who works at the system store, living mainly in {country}, and gets at the data?"
    assert [missing.ask for missing in found.decision.unknown] == [asked]
    assert {"restricted", "not_covered"} <= set(found.decision.possible)


def test_who_works_at_a_system_is_not_asked_of_a_covered_person_or_in_a_country_not_listed() -> None:
    by_firm = IN_CHINA.replace("organised_in: SG", "organised_in: CN").replace("STORE", "operator: cloud, in: CN")
    assert [each.decision.outcome for each in verdict("us_bulk_data", written(by_firm)).judged] == ["restricted"]
    own = IN_CHINA.replace("STORE", "operator: here, in: TW")
    assert verdict("us_bulk_data", written(own)).judged == ()


IN_LOGS = "do the data carry advertising ids, IP addresses or account names, or official numbers together with names?"


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        (["metadata"], "unknown"),
        (["identity"], "unknown"),
        (["metadata", "profile"], "unknown"),
        (["metadata", "contacts"], "unknown"),
        (["metadata", "device"], "prohibited"),
        (["profile"], "not_covered"),
        (["metadata", "text"], "unknown"),
    ],
)
def test_which_identifiers_logs_and_papers_carry_is_asked_where_that_decides(kinds: list[str], outcome: str) -> None:
    """By 28 CFR 202.212 and .234, two identifiers of which not all are of contact are covered."""
    named = ", ".join(f"d{number}: {kind}" for number, kind in enumerate(kinds))
    text = ADVERTS.replace("EXCHANGE", "CN").replace("FLOWS", PASSED_ON).replace("phone: device", named)
    text = text.replace("[phone]", f"[{', '.join(f'd{number}' for number, _ in enumerate(kinds))}]")
    decision = verdict("us_bulk_data", written(text)).decision
    assert decision.outcome == outcome
    assert [missing.ask for missing in decision.unknown] == ([IN_LOGS] if outcome == "unknown" else [])
