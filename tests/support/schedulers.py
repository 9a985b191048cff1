"""Dask schedulers and workers in processes of their own, as a cluster has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@dataclass(frozen=True)
class Scheduler:
    """A scheduler at an address, with its workers."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def scheduler(folder: Path, workers: int) -> Iterator[Scheduler]:
    """A scheduler with so many workers; all of them are gone afterwards."""
    file = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        _started(stack, "scheduler", "--port", "0", "--scheduler-file", str(file), *options)
        address = str(_written(file)["address"])
        here = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        yield Scheduler(address, tuple(_started(stack, "worker", address, *here, *options) for _ in range(workers)))


def _started(stack: ExitStack, *words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dask", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


def _written(file: Path) -> dict[str, object]:
    """What a scheduler writes of itself once it listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text(encoding="utf-8")).endswith("}"):
            content: dict[str, object] = json.loads(text)
            return content
        time.sleep(0.05)
    raise TimeoutError("the scheduler does not come up")
