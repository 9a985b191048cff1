"""Whichever write fails: what was there before stays, what is acknowledged is whole, and a sentence says why."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("work", "every"), [("save", 9), ("portfolio part", 1), ("backup", 61), ("restore", 61), ("first save", 61)]
)
def test_a_write_that_fails_loses_nothing_and_leaves_nothing_half_there(work: str, every: int) -> None:
    """Of every piece of work `python -m tests.support.faults` fails each write; here some of the longer ones."""
    command = [sys.executable, "-m", "tests.support.faults", "--work", work, "--every", str(every)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr
    tallies = [json.loads(line) for line in run.stdout.splitlines()]
    assert [tally["kind"] for tally in tallies] == ["once, EIO", "once, full", "from then on, full"]
    for tally in tallies:
        assert tally["wrong"] == []
        assert tally["refused"] > 0
        assert tally["writes"] == tally["refused"] + tally["done"]


@pytest.mark.parametrize(("work", "every"), [("save", 8), ("backup", 6), ("restore", 12)])
def test_a_server_that_is_restarted_at_a_step_loses_nothing_and_leaves_nothing_half_there(
    work: str, every: int
) -> None:
    """Of every piece of work `python -m tests.support.restarts` restarts at each step; here at some."""
    command = [sys.executable, "-m", "tests.support.restarts", "--work", work, "--every", str(every)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr
    tallies = [json.loads(line) for line in run.stdout.splitlines()]
    assert {(tally["way"], tally["moment"]) for tally in tallies} == {
        (way, moment) for way in ("fast", "immediate") for moment in ("before", "after")
    }
    for tally in tallies:
        assert tally["wrong"] == []
        assert tally["refused"] > 0
        assert tally["steps"] == tally["refused"] + tally["done"]
