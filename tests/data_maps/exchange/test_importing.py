"""Importing: every element of a file is kept, translated or dropped at its place, and nothing is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessments.report.sentences import actor_name, the_state
from data_maps.countries import NOWHERE, SOMEWHERE
from data_maps.exchange.comments import comments_in
from data_maps.exchange.documents import Unreadable
from data_maps.exchange.draft import NOBODY_KNOWS
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import Imported, imported
from data_maps.reading import case_names, read, read_path
from data_maps.writing import expanded_text
from tests.support.assessed import case_map
from tests.support.maps import map_of

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "exchange"


def example(form: str) -> Path:
    """The shipped example of a format."""
    return next(path for path in sorted(EXAMPLES.iterdir()) if path.stem == form)


def made(form: str, *more: Any, **settings: Any) -> Imported:
    return imported(IMPORTS[form], [str(example(form))], *more, **settings)


def statuses(result: Imported) -> dict[tuple[str, str], str]:
    return {(element.kind, element.name): element.status for element in result.elements}


@pytest.mark.parametrize("form", IMPORTS)
def test_an_example_gives_a_map_without_problems_whose_report_adds_up(form: str) -> None:
    result = made(form)
    counts = result.counts
    assert counts["elements"] == counts["kept"] + counts["translated"] + counts["dropped"] > 0
    assert read(result.text, "m").problems == ()
    report = result.report
    assert len(report["elements"]) == counts["elements"]
    lines = example(form).read_bytes().count(b"\n") + 1
    assert all(1 <= element["line"] <= lines and element["column"] >= 1 for element in report["elements"])
    assert all(element["why"] for element in report["elements"] if element["status"] == "dropped")
    assert all(element["becomes"] for element in report["elements"] if element["status"] != "dropped")
    assert set(report["missing"]) <= {question.ask for question in result.data_map.questions}


@pytest.mark.parametrize("form", IMPORTS)
def test_what_nobody_said_of_people_is_asked(form: str) -> None:
    result = made(form)
    if "people" in result.data_map.users and result.data_map.users["people"].place == SOMEWHERE:
        assert "In which country are these people? The source does not say." in result.questions
    told = made(form, users="DE: 2M", as_of="2026-05-01")
    assert [(group.place, group.count.best) for group in told.data_map.users.values()] == [("DE", 2_000_000)]
    assert told.data_map.viewpoint == "DE"
    assert str(told.data_map.as_of) == "2026-05-01"
    assert not [question for question in told.questions if "these people" in question or "How many people" in question]


def test_people_in_two_countries_each_send_what_the_source_says() -> None:
    result = made("otm", users="DE: 2M; FR: 1M")
    assert list(result.data_map.users) == ["people-de", "people-fr"]
    ends = {(flow.source_id, flow.target) for flow in result.data_map.flows}
    assert {("people-de", "api"), ("people-fr", "api"), ("people-de", "store"), ("people-fr", "store")} <= ends


def test_a_number_of_people_that_is_none_is_a_problem() -> None:
    with pytest.raises(Unreadable, match=r"users:1:1: 'Korea' is not one country"):
        made("otm", users="Korea: 5M")


def test_an_otm_keeps_what_it_says_and_drops_the_rest_with_its_place() -> None:
    result = made("otm")
    assert statuses(result) == {
        ("project", "Harbour"): "translated",
        ("asset", "Chat messages"): "translated",
        ("asset", "Widgets"): "translated",
        ("component", "Mobile app"): "translated",
        ("component", "API"): "translated",
        ("component", "Store"): "translated",
        ("flow", "Send"): "kept",
        ("flow", "Keep"): "kept",
        ("trustZones", "Internet"): "dropped",
        ("trustZones", "AWS eu-central-1"): "dropped",
        ("threats", "Guessing"): "dropped",
    }
    threat = result.elements[-1]
    assert (threat.place.line, threat.place.column, threat.path) == (17, 5, "threats[0]")
    assert threat.how == "threats are no part of a data map"
    systems = result.data_map.systems
    assert {id_: (system.operator, system.place) for id_, system in systems.items()} == {
        "api": ("unknown", "DE"),
        "store": ("unknown", "DE"),
    }
    supplied = next(flow for flow in result.data_map.flows if flow.data == ("widgets",))
    assert (supplied.source_id, supplied.target, supplied.share and supplied.share.form) == (
        "people",
        "store",
        "unknown",
    )


def test_threagile_gives_operators_keys_and_clear_lines() -> None:
    result = made("threagile")
    assert result.data_map.app.operator == "harbour-ltd"
    assert {id_: dict(system.keys) for id_, system in result.data_map.systems.items()} == {
        "api": {"chat-messages": "none"},
        "store": {"chat-messages": "operator"},
    }
    assert [(flow.id, flow.in_transit) for flow in result.data_map.flows] == [
        ("people.api", "encrypted"),
        ("api.store", "clear"),
    ]
    assert statuses(result)["asset", "Build scripts"] == "dropped"


def test_threat_dragon_tells_a_loose_flow_from_one_whose_data_is_asked() -> None:
    result = made("threat-dragon")
    named = statuses(result)
    assert named["flow", "Loose end"] == "dropped"
    assert named["flow", "Chat messages"] == "translated"
    assert named["flow", "Write"] == "translated"
    assert result.data_map.systems["messages"].keys["credentials"] == "none"


def test_bods_gives_the_chain_with_source_and_day_and_drops_what_ended() -> None:
    result = made("bods")
    assert [(line.owner, line.of, line.via, line.source) for line in result.data_map.ownership] == [
        ("parent-holding", "harbour-ltd", "shares", "bods"),
        ("parent-holding", "harbour-ltd", "board", "bods"),
        ("ada-example", "parent-holding", "shares", "bods"),
    ]
    assert str(result.data_map.sources["bods"].date) == "2026-02-01"
    dropped = [(element.name, element.how) for element in result.elements if element.status == "dropped"]
    assert dropped == [
        ("rightsToProfitOrIncome", "it gives money, and no say"),
        ("votingRights", "it ended on 2024-01-01"),
    ]
    assert {id_: party.organised_in for id_, party in result.data_map.parties.items()} == {
        "harbour-ltd": "IE",
        "parent-holding": "CN",
        "ada-example": NOWHERE,
    }
    assert "birthDate" in next(element for element in result.elements if element.name == "Ada Example").left


def test_bods_before_0_4_is_read_too() -> None:
    text = """[
      {"statementID": "e1", "statementType": "entityStatement", "name": "A",
       "incorporatedInJurisdiction": {"name": "x", "code": "FR"}},
      {"statementID": "p1", "statementType": "personStatement", "names": [{"fullName": "P"}],
       "nationalities": [{"code": "CN"}]},
      {"statementID": "o1", "statementType": "ownershipOrControlStatement",
       "subject": {"describedByEntityStatement": "e1"}, "interestedParty": {"describedByPersonStatement": "p1"},
       "interests": [{"type": "voting-rights", "share": {"exact": 60}}]}]"""
    draft = IMPORTS["bods"].drafted({"b.json": text.encode()}, None)  # type: ignore[arg-type]
    (line,) = draft.ownership
    assert (line["owner"], line["of"], line["via"], line["share"]) == ("p", "a", "votes", "60%")


XML = """<lei:LEIData xmlns:lei="l" xmlns:rr="r"><lei:LEIRecords>
<lei:LEIRecord><lei:LEI>A</lei:LEI><lei:Entity><lei:LegalName xml:lang="en">Harbour Ltd</lei:LegalName>
  <lei:LegalJurisdiction>IE</lei:LegalJurisdiction>
  <lei:HeadquartersAddress><lei:Country>GB</lei:Country></lei:HeadquartersAddress></lei:Entity></lei:LEIRecord>
<lei:LEIRecord><lei:LEI>B</lei:LEI><lei:Entity><lei:LegalName>Parent Holding</lei:LegalName>
  <lei:LegalJurisdiction>KY</lei:LegalJurisdiction>
  <lei:HeadquartersAddress><lei:Country>CN</lei:Country></lei:HeadquartersAddress></lei:Entity></lei:LEIRecord>
</lei:LEIRecords><rr:RelationshipRecords><rr:RelationshipRecord><rr:Relationship>
  <rr:StartNode><rr:NodeID>A</rr:NodeID></rr:StartNode><rr:EndNode><rr:NodeID>B</rr:NodeID></rr:EndNode>
  <rr:RelationshipType>IS_DIRECTLY_CONSOLIDATED_BY</rr:RelationshipType>
  <rr:RelationshipStatus>ACTIVE</rr:RelationshipStatus>
</rr:Relationship></rr:RelationshipRecord></rr:RelationshipRecords></lei:LEIData>"""
CSV = """LEI,Entity.LegalName,Entity.LegalJurisdiction,Entity.HeadquartersAddress.Country,\
Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus
A,Harbour Ltd,IE,GB,,,,
B,Parent Holding,KY,CN,,,,
,,,,A,B,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE
"""


@pytest.mark.parametrize("form", ["json", "xml", "csv"])
def test_gleif_reads_alike_from_json_xml_and_csv(form: str) -> None:
    texts = {
        "json": example("gleif").read_text(),
        "xml": XML,
        "csv": CSV,
    }
    draft = IMPORTS["gleif"].drafted({f"g.{form}": texts[form].encode()}, None)  # type: ignore[arg-type]
    assert {id_: (party["organised_in"], party["run_from"]) for id_, party in draft.parties.items()} == {
        "harbour-ltd": ("IE", "GB"),
        "parent-holding": ("KY", "CN"),
    }
    assert [(line["owner"], line["of"], line["via"]) for line in draft.ownership] == [
        ("parent-holding", "harbour-ltd", "unknown")
    ]


def test_an_import_into_a_map_adds_what_is_not_there_and_lists_what_differs() -> None:
    base = map_of(
        """app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {name: Harbour, organised_in: DE}, parent: {name: Parent Holding, organised_in: CN}}
ownership: [{owner: parent, of: harbour, via: shares, share: 60%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
"""
    )
    result = made("bods", into=base)
    assert list(result.data_map.parties) == ["harbour", "parent", "ada-example"]
    assert result.data_map.parties["harbour"].organised_in == "DE"
    assert [str(conflict) for conflict in result.conflicts] == [
        "parties.harbour.organised_in: the map says DE, the source IE",
        "ownership.parent.harbour.share: the map says 0.6, the source 75%",
    ]
    first = result.data_map.ownership[0]
    assert first.share is not None
    assert (first.share.best, [said.say for said in first.share.against]) == (0.6, ["75%"])
    assert [(line.owner, line.of, line.via) for line in result.data_map.ownership[1:]] == [
        ("parent", "harbour", "board"),
        ("ada-example", "parent", "shares"),
    ]
    assert result.data_map.systems == base.systems
    assert result.questions == ("In which country are they organised, and from where run? The source does not say.",)


@pytest.mark.parametrize("form", IMPORTS)
def test_an_import_into_any_case_is_a_map_without_problems(form: str) -> None:
    base = read_path("case:wechat-2020").data_map
    assert base is not None
    assert read(made(form, into=base).text, "m").problems == ()


@pytest.mark.parametrize("case", case_names())
def test_no_comment_of_a_case_is_lost_and_no_value_moves_with_them(case: str) -> None:
    text = expanded_text(case_map(case))
    base = read(text, case).data_map
    assert base is not None
    assert list(comments_in(text))
    bare, result = made("bods", into=base), made("bods", into=base, into_texts=[text])
    assert result.data_map == bare.data_map
    lost = [comment for _, _, comment in comments_in(text) if comment not in result.text]
    assert lost == []


def test_a_map_of_unknown_people_is_as_wide_as_it_can_be() -> None:
    count = made("bods").data_map.users["people"].count
    assert (count.low, count.high) == (1_000, 100_000_000)
    assert NOBODY_KNOWS == ["1k", "100M"]


def test_people_read_of_an_unknown_country_and_of_no_code_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"otmVersion": "0.2.0", "project": {"name": "Harbour", "id": "h"}}))
    result = imported(IMPORTS["otm"], [str(tmp_path / "a.json")])
    data_map = result.data_map
    assert (data_map.viewpoint, data_map.parties[data_map.app.operator].organised_in) == (SOMEWHERE, NOWHERE)
    assert [question for question in result.questions if "X" in question] == []
    told = [
        say(state) for state in (NOWHERE, SOMEWHERE) for say in (the_state, lambda code: actor_name(f"state:{code}"))
    ]
    assert told == ["an unknown country"] * 2 + ["the people's unknown country"] * 2
