"""Times to save assessments, find and verify them among ten thousand, copy and upgrade them, on both stores."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from assessments.record.backup import back_up, restore
from assessments.record.drafts import Draft
from assessments.record.entries import AssessmentRequest
from assessments.record.folder import Person, Role
from assessments.record.models import VERSION
from assessments.record.saving import draft_of
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from benchmarks.timing import Row, alone, timed
from data_maps.reading import map_files
from tests.support.clusters import cluster, initdb
from tests.support.recorded import server_store

CASE = "case:example-chat"
PERSON = Person("Ada", Role.ANALYST)
KINDS = ("sqlite", "postgresql")
MANY, FEW = 10_000, 100
LINES = 100
EDGE = 50
SHOWN = 10
WITHIN = 3_000.0


def measured(quick: bool) -> Row:
    """Each kind of store in a process of its own."""
    saves = FEW if quick else MANY
    return {
        "case": CASE,
        "stores": [{"kind": kind, **alone(f"benchmarks.record:{kind}", saves, within=WITHIN)} for kind in KINDS],
    }


def sqlite(saves: int) -> Row:
    """A file of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        return of_store(f"{folder}/record.db", f"{folder}/restored.db", saves)


def postgresql(saves: int) -> Row:
    """A PostgreSQL server on this machine, which waits for the disk as it does unless told otherwise."""
    if not (programs := initdb()):
        return {"stopped": "no PostgreSQL server is installed"}
    with cluster(programs.parent, durable=True) as url, contextmanager(server_store)(url) as other:
        return of_store(url, other, saves)


def of_store(where: str, other: str, saves: int) -> Row:
    """Save so many, look at them in every way, copy them into another store, and bring older tables of them up."""
    return _looked_at(where, saves) | _copied(where, other) | _upgraded(where)


def _looked_at(where: str, saves: int) -> Row:
    made = draft_of(*map_files(CASE), AssessmentRequest(draws=1_000))
    with open_store(where) as store:
        seconds = list(_saving(store, made, saves))
        verification = verified(store)
        return {
            "saves": store.count(),
            "result": len(made.result),
            "saving": sum(seconds),
            "first": median(seconds[1 : EDGE + 1]),
            "last": median(seconds[-EDGE:]),
            "listing": timed(lambda: store.newest(SHOWN), runs=20),
            "searching": timed(lambda: store.newest(SHOWN, words="harbour-7 ada"), runs=20),
            "counting": timed(store.count, runs=20),
            "line": timed(lambda: store.lines("harbour-7"), runs=20),
            "loading": timed(lambda: store.load("harbour-7"), runs=20),
            "verifying": timed(lambda: verified(store), runs=1),
            "altered": len(verification.altered),
        }


def _saving(store: Store, made: Draft, saves: int) -> Iterator[float]:
    """Seconds of each save; the lines take turns."""
    for number in range(saves):
        draft = replace(made, token=f"{number:032x}")
        start = time.perf_counter()
        store.save(draft, f"harbour-{number % LINES}", PERSON, f"note {number}")
        yield time.perf_counter() - start


def _copied(where: str, other: str) -> Row:
    """Seconds to back the store up into a file, and to restore that in another store; each checks its copy."""
    with tempfile.TemporaryDirectory() as folder, open_store(where) as store, open_store(other) as target:
        file = Path(folder, "backup.db")
        backing_up = timed(lambda: back_up(store, file), runs=1)
        restoring = timed(lambda: restore(file, target), runs=1)
        return {
            "backing_up": backing_up,
            "bytes": file.stat().st_size,
            "restoring": restoring,
            "restored": target.count(),
        }


def _upgraded(where: str) -> Row:
    """Seconds to open a store with the tables of the first version, which brings them up to this one."""
    with open_store(where) as store, store.engine.begin() as raw:
        if store.engine.dialect.name == "sqlite":
            for table in ("audit", "assessments", "texts", "results", "facts"):
                raw.exec_driver_sql(f"DROP TRIGGER {table}_insert")
        for table in ("acts", "stamps", "work"):
            raw.exec_driver_sql(f"DROP TABLE {table}")
        raw.exec_driver_sql(f"UPDATE {VERSION} SET version_num = '0001'")
    upgrading = timed(lambda: open_store(where).close(), runs=1)
    with open_store(where) as store:
        return {"upgrading": upgrading, "altered_then": len(verified(store).altered)}
