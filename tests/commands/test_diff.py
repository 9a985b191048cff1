"""`datareach diff`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessments.record.store import open_store
from tests.assessments.test_comparison import BASE, CHANGED
from tests.support.commanded import Desk, run, said
from tests.support.exported import squeezed, word_text
from tests.support.reviewed import accepted, begun


def files(folder: Path) -> tuple[str, str]:
    one, other = folder / "one.yaml", folder / "other.yaml"
    one.write_text(BASE)
    other.write_text(CHANGED)
    return str(one), str(other)


def test_the_same_is_0_a_difference_1_and_a_problem_2(tmp_path: Path) -> None:
    one, other = files(tmp_path)
    assert run("diff", one, one, "--draws", "0").returncode == 0
    assert run("diff", one, other, "--draws", "0").returncode == 1
    code, lines = said(run("diff", one, "nowhere.yaml"))
    assert code == 2
    assert lines == ["nowhere.yaml:1:1: no such file (name a YAML file, a folder of them, or case:NAME)"]


def test_a_diff_says_first_what_changed_and_what_explains_most_of_it(tmp_path: Path) -> None:
    one, other = files(tmp_path)
    text = " ".join(run("diff", one, other, "--draws", "0").stdout.split())
    assert "3 new and 2 changed. People seriously harmed (equivalent) a year by foreign states go from " in text
    assert "What explains most of the change by foreign states: people, +" in text
    assert "People: 1 changed" in text


def test_a_diff_leads_with_what_states_could_order_before_and_after(tmp_path: Path) -> None:
    lines = [line for line in run("diff", *files(tmp_path), "--draws", "0").stdout.splitlines() if line.strip()]
    assert lines[lines.index("WHAT CHANGED") + 1].startswith("Before: ")
    text = " ".join(" ".join(lines).split())
    assert " After: " in text.partition("What each state could order before and after")[0]
    assert text.index("What each state could order before and after") < text.index("Differences: ")


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_a_diff_is_written_as_a_document_that_names_no_folder(tmp_path: Path, suffix: str) -> None:
    one, other = files(tmp_path)
    file = tmp_path / f"changes{suffix}"
    done = run("diff", one, other, "--draws", "0", "--out", str(file), "--paper", "letter")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"written: {file}\n")
    content = file.read_bytes()
    if suffix == ".pdf":
        page = PdfReader(file).pages[0]
        assert round(float(page.mediabox.width)) == 612
        told = "".join(each.extract_text() for each in PdfReader(file).pages)
    else:
        told = word_text(content)
    assert "Before:" in told
    for words in (tmp_path.name, str(tmp_path)):
        assert squeezed(words) not in squeezed(told)
    assert "one.yaml" in told


def test_a_document_on_what_was_saved_says_who_saved_it_and_what_was_decided(tmp_path: Path) -> None:
    place = str(tmp_path / "record.db")
    with open_store(place) as store:
        accepted(begun(store))
    file = tmp_path / "changes.md"
    assert run("diff", "harbour/1", "case:harbour", "--store", place, "--out", str(file)).returncode == 1
    told = file.read_text("utf-8")
    assert "From, saved as: harbour/1, saved by Ada on " in told
    assert "From, decision: Accepted, by Ben on " in told
    assert "datareach diff harbour/1 case:harbour" in told


def test_a_document_on_a_difference_is_refused_in_a_form_that_has_none(tmp_path: Path) -> None:
    one, other = files(tmp_path)
    sheet = tmp_path / "changes.xlsx"
    for arguments, message in (
        (("--out", str(sheet)), f"{sheet}: a comparison is written as .html, .pdf, .docx, .md"),
        (("--paper", "a3"), "there is no paper 'a3' (write a4 or letter)"),
        (
            ("--out", "changes.pdf", "--json"),
            "--out writes a document, and --json prints for programs: ask for one of them",
        ),
    ):
        assert said(run("diff", one, other, *arguments)) == (2, [message])


def test_a_map_is_compared_with_itself_on_another_day() -> None:
    found = json.loads(run("diff", "case:harbour", "case:harbour", "--as-of", "2020-01-01", "--json").stdout)
    assert [part["groups"] for part in found["groups"]] == [["law"]]
    assert [each["address"] for each in found["groups"][0]["differences"]] == ["as_of"]
    assert found["to"]["as_of"] == "2020-01-01"


def test_the_day_and_the_people_of_one_side_are_understood_as_by_every_command() -> None:
    command = ("diff", "case:tiktok-2020", "case:tiktok-2020", "--draws", "0", "--json")
    same = run(*command, "--as-of", "2021-01-15", "--viewpoint", "US").stdout
    assert run(*command, "--as-of", "15 Jan 2021", "--viewpoint", "the United States").stdout == same != ""


def test_each_side_has_the_intervals_that_its_own_assessment_has() -> None:
    """Few simulations explain the difference; what a side comes to is one number everywhere."""
    one, other = "case:harbour", "case:example-chat"
    compared = json.loads(run("diff", one, other, "--json").stdout)
    for side, path in (("before", one), ("after", other)):
        assessed = json.loads(run("assess", path, "--json").stdout)["totals"]["foreign_states"]["harm"]
        assert compared[side]["harm_by_side"]["foreign_states"] == assessed


def test_a_wrong_day_is_a_problem() -> None:
    assert said(run("diff", "case:harbour", "case:harbour", "--as-of", "soon")) == (
        2,
        ["--as-of:1:1: 'soon' is not a date (write 2020-09-25)"],
    )


@pytest.mark.parametrize("asking", [("diff", "one", "other.yaml", "--draws", "0"), ("freshness", "one")])
def test_a_folder_that_is_called_like_what_is_on_record_is_refused(tmp_path: Path, asking: tuple[str, ...]) -> None:
    desk, (one, _) = Desk(tmp_path), files(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "map.yaml").write_bytes(Path(one).read_bytes())
    alone = desk.run(*asking)
    assert alone[0] != 2
    assert desk.run("save", "one.yaml", "--by", "Ada", "--draws", "0")[0] == 0
    told = "one: one/1 is on record, and a file or folder here is called one (write ./one for that)"
    assert desk.run(*asking) == (2, "", [told])
    assert desk.run(asking[0], "./one", *asking[2:])[0] == alone[0]
    (tmp_path / "damaged.db").write_bytes(bytes(range(256)))
    code, _, lines = desk.run(*asking, "--store", "damaged.db")
    assert (code, lines[0].endswith("(write ./one for the file or folder that is called so here)")) == (2, True)


def test_a_saved_assessment_is_compared_by_its_id(tmp_path: Path) -> None:
    one, other = files(tmp_path)
    store = ("--store", str(tmp_path / "record.db"))
    assert run("save", one, "--by", "Ada", "--draws", "0", *store).returncode == 0
    assert run("diff", "one/1", one, "--draws", "0", *store).returncode == 0
    found = json.loads(run("diff", "one", other, "--draws", "0", "--json", *store).stdout)
    assert found["from"]["name"] == "one/1"
    assert [part["groups"] for part in found["groups"]] == [["people"], ["place"], ["owner"], ["law"]]
    code, lines = said(run("diff", "none/1", other, *store))
    assert code == 2
    assert lines == ["nothing was saved as 'none/1' (did you mean 'one'?)"]
