"""Draws are kept for the sessions that used theirs last, and made again for the others."""

from __future__ import annotations

import gc
import weakref
from functools import cache, partial

import pytest

from assessments.run import Assessment, Settings, assess
from dashboard import draws
from dashboard.draws import Draws
from data_maps.reading import read_path


@cache
def _assessed() -> Assessment:
    data_map = read_path("case:harbour").data_map
    assert data_map is not None
    return assess(data_map, Settings(draws=0))


def test_draws_are_made_once_for_what_they_are_of() -> None:
    made: list[str] = []

    def make(key: str) -> Assessment:
        made.append(key)
        return _assessed()

    kept = Draws()
    for key in ("a", "a", "b", "a"):
        kept.of(key, partial(make, key))
    assert made == ["a", "b", "a"]


def test_only_the_sessions_that_used_theirs_last_keep_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "MOST", 2)
    made: list[int] = []
    sessions = [Draws() for _ in range(3)]

    def make(number: int) -> Assessment:
        made.append(number)
        return _assessed()

    for number in (0, 1, 0, 2, 0, 2, 1):
        sessions[number].of("key", partial(make, number))
    assert made == [0, 1, 2, 1]


def test_a_session_that_ended_is_kept_by_nobody() -> None:
    ended = Draws()
    ended.of("key", _assessed)
    seen = weakref.ref(ended)
    del ended
    gc.collect()
    assert seen() is None
