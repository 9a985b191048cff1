"""Documents that are filed, from the command line: of maps, of saved assessments, and bundles that are checked."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from assessments.record.store import open_store
from tests.support.commanded import run
from tests.support.reviewed import accepted, begun

ASKED = ("--draws", "0")


@pytest.fixture
def decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A saved assessment that was accepted on a condition, in the record that the commands find."""
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    with open_store(str(tmp_path / "record.db")) as store:
        review = begun(store)
        condition = {"what": "Name who holds the keys", "owner": "Cy", "until": date(2027, 1, 1)}
        accepted(review, outcome="accepted with conditions", conditions=(condition,))
        return review.entry.fingerprint


def test_the_ending_of_the_file_says_the_format(tmp_path: Path) -> None:
    pages, letter, words = (tmp_path / name for name in ("brief.pdf", "letter.pdf", "brief.docx"))
    assert run("document", "brief", "case:harbour", *ASKED, "--out", str(pages)).stderr == f"written: {pages}\n"
    run("document", "brief", "case:harbour", *ASKED, "--paper", "letter", "--out", str(letter))
    run("document", "brief", "case:harbour", *ASKED, "--out", str(words))
    sizes = [PdfReader(io.BytesIO(file.read_bytes())).pages[0].mediabox.width for file in (pages, letter)]
    assert [round(float(size)) for size in sizes] == [595, 612]
    assert docx.Document(str(words)).paragraphs[0].text == "Harbour: brief"
    printed = run("document", "brief", "case:harbour", *ASKED).stdout
    assert printed.startswith("# Harbour: brief\n")


def test_what_is_not_written_so_is_refused_before_anything_is_assessed(tmp_path: Path) -> None:
    file = tmp_path / "brief.xlsx"
    for arguments, message in (
        (("breif", "case:harbour"), "there is no kind 'breif' (did you mean 'brief'?)"),
        (("brief", "case:harbour", "--out", str(file)), f"{file}: a brief is written as .html, .pdf, .docx, .md"),
        (("bundle", "case:harbour"), "--out: a bundle is written as .zip"),
        (("brief", "case:harbour", "--paper", "a3", *ASKED), "there is no paper 'a3' (write a4 or letter)"),
    ):
        refused = run("document", *arguments)
        assert (refused.returncode, refused.stderr) == (1, f"{message}\n")
    assert not file.exists()


def test_a_document_of_a_saved_assessment_names_it_and_its_decision(decided: str) -> None:
    printed = run("document", "brief", "harbour/1").stdout
    assert re.search(rf"Saved as: harbour/1, saved by Ada on .*, fingerprint {decided}\n", printed)
    assert "Decision: Accepted with conditions, by Ben on " in printed
    assert r"Conditions: Name who holds the keys \(Cy, until 2027-01-01\)" in printed
    assert "changed since" not in printed
    refused = run("document", "brief", "harbour/1", "--about", "XB")
    assert refused.stderr == (
        "harbour/1 is told as it was saved: --as-of, --viewpoint, --about, --set, --reading and --option are for maps\n"
    )


def test_minutes_are_the_same_by_either_command(decided: str) -> None:
    assert decided
    assert run("document", "minutes", "harbour/1").stdout == run("review", "minutes", "harbour/1").stdout


def test_a_bundle_is_checked_and_an_altered_file_named(tmp_path: Path) -> None:
    file = tmp_path / "harbour.zip"
    assert run("document", "bundle", "case:harbour", *ASKED, "--out", str(file)).returncode == 0
    whole = run("verify", str(file))
    assert (whole.returncode, whole.stdout.splitlines()[0]) == (0, "holds: 20 files are as they were when it was made")
    seal = whole.stdout.split()[-1]
    assert run("verify", str(file), "--holds", seal).returncode == 0
    assert run("verify", str(file), "--holds", "0" * 64).returncode == 1
    content = file.read_bytes()
    file.write_bytes(content.replace(b"app: {name: Harbour", b"app: {name: Harbout", 1))
    altered = run("verify", str(file))
    assert (altered.returncode, altered.stdout.splitlines()[0]) == (1, "altered: map/harbour.yaml")
    file.write_bytes(b"PK")
    assert run("verify", str(file)).stderr == f"{file}: it is no archive, or its list of files was altered\n"
    assert run("verify", str(tmp_path / "none.zip")).stderr == f"{tmp_path / 'none.zip'}: no such file\n"
