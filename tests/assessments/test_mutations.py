"""For every map that `check` passes, all commands end in a result: a few mutations of maps, of the many of a script."""

from __future__ import annotations

import pytest

from data_maps.reading import read
from tests.support.mutations import PRINTED, faults, mutated

SEEDS = 27


def test_whatever_check_passes_is_assessed_and_printed() -> None:
    accepted = {seed: reading.data_map for seed in range(SEEDS) if (reading := read(mutated(seed), "m.yaml")).data_map}
    assert len(accepted) >= 3
    failed = {seed: found for seed, data_map in accepted.items() if data_map and (found := faults(data_map, PRINTED))}
    assert failed == {}


@pytest.mark.parametrize("seed", [0, 7])
def test_a_mutation_is_the_same_for_the_same_seed(seed: int) -> None:
    assert mutated(seed) == mutated(seed) != mutated(seed + 1)
