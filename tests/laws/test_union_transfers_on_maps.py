"""Transfers out of the Union and the United Kingdom, by maps."""

from __future__ import annotations

from datetime import date

import pytest

from data_maps.countries import members
from laws.facts import faults
from laws.parameters import law
from laws.verdicts import CLOSED, facts, standing, verdict
from tests.support.law_maps import ABROAD, CLOUD, DEAL, HEALTH, IN_US_CLOUD, QUIET, SHORT, TODAY, TOOL, staff_abroad
from tests.support.maps import map_of as written


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


ON_DESTINATIONS = ("eu_adequacy", "eu_grounds", "eu_supplementary_measures")


@pytest.mark.parametrize(
    ("place", "day", "standing"),
    [
        ("GB", "2018-06-01", "nothing_drawn"),
        ("FR", "2018-06-01", "nothing_drawn"),
        ("HR", "2018-06-01", "nothing_drawn"),
        ("GB", "2012-06-01", "nothing_drawn"),
        ("FR", "2012-06-01", "nothing_drawn"),
        ("HR", "2012-06-01", "text_not_read"),
        ("HR", "2013-06-30", "text_not_read"),
        ("HR", "2013-07-01", "nothing_drawn"),
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


@pytest.mark.parametrize("day", ["2021-06-01", "2022-03-20", "2022-03-21"])
def test_standard_clauses_of_a_map_are_those_of_its_day_in_the_united_kingdom(day: str) -> None:
    text = HEALTH.replace("DE", "GB").replace("STORE", "operator: cloud, in: GB").replace("in: US", "in: CN")
    agreement = "agreements: [{id: help, between: [puls, cloud], kind: processing, transfer_tool: standard_clauses}]\n"
    decision = verdict("gb_transfer", written(text + agreement), date.fromisoformat(day)).decision
    asked = [missing.path[0] for missing in decision.unknown]
    assert (decision.outcome, asked) == ("unknown", ["clauses_unchanged", "protection_test_met"])


def test_a_system_whose_operator_is_not_known_leaves_it_open_whether_there_is_a_transfer() -> None:
    decision = verdict("eu_transfer", written(HEALTH.replace("STORE", "in: DE"))).decision
    assert decision.outcome == "unknown"
    assert [missing.path for missing in decision.unknown] == [("separate_legal_entity",), ("importer_location",)]


def test_a_system_that_the_operator_runs_itself_makes_no_transfer() -> None:
    decision = verdict("eu_transfer", written(HEALTH.replace("STORE", "operator: puls, in: DE"))).decision
    assert decision.outcome == "nothing_to_judge"


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


def test_no_use_case_is_named_where_none_was_looked_at() -> None:
    decision = verdict("eu_supplementary_measures", written(SHORT)).decision
    assert all(not finding.citation.endswith("use case ") for finding in decision.because)


@pytest.mark.parametrize(
    ("operator", "outcome", "asked"),
    [
        ("US", "transfer", []),
        ("DE", "transfer", []),
    ],
)
def test_an_operator_abroad_whose_users_are_in_the_union_is_not_asked_whether_it_turns_to_them(
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


@pytest.mark.parametrize("regime", ["eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_where_own_staff_is_no_importer_no_ground_and_no_measure_is_asked_for(regime: str) -> None:
    """As in Example 5 of Guidelines 05/2021: without a transfer Chapter V asks nothing."""
    assert verdict("eu_transfer", staff_abroad("DE")).decision.outcome == "no_transfer"
    decision = verdict(regime, staff_abroad("DE")).decision
    assert decision.outcome == "nothing_to_judge"
    assert "go to another firm outside it" in decision.because[0].text


@pytest.mark.parametrize("regime", ["eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures"])
def test_no_law_is_surer_than_the_one_that_it_presupposes(regime: str) -> None:
    """Whether another firm runs the system abroad decides whether Chapter V asks anything."""
    text = QUIET.replace("puls: {organised_in: DE}", "puls: {organised_in: US}").replace("operator: cloud, ", "")
    decision = verdict(regime, written(text)).decision
    assert standing(decision) == "facts_missing"
    assert decision.unknown[0].path == (("separate_legal_entity",) if regime == "eu_transfer" else ("destination",))


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


EU_LAWS = {"eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures", "eu_dpia"}


@pytest.mark.parametrize("regime", sorted(EU_LAWS))
def test_people_of_the_union_are_people_of_the_economic_area(regime: str) -> None:
    in_union, in_member = (written(QUIET.replace("in: DE", f"in: {place}")) for place in ("EU", "DE"))
    found = [standing(verdict(regime, data_map).decision) for data_map in (in_union, in_member)]
    assert found[0] == found[1] not in CLOSED


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
    assert standing(verdict(regime, inside).decision) in ("does_not_concern", "nothing_drawn")
    assert standing(verdict(regime, outside).decision) not in CLOSED


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
