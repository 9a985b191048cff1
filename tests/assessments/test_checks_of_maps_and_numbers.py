"""Each check on an assessment fires at its line where it should, and nowhere else; the docs list them all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assessments.report.checks.all_checks import checks
from assessments.results.headline import headline_numbers
from assessments.run import assess
from tests.support.assessed import FEW, case
from tests.support.maps import map_of

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


FIRES = {
    "law-not-read-in": (
        with_(("in: XA, count", "in: US, count"), ("viewpoint: XA", "viewpoint: US"), ("in: XB}}", "in: CN}}")),
        "2:8",
        "the text in force since then has not been read in. Its outcome is unknown (15 CFR Part 791",
    ),
    "law-due": (
        with_(("in: XA, count", "in: US, count"), ("viewpoint: XA", "viewpoint: US"), ("2026-03-01", "2031-03-01")),
        "2:8",
        " rules and powers were due to be read again by the day looked at (2031-03-01): ",
    ),
    "count-impossible": (
        with_(("best: 1M", "best: 0.4")),
        "5:17",
        "The map counts 0.4 people of people, less than one: look at the unit.",
    ),
    "count-without-source": (
        with_(("{best: 1M, source: register}", "1M")),
        "5:33",
        "No source was given for the number of",
    ),
    "number-without-reason": (
        with_(more="estimates: {identified.criminals: 0.5}\n"),
        "11:35",
        "The map gives a number without a source or a reason (why), and a tenth more of it moves the harm by about",
    ),
    "ungraded": (
        with_(
            more="estimates: {"
            + ", ".join(
                f"{a}: 0.5"
                for a in (
                    "interest.XA",
                    "interest.XB",
                    "power.XA.harbour",
                    "power.XB.parent",
                    "control.parent.harbour",
                    "custody.harbour.pier",
                    "clear.pier.operator",
                    "carried_out.targeted.XA",
                    "carried_out.whole.XA",
                    "taken.whole.XA",
                    "identified.state:XA",
                    "success.intrusion.parent",
                    "taken.intrusion.parent",
                    "identified.criminals",
                    "attempts.intrusion.parent",
                    "demand.whole.XA",
                    "demand.targeted.XA",
                    "power.XA.pier",
                )
            )
            + "}\n"
        ),
        "11:",
        "of what moves the harm is stated without a grade, most of all",
    ),
    "narrower-than-grade": (
        with_(more="estimates: {interest.XB: {low: 0.49, best: 0.5, high: 0.51, grade: D4, why: heard}}\n"),
        "11:26",
        "The range spans a factor of 1.1, where evidence graded D4 allows no less than 4.",
    ),
    "best-at-the-edge": (
        with_(more="estimates: {interest.XB: {low: 0.2, best: 0.5, high: 0.501, why: heard}}\n"),
        "11:26",
        "The best value (0.5) lies at an end of its range (0.2 to 0.5): either the range or the best value is off.",
    ),
    "fit-far-from-best": (
        with_(more="estimates: {interest.XB: {low: 0.2, best: 0.6, high: 0.9, at_most: 0.6, why: heard}}\n"),
        "11:26",
        "far from the best value (0.6).",
    ),
    "estimate-out-of-date": (
        with_(more="estimates: {interest.XB: {best: 0.5, on: 2024-02, why: heard}}\n"),
        "11:26",
        "The estimate is of 2024-02, more than a year before the day looked at (2026-03-01).",
    ),
    "source-after-as-of": (
        with_(("date: 2025", "date: 2026-04")),
        "4:",
        "Published after the day looked at (2026-03-01): audit. What they say was not known then;",
    ),
    "one-source": (
        with_(
            more="estimates: {"
            + ", ".join(
                f"{a}: {{best: 0.5, source: register}}"
                for a in ("interest.XA", "interest.XB", "power.XB.parent", "clear.pier.operator")
            )
            + "}\n"
        ),
        "4:",
        "All 5 numbers that the map states rest on one source, register: if it errs, all of them do.",
    ),
    "same-origin": (
        with_(
            ("audit: {", "audit: {origin: register, "),
            more="estimates: {interest.XB: [{by: Ann, best: 0.4, source: register}, "
            "{by: Ben, best: 0.5, source: audit}, {by: Cy, best: 0.1}]}\n",
        ),
        "11:26",
        "2 of 3 estimates (Ann and Ben) go back to one source, register: together they count as one voice.",
    ),
    "source-unused": (
        with_((", source: audit", "")),
        "4:",
        "No claim of the map names these sources: audit. Say what they support, or leave them out.",
    ),
    "owner-unknown": (
        with_(
            ("ownership: [{owner: parent, of: harbour, via: shares, share: 100%, source: audit}]\n", ""),
            ("harbour: {organised_in: XA}", "harbour: {organised_in: XB}"),
        ),
        "7:20",
        "The map does not say who owns harbour, which a leading route goes through (",
    ),
    "place-unknown": (
        with_(("operator: harbour, in: XA", "operator: harbour, in: unknown")),
        "9:",
        "Where pier stands is unknown, and a leading route goes through it (",
    ),
    "keys-unknown": (
        with_(("keys: operator", "keys: unknown")),
        "9:",
        "Who holds the keys to chats at pier is unknown, and a leading route goes through it.",
    ),
    "flow-shares-above-one": (
        with_(
            ("systems: {", "systems: {quay: {operator: harbour, in: XA, keys: operator}, "),
            (
                "flows: [",
                "flows: [{from: pier, to: [quay, parent], data: chats, share: 65%}, ",
            ),
        ),
        "10:",
        "The shares of people whose chats go from pier by pier.quay and pier.parent add up to 130%: they",
    ),
    "relies-on-nothing": (
        with_(more=OPTION),
        "5:17",
        "The map has options and does not say what the group people relies on the app for: to take it away",
    ),
    "function-unused": (
        with_(more="functions: {news: 2}\n"),
        "11:",
        "No group relies on the app for news, so its weight counts for nothing but to make others smaller.",
    ),
    "question-about-nothing": (
        with_(more="questions: [Who else can log in?]\n"),
        "11:13",
        "The question “Who else can log in?” does not say what it is about (about), so that its worth is not known.",
    ),
    "retention-unsaid": (
        with_(("chats: text", "log: location"), ("data: [chats]", "data: [log]"), (", keeps: {chats: 5 days}", "")),
        "9:17",
        "How long pier keeps log is not said; a year or more of them would weigh heavier, and less is counted here.",
    ),
    "own-state-left-out": (
        with_(more='leave_out: [{event: "state:XA/*", why: short}]\n'),
        "11:13",
        "Events of XA are left out by state:XA/*, though its own people are looked at: the lists of states",
    ),
    "level-without-reason": (
        with_(("chats: text", "chats: {type: text, level: 1}")),
        "6:15",
        "The map gives chats severity level 1 where the vocabulary has ",
    ),
    "people-not-counted": (
        with_(
            ("users: {", "users: {abroad: {in: XB, count: 20k}, "),
            ("flows: [", "flows: [{from: abroad, to: pier, data: chats}, "),
        ),
        "5:17",
        "About 20,000 people of abroad are outside XA and are not counted here.",
    ),
    "more-than-live-there": (
        with_(
            ("in: XA, count: {best: 1M, source: register}", "in: DE, count: [1, 10bn]"),
            ("viewpoint: XA", "viewpoint: DE"),
        ),
        "5:17",
        "The map counts up to 10 billion people of people in Germany, where about 83 million live: accounts are not",
    ),
    "agreement-of-strangers": (
        with_(
            (
                "parent: {organised_in: XB}",
                "parent: {organised_in: XB}, one: {organised_in: XB}, two: {organised_in: XA}",
            ),
            more="agreements: [{id: deal, between: [one, two], kind: vendor, gives: {system: pier}}]\n",
        ),
        "11:14",
        "The agreement deal gives access to pier, and none of its parties runs that or has access to it: name",
    ),
    "share-unused": (
        with_(("via: shares, share: 100%", "via: board, share: 60%")),
        "8:13",
        "The share that parent has of harbour by board is not used: such an interest counts by its kind.",
    ),
    "never-without-source": (
        with_(more="estimates: {interest.XB: {best: 0, exact: true, why: no}}\n"),
        "11:26",
        "The map says never: cite the source of what is so certain.",
    ),
    "taken-too-often": (
        with_(more="estimates: {demand.many.XB: {best: 1e8/year, why: any}}\n"),
        "",
        "By these numbers the data of each person would be taken",
    ),
    "record-not-read": (
        with_(more="record: mine\n"),
        "11:9",
        "The tables in mine were not read: rates are counted from the record that ships.",
    ),
}


@pytest.mark.parametrize("name", FIRES)
def test_a_check_fires_at_the_line_to_mend_and_is_silent_on_a_map_without_that(name: str) -> None:
    text, place, sentence = FIRES[name]
    severity, message, where = found(text)[name]
    assert sentence in message
    assert where is not None
    assert where.startswith(f"test.yaml:{place}")
    assert severity in ("note", "warning")
    assert name not in found(BASE)


def test_more_people_than_live_on_earth_are_pointed_at() -> None:
    assert "more than live on earth" in found(with_(("best: 1M", "best: 1e15")))["count-impossible"][1]
    assert "count-impossible" not in found(with_(("best: 1M", "best: 8bn")))


def test_a_narrow_range_without_any_evidence_is_pointed_at() -> None:
    for narrow in ("[0.5, 0.5000001]", "{beta: [1e15, 1e15]}", "{counted: 1e14, in: 2e14}"):
        text = with_(more=f"estimates: {{interest.XB: {narrow}}}\n")
        sentence = "The range spans a factor of 1, where a number without a grade, a source or a reason allows no less"
        assert sentence in found(text)["narrower-than-grade"][1]
    assert "narrower-than-grade" not in found(with_(more="estimates: {interest.XB: [0.2, 0.5, 0.8]}\n"))


def test_a_number_further_away_than_any_reason_reaches_is_asked_for_a_source() -> None:
    far = "estimates: {demand.whole.XB: {best: 1e8/year, why: x}}\n"
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
    assert "rest on one source, register" in found(text)["one-source"][1]
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
