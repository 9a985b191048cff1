"""Whole commands from start to end, beside the bare interpreter; a backtest beside one of two services."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from benchmarks.maps import generated
from benchmarks.measuring import Benchmark
from data_maps.reading import case_path
from risk.shipped import HERE

ROOT = Path(__file__).parents[1]
SERVICES = HERE / "record" / "services-visible.yaml"
COMMANDS = {
    "python": ("-c", "pass"),
    "datareach --help": ("-m", "datareach", "--help"),
    "datareach check FILE": ("-m", "datareach", "check", str(case_path("wechat-2020"))),
    "datareach assess case:wechat-2020": ("-m", "datareach", "assess", "case:wechat-2020"),
}


def run(*words: str) -> int:
    """The exit code of `python WORDS`."""
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False).returncode


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_starts_and_ends(benchmark: Benchmark, command: str) -> None:
    benchmark.group = "start and end of a command"
    assert benchmark.pedantic(run, COMMANDS[command], rounds=5, warmup_rounds=1) in (0, 1)


@pytest.mark.parametrize("family", ["easy", "realistic", "mesh"])
@pytest.mark.parametrize("systems", [50, 200])
def test_a_large_map_is_assessed(benchmark: Benchmark, family: str, systems: int, tmp_path: Path) -> None:
    benchmark.group = "datareach assess MAP --draws 0"
    file = tmp_path / f"{family}-{systems}.yaml"
    file.write_text(generated(family, systems), encoding="utf-8")
    assert benchmark.pedantic(run, ("-m", "datareach", "assess", str(file), "--draws", "0"), rounds=1) == 0


@pytest.mark.parametrize("services", [2, None])
def test_services_are_backtested(benchmark: Benchmark, services: int | None, tmp_path: Path) -> None:
    benchmark.group = "datareach backtest"
    shipped = yaml.safe_load(SERVICES.read_text(encoding="utf-8"))
    file = tmp_path / "services.yaml"
    some = {**shipped, "units": shipped["units"][:services]}
    file.write_text(yaml.safe_dump(some, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert benchmark.pedantic(run, ("-m", "datareach", "backtest", str(file)), rounds=2, warmup_rounds=1) in (0, 1)
