"""Work on a Dask cluster: batches of maps of about two seconds, one cluster on this machine or one that is given.

Both take the same way: a client sends batches and saves what comes back, so that workers need no common disk.
"""

from __future__ import annotations

import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit
from warnings import catch_warnings

from assessments.portfolio.maps import ListedMap, WrittenMap
from assessments.versions import version, versions
from risk.engine.parallel import in_one_thread

if TYPE_CHECKING:
    from distributed import Client, Future

    from assessments.run import Settings

BATCH_SECONDS = 2.0
FIRST_BATCH, LARGEST_BATCH = 4, 500
AHEAD = 2
"""Batches sent to each worker beyond the one that it works on, less one: it never waits, and little is lost with it."""
CONNECTING, LOOKING, WITHOUT_WORKERS = 10, 5, 60
"""Seconds until a scheduler has to answer, between looks at the workers, and that a portfolio waits without any."""
LONGEST_GREETING = 2**20
SILENT = logging.CRITICAL + 1
"""The level of Dask's log: it prints tracebacks as critical, and what there is to say is said here."""
TCP, TLS = "tcp", "tls"
OWN_WORKERS: Mapping[str, Any] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.admin.low-level-log-length": 10,
    "distributed.nanny.pre-spawn-environ": {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_MMAP_THRESHOLD_": str(2**25),
        "MALLOC_TRIM_THRESHOLD_": str(2**28),
    },
}
"""How workers of this machine run: without pages, without samples of their stacks, and so that they keep memory.

Dask keeps the last thousand messages to each worker, with all maps that were sent: of full maps that
is hundreds of megabytes.

Dask has its workers give back whatever they free. An app frees arrays of a megabyte and needs them again at once: of
its time, a seventh went into having the system clear pages.
"""
LOST = "this map could not be computed: each of the workers that tried was lost, which points to its memory"


class NoCluster(ValueError):
    """There is no cluster that could do the work, for a reason that is said."""


@dataclass(frozen=True)
class Keyed:
    """A map and the fingerprint that its row is kept under."""

    fingerprint: str
    map: ListedMap


@dataclass(frozen=True)
class Batch:
    """Rows that came back: the content of a part, the fingerprints in it, how many are problems, and the time taken."""

    content: bytes
    fingerprints: tuple[str, ...]
    problems: int
    seconds: float


@contextmanager
def client_of(address: str | None, workers: int | None) -> Iterator[Client]:
    """A client of a cluster: of the scheduler at an address, or of one on this machine that ends with the work.

    Raises NoCluster where none answers, it has no workers, or these run another Datareach.
    """
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(SILENT)
    with dask.config.set(OWN_WORKERS):
        if address is None:
            no_page = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
            local = {
                "host": "127.0.0.1",
                "security": True,
                "silence_logs": logging.CRITICAL,
                "scheduler_kwargs": no_page,
            }
            with LocalCluster(n_workers=workers, threads_per_worker=1, **local) as cluster, Client(cluster) as client:
                yield client
            return
        with _connected(address) as client:
            try:
                client.wait_for_workers(1, timeout=CONNECTING)
            except Exception:  # noqa: BLE001 - what stands in a scheduler's place may answer anything
                raise NoCluster(
                    f"cluster: the scheduler at {address} has no workers (start some: dask worker {address})"
                ) from None
            try:
                theirs = client.run(_own_version)
            except Exception:  # noqa: BLE001 - what workers of other versions answer cannot be known
                theirs = dict.fromkeys(client.nthreads())
            others = sorted(worker for worker, version in theirs.items() if version != _own_version())
            if others:
                raise NoCluster(
                    f"cluster: {', '.join(others)} cannot run this Datareach (install the same version there)"
                )
            yield client


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    from distributed import Client

    parts = urlsplit(address)
    if parts.scheme not in (TCP, TLS) or not parts.hostname or not (port := _port(parts)):
        raise NoCluster(f"cluster: '{address}' is not an address of a scheduler (write tcp://HOST:8786)")
    try:
        _greeted(parts.hostname, port, secret=parts.scheme == TLS)
        with catch_warnings(action="ignore"):  # of other versions, which are looked at below
            client = Client(address, timeout=CONNECTING)
    except Exception as error:  # what stands in its place may say anything, which Dask fails at in ways of its own
        raise NoCluster(f"cluster: no Dask scheduler answers at {address}") from error
    with client:
        yield client


def _greeted(host: str, port: int, *, secret: bool) -> None:
    """Raise OSError unless a scheduler listens there: it greets with a short message, after its length in eight bytes.

    Dask's client waits for ever for the end of what another program says.
    """
    with socket.create_connection((host, port), timeout=CONNECTING) as connection:
        length = b"" if secret else connection.recv(8)
    if not secret and not 0 < int.from_bytes(length, "little") < LONGEST_GREETING:
        raise OSError("another program listens there")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        return None


def _own_version() -> tuple[str, str, str]:
    """The versions that a worker has to have too: of Datareach, down to its files, of Python and of Dask."""
    return versions().program, versions().python, version("distributed")


def computed_batches(
    client: Client,
    maps: Sequence[Keyed],
    settings: Settings,
    save: Callable[[Batch], None],
    workers_seen: Callable[[int], None] = lambda workers: None,
) -> None:
    """Compute the rows of maps and save each batch as it comes back, in whichever order.

    Raises NoCluster where all workers are gone for good. A batch whose workers were lost again and again is halved;
    of the one map that is left then, the row says so.
    """
    work = _Work(client, deque(maps), settings)
    while work.running or work.waiting:
        work.send()
        for batch in work.finished_batches(workers_seen):
            save(batch)


class _Work:
    """The maps that wait, the batches that run, and how long one map takes.

    The text of a map is read when its batch is sent and kept nowhere; one that has changed since it was listed is not.
    """

    def __init__(self, client: Client, waiting: deque[Keyed], settings: Settings) -> None:
        self.client = client
        self.waiting = waiting
        self.settings = settings
        self.running: dict[Future, list[Keyed]] = {}
        self.halves: deque[list[Keyed]] = deque()
        self.seconds_a_map: float | None = None
        self.without_workers = 0

    def send(self) -> None:
        """Send as many batches as keep all workers busy."""
        most = AHEAD * max(1, len(self.client.nthreads()))
        while (self.waiting or self.halves) and len(self.running) < most:
            maps = self.halves.popleft() if self.halves else [self.waiting.popleft() for _ in range(self._size())]
            written = [(written_map.fingerprint, written_map.map.read()) for written_map in maps]
            same = [
                pair
                for pair, written_map in zip(written, maps, strict=True)
                if pair[1].digest == written_map.map.digest
            ]
            future = self.client.submit(batch_of, same, self.settings, pure=False)
            self.running[future] = maps

    def _size(self) -> int:
        """The number of maps that take a worker about two seconds."""
        fitting = FIRST_BATCH if self.seconds_a_map is None else round(BATCH_SECONDS / max(self.seconds_a_map, 1e-6))
        return min(max(1, fitting), LARGEST_BATCH, len(self.waiting))

    def finished_batches(self, workers_seen: Callable[[int], None]) -> Iterator[Batch]:
        """The batches that have come back, after some came; none where it took long."""
        from distributed import wait

        try:
            finished = wait(list(self.running), timeout=LOOKING, return_when="FIRST_COMPLETED").done
        except (TooLate, TimeoutError):
            finished = set()
        workers = len(self.client.nthreads())
        workers_seen(workers)
        self.without_workers = self.without_workers + LOOKING if not finished and not workers else 0
        if self.without_workers >= WITHOUT_WORKERS:
            raise NoCluster("cluster: all workers of the cluster are gone")
        for future in finished:
            yield from self._result(future, self.running.pop(future))

    def _result(self, future: Future, maps: list[Keyed]) -> Iterator[Batch]:
        from distributed.scheduler import KilledWorker

        try:
            batch: Batch = future.result()
        except KilledWorker:
            yield from self._lost(maps)
            return
        finally:
            future.release()
        self.seconds_a_map = batch.seconds / max(1, len(batch.fingerprints))
        yield batch

    def _lost(self, maps: list[Keyed]) -> Iterator[Batch]:
        if len(maps) == 1:
            (only_map,) = maps
            row = {"problems": [f"{only_map.map.path}: {LOST}"], "stood": only_map.map.path, "seconds": 0.0}
            yield _batch([only_map.fingerprint], [row])
            return
        middle = len(maps) // 2
        self.halves += [maps[:middle], maps[middle:]]


def batch_of(maps: Sequence[tuple[str, WrittenMap]], settings: Settings) -> Batch:
    """The rows of some maps by their fingerprints; what a worker does, in one thread beside the other workers."""
    from assessments.portfolio.rows import row_of

    with in_one_thread():
        return _batch([key for key, _ in maps], [row_of(map_to_read, settings) for _, map_to_read in maps])


def _batch(fingerprints: Sequence[str], rows: Sequence[dict[str, Any]]) -> Batch:
    from assessments.portfolio.folder import part_of

    keyed = [{**row, "fingerprint": key} for key, row in zip(fingerprints, rows, strict=True)]
    problems, seconds = sum(bool(row["problems"]) for row in rows), sum(row["seconds"] for row in rows)
    return Batch(part_of(keyed), tuple(fingerprints), problems, seconds)
