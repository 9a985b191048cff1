"""Times of whole commands, from their start to their end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.timing import ROOT, RUNS, Row, environment, timed
from data_maps.reading import case_path

CHECK = "datareach check FILE"
COMMANDS = {
    "python": ("-c", "pass"),
    "datareach --help": ("-m", "datareach", "--help"),
    CHECK: ("-m", "datareach", "check", str(case_path("wechat-2020").relative_to(ROOT))),
    "datareach assess case:wechat-2020": ("-m", "datareach", "assess", "case:wechat-2020"),
}
WITHIN = 60.0


def measured(quick: bool) -> Row:
    """Seconds of each command as a whole process; the interpreter alone is the measure to compare with."""
    chosen = {name: words for name, words in COMMANDS.items() if not quick or "assess" not in name}
    return {name: of_command(words, 1 if quick else 2 * RUNS) for name, words in chosen.items()}


def of_command(words: Sequence[str], runs: int) -> Row:
    """Seconds of `python WORDS`, after a first start that writes the compiled modules."""
    first = _run(words)
    if first.returncode:
        return {"stopped": (first.stderr.strip().splitlines() or ["no reason given"])[-1]}
    return timed(lambda: _run(words), runs=runs)


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=WITHIN, check=False
    )
