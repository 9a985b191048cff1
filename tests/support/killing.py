"""Kill savers at random moments and see whether the record is whole: `python -m tests.support.killing --times 1000`.

A warm process forks a saver, waits until it says that it begins a save, lets a random number of microseconds pass and
kills it. What a saver was told to be saved it writes into a pipe, so that the parent knows what may not be lost.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

from assessments.record.drafts import Draft
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from tests.support.clusters import cluster, initdb
from tests.support.recorded import ADA, file_store

ROOT = Path(__file__).parents[2]
SUBJECTS = ("harbour", "quay", "pier")
MOST_BEGUN = 2
LONGEST = 0.02


@dataclass
class Tally:
    """What happened to savers: the tokens they `began` with, those `acknowledged`, and how many `lives` there were."""

    began: set[str]
    acknowledged: set[str]
    lives: int = 0
    cut_off: int = 0


def save_for_ever(store: Store, made: Draft, seed: int, out: int) -> None:
    """Save draft after draft, saying when each begins and when each is acknowledged."""
    chance = random.Random(seed)
    while True:
        token = f"{chance.getrandbits(128):032x}"
        os.write(out, f"b {token}\n".encode())
        store.save(replace(made, token=token), chance.choice(SUBJECTS), ADA, token[:8])
        os.write(out, f"a {token}\n".encode())


def one_life(opened: Callable[[int], Store], made: Draft, tally: Tally, chance: random.Random) -> None:
    """Fork a saver, kill it after some beginnings and some microseconds, and note what it had been told."""
    reading, writing = os.pipe()
    seed, begins, moment = chance.getrandbits(32), chance.randint(1, MOST_BEGUN), chance.random() ** 2 * LONGEST
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            save_for_ever(opened(writing), made, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    said = b""
    while said.count(b"b ") < begins and (part := os.read(reading, 4096)):
        said += part
    until = time.perf_counter() + moment
    while time.perf_counter() < until:
        pass
    os.kill(pid, signal.SIGKILL)
    while part := os.read(reading, 4096):
        said += part
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "a saver ended by itself"
    note(said.decode(), tally)


def note(said: str, tally: Tally) -> None:
    """Count what a saver said before it died."""
    words = [line.split() for line in said.splitlines()]
    began = {word[1] for word in words if word[0] == "b"} - {"new"}
    acknowledged = {word[1] for word in words if word[0] == "a"}
    tally.began |= began
    tally.acknowledged |= acknowledged
    tally.lives += 1
    tally.cut_off += bool(began - acknowledged)


def check(where: str, tally: Tally) -> int:
    """That the store opens, lacks nothing acknowledged, doubles nothing, and is whole; how many it holds."""
    with open_store(where) as store:
        entries = store.newest(10**6)
        found = verified(store)
    tokens = [entry.token for entry in entries]
    assert len(set(tokens)) == len(tokens), "an assessment is there twice"
    assert tally.acknowledged - set(tokens) == set(), "an acknowledged assessment is lost"
    assert set(tokens) - tally.began == set(), "there is an assessment that nobody saved"
    assert found.altered == (), found.altered
    assert found.lines == len(entries)
    for subject in SUBJECTS:
        numbers = sorted(entry.number for entry in entries if entry.subject == subject)
        assert numbers == list(range(1, len(numbers) + 1)), "a number of a line is missing or doubled"
    return len(entries)


def made_elsewhere() -> Draft:
    """A draft made by another process, so that this one stays small and forks fast."""
    program = "import pickle, sys; from tests.support.recorded import draft; pickle.dump(draft(), sys.stdout.buffer)"
    made = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return cast("Draft", pickle.loads(made.stdout))


def kill(where: str, made: Draft, times: int, seed: int, every: int) -> dict[str, int]:
    """So many lives on one store; after every so many, and at last, all of it is checked."""
    chance = random.Random(seed)
    tally = Tally({made.token}, {made.token})
    with open_store(where) as warm:
        warm.save(made, SUBJECTS[0], ADA)

        def opened(_: int) -> Store:
            warm.engine.dispose(close=False)
            return warm

        while tally.lives < times:
            warm.close()
            one_life(opened, made, tally, chance)
            if tally.lives % every == 0:
                check(where, tally)
    held = check(where, tally)
    return {
        "lives": tally.lives,
        "cut_off": tally.cut_off,
        "begun": len(tally.began),
        "acknowledged": len(tally.acknowledged),
        "held": held,
    }


def kill_while_made(folder: Path, made: Draft, times: int, seed: int) -> int:
    """Kill whoever makes a store, so many times; each store opens afterwards, whole and empty or with what came in."""
    chance = random.Random(seed)
    for number in range(times):
        where, tally = str(folder / f"{number}.db"), Tally(set(), set())
        one_life(partial(_made_anew, where), made, tally, chance)
        check(where, tally)
    return times


def _made_anew(where: str, out: int) -> Store:
    os.write(out, b"b new\n" * MOST_BEGUN)
    return open_store(where)


@contextmanager
def stores(named: list[str] | None) -> Iterator[list[str]]:
    """The stores that are named, or an empty one of each kind; of PostgreSQL only where there is one."""
    with ExitStack() as stack:
        if named:
            yield named
            return
        found = [file_store(Path(stack.enter_context(tempfile.TemporaryDirectory())))]
        if programs := initdb():
            found.append(stack.enter_context(cluster(programs.parent)))
        yield found


def main() -> None:
    """Kill, check and say what was seen."""
    options = argparse.ArgumentParser(prog="python -m tests.support.killing", description=__doc__)
    options.add_argument("--times", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--store", action="append", help="an empty store; else one of each kind, thrown away later")
    options.add_argument("--new", type=int, default=100, help="how many more are killed while they make a store")
    options.add_argument("--every", type=int, default=100, help="after how many kills all of the store is checked")
    chosen = options.parse_args()
    made = made_elsewhere()
    with stores(chosen.store) as found:
        for where in found:
            start = time.monotonic()
            with open_store(where) as store:
                kind = store.url.get_backend_name()
            killed = kill(where, made, chosen.times, chosen.seed, chosen.every)
            print(json.dumps({"kind": kind, **killed, "seconds": round(time.monotonic() - start, 1)}), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        lives = kill_while_made(Path(folder), made, chosen.new, chosen.seed)
        print(json.dumps({"kind": "while made", "lives": lives}), flush=True)


if __name__ == "__main__":
    main()
