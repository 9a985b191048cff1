"""The minutes of a meeting from the command line."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessments.exports import markdown
from assessments.record.store import open_store
from casework.minutes import minutes
from tests.support.commanded import run
from tests.support.reviewed import ANN, accepted, begun


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The minutes of a meeting in the record that the commands find, as Markdown."""
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    with open_store(str(tmp_path / "record.db")) as store:
        review = begun(store)
        review.do(ANN, "attend", said="Grace Hopper")
        accepted(review, said="It can wait.")
        return markdown.rendered(minutes(review))


def test_minutes_are_printed_or_written_by_the_ending_of_the_file(held: str, tmp_path: Path) -> None:
    printed = run("review", "minutes", "harbour/1")
    assert (printed.returncode, printed.stdout) == (0, held)
    digest = next(word for word in held.split() if re.fullmatch("[0-9a-f]{64}", word) and f", {word}" in held)
    assert run("verify", "--head", digest).returncode == 0
    file = tmp_path / "minutes.pdf"
    written = run("review", "minutes", "harbour", "--out", str(file))
    assert (written.returncode, written.stderr) == (0, f"written: {file}\n")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)
    assert "It can wait." in text
    assert "Grace Hopper" in text


def test_an_ending_that_no_document_has_is_refused_before_anything_is_written(held: str, tmp_path: Path) -> None:
    file = tmp_path / "minutes.xlsx"
    refused = run("review", "minutes", "harbour/1", "--out", str(file))
    assert refused.returncode == 1
    assert refused.stderr == f"{file}: minutes are written as .html, .pdf, .docx, .md\n"
    assert not file.exists()
