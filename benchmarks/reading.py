"""Times of reading a long map, beside what only parses YAML."""

from __future__ import annotations

from importlib import import_module
from io import StringIO

import yaml

from benchmarks.maps import of_lines
from benchmarks.timing import Row, alone, timed, version
from data_maps.reading import read

LINES, FEW = 15_000, 600
WITHIN = 120.0


def measured(quick: bool) -> Row:
    """Seconds to read one text: as a checked map, and by the parsers alone."""
    lines = FEW if quick else LINES
    readers = {name: alone(f"benchmarks.reading:{name}", lines, within=WITHIN) for name in READERS}
    return {"lines": of_lines(lines).count("\n"), "readers": readers}


def datareach(lines: int) -> Row:
    """Text to a map with every check."""
    text = of_lines(lines)
    problems = read(text, "map.yaml").problems
    if problems:
        raise SystemExit(f"the generated map has problems: {problems[0]}")
    return timed(lambda: read(text, "map.yaml"))


def pyyaml_c(lines: int) -> Row:
    """Text to plain values by PyYAML's loader in C, without a check and without places."""
    text = of_lines(lines)
    return timed(lambda: yaml.load(text, Loader=yaml.CSafeLoader))


def pyyaml(lines: int) -> Row:
    """Text to plain values by PyYAML's loader in Python, which is its default."""
    text = of_lines(lines)
    return timed(lambda: yaml.safe_load(text))


def ruamel(lines: int) -> Row:
    """Text to values with their places by ruamel.yaml's round-trip loader."""
    if version("ruamel.yaml") is None:
        return {"stopped": "ruamel.yaml is not installed"}
    text = of_lines(lines)
    reader = import_module("ruamel.yaml").YAML()
    return timed(lambda: reader.load(StringIO(text)))


READERS = ("datareach", "pyyaml_c", "pyyaml", "ruamel")
