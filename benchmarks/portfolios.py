"""Portfolios measured: apps a second on Dask, beside a loop, a pool of processes and the command itself; memory.

`python -m benchmarks.portfolios --apps 10000 --full 0` prints what it measured as JSON, `--rows 100000` what reading so
many rows takes, of apps that are made up and not computed.
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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from subprocess import DEVNULL

import numpy as np
import pandas as pd
import psutil

from assessments.portfolio.cluster import batch_of
from assessments.portfolio.folder import (
    Progress,
    Which,
    app_count,
    choices,
    files_of,
    part_of,
    points,
    save_apps,
    save_part,
    selected,
)
from assessments.portfolio.maps import WrittenMap, written_map
from assessments.portfolio.portfolio import keyed_maps, maps_in, portfolio
from assessments.portfolio.rows import MEASURES, QUANTITY, SIZES
from assessments.run import Settings
from benchmarks.timing import Row, machine, timed
from data_maps.quantities.estimates import Estimate
from data_maps.reading import map_files, read

WORKERS = 2
WAYS = ("dask", "again", "serial", "pool_without_ranking")
CHUNK = 50
ALONE = 2
DRAWS = 2_000
STATES = ("US", "CN", "IE", "SG", "DE", "IN", "BR", "JP")
DATA = ("text", "image", "video", "audio", "location", "contacts", "metadata", "device", "profile")
CASES = ("case:wechat-2020", "case:tiktok-2020", "case:eu-saas", "case:example-chat")
TOGETHER = 500
MAP = """\
app: App {number}
as_of: 2026-01-01
users: {{US: {number}0}}
data: [text, video]
owner: {{name: Firm, jurisdiction: CN}}
"""
Keyed = tuple[str, WrittenMap]


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
    """Full maps: the shipped cases in turn, each as another app with other numbers of people."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(0)
    readings = [read(next(iter(map_files(case)[1].values())).decode(), case) for case in CASES]
    cases = [reading.data_map for reading in readings if reading.data_map is not None]
    for number, data_map in enumerate(islice(cycle(cases), maps)):
        factor = 10 ** chance.uniform(-2, 0)
        groups = data_map.users.items()
        users = {id_: group.model_copy(update={"count": _people(group.count, factor)}) for id_, group in groups}
        app = data_map.app.model_copy(update={"name": f"App {number}"})
        other = data_map.model_copy(update={"app": app, "users": users})
        (folder / f"app-{number:05}.yaml").write_bytes(written_map("", other).text)
    return folder


def _people(count: Estimate, factor: float) -> Estimate:
    """A factor as many people, whole ones where a number of them is said."""
    scaled = count.scaled(factor)
    if scaled.form not in ("exact", "plain") or scaled.best is None:
        return scaled
    return scaled.model_copy(update={"best": float(round(scaled.best))})


def measured(path: Path, folder: Path, few: int, ways: Sequence[str] = WAYS) -> Row:
    """Seconds a map by each way with all of the ranking, beside a pool that only computes `few`; memory."""
    apps = len(maps_in([str(path)]).maps)
    phases = Phases()
    by_dask = partial(portfolio, [str(path)], folder / "dask", workers=WORKERS)
    works: dict[str, Callable[[], Row]] = {
        "dask": lambda: spent(lambda: by_dask(progress=phases.hear), apps) | phases.seconds(),
        "again": lambda: spent(by_dask, apps),
        "serial": lambda: spent(lambda: one_by_one(path, folder / "serial"), apps),
        "pool_without_ranking": lambda: spent(lambda: pooled(path, few), min(few, apps)),
    }
    rows = {way: works[way]() for way in WAYS if way in ways}
    size = sum(file.stat().st_size for file in (folder / "dask" / "parts").iterdir())
    both = [rows[way]["seconds_a_map"] for way in ("serial", "dask") if way in rows]
    return {
        **rows,
        **({"speed_up_over_serial": both[0] / both[1]} if both[1:] else {}),
        "bytes_a_map": size / apps,
        "client_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "largest_worker_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


class Phases:
    """When the first batch of a portfolio was asked for, when the first came back, and when the last did; memory.

    The memory of the command and of its largest worker is noted at each tenth of the work.
    """

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.moments: dict[str, float] = {}
        self.megabytes: dict[str, list[int]] = {}

    def hear(self, progress: Progress) -> None:
        """Note the moment."""
        phase = "listed" if not progress.done else "last" if progress.done == progress.total else "first"
        if phase != "first" or "first" not in self.moments:
            self.moments.setdefault(phase, time.perf_counter() - self.begun)
        tenth = f"{10 * progress.done // max(1, progress.total)} tenths"
        if tenth not in self.megabytes:
            self.megabytes[tenth] = _megabytes()

    def seconds(self) -> Row:
        """Seconds until all maps were listed, the first batch was back, the last was back, and all was ranked."""
        return {f"until_{phase}": moment for phase, moment in self.moments.items()} | {
            "until_ranked": time.perf_counter() - self.begun,
            "megabytes_of_command_and_worker": self.megabytes,
        }


def _megabytes() -> list[int]:
    """The memory of this process, and of the largest that it started, in megabytes."""
    here = psutil.Process()
    started = [child.memory_info().rss for child in here.children(recursive=True) if child.is_running()]
    return [size // 2**20 for size in (here.memory_info().rss, max(started, default=0))]


def spent(work: Callable[[], object], maps: int = 1) -> Row:
    """Seconds by the clock, and of processors, of this process and of those that it started and that ended, a map."""
    begun, processors = time.perf_counter(), _processors()
    work()
    clock, used = time.perf_counter() - begun, _processors() - processors
    return {"maps": maps, "seconds_a_map": clock / maps, "of_processors": used / maps, "load": os.getloadavg()[0]}


def _processors() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def chunks_of(path: Path) -> Iterator[list[Keyed]]:
    """The maps of a path with their fingerprints, alike ones together as Dask's workers get them."""
    keyed = keyed_maps(maps_in([str(path)]), Settings(DRAWS))
    written = ((one.fingerprint, one.map.read()) for one in sorted(keyed, key=lambda one: one.map.likeness))
    while chunk := list(islice(written, CHUNK)):
        yield chunk


def one_by_one(path: Path, folder: Path) -> None:
    """Compute all rows one after another in this process, save them and rank them, as a portfolio does."""
    for chunk in chunks_of(path):
        batch = batch_of(chunk, Settings(DRAWS))
        save_part(folder, batch.fingerprints, batch.content)
    portfolio([str(path)], folder)


def pooled(path: Path, few: int) -> int:
    """The parts of some rows from a pool of processes, which neither saves nor ranks them."""
    chunks = list(islice(chunks_of(path), few // CHUNK))
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return sum(len(batch.content) for batch in pool.map(batch_of, chunks, [Settings(DRAWS)] * len(chunks)))


def by_command(path: Path) -> Row:
    """Seconds and processor seconds a map where each is a run of `datareach assess`."""
    maps = [written.read() for written in maps_in([str(path)]).maps[:ALONE]]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.yaml") for number in range(len(maps))]
        for file, map_ in zip(files, maps, strict=True):
            file.write_bytes(map_.text)
        command = [sys.executable, "-m", "datareach", "assess", "--json", "--draws", str(DRAWS)]
        runs = [spent(partial(subprocess.run, [*command, str(file)], check=True, stdout=DEVNULL)) for file in files]
    return {
        "maps": len(runs),
        **{key: sum(run[key] for run in runs) / len(runs) for key in ("seconds_a_map", "of_processors")},
    }


def made_up(folder: Path, rows: int) -> pd.DataFrame:
    """The ranked rows of apps that were never computed, saved as a portfolio saves them."""
    chance = np.random.default_rng(0)
    sizes = {name: chance.lognormal(10, 2, rows) for name in {**SIZES, **MEASURES}}
    spread = {"point": 1.0, "mean": 1.1, "median": 1.0, "low": 0.4, "high": 2.5}
    numbers: dict[str, object] = {
        f"{name}.{part}": of * spread[part] for name, of in sizes.items() for part in QUANTITY
    }
    ranks = np.argsort(np.argsort(-sizes["content_persons"])) + 1.0
    numbers |= {"rank_low": 0.8 * ranks, "rank_median": ranks, "rank_high": 1.2 * ranks}
    texts = {name: [f"{name} {row % 5000}" for row in range(rows)] for name in ("app", "owner", "path")}
    texts["fingerprint"] = [f"{row:064x}" for row in range(rows)]
    texts["part"] = _made_up_parts(folder, texts["fingerprint"])
    lists = {"data": [["text", DATA[row % 9]] for row in range(rows)], "laws": [[]] * rows, "problems": [[]] * rows}
    states = {"owner_state": chance.choice(STATES, rows), "widest": chance.choice(STATES, rows)}
    named = {"label": [f"App {row}" for row in range(rows)], "tier": np.arange(rows) // 50, "above_next": 0.6}
    frame = pd.DataFrame({**numbers, **texts, **lists, **states, **named}).sort_values("rank_median")
    save_apps(folder, frame)
    return frame


def _made_up_parts(folder: Path, fingerprints: Sequence[str]) -> list[str]:
    """Parts with the map of each row; the name of the part that each row is in."""
    names: list[str] = []
    for first in range(0, len(fingerprints), TOGETHER):
        some = fingerprints[first : first + TOGETHER]
        rows = [{"fingerprint": key, "map": MAP.format(number=first + place)} for place, key in enumerate(some)]
        names += [save_part(folder, some, part_of(rows)).name] * len(some)
    return names


def read_rows(folder: Path, rows: int) -> Row:
    """Seconds to filter and sort so many rows, to find the rank of any app, and to read what Apps shows of them."""
    made_up(folder, rows)
    every = Which(sound=True)
    chosen = Which(sound=True, among=list(range(0, rows, 10)))
    queries: dict[str, Callable[[], object]] = {
        "first_page": partial(selected, folder),
        "filtered": partial(selected, folder, Which({"owner_state": "CN", "data": "video"}), order="harm.median"),
        "rank_of_one": partial(selected, folder, Which({"label": f"App {rows // 2}"}), rows=1),
        "last_page": partial(selected, folder, order="people.median", descending=True, first=rows - 100),
        "points": partial(points, folder, every, "people", "content_persons", "owner_state"),
        "counted": partial(app_count, folder, every),
        "choices": partial(choices, folder, "data"),
        "first_of_a_tenth_drawn_around": partial(selected, folder, chosen, order="harm.median"),
        "text_of_one": partial(files_of, folder, f"App {rows - 1}"),
    }
    return {"rows": rows, **{name: timed(work, runs=9) for name, work in queries.items()}}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portfolios", description=__doc__)
    parser.add_argument("--apps", type=int, default=10_000, help="five-line apps; 0 for none")
    parser.add_argument("--full", type=int, default=200, help="full maps; 0 for none")
    parser.add_argument("--few", type=int, default=400, help="so many of them at most in a pool of processes")
    parser.add_argument("--rows", type=int, default=100_000, help="rows to be read; 0 for none")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS, help="by which ways apps are computed")
    parser.add_argument("--keep", type=Path, help="a folder that stays: a run that was stopped goes on from there")
    chosen = parser.parse_args()
    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        made: Row = {"machine": machine()}
        if chosen.rows:
            made["reading"] = read_rows(folder / "read", chosen.rows)
        if chosen.apps:
            made["five_lines"] = measured(
                table(folder / "apps.csv", chosen.apps), folder / "five", chosen.few, chosen.ways
            )
            made["by_command"] = by_command(folder / "apps.csv")
        if chosen.full:
            made["full"] = measured(full_maps(folder / "maps", chosen.full), folder / "whole", chosen.few, chosen.ways)
        print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
