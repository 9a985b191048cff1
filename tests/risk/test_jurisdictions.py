"""What states may order: on which day, through which tie, from which source; and in which words it is told."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from assessments.report.power_words import power_words, reading
from data_maps.vocabulary import BrokenData
from laws import NAMES
from laws.parameters import law
from risk.catalogue import catalogue
from risk.defaults import default_reason
from risk.exposure import exposure
from risk.jurisdictions import (
    Hook,
    Power,
    jurisdiction,
    jurisdictions,
    jurisdictions_of,
    members,
    powers,
    reach_abroad,
    rests_on,
    source,
)
from risk.record.evidence import defaults
from risk.shipped import texts
from tests.support.examples import for_every
from tests.support.maps import map_of

ROOT = Path(__file__).parents[2]
WRITTEN = (ROOT / "risk" / "jurisdictions.yaml").read_text(encoding="utf-8")
RAW = yaml.load(WRITTEN, Loader=yaml.CBaseLoader)
STATES = (
    "CN HK RU US GB FR DE EU IN SG IR KP CU VE AU CA JP KR NL IE LU KY MY TW IL AE SA TR VN BR CH SE BY KZ ID PK MX"
).split()
IN_SUMMARIES = (
    "HK.decryption-on-a-warrant HK.safeguarding-ordinance RU.yarovaya-laws "
    "RU.communications-law RU.investigative-activities-law US.fisa-702-certifications IN.it-rules-2021 "
    "IR.computer-crimes-law IR.criminal-procedure IR.messenger-rules CU.decree-law-370 CU.decree-law-35 "
    "VE.criminal-interception CA.csis-production-orders NL.telecommunications-act IL.secret-monitoring-law "
    "AE.telecommunications-law SA.telecommunications-act TR.law-5651 VN.cybersecurity-law-2025 "
    "ID.ministerial-regulation-5 PK.telecommunication-act MX.telecommunications-law "
    "MX.telecommunications-law-2025"
)
RECALLED = "KP.state-networks IL.communications-law"
UNDATED = (
    "IR.computer-crimes-law IR.criminal-procedure IR.messenger-rules KP.state-networks VE.criminal-interception "
    "AU.interception-and-access NL.telecommunications-act MY.criminal-procedure-code TW.communication-security-act "
    "IL.secret-monitoring-law IL.communications-law AE.telecommunications-law TR.law-5651 TR.criminal-procedure "
    "KZ.communications-law MX.telecommunications-law"
)
BEFORE, AFTER = date(2020, 9, 25), date(2026, 11, 25)
NEVER_SAID = re.compile(
    r"\b(safe|safely|proves?|proven|the risk is|(un)?necessary|hostile|adversar\w+|authoritarian|totalitarian"
    r"|democratic|rogue|repressive|oppressive|communist|enem(y|ies)|friendly|malign|notorious|corrupt|trustworthy|untrustworthy|draconian"
    r"|lawless|so-called|regime|threatening|suspicious|backward|evil)\b",
    re.IGNORECASE,
)


def all_powers() -> list[Power]:
    return [power for state in jurisdictions().states.values() for power in state.powers]


def ids(state: str, as_of: date, hook: Hook) -> list[str]:
    return [power.id for power in powers(state, as_of, hook)]


def words_in(value: Any) -> Iterator[str]:
    """Every text of our own in plain values; titles of sources are their authors'."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words_in(part)


def test_the_states_are_those_that_were_looked_at() -> None:
    assert list(jurisdictions().states) == STATES


@pytest.mark.parametrize(
    ("as_of", "partial", "none"),
    [
        (date(2020, 9, 25), "HK US GB SG AU VN", "KP VE JP"),
        (date(2026, 8, 17), "HK US GB SG AU VN ID", "KP VE JP"),
        (date(2026, 8, 18), "HK US GB EU SG AU VN ID", "KP VE JP"),
    ],
)
def test_the_law_of_some_states_says_that_it_reaches_providers_abroad(as_of: date, partial: str, none: str) -> None:
    found = {state: reach_abroad(state, as_of).word for state in STATES}
    expected = dict.fromkeys(STATES, "contested")
    expected |= dict.fromkeys(partial.split(), "partial") | dict.fromkeys(none.split(), "none")
    assert found == expected


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("US", date(2018, 3, 23)),
        ("AU", date(2018, 12, 9)),
        ("HK", date(2020, 6, 30)),
        ("EU", date(2026, 8, 18)),
        ("ID", date(2020, 11, 24)),
    ],
)
def test_a_law_reaches_abroad_from_its_first_day(state: str, day: date) -> None:
    before, after = reach_abroad(state, day.replace(day=day.day - 1)), reach_abroad(state, day)
    assert (before.word, after.word) == ("contested", "partial")


def test_a_state_that_was_not_looked_at_counts_as_contested_and_has_no_powers() -> None:
    assert jurisdiction("XA") is None
    assert (reach_abroad("XA", BEFORE).word, reach_abroad("XA", BEFORE).grade) == ("contested", "D")
    assert (members("XA", BEFORE), powers("XA", BEFORE, "run_from")) == (frozenset(), ())


def test_whoever_claims_reach_abroad_has_a_law_in_force_that_says_so() -> None:
    claiming = [state for state in STATES if reach_abroad(state, AFTER).word == "partial"]
    assert [state for state in claiming if not powers(state, AFTER, "offers_service")] == []


def test_no_claim_of_reach_abroad_is_cited_to_a_page_of_others() -> None:
    reaches = [reach for state in jurisdictions().states.values() for reach in state.reaches_abroad]
    claimed = [reach.source for reach in reaches if reach.word == "partial"]
    assert [name for name in claimed if source(name).kind == "summary"] == []


def test_the_union_had_28_members_until_january_2020() -> None:
    assert members("EU", date(2020, 1, 31)) - members("EU", date(2020, 2, 1)) == {"GB"}
    assert len(members("EU", date(2020, 2, 1))) == 27
    assert members("EU", date(1972, 12, 31)) == {"BE", "DE", "FR", "IT", "LU", "NL"}
    assert [state for state in STATES if members(state, AFTER)] == ["EU"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2020, 9, 25), "fisa-702 stored-communications-act cloud-act national-security-letters"),
        (date(2026, 6, 12), "fisa-702 stored-communications-act cloud-act national-security-letters"),
        (date(2026, 6, 13), "fisa-702-certifications stored-communications-act cloud-act national-security-letters"),
        (date(2027, 4, 1), "stored-communications-act cloud-act national-security-letters"),
        (date(2007, 1, 1), "stored-communications-act national-security-letters"),
    ],
)
def test_a_law_is_cited_only_on_days_on_which_it_is_in_force(as_of: date, expected: str) -> None:
    assert ids("US", as_of, "run_from") == expected.split()


def test_a_law_binds_only_through_its_own_ties() -> None:
    assert ids("CN", BEFORE, "stands_in") == [
        "cybersecurity-law",
        "counter-espionage-law-2014",
        "counter-terrorism-law",
    ]
    assert ids("CN", BEFORE, "organised_in") == ["national-intelligence-law", *ids("CN", BEFORE, "stands_in")]
    assert ids("HK", date(2020, 6, 29), "offers_service") == []
    assert ids("HK", date(2020, 7, 6), "offers_service") == ["national-security-law"]


def test_readings_that_differ_stand_side_by_side() -> None:
    (law,) = (power for power in powers("CN", BEFORE, "run_from") if power.id == "national-intelligence-law")
    assert [(reading.source, reading.grade) for reading in law.readings] == [
        ("tanner-2017", "C"),
        ("daum-2024", "B/C"),
        ("gu-bin", "C"),
    ]


def test_a_citation_says_what_was_written_from_memory() -> None:
    assert [power.citation for power in powers("DE", AFTER, "stands_in")] == [
        "G10 Act, §§ 1, 2, 10, 15 (2001) [from recall: first day]",
        "BND Act, as reformed, §§ 19, 23, 25 (2021)",
    ]


@for_every("power", all_powers(), lambda power: power.id)
def test_every_power_has_a_source_a_grade_and_the_day_it_was_checked(power: Power) -> None:
    assert source(power.source).publisher
    assert power.grade
    assert date(2026, 1, 1) <= (power.read.day or date.max)
    assert power.assumption or source(power.source).kind == "official"
    assert power.hooks
    assert set(power.hooks) <= set(get_args(Hook))


def test_a_warrant_opens_devices_in_hong_kong_since_the_rules_were_amended() -> None:
    giving = [{p.id for p in powers("HK", day, "run_from") if "keys" in p.gives} for day in (BEFORE, date(2026, 3, 23))]
    assert giving == [set(), {"decryption-on-a-warrant"}]


def test_the_cybersecurity_law_is_cited_by_the_numbers_of_its_day() -> None:
    articles = [
        [power.article for power in powers("CN", day, "stands_in") if power.id.startswith("cybersecurity-law")]
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert articles == [["Art. 28"], ["Art. 30"]]


def test_the_government_of_india_calls_for_information_under_the_act_of_2023_from_its_day() -> None:
    days = (date(2027, 5, 12), date(2027, 5, 13))
    assert [set(ids("IN", day, "offers_service")) for day in days] == [
        {"it-act-69", "it-rules-2021"},
        {"it-act-69", "it-rules-2021", "dpdp-information"},
    ]


@pytest.mark.parametrize(
    ("state", "power", "first"),
    [
        ("US", "stored-communications-act", date(1987, 1, 19)),
        ("US", "national-security-letters", date(1987, 1, 19)),
        ("US", "fisa-702", date(2008, 7, 10)),
        ("KR", "secrets-act", date(1994, 6, 28)),
    ],
)
def test_a_power_is_named_from_the_day_that_its_text_gives(state: str, power: str, first: date) -> None:
    assert power in ids(state, first, "stands_in")
    assert power not in ids(state, first - timedelta(days=1), "stands_in")


def test_an_urgent_measure_in_korea_comes_before_the_court() -> None:
    [power] = [power for power in all_powers() if power.id == "secrets-act"]
    assert (power.prior_judge, power.article) == ("partly", "Art. 5 to 9, 13, 15-2")


def test_a_power_whose_first_day_is_unknown_is_not_named_in_the_year_of_its_law() -> None:
    days = (date(2007, 12, 31), date(2008, 1, 1))
    named = [{power.id for power in powers("TR", day, "run_from")} for day in days]
    assert named == [{"criminal-procedure"}, {"law-5651", "criminal-procedure"}]


def test_the_powers_whose_first_day_is_unknown_are_known_and_say_so_wherever_they_are_named() -> None:
    undated = {f"{code}.{p.id}": p for code, each in jurisdictions().states.items() for p in each.powers if not p.first}
    page = (ROOT / "docs" / "jurisdictions.md").read_text(encoding="utf-8")
    assert " ".join(undated) == UNDATED
    for power in undated.values():
        assert power.since in page
        assert re.match(r"first day not known; counted (on every day|from \d{4}-01-01)$", power.since)
        assert power.since in power_words(power)
        assert "first day not known" in power.citation


@pytest.mark.parametrize(
    ("state", "power", "first"),
    [
        ("GB", "ipa-capability-notice", "2018-03-12"),
        ("GB", "ipa-warrants", "2018-05-31"),
        ("FR", "algorithms", "2015-10-03"),
        ("FR", "international-surveillance", "2015-12-02"),
        ("LU", "criminal-procedure-2018", "2018-07-09"),
        ("LU", "intelligence-service-law", "2016-10-01"),
        ("IE", "retention-act", "2023-06-26"),
        ("KR", "subscriber-data", "2010-09-23"),
    ],
)
def test_a_first_day_that_was_read_is_no_first_of_january(state: str, power: str, first: str) -> None:
    [found] = [each for each in jurisdictions().states[state].powers if each.id == power]
    assert (found.since, found.recall) == (first, ())


def test_where_an_urgent_order_comes_before_the_judge_no_row_says_that_a_judge_always_comes_first() -> None:
    urgent = [f"{p.id}: {p.prior_judge}" for p in all_powers() if "urgent" in p.says and p.prior_judge == "always"]
    assert urgent == []


@pytest.mark.parametrize(
    ("state", "power", "said"),
    [
        ("NL", "telecommunications-act", "2026-11-28 in a summary: Country Legal Frameworks Resource: Netherlands"),
        ("US", "cloud-act", "2026-11-28 in a copy: United States Code"),
        ("EU", "e-evidence", "2026-11-25, in: Regulation (EU) 2023/1543"),
        ("KP", "state-networks", "by nobody"),
    ],
)
def test_where_a_law_is_listed_the_ground_of_its_reading_is_said(state: str, power: str, said: str) -> None:
    [found] = [each for each in jurisdictions().states[state].powers if each.id == power]
    assert reading(found).startswith(said)


def test_an_address_of_a_register_alone_is_told_from_that_of_a_text() -> None:
    assert source("il-sml").register_alone
    assert not source("tr-5651").register_alone
    assert not source("cn-nil").register_alone
    assert not source("vn-csl").register_alone
    assert not source("recall").register_alone
    assert law("br_transfer").sources["resolution-32"].register_alone
    assert not law("kr_transfer").sources["pipa"].register_alone
    assert not law("gb_transfer").sources["uk-gdpr"].register_alone


REGISTERS = "cn-cel ir-laws ve-law il-sml"


def test_what_has_the_address_of_a_register_alone_is_known() -> None:
    cited = dict.fromkeys(power.source for each in jurisdictions().states.values() for power in each.powers)
    alone = {name for name in cited if source(name).register_alone}
    assert alone == set(REGISTERS.split())
    assert {name for name in cited if source(name).url is None} == {"recall"}
    texts = {f"{name}.{key}": text for name in NAMES for key, text in law(name).sources.items()}
    official = {key: text for key, text in texts.items() if text.kind == "official"}
    assert {key for key, text in official.items() if text.url is None} == {"eu_adequacy.edpb-letter"}
    of_registers = {key for key, text in official.items() if text.register_alone}
    assert of_registers == {"br_transfer.resolution-32", "us_fascsa.sam"}


def test_a_law_and_its_amendment_of_2025_have_an_address_each() -> None:
    cited = {each.id: source(each.source).url for each in jurisdictions().states["CN"].powers}
    assert cited["cybersecurity-law"] != cited["cybersecurity-law-2026"]


def test_a_law_and_its_revision_have_a_source_each() -> None:
    ids = ("counter-espionage-law-2014", "counter-espionage-law-2023")
    cited = {each.id: source(each.source).date for each in jurisdictions().states["CN"].powers}
    assert [cited[id_] for id_ in ids] == ["2014-11-01", "2023-04-26"]


def test_the_months_that_large_intermediaries_were_given_stand_beside_the_indian_rules() -> None:
    (reading,) = next(each for each in jurisdictions().states["IN"].powers if each.id == "it-rules-2021").readings
    assert "three months" in reading.says
    assert source(reading.source).kind == "summary"


def test_a_law_that_others_replace_ends_the_day_before() -> None:
    days = (date(2026, 6, 30), date(2026, 7, 1))
    assert [ids("VN", day, "stands_in") for day in days] == [["cybersecurity-law"], ["cybersecurity-law-2025"]]
    assert [ids("JP", day, "run_from")[-1] for day in (date(2027, 11, 21), date(2027, 11, 22))] == [
        "wiretapping-act",
        "active-cyber-defence-act",
    ]


def test_the_powers_read_in_summaries_only_are_known() -> None:
    powers_read = ((state, power) for state, each in jurisdictions().states.items() for power in each.powers)
    grounds = [(f"{state}.{power.id}", rests_on(power.read, jurisdictions().sources)) for state, power in powers_read]
    assert " ".join(name for name, ground in grounds if ground == "summary") == IN_SUMMARIES
    assert " ".join(name for name, ground in grounds if ground == "recall") == RECALLED


def test_what_rests_on_memory_alone_is_an_assumption_and_nothing_else_is() -> None:
    assumed = [f"{code}.{p.id}" for code, state in jurisdictions().states.items() for p in state.powers if p.assumption]
    assert " ".join(assumed) == RECALLED
    for state in jurisdictions().states.values():
        assert {claim.grade for claim in state.claims if claim.source == "recall"} <= {"D"}
        assert {claim.source for claim in state.claims if claim.grade == "D"} <= {"recall"}


def test_every_source_is_used() -> None:
    states = jurisdictions().states.values()
    used = {claim.source for state in states for claim in state.claims}
    used |= {power.read.text for power in all_powers() if power.read.text}
    used |= {spared.source for state in states for bar in state.blocks for spared in bar.save}
    assert used | {member.source for state in states for member in state.members} == set(jurisdictions().sources)


def test_a_source_without_an_address_still_has_a_publisher_and_a_date() -> None:
    assert [name for name, each in jurisdictions().sources.items() if not (each.publisher and each.date)] == []


def test_the_ids_of_a_states_powers_differ() -> None:
    assert [
        len({power.id for power in state.powers}) - len(state.powers) for state in jurisdictions().states.values()
    ] == [0] * len(STATES)


def test_every_state_has_the_same_fields_in_the_same_order() -> None:
    """Lists may be empty; what is in them has one shape."""
    assert {tuple(state) for state in RAW["states"].values()} == {
        ("name", "members", "reaches_abroad", "powers", "blocks", "statistics", "views")
    }
    for field in ("members", "reaches_abroad", "powers", "blocks", "statistics", "views"):
        entries = [entry for state in RAW["states"].values() for entry in state[field]]
        assert len({tuple(entry) for entry in entries}) == 1, field


def test_no_state_is_told_of_in_words_a_report_may_not_use() -> None:
    threats = [line for threat in catalogue().threats for line in (threat.explains, *threat.false_positives)]
    reasons = [default_reason(default) for default in defaults().values()]
    said = [text for text in [*words_in(RAW["states"]), *threats, *reasons] if NEVER_SAID.search(text)]
    assert said == []


def test_no_sentence_on_a_power_has_more_than_25_words() -> None:
    said = [text for power in all_powers() for text in (power.says, *(reading.says for reading in power.readings))]
    sentences = [sentence for text in said for sentence in re.split(r"(?<=[.;]) ", text)]
    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []


def test_the_threats_name_no_state() -> None:
    """So the same words give the same numbers for every state."""
    names = "|".join([*STATES, *(state.name for state in jurisdictions().states.values())])
    threats = (ROOT / "risk" / "threats").iterdir()
    assert [path.name for path in threats if re.search(rf"\b({names})\b", path.read_text(encoding="utf-8"))] == []


def test_all_mistakes_are_told_with_their_places() -> None:
    """A day that is none, a word that is none, and a gap of a day."""
    broken = WRITTEN.replace("from: 2017-06-01", "from: June 2017").replace(
        "prior_judge: always", "prior_judge: allways", 1
    )
    broken = broken.replace("until: 2026-08-17", "until: 2026-08-16")
    with pytest.raises(BrokenData) as told:
        jurisdictions_of({"risk/jurisdictions.yaml": broken})
    assert [(line_of(broken, problem.place.line), problem.message) for problem in told.value.problems] == [
        ("from: June 2017", "a day is written 2020-06-30, unknown or open"),
        ("prior_judge: allways", "'allways' is none of the words for this"),
        (
            "name: European Union",
            "reaches_abroad needs one entry for every day, the first from unknown, the last until open",
        ),
    ]


def line_of(text: str, number: int) -> str:
    return text.splitlines()[number - 1].strip()


def test_a_source_that_is_not_listed_is_a_mistake() -> None:
    broken = texts(["jurisdictions.yaml"])["risk/jurisdictions.yaml"].replace("source: gu-bin", "source: gu-bim")
    with pytest.raises(BrokenData, match="no source called gu-bim"):
        jurisdictions_of({"risk/jurisdictions.yaml": broken})


def test_the_page_on_states_is_in_step_with_the_data() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_jurisdictions.py"))["page"]()
    assert (ROOT / "docs" / "jurisdictions.md").read_text(encoding="utf-8") == made


def test_no_law_of_the_union_on_evidence_is_said_to_bind_denmark() -> None:
    day = date(2026, 11, 28)
    for hook in get_args(Hook):
        assert powers("DK", day, hook) == ()
        for power in powers("EU", day, hook):
            assert "Denmark apart" in power.binds
            assert power.says.endswith("Denmark is not bound.")
            assert [source(reading.source).kind for reading in power.readings] == ["summary"]


def test_a_danish_place_is_under_no_power_of_the_union() -> None:
    text = (
        "app: {name: Brev, operator: brev}\nas_of: 2026-11-01\nviewpoint: EU\nusers: {writers: {in: DK, count: 400k}}\n"
        "data: {letters: text}\nparties: {brev: {organised_in: DK}}\nsystems: {store: {operator: brev, in: DK}}\n"
        "flows: [{from: writers, to: store, data: [letters]}]\n"
    )
    edges = exposure(map_of(text)).graph.edges(data=True)
    assert {target[1] for _, target, edge in edges if edge["kind"] == "power"} == {"DK"}
