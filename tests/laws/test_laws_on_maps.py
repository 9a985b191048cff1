"""Laws on maps: outcomes that practitioners know, facts in the form of each law, and whether a law applies."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.report.law_words import standing_words
from data_maps.reading import case_names
from laws import NAMES
from laws.deciding import decide_on
from laws.facts import faults
from laws.parameters import law
from laws.parties import MOST_STEPS
from laws.verdicts import FURTHEST, beside_transfer_law, facts, standing, verdict, verdicts, without_transfer_law
from tests.support.assessed import case_map as case
from tests.support.examples import for_every
from tests.support.law_maps import DEAL, HEALTH, MINORITY, QUIET, TODAY
from tests.support.maps import map_of as written
from tests.support.maps import small_text


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
                "us_icts": "reviewable",
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
        ("gb_adequacy", "in: US", "nothing_drawn"),
        ("ch_adequacy", "in: US", "nothing_drawn"),
        ("eu_adequacy", "operator: puls, in: DE", "nothing_drawn"),
        ("us_icts", "operator: cloud, in: DE", "nothing_drawn"),
        ("in_transfer", "operator: cloud, in: DE", "nothing_drawn"),
        ("us_padfa", "operator: cloud, in: DE", "nothing_drawn"),
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
    ("count", "more", "outcome"),
    [
        ("5M", "accounts: true, shows_users_content: true", "needs_determination"),
        ("5M", "accounts: true", "unknown"),
        ("[900k, 1M, 1.1M]", "accounts: true, shows_users_content: true", "unknown"),
    ],
)
def test_a_law_that_only_a_determination_can_make_apply_is_headed_so(count: str, more: str, outcome: str) -> None:
    text = MINORITY.replace("accounts: true, shows_users_content: true", more).replace("5M", count)
    found = verdict("us_pafaca", written(text.replace("SHARE", "60%").replace("MORE", "")))
    assert (found.decision.outcome, found.standing) == (outcome, "awaits_determination")
    assert standing_words(found) == "may apply on a determination; none known on 2024-12-01"
    assert bool(found.decision.unknown) == (outcome == "unknown")


def test_a_text_that_is_not_read_in_leaves_it_open_whether_its_law_applies() -> None:
    assert standing(verdict("us_icts", case("wechat-2020"), date(2020, 9, 25)).decision) == "text_not_read"
    assert standing(verdict("us_2020_orders", case("wechat-2020"), date(2026, 11, 1)).decision) == "ended"


@pytest.mark.parametrize("name", case_names())
def test_the_facts_of_a_map_have_the_form_of_each_law(name: str) -> None:
    data_map = case(name)
    for regime in NAMES:
        for matter in facts(regime, data_map, TODAY):
            assert faults(regime, matter.facts) == (), (regime, matter.about)
    assert [each.regime for each in verdicts(data_map, TODAY)] == list(NAMES)


def test_every_law_has_its_outcomes_in_order() -> None:
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


def test_a_map_of_nobody_in_the_country_says_nothing_to_its_laws() -> None:
    found = verdict("us_pafaca", written(DEAL.replace("COUNT", "1M").replace("in: US, count", "in: DE, count")), TODAY)
    assert (found.decision.outcome, found.judged, found.leading) == ("nothing_to_judge", (), None)
    assert found.decision.because[0].text == "nobody in the United States uses the app, as far as the map shows"


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
    assert [words.partition(":")[0] for words in told] == ["of US law ten instruments are read here"] * beside


def test_every_law_that_a_map_of_its_country_meets_counts_as_held() -> None:
    """So that the countries named as missing follow from the laws, and not from a list of them."""
    few = QUIET.replace("400k", "400")  # no more than live in the smallest of them
    for home in {code for regime in NAMES for code in law(regime).homes(TODAY)}:
        assert without_transfer_law(written(few.replace("DE", home)), TODAY) == (), home
    assert without_transfer_law(written(QUIET.replace("DE", "GB")), date(2020, 6, 1)) == ()


@pytest.mark.parametrize(("steps", "said"), [(MOST_STEPS, "restricted"), (MOST_STEPS + 2, "unknown"), (300, "unknown")])
def test_owners_further_above_than_a_law_is_told_of_are_asked_for(steps: int, said: str) -> None:
    owners = "".join(f"  - {{owner: p{n}, of: p{n + 1}, via: shares, share: 100%}}\n" for n in range(1, steps))
    parties = "".join(f"  p{n}: {{organised_in: SG}}\n" for n in range(1, steps + 1))
    higher = (
        DEAL.replace("COUNT", "2M").replace("of: there", "of: p1").replace("ownership:\n", f"{parties}ownership:\n")
    )
    text = higher.replace("systems:", f"{owners}  - {{owner: p{steps}, of: there, via: shares, share: 100%}}\nsystems:")
    (thing,) = verdict("us_bulk_data", written(text)).judged
    assert thing.decision.outcome == said
