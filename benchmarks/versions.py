"""Times of this checkout beside those of an older one: points, reach and draws of three maps.

Run as `python -m benchmarks.versions OLD NAME`, with the folder of an older checkout and what to call it. Processes of
both take turns; what was measured goes into `results.json` and onto the page, and is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import page, versions
from benchmarks.timing import ROOT, Row, environment, machine, spread

HERE = Path(__file__).parent
PROBE = HERE / "probe.py"
MAPS = (("wechat-2020", 0), ("wechat-five-lines", 0), ("realistic", 200))
MEASURED = ("points", "reach", "draws")
RUNS = 5


def measured(old: Path, name: str, maps: tuple[tuple[str, int], ...] = MAPS, runs: int = RUNS) -> Row:
    """Times of each map in both checkouts, and on what machine."""
    rows = [{"map": map_name, "systems": systems, **beside(old, map_name, systems, runs)} for map_name, systems in maps]
    made, processor = datetime.now(UTC).date().isoformat(), machine()["processor"]
    return {"old": name, "made": made, "processor": processor, "load": os.getloadavg()[0], "maps": rows}


def beside(old: Path, name: str, systems: int, runs: int) -> Row:
    """Times of one map in an older checkout and in this one, process by process in turn."""
    turns = [(probed(old, name, systems), probed(ROOT, name, systems)) for _ in range(runs)]
    return {which: together(rows) for which, rows in zip(("old", "new"), zip(*turns, strict=True), strict=True)}


def probed(checkout: Path, name: str, systems: int) -> Row:
    """Times of one map in a process of its own that imports one checkout."""
    if not (checkout / "assessments" / "run.py").is_file():
        raise SystemExit(f"{checkout}: no checkout of Datareach")
    path = {**environment(), "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-P", str(PROBE), name, str(systems)]
    done = subprocess.run(command, cwd=checkout, env=path, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{checkout}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    times: Row = json.loads(done.stdout)
    return times


def together(rows: tuple[Mapping[str, float | None], ...]) -> Row:
    """Times of some processes as their spread; none of what a checkout does not have."""
    times = {what: [row[what] for row in rows] for what in MEASURED}
    both = {what: [one for one in seconds if one is not None] for what, seconds in times.items()}
    return {"events": rows[0]["events"], **{what: spread(seconds) for what, seconds in both.items() if seconds}}


def main() -> None:
    """Measure both, keep it, and print the table."""
    old, name = sys.argv[1:]
    results_file = HERE / "results.json"
    results = json.loads(results_file.read_text(encoding="utf-8"))
    results["versions"] = measured(Path(old).resolve(), name)
    results_file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "README.md").write_text(page(results), encoding="utf-8")
    print("\n".join(versions(results)))


if __name__ == "__main__":
    main()
