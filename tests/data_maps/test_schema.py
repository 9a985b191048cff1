"""What an editor learns from the schema: that it is a schema, fits every map that reads, and completes and checks."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from data_maps.places import parsed
from data_maps.reading import case_names, case_path, read_path
from data_maps.schema import schema
from data_maps.writing import expanded_text
from tests.support.language_server import HERE, LanguageServer

MISTAKEN = """\
app: {name: A, operator: b, kind: mesaging}
as_of: 2020-01-01
users:
  c:
    in: UK
    count: ninety
    exposur: at_risk
data: [txt]
"""
UNFINISHED = """\
app: A
as_of: 2020-01-01
users: {US: 19M}
data: [text]
owner: {name: T, jurisdiction: CN}
flows:
  - from: a
    to: b
    data: [text]
    in_transit:\x20
   \x20
"""


def faults(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema())
    return sorted("/".join(map(str, error.absolute_path)) for error in validator.iter_errors(parsed(text, "m").value))


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value["$ref"],) if "$ref" in value else ()
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from references(part)


def test_the_schema_of_maps_is_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_definition_is_used_and_every_reference_leads_to_one() -> None:
    assert set(references(schema())) == {f"#/$defs/{name}" for name in schema()["$defs"]}


def test_every_key_says_what_it_is_for() -> None:
    mappings = [schema(), *schema()["$defs"].values()]
    forms = [
        form for mapping in mappings for form in (mapping, *mapping.get("anyOf", ())) if "additionalProperties" in form
    ]
    keys = [(form.get("title"), key, part) for form in forms for key, part in form.get("properties", {}).items()]
    assert [(title, key) for title, key, part in keys if title and not part.get("description")] == []


@pytest.mark.parametrize("name", case_names())
def test_a_map_that_ships_fits_short_and_in_full(name: str) -> None:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    assert faults(case_path(name).read_text(encoding="utf-8")) == []
    assert faults(expanded_text(data_map)) == []


def test_mistakes_in_a_map_do_not_fit_its_schema() -> None:
    assert faults(MISTAKEN) == ["app", "data", "users/c", "users/c/count", "users/c/in"]


@pytest.mark.parametrize(
    "count", ["12 million", "12,000,000", "8M to 15M", "8-15M", "12m", "about 3 thousand", "between 2 and 5M"]
)
def test_counts_in_usual_notations_fit_the_schema(count: str) -> None:
    written_map = (
        f"app: A\nas_of: 2020-01-01\nusers: {{US: '{count}'}}\ndata: [text]\nowner: {{name: T, jurisdiction: CN}}"
    )
    assert faults(written_map) == []


@pytest.mark.parametrize("text", ["{}", "app: A", "[]", "a"])
def test_what_is_no_map_does_not_fit(text: str) -> None:
    assert faults(text)


if shutil.which("node") and shutil.which("npm"):
    # Where there is no node, the validator above is what checks the schema.

    @pytest.fixture(scope="module")
    def server() -> Iterator[LanguageServer]:
        if not (HERE / "node_modules").exists():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=HERE, check=True)
        with LanguageServer() as running:
            yield running

    @pytest.fixture
    def modeline(tmp_path: Path) -> str:
        path = tmp_path / "datareach.schema.json"
        path.write_text(json.dumps(schema()), encoding="utf-8")
        return f"# yaml-language-server: $schema={path.as_uri()}\n"

    def test_an_editor_finds_nothing_wrong_with_a_map_that_ships(server: LanguageServer, modeline: str) -> None:
        for name in case_names():
            text = case_path(name).read_text(encoding="utf-8")
            assert server.open(f"file:///ships-{name}.yaml", modeline + text) == []

    def test_an_editor_marks_each_mistake_where_it_is(server: LanguageServer, modeline: str) -> None:
        marked = [
            diagnostic["range"]["start"] for diagnostic in server.open("file:///mistaken.yaml", modeline + MISTAKEN)
        ]
        lines = (modeline + MISTAKEN).split("\n")
        words = [lines[start["line"]][start["character"] :].split("}")[0].rstrip("]") for start in marked]
        assert words == ["mesaging", "UK", "ninety", "exposur: at_risk", "txt"]

    def test_an_editor_completes_values_and_keys_and_explains_them(server: LanguageServer, modeline: str) -> None:
        uri = "file:///unfinished.yaml"
        server.open(uri, modeline + UNFINISHED)
        values = server.at("textDocument/completion", uri, 10, 16)["items"]
        assert [item["label"] for item in values] == ["encrypted", "clear", "unknown"]
        keys = server.at("textDocument/completion", uri, 11, 4)["items"]
        assert [item["label"] for item in keys] == ["source", "grade", "why", "id", "share", "purpose", "for", "split"]
        shown = server.at("textDocument/hover", uri, 8, 5)["contents"]["value"]
        assert "A system or a party; a list stands for one flow each" in shown
