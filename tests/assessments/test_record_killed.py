"""Whoever saves may be killed at any moment: nothing acknowledged is lost, nothing is doubled or half written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.recorded import file_store, server_store

ROOT = Path(__file__).parents[2]
TIMES, NEW = 40, 10


@pytest.fixture
def on_a_server(postgres: str) -> Iterator[str]:
    yield from server_store(postgres)


def test_kills_at_random_moments_on_each_store_lose_nothing(tmp_path: Path, on_a_server: str) -> None:
    stores = ("--store", file_store(tmp_path), "--store", on_a_server)
    command = [
        sys.executable,
        "-m",
        "tests.support.killing",
        "--times",
        str(TIMES),
        "--new",
        str(NEW),
        "--seed",
        "20260301",
    ]
    run = subprocess.run([*command, *stores], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [(row["kind"], row["lives"]) for row in rows] == [
        ("sqlite", TIMES),
        ("postgresql", TIMES),
        ("while made", NEW),
    ]
    for row in rows[:2]:
        assert row["cut_off"] > TIMES / 2, "hardly any saver was killed while it saved"
        assert TIMES / 10 < row["acknowledged"] <= row["held"] < row["begun"], row
