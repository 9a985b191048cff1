"""Work in pieces, on one processor or several."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from assessments.run import assess
from benchmarks.questions import map_of
from risk.engine import parallel
from risk.engine.parallel import in_pieces, start_threads, threads
from risk.uncertainty.propagation import Uncertain

DRAWS = 1_000


@pytest.mark.parametrize("at_once", [1, 4])
def test_every_piece_is_done_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.engine.parallel.threads", lambda: at_once)
    done = np.zeros(10)

    def work(piece: slice) -> None:
        done[piece] += len(done[piece])

    in_pieces(work, 10, 4)
    assert done.tolist() == [4] * 8 + [2] * 2


def test_an_interrupt_while_threads_begin_leaves_none_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Future[int]] = []

    class Interrupted(ThreadPoolExecutor):
        """Threads of which the first is waiting for the others when somebody asks this process to end."""

        def submit(self, work: Any, /, *args: Any, **named: Any) -> Any:
            if begun:
                raise KeyboardInterrupt
            begun.append(super().submit(work, *args, **named))
            return begun[0]

    monkeypatch.setattr(parallel, "ThreadPoolExecutor", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        parallel._pool.__wrapped__(2)
    with pytest.raises(threading.BrokenBarrierError):
        begun[0].result(60)


@pytest.mark.parametrize("at_once", [1, 4])
def test_what_a_piece_raises_is_raised(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.engine.parallel.threads", lambda: at_once)

    def work(piece: slice) -> None:
        raise ValueError(str(piece.start))

    with pytest.raises(ValueError, match=r"^0$"):
        in_pieces(work, 10, 4)


def test_a_piece_may_itself_be_done_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.engine.parallel.threads", lambda: 2)
    done = np.zeros((4, 4))

    def work(row: slice) -> None:
        in_pieces(lambda piece: done[row].__setitem__((slice(None), piece), 1.0), 4, 1)

    in_pieces(work, 4, 1)
    assert done.tolist() == [[1.0] * 4] * 4


def test_once_threads_are_ready_work_begins_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.engine.parallel.threads", lambda: 3)
    start_threads()

    def refuse(_: threading.Thread) -> None:
        raise AssertionError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    done = np.zeros(10)
    in_pieces(lambda piece: done.__setitem__(piece, 1.0), 10, 1)
    assert done.tolist() == [1.0] * 10


def test_there_are_a_few_threads_at_most() -> None:
    assert 1 <= threads() <= 4


@pytest.mark.parametrize(("name", "systems"), [("wechat-2020", 0), ("realistic", 20)])
def test_draws_are_the_same_bytes_on_any_number_of_processors(
    name: str, systems: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = assess(map_of(name, systems)).model
    monkeypatch.setattr("risk.engine.passes.BYTES_PER_CHUNK", 8 * 100 * 64)
    monkeypatch.setattr("risk.engine.passes.LEAST_AT_ONCE", 64)
    monkeypatch.setattr("risk.measures.CELLS", 2**14)
    found = []
    for at_once in (1, 2, 4):
        monkeypatch.setattr("risk.engine.parallel.threads", lambda at_once=at_once: at_once)
        uncertain = Uncertain(model, DRAWS, 0, 4.0)
        found.append([each.tobytes() for each in (uncertain.x, uncertain.chances, uncertain.harm(""))])
    assert found[0] == found[1] == found[2]
