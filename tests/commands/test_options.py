"""Options and routes on the command line: set side by side, filtered, counted, and looked at as an assessment is."""

from __future__ import annotations

import json
import re

import pytest
from scipy import stats

from tests.support.commanded import run, said


def test_a_map_is_assessed_with_options_in_force() -> None:
    """Custody leaves a quarter of what orders reach, and four in five break-ins."""
    result = run("assess", "case:example-chat", "--option", "custody", "--json", "--draws", "0")
    found = json.loads(result.stdout)
    assert found["headline"]["harm"]["point"] == pytest.approx(3426.3 * 0.25 + 215.625 * 0.8)
    assert found["settings"]["options"] == ["custody"]
    assert "options" not in found
    assert "option.custody.control.chat-group.chat-operator" in {row["address"] for row in found["ledger"]}


def test_options_stand_side_by_side_for_programs() -> None:
    found = json.loads(run("options", "case:example-chat", "--json", "--draws", "0").stdout)
    rows = {row["option"]: row for row in found["options"]}
    assert next(iter(rows)) == "status-quo"
    assert rows["custody+e2ee"]["harm"]["point"] == pytest.approx(1224.556, abs=0.001)
    assert rows["custody"]["harm"] == {"point": pytest.approx(1682.2875)}
    assert rows["download-ban"]["dominated"]["by"] == [
        {"option": "custody"},
        {"option": "divestiture"},
        {"option": "custody+e2ee"},
    ]
    beta = stats.beta(2.5, 7.5)
    custody = {
        "above": True,
        "probability": pytest.approx(beta.sf(0.37198), abs=1e-3),
        "low": pytest.approx(beta.ppf(0.05), rel=1e-3),
        "high": pytest.approx(beta.ppf(0.95), rel=1e-3),
    }
    assert rows["full-ban"]["dominated"]["by"][0]["flips_at"] == {
        "address": "option.custody.control.chat-group.chat-operator",
        "value": pytest.approx(0.37198, abs=1e-5),
        **custody,
    }
    assert rows["full-ban"]["dominated"]["by"][0]["strategic_flips_at"] == {
        "address": "option.custody.control.chat-group.chat-operator",
        "value": pytest.approx((26.2116 - 41.04 / 4 - 5.1) / (41.04 * 0.75)),
        **custody,
        "probability": pytest.approx(beta.sf((26.2116 - 41.04 / 4 - 5.1) / (41.04 * 0.75)), abs=1e-3),
    }


def test_a_number_of_an_option_can_be_set_where_options_are_compared() -> None:
    setting = "option.custody.control.chat-group.chat-operator=0.5"
    found = json.loads(run("assess", "case:example-chat", "--set", setting, "--json", "--draws", "0").stdout)
    rows = {row["option"]: row["harm"]["point"] for row in found["options"]}
    assert rows["custody"] == pytest.approx(0.25 * 3641.925 + 0.75 * (0.5 * 3426.3 + 0.8 * 215.625))


def test_of_a_map_without_options_those_that_are_ready_are_compared() -> None:
    told = run("options", "case:harbour", "--draws", "0").stdout
    assert "Users hold the keys to all content" in told
    assert told == run("options", "case:harbour", "--draws", "0", "--ready").stdout
    named = [
        row["option"] for row in json.loads(run("options", "case:harbour", "--json", "--draws", "0").stdout)["options"]
    ]
    assert named[0] == "status-quo"
    assert "users-hold-keys" in named


def test_routes_for_programs_are_those_of_the_whole_result() -> None:
    routes = json.loads(run("routes", "case:harbour", "-k", "3", "--json", "--draws", "0").stdout)
    whole = json.loads(run("assess", "case:harbour", "--json", "--draws", "0").stdout)
    assert set(routes) == {"routes", "choke_points"}
    assert routes["routes"] == whole["routes"][:3]
    assert routes["choke_points"] == whole["choke_points"]


def test_routes_are_filtered_and_counted() -> None:
    result = run(
        "routes", "case:wechat-2020", "--actor", "state:CN", "--data", "messages", "--users", "officials", "-k", "2"
    )
    titles = re.findall(r"^\d+\. .*", result.stdout, re.MULTILINE)
    assert result.returncode == 0
    assert len(titles) == 2
    assert all("China (CN)" in title for title in titles)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--actor", "state:XC"], "no actor called 'state:XC' (did you mean 'state:XB'?)"),
        (["--data", "chat"], "no data called 'chat' (did you mean 'chats'?)"),
        (["--users", "zzz"], "no user group called 'zzz' (there are people)"),
    ],
)
def test_routes_to_nobody_are_refused(arguments: list[str], line: str) -> None:
    assert said(run("routes", "case:harbour", *arguments)) == (1, [line])


def test_routes_and_options_are_looked_at_as_an_assessment_is() -> None:
    """The product of 0.9, 0.8, 0.5, 0.75 and 0.4, and its quantiles over the ranges of their grades: 6.42 and 15.06."""
    routes = run("routes", "case:harbour", "-k", "1", "--set", "interest.XB=0.4").stdout
    assert "Open, given an attempt: about 10 in 100 (90% interval 6–15 in 100)." in routes
    refused = run("routes", "case:harbour", "-k", "0")
    assert said(refused) == (1, ["-k: 0 is not a number of routes (write 1 or more)"])
    looked = ("--as-of", "2026-04-01", "--viewpoint", "XA", "--set", "interest.XB=0.4", "--draws", "0", "--json")
    options, assessed = (
        json.loads(run(command, "case:example-chat", *looked).stdout) for command in ("options", "assess")
    )
    assert options["map"] == assessed["map"]
    assert options["map"]["as_of"] == "2026-04-01"
    assert [row["harm"] for row in options["options"]] == [row["harm"] for row in assessed["options"]]
