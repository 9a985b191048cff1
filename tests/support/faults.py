"""Fail each write of a piece of work in turn and see what is left: `python -m tests.support.faults`.

A layer before the C library (`faults.c`) counts the calls that write to files, those of SQLite too, and fails the n-th,
for all n: alone, as where a disk hiccups, or with all after it, as where it is full from then on.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

from assessments.record import backup
from assessments.record.audit_log import LastLine
from assessments.record.drafts import Draft
from assessments.record.errors import Trouble
from assessments.record.store import Store, open_store
from assessments.record.verify import verified_in
from tests.support.recorded import ADA, draft

SOURCE = Path(__file__).with_suffix(".c")
KINDS = {"once, EIO": (errno.EIO, 0), "once, full": (errno.ENOSPC, 0), "from then on, full": (errno.ENOSPC, 1)}
PART = b"rows of a part " * 10_000


@dataclass
class Tally:
    """What came of a piece of work whose writes failed in turn.

    `refused` were told and left what was there before, `done` came to their end all the same, and `wrong` says where
    something was lost, half there, or not told in a sentence.
    """

    work: str
    kind: str
    writes: int
    refused: int
    done: int
    wrong: list[str]


@dataclass(frozen=True)
class Work:
    """A piece of work in a folder that is prepared: what it does, and what is wrong with what it left, done or not."""

    prepare: Callable[[Path], object]
    do: Callable[[Path, Callable[[], object]], object]
    """The work, with what begins to count its writes."""
    wrong: Callable[[Path, bool], Iterator[str]]


def kept(folder: Path) -> Path:
    """A store with two assessments."""
    (folder / "record.db").write_bytes(_two_saved())
    return folder / "record.db"


@cache
def _two_saved() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with open_store(f"{folder}/record.db") as store:
            for _ in range(2):
                store.save(draft(), "harbour", ADA)
        return Path(folder, "record.db").read_bytes()


def holds(file: Path) -> tuple[tuple[str, ...], int]:
    """What is wrong with a store, and how many lines it has."""
    with open_store(str(file)) as store, store.reading() as session:
        proof = verified_in(session.connection())
    return proof.altered, proof.lines


class Saving:
    """The save of a draft in an open store."""

    store: Store
    made: Draft

    def prepare(self, folder: Path) -> None:
        """A store that is open, and a draft."""
        self.store, self.made = open_store(str(kept(folder))), draft()

    def do(self, folder: Path, begin: Callable[[], object]) -> None:
        """Save it."""
        begin()
        self.store.save(self.made, "harbour", ADA)

    def wrong(self, folder: Path, done: bool) -> Iterator[str]:
        """All of it is there or nothing, and it is saved once however often that is tried."""
        self.store.close()
        altered, lines = holds(folder / "record.db")
        yield from altered
        if lines not in ((3,) if done else (2, 3)):
            yield f"{lines} lines"
        with open_store(str(folder / "record.db")) as store:
            if store.save(self.made, "harbour", ADA).number != 3 or store.count() != 3:
                yield "saved twice, or not again"


def make(folder: Path, begin: Callable[[], object]) -> None:
    """A store that is not there is made, and has its first assessment."""
    begin()
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)


def wrong_made(folder: Path, done: bool) -> Iterator[str]:
    """It can be made again, and holds."""
    with open_store(str(folder / "record.db")) as store:
        if done and store.count() != 1:
            yield f"{store.count()} assessments"
        store.save(draft(), "harbour", ADA)
    yield from holds(folder / "record.db")[0]


def copy(folder: Path, begin: Callable[[], object]) -> None:
    """A backup, from where the store that it fills is made; how that is made is another piece of work."""
    filled = backup._copied

    def counted(source: Store, target: Store, up_to: int | None = None) -> LastLine:
        begin()
        return filled(source, target, up_to)

    backup._copied = counted
    try:
        with open_store(str(folder / "record.db")) as store:
            backup.back_up(store, folder / "copy.db")
    finally:
        backup._copied = filled


def wrong_copy(folder: Path, done: bool) -> Iterator[str]:
    """The copy is whole or is not there, nothing lies beside it, and the store is as it was."""
    there = (folder / "copy.db").exists()
    if done and not there:
        yield "no copy"
    if there:
        altered, lines = holds(folder / "copy.db")
        yield from altered
        yield from () if lines == 2 else (f"a copy of {lines} lines",)
    else:
        copy(folder, bool)
    yield from (f"{left.name} was left" for left in folder.iterdir() if ".part" in left.name)
    yield from holds(folder / "record.db")[0]


def backed_up(folder: Path) -> None:
    """A backup of a store: a store by itself."""
    (folder / "copy.db").write_bytes(_two_saved())


def put_back(folder: Path, begin: Callable[[], object]) -> None:
    """A restore into a store that has nothing."""
    with open_store(str(folder / "other.db")) as store:
        begin()
        backup.restore(folder / "copy.db", store)


def wrong_put_back(folder: Path, done: bool) -> Iterator[str]:
    """All lines are there or none, and then it is restored again."""
    with open_store(str(folder / "other.db")) as store:
        lines = store.last_line().serial
        if lines == 0 and not done:
            backup.restore(folder / "copy.db", store)
    altered, lines_now = holds(folder / "other.db")
    yield from altered
    if lines not in (0, 2) or lines_now != 2:
        yield f"{lines} lines, then {lines_now}"


def part(folder: Path, begin: Callable[[], object]) -> None:
    """A part of a portfolio."""
    from assessments.portfolio.folder import save_part

    begin()
    (folder / "parts").mkdir(exist_ok=True)
    save_part(folder, ["a" * 64], PART)


def wrong_part(folder: Path, done: bool) -> Iterator[str]:
    """It is whole or is not there, and nothing lies beside it."""
    files = list((folder / "parts").iterdir()) if (folder / "parts").exists() else []
    if done and not files:
        yield "no part"
    yield from (f"{file.name} has {file.stat().st_size} bytes" for file in files if file.read_bytes() != PART)
    part(folder, bool)


SAVING = Saving()
WORKS = {
    "save": Work(SAVING.prepare, SAVING.do, SAVING.wrong),
    "first save": Work(lambda _: None, make, wrong_made),
    "backup": Work(kept, copy, wrong_copy),
    "restore": Work(backed_up, put_back, wrong_put_back),
    "portfolio part": Work(lambda _: None, part, wrong_part),
}


def tried(name: str, kind: str, every: int = 1) -> Tally:
    """One piece of work, once for each of its writes, or for some of them, which fails."""
    layer, work, (error, lasting) = ctypes.CDLL(None), WORKS[name], KINDS[kind]
    tally = Tally(name, kind, 0, 0, 0, [])
    nth = 1 - every
    while True:
        nth += every
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "work"
            folder.mkdir()
            os.environ["XDG_DATA_HOME"] = home
            work.prepare(folder)
            done, said = False, ""
            try:
                work.do(folder, partial(layer.faults_begin, nth, error, lasting))
                done = True
            except Trouble as trouble:
                said = str(trouble)
            except OSError as raw:  # of a portfolio, whose command says it
                said = "" if name == "portfolio part" else f"told raw: {raw}"
            except Exception as raw:  # noqa: BLE001 - it is looked for whatever is not told in a sentence
                said = f"told raw: {type(raw).__name__} {raw}"
            writes = layer.faults_end()
            with suppress(Trouble):
                tally.wrong += [f"write {nth}: {fault}" for fault in work.wrong(folder, done)]
            tally.wrong += [f"write {nth}: {said}"] if said.startswith("told raw") else []
        if writes < nth:
            return tally
        tally.writes, tally.done, tally.refused = tally.writes + 1, tally.done + done, tally.refused + (not done)


def main() -> None:
    """Print a line of JSON for each piece of work and kind of fault, or a table for the docs."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--table", action="store_true", help="a table of Markdown")
    reader.add_argument("--every", type=int, default=1, metavar="N", help="not each write, but each N-th")
    reader.add_argument("--work", nargs="*", choices=list(WORKS), default=list(WORKS))
    asked = reader.parse_args()
    if "faults" not in os.environ.get("LD_PRELOAD", ""):
        with tempfile.TemporaryDirectory() as folder:
            layer = Path(folder) / "faults.so"
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(layer), str(SOURCE), "-ldl"], check=True)
            again = [sys.executable, "-m", "tests.support.faults", *sys.argv[1:]]
            ended = subprocess.run(again, env={**os.environ, "LD_PRELOAD": str(layer)}, check=False)
            raise SystemExit(ended.returncode)
    tallies = [tried(name, kind, asked.every) for name in asked.work for kind in KINDS]
    if asked.table:
        print("| work | the n-th write fails | writes | refused, as it was | done all the same | wrong |")
        print("|---|---|---:|---:|---:|---:|")
        for t in tallies:
            print(f"| {t.work} | {t.kind} | {t.writes} | {t.refused} | {t.done} | {len(t.wrong)} |")
    else:
        print("\n".join(json.dumps(asdict(tally)) for tally in tallies))


if __name__ == "__main__":
    main()
