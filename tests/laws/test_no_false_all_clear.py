"""What a map does not show is no all-clear: laws ask, or say in words of their own why they have nothing to say."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.report.law_words import not_held, outcome_of, standing_words, verdicts_text
from assessments.report.sections import law as section
from assessments.results.freshness import freshness
from assessments.results.laws import decided_as_json, decided_cases, regime
from data_maps.model import DataMap
from laws import NAMES
from laws.deciding import decide
from laws.parameters import law
from laws.verdicts import CLOSED, Verdict, verdict, verdicts
from tests.support.assessed import case_map as case
from tests.support.law_maps import DEAL
from tests.support.maps import map_of as written
from tests.support.swapped_maps import SWAPPED

DAY = date(2026, 12, 2)
FIVE_LINES = """\
app: ShopHK
as_of: 2026-12-02
users: {US: USERS}
data: [DATA]
owner: {name: Own, jurisdiction: OWNER}
"""
ABROAD = FIVE_LINES.replace("OWNER", "US").replace("US: USERS", "PLACE: 2M").replace("DATA", "health")
FEDERAL_VENDOR = """\
app: {name: Rota, operator: agency}
as_of: 2026-12-02
users: {staff: {in: US, count: 60k, exposure: strategic}}
data: {places: location, pay: financial}
parties:
  agency: {kind: state, organised_in: US}
  vendor: {name: Rota Inc, organised_in: US}
  parent: {name: Rota Holding, organised_in: CN}
ownership: [{owner: parent, of: vendor, via: shares, share: 100%}]
systems: {store: {operator: vendor, in: US, keys: operator}}
flows: [{from: staff, to: store, data: [places, pay], for: hosting}]
"""


def short(owner: str, users: str = "8M", data: str = "financial, location") -> DataMap:
    """A map of five lines."""
    return written(FIVE_LINES.replace("OWNER", owner).replace("USERS", users).replace("DATA", data))


def asked(found: Verdict) -> str:
    """The questions of a law in one text."""
    return " ".join(missing.ask for judged in found.judged for missing in judged.decision.unknown)


ASKS = {
    "us_bulk_data": "does a US firm, such as a subsidiary, seller of advertising, analyst, vendor or employer, give",
    "us_padfa": "does anybody who did not collect them from the people sell or pass data",
    "us_cfius_data": "hold a business in the United States, or a stake in one, that runs the app or keeps its data?",
}


@pytest.mark.parametrize("name", sorted(ASKS))
@pytest.mark.parametrize(
    "data_map",
    [short("CN"), short("HK"), short("CN", "3M", "health, location, text"), case("wechat-five-lines")],
    ids=["shop-cn", "shop-hk", "assistant", "wechat"],
)
def test_a_short_map_of_an_owner_from_a_listed_country_is_asked_for_who_gives_it_access(
    data_map: DataMap, name: str
) -> None:
    found = verdict(name, data_map, DAY)
    assert found.standing == "facts_missing"
    assert ASKS[name] in asked(found)


def test_a_vendor_in_the_country_is_asked_whether_it_gives_its_parent_abroad_access() -> None:
    found = verdict("us_bulk_data", written(FEDERAL_VENDOR))
    assert found.standing == "facts_missing"
    assert "does Rota Inc give its owner Rota Holding access to data of people in the United States?" in asked(found)
    friendly = verdict("us_bulk_data", written(FEDERAL_VENDOR.replace("CN", "FR")))
    assert friendly.standing == "does_not_concern"


HELD_AT_HOME = """\
app: {name: Talk, operator: op}
as_of: 2026-12-02
users: {people: {in: US, count: 3M}}
data: [financial, location]
parties: {op: {organised_in: US}, one: {organised_in: OWNER}, other: {organised_in: OWNER}}
ownership: [{owner: one, of: op, via: shares, share: SHARE}, {owner: other, of: op, via: shares, share: 1%}]
"""


@pytest.mark.parametrize(
    ("owner", "share", "standing"),
    [
        ("CN", "19%", "facts_missing"),
        ("RU", "30%", "facts_missing"),
        ("CN", "5%", "facts_missing"),
        ("FR", "30%", "nothing_drawn"),
    ],
)
def test_an_operator_at_home_that_is_held_from_a_listed_country_is_asked_for_brokers_too(
    owner: str, share: str, standing: str
) -> None:
    found = verdict("us_padfa", written(HELD_AT_HOME.replace("OWNER", owner).replace("SHARE", share)))
    assert found.standing == standing
    assert (ASKS["us_padfa"] in asked(found)) is (owner != "FR")


@pytest.mark.parametrize("owner", ["CN", "RU"])
def test_an_app_that_only_a_determination_could_bar_is_said_to_wait_for_one(owner: str) -> None:
    found = verdict("us_pafaca", short(owner))
    assert found.standing == "awaits_determination"
    assert standing_words(found) == "may apply on a determination; none known on 2026-12-02"
    assert verdict("us_pafaca", short("FR")).standing == "does_not_concern"


def test_each_word_for_a_law_that_asks_nothing_says_what_was_looked_at() -> None:
    said = {found.regime: found for found in verdicts(short("FR"), DAY)}
    closed = {found.standing for found in said.values() if found.standing in CLOSED}
    assert closed == {"does_not_concern", "nothing_drawn"}
    assert said["us_padfa"].decision.because[0].text.endswith("as far as the map shows")
    assert [judged.matter.about for judged in said["us_pafaca"].judged] == ["the app ShopHK"]
    revoked = verdict("us_2020_orders", case("wechat-five-lines"), DAY)
    assert (revoked.standing, standing_words(revoked)) == ("ended", "ended")
    assert standing_words(said["us_padfa"]) == "nothing drawn that it could judge"


@settings(max_examples=40, deadline=None)
@given(
    friendly=st.sampled_from(["US", "DE", "FR", "GB", "JP"]),
    listed=st.sampled_from(["CN", "HK", "MO", "RU", "IR", "KP"]),
    people=st.sampled_from(["US: 8M", "US: 20k", "US: [10k, 50k, 2M]"]),
    data=st.lists(
        st.sampled_from(["financial", "location", "health", "text", "profile", "device", "video"]),
        min_size=1,
        max_size=3,
        unique=True,
    ),
)
def test_an_owner_from_a_listed_country_in_place_of_a_friendly_one_clears_nothing(
    friendly: str, listed: str, people: str, data: list[str]
) -> None:
    text = FIVE_LINES.replace("US: USERS", people).replace("DATA", ", ".join(data))
    before, after = (written(text.replace("OWNER", owner)) for owner in (friendly, listed))
    cleared = [
        name
        for name in NAMES
        if name.startswith("us_")
        and verdict(name, before).standing not in CLOSED
        and verdict(name, after).standing in CLOSED
    ]
    assert cleared == []


@settings(max_examples=30, deadline=None)
@given(
    listed=st.sampled_from(["CN", "HK", "MO", "RU", "CU"]),
    operator=st.sampled_from(["US", "SG", "KY"]),
    via=st.sampled_from(["shares", "votes", "management", "unknown"]),
    share=st.sampled_from(["5%", "25%", "[10%, 30%, 60%]", "60%"]),
    data=st.sampled_from(["financial, location", "health", "text"]),
)
def test_a_holder_from_a_listed_country_in_place_of_a_friendly_one_clears_nothing(
    listed: str, operator: str, via: str, share: str, data: str
) -> None:
    text = HELD_AT_HOME.replace("op: {organised_in: US}", f"op: {{organised_in: {operator}}}").replace("SHARE", share)
    text = text.replace("via: shares", f"via: {via}").replace("financial, location", data)
    open_before = {
        found.regime for found in verdicts(written(text.replace("OWNER", "FR"))) if found.standing not in CLOSED
    }
    open_after = {
        found.regime for found in verdicts(written(text.replace("OWNER", listed))) if found.standing not in CLOSED
    }
    assert open_before <= open_after


@pytest.mark.parametrize("text", SWAPPED.values(), ids=SWAPPED)
def test_a_listed_state_in_place_of_a_friendly_one_turns_no_question_into_an_all_clear(text: str) -> None:
    closed = {
        state: {found.regime for found in verdicts(written(text.replace("OWNER", state))) if found.standing in CLOSED}
        for state in ("US", "CA", "CN", "RU", "CU")
    }
    for listed in ("CN", "RU", "CU"):
        assert closed[listed] <= closed["US"] & closed["CA"]


TIED = "not prohibited while the order stands, and the map draws what the Act names"


def test_a_sale_that_an_order_recognised_ends_nothing_where_ties_are_drawn_that_the_act_names() -> None:
    found = verdict("us_pafaca", case("tiktok-2026"), DAY)
    assert (found.standing, found.decision.outcome) == ("applies", "not_prohibited")
    assert found.decision.determinations["remaining_ties"] == ["data_sharing", "recommendation_algorithm"]
    assert outcome_of(found.decision) == f"{TIED}: data sharing and recommendation algorithm"
    told = [(finding.text, finding.citation) for finding in found.decision.because[-4:]]
    assert [text.partition(":")[0].partition(" is ")[0] for text, _ in told] == [
        "what stands",
        "what the orders suspended",
        "a tie",
        "a tie",
    ]
    assert [citation for _, citation in told[2:]] == ["PAFACA (Pub. L. 118-50 Div. H) s. 2(g)(6)(B)"] * 2
    places = [found.judged[0].matter.place(finding.path) for finding in found.decision.because[-2:]]
    lines = [(place.file, place.line) for place in places if place]
    assert lines == [("case:tiktok-2026", 200), ("case:tiktok-2026", 210)]


def test_a_sale_without_a_tie_that_the_act_names_has_ended_the_bar() -> None:
    data_map = case("tiktok-2026")
    untied = data_map.model_copy(update={"access": (), "flows": data_map.flows[:-1]})
    found = verdict("us_pafaca", untied, DAY)
    assert (found.standing, outcome_of(found.decision)) == ("ended", "divested, recognised by order")


US_DEAL = {
    "us_party": {"kind": "entity", "organised_in": ["US"]},
    "counterparty": {"kind": "entity", "organised_in": ["CN"]},
    "access": {"gained_by": "counterparty"},
}


def dealt(category: str, **more: object) -> str:
    """The outcome of a service by a firm in China with data of 50,000 people."""
    item = {"category": category, "us_persons": 50_000, **{key: more[key] for key in more if key != "purpose"}}
    purpose = {"purpose": more["purpose"]} if "purpose" in more else {}
    deal = {"arrangement": "service_by_counterparty", **purpose}
    return decide("us_bulk_data", {**US_DEAL, "data": [item], "transaction": deal}).outcome


def test_samples_for_diagnosis_alone_are_no_biospecimens() -> None:
    assert dealt("human_biospecimens") == "prohibited"
    assert dealt("human_biospecimens", solely_for_diagnosis_or_treatment=True) == "not_covered"
    assert dealt("human_biospecimens", solely_for_diagnosis_or_treatment="unknown") == "unknown"


@pytest.mark.parametrize(
    ("purpose", "more", "outcome"),
    [
        ("investment_management", {}, "exempt"),
        ("interconnection", {}, "exempt"),
        ("routing", {}, "exempt"),
        ("messaging_service", {}, "exempt"),
        ("safety_surveillance", {}, "restricted"),
        ("safety_surveillance", {"protections": ["pseudonymised"]}, "exempt"),
    ],
)
def test_an_exemption_can_be_said_as_a_purpose(purpose: str, more: dict[str, object], outcome: str) -> None:
    assert dealt("personal_health", purpose=purpose, **more) == outcome


def test_what_was_written_from_memory_is_marked_where_it_decides() -> None:
    data_map = case("wechat-five-lines")
    found = verdict("us_pafaca", data_map, DAY)
    assert "[Pub. L. 118-50 Div. H s. 2(g)(3)(B), from memory]" in verdicts_text(data_map, [found])
    told = {reason.citation: reason.from_memory for reason in regime(found).because}
    assert told["Pub. L. 118-50 Div. H s. 2(g)(3)(B)"] is True
    assert {told[cited] for cited in told if "2(g)(3)(B)" not in cited} == {None}
    assert "from memory" in str(section.detail(found))
    item = {"category": "personal_health", "us_persons": 50_000, "protections": ["pseudonymised"]}
    watched = {"arrangement": "service_by_counterparty", "purpose": "safety_surveillance"}
    text = json.dumps({**US_DEAL, "data": [item], "transaction": watched})
    answer = json.loads(decided_as_json(decided_cases("us_bulk_data", text, "deal.yaml")))
    assert [each["citation"] for each in answer["because"] if each.get("from_memory")] == ["28 CFR 202.511(a)(2)"]


def test_what_is_restricted_has_its_duties_with_days_and_texts() -> None:
    data_map = written(DEAL.replace("COUNT", "1M").replace("2026-03-01", "2026-12-02"))
    found = verdict("us_bulk_data", data_map)
    cited = [duty.citation for duty in found.duties]
    assert found.decision.outcome == "restricted"
    assert cited == [f"28 CFR 202.{number}" for number in ("1001", "1002", "1101(a)", "1103", "1301")]
    (annual,) = [duty for duty in regime(found).duties or () if duty.citation == "28 CFR 202.1103"]
    assert (annual.due, annual.since, annual.outcomes) == (
        "1 March of the next year",
        date(2025, 10, 6),
        ("restricted",),
    )
    lines = verdicts_text(data_map, [found]).splitlines()
    assert sum(line.startswith("  duty where ") for line in lines) == len(cited)
    assert "Duties beside the outcome" in str(section.detail(found))
    before = verdict("us_bulk_data", data_map, date(2025, 10, 5))
    assert [duty.citation for duty in before.duties] == ["28 CFR 202.1301"]


DUE = {
    "us_icts": ("15 CFR 791.106", "kept from the notice of review until ten years after the final determination"),
    "us_cfius_data": ("31 CFR 800.401", "at least 30 days before the deal is completed"),
    "cn_export": ("CAC Order 13, Art. 7", "within 10 working days of the day from which the contract is in force"),
    "kr_transfer": ("PIPA Art. 28-9(2)", "within seven days of the order"),
    "br_transfer": ("Resolução CD/ANPD 19/2024, Art. 2, sole paragraph", "within 12 months of 23 August 2024"),
    "eu_transfer": ("GDPR Art. 12(3), 15(2)", "within one month, which may be extended by two"),
}


@pytest.mark.parametrize("name", sorted(DUE))
def test_laws_on_transfers_investments_and_technology_have_duties_with_days(name: str) -> None:
    assert DUE[name] in {(duty.citation, duty.due) for duty in law(name).duties}


def test_a_duty_that_was_written_from_memory_is_marked_where_it_is_told() -> None:
    found = verdict("us_icts", case("wechat-five-lines"), DAY)
    marked = {duty.citation: duty.from_memory for duty in regime(found).duties or ()}
    assert marked == {"15 CFR 791.107": True, "15 CFR 791.106": None, "15 CFR 791.200": True}
    assert "[15 CFR 791.200, from memory]" in verdicts_text(case("wechat-five-lines"), [found])


def test_an_app_that_the_act_names_has_its_penalties_and_what_is_owed_to_users() -> None:
    found = verdict("us_pafaca", case("tiktok-2020"), date(2025, 1, 20))
    assert found.standing == "applies"
    assert [(duty.citation.partition(") ")[2], duty.due) for duty in found.duties] == [
        ("s. 2(b)", "before the prohibition applies to the app"),
        ("s. 2(d)(1)(A)", ""),
        ("s. 2(d)(1)(B)", ""),
    ]
    assert all(law("us_pafaca").address(duty.citation) for duty in found.duties)


def test_brokerage_under_a_clause_has_a_report_that_is_due_within_days() -> None:
    duties = law("us_bulk_data").duties
    due = {duty.citation: duty.due for duty in duties if "permitted_with_conditions" in duty.outcomes}
    assert due == {"28 CFR 202.1101(a)": "kept for at least 10 years", "28 CFR 202.302": "within 14 days"}


def test_the_command_leads_with_a_short_answer_and_folds_what_asks_nothing() -> None:
    data_map = short("CN")
    lines = verdicts_text(data_map, verdicts(data_map, DAY)).splitlines()
    barred, beside, open_, ask = lines[2:6]
    assert barred == "Barred: nothing that is read here."
    assert beside.startswith("Applies beside: US rules on information and communications technology")
    assert open_.startswith("Open: US Data Security Program (unknown);")
    assert ask.startswith("Ask Own first: does a US firm,")
    folded = next(line for line in lines if line.startswith("Nothing drawn that it could judge ("))
    assert lines.index(folded) > lines.index("  text: https://www.ecfr.gov/current/title-28/chapter-I/part-202")
    assert any(line.startswith("  eu_transfer: no party in the European Economic Area") for line in lines)
    assert [line for line in lines if line.startswith(("eu_", "gb_", "cn_"))] == []


def test_the_footer_names_what_is_read_of_us_law_and_what_is_not() -> None:
    told = not_held(short("CN"), DAY)
    assert told.startswith("Of US law ten instruments are read here:")
    read, _, unread = told.partition("not read are")
    assert [name for name in ("TikTok on devices", "NDAA 2019", "FASCSA", "COPPA") if name not in read] == []
    named = ("military companies", "FCC covered list", "HIPAA", "GLBA", "FTC Act", "laws of the states")
    assert [name for name in named if name not in unread] == []


@pytest.mark.parametrize(
    ("stated", "outcome", "readings"),
    [(True, "unknown", 2), (False, "appropriate_safeguards", 0), (None, "appropriate_safeguards", 0)],
)
def test_standard_clauses_for_an_importer_under_the_gdpr_itself_are_told_with_both_readings(
    stated: bool | None, outcome: str, readings: int
) -> None:
    facts = {
        "destination": "IN",
        "covered_by_adequacy": False,
        "ground": "standard_clauses",
        "clauses_unchanged": True,
        "protection_equivalent": True,
        "importer_under_gdpr": stated,
        "date": "2026-12-02",
    }
    found = decide("eu_grounds", facts)
    assert len(found.alternatives) == readings
    if readings:
        cited = {other.outcome: other.citation for other in found.alternatives}
        assert cited == {
            "appropriate_safeguards": "GDPR Art. 46(2)(c)",
            "no_ground": "Decision (EU) 2021/914, Art. 1(1) and recital 7",
        }
    else:
        assert found.outcome == outcome


@pytest.mark.parametrize(("home", "said"), [("CL", "Of Chile, Law 21.719"), ("VN", "Of Vietnam, Law 91"), ("PE", "")])
def test_a_law_that_is_known_and_not_written_is_named_with_its_first_day(home: str, said: str) -> None:
    told = not_held(
        written(FIVE_LINES.replace("US: USERS", f"{home}: 2M").replace("OWNER", "US").replace("DATA", "text")), DAY
    )
    assert (said in told) is True
    assert ("applies from 20" in told) == bool(said)
    due = [change.fact for change in freshness(date(2026, 11, 25), date(2027, 1, 1)).changes]
    assert "CL.Law 21.719 on the protection of personal data" in due


@pytest.mark.parametrize(("country", "held"), [("FR", False), ("IE", False), ("DE", True), ("LV", True)])
def test_a_country_whose_lists_are_not_held_is_told_so_and_asked_about(country: str, held: bool) -> None:
    reasons = [finding.text for finding in decide("eu_dpia", {"country": country}).because]
    assert any("lists of the authority there are not held" in text for text in reasons) is not held
    found = verdict(
        "eu_dpia",
        written(FIVE_LINES.replace("US: USERS", f"{country}: 2M").replace("DATA", "health").replace("OWNER", "US")),
        DAY,
    )
    assert ("does the authority there list such processing as one" in asked(found)) is not held
