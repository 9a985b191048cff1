"""What laws say of maps: outcomes a practitioner knows, facts that the map says, counts and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from math import log
from statistics import NormalDist
from typing import Any

import pytest

from data_maps.countries import CODES, members, part_of
from data_maps.model import DataMap
from data_maps.problems import Path, path_text
from data_maps.quantities import Estimate
from data_maps.reading import case_names
from data_maps.vocabulary import organisations, terms
from risk.regimes import NAMES, decide_on
from risk.regimes.on_maps import MATTERS, beside_transfer_law, facts, without_transfer_law
from risk.regimes.on_maps.asking import is_presumed
from risk.regimes.on_maps.judging import FURTHEST, over_text, standing, verdict, verdicts
from risk.regimes.on_maps.matter import with_value
from risk.regimes.on_maps.parties import is_minority_of_board, organisation, party, relation
from risk.regimes.on_maps.questions import PLAIN
from risk.regimes.parameters import law
from risk.regimes.schema import faults, question, schema
from tests.support.assessed import case_map as case
from tests.support.examples import for_every
from tests.support.maps import map_of as written
from tests.support.maps import small_text
from tests.support.spoken_facts import spoken

TODAY = date(2026, 11, 25)
DEAL = """\
app: {name: Harbour, operator: here, kind: fitness}
as_of: 2026-03-01
users: {people: {in: US, count: COUNT}}
data: {pulse: health}
parties:
  here: {organised_in: US}
  there: {organised_in: SG}
  above: {organised_in: CN}
ownership:
  - {owner: above, of: there, via: shares, share: 60%}
systems: {store: {operator: here, in: US, keys: operator}}
flows:
  - {from: people, to: store, data: [pulse]}
access:
  - {party: there, to: store}
agreements:
  - {id: help, between: [here, there], kind: vendor, gives: {system: store}}
"""


@pytest.mark.parametrize(
    ("name", "day", "outcomes"),
    [
        ("wechat-2020", "2020-09-19", {"us_2020_orders": "enjoined", "us_pafaca": "not_in_force"}),
        ("wechat-2020", "2020-09-25", {"us_2020_orders": "enjoined", "us_bulk_data": "not_in_force"}),
        (
            "wechat-2020",
            "2026-11-25",
            {
                "us_2020_orders": "revoked",
                "us_pafaca": "needs_determination",
                "us_icts": "unknown",
                "us_bulk_data": "nothing_to_judge",
                "us_padfa": "nothing_to_judge",
            },
        ),
        ("tiktok-2020", "2020-09-17", {"us_2020_orders": "not_identified"}),
        ("tiktok-2020", "2020-09-18", {"us_2020_orders": "not_yet_effective"}),
        ("tiktok-2020", "2020-09-27", {"us_2020_orders": "enjoined", "us_pafaca": "not_in_force"}),
        ("tiktok-2020", "2024-04-23", {"us_pafaca": "not_in_force"}),
        ("tiktok-2020", "2024-04-24", {"us_pafaca": "controlled_application", "us_icts": "reviewable"}),
        ("tiktok-2020", "2025-01-18", {"us_pafaca": "controlled_application", "us_2020_orders": "revoked"}),
        ("tiktok-2020", "2025-01-19", {"us_pafaca": "prohibited", "us_bulk_data": "not_in_force"}),
        ("tiktok-2020", "2026-01-21", {"us_pafaca": "prohibited"}),
        ("tiktok-2020", "2026-01-22", {"us_pafaca": "unknown"}),
        ("tiktok-2020", "2026-11-25", {"us_bulk_data": "unknown", "us_cfius_data": "unknown"}),
        ("tiktok-2026", "2026-08-01", {"us_pafaca": "not_prohibited"}),
        (
            "eu-saas",
            "2026-11-01",
            {"eu_transfer": "transfer", "eu_adequacy": "unknown", "us_pafaca": "nothing_to_judge"},
        ),
    ],
)
def test_a_practitioner_knows_the_outcome(name: str, day: str, outcomes: dict[str, str]) -> None:
    data_map = case(name)
    found = {regime: verdict(regime, data_map, date.fromisoformat(day)).decision for regime in outcomes}
    assert {regime: decision.outcome for regime, decision in found.items()} == outcomes
    assert all(finding.citation for decision in found.values() for finding in decision.because)
    assert all(decision.because for decision in found.values())


SENT_ABROAD = """\
app: {name: Puls, operator: here, kind: fitness}
as_of: 2026-03-01
users: {people: {in: HOME, count: 5M}}
data: {words: text}
parties: {here: {organised_in: HOME}, there: {organised_in: ABROAD, name: NAME}}
systems: {store: {operator: here, in: HOME, keys: operator}, away: {operator: there, in: ABROAD, keys: operator}}
flows:
  - {from: people, to: store, data: [words]}
  - {from: store, to: away, data: [words]}
"""
HEALTH = """\
app: {name: Puls, operator: puls, kind: fitness}
as_of: 2026-11-01
viewpoint: DE
users: {patients: {in: DE, count: 400k}}
data: {pulse: health}
parties: {puls: {organised_in: DE}, cloud: {organised_in: US}}
systems: {store: {STORE, keys: operator}}
flows: [{from: patients, to: store, data: [pulse]}]
"""


def test_an_app_that_uses_the_cloud_of_a_firm_abroad_makes_a_transfer_and_is_asked_what_covers_it() -> None:
    data_map = written(HEALTH.replace("STORE", "operator: cloud, in: DE"))
    outcomes = {regime: verdict(regime, data_map).decision for regime in ("eu_transfer", "eu_adequacy")}
    assert {regime: decision.outcome for regime, decision in outcomes.items()} == {
        "eu_transfer": "transfer",
        "eu_adequacy": "unknown",
    }
    assert ("importer_on_dpf_list",) in [missing.path for missing in outcomes["eu_adequacy"].unknown]


@pytest.mark.parametrize(
    ("day", "asked"), [("2019-06-01", "importer_on_privacy_shield_list"), ("2023-07-10", "data_kind")]
)
def test_an_agreement_on_the_framework_of_2023_puts_nobody_on_the_list_of_the_privacy_shield(
    day: str, asked: str
) -> None:
    agreement = "agreements: [{id: help, between: [puls, cloud], kind: processing, transfer_tool: privacy_framework}]\n"
    data_map = written(HEALTH.replace("STORE", "operator: cloud, in: DE") + agreement)
    decision = verdict("eu_adequacy", data_map, date.fromisoformat(day)).decision
    assert [missing.path for missing in decision.unknown][:1] == ([(asked,)] if day < "2020" else [])
    assert (decision.outcome == "unknown") is (day < "2020")


def test_no_measure_is_called_for_where_a_decision_covers_the_transfer() -> None:
    text = HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", "organised_in: NZ")
    decision = verdict("eu_supplementary_measures", written(text)).decision
    assert decision.outcome == "no_supplementary_measure_needed"


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [
        ("2018-06-01", ("no_transfer", "nothing_to_judge", "nothing_to_judge")),
        ("2020-01-31", ("no_transfer", "nothing_to_judge", "nothing_to_judge")),
        ("2020-02-01", ("no_transfer", "not_a_third_country", "not_a_third_country")),
        ("2020-06-01", ("no_transfer", "not_a_third_country", "not_a_third_country")),
        ("2020-12-31", ("no_transfer", "not_a_third_country", "not_a_third_country")),
        ("2021-03-01", ("no_transfer", "not_a_third_country", "not_a_third_country")),
        ("2021-06-27", ("no_transfer", "not_a_third_country", "not_a_third_country")),
        ("2021-06-28", ("transfer", "adequate", "adequate")),
    ],
)
def test_the_laws_on_transfers_agree_on_the_days_on_which_britain_was_a_third_country(
    day: str, outcomes: tuple[str, ...]
) -> None:
    data_map = written(
        HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", "organised_in: GB")
    )
    laws = ("eu_transfer", "eu_adequacy", "eu_grounds")
    assert tuple(verdict(name, data_map, date.fromisoformat(day)).decision.outcome for name in laws) == outcomes


EFTA = {"IS", "LI", "NO"}
ON_DESTINATIONS = ("eu_adequacy", "eu_grounds", "eu_supplementary_measures")


@pytest.mark.parametrize(
    ("place", "day", "standing"),
    [
        ("GB", "2018-06-01", "does_not_concern"),
        ("FR", "2018-06-01", "does_not_concern"),
        ("HR", "2018-06-01", "does_not_concern"),
        ("GB", "2012-06-01", "does_not_concern"),
        ("FR", "2012-06-01", "does_not_concern"),
        ("HR", "2012-06-01", "text_not_read"),
        ("HR", "2013-06-30", "text_not_read"),
        ("HR", "2013-07-01", "does_not_concern"),
        ("RO", "2006-12-31", "text_not_read"),
    ],
)
def test_a_state_is_a_member_by_the_day_that_is_asked(place: str, day: str, standing: str) -> None:
    data_map = written(HEALTH.replace("STORE", "operator: cloud, in: DE").replace("in: US}", f"in: {place}}}"))
    found = {name: verdict(name, data_map, date.fromisoformat(day)).standing for name in ON_DESTINATIONS}
    assert found == dict.fromkeys(ON_DESTINATIONS, standing)


@pytest.mark.parametrize(
    ("day", "said", "cited"),
    [
        ("2020-06-01", "in the transition period the law of the Union applied", "Withdrawal Agreement Art. 126, 127"),
        ("2021-03-01", "the agreement treats transfers to the United Kingdom", "Art. FINPROV.10A"),
    ],
)
def test_why_britain_was_no_third_country_once_it_had_left_is_the_agreement_of_that_day(
    day: str, said: str, cited: str
) -> None:
    data_map = written(HEALTH.replace("STORE", "operator: cloud, in: DE").replace("in: US}", "in: GB}"))
    (finding,) = verdict("eu_adequacy", data_map, date.fromisoformat(day)).decision.because
    assert finding.text.startswith(said)
    assert finding.citation.endswith(cited)


def test_the_places_from_which_the_union_says_what_may_leave_are_those_of_the_day() -> None:
    days = (date(2018, 6, 1), date(2020, 6, 1), date(2020, 12, 31), date(2021, 1, 1))
    assert ["GB" in law("eu_transfer").homes(day) for day in days] == [True, True, True, False]


@pytest.mark.parametrize(
    ("day", "outcome"), [("2021-06-27", "nothing_to_judge"), ("2021-06-28", "no_supplementary_measure_needed")]
)
def test_no_measure_is_asked_for_where_the_destination_is_no_third_country(day: str, outcome: str) -> None:
    data_map = written(
        HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", "organised_in: GB")
    )
    assert verdict("eu_supplementary_measures", data_map, date.fromisoformat(day)).decision.outcome == outcome


@pytest.mark.parametrize(("day", "outcome"), [("2020-12-31", "transfer"), ("2021-01-01", "nothing_to_judge")])
def test_people_in_britain_were_in_the_area_until_the_transition_ended(day: str, outcome: str) -> None:
    data_map = written(HEALTH.replace("DE", "GB").replace("STORE", "operator: cloud, in: GB"))
    assert verdict("eu_transfer", data_map, date.fromisoformat(day)).decision.outcome == outcome


def test_a_transfer_that_no_decision_covers_is_asked_what_it_rests_on() -> None:
    text = HEALTH.replace("STORE", "operator: cloud, in: DE")
    listed, other = (
        verdict("eu_grounds", written(text.replace("organised_in: US", f"organised_in: {place}"))).decision
        for place in ("NZ", "CN")
    )
    assert (listed.outcome, listed.unknown) == ("adequate", ())
    assert (other.outcome, [missing.path for missing in other.unknown]) == ("unknown", [("ground",)])


@pytest.mark.parametrize(
    ("regime", "place", "tool", "outcome", "asked"),
    [
        ("eu_grounds", "DE", "standard_clauses", "unknown", ["clauses_unchanged", "protection_equivalent"]),
        ("eu_grounds", "DE", "none", "no_ground", []),
        ("eu_adequacy", "DE", "privacy_framework", "adequate", []),
        ("eu_grounds", "DE", "privacy_framework", "adequate", []),
        ("gb_transfer", "GB", "uk_addendum", "unknown", ["clauses_unchanged", "protection_test_met"]),
        ("br_transfer", "BR", "standard_clauses", "unknown", ["clauses_unchanged"]),
        ("kr_transfer", "KR", "standard_clauses", "unknown", ["destination", "ground"]),
        (
            "jp_transfer",
            "JP",
            "equivalent_system",
            "unknown",
            ["recipient_handles_data", "handled_in_japan", "system_meets_standards", "measures_kept_up"],
        ),
        ("au_transfer", "AU", "own_clauses", "unknown", ["released_from_control", "steps_reasonable"]),
        ("au_transfer", "AU", "binding_corporate_rules", "unknown", ["released_from_control", "ground"]),
    ],
)
def test_the_tool_that_an_agreement_names_is_the_ground_whose_conditions_are_asked_for(
    regime: str, place: str, tool: str, outcome: str, asked: list[str]
) -> None:
    text = HEALTH.replace("DE", place).replace("STORE", f"operator: cloud, in: {place}")
    if tool != "privacy_framework":
        text = text.replace("organised_in: US", "organised_in: CN")
    agreement = f"agreements: [{{id: hosting, between: [puls, cloud], kind: processing, transfer_tool: {tool}}}]\n"
    decision = verdict(regime, written(text + agreement)).decision
    assert (decision.outcome, [missing.path[0] for missing in decision.unknown]) == (outcome, asked)


def test_a_sale_that_one_reading_prohibits_is_headed_as_open_in_the_text() -> None:
    found = verdict("us_padfa", written(SOLD.replace("MORE", "").replace("CN", "HK")))
    assert (found.decision.outcome, standing(found.decision)) == ("unknown", "text_open")
    assert [judged.decision.outcome for judged in found.judged] == ["unknown", "not_covered"]


EPO = (
    HEALTH.replace("STORE", "operator: puls, in: DE")
    .replace("cloud: {organised_in: US}", "cloud: {name: European Patent Organisation, organised_in: DE}")
    .replace("data: [pulse]}]", "data: [pulse]}, {from: store, to: cloud, data: [pulse]}]")
)
"""A firm that sends data to an international organisation whose seat is inside the Union."""


@pytest.mark.parametrize(
    ("regime", "before", "since"),
    [
        ("eu_transfer", "transfer", "transfer"),
        ("eu_adequacy", "not_adequate", "adequate"),
        ("eu_grounds", "unknown", "adequate"),
        ("eu_supplementary_measures", "unknown", "no_supplementary_measure_needed"),
    ],
)
def test_an_international_organisation_is_one_for_chapter_v_wherever_it_has_its_seat(
    regime: str, before: str, since: str
) -> None:
    outcomes = [verdict(regime, written(EPO), date(2025, 7, day)).decision.outcome for day in (14, 15)]
    assert outcomes == [before, since]
    for firm in ("Patents GmbH", "Epo"):
        other = written(EPO.replace("European Patent Organisation", firm))
        assert standing(verdict(regime, other, date(2025, 7, 15)).decision) == "does_not_concern"


@pytest.mark.parametrize("name", ["European Patent Organisation", "United Nations", "World Health Organization"])
@pytest.mark.parametrize(
    ("regime", "home"),
    [("gb_adequacy", "GB"), ("gb_transfer", "GB"), ("ch_adequacy", "CH"), ("br_transfer", "BR"), ("kr_transfer", "KR")],
)
def test_an_international_organisation_is_not_on_a_list_by_the_country_of_its_seat(
    name: str, regime: str, home: str
) -> None:
    text = SENT_ABROAD.replace("HOME", home).replace("ABROAD", "DE")
    found, firm = (verdict(regime, written(text.replace("NAME", called)), TODAY) for called in (name, "Patents GmbH"))
    assert standing(found.decision) == "applies_open"
    assert "unlisted_organisation" in {missing.path[0] for missing in found.decision.unknown} or regime == "gb_transfer"
    assert firm.decision.outcome == "adequate"
    assert any("international organisation" in told.text for told in firm.presumed) is (regime != "gb_transfer")


def test_an_organisation_is_known_by_its_whole_name_alone() -> None:
    text = SENT_ABROAD.replace("HOME", "DE").replace("ABROAD", "CH")
    names = ("United Nations", "United Nations (UN)", "World Health Organization", "United Nations Friends Club")
    outcomes = [verdict("eu_adequacy", written(text.replace("NAME", name)), TODAY).decision.outcome for name in names]
    assert outcomes == ["not_adequate", "not_adequate", "not_adequate", "adequate"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("European Patent Organization", True),
        ("European Patent Office (EPO)", True),
        ("EPO", True),
        ("Epo", False),
        ("European Patent Office Canteen GmbH", False),
    ],
)
def test_a_firm_whose_name_begins_with_that_of_an_organisation_is_a_firm(name: str, known: bool) -> None:
    found = organisation(
        written(SENT_ABROAD.replace("HOME", "DE").replace("ABROAD", "DE").replace("NAME", name)), "there"
    )
    assert (found and found.value) == ("european_patent_organisation" if known else None)


def test_the_table_of_organisations_has_a_source_and_no_name_twice() -> None:
    table = organisations()
    names = [name for entry in table.organisations for name in (entry.name, *entry.also)]
    assert (table.source.grade, len(names)) == ("D4", len(set(names)))


def test_a_place_is_part_of_a_state_by_one_list_as_by_the_texts() -> None:
    """The territories of 31 CFR 800.251, and what each list of the European Economic Area names beside the states."""
    states = law("us_cfius_data").value("united_states")
    assert [code for code in sorted(CODES) if part_of(code) == "US"] == sorted({*states} - {"US"})
    area = law("eu_transfer").value("eea", TODAY)
    assert [code for code in sorted(CODES) if part_of(code) in area] == sorted({*area} - members("EU", TODAY) - EFTA)


@pytest.mark.parametrize("place", ["AX", "GF", "GP", "MF", "MQ", "RE", "YT"])
@pytest.mark.parametrize(
    ("regime", "home"),
    [("gb_adequacy", "GB"), ("ch_adequacy", "CH"), ("br_transfer", "BR"), ("kr_transfer", "KR"), ("jp_transfer", "JP")],
)
def test_a_part_of_a_listed_state_is_listed_as_it_is(place: str, regime: str, home: str) -> None:
    text = SENT_ABROAD.replace("HOME", home).replace("ABROAD", place).replace("NAME", "Firm")
    text += "agreements: [{id: for, between: [here, there], kind: processing, handling: for_sender}]\n"
    decision = verdict(regime, written(text), TODAY).decision
    assert decision.outcome == "adequate"
    assert "part of a state that is" in decision.because[-1].text
    elsewhere = written(text.replace(place, "NC"))
    assert verdict(regime, elsewhere, TODAY).decision.outcome != "adequate"


@pytest.mark.parametrize("place", ["US", "PR", "VI", "GU"])
@pytest.mark.parametrize(
    ("regime", "home", "asked"),
    [
        ("eu_adequacy", "DE", "importer_on_dpf_list"),
        ("gb_adequacy", "GB", "importer_in_uk_extension"),
        ("ch_adequacy", "CH", "importer_certified"),
    ],
)
def test_a_territory_of_the_united_states_is_asked_for_the_list_of_the_framework(
    place: str, regime: str, home: str, asked: str
) -> None:
    text = SENT_ABROAD.replace("HOME", home).replace("ABROAD", place).replace("NAME", "Firm")
    decision = verdict(regime, written(text), TODAY).decision
    assert (decision.outcome, asked in [missing.path[-1] for missing in decision.unknown]) == ("unknown", True)


@pytest.mark.parametrize(
    ("operator", "day", "expected"),
    [
        ("US", "2025-02-04", "does_not_concern"),
        ("DE", "2026-11-01", "does_not_concern"),
        ("CN", "2025-02-04", "text_not_read"),
        ("RU", "2026-11-01", "text_not_read"),
        ("US", "2020-02-01", "text_not_read"),
    ],
)
def test_a_text_that_was_not_read_is_asked_only_of_a_supplier_whom_its_order_can_reach(
    operator: str, day: str, expected: str
) -> None:
    text = IN_CHINA.replace("STORE", "in: US").replace("US}, ", f"{operator}}}, ").replace("500k", "5M")
    found = verdict("us_icts", written(text), date.fromisoformat(day))
    assert found.standing == expected
    if expected == "does_not_concern":
        assert "tied to a country on its list" in found.decision.because[0].text
    order = law("us_icts").parameters["order"].versions[0]
    assert (order.citation, order.read.text) == ("Executive Order 13873, section 1(a)(i)", "eo-13873-copy")


@pytest.mark.parametrize(("fund", "share"), [("CN", "49%"), ("CN", "1%"), ("MO", "1%")])
def test_any_owner_from_an_adversary_leaves_a_text_that_was_not_read_open(fund: str, share: str) -> None:
    text = MINORITY.replace("SHARE", share).replace("MORE", SEAT).replace("CN", fund)
    assert verdict("us_icts", written(text), date(2026, 11, 1)).standing == "text_not_read"
    assert verdict("us_icts", written(text.replace(fund, "GB")), date(2026, 11, 1)).standing == "does_not_concern"


@pytest.mark.parametrize("day", ["2021-06-01", "2022-03-20", "2022-03-21"])
def test_standard_clauses_of_a_map_are_those_of_its_day_in_the_united_kingdom(day: str) -> None:
    text = HEALTH.replace("DE", "GB").replace("STORE", "operator: cloud, in: GB").replace("in: US", "in: CN")
    agreement = "agreements: [{id: help, between: [puls, cloud], kind: processing, transfer_tool: standard_clauses}]\n"
    decision = verdict("gb_transfer", written(text + agreement), date.fromisoformat(day)).decision
    asked = [missing.path[0] for missing in decision.unknown]
    assert (decision.outcome, asked) == ("unknown", ["clauses_unchanged", "protection_test_met"])


@pytest.mark.parametrize("tools", [("none", "standard_clauses"), ("standard_clauses", "none")])
def test_an_agreement_that_names_no_tool_takes_nothing_from_one_that_does(tools: tuple[str, str]) -> None:
    text = HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", "organised_in: CN")
    between = "between: [puls, cloud], kind: processing"
    agreements = "".join(
        f"  - {{id: deal-{number}, {between}, transfer_tool: {tool}}}\n" for number, tool in enumerate(tools)
    )
    decision = verdict("eu_grounds", written(f"{text}agreements:\n{agreements}")).decision
    asked = [missing.path[0] for missing in decision.unknown]
    assert (decision.outcome, asked) == ("unknown", ["clauses_unchanged", "protection_equivalent"])


@pytest.mark.parametrize(
    ("regime", "place", "outcome"),
    [
        ("ch_adequacy", "CH", "unknown"),
        ("gb_transfer", "GB", "unknown"),
        ("br_transfer", "BR", "unknown"),
        ("kr_transfer", "KR", "unknown"),
        ("jp_transfer", "JP", "unknown"),
        ("au_transfer", "AU", "unknown"),
        ("in_transfer", "IN", "unknown"),
        ("ch_adequacy", "DE", "nothing_to_judge"),
    ],
)
def test_data_of_people_of_a_state_that_go_abroad_are_judged_by_its_own_law(
    regime: str, place: str, outcome: str
) -> None:
    text = HEALTH.replace("DE", place).replace("STORE", f"operator: cloud, in: {place}")
    assert verdict(regime, written(text)).decision.outcome == outcome


@pytest.mark.parametrize(
    ("regime", "store", "expected"),
    [
        ("eu_transfer", "operator: cloud, in: DE", "applies"),
        ("eu_adequacy", "operator: cloud, in: DE", "applies_open"),
        ("eu_grounds", "operator: cloud, in: DE", "applies_open"),
        ("eu_transfer", "in: DE", "facts_missing"),
        ("eu_adequacy", "in: US", "facts_missing"),
        ("eu_grounds", "in: DE", "facts_missing"),
        ("eu_supplementary_measures", "in: US", "facts_missing"),
        ("gb_adequacy", "in: US", "does_not_concern"),
        ("ch_adequacy", "in: US", "does_not_concern"),
        ("eu_adequacy", "operator: puls, in: DE", "does_not_concern"),
        ("us_icts", "operator: cloud, in: DE", "does_not_concern"),
        ("in_transfer", "operator: cloud, in: DE", "does_not_concern"),
        ("us_padfa", "operator: cloud, in: DE", "does_not_concern"),
    ],
)
def test_a_law_applies_may_apply_or_does_not(regime: str, store: str, expected: str) -> None:
    assert standing(verdict(regime, written(HEALTH.replace("STORE", store))).decision) == expected


ONE_SILENT = (
    HEALTH.replace("STORE, keys: operator}", "operator: cloud, in: CLOUD, keys: operator}, quiet: {keys: operator}")
    .replace("organised_in: US", "organised_in: CLOUD")
    .replace("data: [pulse]}]", "data: [pulse]}, {from: patients, to: quiet, data: [pulse]}]")
)
"""One flow to a cloud, and one to a system of which nothing is said."""


@pytest.mark.parametrize("cloud", ["CH", "IN"])
@pytest.mark.parametrize("regime", ["eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_a_law_that_applies_to_one_flow_applies_to_the_map_whatever_is_open_of_another(regime: str, cloud: str) -> None:
    found = verdict(regime, written(ONE_SILENT.replace("CLOUD", cloud)))
    on_things = [standing(judged.decision) for judged in found.judged]
    assert len(on_things) == 2
    assert "facts_missing" in on_things
    assert found.standing == "applies_open"
    assert found.lacking is not None


def test_a_law_that_applies_to_nothing_for_sure_may_apply_and_one_that_lacks_nothing_asks_nothing() -> None:
    silent, told = (
        verdict("eu_transfer", written(HEALTH.replace("STORE", f"{who}in: DE"))) for who in ("", "operator: cloud, ")
    )
    assert (silent.standing, silent.lacking) == ("facts_missing", silent.judged[0])
    assert (told.standing, told.lacking) == ("applies", None)


@pytest.mark.parametrize(
    ("regime", "place"),
    [("gb_adequacy", "GB"), ("gb_transfer", "GB"), ("ch_adequacy", "CH"), ("br_transfer", "BR"), ("jp_transfer", "JP")],
)
def test_who_runs_a_system_is_asked_by_the_law_of_the_people_whose_data_go_there(regime: str, place: str) -> None:
    found = verdict(regime, written(HEALTH.replace("DE", place).replace("STORE", f"in: {place}")))
    assert standing(found.decision) == "facts_missing"
    assert found.decision.unknown
    (judged,) = found.judged
    assert judged.matter.about == "data go to the system store, and who runs it is not known"


@pytest.mark.parametrize(
    ("count", "more", "outcome"),
    [
        ("5M", "accounts: true, shows_users_content: true", "needs_determination"),
        ("5M", "accounts: true", "does_not_concern"),
        ("[900k, 1M, 1.1M]", "accounts: true, shows_users_content: true", "does_not_concern"),
    ],
)
def test_a_law_that_concerns_nobody_under_any_outcome_left_is_headed_so(count: str, more: str, outcome: str) -> None:
    text = MINORITY.replace("accounts: true, shows_users_content: true", more).replace("5M", count)
    found = verdict("us_pafaca", written(text.replace("SHARE", "60%").replace("MORE", "")))
    assert (found.decision.outcome, standing(found.decision)) == (outcome, "does_not_concern")
    assert found.decision.unknown == ()


def test_a_text_that_is_not_read_in_leaves_it_open_whether_its_law_applies() -> None:
    assert standing(verdict("us_icts", case("wechat-2020"), date(2025, 2, 4)).decision) == "text_not_read"
    assert standing(verdict("us_2020_orders", case("wechat-2020"), date(2026, 11, 1)).decision) == "not_in_force"


@pytest.mark.parametrize(
    ("home", "day", "told"),
    [
        (
            "CN",
            "2027-02-01",
            ["software of connected vehicles", "the rules on connected", "vehicles of model year 2027"],
        ),
        ("RU", "2025-03-17", ["software of connected vehicles", "the rules on connected vehicles are in force"]),
        ("CN", "2025-03-16", []),
        ("US", "2020-02-01", []),
    ],
)
def test_what_is_held_beside_a_text_that_was_not_read_is_told(home: str, day: str, told: list[str]) -> None:
    found = verdict(
        "us_icts", written(IN_CHINA.replace("STORE", "in: US").replace("US}, ", f"{home}}}, ")), date.fromisoformat(day)
    )
    *beside, last = found.decision.because
    assert standing(found.decision) == "text_not_read"
    assert "not been read in" in last.text
    assert [finding.text.startswith(words) for finding, words in zip(beside, told, strict=True)] == [True] * len(told)


def test_a_system_whose_operator_is_not_known_leaves_it_open_whether_there_is_a_transfer() -> None:
    decision = verdict("eu_transfer", written(HEALTH.replace("STORE", "in: DE"))).decision
    assert decision.outcome == "unknown"
    assert [missing.path for missing in decision.unknown] == [("separate_legal_entity",), ("importer_location",)]


def test_a_system_that_the_operator_runs_itself_makes_no_transfer() -> None:
    decision = verdict("eu_transfer", written(HEALTH.replace("STORE", "operator: puls, in: DE"))).decision
    assert decision.outcome == "nothing_to_judge"


def test_a_text_that_was_not_read_in_is_named_and_its_predecessor_not_applied() -> None:
    found = verdict("us_icts", case("wechat-2020"), date(2025, 2, 4))
    (reason,) = found.decision.because
    assert "has not been read in" in reason.text
    assert [judged.counts for judged in found.judged] == [()]
    assert verdict("us_icts", case("wechat-2020"), date(2025, 2, 3)).decision.outcome == "reviewable"


@pytest.mark.parametrize(("day", "suspended"), [("2025-01-19", False), ("2025-06-01", True), ("2026-01-21", True)])
def test_what_is_prohibited_says_whether_it_was_enforced(day: str, suspended: bool) -> None:
    decision = verdict("us_pafaca", case("tiktok-2020"), date.fromisoformat(day)).decision
    assert decision.outcome == "prohibited"
    assert (decision.determinations.get("enforcement") == "suspended") is suspended
    assert (decision.because[-1].text == "enforcement suspended by executive order") is suspended


def test_a_sale_that_an_order_recognised_ends_the_prohibition() -> None:
    decision = verdict("us_pafaca", case("tiktok-2026"), date(2026, 11, 1)).decision
    assert (decision.outcome, decision.determinations["qualified_divestiture"]) == ("not_prohibited", True)
    assert [finding.citation for finding in decision.because[-2:]] == [
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
        ("harbour", "2020-09-01", "does_not_concern"),
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
    assert (decision.outcome, standing(decision)) == ("needs_determination", "does_not_concern")
    assert "without one the Act does not reach the app" in " ".join(finding.text for finding in decision.because)


@pytest.mark.parametrize(("day", "told"), [("2025-01-18", True), ("2025-01-19", False), ("2025-06-01", False)])
def test_a_controlled_application_says_from_when_the_prohibition_begins(day: str, told: bool) -> None:
    found = verdict("us_pafaca", case("tiktok-2020"), date.fromisoformat(day))
    for judged in found.judged:
        assert ("the prohibition begins on 2025-01-19" in {f.text for f in judged.decision.because}) is told


def test_one_seat_of_seven_directs_nobody_and_a_majority_of_seats_does() -> None:
    """The former owner's seat is a right in the venture, and no control of it; four of seven would be control."""
    seat, most = case("tiktok-2026"), {"share": Estimate(form="exact", best=4 / 7, why="four of seven")}
    lines = [line.model_copy(update=most) if line.via == "board" else line for line in seat.ownership]
    for data_map, directed in ((seat, False), (seat.model_copy(update={"ownership": tuple(lines)}), True)):
        record = party(data_map, "joint-venture")
        assert [of["through"].value for of in record["controlled_by"] or []] == directed * [
            "ownership_and_governance"
        ] * 4
        decision = verdict("us_pafaca", data_map, date(2026, 11, 1)).decision
        assert any(finding.text.startswith("open: ") for finding in decision.because) is directed


def test_a_seat_whose_share_of_the_board_is_unknown_may_direct() -> None:
    text = STAKE.replace("via: shares, share: 60%", "via: board, share: unknown")
    (line,) = written(text).ownership
    assert (line.share is not None and line.share.best, is_minority_of_board(line)) == (None, False)
    record = party(written(text), "here")
    assert record["controlled_by"] is None
    assert [(of["percent"].value, of["directs"].value) for of in record["owners"]] == [(0, "unknown")]


@pytest.mark.parametrize(
    ("share", "outcome", "asked"),
    [
        ("[30%, 50%]", "supplier_test_not_met", []),
        ("[45%, 55%]", "unknown", [("supplier", "owners", 0, "directs")]),
        ("unknown", "unknown", [("supplier", "owners", 0, "directs")]),
        ("[51%, 60%]", "reviewable", []),
    ],
)
@pytest.mark.parametrize("beside", ["", "{owner: fund, of: here, via: shares, share: 9%}"])
def test_seats_whose_range_straddles_half_of_the_board_count_by_neither_end(
    share: str, outcome: str, asked: list[Path], beside: str
) -> None:
    text = MINORITY.replace("via: shares, share: SHARE", f"via: board, share: {share}")
    decision = verdict("us_icts", written(text.replace("MORE", f"- {beside}" if beside else ""))).decision
    assert (decision.outcome, [missing.path for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(("share", "most"), [("[45%, 55%]", False), ("[51%, 60%]", True)])
def test_most_of_a_board_is_a_right_only_where_the_whole_range_is_most_of_it(share: str, most: bool) -> None:
    text = MINORITY.replace("via: shares, share: SHARE", f"via: board, share: {share}").replace("MORE", "")
    (matter,) = facts("us_cfius_data", written(text))
    assert ("appoint_most_directors" in matter.facts["investment"]["rights"]) is most


def test_shares_and_a_seat_of_one_investor_are_one_investment() -> None:
    found = verdict("us_cfius_data", case("tiktok-2026"), TODAY)
    titles = [judged.matter.about for judged in found.judged]
    assert titles == ["MGX in TikTok USDS Joint Venture LLC", "ByteDance Ltd. in TikTok USDS Joint Venture LLC"]
    assert [judged.decision.determinations["board_right"] for judged in found.judged] == [True, True]


def test_a_map_that_says_nothing_of_the_rights_of_an_investor_is_asked_for_them() -> None:
    found = verdict("us_cfius_data", case("tiktok-2026"), TODAY)
    (share,) = (judged for judged in found.judged if judged.matter.facts["investment"].get("percent") == 19.9)
    assert (share.decision.outcome, standing(found.decision)) == ("unknown", "facts_missing")
    assert ("investment", "rights") in [missing.path for missing in share.decision.unknown]


STAKE = DEAL.replace("COUNT", "{best: 2M, exact: true, why: x}").replace("of: there,", "of: here,")
INVESTMENT = "  - {id: stake, between: [above, here], kind: investment}\n"


@pytest.mark.parametrize("home", ["CN", "DE", "GB"])
def test_a_stake_from_abroad_is_a_deal_only_where_a_map_states_one(home: str) -> None:
    held = STAKE.replace("above: {organised_in: CN}", f"above: {{organised_in: {home}}}").replace("60%", "100%")
    found, dealt = (verdict("us_cfius_data", written(text), TODAY) for text in (held, held + INVESTMENT))
    assert standing(found.decision) == "facts_missing"
    assert set(found.decision.possible) == {"not_covered", "covered_control_transaction"}
    assert [missing.path for missing in found.decision.unknown] == [("investment", "acquires_us_business")]
    assert dealt.decision.outcome == "covered_control_transaction"


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ("{via: shares, share: 19.9%}", "unknown"),
        ("{via: shares, share: 60%}", "covered_control_transaction"),
        ("{via: shares, share: 19.9%} {via: board, share: 15%}", "unknown"),
        ("{via: board, share: 60%}", "covered_control_transaction"),
    ],
)
def test_a_seat_on_the_board_that_a_map_states_is_a_right_of_the_investor(lines: str, outcome: str) -> None:
    text = STAKE.replace(
        "  - {owner: above, of: here, via: shares, share: 60%}\n",
        "".join(f"  - {{owner: above, of: here, {line.strip(' {')}}}\n" for line in lines.split("}") if line),
    )
    text += INVESTMENT
    decision = verdict("us_cfius_data", written(text), TODAY).decision
    assert decision.outcome == outcome
    assert decision.determinations.get("board_right", False) is ("board" in lines)


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


@pytest.mark.parametrize("name", case_names())
def test_the_facts_of_a_map_have_the_form_of_each_law(name: str) -> None:
    data_map = case(name)
    for regime in NAMES:
        for matter in facts(regime, data_map, TODAY):
            assert faults(regime, matter.facts) == (), (regime, matter.about)
    assert [each.regime for each in verdicts(data_map, TODAY)] == list(NAMES)


def test_every_law_is_asked_and_has_its_outcomes_in_order() -> None:
    assert tuple(MATTERS) == NAMES
    known = {outcome for regime in NAMES for outcome in law(regime).outcomes}
    assert set(FURTHEST) - {"unknown"} <= known


def test_a_fact_has_its_place_in_the_map() -> None:
    (matter,) = facts("us_bulk_data", written(DEAL.replace("COUNT", "1M")))
    lines = {
        path: place.line if (place := matter.place(path)) else None
        for path in (
            ("counterparty", "owners", 0, "percent"),
            ("counterparty", "organised_in"),
            ("transaction", "arrangement"),
            ("data", 0, "us_persons"),
        )
    }
    assert list(lines.values()) == [10, 7, 17, 3]
    assert matter.place(None) is None


def test_what_the_map_does_not_say_is_not_stated_and_becomes_a_question() -> None:
    text = DEAL.replace("COUNT", "1M").replace(", kind: vendor", "")
    (matter,) = facts("us_bulk_data", written(text))
    assert "arrangement" not in matter.facts["transaction"]
    assert "principal_place_of_business" not in matter.facts["us_party"]
    found = verdict("us_bulk_data", written(text)).decision
    assert (found.outcome, [question.path for question in found.unknown]) == (
        "unknown",
        [("transaction", "arrangement")],
    )


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


def test_a_circle_of_owners_ends() -> None:
    text = DEAL.replace("COUNT", "1M").replace(
        "ownership:", "ownership:\n  - {owner: there, of: above, via: shares, share: 60%}"
    )
    assert verdict("us_bulk_data", written(text)).decision.outcome == "restricted"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("there", "above", "parent"), ("above", "there", "subsidiary"), ("here", "above", None)],
)
def test_what_one_party_is_to_another(one: str, other: str, expected: str | None) -> None:
    assert relation(written(DEAL.replace("COUNT", "1M")), one, other) == expected


def test_a_daily_count_below_the_bound_does_not_settle_a_monthly_one() -> None:
    text = DEAL.replace("COUNT", "{best: 400000, exact: true, why: x, measure: daily active}")
    (matter,) = facts("us_pafaca", written(text))
    assert "monthly_users" not in matter.facts["app"]
    text = text.replace("daily", "monthly")
    (matter,) = facts("us_pafaca", written(text))
    assert matter.facts["app"]["monthly_users"] == [400_000] * 3


def test_a_map_of_nobody_in_the_country_says_nothing_to_its_laws() -> None:
    found = verdict("us_pafaca", written(DEAL.replace("COUNT", "1M").replace("in: US, count", "in: DE, count")), TODAY)
    assert (found.decision.outcome, found.judged, found.leading) == ("nothing_to_judge", (), None)
    assert found.decision.because[0].text == "nobody in the United States uses the app, as far as the map shows"


def test_the_bridge_from_the_united_kingdom_asks_for_the_list() -> None:
    text = (
        DEAL.replace("COUNT", "1M")
        .replace("in: US, count", "in: GB, count")
        .replace("here: {organised_in: US}", "here: {organised_in: GB}")
        .replace("{organised_in: SG}", "{organised_in: US}")
    )
    found = verdict("gb_adequacy", written(text)).decision
    assert (found.outcome, [question.path for question in found.unknown]) == (
        "unknown",
        [("importer_in_uk_extension",), ("data_subject_to_principles",)],
    )
    assert verdict("gb_adequacy", written(text), date(2023, 10, 11)).decision.outcome == "not_adequate"


def test_what_lies_with_a_party_is_given_by_that_party() -> None:
    text = DEAL.replace("COUNT", "1M").replace("{from: people, to: store", "{from: people, to: here")
    text = text.replace("to: store}", "to: here}").replace("gives: {system: store}", "gives: {system: here}")
    (matter,) = facts(
        "us_bulk_data", written(text.replace("systems: {store: {operator: here, in: US, keys: operator}}", ""))
    )
    assert matter.facts["us_party"]["name"] == "here"
    assert matter.facts["same_people"] == "same"


@for_every("seed", range(12))
def test_any_map_gets_an_answer_of_every_law(seed: int) -> None:
    text = small_text(seed)
    for made_up, country in (("XA", "RU"), ("XB", "GB")):
        text = text.replace(made_up, country)
    data_map = written(text)
    for found in verdicts(data_map, TODAY):
        assert found.decision.because
        for judged in found.judged:
            assert faults(found.regime, judged.matter.facts) == ()


def test_the_same_map_gets_the_same_answer() -> None:
    data_map = case("wechat-2020")
    first, second = (verdicts(data_map, TODAY) for _ in range(2))
    assert [each.decision for each in first] == [each.decision for each in second]
    (matter,) = facts("us_pafaca", data_map, TODAY)
    assert decide_on("us_pafaca", matter.facts, TODAY) == decide_on("us_pafaca", matter.facts, TODAY)


@pytest.mark.parametrize(
    ("country", "agreement", "tool", "asked"),
    [
        ("CN", "", None, True),
        ("US", "", None, True),
        ("US", "standard_clauses", "standard_clauses_or_similar", False),
        ("US", "none", "none", False),
        ("US", "privacy_framework", "adequacy_decision", False),
        ("NZ", "", "adequacy_decision", False),
    ],
)
def test_what_a_transfer_rests_on_is_asked_before_its_measures(
    country: str, agreement: str, tool: str | None, asked: bool
) -> None:
    text = HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", f"organised_in: {country}")
    deal = f"agreements: [{{id: hosting, between: [puls, cloud], kind: processing, transfer_tool: {agreement}}}]\n"
    found = verdict("eu_supplementary_measures", written(text + (deal if agreement else "")))
    (judged,) = found.judged
    assert judged.matter.facts.get("transfer_tool") == tool
    assert ([missing.path for missing in found.decision.unknown][:1] == [("transfer_tool",)]) is asked


@pytest.mark.parametrize(
    ("day", "use", "outcome"),
    [
        ("2023-05-01", "sale", "unknown"),
        ("2023-05-01", "hosting", "adequate"),
        ("2025-12-18", "sale", "unknown"),
        ("2025-12-19", "sale", "adequate"),
    ],
)
def test_whether_data_go_to_britain_for_immigration_control_is_asked_while_that_is_outside_the_decision(
    day: str, use: str, outcome: str
) -> None:
    text = HEALTH.replace("STORE", "operator: puls, in: DE").replace("organised_in: US", "organised_in: GB")
    text = text.replace("data: [pulse]}]", f"data: [pulse]}}, {{from: store, to: cloud, data: [pulse], for: {use}}}]")
    found = verdict("eu_adequacy", written(text), date.fromisoformat(day)).decision
    asked = [missing.path for missing in found.unknown]
    assert (found.outcome, asked) == (outcome, [("for_immigration_control",)] if outcome == "unknown" else [])


ABROAD = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2027-06-01
users: {people: {in: US, count: 400k}}
data: {pulse: health}
parties: {here: {organised_in: US}, helper: {organised_in: HOME}}
systems: {store: {operator: helper, in: HOME, keys: operator}}
flows: [{from: people, to: store, data: [pulse]}]
access: [{party: here, to: store}]
"""


@pytest.mark.parametrize(
    ("regime", "home", "outcome", "asked"),
    [
        ("eu_transfer", "IE", "transfer", []),
        ("eu_adequacy", "IE", "unknown", ["importer_on_dpf_list"]),
        ("eu_grounds", "IE", "unknown", ["covered_by_adequacy", "ground"]),
        ("eu_supplementary_measures", "IE", "unknown", ["transfer_tool", "third_country_law"]),
        (
            "gb_adequacy",
            "GB",
            "unknown",
            ["initiated_by_exporter", "importer_in_uk_extension", "data_subject_to_principles"],
        ),
        ("gb_transfer", "GB", "unknown", ["initiated_by_exporter", "covered_by_adequacy", "ground"]),
        ("ch_adequacy", "CH", "unknown", ["importer_certified"]),
        ("jp_transfer", "JP", "unknown", ["handled_in_japan", "ground"]),
        ("kr_transfer", "KR", "unknown", ["ground"]),
        ("br_transfer", "BR", "unknown", ["lgpd_applies", "ground"]),
        ("au_transfer", "AU", "unknown", ["released_from_control", "ground"]),
        (
            "in_transfer",
            "IN",
            "unknown",
            ["restricted_by_other_law", "restricted_by_notification", "exempt_processing"],
        ),
    ],
)
def test_who_is_established_in_a_state_exports_from_it_whoever_the_people_are(
    regime: str, home: str, outcome: str, asked: list[str]
) -> None:
    """As in Example 6 of Guidelines 05/2021: a processor in the Union returns data of people abroad to its customer."""
    found = verdict(regime, written(ABROAD.replace("HOME", home)))
    (judged,) = found.judged
    assert judged.matter.about == "helper gives here access"
    assert (judged.decision.outcome, [missing.path[0] for missing in judged.decision.unknown]) == (outcome, asked)


def test_the_people_of_an_exporter_in_the_union_are_stated_as_they_are() -> None:
    (matter,) = facts("eu_transfer", written(ABROAD.replace("HOME", "IE")))
    assert matter.facts["people_are_in_eea"] is False
    assert matter.facts["exporter"]["role"] == "processor"
    assert matter.facts["exporter"]["established_in_eea"] is True


def test_data_from_abroad_sent_on_to_a_third_country_are_asked_for_in_brazil() -> None:
    """Article 4, IV: they are outside the act only if neither shared there nor sent on, and protected at home."""
    asked = verdict("br_transfer", written(ABROAD.replace("HOME", "BR"))).decision.unknown[0]
    assert asked.ask.startswith(
        "are the data handled in Brazil and shared there, or sent on to a country other than the one they came from?"
    )
    assert "sent on to no other country" in question("br_transfer", ("lgpd_applies",))
    assert "protects them adequately" in question("br_transfer", ("lgpd_applies",))


def test_no_question_in_words_of_a_map_speaks_of_an_it_that_it_does_not_name() -> None:
    assert [words for words in PLAIN.values() if re.search(r"\bcover it\b|\bis the data\b", words)] == []


SHORT = """\
app: Puls
as_of: 2027-06-01
users: {DE: 300k}
data: [health, text]
owner: {name: Puls, jurisdiction: DE}
"""
WHO_RUNS = "who runs the system service, and from which country?"
ANOTHER = "does another firm than Puls run the system service?"


@pytest.mark.parametrize(
    ("regime", "home", "asked"),
    [
        ("eu_transfer", "DE", [ANOTHER, "from which country is the firm run that runs the system service?"]),
        ("eu_adequacy", "DE", [WHO_RUNS]),
        ("eu_supplementary_measures", "DE", [WHO_RUNS, "on which legal tool do data go there"]),
        ("eu_grounds", "DE", [WHO_RUNS]),
        ("gb_adequacy", "GB", [WHO_RUNS]),
        ("gb_transfer", "GB", [ANOTHER, WHO_RUNS]),
        ("ch_adequacy", "CH", [WHO_RUNS]),
        ("jp_transfer", "JP", [ANOTHER, WHO_RUNS, "on which ground do data go there"]),
        ("kr_transfer", "KR", [WHO_RUNS, "on which ground do data go there"]),
        ("br_transfer", "BR", [WHO_RUNS, "on which legal tool do data go there"]),
        ("au_transfer", "AU", [ANOTHER, WHO_RUNS, "on what do data go there"]),
        ("in_transfer", "IN", [WHO_RUNS]),
        ("cn_export", "CN", ["who runs the system service, where does it stand"]),
    ],
)
def test_a_short_map_that_is_silent_on_who_runs_its_cloud_is_asked_that(
    regime: str, home: str, asked: list[str]
) -> None:
    found = verdict(regime, written(SHORT.replace("DE", home)))
    assert standing(found.decision) == "facts_missing"
    told = iter(found.decision.unknown)
    assert [words for words in asked if not any(missing.ask.startswith(words) for missing in told)] == []
    assert all(faults(regime, judged.matter.facts) == () for judged in found.judged)


CLOUD = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2026-11-01
users: {people: {in: HOME, count: 300k}}
data: {pulse: health}
parties: {here: {organised_in: OPERATOR}, cloud: {organised_in: US}}
systems: {store: {STORE, keys: operator}}
flows: [{from: people, to: store, data: [pulse], for: hosting}]
"""
IN_US_CLOUD = CLOUD.replace("STORE", "operator: cloud, in: US")


@pytest.mark.parametrize(
    ("regime", "home", "operator", "outcome", "asked"),
    [
        ("jp_transfer", "JP", "JP", "unknown", ["recipient_handles_data", "ground"]),
        ("au_transfer", "AU", "AU", "unknown", ["released_from_control", "ground"]),
        ("gb_transfer", "GB", "GB", "unknown", ["covered_by_adequacy", "ground"]),
        ("gb_transfer", "GB", "US", "unknown", ["uk_gdpr_applies", "covered_by_adequacy", "ground"]),
        ("br_transfer", "BR", "BR", "unknown", ["ground"]),
        ("br_transfer", "BR", "US", "unknown", ["ground"]),
        ("kr_transfer", "KR", "KR", "unknown", ["ground"]),
        ("kr_transfer", "KR", "US", "unknown", ["ground"]),
    ],
)
def test_what_makes_a_transfer_is_asked_where_a_map_leaves_it_open(
    regime: str, home: str, operator: str, outcome: str, asked: list[str]
) -> None:
    text = IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", operator)
    decision = verdict(regime, written(text)).decision
    assert (decision.outcome, [missing.path[0] for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize("place", ["BR", "unknown"])
def test_whether_a_firm_abroad_collects_directly_is_asked_where_the_data_may_stay_in_brazil(place: str) -> None:
    text = CLOUD.replace("STORE", f"operator: cloud, in: {place}").replace("HOME", "BR").replace("OPERATOR", "US")
    decision = verdict("br_transfer", written(text.replace("for: hosting", "for: advertising"))).decision
    assert (decision.outcome, decision.unknown[0].path) == ("unknown", ("collected_from_person",))


@pytest.mark.parametrize(
    ("regime", "home", "handling", "outcome", "asked"),
    [
        ("jp_transfer", "JP", "keeps", "not_restricted", []),
        ("jp_transfer", "JP", "for_sender", "unknown", ["ground"]),
        ("jp_transfer", "JP", "for_itself", "unknown", ["ground"]),
        ("au_transfer", "AU", "keeps", "not_restricted", []),
        ("au_transfer", "AU", "for_sender", "not_restricted", []),
        ("au_transfer", "AU", "for_itself", "unknown", ["ground"]),
    ],
)
def test_what_a_contract_lets_the_cloud_do_with_the_data_decides(
    regime: str, home: str, handling: str, outcome: str, asked: list[str]
) -> None:
    agreement = f"agreements: [{{id: hosting, between: [here, cloud], handling: {handling}}}]\n"
    text = IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", home) + agreement
    decision = verdict(regime, written(text)).decision
    assert (decision.outcome, [missing.path[0] for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(
    ("regime", "home", "ask"),
    [
        ("jp_transfer", "JP", "does the receiver handle the data, or by contract only keep them?"),
        ("au_transfer", "AU", "do the data leave the sender's effective control, or does a contract keep them in it?"),
    ],
)
def test_what_decides_is_asked_in_words_of_a_map(regime: str, home: str, ask: str) -> None:
    decision = verdict(regime, written(IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", home))).decision
    assert decision.unknown[0].ask == ask


def test_no_use_case_is_named_where_none_was_looked_at() -> None:
    decision = verdict("eu_supplementary_measures", written(SHORT)).decision
    assert all(not finding.citation.endswith("use case ") for finding in decision.because)


def test_what_is_sold_has_left_the_control_of_its_seller() -> None:
    text = IN_US_CLOUD.replace("for: hosting", "for: sale").replace("HOME", "AU").replace("OPERATOR", "AU")
    (matter,) = facts("au_transfer", written(text))
    assert matter.facts["released_from_control"] is True


@pytest.mark.parametrize(
    ("store", "about"),
    [
        ("operator: cloud, in: US", "here gives cloud access"),
        ("operator: cloud, in: CN", "here gives cloud access"),
        ("operator: here, in: US", "data of people in mainland China go to the system store"),
        ("in: US", "data of people in mainland China go to the system store"),
        ("operator: here", "data of people in mainland China go to the system store"),
        ("in: CN", "data of people in mainland China go to the system store"),
        ("operator: here, in: CN", ""),
    ],
)
def test_data_that_go_straight_abroad_from_people_in_china_are_exported_by_its_firm(store: str, about: str) -> None:
    text = CLOUD.replace("STORE", store).replace("HOME", "CN").replace("OPERATOR", "CN")
    found = verdict("cn_export", written(text), date(2025, 6, 1))
    assert [judged.matter.about for judged in found.judged] == ([about] if about else [])
    assert found.decision.outcome == ("unknown" if about else "nothing_to_judge")
    words = ("who runs the system store, where", "who runs the system store where it stands, and can anyone abroad")
    asked = any(missing.ask.startswith(words) for missing in found.decision.unknown)
    assert asked is (store in ("operator: here", "in: CN", "operator: cloud, in: CN"))


@pytest.mark.parametrize(
    ("people", "store", "about"),
    [
        ("CN", "DE", ["collection from abroad of data of people in mainland China"]),
        ("CN", "CN", ["data of people in mainland China go to the system store"]),
        ("DE", "DE", []),
        ("DE", "CN", []),
    ],
)
def test_collection_abroad_from_people_in_china_is_an_export(people: str, store: str, about: list[str]) -> None:
    text = HEALTH.replace("STORE", f"operator: puls, in: {store}").replace("{in: DE, count", f"{{in: {people}, count")
    text = text.replace("viewpoint: DE", f"viewpoint: {people}")
    found = verdict("cn_export", written(text))
    assert [judged.matter.about for judged in found.judged] == about
    assert found.decision.outcome == ("unknown" if about else "nothing_to_judge")


@pytest.mark.parametrize(("kind", "asked"), [("health", 3), ("metadata", 4)])
def test_data_that_leave_india_are_asked_what_the_rule_of_their_day_turns_on(kind: str, asked: int) -> None:
    text = (
        HEALTH.replace("DE", "IN")
        .replace("STORE", "operator: cloud, in: IN")
        .replace("pulse: health", f"pulse: {kind}")
    )
    decision = verdict("in_transfer", written(text)).decision
    assert (decision.outcome, len(decision.unknown)) == ("unknown", asked)
    assert decision.unknown[0].ask.startswith("does a law of its sector, as for payments")


MINORITY = """\
app: {name: Paths, operator: here, kind: social, accounts: true, shows_users_content: true}
as_of: 2024-12-01
users: {people: {in: US, count: 5M}}
data: {words: text}
parties: {here: {organised_in: US}, fund: {organised_in: CN}}
ownership:
  - {owner: fund, of: here, via: shares, share: SHARE}
  MORE
systems: {store: {operator: here, in: US}}
flows: [{from: people, to: store, data: [words]}]
"""
SEAT = "- {owner: fund, of: here, via: board, share: 14%}"


@pytest.mark.parametrize(
    ("regime", "share", "more", "outcome"),
    [
        ("us_icts", "49%", "", "unknown"),
        ("us_icts", "1%", "", "unknown"),
        ("us_icts", "49%", SEAT, "supplier_test_not_met"),
        ("us_icts", "49%", "- {owner: fund, of: here, via: contract}", "reviewable"),
        ("us_icts", "49%", "- {owner: fund, of: here, via: votes, share: 51%}", "reviewable"),
        ("us_icts", "50%", "", "reviewable"),
        ("us_pafaca", "19.9%", "", "does_not_concern"),
        ("us_pafaca", "19.9%", SEAT, "not_controlled_application"),
        ("us_pafaca", "20%", "", "needs_determination"),
    ],
)
def test_whether_an_owner_directs_by_other_means_is_asked_where_the_map_is_silent(
    regime: str, share: str, more: str, outcome: str
) -> None:
    decision = verdict(regime, written(MINORITY.replace("SHARE", share).replace("MORE", more))).decision
    assert decision.outcome == outcome
    paths = [missing.path[-1] for missing in decision.unknown]
    assert paths == (["directs"] if standing(decision) == "facts_missing" else [])


QUIET = HEALTH.replace("STORE", "operator: cloud, in: SG").replace("viewpoint: DE\n", "")
TOOL = "agreements: [{id: help, between: [puls, cloud], kind: processing, transfer_tool: TOOL}]\n"
SILENT_MAPS = (
    QUIET.replace("puls: {organised_in: DE}", "puls: {organised_in: US}"),
    QUIET.replace("store, data: [pulse]}]", "cloud, data: [pulse], for: sale}]"),
    QUIET.replace("store, data: [pulse]}]", "cloud, data: [pulse], for: advertising}]"),
    *(QUIET + TOOL.replace("TOOL", tool) for tool in ("none", "consent", "contract", "standard_clauses")),
    *(QUIET.replace("DE}", f"{home}}}").replace("DE,", f"{home},") for home in "US CN GB CH IN BR KR JP AU".split()),
    *(QUIET.replace("in: DE", f"in: {home}") for home in "US CN GB CH IN BR KR JP AU".split()),
    *(DEAL.replace("COUNT", count) for count in ("200", "2M")),
    *(DEAL.replace("COUNT", "200").replace("pulse: health", f"pulse: {kind}") for kind in ("location", "device")),
    MINORITY.replace("SHARE", "49%").replace("MORE", SEAT),
    MINORITY.replace("SHARE", "60%").replace("MORE", "").replace("CN", "GB").replace("5M", "5k"),
)
"""Maps that say no more than they must, one of each kind on which a law says something."""


@for_every("regime", NAMES)
def test_silence_gives_no_outcome_that_the_answers_do_not_share(regime: str) -> None:
    """Of every fact that a map leaves out, but for those of which a text says what silence means."""
    maps, days = (*map(written, SILENT_MAPS), *map(case, case_names())), (date(2024, 12, 1), TODAY)
    wrong = {
        (path_text(path), outcome)
        for data_map in maps
        for day in days
        for matter in facts(regime, data_map, day)
        for path, outcome in settled_by_silence(regime, matter.facts, day)
    }
    assert wrong == set()


def settled_by_silence(regime: str, stated: Mapping[str, Any], day: date) -> Iterator[tuple[Path, str]]:
    """The facts without which a law says other than with one of their answers, and what it says."""
    outcome = decide_on(regime, stated, day).outcome
    if outcome in ("unknown", "counsel_review", "not_in_force"):
        return
    for path, answers in spoken(stated, schema(regime), regime):
        told = {decide_on(regime, with_value(stated, path, answer), day).outcome for answer in answers}
        if told != {outcome} and not is_presumed(regime, path):
            yield path, outcome


def test_what_an_export_from_china_is_for_is_asked_and_no_exemption_is_ruled_out_by_silence() -> None:
    text = QUIET.replace("in: DE", "in: CN").replace("organised_in: DE", "organised_in: CN")
    decision = verdict("cn_export", written(text)).decision
    assert decision.outcome == "unknown"
    assert "exemption_ground" not in decision.determinations
    assert not any("nobody has told the exporter" in finding.text for finding in decision.because)
    purpose, necessary, *asked = [missing.ask for missing in decision.unknown]
    assert purpose.startswith("what must the data go abroad for")
    assert necessary == "is the export truly necessary for that purpose?"
    assert any(ask.startswith("has an authority told") for ask in asked)


@pytest.mark.parametrize(
    ("operator", "outcome", "asked"),
    [
        ("US", "unknown", ["established_in_eea", "targets_or_monitors_people_in_eea"]),
        ("DE", "transfer", []),
    ],
)
def test_whether_an_operator_abroad_turns_to_people_in_the_union_is_asked(
    operator: str, outcome: str, asked: list[str]
) -> None:
    text = QUIET.replace("puls: {organised_in: DE}", f"puls: {{organised_in: {operator}}}")
    decision = verdict("eu_transfer", written(text)).decision
    assert (decision.outcome, [missing.path[-1] for missing in decision.unknown]) == (outcome, asked)


def test_who_is_employed_is_staff_and_no_importer() -> None:
    """As in Example 5 of Guidelines 05/2021: an employee who looks at the data from abroad."""
    text = QUIET.replace("cloud: {organised_in: US}", "cloud: {kind: person, organised_in: IN}")
    text = text.replace("operator: cloud, in: SG", "operator: puls, in: DE")
    text += "access: [{party: cloud, to: store}]\n"
    job = "agreements: [{id: job, between: [puls, cloud], kind: employment, gives: {system: store}}]\n"
    assert verdict("eu_transfer", written(text + job)).decision.outcome == "no_transfer"
    silent = verdict("eu_transfer", written(text)).decision
    assert (silent.outcome, silent.unknown[0].path) == ("unknown", ("importer", "role"))


def staff_abroad(home: str, place: str = "IN") -> DataMap:
    """A firm whose own employee looks at the data from India, or from elsewhere."""
    text = QUIET.replace("in: DE", f"in: {home}").replace(
        "cloud: {organised_in: US}", f"cloud: {{kind: person, organised_in: {place}}}"
    )
    text = text.replace("operator: cloud, in: SG", f"operator: puls, in: {home}")
    job = "agreements: [{id: job, between: [puls, cloud], kind: employment}]\n"
    return written(text + "access: [{party: cloud, to: store}]\n" + job)


@pytest.mark.parametrize("regime", ["eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_where_own_staff_is_no_importer_no_ground_and_no_measure_is_asked_for(regime: str) -> None:
    """As in Example 5 of Guidelines 05/2021: without a transfer Chapter V asks nothing."""
    assert verdict("eu_transfer", staff_abroad("DE")).decision.outcome == "no_transfer"
    decision = verdict(regime, staff_abroad("DE")).decision
    assert decision.outcome == "nothing_to_judge"
    assert "go to another firm outside it" in decision.because[0].text


@pytest.mark.parametrize("home", ["GB", "JP", "AU"])
def test_own_staff_abroad_makes_no_restricted_transfer(home: str) -> None:
    regime = f"{home.lower()}_transfer"
    assert verdict(regime, staff_abroad(home)).decision.outcome == "not_restricted"
    assert verdict("gb_adequacy", staff_abroad(home)).decision.outcome == "nothing_to_judge"


@pytest.mark.parametrize(
    ("regime", "place", "day", "outcomes"),
    [
        ("br_transfer", "IN", "2024-08-22", {"not_restricted", "unknown"}),
        ("br_transfer", "IN", "2024-08-23", {"not_restricted"}),
        ("br_transfer", "US", "2026-11-01", {"not_restricted"}),
        ("ch_adequacy", "IN", "2026-11-01", {"not_restricted", "not_adequate"}),
        ("ch_adequacy", "US", "2026-11-01", {"not_restricted", "not_adequate"}),
        ("ch_adequacy", "DE", "2026-11-01", {"not_restricted", "adequate"}),
        ("kr_transfer", "IN", "2026-11-01", {"not_restricted", "unknown"}),
        ("kr_transfer", "DE", "2026-11-01", {"not_restricted", "adequate"}),
        ("in_transfer", "US", "2026-11-01", {"not_restricted", "barred", "permitted"}),
        ("in_transfer", "US", "2027-06-01", {"not_restricted", "barred", "permitted"}),
    ],
)
def test_own_staff_abroad_is_no_transfer_by_a_text_that_says_so_and_open_by_one_that_is_silent(
    regime: str, place: str, day: str, outcomes: set[str]
) -> None:
    found = verdict(regime, staff_abroad(regime[:2].upper(), place), date.fromisoformat(day))
    decision = found.decision
    settled = len(outcomes) == 1
    assert set(decision.possible or (decision.outcome,)) == outcomes
    assert found.standing in (("does_not_concern",) if settled else ("facts_missing", "text_open"))
    assert any("own staff" in finding.text for finding in decision.because)
    silent = [finding for finding in decision.because if finding.text.startswith("the text is open on this")]
    assert bool(silent) is not settled
    assert all(faults(regime, judged.matter.facts) == () for judged in found.judged)


@pytest.mark.parametrize("regime", ["br_transfer", "ch_adequacy", "kr_transfer", "in_transfer"])
def test_whether_somebody_abroad_is_own_staff_is_asked_where_no_agreement_says_so(regime: str) -> None:
    home = regime[:2].upper()
    stranger = staff_abroad(home, "US").model_copy(update={"agreements": ()})
    decision = verdict(regime, stranger).decision
    assert ("own_staff_only",) in [missing.path for missing in decision.unknown]
    assert "is the receiver employed by the sender" in " ".join(missing.ask for missing in decision.unknown)


def test_data_sent_to_own_staff_are_stored_abroad_which_is_a_transfer_from_korea() -> None:
    text = QUIET.replace("in: DE", "in: KR").replace("cloud: {org", "cloud: {kind: person, org")
    text = text.replace("operator: cloud, in: SG", "operator: puls, in: KR")
    text = text.replace("data: [pulse]}]", "data: [pulse]}, {from: store, to: cloud, data: [pulse]}]")
    job = "agreements: [{id: job, between: [puls, cloud], kind: employment}]\n"
    assert standing(verdict("kr_transfer", written(text + job)).decision) == "applies_open"


@pytest.mark.parametrize(
    ("regime", "values"), [("kr_transfer", ["transfer"]), ("in_transfer", ["by_other_law", "transfer"])]
)
def test_a_law_that_asks_where_data_are_kept_says_so_with_its_text(regime: str, values: list[str]) -> None:
    versions = law(regime).parameters["storage"].versions
    assert [version.value for version in versions] == values
    assert all(version.citation and version.read.day for version in versions)
    assert [name for name in NAMES if "storage" in law(name).parameters] == ["in_transfer", "kr_transfer"]


@pytest.mark.parametrize("regime", ["br_transfer", "ch_adequacy", "kr_transfer", "in_transfer"])
def test_what_a_text_says_of_own_staff_has_its_source_and_the_day_it_was_read(regime: str) -> None:
    for version in law(regime).parameters["own_staff"].versions:
        assert version.read.day is not None
        assert version.citation
        assert (version.value == "silent") or version.value == "no_transfer"
    assert set(law(regime).disputed["own_staff"].readings) == {"no_transfer", "transfer"}


@pytest.mark.parametrize("regime", ["eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_no_law_is_surer_than_the_one_that_it_presupposes(regime: str) -> None:
    """A firm abroad with people in the Union: Article 3(2) decides whether Chapter V asks anything."""
    text = QUIET.replace("puls: {organised_in: DE}", "puls: {organised_in: US}").replace(
        "cloud: {organised_in: US}", "cloud: {organised_in: IN}"
    )
    decision = verdict(regime, written(text)).decision
    assert standing(decision) == "facts_missing"
    asked = [missing.path for missing in decision.unknown[:2]]
    assert asked == [("exporter", "established_in_eea"), ("exporter", "targets_or_monitors_people_in_eea")]


def system_abroad(home: str, operator: str) -> DataMap:
    """A firm with a system in the United States, its own or that of a cloud firm of its own country."""
    text = QUIET.replace("in: DE", f"in: {home}").replace(
        "cloud: {organised_in: US}", f"cloud: {{organised_in: {home}}}"
    )
    return written(text.replace("operator: cloud, in: SG", f"operator: {operator}, in: US"))


@pytest.mark.parametrize("operator", ["puls", "cloud"])
def test_storage_abroad_is_a_transfer_from_korea_whoever_keeps_the_data(operator: str) -> None:
    decision = verdict("kr_transfer", system_abroad("KR", operator)).decision
    assert standing(decision) == "applies_open"
    assert [missing.path for missing in decision.unknown] == [("ground",)]


OTHER_LAW: Path = ("restricted_by_other_law",)
UNDER_THE_ACT: list[Path] = [OTHER_LAW, ("restricted_by_notification",), ("exempt_processing",)]


@pytest.mark.parametrize("kind", ["health", "financial", "metadata"])
@pytest.mark.parametrize(("day", "asked"), [("2026-11-01", [OTHER_LAW]), ("2027-06-01", UNDER_THE_ACT)])
def test_of_an_own_server_abroad_india_asks_other_laws_and_then_its_act_and_never_rule_7(
    kind: str, day: str, asked: list[Path]
) -> None:
    text = CLOUD.replace("STORE", "operator: here, in: SG").replace("HOME", "IN").replace("OPERATOR", "IN")
    found = verdict("in_transfer", written(text.replace("pulse: health", f"pulse: {kind}")), date.fromisoformat(day))
    assert [judged.matter.about for judged in found.judged] == ["here keeps data in the system store"]
    assert standing(found.decision) == "applies_open"
    assert [missing.path for missing in found.decision.unknown] == asked
    assert faults("in_transfer", found.judged[0].matter.facts) == ()


@pytest.mark.parametrize("day", ["2026-11-01", "2027-06-01"])
def test_an_own_server_in_india_is_nothing_for_its_law_on_transfers(day: str) -> None:
    text = CLOUD.replace("STORE", "operator: here, in: IN").replace("HOME", "IN").replace("OPERATOR", "IN")
    decision = verdict("in_transfer", written(text), date.fromisoformat(day)).decision
    assert standing(decision) == "does_not_concern"
    assert "go to a party or a system outside it" in decision.because[0].text


@pytest.mark.parametrize("day", ["2026-11-01", "2027-06-01"])
def test_for_india_it_does_not_matter_who_is_where_a_cloud_firm_keeps_data_abroad(day: str) -> None:
    found = verdict("in_transfer", system_abroad("IN", "cloud"), date.fromisoformat(day))
    assert standing(found.decision) == "applies_open"
    assert found.decision.unknown[0].path == OTHER_LAW


CENTRE = "who runs the system store for cloud where it stands, and who has access to the data there?"


@pytest.mark.parametrize(
    ("regime", "home"),
    [
        *((regime, "DE") for regime in ("eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures")),
        *((f"{home.lower()}_transfer", home) for home in ("GB", "BR", "JP", "AU")),
        ("gb_adequacy", "GB"),
        ("ch_adequacy", "CH"),
    ],
)
def test_of_a_cloud_firm_of_the_country_whose_system_stands_abroad_it_is_asked_who_is_there(
    regime: str, home: str
) -> None:
    found = verdict(regime, system_abroad(home, "cloud"), date(2027, 6, 1))
    assert standing(found.decision) == "facts_missing"
    assert found.decision.unknown[0].ask == CENTRE
    assert all(faults(regime, judged.matter.facts) == () for judged in found.judged)


@pytest.mark.parametrize(
    ("regime", "home"),
    [
        *((regime, "DE") for regime in ("eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures")),
        *((f"{home.lower()}_transfer", home) for home in ("GB", "BR", "JP", "AU", "KR", "IN")),
        ("gb_adequacy", "GB"),
        ("ch_adequacy", "CH"),
    ],
)
def test_a_system_of_a_firm_abroad_in_a_third_place_is_told_beside_the_firm(regime: str, home: str) -> None:
    text = CLOUD.replace("STORE", "operator: cloud, in: CN").replace("HOME", home).replace("OPERATOR", home)
    found = verdict(regime, written(text))
    told = {judged.matter.about: judged.decision for judged in found.judged}
    assert told.keys() == {"here gives cloud access", "here gives cloud access, in its system store"}
    asks = told["here gives cloud access, in its system store"].unknown[0].ask
    assert (asks == CENTRE) is (regime not in ("kr_transfer", "in_transfer"))
    assert all(faults(regime, judged.matter.facts) == () for judged in found.judged)


@pytest.mark.parametrize(
    ("regime", "home", "operator"),
    [
        ("eu_transfer", "DE", "puls"),
        ("eu_adequacy", "DE", "puls"),
        ("gb_transfer", "GB", "puls"),
        ("jp_transfer", "JP", "puls"),
        ("au_transfer", "AU", "puls"),
    ],
)
def test_an_own_system_abroad_is_no_disclosure(regime: str, home: str, operator: str) -> None:
    assert standing(verdict(regime, system_abroad(home, operator)).decision) == "does_not_concern"


@pytest.mark.parametrize(("keys", "custody"), [("puls", "exporter"), ("users", "trusted_entity")])
def test_keys_out_of_the_importers_hands_leave_a_measure_possible_and_its_conditions_are_asked(
    keys: str, custody: str
) -> None:
    """Use case 1 of Annex 2: encrypted before it is sent, with keys that the importer does not have."""
    text = QUIET.replace("keys: operator", f"keys: {keys}") + TOOL.replace("TOOL", "standard_clauses")
    found = verdict("eu_supplementary_measures", written(text))
    assert found.judged[0].matter.facts["keys"]["held_by"] == custody
    assert "effective" in found.decision.possible
    asked = {missing.path for missing in found.decision.unknown}
    assert {("keys", "held_in"), ("encryption", "before_transfer")} <= asked
    assert faults("eu_supplementary_measures", found.judged[0].matter.facts) == ()


@pytest.mark.parametrize("tool", ["consent", "contract"])
def test_under_a_derogation_no_measure_is_asked_for(tool: str) -> None:
    text = QUIET.replace("in: SG", "in: US") + TOOL.replace("TOOL", tool)
    decision = verdict("eu_supplementary_measures", written(text)).decision
    assert (decision.outcome, decision.unknown) == ("no_supplementary_measure_needed", ())


@pytest.mark.parametrize(("day", "outcome"), [("2020-12-31", "no_transfer"), ("2021-01-01", "transfer")])
def test_gibraltar_is_no_third_country_until_the_end_of_the_transition(day: str, outcome: str) -> None:
    text = QUIET.replace("cloud: {organised_in: US}", "cloud: {organised_in: GI}").replace("in: SG", "in: GI")
    assert verdict("eu_transfer", written(text), date.fromisoformat(day)).decision.outcome == outcome


IN_PUBLIC = {("mobile_recording_in_public",), ("publicly_accessible_area",)}


@pytest.mark.parametrize(("kind", "asked"), [("health", set()), ("video", IN_PUBLIC), ("location", IN_PUBLIC)])
def test_recording_in_public_is_asked_only_of_an_app_whose_data_could_come_from_it(kind: str, asked: set[Path]) -> None:
    decision = verdict(
        "eu_dpia", written(HEALTH.replace("STORE", "in: DE").replace("pulse: health", f"pulse: {kind}"))
    ).decision
    assert {missing.path for missing in decision.unknown} & IN_PUBLIC == asked


@pytest.mark.parametrize("kind", ["health", "video", "location", "text", "biometric"])
def test_every_open_question_on_an_assessment_is_asked_in_words_of_a_map(kind: str) -> None:
    decision = verdict(
        "eu_dpia", written(HEALTH.replace("STORE", "in: DE").replace("pulse: health", f"pulse: {kind}"))
    ).decision
    assert [
        missing.ask for missing in decision.unknown if missing.ask.startswith(("is this so", "what is to be"))
    ] == []


@pytest.mark.parametrize(
    ("share", "outcome"),
    [("60%", "restricted"), ("[55%, 65%]", "restricted"), ("[45%, 55%]", "unknown"), ("[20%, 30%]", "not_covered")],
)
def test_a_share_whose_range_straddles_a_bound_is_asked_and_counts_by_neither_end(share: str, outcome: str) -> None:
    text = DEAL.replace("COUNT", "2M").replace("share: 60%", f"share: {share}")
    decision = verdict("us_bulk_data", written(text)).decision
    assert decision.outcome == outcome
    asked = [missing.ask for missing in decision.unknown if "how large is the share" in missing.ask]
    assert asked == (["how large is the share? The map leaves between 45 % and 55 %."] if outcome == "unknown" else [])


EU_LAWS = {"eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures", "eu_dpia"}


@pytest.mark.parametrize("regime", sorted(EU_LAWS))
def test_people_of_the_union_are_people_of_the_economic_area(regime: str) -> None:
    in_union, in_member = (written(QUIET.replace("in: DE", f"in: {place}")) for place in ("EU", "DE"))
    found = [standing(verdict(regime, data_map).decision) for data_map in (in_union, in_member)]
    assert found[0] == found[1] != "does_not_concern"


@pytest.mark.parametrize("regime", sorted(EU_LAWS - {"eu_dpia"}))
@pytest.mark.parametrize("home", ["DE", "EU"])
def test_a_firm_of_the_union_is_in_no_third_country(regime: str, home: str) -> None:
    inside, outside = (
        written(
            QUIET.replace("in: SG", f"in: {place}")
            .replace("organised_in: US", f"organised_in: {place}")
            .replace("puls: {organised_in: DE", f"puls: {{organised_in: {home}")
        )
        for place in ("EU", "IN")
    )
    assert standing(verdict(regime, inside).decision) == "does_not_concern"
    assert standing(verdict(regime, outside).decision) != "does_not_concern"


@pytest.mark.parametrize(
    "regime", ["gb_adequacy", "ch_adequacy", "br_transfer", "kr_transfer", "jp_transfer", "au_transfer"]
)
def test_another_state_decides_on_the_union_as_on_each_of_its_members(regime: str) -> None:
    home = regime[:2].upper()
    outcomes = {
        verdict(
            regime,
            written(
                CLOUD.replace("STORE", f"operator: cloud, in: {place}")
                .replace("organised_in: US", f"organised_in: {place}")
                .replace("HOME", home)
                .replace("OPERATOR", home)
            ),
        ).decision.outcome
        for place in ("EU", *members("EU", TODAY))
    }
    assert len(outcomes) == 1


@pytest.mark.parametrize("tool", ["standard_clauses", "consent", "none"])
@pytest.mark.parametrize(
    ("regime", "home"),
    [("eu_adequacy", "DE"), ("gb_adequacy", "GB"), ("ch_adequacy", "CH"), ("in_transfer", "IN"), ("eu_transfer", "DE")],
)
def test_what_decides_on_a_destination_is_asked_in_words_of_a_map(regime: str, home: str, tool: str) -> None:
    text = QUIET.replace("in: DE", f"in: {home}") + TOOL.replace("TOOL", tool)
    decision = verdict(regime, written(text)).decision
    assert [
        missing.ask for missing in decision.unknown if missing.ask.startswith(("is this so", "what is to be"))
    ] == []


TOOLS = " ".join(terms("transfer_tools"))
BY_A_PERSON = DEAL.replace("COUNT", "2M").replace("above: {org", "above: {kind: person, org")
SELLER_COLLECTS = "- {from: people, to: lists, data: [pulse]}"


@for_every("regime", NAMES)
def test_every_open_question_on_a_map_is_a_plain_question_of_at_most_25_words(regime: str) -> None:
    homes = "DE GB CH IN BR KR JP AU".split()
    tooled = (QUIET.replace("in: DE", f"in: {home}") + TOOL for home in homes)
    texts = [text.replace("TOOL", tool) for text in tooled for tool in TOOLS.split()]
    texts += [*SILENT_MAPS, SOLD.replace("MORE", SELLER_COLLECTS), BY_A_PERSON, BY_A_PERSON.replace("60%", "unknown")]
    data_maps = [*map(written, texts), *map(case, case_names())]
    found = (verdict(regime, data_map, day) for data_map in data_maps for day in (date(2024, 12, 1), TODAY))
    asked = {missing.ask for each in found for thing in each.judged for missing in thing.decision.unknown}
    statutes = ("is this so", "what is to be stated")
    assert {ask for ask in asked if ask.startswith(statutes) or "?" not in ask or len(ask.split()) > 25} == set()


def test_whose_citizenship_and_share_are_asked_is_told() -> None:
    asked = {missing.ask for missing in verdict("us_bulk_data", written(BY_A_PERSON)).decision.unknown}
    assert "of which states is the party above a citizen?" in asked


def test_what_is_presumed_is_told_once_with_its_text_where_a_law_may_apply() -> None:
    found = verdict("us_bulk_data", written(DEAL.replace("COUNT", "2M")))
    assert found.decision.outcome == "restricted"
    assert "exemption" not in found.decision.determinations
    told = {finding.text: finding.citation for finding in found.presumed}
    assert "28 CFR 202.501 to 202.511" in told["no exemption of subpart E is there"]
    assert told.keys().isdisjoint(finding.text for thing in found.judged for finding in thing.decision.because)
    assert verdict("us_bulk_data", written(DEAL.replace("COUNT", "200"))).presumed == ()


@pytest.mark.parametrize(
    ("changes", "countries", "beside"),
    [
        ({}, (), 1),
        ({"in: DE": "in: VN"}, ("VN",), 1),
        ({"cloud: {organised_in: US": "cloud: {organised_in: SA"}, ("SA",), 0),
        ({"puls: {organised_in: DE": "puls: {organised_in: NO, run_from: HK"}, ("HK",), 1),
        ({"cloud: {organised_in: US": "cloud: {organised_in: CH, run_from: KR"}, (), 0),
        ({"cloud: {organised_in: US": "cloud: {organised_in: XA"}, (), 0),
    ],
)
def test_the_countries_whose_laws_on_transfers_are_not_held_are_told(
    changes: dict[str, str], countries: tuple[str, ...], beside: int
) -> None:
    text = QUIET
    for before, after in changes.items():
        text = text.replace(before, after)
    data_map = written(text)
    assert without_transfer_law(data_map, TODAY) == countries
    told = beside_transfer_law(data_map, TODAY)
    assert told == ("of US law only federal law is read here, not the laws of the states",) * beside


def test_every_law_that_a_map_of_its_country_meets_counts_as_held() -> None:
    """So that the countries named as missing follow from the laws, and not from a list of them."""
    for home in {code for regime in NAMES for code in law(regime).homes(TODAY)}:
        assert without_transfer_law(written(QUIET.replace("DE", home)), TODAY) == (), home
    assert without_transfer_law(written(QUIET.replace("DE", "GB")), date(2020, 6, 1)) == ()


SOLD = """\
app: {name: Run, operator: firm, kind: fitness}
as_of: 2026-03-01
users: {people: {in: US, count: 2M}}
data: {pulse: health}
parties: {firm: {organised_in: US}, seller: {organised_in: US}, buyer: {organised_in: CN}}
systems: {store: {operator: firm, in: US}, lists: {operator: seller, in: US}}
flows:
  - {from: people, to: store, data: [pulse]}
  MORE
  - {from: store, to: lists, data: [pulse], for: sale}
  - {from: lists, to: buyer, data: [pulse], for: sale}
"""


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


@pytest.mark.parametrize(
    ("owner", "above", "day", "outcome", "asked"),
    [
        ("US", "60%", TODAY, "covered_control_transaction", []),
        ("US", "30%", TODAY, "unknown", ["directs", "rights", "excepted_investor"]),
        ("CN", "60%", TODAY, "covered_control_transaction", []),
    ],
)
def test_an_investor_here_that_is_held_from_abroad_is_a_foreign_person(
    owner: str, above: str, day: date, outcome: str, asked: list[str]
) -> None:
    text = MINORITY.replace("CN}", f"{owner}}}, above: {{organised_in: CN}}").replace("SHARE", "100%")
    text += "agreements: [{id: stake, between: [fund, here], kind: investment}]\n"
    text = text.replace("MORE", f"- {{owner: above, of: fund, via: shares, share: {above}}}")
    decision = verdict("us_cfius_data", written(text), day).decision
    assert (decision.outcome, [missing.path[-1] for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(
    ("investor", "day", "asked"),
    [("GB", "2024-12-01", True), ("NZ", "2022-01-05", True), ("NZ", "2022-01-04", False), ("DE", "2024-12-01", False)],
)
def test_an_investor_is_asked_for_its_exception_only_from_a_state_that_is_excepted(
    investor: str, day: str, asked: bool
) -> None:
    text = MINORITY.replace("CN", investor).replace("SHARE", "9%").replace("MORE", "")
    paths = [
        missing.path for missing in verdict("us_cfius_data", written(text), date.fromisoformat(day)).decision.unknown
    ]
    assert (("investment", "excepted_investor") in paths) is asked
    assert ("us_business", "us_citizens_included") not in paths


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


CHAIN = """\
  person: {kind: person, organised_in: CN}
  a: {organised_in: SG}
  b: {organised_in: SG}
  c: {organised_in: SG}
ownership:
  - {owner: person, of: a, via: shares, share: 50%}
  - {owner: a, of: b, via: shares, share: 100%}
  - {owner: a, of: c, via: shares, share: 100%}
  - {owner: b, of: there, via: shares, share: 20%}
  - {owner: c, of: there, via: shares, share: THIRD}
"""


@pytest.mark.parametrize(("third", "asked"), [("30%", ["citizenships"]), ("29.9%", [])])
def test_two_chains_that_meet_at_half_make_a_covered_person_unless_a_citizen_holds_them(
    third: str, asked: list[str]
) -> None:
    """As in Examples 8 of 28 CFR 202.211(b) and 3 of 202.256(b)."""
    before, after = DEAL.replace("COUNT", "2M").split("ownership:\n")
    text = before.replace("  above: {organised_in: CN}\n", "") + CHAIN.replace("THIRD", third)
    text += after.partition("\n")[2]
    decision = verdict("us_bulk_data", written(text)).decision
    assert decision.outcome == ("unknown" if asked else "not_covered")
    assert [missing.path[-1] for missing in decision.unknown] == asked


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


IN_CHINA = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2026-11-01
users: {people: {in: US, count: 500k}}
data: {pulse: health}
parties: {here: {name: Run Inc, organised_in: US}, cloud: {organised_in: SG}}
systems: {store: {STORE}}
flows: [{from: people, to: store, data: [pulse]}]
"""


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
    assert (standing(found), found.unknown) == ("does_not_concern", ())


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


ITSELF = CLOUD.replace("STORE", "operator: here, in: OPERATOR").replace(", for: hosting", "")
"""Who runs an app collects the data on a system of its own, and nobody else is on the map."""


@pytest.mark.parametrize(
    ("regime", "home", "day", "outcome", "expected"),
    [
        ("kr_transfer", "KR", "2026-06-01", "counsel_review", "facts_missing"),
        ("in_transfer", "IN", "2027-06-01", "unknown", "facts_missing"),
        ("in_transfer", "IN", "2026-06-01", "nothing_to_judge", "does_not_concern"),
        ("br_transfer", "BR", "2026-06-01", "nothing_to_judge", "does_not_concern"),
    ],
)
def test_collection_from_abroad_is_judged_where_the_place_of_the_data_decides(
    regime: str, home: str, day: str, outcome: str, expected: str
) -> None:
    text = ITSELF.replace("HOME", home).replace("OPERATOR", "CN")
    decision = verdict(regime, written(text), date.fromisoformat(day)).decision
    assert (decision.outcome, standing(decision)) == (outcome, expected)


def test_collection_from_abroad_is_read_in_two_ways_in_korea_and_asked_of_in_india() -> None:
    korea = verdict("kr_transfer", written(ITSELF.replace("HOME", "KR").replace("OPERATOR", "CN"))).decision
    assert [read.outcome for read in korea.alternatives] == ["not_restricted", "unknown"]
    india = written(ITSELF.replace("HOME", "IN").replace("OPERATOR", "CN"))
    (judged,) = verdict("in_transfer", india, date(2027, 6, 1)).judged
    assert judged.matter.about == "here collects data in its system store"
    assert judged.decision.unknown[0].path == ("act_applies",)


@pytest.mark.parametrize(
    ("regime", "home", "cited"),
    [
        ("eu_transfer", "DE", "EDPB Guidelines 05/2021 v2.0, Example 1"),
        ("eu_adequacy", "DE", "EDPB Guidelines 05/2021 v2.0, Example 1"),
        ("eu_grounds", "DE", "EDPB Guidelines 05/2021 v2.0, Example 1"),
        ("eu_supplementary_measures", "DE", "EDPB Guidelines 05/2021 v2.0, Example 1"),
        ("gb_adequacy", "GB", "ICO guidance on international transfers, three-step test"),
        ("gb_transfer", "GB", "ICO guidance on international transfers, three-step test"),
        ("ch_adequacy", "CH", "FADP Art. 16(1)"),
        ("br_transfer", "BR", "Resolution CD/ANPD 19/2024, on collection from abroad"),
        ("jp_transfer", "JP", "APPI Art. 28(1)"),
        ("au_transfer", "AU", "Privacy Act 1988, APP 8.1"),
        ("in_transfer", "IN", "G.S.R. 313(E), rule 7; press note of 24 August 2011"),
    ],
)
def test_why_collection_from_abroad_is_no_transfer_is_said_as_that(regime: str, home: str, cited: str) -> None:
    text = ITSELF.replace("HOME", home).replace("OPERATOR", "US")
    (reason,) = verdict(regime, written(text), date(2026, 6, 1)).decision.because
    assert reason.text == (
        "people there give their data themselves to here abroad, which is no transfer by a firm under this law, "
        "as far as the map shows"
    )
    assert reason.citation == cited


def test_what_an_operator_at_home_keeps_is_not_said_to_be_given_abroad() -> None:
    text = CLOUD.replace("STORE", "operator: here, in: US").replace("HOME", "BR").replace("OPERATOR", "BR")
    (reason,) = verdict("br_transfer", written(text)).decision.because
    assert reason.text.startswith("no data of people in Brazil")


@pytest.mark.parametrize("cloud", ["US", "CN"])
@pytest.mark.parametrize(("regime", "home"), [("br_transfer", "BR"), ("kr_transfer", "KR")])
def test_who_runs_a_system_for_an_operator_abroad_is_no_collector(regime: str, home: str, cloud: str) -> None:
    text = IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", "US").replace("in: US, keys", f"in: {cloud}, keys")
    decision = verdict(
        regime, written(text.replace("cloud: {organised_in: US", f"cloud: {{organised_in: {cloud}"))
    ).decision
    assert (standing(decision), [missing.path[0] for missing in decision.unknown]) == ("applies_open", ["ground"])


@pytest.mark.parametrize(
    ("operator", "people", "cloud", "expected"),
    [
        ("IN", "IN", "US", "applies_open"),
        ("US", "IN", "US", "facts_missing"),
        ("US", "IN", "CN", "facts_missing"),
        ("DE", "DE", "IN", "facts_missing"),
        ("GB", "GB", "IN", "facts_missing"),
    ],
)
def test_whom_the_rules_of_2011_bind_is_asked_where_it_is_not_a_firm_in_india_for_itself(
    operator: str, people: str, cloud: str, expected: str
) -> None:
    text = CLOUD.replace("STORE", f"operator: cloud, in: {cloud}").replace("HOME", people)
    text = text.replace("organised_in: US", f"organised_in: {cloud}").replace("OPERATOR", operator)
    decision = verdict(
        "in_transfer", written(f"{text}access: [{{party: here, to: store}}]\n"), date(2026, 6, 1)
    ).decision
    assert standing(decision) == expected
    assert (("bound_by_rules",) in [missing.path for missing in decision.unknown]) is (expected == "facts_missing")


@pytest.mark.parametrize("regime", ["eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_what_a_cloud_in_the_union_may_give_back_to_an_operator_abroad_is_asked(regime: str) -> None:
    text = CLOUD.replace("STORE", "operator: cloud, in: DE").replace("HOME", "KR").replace("OPERATOR", "KR")
    found = verdict(regime, written(text.replace("organised_in: US", "organised_in: DE"))).judged
    assert [judged.matter.about for judged in found] == ["cloud gives here access"]
    assert standing(found[0].decision) == "facts_missing"
    asked = [missing.ask for missing in found[0].decision.unknown]
    assert "does here get at the data in the system store that cloud runs for it?" in asked


def test_what_a_map_says_of_data_given_back_stands_alone() -> None:
    text = CLOUD.replace("STORE", "operator: cloud, in: DE").replace("HOME", "KR").replace("OPERATOR", "KR")
    text = text.replace("organised_in: US", "organised_in: DE") + "access: [{party: here, to: store}]\n"
    decision = verdict("eu_transfer", written(text)).decision
    assert (decision.outcome, standing(decision)) == ("transfer", "applies")


@pytest.mark.parametrize(
    ("regime", "home", "day"), [("kr_transfer", "KR", "2026-05-01"), ("in_transfer", "IN", "2027-06-01")]
)
def test_who_looks_from_abroad_is_asked_of_the_system_at_home_of_a_firm_abroad(
    regime: str, home: str, day: str
) -> None:
    text = CLOUD.replace("STORE", f"operator: cloud, in: {home}").replace("HOME", home).replace("OPERATOR", home)
    decision = verdict(regime, written(text), date.fromisoformat(day)).decision
    assert standing(decision) == "facts_missing"
    assert decision.unknown[0].ask == "who has access to the data in the system store from abroad?"
    told = verdict(regime, written(f"{text}access: [{{party: cloud, to: store}}]\n"), date.fromisoformat(day)).decision
    assert standing(told) == "applies_open"


@pytest.mark.parametrize(
    ("regime", "home", "day", "is_none"),
    [
        ("eu_grounds", "FR", "2022-09-01", True),
        ("eu_supplementary_measures", "FR", "2022-09-01", True),
        ("gb_transfer", "GB", "2023-09-01", True),
        ("gb_transfer", "GB", "2026-05-01", False),
    ],
)
def test_a_framework_that_covers_nothing_on_the_day_is_said_to_be_no_ground(
    regime: str, home: str, day: str, is_none: bool
) -> None:
    text = IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", home)
    deal = "agreements: [{id: a, between: [here, cloud], transfer_tool: privacy_framework}]\n"
    decision = verdict(regime, written(text + deal), date.fromisoformat(day)).decision
    stated = [missing.ask for missing in decision.unknown if missing.ask.startswith("the map states the privacy")]
    assert bool(stated) is is_none


def test_of_what_is_open_that_to_which_a_law_applies_leads() -> None:
    text = (
        ITSELF.replace("HOME", "KR")
        .replace("OPERATOR", "US")
        .replace("data: [pulse]}]", "data: [pulse]}, {from: store, to: cloud, data: [pulse]}]")
    )
    found = verdict("kr_transfer", written(text))
    assert [judged.decision.outcome for judged in found.judged] == ["unknown", "counsel_review"]
    assert found.standing == "applies_open"


@pytest.mark.parametrize(("place", "outcome"), [("KR", "counsel_review"), ("unknown", "counsel_review")])
def test_who_looks_from_abroad_is_asked_of_an_operator_abroad_whose_server_may_stand_in_korea(
    place: str, outcome: str
) -> None:
    text = ITSELF.replace("in: OPERATOR, keys", f"in: {place}, keys").replace("HOME", "KR").replace("OPERATOR", "CN")
    decision = verdict("kr_transfer", written(text)).decision
    assert (decision.outcome, standing(decision)) == (outcome, "facts_missing")
    assert decision.unknown[0].ask == "who has access to the data in the system store from abroad?"


@pytest.mark.parametrize(("regime", "home"), [("br_transfer", "BR"), ("kr_transfer", "KR")])
def test_whether_nobody_known_abroad_collects_is_asked(regime: str, home: str) -> None:
    text = CLOUD.replace("STORE", "in: US").replace("HOME", home).replace("OPERATOR", "US")
    decision = verdict(regime, written(text)).decision
    assert standing(decision) == "facts_missing"
    assert ("collected_from_person",) in [missing.path for missing in decision.unknown]
