"""Times of tasks, with an end: `python -m benchmarks.timing module:function ARGUMENTS` runs one by itself."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module, metadata
from pathlib import Path
from statistics import median
from subprocess import PIPE
from typing import Any

ROOT = Path(__file__).parents[1]
RUNS = 5
LONG_ENOUGH = 3.0

Row = dict[str, Any]


def timed(work: Callable[[], object], *, before: Callable[[], object] = lambda: None, runs: int = RUNS) -> Row:
    """Seconds of some runs; fewer, and at least one, where they take long together."""
    seconds: list[float] = []
    while len(seconds) < runs and sum(seconds) < LONG_ENOUGH:
        before()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return spread(seconds)


def spread(seconds: list[float]) -> Row:
    """The smallest, the middle and the largest of some times."""
    return {"min": min(seconds), "median": median(seconds), "max": max(seconds), "runs": len(seconds)}


def alone(task: str, *arguments: object, within: float) -> Row:
    """The result of the function `module:name` in a process of its own; `stopped` says why there is none.

    The time of the process's start is not counted in any result; memory is what the task added to it.
    """
    command = [sys.executable, "-m", "benchmarks.timing", task, json.dumps(arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=PIPE, stderr=PIPE, text=True, start_new_session=True
    ) as process:
        try:
            output, complaint = process.communicate(timeout=within)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # and what it has started, or that would slow what is measured next
            return {"stopped": f"no end after {within:g} s"}
    if process.returncode:
        return {"stopped": (complaint.strip().splitlines() or ["no reason given"])[-1]}
    result: Row = json.loads(output.splitlines()[-1])
    return result


def environment() -> Mapping[str, str]:
    """The environment of a measured process: one thread, the same order of sets in every run."""
    return {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def machine() -> Row:
    """The machine of the measurements, and how busy it was."""
    rivals = ("networkx", "numpy", "PyYAML", "ruamel.yaml", "problog")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in rivals},
        "load": os.getloadavg()[0],
    }


def version(package: str) -> str | None:
    """The version of an installed package, None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    description = Path("/proc/cpuinfo")
    lines = description.read_text(encoding="utf-8").splitlines() if description.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def main(task: str, arguments: str) -> None:
    """Run the task and print what it returns, with the megabytes by which its peak exceeds the start."""
    module, _, name = task.partition(":")
    function = getattr(import_module(module), name)
    before = _peak()
    result = function(*json.loads(arguments))
    print(json.dumps({**result, "megabytes": _peak() - before}))


def _peak() -> float:
    """The most memory the process has held so far; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
