"""A result names the versions of the catalogue, the record and the rules, and a changed file is another version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from assessments.results.about import about
from assessments.versions import fact_files, facts_hash, version_of, versions
from tests.support.assessed import case

ROOT = Path(__file__).parents[2]


def hashed(*patterns: str) -> str:
    """SHA-256 over the names and the SHA-256 of some files."""
    return hashed_by_name({str(path.relative_to(ROOT)): path for pattern in patterns for path in ROOT.glob(pattern)})


def hashed_by_name(files: Mapping[str, Path]) -> str:
    lines = (f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n" for name, path in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_result_names_the_versions_of_the_facts_behind_it() -> None:
    named = about(case("harbour")).versions
    folders = ("data_maps/vocabulary/**", "risk", "risk/threats", "risk/options", "risk/backtest")
    tables = ("risk/record/evidence.yaml", "data_maps/vocabulary/*.csv")
    assert named.catalogue == hashed(*tables, *(f"{folder}/*.yaml" for folder in folders))
    assert named.record == hashed("risk/record/*.csv", "risk/record/s*.yaml")
    of_laws = {f"risk/regimes/{path.parent.name}.yaml": path for path in (ROOT / "laws").glob("*/law.yaml")}
    assert named.rules == hashed_by_name(of_laws), "a law keeps its name in results that were given away"


def test_every_file_of_facts_has_a_version() -> None:
    here = versions()
    kinds = (here.vocabulary, here.catalogue, here.record, here.laws)
    assert sorted(name for files in kinds for name in files) == sorted(fact_files())


@pytest.mark.parametrize("name", ["risk/record/evidence.yaml", "risk/record/takings.csv", "risk/regimes/us_icts.yaml"])
def test_a_changed_file_is_another_version(name: str) -> None:
    assert name in versions().facts
    assert version_of(versions().facts | {name: "0" * 64}) != version_of(versions().facts)


def test_the_fingerprint_is_over_the_facts_of_every_version() -> None:
    whole = [f'"{name}":"{digest}"' for name, digest in sorted(versions().facts.items())]
    assert facts_hash() == hashlib.sha256(f"{{{','.join(whole)}}}".encode()).hexdigest()
