"""The record on SQLite beside PostgreSQL: saving, finding, verifying, copying and upgrading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from assessments.record.backup import back_up, restore
from assessments.record.drafts import Draft
from assessments.record.entries import AssessmentRequest
from assessments.record.folder import Person, Role
from assessments.record.models import VERSION
from assessments.record.saving import draft_of
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from benchmarks.measuring import Benchmark
from data_maps.reading import map_files
from tests.support.clusters import cluster, initdb
from tests.support.recorded import server_store

PERSON, LINES = Person("Ada", Role.ANALYST), 100
READS = {
    "the ten newest": lambda store: store.newest(10),
    "ten by two words": lambda store: store.newest(10, words="harbour-7 ada"),
    "a line": lambda store: store.lines("harbour-7"),
    "one, whole": lambda store: store.load("harbour-7"),
    "verify all": lambda store: verified(store).altered,
}


@cache
def draft() -> Draft:
    """An assessment of `example-chat` with 1,000 draws."""
    return draft_of(*map_files("case:example-chat"), AssessmentRequest(draws=1_000))


def save(store: Store, number: int) -> None:
    """Save it once more; a hundred lines take turns."""
    store.save(replace(draft(), token=f"{number:032x}"), f"harbour-{number % LINES}", PERSON, f"note {number}")


@contextmanager
def places(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Two empty stores of a kind; a PostgreSQL server waits for the disk, as it does unless told otherwise."""
    if kind == "SQLite":
        yield f"{folder}/record.db", f"{folder}/other.db"
        return
    programs = initdb()
    assert programs, "no PostgreSQL server is installed"
    with ExitStack() as stack:
        url = stack.enter_context(cluster(programs.parent, durable=True))
        yield url, stack.enter_context(contextmanager(server_store)(url))


def as_first_version(where: str) -> None:
    """Take a store back to the tables of the first version."""
    with open_store(where) as store, store.engine.begin() as raw:
        if store.engine.dialect.name == "postgresql":
            raw.exec_driver_sql("DROP TRIGGER audit_follows ON audit")
            raw.exec_driver_sql("DROP FUNCTION refuse_what_does_not_follow")
        if store.engine.dialect.name == "sqlite":
            raw.exec_driver_sql("DROP TRIGGER audit_follows")
            for table in ("audit", "assessments", "texts", "results", "facts"):
                raw.exec_driver_sql(f"DROP TRIGGER {table}_insert")
        for table in ("acts", "stamps", "work"):
            raw.exec_driver_sql(f"DROP TABLE {table}")
        raw.exec_driver_sql(f"UPDATE {VERSION} SET version_num = '0001'")


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("act", ["one more", *READS, "backup", "restore", "upgrade"])
def test_a_record_is_used(benchmark: Benchmark, act: str, kind: str, saves: int, tmp_path: Path) -> None:
    benchmark.group = f"record of {saves:,}: {act}"
    with places(kind, tmp_path) as (where, other):
        with open_store(where) as store:
            for number in range(saves):
                save(store, number)
            if act == "one more":
                numbers = count(saves)
                benchmark.pedantic(lambda: save(store, next(numbers)), rounds=20)
            elif act in READS:
                benchmark.pedantic(READS[act], (store,), rounds=1 if act == "verify all" else 20)
            elif act != "upgrade":
                back_up(store, file := tmp_path / "backup.db")
                with open_store(other) as target:
                    works = {
                        "backup": lambda: back_up(store, tmp_path / "more.db"),
                        "restore": lambda: restore(file, target),
                    }
                    benchmark.pedantic(works[act], rounds=1)
        if act == "upgrade":
            as_first_version(where)
            benchmark.pedantic(lambda: open_store(where).close(), rounds=1)
