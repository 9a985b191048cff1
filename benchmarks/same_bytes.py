"""Digests of results, in other processes and on other Pythons: the same to the last byte, or not.

Run as `python -m benchmarks.same_bytes [PYTHON …]`: it prints a digest of each result, and says which of the Pythons
named, each with Datareach's libraries, gives another.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from assessments.assessment import result_of
from assessments.run import Settings, assess
from benchmarks.questions import map_of

ROOT = Path(__file__).parents[1]
DRAWS = 500
RESULTS = {
    "example-chat": ("example-chat", Settings(draws=DRAWS)),
    "tiktok-2020": ("tiktok-2020", Settings(draws=DRAWS)),
    "simulated": ("wechat-five-lines", Settings(draws=DRAWS, nodes=1)),
    "simulated in part": ("harbour", Settings(draws=DRAWS, nodes=20)),
}
"""A case and how it is assessed, by the name of its digest."""
ME = "benchmarks.same_bytes"


def digests(names: Iterable[str] = RESULTS) -> dict[str, str]:
    """A digest of each of these results as a whole; the version of Datareach left out."""
    return {name: _digest(*RESULTS[name]) for name in names}


def _digest(case: str, settings: Settings) -> str:
    text = result_of(assess(map_of(case, 0), settings)).model_dump_json(exclude={"datareach"}, exclude_none=True)
    return hashlib.sha256(text.encode()).hexdigest()


def elsewhere(python: str = sys.executable, names: Iterable[str] = RESULTS, **variables: str) -> Mapping[str, str]:
    """The digests in a process of its own, of another Python or with other variables of the environment."""
    environment = {**os.environ, **variables}
    command = [python, "-m", ME, "--digests", *names]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    theirs: Mapping[str, str] = json.loads(done.stdout)
    return theirs


def main() -> int:
    """Print the digests and which Python gives others; 1 if one does."""
    if sys.argv[1:2] == ["--digests"]:
        print(json.dumps(digests(sys.argv[2:])))
        return 0
    own = digests()
    print(
        f"Python {platform.python_version()}:", *(f"{digest[:16]} {name}" for name, digest in own.items()), sep="\n  "
    )
    others = {python: elsewhere(python) for python in sys.argv[1:]}
    for python, theirs in others.items():
        differ = [name for name in own if theirs[name] != own[name]]
        print(f"{python}: {'the same bytes' if not differ else 'other bytes for ' + ', '.join(differ)}")
    return int(any(theirs != own for theirs in others.values()))


if __name__ == "__main__":
    raise SystemExit(main())
