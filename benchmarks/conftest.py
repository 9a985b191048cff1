"""Sizes that a benchmark is measured at: small ones unless an option says otherwise."""

from __future__ import annotations

import os

import pytest

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # what is compared works on one processor

SIZES = {
    "apps": (400, "five-line apps of a portfolio"),
    "full": (20, "full maps of a portfolio"),
    "rows": (10_000, "rows of a portfolio that are read, and shown in the place Apps"),
    "saves": (200, "assessments on a record"),
    "sessions": (4, "browser sessions at once"),
    "seconds": (10, "seconds at each pace of these sessions"),
    "systems": (200, "systems of the mesh beside which pages are turned"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare an option for each size."""
    for name, (size, words) in SIZES.items():
        parser.addoption(f"--{name}", type=int, default=size, help=f"{words} (default {size:,})")


def size(name: str) -> object:
    """A fixture that gives one of the sizes."""

    @pytest.fixture(name=name)
    def chosen(request: pytest.FixtureRequest) -> int:
        return int(request.config.getoption(f"--{name}"))

    return chosen


apps, full, rows, saves, sessions, seconds, systems = map(size, SIZES)
