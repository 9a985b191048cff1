"""Each check on an assessment fires at its line where it should, and nowhere else; the docs list them all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assessments.report.checks.all_checks import checks
from assessments.results.headline import headline_numbers
from assessments.run import assess
from data_maps.reading import read
from tests.support.assessed import FEW, case
from tests.support.maps import map_of, table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "checks.md"
BASE = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
sources: {register: {title: Register, date: 2026-01, grade: B2}, audit: {title: Audit, date: 2025, grade: B2}}
users: {people: {in: XA, count: {best: 1M, source: register}}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%, source: audit}]
systems: {pier: {operator: harbour, in: XA, keys: operator, keeps: {chats: 5 days}}}
flows: [{from: people, to: pier, data: [chats]}]
"""
RELIES = "relies_on: {family: {used_by: 90%, substitutable: 10%}}"
OPTION = "options: {hush: {do: [{user_keys: {systems: [pier]}}]}}\n"
REASON = "why: as the register says"


def found(text: str) -> dict[str, tuple[str, str, str | None]]:
    """The first check of each name: how grave, its sentence, its place."""
    seen = checks(assess(map_of(text)))
    return {c.check: (c.severity, c.message, str(c.place) if c.place else None) for c in reversed(seen)}


def with_(*pairs: tuple[str, str], more: str = "") -> str:
    """The map with some of its words replaced by others, and more lines."""
    text = BASE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text + more


FIRES = {row["check"]: row for row in table("assessments/checks")}


@pytest.mark.parametrize("name", FIRES)
def test_a_check_fires_at_the_line_to_mend_and_is_silent_on_a_map_without_that(name: str) -> None:
    row = FIRES[name]
    severity, message, where = found(with_(*row.get("replace", ()), more=row.get("add", "")))[name]
    assert row["says"] in message
    assert where is not None
    assert where.startswith(f"test.yaml:{row['at']}")
    assert severity in ("note", "warning")
    assert name not in found(BASE)


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("share: 49.9%", True),
        ("share: 25%", True),
        ("share: 10%", True),
        ("share: 51%", False),
        ("share: 49.9%, control: 0.6", False),
        ("share: 49.9%, source: audit}, {owner: parent, of: harbour, via: board", False),
        ("share: 10%, source: audit}, {owner: other, of: harbour, via: shares, share: 45%", False),
    ],
)
def test_a_holder_abroad_of_half_or_less_is_asked_for_other_means_unless_the_map_says_more(
    line: str, asks: bool
) -> None:
    text = with_(("share: 100%", line), ("parent: {", "other: {organised_in: XA}, parent: {"))
    said = [c for c in checks(assess(map_of(text))) if " by other means: votes, seats on the board" in c.message]
    assert [c.check for c in said] == ["owner-unknown"] * asks
    assert all(c.message.startswith("parent, run from XB, holds ") for c in said)


NAMES_IN_TWO_ALPHABETS = (
    "IT-\u043a\u043e\u043c\u043f\u0430\u043d\u0438\u044f",
    "SMS-\u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u044f",
    "\u042f\u043d\u0434\u0435\u043a\u0441.Go",
    "VK-\u0412\u0438\u0434\u0435\u043e",
    "\u03b1-Bank",
    "Soci\u00e9t\u00e9\u00a0: Nord",
    "\u042f\u043d\u0434\u0435\u043a\u0441Go",
)
NAMES_THAT_LOOK_LIKE_OTHERS = ("P\u0430rent", "\u0410pple", "G\u03bfogle", "Par\u200bent")


def test_letters_of_two_alphabets_are_pointed_at_only_in_words_that_look_like_others() -> None:
    def of_parent(name: str) -> bool:
        return "letters-alike" in found(with_(("parent: {", f'parent: {{name: "{name}", ')))

    assert [name for name in NAMES_IN_TWO_ALPHABETS if of_parent(name)] == []
    assert [name for name in NAMES_THAT_LOOK_LIKE_OTHERS if not of_parent(name)] == []


def test_more_people_than_live_on_earth_are_a_problem_at_their_line() -> None:
    (problem,) = read(with_(more="estimates: {users.people.count: 1e15}\n"), "test.yaml").problems
    assert str(problem).endswith("more than 10,000,000,000, and nobody has as many (look at the unit)")
    assert read(with_(("best: 1M", "best: 8bn")), "test.yaml").problems == ()


def test_a_narrow_range_without_any_evidence_is_pointed_at() -> None:
    for narrow in ("[0.5, 0.5000001]", "{beta: [1e15, 1e15]}", "{counted: 1e14, in: 2e14}"):
        text = with_(more=f"estimates: {{interest.XB: {narrow}}}\n")
        sentence = "The range spans a factor of 1, where a number without a grade, a source or a reason allows no less"
        assert sentence in found(text)["narrower-than-grade"][1]
    assert "narrower-than-grade" not in found(with_(more="estimates: {interest.XB: [0.2, 0.5, 0.8]}\n"))


def test_a_number_further_away_than_any_reason_reaches_is_asked_for_a_source() -> None:
    far = "estimates: {demand.whole.XB: {best: 1e6/year, why: x}}\n"
    assert found(with_(more=far))["far-from-base-rate"][1].endswith("give a source.")
    assert "far-from-base-rate" not in found(with_(more=far.replace("why: x", "why: x, source: audit")))


def test_what_is_supported_is_not_asked_for() -> None:
    supported = f"estimates: {{interest.XB: {{best: 0.5, {REASON}, grade: B2}}}}\n"
    assert not {"number-without-reason", "estimate-out-of-date", "narrower-than-grade"} & found(BASE + supported).keys()
    recent = "estimates: {interest.XB: {best: 0.5, on: 2025-03, why: heard}}\n"
    assert "estimate-out-of-date" not in found(BASE + recent)
    wide = "estimates: {interest.XB: {low: 0.2, best: 0.5, high: 0.8, grade: D4, why: heard}}\n"
    assert not {"narrower-than-grade", "best-at-the-edge"} & found(BASE + wide).keys()
    relied = BASE.replace("source: register}}}", "source: register}, " + RELIES + "}}")
    assert "relies-on-nothing" not in found(relied + "functions: {family: 1}\n" + OPTION)


def test_sources_that_go_back_to_one_are_one_and_the_one_is_used() -> None:
    numbers = ", ".join(
        f"{address}: {{best: 0.5, source: {source}}}"
        for address, source in (
            ("interest.XA", "audit"),
            ("interest.XB", "register"),
            ("power.XB.parent", "audit"),
            ("clear.pier.operator", "register"),
        )
    )
    text = with_(("audit: {", "audit: {origin: register, "), more=f"estimates: {{{numbers}}}\n")
    assert "rest on one source, “Register”" in found(text)["one-source"][1]
    assert "one-source" not in found(text.replace("origin: register, ", ""))
    unused = with_(("audit: {", "audit: {origin: paper, "), ("sources: {", "sources: {paper: {title: P}, "))
    assert "source-unused" not in found(unused)


def test_more_left_with_controls_than_without_is_pointed_at() -> None:
    assert all("residual-above-inherent" not in {c.check for c in checks(case(name))} for name in FEW)
    run = assess(map_of(BASE + "estimates: {interest.XB: 0.5}\n"))
    vars(headline_numbers(run))["inherent_at_best"] = 0.0
    (check,) = [c for c in checks(run) if c.check == "residual-above-inherent"]
    assert check.message.startswith("More harm is left with controls (")
    assert str(check.place) == "test.yaml:5:33"


def names() -> set[str]:
    """The name of every check that the code can give."""
    found: set[str] = set()
    for path in sorted((ROOT / "assessments" / "report" / "checks").glob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        checks_ = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Check"]
        found |= {call.args[0].value for call in checks_ if isinstance(call.args[0], ast.Constant)}  # type: ignore[misc]
    return found


def test_the_docs_list_every_check_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed)) >= 20
    assert set(listed) == names()
