"""Texts of the laws: their sources, the days on which they hold, and what was read of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from data_maps.vocabulary import BrokenData
from laws import NAMES
from laws.deciding import decide, decide_on
from laws.facts import schema
from laws.parameters import DatedLaw, law, law_of
from tests.support.examples import for_every
from tests.support.law_cases import ALL, LAWS


@for_every("regime", NAMES)
def test_every_parameter_is_cited_dated_and_has_a_day_of_review(regime: str) -> None:
    known: DatedLaw = law(regime)
    assert set(known.outcomes) <= set(schema(regime)["$defs"]["outcome"]["enum"])
    for parameter in known.parameters.values():
        for version in parameter.versions:
            assert version.citation
            assert version.review_by is not None
            assert (version.read.day or date.min) < version.review_by


@for_every("regime", NAMES)
def test_every_text_a_law_lists_is_cited_or_was_read(regime: str) -> None:
    terms = law(regime)
    versions = [version for parameter in terms.parameters.values() for version in parameter.versions]
    used = {name for version in versions for name in (version.source, version.read.text) if name}
    used |= {text.source for text in terms.unread} | {duty.source for duty in terms.duties}
    used |= {name for name, text in terms.sources.items() if text.cited_as}
    assert set(terms.sources) - used == set()
    assert {terms.sources[version.source].kind for version in versions} == {"official"}


WITHOUT_ADDRESS = re.compile(
    r"Letter of the EDPB of 31 July 2026|list under Art\. 35\(4\) or \(5\), (CZ|LV)-\d+"
    r"|compare 28 CFR 202\.208 and 15 CFR 791\.4, which name Hong Kong"
)


@for_every("regime", NAMES)
def test_a_citation_leads_to_its_text_wherever_that_has_an_address(regime: str) -> None:
    terms = law(regime)
    read_as = (reading for point in terms.disputed.values() for reading in point.readings.values())
    versions = (version for parameter in terms.parameters.values() for version in parameter.versions)
    said = {terms.instrument, *(each.citation for each in versions), *(each.citation for each in read_as)}
    said |= {*(each.citation for each in terms.unread), *(each.citation for each in terms.presumed)}
    facts = (each.case["facts"] for each in ALL if each.regime == regime)
    said |= {finding.citation for one in facts for finding in decide(regime, one).because}
    nowhere = (citation for citation in said if terms.address(citation) is None)
    assert [citation for citation in nowhere if not WITHOUT_ADDRESS.fullmatch(citation)] == []


def test_a_citation_of_no_text_that_is_held_leads_nowhere() -> None:
    assert law("eu_grounds").address("Constitution of Atlantis Art. 1") is None
    assert law("eu_grounds").address("GDPR Art. 3") == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
    assert law("eu_adequacy").address("GDPR Art. 45, decision (EU) 2023/1795") == (
        "https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj"
    )


RECALLED = {
    "us_pafaca": "determinations",
    "us_2020_orders": "lists injunctions",
    "us_fascsa": "reporting",
    "us_bulk_data": "surveillance_purposes",
    "eu_supplementary_measures": "adequate use_cases",
    "cn_export": "in_force collection_from_abroad valid_years filing_months",
}
IN_SUMMARIES = {
    "us_pafaca": "divestitures",
    "us_bulk_data": "enforcement financial_purposes",
    "us_icts": "in_force adversaries not_named owned_percent dominant_minority floors connected_app_criteria "
    "connected_vehicles",
    "us_cfius_data": "in_force excepted_states",
    "us_2020_orders": "starts injunctions",
    "us_tiktok_devices": "removal contractor_clause",
    "us_fascsa": "prohibition orders",
    "us_coppa": "in_force information schools",
    "eu_adequacy": "decisions doubts",
    "eu_supplementary_measures": "in_force no_measure",
    "cn_export": "provided_abroad collection_from_abroad prolongation",
    "gb_transfer": "restricted safeguards collection",
    "ch_adequacy": "destinations",
    "br_transfer": "in_force restricted own_staff safeguards collection",
    "in_transfer": "in_force rule_7 bound collection",
    "kr_transfer": "destinations",
    "jp_transfer": "in_force destinations safeguards exceptions",
    "au_transfer": "restricted exceptions",
    "eu_transfer": "collection",
}


def test_what_of_the_laws_rests_on_recall_or_on_a_summary_is_known() -> None:
    recalled, in_summaries = (
        {name: " ".join(dict.fromkeys(key for key, _, _ in law(name).weak([ground]))) for name in NAMES}
        for ground in ("recall", "summary")
    )
    assert recalled == dict.fromkeys(NAMES, "") | RECALLED
    assert in_summaries == dict.fromkeys(NAMES, "") | IN_SUMMARIES


def test_a_paragraph_that_nobody_opened_is_cited_as_recalled() -> None:
    facts = {"importer_role": "processor", "access_mode": "copy", "transfer_tool": "adequacy_decision"}
    cited = {found.citation for found in decide("eu_supplementary_measures", facts).because}
    assert [citation.endswith("[from recall]") for citation in cited if "para. 19" in citation] == [True]
    assert law("eu_supplementary_measures").parameters["adequate"].versions[0].read.recalled


def test_no_statute_and_no_guidance_of_an_authority_is_cited_to_a_blog() -> None:
    sources = re.findall(r"source: '([^']+)'", (LAWS / "eu_grounds/cases.yaml").read_text(encoding="utf-8"))
    assert {urlsplit(source).hostname for source in sources} == {
        "www.edpb.europa.eu",
        "eur-lex.europa.eu",
        "github.com",
    }


LISTS = [
    (name, parameter)
    for name in NAMES
    for parameter in ("decisions", "destinations")
    if parameter in law(name).parameters
]


@for_every("of", LISTS)
def test_no_place_is_on_a_list_since_a_day_from_recall(of: tuple[str, str]) -> None:
    name, parameter = of
    versions = law(name).parameters[parameter].versions
    assert [each.citation for each in versions if each.read.recalled or "recall" in each.note] == []


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        ("2023-09-05", ["GDPR Art. 45, decision (EU) 2023/1795"]),
        ("2025-09-02", ["Case T-553/23, Latombe v Commission", "GDPR Art. 45, decision (EU) 2023/1795"]),
        (
            "2026-11-25",
            [
                "Case T-553/23, Latombe v Commission",
                "Case C-703/25 P, OJ C/2025/6610",
                "Trump v. Slaughter (US Supreme Court, 29 June 2026)",
                "Letter of the EDPB of 31 July 2026",
                "GDPR Art. 45, decision (EU) 2023/1795",
            ],
        ),
    ],
)
def test_what_bears_on_a_decision_stands_beside_it_and_does_not_end_it(day: str, cited: list[str]) -> None:
    facts = {"destination": "US", "importer_on_dpf_list": True, "data_kind": "non_hr", "date": day}
    decided = decide("eu_adequacy", facts)
    assert decided.outcome == "adequate"
    assert [finding.citation for finding in decided.because] == cited


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2020-07-15", "the Privacy Shield list (decision 2016/1250)"), ("2023-07-10", "Data Privacy Framework list")],
)
def test_the_list_of_the_united_states_is_asked_for_by_the_name_of_its_day(day: str, asked: str) -> None:
    (missing,) = decide("eu_adequacy", {"destination": "US", "data_kind": "non_hr", "date": day}).unknown
    assert asked in missing.ask


@pytest.mark.parametrize(
    ("day", "words", "cited"),
    [
        ("2020-12-31", "in the transition period the law of the Union applied", "Withdrawal Agreement Art. 126, 127"),
        ("2021-06-27", "the agreement treats transfers to the United Kingdom as not", "EU-UK Trade and Cooperation"),
    ],
)
def test_the_united_kingdom_is_never_said_to_be_in_the_european_economic_area(day: str, words: str, cited: str) -> None:
    decided = decide("eu_adequacy", {"destination": "GB", "date": day})
    assert decided.outcome == "not_a_third_country"
    (finding,) = decided.because
    assert finding.text.startswith(words)
    assert finding.citation.startswith(cited)


def test_no_use_case_is_cited_where_the_facts_speak_of_none() -> None:
    facts = {"importer_role": "processor", "access_mode": "copy", "importer_needs_clear_data": False}
    facts |= {"transfer_tool": "standard_clauses_or_similar", "third_country_law": {"problematic": True}}
    (finding,) = decide("eu_supplementary_measures", facts).because
    assert finding.citation == "EDPB Recommendations 01/2020 v2.0, Annex 2"


@pytest.mark.parametrize(
    ("ground", "day", "said"),
    [
        ("idta", "2021-06-01", "idta: no ground on that day, but from 2022-03-21"),
        ("addendum", "2022-03-20", "addendum: no ground on that day, but from 2022-03-21"),
        (
            "clauses_of_the_directive",
            "2024-03-22",
            "clauses of the directive: no ground on that day, but from 2021-01-01 until 2024-03-21",
        ),
    ],
)
def test_a_tool_that_did_not_exist_on_the_day_is_said_to_be_none(ground: str, day: str, said: str) -> None:
    decided = decide("gb_transfer", {"destination": "IN", "covered_by_adequacy": False, "ground": ground, "date": day})
    assert decided.outcome == "no_ground"
    assert said in [finding.text for finding in decided.because]


def test_what_bears_on_a_decision_is_said_where_it_is_open_whether_that_covers_the_importer() -> None:
    decided = decide("eu_adequacy", {"destination": "US", "date": "2026-11-01"})
    assert decided.outcome == "unknown"
    cited = {finding.citation for finding in decided.because}
    assert {"Trump v. Slaughter (US Supreme Court, 29 June 2026)", "Letter of the EDPB of 31 July 2026"} <= cited


def test_no_note_of_a_value_that_was_read_says_that_it_was_recalled() -> None:
    versions = [version for name in NAMES for one in law(name).parameters.values() for version in one.versions]
    assert [version.citation for version in versions if version.read.day and "recall" in version.note] == []


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        ("2023-06-01", ["Decision (EU) 2021/1772, recital 6 and Art. 1(2)", "GDPR Art. 45, decision (EU) 2021/1772"]),
        (
            "2025-12-18",
            [
                "Decision (EU) 2021/1772, recital 6 and Art. 1(2)",
                "GDPR Art. 45, decision (EU) 2021/1772 as amended by (EU) 2025/1226",
            ],
        ),
        ("2025-12-19", ["GDPR Art. 45, decision (EU) 2021/1772 as amended by (EU) 2025/2574"]),
    ],
)
def test_the_decision_on_the_united_kingdom_is_cited_as_it_read_on_the_day(day: str, cited: list[str]) -> None:
    decided = decide("eu_adequacy", {"destination": "GB", "date": day})
    assert decided.outcome == "adequate"
    assert [finding.citation for finding in decided.because] == cited


SINCE_FEBRUARY_2026 = (
    "UK GDPR Art. 45A to 45C, in force by SI 2026/82; Data (Use and Access) Act 2025, Sch. 9 paras. 25 and 26"
)


@pytest.mark.parametrize(("day", "article"), [("2026-02-04", "UK GDPR Art. 45"), ("2026-02-05", SINCE_FEBRUARY_2026)])
def test_british_approvals_are_cited_under_the_article_of_the_day(day: str, article: str) -> None:
    bridge = {"destination": "US", "importer_in_uk_extension": True, "data_subject_to_principles": True}
    told = [
        decide("gb_adequacy", facts | {"date": day}) for facts in ({"destination": "DE"}, bridge, {"destination": "BR"})
    ]
    assert [(each.outcome, each.because[-1].citation) for each in told] == [
        ("adequate", f"Data Protection Act 2018, Sch. 21 para. 5; {article}"),
        ("adequate", f"SI 2023/1028, reg. 3; {article}"),
        ("not_adequate", article),
    ]


def test_a_value_that_was_read_in_no_text_has_no_day() -> None:
    text = (Path(__file__).parents[2] / "laws/eu_transfer/law.yaml").read_text(encoding="utf-8")
    broken = text.replace("by: Datareach, in: gdpr", "by: recall, in: gdpr", 1)
    with pytest.raises(BrokenData, match="what is from recall has neither"):
        law_of({"eu_transfer.yaml": broken})


def test_a_value_is_cited_to_no_page_of_others() -> None:
    text = (Path(__file__).parents[2] / "laws/us_padfa/law.yaml").read_text(encoding="utf-8")
    with pytest.raises(BrokenData, match="cited as a source, and no official text: usc-copy"):
        law_of({"us_padfa.yaml": text.replace("source: plaw", "source: usc-copy", 1)})


def test_a_value_that_ended_does_not_hold_any_more() -> None:
    known = law("cn_export")
    assert known.value("valid_years", date(2024, 3, 21)) == 2
    assert known.value("valid_years", date(2024, 3, 22)) == 3
    with pytest.raises(LookupError, match="valid_years has no value on 2020-01-01"):
        known.value("valid_years", date(2020, 1, 1))


def test_what_was_read_of_a_replaced_text_is_applied_where_no_day_is_named() -> None:
    stated = dict.fromkeys(("us_jurisdiction", "foreign_interest", "used_in_critical_infrastructure"), True)
    facts = {**stated, "supplier": {"kind": "entity", "organised_in": ["CN"]}}
    days = {"2025-02-03": "reviewable", "2025-02-04": "unknown"}
    assert {day: decide("us_icts", {**facts, "act_date": day}).outcome for day in days} == days
    assert [missing.path for missing in decide("us_icts", facts).unknown] == [("act_date",)]
    assert law("us_icts").value("floors")["data_hosting_or_computing"]["more_than"] == 1_000_000


def test_a_mistake_in_a_law_has_its_place() -> None:
    text = (Path(__file__).parents[2] / "laws/eu_transfer/law.yaml").read_text(encoding="utf-8")
    broken = text.replace("basis: statute", "basis: statue", 1)
    with pytest.raises(
        BrokenData, match=r"eu_transfer\.yaml:\d+:\d+: parameters\.in_force\.versions\[0\]\.basis: 'statue' is none"
    ):
        law_of({"eu_transfer.yaml": broken})


NOTHING_BEFORE = (
    *("us_bulk_data", "us_pafaca", "us_padfa", "us_2020_orders", "us_tiktok_devices", "us_section_889", "us_fascsa"),
    *("br_transfer", "in_transfer"),
)


def first_day(regime: str) -> date:
    """The first day of the rules of a law."""
    return law(regime).parameters["in_force"].versions[0].beginning


@for_every("regime", NAMES)
def test_before_its_first_day_a_law_is_not_in_force_or_an_earlier_one_is_named_that_was_not_read(regime: str) -> None:
    found = decide_on(regime, {}, first_day(regime) - timedelta(days=1))
    earlier = law(regime).unread_on(first_day(regime) - timedelta(days=1))
    assert (earlier is None) == (regime in NOTHING_BEFORE), (
        f"{regime}: name it in NOTHING_BEFORE, or the text before it under `unread` of its law.yaml"
    )
    assert (found.outcome, found.is_unread) == (("unknown", True) if earlier else ("not_in_force", False))
    [reason] = found.because
    if earlier:
        assert (reason.text, reason.citation) == (earlier.says, earlier.citation)
    else:
        assert reason.text.startswith("these rules apply from 20")
    assert decide_on(regime, {}, date(2027, 6, 1)).outcome != "not_in_force"


@pytest.mark.parametrize(
    ("regime", "day", "outcome"),
    [
        ("cn_export", "2024-03-21", "unknown"),
        ("cn_export", "2017-05-31", "not_in_force"),
        ("ch_adequacy", "2023-08-31", "unknown"),
        ("ch_adequacy", "1993-06-30", "not_in_force"),
        ("in_transfer", "2026-11-28", "unknown"),
        ("in_transfer", "2011-04-10", "not_in_force"),
        ("eu_supplementary_measures", "2020-07-16", "unknown"),
        ("eu_adequacy", "2017-01-01", "unknown"),
        ("kr_transfer", "2023-09-14", "unknown"),
        ("us_icts", "2019-05-14", "not_in_force"),
        ("us_cfius_data", "1988-08-22", "not_in_force"),
        ("jp_transfer", "2005-03-31", "not_in_force"),
        ("au_transfer", "2001-12-20", "not_in_force"),
        ("gb_transfer", "2020-12-31", "unknown"),
    ],
)
def test_a_day_of_other_texts_is_not_known_and_one_of_none_is_not_in_force(regime: str, day: str, outcome: str) -> None:
    assert decide_on(regime, {}, date.fromisoformat(day)).outcome == outcome


def test_a_record_of_facts_of_a_day_of_other_texts_is_not_known() -> None:
    facts = {"destination": "US", "importer_certified": True}
    found = decide("ch_adequacy", {**facts, "date": "2023-08-31"})
    assert (found.outcome, found.because[0].path) == ("unknown", ("date",))
    assert decide("ch_adequacy", {**facts, "date": "1993-06-30"}).outcome == "not_in_force"
    assert decide("br_transfer", {"destination": "US", "date": "2020-09-17"}).outcome == "not_in_force"
    assert decide("ch_adequacy", {**facts, "date": "2024-09-15"}).outcome == "adequate"


def test_a_law_is_applied_with_the_values_of_the_day() -> None:
    facts = {
        "exporter": {"party": {"kind": "entity", "organised_in": ["DE"]}, "role": "controller"},
        "importer": {"party": {"kind": "entity", "organised_in": ["GB"]}, "role": "processor"},
        "access_mode": "copy",
    }
    days = (date(2020, 12, 31), date(2021, 6, 27), date(2021, 6, 28))
    assert [decide_on("eu_transfer", facts, day).outcome for day in days] == ["no_transfer", "no_transfer", "transfer"]
    assert decide("eu_transfer", facts).outcome == "transfer"


def test_a_law_that_asks_for_the_day_is_told_it() -> None:
    app = {"app": "wechat", "act": "app_store_distribution", "reaches_us": True}
    days = (date(2020, 8, 1), date(2020, 9, 18), date(2020, 9, 25), date(2026, 11, 25))
    assert [decide_on("us_2020_orders", app, day).outcome for day in days] == [
        "not_in_force",
        "not_yet_effective",
        "enjoined",
        "revoked",
    ]


@pytest.mark.parametrize(
    ("day", "outcome", "ground"), [("2024-12-31", "security_assessment", "none"), ("2025-01-01", "exempt", "35(6)")]
)
def test_a_duty_that_law_sets_frees_an_export_from_china_since_2025(day: str, outcome: str, ground: str) -> None:
    facts = {
        "personal_data": True,
        "is_critical_infrastructure_operator": False,
        "ordinary_people_since_1_january": 2_000_000,
        "sensitive_people_since_1_january": 0,
        "purpose": "statutory_duty",
        "necessary": True,
    }
    decided = decide_on("cn_export", facts, date.fromisoformat(day))
    assert (decided.outcome, decided.determinations["exemption_ground"]) == (outcome, ground)


EXPORTER = {"personal_data": True, "is_critical_infrastructure_operator": False, "sensitive_people_since_1_january": 0}


@pytest.mark.parametrize(
    ("people", "passed", "day", "cited"),
    [
        (200_000, None, "2025-12-31", None),
        (200_000, None, "2026-01-01", "CAC and SAMR Order 20, Art. 5, 8, 19"),
        (2_000_000, True, "2026-07-01", "CAC Order 16, Art. 9"),
        (2_000_000, None, "2026-07-01", None),
    ],
)
def test_a_route_out_of_china_names_the_texts_of_its_day(
    people: int, passed: bool | None, day: str, cited: str | None
) -> None:
    facts = {**EXPORTER, "ordinary_people_since_1_january": people, "assessment_passed": passed}
    *first, deciding = decide_on("cn_export", facts, date.fromisoformat(day)).because
    found = {finding.citation for finding in first} & {"CAC and SAMR Order 20, Art. 5, 8, 19", "CAC Order 16, Art. 9"}
    assert found == ({cited} if cited else set())
    assert deciding.citation.startswith("CAC Order 16 (2024) Art. ")


@pytest.mark.parametrize("regime", NAMES)
def test_the_rule_of_a_law_lets_data_go_to_whoever_and_its_links_lead_to_plain_hosts(regime: str) -> None:
    terms = law(regime)
    hosts = [urlsplit(text.url).hostname or "" for text in terms.sources.values() if text.url]
    assert [line for line in terms.rule if re.search(r"\bto who\b", line)] == []
    assert [host for host in hosts if host.endswith(".")] == []


def test_the_limits_of_the_law_of_brazil_name_what_keeps_data_from_abroad_outside_it() -> None:
    limits = " ".join(law("br_transfer").limits)
    assert "sent on to no other country" in limits
    assert "protects them adequately" in limits


def test_no_rule_says_that_important_data_of_every_sector_is_assessed() -> None:
    important, *_ = law("cn_export").rule
    assert "always" not in important
    assert "rules for a sector may" in important


@pytest.mark.parametrize(
    ("day", "enforcement"),
    [("2025-04-08", "limited"), ("2025-07-08", "limited"), ("2025-07-09", None)],
)
def test_what_was_barred_while_enforcement_was_limited_says_so(day: str, enforcement: str | None) -> None:
    [omic] = [case["facts"] for regime, case in ALL if (regime, case["id"]) == ("us_bulk_data", "DOJ-DER-OMIC-VENDOR")]
    found = decide_on("us_bulk_data", omic, date.fromisoformat(day))
    assert (found.outcome, found.enforcement) == ("prohibited", enforcement)
    assert any("good faith" in finding.text for finding in found.because) is (enforcement is not None)
