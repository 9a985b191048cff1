"""What a map does not show is no all-clear: laws ask, or say in words of their own why they have nothing to say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.report.law_words import outcome_of, standing_words
from data_maps.model import DataMap
from laws import NAMES
from laws.verdicts import CLOSED, Verdict, verdict, verdicts
from tests.support.assessed import case_map as case
from tests.support.maps import map_of as written

DAY = date(2026, 12, 2)
FIVE_LINES = """\
app: ShopHK
as_of: 2026-12-02
users: {US: USERS}
data: [DATA]
owner: {name: Own, jurisdiction: OWNER}
"""
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


@pytest.mark.parametrize("regime", sorted(ASKS))
@pytest.mark.parametrize(
    "data_map",
    [short("CN"), short("HK"), short("CN", "3M", "health, location, text"), case("wechat-five-lines")],
    ids=["shop-cn", "shop-hk", "assistant", "wechat"],
)
def test_a_short_map_of_an_owner_from_a_listed_country_is_asked_for_who_gives_it_access(
    data_map: DataMap, regime: str
) -> None:
    found = verdict(regime, data_map, DAY)
    assert found.standing == "facts_missing"
    assert ASKS[regime] in asked(found)


def test_a_vendor_in_the_country_is_asked_whether_it_gives_its_parent_abroad_access() -> None:
    found = verdict("us_bulk_data", written(FEDERAL_VENDOR))
    assert found.standing == "facts_missing"
    assert "does Rota Inc give its owner Rota Holding access to data of people in the United States?" in asked(found)
    friendly = verdict("us_bulk_data", written(FEDERAL_VENDOR.replace("CN", "FR")))
    assert friendly.standing == "does_not_concern"


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
