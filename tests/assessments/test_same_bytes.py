"""The same map and the same seed give the same bytes, whatever the order of sets and the number of threads."""

from __future__ import annotations

from assessments.exports.json import export
from assessments.run import Settings, assess
from benchmarks.same_bytes import elsewhere
from tests.support.assessed import case_map


def test_neither_hash_seed_nor_threads_change_a_byte() -> None:
    one, other = (
        elsewhere(
            names=["simulated in part"], PYTHONHASHSEED=hash_seed, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads
        )
        for hash_seed, threads in (("0", "1"), ("1", "2"))
    )
    assert one == other
    assert list(one) == ["simulated in part"]


def test_another_seed_changes_some() -> None:
    first, second = (export(assess(case_map("harbour"), Settings(draws=100, seed=seed))) for seed in (1, 2))
    assert first != second
    assert first.count("\n") == second.count("\n")
