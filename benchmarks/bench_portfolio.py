"""Portfolios on Dask beside one map after another, a pool of processes and the command itself; rows that are read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pytest

from assessments.portfolio.cluster import batch_of
from assessments.portfolio.folder import Which, app_count, choices, files_of, points, save_part, selected
from assessments.portfolio.maps import WrittenMap
from assessments.portfolio.portfolio import keyed_maps, maps_in, portfolio
from assessments.run import Settings
from benchmarks.measuring import Benchmark
from benchmarks.portfolios import full_maps, made_up, table

WORKERS, CHUNK, DRAWS, ALONE = 2, 50, 2_000, 2
WAYS = ("Dask, two workers", "the same again", "one after another", "a pool that only computes")
EVERY = Which(sound=True)
READS: Mapping[str, Callable[[Path, int], object]] = {
    "first page": lambda folder, _: selected(folder),
    "filtered": lambda folder, _: selected(folder, Which({"owner_state": "CN", "data": "video"}), order="harm.median"),
    "rank of one": lambda folder, rows: selected(folder, Which({"label": f"App {rows // 2}"}), rows=1),
    "last page": lambda folder, rows: selected(folder, order="people.median", descending=True, first=rows - 100),
    "all points": lambda folder, _: points(folder, EVERY, "people", "content_persons", "owner_state"),
    "counted": lambda folder, _: app_count(folder, EVERY),
    "choices": lambda folder, _: choices(folder, "data"),
    "text of one": lambda folder, rows: files_of(folder, f"App {rows - 1}"),
}


def chunks_of(path: Path) -> Iterator[list[tuple[str, WrittenMap]]]:
    """The maps of a path with their fingerprints, alike ones together as Dask's workers get them."""
    keyed = keyed_maps(maps_in([str(path)]), Settings(DRAWS))
    written = ((one.fingerprint, one.map.read()) for one in sorted(keyed, key=lambda one: one.map.likeness))
    while chunk := list(islice(written, CHUNK)):
        yield chunk


def one_by_one(path: Path, folder: Path) -> None:
    """Compute all rows one after another, save them and rank them, as a portfolio does."""
    for chunk in chunks_of(path):
        batch = batch_of(chunk, Settings(DRAWS))
        save_part(folder, batch.fingerprints, batch.content)
    portfolio([str(path)], folder)


def pooled(path: Path) -> int:
    """The parts of all rows from a pool of processes, which neither saves nor ranks them."""
    chunks = list(chunks_of(path))
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return sum(len(batch.content) for batch in pool.map(batch_of, chunks, [Settings(DRAWS)] * len(chunks)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["five-line apps", "full maps"])
def test_a_portfolio_is_ranked(benchmark: Benchmark, kind: str, way: str, apps: int, full: int, tmp_path: Path) -> None:
    five = kind == "five-line apps"
    benchmark.group = f"{apps if five else full:,} {kind}"
    path = table(tmp_path / "apps.csv", apps) if five else full_maps(tmp_path / "maps", full)
    by_dask = partial(portfolio, [str(path)], tmp_path / "dask", workers=WORKERS)
    if way == "the same again":
        by_dask()
    works: dict[str, Callable[[], object]] = {
        WAYS[0]: by_dask,
        WAYS[1]: by_dask,
        WAYS[2]: lambda: one_by_one(path, tmp_path / "serial"),
        WAYS[3]: lambda: pooled(path),
    }
    benchmark.pedantic(works[way], rounds=1)


@pytest.mark.parametrize("way", ["a command for each", "Dask, two workers"])
def test_few_apps_are_assessed(benchmark: Benchmark, way: str, tmp_path: Path) -> None:
    benchmark.group = f"{ALONE} five-line apps"
    path = table(tmp_path / "apps.csv", ALONE)
    files = [tmp_path / f"{number}.yaml" for number in range(ALONE)]
    for file, map_ in zip(files, maps_in([str(path)]).maps, strict=True):
        file.write_bytes(map_.read().text)
    command = [sys.executable, "-m", "datareach", "assess", "--json", "--draws", str(DRAWS)]

    def alone() -> None:
        for file in files:
            subprocess.run([*command, str(file)], check=True, stdout=subprocess.DEVNULL)

    by_dask = partial(portfolio, [str(path)], tmp_path / "dask", workers=WORKERS)
    benchmark.pedantic(alone if way == "a command for each" else by_dask, rounds=1)


@pytest.mark.parametrize("way", READS)
def test_ranked_rows_are_read(benchmark: Benchmark, way: str, rows: int, tmp_path: Path) -> None:
    benchmark.group = f"{rows:,} ranked rows"
    made_up(tmp_path, rows)
    benchmark.pedantic(READS[way], (tmp_path, rows), rounds=5, warmup_rounds=1)
