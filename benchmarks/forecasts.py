"""Time and memory of maps beside what is foretold: `python -m benchmarks.forecasts [KIND] [SIZES]`, meshes unless said.

Each map is assessed as the command does it, in a process of its own; what counts is the processor's time and the most
memory. Another process, as under a cap, is ended once first numbers are there. The lines fitted through meshes, printed
last, are what `assessments/results/work_forecast.py` has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assessments.results.work_forecast import WorkForecast, forecast
from assessments.run import Settings, assess
from benchmarks.maps import generated
from commands.capped import FIRST, LOOKING
from data_maps.reading import read
from risk.uncertainty.draw_counts import DRAWS

if TYPE_CHECKING:
    from resource import struct_rusage

SIZES = (100, 200, 400, 700, 1_000)


class MeasuredMap(NamedTuple):
    """How much work a map was, beside the names of its equations and what was foretold."""

    systems: int
    names: int
    seconds: float
    megabytes: float
    first: float
    foretold: WorkForecast

    def __str__(self) -> str:
        foretold = f"{self.foretold.seconds:.0f} s, {self.foretold.megabytes:.0f} MB foretold"
        took = f"{self.seconds:.1f} s, {self.megabytes:.0f} MB, first numbers after {self.first:.1f} s"
        return f"{self.systems:,} systems, {self.names:,} names: {took}; {foretold}"


def measured(kind: str, systems: int) -> MeasuredMap:
    """A generated map of a kind and so many systems, assessed."""
    text = generated(kind, systems)
    data_map = read(text, "map.yaml").data_map
    assert data_map is not None
    run = assess(data_map, Settings(draws=DRAWS))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "map.yaml").write_text(text, encoding="utf-8")
        first = _first_numbers(Path(folder))
        whole = _assessing(Path(folder))
        _, status, used = os.wait4(whole.pid, 0)
    assert status == 0
    names = len(run.events.equations.alternatives)
    return MeasuredMap(systems, names, _seconds(used), used.ru_maxrss / 1024, first, forecast(run))


def _first_numbers(folder: Path) -> float:
    """The processor's seconds until a command under a cap has numbers to print; raises where it ends without any."""
    first = folder / "first"
    process = _assessing(folder, {FIRST: str(first)})
    while not first.exists():
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            raise subprocess.CalledProcessError(process.wait(), process.args)
        time.sleep(LOOKING)
    process.kill()
    return _seconds(os.wait4(process.pid, 0)[2])


def _assessing(folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> subprocess.Popen[bytes]:
    """The command at work on the map of a folder."""
    command = [sys.executable, "-m", "datareach", "assess", str(folder / "map.yaml")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **more})


def _seconds(used: struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def fitted(meshes: Sequence[MeasuredMap]) -> str:
    """The straight lines through what was measured, by the number of names."""
    names = [one.names for one in meshes]
    lines = [np.polyfit(names, [getattr(one, key) for one in meshes], 1) for key in ("seconds", "megabytes")]
    (second, seconds), (megabyte, megabytes) = lines
    return f"{seconds:.1f} s and {second:.2g} a name; {megabytes:.0f} MB and {megabyte:.2g} a name"


def main(arguments: Sequence[str]) -> None:
    """Measure maps of the kind and the sizes that are named, one after the other."""
    kinds = [one for one in arguments if not one.isdecimal()] or ["mesh"]
    measures = list[MeasuredMap]()
    for size in [int(one) for one in arguments if one.isdecimal()] or SIZES:
        measures.append(measured(kinds[0], size))
        print(kinds[0], measures[-1], flush=True)
    if kinds[0] == "mesh" and len(measures) > 1:
        print(fitted(measures))


if __name__ == "__main__":
    main(sys.argv[1:])
