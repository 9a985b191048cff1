"""The same map and the same seed give the same bytes, whatever the order of sets and the number of threads."""

from __future__ import annotations

import pytest

from assessments.exports.json import export
from assessments.run import Settings, assess
from benchmarks.same_bytes import CASES, SIMULATED, digests, elsewhere
from tests.support.assessed import case_map


@pytest.fixture(scope="module")
def own() -> dict[str, str]:
    return digests()


@pytest.mark.parametrize(("hash_seed", "threads"), [("0", "1"), ("1", "2")])
def test_neither_hash_seed_nor_threads_change_a_byte(own: dict[str, str], hash_seed: str, threads: str) -> None:
    variables = {"PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    assert elsewhere(**variables) == own
    assert len(own) == len(set(own.values())) == len(CASES) + len(SIMULATED)


def test_another_seed_changes_some() -> None:
    first, second = (export(assess(case_map("harbour"), Settings(draws=100, seed=seed))) for seed in (1, 2))
    assert first != second
    assert first.count("\n") == second.count("\n")
