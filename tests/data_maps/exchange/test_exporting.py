"""Exports: what a map says in the formats of other tools, by their own schema where there is one, and back again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from data_maps.exchange.exporting import EXPORTS, FIDES_CATEGORIES, FIDES_USES, INTERESTS, exported
from data_maps.exchange.fides import longest
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import imported
from data_maps.model import DataMap
from data_maps.parties import Via
from data_maps.quantities import Estimate
from data_maps.reading import case_names
from data_maps.vocabulary import data_types
from tests.support.assessed import case_map
from tests.support.commanded import run, said

SUFFIX = {"bods": "json", "cyclonedx": "json", "ropa": "csv"}


def back(form: str, data_map: DataMap, folder: Path) -> DataMap:
    """A map written in a format and made of it again."""
    path = folder / f"back.{SUFFIX.get(form, 'yaml')}"
    path.write_text(exported(form, data_map).text, encoding="utf-8")
    return imported(IMPORTS[form], [str(path)]).data_map


def named(data_map: DataMap, id_: str) -> str:
    """The name of a part; people are one, and nobody knows who an unknown one is."""
    if id_ in data_map.users or id_ == "unknown":
        return "people" if id_ in data_map.users else id_
    part = data_map.systems.get(id_) or data_map.parties[id_]
    return part.name or id_


def flows(data_map: DataMap) -> set[tuple[str, str, str]]:
    """Which type of data goes from where to where, by name."""
    return {
        (named(data_map, flow.source_id), named(data_map, flow.target), data_map.data[data].type)
        for flow in data_map.flows
        for data in flow.data
    }


@pytest.mark.parametrize("case", case_names())
@pytest.mark.parametrize("form", EXPORTS)
def test_every_case_is_written_and_read_again(form: str, case: str, tmp_path: Path) -> None:
    data_map = case_map(case)
    again = back(form, data_map, tmp_path)
    assert again.parties != {}
    if form in ("otm", "threagile", "cyclonedx"):
        assert flows(again) == flows(data_map)
    if form == "fides":
        # Of what comes both from people and through another system, only the way through that is told.
        assert flows(again) <= flows(data_map)
    if form in ("otm", "fides", "cyclonedx", "ropa"):
        places = {system.name: system.place for system in again.systems.values()}
        assert {places[system.name or id_] for id_, system in data_map.systems.items()} == {
            system.place for system in data_map.systems.values()
        }
    made = exported(form, data_map)
    assert set(made.written) & set(made.left) <= {"parties"}
    assert made.text == exported(form, data_map).text


@pytest.mark.parametrize("form", ["otm", "fides", "ropa", "threagile", "cyclonedx"])
def test_systems_flows_and_operators_come_back(form: str, tmp_path: Path) -> None:
    data_map = case_map("eu-saas")
    again = back(form, data_map, tmp_path)
    systems = {system.name: named(again, system.operator) for system in again.systems.values()}
    assert systems["frankfurt"] == systems["dublin-backup"] == "Northcloud Europe S.à r.l."
    if form in ("otm", "fides", "cyclonedx"):
        assert {(system.name, system.place) for system in again.systems.values()} == {
            ("frankfurt", "DE"),
            ("dublin-backup", "IE"),
            ("Scribe Inc.", "US"),
        }
        assert flows(again) == flows(data_map)
    assert {(start, end) for start, end, _ in flows(again)} == {(start, end) for start, end, _ in flows(data_map)}


def test_ownership_comes_back_from_bods(tmp_path: Path) -> None:
    data_map = case_map("wechat-2020")
    again = back("bods", data_map, tmp_path)

    def lines(of: DataMap) -> set[tuple[str, str, object]]:
        def share(number: Estimate | None) -> object:
            return number and ((number.low, number.high) if number.form == "range" else number.best)

        return {
            (of.parties[line.owner].name or line.owner, of.parties[line.of].name or line.of, share(line.share))
            for line in of.ownership
        }

    assert lines(again) == lines(data_map)
    assert {party.name or id_: party.organised_in for id_, party in again.parties.items()} == {
        party.name or id_: party.organised_in for id_, party in data_map.parties.items()
    }


@pytest.mark.parametrize("case", case_names())
def test_a_bill_of_materials_is_valid_by_its_own_schema(case: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(exported("cyclonedx", case_map(case)).text) is None


def test_an_open_threat_model_has_what_its_schema_requires() -> None:
    value: Any = yaml.safe_load(exported("otm", case_map("every-key")).text)
    assert value["otmVersion"] == "0.2.0"
    zones = {zone["id"] for zone in value["trustZones"]}
    components = {component["id"] for component in value["components"]}
    assert all(component["parent"]["trustZone"] in zones and component["type"] for component in value["components"])
    assert all({flow["source"], flow["destination"]} <= components for flow in value["dataflows"])
    assert all(set(asset["risk"]) == {"confidentiality", "integrity", "availability"} for asset in value["assets"])


def test_a_threagile_model_refers_to_what_it_has() -> None:
    value: Any = yaml.safe_load(exported("threagile", case_map("every-key")).text)
    ids = {asset["id"] for asset in value["technical_assets"].values()}
    data = {asset["id"] for asset in value["data_assets"].values()}
    links = [link for asset in value["technical_assets"].values() for link in asset["communication_links"].values()]
    assert links
    assert all(link["target"] in ids and set(link["data_assets_sent"]) <= data for link in links)


def test_a_statement_of_ownership_has_what_the_standard_requires() -> None:
    statements = json.loads(exported("bods", case_map("wechat-2020")).text)
    required = {"statementId", "declarationSubject", "recordId", "recordType", "recordDetails"}
    assert all(required <= set(statement) for statement in statements)
    assert len({statement["statementId"] for statement in statements}) == len(statements)
    records = {statement["recordId"] for statement in statements}
    relationships = [each["recordDetails"] for each in statements if each["recordType"] == "relationship"]
    assert all({each["subject"], each["interestedParty"]} <= records for each in relationships)


def test_a_record_of_processing_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    data_map = case_map("wechat-2020")
    bad = {id_: system.model_copy(update={"name": "=1+1"}) for id_, system in data_map.systems.items()}
    rows = list(csv.reader(io.StringIO(exported("ropa", data_map.model_copy(update={"systems": bad})).text)))
    assert rows[0][:2] == ["Activity", "Purpose of processing"]
    assert {row[0] for row in rows[1:]} == {"'=1+1"}
    assert all(len(row) == len(rows[0]) for row in rows)


def test_every_type_use_and_interest_has_a_word_in_the_other_formats() -> None:
    assert set(FIDES_CATEGORIES) == set(data_types())
    assert set(INTERESTS) == set(get_args(Via))
    assert {
        type_: longest("category", category) for type_, category in FIDES_CATEGORIES.items() if type_ == "location"
    } == {"location": "location"}
    assert all(longest("use", use) for use in FIDES_USES.values())


def test_the_command_writes_each_format_and_says_what_is_left_out(tmp_path: Path) -> None:
    code, lines = said(run("export", "bods", "case:harbour", "-o", "owners.json", cwd=tmp_path))
    assert (code, lines[0]) == (0, "written: owners.json")
    assert lines[1].startswith("written: 3 parties, 2 ownership; left out: 1 users, 2 data")
    assert "graphml" in run("export", "graphml", "case:harbour").stdout
    assert said(run("export", "bod", "case:harbour"))[1] == ["no format called 'bod' (did you mean 'bods'?)"]
