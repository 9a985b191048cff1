"""Kill portfolios at random moments and see whether anything is lost: `python -m tests.support.killing_portfolios`.

A warm process forks a client of a scheduler in another process, waits until it has saved a part, lets a random number
of milliseconds pass and kills it. The next one goes on in the same folder. At last one is left to end: every row has
to be there, in one part alone, or else something was lost or computed twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from assessments.portfolio.portfolio import portfolio
from assessments.versions import versions
from benchmarks.portfolios import table
from tests.support.schedulers import scheduler

DRAWS = 1000
LONGEST, PATIENCE = 0.5, 120.0


def one_life(apps: Path, folder: Path, address: str, chance: random.Random) -> bool:
    """Fork a client, kill it some time after it has saved another part; whether it was still at work."""
    before, moment = parts_in(folder), chance.random() * LONGEST
    pid = os.fork()
    if pid == 0:
        try:
            portfolio([str(apps)], folder, draws=DRAWS, cluster=address)
        finally:
            os._exit(0)
    until = time.monotonic() + PATIENCE
    while parts_in(folder) == before and os.waitpid(pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() < until, "nothing is saved any more"
        time.sleep(0.005)
    time.sleep(moment)
    try:
        os.kill(pid, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    except (ProcessLookupError, ChildProcessError):
        return False


def parts_in(folder: Path) -> int:
    """The number of parts in a folder."""
    return len(list((folder / "parts").glob("*.parquet")))


def killed(times: int, apps: int, seed: int = 0) -> dict[str, object]:
    """Kill so many portfolios of a table, let the last one end, and count what is there."""
    chance = random.Random(seed)
    versions()  # or each of the clients would find them out again
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name) / "out", table(Path(name) / "apps.csv", apps)
        with scheduler(Path(name), workers=2) as cluster:
            at_work = sum(one_life(file, folder, cluster.address, chance) for _ in range(times))
            begun = time.monotonic()
            last = portfolio([str(file)], folder, draws=DRAWS, cluster=cluster.address)
        rows = [
            key
            for part in (folder / "parts").glob("*.parquet")
            for key in pq.read_table(part, columns=["fingerprint"])[0].to_pylist()
        ]
    assert last.apps == len(set(rows)) == apps, "a row is lost"
    return {
        "kills": times,
        "at_work": at_work,
        "rows": len(rows),
        "twice": sum(many > 1 for many in Counter(rows).values()),
        "computed_by_the_last": last.engine.computed,
        "seconds_of_the_last": round(time.monotonic() - begun, 1),
    }


def main() -> None:
    """Kill, check and say what was seen."""
    options = argparse.ArgumentParser(prog="python -m tests.support.killing_portfolios", description=__doc__)
    options.add_argument("--times", type=int, default=200)
    options.add_argument("--apps", type=int, default=3000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    print(json.dumps(killed(chosen.times, chosen.apps, chosen.seed)))


if __name__ == "__main__":
    main()
