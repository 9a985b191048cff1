"""Transfers out of a state by its own law: tools, steps, staff, exports from China, by maps."""

from __future__ import annotations

from datetime import date

import pytest

from laws import NAMES
from laws.facts import faults, question
from laws.parameters import law
from laws.verdicts import facts, standing, verdict
from tests.support.law_maps import ABROAD, CLOUD, HEALTH, IN_US_CLOUD, QUIET, staff_abroad
from tests.support.maps import map_of as written

CLAUSES_ASK = ["importer_under_gdpr", "clauses_unchanged", "protection_equivalent"]


@pytest.mark.parametrize(
    ("regime", "place", "tool", "outcome", "asked"),
    [
        (
            "eu_grounds",
            "DE",
            "standard_clauses",
            "unknown",
            CLAUSES_ASK,
        ),
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


@pytest.mark.parametrize("tools", [("none", "standard_clauses"), ("standard_clauses", "none")])
def test_an_agreement_that_names_no_tool_takes_nothing_from_one_that_does(tools: tuple[str, str]) -> None:
    text = HEALTH.replace("STORE", "operator: cloud, in: DE").replace("organised_in: US", "organised_in: CN")
    between = "between: [puls, cloud], kind: processing"
    agreements = "".join(
        f"  - {{id: deal-{number}, {between}, transfer_tool: {tool}}}\n" for number, tool in enumerate(tools)
    )
    decision = verdict("eu_grounds", written(f"{text}agreements:\n{agreements}")).decision
    asked = [missing.path[0] for missing in decision.unknown]
    assert (decision.outcome, asked) == (
        "unknown",
        CLAUSES_ASK,
    )


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
    ("regime", "place"),
    [("gb_adequacy", "GB"), ("gb_transfer", "GB"), ("ch_adequacy", "CH"), ("br_transfer", "BR"), ("jp_transfer", "JP")],
)
def test_who_runs_a_system_is_asked_by_the_law_of_the_people_whose_data_go_there(regime: str, place: str) -> None:
    found = verdict(regime, written(HEALTH.replace("DE", place).replace("STORE", f"in: {place}")))
    assert standing(found.decision) == "facts_missing"
    assert found.decision.unknown
    (judged,) = found.judged
    assert judged.matter.about == "data go to the system store, and who runs it is not known"


def test_data_from_abroad_sent_on_to_a_third_country_are_asked_for_in_brazil() -> None:
    """Article 4, IV: they are outside the act only if neither shared there nor sent on, and protected at home."""
    asked = verdict("br_transfer", written(ABROAD.replace("HOME", "BR"))).decision.unknown[0]
    assert asked.ask.startswith(
        "are the data handled in Brazil and shared there, or sent on to a country other than the one they came from?"
    )
    assert "sent on to no other country" in question("br_transfer", ("lgpd_applies",))
    assert "protects them adequately" in question("br_transfer", ("lgpd_applies",))


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
