"""What is small and unpacks, nests or repeats without end is refused in a sentence, in little time and memory."""

from __future__ import annotations

import pytest

from tests.support.bombs import tried


@pytest.mark.parametrize(
    ("bomb", "megabytes"),
    [
        ("zip of 400 MB of zeros", 100),
        ("zip whose entries overlap", 100),
        ("YAML aliases", 100),
        ("JSON 100,000 deep", 100),
        ("XML entities", 100),
        ("CSV with 2,000,000 rows", 300),
        ("workbook that unpacks to 300 MB", 150),
        ("table of apps, 1,000,000 columns", 400),
    ],
)
def test_a_bomb_is_refused_in_little_time_and_memory(bomb: str, megabytes: float) -> None:
    """`python -m tests.support.bombs` tries all there are; here one of each kind."""
    for tally in tried(bomb):
        assert tally.wrong == ""
        assert tally.seconds < 10.0
        assert tally.megabytes < megabytes
