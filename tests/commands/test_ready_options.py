"""Commands with ready options: beside a map's own, or in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commanded import run, said


def test_ready_options_stand_beside_the_maps_own() -> None:
    found = json.loads(run("options", "case:harbour", "--ready", "--json", "--draws", "0").stdout)
    assert [row["option"] for row in found["options"]] == [
        "status-quo",
        "stop-downloads",
        "end-service",
        "trusted-operator",
        "users-hold-keys",
        "third-party-keys",
        "sell-to-own",
        "shorter-retention",
        "independent-audit",
    ]


def test_a_ready_option_can_be_in_force() -> None:
    """Keys that users hold are read in 2 of 100 cases: 0.5·0.8·0.9·0.02 of a million people are left to XB."""
    found = json.loads(run("assess", "case:harbour", "--option", "users-hold-keys", "--json", "--draws", "0").stdout)
    reach = {(row["actor"], row["class"]): row["expected"]["point"] for row in found["reach"]}
    assert found["settings"]["options"] == ["users-hold-keys"]
    assert reach["state:XB", "content"] == pytest.approx(7_200.0)


def test_no_other_option_is_brought() -> None:
    assert said(run("assess", "case:harbour", "--option", "users-hold-key")) == (
        1,
        ["--option:1:1: no option called 'users-hold-key' (this map has no options)"],
    )


def test_a_ready_option_in_force_can_be_saved_and_made_again(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "record.db"))
    force = ("--option", "users-hold-keys", "--draws", "0", "--by", "Ada")
    assert run("save", "case:harbour", *store, *force).stdout == "saved: harbour/1\n"
    assert run("recompute", "harbour/1", *store).returncode == 0
