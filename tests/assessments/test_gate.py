"""A map held against limits: each condition passes within them, and fails beyond them with a sentence at a line."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
import yaml

from assessments.conclusions.verdict import verdict
from assessments.exports.sarif import FAILURE_FORMS
from assessments.gate import Failure, GateLimits, allowed, answers, failures, limit, outcomes_of, point, warnings
from assessments.report.sentences import number
from assessments.results.headline import headline_numbers
from assessments.results.routes import LOOKED_AT
from assessments.run import Run, Settings, assess
from data_maps.problems import Place
from laws import NAMES
from tests.assessments.test_comparison import BASE, CHANGED
from tests.support.assessed import case, stated
from tests.support.commanded import Desk, run, said
from tests.support.maps import map_of, with_many_routes
from tests.support.recorded import NAME

PAGE = Path(__file__).parents[2] / "docs" / "gate.md"

NOBODY = "{best: 0, exact: true, why: not opened there}"


def told(run: Run, limits: GateLimits) -> list[tuple[str, str, str]]:
    return [(f.condition, f.message, str(f.place)) for f in failures(run, limits)]


def assessed(text: str = BASE, draws: int = 0) -> Run:
    return assess(map_of(text), Settings(draws=draws))


def test_within_every_limit_nothing_fails() -> None:
    found = assessed()
    laws = {"us_pafaca": ("not_in_force", "nothing_to_judge")}
    limits = GateLimits({"score": 100.0, "harm": 1e9}, base=found, regimes=laws)
    assert told(found, limits) == []


def test_a_score_and_a_harm_above_their_limits_fail_at_the_number_that_moves_most_and_tell_the_sides_apart() -> None:
    apart = "People seriously harmed (equivalent) a year, each side by itself: 210 by foreign states."
    limits = GateLimits({"score": 20.0, "harm": 200.0}, left_out=("*",))
    assert told(case("harbour"), limits) == [
        (condition, f"{text} at our best estimates, above the limit of {limit}. {apart}", "case:harbour:13:26")
        for condition, text, limit in (
            ("max-score", "The score of all actors together is 23", 20),
            ("max-harm", "People seriously harmed (equivalent) a year by all actors together are 210", 200),
        )
    ]


@pytest.mark.parametrize("pattern", ["*", "state:[C]N/*", "[!x]*", "state:*"])
def test_no_spelling_of_a_pattern_hides_what_a_map_leaves_out(pattern: str) -> None:
    whole, found = assessed(), assessed(BASE + f"leave_out: [{{event: '{pattern}', why: out of scope}}]\n")
    added = whole.harm - found.harm
    assert added > 0.0
    (failure,) = failures(found, GateLimits({"score": 100.0}))
    count = len(found.events.left_out)
    said = (
        f"The map leaves out {count} events by '{pattern}', which nothing allows; all that it leaves out would add "
        f"{number(added)} people seriously harmed (equivalent) a year at our best estimates."
    )
    assert (failure.condition, failure.message) == ("left-out", said)
    assert str(failure.place).startswith(f"test.yaml:{BASE.count(chr(10)) + 1}:")


def test_events_that_are_left_out_by_name_pass_and_no_others() -> None:
    found = assessed(BASE + "leave_out: [{event: 'buyers/*', why: a}, {event: 'insiders/*', why: b}]\n")
    allowed_first = told(found, GateLimits({"score": 100.0}, left_out=("buyers/*",)))
    assert [condition for condition, _, _ in allowed_first] == ["left-out"]
    assert told(found, GateLimits({"score": 100.0}, left_out=("buyers/*", "insiders/*"))) == []


def test_people_outside_the_viewpoint_are_left_out_too_unless_they_are_allowed_by_name() -> None:
    few = BASE.replace("viewpoint: XA", "viewpoint: XC").replace("users: {", "users: {few: {in: XC, count: 1}, ")
    found = assessed(few.replace("from: people", "from: [people, few]").replace("people.pier", "few.pier"))
    ((condition, message, _),) = told(found, GateLimits({"score": 100.0}))
    assert condition == "left-out"
    assert "are outside the viewpoint, and nothing allows that (--allow-left-out 'users.people')" in message
    assert told(found, GateLimits({"score": 100.0}, left_out=("users.people",))) == []


def test_a_group_of_nobody_outside_the_viewpoint_leaves_nobody_out() -> None:
    text = BASE.replace("users: {", f"users: {{nobody: {{in: XC, count: {NOBODY}}}, ")
    found = assessed(text.replace("from: people", "from: [people, nobody]").replace("people.pier", "nobody.pier"))
    assert "nobody" not in found.model.groups
    assert told(found, GateLimits({"score": 100.0})) == []


def test_a_warning_fails_where_none_is_allowed() -> None:
    found = assessed(BASE.replace("interest.XB: 0.8", "interest.XB: {best: 0, exact: true, why: no}"))
    assert told(found, GateLimits({"score": 100.0})) == []
    assert "exactly-never" in [condition for condition, _, _ in told(found, GateLimits(warnings=False))]


NEVER = """
app: Gull
as_of: 2024-03-01
users: {US: 19M}
data: [text, metadata]
owner: {name: Tencent, jurisdiction: CN}
sources: {s: {title: Internal study, date: 2024-01-01, grade: A1}}
estimates:
  interest.CN: {best: 0, exact: true, source: s, why: measured}
  interest.US: {best: 0, exact: true, source: s, why: measured}
  clear.service.unknown: {best: 0, exact: true, source: s, why: measured}
  known.covert: {best: 1, exact: true, source: s, why: measured}
"""


def test_a_number_that_closes_ways_exactly_warns_whatever_source_its_author_gave_it() -> None:
    found = told(assessed(NEVER), GateLimits(warnings=False))
    never = [place for condition, _, place in found if condition == "exactly-never"]
    assert sorted(place.split(":")[1] for place in never) == ["10", "11", "12", "9"]
    assert told(assessed(NEVER), GateLimits(warnings=False, allowed=("exactly-never", "one-source"))) == [
        failure for failure in found if failure[0] not in ("exactly-never", "one-source")
    ]


def test_what_the_program_lacks_fails_no_map_unless_that_is_asked() -> None:
    run = case("wechat-2020")
    of_program = [failure.condition for failure, program in warnings(run) if program]
    assert of_program == ["law-not-read-in"]
    assert told(run, GateLimits(warnings=False)) == []
    assert [c for c, _, _ in told(run, GateLimits(warnings=False, of_program=False))] == ["law-not-read-in"]
    assert told(run, GateLimits(of_program=False, allowed=("law-not-read-in",))) == []


LOWER = NEVER.partition("estimates:")[0] + "estimates: {interest.CN: 40%, demand.whole.CN: 0.02}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("interest.CN: 40%", "interest.CN: 50%", None),
        ("interest.CN: 40%", "interest.CN: 30%", "The number interest.CN was lowered to 0.3"),
        ("interest.CN: 40%, ", "", "The number interest.CN is stated no longer, where what it is held against has 0.4"),
        (
            "interest.CN: 40%, ",
            "interest.CN: 40%, demand.many.CN: 1e-9, ",
            "The number demand.many.CN was lowered to 1",
        ),
        ("{US: 19M}", "{US: 9M}", "The number users.users-us.count was lowered to 9"),
        ("interest.CN: 40%", "interest.CN: {best: 40%, low: 39%, high: 41%}", "The number interest.CN was lowered to"),
        ("estimates: {", "estimates: {known.covert: 99.9%, ", "The number known.covert was raised to"),
    ],
)
def test_each_number_that_was_lowered_or_removed_since_a_base_is_named(old: str, new: str, said: str | None) -> None:
    run = assessed(LOWER.replace(old, new))
    found = told(run, GateLimits(no_lower_than=assessed(LOWER)))
    assert [(condition, message[: len(said or "")]) for condition, message, _ in found] == (
        [("no-lower-than", said)] if said else []
    )


def test_a_day_before_that_of_the_base_fails() -> None:
    earlier = assessed(LOWER.replace("as_of: 2024", "as_of: 1996"))
    ((condition, message, place),) = told(earlier, GateLimits(base=assessed(LOWER)))
    assert (condition, place.split(":")[1]) == ("as-of", "3")
    assert message == "The map is looked at on 1996-03-01, before the day of what it is held against, 2024-03-01."
    assert "as-of" not in {condition for condition, _, _ in told(assessed(LOWER), GateLimits(base=earlier))}


def test_a_grade_counts_where_somebody_else_gave_it() -> None:
    graded = LOWER.replace("interest.CN: 40%", "interest.CN: {best: 40%, source: s, by: ada}")
    for grader, author, fails in (
        ("", "eve", "is by nobody who is named"),
        (", graded_by: Eve", "eve", "is by Eve, who wrote what rests on it"),
        (", graded_by: Ada", "eve", "is by Ada, who wrote what rests on it"),
        (", graded_by: Grace", "eve", None),
    ):
        run = assessed(graded.replace("grade: A1", f"grade: A1{grader}"))
        found = [message for _, message, _ in told(run, GateLimits(graded_by_others=author))]
        assert found == (
            [f"The grade A1 of the source s {fails}: have it graded, and say so (graded_by)."] if fails else []
        )
    own = assessed(LOWER.replace("interest.CN: 40%", "interest.CN: {best: 40%, grade: A1}"))
    ((condition, message, _),) = told(own, GateLimits(graded_by_others="eve"))
    assert condition == "graded-by-others"
    assert message == "The grade A1 of interest.CN stands at the number: let somebody else grade its source."


def test_the_command_pins_the_day_and_tells_the_program_s_warnings_apart(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(LOWER)
    (tmp_path / "map.yaml").write_text(LOWER.replace("as_of: 2024", "as_of: 1996"))
    against = ("gate", "map.yaml", "--no-lower-than", "base.yaml", "--draws", "0")
    code, lines = said(run(*against, cwd=tmp_path))
    assert (code, len([line for line in lines if "is looked at on 1996-03-01, before the day" in line])) == (1, 1)
    assert said(run(*against, "--as-of", "2026-03-01", cwd=tmp_path)) == (0, [])
    code, lines = said(run("gate", "case:wechat-2020", "--no-warnings", "--draws", "0"))
    assert (code, [line.startswith("of the program, no fault of the map: ") for line in lines]) == (0, [True])
    code, lines = said(run("gate", "case:wechat-2020", "--no-program-warnings", "--draws", "0"))
    assert (code, [line.endswith("(law-not-read-in)") for line in lines]) == (1, [True])


def test_the_middle_or_the_upper_end_is_held_against_the_limit() -> None:
    found = assessed(draws=1_000)
    harm = headline_numbers(found).harm
    assert harm.median is not None
    assert harm.high is not None
    between = (harm.median + harm.high) / 2
    assert failures(found, GateLimits({"harm": between})) == ()
    (failure,) = failures(found, GateLimits({"harm": between}, at="high"))
    assert "at the upper end of its 90% interval, above the limit of" in failure.message


def test_a_route_that_the_base_does_not_have_fails_at_its_first_new_step() -> None:
    found = told(assessed(CHANGED), GateLimits(base=assessed()))
    assert {condition for condition, _, _ in found} == {"no-new-routes"}
    _, message, place = found[0]
    assert message == (
        "A new route: insiders at yard can reach chats of people through pier, quay and Insiders, about 40 in 100 once "
        "it is tried."
    )
    assert place == "test.yaml:9:54"
    assert told(assessed(), GateLimits(base=assessed(CHANGED))) == []


def test_a_base_with_more_routes_than_any_list_invents_no_new_one() -> None:
    wechat = case("wechat-2020")
    assert len(wechat.all_routes) > LOOKED_AT
    assert told(wechat, GateLimits(base=wechat)) == []


def test_where_not_every_route_can_be_looked_for_the_gate_says_so_and_fails() -> None:
    found = assess(with_many_routes())
    ((condition, message, _),) = told(found, GateLimits(base=found, left_out=("*",)))
    assert condition == "no-new-routes"
    assert message == "The map has more routes than the 1,024 that were looked for in the base."


def test_a_law_that_says_something_else_fails_and_so_does_one_that_cannot_tell() -> None:
    wechat = case("wechat-2020")
    assert told(wechat, GateLimits(regimes={"us_2020_orders": ("enjoined",)})) == []
    ((condition, message, _),) = told(wechat, GateLimits(regimes={"us_2020_orders": ("permitted",)}))
    assert condition == "regimes"
    assert message.endswith("the outcome is enjoined, where it has to be permitted.")
    ((_, open_, place),) = told(case("eu-saas"), GateLimits(regimes={"eu_dpia": ("dpia_not_required",)}))
    assert open_.endswith("the outcome is unknown, where it has to be dpia not required; 18 questions would settle it.")
    assert place.startswith("case:eu-saas:")


def test_what_is_asked_of_laws_is_checked() -> None:
    assert allowed(["us_pafaca=not_prohibited,us_padfa=not_covered", "us_pafaca=not_in_force"]) == {
        "us_pafaca": ("not_prohibited", "not_in_force"),
        "us_padfa": ("not_covered",),
    }
    for wrong, reason in (
        ("us_pafca=x", "--regimes: there is no law 'us_pafca' (did you mean 'us_pafaca'?)"),
        ("us_pafaca=unknown", "--regimes: unknown is no outcome to ask for; it fails the gate of us_pafaca"),
    ):
        with pytest.raises(ValueError, match="--regimes") as raised:
            allowed([wrong])
        assert str(raised.value) == reason
    with pytest.raises(ValueError, match=r"us_pafaca has no outcome 'prohibitd' \(did you mean 'prohibited'"):
        allowed(["us_pafaca=prohibitd"])
    assert all(outcomes_of(name) for name in NAMES)


def test_a_verdict_that_is_not_among_those_asked_for_fails_at_the_line_of_its_ban() -> None:
    chat = case("example-chat")
    assert told(chat, GateLimits(verdict=("no", "depends"), left_out=("*",))) == []
    ((condition, message, place),) = told(chat, GateLimits(verdict=("yes", "not_told"), left_out=("*",)))
    assert condition == "verdict"
    assert message == ("Is a ban the least burdensome way? The verdict is no, where it has to be yes or not told.")
    assert place == str(chat.data_map.places["options.full-ban"])


def test_a_map_without_options_of_its_own_is_told_the_verdict_over_the_ready_ones() -> None:
    answer = stated(verdict(assessed(), pairs=True)).answer
    assert told(assessed(), GateLimits(verdict=(answer,))) == []
    other = "yes" if answer != "yes" else "no"
    ((_, message, place),) = told(assessed(), GateLimits(verdict=(other,)))
    assert message == f"Is a ban the least burdensome way? The verdict is {answer}, where it has to be {other}."
    assert place == "test.yaml:1:1"


def test_what_is_asked_of_the_verdict_is_checked() -> None:
    assert answers(["no, depends", "not_told"]) == ("no", "depends", "not_told")
    with pytest.raises(ValueError, match=r"^--verdict: 'dependss' is no verdict \(did you mean 'depends'\?\)$"):
        answers(["dependss"])


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0])
def test_a_limit_that_everything_or_nothing_meets_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=f"--max-score: {value:g} is no limit"):
        limit("--max-score", value)


def test_a_point_of_an_interval_is_one_of_two() -> None:
    assert point("median", drawn=False) == "median"
    with pytest.raises(ValueError, match="'mean' is no point of an interval"):
        point("mean", drawn=True)
    with pytest.raises(ValueError, match="without simulations there is no upper end"):
        point("high", drawn=False)


def test_failures_are_written_as_lines_json_and_sarif() -> None:
    found = [Failure("max-harm", "Too much.", Place("maps/app.yaml", 3, 5)), Failure("regimes", "Open.", None)]
    assert FAILURE_FORMS["text"](found) == "maps/app.yaml:3:5: Too much.\nOpen.\n"
    assert json.loads(FAILURE_FORMS["json"](found)) == [
        {"condition": "max-harm", "message": "Too much.", "file": "maps/app.yaml", "line": 3, "column": 5},
        {"condition": "regimes", "message": "Open."},
    ]
    (log,) = json.loads(FAILURE_FORMS["sarif"](found))["runs"]
    assert [rule["id"] for rule in log["tool"]["driver"]["rules"]] == ["max-harm", "regimes"]
    assert log["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "maps/app.yaml"},
                "region": {"startLine": 3, "startColumn": 5},
            }
        }
    ]
    assert [result["level"] for result in log["results"]] == ["error", "error"]


def test_the_command_ends_with_0_1_or_2(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(BASE)
    other.write_text(CHANGED)
    quick = ("--draws", "0")
    assert said(run("gate", str(one), "--max-harm", "1000000", *quick)) == (0, [])
    assert said(run("gate", str(one), "--max", "strategic=0", *quick)) == (0, [])
    assert said(run("gate", str(one), "--max", "persons_per_year.1=1", "--max", "harm=0", *quick))[0] == 1
    assert said(run("gate", str(one), "--max", "harm=few", *quick)) == (
        2,
        ["--max: 'harm=few' is no limit (write harm= and a number from 0 on)"],
    )
    code, lines = said(run("gate", "other.yaml", "--no-new-routes", "one.yaml", *quick, cwd=tmp_path))
    assert code == 1
    assert lines[0].startswith("other.yaml:9:54: A new route: ")
    (tmp_path / "broken.yaml").write_text("app: [")
    broken = run("gate", "broken.yaml", "--max-score", "1", "--format", "sarif", cwd=tmp_path)
    assert broken.returncode == 2
    assert json.loads(broken.stdout)["runs"][0]["results"][0]["ruleId"] == "data-map"
    assert said(run("gate", str(one)))[1] == [
        (
            "name a limit: --max-score, --max-harm, --max, --no-new-routes, --no-lower-than, --graded-by-others, "
            "--regimes, --verdict, --no-warnings or --no-program-warnings"
        )
    ]


def test_no_file_that_is_called_like_an_assessment_on_record_takes_its_place_as_the_base(tmp_path: Path) -> None:
    desk, against = Desk(tmp_path), ("gate", NAME, "--draws", "0", "--no-new-routes")
    assert desk.run("save", NAME, "--by", "Ada", "--draws", "0")[0] == 0
    assert desk.run(*against, "harbour/1")[0] == 0
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "1").write_bytes((tmp_path / NAME).read_bytes())
    for base in ("harbour/1", "harbour"):
        told = f"{base}: harbour/1 is on record, and a file or folder here is called {base} (write ./{base} for that)"
        assert desk.run(*against, base) == (2, "", [told])
    assert desk.run(*against, "./harbour/1")[0] == 0


def test_the_workflow_on_the_page_gives_arguments_that_the_command_takes(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8").partition("<!-- workflow -->\n```yaml\n")[2].partition("```")[0]
    steps = yaml.safe_load(text)["jobs"]["gate"]["steps"]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in uses)
    (command,) = [step["run"] for step in steps if "datareach gate" in step.get("run", "")]
    arguments = command.partition("datareach gate ")[2].partition(" > ")[0].split()
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "app.yaml").write_text(CHANGED)
    (tmp_path / "base.yaml").write_text(BASE)
    result = run("gate", *arguments, "--draws", "1000", cwd=tmp_path)
    assert result.returncode == 1
    places = [r["locations"][0]["physicalLocation"] for r in json.loads(result.stdout)["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"maps/app.yaml"}
