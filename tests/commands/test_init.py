"""A new map from answers, in a file or typed."""

from __future__ import annotations

from pathlib import Path

from tests.support.commanded import run, said

ANSWERS = """
app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text, metadata]
operator: Harbour Ltd
operator_in: DE
"""


def test_init_writes_a_map_that_has_no_problems(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    assert said(run("init", "map.yaml", "--answers", "answers.yaml", cwd=tmp_path)) == (0, ["written: map.yaml"])
    assert said(run("check", "map.yaml", cwd=tmp_path)) == (0, [])


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    (tmp_path / "map.yaml").write_text("mine")
    assert said(run("init", "map.yaml", "--answers", "answers.yaml", cwd=tmp_path)) == (
        1,
        ["map.yaml is there already: name another file"],
    )
    assert (tmp_path / "map.yaml").read_text() == "mine"


def test_init_says_what_is_wrong_with_answers(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(
        ANSWERS.replace("operator_in: DE", "operator_in: Korea").replace("data:", "dta:")
    )
    code, lines = said(run("init", "--answers", "answers.yaml", cwd=tmp_path))
    assert code == 1
    assert lines == [
        "answers.yaml: dta: no question has this key (did you mean 'data'?)",
        "answers.yaml: data: an answer is needed (for example text, images, contacts, health records)",
        "answers.yaml: operator_in: 'Korea' is not one country (did you mean South Korea (KR) or North Korea (KP)?)",
    ]


def test_init_asks_until_it_can_write(tmp_path: Path) -> None:
    typed = "Harbour\n\nsoon\n2026-03-01\nUS: 1M\n\ntext\nHarbour Ltd\n\nGermany" + "\n" * 13
    result = run("init", "map.yaml", cwd=tmp_path, answers=typed)
    assert result.returncode == 0, result.stderr
    assert "'soon' is not a date (write 2020-09-25)" in result.stderr
    assert "our table does not know 'Harbour Ltd' (say its country, for example US)" in result.stderr
    assert said(run("check", "map.yaml", cwd=tmp_path)) == (0, [])


def test_init_stopped_half_way_is_a_word(tmp_path: Path) -> None:
    code, lines = said(run("init", "map.yaml", cwd=tmp_path, answers="Harbour\n"))
    assert (code, lines[-1]) == (130, "stopped")
    assert list(tmp_path.iterdir()) == []
