"""Reading a long map, beside what only parses YAML: Datareach also checks every key and keeps every place."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
import yaml

from benchmarks.maps import of_lines
from benchmarks.measuring import Benchmark
from data_maps.reading import read

LINES = 5_000


def ruamel(text: str) -> object:
    """Values with their places, by ruamel.yaml's round trip."""
    return import_module("ruamel.yaml").YAML().load(StringIO(text))


READERS: dict[str, Callable[[str], Any]] = {
    "Datareach: a checked map with places": lambda text: read(text, "map.yaml").data_map,
    "PyYAML, loader in C: plain values": lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
    "PyYAML, its default loader: plain values": yaml.safe_load,
    "ruamel.yaml, round trip: values with places": ruamel,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_long_map_is_read(benchmark: Benchmark, reader: str) -> None:
    benchmark.group = f"reading {LINES:,} lines"
    assert benchmark(READERS[reader], of_lines(LINES)) is not None
