"""What does one task take in a process of its own: `python -m benchmarks.alone module:function ARGUMENTS`."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path


def main(task: str, arguments: str) -> None:
    """Run the task and print what it returns, with the megabytes by which its peak exceeds the start."""
    module, _, name = task.partition(":")
    function = getattr(import_module(module), name)
    before = _peak()
    found = function(*json.loads(arguments))
    print(json.dumps({**found, "megabytes": _peak() - before}))


def _peak() -> float:
    """The most memory the process has held so far; 0 where the system does not say."""
    about = Path("/proc/self/status")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
