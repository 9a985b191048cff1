"""How many people's data an organisation holds, tried out where that is too wide for diagrams."""

from __future__ import annotations

import pytest
import yaml

from benchmarks.maps import generated
from risk import organisations as sizes
from risk.exposure import exposure
from tests.support.maps import map_of


def test_sizes_that_are_tried_out_are_near_the_exact_ones_in_rings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = yaml.safe_load(generated("mesh", 6))
    data_map = map_of(yaml.safe_dump({**mesh, "ownership": []}))
    organisations = exposure(data_map).organisations
    exact = sizes.people_at(data_map, organisations)
    monkeypatch.setattr(sizes, "MANY", 0)
    sizes._sizes.cache_clear()
    tried = sizes.people_at(data_map, organisations)
    sizes._sizes.cache_clear()
    assert len(exact) == 3
    assert tried != exact
    assert dict(tried) == pytest.approx(dict(exact), rel=0.03)
