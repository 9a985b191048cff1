"""Time and memory of meshes beside what is foretold of them: `python -m benchmarks.forecasts [SIZES]`.

Each mesh is assessed as the command does it, in a process of its own; what counts is the processor's time and the most
memory. The lines fitted through them, printed last, are what `assessments/results/work_forecast.py` has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assessments.results.work_forecast import WorkForecast, forecast
from assessments.run import Settings, assess
from benchmarks.maps import generated
from data_maps.reading import read
from risk.uncertainty.draw_counts import DRAWS

SIZES = (100, 200, 400, 700, 1_000)


class MeasuredMesh(NamedTuple):
    """How much work a mesh was, beside the names of its equations and what was foretold."""

    systems: int
    names: int
    seconds: float
    megabytes: float
    foretold: WorkForecast

    def __str__(self) -> str:
        foretold = f"{self.foretold.seconds:.0f} s, {self.foretold.megabytes:.0f} MB foretold"
        took = f"{self.seconds:.1f} s, {self.megabytes:.0f} MB"
        return f"{self.systems:,} systems, {self.names:,} names: {took}; {foretold}"


def measured(systems: int) -> MeasuredMesh:
    """A mesh of so many systems, assessed."""
    text = generated("mesh", systems)
    data_map = read(text, "mesh.yaml").data_map
    assert data_map is not None
    run = assess(data_map, Settings(draws=DRAWS))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mesh.yaml"
        file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "datareach", "assess", str(file)]
        _, status, used = os.wait4(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid, 0)
    assert status == 0
    names = len(run.events.equations.alternatives)
    return MeasuredMesh(systems, names, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, forecast(run))


def fitted(meshes: Sequence[MeasuredMesh]) -> str:
    """The straight lines through what was measured, by the number of names."""
    names = [one.names for one in meshes]
    lines = [np.polyfit(names, [getattr(one, key) for one in meshes], 1) for key in ("seconds", "megabytes")]
    (second, seconds), (megabyte, megabytes) = lines
    return f"{seconds:.1f} s and {second:.2g} a name; {megabytes:.0f} MB and {megabyte:.2g} a name"


if __name__ == "__main__":
    meshes = []
    for size in map(int, sys.argv[1:] or SIZES):
        meshes.append(measured(size))
        print(meshes[-1], flush=True)
    print(fitted(meshes))
