"""Restart PostgreSQL at each step of a piece of work and see what is left: `python -m tests.support.restarts --table`.

A step is a statement that the record sends, or the end of a transaction. At the n-th, for all n, the server is stopped,
in order or at once, and started again, before the step is sent or after it was answered.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from assessments.record import backup
from assessments.record.errors import Trouble
from assessments.record.store import open_store
from assessments.record.verify import verified
from tests.support.clusters import initdb, restartable
from tests.support.recorded import ADA, draft, emptied, server_store

WAYS = ("fast", "immediate")
MOMENTS = {"before": ("before_cursor_execute", "commit"), "after": ("after_cursor_execute",)}
WORKS = ("save", "backup", "restore")


@dataclass
class Tally:
    """What came of a piece of work at whose steps the server was restarted.

    `refused` were told and left what was there before, `done` came to their end, and `wrong` says where something was
    lost, half there, or not told in a sentence.
    """

    work: str
    way: str
    moment: str
    steps: int = 0
    refused: int = 0
    done: int = 0
    wrong: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextmanager
def counting(moment: str, then: Callable[[int], object]) -> Iterator[None]:
    """Call with the number of each step on PostgreSQL meanwhile."""
    steps = 0

    def step(connection: Any, *_: Any) -> None:
        nonlocal steps
        if connection.dialect.name == "postgresql":
            steps += 1
            then(steps)

    for name in MOMENTS[moment]:
        event.listen(Engine, name, step)
    try:
        yield
    finally:
        for name in MOMENTS[moment]:
            event.remove(Engine, name, step)


def tried(work: str, way: str, moment: str, server: str, restart: Callable[[str], None], every: int = 1) -> Tally:
    """One piece of work, once for each of its steps, or for some of them."""
    tally = Tally(work, way, moment)
    for where in server_store(server):
        nth, reached = 1, True
        while reached:
            with tempfile.TemporaryDirectory() as home:
                os.environ["XDG_DATA_HOME"] = home
                reached = _one(tally, where, Path(home), restart, nth)
            nth += every
    return tally


def _one(tally: Tally, where: str, folder: Path, restart: Callable[[str], None], nth: int) -> bool:
    emptied(where)
    made, seen = draft(), 0

    def noted(at: int) -> None:
        nonlocal seen
        seen = at
        if at == nth:
            restart(tally.way)

    def work() -> None:
        with open_store(where) as store:
            if tally.work == "save":
                store.save(made, "harbour", ADA)
            elif tally.work == "backup":
                backup.back_up(store, folder / "copy.db")
            else:
                backup.restore(folder / "kept.db", store)

    with open_store(str(folder / "kept.db") if tally.work == "restore" else where) as store:
        for _ in range(2):
            store.save(draft(), "harbour", ADA)
    done, said = False, ""
    try:
        with counting(tally.moment, noted):
            work()
        done = True
    except Trouble as trouble:
        said = str(trouble)
    except Exception as raw:  # noqa: BLE001 - it is looked for whatever is not told in a sentence
        tally.wrong.append(f"step {nth}: told raw: {type(raw).__name__} {raw}")
    if seen < nth:
        return False
    tally.steps, tally.done, tally.refused = tally.steps + 1, tally.done + done, tally.refused + (not done)
    tally.said += [said] if said and said not in tally.said else []
    tally.wrong += [f"step {nth}: {fault}" for fault in _wrong(tally.work, where, folder, done, work)]
    return True


def _wrong(work: str, where: str, folder: Path, done: bool, again: Callable[[], None]) -> Iterator[str]:
    """What is wrong with what is left: all is there or nothing, and it comes to its end where it is tried again."""
    with open_store(where) as store:
        lines = store.last_line().serial
    expected = {"save": (3,) if done else (2, 3), "backup": (2,), "restore": (2,) if done else (0, 2)}[work]
    if lines not in expected:
        yield f"{lines} lines"
    copy = folder / "copy.db"
    if work == "backup" and done != copy.exists():
        yield "a copy that was not told" if copy.exists() else "no copy"
    yield from (f"{left.name} was left" for left in folder.iterdir() if ".part" in left.name)
    if not done and not (work == "restore" and lines):
        again()
    with open_store(where) as store:
        yield from verified(store).altered
        if store.last_line().serial != (3 if work == "save" else 2):
            yield "not there once, after it was tried again"


def main() -> None:
    """Print a line of JSON for each piece of work and way, or a table for the docs."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--table", action="store_true", help="a table of Markdown")
    reader.add_argument("--every", type=int, default=1, metavar="N", help="not at each step, but at each N-th")
    reader.add_argument("--work", nargs="*", choices=WORKS, default=list(WORKS))
    reader.add_argument("--ways", nargs="*", choices=WAYS, default=list(WAYS))
    asked = reader.parse_args()
    if (found := initdb()) is None:
        reader.error("there is no PostgreSQL on this machine")
    with restartable(found.parent) as (server, restart):
        tallies = [
            tried(work, way, moment, server, restart, asked.every)
            for work in asked.work
            for way in asked.ways
            for moment in MOMENTS
        ]
    if asked.table:
        print("| work | PostgreSQL is restarted | steps | refused, as it was | done all the same | wrong |")
        print("|---|---|---:|---:|---:|---:|")
        for t in tallies:
            print(f"| {t.work} | {t.moment} the n-th, {t.way} | {t.steps} | {t.refused} | {t.done} | {len(t.wrong)} |")
    else:
        print("\n".join(json.dumps(asdict(tally)) for tally in tallies))


if __name__ == "__main__":
    main()
