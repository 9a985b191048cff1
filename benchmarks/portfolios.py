"""Portfolios measured: apps a second on Dask, beside a loop, a pool of processes and the command itself; memory.

`python -m benchmarks.portfolios --apps 2000 --full 200` prints what it measured as JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from subprocess import DEVNULL

from assessments.portfolio.maps import WrittenMap
from assessments.portfolio.parts import part_of
from assessments.portfolio.paths import maps_in
from assessments.portfolio.portfolio import portfolio
from assessments.portfolio.rows import row_of
from assessments.run import Settings
from benchmarks.timing import Row, machine
from data_maps.reading import case_path

ROOT = Path(__file__).parents[1]
WORKERS = 2
CHUNK = 50
ALONE = 2
DRAWS = 2_000
MEASURED = ("seconds_a_map", "of_processors")
STATES = ("US", "CN", "IE", "SG", "DE", "IN", "BR", "JP")
DATA = ("text", "image", "video", "audio", "location", "contacts", "metadata", "device", "profile")
CASES = ("wechat-2020", "tiktok-2020", "eu-saas", "example-chat")


def table(file: Path, apps: int, seed: int = 0) -> Path:
    """A table of made-up apps: as many people and kinds of data as chance has it, a tenth as many owners as apps."""
    chance = random.Random(seed)
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("app", "as_of", "users.US", "data", "owner", "jurisdiction"))
        for app in range(apps):
            owner = chance.randrange(max(1, apps // 10))
            people, data = int(10 ** chance.uniform(3, 8)), chance.sample(DATA, chance.randint(1, 5))
            rows.writerow((f"App {app}", "2026-01-01", people, ", ".join(data), f"Firm {owner}", STATES[owner % 8]))
    return file


def full_maps(folder: Path, maps: int) -> Path:
    """Full maps: the shipped cases in turn, each as another app."""
    folder.mkdir()
    for number in range(maps):
        text = case_path(CASES[number % len(CASES)]).read_text(encoding="utf-8")
        (folder / f"app-{number:05}.yaml").write_text(f"{text}\n# {number}\n", encoding="utf-8")
    return folder


def measured(path: Path, folder: Path, few: int) -> Row:
    """Seconds a map by each way, and the memory of the largest processes; `few` of them by other ways than Dask."""
    maps = maps_in([str(path)]).maps
    some = [each.read() for each in maps[:few]]
    rows = {
        "dask": spent(lambda: portfolio([str(path)], folder / "dask", workers=WORKERS), len(maps)),
        "again": spent(lambda: portfolio([str(path)], folder / "dask", workers=WORKERS), len(maps)),
        "serial": spent(lambda: computed(some), len(some)),
        "pool": spent(lambda: pooled(some), len(some)),
    }
    size = sum(file.stat().st_size for file in (folder / "dask" / "parts").iterdir())
    return {
        **rows,
        "speed_up_over_serial": rows["serial"]["seconds_a_map"] / rows["dask"]["seconds_a_map"],
        "speed_up_over_pool": rows["pool"]["seconds_a_map"] / rows["dask"]["seconds_a_map"],
        "bytes_a_map": size / len(maps),
        "client_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "largest_worker_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def spent(work: Callable[[], object], maps: int = 1) -> Row:
    """Seconds by the clock, and of processors, of this process and of those that it started and that ended, a map."""
    begun, processors = time.perf_counter(), _processors()
    work()
    clock, used = time.perf_counter() - begun, _processors() - processors
    return {"maps": maps, "seconds_a_map": clock / maps, "of_processors": used / maps, "load": os.getloadavg()[0]}


def _processors() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def computed(maps: Sequence[WrittenMap]) -> int:
    """Compute the rows of maps one after another, and write them as Dask's workers do."""
    settings = Settings(DRAWS)
    return sum(
        len(part_of([row_of(each, settings) for each in maps[start : start + CHUNK]]))
        for start in range(0, len(maps), CHUNK)
    )


def pooled(maps: Sequence[WrittenMap]) -> int:
    """The same in a pool of processes."""
    chunks = [maps[start : start + CHUNK] for start in range(0, len(maps), CHUNK)]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(computed, chunks))


def by_command(path: Path) -> Row:
    """Seconds and processor seconds a map where each is a run of `datareach assess`."""
    maps = [each.read() for each in maps_in([str(path)]).maps[:ALONE]]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.yaml") for number in range(len(maps))]
        for file, each in zip(files, maps, strict=True):
            file.write_bytes(each.text)
        command = [sys.executable, "-m", "datareach", "assess", "--json", "--draws", str(DRAWS)]
        runs = [spent(partial(subprocess.run, [*command, str(file)], check=True, stdout=DEVNULL)) for file in files]
    return {
        "maps": len(runs),
        **{key: sum(run[key] for run in runs) / len(runs) for key in ("seconds_a_map", "of_processors")},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portfolios", description=__doc__)
    parser.add_argument("--apps", type=int, default=2000, help="five-line apps; 0 for none")
    parser.add_argument("--full", type=int, default=200, help="full maps; 0 for none")
    parser.add_argument("--few", type=int, default=400, help="so many of them at most by other ways than Dask")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {"machine": machine()}
        if chosen.apps:
            made["five_lines"] = measured(table(folder / "apps.csv", chosen.apps), folder / "five", chosen.few)
            made["by_command"] = by_command(folder / "apps.csv")
        if chosen.full:
            made["full"] = measured(full_maps(folder / "maps", chosen.full), folder / "whole", chosen.few)
        print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
