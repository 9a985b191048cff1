"""The benchmark of the record saves and finds what it says, and its part of the page shows it."""

from __future__ import annotations

from pathlib import Path

from benchmarks import record
from benchmarks.report import _record
from benchmarks.tables import time_text
from tests.support.recorded import file_store


def test_the_record_is_measured_and_shown(tmp_path: Path) -> None:
    row = {"kind": "sqlite", **record.of_store(file_store(tmp_path), str(tmp_path / "restored.db"), 8)}
    assert [row[name] for name in ("saves", "restored", "altered", "altered_then")] == [8, 8, 0, 0]
    stopped = {"kind": "postgresql", "stopped": "no end after 1 s"}
    lines = list(_record({"record": {"case": record.CASE, "stores": [row, stopped]}}))
    assert lines[-2].startswith(f"| SQLite | 8 | {time_text(row['saving'])} |")
    assert lines[-1].startswith("| PostgreSQL | no end after 1 s |")
    assert len({line.count("|") for line in lines[-4:]}) == 1
