"""Measure everything; write `results.json` and the page made from it."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    backtest,
    engine,
    exports,
    laws,
    options,
    pages,
    reach,
    reading,
    record,
    sessions,
    start,
    uncertainty,
)
from benchmarks.report import page
from benchmarks.timing import Row, machine

HERE = Path(__file__).parent
PARTS = {
    "reading": reading,
    "start": start,
    "pages": pages,
    "engine": engine,
    "uncertainty": uncertainty,
    "reach": reach,
    "backtest": backtest,
    "laws": laws,
    "options": options,
    "record": record,
    "exports": exports,
    "sessions": sessions,
}


def main() -> None:
    """Measure, or only write the page again, and print where it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest sizes only, in about a minute")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder of results.json and README.md")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from results.json")
    parser.add_argument("--part", choices=PARTS, help="measure one part again and keep the others as they are")
    chosen = parser.parse_args()
    results_file = chosen.into / "results.json"
    if chosen.part:
        before = json.loads(results_file.read_text(encoding="utf-8"))
        since = {**before.get("since", {}), chosen.part: f"{_today()}{_elsewhere(before)}"}
        results = {**before, "since": since, chosen.part: PARTS[chosen.part].measured(chosen.quick)}
        results_file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    elif not chosen.page:
        results_file.write_text(
            json.dumps(measured(chosen.quick), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    written = chosen.into / "README.md"
    written.write_text(page(json.loads(results_file.read_text(encoding="utf-8"))), encoding="utf-8")
    print(written)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _elsewhere(before: Row) -> str:
    """The processor of this machine, where the other parts were measured on another."""
    now = machine()["processor"]
    return "" if now == before["machine"]["processor"] else f" ({now})"


def measured(quick: bool) -> Row:
    """The results of every part, with the machine and the day."""
    circumstances = {"made": _today(), "quick": quick, "machine": machine()}
    parts = {}
    for name, module in PARTS.items():
        print(f"measuring: {name}", flush=True)
        parts[name] = module.measured(quick)
    return {**circumstances, **parts, "load_at_end": os.getloadavg()[0]}


if __name__ == "__main__":
    main()
