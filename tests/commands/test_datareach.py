"""The command line: what it prints, where, with which exit code, and that no failure is a traceback."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from commands.printing import why
from data_maps.reading import case_names
from datareach import main
from tests.support.commanded import ROOT, run, said
from tests.support.oracle.measures import Oracle
from tests.support.reached import case_written

COMMANDS = (
    "check", "expand", "schema", "init", "assess", "reach", "routes", "options", "diff", "gate", "decide", "regimes",
)  # fmt: skip
SEE = "--help shows what there is)"
DRAWING = ("assess", "reach", "routes", "options", "diff", "gate")

EXAMPLE = ROOT / "data_maps" / "cases" / "example-chat.yaml"
ODT = "there is no format 'odt': the formats are html, pdf, docx, xlsx, pptx, md, json, csv, parquet, sarif"


def test_a_sound_map_has_no_problems() -> None:
    result = run("check", *(f"case:{name}" for name in case_names()))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_every_problem_of_every_map_is_a_line_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "app: A\nas_of: soon\nusers: {US: ninety}\ndata: [text]\nowner: {name: B, jurisdiction: UK}\n"
    )
    assert said(run("check", "a.yaml", "b.yaml", "case:wechat", cwd=tmp_path)) == (
        1,
        [
            "a.yaml:2:8: as_of: 'soon' is not a date (write 2026-11-25)",
            "a.yaml:3:13: users.US: 'ninety' is not a count (write 90)",
            "a.yaml:5:32: owner.jurisdiction: 'UK' is not a country code (did you mean 'GB'?)",
            "b.yaml:1:1: no such file (name a YAML file, a folder of them, or case:NAME)",
            "case:wechat:1:1: no such case (did you mean 'case:wechat-2020'?)",
        ],
    )


def test_problems_for_programs_are_json_on_standard_output(tmp_path: Path) -> None:
    result = run("check", "nowhere.yaml", "--format", "json", cwd=tmp_path)
    assert result.returncode == 1
    assert json.loads(result.stdout) == [
        {
            "file": "nowhere.yaml",
            "line": 1,
            "column": 1,
            "path": "",
            "message": "no such file",
            "hint": "name a YAML file, a folder of them, or case:NAME",
        }
    ]


def test_problems_for_code_review_are_sarif(tmp_path: Path) -> None:
    (tmp_path / "my map.yaml").write_text(
        "app: A\nas_of: 2026-01-01\nusers: {US: 1M}\ndata: [txt]\nowner: {name: B, jurisdiction: US}\n"
    )
    result = run("check", "my map.yaml", "--format", "sarif", cwd=tmp_path)
    log = json.loads(result.stdout)
    assert (result.returncode, log["version"], len(log["runs"])) == (1, "2.1.0", 1)
    (found,) = log["runs"][0]["results"]
    place = found["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "my%20map.yaml"}, "region": {"startLine": 4, "startColumn": 8}}
    assert found["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][0]["id"]


def test_a_format_of_problems_that_is_not_there_is_refused() -> None:
    assert said(run("check", "case:harbour", "--format", "xml")) == (
        1,
        ["there is no format 'xml': the formats are text, json, sarif"],
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--json", "--parts", "reach,sumary"], "no part called 'sumary' (did you mean 'summary'?)"),
        (["--parts", "reach"], "--parts: only JSON is printed in parts (add --json)"),
    ],
)
def test_parts_that_are_not_there_or_not_for_programs_are_refused(words: list[str], why: str) -> None:
    assert said(run("assess", "case:harbour", *words)) == (1, [why])


def test_expanding_marks_what_was_assumed_and_reads_back(tmp_path: Path) -> None:
    full = run("expand", "case:wechat-five-lines")
    assert "service: {operator: tencent, in: unknown, keys: unknown}  # assumed" in full.stdout
    (tmp_path / "full.yaml").write_text(full.stdout)
    assert said(run("check", "full.yaml", cwd=tmp_path)) == (0, [])


def test_the_schema_is_json_schema() -> None:
    assert json.loads(run("schema").stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_result_is_as_the_schema_of_results_says() -> None:
    schema, result = (
        json.loads(run(*command).stdout)
        for command in (("schema", "--result"), ("assess", "case:harbour", "--draws", "0", "--json"))
    )
    assert [error.message for error in Draft202012Validator(schema).iter_errors(result)] == []


NAMES_OF = {"CN": "China", "KY": "Cayman Islands", "SG": "Singapore"}


def test_assess_prints_page_one_and_where_the_rest_is() -> None:
    """The state asked about comes first; of the others the one with the widest reach by the definition."""
    oracle = Oracle(case_written("tiktok-2020"))
    foreign = [state for state in oracle.organisations.named if state != "US"]
    widest = max(foreign, key=lambda state: oracle.reach.persons(state, "content"))
    result = run("assess", "case:tiktok-2020", "--draws", "1000")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "TikTok in the United States, September 2020\n\nWho could?\nWhether China could order text and video in "
    )
    states = re.findall(r"^(\w[\w ]*?) (?=.* \d+ )", result.stdout.partition("─\n")[2], re.MULTILINE)
    assert states[:2] == ["China", NAMES_OF[widest]]
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    assert re.findall(r"^[A-Z][A-Z ]+$", result.stdout, re.MULTILINE) == ["MORE"]
    assert "--full prints it here" in result.stdout


def test_assess_in_full_prints_the_rest_too(tmp_path: Path) -> None:
    """Two groups lack what they rely on the app for, and a second look says so of each."""
    text, reliance = EXAMPLE.read_text(), re.compile(r"    relies_on:\n.*beta: \[1, 9\]}}\n")
    (tmp_path / "map.yaml").write_text(reliance.sub("", text))
    result = run("assess", "map.yaml", "--draws", "1000", "--full", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    titles = re.findall(r"^[A-Z][A-Z0-9 ,?]+$", result.stdout, re.MULTILINE)
    besides = {"WHAT MAY BE SAID", "READINGS AND PLACEBO", "HOW GOOD HAVE THESE DEFAULTS BEEN?", "RULE 702 SHEET"}
    assert besides <= set(titles)
    looks = " ".join(result.stdout.partition("SECOND LOOKS")[2].split())
    assert re.findall(r"does not say what the group (\w+) relies on", looks) == ["diaspora", "officials"]


def test_assess_prints_one_result_for_programs_or_a_list() -> None:
    one = json.loads(run("assess", "case:harbour", "--json", "--draws", "0").stdout)
    two = json.loads(run("assess", "case:harbour", "case:own-state", "--json", "--draws", "0").stdout)
    assert one["map"]["title"] == "Harbour"
    assert two[0] == one
    assert len(two) == 2


def test_assess_writes_reports_named_after_their_maps(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text((ROOT / "data_maps/cases/harbour.yaml").read_text())
    asked = ("--out", "reports", "--formats", "html,json", "--draws", "0")
    assert said(run("assess", "case:harbour", "harbour.yaml", *asked, cwd=tmp_path)) == (
        0,
        [f"written: reports/{name}" for name in ("harbour.html", "harbour.json", "harbour-2.html", "harbour-2.json")],
    )
    assert sorted(p.name for p in (tmp_path / "reports").iterdir()) == [
        "harbour-2.html",
        "harbour-2.json",
        "harbour.html",
        "harbour.json",
    ]


def test_no_report_is_written_over_another(tmp_path: Path) -> None:
    maps = ("a/x.yaml", "a/x-3.yaml", "b/x.yaml", "b/X-2.yaml")
    for name in maps:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / "data_maps/cases/wechat-five-lines.yaml").read_text())
    code, lines = said(run("assess", *maps, "--out", "out", "--formats", "json", "--draws", "0", cwd=tmp_path))
    stems = ("x", "x-3", "x-2", "X-2-2")
    assert (code, lines) == (0, [f"written: out/{stem}.json" for stem in stems])


def test_a_number_set_outside_is_used_as_exact() -> None:
    result = run(
        "assess", "case:harbour", "--json", "--set", "power.XB.parent=0.25", "--set", "interest.XB=[0.2,0.4,0.5]"
    )
    rows = {row["address"]: row for row in json.loads(result.stdout)["ledger"]}
    assert rows["power.XB.parent"]["estimate"]["point"] == 0.25
    assert rows["power.XB.parent"]["place"] == "--set:1:17"
    assert json.loads(result.stdout)["headline"]["harm"]["point"] == pytest.approx(212.283 / 4)


def test_the_day_and_the_viewpoint_can_be_set() -> None:
    found = json.loads(
        run("assess", "case:wechat-five-lines", "--as-of", "2026-11-01", "--json", "--draws", "0").stdout
    )
    assert found["map"]["as_of"] == "2026-11-01"
    assert said(run("assess", "case:harbour", "--viewpoint", "XB")) == (
        1,
        ["--viewpoint:1:1: no user group of this map is in XB (its people are in XA)"],
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--set", "power.XB.parnt=0.5"], "--set:1:1: no party or system called 'parnt' (did you mean 'parent'?)"),
        (["--draws", "-1"], "--draws: -1 is not a number of simulations (write 0, or 1000 to 1000000)"),
        (["--option", "ban"], "--option:1:1: no option called 'ban' (this map has no options)"),
        (["--formats", "odt", "--out", "x"], ODT),
        (["--item", "system:peir", "--out", "x"], "--item: no system called 'peir' (did you mean 'pier'?)"),
        (["--item", "flow:x", "--formats", "csv"], "there is no format 'csv': the formats are html, pdf, docx, md"),
        (["--severity-ratio", "0"], "--severity-ratio: '0' is not a ratio (write a number from 1 to 1000, or linear)"),
        (
            ["--severity-ratio", "nan"],
            "--severity-ratio: 'nan' is not a ratio (write a number from 1 to 1000, or linear)",
        ),
        (
            ["--floor", "0"],
            "--floor: '0' is not a share of users (write a number above 0 and at most 1, or 5%)",
        ),
        (
            ["--floor", "101%"],
            "--floor: '101%' is not a share of users (write a number above 0 and at most 1, or 5%)",
        ),
        (["--as-of", "soon"], "--as-of:1:1: 'soon' is not a date (write 2020-09-25)"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(arguments: list[str], line: str) -> None:
    assert said(run("assess", "case:harbour", *arguments)) == (1, [line])


def test_a_folder_that_cannot_be_written_to_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert said(run("assess", "case:harbour", "--out", "file", cwd=tmp_path)) == (
        1,
        ["file: nothing can be written there (a file of that name is in the way)"],
    )
    assert said(run("assess", "case:harbour", "--out", "file/below", cwd=tmp_path)) == (
        1,
        ["file/below: nothing can be written there (a part of the path is a file)"],
    )
    assert why(FileNotFoundError()) == "there is no such folder"


def test_the_table_of_options_fits_a_terminal(tmp_path: Path) -> None:
    text = EXAMPLE.read_text().replace("  custody:\n", "  custody-by-a-trustee:\n")
    text = text.replace("  e2ee:\n", "  keys-held-by-users:\n")
    text = text.replace("[custody, e2ee]", "[custody-by-a-trustee, keys-held-by-users]")
    (tmp_path / "map.yaml").write_text(text)
    result = run("options", "map.yaml", "--draws", "1000", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    assert "custody-by-a-trustee + keys-held-by-users" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["asses"], "no command called 'asses' (did you mean 'assess'?)"),
        (["zzz"], f"no command called 'zzz' (datareach {SEE}"),
        (["review"], f"a command is missing (datareach review {SEE}"),
        (["review", "zzz"], f"no command called 'zzz' (datareach review {SEE}"),
        (["review", "sumbit", "x/1"], "no command called 'sumbit' (did you mean 'submit'?)"),
        (["review", "submit", "x/1", "--zzz"], f"no option called '--zzz' (datareach review submit {SEE}"),
        (["assess"], f"MAP... is missing (datareach assess {SEE}"),
        (["assess", "case:harbour", "--sett", "x"], "no option called '--sett' (did you mean '--set'?)"),
        (["assess", "case:harbour", "-z"], f"no option called '-z' (datareach assess {SEE}"),
        (["assess", "case:harbour", "--draws", "x"], f"--draws takes a whole number (datareach assess {SEE}"),
        (["assess", "case:harbour", "--out"], f"--out takes a value, and none is given (datareach assess {SEE}"),
        (["assess", "case:harbour", "--json=yes"], f"--json takes no value (datareach assess {SEE}"),
        (["expand", "case:harbour", "--all"], f"no option called '--all' (datareach expand {SEE}"),
        (["expand", "case:harbour", "all"], f"more is given than can be used: all (datareach expand {SEE}"),
        (["gate", "case:harbour", "--max-score", "x"], f"--max-score takes a number (datareach gate {SEE}"),
        (["options", "case:harbour", "--most", "-1"], f"--most takes 0 or more (datareach options {SEE}"),
        (["list", "--most", "99999"], f"--most takes 10000 or less (datareach list {SEE}"),
    ],
)
def test_a_wrong_command_is_answered_in_one_sentence_of_ours(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["datareach", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (2, f"{line}\n")


def test_without_a_command_there_is_help() -> None:
    assert run().stdout == run("--help").stdout
    assert all(f"  {command} " in run().stdout for command in COMMANDS)


def test_the_list_of_commands_says_the_whole_of_each() -> None:
    assert "..." not in run("--help").stdout.partition("Commands:")[2]
    assert "exit code 1 if there are any." in run("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("assess", "case:harbour", "--out", ""), "a file or folder"),
        (("init", ""), "a file or folder"),
        (("check", ""), "a map"),
    ],
)
def test_no_name_at_all_is_not_the_current_folder(arguments: tuple[str, ...], what: str, tmp_path: Path) -> None:
    told = f"the name of {what} is empty: name a file or a folder (. is the one you are in)"
    assert said(run(*arguments, cwd=tmp_path)) == (1, [told])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_the_help_of_every_command_works(command: str, tmp_path: Path) -> None:
    text = " ".join(run(command, "--help").stdout.split())
    example = text.rpartition("Example: datareach ")[2].partition(" > ")[0]
    assert example.startswith(command)
    typed = "Harbour\n\n2026-03-01\nUS: 1M\n\ntext\nHarbour Ltd\nDE\n" + "\n" * 12 if command == "init" else ""
    folder = ROOT if command == "decide" else tmp_path
    differs = 1 if command == "diff" else 0
    fewer = ("--draws", "0") if command in DRAWING else ()
    assert run(*shlex.split(example), *fewer, cwd=folder, answers=typed).returncode == differs


def test_a_number_that_is_set_more_than_once_is_refused_with_its_values() -> None:
    several = ["--set", "interest.XB=0.2", "--set", "power.XB.parent=0.3", "--set", " interest.XB = 30%"]
    for command in ("assess", "routes"):
        assert said(run(command, "case:harbour", *several)) == (
            1,
            ["--set:1:1: interest.XB is set more than once, to '0.2' and to '30%' (keep one of them)"],
        )


def test_a_number_is_set_in_each_map_that_knows_it() -> None:
    both = ["case:harbour", "case:example-chat", "--draws", "0", "--json"]
    found = json.loads(run("assess", *both, "--set", "power.XB.parent=0.25", "--set", "interest.XB=0.1").stdout)
    rows = [{row["address"]: row["estimate"]["point"] for row in result["ledger"]} for result in found]
    assert [(row.get("power.XB.parent"), row["interest.XB"]) for row in rows] == [(0.25, 0.1), (None, 0.1)]


def test_spaces_around_a_pattern_of_what_may_be_left_out_are_no_part_of_it() -> None:
    gate = ("gate", "case:harbour", "--draws", "0", "--max-score", "100", "--allow-left-out")
    assert run(*gate, "buyers/*").returncode == 1
    assert (run(*gate, " *").returncode, run(*gate, "*").returncode) == (0, 0)
