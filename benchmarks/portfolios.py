"""Portfolios measured: apps a second on Dask, beside a loop, a pool of processes and the command itself; memory; kills.

`python -m benchmarks.portfolios --apps 2000 --full 200` prints what it measured as JSON. `--kills N` kills a running
command N times instead, and says whether anything was lost or computed twice.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

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
ALONE = 5
DRAWS = 2_000
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


def measured(path: Path, folder: Path) -> Row:
    """Seconds for the maps of a path by each way, those of few scaled up where all would take too long."""
    maps = maps_in([str(path)]).maps
    dask = _seconds(lambda: portfolio([str(path)], folder / "dask", workers=WORKERS))
    again = _seconds(lambda: portfolio([str(path)], folder / "dask", workers=WORKERS))
    serial, pool = _seconds(lambda: computed(maps)), _seconds(lambda: pooled(maps))
    size = sum(file.stat().st_size for file in (folder / "dask" / "parts").iterdir())
    return {
        "maps": len(maps),
        "dask": dask,
        "maps_a_second": len(maps) / dask,
        "again": again,
        "serial": serial,
        "pool": pool,
        "speed_up_over_serial": serial / dask,
        "speed_up_over_pool": pool / dask,
        "bytes_a_map": size / len(maps),
        "client_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "largest_worker_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


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
    """Seconds a map where each is a run of `datareach assess`."""
    maps = maps_in([str(path)]).maps[:ALONE]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.yaml") for number in range(len(maps))]
        for file, each in zip(files, maps, strict=True):
            file.write_bytes(each.text)
        command = [sys.executable, "-m", "datareach", "assess", "--json", "--draws", str(DRAWS)]
        run = [
            lambda file=file: subprocess.run([*command, str(file)], check=True, stdout=subprocess.DEVNULL)
            for file in files
        ]
        seconds = [_seconds(one) for one in run]
    return {"maps": len(seconds), "seconds_a_map": sum(seconds) / len(seconds)}


def _seconds(work: object) -> float:
    begun = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - begun


def killed(times: int, apps: int, seed: int = 0) -> Row:
    """Kill a running command so many times, then let it end: every row is there, and in one part alone."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "datareach", "portfolio", str(table(folder / "apps.csv", apps))]
        command += ["--out", str(folder / "out"), "--workers", "1", "--json"]
        lives = [_one_life(command, chance, folder / "out") for _ in range(times)]
        begun = time.perf_counter()
        last = subprocess.run(command, check=True, capture_output=True, text=True)
        result = json.loads(last.stdout)
        parts = sorted((folder / "out" / "parts").glob("*.parquet"))
        places = Counter(key for part in parts for key in pq.read_table(part, columns=["fingerprint"])[0].to_pylist())
        return {
            "kills": times,
            "while_computing": sum(lives),
            "apps": apps,
            "ranked": result["apps"],
            "computed_by_the_last": result["engine"]["computed"],
            "seconds_of_the_last": time.perf_counter() - begun,
            "rows": len(places),
            "twice": sum(many > 1 for many in places.values()),
        }


def _one_life(command: Sequence[str], chance: random.Random, folder: Path) -> bool:
    """Start a command, kill it with its workers some time after it has saved another part; whether it still ran."""
    before = len(list(folder.rglob("*.parquet")))
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        until = time.monotonic() + 60.0
        while process.poll() is None and len(list(folder.rglob("*.parquet"))) <= before and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.5)
        running = process.poll() is None
        if running:
            os.killpg(process.pid, signal.SIGKILL)
    return running


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portfolios", description=__doc__)
    parser.add_argument("--apps", type=int, default=2000, help="five-line apps; 0 for none")
    parser.add_argument("--full", type=int, default=200, help="full maps; 0 for none")
    parser.add_argument("--kills", type=int, default=0, help="kill so many times instead, on so many --apps")
    chosen = parser.parse_args()
    if chosen.kills:
        print(json.dumps(killed(chosen.kills, chosen.apps)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {"machine": machine()}
        if chosen.apps:
            made["five_lines"] = measured(table(folder / "apps.csv", chosen.apps), folder / "five")
            made["by_command"] = by_command(folder / "apps.csv")
        if chosen.full:
            made["full"] = measured(full_maps(folder / "maps", chosen.full), folder / "whole")
        print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
