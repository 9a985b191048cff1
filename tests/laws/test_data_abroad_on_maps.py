"""Data abroad: organisations, parts of states, systems in third places, and collection from abroad, by maps."""

from __future__ import annotations

from datetime import date

import pytest

from data_maps.countries import CODES, members, part_of
from data_maps.model import DataMap
from data_maps.problems import KeyPath
from data_maps.vocabulary import organisations
from laws.facts import faults
from laws.parameters import law
from laws.parties import organisation
from laws.verdicts import standing, verdict
from tests.support.law_maps import CLOUD, HEALTH, IN_US_CLOUD, QUIET, TODAY
from tests.support.maps import map_of as written

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
EFTA = {"IS", "LI", "NO"}
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
        assert standing(verdict(regime, other, date(2025, 7, 15)).decision) in ("does_not_concern", "nothing_drawn")


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
        ("epo", True),
        ("The EPO", True),
        ("European Patent Office, Munich", True),
        ("EUROPEAN PATENT OFFICE (Munich)", True),
        ("Europ\u00e4isches Patentamt (EPO)", True),
        ("Epo", False),
        ("The Epo", False),
        ("EPO, Inc.", False),
        ("European Patent Office, Canteen GmbH", False),
        ("Friends of the European Patent Office (Munich)", False),
        ("European Patent Office Canteen GmbH", False),
    ],
)
def test_a_firm_whose_name_begins_with_that_of_an_organisation_is_a_firm(name: str, known: bool) -> None:
    found = organisation(
        written(SENT_ABROAD.replace("HOME", "DE").replace("ABROAD", "DE").replace("NAME", f'"{name}"')), "there"
    )
    assert (found and found.value) == ("european_patent_organisation" if known else None)


@pytest.mark.parametrize(
    "name",
    [
        "unhcr",
        "WHO",
        "NATO",
        "The World Bank",
        "United Nations Children\u2019s Fund (UNICEF)",
        "WHO (Geneva)",
        "OECD, Paris",
        "Organisation for Economic Co-operation and Development (Paris)",
        "United Nations Educational, Scientific and Cultural Organization",
        "The World Health Organization (WHO), Geneva",
    ],
)
def test_an_organisation_is_known_by_its_letters_and_without_its_article_and_its_place(name: str) -> None:
    text = SENT_ABROAD.replace("HOME", "DE").replace("ABROAD", "CH")
    found = organisation(written(text.replace("NAME", f'"{name}"')), "there")
    assert found
    assert found.value == "other"


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


OTHER_LAW: KeyPath = ("restricted_by_other_law",)
UNDER_THE_ACT: list[KeyPath] = [OTHER_LAW, ("restricted_by_notification",), ("exempt_processing",)]


@pytest.mark.parametrize("kind", ["health", "financial", "metadata"])
@pytest.mark.parametrize(("day", "asked"), [("2026-11-01", [OTHER_LAW]), ("2027-06-01", UNDER_THE_ACT)])
def test_of_an_own_server_abroad_india_asks_other_laws_and_then_its_act_and_never_rule_7(
    kind: str, day: str, asked: list[KeyPath]
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
    assert standing(decision) == "nothing_drawn"
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
    assert standing(verdict(regime, system_abroad(home, operator)).decision) == "nothing_drawn"


ITSELF = CLOUD.replace("STORE", "operator: here, in: OPERATOR").replace(", for: hosting", "")
"""Who runs an app collects the data on a system of its own, and nobody else is on the map."""


@pytest.mark.parametrize(
    ("regime", "home", "day", "outcome", "expected"),
    [
        ("kr_transfer", "KR", "2026-06-01", "counsel_review", "facts_missing"),
        ("in_transfer", "IN", "2027-06-01", "unknown", "facts_missing"),
        ("in_transfer", "IN", "2026-06-01", "nothing_to_judge", "nothing_drawn"),
        ("br_transfer", "BR", "2026-06-01", "nothing_to_judge", "nothing_drawn"),
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
