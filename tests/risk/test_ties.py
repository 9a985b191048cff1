"""Ties: who runs a company, has an office or only a seat, or serves people there; owners, holdings and subsidiaries."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import pairwise

import pytest

from risk.reach import CLASSES, TIES
from tests.support.oracle.estimates import exactly
from tests.support.reached import Persons, Written, persons_of, reach_of

MILLION = 1_000_000
CUSTODY, WHOLE, RUN, SEAT, MARKET, OFFICE = 0.98, 0.85, 0.9, 0.1, 0.88, 0.93
CONTENT_BY_OFFICE, CONTENT_BY_MARKET, CONTENT_NOT_BARRED = 0.5, 0.1, 0.3


def app(home: str = "US", people: str = "DE", as_of: str = "2026-03-01") -> Written:
    """An app that people in one state use, run from another; its server stands in a third, and all can be read."""
    return {
        "app": {"name": "App", "operator": "firm"},
        "as_of": as_of,
        "viewpoint": people,
        "users": {"people": {"in": people, "count": MILLION}},
        "data": {"chats": "text", "log": "metadata"},
        "parties": {"firm": {"organised_in": home}},
        "systems": {"store": {"operator": "firm", "in": "NZ", "keys": "operator"}},
        "flows": [{"from": "people", "to": "store", "data": ["chats", "log"]}],
        "ownership": [],
        "access": [],
        "estimates": {"clear.chats.store": exactly(1), "clear.log.store": exactly(1)},
    }


def owned_by_china(*between: str) -> Written:
    """An app whose operator is run from the US, owned by a company in China through companies in some states."""
    written = app()
    chain = ["firm", *(f"company-{state.lower()}" for state in between), "parent"]
    written["parties"] |= {
        company: {"organised_in": state, "run_from": "CN"} for company, state in zip(chain[1:-1], between, strict=True)
    }
    written["parties"]["parent"] = {"organised_in": "CN"}
    written["ownership"] = [
        {"owner": owner, "of": of, "via": "shares", "share": "100 %"} for of, owner in pairwise(chain)
    ]
    return written


def chances(written: Written, state: str) -> dict[str, float]:
    """The chance of reach to content and to any data of a person, of one state."""
    persons = persons_of(written)
    return {c: persons[state, c] / MILLION for c in ("content", "any")}


@pytest.mark.parametrize(
    ("home", "state", "as_of", "content"),
    [
        ("US", "DE", "2026-03-01", CONTENT_BY_MARKET),
        ("US", "GB", "2022-10-02", CONTENT_BY_MARKET),
        ("US", "GB", "2022-10-03", CONTENT_NOT_BARRED),
        ("US", "AU", "2024-01-30", CONTENT_BY_MARKET),
        ("US", "AU", "2024-01-31", CONTENT_NOT_BARRED),
        ("CN", "DE", "2021-08-31", CONTENT_NOT_BARRED),
        ("CN", "DE", "2021-09-01", CONTENT_BY_MARKET),
        ("CH", "DE", "2010-01-01", CONTENT_BY_MARKET),
        ("SE", "DE", "2026-03-01", CONTENT_NOT_BARRED),
    ],
)
def test_where_a_service_only_has_people_it_gives_most_data_but_content_only_as_its_own_law_lets_it(
    home: str, state: str, as_of: str, content: float
) -> None:
    found = chances(app(home, state, as_of), state)
    assert found == pytest.approx({"content": CUSTODY * MARKET * content, "any": CUSTODY * MARKET}, rel=1e-12)


def test_with_an_office_there_half_the_orders_bring_content_and_nearly_all_bring_something() -> None:
    with_office = app()
    with_office["parties"]["office"] = {"organised_in": "DE", "staff": 20}
    with_office["ownership"] = [{"owner": "firm", "of": "office", "via": "shares", "share": "100 %"}]
    assert chances(with_office, "DE") == pytest.approx(
        {"content": CUSTODY * OFFICE * CONTENT_BY_OFFICE, "any": CUSTODY * OFFICE}, rel=1e-12
    )


def test_the_state_that_a_company_is_run_from_can_order_content_as_well_as_anything_else() -> None:
    assert chances(app(), "US") == pytest.approx(dict.fromkeys(("content", "any"), CUSTODY * RUN), rel=1e-12)


def test_what_a_map_states_of_content_counts_and_power_that_it_states_is_of_content_too() -> None:
    stated = app()
    stated["estimates"]["power.DE.firm"] = exactly(0.5)
    assert chances(stated, "DE") == pytest.approx(dict.fromkeys(("content", "any"), CUSTODY * 0.5), rel=1e-12)
    stated["estimates"]["content.DE.firm"] = exactly(0.2)
    assert chances(stated, "DE") == pytest.approx({"content": CUSTODY * 0.1, "any": CUSTODY * 0.5}, rel=1e-12)


def test_a_chain_of_letter_boxes_leaves_china_as_it_is_and_gives_their_states_a_seat_alone() -> None:
    direct, chain = owned_by_china(), owned_by_china("VG", "KY")
    assert chances(chain, "CN") == chances(direct, "CN")
    assert chances(direct, "CN") == pytest.approx(dict.fromkeys(("content", "any"), CUSTODY * WHOLE * RUN), rel=1e-12)
    for state in ("VG", "KY"):
        seat = CUSTODY * WHOLE * SEAT
        assert chances(chain, state) == pytest.approx({"content": seat * CONTENT_BY_OFFICE, "any": seat}, rel=1e-12)
        ties = reach_of(chain).at_best.by_tie(state, "any")  # type: ignore[union-attr]
        assert {tie for tie, people in ties.items() if people[0] > 1e-6} == {"seat", "owner"}


@pytest.mark.parametrize("step", ["company-vg.firm", "company-ky.company-vg", "parent.company-ky"])
def test_a_stated_control_counts_for_the_whole_chain_whichever_step_it_is_stated_of(step: str) -> None:
    chain = owned_by_china("VG", "KY")
    chain["estimates"][f"control.{step}"] = exactly(0.97)
    assert chances(chain, "CN") == pytest.approx(dict.fromkeys(("content", "any"), CUSTODY * 0.97 * RUN), rel=1e-12)
    seat = CUSTODY * 0.97 * SEAT
    assert chances(chain, "KY") == pytest.approx({"content": seat * CONTENT_BY_OFFICE, "any": seat}, rel=1e-12)


def with_a_holding_above(written: Written) -> None:
    """A company in the parent's own state holds all of the parent."""
    written["parties"]["holding"] = {"organised_in": "CN"}
    written["ownership"].append({"owner": "holding", "of": "parent", "via": "shares", "share": "100 %"})


def with_a_subsidiary_that_runs_the_server(written: Written) -> None:
    """A company that the operator holds all of runs the server in its place."""
    written["parties"]["subsidiary"] = {"organised_in": "US"}
    written["ownership"].append({"owner": "firm", "of": "subsidiary", "via": "shares", "share": "100 %"})
    written["systems"]["store"]["operator"] = "subsidiary"


def with_a_holding_between(written: Written) -> None:
    """A company in the owner's state stands between it and the operator."""
    written["parties"]["between"] = {"organised_in": "CN"}
    written["ownership"] = [
        {"owner": "parent", "of": "between", "via": "shares", "share": "100 %"},
        {"owner": "between", "of": "firm", "via": "shares", "share": "100 %"},
    ]


def with_a_subsidiary_of_a_subsidiary_that_runs_the_server(written: Written) -> None:
    """A company that the operator holds all of through another runs the server in its place."""
    with_a_subsidiary_that_runs_the_server(written)
    written["parties"]["further"] = {"organised_in": "US"}
    written["ownership"].append({"owner": "subsidiary", "of": "further", "via": "shares", "share": "51 %"})
    written["systems"]["store"]["operator"] = "further"


@pytest.mark.parametrize("place", ["NZ", "CN", "US"])
@pytest.mark.parametrize(
    "change",
    [
        with_a_holding_above,
        with_a_holding_between,
        with_a_subsidiary_that_runs_the_server,
        with_a_subsidiary_of_a_subsidiary_that_runs_the_server,
    ],
)
def test_holdings_and_subsidiaries_change_no_digit(change: Callable[[Written], None], place: str) -> None:
    plain = owned_by_china()
    plain["systems"]["store"]["in"] = place
    other = copy.deepcopy(plain)
    change(other)
    assert told(other) == told(plain)


def told(written: Written) -> dict[str, dict[object, float]]:
    """The chances, people, people by share of their data, and people by tie, of a map at its best values."""
    found = reach_of(written)
    assert found is not None
    questions = [(x, c) for x in found.states for c in CLASSES]
    at_best = found.at_best
    return {
        "chance": {q: float(at_best.chance(*q)[0]) for q in questions},
        "people": {q: float(at_best.persons(*q)[0]) for q in questions},
        "weighted": {q: float(at_best.weighted(*q)[0]) for q in questions},
        "ties": {(q, tie): float(at_best.by_tie(*q)[tie][0]) for q in questions for tie in TIES},
    }


def test_letter_boxes_that_are_said_to_be_run_from_where_they_sit_leave_china_to_the_digit_as_it_is() -> None:
    """A chain without a word on where its companies are run from, by an owner in China."""
    silent = owned_by_china("VG", "KY")
    for company in ("company-vg", "company-ky"):
        del silent["parties"][company]["run_from"]
    assert chances(silent, "CN") == chances(owned_by_china(), "CN")


def test_an_owner_that_holds_half_or_less_counts_step_by_step() -> None:
    chain = owned_by_china("KY")
    chain["ownership"][1]["share"] = "40 %"
    chain["parties"]["company-ky"]["run_from"] = "KY"
    assert persons_share(persons_of(chain)) == pytest.approx(CUSTODY * WHOLE * 0.3 * RUN, rel=1e-12)


def persons_share(persons: Persons) -> float:
    """The share of people of whom China can order anything."""
    return persons["CN", "any"] / MILLION
